"""Durée et mémoire d'un import de 20 000 actions : `python -m tests.bench.importation [ACTIONS]`.

Le classeur (deux financeurs en colonnes, donc 40 000 lignes de table) est écrit d'avance ; chaque commande
est lancée dans un processus neuf, sur une copie des données livrées. Budget : 10 s pour 20 000 actions.
Rien n'est affirmé ici : une machine chargée dépasse.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from openpyxl import Workbook

from tests.bench.releve import Releve, imprimer, nombre
from tests.outils.copie import copier
from tests.outils.serveur import RACINE

ACTIONS, BUDGET_S = 20_000, 10.0
PILIERS = ("Cohésion sociale", "Emploi", "Cadre de vie")
QUARTIERS = ("La Conte Ozanam", "Viguier/St Jacques", "Fleming", "Tous QPV", "Grazailles et Bastide")
TITRES = ("N°", "Année", "Intitulé", "Porteur", "Pilier", "Quartiers", "Nature", "Etat", "Ville", "Total")


def ecrire(chemin: Path, combien: int) -> Path:
    """Un classeur de tant d'actions, en .xlsx, ou en .csv à points-virgules."""
    lignes = (
        (i, 2016 + i % 7, f"Action {i}", f"Association {i % 97}", PILIERS[i % 3], QUARTIERS[i % 5], "R",
         1000 + i % 50, f"{500 + i % 9},50", 1500.5 + i % 50 + i % 9)
        for i in range(1, combien + 1)
    )  # fmt: skip
    if chemin.suffix == ".csv":
        toutes = (TITRES, *lignes)
        chemin.write_text("\n".join(";".join(map(str, ligne)) for ligne in toutes), encoding="utf-8")
        return chemin
    livre = Workbook(write_only=True)
    feuille = livre.create_sheet("Suivi")
    for ligne in (TITRES, *lignes):
        feuille.append(ligne)
    livre.save(chemin)
    return chemin


def processeur_s() -> float:
    """Le temps de processeur des commandes lancées jusqu'ici : il ne dépend pas de la charge de la machine."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def mesurer(dossier: Path, fichier: Path, quoi: str, *options: str, budget: float | None = BUDGET_S) -> Releve:
    """Un import dans un processus neuf : durée, temps de processeur, mémoire au plus haut depuis le début."""
    depart, avant = time.perf_counter(), processeur_s()
    subprocess.run(
        [sys.executable, "-m", "data.importer", "actions", str(fichier), *options],
        cwd=RACINE,
        capture_output=True,
        check=False,
        env={**os.environ, "QPV_DONNEES": str(dossier), "PYTHONIOENCODING": "utf-8"},
    )
    duree, processeur = time.perf_counter() - depart, processeur_s() - avant
    memoire = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    mesure = f"{nombre(duree)} s (processeur {nombre(processeur)} s), {nombre(memoire, 0)} Mo"
    limite = "" if budget is None else f"≤ {budget:.0f} s"
    return Releve(" ".join((quoi, *options)), mesure, limite, None if budget is None else duree <= budget)


def releves(combien: int = ACTIONS) -> list[Releve]:
    """Les lignes du tableau des performances."""
    lignes = []
    with tempfile.TemporaryDirectory() as provisoire:
        racine = Path(provisoire)
        donnees = copier(racine / "donnees")
        for nom in ("a.csv", "a.xlsx"):
            fichier = ecrire(racine / nom, combien)
            quoi = f"import de {nombre(combien, 0)} actions, {fichier.suffix}"
            lignes += [mesurer(donnees, fichier, quoi, "--essai"), mesurer(donnees, fichier, quoi)]
        for nom in ("b.csv", "b.xlsx"):
            fichier = ecrire(racine / nom, 200_000)
            lignes.append(mesurer(donnees, fichier, f"200 000 lignes refusées, {fichier.suffix}", budget=None))
    return lignes


def main() -> int:
    """Imprime le tableau ; rend 1 si une limite est dépassée."""
    return imprimer(releves(int(sys.argv[1]) if len(sys.argv) > 1 else ACTIONS))


if __name__ == "__main__":
    sys.exit(main())
