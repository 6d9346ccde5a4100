"""Les chiffres du rapport d'évaluation de juin 2022, relus un par un dans le texte du rapport.

Chaque valeur attendue a été relevée à la main ; le commentaire donne la diapositive. Le
test lit la table telle qu'elle est livrée, sans passer par le chargement du tableau de bord.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

TABLES = Path(__file__).resolve().parents[1] / "data" / "tables"
CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (f"QP01100{n}" for n in range(2, 7))
COMMUNE, AGGLO, LES_CINQ, MOYENNE, QPV_FRANCE = "11069", "200035715", "QPV-CARCASSONNE", "MOY-QPV", "QPV-FR"
TRANCHES = ("0-14", "15-24", "25-59", "60-74", "75+")
EVOLUTION = "rapport_2022_evolution_age"


def _lire(nom: str) -> list[dict[str, str]]:
    with (TABLES / nom).open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


@pytest.fixture(scope="module")
def lignes() -> dict[tuple[str, ...], dict[str, str]]:
    """(territoire, indicateur, modalite, annee, source) → ligne, pour les seules sources du rapport."""
    return {
        (r["territoire"], r["indicateur"], r["modalite"], r["annee"], r["source"]): r
        for r in _lire("valeurs.csv")
        if r["source"].startswith("rapport_2022")
    }


def _ligne(lignes, territoire, indicateur, annee, modalite="", source="rapport_2022"):
    return lignes[(territoire, indicateur, modalite, annee, source)]


# Chapitre 4, « Données générales » (agglomération puis 5 QPV) et portraits (1/2) et (2/2).
PUBLIES = [
    # « Population municipale 2018 vivant en QPV » ; portraits (1/2), chiffre en tête.
    (LES_CINQ, "population", "", "2018", 10263),
    (CONTE, "population", "", "2018", 2525),
    (FLEMING, "population", "", "2018", 1159),
    (BASTIDE, "population", "", "2018", 3873),
    (VIGUIER, "population", "", "2018", 1757),
    # Portraits (1/2), « dont … de femmes ».
    (CONTE, "part_femmes", "", "2017", 54),
    (GRAZAILLES, "part_femmes", "", "2017", 55),
    (FLEMING, "part_femmes", "", "2017", 57),
    (BASTIDE, "part_femmes", "", "2017", 52),
    (VIGUIER, "part_femmes", "", "2017", 53),
    # « Le revenu médian en 2019 ».
    (BASTIDE, "revenu_median", "", "2019", 14830),
    (CONTE, "revenu_median", "", "2019", 12130),
    (VIGUIER, "revenu_median", "", "2019", 11680),
    (FLEMING, "revenu_median", "", "2019", 12320),
    (GRAZAILLES, "revenu_median", "", "2019", 12990),
    # Portraits (2/2), « Évolution du revenu médian ».
    (CONTE, "revenu_median", "", "2015", 10976),
    (GRAZAILLES, "revenu_median", "", "2015", 12442),
    (BASTIDE, "revenu_median", "", "2015", 13656),
    (VIGUIER, "revenu_median", "", "2015", 10624),
    # « Le taux de pauvreté, 2019 ».
    (BASTIDE, "taux_pauvrete", "", "2019", 39),
    (CONTE, "taux_pauvrete", "", "2019", 61),
    (VIGUIER, "taux_pauvrete", "", "2019", 65),
    (FLEMING, "taux_pauvrete", "", "2019", 59),
    (GRAZAILLES, "taux_pauvrete", "", "2019", 52),
    (AGGLO, "taux_pauvrete", "", "2019", 21),
    (COMMUNE, "taux_pauvrete", "", "2019", 27),
    # Bastide (1/2), « Part de la population ayant des [bas revenus] ».
    (BASTIDE, "part_bas_revenus", "", "2019", 55),
    (COMMUNE, "part_bas_revenus", "", "2019", 37),
    (QPV_FRANCE, "part_bas_revenus", "", "2019", 62),
    # « Le taux d'emploi, 2017 ».
    (BASTIDE, "taux_emploi", "", "2017", 42),
    (CONTE, "taux_emploi", "", "2017", 33),
    (GRAZAILLES, "taux_emploi", "", "2017", 34),
    (COMMUNE, "taux_emploi", "", "2017", 55),
    (AGGLO, "taux_emploi", "", "2017", 60),
    # Grazailles (1/2) et Fleming (1/2), part des ouvriers.
    (GRAZAILLES, "categorie_socioprofessionnelle", "ouvriers", "2017", 32),
    (FLEMING, "categorie_socioprofessionnelle", "ouvriers", "2017", 44),
    (AGGLO, "categorie_socioprofessionnelle", "ouvriers", "2017", 23),
    # Fleming (1/2), « Les ménages composés de 1 seule personne ».
    (FLEMING, "menages", "personne_seule", "2017", 43),
    (QPV_FRANCE, "menages", "personne_seule", "2017", 39),
    # Le Viguier (1/2), « On compte 1,6 jeune(s) ».
    (VIGUIER, "indice_jeunesse", "", "2017", 1.6),
    # Portraits (2/2), « Evolution des DEFM entre le T2 2019 et le T3 2021 ».
    (CONTE, "demandeurs_emploi", "", "2020-T1", 414),
    (CONTE, "demandeurs_emploi", "", "2021-T3", 418),
    (GRAZAILLES, "demandeurs_emploi", "", "2020-T1", 182),
    (GRAZAILLES, "demandeurs_emploi", "", "2021-T3", 184),
    (BASTIDE, "demandeurs_emploi", "", "2020-T1", 655),
    (BASTIDE, "demandeurs_emploi", "", "2021-T3", 653),
    (VIGUIER, "demandeurs_emploi", "", "2020-T1", 272),
    (VIGUIER, "demandeurs_emploi", "", "2021-T3", 268),
    # Chapitre 5, tableau de la DEFM 2016-2020, colonnes 2016 et 2017.
    (LES_CINQ, "demandeurs_emploi", "", "2016", 1850),
    (LES_CINQ, "demandeurs_emploi", "femmes", "2016", 899),
    (LES_CINQ, "demandeurs_emploi", "50_ans_et_plus", "2017", 489),
    (LES_CINQ, "demandeurs_emploi", "2_ans_et_plus", "2017", 431),
    # Portraits (2/2), « Évolution nombre de DEFM par âge ».
    (CONTE, "part_demandeurs_emploi_age", "26_50_ans", "2016", 59),
    (GRAZAILLES, "part_demandeurs_emploi_age", "moins_26_ans", "2020", 17),
    (BASTIDE, "part_demandeurs_emploi_age", "plus_50_ans", "2020", 26),
    (VIGUIER, "part_demandeurs_emploi_age", "26_50_ans", "2020", 57),
]


@pytest.mark.parametrize(("territoire", "indicateur", "modalite", "annee", "attendu"), PUBLIES)
def test_valeur_publiee(lignes, territoire, indicateur, modalite, annee, attendu):
    ligne = _ligne(lignes, territoire, indicateur, annee, modalite)
    assert (float(ligne["valeur"]), ligne["statut"], ligne["valeur_publiee"]) == (attendu, "publie", "")


# « Les grandes tranches d'âge de la population (2017) » ; la dernière tranche avec la
# décimale des portraits (1/2) : 7,7 % Grazailles, 16,7 % Fleming, 7,6 % Bastide, 8,2 % Viguier.
@pytest.mark.parametrize(
    ("territoire", "attendu"),
    [
        (BASTIDE, [14, 18, 48, 13, 7.6]),
        (CONTE, [29, 13, 39, 13, 6]),
        (VIGUIER, [24, 16, 40, 12, 8.2]),
        (FLEMING, [24, 11, 38, 11, 16.7]),
        (GRAZAILLES, [27, 12, 41, 13, 7.7]),
        (AGGLO, [17, 10, 42, 20, 11]),
        (COMMUNE, [16, 12, 42, 19, 12]),
    ],
)
def test_tranches_d_age_2017(lignes, territoire, attendu):
    lues = [float(_ligne(lignes, territoire, "age", "2017", t)["valeur"]) for t in TRANCHES]
    assert lues == attendu
    assert 98 <= sum(lues) <= 102


CONTESTES = [
    # « Données générales » : 46 825 habitants « en 2019 », source « Insee 2018 ».
    (COMMUNE, "population", "", "2019", 46825, False),
    # « La part des familles monoparentales, 2020 », source Caf.data : ce sont des allocataires.
    (BASTIDE, "part_familles_monoparentales", "", "2020", 16, False),
    (CONTE, "part_familles_monoparentales", "", "2020", 19, False),
    (VIGUIER, "part_familles_monoparentales", "", "2020", 18, False),
    (GRAZAILLES, "part_familles_monoparentales", "", "2020", 25, False),
    (AGGLO, "part_familles_monoparentales", "", "2020", 18, False),
    (COMMUNE, "part_familles_monoparentales", "", "2020", 17, False),
    # La Conte (2/2) et Le Viguier (2/2), emploi précaire « de la population active » en 2015.
    (CONTE, "part_emplois_precaires", "", "2015", 20, True),
    (VIGUIER, "part_emplois_precaires", "", "2015", 39, True),
    # « Le revenu médian en 2019 » : 18 110 € pour Carcassonne, valeur INSEE de 2018.
    (COMMUNE, "revenu_median", "", "2019", 18110, True),
    # « Le taux d'emploi, 2017 » : 25 et 35 % sont du recensement 2018.
    (VIGUIER, "taux_emploi", "", "2017", 25, True),
    (FLEMING, "taux_emploi", "", "2017", 35, True),
    # « Evolutions sur l'insertion professionnelle » : 39,1 → 33,4 et 20,6 → 31,5, imprimés 2017 et 2021.
    (LES_CINQ, "taux_emploi", "", "2010", 39.1, False),
    (LES_CINQ, "taux_emploi", "", "2017", 33.4, False),
    (LES_CINQ, "part_emplois_precaires", "", "2010", 20.6, True),
    (LES_CINQ, "part_emplois_precaires", "", "2017", 31.5, False),
    # Portraits (1/2), « des ménages … sont des couples avec enfants » : ce sont des allocataires.
    (CONTE, "menages", "couple_avec_enfants", "2020", 29.3, False),
    (GRAZAILLES, "menages", "couple_avec_enfants", "2020", 19.3, False),
    (BASTIDE, "menages", "couple_avec_enfants", "2020", 6.0, False),
    (VIGUIER, "menages", "couple_avec_enfants", "2020", 19.9, False),
    (COMMUNE, "menages", "couple_avec_enfants", "2020", 20.4, False),
    # Tableau de la DEFM, à partir de 2018 : Fleming manque.
    (LES_CINQ, "demandeurs_emploi", "", "2018", 1634, False),
    (LES_CINQ, "demandeurs_emploi", "", "2020", 1609, False),
    (LES_CINQ, "demandeurs_emploi", "moins_26_ans", "2019", 261, False),
    # « Evolution des prestations versées par la CAF » : quatre quartiers sur cinq.
    (LES_CINQ, "allocataires_caf", "", "2018", 3738, False),
    (LES_CINQ, "allocataires_caf", "", "2020", 3754, False),
    (LES_CINQ, "personnes_couvertes_caf", "", "2018", 7280, False),
    (LES_CINQ, "personnes_couvertes_caf", "", "2020", 7205, False),
    (LES_CINQ, "part_qpv_allocataires_caf", "", "2018", 15.8, False),
    (LES_CINQ, "part_qpv_allocataires_caf", "", "2020", 12.7, False),
    (LES_CINQ, "evolution_part_qpv_caf", "rsa", "2018-2020", -9.4, False),
    # Grazailles (2/2), « Le taux de création d'établissements ».
    (GRAZAILLES, "taux_creation_etablissements", "", "2015", 25, False),
    (GRAZAILLES, "taux_creation_etablissements", "", "2020", 50, False),
    # Grazailles (2/2), « +75 » en 2015 : 0 %, les autres tranches faisant 95 %.
    (GRAZAILLES, "age", "75+", "2015", 0, True),
    # La Conte (2/2), « +75 » : +36 %.
    (CONTE, "evolution_age", "75+", "2015-2017", 36, False),
    # Le Viguier (2/2) : le tableau est celui de Bastide.
    (VIGUIER, "age", "25-59", "2015", 45, True),
    # « Moy. QPV » 2020 : 16 + 62 + 26 = 104.
    (MOYENNE, "part_demandeurs_emploi_age", "26_50_ans", "2020", 62, True),
    # Portraits (1/2), plus de 75 ans « dans l'ensemble des QPV en France ».
    (QPV_FRANCE, "age", "75+", "2017", 4.7, False),
]


@pytest.mark.parametrize(("territoire", "indicateur", "modalite", "annee", "imprime", "ecartee"), CONTESTES)
def test_valeur_contestee_garde_ce_qui_est_imprime(lignes, territoire, indicateur, modalite, annee, imprime, ecartee):
    ligne = _ligne(lignes, territoire, indicateur, annee, modalite)
    assert ligne["statut"] == "conteste"
    assert float(ligne["valeur"]) == float(ligne["valeur_publiee"]) == imprime
    assert len(ligne["note"]) > 20
    assert ligne["note"].startswith("ecartee") is ecartee


# Portraits (2/2), tableaux des âges : la colonne « 2017 » est la même dans les quatre portraits.
@pytest.mark.parametrize("territoire", [CONTE, GRAZAILLES, BASTIDE, VIGUIER])
def test_colonne_2017_decalee_ecartee_au_profit_du_tableau_general(lignes, territoire):
    imprimes = [_ligne(lignes, territoire, "age", "2017", t, EVOLUTION) for t in TRANCHES]
    assert [float(r["valeur"]) for r in imprimes] == [23, 13, 41, 11, 5]
    assert {r["statut"] for r in imprimes} == {"conteste"}
    assert all(r["note"].startswith("ecartee : ") for r in imprimes)
    general = [_ligne(lignes, territoire, "age", "2017", t) for t in TRANCHES]
    assert all(r["note"].startswith("retenue : ") and r["statut"] == "publie" for r in general)


def test_moyenne_2017_imprimee_est_la_conte(lignes):
    # Les nombres imprimés sous « Moy. QPV » 2017 sont ceux de La Conte dans le tableau général.
    imprimes = [_ligne(lignes, MOYENNE, "age", "2017", t) for t in TRANCHES]
    conte = [_ligne(lignes, CONTE, "age", "2017", t)["valeur"] for t in TRANCHES]
    assert [r["valeur_publiee"] for r in imprimes] == conte
    assert {r["statut"] for r in imprimes} == {"conteste"}


def test_le_viguier_recopie_bastide(lignes):
    for tranche in TRANCHES:
        for indicateur, annee in (("age", "2015"), ("evolution_age", "2015-2017")):
            copie = _ligne(lignes, VIGUIER, indicateur, annee, tranche)
            assert copie["valeur"] == _ligne(lignes, BASTIDE, indicateur, annee, tranche)["valeur"]
            assert copie["statut"] == "conteste"
            assert "Bastide" in copie["note"]


def test_annee_corrigee_de_la_conte(lignes):
    # La Conte (2/2), « Évolution nombre de DEFM par âge » : en-tête « 2016 | 2016 », la seconde est 2020.
    for tranche, attendu in (("moins_26_ans", "13"), ("26_50_ans", "60"), ("plus_50_ans", "27")):
        ligne = _ligne(lignes, CONTE, "part_demandeurs_emploi_age", "2020", tranche)
        assert (ligne["valeur"], ligne["valeur_publiee"], ligne["statut"]) == (attendu, attendu, "corrige")
        assert "2016" in ligne["note"]


@pytest.mark.parametrize(
    ("territoire", "indicateur", "modalite", "annee", "statut", "mot"),
    [
        # Grazailles (1/2) : le nombre d'habitants est perdu.
        (GRAZAILLES, "population", "", "2018", "non_disponible", "INSEE"),
        # « La part des familles monoparentales, 2020 » : NC.
        (FLEMING, "part_familles_monoparentales", "", "2020", "non_disponible", "NC"),
        # Fleming n'a pas de page (2/2).
        (FLEMING, "revenu_median", "", "2015", "non_disponible", "INSEE"),
        (FLEMING, "demandeurs_emploi", "", "2021-T3", "non_disponible", "secret"),
        # Chapitre 5 : « à partir de 2018 … secrets statistiques ».
        (FLEMING, "demandeurs_emploi", "", "2018", "secret", "100"),
        (FLEMING, "demandeurs_emploi", "", "2020", "secret", "100"),
        # Grazailles (2/2) : « #DIV/0! ».
        (GRAZAILLES, "evolution_age", "75+", "2015-2017", "non_disponible", "#DIV/0!"),
        # Le Viguier (1/2) : une seule étiquette, 0,7.
        (COMMUNE, "indice_jeunesse", "", "2017", "non_disponible", "0,7"),
    ],
)
def test_ce_qui_manque_dit_pourquoi(lignes, territoire, indicateur, modalite, annee, statut, mot):
    ligne = _ligne(lignes, territoire, indicateur, annee, modalite)
    assert (ligne["valeur"], ligne["valeur_publiee"], ligne["statut"]) == ("", "", statut)
    assert mot in ligne["note"]


# Nombre de cases de chaque tableau imprimé, compté sur les diapositives.
@pytest.mark.parametrize(
    ("indicateur", "annee", "source", "cases"),
    [
        ("age", "2017", EVOLUTION, 4 * 5),  # quatre portraits (2/2) × cinq tranches
        ("evolution_age", "2015-2017", "rapport_2022", 4 * 5 + 5 + 5),  # plus Moy. QPV, et Fleming qui manque
        ("demandeurs_emploi", "2016", "rapport_2022", 5),  # une colonne du tableau de la DEFM
        ("demandeurs_emploi", "2019", "rapport_2022", 5 + 1),  # plus le secret de Fleming
        ("demandeurs_emploi", "2021-T3", "rapport_2022", 4 + 1),  # quatre portraits, et Fleming qui manque
        ("part_demandeurs_emploi_age", "2016", "rapport_2022", 4 * 3 + 3 + 3),  # plus Moy. QPV et Fleming
        ("taux_pauvrete", "2019", "rapport_2022", 7),  # cinq quartiers, commune, agglomération
        ("revenu_median", "2019", "rapport_2022", 6),  # cinq quartiers, commune
    ],
)
def test_aucune_case_oubliee(lignes, indicateur, annee, source, cases):
    decompte = Counter((cle[1], cle[3], cle[4]) for cle in lignes)
    assert decompte[(indicateur, annee, source)] == cases


def test_chaque_reference_donne_chapitre_et_diapositive(lignes):
    assert {r["reference"].split(" – ")[0] for r in lignes.values()} == {"Chapitre 4", "Chapitre 5"}
    assert all(len(r["reference"].split(" – ", 1)[1]) > 10 for r in lignes.values())
