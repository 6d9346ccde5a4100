"""Lit une fois les contours préparés, les vérifie et en fait des objets figés, prêts à dessiner.

Un contour fautif est écarté et dit ; les autres restent. Rien ne sort d'ici en exception : une
application qui a perdu un fichier doit encore montrer tout ce qui n'en dépend pas.
"""

import codecs
import json
import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.fautes import Faute
from geo.shapefile import (
    LAMBERT_93,
    PARTIES_ECRITES,
    Couche,
    SystemeIllisible,
    encodage_annonce,
    fautes_de_fichier,
    lire_couche,
)

CHAMPS = ("code", "nom", "geograph")
FICHIERS = {
    "qpv_2015": "qpv_2015.shp",
    "qpv_2024": "qpv_2024.shp",
    "commune": "commune.shp",
    "agglo_communes": "agglo_communes.shp",
}
NOM_AGGLOMERATION = "Agglomération"
# Ce que pèsent au plus, en GeoJSON, tous les quartiers d'une géographie, puis chaque fond : ces
# formes voyagent à chaque affichage de carte.
POIDS_QUARTIERS, POIDS_FOND = 17_000, 15_000
# Tolérances de simplification essayées dans l'ordre, en mètres. Un quartier n'est jamais déplacé
# de plus d'un mètre (le décret le dessine au 1/4 000) ; un fond ne sert qu'à se repérer.
TOLERANCES_QUARTIERS = (0.0, 0.25, 0.5, 1.0)
TOLERANCES_FOND = (0.0, 5.0, 10.0, 25.0, 50.0, 100.0, 200.0)
# Rectangle de la France métropolitaine en Lambert-93, en mètres : au-delà, les coordonnées ne sont
# pas dans le système annoncé (longitudes et latitudes étiquetées Lambert-93, x et y échangés).
_X_FRANCE, _Y_FRANCE = (0.0, 1_300_000.0), (6_000_000.0, 7_200_000.0)
METRES_CARRES_PAR_HECTARE = 10_000
_DECIMALES = 6  # un millionième de degré : 11 cm
# Les codes officiels de quartier de chaque géographie, pour savoir lesquels devraient être là.
# Le département tient en trois signes : 011, 02A, 974.
CODES_QUARTIERS = {"2015": re.compile(r"QP\d{2}\w\d{3}"), "2024": re.compile(r"QN\d{2}\w\d{2}[A-Z]")}
_SIREN = re.compile(r"\d{9}")  # le code d'une intercommunalité

journal = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Contour:
    """Le contour d'un territoire.

    surface_ha : hectares, calculés en EPSG:2154 avant toute simplification ; geojson : géométrie
    GeoJSON (texte), WGS84, longitude puis latitude, 6 décimales ; centre : (latitude, longitude)
    d'un point intérieur ; emprise : ((lat_min, lon_min), (lat_max, lon_max)).
    """

    code: str
    nom: str
    geographie: str
    surface_ha: float
    geojson: str
    centre: tuple[float, float]
    emprise: tuple[tuple[float, float], tuple[float, float]]

    def geometrie(self) -> dict[str, Any]:
        """La géométrie GeoJSON en dictionnaire, neuf à chaque appel : le modifier n'abîme rien."""
        return json.loads(self.geojson)


@dataclass(frozen=True, slots=True)
class Contours:
    """Tous les contours lus, et ce qui n'a pas pu l'être."""

    quartiers_2015: tuple[Contour, ...] = ()
    quartiers_2024: tuple[Contour, ...] = ()
    commune: Contour | None = None
    agglomeration: Contour | None = None
    fautes: tuple[Faute, ...] = ()

    def contour(self, code: str) -> Contour | None:
        """Le contour d'un territoire, None s'il n'en a pas (ou s'il a été écarté : voir fautes)."""
        fonds = tuple(c for c in (self.commune, self.agglomeration) if c)
        for contour in (*self.quartiers_2015, *self.quartiers_2024, *fonds):
            if contour.code == code:
                return contour
        return None


def charger_contours(dossier: Path, codes_connus: frozenset[str] | None = None) -> Contours:
    """Lit et vérifie les quatre shapefiles de `dossier`. Ne lève aucune exception.

    codes_connus : les codes de `territoires.csv` ; None : ne pas les comparer, et attendre les quatre
    fichiers. Avec les codes, un fichier dont rien n'est là n'est une faute que s'il devrait y être :
    les fonds sont facultatifs, et les quartiers de 2024 aussi, sans leurs codes. Les communes de
    l'agglomération n'y sont pas et ne sont donc pas comparées. L'agglomération, réunion de ses
    communes, prend le seul code de 9 chiffres (SIREN d'un EPCI) de `codes_connus`, sinon « ».
    """
    fautes: list[Faute] = []
    if not dossier.is_dir():
        return Contours(
            fautes=(
                Faute(
                    dossier.name,
                    None,
                    "",
                    "le dossier des contours est absent.",
                    "un dossier préparé par « python -m geo.preparer ».",
                ),
            )
        )
    quartiers_2015 = _lire(_quartiers, dossier, "2015", codes_connus, fautes) or ()
    quartiers_2024 = _lire(_quartiers, dossier, "2024", codes_connus, fautes) or ()
    commune = _lire(_commune, dossier, "commune", codes_connus, fautes)
    agglomeration = _lire(_agglomeration, dossier, "agglo_communes", codes_connus, fautes)
    return Contours(quartiers_2015, quartiers_2024, commune, agglomeration, tuple(fautes))


def _lire(lecture: Any, dossier: Path, quoi: str, codes: frozenset[str] | None, fautes: list) -> Any:
    """Un fichier à la fois : ce qui casse l'un ne doit pas emporter les autres."""
    fichier = FICHIERS.get(quoi, f"qpv_{quoi}.shp")
    if codes is not None and not _attendu(dossier, quoi, codes):
        return None
    try:
        return lecture(dossier / fichier, quoi, codes, fautes)
    except Exception:  # les bibliothèques natives lèvent de tout devant un fichier abîmé
        journal.exception("Lecture de %s", dossier / fichier)
        fautes.append(
            Faute(
                fichier,
                None,
                "",
                "le fichier ne peut pas être lu.",
                "un shapefile de polygones intact, tel que geo.preparer l'écrit.",
            )
        )
        return None


def _attendu(dossier: Path, quoi: str, codes: frozenset[str]) -> bool:
    """Faux si rien de ce shapefile n'est dans le dossier, et que rien ne dit qu'il devrait y être."""

    def present(nom: str) -> bool:
        return any((dossier / nom).with_suffix(partie).exists() for partie in PARTIES_ECRITES)

    if present(FICHIERS.get(quoi, f"qpv_{quoi}.shp")) or quoi == "2015":
        return True
    if quoi == "2024":
        return any(CODES_QUARTIERS["2024"].fullmatch(c) for c in codes)
    # Un fond d'agglomération donne les deux fichiers : l'un sans l'autre s'est perdu.
    if quoi == "commune":
        return present(FICHIERS["agglo_communes"])
    return present(FICHIERS["commune"]) and any(_SIREN.fullmatch(c) for c in codes)


def _quartiers(shp: Path, geographie: str, codes: frozenset[str] | None, fautes: list) -> tuple:
    formes = _formes(shp, fautes, codes, geographie)
    return _alleger(formes, POIDS_QUARTIERS, TOLERANCES_QUARTIERS)


def _commune(shp: Path, _quoi: str, codes: frozenset[str] | None, fautes: list) -> Contour | None:
    formes = _formes(shp, fautes, codes)
    if len(formes) > 1:
        fautes.append(
            Faute(
                shp.name,
                None,
                "",
                f"le fichier contient {len(formes)} communes.",
                "la seule commune de territoires.csv.",
            )
        )
        return None
    return next(iter(_alleger(formes, POIDS_FOND, TOLERANCES_FOND)), None)


def _agglomeration(shp: Path, _quoi: str, codes: frozenset[str] | None, fautes: list) -> Contour | None:
    import shapely

    formes = _formes(shp, fautes)
    if not formes:
        return None
    reunion = shapely.union_all([f.geometrie for f in formes])
    epci = [c for c in codes or () if _SIREN.fullmatch(c)]
    code = epci[0] if len(epci) == 1 else ""
    entiere = _Forme(code, NOM_AGGLOMERATION, formes[0].geographie, reunion)
    return _alleger((entiere,), POIDS_FOND, TOLERANCES_FOND)[0]


@dataclass(frozen=True, slots=True)
class _Forme:
    """Un contour lu et valide, en Lambert-93."""

    code: str
    nom: str
    geographie: str
    geometrie: Any


def _formes(shp: Path, fautes: list, codes: frozenset[str] | None = None, geographie: str = "") -> tuple[_Forme, ...]:
    """Les contours sains d'un shapefile, dans l'ordre des codes ; ajoute à `fautes` le reste."""
    du_fichier = fautes_de_fichier(shp)
    if du_fichier:
        fautes.extend(du_fichier)
        return ()
    couche = _couche(shp, fautes)
    if couche is None:
        return ()
    formes: dict[str, _Forme] = {}
    lus: set[str] = set()
    for rang, (valeurs, geometrie) in enumerate(zip(couche.lignes, couche.geometries, strict=True)):
        ligne = rang + 2  # comme un tableur ouvre le .dbf : l'en-tête est la ligne 1
        souci = _faute_de_valeur(shp, ligne, valeurs, codes, geographie, lus) or _faute_de_geometrie(
            shp, ligne, valeurs["code"], geometrie
        )
        lus.add(valeurs["code"] or "")
        if souci:
            fautes.append(souci)
            continue
        forme = _Forme(valeurs["code"], valeurs["nom"], valeurs["geograph"], geometrie)
        formes[forme.code] = forme
    if not couche.lignes:
        fautes.append(Faute(shp.name, None, "", "le fichier ne contient aucun contour.", "un contour au moins."))
    elif geographie:
        attendus = {c for c in codes or () if CODES_QUARTIERS[geographie].fullmatch(c)}
        fautes.extend(
            Faute(
                shp.name,
                None,
                "code",
                f"le contour de « {code} » manque.",
                "un contour par quartier de territoires.csv.",
            )
            for code in sorted(attendus - lus)
        )
    return tuple(formes[code] for code in sorted(formes))


def _couche(shp: Path, fautes: list) -> Couche | None:
    """La couche lue si ses champs et son système de coordonnées sont les bons, sinon None."""
    encodage = encodage_annonce(shp) or "utf-8"
    try:
        normalise = codecs.lookup(encodage).name
    except LookupError:
        normalise = ""
    if normalise != "utf-8":
        # Le .cpg permet de lire juste, mais un outil qui l'ignore montrerait des noms abîmés.
        fautes.append(
            Faute(shp.with_suffix(".cpg").name, None, "", f"l'encodage annoncé est « {encodage} ».", "UTF-8.")
        )
        if not normalise:
            return None
    try:
        couche = lire_couche(shp, encodage)
    except SystemeIllisible:
        fautes.append(_faute_de_systeme(shp, "illisible"))
        return None
    manquants = [c for c in CHAMPS if c not in couche.champs]
    fautes.extend(
        Faute(
            shp.with_suffix(".dbf").name,
            None,
            champ,
            f"la colonne est absente (colonnes lues : {', '.join(couche.champs) or 'aucune'}).",
            f"les colonnes {', '.join(CHAMPS)}.",
        )
        for champ in manquants
    )
    if not couche.lambert_93:
        fautes.append(_faute_de_systeme(shp, couche.crs.name if couche.crs is not None else "illisible"))
    return couche if couche.lambert_93 and not manquants else None


def _faute_de_systeme(shp: Path, lu: str) -> Faute:
    return Faute(
        shp.with_suffix(".prj").name,
        None,
        "",
        f"le système de coordonnées est « {lu} ».",
        f"Lambert-93 (EPSG:{LAMBERT_93}).",
    )


def _faute_de_valeur(
    shp: Path, ligne: int, valeurs: dict, codes: frozenset[str] | None, geographie: str, lus: set[str]
) -> Faute | None:
    """La première faute d'une ligne du .dbf, dans l'ordre des colonnes, ou None."""
    dbf = shp.with_suffix(".dbf").name
    for champ in CHAMPS:
        if valeurs[champ] is None:
            return Faute(
                dbf,
                ligne,
                champ,
                "des caractères sont illisibles : le texte n'est pas en UTF-8.",
                "une table enregistrée en UTF-8, et un .cpg qui le dit.",
            )
    code = valeurs["code"]
    if not code:
        return Faute(dbf, ligne, "code", "le code est vide.", "un code de territoires.csv.")
    if code in lus:
        return Faute(dbf, ligne, "code", f"le code « {code} » est déjà utilisé plus haut.", "un seul contour par code.")
    if codes is not None and code not in codes:
        return Faute(dbf, ligne, "code", f"le code « {code} » est inconnu.", "un code de territoires.csv.")
    if not valeurs["nom"]:
        return Faute(dbf, ligne, "nom", f"le nom de « {code} » est vide.", "le nom du territoire.")
    if geographie and valeurs["geograph"] != geographie:
        return Faute(
            dbf,
            ligne,
            "geograph",
            f"« {code} » est dit de la géographie « {valeurs['geograph']} ».",
            f"« {geographie} », comme le nom du fichier.",
        )
    return None


def _faute_de_geometrie(shp: Path, ligne: int, code: str | None, geometrie: Any) -> Faute | None:
    """Ce qui empêche de dessiner une géométrie ou d'en calculer la surface, ou None."""
    import shapely

    if geometrie is None or geometrie.is_empty:
        return Faute(shp.name, ligne, "", f"« {code} » n'a pas de contour.", "un polygone.")
    if geometrie.geom_type not in ("Polygon", "MultiPolygon"):
        return Faute(shp.name, ligne, "", f"« {code} » n'est pas un polygone.", "un polygone.")
    x_min, y_min, x_max, y_max = geometrie.bounds
    dedans = _X_FRANCE[0] <= x_min and x_max <= _X_FRANCE[1] and _Y_FRANCE[0] <= y_min and y_max <= _Y_FRANCE[1]
    if not dedans:  # une coordonnée NaN ou infinie échoue ici aussi
        return Faute(
            shp.name,
            ligne,
            "",
            f"« {code} » est hors de la France métropolitaine (x = {x_min:.0f}, y = {y_min:.0f}).",
            f"des mètres en Lambert-93 (EPSG:{LAMBERT_93}).",
        )
    if not shapely.is_valid(geometrie):
        return Faute(
            shp.name,
            ligne,
            "",
            f"le contour de « {code} » se recoupe lui-même.",
            "un polygone valide (QGIS : « Réparer les géométries »).",
        )
    return None


def _alleger(formes: tuple[_Forme, ...], poids_max: int, tolerances: tuple[float, ...]) -> tuple[Contour, ...]:
    """Les contours à dessiner, avec la plus petite tolérance (mètres) qui tient dans `poids_max`
    octets de GeoJSON ; la plus grande si aucune n'y suffit (le détail passe avant le poids).
    """
    import pyproj

    vers_wgs84 = pyproj.Transformer.from_crs(LAMBERT_93, 4326, always_xy=True).transform
    contours: tuple[Contour, ...] = ()
    for tolerance in tolerances:
        contours = tuple(_contour(forme, tolerance, vers_wgs84) for forme in formes)
        if sum(len(c.geojson.encode()) for c in contours) <= poids_max:
            break
    return contours


def _contour(forme: _Forme, tolerance: float, vers_wgs84: Any) -> Contour:
    """Simplifie (Douglas-Peucker, topologie gardée), passe en WGS84 et arrondit."""
    import numpy as np
    import shapely

    simple = forme.geometrie.simplify(tolerance) if tolerance else forme.geometrie
    degres = shapely.transform(shapely.force_2d(simple), vers_wgs84, interleaved=False)
    arrondie = shapely.transform(degres, lambda points: np.round(points, _DECIMALES))
    # RFC 7946 : anneau extérieur dans le sens direct ; un shapefile fait l'inverse.
    nette = shapely.orient_polygons(shapely.remove_repeated_points(arrondie))
    point = shapely.point_on_surface(nette)
    lon_min, lat_min, lon_max, lat_max = (float(v) for v in nette.bounds)
    return Contour(
        code=forme.code,
        nom=forme.nom,
        geographie=forme.geographie,
        surface_ha=float(forme.geometrie.area) / METRES_CARRES_PAR_HECTARE,
        geojson=json.dumps(shapely.geometry.mapping(nette), separators=(",", ":")),
        centre=(round(point.y, _DECIMALES), round(point.x, _DECIMALES)),
        emprise=((lat_min, lon_min), (lat_max, lon_max)),
    )
