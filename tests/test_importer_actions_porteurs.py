"""Qui porte une action : une personne devient « particulier », une structure garde son nom."""

import pytest

from data.entrepot import charger
from data.importation.actions_correspondance import ecrire_toml, lire_toml
from data.importation.actions_mots import mots_du_fichier
from data.importation.actions_porteurs import CONTACT, PERSONNE, POSSIBLE, PRESUMEE
from data.importer import main
from tests.outils.serveur import RACINE
from tests.outils.suivi import actions, dit, ligne, preparer, suivi_csv


@pytest.mark.parametrize(
    ("ecrit", "dires"),
    [
        ("Ibtissem Fictivi", (PRESUMEE,)),
        ("FICTIVI Ibtissem", (PRESUMEE,)),
        ("Ousmane Fictivo", (PRESUMEE,)),
        ("Aïssatou D’Almeida", (PRESUMEE,)),
        ("ibtissem fictivi", (PRESUMEE,)),
        ("Ibtissem Ben Fictivi", (PRESUMEE,)),
        ("Yann Le Goff", (PERSONNE,)),
        ("Léo Dupond", (PERSONNE,)),
        ("Jean\N{NON-BREAKING HYPHEN}Pierre Martin", (PERSONNE,)),
        ("Maître Dupond", (PERSONNE,)),
        ("Jean dupond (06 12 34 56 78)", (CONTACT, PERSONNE)),
        ("Ibtissem Fictivi – tél. +33 6 12 34 56 78", (CONTACT, PRESUMEE)),
    ],
)
def test_une_personne_devient_particulier(mots, ecrit, dires):
    assert mots.lire_porteur(ecrit) == ("particulier", dires)


@pytest.mark.parametrize(
    "ecrit",
    [
        "MJC Rosa Parks",
        "Les Restos du Cœur",
        "Secours populaire",
        "Amicale Jean Moulin",
        "Cie Louise Michel",
        "Foyer Léo Lagrange",
        "La Rosée",
        "A.D.M.R. Minervois",
        "Collectif l’Envol",
        "USC Carcassonne",
        "Alogéa",
        "CitésLab",  # un nom d'acteurs.csv
        "Bien vivre ensemble ici",
        "11 bouge",
    ],
)
def test_une_structure_garde_son_nom(mots, ecrit):
    assert mots.lire_porteur(ecrit) == (ecrit, ())


def test_un_contact_est_ote_du_nom_d_une_structure(mots):
    assert mots.lire_porteur("Régie de quartiers, contact@exemple.fr") == ("Régie de quartiers", (CONTACT,))
    assert mots.lire_porteur("contact@exemple.fr") == ("", (CONTACT,))


def test_un_texte_demesure_n_est_pas_recopie(mots):
    assert mots.lire_porteur("@" + "a" * 200_000)[0] == "particulier"


def test_un_seul_mot_inconnu_est_garde_et_signale(mots):
    assert mots.lire_porteur("Dupond") == ("Dupond", (POSSIBLE,))


def test_la_correspondance_dit_qui_est_qui():
    toml = '[porteurs]\n"Soleil Bleu" = "structure"\n"Alogéa" = "particulier"\n"Rosa Luna" = "Théâtre Rosa"\n'
    dite = lire_toml(toml)
    assert lire_toml(ecrire_toml(dite)) == dite
    mots = mots_du_fichier(charger(RACINE / "data" / "tables"), dite)
    lus = [mots.lire_porteur(p) for p in ("SOLEIL  BLEU", "alogea", "Rosa Luna")]
    assert lus == [("SOLEIL  BLEU", ()), ("particulier", ()), ("Théâtre Rosa", ())]


def test_le_compte_rendu_dit_la_ligne_jamais_le_nom(tmp_path, monkeypatch, capsys):
    donnees = preparer(tmp_path, monkeypatch)
    fichier = suivi_csv(donnees / "a.csv", ligne(), ligne(N="8", Porteur="Ibtissem Fictivi"))
    assert main(["actions", str(fichier)]) == 0
    dites = dit(capsys)
    assert (
        "1 porteur est devenu « particulier » : rien ne dit que c'est une structure (si c'en est une, l'ajouter à la "
        "correspondance, section [porteurs]) (ligne 3)." in dites
    )
    assert [p for p in dites if "Fictivi" in p] == []
    assert [r["porteur"] for r in actions(donnees)] == ["Association A", "particulier"]
