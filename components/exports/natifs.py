"""Les graphiques natifs : ceux que l'équipe ouvre, corrige et recolore dans PowerPoint ou LibreOffice.

Le classeur derrière chaque graphique porte les nombres de la table, sans arrondi ; une valeur secrète
ou absente y est une case vide (un trou, jamais un zéro), dite en toutes lettres à côté.
"""

from collections.abc import Sequence
from typing import Any

from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from components.exports.commun import A_DEUX_AXES, bloc_trace, doute, propre, une_seule_serie
from components.exports.gabarit import Zone
from components.exports.mesure import FACTEUR_DIAPOSITIVE, largeur
from components.exports.natifs_commun import Donnees, ecrire_etiquette, format_de_nombre, habiller, remplir, rvb
from components.exports.natifs_nuage import nuage
from components.theme import ENCRE, ENCRE_DOUCE, GRIS_COMPARAISON, couleurs
from data.blocs import valeur_courte, valeur_de_ligne
from data.formats import LIBELLES_STATUTS
from data.modele import Bloc, Ligne

STYLES_DE_TRAIT = (MSO_LINE.SOLID, MSO_LINE.DASH, MSO_LINE.ROUND_DOT, MSO_LINE.DASH_DOT, MSO_LINE.LONG_DASH)
CORPS_MAXIMAL, CORPS_MINIMAL = 14, 8
PART_DES_NOMS, UNE_LIGNE, DEUX_LIGNES = 0.2, 0.62, 0.36  # d'une barre et de son intervalle
CORPS_DANS_LA_BARRE, PART_DES_BARRES = 10, 0.62  # la part de la largeur que prend la plus longue barre
PRES = 0.1  # part de la hauteur sous laquelle deux étiquettes se gênent


def ajouter_graphique(diapo: Slide, bloc: Bloc, zone: Zone) -> Any:
    """Pose le graphique natif du bloc et rend son cadre. Le genre doit être un graphique, avec une valeur connue."""
    if bloc.genre in A_DEUX_AXES:
        cadre = nuage(diapo, bloc, zone)
    elif bloc.genre == "courbe":
        cadre = _courbe(diapo, bloc, zone)
    else:
        cadre = _barres(diapo, bloc_trace(bloc), zone)
    cadre._element.nvGraphicFramePr.cNvPr.set("descr", propre(bloc.alternative))
    cadre.name = propre(bloc.titre)[:80]
    return cadre


def _barres(diapo: Slide, bloc: Bloc, zone: Zone) -> Any:
    """Barres horizontales, la première en haut, une couleur par clé comme à l'écran."""
    donnees = Donnees(number_format=format_de_nombre(bloc.lignes[0]))
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
    corps = _corps_des_noms(list(donnees.categories), zone, n)
    habiller(chart, corps, legende=len(series) > 1)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = (90 if n <= 3 else 45), (100 if empile else -8)
    _axe_des_noms(chart.category_axis, corps)
    chart.category_axis.reverse_order = True
    _axe_cache(chart.value_axis, _longueurs(series, empile))
    teintes = teintes_du_bloc(bloc)
    for serie, (_, lignes) in zip(plot.series, series, strict=True):
        if empile:
            _etiqueter(serie, lignes, min(corps, CORPS_DANS_LA_BARRE), XL_LABEL_POSITION.CENTER)
            _taire_ce_qui_deborde(serie, lignes, zone.large * PART_DES_BARRES / max(_longueurs(series, True)))
        else:
            _etiqueter(serie, lignes, corps, XL_LABEL_POSITION.OUTSIDE_END)
        serie.invert_if_negative = False
        presentes = [x for x in lignes if x]
        remplir(serie.format, teintes[presentes[0].cle], presentes[0].mesure.statut == "demonstration")
        if len({(teintes[x.cle], x.mesure.statut == "demonstration") for x in presentes}) > 1:
            for rang, x in enumerate(lignes):
                if x:
                    remplir(serie.points[rang].format, teintes[x.cle], x.mesure.statut == "demonstration")
    return graphe


def _corps_des_noms(categories: Sequence[Any], zone: Zone, barres: int) -> int:
    """Le corps des noms et des valeurs : un nom long prend deux lignes, et aucune ne doit toucher la suivante."""
    pas = zone.haut / max(1, barres)
    corps = int(pas * UNE_LIGNE)
    longueur = max(largeur(c.label, corps) for c in categories) * FACTEUR_DIAPOSITIVE
    if longueur > zone.large * PART_DES_NOMS and barres == len(categories):
        corps = int(pas * DEUX_LIGNES)
    return max(CORPS_MINIMAL, min(CORPS_MAXIMAL, corps))


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
    donnees = Donnees(number_format=format_de_nombre(bloc.lignes[0]))
    donnees.categories = [propre(a) for a in annees]
    traces = _traces(bloc)
    for nom, _, lignes in traces:
        par_annee = {x.categorie: x for x in lignes}
        donnees.add_series(nom, [par_annee[a].mesure.valeur if a in par_annee else None for a in annees])
    graphe = diapo.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *zone.emu, donnees)
    chart = graphe.chart
    habiller(chart, CORPS_MAXIMAL - 1, legende=len(traces) > 1)
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
                ecrire_etiquette(
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


def _axe_des_noms(axe: Any, corps: int) -> None:
    axe.has_major_gridlines = False
    axe.major_tick_mark = axe.minor_tick_mark = XL_TICK_MARK.NONE
    axe.format.line.color.rgb = rvb(ENCRE_DOUCE)
    axe.tick_labels.font.size = Pt(corps)
    axe.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    saut = axe._element.find(qn("c:tickLblSkip"))
    if saut is None:  # sans lui, LibreOffice tait un nom sur deux quand la place est comptée
        saut = axe._element.makeelement(qn("c:tickLblSkip"), {})
        axe._element.find(qn("c:noMultiLvlLbl")).addprevious(saut)
    saut.set("val", "1")


def _axe_cache(axe: Any, valeurs: Sequence[float]) -> None:
    """Les valeurs sont écrites sur les barres : l'axe part de zéro et ne se montre pas."""
    axe.visible, axe.has_major_gridlines = False, False
    haut, bas = max([0.0, *valeurs]), min([0.0, *valeurs])
    axe.minimum_scale, axe.maximum_scale = bas * 1.2, (haut * 1.18) or 1.0


def _court(x: Ligne) -> str:
    return valeur_courte(x) + doute(x)


def _taire_ce_qui_deborde(serie: Any, lignes: Sequence[Ligne | None], echelle: float) -> None:
    """Une valeur plus large que son morceau de barre recouvrirait la suivante : elle se lit dans les notes.

    echelle : points de largeur par unité de valeur.
    """
    for rang, x in enumerate(lignes):
        if x is None or x.mesure.valeur is None:
            continue
        besoin = largeur(propre(valeur_de_ligne(x)), CORPS_DANS_LA_BARRE) * FACTEUR_DIAPOSITIVE
        if besoin > x.mesure.valeur * echelle:
            ecrire_etiquette(serie.points[rang].data_label, "", CORPS_DANS_LA_BARRE, ENCRE, XL_LABEL_POSITION.CENTER)


def _etiqueter(serie: Any, lignes: Sequence[Ligne | None], corps: int, place: Any) -> None:
    """La valeur au bout de chaque barre ; une valeur contestée ou corrigée le dit dans son étiquette."""
    etiquettes = serie.data_labels
    etiquettes.show_value = True
    etiquettes.number_format = format_de_nombre(next(x for x in lignes if x))
    etiquettes.number_format_is_linked = False
    etiquettes.position = place
    etiquettes.font.size = Pt(corps)
    etiquettes.font.color.rgb = rvb(ENCRE)
    etiquettes._element.find(f".//{qn('a:bodyPr')}").set("wrap", "none")
    unites = {(x.unite, x.decimales) for x in lignes if x}
    for rang, x in enumerate(lignes):
        if x is None or x.mesure.valeur is None:
            continue
        if doute(x) or len(unites) > 1:
            ecrire_etiquette(serie.points[rang].data_label, valeur_de_ligne(x) + doute(x), corps, ENCRE, place)
