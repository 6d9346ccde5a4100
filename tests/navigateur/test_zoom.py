"""Agrandir, espacer, arrêter le mouvement, imposer ses couleurs : la page suit le réglage du lecteur.

Références : WCAG 2.1, critères 1.4.4 (200 %), 1.4.10 (320 pixels de large), 1.4.12 (espacement du texte), 2.3.3 ; RGAA
4.1, critères 10.4, 10.11, 10.12, 13.8. Un écran de 1 920 pixels agrandi deux fois en laisse 960.
"""

import json

import pytest
from playwright.sync_api import Browser

from tests.outils.debords import debords
from tests.outils.navigateur import Visite, visiter
from tests.outils.serveur import Serveur

pytestmark = pytest.mark.navigateur

PAGES = ("", "grazailles?section=revenus", "comparaisons?vue=ecarts", "credits", "acteurs", "parole", "accessibilite")
ETROITES = (
    "",
    "grazailles?section=revenus",
    "credits?vue=flux",
    "presentation?presentation=quartier&quartier=grazailles",
)
# Les valeurs du critère 1.4.12, posées avant le premier dessin, comme le ferait la feuille d'un lecteur.
ESPACE = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
    " p { margin-bottom: 2em !important; }"
)
POSER = """document.addEventListener("DOMContentLoaded", () => {
    const feuille = document.createElement("style");
    feuille.textContent = %s;
    document.head.append(feuille);
});"""
DUREES = """() => [...document.querySelectorAll('*')].filter((e) => {
    const style = getComputedStyle(e);
    return parseFloat(style.transitionDuration) > 0 && style.transitionProperty !== 'none'
        || style.animationName !== 'none';
}).map((e) => e.outerHTML.slice(0, 100))"""


def lus(ouvert: Browser, tableau_de_bord: Serveur, adresses: tuple[str, ...], **fenetre) -> dict[str, list[str]]:
    """Ce qui déborde sur chaque adresse, dans une fenêtre ainsi réglée ; les adresses sans faute n'y sont pas."""
    with visiter(ouvert, **fenetre) as visite:
        return {a: f for a in adresses if (f := debords(visite.aller(f"{tableau_de_bord.adresse}/{a}")))}


def test_deux_fois_plus_grand_rien_ne_sort_ni_n_est_coupe(chromium_ouvert: Browser, tableau_de_bord: Serveur):
    fenetre = {"viewport": {"width": 960, "height": 540}, "device_scale_factor": 2}
    assert lus(chromium_ouvert, tableau_de_bord, PAGES, **fenetre) == {}


def test_quatre_fois_plus_grand_la_page_ne_defile_que_de_haut_en_bas(
    chromium_ouvert: Browser, tableau_de_bord: Serveur
):
    assert lus(chromium_ouvert, tableau_de_bord, ETROITES, viewport={"width": 320, "height": 640}) == {}


def test_un_texte_espace_par_le_lecteur_n_est_pas_coupe(visite: Visite, tableau_de_bord: Serveur):
    visite.page.add_init_script(POSER % json.dumps(ESPACE))
    fautes = {a: f for a in PAGES[:4] if (f := debords(visite.aller(f"{tableau_de_bord.adresse}/{a}")))}
    assert visite.page.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing") != "normal"
    assert fautes == {}


@pytest.mark.parametrize(("reglage", "bouge"), [("reduce", False), ("no-preference", True)])
def test_rien_ne_bouge_pour_qui_le_demande(
    chromium_ouvert: Browser, tableau_de_bord: Serveur, reglage: str, bouge: bool
):
    # Au repos Streamlit n'anime rien ; ses attentes et ses bulles, si. Un mouvement posé ici tient leur place.
    with visiter(chromium_ouvert, reduced_motion=reglage) as visite:
        page = visite.aller(f"{tableau_de_bord.adresse}/accessibilite")
        page.add_style_tag(content="h1 { transition: color 1s; } h2 { animation: spin 1s; }")
        assert (page.evaluate(DUREES) != []) is bouge


def test_les_couleurs_du_systeme_laissent_voir_les_graphiques_et_les_choix(
    chromium_ouvert: Browser, tableau_de_bord: Serveur
):
    with visiter(chromium_ouvert, forced_colors="active", color_scheme="dark") as visite:
        page = visite.aller(f"{tableau_de_bord.adresse}/grazailles?section=revenus")
        style = "(q) => (({backgroundColor, outlineStyle}) => [backgroundColor, outlineStyle])"
        style += "(getComputedStyle(document.querySelector(q)))"
        # Les textes d'un graphique sont foncés quoi qu'il arrive : il leur faut leur fond clair.
        assert page.evaluate(style, "[data-testid=stPlotlyChart]")[0] == "rgb(255, 255, 255)"
        for marque in ("[class*=st-key-lien_actif] a", "[data-testid=stButtonGroup] [aria-checked=true]"):
            assert page.evaluate(style, marque)[1] == "solid"


def test_ce_qui_sort_de_l_ecran_est_vu(visite: Visite, tableau_de_bord: Serveur):
    # Sans quoi une liste vide ne prouverait rien.
    page = visite.aller(f"{tableau_de_bord.adresse}/accessibilite")
    assert debords(page) == []
    page.add_style_tag(content=".chapeau { width: 3000px; max-width: none !important; }")
    assert debords(page)[0].startswith("la page défile")
