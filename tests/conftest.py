"""Ce que les essais partagent : un navigateur pour la série, une fenêtre neuve par essai, les blocs d'une page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from data.entrepot import charger
from data.importation.actions_modele import Correspondance
from data.importation.actions_mots import Mots, mots_du_fichier
from data.modele import Bloc
from tests.outils.navigateur import Visite, navigateur, visiter
from tests.outils.serveur import RACINE, Serveur, serveur
from tests.outils.tables import ecrire_tables


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


@pytest.fixture
def construits(monkeypatch: pytest.MonkeyPatch) -> list[Bloc]:
    """Tous les blocs que la page fabrique, dans l'ordre."""
    vus: list[Bloc] = []
    original = Bloc.__init__

    def noter(self, *arguments, **options):
        original(self, *arguments, **options)
        vus.append(self)

    monkeypatch.setattr(Bloc, "__init__", noter)
    return vus


@pytest.fixture
def donnees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un dossier de données de quatre territoires et cinq valeurs, désigné par QPV_DONNEES."""
    ecrire_tables(tmp_path / "tables")
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def mots() -> Mots:
    """Les mots que l'import des actions connaît, d'après les tables livrées."""
    return mots_du_fichier(charger(RACINE / "data" / "tables"), Correspondance())


@pytest.fixture(scope="session")
def tableau_de_bord() -> Iterator[Serveur]:
    """Un serveur du projet, gardé pour toute la série : quand la première requête n'importe pas."""
    with serveur() as en_marche:
        yield en_marche
