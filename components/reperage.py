"""Un plan de repérage en SVG : où est le quartier dans la ville, sans script ni image."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import cos, radians

from components.html import Html, assembler, balise
from components.theme import ACCENT, ENCRE_DOUCE
from data.entrepot import Entrepot
from data.formats import en_lettres
from geo.contours import Contour, Contours

LARGEUR, HAUTEUR, MARGE = 260, 170, 8
# Les points sont en dixièmes de pixel, entiers, chacun dit par son pas depuis le précédent : moitié moins à envoyer.
DIXIEMES, TRAIT = 10, 8
AUTRE_QUARTIER = "#c4cfce"


def plan_de_reperage(contours: Contours, code: str, entrepot: Entrepot) -> Html:
    """Les quartiers de 2015, celui du portrait en couleur. Vide si son contour manque."""
    tous = contours.quartiers_2015
    if not any(c.code == code for c in tous):
        return Html("")
    sud = min(c.emprise[0][0] for c in tous)
    nord = max(c.emprise[1][0] for c in tous)
    ouest = min(c.emprise[0][1] for c in tous)
    est = max(c.emprise[1][1] for c in tous)
    # Un degré de longitude est plus court qu'un degré de latitude : on corrige au milieu de la ville.
    raccourci = cos(radians((sud + nord) / 2))
    echelle = min((LARGEUR - 2 * MARGE) / ((est - ouest) * raccourci), (HAUTEUR - 2 * MARGE) / (nord - sud))

    def point(lon: float, lat: float) -> tuple[int, int]:
        x, y = MARGE + (lon - ouest) * raccourci * echelle, MARGE + (nord - lat) * echelle
        return round(x * DIXIEMES), round(y * DIXIEMES)

    formes = assembler(
        *(
            balise(
                "path",
                d=_trace(c, point),
                fill=ACCENT if c.code == code else AUTRE_QUARTIER,
                stroke=ENCRE_DOUCE,
                stroke_width=str(TRAIT),
                fill_rule="evenodd",
            )
            for c in tous
        )
    )
    dessin = balise(
        "svg", formes, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {LARGEUR * DIXIEMES} {HAUTEUR * DIXIEMES}"
    )
    nom = entrepot.territoires[code].nom
    # Une image et non un <svg> dans la page : Streamlit retire ces balises du HTML qu'il affiche.
    return balise(
        "img",
        src="data:image/svg+xml;base64," + b64encode(dessin.encode()).decode(),
        classe="reperage",
        alt=f"Plan de repérage : {nom} parmi les {en_lettres(len(tous))} quartiers prioritaires.",
    )


def _trace(contour: Contour, point: Callable[[float, float], tuple[int, int]]) -> str:
    geometrie = contour.geometrie()
    polygones = geometrie["coordinates"] if geometrie["type"] == "MultiPolygon" else [geometrie["coordinates"]]
    return "".join(_anneau([point(x, y) for x, y, *_ in anneau]) for polygone in polygones for anneau in polygone)


def _anneau(points: Sequence[tuple[int, int]]) -> str:
    """« M10 20l3 4 -1 2z » : le premier point, puis les pas, un point confondu avec le précédent étant omis."""
    pas = [(x - a, y - b) for (a, b), (x, y) in pairwise(points) if (x, y) != (a, b)]
    return "M{} {}l".format(*points[0]) + " ".join(f"{dx} {dy}" for dx, dy in pas) + "z"
