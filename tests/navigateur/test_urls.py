"""Chaque adresse, comme toute première requête d'un serveur neuf, dans un vrai navigateur."""

import urllib.request
from pathlib import Path

import pytest

from tests.outils.adresses import AVEC_CARTE, SLUGS, TITRES
from tests.outils.navigateur import Visite, attendre_traces, mots_anglais
from tests.outils.serveur import serveur

pytestmark = pytest.mark.navigateur

QUARTIERS = 5


@pytest.mark.parametrize("slug", SLUGS, ids=lambda slug: "/" + slug)
def test_premiere_requete_d_un_serveur_neuf(visite: Visite, slug: str):
    with serveur() as neuf:
        page = visite.aller(f"{neuf.adresse}/{slug}")
        if slug in AVEC_CARTE:
            assert attendre_traces(page, QUARTIERS) >= QUARTIERS
        titres = page.locator("h1").all_inner_texts()
        assert len(titres) == 1, f"Titres de premier niveau : {titres}"
        assert TITRES[slug].lower() in titres[0].lower()
        assert page.evaluate("document.documentElement.lang") == "fr"
        assert page.locator("[role=dialog]").all_inner_texts() == []
        assert page.locator("[data-testid=stException], [data-testid=stAlert]").all_inner_texts() == []
        assert mots_anglais(page) == []
        assert visite.dehors == []
        assert visite.console == []
        # La page est bien celle de l'adresse : personne n'a été renvoyé à l'accueil.
        assert page.url.split("?")[0] == f"{neuf.adresse}/{slug}"
        assert "Traceback" not in neuf.lire_journal()


def test_la_section_demandee_par_l_adresse_est_la_section_montree(visite: Visite):
    with serveur() as neuf:
        page = visite.aller(neuf.adresse + "/grazailles?section=revenus")
        assert page.locator("h1").all_inner_texts() == [TITRES["grazailles"]]
        assert page.get_by_role("radio", checked=True).all_inner_texts() == ["Revenus et pauvreté"]
        assert page.url == neuf.adresse + "/grazailles?section=revenus"
        assert (mots_anglais(page), visite.dehors, visite.console) == ([], [], [])


def test_le_serveur_dit_qu_il_est_en_bonne_sante():
    with serveur() as neuf, urllib.request.urlopen(f"{neuf.adresse}/_stcore/health", timeout=5) as reponse:
        assert (reponse.status, reponse.read()) == (200, b"ok")


def test_l_anglais_de_streamlit_est_vu(visite: Visite, tmp_path: Path):
    # Sans quoi une liste vide ne prouverait rien : titre avec ancre, listes sans texte d'attente, curseur.
    anglaise = tmp_path / "anglaise.py"
    anglaise.write_text(
        'import streamlit as st\nst.title("Vide")\nst.multiselect("Choix", ["a"])\n'
        'st.slider("Années", 2016, 2022, (2016, 2022))\n',
        encoding="utf-8",
    )
    with serveur(application=anglaise) as seul:
        mots = mots_anglais(visite.aller(seul.adresse))
    assert {"Link to heading", "Choose options", "— start", "— end"} <= set(mots)
