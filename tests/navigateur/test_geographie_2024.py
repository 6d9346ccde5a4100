"""Les contours de 2024 par-dessus ceux de 2015, dans un vrai navigateur : à la demande, sans gêner la souris."""

import pytest
from playwright.sync_api import Page, expect

from tests.outils import carte
from tests.outils.axe import passer_axe
from tests.outils.navigateur import Visite, attendre_fin, mots_anglais
from tests.outils.serveur import Serveur

pytestmark = pytest.mark.navigateur

# Un tracé de Leaflet qui n'est pas cliquable et porte des tirets : ceux de 2024, et eux seuls.
TIRETES = "path[stroke-dasharray='8 6']:not(.leaflet-interactive)"
QUARTIERS = 5
AVIS = "Ce qui a changé en 2024"


def tiretes(page: Page) -> int:
    """Le nombre de contours tiretés sur la carte."""
    return carte.cadre(page).locator(TIRETES).count()


def test_un_bouton_pose_les_contours_de_2024_et_les_retire(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse + "/")
    assert tiretes(page) == 0
    assert page.get_by_role("heading", name=AVIS).count() == 0
    # Une marque dans le cadre : si la carte était refaite (et clignotait), elle serait perdue.
    carte.cadre(page).evaluate("window.qpvTemoin = 'la même carte'")

    page.get_by_role("radio", name="Avec les contours de 2024 par-dessus").click()
    page.wait_for_url("**/?geographie=2024")
    expect(carte.cadre(page).locator(TIRETES)).to_have_count(QUARTIERS)
    assert {carte.cadre(page).locator(TIRETES).nth(i).get_attribute("fill") for i in range(QUARTIERS)} == {"none"}
    expect(page.get_by_role("heading", name=AVIS)).to_be_visible()
    legende = page.get_by_role("list", name="Légende de la carte").inner_text()
    assert legende.splitlines()[-1].split() == ["tireté", ":", "contour", "de", "2024"]

    page.get_by_role("radio", name="Quartiers de 2015").click()
    page.wait_for_url(tableau_de_bord.adresse + "/")
    expect(carte.cadre(page).locator(TIRETES)).to_have_count(0)
    expect(page.get_by_role("heading", name=AVIS)).to_have_count(0)
    assert carte.cadre(page).evaluate("window.qpvTemoin") == "la même carte"
    assert (visite.dehors, visite.console) == ([], [])


def test_l_adresse_suffit_et_l_avis_dit_ce_qui_ne_se_calcule_pas(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse + "/?geographie=2024")
    expect(carte.cadre(page).locator(TIRETES)).to_have_count(QUARTIERS)
    avis = " ".join(page.locator(".st-key-bloc_geographie-2024").inner_text().split())
    for dit in (
        "change un contour sur cinq : Grazailles",
        "mais notre fichier de 2024 en diffère",
        "941 habitants en 2020",
        "Aucun calcul ne se fait d'une géographie à l'autre",
        "De seconde main",
    ):
        assert dit in avis
    # Les valeurs sur la carte restent celles de 2015.
    assert carte.etiquettes(page)[4] == "Grazailles 52 %"
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    assert passer_axe(page) == []
    assert (mots_anglais(page), visite.dehors, visite.console) == ([], [], [])


def test_les_tirets_laissent_passer_le_clic(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse + "/?geographie=2024")
    expect(carte.cadre(page).locator(TIRETES)).to_have_count(QUARTIERS)
    carte.cliquer(page, "grazailles")
    page.wait_for_url("**/grazailles*", timeout=15_000)
    attendre_fin(page)
    assert page.locator("h1").all_inner_texts() == ["Grazailles"]
    assert (visite.dehors, visite.console) == ([], [])


def test_une_geographie_inconnue_montre_celle_de_2015(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse + "/?geographie=1999")
    assert tiretes(page) == 0
    assert page.get_by_role("status").filter(has_text="1999").count() == 1
