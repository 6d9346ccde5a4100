"""Une copie des vraies données, que l'on peut abîmer ou piéger sans rien risquer."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.outils.serveur import RACINE


def copier(dossier: Path) -> Path:
    """Copie les tables et les contours livrés dans `dossier`, comme QPV_DONNEES les attend ; rend `dossier`."""
    shutil.copytree(RACINE / "data" / "tables", dossier / "tables")
    shutil.copytree(RACINE / "geo" / "contours", dossier / "contours")
    return dossier


def modifier(dossier: Path, table: str, choisir: Callable[[dict[str, str]], bool], **colonnes: str) -> int:
    """Récrit des colonnes des lignes choisies d'une table ; rend combien de lignes l'ont été.

    Une valeur de la forme « +texte » s'ajoute devant ce que la cellule contient.
    """
    chemin = dossier / "tables" / f"{table}.csv"
    with chemin.open(encoding="utf-8", newline="") as fichier:
        lecteur = csv.DictReader(fichier)
        entetes, lignes = list(lecteur.fieldnames or ()), list(lecteur)
    touchees = [ligne for ligne in lignes if choisir(ligne)]
    for ligne in touchees:
        for colonne, texte in colonnes.items():
            ligne[colonne] = texte[1:] + " " + ligne[colonne] if texte.startswith("+") else texte
    with chemin.open("w", encoding="utf-8", newline="") as fichier:
        plume = csv.DictWriter(fichier, entetes, lineterminator="\n")
        plume.writeheader()
        plume.writerows(lignes)
    return len(touchees)
