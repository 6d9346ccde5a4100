"""« Depuis le dernier comité » : la phrase, les tables, ce qui se tait, la page. Les comptes sont faits à la main."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from components.export_classeur import classeur
from components.export_pdf import document
from components.export_pptx import diaporama
from components.export_tableur import csv_du_bloc
from data.entrepot import charger
from data.importation.historique import remettre, remplacer_en_gardant, versions
from data.versions import lire
from data.vues.depuis_comite import (
    AUCUNE_VERSION,
    blocs_depuis,
    choix_de_versions,
    reserves,
    resume,
    version_par_defaut,
)
from data.vues.recueil import resoudre
from geo.contours import Contours
from tests.outils.apptest import executer
from tests.outils.fichiers import diapositives, dossier, texte_pdf
from tests.outils.fichiers import textes as textes_d_une_diapositive
from tests.outils.lecture_page import fautes, lisible
from tests.outils.tables import TABLES, ecrire_tables

MARS = dt.datetime(2026, 3, 12, 14, 50, 3, tzinfo=dt.UTC)
AVRIL = dt.datetime(2026, 4, 1, 9, 5, 0, tzinfo=dt.UTC)
DES_CHIFFRES, DES_ACTIONS = "2026-03-12_14-50-03_valeurs", "2026-04-01_09-05-00_actions"

# 61 devient 62, la ligne de Carcassonne (27) s'en va, une valeur 2021 arrive.
VALEURS = (
    TABLES["valeurs"]
    .replace("QP011002,taux_pauvrete,,2019,61,", "QP011002,taux_pauvrete,,2019,62,")
    .replace("11069,taux_pauvrete,,2019,27,publie,,rapport_2022,ch. 4,\n", "")
) + "QP011002,taux_pauvrete,,2021,60,publie,,rapport_2022,ch. 4,\n"

TITRES = TABLES["actions"].partition("\n")[0] + "\n"


def action(numero: str, annee: str, financeur: str, montant: str, statut: str = "reel") -> str:
    return (
        f"{numero},{annee},Atelier,Association,emploi,,tous,{financeur},specifique,,{montant},{statut},rapport_2022\n"
    )


TROIS = TITRES + "".join(
    (
        action("A1", "2019", "État", "1500.50"),
        action("A2", "2019", "État", "800"),
        action("A3", "2020", "Ville", "100"),
    )
)
# A1 monte de 100 € ; A4 arrive avec deux financeurs, A5 avec un.
CINQ = TROIS.replace("1500.50", "1600.50") + "".join(
    (
        action("A4", "2019", "État", "50"),
        action("A4", "2019", "Ville", "25"),
        action("A5", "2020", "Ville", "200"),
    )
)
DEMONSTRATION = TITRES + action("D1", "2019", "État", "9999", "demonstration")


@pytest.fixture
def donnees(tmp_path, monkeypatch) -> Path:
    ecrire_tables(tmp_path / "tables", actions=TROIS)
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    return tmp_path


def remplacer(donnees: Path, sujet: str, texte: str, quand: dt.datetime) -> None:
    remplacer_en_gardant(donnees / "tables", donnees / "historique", sujet, {f"{sujet}.csv": texte}, quand)


@pytest.fixture
def deux_versions(donnees) -> Path:
    remplacer(donnees, "valeurs", VALEURS, MARS)
    remplacer(donnees, "actions", CINQ, AVRIL)
    return donnees


def etat(donnees: Path):
    return charger(donnees / "tables"), lire(donnees / "historique", donnees / "tables")


def grille(bloc) -> list[list[str]]:
    return [[lisible(c.texte) for c in rang] for rang in bloc.grille.lignes]


def test_la_phrase_compte_tout_depuis_la_version_choisie(deux_versions):
    assert lisible(resume(*etat(deux_versions), DES_CHIFFRES)) == (
        "Depuis le 12 mars 2026 : 1 chiffre ajouté, 1 révisé (61 % → 62 %), 1 retiré ; "
        "2 actions ajoutées, 1 modifiée, aucune retirée."
    )
    # Sans choix : le dernier jour où quelque chose a changé, ici l'import des actions seul.
    assert lisible(resume(*etat(deux_versions))) == (
        "Depuis le 1er avril 2026 : aucun chiffre changé ; 2 actions ajoutées, 1 modifiée, aucune retirée."
    )


def test_la_table_des_chiffres_a_une_ligne_par_changement(deux_versions):
    chiffres, _ = blocs_depuis(*etat(deux_versions), DES_CHIFFRES)
    fin = ["Cabinet, Rapport", "12 mars 2026, import de chiffres"]
    assert grille(chiffres) == [
        ["La Conte - Ozanam", "Pauvreté (%)", "2019", "révisé", "61 %", "62 %", "publié", *fin],
        ["Carcassonne", "Pauvreté (%)", "2019", "retiré", "27 %", "—", "publié", *fin],
        ["La Conte - Ozanam", "Pauvreté (%)", "2021", "ajouté", "—", "60 %", "publié", *fin],
    ]
    assert [c.valeur for c in chiffres.grille.lignes[0][4:6]] == [61.0, 62.0]
    assert [s.code for s in chiffres.sources] == ["rapport_2022"]


def test_la_table_des_actions_va_d_une_annee_a_ses_financeurs(deux_versions):
    """2019 : 1500,50 + 800 = 2300,50 → 1600,50 + 800 + 50 + 25 = 2475,50 ; 2020 : 100 → 100 + 200 = 300."""
    _, actions = blocs_depuis(*etat(deux_versions), DES_CHIFFRES)
    fin = ["Cabinet, Rapport", "1er avril 2026, import des actions"]
    assert grille(actions) == [
        ["2019", "Crédits spécifiques", "Tous", "2", "3", "2 300,50 €", "2 475,50 €", *fin],
        ["2019", "Crédits spécifiques", "Ville", "0", "1", "0 €", "25 €", *fin],
        ["2019", "Crédits spécifiques", "État", "2", "3", "2 300,50 €", "2 450,50 €", *fin],
        ["2020", "Crédits spécifiques", "Tous", "1", "2", "100 €", "300 €", *fin],
        ["2020", "Crédits spécifiques", "Ville", "1", "2", "100 €", "300 €", *fin],
    ]


def test_les_actions_qui_remplacent_la_demonstration_sont_dites(donnees):
    (donnees / "tables" / "actions.csv").write_text(DEMONSTRATION, encoding="utf-8")
    remplacer(donnees, "actions", CINQ, AVRIL)
    assert resume(*etat(donnees)) == (
        "Depuis le 1er avril 2026 : aucun chiffre changé ; 5 actions importées. "
        "Les actions réelles remplacent celles de démonstration."
    )
    assert "9" not in "".join(grille(blocs_depuis(*etat(donnees))[0])[0][3:7])
    (version,) = versions(donnees / "historique", "actions")
    remettre(donnees / "tables", donnees / "historique", version, AVRIL + dt.timedelta(days=1))
    assert resume(*etat(donnees)).endswith("Les crédits montrés sont de nouveau ceux de démonstration.")


def test_une_valeur_devenue_secrete_ne_se_repete_pas(donnees):
    secrete = TABLES["valeurs"].replace("46031,corrige,4631,", ",secret,,").replace("2019,61,", "2019,61.4,")
    remplacer(donnees, "valeurs", secrete, MARS)
    (bloc,) = blocs_depuis(*etat(donnees))
    # 61 et 61,4 s'écriraient tous deux « 61 % » : la décimale qui les distingue est dite.
    assert [rang[3:7] for rang in grille(bloc)] == [
        ["révisé", "non répétée (valeur secrète)", "secret statistique", "corrigé → secret statistique"],
        ["révisé", "61,0 %", "61,4 %", "publié"],
    ]
    assert "46" not in lisible(bloc.phrase + str(grille(bloc)))


def test_une_valeur_retiree_pres_d_un_secret_se_tait(donnees):
    """Le rapport donnait 50 pour Grazailles en 2019, que l'Insee tient secret : retirée, elle ne se redit pas."""
    avec = TABLES["valeurs"] + "QP011006,taux_pauvrete,,2019,50,publie,,rapport_2022,ch. 4,\n"
    (donnees / "tables" / "valeurs.csv").write_text(avec, encoding="utf-8")
    remplacer(donnees, "valeurs", TABLES["valeurs"], MARS)
    (bloc,) = blocs_depuis(*etat(donnees))
    assert [rang[3:6] for rang in grille(bloc)] == [["retiré", "non répétée (valeur secrète)", "—"]]


def test_un_aller_et_retour_ne_laisse_rien(donnees):
    remplacer(donnees, "valeurs", VALEURS, MARS)
    remplacer(donnees, "valeurs", TABLES["valeurs"], AVRIL)
    assert resume(*etat(donnees), DES_CHIFFRES) == "Depuis le 12 mars 2026 : aucun chiffre changé."
    assert blocs_depuis(*etat(donnees), DES_CHIFFRES) == ()


def test_les_choix_vont_du_plus_recent_au_plus_ancien(deux_versions):
    _, journal = etat(deux_versions)
    assert choix_de_versions(journal) == {
        DES_ACTIONS: "1er avril 2026 (import des actions)",
        DES_CHIFFRES: "12 mars 2026 (import de chiffres)",
    }
    assert version_par_defaut(journal) == DES_ACTIONS


def test_au_dela_de_cent_lignes_le_reste_est_compte(donnees):
    beaucoup = "".join(f"QP011002,taux_pauvrete,groupe_{n},2019,60,publie,,rapport_2022,ch. 4,\n" for n in range(102))
    remplacer(donnees, "valeurs", TABLES["valeurs"] + beaucoup, MARS)
    (bloc,) = blocs_depuis(*etat(donnees))
    assert len(bloc.grille.lignes) == 100
    assert bloc.reserves == ("Les 100 premiers changements ; 2 autres sont dans le journal des versions.",)


def test_ce_qui_n_est_pas_passe_par_une_commande_est_dit(deux_versions):
    (deux_versions / "tables" / "actions.csv").write_text(TROIS, encoding="utf-8")
    assert [r for r in reserves(etat(deux_versions)[1]) if "des actions a aussi été modifiée" in r] == []
    (deux_versions / "tables" / "actions.csv").write_text(TROIS + action("A9", "2021", "Ville", "7"), encoding="utf-8")
    assert [r for r in reserves(etat(deux_versions)[1]) if "des actions a aussi été modifiée" in r] != []


# --- La page, le recueil, les fichiers


def textes(essai) -> str:
    return lisible(" ".join(e.proto.body for e in essai.get("html")))


def test_la_page_montre_la_version_de_l_adresse(deux_versions):
    essai = executer("presentation", depuis=DES_CHIFFRES)
    assert fautes(essai) == []
    assert "Depuis le 12 mars 2026 : 1 chiffre ajouté, 1 révisé (61 % → 62 %), 1 retiré" in textes(essai)
    assert "aucun chiffre changé ; 2 actions ajoutées" in textes(executer("presentation"))


def test_une_adresse_hostile_montre_la_version_par_defaut(deux_versions):
    essai = executer("presentation", depuis="<script>alert(1)</script>")
    assert fautes(essai) == []
    assert "<script>" not in textes(essai)
    assert "aucun chiffre changé ; 2 actions ajoutées" in textes(essai)


def test_sans_version_un_pli_le_dit(donnees):
    ferme, ouvert = executer("presentation"), executer("presentation", depuis_comite="true")
    assert (AUCUNE_VERSION in textes(ferme), AUCUNE_VERSION in textes(ouvert)) == (False, True)


def test_un_journal_abime_n_arrete_pas_la_page(deux_versions):
    (deux_versions / "historique" / "versions.csv").write_text("<b>n'importe quoi</b>\n", encoding="utf-8")
    essai = executer("presentation", depuis_comite="true")
    assert fautes(essai) == []
    assert "Le journal des versions a une faute. versions.csv, ligne 1" in textes(essai)
    assert "<b>n'importe" not in textes(essai)


def test_un_texte_hostile_du_journal_reste_du_texte(deux_versions):
    chemin = deux_versions / "historique" / "changements.csv"
    chemin.write_text(chemin.read_text(encoding="utf-8").replace("Ville", "=<img src=x>"), encoding="utf-8")
    page = textes(executer("presentation", depuis=DES_CHIFFRES))
    assert ("=&lt;img src=x&gt;" in page, "<img" in page) == (True, False)


def test_les_deux_blocs_sortent_dans_les_trois_formes(deux_versions):
    entrepot, journal = etat(deux_versions)
    blocs = blocs_depuis(entrepot, journal, DES_CHIFFRES)
    voulu = dossier(*blocs)
    livre = openpyxl.load_workbook(io.BytesIO(classeur(voulu, entrepot, MARS.date())))
    nombres = [c.value for rang in livre.worksheets[1].iter_rows() for c in rang if isinstance(c.value, int | float)]
    assert nombres == [61, 62, 27, 60]
    lu = lisible(texte_pdf(document(voulu, entrepot, Contours(), MARS.date())))
    assert ("61 %" in lu, "2 450,50 €" in lu) == (True, True)
    diapos = diapositives(diaporama(voulu, entrepot, Contours(), MARS.date()))
    dits = lisible(" ".join(textes_d_une_diapositive(d) for d in diapos))
    assert ("1 révisé (61 % → 62 %)" in dits, "2 450,50 €" in dits) == (True, True)
    lignes = csv_du_bloc(blocs[1]).decode("utf-8-sig").splitlines()
    assert lignes[0].startswith(
        "Année;Enveloppe;Financeur;Actions avant;Actions après;Montant avant (€);Montant après (€);"
    )
    assert lignes[1].startswith("2019;Crédits spécifiques;Tous;2;3;2300,5;2475,5;")


def test_les_deux_blocs_sont_au_recueil(deux_versions):
    entrepot = charger(deux_versions / "tables")
    assert lisible(resoudre(entrepot, "depuis-comite-actions").phrase) == (
        "Depuis le 1er avril 2026 : aucun chiffre changé ; 2 actions ajoutées, 1 modifiée, aucune retirée."
    )
    assert resoudre(entrepot, "depuis-comite") is None
