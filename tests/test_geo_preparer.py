"""`python -m geo.preparer` : du paquet officiel aux contours du projet."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pyogrio.raw
import pytest
import shapely

from geo.contours import charger_contours
from geo.preparer import principal
from tests.outils.contours import PARTIES, X, Y, carre, ecrire

RACINE = Path(__file__).resolve().parent.parent
EXTRAIT = RACINE / "tests" / "donnees" / "geo" / "extrait_qp_2015.zip"
ENTETE = "code,nom,nom_court,type,parent,slug,geographie\n"
CARCASSONNE = ENTETE + (
    "QP011002,La Conte - Ozanam,La Conte,qpv,11069,la-conte-ozanam,2015\n"
    "QP011003,Le Viguier - Saint-Jacques,Le Viguier,qpv,11069,le-viguier-saint-jacques,2015\n"
    "QP011004,Bastide - Pont-Vieux,Bastide,qpv,11069,bastide-pont-vieux,2015\n"
    "QP011005,Fleming - La Reille,Fleming,qpv,11069,fleming-la-reille,2015\n"
    "QP011006,Grazailles,Grazailles,qpv,11069,grazailles,2015\n"
    "QN01102I,La Conte - Ozanam,La Conte,qpv,11069,,2024\n"
    "QN01106M,Grazailles,Grazailles,qpv,11069,,2024\n"
    "11069,Carcassonne,Carcassonne,commune,200035715,,\n"
    "200035715,Carcassonne Agglo,Agglo,epci,D11,,\n"
)
NARBONNE = ENTETE + (
    "QP011007,Ouest,Ouest,qpv,11262,ouest,2015\nQP011008,Cœur d'Hérault,Centre,qpv,11262,centre,2015\n"
    "QP011009,Est,Est,qpv,11262,est,2015\n11262,Narbonne,Narbonne,commune,241100593,,\n"
)


@pytest.fixture
def donnees(tmp_path, monkeypatch) -> Path:
    """Un dossier QPV_DONNEES avec le référentiel de Carcassonne et aucun contour."""
    racine = tmp_path / "donnees"
    (racine / "tables").mkdir(parents=True)
    referentiel(racine, CARCASSONNE)
    monkeypatch.setenv("QPV_DONNEES", str(racine))
    return racine


def referentiel(racine: Path, texte: str) -> None:
    (racine / "tables" / "territoires.csv").write_text(texte, encoding="utf-8")


def lire(racine: Path, fichier: str) -> list[tuple[str, str, str]]:
    """Les lignes (code, nom, geograph) d'un shapefile écrit, lues par GDAL."""
    colonnes = pyogrio.raw.read(racine / "contours" / f"{fichier}.shp")[3]
    return list(zip(*colonnes, strict=True))


def paquet_2024(chemin: Path, communes=("Carcassonne", "Carcassonne"), insee=("11069", "11069")) -> Path:
    """Deux carrés fictifs d'un hectare sous les champs de l'édition 2024, en WGS84."""
    degres = [shapely.box(2.35 + k / 10, 43.2, 2.351 + k / 10, 43.201) for k in range(2)]
    champs = {
        "code_qp": ["QN01102I", "QN01106M"],
        "lib_qp": ["la conte", "GRAZAILLES"],
        "insee_com": list(insee),
        "lib_com": list(communes),
        "siren_epci": ["200035715"] * 2,
    }
    return ecrire(chemin, champs, degres, crs="EPSG:4326")


def test_le_zip_officiel_donne_nos_noms_et_les_surfaces_publiees(donnees, capsys):
    assert principal([str(EXTRAIT), "--geographie", "2015"]) == 0
    assert lire(donnees, "qpv_2015") == [
        ("QP011002", "La Conte - Ozanam", "2015"),
        ("QP011003", "Le Viguier - Saint-Jacques", "2015"),
        ("QP011004", "Bastide - Pont-Vieux", "2015"),
        ("QP011005", "Fleming - La Reille", "2015"),
        ("QP011006", "Grazailles", "2015"),
    ]
    meta, _, formes, _ = pyogrio.raw.read(donnees / "contours" / "qpv_2015.shp")
    assert list(meta["fields"]) == ["code", "nom", "geograph"]
    surfaces = [f.area / 10_000 for f in shapely.from_wkb(formes)]
    assert surfaces == pytest.approx([50.50, 16.35, 43.09, 12.20, 10.56], rel=0.005)
    # La couche en Lambert-93 est choisie, pas celle en WGS84 qui vient avant elle dans l'alphabet.
    sortie = capsys.readouterr().out
    assert "extrait_qp_2015.zip, couche QP_METROPOLE_LB93 : 11 contours." in sortie
    assert "QP011004  Bastide - Pont-Vieux : 43,09 ha (dans le paquet : « Bastide Pont-Vieux »)" in sortie
    assert "QP011006  Grazailles : 10,56 ha\n" in sortie
    assert sorted(p.name for p in (donnees / "contours").iterdir()) == sorted(f"qpv_2015{partie}" for partie in PARTIES)
    assert (donnees / "contours" / "qpv_2015.cpg").read_text() == "UTF-8"


def test_la_couche_wgs84_seule_donne_les_memes_surfaces(donnees, tmp_path):
    with zipfile.ZipFile(EXTRAIT) as archive:
        archive.extractall(tmp_path, [n for n in archive.namelist() if "WGS84" in n])
    (shp,) = tmp_path.glob("*.shp")
    assert principal([str(shp), "--geographie", "2015"]) == 0
    lus = {c.code: c.surface_ha for c in charger_contours(donnees / "contours").quartiers_2015}
    assert lus == pytest.approx(
        {"QP011002": 50.50, "QP011003": 16.35, "QP011004": 43.09, "QP011005": 12.20, "QP011006": 10.56}, rel=0.005
    )


def test_narbonne_avec_son_referentiel(donnees):
    referentiel(donnees, NARBONNE)
    assert principal([str(EXTRAIT), "--geographie", "2015"]) == 0
    assert lire(donnees, "qpv_2015") == [
        ("QP011007", "Ouest", "2015"),
        ("QP011008", "Cœur d'Hérault", "2015"),
        ("QP011009", "Est", "2015"),
    ]
    contours = charger_contours(donnees / "contours")
    # Surfaces annoncées pour ces trois quartiers dans le même paquet.
    assert [c.surface_ha for c in contours.quartiers_2015] == pytest.approx([38.71, 37.27, 10.85], rel=0.005)


@pytest.mark.parametrize(
    ("commune", "code", "nom"),
    [
        ("LEZIGNAN CORBIERES", "QP011010", "Centre Ville"),
        ("lyon 5eme Arrondissement", "QP069032", "Sœurs Janin"),  # œ : l'octet 9C de Windows-1252
    ],
)
def test_sans_referentiel_les_noms_du_paquet_bien_decodes(donnees, capsys, commune, code, nom):
    (donnees / "tables" / "territoires.csv").unlink()
    assert principal([str(EXTRAIT), "--geographie", "2015", "--nom-commune", commune]) == 0
    assert lire(donnees, "qpv_2015") == [(code, nom, "2015")]
    assert "territoires.csv est absent : les noms écrits sont ceux du paquet." in capsys.readouterr().out


@pytest.mark.parametrize("suffixe", [".geojson", ".gpkg", ".shp", ".zip"])
def test_edition_2024_sous_chaque_format(donnees, tmp_path, suffixe):
    origine = paquet_2024(tmp_path / f"qp2024{'.geojson' if suffixe == '.zip' else suffixe}")
    if suffixe == ".zip":
        with zipfile.ZipFile(tmp_path / "qp2024.zip", "w") as archive:
            archive.write(origine, "dossier/qp2024.geojson")
            archive.writestr("LISEZMOI.txt", "rien")
    assert principal([str(tmp_path / f"qp2024{suffixe}"), "--geographie", "2024"]) == 0
    assert lire(donnees, "qpv_2024") == [
        ("QN01102I", "La Conte - Ozanam", "2024"),
        ("QN01106M", "Grazailles", "2024"),
    ]


def test_edition_2024_par_le_code_insee_et_quartier_a_cheval(donnees, tmp_path, capsys):
    paquet = paquet_2024(tmp_path / "p.geojson", ("", "Berriac, Carcassonne"), ("11037,11069", "11037"))
    assert principal([str(paquet), "--geographie", "2024"]) == 0
    assert [code for code, *_ in lire(donnees, "qpv_2024")] == ["QN01102I", "QN01106M"]
    assert "dans le paquet : « la conte »" in capsys.readouterr().out


def test_un_quartier_inconnu_du_referentiel_est_dit_et_laisse(donnees, tmp_path, capsys):
    referentiel(donnees, CARCASSONNE.replace("QN01106M,Grazailles,Grazailles,qpv,11069,,2024\n", ""))
    paquet = paquet_2024(tmp_path / "p.geojson")
    assert principal([str(paquet), "--geographie", "2024"]) == 0
    assert [code for code, *_ in lire(donnees, "qpv_2024")] == ["QN01102I"]
    assert "Remarque : QN01106M est dans le paquet mais pas dans territoires.csv" in capsys.readouterr().out


def test_contour_qui_se_recoupe_repare_et_dit(donnees, tmp_path, capsys):
    papillon = shapely.Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    champs = {"CODE_QP": ["QN01102I", "QN01106M"], "LIB_QP": ["Papillon", "Carré"]}
    paquet = ecrire(tmp_path / "p.gpkg", champs, [papillon, carre(1)], geometry_type="Polygon")
    assert principal([str(paquet), "--geographie", "2024"]) == 0
    # Deux triangles de base 100 m et de hauteur 50 m : 0,25 ha chacun.
    assert (
        "QN01102I  La Conte - Ozanam : 0,50 ha (dans le paquet : « Papillon »)"
        " (contour réparé : il se recoupait)" in capsys.readouterr().out
    )


def communes(chemin: Path, codes: list[str], epci: list[str] | None = None, **options) -> Path:
    """Un fond fictif : des carrés d'un hectare qui se touchent."""
    champs = {"INSEE_COM": codes, "NOM": [f"Commune {c}" for c in codes]}
    if epci:
        champs["SIREN_EPCI"] = epci
    formes = [shapely.box(X + k * 100, Y, X + k * 100 + 100, Y + 100) for k in range(len(codes))]
    return ecrire(chemin, champs, formes, **options)


def test_fond_national_reduit_a_l_intercommunalite(donnees, tmp_path, capsys):
    fond = communes(tmp_path / "f.gpkg", ["11262", "11069", "11001"], ["241100593", "200035715", "200035715/200054807"])
    assert principal(["--fond", str(fond), "--millesime", "2018"]) == 0
    assert lire(donnees, "commune") == [("11069", "Carcassonne", "2018")]
    assert lire(donnees, "agglo_communes") == [
        ("11001", "Commune 11001", "2018"),
        ("11069", "Commune 11069", "2018"),
    ]
    assert "agglo_communes.shp : 2 communes, 2,00 ha." in capsys.readouterr().out


def test_la_commune_seule_passe_avant_celle_du_fond_d_agglomeration(donnees, tmp_path):
    seule = ecrire(
        tmp_path / "c.geojson",
        {"code": ["11069"], "nom": ["x"]},
        [shapely.box(2.3, 43.2, 2.31, 43.21)],
        crs="EPSG:4326",
    )
    agglo = communes(tmp_path / "a.gpkg", ["11069", "11001"])
    assert principal(["--fond", str(seule), "--fond", str(agglo)]) == 0
    contours = charger_contours(donnees / "contours")
    # Un centième de degré à 43,2° N : environ 0,813 km sur 1,111 km, soit 90 ha.
    assert contours.commune.surface_ha == pytest.approx(90.3, rel=0.01)
    assert contours.agglomeration.surface_ha == pytest.approx(2.0)


def test_la_commande_se_lance_depuis_un_terminal(donnees):
    appel = [sys.executable, "-m", "geo.preparer", str(EXTRAIT), "--geographie", "2015"]
    lance = subprocess.run(appel, cwd=RACINE, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (lance.returncode, lance.stderr) == (0, "")
    assert lance.stdout.endswith(f"Écrit dans {donnees / 'contours'}.\n")
    shutil.rmtree(donnees / "contours")
    rate = subprocess.run(
        [*appel[:3], "absent.zip", "--geographie", "2015"],
        cwd=RACINE,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (rate.returncode, rate.stdout) == (1, "")
    assert rate.stderr == "Erreur : Le fichier « absent.zip » n'existe pas.\nRien n'a été modifié.\n"
    assert not (donnees / "contours").exists()
