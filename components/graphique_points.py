"""La figure d'un bloc de genre points : une rangée par quartier, des références en traits, la répartition derrière.

Rien ne se lit à la seule couleur : chaque trait porte son nom et sa valeur, les deux bandes diffèrent par leur
clarté et leur légende le dit en mots, une valeur absente est écrite à sa place.
"""

from collections.abc import Sequence
from typing import Any

from components.graphique_commun import etiquette, infobulle, mise_en_page, sans_balise
from components.theme import ACCENT, ENCRE, ENCRE_DOUCE, TRAIT
from data.blocs import valeur_de_ligne
from data.formats import suffixe, unite_en_toutes_lettres, valeur_unite
from data.modele import Bloc, Ligne
from data.vues.un_indicateur import CENTILES

HAUTEUR_RANGEE, HAUTEUR_ETIQUETTE, ECART_DU_TRAIT = 56, 24, 4
BAS_DE_FIGURE = 96  # la graduation et la légende
# Un territoire garde son trait quelle que soit la sélection : le début de son code dit sa sorte.
TIRETS = (
    ("QPV-FR", "dot"),
    ("QPV-D", "2px,5px,8px,5px"),
    ("QPV-R", "2px,3px,2px,9px"),
    ("FR", "longdashdot"),
    ("D", "dashdot"),
    ("R", "longdash"),
)
CODE_DE_COMMUNE = 5  # caractères ; celui d'une agglomération en a neuf
BANDES = (
    ("p5", "p95", "#e9eeed", "neuf QPV de métropole sur dix"),
    ("p25", "p75", "#c3cfcd", "la moitié des QPV de métropole"),
)


def figure_points(bloc: Bloc) -> dict[str, Any]:
    """La figure d'un bloc de genre points : les clés en accent sont les rangées, « p5 » à « p95 » la répartition."""
    rangees = [x for x in bloc.lignes if x.cle in bloc.accents]
    centiles = {x.cle: x for x in bloc.lignes if x.cle in CENTILES}
    bas, haut = _etendue(bloc, rangees)
    references = _de_bas_en_haut(
        [x for x in bloc.lignes if x.cle not in {*bloc.accents, *CENTILES} and x.mesure.valeur is not None],
        (bas + haut) / 2,
    )
    haut_de_figure = HAUTEUR_ETIQUETTE * len(references) + 12
    trace = HAUTEUR_RANGEE * max(1, len(rangees)) + HAUTEUR_RANGEE // 2
    noms = [sans_balise(x.categorie) for x in rangees]
    page = mise_en_page(
        haut_de_figure + trace + BAS_DE_FIGURE,
        margin={"l": 8, "r": 16, "t": haut_de_figure, "b": BAS_DE_FIGURE},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top", "itemclick": False, "itemdoubleclick": False},
        shapes=[*_bandes(centiles), *_traits(references, trace)],
        annotations=[*_noms_des_traits(references, (bas + haut) / 2), *_valeurs(rangees)],
        xaxis={
            "range": [bas, haut],
            "fixedrange": True,
            "gridcolor": TRAIT,
            "zeroline": False,
            # « 12 000 € » et non « 12k ».
            "exponentformat": "none",
            "separatethousands": True,
            "ticksuffix": "" if not rangees or unite_en_toutes_lettres(rangees[0].unite) else suffixe(rangees[0].unite),
            "tickfont": {"size": 14, "color": ENCRE_DOUCE},
        },
        yaxis={
            # De l'air au-dessus de la première rangée, pour sa valeur ; l'axe va de haut en bas.
            "range": [len(rangees) - 0.5, -0.75],
            "automargin": True,
            "fixedrange": True,
            "ticklabelstandoff": 8,
            "showgrid": False,
            "categoryorder": "array",
            "categoryarray": noms,
        },
    )
    return {"data": [_points(bloc, rangees), *_absents(rangees, bas)], "layout": page}


def _etendue(bloc: Bloc, rangees: Sequence[Ligne]) -> tuple[float, float]:
    """Les bornes de l'axe : toutes les valeurs et les marges, avec de l'air pour les étiquettes."""
    valeurs = [x.mesure.valeur for x in bloc.lignes if x.mesure.valeur is not None] or [0.0, 1.0]
    marge = bloc.marge or 0.0
    siennes = [x.mesure.valeur for x in rangees if x.mesure.valeur is not None]
    bas = min([*valeurs, *(v - marge for v in siennes)])
    haut = max([*valeurs, *(v + marge for v in siennes)])
    air = (haut - bas or abs(haut) or 1.0) * 0.08
    # Un axe qui descendrait sous zéro sans valeur négative ferait croire qu'il y en a.
    return (max(0.0, bas - air) if bas >= 0 else bas - air), haut + air


def _points(bloc: Bloc, rangees: Sequence[Ligne]) -> dict[str, Any]:
    connues = [x for x in rangees if x.mesure.valeur is not None]
    trace = {
        "type": "scatter",
        "mode": "markers",
        "name": "un quartier",
        "x": [x.mesure.valeur for x in connues],
        "y": [sans_balise(x.categorie) for x in connues],
        "cliponaxis": False,
        "hovertext": [infobulle(x) for x in connues],
        "hoverinfo": "text",
        "marker": {"size": 16, "color": ACCENT, "line": {"color": "#ffffff", "width": 2}},
    }
    if bloc.marge is not None and connues:
        unite = "points" if connues[0].unite.startswith("%") else connues[0].unite
        entiere = unite.startswith("€") or bloc.marge == int(bloc.marge)
        decimales = 0 if entiere else 1
        trace["name"] = f"un quartier, et sa marge d'incertitude (± {valeur_unite(bloc.marge, unite, decimales)})"
        trace["error_x"] = {"type": "constant", "value": bloc.marge, "color": ACCENT, "thickness": 2, "width": 7}
    return trace


def _valeurs(rangees: Sequence[Ligne]) -> list[dict[str, Any]]:
    """La valeur au-dessus de son point, sur fond blanc : un trait de référence qui passe derrière ne la barre pas."""
    return [
        {
            "x": x.mesure.valeur,
            "y": rang,  # le rang et non le nom : un nom écrit en chiffres serait pris pour une ordonnée
            "yshift": 21,
            "text": etiquette(x),
            "showarrow": False,
            "font": {"size": 16, "color": ENCRE},
            "bgcolor": "rgba(255,255,255,.85)",
            "borderpad": 1,
        }
        for rang, x in enumerate(rangees)
        if x.mesure.valeur is not None
    ]


def _absents(rangees: Sequence[Ligne], bas: float) -> list[dict[str, Any]]:
    """Une rangée sans valeur garde sa place, et le mot qui la remplace."""
    absentes = [x for x in rangees if x.mesure.valeur is None]
    if not absentes:
        return []
    return [
        {
            "type": "scatter",
            "mode": "text",
            "showlegend": False,
            "x": [bas] * len(absentes),
            "y": [sans_balise(x.categorie) for x in absentes],
            "text": [f"<i>\u00a0{etiquette(x)}</i>" for x in absentes],
            "textposition": "middle right",
            "textfont": {"size": 15, "color": ENCRE_DOUCE},
            "hovertext": [infobulle(x) for x in absentes],
            "hoverinfo": "text",
        }
    ]


def _bandes(centiles: dict[str, Ligne]) -> list[dict[str, Any]]:
    """La répartition des QPV de métropole, en deux bandes dont la légende dit les bornes."""
    return [
        {
            "type": "rect",
            "layer": "below",
            "x0": centiles[de].mesure.valeur,
            "x1": centiles[a].mesure.valeur,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "fillcolor": teinte,
            "line": {"color": ENCRE_DOUCE, "width": 1},
            "showlegend": True,
            "name": f"{nom} (de {valeur_de_ligne(centiles[de])} à {valeur_de_ligne(centiles[a])})",
        }
        for de, a, teinte, nom in BANDES
        if de in centiles and a in centiles
    ]


def _de_bas_en_haut(references: Sequence[Ligne], milieu: float) -> list[Ligne]:
    """Les références dans l'ordre de leurs noms, du plus proche du cadre au plus haut.

    Un nom s'écrit du côté où il y a de la place ; rangés ainsi, un trait ne coupe pas le nom d'un autre du même côté.
    """
    gauche = sorted((x for x in references if x.mesure.valeur < milieu), key=lambda x: -x.mesure.valeur)
    droite = sorted((x for x in references if x.mesure.valeur >= milieu), key=lambda x: x.mesure.valeur)
    return [*droite, *gauche]


def _traits(references: Sequence[Ligne], hauteur: int) -> list[dict[str, Any]]:
    """Un trait vertical par référence, qui monte jusqu'à son nom ; hauteur : celle du cadre, en pixels."""
    return [
        {
            "type": "line",
            "x0": x.mesure.valeur,
            "x1": x.mesure.valeur,
            "y0": 0,
            "y1": 1 + (HAUTEUR_ETIQUETTE * (rang + 1) - 4) / hauteur,
            "yref": "paper",
            "line": {"color": ENCRE, "width": 2, "dash": tiret(x.cle)},
        }
        for rang, x in enumerate(references)
    ]


def tiret(code: str) -> str:
    """Le dessin du trait d'un territoire, d'après son code : plein pour l'agglomération, tireté pour la ville."""
    trouve = next((dessin for debut, dessin in TIRETS if code.startswith(debut)), None)
    return trouve or ("dash" if len(code) == CODE_DE_COMMUNE else "solid")


def _noms_des_traits(references: Sequence[Ligne], milieu: float) -> list[dict[str, Any]]:
    """Le nom et la valeur de chaque référence au bout de son trait, une ligne chacun : ils ne se touchent jamais."""
    return [
        {
            "x": x.mesure.valeur,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "yshift": HAUTEUR_ETIQUETTE * rang,
            "xanchor": "left" if x.mesure.valeur < milieu else "right",
            "xshift": ECART_DU_TRAIT if x.mesure.valeur < milieu else -ECART_DU_TRAIT,
            "text": f"{sans_balise(x.serie)} : {etiquette(x)}",
            "hovertext": infobulle(x),
            "showarrow": False,
            "font": {"size": 15, "color": ENCRE},
            "bgcolor": "#ffffff",
        }
        for rang, x in enumerate(references)
    ]
