"""Les crédits comptés une fois : un cube d'additions toutes faites, que chaque vue regroupe à sa façon.

Une cellule par (année, pilier, quartier, financeur, enveloppe, nature) présente dans le fichier, avec
ses centimes et les actions qu'elle réunit. Vingt mille actions tiennent en quelques milliers de
cellules : changer de pilier ou de période ne relit plus le fichier. Tout est en entiers : quelle que
soit la façon de regrouper, la somme des groupes est celle du fichier, au centime.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.credits import (
    ENSEMBLE,
    INTER_QUARTIERS,
    TOTAL,
    TotalCredits,
    centimes,
    par_habitant,
    quartiers_nommes,
    repartir,
)
from data.modele import Action

AXES = ("annee", "pilier", "quartier", "financeur", "enveloppe", "nature")
AXES_PORTEURS = ("annee", "pilier", "porteur", "financeur", "enveloppe", "nature")
SANS_NATURE = "non_precisee"
SANS_PORTEUR = ""
RIEN: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Selection:
    """Ce que l'on garde du fichier : une période (bornes comprises) et, s'ils ne sont pas vides, un seul
    pilier, quartier, financeur, une seule enveloppe, une seule nature."""

    de: int
    a: int
    pilier: str = ""
    quartier: str = ""
    financeur: str = ""
    enveloppe: str = ""
    nature: str = ""


@dataclass(frozen=True, slots=True)
class Cumul:
    """Un groupe : son montant en centimes, et les actions distinctes qui y contribuent (leurs rangs)."""

    montant: int = 0
    rangs: frozenset[int] = RIEN

    @property
    def actions(self) -> int:
        """Le nombre d'actions distinctes (un numéro et une année)."""
        return len(self.rangs)


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """Les cellules d'un fichier d'actions, sous une règle de répartition.

    axes : ce que dit chaque place d'une clé ; cellules : clé → cumul ; a_part : le nombre d'actions que la
    règle « population » n'a pas pu répartir, faute de connaître une population (comptées « inter-quartiers »).
    """

    axes: tuple[str, ...]
    cellules: Mapping[tuple, Cumul]
    a_part: int = 0

    def regrouper(self, selection: Selection, par: Sequence[str]) -> dict[tuple, Cumul]:
        """Les cumuls de la sélection, par valeur des axes demandés ; {(): cumul} sans axe.

        Lève ValueError pour un axe que ce cube n'a pas.
        """
        rangs = [self.axes.index(nom) for nom in par]
        filtres = [
            (self.axes.index(nom), voulu) for nom in AXES[1:] if nom in self.axes and (voulu := getattr(selection, nom))
        ]
        montants: dict[tuple, int] = {}
        actions: dict[tuple, list[frozenset[int]]] = {}
        for cle, cumul in self.cellules.items():
            if selection.de <= cle[0] <= selection.a and all(cle[i] == voulu for i, voulu in filtres):
                groupe = tuple(cle[i] for i in rangs)
                montants[groupe] = montants.get(groupe, 0) + cumul.montant
                actions.setdefault(groupe, []).append(cumul.rangs)
        return {g: Cumul(montant, RIEN.union(*actions[g])) for g, montant in montants.items()}


def reunir(cumuls: Iterable[Cumul]) -> Cumul:
    """Plusieurs groupes en un : les montants s'ajoutent, une action commune ne compte qu'une fois."""
    listes = tuple(cumuls)
    return Cumul(sum(c.montant for c in listes), RIEN.union(*(c.rangs for c in listes)))


def construire_cube(actions: Iterable[Action], regle: str, populations: Mapping[str, int | None]) -> Cube:
    """Le cube des actions réparties entre leurs quartiers.

    regle et populations : comme pour `repartir`. Une action que la règle « population » ne peut pas
    répartir, faute d'une population, reste entière sous « inter-quartiers » : rien ne se perd.
    Lève ValueError pour une règle inconnue ou un montant impossible.
    """
    cellules: dict[tuple, list] = {}
    numeros: dict[tuple[int, str], int] = {}
    a_part: set[int] = set()
    for a in actions:
        rang = numeros.setdefault((a.annee, a.id_action), len(numeros))
        choisie = regle
        if regle == "population":
            nommes = quartiers_nommes(a, populations)
            if len(nommes) > 1 and not all(populations.get(q) for q in nommes):
                choisie = "inter_quartiers"
                a_part.add(rang)
        for quartier, part in repartir(a, choisie, populations).items():
            cle = (a.annee, a.pilier, quartier, a.financeur, a.enveloppe, a.nature or SANS_NATURE)
            cellule = cellules.setdefault(cle, [0, set()])
            cellule[0] += part
            cellule[1].add(rang)
    return Cube(AXES, _figer(cellules), len(a_part))


def construire_cube_porteurs(actions: Iterable[Action]) -> Cube:
    """Le cube des actions par porteur, entières : un porteur se compte sans regarder les quartiers."""
    cellules: dict[tuple, list] = {}
    numeros: dict[tuple[int, str], int] = {}
    for a in actions:
        rang = numeros.setdefault((a.annee, a.id_action), len(numeros))
        cle = (a.annee, a.pilier, a.porteur or SANS_PORTEUR, a.financeur, a.enveloppe, a.nature or SANS_NATURE)
        cellule = cellules.setdefault(cle, [0, set()])
        cellule[0] += centimes(a.montant)
        cellule[1].add(rang)
    return Cube(AXES_PORTEURS, _figer(cellules))


def _figer(cellules: Mapping[tuple, list]) -> dict[tuple, Cumul]:
    return {cle: Cumul(montant, frozenset(rangs)) for cle, (montant, rangs) in cellules.items()}


def totaux(
    cube: Cube, selection: Selection, populations: Mapping[str, int | None], piliers: Sequence[str] = ()
) -> tuple[TotalCredits, ...]:
    """Montant, nombre d'actions et euros par habitant, par quartier et par pilier.

    Une ligne par quartier et par pilier de la sélection, puis une ligne « total » par quartier, puis
    les mêmes pour « ensemble ». Un quartier sans action est à zéro, pas oublié ; les quartiers de
    `populations` y sont tous. piliers : l'ordre voulu.

    Les montants s'additionnent : la somme des quartiers est l'ensemble, au centime. Les nombres
    d'actions, non : une action menée sur trois quartiers compte une fois dans chacun des trois
    et une seule fois dans l'ensemble (avec « inter_quartiers », elle ne compte que sous
    « inter-quartiers »). « tous » compte comme la liste complète des quartiers.
    Le montant par habitant de l'ensemble rapporte le tout à la population des quartiers réunis ;
    il manque si une population manque.
    """
    fins = cube.regrouper(selection, ("quartier", "pilier"))
    cumuls = dict(fins)
    # Le cube ne se parcourt qu'une fois : les totaux se font à partir de ces groupes.
    cumuls |= {(q, TOTAL): reunir(c for (autre, _), c in fins.items() if autre == q) for q in {q for q, _ in fins}}
    cumuls |= {(ENSEMBLE, p): reunir(c for (_, autre), c in fins.items() if autre == p) for p in {p for _, p in fins}}
    if fins:
        cumuls[ENSEMBLE, TOTAL] = reunir(fins.values())
    presents = {p for _, p in cumuls if p != TOTAL}
    ordre = [*(p for p in piliers if p in presents), *sorted(presents - set(piliers)), TOTAL]
    connues = [h for h in populations.values() if h]
    habitants: dict[str, int | None] = dict(populations)
    habitants[ENSEMBLE] = sum(connues) if connues and len(connues) == len(populations) else None
    autres = sorted({q for q, _ in cumuls} - set(populations) - {ENSEMBLE}, key=lambda q: (q == INTER_QUARTIERS, q))
    lignes = []
    for quartier in [*populations, *autres, ENSEMBLE]:
        for p in ordre:
            cumul = cumuls.get((quartier, p))
            montant, nombre = (cumul.montant, cumul.actions) if cumul else (0, 0)
            gens = habitants.get(quartier) or None
            lignes.append(TotalCredits(quartier, p, montant, nombre, gens, par_habitant(montant, gens)))
    return tuple(lignes)
