"""Ce qui, dans une page, sort de l'écran ou se trouve coupé."""

from playwright.sync_api import Page

# Un élément qui défile dans son propre cadre, ou retiré de la vue exprès, ne compte pas.
CHERCHER = """() => {
    const page = document.querySelector('[data-testid=stMain]');
    const nom = (e) => `${e.tagName} ${(e.innerText || e.textContent || '').trim().slice(0, 40)}`;
    const defile = (e) => {
        for (let p = e; p && p !== page; p = p.parentElement) {
            const style = getComputedStyle(p);
            if (/auto|scroll/.test(style.overflowX) && p.scrollWidth > p.clientWidth) return true;
            if (style.position === 'absolute' && p.getBoundingClientRect().right < 0) return true;
        }
        return false;
    };
    const fautes = [];
    if (page.scrollWidth > page.clientWidth) fautes.push(`la page défile : ${page.scrollWidth} > ${page.clientWidth}`);
    for (const e of page.querySelectorAll('*')) {
        if (!e.checkVisibility({visibilityProperty: true})) continue;
        const place = e.getBoundingClientRect();
        if (!place.width || (e.closest('svg') && e.tagName !== 'text')) continue;
        const feuille = !e.childElementCount || e.tagName === 'text';
        const sorti = place.right > innerWidth + 1 || place.left < -1;
        if (feuille && sorti && !defile(e)) fautes.push(`dehors : ${nom(e)}`);
        const style = getComputedStyle(e);
        const cache = /hidden|clip/.test(style.overflowX + style.overflowY) && style.display !== 'inline';
        const trop = e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 3;
        if (e.tagName !== 'text' && e.innerText && e.clientWidth && cache && trop) fautes.push(`coupé : ${nom(e)}`);
    }
    return [...new Set(fautes)];
}"""


def debords(page: Page) -> list[str]:
    """Les éléments hors de l'écran ou coupés, tous les plis ouverts ; liste vide si tout se lit."""
    page.evaluate("for (const d of document.querySelectorAll('main details:not([data-testid])')) d.open = true")
    page.wait_for_timeout(300)
    return page.evaluate(CHERCHER)
