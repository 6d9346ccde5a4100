"""L'accueil comme un élu s'en sert : une réponse en trois clics, une table sans défilement, des plis dans l'adresse."""

import pytest
from playwright.sync_api import Browser, expect

from tests.outils.axe import passer_axe
from tests.outils.navigateur import Visite, attendre_fin, attendre_traces, mots_anglais, visiter
from tests.outils.serveur import Serveur

pytestmark = pytest.mark.navigateur

# REVN_2019, FILO_2017 et FILO_2019 : 52,2 % en 2015, 49,8 % en 2017, 58,6 % en 2019 ; rapport de 2022, chapitre 4 :
# 27 % à Carcassonne. 59 − 27 = 32 points.
REPONSE = (
    "À Fleming - La Reille, le taux de pauvreté est en dents de scie (52,2 % en 2015, 49,8 % en 2017, 58,6 % en 2019) "
    ": plus haut qu'en 2015, mais aucune tendance sûre ; il dépasse de 32 points celui de Carcassonne en 2019 ; "
    "on ne peut pas dire si cet écart a changé, le taux de Carcassonne en 2015 n'étant pas dans nos sources."
)

PAUVRETE_A_FLEMING = "le taux de pauvreté est en dents de scie, sans tendance sûre, à Fleming"


def test_fleming_est_il_plus_pauvre_qu_en_2015_et_face_a_la_ville_en_trois_clics(
    visite: Visite, tableau_de_bord: Serveur
):
    page = visite.aller(tableau_de_bord.adresse + "/")
    page.get_by_test_id("stMain").get_by_role("link", name="Fleming - La Reille").last.click()
    page.wait_for_url("**/fleming-la-reille")
    attendre_fin(page)
    page.get_by_role("radio", name="Revenus et pauvreté").click()
    page.wait_for_url("**/fleming-la-reille?section=revenus")
    attendre_fin(page)
    dites = [" ".join(p.split()) for p in page.locator("p.phrase").all_inner_texts()]
    assert dites[0] == REPONSE


def test_une_question_se_deplie_et_son_adresse_se_partage(
    visite: Visite, chromium_ouvert: Browser, tableau_de_bord: Serveur
):
    page = visite.aller(tableau_de_bord.adresse + "/")
    page.get_by_text("Le contrat de ville a-t-il réduit les inégalités").click()
    page.wait_for_url("**/?question-q1=true")
    expect(page.get_by_text(PAUVRETE_A_FLEMING)).to_be_visible()
    with visiter(chromium_ouvert) as ailleurs:
        partagee = ailleurs.aller(tableau_de_bord.adresse + "/?question-q1=true&veille-active=true")
        attendre_traces(partagee, 5)
        expect(partagee.get_by_text(PAUVRETE_A_FLEMING)).to_be_visible()
        partagee.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        assert passer_axe(partagee) == []
        assert (mots_anglais(partagee), ailleurs.dehors, ailleurs.console) == ([], [], [])
        partagee.get_by_role("link", name="Comparer le taux de pauvreté").click()
        partagee.wait_for_url("**/comparaisons?indicateur=taux_pauvrete")


@pytest.mark.parametrize(("largeur", "hauteur"), [(1920, 1080), (1024, 768)])
def test_le_tableau_resserre_tient_dans_la_largeur(
    chromium_ouvert: Browser, tableau_de_bord: Serveur, largeur: int, hauteur: int
):
    with visiter(chromium_ouvert, viewport={"width": largeur, "height": hauteur}) as visite:
        page = visite.aller(tableau_de_bord.adresse + "/")
        bloc = page.locator(".st-key-bloc_tableau-resserre")
        bloc.scroll_into_view_if_needed()
        cadre = bloc.locator(".defile").first
        assert cadre.evaluate("d => d.scrollWidth - d.clientWidth") == 0
        if largeur == 1920:  # un seul écran, sans défiler
            assert bloc.bounding_box()["height"] <= hauteur
