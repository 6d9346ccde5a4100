"""Ce que `python -m geo.preparer` refuse, ce qu'il en dit, et qu'il ne change alors rien."""

import struct
import zipfile
from pathlib import Path

import pytest
import shapely

from geo import paquet, preparer
from geo.preparer import principal
from tests.outils.contours import carre, ecrire, quartiers
from tests.test_geo_preparer import CARCASSONNE, ENTETE, EXTRAIT, communes, donnees, paquet_2024, referentiel

__all__ = ["donnees"]  # le dossier de l'autre fichier d'essais


@pytest.fixture
def anciens(donnees) -> Path:
    """Des contours déjà en place, que rien de ce qui suit ne doit changer."""
    for nom, code in (("qpv_2015", "QP011002"), ("commune", "11069"), ("agglo_communes", "11069")):
        quartiers(donnees / "contours" / f"{nom}.shp", {code: "Ancien"})
    return donnees / "contours"


@pytest.fixture
def refuse(anciens, capsys):
    """Lance la commande, vérifie qu'elle échoue sans rien changer, rend la phrase d'erreur."""

    def lancer(*arguments: object) -> str:
        avant = {p.name: p.read_bytes() for p in anciens.iterdir()}
        assert principal([str(a) for a in arguments]) == 1
        assert {p.name: p.read_bytes() for p in anciens.iterdir()} == avant
        sortie = capsys.readouterr()
        assert sortie.out == ""
        assert sortie.err.startswith("Erreur : ")
        assert sortie.err.endswith("\nRien n'a été modifié.\n")
        return sortie.err.removeprefix("Erreur : ").removesuffix("\nRien n'a été modifié.\n")

    return lancer


def zip_de(chemin: Path, **membres: bytes) -> Path:
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in membres.items():
            archive.writestr(nom.replace("__", "."), octets)
    return chemin


def test_rien_a_preparer(refuse):
    assert refuse() == "Aucun fichier à préparer. Attendu : un paquet de contours, ou --fond FICHIER."


def test_geographie_pas_dite(refuse):
    assert refuse(EXTRAIT) == "La géographie du paquet n'est pas dite. Attendu : --geographie 2015 ou 2024."


def test_format_inconnu_et_dossier(refuse, tmp_path):
    (tmp_path / "p.pdf").write_bytes(b"%PDF")
    assert refuse(tmp_path / "p.pdf", "--geographie", "2015") == (
        "« p.pdf » n'est pas d'un format connu. Attendu : un fichier .zip, .shp, .geojson, .json, .gpkg."
    )
    (tmp_path / "d.zip").mkdir()
    phrase = refuse(tmp_path / "d.zip", "--geographie", "2015")
    assert phrase.startswith("« d.zip » n'est pas d'un format connu")


@pytest.mark.parametrize("reste", [0, 10, 20_000])
def test_zip_qui_n_en_est_pas_un_ou_coupe(refuse, tmp_path, reste):
    (tmp_path / "p.zip").write_bytes(EXTRAIT.read_bytes()[:reste])
    assert refuse(tmp_path / "p.zip", "--geographie", "2015") == (
        "« p.zip » n'est pas une archive zip lisible, ou elle est abîmée. Attendu : l'archive telle que téléchargée."
    )


def test_zip_abime_au_milieu(refuse, tmp_path):
    octets = bytearray(EXTRAIT.read_bytes())
    octets[2_000:2_400] = bytes(400)
    (tmp_path / "p.zip").write_bytes(octets)
    phrase = refuse(tmp_path / "p.zip", "--geographie", "2015")
    assert phrase.startswith("« p.zip » n'est pas une archive zip lisible, ou elle est abîmée.")


def test_zip_sans_contour(refuse, tmp_path):
    archive = zip_de(tmp_path / "p.zip", notice__pdf=b"x", table__csv=b"x")
    assert refuse(archive, "--geographie", "2015") == (
        "« p.zip » ne contient aucun shapefile (.shp), GeoJSON ni GeoPackage. Il contient : notice.pdf, table.csv."
    )


def test_zip_protege(refuse, tmp_path):
    # Le bit 0 des drapeaux, dans l'en-tête local (octet 6) et le répertoire central (octet 8).
    octets = bytearray(zip_de(tmp_path / "p.zip", a__shp=b"secret").read_bytes())
    octets[6] |= 1
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "p.zip").write_bytes(octets)
    assert refuse(tmp_path / "p.zip", "--geographie", "2015") == (
        "« p.zip » est protégé par un mot de passe. Attendu : l'archive sans protection."
    )


def test_zip_qui_explose(refuse, tmp_path, monkeypatch):
    monkeypatch.setattr(paquet, "TAILLE_MAX", 5_000_000)
    archive = zip_de(tmp_path / "p.zip", a__shp=bytes(6_000_000))
    assert refuse(archive, "--geographie", "2015") == (
        "« p.zip » ferait 6 Mo une fois décompressé : il n'est pas ouvert. Attendu : moins de 5 Mo."
    )
    # Une archive qui ment sur sa taille (100 octets annoncés) n'est pas décompressée au-delà.
    octets = bytearray(archive.read_bytes())
    octets[22:26] = struct.pack("<I", 100)
    central = octets.index(b"PK\x01\x02")
    octets[central + 24 : central + 28] = struct.pack("<I", 100)
    archive.write_bytes(octets)
    assert "elle est abîmée" in refuse(archive, "--geographie", "2015")


def test_chemin_d_archive_jamais_suivi(refuse, tmp_path):
    sortie = tmp_path / "evade.geojson"
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("../" * 12 + str(sortie).lstrip("/"), "{}")
    assert "ne peut pas être lu" in refuse(tmp_path / "p.zip", "--geographie", "2015")
    assert not sortie.exists()


@pytest.mark.parametrize("nom", ["p.geojson", "p.gpkg"])
def test_fichier_illisible(refuse, tmp_path, nom):
    (tmp_path / nom).write_text("<html>Page introuvable</html>")
    assert refuse(tmp_path / nom, "--geographie", "2015") == (
        f"« {nom} » ne peut pas être lu : ce n'est pas un fichier de contours, ou il est abîmé."
    )


@pytest.mark.parametrize(
    ("partie", "constat"),
    [
        (".dbf", "p.dbf : le fichier est absent"),
        (".prj", "p.prj : le fichier est absent"),
    ],
)
def test_shapefile_incomplet(refuse, tmp_path, partie, constat):
    paquet_2024(tmp_path / "p.shp").with_suffix(partie).unlink()
    assert refuse(tmp_path / "p.shp", "--geographie", "2024").startswith(constat)


def test_prj_illisible(refuse, tmp_path):
    paquet_2024(tmp_path / "p.shp").with_suffix(".prj").write_text('PROJCS["Lambert')
    assert refuse(tmp_path / "p.shp", "--geographie", "2024").startswith(
        "Le système de coordonnées de « p.shp » est illisible."
    )


def test_mauvais_champs(refuse, tmp_path):
    fichier = ecrire(tmp_path / "p.gpkg", {"ident": ["QP011002"], "titre": ["x"]}, [carre()])
    assert refuse(fichier, "--geographie", "2015") == (
        "« p.gpkg » n'a pas les champs attendus (un code, CODE_QP ou code_qp, et un nom, NOM_QP ou lib_qp). "
        "Champs lus : p : ident, titre."
    )


def test_autre_geographie(refuse):
    assert refuse(EXTRAIT, "--geographie", "2024") == (
        "Ce paquet est celui de la géographie 2015 (code «\u00a0QP011002\u00a0»). "
        "Attendu : les codes de la géographie 2024."
    )


def test_commune_introuvable_avec_les_noms_proches(refuse):
    assert refuse(EXTRAIT, "--geographie", "2015", "--nom-commune", "Carcasonne") == (
        "La commune «\u00a0Carcasonne\u00a0» n'est pas dans le fichier. Noms proches : "
        "«\u00a0Carcassonne\u00a0». Attendu : le nom tel qu'il y est écrit."
    )


def test_commune_abregee(refuse):
    assert "Noms proches : «\u00a0Lézignan-Corbières\u00a0»." in refuse(
        EXTRAIT, "--geographie", "2015", "--nom-commune", "lezignan"
    )


def test_aucun_quartier_du_referentiel(refuse):
    assert refuse(EXTRAIT, "--geographie", "2015", "--nom-commune", "Narbonne") == (
        "Aucun des quartiers du paquet pour Narbonne (QP011007, QP011008 et QP011009) n'est dans "
        "territoires.csv. Attendu : leurs codes, de type « qpv » et de géographie 2015."
    )


def test_quartier_du_referentiel_absent_du_paquet(refuse, donnees):
    ajout = "QP011010,Lézignan,L,qpv,11069,,2015\nQP011099,Neuf,N,qpv,11069,,2015\n"
    referentiel(donnees, CARCASSONNE + ajout)
    assert refuse(EXTRAIT, "--geographie", "2015") == (
        "Le paquet n'a pas, pour Carcassonne, QP011010 (Lézignan, donné pour Lézignan-Corbières) et "
        "QP011099 (Neuf), que territoires.csv annonce. Attendu : tous les quartiers de la commune."
    )


def test_ni_referentiel_ni_nom_de_commune(refuse, donnees):
    (donnees / "tables" / "territoires.csv").unlink()
    assert "la commune n'est pas connue" in refuse(EXTRAIT, "--geographie", "2015")


def test_referentiel_fautif(refuse, donnees):
    referentiel(donnees, "code;nom\nQP011002;x\n")
    assert refuse(EXTRAIT, "--geographie", "2015").startswith("territoires.csv, ligne 1 : ")
    referentiel(donnees, ENTETE)
    assert refuse(EXTRAIT, "--geographie", "2015").startswith("territoires.csv : le fichier n'a que sa ligne")


def test_fond_sans_la_commune(refuse, tmp_path):
    fond = ecrire(
        tmp_path / "f.geojson",
        {"code": ["11262"], "nom": ["Narbonne"]},
        [shapely.box(3, 43, 3.1, 43.1)],
        crs="EPSG:4326",
    )
    assert refuse("--fond", fond) == (
        "La commune «\u00a0Carcassonne\u00a0» n'est pas dans le fichier. Attendu : le nom tel qu'il y est écrit."
    )


def test_fond_national_sans_intercommunalite(refuse, tmp_path):
    fond = communes(tmp_path / "f.gpkg", ["11069", *(f"34{k:03}" for k in range(250))])
    assert refuse("--fond", fond).startswith("Le fond a 251 communes et aucun champ d'intercommunalité")


def test_un_fond_fautif_n_ecrit_pas_non_plus_les_quartiers(refuse, tmp_path):
    assert refuse(EXTRAIT, "--geographie", "2015", "--fond", tmp_path / "absent.geojson") == (
        f"Le fichier « {tmp_path / 'absent.geojson'} » n'existe pas."
    )


def test_panne_pendant_le_remplacement(refuse, monkeypatch):
    # Le troisième fichier refuse d'être remplacé : les deux premiers reviennent à l'ancien.
    poses = []
    replace = Path.replace

    def replace_capricieux(source: Path, cible: Path):
        poses.append(cible)
        if len(poses) == 3:
            raise PermissionError("tenu ouvert par un autre logiciel")
        return replace(source, cible)

    monkeypatch.setattr(Path, "replace", replace_capricieux)
    assert refuse(EXTRAIT, "--geographie", "2015").startswith("Les contours ne peuvent pas être écrits dans ")
    assert len(poses) == 5  # trois essais, deux retours


def test_relecture_fautive_avant_tout_remplacement(refuse, monkeypatch):
    # Une écriture tronquée (disque plein, par exemple) se voit à la relecture.
    ecrire_sain = preparer.ecrire_shapefile

    def ecrire_tronque(chemin: Path, *reste):
        ecrire_sain(chemin, *reste)
        chemin.write_bytes(chemin.read_bytes()[:-50])

    monkeypatch.setattr(preparer, "ecrire_shapefile", ecrire_tronque)
    titre, faute = refuse(EXTRAIT, "--geographie", "2015").split("\n")
    assert titre == "Les contours préparés ne passent pas les contrôles :"
    assert faute.startswith("qpv_2015.shp : le fichier est tronqué")


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["--geographie", "2016"], "--geographie : '2016' n'est pas possible. Attendu : '2015', '2024'."),
        (["--inconnue"], "arguments inconnus : --inconnue."),
        (["--fond"], "--fond attend une valeur."),
    ],
)
def test_mauvaise_option_en_francais(capsys, arguments, phrase):
    with pytest.raises(SystemExit) as arret:
        principal(arguments)
    assert arret.value.code == 1
    erreur = capsys.readouterr().err
    assert erreur.startswith(f"Erreur : {phrase}\nUtilisation : python -m geo.preparer")


def test_aide_en_francais(capsys):
    with pytest.raises(SystemExit) as arret:
        principal(["--aide"])
    assert arret.value.code == 0
    aide = capsys.readouterr().out
    assert "Utilisation : " in aide
    assert not [mot for mot in ("usage:", "positional", "show this", "optional") if mot in aide]
