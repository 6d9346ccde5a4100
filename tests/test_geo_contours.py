"""Les contours du projet, tels qu'ils sont publiés, et tels qu'on les lit."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pyogrio.raw
import pyproj
import pytest
import shapely

from geo.contours import charger_contours
from tests.outils.contours import PARTIES, X, Y, carre, dossier_complet, ecrire

RACINE = Path(__file__).resolve().parent.parent
DOSSIER = RACINE / "geo" / "contours"
EXTRAIT = RACINE / "tests" / "donnees" / "geo" / "extrait_qp_2015.zip"

# Surfaces en hectares annoncées pour le paquet officiel de 2015 (couche Lambert-93).
SURFACES = {"QP011002": 50.50, "QP011003": 16.35, "QP011004": 43.09, "QP011005": 12.20, "QP011006": 10.56}
NOMS = ["La Conte - Ozanam", "Le Viguier - Saint-Jacques", "Bastide - Pont-Vieux", "Fleming - La Reille", "Grazailles"]


@pytest.fixture(scope="module")
def contours():
    return charger_contours(DOSSIER)


def test_les_contours_du_projet_sont_sans_faute(contours):
    assert [f.phrase() for f in contours.fautes] == []
    assert [c.code for c in contours.quartiers_2015] == sorted(SURFACES)
    assert [c.code for c in contours.quartiers_2024] == [
        "QN01102I",
        "QN01103I",
        "QN01104I",
        "QN01105I",
        "QN01106M",
    ]
    assert [c.nom for c in contours.quartiers_2015] == NOMS
    assert {c.geographie for c in contours.quartiers_2024} == {"2024"}


@pytest.mark.parametrize("code", sorted(SURFACES))
def test_surface_publiee(contours, code):
    assert contours.contour(code).surface_ha == pytest.approx(SURFACES[code], rel=0.005)


@pytest.mark.parametrize("code", sorted(SURFACES))
def test_le_contour_dessine_garde_sa_surface(contours, code):
    # Mesurée sur l'ellipsoïde, sans Lambert-93 : une projection fausse ou un contour trop simplifié se voit.
    forme = shapely.geometry.shape(contours.contour(code).geometrie())
    surface, _ = pyproj.Geod(ellps="GRS80").geometry_area_perimeter(forme)
    assert surface / 10_000 == pytest.approx(SURFACES[code], rel=0.005)  # positive : sens direct (RFC 7946)


def test_longitude_puis_latitude_et_l_inverse_pour_leaflet(contours):
    # Carcassonne est vers 43,21 N et 2,35 E.
    for contour in (*contours.quartiers_2015, *contours.quartiers_2024, contours.commune):
        longitude, latitude = contour.geometrie()["coordinates"][0][0]
        assert longitude == pytest.approx(2.35, abs=0.1)
        assert latitude == pytest.approx(43.21, abs=0.05)
        assert contour.centre == pytest.approx((43.21, 2.35), abs=0.05)
        (lat_min, lon_min), (lat_max, lon_max) = contour.emprise
        assert 43.1 < lat_min < contour.centre[0] < lat_max < 43.3
        assert 2.2 < lon_min < contour.centre[1] < lon_max < 2.5


def test_meme_emprise_que_la_couche_wgs84_du_producteur(contours):
    # Le paquet officiel donne aussi les contours en WGS84, projetés par le producteur lui-même.
    couche = f"/vsizip/{EXTRAIT}/QP_METROPOLEOUTREMER_WGS84_EPSG4326.shp"
    _, _, formes, (codes, *_) = pyogrio.raw.read(couche)
    officielles = dict(zip(codes, shapely.bounds(shapely.from_wkb(formes)), strict=True))
    for contour in contours.quartiers_2015:
        (lat_min, lon_min), (lat_max, lon_max) = contour.emprise
        assert (lon_min, lat_min, lon_max, lat_max) == pytest.approx(officielles[contour.code], abs=2e-6)


def test_coordonnees_a_six_decimales_et_centre_interieur(contours):
    for contour in contours.quartiers_2015:
        forme = shapely.geometry.shape(contour.geometrie())
        assert all(round(v, 6) == v for v in shapely.get_coordinates(forme).ravel())
        assert forme.contains(shapely.Point(contour.centre[1], contour.centre[0]))


def test_poids_des_contours(contours):
    assert sum(len(c.geojson.encode()) for c in contours.quartiers_2015) <= 17_000
    assert sum(len(c.geojson.encode()) for c in contours.quartiers_2024) <= 17_000
    assert len(contours.commune.geojson.encode()) <= 15_000
    assert len(contours.agglomeration.geojson.encode()) <= 15_000


def test_commune_et_agglomeration(contours):
    # Superficie cadastrale de Carcassonne : 65,08 km².
    assert contours.commune.code == "11069"
    assert contours.commune.surface_ha == pytest.approx(6508, rel=0.005)
    agglomeration = shapely.geometry.shape(contours.agglomeration.geometrie())
    assert agglomeration.geom_type == "Polygon"
    assert len(agglomeration.interiors) == 0
    for quartier in contours.quartiers_2015:
        assert agglomeration.contains(shapely.geometry.shape(quartier.geometrie()))
    _, _, communes, _ = pyogrio.raw.read(DOSSIER / "agglo_communes.shp")
    assert len(communes) == 83
    somme = sum(f.area for f in shapely.from_wkb(communes)) / 10_000
    assert contours.agglomeration.surface_ha == pytest.approx(somme, rel=1e-6)  # ni trou, ni recouvrement


def test_code_de_l_agglomeration_pris_dans_les_codes_connus():
    connus = frozenset(
        {*SURFACES, "QN01102I", "QN01103I", "QN01104I", "QN01105I", "QN01106M", "11069", "200035715", "D11", "QPV-D11"}
    )
    contours = charger_contours(DOSSIER, connus)
    assert contours.fautes == ()
    assert contours.contour("200035715") is contours.agglomeration
    assert contours.contour("QVA-AIGUILLE") is None


def test_les_objets_sont_figes(contours):
    contour = contours.quartiers_2015[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        contour.nom = "autre"
    contour.geometrie()["type"] = "abîmé"
    assert json.loads(contour.geojson)["type"] == contour.geometrie()["type"] == "Polygon"


@pytest.mark.parametrize("fichier", ["qpv_2015", "qpv_2024", "commune", "agglo_communes"])
def test_fichiers_prepares_en_lambert_93_et_utf8(fichier):
    assert (DOSSIER / f"{fichier}.cpg").read_text() == "UTF-8"
    meta = pyogrio.raw.read(DOSSIER / f"{fichier}.shp")[0]
    assert list(meta["fields"]) == ["code", "nom", "geograph"]
    assert pyproj.CRS(meta["crs"]).to_epsg() == 2154
    assert all((DOSSIER / f"{fichier}{partie}").is_file() for partie in PARTIES)


def test_importer_le_module_ne_charge_pas_gdal():
    # Le démarrage de l'application n'attend pas une demi-seconde de bibliothèques de géographie.
    code = (
        "import sys, geo.contours; "
        "print(sorted({'pyogrio', 'geopandas', 'shapely', 'pyproj', 'pandas'} & set(sys.modules)))"
    )
    appel = [sys.executable, "-c", code]
    sortie = subprocess.run(appel, cwd=RACINE, capture_output=True, text=True, check=True)
    assert sortie.stdout.strip() == "[]"


def test_noms_accentues_et_surface_d_un_hectare(tmp_path):
    contours = charger_contours(dossier_complet(tmp_path))
    assert contours.fautes == ()
    assert [(c.code, c.nom) for c in contours.quartiers_2015] == [("QP011002", "Élan"), ("QP011003", "Cœur")]
    assert contours.quartiers_2015[0].surface_ha == pytest.approx(1.0)  # un carré de 100 m
    assert contours.agglomeration.surface_ha == pytest.approx(3.0)  # trois carrés réunis


def test_un_contour_lourd_est_simplifie_d_un_metre_au_plus(tmp_path):
    # Un cercle de 2 000 sommets pèse plus de 40 Ko : à 25 cm près il lui en faut bien moins.
    cercle = shapely.Point(X, Y).buffer(300, quad_segs=500)
    dossier_complet(tmp_path)
    ecrire(tmp_path / "qpv_2015.shp", {"code": ["QP011002"], "nom": ["Rond"], "geograph": ["2015"]}, [cercle])
    (rond,) = charger_contours(tmp_path).quartiers_2015
    assert len(rond.geojson.encode()) <= 17_000
    assert rond.surface_ha == pytest.approx(28.274, abs=0.001)  # pi × 9 ha, mesurés avant de simplifier
    degres = shapely.geometry.shape(rond.geometrie())
    vers = pyproj.Transformer.from_crs(4326, 2154, always_xy=True)
    dessine = shapely.transform(degres, vers.transform, interleaved=False)
    assert cercle.hausdorff_distance(dessine) <= 1.0
    assert dessine.area / 10_000 == pytest.approx(28.274, rel=0.005)


def test_quartier_en_deux_morceaux(tmp_path):
    dossier_complet(tmp_path)
    deux = shapely.MultiPolygon([carre(0), carre(3)])
    ecrire(tmp_path / "qpv_2015.shp", {"code": ["QP011002"], "nom": ["Deux"], "geograph": ["2015"]}, [deux])
    (contour,) = charger_contours(tmp_path).quartiers_2015
    assert contour.geometrie()["type"] == "MultiPolygon"
    assert contour.surface_ha == pytest.approx(2.0)
