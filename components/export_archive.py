"""Tout le jeu de données en une archive : les tables, leurs schémas, les contours, et de quoi les lire.

Les tables sont celles du dossier, moins ce qui est réservé au comité, et moins tout fichier que le
tableau de bord ne connaît pas. Un texte qu'un tableur prendrait pour une formule est précédé d'une apostrophe.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from components.export_tableur import neutraliser
from components.exports.commun import produit_le
from data.dossiers import dossier_contours, dossier_tables
from data.entrepot import Entrepot
from data.fautes import Faute
from data.identite import de_la_ville, nom_du_site
from data.lecture_csv import lire_texte
from data.schemas import TABLES, TableAttendue
from data.schemas.descriptif import schema_de_table
from data.schemas.regles import NOMBRE
from data.vues.credits import en_demonstration
from data.vues.regards import PUBLIC

MIME = "application/zip"
CONTOURS = (".shp", ".dbf", ".shx", ".prj", ".cpg", ".md")
_NOMBRE = re.compile(NOMBRE)


def archive(entrepot: Entrepot, jour: date, tables: Path | None = None, contours: Path | None = None) -> bytes:
    """L'archive .zip du jeu de données ; les dossiers, par défaut, sont ceux du tableau de bord.

    Une table absente ou illisible n'y est pas, et le LISEZMOI le dit.
    """
    tables, contours = tables or dossier_tables(), contours or dossier_contours()
    tampon = io.BytesIO()
    ressources: list[dict[str, Any]] = []
    manquantes: list[str] = []
    retirees = 0
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as zip_:
        for attendue in TABLES:
            lue = _table(tables / attendue.fichier, attendue.d_equipe)
            if lue is None:
                manquantes.append(attendue.fichier)
                continue
            texte, otees = lue
            retirees += otees
            _ajouter(zip_, f"tables/{attendue.fichier}", texte, jour)
            _ajouter(zip_, f"schemas/{attendue.nom}.json", _json(schema_de_table(attendue)), jour)
            ressources.append(_ressource(attendue, entrepot))
        guide = tables / "LISEZMOI.md"
        if guide.is_file():
            _ajouter(zip_, "tables/LISEZMOI.md", guide.read_text(encoding="utf-8"), jour)
        for fichier in sorted(contours.glob("*")) if contours.is_dir() else ():
            if fichier.suffix in CONTOURS:
                _ajouter(zip_, f"contours/{fichier.name}", fichier.read_bytes(), jour)
        _ajouter(zip_, "datapackage.json", _json(_paquet(entrepot, ressources, jour)), jour)
        _ajouter(zip_, "LISEZMOI.md", _lisez_moi(entrepot, jour, ressources, manquantes, retirees), jour)
    return tampon.getvalue()


def _ajouter(zip_: zipfile.ZipFile, nom: str, contenu: str | bytes, jour: date) -> None:
    """La date de chaque fichier est celle de la production : deux archives du même jour sont identiques."""
    fiche = zipfile.ZipInfo(nom, (jour.year, jour.month, jour.day, 0, 0, 0))
    fiche.compress_type, fiche.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    zip_.writestr(fiche, contenu)


def _table(chemin: Path, d_equipe: bool = False) -> tuple[str, int] | None:
    """(la table publique, le nombre de lignes réservées qui en sont ôtées) ; None si elle ne se lit pas."""
    texte = lire_texte(chemin, d_equipe) if chemin.is_file() else None
    if texte is None or isinstance(texte, Faute):
        return None
    lignes = list(csv.reader(io.StringIO(texte)))
    if not lignes:
        return None
    entetes, *reste = lignes
    gardees = reste
    if "diffusion" in entetes:
        place = entetes.index("diffusion")
        gardees = [x for x in reste if len(x) > place and x[place] == PUBLIC]
    sortie = io.StringIO()
    plume = csv.writer(sortie, lineterminator="\n")
    plume.writerow(entetes)
    plume.writerows([[_neutre(c) for c in ligne] for ligne in gardees])
    return sortie.getvalue(), len(reste) - len(gardees)


def _neutre(cellule: str) -> str:
    return cellule if _NOMBRE.fullmatch(cellule) else neutraliser(cellule)


def _ressource(attendue: TableAttendue, entrepot: Entrepot) -> dict[str, Any]:
    fiche = {
        "name": attendue.nom,
        "path": f"tables/{attendue.fichier}",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n"},
        "schema": f"schemas/{attendue.nom}.json",
    }
    if attendue.nom == "actions" and en_demonstration(entrepot):
        fiche["description"] = "DONNÉES DE DÉMONSTRATION : ces lignes ne décrivent rien de réel."
    return fiche


def _paquet(entrepot: Entrepot, ressources: list[dict[str, Any]], jour: date) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": nom_du_site(entrepot),
        "title": _titre(entrepot, "Portraits") + " : les données",
        "version": entrepot.empreinte,
        "created": f"{jour.isoformat()}T00:00:00Z",
        "sources": [
            {"title": f"{s.producteur}, {s.titre}", **({"path": s.adresse} if s.adresse else {})}
            for s in entrepot.sources.values()
        ],
        "resources": ressources,
    }


def _titre(entrepot: Entrepot, debut: str) -> str:
    return f"{debut} des quartiers prioritaires {de_la_ville(entrepot)}".strip()


def _lisez_moi(
    entrepot: Entrepot, jour: date, ressources: list[dict[str, Any]], manquantes: Iterable[str], retirees: int
) -> str:
    demo = en_demonstration(entrepot)
    absentes = ", ".join(manquantes)
    lignes = [
        f"# {_titre(entrepot, 'Les données des portraits')}",
        "",
        f"{produit_le(jour)}. Version des données : {entrepot.empreinte}.",
        "",
        f"- `tables/` : {len(ressources)} tables CSV (UTF-8, virgule, point décimal) ; `tables/LISEZMOI.md`, s'il y "
        "est, les explique.",
        "- `schemas/` : le schéma de chaque table, au format Table Schema ; `datapackage.json` les réunit.",
        "- `contours/` : les contours des quartiers et, s'ils existent, ceux du fond de carte (Lambert-93).",
        "",
        "Chaque valeur a son année, son statut et sa source. Une valeur secrète ou absente est une case vide, "
        "avec son statut : ce n'est jamais un zéro.",
        "Un texte qui commence par = + - @ est précédé d'une apostrophe, pour qu'aucun tableur n'en fasse une formule.",
        f"Lignes réservées au comité, retirées de cette archive : {retirees}.",
    ]
    if demo:
        lignes.append("`tables/actions.csv` : DONNÉES DE DÉMONSTRATION, qui ne décrivent rien de réel.")
    if absentes:
        lignes.append(f"Tables qui manquaient ou ne se lisaient pas : {absentes}.")
    lignes += ["", "## Licences des sources", ""]
    lignes += [f"- {s.producteur}, {s.titre} : {s.licence or 'à préciser'}." for s in entrepot.sources.values()]
    return "\n".join(lignes) + "\n"


def _json(objet: Any) -> str:
    return json.dumps(objet, ensure_ascii=False, indent=2) + "\n"
