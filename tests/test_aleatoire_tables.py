"""Des tables, un journal et des contours abîmés au hasard : des fautes en français, jamais une exception."""

import csv
import shutil
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from hypothesis import strategies as st

from data.entrepot import Entrepot, charger
from data.fautes import Faute
from data.schemas import TABLES
from data.versions import Journal, lire
from data.vues.presentations import Presentation, etapes, presentations
from geo.contours import charger_contours
from geo.shapefile import encodage_annonce
from tests.outils.contours import PARTIES, dossier_complet
from tests.outils.hasard import abime, essais
from tests.outils.serveur import RACINE

LIVREES = RACINE / "data" / "tables"
# Celles dont les autres ont besoin restent entières ; de celle qu'on abîme, quelques lignes suffisent.
ENTIERES = ("territoires", "indicateurs", "sources", "modalites", "piliers", "presentations")
SOCLE = ENTIERES[:5]
LIGNES = 5
NOMS = tuple(t.nom for t in TABLES if (LIVREES / t.fichier).exists())


@lru_cache(maxsize=1)
def contenus() -> dict[str, bytes]:
    """Les tables livrées, raccourcies."""
    lus = {}
    for nom in NOMS:
        lignes = (LIVREES / f"{nom}.csv").read_bytes().splitlines(keepends=True)
        lus[nom] = b"".join(lignes if nom in ENTIERES else lignes[: 1 + LIGNES])
    return lus


@lru_cache(maxsize=1)
def reduites() -> Path:
    dossier = Path(mkdtemp(prefix="tables-"))
    for nom in SOCLE:
        (dossier / f"{nom}.csv").write_bytes(contenus()[nom])
    return dossier


def teardown_module() -> None:
    shutil.rmtree(reduites(), ignore_errors=True)


def sans_exception(entrepot: Entrepot) -> None:
    """Le dernier filet du chargement n'a pas servi, et toute faute est une phrase complète."""
    assert [f for f in entrepot.fautes if "s'est interrompu" in f.constat] == []
    for faute in entrepot.fautes:
        assert isinstance(faute, Faute)
        assert faute.phrase().partition(" : ")[2]
        assert faute.attendu.strip()
        assert "\0" not in faute.phrase()


@essais(
    st.sampled_from(NOMS).flatmap(lambda nom: st.tuples(st.just(nom), abime(contenus()[nom]))), court=25, long=2_000
)
def test_une_table_abimee_au_hasard(tire: tuple[str, bytes]):
    """Elle seule est touchée : les territoires des autres restent, et rien n'interrompt le chargement."""
    nom, octets = tire
    chemin = reduites() / f"{nom}.csv"
    try:
        chemin.write_bytes(octets)
        entrepot = charger(reduites())
    finally:
        if nom in SOCLE:
            chemin.write_bytes(contenus()[nom])
        else:
            chemin.unlink()
    sans_exception(entrepot)
    if nom != "territoires":
        assert len(entrepot.territoires) == contenus()["territoires"].count(b"\n") - 1
    for presentation in presentations(entrepot).values():
        assert isinstance(presentation, Presentation)
        assert isinstance(etapes(entrepot, presentation, "QP011002"), tuple)


JOURNAL = {
    "versions.csv": b"version,date,commande,sujet,fichier,ajoutes,revises,retires,demonstration_avant,"
    b"demonstration_apres,empreinte_avant,empreinte_apres\n"
    b"2026-11-22_10-00-00_valeurs,2026-11-22T10:00:00+01:00,importer valeurs,valeurs,v.csv,1,0,0,0,0,"
    b"0123456789abcdef,fedcba9876543210\n",
    "changements.csv": b"version,nature\n",
}


@essais(st.sampled_from(sorted(JOURNAL)).flatmap(lambda nom: st.tuples(st.just(nom), abime(JOURNAL[nom]))))
def test_un_journal_des_versions_abime_au_hasard(tire: tuple[str, bytes]):
    nom, octets = tire
    with TemporaryDirectory() as historique:
        for autre, contenu in JOURNAL.items():
            Path(historique, autre).write_bytes(octets if autre == nom else contenu)
        assert isinstance(lire(Path(historique), reduites()), Journal)


@lru_cache(maxsize=1)
def contours() -> dict[str, bytes]:
    with TemporaryDirectory() as dossier:
        dossier_complet(Path(dossier))
        return {c.name: c.read_bytes() for c in Path(dossier).iterdir()}


def une_partie() -> st.SearchStrategy:
    noms = st.sampled_from([f"qpv_2015{partie}" for partie in PARTIES])
    return noms.flatmap(lambda nom: st.tuples(st.just(nom), abime(contours()[nom])))


@essais(une_partie(), long=3_000)
def test_un_shapefile_abime_au_hasard(tire: tuple[str, bytes]):
    """Les autres fichiers se lisent ; les contours gardés sont bien formés, ou une faute le dit."""
    nom, octets = tire
    with TemporaryDirectory() as dossier:
        for fichier, contenu in contours().items():
            Path(dossier, fichier).write_bytes(octets if fichier == nom else contenu)
        lus = charger_contours(Path(dossier))
        encodage_annonce(Path(dossier, "qpv_2015.shp"))
    assert [c.code for c in lus.quartiers_2024] == ["QN01102I", "QN01103I"]
    assert (lus.commune.code, lus.agglomeration is None) == ("11069", False)
    assert len(lus.quartiers_2015) == 2 or lus.fautes
    for contour in lus.quartiers_2015:
        assert contour.code
        assert contour.geometrie()["type"] in ("Polygon", "MultiPolygon")
        assert 0 < contour.surface_ha < 10**9


def test_les_tables_reduites_sont_saines():
    """Sans quoi les essais d'avant n'abîmeraient que des fichiers déjà cassés."""
    fautes = charger(reduites()).fautes
    assert [f.phrase() for f in fautes if "UTF-8" in f.constat or "en-tête" in f.constat] == []
    with (reduites() / "territoires.csv").open(encoding="utf-8", newline="") as flux:
        assert sum(1 for _ in csv.DictReader(flux)) == len(charger(reduites()).territoires)
