"""Une table coupée n'importe où se dit : même quand la coupe tombe dans un texte qui pourrait finir là."""

from pathlib import Path

import pytest

from data import importer
from data.entrepot import charger
from data.lecture_csv import lire_table
from data.schemas import PAR_NOM
from tests.outils.classeurs import ecrire_csv
from tests.outils.tables import TABLES, ecrire_tables

COUPEE = "le fichier s'arrête sans retour à la ligne : il a pu être coupé."


@pytest.mark.parametrize("nom", ["valeurs", "actions", "controles", "credits_publies"])
def test_coupee_a_chaque_octet_de_ses_lignes(tmp_path: Path, nom: str):
    """Toutes les coupes de la dernière moitié de la table, sauf celles qui tombent juste entre deux lignes."""
    entiere = TABLES[nom].encode()
    fichier, muettes = tmp_path / f"{nom}.csv", []
    for reste in range(len(entiere) // 2, len(entiere)):
        coupee = entiere[:reste]
        if coupee.endswith(b"\n"):
            continue  # rien ne la distingue d'une table plus courte
        fichier.write_bytes(coupee)
        if not lire_table(fichier, PAR_NOM[nom].colonnes, entiere=True).fautes:
            muettes.append(reste)
    assert muettes == []


def test_la_derniere_ligne_entiere_reste_lue(tmp_path: Path):
    """La faute se dit, mais rien ne prouve que cette ligne-là est fausse : elle est gardée."""
    entrepot = charger(ecrire_tables(tmp_path, valeurs=TABLES["valeurs"].rstrip("\n")))
    assert [(f.ligne, f.constat) for f in entrepot.fautes] == [(6, COUPEE)]
    assert entrepot.mesure("11069", "population", "2018").valeur == 46031.0


def test_un_import_ne_recrit_pas_une_table_coupee(tmp_path: Path, monkeypatch, capsys):
    """La recrire entière effacerait la trace de ce qui manque."""
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    coupee = TABLES["valeurs"].rstrip("\n").encode()
    ecrire_tables(tmp_path / "tables", valeurs=coupee)
    saisie = ecrire_csv(tmp_path / "v.csv", "Territoire;Indicateur;Année;Valeur\nGrazailles;Pauvreté;2021;52\n")
    assert importer.main(["valeurs", str(saisie)]) == 1
    assert COUPEE in capsys.readouterr().err
    assert (tmp_path / "tables" / "valeurs.csv").read_bytes() == coupee
