"""Ce que tous les essais partagent : un navigateur pour la série, une fenêtre neuve par essai."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.outils.navigateur import Visite, navigateur, visiter
from tests.outils.serveur import Serveur, serveur


@pytest.fixture(scope="session")
def chromium_ouvert() -> Iterator[Browser]:
    """Un navigateur, gardé ouvert pour toute la série."""
    with navigateur() as ouvert:
        yield ouvert


@pytest.fixture
def visite(chromium_ouvert: Browser) -> Iterator[Visite]:
    """Une fenêtre neuve, avec ce qu'elle demande au dehors et ce que dit la console."""
    with visiter(chromium_ouvert) as ouverte:
        yield ouverte


@pytest.fixture
def page(visite: Visite) -> Page:
    """La page de la fenêtre neuve, pour qui n'a pas besoin du reste."""
    return visite.page


@pytest.fixture(scope="session")
def tableau_de_bord() -> Iterator[Serveur]:
    """Un serveur du projet, gardé pour toute la série : quand la première requête n'importe pas."""
    with serveur() as en_marche:
        yield en_marche
