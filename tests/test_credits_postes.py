"""Les postes d'adultes-relais et Fonjep : la table livrée, et la commande qui la prépare."""

import csv
from decimal import Decimal

import pytest

from components.chiffres import valeurs_en_grand
from components.export_tableur import csv_du_bloc
from components.graphiques import figure
from data.blocs import valeur_de_ligne
from data.dossiers import RACINE
from data.entrepot import charger
from data.preparer_postes import lire_postes, main
from data.schemas.tables import PAR_NOM
from data.vues.credits_enveloppes import (
    bloc_postes,
    bloc_reperes,
    bloc_structures,
    blocs_abattement,
    blocs_enveloppes,
)
from tests.outils.lecture_page import lisible

ENTETE = "annee,type_poste,structure,nb_postes,montant_eur\n"
# ANCT, coût théorique d'un poste au 31 décembre × nombre de postes, additionné à la main.
ADULTES_RELAIS = {
    "2020": (17, Decimal("337876.02")),  # 17 × 19 875,06
    "2021": (17, Decimal("341220.94")),  # 17 × 20 071,82
    "2022": (17, Decimal("361318")),  # 17 × 21 254
    "2023": (15, Decimal("338335.95")),  # 15 × 22 555,73
    "2024": (15, Decimal("342159.15")),  # 15 × 22 810,61
}
FONJEP = dict.fromkeys(ADULTES_RELAIS, (4, Decimal(28656)))  # 4 × 7 164


@pytest.fixture(scope="module")
def tables():
    return charger(RACINE / "data" / "tables")


@pytest.mark.parametrize(("dispositif", "attendus"), [("adulte_relais", ADULTES_RELAIS), ("fonjep", FONJEP)])
def test_la_table_livree_est_celle_de_l_anct(dispositif, attendus):
    with (RACINE / "data" / "tables" / "postes_contrat_de_ville.csv").open(encoding="utf-8", newline="") as fichier:
        lues = [x for x in csv.DictReader(fichier) if x["dispositif"] == dispositif]
    sommes = {
        annee: (
            sum(int(x["postes"]) for x in lues if x["annee"] == annee),
            sum(Decimal(x["montant"]) for x in lues if x["annee"] == annee),
        )
        for annee in {x["annee"] for x in lues}
    }
    assert sommes == attendus


def test_les_postes_ont_leur_bloc_et_le_disent_theorique(tables):
    bloc = bloc_postes(tables, "montant")
    lus = {x.categorie: Decimal(str(x.mesure.valeur)) for x in bloc.lignes if x.cle == "adulte_relais"}
    assert lus == {annee: montant for annee, (_, montant) in ADULTES_RELAIS.items()}
    assert "Coût théorique au 31 décembre, postes vacants compris" in bloc.reserves[0]
    assert {x.mesure.statut for x in bloc.lignes} == {"calcule"}
    nombres = bloc_postes(tables, "postes")
    assert [x.mesure.valeur for x in nombres.lignes if x.cle == "fonjep"] == [4] * 5
    assert len(bloc_structures(tables).grille.lignes) == 40


def test_l_abattement_a_ses_quatre_montants_avec_leurs_planchers(tables):
    # Rapport de 2022, chapitre 5 : 656 000 € (2016), 700 000 € (2021) ; 3 379 433 € de 2016 à 2020 pour les
    # mêmes deux bailleurs, 4 291 000 € de 2016 à 2021 pour trois.
    une, plusieurs = blocs_abattement(tables)
    lus = [{x.categorie: lisible(valeur_de_ligne(x)) for x in bloc.lignes} for bloc in (une, plusieurs)]
    assert lus == [
        {"Deux bailleurs, 2016": "plus de 656 000 €", "Deux bailleurs, 2021": "plus de 700 000 €"},
        {"Deux bailleurs, 2016 à 2020": "3 379 433 €", "Trois bailleurs, 2016 à 2021": "4 291 000 €"},
    ]
    assert [x.mesure.valeur for x in (*une.lignes, *plusieurs.lignes)] == [656000, 700000, 3379433, 4291000]
    assert sum("c'est un plancher" in r for r in une.reserves) == 2


def test_plus_de_suit_le_montant_partout(tables):
    une, _ = blocs_abattement(tables)
    assert lisible(une.phrase) == (
        "Deux bailleurs, plus de 656 000 € en 2016 ; deux bailleurs, plus de 700 000 € en 2021."
    )
    barres = figure(une)["data"][0]
    assert [lisible(t) for t in barres["text"]] == ["plus de 656 000 €", "plus de 700 000 €"]
    assert len(set(barres["marker"]["color"])) == 1  # une couleur qui changerait sans légende ferait croire à un sens
    assert ";656000;€;2016;publié (plus de);" in csv_du_bloc(une).decode("utf-8-sig")
    assert "abattement de taxe foncière des bailleurs, plus de 700 000 € en 2021" in lisible(
        bloc_reperes(tables).phrase.lower()
    )
    assert "plus de 700 000 €" in lisible(valeurs_en_grand(bloc_reperes(tables)))


def test_les_enveloppes_ne_s_additionnent_jamais(tables):
    reperes = bloc_reperes(tables)
    assert {x.cle: x.mesure.valeur for x in reperes.lignes} == {
        "Crédits spécifiques": 1108000,
        "Adultes-relais": 342159.15,
        "Postes Fonjep": 28656,
        "Abattement de taxe foncière des bailleurs": 700000,
        "Droit commun": None,
    }
    assert reperes.reserves[0].startswith("Ces montants ne s'additionnent pas")
    # Aucune ligne d'aucun bloc n'est la somme de deux enveloppes.
    interdites = {1108000 + 342159.15, 1108000 + 28656, 342159.15 + 28656, 1108000 + 700000}
    assert {x.mesure.valeur for b in blocs_enveloppes(tables) for x in b.lignes} & interdites == set()


def ecrire(tmp_path, lignes):
    fichier = tmp_path / "postes.csv"
    fichier.write_text(ENTETE + lignes, encoding="utf-8")
    return fichier


def test_la_preparation_garde_chaque_ligne(tmp_path):
    lignes, fautes = lire_postes(ecrire(tmp_path, "2021,Fonjep,  UNE   STRUCTURE ,2,14328.0\n"))
    assert fautes == []
    assert [(x["annee"], x["dispositif"], x["structure"], x["postes"], x["montant"]) for x in lignes] == [
        ("2021", "fonjep", "UNE STRUCTURE", "2", "14328")
    ]


def test_une_annee_aux_montants_recopies_est_ecartee(tmp_path):
    lignes, fautes = lire_postes(
        ecrire(
            tmp_path,
            "2024,Fonjep,A,1,7164.0\n2024,adulte-relais,B,1,22810.61\n"
            "2025,Fonjep,A,1,22810.61\n2025,adulte-relais,B,2,45621.22\n",
        )
    )
    assert {x["annee"] for x in lignes} == {"2024"}
    assert "le même coût par poste (22\u202f810,61 €) en 2025" in fautes[0].constat


@pytest.mark.parametrize(
    ("ligne", "colonne"),
    [
        ("20,Fonjep,A,1,7164", "annee"),
        ("2021,service civique,A,1,7164", "type_poste"),
        ("2021,Fonjep,,1,7164", "structure"),
        ("2021,Fonjep,A,0,7164", "nb_postes"),
        ("2021,Fonjep,A,1,-7164", "montant_eur"),
        ("2021,Fonjep,A,1,NaN", "montant_eur"),
    ],
)
def test_une_ligne_fautive_est_dite(tmp_path, ligne, colonne):
    lignes, fautes = lire_postes(ecrire(tmp_path, ligne + "\n"))
    assert lignes == []
    assert [(f.ligne, f.colonne) for f in fautes] == [(2, colonne)]


def test_la_commande_rejouee_donne_les_memes_octets(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    fichier = ecrire(tmp_path, "2021,Fonjep,A,1,7164.0\n2020,adulte-relais,B,1,19875.06\n")
    table = tmp_path / "tables" / PAR_NOM["postes_contrat_de_ville"].fichier
    octets = []
    for _ in range(2):
        assert main([str(fichier)]) == 0
        octets.append(table.read_bytes())
    assert octets[0] == octets[1]
    assert capsys.readouterr().out.splitlines()[0] == "postes_contrat_de_ville.csv : 2 lignes, de 2020 à 2021."


def test_un_fichier_sans_ligne_utilisable_ne_change_rien(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    assert main([str(ecrire(tmp_path, "2021,Fonjep,A,zéro,7164\n"))]) == 1
    assert "nb_postes" in capsys.readouterr().err
    assert not (tmp_path / "tables").exists()
