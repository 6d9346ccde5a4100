"""Ouvrir un paquet de contours tel qu'on le télécharge : zip, shapefile, GeoJSON, GeoPackage.

Un paquet vient de l'extérieur : il peut être abîmé, protégé, énorme ou d'un autre format. Tout ce
qui peut mal tourner devient une `ErreurPreparation`, dont le texte est destiné à la personne.
"""

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geo.shapefile import (
    PARTIES_ECRITES,
    Couche,
    SystemeIllisible,
    encodage_annonce,
    fautes_de_fichier,
    lire_couche,
    noms_des_couches,
)

FORMATS = (".zip", ".shp", ".geojson", ".json", ".gpkg")
# Le paquet national de 2015 fait 6,5 Mo décompressé, les communes de France 200 Mo environ.
TAILLE_MAX = 500_000_000
# Sans .cpg, le paquet officiel de 2015 est en Windows-1252 (« L’Haÿ-les-Roses », « Sœurs Janin ») ;
# un texte qui se lit en UTF-8 l'est presque sûrement, d'où l'ordre.
_ENCODAGES = ("utf-8", "cp1252")


class ErreurPreparation(Exception):
    """Ce qui empêche de préparer les contours : une phrase en français, à montrer telle quelle."""


@dataclass(frozen=True, slots=True)
class Paquet:
    """La couche retenue d'un paquet et son nom (« QP_METROPOLE_LB93 »)."""

    nom: str
    couche: Couche


def lire_paquet(chemin: Path, utile: Callable[[Couche], bool], champs_attendus: str) -> Paquet:
    """La première couche utile du paquet, celle en Lambert-93 de préférence.

    utile : dit si une couche a les champs cherchés ; champs_attendus : ces champs, en français,
    pour le message. Lève ErreurPreparation.
    """
    if not chemin.exists():
        raise ErreurPreparation(f"Le fichier « {chemin} » n'existe pas.")
    if chemin.suffix.lower() not in FORMATS or chemin.is_dir():
        raise ErreurPreparation(
            f"« {chemin.name} » n'est pas d'un format connu. Attendu : un fichier {', '.join(FORMATS)}."
        )
    with tempfile.TemporaryDirectory(prefix="contours-") as dossier:
        try:
            fichiers = _fichiers(chemin, Path(dossier))
            paquets = [paquet for fichier in fichiers for paquet in _couches(fichier)]
        except OSError as erreur:
            raise ErreurPreparation(f"« {chemin.name} » ne peut pas être ouvert.") from erreur
    utiles = [p for p in paquets if utile(p.couche)]
    if not utiles:
        lus = " ; ".join(f"{p.nom} : {', '.join(p.couche.champs) or 'aucun'}" for p in paquets)
        raise ErreurPreparation(
            f"« {chemin.name} » n'a pas les champs attendus ({champs_attendus}). Champs lus : {lus}."
        )
    # Le paquet officiel contient deux fois les mêmes contours ; ceux en Lambert-93 n'ont pas à
    # être convertis.
    utiles.sort(key=lambda p: not p.couche.lambert_93)
    return utiles[0]


def _fichiers(chemin: Path, dossier: Path) -> list[Path]:
    """Les fichiers à lire, copiés dans `dossier` quand ils viennent en plusieurs parties."""
    suffixe = chemin.suffix.lower()
    if suffixe == ".zip":
        return _decompresser(chemin, dossier)
    if suffixe != ".shp":
        return [chemin]
    for voisin in chemin.parent.iterdir():
        # Des outils écrivent « .SHP » ou « .Dbf » : la copie met tout en minuscules.
        if voisin.stem == chemin.stem and voisin.suffix.lower() in PARTIES_ECRITES:
            shutil.copyfile(voisin, dossier / (chemin.stem + voisin.suffix.lower()))
    return [dossier / (chemin.stem + ".shp")]


def _decompresser(chemin: Path, dossier: Path) -> list[Path]:
    try:
        with zipfile.ZipFile(chemin) as archive:
            membres = archive.infolist()
            taille = sum(m.file_size for m in membres)
            if taille > TAILLE_MAX:
                raise ErreurPreparation(
                    f"« {chemin.name} » ferait {taille // 1_000_000} Mo une fois décompressé : il n'est "
                    f"pas ouvert. Attendu : moins de {TAILLE_MAX // 1_000_000} Mo."
                )
            voulus = [m for m in membres if _interessant(m)]
            if any(m.flag_bits & 0x1 for m in voulus):
                raise ErreurPreparation(
                    f"« {chemin.name} » est protégé par un mot de passe. Attendu : l'archive sans protection."
                )
            principaux = [_extraire(archive, m, dossier) for m in voulus]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as erreur:
        raise ErreurPreparation(
            f"« {chemin.name} » n'est pas une archive zip lisible, ou elle est abîmée. "
            "Attendu : l'archive telle que téléchargée."
        ) from erreur
    fichiers = sorted(f for f in principaux if f.suffix in (".shp", ".geojson", ".json", ".gpkg"))
    if not fichiers:
        contenu = ", ".join(PurePosixPath(m.filename).name for m in membres[:8]) or "rien"
        raise ErreurPreparation(
            f"« {chemin.name} » ne contient aucun shapefile (.shp), GeoJSON ni GeoPackage. Il contient : {contenu}."
        )
    return fichiers


def _interessant(membre: zipfile.ZipInfo) -> bool:
    nom = PurePosixPath(membre.filename)
    # Les archives faites sur Mac doublent chaque fichier d'un « ._nom » qui n'est pas un contour.
    if membre.is_dir() or nom.name.startswith("._") or "__MACOSX" in nom.parts:
        return False
    return nom.suffix.lower() in (*PARTIES_ECRITES, *FORMATS[2:])


def _extraire(archive: zipfile.ZipFile, membre: zipfile.ZipInfo, dossier: Path) -> Path:
    """Copie un membre sous un nom à nous : un chemin d'archive (« ../ ») n'est jamais suivi."""
    nom = PurePosixPath(membre.filename)
    rang = abs(hash(nom.parent))  # deux dossiers de l'archive peuvent porter les mêmes noms
    cible = dossier / str(rang) / (Path(nom.name).stem + nom.suffix.lower())
    cible.parent.mkdir(exist_ok=True)
    with archive.open(membre) as source, cible.open("wb") as copie:
        shutil.copyfileobj(source, copie)
    return cible


def _couches(fichier: Path) -> list[Paquet]:
    """Les couches d'un fichier, chacune lue en entier. Lève ErreurPreparation."""
    try:
        if fichier.suffix == ".shp":
            return [Paquet(fichier.stem, _shapefile(fichier))]
        noms = noms_des_couches(fichier)
        if not noms:
            raise ErreurPreparation(f"« {fichier.name} » ne contient aucune couche.")
        return [Paquet(nom, lire_couche(fichier, couche=nom)) for nom in noms]
    except SystemeIllisible as erreur:
        raise ErreurPreparation(
            f"Le système de coordonnées de « {fichier.name} » est illisible. "
            "Attendu : le fichier .prj d'origine, en Lambert-93 ou en WGS84."
        ) from erreur
    except (RuntimeError, ValueError, LookupError) as erreur:
        raise ErreurPreparation(
            f"« {fichier.name} » ne peut pas être lu : ce n'est pas un fichier de contours, ou il est abîmé."
        ) from erreur


def _shapefile(shp: Path) -> Couche:
    fautes = fautes_de_fichier(shp)
    if fautes:
        raise ErreurPreparation("\n".join(f.phrase() for f in fautes))
    for encodage in dict.fromkeys((encodage_annonce(shp) or "utf-8", *_ENCODAGES)):
        try:
            couche = lire_couche(shp, encodage)
        except LookupError:  # un .cpg qui nomme un encodage inconnu
            continue
        if all(valeur is not None for ligne in couche.lignes for valeur in ligne.values()):
            return couche
    raise ErreurPreparation(
        f"L'encodage de {shp.stem}.dbf n'est pas reconnu. Attendu : un fichier {shp.stem}.cpg qui le nomme."
    )
