"""Deux imports à la fois, de vrais programmes : l'un passe, l'autre est refusé clairement, aucun ne se perd."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data import demonstration, preparer_insee
from data.dossiers import dossier_historique
from data.entrepot import charger
from data.importation.actions import annuler, appliquer, examiner
from data.importation.historique import versions
from data.importation.verrou import ImportEnCours, verrou
from data.versions import lire
from tests.outils.classeurs import ecrire_csv
from tests.outils.pannes import lancer
from tests.outils.serveur import RACINE
from tests.outils.suivi import ligne, suivi_csv
from tests.outils.tables import ecrire_tables

TITRES = "Territoire;Indicateur;Année;Valeur\n"
# Un autre import tient le verrou, ou a changé les tables entre la lecture et l'écriture : recommencer.
REFUS = ("Un autre import est en cours ; recommencer dans un instant. Rien n'a été changé.",
         "Les tables ont changé pendant l'import ; recommencer. Rien n'a été changé.")  # fmt: skip
TENIR = """
import sys
from pathlib import Path
from data.importation.verrou import verrou
with verrou(Path(sys.argv[1])):
    print("tenu", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def donnees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    ecrire_tables(tmp_path / "tables")
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    return tmp_path


def tenir_le_verrou(donnees: Path) -> subprocess.Popen:
    """Un vrai processus qui tient le verrou des imports."""
    autre = subprocess.Popen(
        [sys.executable, "-c", TENIR, str(donnees / "historique")],
        cwd=RACINE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert autre.stdout.readline() == "tenu\n"
    return autre


@contextmanager
def un_autre_programme_importe(donnees: Path) -> Iterator[None]:
    """Un vrai processus tient le verrou des imports le temps du bloc."""
    autre = tenir_le_verrou(donnees)
    try:
        yield
    finally:
        autre.communicate()


def test_quatre_commandes_lancees_ensemble_entrent_toutes(donnees: Path):
    """Deux fichiers de valeurs et deux d'actions ; qui est refusé recommence, et tout finit par être là."""
    fichiers = {
        ecrire_csv(donnees / "v1.csv", TITRES + "Grazailles;Pauvreté;2020;51\n"): ("valeurs",),
        ecrire_csv(donnees / "v2.csv", TITRES + "Grazailles;Pauvreté;2021;52\n"): ("valeurs",),
        suivi_csv(donnees / "a1.csv", ligne(Pilier="Emploi", Année="2021")): ("actions", "--ajouter"),
        suivi_csv(donnees / "a2.csv", ligne(Pilier="Emploi", Année="2022")): ("actions", "--ajouter"),
    }
    a_faire = dict(fichiers)
    while a_faire:
        lances = {
            fichier: subprocess.Popen(
                [sys.executable, "-m", "data.importer", *arguments, str(fichier)],
                cwd=RACINE,
                env={**os.environ, "PYTHONUTF8": "1"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            )
            for fichier, arguments in a_faire.items()
        }
        for fichier, programme in lances.items():
            _, plainte = programme.communicate()
            if programme.returncode == 0:
                del a_faire[fichier]
            else:
                assert plainte.splitlines()[-1] in REFUS
        assert len(a_faire) < len(lances)  # à chaque tour, un au moins est passé
    entrepot = charger()
    assert entrepot.fautes == ()
    valeurs = {m.annee: m.valeur for m in entrepot.mesures if m.territoire == "QP011006" and m.valeur is not None}
    assert valeurs == {"2020": 51.0, "2021": 52.0}
    # Les deux actions du jeu, de 2019, et celle de chaque fichier.
    assert sorted(a.annee for a in entrepot.actions) == [2019, 2019, 2021, 2022]
    ecrites = lire(donnees / "historique", donnees / "tables")
    assert (ecrites.fautes, ecrites.a_la_main) == ((), ())
    assert sorted(v.fichier for v in ecrites.versions) == ["a1.csv", "a2.csv", "v1.csv", "v2.csv"]
    assert [len(versions(donnees / "historique", s)) for s in ("actions", "valeurs")] == [2, 2]


def test_la_page_et_une_commande_en_meme_temps(donnees: Path):
    """Ce que fait le bouton de la page, pendant qu'un autre programme tient le verrou."""
    avant = (donnees / "tables" / "actions.csv").read_bytes()
    contenu = suivi_csv(donnees / "a.csv", ligne(Pilier="Emploi")).read_bytes()
    examen = examiner(contenu, "a.csv", charger())
    with un_autre_programme_importe(donnees):
        refuse, retour = appliquer(examen), annuler()
        commande = lancer(donnees, "data.importer", "actions", str(donnees / "a.csv"))
    assert (refuse.fait, refuse.phrases) == (False, (REFUS[0],))
    assert (retour.fait, retour.phrases[0][:25]) == (False, "Un import est en cours ; ")
    assert (commande.returncode, commande.stderr.splitlines()[-1]) == (1, REFUS[0])
    assert (donnees / "tables" / "actions.csv").read_bytes() == avant
    assert appliquer(examen).fait is True


def test_un_programme_tue_pendant_un_import_ne_bloque_pas_le_suivant(donnees: Path):
    autre = tenir_le_verrou(donnees)
    autre.kill()
    autre.communicate()
    assert (
        lancer(
            donnees, "data.importer", "actions", str(suivi_csv(donnees / "a.csv", ligne(Pilier="Emploi")))
        ).returncode
        == 0
    )


def test_la_preparation_de_l_insee_lit_sous_le_verrou(donnees: Path, monkeypatch: pytest.MonkeyPatch):
    """Lire avant le verrou effacerait l'import fait entre la lecture et l'écriture."""
    vus: list[str] = []

    def lire_une_table(chemin: Path, _):
        with pytest.raises(ImportEnCours), verrou(dossier_historique()):
            pass
        vus.append(chemin.name)
        raise OSError(28, "arrêt de l'essai")

    monkeypatch.setattr(preparer_insee, "_lire", lire_une_table)
    prepare = type("Rien", (), {"lignes": [], "tableaux": [], "officiels": []})()
    (faute,) = preparer_insee._ecrire(donnees / "tables", prepare, None, [])
    assert (vus, faute.constat) == (["valeurs.csv"], "les tables ne s'écrivent pas (le disque est plein).")
    with verrou(dossier_historique()):
        (faute,) = preparer_insee._ecrire(donnees / "tables", prepare, None, [])
    assert faute.constat == "un import est en cours."


def test_la_demonstration_n_efface_pas_un_import_en_cours(donnees: Path, monkeypatch, capsys):
    for nom in ("credits_publies", "territoires", "piliers", "sources"):
        (donnees / "tables" / f"{nom}.csv").write_bytes((RACINE / "data" / "tables" / f"{nom}.csv").read_bytes())
    with (donnees / "tables" / "actions.csv").open(encoding="utf-8", newline="") as flux:
        assert {r["statut"] for r in csv.DictReader(flux)} == {"reel"}
    (donnees / "tables" / "actions.csv").unlink()
    with un_autre_programme_importe(donnees):
        assert demonstration.main() == 1
    assert capsys.readouterr().err == ("actions.csv : un import est en cours. Attendu : recommencer dans un instant.\n")
    assert not (donnees / "tables" / "actions.csv").exists()
