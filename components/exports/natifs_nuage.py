"""Le graphique natif à deux axes : un point par territoire."""

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.slide import Slide
from pptx.util import Pt

from components.exports.commun import doute, paires, propre
from components.exports.gabarit import Zone
from components.exports.natifs_commun import DonneesXY, ecrire_etiquette, format_de_nombre, habiller, remplir, rvb
from components.theme import ENCRE, TRAIT, couleurs
from data.modele import Bloc, Ligne


def nuage(diapo: Slide, bloc: Bloc, zone: Zone) -> Any:
    """Un point par territoire, son nom à côté ; les deux axes nommés et gradués, zéro compris."""
    points = paires(bloc)
    donnees = DonneesXY(number_format=format_de_nombre(points[0][1]))
    for xs, ys in points:
        donnees.add_series(propre(xs.serie)).add_data_point(xs.mesure.valeur, ys.mesure.valeur)
    graphe = diapo.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *zone.emu, donnees)
    chart = graphe.chart
    habiller(chart, 12, legende=False)
    for axe, lignes in ((chart.category_axis, [x for x, _ in points]), (chart.value_axis, [y for _, y in points])):
        _axe_gradue(axe, lignes)
    teintes = _teintes_des_points(bloc, points)
    for serie, (xs, ys) in zip(chart.plots[0].series, points, strict=True):
        serie.format.line.fill.background()
        serie.marker.style, serie.marker.size = XL_MARKER_STYLE.CIRCLE, 12
        remplir(serie.marker.format, teintes[xs.cle], "demonstration" in (xs.mesure.statut, ys.mesure.statut))
        texte = xs.serie + (doute(xs) or doute(ys))
        ecrire_etiquette(serie.points[0].data_label, texte, 12, ENCRE, _cote_du_nom(points, xs, ys))
    return graphe


def _cote_du_nom(points: Sequence[tuple[Ligne, Ligne]], xs: Ligne, ys: Ligne) -> Any:
    """Où écrire le nom d'un point : vers l'intérieur du cadre, au-dessus ou au-dessous quand un voisin le gênerait."""
    v, w = xs.mesure.valeur, ys.mesure.valeur
    large = max(abs(x.mesure.valeur) for x, _ in points) or 1.0
    haut = max(abs(y.mesure.valeur) for _, y in points) or 1.0
    voisins = [
        (x.mesure.valeur, y.mesure.valeur)
        for x, y in points
        if x.cle != xs.cle and abs(x.mesure.valeur - v) < large * 0.3 and abs(y.mesure.valeur - w) < haut * 0.3
    ]
    if not voisins:
        milieu = (max(x.mesure.valeur for x, _ in points) + min(x.mesure.valeur for x, _ in points)) / 2
        return XL_LABEL_POSITION.LEFT if v > milieu else XL_LABEL_POSITION.RIGHT
    if all(b < w for _, b in voisins):
        return XL_LABEL_POSITION.ABOVE
    if all(b > w for _, b in voisins):
        return XL_LABEL_POSITION.BELOW
    return XL_LABEL_POSITION.LEFT if sum(a > v for a, _ in voisins) * 2 >= len(voisins) else XL_LABEL_POSITION.RIGHT


def _teintes_des_points(bloc: Bloc, points: Sequence[tuple[Ligne, Ligne]]) -> dict[str, str]:
    return couleurs([xs.cle for xs, _ in points], bloc.accents)


def _pas_rond(environ: float) -> float:
    """1, 2 ou 5 fois une puissance de dix, la première au-dessus : zéro est alors une graduation."""
    puissance = 10.0 ** floor(log10(environ))
    return next(m * puissance for m in (1, 2, 5, 10) if m * puissance >= environ * 0.999)


def _axe_gradue(axe: Any, lignes: Sequence[Ligne]) -> None:
    """Un axe qui contient zéro : une échelle coupée grossirait les écarts."""
    valeurs = [x.mesure.valeur for x in lignes]
    haut, bas = max([0.0, *valeurs]), min([0.0, *valeurs])
    air = (haut - bas or 1.0) * 0.12
    pas = _pas_rond((haut - bas or 1.0) / 5)
    axe.maximum_scale = ceil((haut + air) / pas) * pas
    axe.minimum_scale = floor((bas - air) / pas) * pas if bas < 0 else 0
    axe.major_unit = pas
    axe.has_major_gridlines = False
    axe.format.line.color.rgb = rvb(TRAIT)
    axe.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axe.tick_labels.number_format, axe.tick_labels.number_format_is_linked = format_de_nombre(lignes[0]), False
    axe.has_title = True
    axe.axis_title.text_frame.text = propre(lignes[0].categorie)
    for p in axe.axis_title.text_frame.paragraphs:
        p.font.size, p.font.bold = Pt(12), False
