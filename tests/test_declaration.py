"""La déclaration d'accessibilité : son état, sa date, le lien de chaque pied."""

import re

import pytest

from components.adresses import connues
from components.chargement import entrepot
from data.vues.declaration import DATE_DES_ESSAIS, declaration
from tests.outils.adresses import SLUGS
from tests.outils.apptest import executer
from tests.outils.lecture_page import texte


def test_les_rubriques_que_la_loi_demande_sont_dans_l_ordre():
    # Le modèle du RGAA : état de conformité, contenus non accessibles, établissement, contact, voies de recours.
    titres = [r.titre for r in declaration(entrepot())]
    assert titres == [
        "État de conformité",
        "Ce qui a été essayé",
        "Ce qui n'a pas été essayé",
        "Ce qui n'est pas accessible de notre fait",
        "Ce que laisse Streamlit",
        "Établissement de cette déclaration",
        "Signaler une difficulté",
        "Voies de recours",
    ]


def test_sans_audit_l_etat_est_non_conforme():
    # Le RGAA 4.1 compte 106 critères. Sans audit en cours de validité, la loi ne permet pas d'autre état.
    etat, raison = declaration(entrepot())[0].paragraphes
    assert "est non conforme au référentiel général d'amélioration de l'accessibilité (RGAA), version 4.1" in etat
    assert "Aucun audit de ses 106 critères n'a été fait." in raison


def test_ce_qui_a_ete_essaye_l_a_ete_sur_toutes_les_pages():
    # La liste des essais (tests/outils/adresses.py) est celle des pages : sans cela, la phrase serait fausse.
    assert connues() == frozenset(SLUGS)
    lu = texte(executer("accessibilite"))
    assert f"Toutes les pages, avec les données livrées, le {DATE_DES_ESSAIS}" in lu
    assert "Sans JavaScript, rien ne s'affiche qu'une phrase qui le dit." in lu
    assert "Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07" in lu


EQUIPE = "l'équipe de la politique de la ville"


@pytest.mark.parametrize(("courriel", "dit"), [("", EQUIPE), ("e@v.example", "e@v.example")])
def test_le_contact_est_un_service_et_non_une_personne(monkeypatch, courriel, dit):
    monkeypatch.setenv("QPV_COURRIEL_EQUIPE", courriel)
    lu = texte(executer("accessibilite"))
    assert f"écrire à {dit} (Contrat de ville · Carcassonne Agglo)" in lu
    assert re.findall(r"\b(?:M\.|Mme|Monsieur|Madame)\s", lu) == []


@pytest.mark.parametrize("slug", ["", "grazailles", "credits"])
def test_chaque_pied_dit_l_etat_et_mene_a_la_declaration(slug):
    liens = [x.proto for x in executer(slug).get("page_link")]
    assert [(x.page, x.label) for x in liens if x.label.startswith("Accessibilité")] == [
        ("accessibilite", "Accessibilité : non conforme")
    ]
