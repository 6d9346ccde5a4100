"""D'un bloc à une figure : un simple dictionnaire au format de Plotly.

Un dictionnaire, parce que construire une figure avec la bibliothèque coûte vingt fois plus
de temps à chaque affichage. La langue est écrite par nous : nombres, statuts, infobulles.
"""

from typing import Any

from components.graphique_besoins import figure_nuage
from components.graphique_commun import MARQUES, PIXELS_PAR_LETTRE, etiquette, infobulle, mise_en_page, sans_balise
from components.graphique_flux import figure_flux
from components.graphique_points import figure_points
from components.graphique_pyramide import figure_pyramide
from components.graphique_quadrant import figure_quadrant
from components.graphique_rangs import figure_rangs
from components.theme import ALERTE, DEMONSTRATION, ENCRE_DOUCE, GRIS_COMPARAISON, TRAIT, couleurs
from data.blocs import valeur_courte
from data.modele import Bloc, Ligne

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}
HAUTEUR_BARRE = 38
HAUTEUR_COURBE = 330
PLACE_MENTION = 40
ECART_BOUTS = 20
TIRETS = ("solid", "dash", "dot", "dashdot", "longdash")


def figure(bloc: Bloc) -> dict[str, Any]:
    """La figure d'un bloc de genre barres, courbe, points, pyramide, quadrant ou rangs.

    Lève ValueError pour un genre qui n'est pas un graphique (carte, tableau, chiffre, texte).
    """
    constructeurs = {
        "barres": _barres,
        "courbe": _courbe,
        "points": figure_points,
        "pyramide": figure_pyramide,
        "quadrant": figure_quadrant,
        "rangs": figure_rangs,
        "nuage": figure_nuage,
        "flux": figure_flux,
    }
    if bloc.genre not in constructeurs:
        raise ValueError(f"Le bloc « {bloc.identifiant} » ({bloc.genre}) n'est pas un graphique.")
    rendu = constructeurs[bloc.genre](bloc)
    if bloc.demonstration:
        rendu["layout"]["margin"]["t"] += PLACE_MENTION
        rendu["layout"]["height"] += PLACE_MENTION
        rendu["layout"]["annotations"] = [*rendu["layout"].get("annotations", ()), _filigrane()]
    return rendu


def _etiquette_courte(ligne: Ligne) -> str:
    """Sur une courbe, l'unité en toutes lettres (« personnes ») ne se répète pas à chaque point."""
    return sans_balise(valeur_courte(ligne) + MARQUES.get(ligne.mesure.statut, ""))


def _filigrane() -> dict[str, Any]:
    return {
        "text": "DONNÉES DE DÉMONSTRATION",
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "y": 1,
        "yshift": 6,
        # Calée à droite, la mention déborde sur la marge des noms : sur une tablette elle ne se coupe pas.
        "xanchor": "right",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 17, "color": DEMONSTRATION},
        "bordercolor": DEMONSTRATION,
        "borderwidth": 2,
        "borderpad": 4,
    }


def _motif(lignes: list[Ligne]) -> dict[str, Any]:
    """Une hachure sur les barres de démonstration : la différence se voit sans couleur."""
    formes = ["/" if x.mesure.statut == "demonstration" else "" for x in lignes]
    return {"shape": formes, "fgcolor": "#ffffff", "size": 7} if any(formes) else {}


def _barres(bloc: Bloc) -> dict[str, Any]:
    """Barres horizontales : les noms se lisent en entier, sur un projecteur comme sur une tablette."""
    series = list(dict.fromkeys(x.serie for x in bloc.lignes))
    categories = list(dict.fromkeys(x.categorie for x in bloc.lignes))
    une_seule = len(series) == 1 or all(x.serie == x.categorie for x in bloc.lignes)
    teintes = couleurs(list(dict.fromkeys(x.cle for x in bloc.lignes)), bloc.accents)
    if une_seule and bloc.accents:  # les noms sont sur l'axe : un seul gris pour tout ce qui n'est pas en accent
        teintes = {c: t if c in bloc.accents else GRIS_COMPARAISON[1] for c, t in teintes.items()}
    groupes = (
        [("", list(bloc.lignes))] if une_seule else [(s, [x for x in bloc.lignes if x.serie == s]) for s in series]
    )
    traces = []
    for nom, lignes in groupes:
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": sans_balise(nom),
                "y": [sans_balise(x.categorie) for x in lignes],
                "x": [x.mesure.valeur if x.mesure.valeur is not None else 0 for x in lignes],
                "text": [etiquette(x) for x in lignes],
                "textposition": "outside",
                "cliponaxis": False,
                "hovertext": [infobulle(x) for x in lignes],
                "hoverinfo": "text",
                "marker": {"color": [teintes[x.cle] for x in lignes], "pattern": _motif(lignes)},
            }
        )
    nombre_de_barres = max(1, len(categories) * max(1, len(groupes)))
    valeurs = [x.mesure.valeur for x in bloc.lignes if x.mesure.valeur is not None]
    haut = max([0.0, *valeurs]) or 1.0
    bas = min([0.0, *valeurs])
    page = mise_en_page(
        60 + HAUTEUR_BARRE * nombre_de_barres if une_seule else 70 + 30 * nombre_de_barres,
        barmode="group",
        bargap=0.28,
        bargroupgap=0.08,
        showlegend=not une_seule,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        # Les étiquettes au bout des barres s'écrivent dans la marge : leur place ne dépend pas de la largeur.
        margin={"l": 8, "r": 16 + PIXELS_PAR_LETTRE * max(len(etiquette(x)) for x in bloc.lignes), "t": 8, "b": 8},
        xaxis={"visible": False, "range": [bas * 1.25, haut * 1.01], "fixedrange": True},
        yaxis={
            "autorange": "reversed",
            "automargin": True,
            "fixedrange": True,
            "ticklabelstandoff": 8,
            "showline": True,
            "linecolor": TRAIT,
            "categoryorder": "array",
            "categoryarray": [sans_balise(c) for c in categories],
        },
    )
    return {"data": traces, "layout": page}


def _courbe(bloc: Bloc) -> dict[str, Any]:
    """Courbes par année : chaque série a son nom au bout de sa ligne, pas de légende à décoder."""
    cles = list(dict.fromkeys(x.cle for x in bloc.lignes))
    teintes = couleurs(cles, bloc.accents)
    annees = sorted({x.categorie for x in bloc.lignes})
    valeurs = [x.mesure.valeur for x in bloc.lignes if x.mesure.valeur is not None]
    haut = max(valeurs, default=1.0) * 1.12 or 1.0
    traces, bouts = [], []
    for rang, cle in enumerate(cles):
        lignes = sorted((x for x in bloc.lignes if x.cle == cle), key=lambda x: x.categorie)
        principal = cle in bloc.accents or len(cles) == 1
        connues = [x for x in lignes if x.mesure.valeur is not None]
        dernier = connues[-1] if connues else None
        if dernier:
            bouts.append((dernier, teintes[cle] if principal else ENCRE_DOUCE))
        for points in _segments(lignes, bloc.ruptures):
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers+text",
                    "name": sans_balise(lignes[0].serie),
                    "x": [x.categorie for x in points],
                    "y": [x.mesure.valeur for x in points],
                    "connectgaps": False,
                    "cliponaxis": False,
                    "text": [_etiquette_courte(x) if principal and x is not dernier else "" for x in points],
                    "textposition": "top center",
                    "textfont": {"color": teintes[cle], "size": 14},
                    "hovertext": [infobulle(x) for x in points],
                    "hoverinfo": "text",
                    "line": {"color": teintes[cle], "width": 4 if principal else 2, "dash": TIRETS[rang % len(TIRETS)]},
                    "marker": {"size": 10 if principal else 7, "color": teintes[cle]},
                }
            )
    page = mise_en_page(
        HAUTEUR_COURBE,
        showlegend=False,
        annotations=_bouts_de_ligne(bouts, annees, haut),
        shapes=[_rupture(annees, annee) for annee in bloc.ruptures if annee in annees],
        margin={
            "l": 8,
            "r": 24 + PIXELS_PAR_LETTRE * max((len(_bout(x)) for x, _ in bouts), default=0),
            "t": 26,
            "b": 8,
        },
        xaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": annees,
            "fixedrange": True,
            "automargin": True,
            "showgrid": False,
            "range": [-0.4, max(len(annees) - 1, 1)],
        },
        yaxis={"visible": False, "fixedrange": True, "range": [min(0.0, *valeurs, 0.0), haut]},
    )
    return {"data": traces, "layout": page}


def _bout(ligne: Ligne) -> str:
    """« Carcassonne : 27 % » : ce qui s'écrit au bout d'une ligne."""
    return sans_balise(f"{ligne.serie} : {valeur_courte(ligne)}{MARQUES.get(ligne.mesure.statut, '')}")


def _rupture(annees: list[str], annee: str) -> dict[str, Any]:
    """Un trait vertical là où la série change de nature, avec son mot."""
    place = annees.index(annee) - 0.5
    return {
        "type": "line",
        "x0": place,
        "x1": place,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": ALERTE, "width": 2, "dash": "dot"},
        "label": {"text": "série rompue", "textposition": "end", "textangle": 0, "font": {"color": ALERTE, "size": 13}},
    }


def _segments(lignes: list[Ligne], ruptures: tuple[str, ...]) -> list[list[Ligne]]:
    """Les points d'une série, coupés à chaque rupture : une ligne continue dirait une évolution."""
    coupees: list[list[Ligne]] = [[]]
    for avant, x in zip([None, *lignes], lignes, strict=False):
        if avant is not None and any(avant.categorie < annee <= x.categorie for annee in ruptures):
            coupees.append([])
        coupees[-1].append(x)
    return coupees


def _bouts_de_ligne(bouts: list[tuple[Ligne, str]], annees: list[str], haut: float) -> list[dict[str, Any]]:
    """Le nom et la dernière valeur au bout de chaque ligne, écartés pour ne jamais se chevaucher."""
    utile = HAUTEUR_COURBE - 70
    placees: list[dict[str, Any]] = []
    precedent = -ECART_BOUTS
    for ligne, teinte in sorted(bouts, key=lambda b: b[0].mesure.valeur):
        voulue = ligne.mesure.valeur / haut * utile
        posee = max(voulue, precedent + ECART_BOUTS)
        precedent = posee
        placees.append(
            {
                # Le rang de l'année : une année écrite en texte serait prise pour une abscisse numérique.
                "x": annees.index(ligne.categorie),
                "y": ligne.mesure.valeur,
                "text": _bout(ligne),
                "showarrow": False,
                "xanchor": "left",
                "xshift": 12,
                "yshift": round(posee - voulue),
                "font": {"color": teinte, "size": 14},
            }
        )
    return placees
