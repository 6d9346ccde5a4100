"""Rien de ce que la source tait ne se recalcule : additions, croisements, table réelle."""

import csv

from data.dossiers import RACINE
from data.insee.secret_statistique import Fuite, fuites, masquer

SEXES = {"": "100", "femmes": "40", "hommes": "60"}


def lignes(valeurs, indicateur="demandeurs_emploi"):
    """Les lignes d'un quartier imaginaire ; une valeur vide est une valeur tue."""
    return [
        {
            "territoire": "QP1", "indicateur": indicateur, "modalite": modalite, "annee": "2020", "note": "",
            "valeur": valeur, "statut": "publie" if valeur else "secret", "source": "insee_x_2020",
        }
        for modalite, valeur in valeurs.items()
    ]  # fmt: skip


def fuite(modalite):
    return Fuite("QP1", "demandeurs_emploi", modalite, "2020")


def test_une_part_seule_tue_se_recalcule_par_soustraction():
    assert fuites(lignes(SEXES | {"femmes": ""})) == [fuite("femmes")]


def test_deux_parts_tues_du_meme_total_ne_se_recalculent_pas():
    assert fuites(lignes(SEXES | {"femmes": "", "hommes": ""})) == []


def test_un_total_tu_dont_toutes_les_parts_sont_connues_se_recalcule():
    assert fuites(lignes(SEXES | {"": ""})) == [fuite("")]


def test_un_croisement_trahit_ce_qu_une_seule_addition_cache():
    # moins_6_mois = 50 = femmes (tue) + hommes 30 : la part des femmes, 20, se retrouve par le croisement.
    valeurs = SEXES | {"moins_6_mois": "50", "moins_6_mois_femmes": "", "moins_6_mois_hommes": "30"}
    assert fuites(lignes(valeurs)) == [fuite("moins_6_mois_femmes")]


def test_le_masquage_tait_la_plus_petite_voisine_et_garde_le_reste():
    valeurs = {"": "100", "moins_26_ans": "", "26_49_ans": "70", "50_ans_et_plus": "25"}
    masquees, tues = masquer(lignes(valeurs))
    assert tues == [fuite("50_ans_et_plus")]
    assert {r["modalite"]: (r["valeur"], r["statut"]) for r in masquees} == {
        "": ("100", "publie"), "moins_26_ans": ("", "secret"), "26_49_ans": ("70", "publie"),
        "50_ans_et_plus": ("", "secret"),
    }  # fmt: skip
    assert fuites(masquees) == []


def test_sans_valeur_tue_rien_ne_change():
    assert masquer(lignes(SEXES)) == (lignes(SEXES), [])


def test_la_table_du_tableau_de_bord_ne_laisse_rien_recalculer():
    with (RACINE / "data" / "tables" / "valeurs.csv").open(encoding="utf-8", newline="") as fichier:
        table = list(csv.DictReader(fichier))
    # Garde-fou de l'essai : Fleming a bien des effectifs tus, sinon il ne prouverait rien.
    fleming = ("QP011005", "2016", "secret")
    tues = {r["modalite"] for r in table if (r["territoire"], r["annee"], r["statut"]) == fleming}
    assert "niveau_bac_femmes" in tues
    assert fuites(table) == []
