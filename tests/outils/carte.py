"""Se servir de la carte comme une personne : trouver un quartier, le survoler, cliquer dessus, lire ce qui s'affiche."""

import time

from playwright.sync_api import Error, Frame, Locator, Page

TRACES = "path.leaflet-interactive"
# Les contours sont dessinés dans l'ordre des codes officiels.
SLUGS_DES_TRACES = (
    "la-conte-ozanam", "le-viguier-saint-jacques", "bastide-pont-vieux", "fleming-la-reille", "grazailles",
)
# Le premier point où le contour est vraiment au-dessus de tout, en pixels depuis son coin : un
# quartier n'est pas convexe, et une étiquette peut recouvrir son milieu.
POINT_LIBRE = """trace => {
    const boite = trace.getBoundingClientRect();
    for (const pas of [2, 3, 5, 8, 13, 21, 34]) {
        for (let i = 1; i < pas; i++) for (let j = 1; j < pas; j++) {
            const x = boite.left + boite.width * i / pas, y = boite.top + boite.height * j / pas;
            if (document.elementFromPoint(x, y) === trace) return {x: x - boite.left, y: y - boite.top};
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


def _viser(page: Page, slug: str) -> tuple[Locator, dict[str, float]]:
    trace = cadre(page).locator(TRACES).nth(SLUGS_DES_TRACES.index(slug))
    trace.scroll_into_view_if_needed()
    point = trace.evaluate(POINT_LIBRE)
    assert point, f"Aucun point du contour de « {slug} » n'est à découvert."
    return trace, point


def cliquer(page: Page, slug: str) -> None:
    """Clique dans le contour d'un quartier, en un point que rien ne recouvre."""
    trace, point = _viser(page, slug)
    trace.click(position=point)


def bulle(page: Page, slug: str) -> str:
    """Le texte de la bulle qui s'ouvre quand la souris passe sur un quartier, espaces simplifiées."""
    trace, point = _viser(page, slug)
    trace.hover(position=point)
    return " ".join(cadre(page).locator(".leaflet-tooltip").inner_text().split())


def etiquettes(page: Page) -> list[str]:
    """Ce qui est écrit en permanence sur la carte, un quartier par entrée, espaces simplifiées."""
    return [" ".join(t.split()) for t in cadre(page).locator(".etiquette-carte").all_inner_texts()]
