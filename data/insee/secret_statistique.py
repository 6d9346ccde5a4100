"""Aucune valeur que la source tait ne doit se recalculer avec ce que nos tables gardent.

Un effectif tu se retrouve dès que le total et toutes les autres parts sont connus, ou en
croisant plusieurs découpages (sexe × niveau). On pose toutes les additions connues comme
un système d'équations : une inconnue dont la valeur est déterminée est une fuite, et l'on
tait à son tour la plus petite valeur publiée qui la rend calculable.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

LigneValeur = dict[str, str]

_NIVEAUX = ("niveau_inferieur_cap_bep", "niveau_cap_bep", "niveau_bac", "niveau_superieur_bac")
_DUREES = ("moins_6_mois", "6_mois_a_1_an", "1_a_2_ans", "2_ans_et_plus")
_SEXES = ("femmes", "hommes")

# indicateur -> (total, parts). Les sommes sont exactes, sauf nationalité, niveau et qualification, où
# quelques personnes ne sont pas classées : une valeur retrouvée à deux près reste une valeur retrouvée.
PARTITIONS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "allocataires_caf": (
        ("", ("personne_seule", "famille_monoparentale", "couple_sans_enfant", "couple_avec_enfants")),
    ),
    "enfants_couverts_caf": (("", ("moins_3_ans", "3_5_ans", "6_10_ans", "11_14_ans", "15_17_ans", "18_24_ans")),),
    "demandeurs_emploi_a": (("", _SEXES),),
    "demandeurs_emploi_abcde": (("", _SEXES),),
    "demandeurs_emploi": (
        ("", _SEXES),
        ("", ("moins_26_ans", "26_49_ans", "50_ans_et_plus")),
        ("", ("francais", "etrangers")),
        ("", _NIVEAUX),
        ("", _DUREES),
        ("", tuple(f"qualification_{i}" for i in range(1, 6))),
        ("rsa", tuple(f"rsa_{s}" for s in _SEXES)),
        *((s, tuple(f"{n}_{s}" for n in _NIVEAUX)) for s in _SEXES),
        *((s, tuple(f"{d}_{s}" for d in _DUREES)) for s in _SEXES),
        *((n, tuple(f"{n}_{s}" for s in _SEXES)) for n in (*_NIVEAUX, *_DUREES)),
    ),
}
MASQUE = "tue par nos soins : elle permettrait de recalculer une valeur que la source ne diffuse pas"


@dataclass(frozen=True, slots=True)
class Fuite:
    """Une valeur tue par la source et pourtant calculable."""

    territoire: str
    indicateur: str
    modalite: str
    annee: str


def _groupes(lignes: Sequence[LigneValeur]) -> dict[tuple[str, str, str], dict[str, list[int]]]:
    """(territoire, indicateur, année) -> modalité -> rangs des lignes qui la portent."""
    groupes: dict[tuple[str, str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for rang, ligne in enumerate(lignes):
        if ligne["indicateur"] in PARTITIONS:
            groupes[(ligne["territoire"], ligne["indicateur"], ligne["annee"])][ligne["modalite"]].append(rang)
    return groupes


def _calculables(partitions: Sequence[tuple[str, tuple[str, ...]]], connues: set[str], tues: set[str]) -> list[str]:
    """Les modalités tues que les additions déterminent, les autres étant connues.

    Une inconnue est déterminée quand l'ajouter comme équation n'apporte rien de plus.
    """
    utiles = [p for p in partitions if {p[0], *p[1]} <= connues | tues]
    inconnues = sorted(tues & {m for total, parts in utiles for m in (total, *parts)})
    if not inconnues:
        return []
    place = {m: i for i, m in enumerate(inconnues)}
    systeme = np.zeros((len(utiles), len(inconnues)))
    for rang, (total, parts) in enumerate(utiles):
        for modalite, signe in ((total, -1.0), *((p, 1.0) for p in parts)):
            if modalite in place:
                systeme[rang, place[modalite]] = signe
    rang_systeme = np.linalg.matrix_rank(systeme)
    unite = np.eye(len(inconnues))
    return [m for m in inconnues if np.linalg.matrix_rank(np.vstack([systeme, unite[place[m]]])) == rang_systeme]


def _connues_et_tues(lignes: Sequence[LigneValeur], modalites: Mapping[str, list[int]]) -> tuple[set[str], set[str]]:
    connues = {m for m, rangs in modalites.items() if any(lignes[r]["valeur"] for r in rangs)}
    return connues, set(modalites) - connues


def fuites(lignes: Sequence[LigneValeur]) -> list[Fuite]:
    """Les valeurs tues que la table permet de recalculer (liste vide : rien ne fuit)."""
    trouvees = []
    for (territoire, indicateur, annee), modalites in sorted(_groupes(lignes).items()):
        connues, tues = _connues_et_tues(lignes, modalites)
        trouvees += [
            Fuite(territoire, indicateur, m, annee) for m in _calculables(PARTITIONS[indicateur], connues, tues)
        ]
    return trouvees


def masquer(lignes: Sequence[LigneValeur]) -> tuple[list[LigneValeur], list[Fuite]]:
    """Les lignes sans fuite, et les valeurs tues par nos soins pour cela.

    À chaque tour, la plus petite part publiée qui partage une addition avec la première
    valeur calculable est tue ; on recommence jusqu'à ce que plus rien ne se calcule.
    """
    sortie = [dict(ligne) for ligne in lignes]
    masquees: list[Fuite] = []
    for (territoire, indicateur, annee), modalites in sorted(_groupes(lignes).items()):
        partitions = PARTITIONS[indicateur]
        while True:
            connues, tues = _connues_et_tues(sortie, modalites)
            calculables = _calculables(partitions, connues, tues)
            if not calculables:
                break
            voisines = {
                p
                for total, parts in partitions
                if calculables[0] in parts and {total, *parts} <= connues | tues
                for p in parts
                if p in connues
            } or {total for total, parts in partitions if calculables[0] in (total, *parts) and total in connues}
            choisie = min(voisines, key=lambda m: (float(sortie[modalites[m][0]]["valeur"] or "inf"), m))
            for rang in modalites[choisie]:
                sortie[rang] |= {"valeur": "", "statut": "secret", "note": MASQUE}
            masquees.append(Fuite(territoire, indicateur, choisie, annee))
    return sortie, masquees
