"""Pour n'importe quelles actions et n'importe quelle règle : aucun centime perdu ni ajouté, à aucune étape."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.credits import ENSEMBLE, INTER_QUARTIERS, NON_LOCALISE, REGLES, TOTAL, partager, repartir
from data.credits_cube import AXES, AXES_PORTEURS, Selection, construire_cube, construire_cube_porteurs, totaux
from data.modele import Action

QUARTIERS = ("QP011002", "QP011003", "QP011004", "QP011005", "QP011006")
AILLEURS = ("QVA-AIGUILLE", "QN01106M")
TOUT = Selection(2015, 2030)

# Jusqu'à cent millions d'euros, au centime : les flottants de la table portent exactement ces nombres.
CENTIMES = st.integers(min_value=0, max_value=10_000_000_000)
LISTES = st.one_of(
    st.just(("tous",)),
    st.just(()),
    st.lists(st.sampled_from(QUARTIERS + AILLEURS), min_size=1, max_size=5).map(tuple),
)
ACTIONS = st.lists(
    st.builds(
        lambda numero, annee, pilier, quartiers, financeur, enveloppe, nature, montant: (
            Action(
                numero,
                annee,
                "",
                f"Porteur {numero}",
                pilier,
                "",
                quartiers,
                financeur,
                enveloppe,
                nature,
                montant / 100,
                "reel",
                "s",
            ),
            montant,
        ),
        st.sampled_from(("1", "2", "3", "4")),
        st.integers(min_value=2015, max_value=2030),
        st.sampled_from(("emploi", "cohesion_sociale", "cadre_de_vie", "education")),
        LISTES,
        st.sampled_from(("État", "Ville", "Agglomération")),
        st.sampled_from(("specifique", "adulte_relais", "fonjep", "droit_commun")),
        st.sampled_from(("nouvelle", "reconduction", "")),
        CENTIMES,
    ),
    max_size=25,
)
POPULATIONS = st.lists(
    st.one_of(st.none(), st.integers(min_value=1, max_value=90_000)), min_size=len(QUARTIERS), max_size=len(QUARTIERS)
).map(lambda gens: dict(zip(QUARTIERS, gens, strict=True)))


def somme(tirees) -> int:
    return sum(montant for _, montant in tirees)


@settings(max_examples=150, deadline=None)
@given(tirees=ACTIONS, gens=POPULATIONS, regle=st.sampled_from(sorted(REGLES)))
def test_quartiers_inter_quartiers_et_non_localise_font_la_somme_des_montants(tirees, gens, regle):
    cube = construire_cube([a for a, _ in tirees], regle, gens)
    lignes = totaux(cube, TOUT, gens)
    parts = {x.quartier: x.montant for x in lignes if x.pilier == TOTAL}
    assert sum(m for q, m in parts.items() if q != ENSEMBLE) == parts[ENSEMBLE] == somme(tirees)
    # Et, dans chaque quartier, les piliers font le total.
    for quartier, montant in parts.items():
        assert sum(x.montant for x in lignes if x.quartier == quartier and x.pilier != TOTAL) == montant
    assert set(parts) <= {*QUARTIERS, *AILLEURS, INTER_QUARTIERS, NON_LOCALISE, ENSEMBLE}


@settings(max_examples=100, deadline=None)
@given(tirees=ACTIONS, gens=POPULATIONS, regle=st.sampled_from(sorted(REGLES)), axe=st.sampled_from(AXES))
def test_tout_regroupement_et_tout_decoupage_conservent_la_somme(tirees, gens, regle, axe):
    cube = construire_cube([a for a, _ in tirees], regle, gens)
    groupes = cube.regrouper(TOUT, (axe,))
    assert sum(c.montant for c in groupes.values()) == somme(tirees)
    # Couper la période en deux ne perd rien non plus.
    avant, apres = (cube.regrouper(Selection(*bornes), ()) for bornes in ((2015, 2021), (2022, 2030)))
    assert sum(c.montant for moitie in (avant, apres) for c in moitie.values()) == somme(tirees)
    # Les actions distinctes sont celles du fichier, quel que soit le nombre de financeurs ou de quartiers.
    ensemble = cube.regrouper(TOUT, ())
    assert (ensemble[()].actions if tirees else 0) == len({(a.annee, a.id_action) for a, _ in tirees})


@settings(max_examples=60, deadline=None)
@given(tirees=ACTIONS, axe=st.sampled_from(AXES_PORTEURS))
def test_le_cube_des_porteurs_conserve_la_somme(tirees, axe):
    cube = construire_cube_porteurs([a for a, _ in tirees])
    assert sum(c.montant for c in cube.regrouper(TOUT, (axe,)).values()) == somme(tirees)


@settings(max_examples=200, deadline=None)
@given(
    montant=CENTIMES,
    quartiers=st.lists(st.sampled_from(QUARTIERS), min_size=1, max_size=5, unique=True),
    gens=st.lists(st.integers(min_value=1, max_value=90_000), min_size=5, max_size=5),
    regle=st.sampled_from(("parts_egales", "population")),
)
def test_chaque_part_est_a_moins_d_un_centime_de_la_juste_part(montant, quartiers, gens, regle):
    populations = dict(zip(QUARTIERS, gens, strict=True))
    a = Action("1", 2020, "", "", "emploi", "", tuple(quartiers), "", "specifique", "", montant / 100, "reel", "s")
    parts = repartir(a, regle, populations)
    poids = {q: populations[q] if regle == "population" else 1 for q in quartiers}
    assert sum(parts.values()) == montant
    for quartier, part in parts.items():
        juste = Decimal(montant) * poids[quartier] / sum(poids.values())
        assert abs(part - juste) < 1


@given(total=st.integers(min_value=0, max_value=10**15), poids=st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_partager_rend_toujours_le_total(total, poids):
    if sum(poids) == 0:
        with pytest.raises(ValueError, match="poids"):
            partager(total, poids)
    else:
        assert sum(partager(total, poids)) == total
