"""Durée des commandes et des chargements : `python -m tests.bench.commandes`.

Chaque commande est lancée trois fois dans un processus neuf, comme le ferait l'équipe ; la
médiane est imprimée à côté de la limite. Rien n'est affirmé ici : une machine chargée dépasse.
"""

import os
import statistics
import subprocess
import sys
import time

from data.controles import constats
from data.entrepot import charger
from tests.bench.releve import Releve, imprimer, nombre
from tests.outils.serveur import RACINE, serveur

REPETITIONS = 3
COMMANDES = {
    "python -m data.verifier": (["-m", "data.verifier"], 3.0),
    "python -m data.controles": (["-m", "data.controles"], None),
    "import de pandera": (["-c", "import pandera.pandas"], None),
}


def duree_s(arguments: list[str]) -> float:
    """La médiane de la durée d'une commande, en secondes."""
    durees = []
    for _ in range(REPETITIONS):
        depart = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments],
            cwd=RACINE,
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        durees.append(time.perf_counter() - depart)
    return statistics.median(durees)


def demarrage_s() -> float:
    """Le temps entre le lancement du serveur et sa première réponse à /_stcore/health, en secondes."""
    depart = time.perf_counter()
    with serveur():
        return time.perf_counter() - depart


def _releve(quoi: str, duree: float, budget: float | None) -> Releve:
    limite = "" if budget is None else f"≤ {nombre(budget, 2)} s"
    return Releve(quoi, f"{nombre(duree, 2)} s", limite, None if budget is None else duree <= budget)


def releves() -> list[Releve]:
    """Les lignes du tableau des performances."""
    lignes = [_releve(nom, duree_s(arguments), budget) for nom, (arguments, budget) in COMMANDES.items()]
    lignes.append(_releve("serveur jusqu'à /_stcore/health", demarrage_s(), 5.0))
    depart = time.perf_counter()
    tables = charger()
    lignes.append(_releve("lecture et validation des tables", time.perf_counter() - depart, None))
    depart = time.perf_counter()
    constats(tables)
    lignes.append(_releve("contrôles automatiques", time.perf_counter() - depart, 0.15))
    return lignes


def main() -> int:
    """Imprime le tableau ; rend 1 si une limite est dépassée."""
    return imprimer(releves())


if __name__ == "__main__":
    sys.exit(main())
