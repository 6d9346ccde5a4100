"""La figure d'un bloc de genre « nuage » : un point par quartier, deux grandeurs, les noms écrits à côté."""

from math import floor, log10
from typing import Any

from components.graphique_commun import infobulle, mise_en_page, sans_balise
from components.theme import ENCRE_DOUCE, TEINTES_QUARTIERS, TRAIT
from data.formats import valeur_unite
from data.modele import Bloc, Ligne

HAUTEUR = 460
MARGE_HAUTE = 1.18
MAXIMUM = 8


def figure_nuage(bloc: Bloc) -> dict[str, Any]:
    """Un point par clé qui a ses deux valeurs ; la première catégorie du bloc est en bas, la seconde à gauche."""
    en_bas, a_gauche = list(dict.fromkeys(x.categorie for x in bloc.lignes))
    abscisses = {x.cle: x for x in bloc.lignes if x.categorie == en_bas and x.mesure.valeur is not None}
    ordonnees = {x.cle: x for x in bloc.lignes if x.categorie == a_gauche and x.mesure.valeur is not None}
    cles = [c for c in abscisses if c in ordonnees]
    points = [(abscisses[c], ordonnees[c]) for c in cles]
    trace = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [x.mesure.valeur for x, _ in points],
        "y": [y.mesure.valeur for _, y in points],
        "text": [sans_balise(x.serie) for x, _ in points],
        "textposition": [_place(x, points) for x, _ in points],
        "cliponaxis": False,
        "hovertext": [f"{infobulle(x)}<br>{infobulle(y)}" for x, y in points],
        "hoverinfo": "text",
        "marker": {
            "size": 18,
            "color": [TEINTES_QUARTIERS[i % len(TEINTES_QUARTIERS)] for i in range(len(points))],
            "symbol": "circle-open-dot" if bloc.demonstration else "circle",
            "line": {"width": 3},
        },
    }
    page = mise_en_page(
        HAUTEUR,
        showlegend=False,
        margin={"l": 8, "r": 40, "t": 16, "b": 8},
        xaxis=_axe(en_bas, [x for x, _ in points]),
        yaxis=_axe(a_gauche, [y for _, y in points]),
    )
    return {"data": [trace], "layout": page}


def _place(ligne: Ligne, points: list[tuple[Ligne, Ligne]]) -> str:
    """Le nom du point le plus à droite s'écrit à sa gauche : il ne sort pas du cadre."""
    plus_a_droite = max(x.mesure.valeur for x, _ in points)
    return "middle left" if ligne.mesure.valeur == plus_a_droite and len(points) > 1 else "middle right"


def graduer(haut: float) -> list[float]:
    """Quatre à huit graduations rondes (1, 2 ou 5 fois une puissance de dix), de zéro à `haut`."""
    puissance = 10.0 ** floor(log10(haut / MAXIMUM))
    pas = next(p * puissance for p in (1, 2, 5, 10) if haut / (p * puissance) <= MAXIMUM)
    return [pas * i for i in range(int(haut / pas) + 1)]


def _axe(titre: str, lignes: list[Ligne]) -> dict[str, Any]:
    """Un axe qui part de zéro, gradué en français : une échelle coupée grossirait les écarts."""
    haut = max((x.mesure.valeur for x in lignes), default=1.0) * MARGE_HAUTE or 1.0
    graduations = graduer(haut)
    unite, decimales = (lignes[0].unite, lignes[0].decimales) if lignes else ("", 0)
    return {
        "title": {"text": sans_balise(titre), "standoff": 12, "font": {"color": ENCRE_DOUCE}},
        "range": [0, haut],
        "tickvals": graduations,
        "ticktext": [valeur_unite(g, "€" if unite.startswith("€") else unite, decimales) for g in graduations],
        "gridcolor": TRAIT,
        "zeroline": True,
        "zerolinecolor": TRAIT,
        "fixedrange": True,
        "automargin": True,
        # Un trait invisible éloigne les nombres du cadre : sans lui, les deux zéros se touchent.
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": "rgba(0,0,0,0)",
    }
