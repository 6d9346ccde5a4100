"""Le dépôt d'un fichier dans un vrai navigateur : corriger ce qui en a été compris, garder cette lecture, la reprendre.

Et, sur la page des crédits d'une tablette, la légende de la carte et le choix d'un quartier au clavier.
"""

import re
import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.outils import carte
from tests.outils.navigateur import Visite, attendre_fin, mots_anglais
from tests.outils.serveur import Serveur

pytestmark = pytest.mark.navigateur

# « Quoi » et « Reste » ne se devinent pas ; rien ne dit que « Aide » est en milliers d'euros.
SUIVI = (
    "Année;Quoi;Pilier;Quartiers;Aide;Reste\n"
    "2022;Atelier lecture;Cohésion sociale;La Conte Ozanam;12,5;vu\n"
    "2022;Chantier;Emploi;Fleming, Grazailles;3;vu\n"
)
LUES = "2 lignes lues : 2 gardées, 0 rejetée."


@pytest.fixture
def suivi(tmp_path: Path) -> Path:
    """Le fichier d'une équipe dont deux titres ne sont à personne d'autre."""
    fichier = tmp_path / "suivi.csv"
    fichier.write_text(SUIVI, encoding="utf-8")
    return fichier


def deposer(visite: Visite, tableau_de_bord: Serveur, suivi: Path) -> Page:
    page = visite.aller(tableau_de_bord.adresse + "/credits?vue=charger")
    page.locator(".st-key-credits_depot input[type=file]").set_input_files(suivi)
    expect(page.get_by_role("heading", name="Ce que contient ce fichier")).to_be_visible()
    attendre_fin(page)
    return page


def lu(page: Page) -> str:
    """Les phrases de la page, espaces insécables rendues ordinaires."""
    return re.sub(r"\s+", " ", " ".join(page.locator("p.phrase, p.reserve, pre.message").all_text_contents()))


def choisir(page: Page, colonne: str, sens: str) -> None:
    page.get_by_role("combobox", name=colonne, exact=True).click()
    page.get_by_role("option", name=sens, exact=True).click()
    attendre_fin(page)


def test_les_colonnes_se_corrigent_la_correspondance_se_garde_et_se_reprend(
    visite: Visite, tableau_de_bord: Serveur, suivi: Path, tmp_path: Path
):
    page = deposer(visite, tableau_de_bord, suivi)
    assert "des colonnes manquent : Intitulé de l'action, Montant accordé" in lu(page)
    assert "Rien ne peut entrer, rien n'a changé." in lu(page)

    # Des titres manquent : le cadre est déjà ouvert. Au clavier, les colonnes se suivent de A à F.
    page.get_by_role("combobox", name="A – Année", exact=True).focus()
    vues = []
    for _ in range(6):
        vues.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("Tab")
    assert vues == ["A – Année", "B – Quoi", "C – Pilier", "D – Quartiers", "E – Aide", "F – Reste"]

    choisir(page, "B – Quoi", "Intitulé de l'action")
    choisir(page, "E – Aide", "Montant accordé, en milliers d'euros")
    assert LUES in lu(page)
    # 12,5 et 3 milliers d'euros.
    assert "Total du fichier (crédits spécifiques) : 15 500 €, 2 actions" in lu(page)
    with page.expect_download() as telechargee:
        page.get_by_role("button", name="Garder cette correspondance").click()
    gardee = tmp_path / "gardee.toml"
    telechargee.value.save_as(gardee)
    dite = tomllib.loads(gardee.read_text(encoding="utf-8"))
    assert (dite["colonnes"]["Quoi"], dite["colonnes"]["Aide"]) == ("intitule", "montant")
    assert dite["unites"] == {"Aide": "milliers"}

    # L'année suivante, dans une autre session : le même fichier, la correspondance gardée.
    page = deposer(visite, tableau_de_bord, suivi)
    assert "Rien ne peut entrer, rien n'a changé." in lu(page)
    depot = page.locator(".st-key-credits_correspondance_depot")
    expect(depot.get_by_role("button", name="Choisir un fichier")).to_be_visible()
    depot.locator("input[type=file]").set_input_files(gardee)
    expect(page.get_by_text("Fichier relu avec la correspondance gardee.toml.")).to_be_attached()
    attendre_fin(page)
    assert LUES in lu(page)
    assert "Total du fichier (crédits spécifiques) : 15 500 €, 2 actions" in lu(page)

    # Une correspondance illisible se dit, et ne défait rien.
    cassee = tmp_path / "cassee.toml"
    cassee.write_text("[colonnes\n", encoding="utf-8")
    depot.locator("input[type=file]").set_input_files(cassee)
    expect(page.get_by_text("le fichier n'est pas du TOML lisible")).to_be_attached()
    assert LUES in lu(page)
    assert mots_anglais(page) == []
    assert visite.dehors == []


def test_sur_une_tablette_la_legende_se_voit_avec_la_carte(visite: Visite, tableau_de_bord: Serveur):
    visite.page.set_viewport_size({"width": 1024, "height": 768})
    page = visite.aller(tableau_de_bord.adresse + "/credits")
    dessin = carte.cadre(page).frame_element().bounding_box()
    bas = [x.bounding_box()["y"] + x.bounding_box()["height"] for x in page.locator(".legende").all()]
    assert len(bas) == 2
    assert dessin["y"] > 0
    assert max(bas) <= 768
    # Cinq étiquettes, aucune sur une autre.
    boites = [e.bounding_box() for e in carte.cadre(page).locator(".etiquette-carte > *").all()]
    assert len(boites) == 5
    paires = [(a, b) for i, a in enumerate(boites) for b in boites[i + 1 :]]
    assert not [1 for a, b in paires if _se_touchent(a, b)]


def _se_touchent(a: dict[str, float], b: dict[str, float]) -> bool:
    return (
        a["x"] < b["x"] + b["width"]
        and b["x"] < a["x"] + a["width"]
        and a["y"] < b["y"] + b["height"]
        and b["y"] < a["y"] + a["height"]
    )


def test_le_quartier_se_choisit_au_clavier_sans_la_carte(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse + "/credits")
    # La carte, en s'installant, fait refaire la page : le clavier attend qu'elle soit là.
    carte.cadre(page)
    attendre_fin(page)
    groupe = page.get_by_role("radiogroup", name="Quartier")
    expect(groupe.get_by_role("radio", checked=True)).to_have_accessible_name("Tous les quartiers")
    groupe.get_by_role("radio", checked=True).focus()
    page.keyboard.press("ArrowRight")
    expect(groupe.get_by_role("radio", name="La Conte", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("quartier=la-conte-ozanam"))
    attendre_fin(page)
    expect(page.get_by_role("radio", name="La Conte", exact=True)).to_be_checked()
    expect(page.get_by_role("heading", name="La Conte - Ozanam : montant par pilier")).to_be_visible()
