"""La page Présenter dans un vrai navigateur : ce qu'une équipe y fait la veille d'un comité."""

import io

import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation

from tests.outils.navigateur import Visite, attendre_fin
from tests.outils.serveur import Serveur

pytestmark = pytest.mark.navigateur

ETAPE = "#contenu"


def appuyer(page: Page, touche: str) -> None:
    """Une touche, une fois les boutons qui la portent à l'écran."""
    attendre_fin(page)
    page.keyboard.press(touche)


def test_de_l_accueil_a_la_projection_au_clavier_et_retour(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse)
    page.get_by_role("link", name="Présenter").first.click()
    page.get_by_role("button", name="Commencer").first.click()
    expect(page.locator(ETAPE)).to_have_text("Le contrat de ville en dix étapes · Où vit-on avec peu\u202f?")
    # La carte de cette étape répond au serveur : l'adresse doit déjà porter la présentation, sinon elle se referme.
    expect(page).to_have_url(f"{tableau_de_bord.adresse}/presentation?presentation=contrat")
    appuyer(page, "ArrowRight")
    expect(page.locator(ETAPE)).to_have_text("Le contrat de ville en dix étapes · Les cinq quartiers")
    expect(page).to_have_url(f"{tableau_de_bord.adresse}/presentation?presentation=contrat&etape=2")
    appuyer(page, "End")
    expect(page.locator(ETAPE)).to_have_text("Le contrat de ville en dix étapes · Et maintenant")
    appuyer(page, "Home")
    expect(page.locator(ETAPE)).to_have_text("Le contrat de ville en dix étapes · Où vit-on avec peu\u202f?")
    appuyer(page, "Escape")
    expect(page.locator(ETAPE)).to_have_text("Présenter en comité")
    expect(page).to_have_url(f"{tableau_de_bord.adresse}/presentation")
    page.go_back()  # un seul pas : la dernière étape vue
    expect(page).to_have_url(f"{tableau_de_bord.adresse}/presentation?presentation=contrat")


def test_un_bloc_mis_de_cote_se_projette_avec_les_filtres_de_sa_page(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(f"{tableau_de_bord.adresse}/credits?pilier=emploi&de=2018&a=2020")
    page.get_by_role("button", name="Ajouter à ma sélection").first.click()
    expect(page.get_by_role("button", name="Retirer de ma sélection")).to_have_count(1)
    page.get_by_role("link", name="Présenter").first.click()
    page.get_by_role("button", name="Projeter ma sélection").click()
    vue = "Ma sélection · Montant par quartier\u00a0: Développement économique et emploi, 2018 à 2020"
    expect(page.locator(ETAPE)).to_have_text(vue)
    copiee = page.url
    assert "panier=credits-quartiers-emploi-montant" in copiee
    assert visite.aller(copiee).locator(ETAPE).inner_text() == vue


@pytest.mark.parametrize("presse_papiers", [True, False])
def test_le_lien_de_la_vue_se_copie_d_un_clic(visite: Visite, tableau_de_bord: Serveur, presse_papiers: bool):
    if not presse_papiers:  # un intranet sans certificat
        visite.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    panier = ".".join(f"credits-quartiers-{p}-montant" for p in ("total", "emploi", "cohesion_sociale", "cadre_de_vie"))
    page = visite.aller(f"{tableau_de_bord.adresse}/presentation?panier={panier}")
    page.get_by_text("Copier le lien de cette vue").click()
    page.evaluate("document.addEventListener('copy', () => { window.copie = String(getSelection()) })")
    page.get_by_role("button", name="Copier", exact=True).click()
    expect(page.locator("details [role=status]")).to_have_text("Lien copié.")
    if not presse_papiers:
        assert page.evaluate("window.copie") == page.url


def test_l_ecran_d_un_projecteur_montre_toute_l_etape(visite: Visite, tableau_de_bord: Serveur):
    visite.page.set_viewport_size({"width": 1920, "height": 1080})
    for etape in ("presentation=contrat&etape=6", "presentation=contrat&etape=10", "presentation=credits&etape=3"):
        page = visite.aller(f"{tableau_de_bord.adresse}/presentation?{etape}")
        source = page.locator(".st-key-diapositive .source, .st-key-diapositive table").last.bounding_box()
        assert source["y"] + source["height"] <= page.locator(".st-key-commandes").bounding_box()["y"], etape


def test_quatre_clics_de_l_accueil_au_diaporama_de_fleming_et_des_credits(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse)
    page.get_by_role("link", name="Présenter").first.click()
    page.get_by_role("button", name="Fleming - La Reille").nth(1).click()  # la première projette, celle-ci choisit
    page.get_by_role("button", name="Les crédits").click()
    expect(page.get_by_text("Comité du contrat de ville\u00a0: 15 éléments")).to_be_visible()
    with page.expect_download() as recu:
        page.get_by_role("button", name="PowerPoint").click()
    assert recu.value.suggested_filename == "comite.pptx"
    diapos = Presentation(io.BytesIO(recu.value.path().read_bytes())).slides
    # La couverture, six étapes du quartier, cinq des crédits, les sources : chiffres et « En bref » sont réunis.
    assert len(diapos) == 13
