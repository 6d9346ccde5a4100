"""Parler dans le terminal : la réponse sur la sortie normale, les refus sur celle des erreurs."""

import sys
from collections.abc import Iterable


def tolerer_les_vieilles_consoles() -> None:
    """Un « ? » plutôt qu'un arrêt, quand la console ne sait pas écrire un caractère (Windows)."""
    for flux in (sys.stdout, sys.stderr):
        if hasattr(flux, "reconfigure"):
            flux.reconfigure(errors="replace")


def dire(phrases: Iterable[str]) -> None:
    """Écrit des phrases, une par ligne, sur la sortie normale."""
    sys.stdout.write("".join(f"{phrase}\n" for phrase in phrases))


def refuser(phrases: Iterable[str]) -> int:
    """Écrit pourquoi la commande s'arrête, sur la sortie d'erreur ; rend le code de sortie 1."""
    sys.stderr.write("".join(f"{phrase}\n" for phrase in phrases))
    return 1
