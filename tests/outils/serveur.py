"""Démarre un tableau de bord neuf dans son propre processus, le temps d'un essai."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import lancer

RACINE = lancer.RACINE
DELAI = 60.0


@dataclass(frozen=True, slots=True)
class Serveur:
    """Un serveur en marche : son adresse, sans barre finale, le fichier de son journal, son numéro de processus."""

    adresse: str
    journal: Path
    processus: int

    def lire_journal(self) -> str:
        """Ce que le serveur a écrit jusqu'ici, fautes comprises."""
        return self.journal.read_text(encoding="utf-8", errors="replace")


def port_libre() -> int:
    """Un port que le système dit libre à l'instant."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


def commande(port: int, application: Path) -> list[str]:
    """La commande de `lancer.py`, avec ce Python, pour l'application donnée."""
    ordinaire = lancer.commande_serveur(sys.executable, port)
    return [str(application) if mot == str(RACINE / "app.py") else mot for mot in ordinaire]


@contextmanager
def serveur(donnees: Path | None = None, application: Path | None = None, **environnement: str) -> Iterator[Serveur]:
    """Un serveur neuf du projet, arrêté à la sortie.

    donnees : dossier mis dans QPV_DONNEES, sinon les données du projet ; application : un autre
    fichier que app.py (par exemple une page vide, pour comparer) ; environnement : variables en plus.
    Lève AssertionError, avec le journal, s'il ne répond pas à /_stcore/health.
    """
    variables = {**os.environ, "PYTHONUTF8": "1", **environnement}
    if donnees is not None:
        variables["QPV_DONNEES"] = str(donnees)
    port = port_libre()
    with TemporaryDirectory(prefix="qpv-serveur-") as dossier:
        journal = Path(dossier) / "journal.txt"
        with journal.open("wb") as sortie:
            processus = subprocess.Popen(
                commande(port, application or RACINE / "app.py"),
                cwd=RACINE,
                env=variables,
                stdout=sortie,
                stderr=subprocess.STDOUT,
            )
        marche = Serveur(f"http://localhost:{port}", journal, processus.pid)
        try:
            fin = time.monotonic() + DELAI
            while not lancer.en_bonne_sante(port):
                assert processus.poll() is None, f"Le serveur s'est arrêté :\n{marche.lire_journal()}"
                assert time.monotonic() < fin, f"Le serveur ne répond pas :\n{marche.lire_journal()}"
                time.sleep(0.05)
            yield marche
        finally:
            if processus.poll() is None:
                lancer.arreter(processus)
