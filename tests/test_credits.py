"""Répartition et totaux des crédits : des comptes refaits à la main."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from data.credits import (
    ENSEMBLE,
    INTER_QUARTIERS,
    NON_LOCALISE,
    REGLES,
    TOTAL,
    centimes,
    ecart_publie_actions,
    nombre_actions,
    partager,
    repartir,
)
from data.credits_cube import Selection, construire_cube
from data.credits_cube import totaux as totaux_du_cube
from data.modele import Action, CreditPublie

A, B, C = "QP011002", "QP011003", "QP011004"
POPULATIONS = {A: 2525, B: 1757, C: 3873}


def action(numero="1", annee=2021, quartiers=(A,), montant=100.0, pilier="emploi", financeur="Financeur fictif A"):
    return Action(
        numero,
        annee,
        "Action fictive",
        "Porteur fictif 1",
        pilier,
        "",
        tuple(quartiers),
        financeur,
        "specifique",
        "nouvelle",
        montant,
        "demonstration",
        "demonstration",
    )


def totaux(actions, regle, populations, annees=(1900, 2100), pilier=""):
    return totaux_du_cube(construire_cube(actions, regle, populations), Selection(*annees, pilier), populations)


def ligne(lignes, quartier, pilier=TOTAL):
    return next(x for x in lignes if (x.quartier, x.pilier) == (quartier, pilier))


@pytest.mark.parametrize(
    ("lu", "attendu"), [(100, 10000), (0.1, 10), ("12.345", 1235), (Decimal("0.005"), 1), (1e6, 100_000_000)]
)
def test_centimes(lu, attendu):
    assert centimes(lu) == attendu


@pytest.mark.parametrize("lu", ["douze", "", float("nan"), float("inf"), -1, "-0.01"])
def test_centimes_refuse_ce_qui_n_est_pas_un_montant(lu):
    with pytest.raises(ValueError, match="montant"):
        centimes(lu)


def test_partager_donne_les_restes_aux_plus_forts():
    # 100 sur 1, 1, 1 : 33,33 chacun ; le centime qui reste va au premier.
    assert partager(100, [1, 1, 1]) == [34, 33, 33]
    # 10 sur 5, 3, 1 : 5,56 / 3,33 / 1,11 ; le plus fort reste est celui du premier.
    assert partager(10, [5, 3, 1]) == [6, 3, 1]
    # 7 sur 1, 2, 4 : exactement 1, 2, 4.
    assert partager(7, [1, 2, 4]) == [1, 2, 4]
    assert partager(0, [3, 0]) == [0, 0]


@pytest.mark.parametrize("poids", [[], [0, 0], [2, -1]])
def test_partager_refuse_des_poids_impossibles(poids):
    with pytest.raises(ValueError, match="poids"):
        partager(10, poids)


def test_partager_ne_perd_ni_n_ajoute_rien():
    """Tous les petits cas : la somme est conservée et chacun est à moins d'une unité de sa part."""
    for total, poids in product(range(0, 60, 7), product((0, 1, 3, 8), repeat=4)):
        if sum(poids) == 0:
            continue
        parts = partager(total, list(poids))
        assert sum(parts) == total
        assert all(abs(p - total * w / sum(poids)) < 1 for p, w in zip(parts, poids, strict=True))
        assert all(p == 0 for p, w in zip(parts, poids, strict=True) if w == 0)


def test_repartir_a_parts_egales_donne_le_centime_au_premier_quartier_affiche():
    # L'ordre du fichier ne change rien : c'est celui des populations qui départage.
    attendu = {A: 3334, B: 3333, C: 3333}
    assert repartir(action(quartiers=(C, A, B)), "parts_egales", POPULATIONS) == attendu
    assert repartir(action(quartiers=("tous",)), "parts_egales", POPULATIONS) == attendu


def test_repartir_selon_la_population():
    # 2 525 + 1 757 = 4 282 ; 100 € × 2 525 / 4 282 = 58,968 € et 41,032 €.
    assert repartir(action(quartiers=(A, B)), "population", POPULATIONS) == {A: 5897, B: 4103}


def test_repartir_garde_l_inter_quartiers_a_part():
    assert repartir(action(quartiers=(A, B)), "inter_quartiers", POPULATIONS) == {INTER_QUARTIERS: 10000}
    assert repartir(action(quartiers=(B, B)), "inter_quartiers", POPULATIONS) == {B: 10000}
    assert repartir(action(quartiers=()), "population", POPULATIONS) == {NON_LOCALISE: 10000}


def test_repartir_dit_ce_qui_manque():
    with pytest.raises(ValueError, match="population inconnue pour QP011003"):
        repartir(action(quartiers=(A, B)), "population", {A: 2525, B: None})
    with pytest.raises(ValueError, match="règle de répartition inconnue : « hasard »"):
        repartir(action(), "hasard", POPULATIONS)


@pytest.mark.parametrize("regle", REGLES)
def test_aucune_regle_ne_perd_un_centime(regle):
    choix = [(A,), (B, C), (A, B, C), ("tous",), ()]
    for n, quartiers in product(range(1, 400, 3), choix):
        parts = repartir(action(quartiers=quartiers, montant=n / 100), regle, POPULATIONS)
        assert sum(parts.values()) == n


# Quatre actions : 1 a deux financeurs, 2 porte sur deux quartiers, 3 sur tous, 4 est en 2020.
ACTIONS = (
    action("1", montant=60.0),
    action("1", montant=40.0, financeur="Financeur fictif B"),
    action("2", quartiers=(A, B), montant=50.01),
    action("3", quartiers=("tous",), montant=90.0, pilier="cadre_de_vie"),
    action("1", annee=2020, quartiers=(C,), montant=10.0),
)


def test_totaux_additionnent_les_montants_mais_pas_les_actions():
    lignes = totaux(ACTIONS, "parts_egales", POPULATIONS)
    # A : 100 + 25,01 (le centime) + 30 ; B : 25,00 + 30 ; C : 30 + 10.
    assert [ligne(lignes, q).montant for q in (A, B, C)] == [15501, 5500, 4000]
    assert [ligne(lignes, q).actions for q in (A, B, C)] == [3, 2, 2]
    # L'ensemble : 250,01 € et quatre actions, alors que 3 + 2 + 2 = 7 actions nommées.
    assert (ligne(lignes, ENSEMBLE).montant, ligne(lignes, ENSEMBLE).actions) == (25001, 4)
    # 250,01 / 8 155 habitants = 0,0307 ; 155,01 / 2 525 = 0,0614.
    assert ligne(lignes, ENSEMBLE).par_habitant == Decimal("0.03")
    assert ligne(lignes, A).par_habitant == Decimal("0.06")
    assert ligne(lignes, A).euros == Decimal("155.01")
    assert (ligne(lignes, A, "emploi").montant, ligne(lignes, A, "emploi").actions) == (12501, 2)


def test_totaux_d_une_periode_et_d_un_pilier():
    lignes = totaux(ACTIONS, "parts_egales", POPULATIONS, annees=(2021, 2022), pilier="emploi")
    assert [ligne(lignes, q).montant for q in (A, B, C, ENSEMBLE)] == [12501, 2500, 0, 15001]
    # Un quartier sans action reste dans le tableau, à zéro.
    assert ligne(lignes, C).actions == 0


def test_totaux_avec_l_inter_quartiers_a_part():
    lignes = totaux(ACTIONS, "inter_quartiers", POPULATIONS)
    assert [ligne(lignes, q).montant for q in (A, B, C, INTER_QUARTIERS)] == [10000, 0, 1000, 14001]
    assert ligne(lignes, INTER_QUARTIERS).actions == 2
    assert ligne(lignes, INTER_QUARTIERS).par_habitant is None


def test_totaux_sans_population_complete_ne_donnent_pas_de_montant_par_habitant():
    lignes = totaux(ACTIONS, "parts_egales", POPULATIONS | {C: None})
    assert ligne(lignes, C).par_habitant is None
    assert ligne(lignes, ENSEMBLE).par_habitant is None
    assert ligne(lignes, A).par_habitant == Decimal("0.06")


def test_nombre_actions_ignore_les_financeurs_mais_pas_les_annees():
    assert nombre_actions(ACTIONS) == 4


def publie(annee, mesure, valeur, pilier=TOTAL):
    return CreditPublie(annee, pilier, mesure, valeur, "publie", None, "rapport_2022", "", "")


def test_ecart_publie_actions():
    publies = (
        publie("2021", "montant", 250.0),
        publie("2021", "actions", 2.0),
        publie("2019", "actions", 1.0),
        publie("2016-2022", "montant", 9999.0),
        publie("2021", "actions", 77.0, "cohesion_sociale"),
    )
    en_2019, en_2020, en_2021 = ecart_publie_actions(publies, ACTIONS)
    assert (en_2021.montant_publie, en_2021.montant_fichier, en_2021.ecart_montant) == (25000, 24001, -999)
    assert (en_2021.actions_publiees, en_2021.actions_fichier, en_2021.ecart_actions) == (2, 3, 1)
    assert (en_2019.montant_publie, en_2019.ecart_montant, en_2019.ecart_actions) == (None, None, -1)
    assert (en_2020.actions_publiees, en_2020.actions_fichier, en_2020.ecart_actions) == (None, 1, None)


def test_un_montant_illisible_ne_se_glisse_pas_dans_un_total():
    with pytest.raises(ValueError, match="montant impossible"):
        totaux((replace(ACTIONS[0], montant=float("nan")),), "parts_egales", POPULATIONS)
