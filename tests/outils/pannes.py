"""Provoquer des pannes du disque : la n-ième écriture refusée, un disque plein, un dossier en lecture seule."""

import builtins
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.outils.serveur import RACINE

# Les gestes par lesquels Python change un disque, hors suppressions : ôter un provisoire doit rester possible.
GESTES = (
    (os, "mkdir"), (os, "replace"), (os, "rename"), (os, "fsync"), (os, "chmod"), (os, "fdopen"), (os, "link"),
)  # fmt: skip


class Disque:
    """Compte les écritures et refuse la n-ième (0 : aucune), avec ce numéro d'erreur."""

    def __init__(self, refusee: int = 0, numero: int = 0) -> None:
        self.refusee, self.numero, self.vues = refusee, numero, 0

    def passer(self) -> None:
        """Compte un geste. Lève OSError si c'est celui qui est refusé."""
        self.vues += 1
        if self.vues == self.refusee:
            raise OSError(self.numero, "refusé par l'essai")


@contextmanager
def disque(refusee: int = 0, numero: int = 0) -> Iterator[Disque]:
    """Le temps du bloc, la n-ième écriture de ce processus échoue comme sur un vrai disque."""
    sien = Disque(refusee, numero)
    with pytest.MonkeyPatch.context() as rustine:
        for module, nom in GESTES:
            rustine.setattr(module, nom, _compte(getattr(module, nom), sien))
        ouvrir, ouvrir_bas = io.open, os.open

        def ouvre(fichier, mode="r", *suite, **options):
            if not isinstance(fichier, int) and set(mode) & set("wxa+"):
                sien.passer()
            return ouvrir(fichier, mode, *suite, **options)

        def ouvre_bas(chemin, drapeaux, *suite, **options):
            if drapeaux & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
                sien.passer()
            return ouvrir_bas(chemin, drapeaux, *suite, **options)

        rustine.setattr(io, "open", ouvre)
        rustine.setattr(builtins, "open", ouvre)
        rustine.setattr(os, "open", ouvre_bas)
        yield sien


def _compte(geste, sien: Disque):
    def fait(*arguments, **options):
        sien.passer()
        return geste(*arguments, **options)

    return fait


def lancer(donnees: Path, module: str, *arguments: str, octets: int | None = None, lecture_seule: Sequence[Path] = ()):
    """Une vraie commande, `python -m module …`, sur ce dossier de données ; rend son CompletedProcess.

    octets : taille au-delà de laquelle tout fichier refuse de grandir, comme sur un disque plein ; lecture_seule :
    des dossiers où rien ne s'écrit pour elle.
    """
    commande = [sys.executable, "-m", module, *arguments]
    if lecture_seule:
        commande = [*_monter(lecture_seule), *commande]

    def limiter() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (octets, octets))

    return subprocess.run(
        commande,
        cwd=RACINE,
        env={**os.environ, "QPV_DONNEES": str(donnees), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=limiter if octets is not None else None,
    )


def _monter(dossiers: Sequence[Path]) -> list[str]:
    """De quoi lancer une commande pour qui ces dossiers sont montés en lecture seule, l'administrateur compris."""
    montages = " && ".join(
        f"mount --bind {chemin} {chemin} && mount -o remount,bind,ro {chemin}" for chemin in map(str, dossiers)
    )
    return ["unshare", "--mount", "--map-root-user", "sh", "-c", f'{montages} && exec "$@"', "sh"]


def sait_monter() -> bool:
    """Vrai si cette machine laisse un compte monter un dossier pour lui seul (Linux, hors conteneur fermé)."""
    if shutil.which("unshare") is None:
        return False
    essai = ["unshare", "--mount", "--map-root-user", "sh", "-c", "mount -t tmpfs tmpfs /tmp"]
    return subprocess.run(essai, capture_output=True, check=False).returncode == 0
