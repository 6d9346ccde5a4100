"""Deux profils en miroir : les tranches au milieu, un territoire de chaque côté."""

from typing import Any

from components.graphique_commun import etiquette, infobulle, mise_en_page, sans_balise
from components.theme import ACCENT, ENCRE, GRIS_COMPARAISON
from data.modele import Bloc

HAUTEUR = 330
BORD = 0.36  # chaque profil a cette part de la largeur ; les rubriques sont entre les deux


def figure_pyramide(bloc: Bloc) -> dict[str, Any]:
    """La figure d'un bloc de genre pyramide : deux séries, les mêmes rubriques, la première à gauche."""
    cles = list(dict.fromkeys(x.cle for x in bloc.lignes))[:2]
    plus_haut = max((x.mesure.valeur or 0.0 for x in bloc.lignes), default=1.0) or 1.0
    traces, titres = [], []
    for rang, cle in enumerate(cles):
        lignes = [x for x in bloc.lignes if x.cle == cle]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "xaxis": "x" if rang == 0 else "x2",
                "y": [sans_balise(x.categorie) for x in lignes],
                "x": [x.mesure.valeur or 0.0 for x in lignes],
                "text": [etiquette(x) for x in lignes],
                "textposition": "outside",
                "cliponaxis": False,
                "hovertext": [infobulle(x) for x in lignes],
                "hoverinfo": "text",
                "marker": {"color": ACCENT if rang == 0 else GRIS_COMPARAISON[0]},
            }
        )
        titres.append(_titre(sans_balise(lignes[0].serie), rang))
    etendue = [0, plus_haut * 1.45]  # l'étiquette s'écrit au bout de la barre, même sur une colonne étroite
    axe = {"visible": False, "fixedrange": True}
    page = mise_en_page(
        HAUTEUR,
        showlegend=False,
        bargap=0.25,
        margin={"l": 8, "r": 8, "t": 40, "b": 8},
        xaxis={**axe, "domain": [0, BORD], "range": etendue[::-1]},
        xaxis2={**axe, "domain": [1 - BORD, 1], "range": etendue},
        yaxis={
            "autorange": "reversed",
            "fixedrange": True,
            "showticklabels": False,
            "categoryorder": "array",
            "categoryarray": [sans_balise(x.categorie) for x in bloc.lignes if x.cle == cles[0]],
        },
    )
    page["annotations"] = [*titres, *_rubriques(bloc, cles[0])]
    return {"data": traces, "layout": page}


def _titre(nom: str, rang: int) -> dict[str, Any]:
    return {
        "text": f"<b>{nom}</b>",
        "xref": "paper",
        "yref": "paper",
        "x": 0 if rang == 0 else 1,
        "y": 1,
        "xanchor": "left" if rang == 0 else "right",
        "yanchor": "bottom",
        "yshift": 8,
        "showarrow": False,
        "font": {"size": 14, "color": ENCRE},
    }


def _rubriques(bloc: Bloc, cle: str) -> list[dict[str, Any]]:
    """Le nom de chaque tranche, entre les deux profils."""
    return [
        {
            "text": sans_balise(x.categorie),
            "xref": "paper",
            "yref": "y",
            "x": 0.5,
            "y": sans_balise(x.categorie),
            "xanchor": "center",
            "showarrow": False,
            "font": {"size": 14, "color": ENCRE},
        }
        for x in bloc.lignes
        if x.cle == cle
    ]
