"""Écarts-types, mouvements et ressemblances : contre des valeurs calculées à la main ou avec pandas."""

import csv
import math
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from data.dossiers import RACINE
from data.insee import dispersion, semblables
from data.insee.dossier import preparer
from data.insee.nomenclature import charger
from data.preparer_insee import principal

TABLES = RACINE / "data" / "tables"
EXTRAITS = Path(__file__).parent / "donnees" / "insee"
NOMENCLATURE = ("variables_insee", "annees_insee", "blocs_insee", "codes_notes_insee", "territoires")


def lire(nom, dossier=TABLES):
    with (dossier / f"{nom}.csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


def test_l_ecart_type_divise_par_le_nombre_de_quartiers():
    # 2, 4, 4, 4, 5, 5, 7, 9 : moyenne 5, somme des carrés 32, variance 4.
    assert dispersion.ecart_type([Decimal(v) for v in (2, 4, 4, 4, 5, 5, 7, 9)]) == Decimal(2)
    assert dispersion.ecart_type([Decimal("12.5")] * 3) == 0


def test_la_distance_est_une_moyenne_quadratique():
    assert semblables.distance([Decimal(3), Decimal(-4)]) == Decimal("12.5").sqrt()
    assert semblables.distance([Decimal(0)] * 5) == 0
    assert semblables.distance([Decimal(1)] * 5) == 1  # un écart-type sur chaque mesure


# Avec pandas (std, ddof=0) sur tous les codes QP de métropole de FILO_2019 (DISP_MED_A19, DISP_TP60_A19),
# IPRO_2022 (TX_TOT_EMPL, TX_TOT_EDLIM) et DEMO_2022 (TX_TOT_0A24, TX_TOT_MEN1).
@pytest.mark.parametrize(
    ("indicateur", "modalite", "annee", "n", "attendu"),
    [
        ("revenu_median", "", "2019", "1296", "1225.682"),
        ("taux_pauvrete", "", "2019", "1292", "8.25"),
        ("taux_emploi", "", "2018", "1294", "8.294"),
        ("part_emplois_precaires", "", "2018", "1253", "7.083"),
        ("part_moins_25_ans", "", "2018", "1283", "4.949"),
        ("menages", "personne_seule", "2018", "1287", "11.318"),
    ],
)
def test_les_ecarts_types_de_la_table_sont_ceux_des_fichiers(indicateur, modalite, annee, n, attendu):
    (ligne,) = [
        r
        for r in lire("ecarts_types_qpv")
        if (r["indicateur"], r["modalite"], r["annee"]) == (indicateur, modalite, annee)
    ]
    assert (ligne["n"], ligne["ecart_type"]) == (n, attendu)


# Avec pandas : DISP_MED_A19 − DISP_MED_A18 (FILO_2019 et FILO_2018) ; TX_TOT_EMPL d'IPRO_2022 moins celui d'IPRO_2019.
@pytest.mark.parametrize(
    ("indicateur", "avant", "apres", "n", "ecart_type", "relatif"),
    [
        ("revenu_median", "2018", "2019", "1296", "309.713", "2.237"),
        ("taux_emploi", "2015", "2018", "1292", "3.479", "8.609"),
        # DISP_MED_A19 (FILO_2019) sur disp_q2_a16 (FILO_2016), moins un ; DISP_TP60_A19 moins tp60_a16.
        ("revenu_median", "2016", "2019", "1296", "457.901", "3.515"),
        ("taux_pauvrete", "2016", "2019", "1292", "3.11", "7.579"),
    ],
)
def test_les_mouvements_de_la_table_sont_ceux_des_fichiers(indicateur, avant, apres, n, ecart_type, relatif):
    (ligne,) = [
        r
        for r in lire("mouvements_qpv")
        if (r["indicateur"], r["modalite"], r["avant"], r["apres"]) == (indicateur, "", avant, apres)
    ]
    assert (ligne["n"], ligne["ecart_type"], ligne["ecart_type_relatif"]) == (n, ecart_type, relatif)


def test_aucun_mouvement_n_enjambe_une_rupture_ni_deux_series():
    couples = {(r["indicateur"], r["avant"], r["apres"]) for r in lire("mouvements_qpv")}
    assert not {c for c in couples if c[1] == "2010"}  # recensement : la série change entre 2010 et 2015
    assert ("revenu_median", "2015", "2016") not in couples  # REVN_2019 puis FILO_2016
    recensement = {c for c in couples if c[0] in ("taux_emploi", "part_femmes", "part_emplois_precaires")}
    assert {c[1:] for c in recensement} == {("2015", "2018")}  # plus proches, elles partagent trop d'enquêtes
    assert not {c for c in couples if c[0] == "population"}


def test_un_intervalle_plus_long_bouge_davantage():
    """Sur le même fichier de départ, trois ans de mouvements dépassent un an : la marge suit l'intervalle."""
    siens = {
        (r["avant"], r["apres"]): float(r["ecart_type_relatif"])
        for r in lire("mouvements_qpv")
        if r["indicateur"] == "revenu_median"
    }
    assert siens[("2016", "2017")] < siens[("2016", "2018")] < siens[("2016", "2019")]


# Avec pandas, mêmes fichiers, mêmes cinq mesures : les plus proches de chaque quartier et leur distance.
PROCHES = {
    "QP011002": (("QP011006", "0.77"), ("QP030005", "0.45")),
    "QP011003": (("QP011005", "0.84"), ("QP030010", "0.54")),
    "QP011004": (("QP011008", "0.61"), ("QP009003", "0.32")),
    "QP011005": (("QP011006", "0.61"), ("QP030009", "0.15")),
    "QP011006": (("QP011007", "0.59"), ("QP034006", "0.29")),
}


@pytest.mark.parametrize("quartier", PROCHES)
def test_les_plus_proches_et_leur_distance_sont_ceux_recalcules(quartier):
    siennes = [r for r in lire("qpv_semblables") if r["territoire"] == quartier and r["rang"] == "1"]
    trouves = {(r["perimetre"], r["code"], r["distance"], r["n"], r["ecartes"]) for r in siennes}
    dans_l_aude, ailleurs = PROCHES[quartier]
    assert trouves == {("departement", *dans_l_aude, "8", "1"), ("region", *ailleurs, "85", "10")}


def test_chaque_distance_se_refait_avec_les_valeurs_de_la_table():
    siennes = {
        (r["territoire"], r["indicateur"], r["modalite"], r["annee"]): float(r["valeur"])
        for r in lire("valeurs")
        if r["valeur"] and r["source"].startswith("insee_")
    }
    groupes = {}
    for r in lire("qpv_semblables"):
        groupes.setdefault((r["territoire"], r["code"]), []).append(r)
    assert len(groupes) == 40
    for (quartier, _), lignes in groupes.items():
        carres = []
        for r in lignes:
            ici = siennes[(quartier, r["indicateur"], r["modalite"], r["annee"])]
            carres.append(((float(r["valeur"]) - ici) / float(r["ecart_type"])) ** 2)
        assert len(carres) == 5
        assert math.sqrt(sum(carres) / 5) == pytest.approx(float(lignes[0]["distance"]), abs=0.006)


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """Un dossier de données neuf, avec la seule nomenclature."""
    dossier = tmp_path / "tables"
    dossier.mkdir()
    for nom in NOMENCLATURE:
        shutil.copy(TABLES / f"{nom}.csv", dossier)
    (dossier / "valeurs.csv").write_text(
        "territoire,indicateur,modalite,annee,valeur,statut,valeur_publiee,source,reference,note\n"
    )
    (dossier / "sources.csv").write_text("source,producteur,titre,millesime,licence,adresse,consulte_le\n")
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    return dossier


def test_la_commande_ecrit_les_trois_tables_et_un_dossier_partiel_n_en_efface_rien(tables, tmp_path):
    for nom in ("ecarts_types_qpv", "mouvements_qpv", "qpv_semblables"):
        shutil.copy(TABLES / f"{nom}.csv", tables)
    seul = tmp_path / "seul"
    seul.mkdir()
    shutil.copy(EXTRAITS / "DEMO_2022.csv", seul)
    assert principal([str(seul)]) == 0
    for nom in ("mouvements_qpv", "qpv_semblables"):
        assert (tables / f"{nom}.csv").read_bytes() == (TABLES / f"{nom}.csv").read_bytes()
    # Les écarts-types de ce fichier sont à refaire : six quartiers de métropole ne font pas un écart-type national.
    sources = {r["source"] for r in lire("ecarts_types_qpv", tables)}
    assert "insee_filo_2019" in sources
    assert "insee_demo_2022" not in sources


def test_sans_les_cinq_mesures_il_n_y_a_pas_de_ressemblance(tables):
    nomenclature, _ = charger(tables)
    prepare = preparer(EXTRAITS, nomenclature, lire("territoires", tables))
    assert dispersion.ecarts_types(prepare.officiels, nomenclature) == []
    sans_demo = [t for t in prepare.officiels if t.fichier.base != "DEMO"]
    assert semblables.semblables(sans_demo, nomenclature, ["QP011002"]) == []


def test_un_quartier_sans_une_des_mesures_n_est_pas_compare(tables):
    """Extraits : six quartiers de métropole, dont cinq de l'Aude ; chacun des nôtres se compare aux quatre autres."""
    nomenclature, _ = charger(tables)
    prepare = preparer(EXTRAITS, nomenclature, lire("territoires", tables))
    lignes = semblables.semblables(prepare.officiels, nomenclature, ["QP011002"])
    assert {(r["perimetre"], r["n"]) for r in lignes} == {("departement", "4")}
    # Fleming est mieux classé que Bastide : revenu, emploi et ménages plus voisins de ceux de La Conte.
    assert [r["code"] for r in lignes if r["indicateur"] == "taux_emploi"][-1] != "QP011004"
