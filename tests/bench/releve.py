"""Ce qu'une mesure rend : une ligne du tableau des performances, et la façon de l'écrire."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Releve:
    """Une mesure : ce qui est mesuré, le résultat et la limite écrits, et si elle est tenue (None : sans limite)."""

    quoi: str
    mesure: str
    limite: str = ""
    tenu: bool | None = None


def nombre(valeur: float, decimales: int = 1) -> str:
    """1234.5 -> « 1 234,5 » : espace fine insécable, virgule."""
    return f"{valeur:,.{decimales}f}".replace(",", "\u202f").replace(".", ",")


def ms(secondes: float) -> str:
    """0.0421 -> « 42 ms »."""
    return f"{nombre(secondes * 1000, 0)} ms"


def centile(valeurs: Iterable[float], part: float) -> float:
    """La plus petite valeur que `part` (0 à 1) des valeurs ne dépassent pas. Lève ValueError si la liste est vide."""
    rangees = sorted(valeurs)
    if not rangees:
        raise ValueError("aucune valeur : pas de centile.")
    return rangees[max(0, ceil(part * len(rangees)) - 1)]


def tableau(releves: Iterable[Releve]) -> str:
    """Les mesures en Markdown ; une limite dépassée s'écrit « dépasse », jamais rien."""
    lignes = ["| mesure | résultat | limite | |", "|---|---:|---|---|"]
    mots = {True: "tenue", False: "**dépassée**", None: ""}
    lignes += [f"| {r.quoi} | {r.mesure} | {r.limite} | {mots[r.tenu]} |" for r in releves]
    return "\n".join(lignes)


def imprimer(releves: Iterable[Releve]) -> int:
    """Imprime le tableau ; rend 1, le code de sortie d'un banc, si une limite est dépassée."""
    lus = list(releves)
    print(tableau(lus))
    return 1 if any(r.tenu is False for r in lus) else 0
