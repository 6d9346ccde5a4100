"""Un contour abîmé est dit en français, écarté, et n'emporte ni les autres ni les autres fichiers."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.contours import charger_contours
from tests.outils.contours import X, Y, carre, dossier_complet, ecrire, quartiers


@pytest.fixture
def dossier(tmp_path) -> Path:
    return dossier_complet(tmp_path)


def phrases(contours) -> list[str]:
    return [f.phrase() for f in contours.fautes]


def codes(contours) -> list[str]:
    return [c.code for c in contours.quartiers_2015]


def autres_intacts(contours) -> bool:
    """Le reste est lu : les deux quartiers de 2024, la commune, l'agglomération de 3 ha."""
    return (
        [c.code for c in contours.quartiers_2024] == ["QN01102I", "QN01103I"]
        and contours.commune.code == "11069"
        and round(contours.agglomeration.surface_ha, 3) == 3.0
    )


def tronquer(fichier: Path, reste: int) -> None:
    fichier.write_bytes(fichier.read_bytes()[:reste])


def test_dossier_absent(tmp_path):
    contours = charger_contours(tmp_path / "nulle_part")
    assert phrases(contours) == [
        "nulle_part : le dossier des contours est absent. Attendu : un dossier préparé par « python -m geo.preparer »."
    ]
    assert (contours.quartiers_2015, contours.commune, contours.agglomeration) == ((), None, None)


def test_dossier_vide(tmp_path):
    assert phrases(charger_contours(tmp_path)) == [
        f"{nom}.shp : le fichier est absent. Attendu : {nom}.shp, {nom}.shx, {nom}.dbf et {nom}.prj "
        "dans le même dossier."
        for nom in ("qpv_2015", "qpv_2024", "commune", "agglo_communes")
    ]


@pytest.mark.parametrize(
    ("partie", "role"),
    [
        (".shp", "les contours"),
        (".shx", "l'index"),
        (".dbf", "les codes et les noms"),
        (".prj", "le système de coordonnées"),
    ],
)
def test_partie_absente(dossier, partie, role):
    (dossier / f"qpv_2015{partie}").unlink()
    contours = charger_contours(dossier)
    (phrase,) = phrases(contours)
    assert phrase.startswith(f"qpv_2015{partie} : le fichier est absent")
    assert role in phrase
    assert codes(contours) == []
    assert autres_intacts(contours)


@pytest.mark.parametrize(
    ("partie", "reste", "constat"),
    [
        (".shp", 250, "le fichier est tronqué : 250 octets, son en-tête en annonce 372."),
        (".shp", 60, "le fichier est tronqué (60 octets)."),
        (".shp", 0, "le fichier est vide."),
        (".shx", 110, "le fichier est tronqué : 110 octets, son en-tête en annonce 116."),
        # En-tête de 32 + 3 × 32 + 1 octets, puis 2 lignes de 1 + 3 × 80 octets.
        (".dbf", 400, "le fichier est tronqué : 400 octets, son en-tête en annonce 611."),
        (".dbf", 20, "le fichier est tronqué (20 octets)."),
    ],
)
def test_fichier_tronque(dossier, partie, reste, constat):
    # Un carré : 8 octets d'en-tête d'enregistrement et 128 de polygone (5 points) ; 100 + 2 × 136 = 372.
    tronquer(dossier / f"qpv_2015{partie}", reste)
    contours = charger_contours(dossier)
    (phrase,) = phrases(contours)
    assert phrase.startswith(f"qpv_2015{partie} : {constat}")
    assert codes(contours) == []
    assert autres_intacts(contours)


def test_fichier_qui_n_est_pas_un_shapefile(dossier):
    (dossier / "qpv_2015.shp").write_bytes(b"PK\x03\x04" * 100)
    (dossier / "commune.dbf").write_bytes(b"\0" * 200)
    assert [p.split(" Attendu")[0] for p in phrases(charger_contours(dossier))] == [
        "qpv_2015.shp : ce n'est pas un shapefile.",
        "commune.dbf : ce n'est pas une table dBase.",
    ]


def test_table_et_contours_de_deux_enregistrements(dossier):
    quartiers(dossier / "autre" / "qpv_2015.shp", {"QP011002": "Un", "QP011003": "Deux", "QP011004": "Trois"})
    shutil.copy(dossier / "autre" / "qpv_2015.dbf", dossier / "qpv_2015.dbf")
    contours = charger_contours(dossier)
    assert phrases(contours)[0].startswith("qpv_2015.dbf : il décrit 3 contours, alors que qpv_2015.shx en compte 2.")
    assert codes(contours) == []


def test_points_au_lieu_de_polygones(dossier):
    champs = {"code": ["QP011002"], "nom": ["Point"], "geograph": ["2015"]}
    ecrire(dossier / "qpv_2015.shp", champs, [shapely.Point(X, Y)], geometry_type="Point")
    contours = charger_contours(dossier)
    assert phrases(contours)[0].startswith("qpv_2015.shp : il ne contient pas de polygones.")
    assert autres_intacts(contours)


@pytest.mark.parametrize(
    ("crs", "nom"),
    [
        ("EPSG:4326", "WGS"),
        ("EPSG:3857", "Mercator"),
        ("EPSG:27572", "NTF"),
    ],
)
def test_mauvais_systeme_de_coordonnees(dossier, crs, nom):
    quartiers(dossier / "qpv_2015.shp", {"QP011002": "Un"}, crs=crs)
    contours = charger_contours(dossier)
    (phrase,) = phrases(contours)
    assert phrase.startswith("qpv_2015.prj : le système de coordonnées est « ")
    assert nom in phrase
    assert phrase.endswith("Attendu : Lambert-93 (EPSG:2154).")
    assert codes(contours) == []
    assert autres_intacts(contours)


@pytest.mark.parametrize("texte", ["", "n'importe quoi", 'PROJCS["Lambert', "\0\xff"])
def test_prj_illisible(dossier, texte):
    (dossier / "qpv_2015.prj").write_text(texte, encoding="latin-1")
    contours = charger_contours(dossier)
    assert phrases(contours) == [
        "qpv_2015.prj : le système de coordonnées est « illisible ». Attendu : Lambert-93 (EPSG:2154)."
    ]
    assert autres_intacts(contours)


def test_degres_etiquetes_lambert_93(dossier):
    champs = {"code": ["QP011002", "QP011003"], "nom": ["Degrés", "Mètres"], "geograph": ["2015"] * 2}
    ecrire(dossier / "qpv_2015.shp", champs, [shapely.box(2.35, 43.2, 2.36, 43.21), carre()])
    contours = charger_contours(dossier)
    assert phrases(contours) == [
        "qpv_2015.shp, ligne 2 : « QP011002 » est hors de la France métropolitaine (x = 2, y = 43). "
        "Attendu : des mètres en Lambert-93 (EPSG:2154)."
    ]
    assert codes(contours) == ["QP011003"]


@pytest.mark.parametrize("absent", ["code", "nom", "geograph"])
def test_colonne_absente(dossier, absent):
    champs = {"code": ["QP011002"], "nom": ["Un"], "geograph": ["2015"]}
    champs["autre"] = champs.pop(absent)
    ecrire(dossier / "qpv_2015.shp", champs, [carre()])
    contours = charger_contours(dossier)
    (phrase,) = phrases(contours)
    assert phrase.startswith(f"qpv_2015.dbf, colonne « {absent} » : la colonne est absente (colonnes lues : ")
    assert phrase.endswith("Attendu : les colonnes code, nom, geograph.")
    assert autres_intacts(contours)


def test_code_inconnu_manquant_et_double(dossier):
    champs = {"code": ["QP011002", "QP011099", "QP011002"], "nom": ["Un", "Deux", "Encore"], "geograph": ["2015"] * 3}
    ecrire(dossier / "qpv_2015.shp", champs, [carre(0), carre(1), carre(2)])
    connus = frozenset({"QP011002", "QP011003", "QN01102I", "QN01103I", "11069", "QPV-R76"})
    contours = charger_contours(dossier, connus)
    assert phrases(contours) == [
        "qpv_2015.dbf, ligne 3, colonne « code » : le code « QP011099 » est inconnu. "
        "Attendu : un code de territoires.csv.",
        "qpv_2015.dbf, ligne 4, colonne « code » : le code « QP011002 » est déjà utilisé plus haut. "
        "Attendu : un seul contour par code.",
        "qpv_2015.shp, colonne « code » : le contour de « QP011003 » manque. "
        "Attendu : un contour par quartier de territoires.csv.",
    ]
    assert [(c.code, c.nom) for c in contours.quartiers_2015] == [("QP011002", "Un")]
    assert autres_intacts(contours)


def test_valeurs_vides_et_geographie_d_un_autre_fichier(dossier):
    champs = {
        "code": ["", "QP011002", "QN01102I", "QP011004"],
        "nom": ["Sans code", "", "2024", "Bon"],
        "geograph": ["2015", "2015", "2024", "2015"],
    }
    ecrire(dossier / "qpv_2015.shp", champs, [carre(k) for k in range(4)])
    contours = charger_contours(dossier)
    assert [p.split(" Attendu")[0] for p in phrases(contours)] == [
        "qpv_2015.dbf, ligne 2, colonne « code » : le code est vide.",
        "qpv_2015.dbf, ligne 3, colonne « nom » : le nom de « QP011002 » est vide.",
        "qpv_2015.dbf, ligne 4, colonne « geograph » : « QN01102I » est dit de la géographie « 2024 ».",
    ]
    assert codes(contours) == ["QP011004"]


def test_contour_vide_et_contour_qui_se_recoupe(dossier):
    papillon = shapely.Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    champs = {
        "code": ["QP011002", "QP011003", "QP011004"],
        "nom": ["Vide", "Papillon", "Bon"],
        "geograph": ["2015"] * 3,
    }
    ecrire(dossier / "qpv_2015.shp", champs, [None, papillon, carre()])
    contours = charger_contours(dossier)
    assert phrases(contours) == [
        "qpv_2015.shp, ligne 2 : « QP011002 » n'a pas de contour. Attendu : un polygone.",
        "qpv_2015.shp, ligne 3 : le contour de « QP011003 » se recoupe lui-même. "
        "Attendu : un polygone valide (QGIS : « Réparer les géométries »).",
    ]
    assert codes(contours) == ["QP011004"]


def test_fichier_sans_aucun_contour(dossier):
    ecrire(dossier / "commune.shp", {"code": [], "nom": [], "geograph": []}, [])
    contours = charger_contours(dossier)
    assert phrases(contours) == ["commune.shp : le fichier ne contient aucun contour. Attendu : un contour au moins."]
    assert contours.commune is None


def test_plusieurs_communes_dans_le_fichier_de_la_commune(dossier):
    quartiers(dossier / "commune.shp", {"11069": "Une", "11262": "Deux"}, "2018")
    contours = charger_contours(dossier)
    assert phrases(contours) == [
        "commune.shp : le fichier contient 2 communes. Attendu : la seule commune de territoires.csv."
    ]
    assert contours.commune is None


@pytest.mark.parametrize("annonce", ["UTF-8", None])
def test_table_en_latin_1_qui_se_dit_utf_8(dossier, annonce):
    quartiers(dossier / "qpv_2015.shp", {"QP011002": "Élan", "QP011003": "Plat"}, encoding="ISO-8859-1")
    if annonce:
        (dossier / "qpv_2015.cpg").write_text(annonce)
    else:
        (dossier / "qpv_2015.cpg").unlink()
    contours = charger_contours(dossier)
    assert phrases(contours) == [
        "qpv_2015.dbf, ligne 2, colonne « nom » : des caractères sont illisibles : le texte n'est pas "
        "en UTF-8. Attendu : une table enregistrée en UTF-8, et un .cpg qui le dit."
    ]
    assert [c.nom for c in contours.quartiers_2015] == ["Plat"]


def test_table_en_windows_1252_qui_le_dit(dossier):
    # Les noms sont justes, mais la faute est dite : un autre outil pourrait ne pas lire le .cpg.
    quartiers(dossier / "qpv_2015.shp", {"QP011002": "Cœur"}, encoding="CP1252")
    (dossier / "qpv_2015.cpg").write_text("1252")
    contours = charger_contours(dossier)
    assert [c.nom for c in contours.quartiers_2015] == ["Cœur"]
    assert phrases(contours) == ["qpv_2015.cpg : l'encodage annoncé est « cp1252 ». Attendu : UTF-8."]


def test_encodage_inconnu(dossier):
    (dossier / "qpv_2015.cpg").write_text("KLINGON")
    contours = charger_contours(dossier)
    assert phrases(contours) == ["qpv_2015.cpg : l'encodage annoncé est « KLINGON ». Attendu : UTF-8."]
    assert codes(contours) == []
    assert autres_intacts(contours)


def test_nom_hostile_garde_comme_du_texte(dossier):
    hostile = "<script>alert('Élan')</script>"
    quartiers(dossier / "qpv_2015.shp", {"QP011002": hostile, "QP011003": '=HYPERLINK("x")'})
    contours = charger_contours(dossier)
    assert contours.fautes == ()
    assert [c.nom for c in contours.quartiers_2015] == [hostile, '=HYPERLINK("x")']


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="les droits ne gênent pas ce compte")
def test_fichier_sans_droit_de_lecture(dossier):
    (dossier / "qpv_2015.dbf").chmod(0)
    contours = charger_contours(dossier)
    assert phrases(contours)[0].startswith("qpv_2015.dbf : le fichier ne peut pas être ouvert.")
    assert autres_intacts(contours)


def test_octets_abimes_au_hasard(dossier):
    # Quoi qu'on abîme, aucune exception, et le reste est lu. Le tirage est toujours le même.
    hasard = np.random.default_rng(2015)
    for partie in (".shp", ".shx", ".dbf", ".prj", ".cpg") * 6:
        fichier = dossier / f"qpv_2015{partie}"
        sain = fichier.read_bytes()
        octets = bytearray(sain)
        for place in hasard.integers(0, len(octets), 8):
            octets[place] = hasard.integers(0, 256)
        fichier.write_bytes(octets)
        contours = charger_contours(dossier)
        assert autres_intacts(contours)
        assert set(codes(contours)) == {"QP011002", "QP011003"} or phrases(contours) != []
        fichier.write_bytes(sain)
