"""Le recueil : tout bloc public d'une page s'y retrouve par son identifiant, rien du comité n'y entre."""

import re

import pytest

from components.adresses import ENSEMBLE
from components.chargement import entrepot
from data.vues.dossiers_prets import (
    blocs_comparaison,
    blocs_d_un_quartier,
    dossier_choisi,
    dossier_credits,
    dossier_essentiel,
    dossier_quartier,
)
from data.vues.portraits import sections
from data.vues.recueil import panier, resoudre, texte_du_panier, tous_les_blocs
from data.vues.regards import bloc_comite
from tests.outils.apptest import executer
from tests.outils.lecture_page import fautes

VUES_COMPARER = ("tableau", "indicateur", "ecarts", "face-a-face", "profil")
VUES_CREDITS = ("annees", "equilibre", "natures", "acteurs", "flux", "besoins", "actions", "enveloppes", "rapport")
PAGES = [
    *(("grazailles", {"section": s}) for s in sections(entrepot())),
    *((slug, {}) for slug in ENSEMBLE if slug != "presentation"),
    ("", {"geographie": "2024"}),
    *(("piliers", {"pilier": p}) for p in ("emploi", "cadre_de_vie", "transversal")),
    ("parole", {"voix": "porteurs"}),
    *(("comparaisons", {"vue": v}) for v in VUES_COMPARER),
    *(("credits", {"vue": v}) for v in VUES_CREDITS),
]


@pytest.mark.parametrize(("slug", "filtres"), PAGES, ids=str)
def test_chaque_bloc_d_une_page_se_retrouve_par_son_identifiant(construits, slug, filtres):
    connus = tous_les_blocs(entrepot())
    construits.clear()  # ceux du recueil ne comptent pas
    essai = executer(slug, **filtres)
    assert fautes(essai) == []
    montres = {b.identifiant for b in construits if b.diffusion == "public" and (b.lignes or b.grille)}
    assert montres - connus.keys() == set()


def test_les_identifiants_vont_dans_une_adresse():
    assert [i for i in tous_les_blocs(entrepot()) if not re.fullmatch(r"[A-Za-z0-9_-]+", i)] == []


def test_chaque_bloc_est_range_sous_son_identifiant_et_public():
    mal_ranges = [i for i, b in tous_les_blocs(entrepot()).items() if b.identifiant != i or b.diffusion != "public"]
    assert mal_ranges == []


def test_rien_du_comite_n_entre_dans_le_recueil():
    reserves = [b for t in entrepot().quartiers() if (b := bloc_comite(entrepot(), t.code))]
    # regards.csv : La Conte, Fleming et Grazailles ont des observations réservées.
    assert [resoudre(entrepot(), b.identifiant) for b in reserves] == [None] * 3
    textes = {rang[1].texte for b in reserves for rang in b.grille.lignes}
    publics = {c.texte for b in tous_les_blocs(entrepot()).values() if b.grille for x in b.grille.lignes for c in x}
    assert textes & publics == set()


def test_le_registre_est_entier_et_non_celui_d_un_quartier():
    assert len(resoudre(entrepot(), "registre").grille.lignes) == len(entrepot().controles)


def test_un_panier_garde_l_ordre_sans_doublon_et_dit_ce_qu_il_ne_trouve_pas():
    blocs, perdus = panier(
        entrepot(), "credits-publies-montant.qp011005-population-2018.inconnu.credits-publies-montant"
    )
    assert [b.identifiant for b in blocs] == ["credits-publies-montant", "qp011005-population-2018"]
    assert perdus == ("inconnu",)
    assert texte_du_panier(b.identifiant for b in blocs) == "credits-publies-montant.qp011005-population-2018"
    assert panier(entrepot(), "") == ((), ())


def test_un_panier_hostile_ne_trouve_rien():
    assert panier(entrepot(), "<script>..#set.qp011005/../x.%00")[0] == ()


def test_les_dossiers_tout_prets():
    essentiel, entier = dossier_essentiel(entrepot(), "QP011005"), dossier_quartier(entrepot(), "QP011005")
    assert {b.identifiant for b in essentiel.blocs} <= {b.identifiant for b in entier.blocs}
    assert [p.titre for p in entier.parties][:2] == ["En bref", "Population"]
    assert blocs_d_un_quartier(entrepot(), "QP011005") == entier.blocs
    assert blocs_d_un_quartier(entrepot(), "11069") == ()
    assert blocs_comparaison(entrepot())[0].identifiant == "tableau-des-cinq"
    assert dossier_credits(entrepot()).blocs[0].identifiant == "contrat-montant"
    choisi = dossier_choisi([*essentiel.blocs[:2], bloc_comite(entrepot(), "QP011005")], "Mon comité")
    assert choisi.blocs == essentiel.blocs[:2]
