"""Lire, vérifier et écrire des couches : shapefile surtout, GeoJSON et GeoPackage en lecture.

Le reste de `geo` ne connaît que des `Couche` ; ce module est seul à parler à GDAL.
pyogrio est importé dans les fonctions : son premier import coûte une demi-seconde, que le
démarrage de l'application n'a pas à payer avant d'avoir besoin d'un contour.
"""

import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.fautes import Faute
from data.formats import pluriel

if TYPE_CHECKING:
    import pyproj
    import shapely

LAMBERT_93 = 2154
PARTIES = (".shp", ".shx", ".dbf", ".prj")
# Le .cpg dit l'encodage du .dbf ; son absence n'empêche pas de lire.
PARTIES_ECRITES = (*PARTIES, ".cpg")
_ROLES = {
    ".shp": "les contours",
    ".shx": "l'index des contours",
    ".dbf": "les codes et les noms",
    ".prj": "le système de coordonnées",
}
_CODE_SHAPEFILE = 9994
_TYPES_POLYGONE = (5, 15, 25)


@dataclass(frozen=True, slots=True)
class Couche:
    """Une couche lue : ses champs, une ligne de valeurs et une géométrie par contour.

    lignes[i][champ] : le texte lu, « » si vide ; None si ses octets ne sont pas dans
    l'encodage demandé. geometries[i] : géométrie shapely dans le système `crs`, None si absente
    ou illisible. crs : None quand le fichier ne le dit pas. lambert_93 : vrai si c'est l'EPSG:2154.
    """

    champs: tuple[str, ...]
    lignes: tuple[dict[str, str | None], ...]
    geometries: tuple["shapely.Geometry | None", ...]
    crs: "pyproj.CRS | None"
    lambert_93: bool


def fautes_de_fichier(shp: Path) -> tuple[Faute, ...]:
    """Les fautes qui empêchent de lire un shapefile : partie absente, vide ou tronquée, en-têtes
    qui se contredisent. GDAL lit un fichier tronqué sans se plaindre et rend moins de contours :
    d'où ce contrôle des tailles annoncées dans les en-têtes (ESRI Shapefile, 1998).
    """
    absentes = [p for p in PARTIES if not shp.with_suffix(p).is_file()]
    if len(absentes) == len(PARTIES):
        return (Faute(shp.name, None, "", "le fichier est absent.", _ensemble(shp)),)
    if absentes:
        return tuple(
            Faute(
                shp.with_suffix(p).name,
                None,
                "",
                f"le fichier est absent : sans lui, {_ROLES[p]} de {shp.name} ne peuvent pas être lus."
                if p in (".shp", ".dbf")
                else f"le fichier est absent : il donne {_ROLES[p]} de {shp.name}.",
                _ensemble(shp),
            )
            for p in absentes
        )
    fautes, nombres = [], {}
    for partie in (".shp", ".shx", ".dbf"):
        chemin = shp.with_suffix(partie)
        try:
            nombres[partie] = _contours_annonces(chemin)
        except _Illisible as souci:
            fautes.append(Faute(chemin.name, None, "", str(souci), "le fichier complet, tel que geo.preparer l'écrit."))
    if not fautes and nombres[".shx"] != nombres[".dbf"]:
        fautes.append(
            Faute(
                shp.with_suffix(".dbf").name,
                None,
                "",
                f"il décrit {nombres['.dbf']} {pluriel(nombres['.dbf'], 'contour')}, alors que "
                f"{shp.with_suffix('.shx').name} en compte {nombres['.shx']}.",
                "des fichiers issus du même enregistrement.",
            )
        )
    return tuple(fautes)


def _ensemble(shp: Path) -> str:
    noms = [shp.with_suffix(p).name for p in PARTIES]
    return f"{', '.join(noms[:-1])} et {noms[-1]} dans le même dossier."


class _Illisible(Exception):
    """Ce qui ne va pas dans une partie d'un shapefile, en français."""


def _contours_annonces(chemin: Path) -> int:
    """Nombre de contours annoncé par l'en-tête (.dbf, .shx), 0 pour un .shp sain."""
    partie = chemin.suffix
    try:
        taille = chemin.stat().st_size
        with chemin.open("rb") as flux:
            entete = flux.read(100)
    except OSError as erreur:
        raise _Illisible("le fichier ne peut pas être ouvert.") from erreur
    if not taille:
        raise _Illisible("le fichier est vide.")
    if partie == ".dbf":
        if len(entete) < 32:
            raise _Illisible(f"le fichier est tronqué ({taille} octets).")
        nombre, longueur_entete, longueur_ligne = struct.unpack("<IHH", entete[4:12])
        annonce = longueur_entete + nombre * longueur_ligne
        if longueur_entete < 33 or longueur_ligne < 2:
            raise _Illisible("ce n'est pas une table dBase.")
    else:
        if len(entete) < 100:
            raise _Illisible(f"le fichier est tronqué ({taille} octets).")
        if struct.unpack(">i", entete[:4])[0] != _CODE_SHAPEFILE:
            raise _Illisible("ce n'est pas un shapefile.")
        # Une seule fois : l'index répète le type du .shp.
        if partie == ".shp" and struct.unpack("<i", entete[32:36])[0] not in _TYPES_POLYGONE:
            raise _Illisible("il ne contient pas de polygones.")
        annonce = 2 * struct.unpack(">i", entete[24:28])[0]
        nombre = max(annonce - 100, 0) // 8 if partie == ".shx" else 0
    if taille < annonce:
        raise _Illisible(f"le fichier est tronqué : {taille} octets, son en-tête en annonce {annonce}.")
    return nombre


def encodage_annonce(shp: Path) -> str | None:
    """L'encodage écrit dans le .cpg (« UTF-8 », « 1252 »…), None sans .cpg ou s'il est vide."""
    try:
        texte = shp.with_suffix(".cpg").read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return None
    if texte.isdigit():  # « 1252 » ou « 65001 », comme l'écrivent les outils ESRI
        texte = {"65001": "utf-8", "88591": "iso-8859-1"}.get(texte, f"cp{texte}")
    return texte or None


class SystemeIllisible(ValueError):
    """Le système de coordonnées du fichier (.prj) n'a pas de sens."""


def noms_des_couches(chemin: Path) -> tuple[str, ...]:
    """Les couches à géométrie d'un fichier. Lève RuntimeError ou ValueError s'il est illisible."""
    import pyogrio

    return tuple(str(nom) for nom, genre in pyogrio.list_layers(chemin) if genre is not None)


def lire_couche(chemin: Path, encodage: str = "utf-8", couche: str | None = None) -> Couche:
    """Lit une couche d'un fichier que GDAL connaît : celle qui est nommée, sinon la première.

    encodage : celui du .dbf (sans effet sur GeoJSON et GeoPackage, toujours en UTF-8).
    Lève SystemeIllisible, RuntimeError, ValueError ou OSError quand GDAL ne peut pas lire,
    LookupError quand l'encodage n'existe pas.
    """
    import pyogrio.errors
    import pyogrio.raw
    import shapely

    dbase = chemin.suffix.lower() == ".shp"
    # Un .dbf est toujours lu comme du latin-1, qui garde chaque octet, puis décodé ici : GDAL
    # remplacerait sans le dire les octets qu'il ne comprend pas.
    options = {"encoding": "ISO-8859-1"} if dbase else {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL avertit en anglais de ce que nous vérifions ensuite
            meta, _, formes, colonnes = pyogrio.raw.read(chemin, layer=couche, **options)
    except (pyogrio.errors.CRSError, UnboundLocalError) as erreur:
        # UnboundLocalError : pyogrio 0.13 oublie un cas quand le système ne peut pas être décrit.
        raise SystemeIllisible(chemin.name) from erreur
    champs = tuple(str(c) for c in meta["fields"])
    textes = [[_texte(v, encodage if dbase else None) for v in colonne] for colonne in colonnes]
    if formes is None:
        geometries = (None,) * (len(textes[0]) if textes else 0)
    else:
        geometries = tuple(shapely.from_wkb(formes, on_invalid="ignore"))
    lignes = tuple({champ: textes[j][i] for j, champ in enumerate(champs)} for i in range(len(geometries)))
    crs = _crs(meta.get("crs"))
    return Couche(champs, lignes, geometries, crs, crs is not None and _est_lambert_93(crs))


def _texte(valeur: Any, encodage: str | None) -> str | None:
    if valeur is None or valeur != valeur:  # vide, ou NaN d'une colonne de nombres
        return ""
    if not isinstance(valeur, str):
        # Un code lu dans une colonne de nombres : 11069.0 est « 11069 ».
        return str(valeur).removesuffix(".0")
    if encodage is not None:
        try:
            valeur = valeur.encode("iso-8859-1").decode(encodage)
        except UnicodeError:
            return None
    return valeur.strip().strip("\0")


def _crs(texte: str | None) -> "pyproj.CRS | None":
    import pyproj

    try:
        return pyproj.CRS(texte) if texte else None
    except pyproj.exceptions.CRSError:
        return None


def _est_lambert_93(crs: "pyproj.CRS") -> bool:
    import pyproj

    # L'égalité est immédiate ; to_epsg fouille le référentiel une demi-seconde, mais reconnaît aussi
    # les .prj qui donnent un autre nom aux mêmes paramètres.
    return crs == pyproj.CRS.from_epsg(LAMBERT_93) or crs.to_epsg() == LAMBERT_93


def ecrire_shapefile(chemin: Path, lignes: list[dict[str, str]], geometries: list) -> None:
    """Écrit un shapefile (.shp .shx .dbf .prj .cpg) en Lambert-93 et UTF-8.

    lignes : les valeurs, mêmes clés partout, dans l'ordre des champs ; geometries : polygones
    shapely en EPSG:2154. Lève RuntimeError, ValueError ou OSError si l'écriture échoue.
    """
    import numpy as np
    import pyogrio.raw
    import shapely

    champs = list(lignes[0])
    pyogrio.raw.write(
        chemin,
        shapely.to_wkb(np.array(geometries, dtype=object)),
        [np.array([ligne[champ] for ligne in lignes], dtype=object) for champ in champs],
        champs,
        geometry_type="Polygon",
        crs=f"EPSG:{LAMBERT_93}",
        driver="ESRI Shapefile",
        encoding="UTF-8",
    )
