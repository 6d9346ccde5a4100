"""Ce que les graphiques natifs partagent : classeur sans formule, format des nombres, étiquettes, couleurs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LEGEND_POSITION
from pptx.enum.dml import MSO_PATTERN
from pptx.util import Pt
from xlsxwriter import Workbook

from components.exports.commun import propre
from components.theme import ENCRE
from data.formats import suffixe
from data.modele import Ligne

FRANCAIS = "[$-40C]"  # LibreOffice y lit la virgule et l'espace des milliers ; Excel suit la langue du poste
UNITE_COURTE = 12


@contextmanager
def _feuille_sans_formule(_self: object, fichier: Any) -> Iterator[tuple[Workbook, Any]]:
    """Un texte « =… » ou une adresse restent des textes dans le classeur du graphique."""
    livre = Workbook(fichier, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    yield livre, livre.add_worksheet()
    livre.close()


class _Classeur(CategoryWorkbookWriter):
    _open_worksheet = _feuille_sans_formule


class _ClasseurXY(XyWorkbookWriter):
    _open_worksheet = _feuille_sans_formule


class Donnees(CategoryChartData):
    """Les données d'un graphique à rubriques."""

    @property
    def _workbook_writer(self) -> _Classeur:
        return _Classeur(self)


class DonneesXY(XyChartData):
    """Les données d'un graphique à deux axes."""

    @property
    def _workbook_writer(self) -> _ClasseurXY:
        return _ClasseurXY(self)


def rvb(couleur: str) -> RGBColor:
    """« #0b5563 » -> la couleur de la bibliothèque."""
    return RGBColor.from_string(couleur.lstrip("#").upper())


def format_de_nombre(ligne: Ligne) -> str:
    """« 12 130 € », « 61 % » : le format d'un graphique, dans la langue de qui l'ouvre."""
    decimales = f".{'0' * ligne.decimales}" if ligne.decimales else ""
    # La bibliothèque écrit ce format tel quel dans le XML : une unité n'y met ni balise ni guillemet.
    unite = "".join(c for c in unite_au_bout(ligne) if c not in '"<>&\\')
    return f'{FRANCAIS}#,##0{decimales}"{unite}"' if unite else f"{FRANCAIS}#,##0{decimales}"


def unite_au_bout(ligne: Ligne) -> str:
    """Ce qui suit la valeur au bout d'une barre ; une unité longue (« rang sur 100 ») se dit une fois, en tête."""
    unite = propre(suffixe(ligne.unite))
    return unite if len(unite) <= UNITE_COURTE else ""


def habiller(chart: Any, corps: int, *, legende: bool) -> None:
    """Police, encre et légende d'un graphique."""
    chart.has_title = False
    chart.font.size, chart.font.color.rgb = Pt(corps), rvb(ENCRE)
    chart.has_legend = legende
    if legende:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.legend.font.size = Pt(max(10, corps))


def ecrire_etiquette(etiquette: Any, texte: str, corps: float, couleur: str, position: Any) -> None:
    """Un texte à nous à la place de la valeur d'un point."""
    cadre = etiquette.text_frame
    cadre.text = propre(texte)
    cadre.word_wrap = False  # « Le Viguier - Saint-Jacques » s'écrit sur une ligne
    for p in cadre.paragraphs:
        for morceau in p.runs:
            morceau.font.size, morceau.font.color.rgb = Pt(corps), rvb(couleur)
    etiquette.position = position


def remplir(forme: Any, couleur: str, fictif: bool) -> None:
    """La couleur de la série ; hachurée et bordée pour une démonstration."""
    fond = forme.fill
    if not fictif:
        fond.solid()
        fond.fore_color.rgb = rvb(couleur)
        return
    forme.line.color.rgb, forme.line.width = rvb(couleur), Pt(1)
    fond.patterned()
    fond.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
    fond.fore_color.rgb, fond.back_color.rgb = rvb(couleur), rvb("#ffffff")
