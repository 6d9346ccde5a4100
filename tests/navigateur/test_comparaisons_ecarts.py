"""Les graphiques des écarts, des âges et des rangs : aucun nom coupé, aucun recouvert, sur les deux écrans."""

import pytest
from playwright.sync_api import Browser

from tests.navigateur.test_comparaisons import CHEVAUCHEMENTS, ECRANS, TEXTES_COUPES
from tests.outils.navigateur import visiter
from tests.outils.serveur import Serveur

pytestmark = pytest.mark.navigateur

# Adresse -> les noms que le graphique doit écrire en entier.
VUES = {
    "?vue=ecarts": ("La Conte - Ozanam", "Le Viguier - Saint-Jacques", "Fleming - La Reille", "Grazailles"),
    "?vue=ecarts&reference=QPV-FR-METRO&indicateur=taux_pauvrete": ("Bastide - Pont-Vieux", "Grazailles"),
    "?vue=ecarts&reference=QPV-FR-METRO&indicateur=part_emplois_precaires": ("Le Viguier - Saint-Jacques",),
    "?vue=face-a-face&gauche=QP011004&droite=QP011003": ("Bastide - Pont-Vieux", "Le Viguier - Saint-Jacques"),
    "?vue=profil&quartier=QP011003": ("Ménages d'une seule personne (2018)", "Population municipale (2018)"),
}


@pytest.mark.parametrize(("largeur", "hauteur"), ECRANS)
def test_aucun_nom_n_est_coupe_ni_recouvert(
    chromium_ouvert: Browser, tableau_de_bord: Serveur, largeur: int, hauteur: int
):
    with visiter(chromium_ouvert, viewport={"width": largeur, "height": hauteur}) as visite:
        for filtres, noms in VUES.items():
            page = visite.aller(f"{tableau_de_bord.adresse}/comparaisons{filtres}")
            graphique = page.locator(".stPlotlyChart")
            graphique.locator(".main-svg").first.wait_for()
            ecrits = graphique.locator(".annotation text, .ytick text").all_text_contents()
            assert [n for n in noms if n not in ecrits] == [], filtres
            assert graphique.evaluate(TEXTES_COUPES) == [], filtres
            # Une flèche est une annotation sans texte : elle ne recouvre rien.
            assert [p for p in graphique.evaluate(CHEVAUCHEMENTS) if all(p)] == [], filtres
