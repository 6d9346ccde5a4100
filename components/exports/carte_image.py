"""La carte d'un bloc en dessin : les contours, leur teinte, leur nom et leur valeur, la légende ; sans navigateur."""

from collections.abc import Callable, Sequence
from math import cos, radians

from components.echelle import echelle
from components.exports.commun import MENTION, doute
from components.exports.dessin import Dessin, Forme, Point
from components.exports.mesure import largeur as largeur_du_texte
from components.theme import ACCENT, DEMONSTRATION, ENCRE, ENCRE_DOUCE, FOND_DOUX, RAMPE, SANS_VALEUR, teinte
from data.blocs import valeur_de_ligne
from data.entrepot import Entrepot
from data.formats import valeur_unite
from data.modele import Bloc, Ligne
from geo.contours import Contour, Contours

MARGE, CORPS_LEGENDE, RANGEE_LEGENDE = 14.0, 10.5, 16.0
Projection = Callable[[float, float], Point]


def dessiner_carte(
    bloc: Bloc, contours: Contours, entrepot: Entrepot, large: float = 430, haut: float = 330, corps: float = 10
) -> Dessin | None:
    """La carte du bloc, en points ; `corps` : celui des noms. None sans contour : la table, elle, reste."""
    lignes = {x.mesure.territoire: x for x in bloc.lignes}
    zones = [c for c in contours.quartiers_2015 if c.code in lignes]
    if not zones:
        return None
    dessin = Dessin(large, haut)
    dessin.rectangle(0, 0, large, haut, fond="#ffffff")
    bas, sommet = echelle(lignes[c.code] for c in zones)
    legende = _legende(bloc.lignes, bas, sommet, large)
    fond = haut - len(legende) * RANGEE_LEGENDE - 6
    point = _projection(zones, large, fond)
    if contours.commune:
        dessin.elements += _formes(contours.commune, point, large, fond, fond=FOND_DOUX, trait=ENCRE_DOUCE)
    for c in zones:
        x = lignes[c.code]
        fictif = x.mesure.statut == "demonstration"
        dessin.elements += _formes(
            c, point, large, fond,
            fond=teinte(x.mesure.valeur, bas, sommet), trait=ENCRE, epaisseur=1.2, tirets=fictif,
            hachure="#ffffff" if fictif else "",
        )  # fmt: skip
    _etiqueter(dessin, zones, lignes, entrepot, point, fond, corps)
    dessin.rectangle(0, fond, large, haut - fond, fond="#ffffff")
    _poser_legende(dessin, legende, fond + 8)
    if bloc.demonstration:
        _mention(dessin)
    return dessin


def dessiner_reperage(contours: Contours, code: str, large: float = 150, haut: float = 100) -> Dessin | None:
    """Les quartiers de 2015, celui du portrait en couleur ; None si son contour manque."""
    tous = contours.quartiers_2015
    if not any(c.code == code for c in tous):
        return None
    dessin = Dessin(large, haut)
    point = _projection(tous, large, haut, marge=5)
    for c in tous:
        fond = ACCENT if c.code == code else "#c4cfce"
        dessin.elements += _formes(c, point, large, haut, fond=fond, trait=ENCRE_DOUCE, epaisseur=0.6)
    return dessin


def _projection(zones: Sequence[Contour], large: float, haut: float, marge: float = MARGE) -> Projection:
    """Des degrés aux points : cadrée sur les zones, centrée, sans déformation à la latitude de la ville."""
    sud, nord = min(c.emprise[0][0] for c in zones), max(c.emprise[1][0] for c in zones)
    ouest, est = min(c.emprise[0][1] for c in zones), max(c.emprise[1][1] for c in zones)
    raccourci = cos(radians((sud + nord) / 2))
    # Les étiquettes sont sous les zones et plus larges qu'elles : la marge leur laisse la place.
    cote, bord = (marge, marge) if marge < MARGE else (marge * 4, marge * 2.2)
    echelle = min((large - 2 * cote) / max((est - ouest) * raccourci, 1e-9), (haut - 2 * bord) / max(nord - sud, 1e-9))
    x0 = (large - (est - ouest) * raccourci * echelle) / 2
    y0 = (haut - (nord - sud) * echelle) / 2
    return lambda lon, lat: (x0 + (lon - ouest) * raccourci * echelle, y0 + (nord - lat) * echelle)


def _formes(contour: Contour, point: Projection, large: float, haut: float, **style: object) -> list[Forme]:
    geometrie = contour.geometrie()
    polygones = geometrie["coordinates"] if geometrie["type"] == "MultiPolygon" else [geometrie["coordinates"]]
    return [
        Forme(tuple(_borner([point(x, y) for x, y, *_ in anneau], large, haut) for anneau in polygone), **style)
        for polygone in polygones
    ]


def _borner(points: list[Point], large: float, haut: float) -> tuple[Point, ...]:
    """Ramène au bord ce qui est loin dehors (la commune déborde du cadre)."""
    loin = 60.0
    return tuple((min(max(x, -loin), large + loin), min(max(y, -loin), haut + loin)) for x, y in points)


def _etiqueter(
    dessin: Dessin,
    zones: Sequence[Contour],
    lignes: dict[str, Ligne],
    entrepot: Entrepot,
    point: Projection,
    bas: float,
    corps: float,
) -> None:
    """Le nom et la valeur sous chaque zone, descendus tant qu'ils en recouvrent d'autres."""
    posees: list[tuple[float, float, float, float]] = []
    for c in sorted(zones, key=lambda c: -c.emprise[0][0]):
        x = lignes[c.code]
        (sud, ouest), (_, est) = c.emprise
        px, py = point((ouest + est) / 2, sud)
        nom = entrepot.territoires[c.code].nom_court
        valeur = valeur_de_ligne(x) + doute(x)
        demi = max(largeur_du_texte(nom, corps, True), largeur_du_texte(valeur, corps)) / 2 + 3
        px = min(max(px, demi), dessin.largeur - demi)
        py = min(py + corps + 1, bas - corps * 1.6)
        while any(abs(px - a) < demi + d and abs(py - b) < h for a, b, d, h in posees) and py < bas - corps * 1.6:
            py += 4
        posees.append((px, py, demi, corps * 2.5))
        dessin.texte(px, py, nom, corps, gras=True, ancre="milieu", cartouche="#ffffff")
        dessin.texte(px, py + corps * 1.2, valeur, corps, ancre="milieu", cartouche="#ffffff")


def _legende(lignes: Sequence[Ligne], bas: float, haut: float, large: float) -> list[list[tuple[str, str]]]:
    """Les (couleur, texte) de la légende, en rangées qui tiennent en largeur ; « pas de valeur » s'il en manque."""
    premiere, n = lignes[0], len(RAMPE)

    def borne(rang: float) -> str:
        return valeur_unite(bas + (haut - bas) / n * rang, premiere.unite, premiere.decimales)

    if haut == bas:
        cases = [(RAMPE[n // 2], borne(0))]
    else:
        cases = [(c, f"{borne(i)} à {borne(i + 1)}") for i, c in enumerate(RAMPE)]
    if any(x.mesure.valeur is None for x in lignes):
        cases.append((SANS_VALEUR, "pas de valeur"))
    rangees: list[list[tuple[str, str]]] = [[]]
    for case in [*cases, (FOND_DOUX, "autour : la commune")]:
        if rangees[-1] and sum(map(_large_de_case, [*rangees[-1], case])) > large - 4:
            rangees.append([])
        rangees[-1].append(case)
    return rangees


def _large_de_case(case: tuple[str, str]) -> float:
    return 15 + largeur_du_texte(case[1], CORPS_LEGENDE) + 12


def _poser_legende(dessin: Dessin, rangees: Sequence[Sequence[tuple[str, str]]], y: float) -> None:
    for rang, cases in enumerate(rangees):
        x, haut = 4.0, y + rang * RANGEE_LEGENDE
        for case in cases:
            dessin.rectangle(x, haut, 11, 11, fond=case[0], trait=ENCRE_DOUCE, epaisseur=0.6)
            dessin.texte(x + 15, haut + 9.5, case[1], CORPS_LEGENDE)
            x += _large_de_case(case)


def _mention(dessin: Dessin) -> None:
    """Le mot « démonstration » dans l'image même : découpée de sa diapositive, elle le dit encore."""
    large = largeur_du_texte(MENTION, 12, True) + 16
    x = dessin.largeur - large - 6
    dessin.rectangle(x, 6, large, 20, fond="#ffffff", trait=DEMONSTRATION, epaisseur=1.5, tirets=True)
    dessin.texte(x + large / 2, 20, MENTION, 12, couleur=DEMONSTRATION, gras=True, ancre="milieu")
