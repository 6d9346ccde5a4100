"""Relire les fichiers fabriqués : diapositives, graphiques et leurs classeurs, textes d'un PDF."""

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
from pptx import Presentation
from pptx.slide import Slide
from pypdf import PdfReader

from data.modele import Bloc
from data.vues.dossiers_prets import Dossier, Partie
from tests.outils.lecture_page import lisible


def dossier(*blocs: Bloc, titre: str = "Essai") -> Dossier:
    """Un dossier d'une partie."""
    return Dossier("essai", titre, "Sous-titre.", (Partie("Partie", blocs),))


def diapositives(octets: bytes) -> list[Slide]:
    """Les diapositives d'une présentation."""
    return list(Presentation(io.BytesIO(octets)).slides)


def graphiques(diapo: Slide) -> list[Any]:
    """Les graphiques natifs d'une diapositive."""
    return [f.chart for f in diapo.shapes if f.has_chart]


def tables(diapo: Slide) -> list[list[list[str]]]:
    """Les tables natives d'une diapositive : lignes de textes."""
    return [[[c.text for c in ligne.cells] for ligne in f.table.rows] for f in diapo.shapes if f.has_table]


def textes(diapo: Slide) -> str:
    """Tout ce qui se lit sur une diapositive, tables et noms des graphiques compris."""
    return "\n".join(_textes(diapo))


def _textes(diapo: Slide) -> Iterator[str]:
    for forme in diapo.shapes:
        if forme.has_text_frame:
            yield forme.text_frame.text
    for table in tables(diapo):
        yield from (case for ligne in table for case in ligne)
    for chart in graphiques(diapo):
        yield chart._chartSpace.xml


def classeur_du_graphique(chart: Any) -> list[list[Any]]:
    """Les cellules du classeur embarqué d'un graphique, ligne par ligne."""
    livre = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return [[case.value for case in ligne] for ligne in livre.active.iter_rows()]


def texte_pdf(octets: bytes) -> str:
    """Le texte d'un PDF, pages à la suite, espaces ordinaires."""
    lu = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages)
    return " ".join(lisible(lu).split())


def pages_pdf(octets: bytes) -> int:
    """Le nombre de pages d'un PDF."""
    return len(PdfReader(io.BytesIO(octets)).pages)
