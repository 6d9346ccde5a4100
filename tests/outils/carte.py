"""Se servir de la carte comme une personne : trouver un quartier, le survoler, cliquer, lire ce qui s'affiche."""

import time

from playwright.sync_api import Error, Frame, Page

TRACES = "path.leaflet-interactive"
# Les contours sont dessinés dans l'ordre des codes officiels.
SLUGS_DES_TRACES = (
    "la-conte-ozanam",
    "le-viguier-saint-jacques",
    "bastide-pont-vieux",
    "fleming-la-reille",
    "grazailles",
)
# Le premier point où le contour est au-dessus de tout, 3 px à la ronde : un quartier n'est pas
# convexe, et une étiquette peut recouvrir son milieu.
POINT_LIBRE = """trace => {
    const boite = trace.getBoundingClientRect();
    const dessus = (x, y) => document.elementFromPoint(x, y) === trace;
    for (const pas of [2, 3, 5, 8, 13, 21, 34]) {
        for (let i = 1; i < pas; i++) for (let j = 1; j < pas; j++) {
            const x = boite.left + boite.width * i / pas, y = boite.top + boite.height * j / pas;
            if ([[0, 0], [3, 0], [-3, 0], [0, 3], [0, -3]].every(([a, b]) => dessus(x + a, y + b))) return [x, y];
        }
    }
    return null;
}"""


def cadre(page: Page, delai: float = 15.0) -> Frame:
    """Le cadre de la carte, une fois ses cinq contours dessinés. Lève AssertionError passé le délai (secondes)."""
    fin = time.monotonic() + delai
    while time.monotonic() < fin:
        for candidat in page.frames:
            try:
                if candidat.locator(TRACES).count() == len(SLUGS_DES_TRACES):
                    return candidat
            except Error:  # un cadre peut disparaître pendant qu'on le regarde
                continue
        page.wait_for_timeout(100)
    raise AssertionError(f"La carte n'a pas ses {len(SLUGS_DES_TRACES)} contours au bout de {delai} s.")


def _viser(page: Page, slug: str) -> tuple[float, float]:
    """Les coordonnées, dans la page, d'un point du quartier où un clic l'atteint."""
    dessin = cadre(page)
    trace = dessin.locator(TRACES).nth(SLUGS_DES_TRACES.index(slug))
    trace.scroll_into_view_if_needed()
    point = trace.evaluate(POINT_LIBRE)
    assert point, f"Aucun point du contour de « {slug} » n'est à découvert."
    coin = dessin.frame_element().bounding_box()
    return coin["x"] + point[0], coin["y"] + point[1]


def cliquer(page: Page, slug: str) -> None:
    """Clique dans le contour d'un quartier, en un point que rien ne recouvre."""
    page.mouse.click(*_viser(page, slug))


def bulle(page: Page, slug: str) -> str:
    """Le texte de la bulle qui s'ouvre quand la souris passe sur un quartier, espaces simplifiées."""
    page.mouse.move(*_viser(page, slug))
    return " ".join(cadre(page).locator(".leaflet-tooltip").inner_text().split())


def etiquettes(page: Page) -> list[str]:
    """Ce qui est écrit en permanence sur la carte, un quartier par entrée, espaces simplifiées."""
    return [" ".join(t.split()) for t in cadre(page).locator(".etiquette-carte").all_inner_texts()]
