"""L'accès du comité : rien sans mot de passe, des essais freinés, aucune trace.

Les délais attendus (1, 2, 4, 8 secondes puis 15 minutes ; 30 échecs communs en 10 minutes) sont la règle écrite en
tête de components/essais.py.
"""

import logging
import re

import pytest

from components import acces, essais
from tests.outils.apptest import executer
from tests.outils.lecture_page import fautes, texte
from tests.outils.secrets import FauxSecrets

BON, FAUX = "un-bon-mot-été", "un-mauvais-mot"
CACHE = "phénomènes de repli"  # dans une observation de Fleming - La Reille réservée au comité


@pytest.fixture
def horloge(monkeypatch):
    """Une heure que l'essai avance lui-même, des compteurs neufs, aucun secret de la machine."""
    heure = [1000.0]
    monkeypatch.setattr(essais, "horloge", lambda: heure[0])
    monkeypatch.setattr(essais, "COMMUNS", essais.EssaisCommuns())
    monkeypatch.delenv(acces.VARIABLE, raising=False)
    monkeypatch.setattr(acces.st, "secrets", FauxSecrets())
    return heure


@pytest.fixture
def protege(horloge, monkeypatch):
    """Le tableau de bord avec un mot de passe posé."""
    monkeypatch.setenv(acces.VARIABLE, BON)
    return horloge


def page(**filtres):
    return executer("fleming-la-reille", section="regards", **filtres)


def essayer(essai, mot: str):
    essai.text_input(key=acces.PORTE.saisie).set_value(mot)
    bouton(essai, "Ouvrir").click()
    return essai.run()


def bouton(essai, libelle: str):
    return next(b for b in essai.button if b.label == libelle)


def test_sans_mot_de_passe_rien_ne_s_ouvre(horloge):
    lu = texte(page())
    assert CACHE not in lu
    assert "Un mot de passe ouvre, ici ou ailleurs, ce qui est réservé au comité." in lu
    # Ni combien, ni dans quel quartier : Fleming en a cinq, les cinq quartiers ensemble deux.
    assert re.search(r"\d+ (autres )?observations? (est|sont) réservée", lu) is None
    assert "Aucun mot de passe n'est posé" in lu
    assert acces.VARIABLE in lu
    assert len(page().text_input) == 0


def test_un_mot_de_passe_trop_court_n_ouvre_rien(horloge, monkeypatch):
    monkeypatch.setenv(acces.VARIABLE, "court")
    essai = page()
    assert len(essai.text_input) == 0
    assert "trop court : il en faut un d'au moins 10 caractères" in texte(essai)


def test_le_bon_mot_de_passe_ouvre_et_se_referme(protege):
    essai = essayer(page(), BON)
    assert fautes(essai) == []
    assert CACHE in texte(essai)
    assert "Réservé au comité : Fleming - La Reille" in texte(essai)
    bouton(essai, "Refermer l'accès du comité").click()
    assert CACHE not in texte(essai.run())


def test_un_autre_visiteur_ne_voit_rien(protege):
    essayer(page(), BON)
    assert CACHE not in texte(page())


@pytest.mark.parametrize("saisi", [FAUX, BON[:-1], BON + "x", BON.upper(), "\u202e", "' OR 1=1 --"])
def test_un_autre_mot_n_ouvre_rien(protege, saisi):
    essai = essayer(page(), saisi)
    assert fautes(essai) == []
    assert CACHE not in texte(essai)
    assert "Ce n'est pas le bon mot de passe. Nouvel essai possible dans 1 seconde." in texte(essai)


def test_rien_de_saisi_n_est_pas_un_essai(protege):
    essai = essayer(page(), "  ")
    assert "bon mot de passe" not in texte(essai)
    assert CACHE in texte(essayer(essai, BON))


@pytest.mark.parametrize("saisi", [f"  {BON} ", "un-bon-mot-e\u0301te\u0301"])
def test_les_espaces_et_la_facon_d_ecrire_les_accents_ne_comptent_pas(protege, saisi):
    assert CACHE in texte(essayer(page(), saisi))


def test_les_essais_d_une_session_sont_de_plus_en_plus_lents(protege):
    essai = page()
    for delai in ("1 seconde", "2 secondes", "4 secondes", "8 secondes", "15 minutes", "15 minutes"):
        assert f"Nouvel essai possible dans {delai}." in texte(essayer(essai, FAUX))
        # Trop tôt, même le bon mot de passe est refusé, sans dire qu'il est bon.
        assert f"Trop d'essais : réessayer dans {delai}." in texte(essayer(essai, BON))
        protege[0] += 900
    assert CACHE in texte(essayer(essai, BON))


def test_les_echecs_de_toutes_les_sessions_s_additionnent(protege):
    for _ in range(30):
        assert essais.COMMUNS.reserver(protege[0], acces.PORTE.nom) == 0.0
    essai = essayer(page(), BON)
    assert CACHE not in texte(essai)
    assert "Trop d'essais : réessayer dans 10 minutes." in texte(essai)
    protege[0] += 600
    assert CACHE in texte(essayer(essai, BON))


def test_un_succes_ne_compte_pas_parmi_les_echecs(horloge):
    communs = essais.EssaisCommuns()
    for _ in range(31):
        assert communs.reserver(5.0, "comite") == 0.0
        communs.rendre(5.0, "comite")
    for _ in range(30):
        communs.reserver(6.0, "comite")
    assert communs.reserver(7.0, "comite") == 599.0


def test_changer_le_mot_de_passe_referme(protege, monkeypatch):
    essai = essayer(page(), BON)
    monkeypatch.setenv(acces.VARIABLE, "un-autre-mot-de-passe")
    assert CACHE not in texte(essai.run())
    monkeypatch.delenv(acces.VARIABLE)
    assert CACHE not in texte(essai.run())


def test_aucune_trace_du_mot_de_passe(protege, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    essai = page()
    for mot in (FAUX, BON):
        essayer(essai, mot)
        protege[0] += 60
        gardes = [repr(v) for v in essai.session_state._state.filtered_state.values()]
        assert [g for g in gardes if mot in g] == []
        assert mot not in texte(essai)
    assert list(essai.query_params) == ["section"]
    journal = caplog.text + "".join(capfd.readouterr())
    assert (BON in journal, FAUX in journal) == (False, False)


def test_l_etat_ne_se_donne_pas_par_l_adresse(protege):
    essai = page(comite_ouvert="oui", comite_saisie=BON, comite=BON)
    assert CACHE not in texte(essai)
    assert fautes(essai) == []


def test_le_fichier_des_secrets_sert_aussi(horloge, monkeypatch):
    monkeypatch.setattr(acces.st, "secrets", FauxSecrets({acces.VARIABLE: BON}))
    assert CACHE in texte(essayer(page(), BON))


@pytest.mark.parametrize(
    "secrets",
    [
        FauxSecrets({acces.VARIABLE: ["une", "liste"]}),
        FauxSecrets({"autre": BON}),
        FauxSecrets(faute=ValueError("illisible")),
        FauxSecrets(faute=FileNotFoundError()),
    ],
)
def test_un_fichier_des_secrets_mal_ecrit_n_ouvre_rien(horloge, monkeypatch, secrets):
    monkeypatch.setattr(acces.st, "secrets", secrets)
    assert acces.mot_de_passe() == ""
    essai = page()
    assert (fautes(essai), CACHE in texte(essai)) == ([], False)


def test_la_variable_l_emporte_sur_le_fichier(protege, monkeypatch):
    monkeypatch.setattr(acces.st, "secrets", FauxSecrets({acces.VARIABLE: "celui-du-fichier"}))
    assert acces.mot_de_passe() == BON
