"""Les piliers ont leurs années : une nomenclature commence, une autre finit, et ce qui n'existe pas ne vaut pas zéro.

Un pilier de 2024 n'a pas de montant en 2021, ni un pilier de 2015-2023 en 2024, sauf si le fichier lui en donne un :
rien de ce que l'équipe a écrit ne se perd.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from data.credits import TOTAL
from data.entrepot import Entrepot
from data.formats import enumeration, pluriel
from data.vues.credits_base import Choix, annees_des_actions

SANS_FIN = 9999


def bornes(nomenclature: str) -> tuple[int, int]:
    """« 2015-2023 » -> (2015, 2023), « 2024+ » -> (2024, SANS_FIN) ; une écriture inconnue ne borne rien."""
    debut, tiret, fin = nomenclature.partition("-")
    if tiret and debut.isdecimal() and fin.isdecimal():
        return int(debut), int(fin)
    if nomenclature.endswith("+") and nomenclature[:-1].isdecimal():
        return int(nomenclature[:-1]), SANS_FIN
    return 0, SANS_FIN


@lru_cache(maxsize=8)
def _couples(entrepot: Entrepot) -> frozenset[tuple[int, str]]:
    """Les (année, pilier) que le fichier contient."""
    return frozenset((a.annee, a.pilier) for a in entrepot.actions)


def a_cours(entrepot: Entrepot, pilier: str, annee: int) -> bool:
    """Vrai si ce pilier existe cette année-là, ou si le fichier lui donne un montant quand même."""
    fiche = entrepot.piliers.get(pilier)
    if pilier == TOTAL or fiche is None or (annee, pilier) in _couples(entrepot):
        return True
    debut, fin = bornes(fiche.nomenclature)
    return debut <= annee <= fin


def annees_du_pilier(entrepot: Entrepot, choix: Choix, pilier: str) -> tuple[int, ...]:
    """Les années du fichier et de la période où ce pilier a cours."""
    return tuple(a for a in annees_des_actions(entrepot) if choix.de <= a <= choix.a and a_cours(entrepot, pilier, a))


def rogner(entrepot: Entrepot, choix: Choix, pilier: str = "") -> Choix:
    """Le même choix sur les seules années où le pilier a cours ; inchangé s'il n'a cours aucune de ces années.

    pilier : celui du choix par défaut.
    """
    pilier = pilier or choix.pilier
    annees = () if pilier == TOTAL else annees_du_pilier(entrepot, choix, pilier)
    return replace(choix, de=annees[0], a=annees[-1]) if annees else choix


def annees_par_defaut(entrepot: Entrepot, pilier: str = TOTAL) -> tuple[int, int]:
    """Les années d'une seule nomenclature : celle du pilier demandé, sinon la plus récente qui ait des actions.

    Lève IndexError sans actions.
    """
    annees = annees_des_actions(entrepot)
    fiche = entrepot.piliers.get(pilier)
    if fiche is not None:
        voulues = [a for a in annees if a_cours(entrepot, pilier, a)]
    else:
        debuts = {bornes(p.nomenclature)[0] for p in entrepot.piliers.values()}
        debut = max((d for d in debuts if d <= annees[-1]), default=0)
        voulues = [a for a in annees if a >= debut]
    voulues = voulues or list(annees)
    return voulues[0], voulues[-1]


def ruptures(entrepot: Entrepot, choix: Choix) -> tuple[str, ...]:
    """Les années où une nouvelle nomenclature commence, quand la période en a de part et d'autre."""
    annees = [a for a in annees_des_actions(entrepot) if choix.de <= a <= choix.a]
    debuts = sorted({bornes(p.nomenclature)[0] for p in entrepot.piliers.values()})
    return tuple(str(d) for d in debuts if annees and annees[0] < d <= annees[-1])


def tranches(entrepot: Entrepot, choix: Choix) -> tuple[tuple[int, ...], ...]:
    """Les années du fichier et de la période, coupées à chaque changement de nomenclature."""
    coupes = [int(r) for r in ruptures(entrepot, choix)]
    annees = [a for a in annees_des_actions(entrepot) if choix.de <= a <= choix.a]
    groupes = [tuple(a for a in annees if sum(a >= c for c in coupes) == rang) for rang in range(len(coupes) + 1)]
    return tuple(g for g in groupes if g)


def annees_absentes(entrepot: Entrepot, choix: Choix) -> tuple[int, ...]:
    """Les années de la période dont le fichier ne dit rien, alors qu'il en a avant et après."""
    annees = annees_des_actions(entrepot)
    if not annees:
        return ()
    debut, fin = max(choix.de, annees[0]), min(choix.a, annees[-1])
    return tuple(a for a in range(debut, fin + 1) if a not in annees)


def dire_absente(annees: Sequence[int]) -> str:
    """« 2023 : absente du fichier. », « 2019 et 2020 : absentes du fichier. »"""
    return f"{enumeration([str(a) for a in annees])} : {pluriel(len(annees), 'absente', 'absentes')} du fichier."


def reserves_du_temps(entrepot: Entrepot, choix: Choix) -> tuple[str, ...]:
    """Ce que la période cache : un changement de piliers, une année absente."""
    dites = []
    coupes = ruptures(entrepot, choix)
    if coupes and choix.pilier == TOTAL:
        dites.append(
            f"Les piliers changent en {enumeration(list(coupes))} : ceux d'avant et ceux d'après ne se comparent pas, "
            "et chacun ne compte que ses années."
        )
    absentes = annees_absentes(entrepot, choix)
    if absentes:
        dites.append(dire_absente(absentes))
    return tuple(dites)


def nom_date(entrepot: Entrepot, choix: Choix, pilier: str, nom: str) -> str:
    """« Éducation (2024) » quand la période réunit deux nomenclatures ; sinon le nom seul."""
    if pilier == TOTAL or not ruptures(entrepot, choix):
        return nom
    annees = annees_du_pilier(entrepot, choix, pilier)
    if not annees:
        return nom
    return f"{nom} ({annees[0]} à {annees[-1]})" if len(annees) > 1 else f"{nom} ({annees[0]})"


def piliers_de_la_periode(entrepot: Entrepot, choix: Choix, piliers: dict[str, str], garde: str) -> dict[str, str]:
    """Ceux de ces piliers (code -> nom) qui ont cours dans la période, et celui que l'on garde quoi qu'il arrive."""
    return {c: n for c, n in piliers.items() if c in (TOTAL, garde) or annees_du_pilier(entrepot, choix, c)}
