"""Combien de temps prend chaque fichier : `python -m tests.bench.exports` (médiane de cinq, après un premier tour)."""

import time
from collections.abc import Callable
from datetime import date
from statistics import median

from components.chargement import contours, entrepot
from components.export_archive import archive
from components.export_classeur import classeur
from components.export_pdf import document, fiche
from components.export_pptx import diaporama
from data.vues.dossiers_prets import dossier_choisi, dossier_credits, dossier_quartier
from data.vues.recueil import tous_les_blocs

JOUR = date(2026, 11, 22)
TOURS = 5


def mesurer(nom: str, fabriquer: Callable[[], bytes]) -> None:
    """Écrit la durée médiane et le poids."""
    poids = len(fabriquer())
    durees = []
    for _ in range(TOURS):
        debut = time.perf_counter()
        fabriquer()
        durees.append(time.perf_counter() - debut)
    print(f"{nom:<40} {median(durees) * 1000:7.0f} ms   {poids / 1024:6.0f} Ko")


def main() -> None:
    """Les fichiers que l'on attend devant l'écran."""
    tables, traces = entrepot(), contours()
    debut = time.perf_counter()
    tous_les_blocs(tables)
    print(f"{'tous les blocs, la première fois':<40} {(time.perf_counter() - debut) * 1000:7.0f} ms")
    entier = dossier_quartier(tables, "QP011005")
    trente = dossier_choisi(entier.blocs[:27])
    mesurer("présentation, 27 blocs (30 diapositives)", lambda: diaporama(trente, tables, traces, JOUR))
    mesurer("présentation des crédits", lambda: diaporama(dossier_credits(tables), tables, traces, JOUR))
    mesurer("fiche d'un quartier", lambda: fiche(tables, traces, "QP011005", JOUR))
    mesurer("portrait entier en PDF", lambda: document(entier, tables, traces, JOUR))
    mesurer("classeur d'un quartier", lambda: classeur(entier, tables, JOUR))
    mesurer("archive des données", lambda: archive(tables, JOUR))


if __name__ == "__main__":
    main()
