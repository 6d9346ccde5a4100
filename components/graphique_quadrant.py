"""Le quadrant : où en est l'écart (de gauche à droite), et comment il a changé (de bas en haut).

Un point par quartier. La flèche part de l'écart ancien, sur la ligne du milieu ; le trait vertical
est la marge : s'il touche la ligne du milieu, l'écart est stable. Rien ne se lit à la couleur seule :
chaque point a son nom, et sa forme dit le sens. Les noms sont dans une colonne à gauche du cadre, reliés
à leur point : ils ne recouvrent ni point, ni flèche, ni marge, ni axe, à aucune largeur d'écran.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.graphique_commun import ecarter, mise_en_page, sans_balise
from components.theme import ACCENT, ALERTE, BORD, ENCRE, ENCRE_DOUCE, TRAIT
from data.blocs import valeur_de_ligne
from data.formats import nombre
from data.modele import Bloc, Ligne
from data.vues.ecarts_reduits import CHANGEMENT, ECART_APRES, ECART_AVANT, MARGE

HAUTEUR = 540
MARGES = {"l": 224, "r": 64, "t": 14, "b": 100}
COIN = 60  # la hauteur des noms de zone, où ne passe aucune marque
JEU_VERTICAL = 1.45
PAS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
GRADUATIONS = 7
LIGNE_DE_TEXTE = 25
PART_DROITE = 0.34  # la moitié « en avance » garde assez de place pour son nom, même vide
COINS = (
    (0.0, 1.0, "EN RETARD<br>mais l'écart se réduit"),
    (1.0, 1.0, "EN AVANCE<br>l'avance grandit<br>ou il passe devant"),
    (0.0, 0.0, "EN RETARD<br>l'écart se creuse<br>ou il passe derrière"),
    (1.0, 0.0, "EN AVANCE<br>mais l'avance se réduit"),
)


@dataclass(frozen=True, slots=True)
class _Point:
    """Un quartier dans le quadrant, en unités des axes ; marge : None si elle n'est pas connue."""

    nom: str
    depart: float
    niveau: float
    progres: float
    marge: float | None
    dit: str

    @property
    def net(self) -> bool:
        return self.marge is not None and abs(self.progres) >= self.marge and self.progres != 0


def figure_quadrant(bloc: Bloc) -> dict[str, Any]:
    """La figure d'un bloc de genre quadrant (`data.vues.ecarts_reduits.quadrant`), en dictionnaire de Plotly."""
    points = _points(bloc.lignes)
    unite = next((x.unite for x in bloc.lignes if x.categorie.startswith(ECART_APRES)), "points")
    annees = sorted({x.mesure.annee for x in bloc.lignes})
    reference = bloc.lignes[-1].serie
    xs = [v for p in points for v in (p.depart, p.niveau)]
    gauche, droite = _etendue(xs)
    haut = JEU_VERTICAL * max([1.0, *(abs(p.progres) + (p.marge or 0.0) for p in points)])
    page = mise_en_page(
        HAUTEUR,
        showlegend=False,
        margin=MARGES,
        annotations=[
            *(_coin(*c) for c in COINS),
            *(_fleche(p) for p in points),
            *_noms(points, gauche, haut),
        ],
        shapes=[_axe(x0=0, x1=0, y0=0, y1=1, yref="paper"), _axe(x0=0, x1=1, xref="paper", y0=0, y1=0)],
        xaxis={
            **_graduations(gauche, droite, f"\N{NO-BREAK SPACE}{unite}" if unite == "%" else ""),
            "range": [gauche, droite],
            "title": {"text": _titre_x(annees, sans_balise(reference), unite), "standoff": 10},
        },
        yaxis={
            **_graduations(-haut, haut, ""),
            "range": [-haut, haut],
            "side": "right",
            "title": {"text": "Changement de l'écart, en points", "standoff": 6},
        },
    )
    return {"data": [_trace(points)], "layout": page}


def _points(lignes: Sequence[Ligne]) -> list[_Point]:
    par_quartier: dict[str, dict[str, Ligne]] = {}
    for ligne in lignes:
        for nature in (ECART_AVANT, ECART_APRES, CHANGEMENT, MARGE):
            if ligne.categorie.startswith(nature):
                par_quartier.setdefault(ligne.cle, {})[nature] = ligne
    points = []
    for siennes in par_quartier.values():
        marge = siennes.get(MARGE)
        valeurs = [siennes[n].mesure.valeur or 0.0 for n in (ECART_AVANT, ECART_APRES, CHANGEMENT)]
        dit = (
            f"{siennes[CHANGEMENT].serie} : écart de {valeur_de_ligne(siennes[ECART_AVANT])} puis "
            f"{valeur_de_ligne(siennes[ECART_APRES])}, changement de {valeur_de_ligne(siennes[CHANGEMENT])}"
            + (f", marge de {valeur_de_ligne(marge)}" if marge else ", marge inconnue")
        )
        points.append(
            _Point(siennes[CHANGEMENT].serie, *valeurs, marge.mesure.valeur if marge else None, sans_balise(dit))
        )
    return points


def _etendue(xs: Sequence[float]) -> tuple[float, float]:
    """Les bornes de l'axe : zéro y est, et chaque moitié garde au moins PART_DROITE de la largeur."""
    bas, haut = min([0.0, *xs]), max([0.0, *xs])
    jeu = 0.12 * max(haut - bas, 1.0)
    gauche, droite = bas - jeu, haut + jeu
    rapport = PART_DROITE / (1 - PART_DROITE)
    return min(gauche, -rapport * droite), max(droite, -rapport * gauche)


def _graduations(bas: float, haut: float, suffixe: str) -> dict[str, Any]:
    pas = next((p for p in PAS if (haut - bas) / p <= GRADUATIONS), PAS[-1])
    places = [pas * k for k in range(int(bas / pas) - 1, int(haut / pas) + 2) if bas < pas * k < haut]
    decimales = 1 if pas < 1 else 0
    return {
        "tickvals": places,
        "ticktext": [("+" if v > 0 else "") + nombre(v, decimales) + suffixe for v in places],
        "fixedrange": True,
        "zeroline": False,
        "showgrid": True,
        "gridcolor": TRAIT,
        "tickfont": {"size": 13, "color": ENCRE_DOUCE},
    }


def _titre_x(annees: Sequence[str], reference: str, unite: str) -> str:
    en = f"en {'%' if unite == '%' else 'points'}"
    return (
        f"◀ en retard  |  écart avec « {reference} » en {annees[-1]}, {en}  |  en avance ▶<br>"
        "<span style='font-size:13px'>▲ mieux   ▼ moins bien   ○ stable.   La flèche part de l'écart ancien.<br>"
        "Le trait vertical est la marge : s'il traverse la ligne du milieu, l'écart est stable.</span>"
    )


def _trace(points: Sequence[_Point]) -> dict[str, Any]:
    """Triangle vers le haut : mieux ; vers le bas : moins bien ; rond vide : stable ou marge inconnue."""
    formes = [("triangle-up" if p.progres > 0 else "triangle-down") if p.net else "circle-open" for p in points]
    teintes = [(ACCENT if p.progres > 0 else ALERTE) if p.net else ENCRE_DOUCE for p in points]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [p.niveau for p in points],
        "y": [p.progres for p in points],
        "marker": {"symbol": formes, "size": 15, "color": teintes, "line": {"width": 3, "color": teintes}},
        "error_y": {
            "type": "data",
            "array": [p.marge or 0.0 for p in points],
            "thickness": 1.5,
            "width": 5,
            "color": ENCRE_DOUCE,
        },
        "hovertext": [p.dit for p in points],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _axe(**places: Any) -> dict[str, Any]:
    return {"type": "line", "layer": "below", "line": {"color": ENCRE, "width": 2}, **places}


def _coin(x: float, y: float, texte: str) -> dict[str, Any]:
    """Le nom d'une des quatre zones, dans son coin."""
    return {
        "text": f"<b>{texte}</b>",
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "y": y,
        "xanchor": "left" if x == 0 else "right",
        "yanchor": "top" if y == 1 else "bottom",
        "align": "left" if x == 0 else "right",
        "showarrow": False,
        "font": {"size": 14, "color": ENCRE_DOUCE},
        "xshift": 6 if x == 0 else -6,
    }


def _fleche(p: _Point) -> dict[str, Any]:
    """De l'écart ancien, sur la ligne du milieu, au point d'aujourd'hui."""
    return {
        "text": "",
        "x": p.niveau,
        "y": p.progres,
        "ax": p.depart,
        "ay": 0,
        "xref": "x",
        "yref": "y",
        "axref": "x",
        "ayref": "y",
        "showarrow": True,
        "arrowhead": 2,
        "arrowwidth": 1.5,
        "arrowcolor": ENCRE_DOUCE,
        "standoff": 7,
    }


def _noms(points: Sequence[_Point], gauche: float, haut: float) -> list[dict[str, Any]]:
    """Le nom de chaque point à gauche du cadre, à sa hauteur ou au plus près ; un filet le relie à son point."""
    utile = HAUTEUR - MARGES["t"] - MARGES["b"]
    places = sorted(((p, (p.progres + haut) / (2 * haut) * utile) for p in points), key=lambda x: x[1])
    marge = COIN + LIGNE_DE_TEXTE / 2
    hauteurs = ecarter([max(voulue, marge) for _, voulue in places], LIGNE_DE_TEXTE, utile - marge)
    return [
        {
            "text": sans_balise(p.nom),
            "x": p.niveau,
            "y": p.progres,
            "xref": "x",
            "yref": "y",
            "axref": "x",
            "ayref": "y",
            "ax": gauche,
            "ay": hauteur / utile * 2 * haut - haut,
            "xanchor": "right",
            "showarrow": True,
            "arrowhead": 0,
            "arrowwidth": 0.8,
            "arrowcolor": BORD,
            "standoff": 9,
            "borderpad": 1,
            "font": {"size": 15, "color": ENCRE},
        }
        for (p, _), hauteur in zip(places, hauteurs, strict=True)
    ]
