"""La commande `python -m data.verifier` : une ligne par table, une par faute, le bon code de sortie."""

import os
import shutil
import subprocess
import sys

import pytest

from data.dossiers import RACINE, dossier_contours, dossier_historique, dossier_tables
from data.verifier import main
from tests.outils.lecture_page import lisible
from tests.outils.tables import changer, ecrire_tables


@pytest.fixture
def donnees(tmp_path, monkeypatch):
    """Un dossier de données complet (petites tables, vrais contours), désigné par QPV_DONNEES."""
    ecrire_tables(tmp_path / "tables")
    shutil.copytree(RACINE / "geo" / "contours", tmp_path / "contours")
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    return tmp_path


def lignes(capsys) -> list[str]:
    """Ce que la commande a écrit, sans les retraits ni les espaces insécables."""
    return [ligne.strip() for ligne in lisible(capsys.readouterr().out).splitlines()]


def test_la_variable_designe_les_trois_dossiers(monkeypatch, tmp_path):
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    assert (dossier_tables(), dossier_contours(), dossier_historique()) == (
        tmp_path / "tables",
        tmp_path / "contours",
        tmp_path / "historique",
    )
    monkeypatch.delenv("QPV_DONNEES")
    assert (dossier_tables(), dossier_contours(), dossier_historique()) == (
        RACINE / "data" / "tables",
        RACINE / "geo" / "contours",
        RACINE / "data" / "historique",
    )


def test_une_ligne_par_table_avec_ses_comptes(donnees, capsys):
    """Les petites tables n'ont que quatre territoires : les contours des autres quartiers sont des fautes."""
    main([])
    dites = lignes(capsys)
    assert dites[0] == f"Tables : {donnees / 'tables'}"
    # Compté à la main dans tests/outils/tables.py : 5 lignes, dont une secrète.
    assert [ligne.split(" ; ")[0] for ligne in dites[1:9]] == [
        "territoires.csv : 4 lignes",
        "indicateurs.csv : 2 lignes",
        "sources.csv : 2 lignes",
        "valeurs.csv : 5 lignes, 4 valeurs",
        "credits_publies.csv : 2 lignes, 2 valeurs",
        "piliers.csv : 1 ligne",
        "actions.csv : 2 lignes, 2 valeurs",
        "controles.csv : 2 lignes",
    ]
    assert all(ligne.endswith("contrôles, tous tenus.") for ligne in dites[1:9])
    assert "modalites.csv : absente (facultative)." in dites


def test_une_faute_une_ligne_et_le_code_1(donnees, capsys):
    (donnees / "tables" / "valeurs.csv").write_text(changer("valeurs", "2019,61,", "2019,6l,"), encoding="utf-8")
    assert main([]) == 1
    dites = lignes(capsys)
    ligne = next(ligne for ligne in dites if ligne.startswith("valeurs.csv : "))
    assert ligne.startswith("valeurs.csv : 5 lignes, 1 mise de côté, 3 valeurs ; ")
    assert ligne.endswith(" contrôles, des fautes (voir plus bas).")
    assert [ligne for ligne in dites if ligne.startswith("valeurs.csv, ligne")] == [
        "valeurs.csv, ligne 2, colonne « valeur » : « 6l » contient une lettre, ce n'est pas un nombre. "
        "Attendu : un nombre avec un point décimal, sans espace ni unité (par exemple 12.5), ou rien."
    ]


def test_un_contour_perdu_est_dit(donnees, capsys):
    (donnees / "contours" / "qpv_2015.shp").unlink()
    assert main([]) == 1
    dites = lignes(capsys)
    assert "quartiers 2015 : 0 contour." in dites
    assert [ligne.split(" : ")[0] for ligne in dites if ligne.startswith("qpv_2015")] == ["qpv_2015.shp"]


def test_les_tables_et_contours_livres_sont_sans_faute():
    """Dans un processus neuf, comme le lance l'équipe (sa durée se lit dans tests/bench/commandes.py)."""
    environnement = {k: v for k, v in os.environ.items() if k != "QPV_DONNEES"}
    fini = subprocess.run(
        [sys.executable, "-m", "data.verifier"],
        cwd=RACINE,
        env={**environnement, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (fini.returncode, fini.stderr) == (0, ""), fini.stdout
    assert fini.stdout.splitlines()[-1].startswith("Aucune faute (")
    assert "  quartiers 2015 : 5 contours." in fini.stdout.splitlines()


def test_l_aide_et_un_argument_inconnu_parlent_francais(capsys):
    assert main(["--aide"]) == 0
    assert capsys.readouterr().out.startswith("python -m data.verifier : vérifie les tables et les contours")
    assert main(["--vite"]) == 1
    assert capsys.readouterr().err.startswith("Argument inconnu : --vite.\n")
