"""Un import tué n'importe quand laisse l'ancienne table ou la nouvelle, entières, et l'import suivant marche."""

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.entrepot import Entrepot, charger
from data.importation.actions import annuler, appliquer, examiner, versions_gardees
from data.importation.actions_modele import Dossiers
from data.importer import main
from tests.outils.serveur import RACINE
from tests.outils.suivi import ligne, preparer, suivi_csv

COUPURES, COUPURES_DE_LA_COMMANDE = 60, 6
GRAINE = 11069


@pytest.fixture
def donnees(tmp_path, monkeypatch):
    return preparer(tmp_path, monkeypatch)


def deux_suivis(donnees: Path) -> tuple[Path, Path]:
    """Deux fichiers de 400 actions qui ne diffèrent que par leurs montants."""
    return tuple(
        suivi_csv(donnees / f"{nom}.csv", *(ligne(N=str(n), Montant=str(montant)) for n in range(400)))
        for nom, montant in (("a", 100), ("b", 200))
    )


def importer_sans_fin(donnees: Path, fichiers: tuple[Path, Path], entrepot: Entrepot) -> None:
    """Ce que fait le processus que l'on tue : les deux fichiers, l'un après l'autre."""
    ou = Dossiers(donnees / "tables", donnees / "historique")
    while True:
        for fichier in fichiers:
            appliquer(examiner(fichier.read_bytes(), fichier.name, entrepot), ou)


def etats(donnees: Path, fichiers: tuple[Path, Path]) -> set[bytes]:
    """Les deux tables entières possibles, chacune obtenue par un import que rien n'interrompt."""
    tables = set()
    for fichier in fichiers:
        assert main(["actions", str(fichier)]) == 0
        tables.add((donnees / "tables" / "actions.csv").read_bytes())
    return tables


@pytest.mark.lent
@pytest.mark.skipif(not hasattr(os, "fork"), reason="tuer un processus copié demande fork (ni Windows)")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tue_soixante_fois_la_table_est_toujours_entiere(donnees, capsys):
    fichiers = deux_suivis(donnees)
    entieres = etats(donnees, fichiers)
    assert len(entieres) == 2
    shutil.rmtree(donnees / "historique")
    hasard = random.Random(GRAINE)
    # Chargé avant de copier le processus : celui que l'on tue est tout de suite dans un import.
    entrepot = charger(donnees / "tables")
    vues, coupures = set(), 0
    # Soixante coupures au moins, et des imports finis dans les deux sens : une machine chargée en demande plus.
    while coupures < COUPURES or vues != entieres:
        coupures += 1
        assert coupures < COUPURES * 10, "aucun import ne s'achève"
        processus = multiprocessing.get_context("fork").Process(
            target=importer_sans_fin, args=(donnees, fichiers, entrepot)
        )
        processus.start()
        time.sleep(hasard.random())
        os.kill(processus.pid, signal.SIGKILL)
        processus.join()
        table = (donnees / "tables" / "actions.csv").read_bytes()
        assert table in entieres
        vues.add(table)
        for version in (donnees / "historique").glob("2*_actions"):
            assert (version / "actions.csv").read_bytes() in entieres
    assert charger().fautes == ()
    assert main(["actions", str(fichiers[0])]) == 0
    assert [c.name for c in (donnees / "tables").iterdir() if c.name.startswith(".")] == []


@pytest.mark.lent
def test_la_commande_tuee_pendant_qu_elle_travaille(donnees, capsys):
    """La même chose de l'extérieur, avec la vraie commande : elle peut être tuée avant, pendant ou après."""
    fichiers = deux_suivis(donnees)
    entieres = etats(donnees, fichiers)
    hasard = random.Random(GRAINE)
    for tour in range(COUPURES_DE_LA_COMMANDE):
        commande = subprocess.Popen(
            [sys.executable, "-m", "data.importer", "actions", str(fichiers[tour % 2])],
            cwd=RACINE,
            env={**os.environ, "QPV_DONNEES": str(donnees)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(1 + hasard.random() * 4)
        commande.kill()
        commande.wait()
        assert (donnees / "tables" / "actions.csv").read_bytes() in entieres


def test_une_version_a_moitie_rangee_n_est_jamais_remise(donnees, capsys):
    """Un dossier provisoire (import tué pendant la copie) ne se voit pas, et le suivant entre."""
    ou = Dossiers(donnees / "tables", donnees / "historique")
    reste = donnees / "historique" / ".2026-01-01_10-00-00_actions"
    reste.mkdir(parents=True)
    (reste / "actions.csv").write_text("id_action,ann", encoding="utf-8")
    (donnees / "tables" / ".actions.csv.reste").write_text("id_", encoding="utf-8")
    assert (versions_gardees(ou), annuler(ou).fait) == ((), False)
    avant = (donnees / "tables" / "actions.csv").read_bytes()
    assert main(["actions", str(suivi_csv(donnees / "a.csv", ligne()))]) == 0
    assert not (donnees / "tables" / ".actions.csv.reste").exists()
    assert annuler(ou).fait is True
    assert (donnees / "tables" / "actions.csv").read_bytes() == avant


def test_une_version_rangee_par_un_import_tue_avant_de_remplacer_ne_compte_pas(donnees, capsys):
    """La copie existe, la table n'a pas changé : revenir en arrière remet le vrai import d'avant."""
    ou = Dossiers(donnees / "tables", donnees / "historique")
    depart = (donnees / "tables" / "actions.csv").read_bytes()
    main(["actions", str(suivi_csv(donnees / "a.csv", ligne()))])
    inutile = donnees / "historique" / "2039-01-01_10-00-00_actions"
    inutile.mkdir()
    shutil.copyfile(donnees / "tables" / "actions.csv", inutile / "actions.csv")
    assert annuler(ou).fait is True
    assert (donnees / "tables" / "actions.csv").read_bytes() == depart
