"""La page Comparaisons dans un vrai navigateur : rien de coupé, tout au clavier, les choix gardés."""

import pytest
from playwright.sync_api import Browser, Page

from tests.outils.adresses import VUES_COMPAREES
from tests.outils.axe import passer_axe
from tests.outils.lecture_page import lisible
from tests.outils.navigateur import Visite, attendre_fin, mots_anglais, visiter
from tests.outils.serveur import Serveur

pytestmark = pytest.mark.navigateur

ECRANS = [(1920, 1080), (1024, 768)]
CINQ = ["La Conte - Ozanam", "Le Viguier - Saint-Jacques", "Bastide - Pont-Vieux", "Fleming - La Reille", "Grazailles"]
TABLEAU = ".st-key-bloc_tableau-des-cinq table.donnees"
# Les cases dont le texte est plus large que la case : il déborderait sur la voisine.
DEBORDEMENTS = """table => [...table.querySelectorAll('th, td')]
  .filter(c => c.scrollWidth > c.clientWidth + 1).map(c => c.innerText)"""
# Les textes d'un graphique qui sortent du dessin, ou qui en recouvrent un autre.
TEXTES_COUPES = """dessin => {
  const cadre = dessin.getBoundingClientRect();
  return [...dessin.querySelectorAll('.annotation text, .ytick text, .legendtext')]
    .map(t => [t.textContent, t.getBoundingClientRect()])
    .filter(([, b]) => b.left < cadre.left - 1 || b.right > cadre.right + 1 || b.top < cadre.top - 1
      || b.bottom > cadre.bottom + 1)
    .map(([texte]) => texte);
}"""
CHEVAUCHEMENTS = """dessin => {
  const textes = [...dessin.querySelectorAll('.annotation text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  const paires = [];
  textes.forEach(([a, x], i) => textes.slice(i + 1).forEach(([b, y]) => {
    const croise = x.left < y.right - 1 && y.left < x.right - 1;
    if (croise && x.top < y.bottom - 1 && y.top < x.bottom - 1) paires.push([a, b]);
  }));
  return paires;
}"""
VUES_DU_GRAPHIQUE = [
    "?vue=indicateur",
    "?vue=indicateur&indicateur=revenu_median&annee=2015&face=commune.epci.ensemble_qpv.departement.region",
    "?vue=indicateur&indicateur=taux_emploi&annee=2017&reference=QPV-D11",
    "?vue=indicateur&indicateur=part_familles_monoparentales",
    "?vue=indicateur&indicateur=population",
]


def aplati(texte: str) -> str:
    return " ".join(lisible(texte).split())


def colonnes(page: Page) -> list[str]:
    return [aplati(t) for t in page.locator(f"{TABLEAU} thead th").all_inner_texts()]


@pytest.mark.parametrize(("largeur", "hauteur"), ECRANS)
def test_le_tableau_tient_a_l_ecran_avec_les_cinq_noms(
    chromium_ouvert: Browser, tableau_de_bord: Serveur, largeur: int, hauteur: int
):
    with visiter(chromium_ouvert, viewport={"width": largeur, "height": hauteur}) as visite:
        for filtres in ("", "?theme=revenus&reference=11069", "?theme=demande-emploi"):
            page = visite.aller(tableau_de_bord.adresse + "/comparaisons" + filtres)
            assert colonnes(page)[1:6] == CINQ
            assert page.locator(TABLEAU).evaluate(DEBORDEMENTS) == []
            cadre = page.locator(".st-key-bloc_tableau-des-cinq .defile")
            assert cadre.evaluate("c => c.scrollWidth <= c.clientWidth"), filtres
        assert (mots_anglais(page), visite.dehors, visite.console) == ([], [], [])


@pytest.mark.parametrize(("largeur", "hauteur"), ECRANS)
def test_le_graphique_n_a_ni_texte_coupe_ni_texte_recouvert(
    chromium_ouvert: Browser, tableau_de_bord: Serveur, largeur: int, hauteur: int
):
    with visiter(chromium_ouvert, viewport={"width": largeur, "height": hauteur}) as visite:
        for filtres in VUES_DU_GRAPHIQUE:
            page = visite.aller(tableau_de_bord.adresse + "/comparaisons" + filtres)
            dessin = page.locator(".stPlotlyChart .main-svg").first
            dessin.wait_for()
            graphique = page.locator(".stPlotlyChart")
            # Le dessin écrit ses rangées de bas en haut.
            assert graphique.locator(".ytick text").all_text_contents()[::-1] == CINQ, filtres
            assert [t for t in graphique.locator(".xtick text").all_text_contents() if "k" in t] == [], filtres
            assert graphique.evaluate(TEXTES_COUPES) == [], filtres
            assert graphique.evaluate(CHEVAUCHEMENTS) == [], filtres


@pytest.mark.parametrize("vue", VUES_COMPAREES)
def test_chaque_vue_est_sans_faute_d_accessibilite(visite: Visite, tableau_de_bord: Serveur, vue: str):
    page = visite.aller(f"{tableau_de_bord.adresse}/comparaisons?vue={vue}")
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    assert passer_axe(page) == []
    assert page.locator("h1").count() == 1
    assert (mots_anglais(page), visite.dehors, visite.console) == ([], [], [])


def test_la_reference_et_la_vue_reviennent_apres_un_portrait(visite: Visite, tableau_de_bord: Serveur):
    base = tableau_de_bord.adresse
    page = visite.aller(base + "/comparaisons?theme=revenus&reference=11069&face=commune.departement")
    page.get_by_role("link", name="Grazailles", exact=True).click()
    # Les comparateurs veulent dire la même chose dans un portrait : eux seuls y suivent.
    page.wait_for_url(base + "/grazailles?face=commune.departement")
    attendre_fin(page)
    page.get_by_role("link", name="Crédits", exact=True).click()
    page.wait_for_url(base + "/credits")
    attendre_fin(page)
    page.get_by_role("link", name="Comparer", exact=True).click()
    page.wait_for_url("**/comparaisons?*")
    attendre_fin(page)
    assert sorted(page.url.partition("?")[2].split("&")) == [
        "face=commune.departement",
        "reference=11069",
        "theme=revenus",
    ]
    assert colonnes(page)[6:] == ["Carcassonne (référence)", "Aude"]


def test_le_clavier_seul_change_de_vue_et_de_theme(visite: Visite, tableau_de_bord: Serveur):
    base = tableau_de_bord.adresse + "/comparaisons"
    page = visite.aller(base)
    page.get_by_role("radio", name="Emploi", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(base + "?theme=emploi")
    attendre_fin(page)
    assert aplati(page.locator("h3").first.inner_text()) == "Emploi : les cinq quartiers face à l'agglomération"
    page.get_by_role("radio", name="Un indicateur", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**vue=indicateur**")
    attendre_fin(page)
    assert page.locator("h3").first.inner_text() == "Taux de pauvreté, 2019"


def test_un_choix_du_portrait_qui_n_a_pas_cours_ici_est_garde(visite: Visite, tableau_de_bord: Serveur):
    # « Les autres quartiers » sont déjà tous dans le tableau : rien à dire, rien à perdre.
    base = tableau_de_bord.adresse + "/comparaisons"
    page = visite.aller(base + "?face=commune.qpv")
    assert page.locator(".reserve[role=status]").count() == 0
    page.get_by_role("button", name="La région", exact=True).click()
    page.wait_for_url(base + "?face=commune.region.qpv")
    attendre_fin(page)
    assert colonnes(page)[6:] == ["Carcassonne", "Occitanie", "Agglomération (référence)"]
