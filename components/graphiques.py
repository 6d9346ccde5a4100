"""D'un bloc à une figure : un simple dictionnaire au format de Plotly.

Un dictionnaire, parce que construire une figure avec la bibliothèque coûte vingt fois plus
de temps à chaque affichage. La langue est écrite par nous : nombres, statuts, infobulles.
"""

from typing import Any

from components.graphique_besoins import figure_nuage
from components.graphique_commun import PIXELS_PAR_LETTRE, etiquette, infobulle, mise_en_page, sans_balise
from components.graphique_courbe import figure_courbe
from components.graphique_flux import figure_flux
from components.graphique_points import figure_points
from components.graphique_pyramide import figure_pyramide
from components.graphique_quadrant import figure_quadrant
from components.graphique_rangs import figure_rangs
from components.theme import DEMONSTRATION, GRIS_COMPARAISON, TRAIT, couleurs
from data.modele import Bloc, Ligne

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}
HAUTEUR_BARRE = 38
PLACE_MENTION = 40
# Trois gris ne font pas quatre séries : chacune a aussi son motif. La barre oblique est celui de la démonstration.
MOTIFS = ("", ".", "x", "-")


def figure(bloc: Bloc) -> dict[str, Any]:
    """La figure d'un bloc de genre barres, courbe, points, pyramide, quadrant ou rangs.

    Lève ValueError pour un genre qui n'est pas un graphique (carte, tableau, chiffre, texte).
    """
    constructeurs = {
        "barres": _barres,
        "courbe": figure_courbe,
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
        rendu["layout"]["annotations"] = [
            *rendu["layout"].get("annotations", ()),
            # Elle peut occuper aussi la marge de droite, vide à cette hauteur.
            _filigrane() | {"xshift": max(0, rendu["layout"]["margin"]["r"] - 10)},
        ]
    return rendu


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


def _motif(lignes: list[Ligne], serie: str = "") -> dict[str, Any]:
    """Une hachure sur les barres de démonstration, le motif de sa série sur les autres : cela se voit sans couleur."""
    formes = ["/" if x.mesure.statut == "demonstration" else serie for x in lignes]
    if not any(formes):
        return {}
    # Posé par-dessus la teinte : seul, le motif laisserait une barre claire, et rien dans la légende.
    return {"shape": formes, "fgcolor": "#ffffff", "size": 7, "fillmode": "overlay"}


def _motifs_des_series(cles: list[str], accents: tuple[str, ...]) -> list[str]:
    """Le motif de chaque série : les comparateurs en gris en ont un par rang, ce qui est en couleur n'en a pas."""
    gris = [c for c in cles if accents and c not in accents]
    return [MOTIFS[gris.index(c) % len(MOTIFS)] if len(gris) > 1 and c in gris else "" for c in cles]


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
    motifs = _motifs_des_series([lignes[0].cle for _, lignes in groupes], bloc.accents)
    for (nom, lignes), motif in zip(groupes, motifs, strict=True):
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
                "marker": {"color": [teintes[x.cle] for x in lignes], "pattern": _motif(lignes, motif)},
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
