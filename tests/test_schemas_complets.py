"""Toutes les tables du projet, telles qu'elles sont : chacune a un schéma, et une colonne renommée se voit."""

import csv
from pathlib import Path

import pytest

from data.dossiers import dossier_tables
from data.schemas import PAR_NOM, lire_dossier
from data.verifier import main
from tests.outils.lecture_page import lisible

TABLES = {chemin.stem: chemin for chemin in sorted(dossier_tables().glob("*.csv"))}


def entete(chemin: Path) -> list[str]:
    with chemin.open(encoding="utf-8", newline="") as flux:
        return next(csv.reader(flux))


COLONNES = [(nom, colonne) for nom, chemin in TABLES.items() for colonne in entete(chemin)]


def test_chaque_table_a_un_schema():
    assert [nom for nom in TABLES if nom not in PAR_NOM] == []


def test_chaque_table_est_decrite():
    lisezmoi = (dossier_tables() / "LISEZMOI.md").read_text(encoding="utf-8")
    assert [nom for nom in TABLES if f"{nom}.csv" not in lisezmoi] == []


@pytest.mark.parametrize("nom", TABLES)
def test_l_entete_est_celle_du_schema(nom):
    assert tuple(entete(TABLES[nom])) == PAR_NOM[nom].colonnes


@pytest.mark.parametrize(("nom", "colonne"), COLONNES, ids=["-".join(c) for c in COLONNES])
def test_une_colonne_renommee_est_une_faute(tmp_path, monkeypatch, capsys, nom, colonne):
    dossier = tmp_path / "tables"
    dossier.mkdir()
    colonnes = entete(TABLES[nom])
    # Seul l'en-tête compte ici : une ligne suffit, et l'essai reste rapide sur les 5 000 de valeurs.csv.
    lignes = TABLES[nom].read_text(encoding="utf-8").splitlines()[1:2]
    renommees = [f"{c}_bis" if c == colonne else c for c in colonnes]
    (dossier / f"{nom}.csv").write_text("\n".join([",".join(renommees), *lignes]) + "\n", encoding="utf-8")
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    assert main([]) == 1
    dites = lisible(capsys.readouterr().out).splitlines()
    absente = f"{nom}.csv, ligne 1, colonne « {colonne} » : la colonne manque"
    assert [x for x in dites if x.startswith(absente)] != [], [x for x in dites if nom in x]


# ruff: noqa: E501
# (table, texte ôté, texte mis, faute) ; les lignes citées sont celles des tables du projet.
FAUTES_INSEE = [
    ("annees_insee", "DEMO,caf,2017,2015,", "DEMO,caf,2017,15,", "ligne 2, colonne « annee » : « 15 » n'est pas une année."),
    ("annees_insee", "DEMO,caf,2017,", "DEMO,caff,2017,", "ligne 2, colonne « bloc » : le bloc « caff » de DEMO n'est pas décrit."),
    ("blocs_insee", "DEMO,caf,NOTE_CNAF,oui", "DEMO,caf,NOTE_CNAF,ouî", "ligne 4, colonne « note_obligatoire » : « ouî » n'est pas un code permis."),
    ("codes_notes_insee", "0,publie,", "0,publié,", "ligne 2, colonne « statut » : « publié » n'est pas un code permis (peut-être « publie »)."),
    ("codes_notes_insee", ",la source invite à la prudence (code 1)", ",", "ligne 3, colonne « sens » : le code 1 ôte la valeur sans dire pourquoi."),
    ("variables_insee", "DEMO,POP_MUN,2017-,", "DEMO,POP_MUN,depuis 2017,", "ligne 2, colonne « fichiers » : « depuis 2017 » n'a pas la forme voulue."),
    ("variables_insee", "quartier,oui,,population,", "quartier,oui,,populatoin,", "ligne 2, colonne « indicateur » : « populatoin » est un code inconnu (peut-être « population »)."),
]  # fmt: skip


@pytest.mark.parametrize(("nom", "ote", "mis", "faute"), FAUTES_INSEE, ids=[f[0] + f[2] for f in FAUTES_INSEE])
def test_une_case_fautive_des_tables_de_l_insee_est_dite(tmp_path, nom, ote, mis, faute):
    for autre in ("annees_insee", "blocs_insee", "codes_notes_insee", "variables_insee", "indicateurs", "modalites"):
        texte = TABLES[autre].read_text(encoding="utf-8")
        if autre == nom:
            assert ote in texte
            texte = texte.replace(ote, mis, 1)
        (tmp_path / f"{autre}.csv").write_text(texte, encoding="utf-8")
    phrases = [lisible(f.phrase()) for f in lire_dossier(tmp_path).fautes if f.ligne]
    assert [p.partition(" Attendu")[0] for p in phrases] == [f"{nom}.csv, {faute}"]
