"""Ce qui permet de vérifier un chiffre, écrit pour qui n'a jamais ouvert nos tables."""

import pytest

from data.entrepot import charger
from data.preuves import note_lisible, preuves

E = charger()


@pytest.mark.parametrize(
    ("note", "attendu"),
    [
        ("", ""),
        (
            "retenue automatiquement : série officielle de l'Insee | même valeur dans DEMO_2021.csv",
            "Retenue : série officielle de l'Insee ; même valeur dans DEMO_2021.csv.",
        ),
        ("ecartee automatiquement : voir A", "Écartée : voir A."),
        ("ecartee : le chiffre imprimé a été perdu.", "Écartée : le chiffre imprimé a été perdu."),
        ("voir C003", "Voir C003."),
    ],
)
def test_une_note_se_lit_sans_nos_mots_de_gestion(note, attendu):
    assert note_lisible(note) == attendu


def test_les_preuves_de_la_population_de_grazailles():
    dites = preuves(E, E.mesure("QP011006", "population", "2018"))
    fiche = dict(dites)
    assert fiche["Fichier et variable"] == "DEMO_2022.csv, POP_MUN"
    assert fiche["Année des données"] == "2018"
    assert fiche["D'une année à l'autre"] == "les années ne se comparent pas."
    (autre,) = [texte for nom, texte in dites if nom.startswith("Autre source")]
    assert autre.startswith("non disponible. Écartée : le chiffre imprimé a été perdu")
    assert "Registre C022" in fiche


def test_aucune_preuve_ne_montre_un_mot_de_gestion():
    montrees = [texte for m in E.mesures for _, texte in preuves(E, m)]
    assert [t for t in montrees if "ecartee" in t or "automatiquement" in t] == []
    assert len(montrees) >= 5 * len(E.mesures)
