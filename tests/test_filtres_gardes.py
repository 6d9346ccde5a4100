"""Un bloc mis de côté garde les choix de sa page, et se refait ailleurs comme on l'a vu."""

import csv

import pytest

from components.chargement import entrepot
from data.dossiers import dossier_tables
from data.vues.dossier_du_comite import nom_dans_la_selection
from data.vues.filtres_gardes import DES_CREDITS, DES_PORTRAITS, ecrire, lire
from data.vues.recueil import element_du_panier, resoudre

EMPLOI = "credits-quartiers-emploi-montant"


def test_seuls_les_choix_que_le_bloc_suit_vont_avec_lui():
    adresse = {"vue": "carte", "de": "2018", "a": "2020", "section": "revenus", "financeur": "<b>"}
    assert ecrire(EMPLOI, adresse, DES_CREDITS) == f"{EMPLOI}~de:2018~a:2020"
    assert ecrire("qp011006-x", {"face": "commune.epci"}, DES_PORTRAITS) == "qp011006-x~face:commune,epci"
    assert ecrire(f"{EMPLOI}~de:2018", adresse, DES_CREDITS) == f"{EMPLOI}~de:2018"


def test_ce_qui_est_mal_forme_ou_inconnu_est_oublie():
    assert lire(f"{EMPLOI}~de:2018~bidon:1~a:<b>~nature") == (EMPLOI, (("de", "2018"),))
    assert lire(EMPLOI) == (EMPLOI, ())


def montants(de: int, a: int) -> float:
    """Le total de actions.csv pour le pilier Emploi : la répartition entre quartiers ne l'ôte ni ne le double."""
    with (dossier_tables() / "actions.csv").open(encoding="utf-8", newline="") as f:
        return sum(
            float(r["montant"])
            for r in csv.DictReader(f)
            if r["pilier"] == "emploi" and r["enveloppe"] == "specifique" and de <= int(r["annee"]) <= a
        )


def test_les_credits_de_2018_a_2020_sont_ceux_de_ces_trois_annees():
    vu = resoudre(entrepot(), f"{EMPLOI}~de:2018~a:2020")
    assert vu.identifiant == f"{EMPLOI}~de:2018~a:2020"
    assert vu.titre.endswith("2018 à 2020")
    assert sum(x.mesure.valeur for x in vu.lignes) == pytest.approx(montants(2018, 2020), abs=1)
    entier = resoudre(entrepot(), EMPLOI)
    assert sum(x.mesure.valeur for x in entier.lignes) == pytest.approx(montants(2016, 2022), abs=1)
    assert nom_dans_la_selection(vu).endswith("2018 à 2020, avec les réglages de sa page")


def test_un_portrait_garde_ses_comparateurs():
    seul = resoudre(entrepot(), "qp011005-revenu_median-2019~face:epci")
    assert [x.cle for x in seul.lignes] == ["QP011005", "200035715"]
    defaut = resoudre(entrepot(), "qp011005-revenu_median-2019")
    assert "11069" in [x.cle for x in defaut.lignes]


def test_une_vue_par_defaut_n_alourdit_pas_l_adresse():
    assert element_du_panier(entrepot(), resoudre(entrepot(), EMPLOI), {"vue": "carte"}) == EMPLOI


@pytest.mark.parametrize("element", [f"{EMPLOI}~de:1900", f"{EMPLOI}~enveloppe:x~repartition:y", f"{EMPLOI}~face:epci"])
def test_un_filtre_sans_objet_laisse_la_vue_par_defaut(element):
    vu, defaut = resoudre(entrepot(), element), resoudre(entrepot(), EMPLOI)
    assert (vu.titre, vu.lignes) == (defaut.titre, defaut.lignes)
