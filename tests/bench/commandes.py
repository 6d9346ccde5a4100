"""Durée des commandes et des chargements : `python -m tests.bench.commandes`.

Chaque commande est lancée trois fois dans un processus neuf, comme le ferait l'équipe ; la
médiane est imprimée à côté du budget. Rien n'est affirmé ici : une machine chargée dépasse.
"""

import os
import statistics
import subprocess
import sys
import time

from data.controles import constats
from data.entrepot import charger
from tests.outils.serveur import RACINE, serveur

REPETITIONS = 3
COMMANDES = {
    "python -m data.verifier": (["-m", "data.verifier"], "3 s"),
    "python -m data.controles": (["-m", "data.controles"], ""),
    "import de pandera": (["-c", "import pandera.pandas"], ""),
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


def main() -> int:
    """Imprime le tableau des durées (Markdown)."""
    lignes = [(nom, duree_s(arguments), budget) for nom, (arguments, budget) in COMMANDES.items()]
    lignes.append(("serveur jusqu'à /_stcore/health", demarrage_s(), "5 s"))
    depart = time.perf_counter()
    tables = charger()
    lignes.append(("lecture et validation des tables", time.perf_counter() - depart, ""))
    depart = time.perf_counter()
    constats(tables)
    lignes.append(("contrôles automatiques", time.perf_counter() - depart, "0,15 s"))
    print("| quoi | durée (s) | budget |\n|---|---:|---|")
    for nom, duree, budget in lignes:
        print(f"| {nom} | {f'{duree:.2f}'.replace('.', ',')} | {budget} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
