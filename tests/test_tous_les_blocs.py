"""Chaque bloc de chaque page et de chaque section : phrase, source, table, description, unité, statut."""

import pytest

from components.adresses import ENSEMBLE
from components.blocs import pied_de_bloc
from components.chargement import entrepot
from data.blocs import ligne_source, tableau
from data.modele import STATUTS, Bloc
from data.vues.portraits import SECTIONS
from data.vues.recueil import tous_les_blocs
from tests.outils.apptest import executer
from tests.outils.lecture_page import fautes

PORTRAITS = [(t.slug, {"section": section}) for t in entrepot().quartiers() for section in SECTIONS]
AUTRES = [
    # Les étapes de « Présenter » sont des blocs du recueil, essayés tous plus bas.
    *((slug, {}) for slug in ENSEMBLE if slug != "presentation"),
    ("", {"geographie": "2024"}),
    *(("piliers", {"pilier": pilier}) for pilier in ("emploi", "cadre_de_vie", "transversal")),
    ("parole", {"voix": "porteurs"}),
    ("credits", {"mesure": "par_habitant", "quartier": "grazailles"}),
    ("credits", {"mesure": "actions", "pilier": "emploi"}),
    *(("credits", {"vue": vue}) for vue in ("annees", "equilibre", "natures", "acteurs", "flux", "besoins", "actions")),
    *(("credits", {"vue": vue}) for vue in ("enveloppes", "rapport")),
    ("comparaisons", {"indicateur": "taux_emploi:femmes"}),
    ("comparaisons", {"theme": "menages", "reference": "11069"}),
    *(("comparaisons", {"vue": vue}) for vue in ("ecarts", "face-a-face", "profil")),
]


@pytest.mark.parametrize(("slug", "filtres"), [*PORTRAITS, *AUTRES], ids=str)
def test_chaque_bloc_est_complet(construits, slug, filtres):
    essai = executer(slug, **filtres)
    assert fautes(essai) == []
    construits.clear()
    essai.run()
    uniques = {b.identifiant: b for b in construits}.values()
    incomplets = {b.identifiant: manques(b) for b in uniques if manques(b)}
    assert incomplets == {}
    assert sum(bool(b.lignes or b.grille) for b in uniques) >= 1


def test_chaque_bloc_du_recueil_est_complet():
    """Ceux que l'on projette et que l'on met dans un fichier."""
    assert {i: manques(b) for i, b in tous_les_blocs(entrepot()).items() if manques(b)} == {}


def manques(bloc: Bloc) -> list[str]:
    """Ce qu'il manque à un bloc pour être défendu devant un comité."""
    absents = []
    if not bloc.titre or not bloc.alternative:
        absents.append("titre ou description")
    if bloc.lignes:
        if not ligne_source(bloc).startswith("Source"):
            absents.append("source")
        if len(tableau(bloc).lignes) != len(bloc.lignes):
            absents.append("table")
        if "<details>" not in pied_de_bloc(bloc) or "Contester" not in pied_de_bloc(bloc):
            absents.append("preuves ou contestation")
        for x in bloc.lignes:
            m = x.mesure
            if not (x.unite and m.annee and m.source and m.statut in STATUTS):
                absents.append(f"unité, année, source ou statut de {x.serie} {x.categorie}")
            if (m.valeur is None) != (m.statut in ("secret", "non_disponible", "non_applicable")):
                absents.append(f"statut {m.statut} avec la valeur {m.valeur}")
    return absents
