"""Un autre territoire dans un vrai navigateur : un serveur neuf sur le dossier de Narbonne, le même programme."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.outils.axe import passer_axe
from tests.outils.narbonne import preparer
from tests.outils.navigateur import Visite, attendre_traces, mots_anglais
from tests.outils.serveur import Serveur, serveur

pytestmark = pytest.mark.navigateur


@pytest.fixture(scope="module")
def a_narbonne(tmp_path_factory) -> Iterator[Serveur]:
    """Un serveur dont les données sont celles de Narbonne."""
    dossier = tmp_path_factory.mktemp("narbonne")
    with pytest.MonkeyPatch.context() as correctif:
        correctif.setenv("QPV_DONNEES", str(dossier))
        preparer(dossier)
    with serveur(donnees=dossier) as en_marche:
        yield en_marche


def test_l_accueil_et_sa_carte(visite: Visite, a_narbonne: Serveur):
    page = visite.aller(a_narbonne.adresse + "/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Les quartiers prioritaires de Narbonne")
    assert attendre_traces(page, 3) == 3
    assert "Narbonne" in page.title()
    assert (mots_anglais(page), visite.dehors, visite.console) == ([], [], [])
    assert passer_axe(page) == []


def test_un_lien_vers_une_page_sans_donnees_est_une_page(visite: Visite, a_narbonne: Serveur):
    """Une page ordinaire, pas un refus : le serveur répond 200, et le menu reste."""
    reponse = visite.page.goto(a_narbonne.adresse + "/acteurs")
    assert reponse.status == 200
    page = visite.aller(a_narbonne.adresse + "/acteurs")
    expect(page.get_by_text("Cette page n'a pas de données ici.")).to_be_visible()
    assert passer_axe(page) == []
    page.get_by_role("link", name="Revenir à l'accueil").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Les quartiers prioritaires de Narbonne")


def test_une_adresse_de_carcassonne_n_existe_pas_ici(visite: Visite, a_narbonne: Serveur):
    assert visite.page.goto(a_narbonne.adresse + "/grazailles").status == 404
