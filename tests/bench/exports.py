"""Combien de temps prend chaque fichier : `python -m tests.bench.exports` (médiane de cinq, après un premier tour)."""

import sys
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
from tests.bench.releve import Releve, imprimer, ms, nombre

JOUR = date(2026, 11, 22)
TOURS = 5


def mesurer(nom: str, fabriquer: Callable[[], bytes], budget: float | None = None) -> Releve:
    """La durée médiane, après un premier tour, et le poids ; budget en secondes."""
    poids = len(fabriquer())
    durees = []
    for _ in range(TOURS):
        debut = time.perf_counter()
        fabriquer()
        durees.append(time.perf_counter() - debut)
    duree = median(durees)
    limite = "" if budget is None else f"≤ {nombre(budget, 0)} s"
    mesure = f"{ms(duree)}, {nombre(poids / 1024, 0)} Kio"
    return Releve(nom, mesure, limite, None if budget is None else duree <= budget)


def releves() -> list[Releve]:
    """Les fichiers que l'on attend devant l'écran."""
    tables, traces = entrepot(), contours()
    debut = time.perf_counter()
    tous_les_blocs(tables)
    premiers = Releve("tous les blocs, la première fois", ms(time.perf_counter() - debut))
    entier = dossier_quartier(tables, "QP011005")
    trente = dossier_choisi(entier.blocs[:27])
    return [
        premiers,
        mesurer("présentation, 27 blocs (30 diapositives)", lambda: diaporama(trente, tables, traces, JOUR), 3),
        mesurer("présentation des crédits", lambda: diaporama(dossier_credits(tables), tables, traces, JOUR), 3),
        mesurer("fiche d'un quartier", lambda: fiche(tables, traces, "QP011005", JOUR), 1),
        mesurer("portrait entier en PDF", lambda: document(entier, tables, traces, JOUR)),
        mesurer("classeur d'un quartier", lambda: classeur(entier, tables, JOUR)),
        mesurer("archive des données", lambda: archive(tables, JOUR)),
    ]


def main() -> int:
    """Imprime le tableau ; rend 1 si une limite est dépassée."""
    return imprimer(releves())


if __name__ == "__main__":
    sys.exit(main())
