"""Parcourir une page au clavier seul, et mesurer ce que l'on y voit."""

from dataclasses import dataclass

from playwright.sync_api import Page

ARRETS_AU_PLUS = 150
# Ce qui peut recevoir un clic. Un groupe de boutons à choix n'a qu'un arrêt : les flèches vont de l'un à l'autre.
CLIQUABLES = """() => {
    const vu = (e) => e.checkVisibility({visibilityProperty: true}) && !e.disabled;
    const arrets = [...document.querySelectorAll(
        'a[href], button, summary, input, select, textarea, [role=region][tabindex="0"]')].filter(vu);
    const groupes = new Map();
    return arrets.filter((e) => {
        const groupe = e.closest('[role=radiogroup], [data-testid=stButtonGroup]');
        if (!groupe) return true;
        if (groupes.has(groupe)) return false;
        groupes.set(groupe, e);
        return true;
    }).length;
}"""
ICI = """() => {
    const e = document.activeElement;
    if (!e || e === document.body || e.dataset.testid === 'stMain') return null;
    const style = getComputedStyle(e), place = e.getBoundingClientRect();
    const groupe = e.closest('[role=radiogroup], [data-testid=stButtonGroup]');
    if (!window.qpvRangs) window.qpvRangs = new Map();
    const rangs = window.qpvRangs;
    if (!rangs.has(e)) rangs.set(e, rangs.size);
    const tous = [...document.querySelectorAll('*')];
    return {
        element: rangs.get(e), ordre: tous.indexOf(groupe ?? e), balise: e.tagName,
        nom: (e.getAttribute('aria-label') || e.innerText || e.title || '').trim().slice(0, 60),
        trait: e.tagName === 'IFRAME' ? 'cadre' : style.outlineStyle, largeur: parseFloat(style.outlineWidth),
        couleur: style.outlineColor, gauche: place.left, droite: place.right,
    };
}"""


@dataclass(frozen=True, slots=True)
class Arret:
    """Un arrêt de la touche Tab : son rang dans le document, son nom, le trait du focus."""

    element: int
    ordre: int
    balise: str
    nom: str
    trait: str
    largeur: float
    couleur: str
    gauche: float
    droite: float


def arret(page: Page) -> Arret | None:
    """L'élément qui a le focus ; None si c'est la page elle-même."""
    lu = page.evaluate(ICI)
    return Arret(**lu) if lu else None


def parcourir(page: Page) -> list[Arret]:
    """Tous les arrêts, du haut de la page jusqu'au retour au début ; le cadre d'une carte compte une fois."""
    arrets: list[Arret] = []
    for _ in range(ARRETS_AU_PLUS):
        page.keyboard.press("Tab")
        ici = arret(page)
        if ici is None:
            break
        if not arrets or arrets[-1].element != ici.element:
            arrets.append(ici)
    return arrets
