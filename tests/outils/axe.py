"""Passe axe-core sur une page et ses cadres."""

from dataclasses import dataclass

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page


@dataclass(frozen=True, slots=True)
class Violation:
    """Une règle enfreinte par un élément : la règle, la cible (sélecteurs), le code de l'élément."""

    regle: str
    cible: str
    code: str


def passer_axe(page: Page) -> list[Violation]:
    """Les violations de la page et de ses cadres (la carte est dans un cadre), une par élément."""
    for cadre in page.frames:
        cadre.evaluate(AXE_SCRIPT)
    resultat = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        Violation(violation["id"], " ".join(str(cible) for cible in noeud["target"]), noeud["html"][:200])
        for violation in resultat["violations"]
        for noeud in violation["nodes"]
    ]
