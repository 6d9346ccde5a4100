"""Les graphiques natifs : ceux que l'équipe ouvre, corrige et recolore dans PowerPoint ou LibreOffice.

Le classeur derrière chaque graphique porte les nombres de la table, sans arrondi ; une valeur secrète
ou absente y est une case vide (un trou, jamais un zéro), dite en toutes lettres à côté.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.slide import Slide
from pptx.util import Pt
from xlsxwriter import Workbook

from components.exports.commun import A_DEUX_AXES, bloc_trace, marque, paires, propre, une_seule_serie
from components.exports.gabarit import Zone
from components.theme import ENCRE, ENCRE_DOUCE, GRIS_COMPARAISON, TRAIT, couleurs
from data.blocs import valeur_courte, valeur_de_ligne
from data.formats import LIBELLES_STATUTS, suffixe
from data.modele import Bloc, Ligne

FRANCAIS = "[$-40C]"  # LibreOffice y lit la virgule et l'espace des milliers ; Excel suit la langue du poste
STYLES_DE_TRAIT = (MSO_LINE.SOLID, MSO_LINE.DASH, MSO_LINE.ROUND_DOT, MSO_LINE.DASH_DOT, MSO_LINE.LONG_DASH)
CORPS_MAXIMAL, CORPS_MINIMAL = 14, 8
PRES = 0.1  # part de la hauteur sous laquelle deux étiquettes se gênent


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


class _Donnees(CategoryChartData):
    @property
    def _workbook_writer(self) -> _Classeur:
        return _Classeur(self)


class _DonneesXY(XyChartData):
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
    unite = "".join(c for c in propre(suffixe(ligne.unite)) if c not in '"<>&\\')
    return f'{FRANCAIS}#,##0{decimales}"{unite}"' if unite else f"{FRANCAIS}#,##0{decimales}"


def ajouter_graphique(diapo: Slide, bloc: Bloc, zone: Zone) -> Any:
    """Pose le graphique natif du bloc et rend son cadre. Le genre doit être un graphique, avec une valeur connue."""
    if bloc.genre in A_DEUX_AXES:
        cadre = _nuage(diapo, bloc, zone)
    elif bloc.genre == "courbe":
        cadre = _courbe(diapo, bloc, zone)
    else:
        cadre = _barres(diapo, bloc_trace(bloc), zone)
    cadre._element.nvGraphicFramePr.cNvPr.set("descr", propre(bloc.alternative))
    cadre.name = propre(bloc.titre)[:80]
    return cadre


def _barres(diapo: Slide, bloc: Bloc, zone: Zone) -> Any:
    """Barres horizontales, la première en haut, une couleur par clé comme à l'écran."""
    donnees = _Donnees(number_format=format_de_nombre(bloc.lignes[0]))
    if une_seule_serie(bloc):
        series = [(propre(bloc.titre), list(bloc.lignes))]
        donnees.categories = [_nom_et_absence(x) for x in bloc.lignes]
    else:
        rubriques = list(dict.fromkeys(x.categorie for x in bloc.lignes))
        donnees.categories = [propre(r) for r in rubriques]
        cases = {(x.serie, x.categorie): x for x in bloc.lignes}
        series = [
            (propre(s), [cases.get((s, r)) for r in rubriques]) for s in dict.fromkeys(x.serie for x in bloc.lignes)
        ]
    for nom, lignes in series:
        donnees.add_series(nom, [x.mesure.valeur if x else None for x in lignes])
    empile = bloc.genre == "flux" and len(series) > 1  # des rubans n'existent pas en natif : des barres empilées
    genre = XL_CHART_TYPE.BAR_STACKED if empile else XL_CHART_TYPE.BAR_CLUSTERED
    graphe = diapo.shapes.add_chart(genre, *zone.emu, donnees)
    chart = graphe.chart
    n = len(series[0][1]) if empile else sum(len(lignes) for _, lignes in series)
    corps = max(CORPS_MINIMAL, min(CORPS_MAXIMAL, int(zone.haut / max(1, n) * 0.62)))
    _habiller(chart, corps, legende=len(series) > 1)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = (90 if n <= 3 else 45), (100 if empile else -8)
    _axe_des_noms(chart.category_axis, corps)
    chart.category_axis.reverse_order = True
    _axe_cache(chart.value_axis, _longueurs(series, empile))
    teintes = teintes_du_bloc(bloc)
    for serie, (_, lignes) in zip(plot.series, series, strict=True):
        _etiqueter(serie, lignes, corps, XL_LABEL_POSITION.CENTER if empile else XL_LABEL_POSITION.OUTSIDE_END)
        serie.invert_if_negative = False
        presentes = [x for x in lignes if x]
        _remplir(serie.format, teintes[presentes[0].cle], presentes[0].mesure.statut == "demonstration")
        if len({(teintes[x.cle], x.mesure.statut == "demonstration") for x in presentes}) > 1:
            for rang, x in enumerate(lignes):
                if x:
                    _remplir(serie.points[rang].format, teintes[x.cle], x.mesure.statut == "demonstration")
    return graphe


def _longueurs(series: Sequence[tuple[str, list[Ligne | None]]], empile: bool) -> list[float]:
    """Les longueurs des barres : celles des valeurs, ou de leur somme par rubrique quand elles s'empilent."""
    rangs = [[x.mesure.valeur for x in rang if x and x.mesure.valeur is not None] for rang in
             zip(*(lignes for _, lignes in series), strict=True)]  # fmt: skip
    return [sum(v) for v in rangs] if empile else [v for rang in rangs for v in rang]


def teintes_du_bloc(bloc: Bloc) -> dict[str, str]:
    """Les couleurs de l'écran : clé -> couleur."""
    teintes = couleurs(list(dict.fromkeys(x.cle for x in bloc.lignes)), bloc.accents)
    if une_seule_serie(bloc) and bloc.accents:
        return {c: t if c in bloc.accents else GRIS_COMPARAISON[1] for c, t in teintes.items()}
    return teintes


def _nom_et_absence(x: Ligne) -> str:
    """« Grazailles (secret statistique) » : une barre qui manque dit pourquoi, là où l'on cherche son nom."""
    if x.mesure.valeur is not None:
        return propre(x.categorie)
    return propre(f"{x.categorie} ({LIBELLES_STATUTS.get(x.mesure.statut, x.mesure.statut)})")


def _courbe(diapo: Slide, bloc: Bloc, zone: Zone) -> Any:
    """Une ligne par série, coupée là où la série est rompue ; les années dans l'ordre."""
    annees = sorted({x.categorie for x in bloc.lignes})
    donnees = _Donnees(number_format=format_de_nombre(bloc.lignes[0]))
    donnees.categories = [propre(a) for a in annees]
    traces = _traces(bloc)
    for nom, _, lignes in traces:
        par_annee = {x.categorie: x for x in lignes}
        donnees.add_series(nom, [par_annee[a].mesure.valeur if a in par_annee else None for a in annees])
    graphe = diapo.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *zone.emu, donnees)
    chart = graphe.chart
    _habiller(chart, CORPS_MAXIMAL - 1, legende=len(traces) > 1)
    _axe_des_noms(chart.category_axis, CORPS_MAXIMAL - 1)
    valeurs = [x.mesure.valeur for x in bloc.lignes if x.mesure.valeur is not None]
    _axe_cache(chart.value_axis, valeurs)
    teintes = teintes_du_bloc(bloc)
    cles = list(dict.fromkeys(x.cle for x in bloc.lignes))
    a_dire = _bouts_lisibles(bloc, max(valeurs))
    for serie, (_, cle, lignes) in zip(chart.plots[0].series, traces, strict=True):
        principal = cle in bloc.accents or len(cles) == 1
        serie.smooth = False
        serie.format.line.color.rgb = rvb(teintes[cle])
        serie.format.line.width = Pt(3.5 if principal else 1.75)
        serie.format.line.dash_style = STYLES_DE_TRAIT[cles.index(cle) % len(STYLES_DE_TRAIT)]
        serie.marker.style, serie.marker.size = XL_MARKER_STYLE.CIRCLE, 9 if principal else 6
        serie.marker.format.fill.solid()
        fictif = any(x.mesure.statut == "demonstration" for x in lignes)
        serie.marker.format.fill.fore_color.rgb = rvb("#ffffff" if fictif else teintes[cle])
        serie.marker.format.line.color.rgb = rvb(teintes[cle])
        par_annee = {x.categorie: x for x in lignes}
        connues = [a for a in annees if a in par_annee and par_annee[a].mesure.valeur is not None]
        for rang, annee in enumerate(annees):
            x = par_annee.get(annee)
            if annee in connues and (principal or (annee == connues[-1] and cle in a_dire)):
                _ecrire(
                    serie.points[rang].data_label,
                    _court(x),
                    13 if principal else 11,
                    teintes[cle] if principal else ENCRE_DOUCE,
                    # Au bout de sa ligne, la dernière valeur ne barre aucune autre ligne.
                    _cote(bloc, x, max(valeurs)) if principal else XL_LABEL_POSITION.RIGHT,
                )
    return graphe


def _voisines(bloc: Bloc, x: Ligne, ecart: float) -> list[Ligne]:
    """Les points d'autres séries, la même année, à moins de `ecart` de celui-ci."""
    return [
        y
        for y in bloc.lignes
        if y.cle != x.cle
        and y.categorie == x.categorie
        and y.mesure.valeur is not None
        and abs(y.mesure.valeur - x.mesure.valeur) <= ecart
    ]


def _cote(bloc: Bloc, x: Ligne, haut: float) -> Any:
    """L'étiquette au-dessus du point, ou au-dessous quand une autre ligne passe juste au-dessus."""
    dessus = any(y.mesure.valeur >= x.mesure.valeur for y in _voisines(bloc, x, haut * PRES))
    return XL_LABEL_POSITION.BELOW if dessus else XL_LABEL_POSITION.ABOVE


def _bouts_lisibles(bloc: Bloc, haut: float) -> set[str]:
    """Les séries dont la dernière valeur peut s'écrire sans en recouvrir une autre : l'accent d'abord."""
    bouts = {x.cle: x for x in bloc.lignes if x.mesure.valeur is not None}
    gardes: list[Ligne] = []
    for x in sorted(bouts.values(), key=lambda x: (x.cle not in bloc.accents, -x.mesure.valeur)):
        gene = (abs(x.mesure.valeur - g.mesure.valeur) < haut * PRES / 2 for g in gardes if g.categorie == x.categorie)
        if not any(gene):
            gardes.append(x)
    return {x.cle for x in gardes}


def _traces(bloc: Bloc) -> list[tuple[str, str, list[Ligne]]]:
    """(nom de série, clé, points) ; une série rompue devient deux séries, qu'aucun trait ne relie."""
    rendues = []
    for cle in dict.fromkeys(x.cle for x in bloc.lignes):
        lignes = sorted((x for x in bloc.lignes if x.cle == cle), key=lambda x: x.categorie)
        reste = lignes
        for annee in sorted(bloc.ruptures):
            avant, reste = [x for x in reste if x.categorie < annee], [x for x in reste if x.categorie >= annee]
            if any(x.mesure.valeur is not None for x in avant):
                rendues.append((propre(f"{avant[0].serie} (avant {annee})"), cle, avant))
        if any(x.mesure.valeur is not None for x in reste):
            depuis = f" (depuis {max(bloc.ruptures)})" if bloc.ruptures else ""
            rendues.append((propre(reste[0].serie + depuis), cle, reste))
    return rendues


def _nuage(diapo: Slide, bloc: Bloc, zone: Zone) -> Any:
    """Un point par territoire, son nom à côté ; les deux axes nommés et gradués, zéro compris."""
    points = paires(bloc)
    donnees = _DonneesXY(number_format=format_de_nombre(points[0][1]))
    for xs, ys in points:
        donnees.add_series(propre(xs.serie)).add_data_point(xs.mesure.valeur, ys.mesure.valeur)
    graphe = diapo.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *zone.emu, donnees)
    chart = graphe.chart
    _habiller(chart, 12, legende=False)
    for axe, lignes in ((chart.category_axis, [x for x, _ in points]), (chart.value_axis, [y for _, y in points])):
        _axe_gradue(axe, lignes)
    teintes = _teintes_des_points(bloc, points)
    for serie, (xs, ys) in zip(chart.plots[0].series, points, strict=True):
        serie.format.line.fill.background()
        serie.marker.style, serie.marker.size = XL_MARKER_STYLE.CIRCLE, 12
        _remplir(serie.marker.format, teintes[xs.cle], "demonstration" in (xs.mesure.statut, ys.mesure.statut))
        doutes = [m for x in (xs, ys) if (m := marque(x)) and x.mesure.statut != "demonstration"]
        texte = xs.serie + (f" ({doutes[0]})" if doutes else "")
        _ecrire(serie.points[0].data_label, texte, 12, ENCRE, _cote_du_nom(points, xs, ys))
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


def _axe_gradue(axe: Any, lignes: Sequence[Ligne]) -> None:
    """Un axe qui contient zéro : une échelle coupée grossirait les écarts."""
    valeurs = [x.mesure.valeur for x in lignes]
    haut, bas = max([0.0, *valeurs]), min([0.0, *valeurs])
    axe.maximum_scale, axe.minimum_scale = haut + (haut - bas) * 0.15, (bas - (haut - bas) * 0.15 if bas < 0 else 0)
    axe.has_major_gridlines = False
    axe.format.line.color.rgb = rvb(TRAIT)
    axe.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axe.tick_labels.number_format, axe.tick_labels.number_format_is_linked = format_de_nombre(lignes[0]), False
    axe.has_title = True
    axe.axis_title.text_frame.text = propre(lignes[0].categorie)
    for p in axe.axis_title.text_frame.paragraphs:
        p.font.size, p.font.bold = Pt(12), False


def _habiller(chart: Any, corps: int, *, legende: bool) -> None:
    chart.has_title = False
    chart.font.size, chart.font.color.rgb = Pt(corps), rvb(ENCRE)
    chart.has_legend = legende
    if legende:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.legend.font.size = Pt(max(10, corps))


def _axe_des_noms(axe: Any, corps: int) -> None:
    axe.has_major_gridlines = False
    axe.major_tick_mark = axe.minor_tick_mark = XL_TICK_MARK.NONE
    axe.format.line.color.rgb = rvb(ENCRE_DOUCE)
    axe.tick_labels.font.size = Pt(corps)
    axe.tick_label_position = XL_TICK_LABEL_POSITION.LOW


def _axe_cache(axe: Any, valeurs: Sequence[float]) -> None:
    """Les valeurs sont écrites sur les barres : l'axe part de zéro et ne se montre pas."""
    axe.visible, axe.has_major_gridlines = False, False
    haut, bas = max([0.0, *valeurs]), min([0.0, *valeurs])
    axe.minimum_scale, axe.maximum_scale = bas * 1.2, (haut * 1.18) or 1.0


def _court(x: Ligne) -> str:
    doute = marque(x)
    return valeur_courte(x) + (f" ({doute})" if doute and x.mesure.statut != "demonstration" else "")


def _etiqueter(serie: Any, lignes: Sequence[Ligne | None], corps: int, place: Any) -> None:
    """La valeur au bout de chaque barre ; une valeur contestée ou corrigée le dit dans son étiquette."""
    etiquettes = serie.data_labels
    etiquettes.show_value = True
    etiquettes.number_format = format_de_nombre(next(x for x in lignes if x))
    etiquettes.number_format_is_linked = False
    etiquettes.position = place
    etiquettes.font.size = Pt(corps)
    etiquettes.font.color.rgb = rvb(ENCRE)
    unites = {(x.unite, x.decimales) for x in lignes if x}
    for rang, x in enumerate(lignes):
        if x is None or x.mesure.valeur is None:
            continue
        doute = marque(x) if x.mesure.statut != "demonstration" else ""
        if doute or len(unites) > 1:
            texte = valeur_de_ligne(x) + (f" ({doute})" if doute else "")
            _ecrire(serie.points[rang].data_label, texte, corps, ENCRE, place)


def _ecrire(etiquette: Any, texte: str, corps: float, couleur: str, position: Any) -> None:
    cadre = etiquette.text_frame
    cadre.text = propre(texte)
    cadre.word_wrap = False  # « Le Viguier - Saint-Jacques » s'écrit sur une ligne
    for p in cadre.paragraphs:
        for morceau in p.runs:
            morceau.font.size, morceau.font.color.rgb = Pt(corps), rvb(couleur)
    etiquette.position = position


def _remplir(forme: Any, couleur: str, fictif: bool) -> None:
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
