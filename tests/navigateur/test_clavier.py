"""Au clavier seul : tout s'atteint, dans l'ordre, le focus se voit et ne se perd pas ; ce qui change est annoncé."""

import pytest
from playwright.sync_api import Page

from tests.outils.adresses import AVEC_CARTE, TITRES
from tests.outils.clavier import CLIQUABLES, ICI, arret, parcourir
from tests.outils.contrastes import OBJET, contraste
from tests.outils.navigateur import Visite, attendre_fin, attendre_traces
from tests.outils.serveur import Serveur

pytestmark = pytest.mark.navigateur

SITE = "Les quartiers prioritaires de Carcassonne"
PAGES = ("", "grazailles?section=revenus", "comparaisons", "credits", "fiabilite", "presentation", "accessibilite")


def attendre_focus(page: Page, nom: str) -> str:
    """Attend que l'élément de ce nom ait le focus ; rend le nom de celui qui l'a."""
    for _ in range(40):
        ici = arret(page)
        if ici is not None and ici.nom == nom:
            return nom
        page.wait_for_timeout(100)
    return ici.nom if ici else ""


def attendre_annonce(page: Page, debut: str) -> str:
    """Attend que la zone d'annonces dise ce début ; rend ce qu'elle dit."""
    for _ in range(40):
        dit = page.locator("#annonce").text_content() or ""
        if dit.startswith(debut):
            return dit
        page.wait_for_timeout(100)
    return dit


@pytest.mark.parametrize("adresse", PAGES, ids=lambda adresse: "/" + adresse)
def test_tout_s_atteint_dans_l_ordre_et_le_focus_se_voit(visite: Visite, tableau_de_bord: Serveur, adresse: str):
    page = visite.aller(f"{tableau_de_bord.adresse}/{adresse}")
    if adresse in AVEC_CARTE:
        attendre_traces(page, 5)
    attendus = page.evaluate(CLIQUABLES)
    arrets = parcourir(page)
    assert arrets[0].nom == "Aller au contenu"
    dessines = [a for a in arrets if a.balise != "IFRAME"]
    assert len({a.element for a in dessines}) == attendus
    assert [a.ordre for a in arrets] == sorted(a.ordre for a in arrets)
    assert [a.nom for a in arrets if not a.nom] == []
    invisibles = [a for a in dessines if a.trait != "solid" or a.largeur < 2 or contraste(a.couleur) < OBJET]
    assert invisibles == []


def test_le_lien_d_evitement_mene_au_titre(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(f"{tableau_de_bord.adresse}/piliers")
    page.keyboard.press("Tab")
    evitement = arret(page)
    assert (evitement.nom, evitement.gauche >= 0) == ("Aller au contenu", True)
    page.keyboard.press("Enter")
    assert attendre_focus(page, "Les piliers du contrat de ville") == "Les piliers du contrat de ville"
    page.keyboard.press("Tab")
    # Le menu est sauté : le premier arrêt est le choix du pilier.
    assert page.evaluate("document.activeElement.getAttribute('role')") == "radio"


def test_une_page_ouverte_au_clavier_reprend_a_son_titre(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(f"{tableau_de_bord.adresse}/acteurs")
    menu = page.get_by_role("navigation", name="Pages")
    assert menu.get_by_role("link", name="Acteurs").get_attribute("aria-current") == "page"
    menu.get_by_role("link", name="Piliers").press("Enter")
    assert attendre_focus(page, "Les piliers du contrat de ville") == "Les piliers du contrat de ville"
    assert page.title() == f"Piliers – {SITE}"
    courantes = page.locator("[aria-current=page]").all_inner_texts()
    assert courantes == ["Piliers"]


def test_un_choix_garde_le_focus_et_s_annonce(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(f"{tableau_de_bord.adresse}/credits?vue=annees")
    mesure = page.get_by_role("radiogroup", name="Mesure")
    mesure.get_by_role("radio", checked=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert attendre_annonce(page, "Affichage mis à jour.").startswith("Affichage mis à jour.")
    assert "mesure=" in page.url
    assert page.evaluate("document.activeElement.getAttribute('aria-checked')") == "true"


def test_les_reglages_s_ouvrent_et_se_quittent_au_clavier(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(f"{tableau_de_bord.adresse}/credits?vue=annees")
    page.get_by_role("button", name="Réglages").press("Enter")
    assert attendre_focus(page, "Enveloppe") == "Enveloppe"
    page.keyboard.press("Shift+Tab")
    assert arret(page).nom.startswith("Réglages")
    page.get_by_role("button", name="Réglages").press("Escape")
    page.wait_for_selector("[data-testid=stPopoverBody]", state="detached")
    assert arret(page).nom.startswith("Réglages")


def test_la_presentation_s_annonce_et_se_quitte(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(f"{tableau_de_bord.adresse}/presentation?presentation=quartier&quartier=grazailles")
    page.keyboard.press("ArrowRight")
    assert attendre_annonce(page, "Grazailles · En bref") == "Grazailles · En bref"
    page.keyboard.press("End")
    attendre_fin(page)
    assert "etape=6" in page.url
    page.get_by_role("button", name="Quitter").focus()
    page.keyboard.press("Escape")
    assert attendre_focus(page, TITRES["presentation"] + " en comité") == "Présenter en comité"


def test_le_cadre_de_la_carte_a_un_nom_francais(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse)
    attendre_traces(page, 5)
    assert page.locator("iframe").get_attribute("title") == "Carte des quartiers"
    carte = page.frames[1].locator(".leaflet-container")
    assert carte.get_attribute("aria-label") == "Carte des quartiers. Les flèches la déplacent."


def test_les_zones_de_la_page(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(f"{tableau_de_bord.adresse}/grazailles?section=population")
    page.wait_for_selector("[role=navigation]")
    assert page.evaluate("document.documentElement.lang") == "fr"
    menus = page.get_by_role("navigation")
    assert [m.get_attribute("aria-label") for m in menus.all()] == ["Pages", "Quartiers", "Bas de page"]
    assert page.get_by_role("main").count() == 1
    assert page.locator("footer").count() == 1
    assert page.evaluate("[...document.querySelectorAll('[tabindex]')].filter((e) => e.tabIndex > 0).length") == 0
    sans_texte = "[...document.querySelectorAll('[data-testid=stPlotlyChart]')].filter((e) => !e.ariaLabel).length"
    assert page.evaluate(sans_texte) == 0
    sans_portee = "(t) => !t.caption || t.querySelector('th:not([scope])')"
    assert page.evaluate(f"[...document.querySelectorAll('table')].filter({sans_portee}).length") == 0


def test_le_parcours_voit_un_focus_perdu(visite: Visite, tableau_de_bord: Serveur):
    # Sans quoi une liste vide ne prouverait rien : un style qui éteint le focus doit être vu.
    page = visite.aller(f"{tableau_de_bord.adresse}/accessibilite")
    page.add_style_tag(content=".stApp a:focus-visible { outline: none !important; }")
    page.keyboard.press("Tab")
    assert page.evaluate(ICI)["trait"] == "none"
