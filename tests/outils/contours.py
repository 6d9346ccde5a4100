"""Fabriquer des contours d'essai : des carrés fictifs, et un dossier complet que l'on abîme ensuite."""

from pathlib import Path

import numpy as np
import pyogrio.raw
import shapely

PARTIES = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# Les contours fictifs sont posés près de Carcassonne (x, y en mètres, Lambert-93).
X, Y = 648_000.0, 6_235_000.0


def carre(rang: int = 0, cote: float = 100.0) -> shapely.Polygon:
    """Un carré de `cote` mètres ; les carrés de rangs différents ne se touchent pas."""
    x = X + 1_000 * rang
    return shapely.box(x, Y, x + cote, Y + cote)


def ecrire(chemin: Path, champs: dict[str, list[str]], formes: list, **options) -> Path:
    """Écrit une couche avec GDAL, sans passer par le code essayé. options : celles de pyogrio."""
    reglages = {"geometry_type": "Polygon", "crs": "EPSG:2154", "encoding": "UTF-8"} | options
    chemin.parent.mkdir(parents=True, exist_ok=True)
    pyogrio.raw.write(
        chemin,
        np.array([None if f is None else shapely.to_wkb(f) for f in formes], dtype=object),
        [np.array(valeurs, dtype=object) for valeurs in champs.values()],
        list(champs),
        **reglages,
    )
    return chemin


def quartiers(chemin: Path, noms: dict[str, str], geographie: str = "2015", **options) -> Path:
    """Un fichier de quartiers comme ceux du projet : {code: nom}, un carré d'un hectare chacun."""
    champs = {
        "code": list(noms),
        "nom": list(noms.values()),
        "geograph": [geographie] * len(noms),
    }
    return ecrire(chemin, champs, [carre(rang) for rang in range(len(noms))], **options)


def dossier_complet(dossier: Path) -> Path:
    """Les quatre fichiers, sains : deux quartiers par géographie, une commune, trois communes."""
    quartiers(dossier / "qpv_2015.shp", {"QP011002": "Élan", "QP011003": "Cœur"})
    quartiers(dossier / "qpv_2024.shp", {"QN01102I": "Élan", "QN01103I": "Cœur"}, "2024")
    quartiers(dossier / "commune.shp", {"11069": "Carcassonne"}, "2018")
    voisines = {"code": ["11069", "11001", "11005"], "nom": ["Un", "Deux", "Trois"], "geograph": ["2018"] * 3}
    formes = [shapely.box(X + k * 100, Y, X + k * 100 + 100, Y + 100) for k in range(3)]
    ecrire(dossier / "agglo_communes.shp", voisines, formes)
    return dossier
