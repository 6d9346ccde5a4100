"""Entrer avec un compte : rien ne s'en voit sans réglage, et seule une adresse vérifiée et permise peut écrire.

`st.user` est remplacé par un dictionnaire : c'est ce que Streamlit y met au retour d'une connexion.
"""

import pytest

from components import connexion, credits_versions, essais
from tests.outils.apptest import executer
from tests.outils.copie import copier
from tests.outils.lecture_page import fautes, texte
from tests.outils.secrets import FauxSecrets

AUTH = {"client_id": "essai", "cookie_secret": "un-secret-d-essai"}
ENTRER = "Se connecter avec un compte"
CSV = b"Annee;Intitule;Pilier;Quartiers;Montant\n2021;Atelier;Emploi;Grazailles;500\n"


class FauxCompte(dict):
    """Ce que `st.user` donne : une seule chose manque à un dictionnaire, il se lit aussi par attribut."""

    __getattr__ = dict.get


def connecter(monkeypatch, **compte) -> None:
    monkeypatch.setattr("streamlit.user", FauxCompte(is_logged_in=True, **compte))


@pytest.fixture(autouse=True)
def machine_neuve(tmp_path, monkeypatch):
    """Ni mot de passe, ni compte de la machine ; une copie des données, où un dépôt peut s'écrire."""
    monkeypatch.setattr(essais, "COMMUNS", essais.EssaisCommuns())
    for variable in (credits_versions.PORTE.variable, connexion.COMPTES, connexion.SANS_VERIFICATION):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("streamlit.secrets", FauxSecrets())
    monkeypatch.setattr("streamlit.user", FauxCompte(is_logged_in=False))
    monkeypatch.setattr(connexion, "bibliotheques_presentes", lambda: True)
    monkeypatch.setenv("QPV_DONNEES", str(copier(tmp_path)))


@pytest.fixture
def reglee(monkeypatch):
    """La section `[auth]`, et deux façons de permettre : une adresse, un domaine."""
    secrets = {"auth": AUTH, connexion.COMPTES: ["Equipe@Agglo.exemple", "@ville.exemple"]}
    monkeypatch.setattr("streamlit.secrets", FauxSecrets(secrets))


def deposer():
    essai = executer("credits", vue="charger")
    essai.session_state["credits_fichier"] = ("suivi.csv", CSV)
    return essai.run()


def boutons(essai) -> list[str]:
    return [b.label for b in essai.button]


def test_sans_reglage_rien_ne_s_en_voit():
    essai = deposer()
    assert fautes(essai) == []
    assert ENTRER not in boutons(essai)
    assert "compte de l'équipe" not in texte(essai)
    assert credits_versions.PORTE.variable in texte(essai)


@pytest.mark.parametrize(
    "secrets", [{"auth": AUTH}, {"auth": AUTH, connexion.COMPTES: "ville.exemple *"}, {connexion.COMPTES: "@a.exemple"}]
)
def test_sans_liste_d_adresses_ou_sans_fournisseur_personne_n_entre(monkeypatch, secrets):
    monkeypatch.setattr("streamlit.secrets", FauxSecrets(secrets))
    connecter(monkeypatch, email="equipe@ville.exemple", email_verified=True)
    essai = deposer()
    assert not {ENTRER, "Remplacer", "Se déconnecter"} & set(boutons(essai))


def test_sans_les_bibliotheques_la_page_le_dit_et_n_ouvre_rien(reglee, monkeypatch):
    monkeypatch.setattr(connexion, "bibliotheques_presentes", lambda: False)
    connecter(monkeypatch, email="equipe@ville.exemple", email_verified=True)
    essai = deposer()
    assert "Authlib et httpx ne sont pas installés" in texte(essai)
    assert not {ENTRER, "Remplacer"} & set(boutons(essai))


def test_le_bouton_mene_chez_le_fournisseur(reglee, monkeypatch):
    partis = []
    monkeypatch.setattr("streamlit.login", lambda: partis.append("parti"))
    essai = deposer()
    assert "Sans un compte de l'équipe, un dépôt reste un aperçu privé." in texte(essai)
    assert "Remplacer" not in boutons(essai)
    next(b for b in essai.button if b.label == ENTRER).click().run()
    assert partis == ["parti"]


@pytest.mark.parametrize("adresse", ["equipe@agglo.exemple", "EQUIPE@AGGLO.EXEMPLE ", "quelqu.un@ville.exemple"])
def test_un_compte_permis_enregistre_puis_revient(reglee, monkeypatch, adresse):
    connecter(monkeypatch, email=adresse, email_verified=True)
    essai = deposer()
    assert ENTRER not in boutons(essai)
    assert "Se déconnecter" in boutons(essai)
    next(b for b in essai.button if b.label == "Remplacer").click().run()
    assert "actions.csv : remplacé" in texte(essai)
    next(b for b in essai.button if b.label.startswith("Revenir à la version")).click().run()
    assert "version d'avant l'import" in texte(essai)


@pytest.mark.parametrize(
    "adresse",
    [
        "autre@agglo.exemple",
        "equipe@agglo.exemple.mechant.exemple",
        "x@sous.ville.exemple",
        "@ville.exemple",
        "a@b@ville.exemple",
        "",
    ],
)
def test_un_autre_compte_n_ouvre_rien(reglee, monkeypatch, adresse):
    connecter(monkeypatch, email=adresse, email_verified=True)
    essai = deposer()
    assert not {"Remplacer", ENTRER} & set(boutons(essai))
    assert "Changer de compte" in boutons(essai)


@pytest.mark.parametrize("verifiee", [{"email_verified": False}, {"email_verified": "false"}, {}])
def test_une_adresse_non_verifiee_n_ouvre_rien(reglee, monkeypatch, verifiee):
    connecter(monkeypatch, email="equipe@ville.exemple", **verifiee)
    essai = deposer()
    assert "Remplacer" not in boutons(essai)
    assert connexion.NON_VERIFIEE.split(" :")[0] in texte(essai)


def test_un_fournisseur_qui_ne_le_dit_jamais_peut_etre_admis_pas_celui_qui_dit_non(reglee, monkeypatch):
    monkeypatch.setenv(connexion.SANS_VERIFICATION, "oui")
    connecter(monkeypatch, email="equipe@ville.exemple")
    assert "Remplacer" in boutons(deposer())
    connecter(monkeypatch, email="equipe@ville.exemple", email_verified=False)
    assert "Remplacer" not in boutons(deposer())


def test_un_compte_retire_de_la_liste_n_enregistre_plus_meme_bouton_affiche(reglee, monkeypatch):
    connecter(monkeypatch, email="equipe@ville.exemple", email_verified=True)
    essai = deposer()
    monkeypatch.setattr("streamlit.secrets", FauxSecrets({"auth": AUTH, connexion.COMPTES: "autre@ville.exemple"}))
    next(b for b in essai.button if b.label == "Remplacer").click().run()
    assert "actions.csv : remplacé" not in texte(essai)
    assert "Remplacer" not in boutons(essai)


def test_le_mot_de_passe_reste_une_autre_porte(reglee, monkeypatch):
    monkeypatch.setenv(credits_versions.PORTE.variable, "un-mot-de-passe-assez-long")
    essai = deposer()
    assert "Sans ce mot de passe ou un compte de l'équipe, un dépôt reste un aperçu privé." in texte(essai)
    assert {ENTRER, "Ouvrir"} <= set(boutons(essai))
