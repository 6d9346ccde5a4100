"""Parler dans le terminal : la réponse sur la sortie normale, les refus sur celle des erreurs."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn


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


def demandes_de(arguments: Sequence[str] | None, aide: Iterable[str]) -> list[str] | None:
    """Ce que l'on demande à une commande (`sys.argv` si arguments est None) ; None si c'est l'aide : elle est écrite.

    Pas d'argparse : une commande presque sans option n'a pas à parler anglais quand on se trompe.
    """
    tolerer_les_vieilles_consoles()
    demandes = list(sys.argv[1:] if arguments is None else arguments)
    if demandes and set(demandes) <= {"-h", "--aide", "--help"}:
        dire(aide)
        return None
    return demandes


def executer(commande: Callable[[], int]) -> NoReturn:
    """Lance une commande et sort avec son code ; 1 si le lecteur de sa sortie est parti (« | head »)."""
    try:
        code = commande()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)
