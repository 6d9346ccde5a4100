"""La figure d'un bloc de genre « flux » : des rubans des séries (piliers) vers les rubriques (quartiers)."""

from typing import Any

from components.graphique_commun import infobulle, mise_en_page, sans_balise
from components.theme import ENCRE, GRIS_COMPARAISON, TEINTES_PILIERS
from data.formats import valeur_unite
from data.modele import Bloc, Ligne

HAUTEUR = 460
OPACITE = 0.4  # d'un ruban : les rubans se croisent, et les noms s'écrivent dessus


def figure_flux(bloc: Bloc) -> dict[str, Any]:
    """Un nœud par pilier à gauche, un par quartier à droite, leur total écrit ; un ruban par ligne du bloc."""
    lignes = [x for x in bloc.lignes if x.mesure.valeur]
    series = list(dict.fromkeys(x.serie for x in lignes))
    rubriques = list(dict.fromkeys(x.categorie for x in lignes))
    teintes = {x.serie: TEINTES_PILIERS.get(x.cle, GRIS_COMPARAISON[0]) for x in lignes}
    noms = [
        *(_nom(s, [x for x in lignes if x.serie == s]) for s in series),
        *(_nom(r, [x for x in lignes if x.categorie == r]) for r in rubriques),
    ]
    trace = {
        "type": "sankey",
        "arrangement": "fixed",
        "node": {
            "label": noms,
            "color": [*(teintes[s] for s in series), *(GRIS_COMPARAISON[0] for _ in rubriques)],
            "pad": 18,
            "thickness": 22,
            "hoverinfo": "none",
        },
        "link": {
            "source": [series.index(x.serie) for x in lignes],
            "target": [len(series) + rubriques.index(x.categorie) for x in lignes],
            "value": [x.mesure.valeur for x in lignes],
            "color": [_voile(teintes[x.serie]) for x in lignes],
            "line": {"color": [teintes[x.serie] for x in lignes], "width": 1},
            "customdata": [infobulle(x) for x in lignes],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "textfont": {"size": 15, "color": ENCRE, "shadow": "0 0 3px #fff, 0 0 3px #fff, 0 0 5px #fff"},
    }
    return {"data": [trace], "layout": mise_en_page(HAUTEUR, margin={"l": 8, "r": 8, "t": 8, "b": 16})}


def _nom(nom: str, lignes: list[Ligne]) -> str:
    somme = sum(x.mesure.valeur for x in lignes)
    return sans_balise(f"{nom} : {valeur_unite(somme, lignes[0].unite, lignes[0].decimales)}")


def _voile(teinte: str) -> str:
    """« #0b5563 » -> « rgba(11,85,99,0.4) »."""
    rouge, vert, bleu = (int(teinte[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({rouge},{vert},{bleu},{OPACITE})"
