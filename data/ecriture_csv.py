"""Écrire des tables CSV : mêmes octets pour mêmes données, et jamais un fichier à moitié écrit."""

import contextlib
import csv
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path


def texte_csv(colonnes: Sequence[str], lignes: Iterable[Mapping[str, str]]) -> str:
    """Le texte d'une table : en-tête puis lignes, virgule, fin de ligne LF, dans l'ordre donné."""
    tampon = io.StringIO()
    table = csv.DictWriter(tampon, colonnes, lineterminator="\n", extrasaction="ignore")
    table.writeheader()
    table.writerows(lignes)
    return tampon.getvalue()


def ecrire_nombre(valeur: Decimal) -> str:
    """41.0 -> « 41 », 53.1 -> « 53.1 » : point décimal, tous les chiffres, sans zéro inutile ni exposant."""
    texte = f"{valeur + 0:f}"  # + 0 : le zéro négatif s'écrit zéro
    return texte.rstrip("0").rstrip(".") if "." in texte else texte


def remplacer(textes: Mapping[Path, str]) -> None:
    """Remplace plusieurs fichiers, en UTF-8 : chacun d'un seul geste, et aucun si l'un ne s'écrit pas.

    Tout est d'abord écrit à côté (même dossier, donc même disque), puis renommé dans l'ordre donné : une
    panne pendant l'écriture laisse les anciens fichiers entiers, et un renommage refusé (le fichier est
    ouvert dans un tableur) remet ceux qui l'ont déjà été. Lève OSError.
    """
    prets: list[tuple[Path, Path]] = []
    try:
        for chemin, texte in textes.items():
            chemin.parent.mkdir(parents=True, exist_ok=True)
            numero, provisoire = tempfile.mkstemp(prefix=f".{chemin.name}.", dir=chemin.parent)
            prets.append((Path(provisoire), chemin))
            with os.fdopen(numero, "w", encoding="utf-8", newline="") as fichier:
                fichier.write(texte)
                fichier.flush()
                os.fsync(fichier.fileno())
            # mkstemp réserve le fichier à son propriétaire ; une table se lit par tous.
            Path(provisoire).chmod(0o644)
        _renommer(prets)
        for dossier in {chemin.parent for _, chemin in prets}:
            sceller(dossier)
    finally:
        for provisoire, _ in prets:
            _oter(provisoire)
            _oter(_avant(provisoire))


def _renommer(prets: Sequence[tuple[Path, Path]]) -> None:
    """Met chaque provisoire à sa place ; tous les anciens y sont encore, ou y reviennent, si l'un refuse."""
    if len(prets) > 1:
        for provisoire, chemin in prets:
            if chemin.exists():
                shutil.copy2(chemin, _avant(provisoire))
    poses: list[tuple[Path, Path]] = []
    try:
        for provisoire, chemin in prets:
            provisoire.replace(chemin)
            poses.append((provisoire, chemin))
    except OSError:
        for provisoire, chemin in reversed(poses):
            with contextlib.suppress(OSError):
                if _avant(provisoire).exists():
                    _avant(provisoire).replace(chemin)
                else:
                    _oter(chemin)
        raise


def _avant(provisoire: Path) -> Path:
    """Où se garde l'ancien fichier le temps de remplacer les autres."""
    return provisoire.with_name(f"{provisoire.name}.avant")


def _oter(chemin: Path) -> None:
    # Un reste caché ne se lit jamais : ne pas savoir l'ôter ne doit ni cacher la vraie panne ni en faire une.
    with contextlib.suppress(OSError):
        chemin.unlink()


@contextlib.contextmanager
def provisoire(chemin: Path) -> Iterator[Path]:
    """Le chemin où écrire un fichier entier, renommé à la fin : jamais un fichier à moitié écrit. Lève OSError."""
    numero, nom = tempfile.mkstemp(prefix=f".{chemin.name}.", dir=chemin.parent)
    os.close(numero)
    try:
        yield Path(nom)
        Path(nom).chmod(0o644)  # mkstemp réserve le fichier à son propriétaire
        Path(nom).replace(chemin)
    finally:
        _oter(Path(nom))


def sceller(dossier: Path) -> None:
    """Fait écrire au disque les noms de ce dossier : sans cela, une coupure peut défaire un renommage.

    Windows ne sait pas le demander, et n'en a pas besoin ; certains disques réseau non plus.
    """
    with contextlib.suppress(OSError):
        numero = os.open(dossier, os.O_RDONLY)
        try:
            os.fsync(numero)
        finally:
            os.close(numero)
