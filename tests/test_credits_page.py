"""La page des crédits : une vue à la fois, tout dans l'adresse, un dépôt qui n'écrit rien sans le mot de passe."""

import pytest

from components import credits_apercu, essais
from components.credits_versions import PORTE
from tests.outils.apptest import executer
from tests.outils.copie import copier
from tests.outils.lecture_page import fautes, texte
from tests.outils.secrets import FauxSecrets

BON = "un-mot-de-passe-assez-long"
CSV = (
    "Année;Intitulé;Porteur;Pilier;Quartiers;Financeur;Montant\n"
    "2021;Atelier lecture;Association A;Cohésion sociale;Grazailles;État;1 000,50 €\n"
    "2021;Chantier;Association B;Emploi;La Conte;État;500\n"
    "2021;Sans montant;Association C;Emploi;La Conte;État;beaucoup\n"
).encode()
VUES = {
    "carte": "Montant par quartier : Tous les piliers, 2016 à 2022",
    "annees": "Montant par pilier et par an, 2016 à 2022",
    "equilibre": "Part de chaque quartier dans les crédits de l'année",
    "natures": "actions nouvelles et reconductions, 2016 à 2022",
    "acteurs": "Montant par porteur",
    "flux": "Du pilier au quartier, 2016 à 2022",
    "besoins": "Crédits par habitant et pauvreté",
    "actions": "Les actions, 2016 à 2022",
    "enveloppes": "Les enveloppes, sans les additionner",
    "rapport": "Le rapport et le fichier des actions, année par année",
    "charger": "Charger nos données",
}


@pytest.fixture(autouse=True)
def sans_mot_de_passe(monkeypatch):
    monkeypatch.setattr(essais, "COMMUNS", essais.EssaisCommuns())
    monkeypatch.delenv(PORTE.variable, raising=False)
    monkeypatch.setattr("streamlit.secrets", FauxSecrets())


@pytest.fixture
def donnees(tmp_path, monkeypatch):
    """Une copie des données, où un dépôt peut s'écrire."""
    monkeypatch.setenv("QPV_DONNEES", str(copier(tmp_path)))
    return tmp_path


def deposer(essai):
    essai.session_state["credits_fichier"] = ("suivi.csv", CSV)
    return essai.run()


@pytest.mark.parametrize("vue", VUES)
def test_chaque_vue_s_affiche_seule(vue):
    essai = executer("credits", vue=vue)
    assert fautes(essai) == []
    lu = texte(essai)
    assert [v for v, titre in VUES.items() if titre in lu and v != "charger"] == ([vue] if vue != "charger" else [])


def test_tous_les_reglages_viennent_de_l_adresse():
    essai = executer(
        "credits",
        pilier="emploi",
        mesure="part",
        de="2018",
        a="2019",
        repartition="inter_quartiers",
        financeur="financeur-fictif-b",
        nature="nouvelle",
        enveloppe="specifique",
        forme="ronds",
        quartier="grazailles",
    )
    assert fautes(essai) == []
    lu = texte(essai)
    assert "Part du total par quartier : Développement économique et emploi, 2018 à 2019" in lu
    assert "crédits spécifiques seulement (versés par Financeur fictif B, actions nouvelles)." in lu
    assert "Règle de répartition : les actions de plusieurs quartiers sont comptées à part" in lu
    assert "rond : surface proportionnelle" in lu


@pytest.mark.parametrize("cle", ["vue", "repartition", "financeur", "nature", "enveloppe", "forme"])
def test_une_adresse_inconnue_est_dite_sans_faute(cle):
    essai = executer("credits", **{cle: "<b>piege</b>"})
    assert fautes(essai) == []
    assert "qui n'existe pas ici" in texte(essai)


def test_la_recherche_vient_de_l_adresse():
    essai = executer("credits", vue="actions", q="porteur fictif 12", de="2022")
    lu = texte(essai)
    assert "Porteur fictif 12" in lu
    assert "Porteur fictif 13" not in lu


def test_un_depot_dit_ce_qu_il_changerait_sans_rien_changer(donnees):
    table = donnees / "tables" / "actions.csv"
    avant = table.read_bytes()
    essai = deposer(executer("credits", vue="charger"))
    assert fautes(essai) == []
    lu = texte(essai)
    assert "3 lignes lues : 2 gardées, 1 rejetée." in lu
    assert "Les 545 actions de démonstration en place sortiront de la table" in lu
    assert "20 Mo au plus ; jusqu'à 50 Mo par la commande." in lu
    # Le rapport donne 1 122 000 € et 83 actions en 2021.
    assert "1 500,50 €, 2 actions" in lu
    assert "−1 120 499,50 €, −81 actions" in lu
    assert "« beaucoup »" in lu
    assert "rien ne s'enregistre depuis la page" in lu
    assert "credits_enregistrer" not in [b.key for b in essai.button]
    assert table.read_bytes() == avant


def test_l_apercu_prive_ne_se_voit_que_dans_sa_session(donnees):
    essai = deposer(executer("credits", vue="charger"))
    essai.button(key="credits_apercu_ouvrir").click().run()
    lu = texte(essai)
    assert "Aperçu privé." in lu
    assert "Source : Aperçu privé, Fichier déposé dans cette session, non enregistré" in lu
    assert "1 001 €" in lu or "1 000,50" in lu
    assert "fictives" not in lu
    # 1 000,50 € et 500 € : la page dit ce qu'elle montre, puis ce que disait le rapport.
    assert "Fichier déposé dans cette session, non enregistré (2021) : 1 501 € de crédits spécifiques." in lu
    assert "Pour mémoire : En 2022, 1 108 000 € de crédits spécifiques pour 93 actions" in lu
    # Une autre session, au même moment, voit toujours la table du tableau de bord.
    autre = texte(executer("credits"))
    assert "Aperçu privé" not in autre
    assert "545 actions fictives" in autre
    essai.button(key="credits_apercu_quitter").click().run()
    assert credits_apercu.APERCU not in essai.session_state
    assert "545 actions fictives" in texte(essai)


def test_avec_le_mot_de_passe_l_equipe_remplace_puis_revient(donnees, monkeypatch):
    monkeypatch.setenv(PORTE.variable, BON)
    table = donnees / "tables" / "actions.csv"
    avant = table.read_bytes()
    essai = deposer(executer("credits", vue="charger"))
    assert "credits_enregistrer" not in [b.key for b in essai.button]
    ouvrir(essai, "ce-n-est-pas-le-bon")
    assert "Ce n'est pas le bon mot de passe." in texte(essai)
    monkeypatch.setattr(essais, "horloge", lambda: 10_000_000.0)
    ouvrir(essai, BON)
    essai.button(key="credits_enregistrer").click().run()
    assert fautes(essai) == []
    apres = table.read_text(encoding="utf-8")
    assert ("Atelier lecture" in apres, "DEMO-" in apres) == (True, False)
    assert "Versions gardées" in texte(essai)
    essai.button(key="credits_annuler").click().run()
    assert fautes(essai) == []
    assert table.read_bytes() == avant


def ouvrir(essai, mot):
    essai.text_input(key=PORTE.saisie).set_value(mot)
    next(b for b in essai.button if b.label == "Ouvrir").click().run()


def test_un_mot_de_passe_retire_referme_aussitot(donnees, monkeypatch):
    monkeypatch.setenv(PORTE.variable, BON)
    essai = deposer(executer("credits", vue="charger"))
    ouvrir(essai, BON)
    assert "credits_enregistrer" in [b.key for b in essai.button]
    monkeypatch.delenv(PORTE.variable)
    avant = (donnees / "tables" / "actions.csv").read_bytes()
    essai.button(key="credits_enregistrer").click().run()
    assert (donnees / "tables" / "actions.csv").read_bytes() == avant
    assert "rien ne s'enregistre depuis la page" in texte(essai)


def test_un_fichier_illisible_est_dit_en_francais(donnees):
    essai = executer("credits", vue="charger")
    essai.session_state["credits_fichier"] = ("suivi.xlsx", b"ce n'est pas un classeur")
    essai.run()
    assert fautes(essai) == []
    assert "Rien ne peut entrer, rien n'a changé." in texte(essai)
    assert "credits_apercu_ouvrir" not in [b.key for b in essai.button]
