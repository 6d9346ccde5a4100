"""L'adresse est l'état de la page : elle se partage, suit le lecteur, et rien de ce qu'on y écrit ne fait de mal."""

import pytest
from playwright.sync_api import Page

from tests.outils.navigateur import Visite, attendre_fin
from tests.outils.serveur import Serveur

pytestmark = pytest.mark.navigateur

DEMESUREE = "a" * 10_000
# Une page ne dépasse pas cette taille, quoi qu'on écrive dans son adresse.
OCTETS_MAXIMAUX = 120_000
# adresse -> ce que la phrase cite, dans l'ordre de l'écran.
INCONNUES = {
    "/grazailles?section=richesse": ["richesse"],
    "/grazailles?section=<script>window.pirate=1</script>": ["<script>window.pirate=1</script>"],
    "/grazailles?section=![x](http://exemple.test/i.png)": ["![x](http://exemple.test/i.png)"],
    f"/grazailles?section={DEMESUREE}": [DEMESUREE[:60]],
    "/grazailles?section=%00%0a%1b": [""],
    "/grazailles?section=%zz%ff%E0%A4": ["%zz\ufffd\ufffd"],
    "/grazailles?section=:material/home:": [":material/home:"],
    "/credits?quartier=%22%3E%3Cimg src=x onerror=window.pirate=1%3E": ['"><img src=x onerror=window.pirate=1>'],
    "/comparaisons?indicateur=bonheur&annee=1900": ["bonheur", "1900"],
    "/fiabilite?page=99999&gravite=__proto__": ["__proto__", "99999"],
}
REPETEE = "/grazailles?section=revenus&section=emploi"


def messages(page: Page) -> list[str]:
    """Ce que les phrases sur l'adresse citent, entre guillemets ; leur fin est vérifiée au passage."""
    debut, fin = "L'adresse demande «", "», qui n'existe pas ici : la vue par défaut est affichée."
    phrases = [" ".join(t.split()) for t in page.locator(".reserve[role=status]").all_inner_texts()]
    siennes = [p for p in phrases if p.startswith(debut)]
    assert [p for p in siennes if not p.endswith(fin)] == []
    return [p[len(debut) : -len(fin)].strip() for p in siennes]


def coche(page: Page) -> str:
    """Le premier bouton enfoncé de la page."""
    return page.get_by_role("radio", checked=True).first.inner_text()


def choisis(page: Page, *listes: str) -> list[str]:
    """Ce que portent des listes déroulantes."""
    return [page.get_by_role("combobox", name=n, exact=True).input_value() for n in listes]


def test_ce_qu_on_ecrit_dans_l_adresse_reste_un_texte(visite: Visite, tableau_de_bord: Serveur):
    for adresse, cites in INCONNUES.items():
        visite.octets_recus.clear()
        page = visite.aller(tableau_de_bord.adresse + adresse)
        court = adresse[:60]
        assert messages(page) == cites, court
        assert page.locator("h1").count() == 1, court
        assert page.locator("[data-testid=stException], [data-testid=stAlert], [role=dialog]").count() == 0, court
        assert page.evaluate("window.pirate === undefined && !document.querySelector('img[src=x]')"), court
        assert (visite.dehors, visite.console) == ([], []), court
        if adresse.startswith("/grazailles"):
            assert coche(page) == "En bref", court
            assert sum(visite.octets_recus) < OCTETS_MAXIMAUX, court
    assert "Traceback" not in tableau_de_bord.lire_journal()


def test_une_cle_repetee_donne_une_vue_sans_erreur(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse + REPETEE)
    assert (coche(page), messages(page)) == ("Emploi", [])


def test_la_section_ouverte_suit_le_lecteur_d_un_quartier_a_l_autre(visite: Visite, tableau_de_bord: Serveur):
    base = tableau_de_bord.adresse
    page = visite.aller(base + "/grazailles")
    page.get_by_role("radio", name="Revenus et pauvreté", exact=True).click()
    page.wait_for_url(base + "/grazailles?section=revenus")
    attendre_fin(page)
    page.get_by_role("link", name="La Conte - Ozanam", exact=True).click()
    page.wait_for_url(base + "/la-conte-ozanam?section=revenus")
    attendre_fin(page)
    assert page.locator("h1").all_inner_texts() == ["La Conte - Ozanam"]
    assert coche(page) == "Revenus et pauvreté"
    # Rapport de 2022, chapitre 4 : revenu médian de La Conte - Ozanam en 2019.
    assert "12 130 €" in " ".join(page.inner_text("body").split())
    page.go_back()
    page.wait_for_url(base + "/grazailles?section=revenus")
    attendre_fin(page)
    assert (page.locator("h1").all_inner_texts(), coche(page)) == (["Grazailles"], "Revenus et pauvreté")
    page.go_back()
    page.wait_for_url(base + "/grazailles")
    attendre_fin(page)
    assert coche(page) == "En bref"
    assert (visite.dehors, visite.console, messages(page)) == ([], [], [])


def test_l_indicateur_et_l_annee_des_comparaisons_sont_dans_l_adresse(visite: Visite, tableau_de_bord: Serveur):
    base = tableau_de_bord.adresse + "/comparaisons"
    page = visite.aller(base + "?indicateur=revenu_median&annee=2015")
    assert choisis(page, "Indicateur", "Année des données") == ["Revenu médian", "2015"]
    assert page.locator("h3").first.inner_text() == "Revenu médian, 2015"
    page.get_by_role("combobox", name="Année des données", exact=True).click()
    page.get_by_role("option", name="2018", exact=True).click()
    page.wait_for_url(base + "?indicateur=revenu_median&annee=2018")
    attendre_fin(page)
    assert page.locator("h3").first.inner_text() == "Revenu médian, 2018"
    page.go_back()
    page.wait_for_url(base + "?indicateur=revenu_median&annee=2015")
    attendre_fin(page)
    assert choisis(page, "Année des données") == ["2015"]


def test_changer_d_indicateur_n_accuse_pas_le_lecteur(visite: Visite, tableau_de_bord: Serveur):
    # La population n'existe pas pour 2015 : l'année quittée ne doit pas devenir une adresse fautive.
    base = tableau_de_bord.adresse + "/comparaisons"
    page = visite.aller(base + "?vue=indicateur&annee=2015")
    page.get_by_role("combobox", name="Indicateur", exact=True).click()
    page.get_by_role("option", name="Population municipale", exact=True).click()
    page.wait_for_url("**indicateur=population**")
    attendre_fin(page)
    assert messages(page) == []
    assert page.locator("h3").first.inner_text() == "Population municipale, 2018"
    assert page.url == base + "?vue=indicateur&indicateur=population"
