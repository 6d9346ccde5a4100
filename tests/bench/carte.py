"""Changer de pilier, mesuré dans un vrai navigateur : `python -m tests.bench.carte`.

Deux durées, médianes de cinq, sur la page des crédits : l'ouverture (de la demande aux cinq étiquettes dessinées)
et un changement de pilier (du clic aux cinq étiquettes neuves). Vérifie aussi que la carte n'est pas refaite et
qu'elle ne bouge pas. Code de sortie 1 si un changement coûte plus du tiers d'une ouverture.
"""

import statistics
import sys
import time

from playwright.sync_api import Page

from tests.bench.releve import Releve, imprimer, ms, nombre
from tests.outils import carte
from tests.outils.navigateur import attendre_fin, navigateur, visiter
from tests.outils.serveur import serveur

REPETITIONS, PART_PERMISE = 5, 1 / 3
PILIERS = ("Emploi", "Cadre de vie", "Cohésion sociale", "Tous les piliers", "Emploi")
DESSINEES = """n => {
    const lues = [...document.querySelectorAll('.etiquette-carte')].map(e => e.innerText);
    return lues.length === 5 && lues.join('|') !== n;
}"""


def _textes(page: Page) -> str:
    return carte.cadre(page).evaluate(
        "[...document.querySelectorAll('.etiquette-carte')].map(e => e.innerText).join('|')"
    )


def ouverture(ouvert, adresse: str) -> float:
    """Les secondes entre la demande et les cinq étiquettes dessinées, dans une fenêtre neuve."""
    with visiter(ouvert) as visite:
        debut = time.perf_counter()
        visite.page.goto(adresse)
        carte.cadre(visite.page).wait_for_function(DESSINEES, arg="", polling=10)
        return time.perf_counter() - debut


def changements(ouvert, adresse: str) -> tuple[list[float], bool]:
    """Les secondes de chaque changement de pilier, et si la carte est restée la même, à la même place."""
    with visiter(ouvert) as visite:
        page = visite.aller(adresse)
        cadre = carte.cadre(page)
        cadre.evaluate("window.qpvTemoin = 1")
        place, durees, stable = cadre.frame_element().bounding_box(), [], True
        for pilier in PILIERS:
            avant = _textes(page)
            debut = time.perf_counter()
            page.get_by_role("radio", name=pilier, exact=True).click()
            cadre.wait_for_function(DESSINEES, arg=avant, polling=10)
            durees.append(time.perf_counter() - debut)
            attendre_fin(page)
            stable &= cadre.evaluate("window.qpvTemoin === 1") and cadre.frame_element().bounding_box() == place
        return durees, stable


def releves() -> list[Releve]:
    """Les lignes du tableau des performances."""
    with navigateur() as ouvert, serveur() as marche:
        adresse = f"{marche.adresse}/credits"
        ouverture(ouvert, adresse)  # échauffement : les tables se lisent au premier affichage
        page = statistics.median(ouverture(ouvert, adresse) for _ in range(REPETITIONS))
        durees, stable = changements(ouvert, adresse)
    pilier = statistics.median(durees)
    mesure = f"{ms(pilier)}, soit {nombre(100 * pilier / page, 0)} % d'une ouverture"
    return [
        Releve("crédits : de la demande aux cinq étiquettes de la carte", ms(page)),
        Releve("crédits : changer de pilier", mesure, "≤ un tiers d'une ouverture", pilier <= page * PART_PERMISE),
        Releve("la carte reste la même, à la même place", "oui" if stable else "non", "oui", stable),
    ]


def main() -> int:
    """Imprime le tableau ; rend 1 si la limite est dépassée ou si la carte a bougé."""
    return imprimer(releves())


if __name__ == "__main__":
    sys.exit(main())
