"""Un seul import à la fois : un verrou du système, qui tombe tout seul si le programme s'arrête."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

NOM = ".import.verrou"


class ImportEnCours(Exception):
    """Un autre import écrit déjà dans ces tables."""


@contextmanager
def verrou(historique: Path) -> Iterator[None]:
    """Tient le verrou le temps du bloc. Lève ImportEnCours si un autre le tient, OSError si rien ne s'écrit.

    Le fichier reste, vide : c'est le système qui sait s'il est tenu, pas sa présence.
    """
    historique.mkdir(parents=True, exist_ok=True)
    with (historique / NOM).open("a+b") as fichier:
        try:
            if fcntl is not None:
                fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                fichier.seek(0)
                msvcrt.locking(fichier.fileno(), msvcrt.LK_NBLCK, 1)
        except (BlockingIOError, PermissionError):
            raise ImportEnCours("Un autre import est en cours.") from None
        try:
            yield
        finally:
            if fcntl is None:
                fichier.seek(0)
                msvcrt.locking(fichier.fileno(), msvcrt.LK_UNLCK, 1)
