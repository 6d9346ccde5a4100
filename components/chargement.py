"""Le seul endroit qui garde quelque chose en mémoire : tables et contours, lus une fois.

Les objets sont figés et partagés entre toutes les personnes connectées. Quand un fichier change,
la signature du dossier change, et la visite suivante relit ; des fichiers plus fautifs que ceux
qui sont montrés sont refusés, et les anciens restent (`data.garde`). Un simple cache de fonction suffit
ici, et il est vingt fois plus rapide que celui de Streamlit, qui hache ses arguments à chaque appel.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TypeVar

from data.dossiers import dossier_contours, dossier_historique, dossier_tables
from data.entrepot import Entrepot, charger
from data.fautes import Faute
from data.garde import Garde, Refus
from data.signature import signature_fichiers
from data.versions import Journal, lire
from geo.contours import Contours, charger_contours

L = TypeVar("L")


def _pour_longtemps(lire_dossier: Callable[..., L]) -> Callable[..., L]:
    """La même lecture, dont le résultat n'est plus regardé par le ramasse-miettes.

    Streamlit le lance en entier après chaque page : parcourir chaque fois des tables qui ne changent pas prenait les
    deux tiers du temps du serveur. À la lecture suivante, tout est regardé de nouveau, et l'ancien s'en va.
    """

    def lire_et_figer(*arguments: object) -> L:
        lu = lire_dossier(*arguments)
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        return lu

    return lire_et_figer


_TABLES: Garde[Entrepot] = Garde(_pour_longtemps(charger))
_CONTOURS: Garde[Contours] = Garde(_pour_longtemps(charger_contours))
_verrou = Lock()
_VISITE: ContextVar[tuple[Entrepot, Contours] | None] = ContextVar("visite", default=None)


@contextmanager
def une_visite() -> Iterator[None]:
    """Le temps d'une exécution de page : les mêmes tables du haut en bas, et les fichiers regardés une seule fois."""
    jeton = _VISITE.set((entrepot(), contours()))
    try:
        yield
    finally:
        _VISITE.reset(jeton)


@lru_cache(maxsize=2)
def _journal(historique: Path, dossier: Path, signatures: tuple) -> Journal:
    return lire(historique, dossier)


def entrepot() -> Entrepot:
    """Les tables validées, partagées ; relues si un fichier a changé, les anciennes restant si les neuves cassent."""
    visite = _VISITE.get()
    return visite[0] if visite else _TABLES.obtenir(dossier_tables())


def contours() -> Contours:
    """Les contours vérifiés, partagés ; relus si un fichier a changé, de la même façon que les tables."""
    visite = _VISITE.get()
    return visite[1] if visite else _CONTOURS.obtenir(dossier_contours(), _codes())


def _codes() -> frozenset[str]:
    return frozenset(entrepot().territoires)


def journal() -> Journal:
    """Ce que les commandes ont changé aux tables, version par version ; relu si un fichier a changé."""
    historique, dossier = dossier_historique(), dossier_tables()
    # Trente personnes qui arrivent ensemble sur un serveur neuf ne doivent pas lire trente fois.
    with _verrou:
        return _journal(historique, dossier, (signature_fichiers(historique), signature_fichiers(dossier)))


def fautes() -> tuple[Faute, ...]:
    """Tout ce qui cloche dans les fichiers montrés, tables puis contours."""
    return (*entrepot().fautes, *contours().fautes)


def refus() -> tuple[tuple[str, Refus], ...]:
    """Les fichiers refusés parce qu'ils cassaient ce qui est montré : (« tables » ou « contours », le refus).

    Ce que la dernière lecture a vu, sans rien relire : à demander après `fautes`.
    """
    tables = _TABLES.tenue(dossier_tables())
    if tables is None:
        return ()
    codes = frozenset(tables.territoires)
    trouves = (
        ("tables", _TABLES.refus(dossier_tables())),
        ("contours", _CONTOURS.refus(dossier_contours(), codes)),
    )
    return tuple((quoi, refus) for quoi, refus in trouves if refus is not None)
