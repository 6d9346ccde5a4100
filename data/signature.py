"""Savoir si les fichiers d'un dossier ont changé, sans les lire."""

import datetime as dt
import os
from pathlib import Path

Signature = tuple[tuple[str, int, int, int], ...]


def signature_fichiers(dossier: Path) -> Signature:
    """(nom, modification en ns, changement d'état en ns, taille) de chaque fichier : change avec le dossier.

    Peu coûteux (aucune lecture) : sert à savoir s'il faut recharger. () si le dossier manque. Le changement d'état
    trahit un fichier remplacé par un autre de même taille et de même date (une copie qui garde les dates). Les
    fichiers cachés n'y sont pas : ce sont les provisoires d'une écriture en cours.
    """
    try:
        with os.scandir(dossier) as entrees:
            etats = [_etat(e) for e in entrees if not e.name.startswith(".") and e.is_file()]
    except OSError:
        return ()
    return tuple(sorted(etat for etat in etats if etat))


def _etat(entree: os.DirEntry) -> tuple[str, int, int, int] | None:
    try:
        etat = entree.stat()
    except OSError:  # disparu pendant qu'on regarde : les autres comptent quand même
        return None
    return entree.name, etat.st_mtime_ns, etat.st_ctime_ns, etat.st_size


def derniere_ecriture(signature: Signature) -> dt.datetime | None:
    """La date de modification du fichier le plus récent, à l'heure de la machine ; None si elle n'a pas de sens."""
    try:
        return dt.datetime.fromtimestamp(max(ecrit for _, ecrit, _, _ in signature) / 1e9).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
