"""Le serveur tué puis relancé sous les yeux de qui le regarde : une phrase en français, et la même vue au retour."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import lancer
from tests.outils.navigateur import Visite, attendre_fin, mots_anglais
from tests.outils.serveur import DELAI, RACINE, commande, port_libre
from tests.outils.suivi import ligne, suivi_csv

pytestmark = pytest.mark.navigateur

COUPEE = "La liaison avec le serveur est coupée."
REVENUE = "La liaison est revenue, mais l'aperçu privé de votre fichier n'est plus en mémoire"
# Streamlit attend de deux à trente secondes entre deux essais de liaison.
PATIENCE = 90_000


class Tuable:
    """Un serveur que l'on tue sans prévenir (SIGKILL) et que l'on relance à la même adresse."""

    def __init__(self) -> None:
        self.port = port_libre()
        self.adresse = f"http://localhost:{self.port}"
        self.processus: subprocess.Popen | None = None

    def lancer(self) -> None:
        """Démarre, et attend qu'il réponde. Lève AssertionError s'il n'y arrive pas."""
        self.processus = subprocess.Popen(
            commande(self.port, RACINE / "app.py"),
            cwd=RACINE,
            env={**os.environ, "PYTHONUTF8": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        fin = time.monotonic() + DELAI
        while not lancer.en_bonne_sante(self.port):
            assert self.processus.poll() is None
            assert time.monotonic() < fin
            time.sleep(0.05)

    def tuer(self) -> None:
        """L'arrête net ; sans effet s'il l'est déjà."""
        if self.processus is not None and self.processus.poll() is None:
            self.processus.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
            self.processus.wait()


@pytest.fixture
def tuable() -> Iterator[Tuable]:
    sien = Tuable()
    sien.lancer()
    try:
        yield sien
    finally:
        sien.tuer()


def attendre_la_panne(page: Page) -> None:
    expect(page.locator("#panne")).to_contain_text(COUPEE, timeout=PATIENCE)


def phrases(page: Page) -> list[str]:
    return [" ".join(p.split()) for p in page.locator("p.phrase, li").all_text_contents()]


def test_tue_puis_relance_la_meme_vue_revient(visite: Visite, tuable: Tuable):
    vue = "/comparaisons?vue=indicateur&indicateur=revenu_median&face=commune"
    page = visite.aller(tuable.adresse + vue)
    assert page.locator("#panne").inner_text() == ""
    adresse, avant = page.url, phrases(page)
    # Ni l'indicateur ni la comparaison qui s'ouvrent d'eux-mêmes : ils ne peuvent venir que de l'adresse.
    titre = page.get_by_role("heading", name=re.compile("^Revenu médian")).first
    expect(titre).to_be_visible()

    tuable.tuer()
    attendre_la_panne(page)
    # Rien d'anglais, aucune fenêtre par-dessus les chiffres, et la page se lit toujours, plusieurs essais de suite.
    for _ in range(3):
        page.wait_for_timeout(2_000)
        assert page.locator("[role=dialog]:visible").count() == 0
        assert mots_anglais(page) == []
        assert page.evaluate("document.getElementById('root').inert") is False
    assert phrases(page) == avant

    tuable.lancer()
    expect(page.locator("#panne")).to_have_text("", timeout=PATIENCE)
    attendre_fin(page)
    assert (page.url, phrases(page)) == (adresse, avant)
    expect(titre).to_be_visible()
    # La session neuve répond : un choix change la vue et l'adresse.
    page.get_by_text("Le tableau des cinq", exact=True).click()
    page.wait_for_url(re.compile(r"^(?!.*vue=indicateur)"))
    attendre_fin(page)
    assert mots_anglais(page) == []
    assert visite.dehors == []


def test_un_apercu_prive_perdu_se_dit(visite: Visite, tuable: Tuable, tmp_path: Path):
    """L'aperçu n'est nulle part ailleurs que dans la mémoire du serveur : relancé, il l'a perdu, et le dit."""
    page = visite.aller(tuable.adresse + "/credits?vue=charger")
    page.locator(".st-key-credits_depot input[type=file]").set_input_files(suivi_csv(tmp_path / "suivi.csv", ligne()))
    page.get_by_role("button", name="Voir ces données en aperçu privé").click()
    expect(page.get_by_role("button", name="Quitter l'aperçu")).to_be_visible()
    attendre_fin(page)

    tuable.tuer()
    attendre_la_panne(page)
    tuable.lancer()
    expect(page.locator("#panne")).to_contain_text(REVENUE, timeout=PATIENCE)
    attendre_fin(page)
    expect(page.get_by_role("button", name="Quitter l'aperçu")).to_have_count(0)
    assert mots_anglais(page) == []
