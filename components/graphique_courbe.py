"""Les courbes : une abscisse à l'échelle du temps, un nom au bout de chaque ligne, des étiquettes qui ne se gênent pas.

Les placements se calculent ici, en pixels, parce que Plotly pose chaque texte sans regarder ses voisins.
"""

from collections.abc import Sequence
from typing import Any

from components.graphique_commun import MARQUES, ecarter, infobulle, mise_en_page, sans_balise
from components.theme import ALERTE, ENCRE_DOUCE, couleurs
from data.blocs import valeur_courte
from data.modele import Bloc, Ligne

HAUTEUR_COURBE = 330
HAUTEUR_UTILE = 260  # une fois ôtées la marge du haut et les années
LARGEUR_SURE = 380  # la place qu'ont les lignes dans la carte la plus étroite où deux courbes se côtoient
LETTRE = 7.0  # la largeur moyenne d'une lettre de 14 pixels
ECART_BOUTS = 20
MOT_RUPTURE = "série rompue"
TIRETS = ("solid", "dash", "dot", "dashdot", "longdash")
# Au-dessus ou au-dessous d'un point : de quelle à quelle distance de lui son étiquette s'écrit.
DESSUS, DESSOUS = (6.0, 26.0), (-26.0, -6.0)
Boite = tuple[float, float, float, float]  # gauche, droite, bas, haut, en pixels
Point = tuple[float, float]


def figure_courbe(bloc: Bloc) -> dict[str, Any]:
    """La figure d'un bloc de genre « courbe » ; une absence coupe la ligne, une rupture aussi."""
    cles = list(dict.fromkeys(x.cle for x in bloc.lignes))
    teintes = couleurs(cles, bloc.accents)
    annees = sorted({x.categorie for x in bloc.lignes})
    places = abscisses(annees)
    valeurs = [x.mesure.valeur for x in bloc.lignes if x.mesure.valeur is not None]
    bas, haut = min([0.0, *valeurs]), max(valeurs, default=1.0) * 1.12 or 1.0
    echelle = Echelle(places, bas, haut)
    series = {cle: sorted((x for x in bloc.lignes if x.cle == cle), key=lambda x: places[x.categorie]) for cle in cles}
    derniers = {cle: connues[-1] for cle, lignes in series.items() if (connues := _connues(lignes))}
    principales = [cle for cle in cles if cle in bloc.accents or len(cles) == 1]
    positions = _etiquettes(echelle, series, principales, derniers)
    traces = []
    for rang, (cle, lignes) in enumerate(series.items()):
        principal = cle in principales
        for points in _segments(lignes, bloc.ruptures):
            trace: dict[str, Any] = {
                "type": "scatter",
                "mode": "lines+markers",
                "name": sans_balise(lignes[0].serie),
                "x": [places[x.categorie] for x in points],
                "y": [x.mesure.valeur for x in points],
                "connectgaps": False,
                "cliponaxis": False,
                "hovertext": [infobulle(x) for x in points],
                "hoverinfo": "text",
                "line": {"color": teintes[cle], "width": 4 if principal else 2, "dash": TIRETS[rang % len(TIRETS)]},
                "marker": {"size": 10 if principal else 7, "color": teintes[cle]},
            }
            if principal:
                trace |= {
                    "mode": "lines+markers+text",
                    "text": [_etiquette_courte(x) if id(x) in positions else "" for x in points],
                    "textposition": [positions.get(id(x), "top center") for x in points],
                    "textfont": {"color": teintes[cle], "size": 14},
                }
            traces.append(trace)
    bouts = [(x, teintes[cle] if cle in principales else ENCRE_DOUCE) for cle, x in derniers.items()]
    page = mise_en_page(
        HAUTEUR_COURBE,
        showlegend=False,
        annotations=_bouts_de_ligne(bouts, echelle),
        shapes=_ruptures(bloc.ruptures, echelle, [x.categorie for x in derniers.values()]),
        margin={
            # La première étiquette déborde de moitié sur la gauche de son point.
            "l": 12 + round(LETTRE / 2 * max((len(_etiquette_courte(x)) for x in bloc.lignes[:1]), default=0)),
            "r": 24 + round(LETTRE * max((len(_bout(x)) for x, _ in bouts), default=0)),
            "t": 26,
            "b": 8,
        },
        xaxis={
            "type": "linear",
            "tickmode": "array",
            **_graduations(echelle),
            "tickangle": 0,
            "fixedrange": True,
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
            "range": list(echelle.bornes),
        },
        yaxis={"visible": False, "fixedrange": True, "range": [bas, haut]},
    )
    return {"data": traces, "layout": page}


class Echelle:
    """Des valeurs aux pixels, pour une carte étroite : ce qui tient là tient partout."""

    def __init__(self, places: dict[str, float], bas: float, haut: float) -> None:
        self.places, self.bas, self.haut = places, bas, haut
        abscisse = list(places.values()) or [0.0]
        self.bornes = (abscisse[0], max(abscisse[-1], abscisse[0] + 1))

    def x(self, annee: str) -> float:
        """La distance en pixels d'une année à la première."""
        return self.pixels(self.places[annee])

    def pixels(self, place: float) -> float:
        """La distance en pixels d'une place de l'axe à la première année."""
        debut, fin = self.bornes
        return (place - debut) / (fin - debut) * LARGEUR_SURE

    def y(self, valeur: float) -> float:
        """La hauteur en pixels au-dessus du bas de l'échelle."""
        return (valeur - self.bas) / (self.haut - self.bas) * HAUTEUR_UTILE


def abscisses(annees: Sequence[str]) -> dict[str, float]:
    """Année -> place sur l'axe : l'année elle-même, pour qu'un écart de deux ans se voie ; sinon son rang.

    annees : triées. Une seule qui n'est pas une année pleine (« 2021-T3 ») met tout l'axe en rangs.
    """
    if all(len(a) == 4 and a.isdecimal() for a in annees):
        return {a: int(a) for a in annees}
    return {a: rang for rang, a in enumerate(annees)}


def _graduations(echelle: Echelle) -> dict[str, list]:
    """Les années écrites sous l'axe : toutes quand elles tiennent, sinon une sur deux, sur trois…"""
    noms = list(echelle.places)
    large = max((len(n) for n in noms), default=0) * LETTRE * 1.2
    tenables = max(1, int(LARGEUR_SURE // max(large, 1)))
    pas = -(-len(noms) // tenables) or 1
    gardes = noms[::-1][::pas][::-1]  # la dernière année est toujours écrite
    return {"tickvals": [echelle.places[n] for n in gardes], "ticktext": [sans_balise(n) for n in gardes]}


def _connues(lignes: Sequence[Ligne]) -> list[Ligne]:
    return [x for x in lignes if x.mesure.valeur is not None]


def _etiquettes(
    echelle: Echelle, series: dict[str, list[Ligne]], principales: list[str], derniers: dict[str, Ligne]
) -> dict[int, str]:
    """Où s'écrit la valeur de chaque point mis en avant ; un point dont l'étiquette gênerait n'en a pas.

    Le premier point d'une série en a toujours une, et le dernier a la sienne au bout de la ligne : ce qui manque se
    lit au survol et dans la table. Une absence n'a pas de point : son mot ne se place pas.
    """
    lignes = {
        cle: [(echelle.x(x.categorie), echelle.y(x.mesure.valeur)) for x in _connues(s)] for cle, s in series.items()
    }
    posees: list[Boite] = []
    rendu: dict[int, str] = {}
    for cle in principales:
        for rang, x in enumerate(_connues(series[cle])):
            if x is derniers[cle]:
                continue
            ici = (echelle.x(x.categorie), echelle.y(x.mesure.valeur))
            demi = len(_etiquette_courte(x)) * LETTRE / 2
            essais = [
                (nom, (ici[0] - demi, ici[0] + demi, ici[1] + ecart[0], ici[1] + ecart[1]))
                for nom, ecart in (("top center", DESSUS), ("bottom center", DESSOUS))
            ]
            autres = [points for autre, points in lignes.items() if autre != cle]
            libres = [
                (nom, b)
                for nom, b in essais
                # Sa propre ligne peut frôler les bords d'une étiquette, pas en barrer le milieu.
                if b[2] >= 0 and not gene(b, autres, posees) and not gene(_coeur(b), [lignes[cle]], [])
            ]
            if libres or rang == 0:
                nom, boite = libres[0] if libres else essais[0]
                rendu[id(x)] = nom
                posees.append(boite)
    return rendu


def _coeur(boite: Boite) -> Boite:
    """La moitié centrale d'une étiquette, en largeur et en hauteur."""
    gauche, droite, bas, haut = boite
    largeur, hauteur = (droite - gauche) / 4, (haut - bas) / 4
    return gauche + largeur, droite - largeur, bas + hauteur, haut - hauteur


def gene(boite: Boite, lignes: Sequence[Sequence[Point]], posees: Sequence[Boite]) -> bool:
    """Vrai si l'étiquette (sa boîte, en pixels) touche une ligne brisée ou une étiquette déjà posée."""
    gauche, droite, bas, haut = boite
    if any(gauche < d and g < droite and bas < h and b < haut for g, d, b, h in posees):
        return True
    return any(_traverse(boite, p, q) for ligne in lignes for p, q in zip(ligne, ligne[1:] or ligne, strict=False))


def _traverse(boite: Boite, p: Point, q: Point) -> bool:
    """Vrai si le segment de p à q (p à gauche de q) passe dans la boîte."""
    gauche, droite, bas, haut = boite
    debut, fin = max(gauche, p[0]), min(droite, q[0])
    if debut > fin:
        return False
    pente = (q[1] - p[1]) / (q[0] - p[0]) if q[0] > p[0] else 0.0
    hauteurs = (p[1] + pente * (debut - p[0]), p[1] + pente * (fin - p[0]))
    return min(hauteurs) < haut and max(hauteurs) > bas


def _etiquette_courte(ligne: Ligne) -> str:
    """Sur une courbe, l'unité en toutes lettres (« personnes ») ne se répète pas à chaque point."""
    return sans_balise(valeur_courte(ligne) + MARQUES.get(ligne.mesure.statut, ""))


def _bout(ligne: Ligne) -> str:
    """« Carcassonne : 27 % » : ce qui s'écrit au bout d'une ligne."""
    return sans_balise(f"{ligne.serie} : {valeur_courte(ligne)}{MARQUES.get(ligne.mesure.statut, '')}")


def _ruptures(ruptures: Sequence[str], echelle: Echelle, fins: Sequence[str]) -> list[dict[str, Any]]:
    """Un trait vertical là où la série change de nature, à mi-chemin des deux années que la courbe a autour.

    fins : la dernière année connue de chaque série ; une rupture que rien ne suit ne sépare rien, et son trait
    passerait sur un nom. Deux ruptures dans le même intervalle font un seul trait ; deux traits voisins, un seul mot.
    """
    places: list[float] = []
    for rupture in sorted(ruptures):
        avant = [p for a, p in echelle.places.items() if a < rupture]
        apres = [p for a, p in echelle.places.items() if a >= rupture]
        if avant and apres and max(fins, default="") >= rupture:
            places.append((avant[-1] + apres[0]) / 2)
    traits: list[dict[str, Any]] = []
    dernier_mot = float("-inf")
    for place in dict.fromkeys(places):
        ici = echelle.pixels(place)
        mot = MOT_RUPTURE if ici - dernier_mot > LETTRE * (len(MOT_RUPTURE) + 1) else ""
        dernier_mot = ici if mot else dernier_mot
        traits.append(_trait(place, mot))
    return traits


def _trait(place: float, mot: str) -> dict[str, Any]:
    trait: dict[str, Any] = {
        "type": "line",
        "x0": place,
        "x1": place,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": ALERTE, "width": 2, "dash": "dot"},
    }
    if mot:
        trait["label"] = {
            "text": mot,
            "textposition": "end",
            "textangle": 0,
            "font": {"color": ALERTE, "size": 13},
        }
    return trait


def _segments(lignes: list[Ligne], ruptures: tuple[str, ...]) -> list[list[Ligne]]:
    """Les points d'une série, coupés à chaque rupture : une ligne continue dirait une évolution."""
    coupees: list[list[Ligne]] = [[]]
    for avant, x in zip([None, *lignes], lignes, strict=False):
        if avant is not None and any(avant.categorie < annee <= x.categorie for annee in ruptures):
            coupees.append([])
        coupees[-1].append(x)
    return coupees


def _bouts_de_ligne(bouts: list[tuple[Ligne, str]], echelle: Echelle) -> list[dict[str, Any]]:
    """Le nom et la dernière valeur au bout de chaque ligne, écartés pour ne jamais se chevaucher."""
    ranges = sorted(bouts, key=lambda b: b[0].mesure.valeur)
    voulues = [echelle.y(x.mesure.valeur) for x, _ in ranges]
    return [
        {
            "x": echelle.places[ligne.categorie],
            "y": ligne.mesure.valeur,
            "text": _bout(ligne),
            "showarrow": False,
            "xanchor": "left",
            "xshift": 12,
            "yshift": round(posee - voulue),
            "font": {"color": teinte, "size": 14},
        }
        for (ligne, teinte), voulue, posee in zip(
            ranges, voulues, ecarter(voulues, ECART_BOUTS, HAUTEUR_UTILE), strict=True
        )
    ]
