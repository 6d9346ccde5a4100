"""Des fichiers remplacés pendant que le serveur tourne : repris s'ils sont sains, refusés sinon, sans rien perdre."""

import gc
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from components import chargement
from data import garde
from data.fautes import Faute
from data.garde import Garde
from data.signature import derniere_ecriture, signature_fichiers
from tests.outils.apptest import executer
from tests.outils.contours import quartiers
from tests.outils.copie import copier
from tests.outils.lecture_page import fautes, texte


@dataclass(frozen=True)
class Lu:
    """Une lecture d'essai : le contenu de a.csv, une faute par « ? », une faute de fichier s'il manque."""

    contenu: str
    fautes: tuple[Faute, ...]


def lire(dossier: Path) -> Lu:
    chemin = dossier / "a.csv"
    if not chemin.exists():
        return Lu("", (Faute("a.csv", None, "", "absent.", "un fichier."),))
    contenu = chemin.read_text(encoding="utf-8")
    return Lu(contenu, tuple(Faute("a.csv", n, "", "?", "!") for n in range(2, 2 + contenu.count("?"))))


@pytest.fixture(autouse=True)
def sans_attendre(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garde, "PAUSE", 0)


def ecrire(dossier: Path, contenu: str) -> None:
    (dossier / "a.csv").write_text(contenu, encoding="utf-8")


# Ce que l'on voit après chaque contenu (None : le fichier disparaît), et s'il y a un refus.
SUITES = {
    "sain puis sain": [("a", "a", False), ("bb", "bb", False)],
    "sain puis fautif, puis l'ancien revient": [("a", "a", False), ("b?", "a", True), ("a", "a", False)],
    "sain puis disparu, puis neuf": [("a", "a", False), (None, "a", True), ("cc", "cc", False)],
    "fautif d'emblée : rien de mieux à montrer": [("b?", "b?", False), ("b??", "b?", True), ("c", "c", False)],
    "moins fautif : c'est un progrès": [("b??", "b??", False), ("cc?", "cc?", False)],
    "un fichier perdu pèse plus que des lignes": [("b??", "b??", False), (None, "b??", True)],
    "refusé deux fois": [("a", "a", False), ("b?", "a", True), ("bb??", "a", True), ("d", "d", False)],
}


@pytest.mark.parametrize("nom", SUITES)
def test_ce_qui_est_montre_apres_chaque_remplacement(tmp_path: Path, nom: str):
    tenue = Garde(lire)
    for contenu, montre, refuse in SUITES[nom]:
        (tmp_path / "a.csv").unlink(missing_ok=True)
        if contenu is not None:
            ecrire(tmp_path, contenu)
        for _ in range(2):  # la seconde visite ne relit pas, et dit la même chose
            assert tenue.obtenir(tmp_path).contenu == montre
            assert (tenue.refus(tmp_path) is not None) is refuse


def test_le_refus_dit_ses_fautes_et_de_quand_date_ce_qui_reste(tmp_path: Path):
    tenue = Garde(lire)
    ecrire(tmp_path, "a")
    os.utime(tmp_path / "a.csv", (1_700_000_000, 1_700_000_000))
    tenue.obtenir(tmp_path)
    ecrire(tmp_path, "b??")
    tenue.obtenir(tmp_path)
    refus = tenue.refus(tmp_path)
    assert [f.ligne for f in refus.fautes] == [2, 3]
    assert refus.en_place_depuis.timestamp() == 1_700_000_000


def test_un_fichier_en_pleine_copie_n_est_ni_lu_ni_reproche(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """La copie avance pendant la pause : les anciens chiffres restent, sans un mot ; finie, elle est prise."""
    tenue, lectures = Garde(lambda d: lectures.append(d) or lire(d)), []
    ecrire(tmp_path, "ancien")
    assert tenue.obtenir(tmp_path).contenu == "ancien"
    ecrire(tmp_path, "nou?")
    monkeypatch.setattr(garde.time, "sleep", lambda _: ecrire(tmp_path, "nouve?"))
    assert tenue.obtenir(tmp_path).contenu == "ancien"
    assert (tenue.refus(tmp_path), len(lectures)) == (None, 1)
    monkeypatch.setattr(garde.time, "sleep", lambda _: None)
    ecrire(tmp_path, "nouveau")
    assert tenue.obtenir(tmp_path).contenu == "nouveau"


def test_un_fichier_qui_change_pendant_la_lecture_ne_se_garde_pas(tmp_path: Path):
    def lire_en_retard(dossier: Path) -> Lu:
        lu = lire(dossier)
        if lu.contenu == "moitié?":
            ecrire(dossier, "le tout")
        return lu

    tenue = Garde(lire_en_retard)
    ecrire(tmp_path, "ancien")
    tenue.obtenir(tmp_path)
    ecrire(tmp_path, "moitié?")
    assert (tenue.obtenir(tmp_path).contenu, tenue.refus(tmp_path)) == ("ancien", None)
    assert tenue.obtenir(tmp_path).contenu == "le tout"
    # Au démarrage il n'y a rien d'ancien : on relit jusqu'à ce que les fichiers tiennent en place.
    ecrire(tmp_path, "moitié?")
    assert Garde(lire_en_retard).obtenir(tmp_path).contenu == "le tout"


def test_pendant_qu_une_visite_relit_les_autres_n_attendent_pas(tmp_path: Path):
    commence, continuer = threading.Event(), threading.Event()

    def lire_lentement(dossier: Path) -> Lu:
        lu = lire(dossier)
        if lu.contenu == "neuf":
            commence.set()
            continuer.wait(30)
        return lu

    tenue, vu = Garde(lire_lentement), []
    ecrire(tmp_path, "ancien")
    tenue.obtenir(tmp_path)
    ecrire(tmp_path, "neuf")
    relecture = threading.Thread(target=lambda: vu.append(tenue.obtenir(tmp_path).contenu))
    relecture.start()
    assert commence.wait(30)
    assert tenue.obtenir(tmp_path).contenu == "ancien"
    continuer.set()
    relecture.join()
    assert (vu, tenue.obtenir(tmp_path).contenu) == (["neuf"], "neuf")


def test_au_demarrage_trente_visites_ne_lisent_qu_une_fois(tmp_path: Path):
    lectures: list[Path] = []
    tenue = Garde(lambda d: lectures.append(d) or lire(d))
    ecrire(tmp_path, "a")
    fils = [threading.Thread(target=tenue.obtenir, args=(tmp_path,)) for _ in range(30)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(lectures) == 1


def test_une_signature_voit_un_echange_de_meme_taille_et_de_meme_date(tmp_path: Path):
    ecrire(tmp_path, "un")
    os.utime(tmp_path / "a.csv", ns=(10**18, 10**18))
    avant = signature_fichiers(tmp_path)
    autre = tmp_path / ".autre"
    autre.write_text("de", encoding="utf-8")
    os.utime(autre, ns=(10**18, 10**18))
    assert signature_fichiers(tmp_path) == avant  # un fichier caché est le provisoire d'une écriture
    autre.replace(tmp_path / "a.csv")
    assert signature_fichiers(tmp_path) != avant
    assert derniere_ecriture(avant).timestamp() == 10**9
    assert (signature_fichiers(tmp_path / "rien"), derniere_ecriture(())) == ((), None)


# --- Les vraies tables et les vrais contours, vus d'une page.

PAUVRETE_DE_GRAZAILLES = "52 %"  # rapport de 2022, chapitre 4


def couper(part: float) -> Callable[[Path], None]:
    def faire(chemin: Path) -> None:
        octets = chemin.read_bytes()
        chemin.write_bytes(octets[: int(len(octets) * part)])

    return faire


CASSES: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "coupée au tiers": ("tables/valeurs.csv", couper(1 / 3), "Une modification des tables"),
    "vidée": ("tables/valeurs.csv", lambda c: c.write_bytes(b""), "valeurs.csv : le fichier est vide."),
    "effacée": ("tables/indicateurs.csv", Path.unlink, "indicateurs.csv : le fichier est absent."),
    "des octets au hasard": ("tables/valeurs.csv", lambda c: c.write_bytes(bytes(range(256)) * 99), "UTF-8"),
    "en Windows-1252": (
        "tables/territoires.csv",
        lambda c: c.write_bytes(c.read_text(encoding="utf-8").replace("Le", "Lé").encode("cp1252")),
        "territoires.csv, ligne ",
    ),
    "tout le dossier effacé": ("tables", shutil.rmtree, "le dossier des tables est introuvable"),
    "un contour coupé": ("contours/qpv_2015.shp", couper(0.5), "qpv_2015.shp : le fichier est tronqué"),
}  # fmt: skip


@pytest.mark.parametrize("nom", CASSES)
def test_la_page_garde_ses_chiffres_et_dit_le_refus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nom: str):
    fichier, casser, dit = CASSES[nom]
    donnees = copier(tmp_path / "donnees")
    monkeypatch.setenv("QPV_DONNEES", str(donnees))
    mesures = chargement.entrepot().mesures
    contours = chargement.contours().quartiers_2015
    casser(donnees / fichier)
    page = executer("grazailles")
    lu = " ".join(texte(page).split())
    assert fautes(page) == []
    assert PAUVRETE_DE_GRAZAILLES in lu
    quoi = fichier.partition("/")[0]
    assert f"Une modification des {quoi} a été refusée le " in lu
    assert ("Les chiffres montrés restent ceux d'avant" in lu) is (quoi == "tables")
    assert ", en place depuis le " in lu
    assert dit in lu
    assert chargement.entrepot().mesures is mesures
    assert chargement.contours().quartiers_2015 is contours
    shutil.rmtree(donnees)
    copier(donnees)
    assert "a été refusée" not in texte(executer("grazailles"))
    assert chargement.refus() == ()


def test_une_autre_liste_de_quartiers_ne_garde_pas_les_contours_de_l_ancienne(tmp_path: Path, monkeypatch):
    """Les tables d'un autre territoire arrivent, ses contours sont fautifs : les anciens n'ont plus de sens."""
    donnees = copier(tmp_path / "donnees")
    monkeypatch.setenv("QPV_DONNEES", str(donnees))
    assert len(chargement.contours().quartiers_2015) == 5
    territoires = donnees / "tables" / "territoires.csv"
    lignes = territoires.read_text(encoding="utf-8").splitlines(keepends=True)
    # Un quartier de plus dans la liste, sans contour.
    neuve = next(x for x in lignes if x.startswith("QP011006,")).replace("QP011006,Grazailles", "QP011099,Neuf")
    territoires.write_text("".join([*lignes, neuve.replace("grazailles", "neuf")]), encoding="utf-8")
    quartiers(donnees / "contours" / "commune.shp", {"11069": "Carcassonne"}, "2018")
    assert any("QP011099" in f.constat for f in chargement.contours().fautes)
    assert chargement.refus() == ()


def test_les_tables_lues_sortent_du_ramasse_miettes(tmp_path, monkeypatch):
    # Streamlit le lance en entier après chaque page : « gc.get_objects » ne rend que ce qu'il aurait à parcourir.
    monkeypatch.setenv("QPV_DONNEES", str(copier(tmp_path)))
    tables, contours = chargement.entrepot(), chargement.contours()
    regardes = gc.get_objects()
    assert not any(o is tables or o is contours for o in regardes)
    assert any(o is regardes for o in gc.get_objects())  # ce qui est créé ensuite, lui, y est encore
