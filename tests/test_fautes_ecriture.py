"""Disque plein, lecture seule, fichier tenu ouvert : la table d'avant reste entière, et une phrase le dit."""

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from data import ecriture_csv, importer, preparer_postes
from data.ecriture_csv import remplacer
from tests.outils.classeurs import ecrire_csv
from tests.outils.pannes import disque, lancer, sait_monter
from tests.outils.suivi import dit, ligne, suivi_csv
from tests.outils.tables import ecrire_tables

ACTION = ligne(Pilier="Emploi")
VALEUR = "Territoire;Indicateur;Année;Valeur;Source;Titre de la source\nGrazailles;Pauvreté;2021;52;caf_2021;CAF 2021\n"
POSTES = "annee,type_poste,structure,nb_postes,montant_eur\n2023,FONJEP,Centre social,1,7164\n"
RAISONS = {errno.ENOSPC: "le disque est plein", errno.EROFS: "le disque est en lecture seule"}


def importer_actions(donnees: Path) -> int:
    return importer.main(["actions", str(donnees / "a.csv")])


def importer_valeurs(donnees: Path) -> int:
    return importer.main(["valeurs", str(donnees / "v.csv")])


@dataclass(frozen=True, slots=True)
class Commande:
    """Ce que l'on lance, et ce qu'il faut avoir fait avant."""

    lancer: Callable[[Path], int]
    avant: Callable[[Path], int] | None = None


COMMANDES = {
    "importer actions": Commande(importer_actions),
    "importer valeurs, avec une source neuve": Commande(importer_valeurs),
    "annuler les actions": Commande(lambda d: importer.main(["actions", "--annuler"]), importer_actions),
    "annuler les valeurs": Commande(lambda d: importer.main(["valeurs", "--annuler"]), importer_valeurs),
    "préparer les postes": Commande(lambda d: preparer_postes.main([str(d / "p.csv")])),
}


def preparer(donnees: Path) -> Path:
    shutil.rmtree(donnees, ignore_errors=True)
    ecrire_tables(donnees / "tables")
    suivi_csv(donnees / "a.csv", ACTION)
    ecrire_csv(donnees / "v.csv", VALEUR)
    ecrire_csv(donnees / "p.csv", POSTES)
    return donnees


def etat(donnees: Path) -> dict[str, bytes]:
    """Le contenu de chaque fichier des tables, provisoires compris."""
    return {c.name: c.read_bytes() for c in (donnees / "tables").iterdir()}


def restes(donnees: Path) -> list[str]:
    """Les provisoires oubliés, hors le fichier du verrou, qui reste exprès."""
    return [c.name for c in donnees.rglob(".*") if c.name != ".import.verrou"]


@pytest.mark.parametrize(
    "numero", [errno.ENOSPC, pytest.param(errno.EROFS, marks=pytest.mark.lent)], ids=RAISONS.values()
)
@pytest.mark.parametrize("nom", COMMANDES)
def test_quelle_que_soit_l_ecriture_qui_echoue(tmp_path, monkeypatch, capsys, nom: str, numero: int):
    """On refuse la 1re écriture, puis la 2e… : l'ancienne table ou la nouvelle, entières, et le bon code de sortie."""
    donnees, commande = tmp_path / "donnees", COMMANDES[nom]
    monkeypatch.setenv("QPV_DONNEES", str(donnees))

    def repartir() -> dict[str, bytes]:
        preparer(donnees)
        if commande.avant:
            assert commande.avant(donnees) == 0
        capsys.readouterr()
        return etat(donnees)

    repartir()
    with disque() as compteur:
        assert commande.lancer(donnees) == 0
    entiere, ecritures = etat(donnees), compteur.vues
    assert ecritures >= 4  # au moins un provisoire, son contenu, ses droits, son renommage
    refus = 0
    for rang in range(1, ecritures + 1):
        avant = repartir()
        with disque(rang, numero):
            code = commande.lancer(donnees)
        dites = dit(capsys)
        assert etat(donnees) == (entiere if code == 0 else avant), rang
        assert restes(donnees) == [], rang
        if code:
            refus += 1
            assert code == 1
            assert RAISONS[numero] in dites[-1] or RAISONS[numero] in dites[-2], rang
            assert commande.lancer(donnees) == 0, rang
            assert etat(donnees) == entiere, rang
    assert refus >= 3


def test_un_renommage_refuse_remet_les_fichiers_deja_remplaces(tmp_path, monkeypatch):
    """Sous Windows, une table ouverte dans un tableur refuse d'être remplacée : les autres reviennent."""
    a, b, neuf = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "neuf.csv"
    a.write_text("ancien a", encoding="utf-8")
    b.write_text("ancien b", encoding="utf-8")
    remplace = os.replace

    def tenu_ouvert(source, cible):
        if Path(cible) == b and not str(source).endswith(".avant"):
            raise PermissionError(errno.EACCES, "refusé par l'essai")
        remplace(source, cible)

    monkeypatch.setattr(os, "replace", tenu_ouvert)
    with pytest.raises(PermissionError):
        remplacer({a: "nouveau a", neuf: "nouveau", b: "nouveau b"})
    monkeypatch.undo()
    assert {c.name: c.read_text(encoding="utf-8") for c in tmp_path.iterdir()} == {
        "a.csv": "ancien a",
        "b.csv": "ancien b",
    }


def test_une_valeur_n_arrive_jamais_avant_sa_source(tmp_path, monkeypatch):
    """Arrêté entre les deux renommages, l'import laisse une fiche de trop ; l'inverse ferait perdre la valeur."""
    monkeypatch.setenv("QPV_DONNEES", str(preparer(tmp_path / "donnees")))
    poses: list[str] = []
    remplace = os.replace
    monkeypatch.setattr(os, "replace", lambda s, c: (poses.append(Path(c).name), remplace(s, c)))
    assert importer_valeurs(tmp_path / "donnees") == 0
    assert [nom for nom in poses if nom in ("valeurs.csv", "sources.csv")] == ["sources.csv", "valeurs.csv"]


def test_annuler_saute_une_version_d_avant_un_import_interrompu(tmp_path, monkeypatch, capsys):
    """Rangée mais suivie d'aucun remplacement, elle est déjà en place : la remettre ne reviendrait sur rien."""
    donnees = preparer(tmp_path / "donnees")
    monkeypatch.setenv("QPV_DONNEES", str(donnees))
    depart = etat(donnees)["valeurs.csv"]
    assert importer_valeurs(donnees) == 0
    interrompue = donnees / "historique" / "2999-01-01_00-00-00_valeurs"
    interrompue.mkdir()
    for nom in ("valeurs.csv", "sources.csv"):
        shutil.copy(donnees / "tables" / nom, interrompue / nom)
    assert importer.main(["valeurs", "--annuler"]) == 0
    assert etat(donnees)["valeurs.csv"] == depart


# --- De vraies commandes, sur de vraies limites du système.


@pytest.mark.skipif(os.name == "nt", reason="la taille permise d'un fichier ne se limite pas sous Windows")
@pytest.mark.parametrize(
    ("sujet", "fichier", "table"), [("actions", "a.csv", "actions"), ("valeurs", "v.csv", "valeurs")]
)
@pytest.mark.parametrize("octets", [0, 40, 300])
def test_une_vraie_commande_sans_place(tmp_path, sujet, fichier, table, octets):
    """À 0 octet rien ne s'écrit ; à 40 et 300 l'écriture s'arrête au milieu, comme sur un disque qui se remplit."""
    donnees = preparer(tmp_path / "donnees")
    avant = etat(donnees)
    fait = lancer(donnees, "data.importer", sujet, str(donnees / fichier), octets=octets)
    assert (fait.returncode, etat(donnees) == avant, restes(donnees)) == (1, True, [])
    assert "le fichier dépasse la taille permise" in fait.stderr
    assert fait.stderr.rstrip().endswith(
        ("Rien n'a été changé.", "Le résultat ne serait pas sain. Rien n'a été changé.")
    )
    assert "Traceback" not in fait.stdout + fait.stderr


@pytest.mark.skipif(os.name == "nt", reason="la taille permise d'un fichier ne se limite pas sous Windows")
def test_les_fichiers_d_un_comite_sans_place(tmp_path):
    """L'export s'arrête au premier fichier, le dit en français, et ne laisse ni provisoire ni fichier coupé."""
    donnees, sortie = preparer(tmp_path / "donnees"), tmp_path / "comite"
    fait = lancer(donnees, "components.exporter", str(sortie), "--quartier", "grazailles", octets=1000)
    assert (fait.returncode, list(sortie.iterdir())) == (1, [])
    assert f"« grazailles-fiche.pdf » ne s'écrit pas dans « {sortie} » (le fichier dépasse la taille permise)." in (
        fait.stderr
    )
    assert "Traceback" not in fait.stderr


@pytest.mark.skipif(not sait_monter(), reason="cette machine ne laisse pas monter un dossier en lecture seule")
@pytest.mark.parametrize("arguments", [("actions", "a.csv"), ("valeurs", "v.csv"), ("actions", "--annuler")])
def test_une_vraie_commande_en_lecture_seule(tmp_path, arguments):
    donnees = preparer(tmp_path / "donnees")
    assert lancer(donnees, "data.importer", "actions", str(donnees / "a.csv")).returncode == 0
    avant = etat(donnees)
    reels = [str(donnees / a) if a.endswith(".csv") else a for a in arguments]
    fait = lancer(donnees, "data.importer", *reels, lecture_seule=[donnees])
    assert (fait.returncode, etat(donnees) == avant, restes(donnees)) == (1, True, [])
    assert fait.stderr.splitlines()[-1] == (
        "Les tables ne s'écrivent pas (le disque est en lecture seule). Rien n'a été changé."
    )


def test_un_import_suivant_ote_les_provisoires_d_un_import_tue(tmp_path, monkeypatch):
    donnees = preparer(tmp_path / "donnees")
    monkeypatch.setenv("QPV_DONNEES", str(donnees))
    for reste in (".valeurs.csv.abc", ".valeurs.csv.abc.avant", ".sources.csv.def"):
        (donnees / "tables" / reste).write_text("terri", encoding="utf-8")
    assert importer_valeurs(donnees) == 0
    assert restes(donnees) == []


def test_le_message_d_un_systeme_inconnu_n_est_jamais_en_anglais(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("QPV_DONNEES", str(preparer(tmp_path / "donnees")))

    def refuser(*_, **__):
        raise OSError(errno.ELOOP, "Too many levels of symbolic links")

    monkeypatch.setattr(ecriture_csv.tempfile, "mkstemp", refuser)
    assert preparer_postes.main([str(tmp_path / "donnees" / "p.csv")]) == 1
    assert dit(capsys)[-1] == (f"La table n'a pas pu être écrite (erreur {errno.ELOOP} du système) : rien n'a changé.")
