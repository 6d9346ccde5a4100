"""Un plan de repérage en SVG : où est le quartier dans la ville, sans script ni image."""

from base64 import b64encode
from math import cos, radians

from components.html import Html, assembler, balise
from components.theme import ACCENT, ENCRE_DOUCE
from data.entrepot import Entrepot
from data.formats import en_lettres
from geo.contours import Contour, Contours

LARGEUR, HAUTEUR, MARGE = 260, 170, 8
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

    def point(lon: float, lat: float) -> str:
        return f"{MARGE + (lon - ouest) * raccourci * echelle:.1f},{MARGE + (nord - lat) * echelle:.1f}"

    formes = assembler(
        *(
            balise(
                "path",
                d=_trace(c, point),
                fill=ACCENT if c.code == code else AUTRE_QUARTIER,
                stroke=ENCRE_DOUCE,
                stroke_width="0.8",
                fill_rule="evenodd",
            )
            for c in tous
        )
    )
    dessin = balise("svg", formes, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {LARGEUR} {HAUTEUR}")
    nom = entrepot.territoires[code].nom
    # Une image et non un <svg> dans la page : Streamlit retire ces balises du HTML qu'il affiche.
    return balise(
        "img",
        src="data:image/svg+xml;base64," + b64encode(dessin.encode()).decode(),
        classe="reperage",
        alt=f"Plan de repérage : {nom} parmi les {en_lettres(len(tous))} quartiers prioritaires.",
    )


def _trace(contour: Contour, point) -> str:
    geometrie = contour.geometrie()
    polygones = geometrie["coordinates"] if geometrie["type"] == "MultiPolygon" else [geometrie["coordinates"]]
    return " ".join(
        "M" + "L".join(point(x, y) for x, y, *_ in anneau) + "Z" for polygone in polygones for anneau in polygone
    )
