"""Ce qui se reprend : une ligne déjà en place, une lecture à corriger, des enveloppes qui ne se confondent pas."""

from dataclasses import replace

import pytest

from components.credits_correspondance import sens_possibles
from data.dossiers import dossier_tables
from data.entrepot import charger
from data.importation.actions import actions_apres, appliquer, examiner
from data.importation.actions_bilan import memes_lignes
from data.importation.actions_correspondance import ecrire_toml, lire_toml
from data.importation.actions_modele import Colonne
from data.importer import main
from tests.outils.lecture_page import lisible
from tests.outils.suivi import actions, dit, ligne, preparer, suivi_csv


@pytest.fixture
def donnees(tmp_path, monkeypatch):
    return preparer(tmp_path, monkeypatch)


@pytest.mark.parametrize("ecrit", ["1000", "1000.0", "1000.000"])
def test_une_ligne_retouchee_a_la_main_est_la_meme_pour_l_apercu_et_pour_l_ecriture(donnees, ecrit):
    suivi = suivi_csv(donnees / "a.csv", ligne())
    main(["actions", str(suivi)])
    table = donnees / "tables" / "actions.csv"
    # La bonne ligne vaut 1 000 € : l'équipe l'a réécrite autrement dans un tableur.
    avant = table.read_text(encoding="utf-8")
    assert avant.count(",1000.00,") == 1
    table.write_text(avant.replace(",1000.00,", f",{ecrit},"), encoding="utf-8")
    en_place = charger(dossier_tables())
    examen = replace(examiner(suivi.read_bytes(), "a.csv", en_place), complement=True)
    assert memes_lignes(examen, en_place.actions) == ()
    assert len(actions_apres(examen, en_place.actions)) == 1
    assert appliquer(examen).fait
    assert [r["montant"] for r in actions(donnees)] == [ecrit]


def test_une_ligne_d_un_autre_montant_s_ajoute_et_le_dit(donnees):
    main(["actions", str(suivi_csv(donnees / "a.csv", ligne()))])
    en_place = charger(dossier_tables())
    autre = suivi_csv(donnees / "b.csv", ligne(Montant="1000,01"))
    examen = replace(examiner(autre.read_bytes(), "b.csv", en_place), complement=True)
    assert [(a.montant, b.montant) for a, b in memes_lignes(examen, en_place.actions)] == [(1000.0, 1000.01)]
    assert len(actions_apres(examen, en_place.actions)) == 2
    assert appliquer(examen).fait
    assert [r["montant"] for r in actions(donnees)] == ["1000.00", "1000.01"]


def test_des_titres_inconnus_se_corrigent_la_correspondance_relue_fait_entrer_le_fichier(donnees):
    contenu = "Année;Quoi;Pilier;Quartiers;Aide\n2022;Atelier;Emploi;Grazailles;2,5\n".encode()
    tables = charger(dossier_tables())
    examen = examiner(contenu, "suivi.csv", tables)
    assert [f.constat for f in examen.fautes] == [
        "des colonnes manquent : Intitulé de l'action, Montant accordé (ou une colonne par financeur)."
    ]
    (incomplete,) = examen.incompletes
    assert [(c.lettre, c.titre, c.role) for c in incomplete.colonnes] == [
        ("A", "Année", "annee"),
        ("B", "Quoi", ""),
        ("C", "Pilier", "pilier"),
        ("D", "Quartiers", "quartiers"),
        ("E", "Aide", ""),
    ]
    dite = examen.correspondance
    assert dict(dite.colonnes) == {"Année": "annee", "Pilier": "pilier", "Quartiers": "quartiers"}
    dite = replace(dite, colonnes={**dite.colonnes, "Quoi": "intitule", "Aide": "montant"}, unites={"Aide": "milliers"})
    relu = examiner(contenu, "suivi.csv", tables, lire_toml(ecrire_toml(dite)))
    assert [(a.intitule, a.montant) for a in relu.actions] == [("Atelier", 2500.0)]
    assert relu.incompletes == ()


def test_ce_qui_est_compris_s_ecrit_meme_si_le_fichier_est_refuse(donnees, tmp_path):
    correspondance = tmp_path / "c.toml"
    deux = suivi_csv(
        tmp_path / "x.csv", ("2022", "Atelier", "Emploi", "12"), titres=("Année", "Quoi", "Pilier", "Aide")
    )
    assert main(["actions", str(deux), "--ecrire-correspondance", str(correspondance)]) == 1
    # Le fichier est refusé, mais ce qui en a été compris s'écrit : il reste à dire ce qui manque.
    assert '"Pilier" = "pilier"' in correspondance.read_text(encoding="utf-8")


def test_un_montant_se_choisit_en_euros_ou_en_milliers():
    noms = sens_possibles(Colonne(4, "Aide", ""))
    assert noms["montant", False] == "Montant accordé"
    assert noms["montant", True] == "Montant accordé, en milliers d'euros"
    assert noms["financeur:Aide", True] == "Montants de « Aide », en milliers d'euros"
    assert ("pilier", True) not in noms
    assert [c for c in noms if c[0] in ("ignorer", "statut")] == [("ignorer", False)]
    assert list(noms.values()).count("Ne pas lire") == 1


def test_un_total_dit_les_enveloppes_qu_il_additionne(donnees, capsys):
    titres = ("Année", "Intitulé", "Pilier", "Quartiers", "Montant", "Enveloppe")
    suivi = suivi_csv(
        donnees / "a.csv",
        ("2022", "Atelier", "Emploi", "Grazailles", "1000", "Crédits spécifiques"),
        ("2022", "Poste", "Emploi", "Grazailles", "7000", "Fonjep"),
        titres=titres,
    )
    main(["actions", str(suivi), "--essai"])
    dites = dit(capsys)
    # 1 000 + 7 000, que rien n'autorise à dire sans les nommer.
    for phrase in (
        "Total du fichier (crédits spécifiques et postes Fonjep additionnés) : 8 000 €, 2 actions",
        "en tout (crédits spécifiques et postes Fonjep additionnés) : 8 000 €, 2 actions",
        "Postes Fonjep : 7 000 €, 1 action",
        "Crédits spécifiques : 1 000 €, 1 action",
    ):
        assert dites.count(phrase) == 1, phrase
    assert not [x for x in dites if lisible(x).startswith("Total du fichier : ")]


def test_un_fichier_de_l_etat_sans_notre_contrat_dit_quel_code_est_attendu(donnees):
    titres = "Numéro de l'action PRJ;Libellé de l'action;Code contrat ville;Thème;Mt engagé"
    contenu = f"{titres}\nP1;Atelier;CV999;1 Cohésion sociale;1200\n".encode()
    (faute,) = examiner(contenu, "subventions 2022.csv", charger(dossier_tables())).fautes
    # Les deux codes du contrat de ville, avant et depuis 2024 (ecritures.csv).
    assert lisible(faute.phrase()) == (
        "subventions 2022.csv : aucune ligne de notre contrat de ville (1 ligne d'un autre contrat de ville, laissée "
        "de côté). Attendu : un code de contrat de la table ecritures.csv : CN01102I et CV037."
    )
