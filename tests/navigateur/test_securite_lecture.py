"""Le mot de passe de lecture vu d'un navigateur : rien avant lui, tout après, sans perdre la vue demandée."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.outils.axe import passer_axe
from tests.outils.canal import demander
from tests.outils.navigateur import Visite, attendre_fin, attendre_traces, mots_anglais, visiter
from tests.outils.serveur import Serveur, serveur

pytestmark = pytest.mark.navigateur

BON = "lecture-du-comité"
VUE = "/comparaisons?vue=indicateur&indicateur=revenu_median&annee=2015"


@pytest.fixture(scope="module")
def garde() -> Iterator[Serveur]:
    """Un serveur gardé, partagé par les essais du fichier."""
    with serveur(QPV_MOT_DE_PASSE_LECTURE=BON) as en_marche:
        yield en_marche


def test_rien_n_arrive_avant_le_mot_de_passe(visite: Visite, garde: Serveur):
    recues: list[str] = []
    visite.page.on("response", lambda r: recues.append(r.url))
    visite.page.goto(garde.adresse + VUE)
    assert (visite.page.title(), visite.page.locator("h1").inner_text()) == ("Accès réservé", "Accès réservé")
    # Une seule requête, et celle que Chromium fait toujours pour l'icône de l'onglet : ni script, ni canal.
    assert [u for u in recues if not u.endswith("/favicon.ico")] == [garde.adresse + VUE]
    assert (visite.octets_recus, visite.dehors) == ([], [])
    assert (passer_axe(visite.page), mots_anglais(visite.page)) == ([], [])


def test_au_clavier_le_mot_de_passe_ouvre_la_vue_demandee(visite: Visite, garde: Serveur):
    page = visite.page
    page.goto(garde.adresse + VUE)
    page.keyboard.type("pas le bon")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert " ".join(page.get_by_role("alert").inner_text().split()) == "Ce n'est pas le bon mot de passe."
    assert page.url == garde.adresse + VUE  # l'essai n'est pas dans l'adresse, et la vue demandée y reste
    page.keyboard.type(BON)
    page.keyboard.press("Enter")
    page.locator("[data-testid=stApp]").wait_for()
    attendre_fin(page)
    assert page.url == garde.adresse + VUE
    assert page.locator("h3").first.inner_text() == "Revenu médian, 2015"
    # Une page rechargée, un autre lien, un autre onglet : le mot de passe n'est plus demandé.
    for adresse in ("/", "/grazailles?section=revenus"):
        visite.aller(garde.adresse + adresse)
    autre = page.context.new_page()
    autre.goto(garde.adresse + "/credits")
    assert attendre_traces(autre, 5) >= 5
    assert page.evaluate("document.cookie.includes('qpv_lecture')") is False  # illisible par un script
    assert BON not in garde.lire_journal()


def test_le_fichier_d_une_session_ne_s_ouvre_pas_a_qui_n_a_pas_le_mot_de_passe(
    visite: Visite, chromium_ouvert: Browser, garde: Serveur
):
    page = visite.page
    page.goto(garde.adresse + "/comparaisons")
    page.get_by_label("Mot de passe").fill(BON)
    page.get_by_role("button", name="Ouvrir").click()
    page.locator("[data-testid=stApp]").wait_for()
    attendre_fin(page)
    liens: list[str] = []
    page.on("request", lambda r: liens.append(r.url) if "/media/" in r.url else None)
    with page.expect_download():
        page.locator(".st-key-bloc_tableau-des-cinq").get_by_role("button", name="Télécharger (tableur)").click()
    assert len(liens) == 1
    chemin = liens[0].removeprefix(garde.adresse)
    temoins = "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())
    ouvert = demander(garde.adresse, chemin, Cookie=temoins)
    assert (ouvert.code, "12130" in ouvert.texte) == (200, True)  # revenu médian de La Conte - Ozanam, rapport 2022
    ferme = demander(garde.adresse, chemin)
    assert (ferme.code, ferme.texte) == (403, "Le mot de passe de lecture n'a pas été donné.")
    with visiter(chromium_ouvert) as autre:  # une autre personne, avec ce lien
        autre.page.goto(garde.adresse + chemin)
        assert autre.page.title() == "Accès réservé"
