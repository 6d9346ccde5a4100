"""Ouvrir une page et en changer, dans un vrai navigateur : `python -m tests.bench.navigation`.

Trois durées, médianes de sept, sur un serveur qui a déjà servi chaque page :

- **premier affichage** : de la demande, dans une fenêtre neuve sans rien en mémoire, au script fini et à la page
  sans emplacement en attente ; à côté de la même chose pour une page Streamlit vide ;
- **changement de page** : du clic dans le menu au titre de la page suivante, script fini ;
- **titre** : de la demande au titre lisible.

Code de sortie 1 si une limite est dépassée.
"""

import statistics
import sys
import time

from playwright.sync_api import Browser, Page

from tests.bench.pages import page_vide
from tests.bench.releve import Releve, imprimer, ms, nombre
from tests.outils.navigateur import attendre_fin, navigateur, visiter
from tests.outils.serveur import serveur

REPETITIONS = 7
FOIS_VIDE, CHANGEMENT_S = 1.6, 0.4
ADRESSES = ("", "fleming-la-reille", "comparaisons", "credits")
FINIE = """titre => {
    const appli = document.querySelector('[data-testid=stApp]');
    const h1 = document.querySelector('h1');
    if (!h1 || h1.innerText === titre || titre === null) return Boolean(h1) && titre === null;
    return appli?.getAttribute('data-test-script-state') === 'notRunning'
        && !appli.querySelector('[data-testid=stSkeleton]');
}"""


def premier_affichage(ouvert: Browser, adresse: str) -> tuple[float, float]:
    """Les secondes jusqu'au titre, et jusqu'à la page finie, dans une fenêtre neuve."""
    with visiter(ouvert) as visite:
        debut = time.perf_counter()
        visite.page.goto(adresse, wait_until="commit")
        visite.page.wait_for_function(FINIE, arg=None, polling=10)
        titre = time.perf_counter() - debut
        visite.page.wait_for_function(FINIE, arg="", polling=10)
        return titre, time.perf_counter() - debut


def medianes(ouvert: Browser, adresse: str) -> tuple[float, float]:
    """Les médianes de sept ouvertures, après une première qui ne compte pas."""
    premier_affichage(ouvert, adresse)
    durees = [premier_affichage(ouvert, adresse) for _ in range(REPETITIONS)]
    return statistics.median(t for t, _ in durees), statistics.median(f for _, f in durees)


def changer(page: Page, slug: str) -> float:
    """Les secondes entre le clic dans le menu et la page suivante finie."""
    attendre_fin(page)
    titre = page.inner_text("h1")
    lien = page.locator(f"a[data-testid=stPageLink-NavLink][href='{slug}']").first
    debut = time.perf_counter()
    lien.click()
    page.wait_for_function(FINIE, arg=titre, polling=10)
    return time.perf_counter() - debut


def releves() -> list[Releve]:
    """Les lignes du tableau des performances."""
    lignes = []
    with navigateur() as ouvert:
        with page_vide() as chemin, serveur(application=chemin) as marche:
            _, vide = medianes(ouvert, f"{marche.adresse}/")
        lignes.append(Releve("premier affichage d'une page Streamlit vide", ms(vide)))
        with serveur() as marche:
            for slug in ADRESSES:
                titre, finie = medianes(ouvert, f"{marche.adresse}/{slug}")
                mesure = f"{ms(finie)}, soit {nombre(finie / vide, 2)} fois la page vide (titre : {ms(titre)})"
                quoi = f"premier affichage de /{slug}"
                lignes.append(Releve(quoi, mesure, "≤ 1,6 fois la page vide", finie <= FOIS_VIDE * vide))
            with visiter(ouvert) as visite:
                page = visite.aller(f"{marche.adresse}/")
                durees = {}
                for _ in range(REPETITIONS):
                    for slug in (*ADRESSES[1:], ADRESSES[0]):
                        durees.setdefault(slug, []).append(changer(page, slug))
            for slug, mesurees in durees.items():
                duree = statistics.median(mesurees)
                lignes.append(Releve(f"changement de page vers /{slug}", ms(duree), "≤ 0,4 s", duree <= CHANGEMENT_S))
    return lignes


def main() -> int:
    """Imprime le tableau ; rend 1 si une limite est dépassée."""
    return imprimer(releves())


if __name__ == "__main__":
    sys.exit(main())
