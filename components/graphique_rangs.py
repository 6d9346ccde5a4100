"""Une bande de 0 à 100 par indicateur : la place d'un quartier parmi tous ceux de métropole."""

from typing import Any

from components.graphique_commun import mise_en_page, sans_balise
from components.theme import ACCENT, ENCRE, ENCRE_DOUCE, FOND_DOUX, TRAIT
from data.blocs import nom_de_ligne
from data.formats import nombre
from data.modele import Bloc, Ligne

HAUTEUR_RANG = 46
LEGENDE = "fond gris : la moitié du milieu des quartiers prioritaires de métropole"
# Chaque autre quartier a sa forme, nommée dans la légende : rien ne se lit à la couleur.
FORMES = ("diamond-open", "square-open", "triangle-up-open", "x-thin-open", "star-open", "hexagon-open")
REPERES = {0: "0<br>le plus bas", 25: "25", 50: "50<br>au milieu", 75: "75", 100: "100<br>le plus haut"}


def figure_rangs(bloc: Bloc) -> dict[str, Any]:
    """La figure d'un bloc de genre rangs : le quartier en accent a son nombre écrit, les autres un petit trait."""
    categories = [sans_balise(c) for c in dict.fromkeys(x.categorie for x in bloc.lignes)]
    siens = [x for x in bloc.lignes if x.cle in bloc.accents]
    autres = [x for x in bloc.lignes if x.cle not in bloc.accents]
    page = mise_en_page(
        HAUTEUR_RANG * len(categories) + 160,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False},
        margin={"l": 8, "r": 44, "t": 60, "b": 84},
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
                "line": {"color": ENCRE_DOUCE, "width": 1, "dash": "dot"},
            }
        ],
    )
    traces = [
        _autre([x for x in autres if x.cle == cle], FORMES[rang % len(FORMES)])
        for rang, cle in enumerate(dict.fromkeys(x.cle for x in autres))
    ]
    return {"data": [*traces, _sien(siens)], "layout": page}


def _dit(ligne: Ligne) -> str:
    m = ligne.mesure
    return sans_balise(f"{nom_de_ligne(ligne)} : rang {nombre(m.valeur or 0.0)} sur 100. {m.note}")


def _autre(lignes: list[Ligne], forme: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": sans_balise(lignes[0].serie),
        "mode": "markers",
        "x": [x.mesure.valeur for x in lignes],
        "y": [sans_balise(x.categorie) for x in lignes],
        "marker": {"symbol": forme, "size": 11, "color": ENCRE_DOUCE, "line": {"width": 1.5}},
        "hovertext": [_dit(x) for x in lignes],
        "hoverinfo": "text",
    }


def _sien(lignes: list[Ligne]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": sans_balise(lignes[0].serie) if lignes else "",
        "x": [x.mesure.valeur for x in lignes],
        "y": [sans_balise(x.categorie) for x in lignes],
        "text": [f"<b>{nombre(x.mesure.valeur or 0.0)}</b>" for x in lignes],
        "textposition": "top center",
        "textfont": {"size": 15, "color": ENCRE},
        "marker": {"symbol": "circle", "size": 16, "color": ACCENT, "line": {"width": 2, "color": "#ffffff"}},
        "hovertext": [_dit(x) for x in lignes],
        "hoverinfo": "text",
        "cliponaxis": False,
    }
