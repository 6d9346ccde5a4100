"""axe-core sur chaque page : aucune violation qui soit de notre fait."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.outils.adresses import AVEC_CARTE, SLUGS
from tests.outils.axe import passer_axe
from tests.outils.navigateur import Visite, attendre_traces, visiter
from tests.outils.serveur import Serveur, serveur

pytestmark = pytest.mark.navigateur

# Les violations qui viennent de Streamlit seul : la règle et la cible, avec la raison. Chacune doit se
# retrouver sur une page Streamlit vide, sinon elle serait la nôtre. Streamlit 1.67 n'en a aucune.
EXCEPTIONS: dict[tuple[str, str], str] = {}

PAGE_VIDE = 'import streamlit as st\nst.set_page_config(page_title="Vide")\nst.title("Vide", anchor=False)\n'


def ouvrir_les_depliants(visite: Visite) -> None:
    """Ouvre les <details> : ce qui est à un clic doit être aussi lisible que le reste."""
    visite.page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")


@pytest.mark.parametrize("slug", SLUGS, ids=lambda slug: "/" + slug)
def test_aucune_violation_de_notre_fait(visite: Visite, tableau_de_bord: Serveur, slug: str):
    page = visite.aller(f"{tableau_de_bord.adresse}/{slug}")
    if slug in AVEC_CARTE:
        attendre_traces(page, 5)
    ouvrir_les_depliants(visite)
    notres = [v for v in passer_axe(page) if (v.regle, v.cible) not in EXCEPTIONS]
    assert notres == []


def test_les_exceptions_viennent_bien_de_streamlit(chromium_ouvert: Browser, tmp_path: Path):
    vide = tmp_path / "vide.py"
    vide.write_text(PAGE_VIDE, encoding="utf-8")
    with serveur(application=vide) as seul, visiter(chromium_ouvert) as visite:
        page = visite.aller(seul.adresse)
        de_streamlit = {(v.regle, v.cible) for v in passer_axe(page)}
    assert set(EXCEPTIONS) - de_streamlit == set()


def test_axe_voit_une_faute(chromium_ouvert: Browser, tmp_path: Path):
    # Sans quoi une liste vide ne prouverait rien.
    fautive = tmp_path / "fautive.py"
    fautive.write_text(PAGE_VIDE + "st.html(\"<p style='color:#eee'>pâle</p>\")\n", encoding="utf-8")
    with serveur(application=fautive) as seul, visiter(chromium_ouvert) as visite:
        page = visite.aller(seul.adresse)
        assert [v.regle for v in passer_axe(page)] == ["color-contrast"]
