"""Une bande de 0 à 100 par indicateur : la place d'un quartier parmi tous ceux de métropole."""

from typing import Any

from components.graphique_commun import mise_en_page, sans_balise
from components.theme import ACCENT, ENCRE, ENCRE_DOUCE, FOND_DOUX, TRAIT
from data.blocs import nom_de_ligne
from data.formats import nombre
from data.modele import Bloc, Ligne

HAUTEUR_RANG = 46
LEGENDE = "● ce quartier   | les quatre autres   fond gris : la moitié du milieu"
REPERES = {0: "0<br>le plus bas", 25: "25", 50: "50<br>au milieu", 75: "75", 100: "100<br>le plus haut"}


def figure_rangs(bloc: Bloc) -> dict[str, Any]:
    """La figure d'un bloc de genre rangs : le quartier en accent a son nombre écrit, les autres un petit trait."""
    categories = [sans_balise(c) for c in dict.fromkeys(x.categorie for x in bloc.lignes)]
    siens = [x for x in bloc.lignes if x.cle in bloc.accents]
    autres = [x for x in bloc.lignes if x.cle not in bloc.accents]
    page = mise_en_page(
        HAUTEUR_RANG * len(categories) + 120,
        showlegend=False,
        margin={"l": 8, "r": 44, "t": 16, "b": 84},
        xaxis={
            "range": [-3, 103],
            "tickvals": list(REPERES),
            "ticktext": list(REPERES.values()),
            "fixedrange": True,
            "zeroline": False,
            "gridcolor": TRAIT,
            "tickfont": {"size": 13, "color": ENCRE_DOUCE},
            "title": {"text": LEGENDE, "font": {"size": 14, "color": ENCRE_DOUCE}, "standoff": 8},
        },
        yaxis={
            "autorange": "reversed",
            "automargin": True,
            "fixedrange": True,
            "ticklabelstandoff": 8,
            "categoryorder": "array",
            "categoryarray": categories,
            "gridcolor": TRAIT,
        },
        shapes=[
            {
                "type": "rect",
                "layer": "below",
                "x0": 25,
                "x1": 75,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "fillcolor": FOND_DOUX,
                "line": {"width": 0},
            }
        ],
    )
    return {"data": [_autres(autres), _sien(siens)], "layout": page}


def _dit(ligne: Ligne) -> str:
    m = ligne.mesure
    return sans_balise(f"{nom_de_ligne(ligne)} : rang {nombre(m.valeur or 0.0, 1)} sur 100. {m.note}")


def _autres(lignes: list[Ligne]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x.mesure.valeur for x in lignes],
        "y": [sans_balise(x.categorie) for x in lignes],
        "marker": {"symbol": "line-ns-open", "size": 13, "color": ENCRE_DOUCE, "line": {"width": 2}},
        "hovertext": [_dit(x) for x in lignes],
        "hoverinfo": "text",
    }


def _sien(lignes: list[Ligne]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [x.mesure.valeur for x in lignes],
        "y": [sans_balise(x.categorie) for x in lignes],
        "text": [f"<b>{nombre(x.mesure.valeur or 0.0, 1)}</b>" for x in lignes],
        "textposition": "top center",
        "textfont": {"size": 15, "color": ENCRE},
        "marker": {"symbol": "circle", "size": 16, "color": ACCENT, "line": {"width": 2, "color": "#ffffff"}},
        "hovertext": [_dit(x) for x in lignes],
        "hoverinfo": "text",
        "cliponaxis": False,
    }
