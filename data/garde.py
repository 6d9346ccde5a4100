"""Garder ce qui marche : des fichiers remplacés par des fautifs n'effacent pas ce qui est montré.

Un dossier (tables, contours) se relit quand ses fichiers changent. Si la nouvelle lecture a plus de fautes que
celle qui est tenue, elle est refusée : l'ancienne reste montrée, et le refus se dit. Un fichier surpris au milieu
d'une copie ne se lit pas : la visite suivante le retrouvera entier.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Generic, Protocol, TypeVar

from data.fautes import Faute
from data.signature import Signature, derniere_ecriture, signature_fichiers

# Le temps laissé à une copie en cours pour se trahir, en secondes ; seul le premier à voir le changement attend.
PAUSE = 0.2
# Sans rien à montrer d'autre, on relit un dossier qui change sans cesse, mais pas indéfiniment.
_LECTURES = 5
_DOSSIERS_TENUS = 2
_FAUTES_AU_JOURNAL = 5

journal = logging.getLogger("qpv")


class Lu(Protocol):
    """Ce qui se garde : le résultat d'une lecture, avec ses fautes."""

    @property
    def fautes(self) -> tuple[Faute, ...]:
        """Ce qui cloche dans les fichiers lus."""


T = TypeVar("T", bound=Lu)


@dataclass(frozen=True, slots=True)
class Refus:
    """Des fichiers refusés : quand on l'a vu, ce qu'ils ont, et depuis quand datent ceux qui restent montrés."""

    constate: dt.datetime
    en_place_depuis: dt.datetime | None
    fautes: tuple[Faute, ...]


@dataclass(frozen=True, slots=True)
class _Tenu(Generic[T]):
    """Une lecture montrée, la signature de ses fichiers, et ce qui a été refusé depuis (None : rien)."""

    objet: T
    signature: Signature | None
    refusee: Signature | None = None
    refus: Refus | None = None


class Garde(Generic[T]):
    """La dernière bonne lecture d'un dossier, partagée entre les fils d'exécution."""

    def __init__(self, lire: Callable[..., T]) -> None:
        """lire : reçoit le dossier puis le contexte donné à `obtenir` ; ne lève rien, met les fautes dans l'objet."""
        self._lire = lire
        self._tenus: dict[Hashable, _Tenu[T]] = {}
        self._verrou = Lock()

    def obtenir(self, dossier: Path, *contexte: Hashable) -> T:
        """La lecture à montrer ; relue si un fichier a changé et si la nouvelle n'est pas plus fautive.

        contexte : ce dont la lecture dépend en plus des fichiers ; ce qui a été lu dans un autre ne protège rien.
        """
        cle = (dossier, *contexte)
        tenu = self._tenus.get(cle)
        if tenu is not None and self._deja_vue(tenu, signature_fichiers(dossier)):
            return tenu.objet
        # Pendant qu'une visite relit, les autres montrent ce qui est tenu ; au démarrage, elles attendent.
        if not self._verrou.acquire(blocking=tenu is None):
            return tenu.objet
        try:
            return self._relire(cle, dossier, contexte)
        finally:
            self._verrou.release()

    def refus(self, dossier: Path, *contexte: Hashable) -> Refus | None:
        """Ce qui a été refusé depuis la lecture tenue ; à demander après `obtenir`."""
        tenu = self._tenus.get((dossier, *contexte))
        return tenu.refus if tenu is not None else None

    def tenue(self, dossier: Path, *contexte: Hashable) -> T | None:
        """La lecture tenue, sans regarder les fichiers ; None avant le premier `obtenir`."""
        tenu = self._tenus.get((dossier, *contexte))
        return tenu.objet if tenu is not None else None

    @staticmethod
    def _deja_vue(tenu: _Tenu[T], signature: Signature) -> bool:
        if tenu.refus is not None:
            return signature == tenu.refusee
        return signature == tenu.signature

    def _relire(self, cle: Hashable, dossier: Path, contexte: Sequence[Hashable]) -> T:
        tenu = self._tenus.get(cle)
        signature = signature_fichiers(dossier)
        if tenu is not None:
            if self._deja_vue(tenu, signature):
                return tenu.objet
            if signature == tenu.signature:  # les anciens fichiers sont revenus
                return self._tenir(cle, replace(tenu, refusee=None, refus=None))
            time.sleep(PAUSE)
        for _ in range(_LECTURES):
            if tenu is not None and signature_fichiers(dossier) != signature:
                return tenu.objet
            lu = self._lire(dossier, *contexte)
            apres = signature_fichiers(dossier)
            if apres == signature:
                break
            if tenu is None:  # la dernière lecture vaut mieux que rien, mais elle ne se garde pas
                signature = apres
        else:
            return self._tenir(cle, _Tenu(lu, None))
        if tenu is None or _gravite(lu.fautes) <= _gravite(tenu.objet.fautes):
            return self._tenir(cle, _Tenu(lu, signature))
        refus = Refus(dt.datetime.now().astimezone(), derniere_ecriture(tenu.signature or ()), lu.fautes)
        phrases = " ".join(f.phrase() for f in lu.fautes[:_FAUTES_AU_JOURNAL])
        journal.warning("Fichiers de « %s » refusés, les précédents restent montrés. %s", dossier.name, phrases)
        return self._tenir(cle, replace(tenu, refusee=signature, refus=refus))

    def _tenir(self, cle: Hashable, tenu: _Tenu[T]) -> T:
        """Remplace d'un seul geste : un autre fil lit l'ancienne table des lectures, ou la neuve."""
        autres = [(c, t) for c, t in self._tenus.items() if c != cle][1 - _DOSSIERS_TENUS :]
        self._tenus = dict([*autres, (cle, tenu)])
        return tenu.objet


def _gravite(fautes: Sequence[Faute]) -> tuple[int, int]:
    """De quoi comparer deux lectures : d'abord les fautes qui privent d'un fichier entier, puis toutes."""
    return sum(f.ligne in (None, 1) for f in fautes), len(fautes)
