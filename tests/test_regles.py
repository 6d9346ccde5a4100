"""Les règles de chaque indicateur : ce qui s'additionne, évolue, se met en pourcentage ; et les refus."""

import csv

import pytest

from data.calculs import (
    SEUIL_PART,
    OperationInterdite,
    Seuil,
    enquetes_communes,
    evolution,
    part,
    pourcentage,
)
from data.dossiers import RACINE
from data.entrepot import charger
from tests.outils.dossiers import indicateur, mesure
from tests.outils.tables import ecrire_tables

RECENSEMENT = "Insee, recensement de la population"
TAUX = indicateur("taux_emploi", evolution="rupture:2015", bruit=4.0, producteur=RECENSEMENT)
MILLE = Seuil("taux_emploi", 1000, "evolution", "Le hasard de l'enquête pèse trop.")
UNITES_D_EFFECTIFS = {"habitants", "personnes", "foyers", "enfants"}


@pytest.fixture(scope="module")
def tables():
    return charger(RACINE / "data" / "tables")


# --- les tables


def test_un_taux_une_mediane_ou_un_indice_ne_s_additionnent_jamais(tables):
    """De tous les indicateurs, seuls des effectifs ou des euros versés peuvent s'additionner."""
    fautifs = {
        i.code: i.unite
        for i in tables.indicateurs.values()
        if i.sommable and (i.unite.startswith(("%", "point")) or i.unite in ("€ par an", "rapport", "indice"))
    }
    assert fautifs == {}
    effectifs = {i.code for i in tables.indicateurs.values() if i.unite in UNITES_D_EFFECTIFS and i.sommable}
    assert {"population", "demandeurs_emploi", "allocataires_caf", "allocataires_rsa"} <= effectifs


def test_chaque_taux_du_recensement_a_sa_rupture_et_son_minimum(tables):
    """2010 et 2015 ne se comparent pas (série rompue) ; sous 1 000 habitants, pas d'évolution."""
    suivis = [i for i in tables.indicateurs.values() if "recensement" in i.producteur and i.evolution != "interdite"]
    assert {i.code for i in suivis} >= {"taux_emploi", "part_emplois_precaires", "part_etrangers"}
    sans_minimum = [i.code for i in suivis if tables.seuil(i.code, "evolution") is None]
    assert sans_minimum == []
    assert {tables.seuil(i.code, "evolution").effectif_minimal for i in suivis} == {1000}
    assert {i.evolution for i in suivis if i.code != "categorie_socioprofessionnelle"} == {"rupture:2015"}


def test_le_minimum_d_un_pourcentage_est_30(tables):
    assert tables.seuil("taux_emploi", "part").effectif_minimal == SEUIL_PART.effectif_minimal == 30
    assert tables.seuil("revenu_median", "evolution") is None


def test_sans_la_table_la_regle_des_30_tient(tmp_path):
    vide = charger(tmp_path)
    assert vide.seuil("taux_emploi", "part") == SEUIL_PART
    assert vide.habitants("QP011006") is None


def test_la_population_qui_compte_est_la_derniere_connue(tables):
    # INSEE, population municipale 2018 : 949 à Grazailles, 2 525 à La Conte (DEMO_2022, POP_COM_QP).
    assert (tables.habitants("QP011006"), tables.habitants("QP011002")) == (949, 2525)


def test_le_bruit_connu_est_celui_de_deux_ecarts_types(tables):
    # Deux fois l'écart-type d'un quartier : 2 points (taux d'emploi), 2,2 points (pauvreté).
    assert tables.indicateurs["taux_emploi"].bruit == 4.0
    assert tables.indicateurs["taux_pauvrete"].bruit == 4.4


@pytest.mark.parametrize("fautive", ["taux_inconnu,30,part,raison", ",trente,part,raison", ",30,somme,raison"])
def test_un_seuil_mal_ecrit_est_dit(tmp_path, fautive):
    entete = "indicateur,effectif_minimal,objet,raison\n"
    entrepot = charger(ecrire_tables(tmp_path / "t", seuils=f"{entete}{fautive}\n"))
    assert [(f.fichier, f.ligne) for f in entrepot.fautes] == [("seuils.csv", 2)]
    assert entrepot.seuils == {}


# --- les recensements qui se recouvrent


@pytest.mark.parametrize(
    ("avant", "apres", "communes"),
    [
        ("2017", "2018", 4),  # 2015-2019 et 2016-2020 : 2016, 2017, 2018, 2019
        ("2016", "2018", 3),
        ("2015", "2018", 2),  # 2013-2017 et 2016-2020 : 2016 et 2017
        ("2015", "2020", 0),
        ("2010", "2018", 0),
    ],
)
def test_les_enquetes_communes(avant, apres, communes):
    assert enquetes_communes(avant, apres, TAUX) == communes
    assert enquetes_communes(avant, apres, indicateur("taux_pauvrete")) == 0


def taux(annee, valeur):
    return mesure("A", "taux_emploi", annee, valeur, source="insee_ipro_2022")


def test_une_tendance_se_dit():
    # La Conte : 31,7 % (2015) puis 33,3 % (2018), + 1,6 point, sous le bruit de 4.
    calculee = evolution(taux("2015", 31.7), taux("2018", 33.3), TAUX)
    assert (calculee.valeur, calculee.sens, calculee.recouvrement) == (1.6, "stable", True)
    assert evolution(taux("2015", 31.7), taux("2020", 33.3), TAUX).recouvrement is False


@pytest.mark.parametrize(("avant", "apres"), [("2017", "2018"), ("2016", "2018")])
def test_des_recensements_trop_proches_ne_se_comparent_pas(avant, apres):
    with pytest.raises(OperationInterdite, match="enquêtes sur 5 en commun"):
        evolution(taux(avant, 30.0), taux(apres, 42.0), TAUX)


# --- la population minimale


def test_pas_d_evolution_sous_mille_habitants():
    points = (taux("2015", 36.3), taux("2018", 35.5), TAUX, MILLE)
    with pytest.raises(OperationInterdite, match="949 habitants, il en faut 1\u202f000"):
        evolution(*points, population=949)
    assert evolution(*points, population=1000).valeur == -0.8
    assert evolution(*points, population=None).valeur == -0.8  # la France n'est pas dans la table


# --- les pourcentages


def test_un_pourcentage():
    # Grazailles 2020 : 101 familles monoparentales sur 405 allocataires, 24,9 %.
    assert round(pourcentage(101, 405), 1) == 24.9
    assert pourcentage(15, 30) == 50.0


@pytest.mark.parametrize(
    ("effectif", "total", "raison"),
    [
        (12, 24, "Le total est de 24, il en faut au moins 30. Sous 30 réponses"),  # La Conte : 24 réponses
        (0, 0, "Le total est de 0"),
        (41, 40, "41 n'est pas une partie de 40"),
        (-1, 40, "n'est pas une partie"),
    ],
)
def test_les_pourcentages_refuses(effectif, total, raison):
    with pytest.raises(OperationInterdite, match=raison):
        pourcentage(effectif, total)


def test_un_total_nul_reste_refuse_sans_minimum():
    with pytest.raises(OperationInterdite, match="il en faut au moins 1"):
        pourcentage(0, 0, Seuil("", 0, "part", "Un total nul ne se divise pas."))


def caf(valeur, modalite="", annee="2020", lieu="A", statut="publie"):
    return mesure(lieu, "allocataires_caf", annee, valeur, modalite, statut=statut)


def test_une_part_d_allocataires():
    # Bastide 2020 : 307 / 1 898 = 16,175 %.
    assert round(part(caf(307.0, "famille_monoparentale"), caf(1898.0)).valeur, 3) == 16.175


@pytest.mark.parametrize(
    ("haut", "bas", "raison"),
    [
        (caf(None, statut="secret"), caf(1898.0), "secrète"),
        (caf(307.0), caf(None, statut="secret"), "secrète"),
        (caf(307.0, annee="2018"), caf(1898.0), "même territoire et une même année"),
        (caf(307.0, lieu="B"), caf(1898.0), "même territoire et une même année"),
        (caf(9.0), caf(29.0), "il en faut au moins 30"),
    ],
)
def test_les_parts_refusees(haut, bas, raison):
    with pytest.raises(OperationInterdite, match=raison):
        part(haut, bas)


def test_les_seuils_ont_une_raison_qui_se_lit():
    with (RACINE / "data" / "tables" / "seuils.csv").open(encoding="utf-8", newline="") as flux:
        raisons = {ligne["raison"] for ligne in csv.DictReader(flux)}
    assert len(raisons) == 2
    assert {raison[-1] for raison in raisons} == {"."}
