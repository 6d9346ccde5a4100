"""Les valeurs de l'Insee dans `valeurs.csv`, relues une à une dans les fichiers officiels.

Chaque nombre attendu a été lu à l'œil dans le fichier cité par `reference`.
"""

import csv
from decimal import Decimal

import pytest

from data.dossiers import RACINE
from data.insee.choix_sources import alleger, marquer
from data.insee.distribution import centile, en_metropole, quantile

TABLES = RACINE / "data" / "tables"
CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (f"QP01100{i}" for i in (2, 3, 4, 5, 6))


def lire(nom):
    with (TABLES / nom).open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


@pytest.fixture(scope="module")
def valeurs():
    """(territoire, indicateur, modalité, année) -> lignes de l'Insee."""
    table = {}
    for ligne in lire("valeurs.csv"):
        if ligne["source"].startswith("insee_"):
            cle = (ligne["territoire"], ligne["indicateur"], ligne["modalite"], ligne["annee"])
            table.setdefault(cle, []).append(ligne)
    return table


LUES = [
    # FILO_2019, DISP_MED_A19 ; REVN_2019, DISP_Q2.
    (BASTIDE, "revenu_median", "", "2019", "14830", "FILO_2019.csv, DISP_MED_A19"),
    (CONTE, "revenu_median", "", "2019", "12130", "FILO_2019.csv, DISP_MED_A19"),
    (VIGUIER, "revenu_median", "", "2019", "11680", "FILO_2019.csv, DISP_MED_A19"),
    (FLEMING, "revenu_median", "", "2019", "12320", "FILO_2019.csv, DISP_MED_A19"),
    (GRAZAILLES, "revenu_median", "", "2019", "12990", "FILO_2019.csv, DISP_MED_A19"),
    (CONTE, "revenu_median", "", "2015", "10976", "REVN_2019.csv, DISP_Q2"),
    (GRAZAILLES, "revenu_median", "", "2015", "12442", "REVN_2019.csv, DISP_Q2"),
    (BASTIDE, "revenu_median", "", "2015", "13656", "REVN_2019.csv, DISP_Q2"),
    (VIGUIER, "revenu_median", "", "2015", "10624", "REVN_2019.csv, DISP_Q2"),
    (FLEMING, "revenu_median", "", "2015", "11998", "REVN_2019.csv, DISP_Q2"),
    # DEMO_2022, POP_MUN, POP_COM_QP, POP_COM.
    (CONTE, "population", "", "2018", "2525", "DEMO_2022.csv, POP_MUN"),
    (VIGUIER, "population", "", "2018", "1757", "DEMO_2022.csv, POP_MUN"),
    (BASTIDE, "population", "", "2018", "3873", "DEMO_2022.csv, POP_MUN"),
    (FLEMING, "population", "", "2018", "1159", "DEMO_2022.csv, POP_MUN"),
    (GRAZAILLES, "population", "", "2018", "949", "DEMO_2022.csv, POP_MUN"),
    ("QPV-CARCASSONNE", "population", "", "2018", "10263", "DEMO_2022.csv, POP_COM_QP"),
    ("11069", "population", "", "2018", "46513", "DEMO_2022.csv, POP_COM"),
    # Une vingtaine d'autres, prises dans chaque base et chaque année.
    (FLEMING, "taux_pauvrete", "", "2019", "58.6", "FILO_2019.csv, DISP_TP60_A19"),
    (BASTIDE, "rapport_interdecile", "", "2019", "3.5", "FILO_2019.csv, DISP_RD_A19"),
    (GRAZAILLES, "composition_revenus", "minima_sociaux", "2019", "17", "FILO_2019.csv, DISP_PPMINI_A19"),
    (CONTE, "composition_revenus", "impots", "2016", "-8.2", "FILO_2016.csv, disp_pimpot_a16"),
    (VIGUIER, "indice_gini", "", "2016", "0.23", "FILO_2016.csv, disp_gini_a16"),
    (CONTE, "revenu_declare", "d1", "2013", "0", "REVN_2017.csv, DECUC_D1"),
    (VIGUIER, "part_bas_revenus", "", "2013", "79.4", "REVN_2017.csv, BREV"),
    (GRAZAILLES, "part_menages_imposes", "", "2013", "23.1", "REVN_2017.csv, PMIMP"),
    (FLEMING, "allocataires_prime_activite", "", "2016", "75", "REVN_2018.csv, APPA"),
    (BASTIDE, "allocataires_dependants", "100_pourcent", "2017", "722", "REVN_2019.csv, APRES100"),
    (FLEMING, "allocataires_caf", "famille_monoparentale", "2017", "71", "DEMO_2019.csv, AM"),
    (BASTIDE, "enfants_couverts_caf", "moins_3_ans", "2017", "147", "DEMO_2019.csv, ENF_2"),
    (CONTE, "indice_jeunesse", "", "2015", "2", "DEMO_2019.csv, IND_JEUNE"),
    (CONTE, "menages", "six_personnes_et_plus", "2018", "4.3", "DEMO_2022.csv, TX_TOT_MEN6"),
    (VIGUIER, "part_etrangers", "", "2018", "43.4", "DEMO_2022.csv, TX_TOT_ET"),
    (BASTIDE, "taux_emploi", "etrangers", "2016", "30", "IPRO_2020.csv, TX_ET_EMPL"),
    (FLEMING, "part_emplois_precaires", "", "2017", "40.1", "IPRO_2021.csv, TX_TOT_EDLIM"),
    (BASTIDE, "demandeurs_emploi", "", "2017", "808", "IPRO_2018.csv, ABC"),
    (GRAZAILLES, "demandeurs_emploi", "2_ans_et_plus", "2020", "73", "IPRO_2021.csv, ABC_DUR4"),
    (VIGUIER, "demandeurs_emploi_a", "hommes", "2019", "120", "IPRO_2020.csv, A_H"),
    ("11069", "revenu_median", "", "2019", "18450", "FILO2019_DISP_COM.csv, Q219"),
    ("200035715", "composition_revenus", "prestations", "2019", "9.2", "FILO2019_DISP_EPCI.csv, PPSOC19"),
    ("R76", "revenu_disponible", "d1", "2019", "11020", "FILO2019_DISP_REG.csv, D119"),
    ("QPV-FR", "population", "", "2013", "5019573", "DEMO_2019.csv, POP_MUN, ligne Ensemble"),
]


@pytest.mark.parametrize(("territoire", "indicateur", "modalite", "annee", "valeur", "reference"), LUES)
def test_la_valeur_est_celle_du_fichier(valeurs, territoire, indicateur, modalite, annee, valeur, reference):
    retenues = [r for r in valeurs[(territoire, indicateur, modalite, annee)] if not r["note"].startswith("ecartee")]
    assert [(r["valeur"], r["statut"], r["reference"]) for r in retenues] == [(valeur, "publie", reference)]


def test_fleming_n_a_aucun_demandeur_d_emploi_diffuse_apres_2017(valeurs):
    annees = {
        cle[3]: {r["statut"] for r in lignes}
        for cle, lignes in valeurs.items()
        if cle[:3] == (FLEMING, "demandeurs_emploi", "")
    }
    manque = {"non_disponible"}
    assert annees == {
        "2016": {"publie"}, "2017": {"publie"},
        "2018": manque, "2019": manque, "2020": manque, "2021": manque,
    }  # fmt: skip


def test_au_moins_soixante_indicateurs_par_quartier(valeurs):
    for quartier in (CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES):
        assert len({cle[1:3] for cle in valeurs if cle[0] == quartier}) >= 60


def test_une_seule_ligne_retenue_par_valeur_donnee_plusieurs_fois():
    groupes = {}
    for ligne in lire("valeurs.csv"):
        cle = (ligne["territoire"], ligne["indicateur"], ligne["modalite"], ligne["annee"])
        groupes.setdefault(cle, []).append(ligne["note"])
    fautives = {
        cle: notes for cle, notes in groupes.items()
        if len(notes) > 1 and sum(not n.startswith("ecartee") for n in notes) != 1
    }  # fmt: skip
    assert fautives == {}


@pytest.mark.parametrize(
    ("indicateur", "attendus"),
    [("revenu_median", "3.6 0.8 70.4 5.2 15.4"), ("taux_pauvrete", "97.9 99.3 33.4 96 85.1")],
)
def test_le_rang_parmi_les_quartiers_de_metropole_en_2019(indicateur, attendus):
    rangs = {
        r["territoire"]: r["percentile"]
        for r in lire("rangs_qpv.csv")
        if (r["indicateur"], r["modalite"], r["annee"]) == (indicateur, "", "2019")
    }
    assert rangs == dict(zip((CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES), attendus.split(), strict=True))


def test_quantile_et_centile_a_la_main():
    suite = [Decimal(n) for n in (10, 20, 30, 40)]
    # place 0,5 × 3 = 1,5 : à mi-chemin de 20 et 30 ; place 0,25 × 3 = 0,75 : 10 + 0,75 × 10.
    assert quantile(suite, Decimal("0.5")) == Decimal(25)
    assert quantile(suite, Decimal("0.25")) == Decimal("17.5")
    # Une valeur sous 20, plus la moitié des deux ex aequo : (1 + 1) / 4 = 50 %.
    assert centile(Decimal(20), [Decimal(n) for n in (10, 20, 20, 40)]) == Decimal(50)


@pytest.mark.parametrize(
    ("code", "attendu"),
    [("QP011002", True), ("QP02A001", True), ("QP974001", False), ("QP987001", False), ("Ensemble", False)],
)
def test_metropole_et_outre_mer(code, attendu):
    assert en_metropole(code) is attendu


def ligne(source, valeur, note="", statut="publie"):
    return {
        "territoire": "T", "indicateur": "i", "modalite": "", "annee": "2018", "valeur": valeur,
        "statut": statut, "valeur_publiee": "", "source": source, "reference": f"{source}.csv, X",
        "note": note,
    }  # fmt: skip


def notes(lignes):
    return {r["source"]: r["note"].partition(" :")[0] for r in marquer(lignes)}


def test_marquer_ne_dit_rien_d_une_ligne_seule_et_defait_une_marque_perimee():
    perimee = ligne("rapport_2022", "1", "ecartee automatiquement : raison | année absente")
    assert [r["note"] for r in marquer([perimee])] == ["année absente"]


def test_marquer_prefere_une_valeur_a_une_absence_meme_officielle():
    lignes = [ligne("insee_ipro_2020", "", statut="non_disponible"), ligne("rapport_2022", "12")]
    assert notes(lignes) == {
        "insee_ipro_2020": "ecartee automatiquement", "rapport_2022": "retenue automatiquement",
    }  # fmt: skip


def test_marquer_respecte_le_choix_d_une_personne():
    lignes = [ligne("insee_demo_2022", "5"), ligne("rapport_2022", "6", "retenue : vérifiée sur place")]
    marquees = {r["source"]: r["note"] for r in marquer(lignes)}
    assert marquees["rapport_2022"] == "retenue : vérifiée sur place"
    assert marquees["insee_demo_2022"].startswith("ecartee automatiquement")


def test_marquer_est_idempotent_et_ne_touche_qu_a_la_note():
    insee = [ligne("insee_filo_2018", "1"), ligne("insee_revn_2022", "1")]
    lignes = [*insee, ligne("rapport_2022", "2", "arrondi")]
    une_fois = marquer(lignes)
    assert marquer(une_fois) == une_fois
    assert [{**r, "note": ""} for r in une_fois] == [{**r, "note": ""} for r in lignes]
    assert notes(lignes) == {
        "insee_filo_2018": "retenue automatiquement", "insee_revn_2022": "ecartee automatiquement",
        "rapport_2022": "ecartee automatiquement",
    }  # fmt: skip


def test_alleger_ne_confond_pas_une_repetition_et_une_revision():
    repetees = [ligne("insee_demo_2017", "7"), ligne("insee_demo_2018", "7")]
    assert [(r["source"], r["note"]) for r in alleger(repetees)] == [
        ("insee_demo_2018", "même valeur dans insee_demo_2017.csv"),
    ]
    revisees = [ligne("insee_demo_2017", "7"), ligne("insee_demo_2018", "8")]
    assert alleger(revisees) == revisees
