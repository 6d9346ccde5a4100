"""Garder la version d'avant de chaque table remplacée, et savoir la remettre.

Chaque remplacement range les anciens fichiers dans un dossier à son nom,
`historique/2026-11-22_14-50-03_valeurs`. Revenir en arrière remet les fichiers du plus
récent ; ceux qu'il remplace sont rangés à leur tour (`…_valeurs_annule`), jamais effacés.
Une version se prépare sous un nom provisoire : interrompue, elle n'apparaît pas.
"""

import datetime as dt
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.ecriture_csv import remplacer, sceller
from data.versions import consigner

_NOM = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})_([0-9]{2})-([0-9]{2})-([0-9]{2})(?:-([0-9]+))?_([a-z]+)")
_TEMOIN = "apres.sha256"
_ANNULE = "_annule"


class VersionIllisible(Exception):
    """Une version de l'historique ne se relit pas : le message dit laquelle."""


@dataclass(frozen=True, slots=True)
class Version:
    """Une version gardée : son dossier, sa date (« 22/11/2026 à 14:50:03 »), les noms de ses fichiers."""

    dossier: Path
    quand: str
    fichiers: tuple[str, ...]

    def intacte(self, tables: Path) -> bool:
        """Vrai si les tables n'ont pas changé depuis le remplacement que cette version précède."""
        try:
            temoin = (self.dossier / _TEMOIN).read_text(encoding="utf-8").strip()
        except OSError:
            return False
        return temoin == _empreinte(tables, self.fichiers)

    def deja_en_place(self, tables: Path) -> bool:
        """Vrai si ses fichiers sont ceux des tables : la remettre ne changerait rien."""
        try:
            return _empreinte(tables, self.fichiers) == _empreinte(self.dossier, self.fichiers)
        except OSError:
            return False


def versions(historique: Path, sujet: str) -> tuple[Version, ...]:
    """Les versions gardées de ce sujet (« valeurs »), de la plus récente à la plus ancienne."""
    try:
        dossiers = [d for d in historique.iterdir() if d.is_dir()]
    except OSError:
        return ()
    trouvees = []
    for dossier in dossiers:
        forme = _NOM.fullmatch(dossier.name)
        if forme is None or forme[6] != sujet:
            continue
        jour, heure, minute, seconde, rang, _ = forme.groups()
        quand = f"{'/'.join(reversed(jour.split('-')))} à {heure}:{minute}:{seconde}"
        fichiers = tuple(sorted(f.name for f in dossier.glob("*.csv")))
        # Deux imports dans la même seconde se départagent par leur rang.
        place = (jour, heure, minute, seconde, int(rang or 0))
        trouvees.append((place, Version(dossier, quand, fichiers)))
    return tuple(version for _, version in sorted(trouvees, key=lambda t: t[0], reverse=True))


def remplacer_en_gardant(
    tables: Path,
    historique: Path,
    sujet: str,
    textes: Mapping[str, str],
    maintenant: dt.datetime,
    fichier: str = "",
    aussi: Mapping[str, str] | None = None,
) -> Path:
    """Remplace ces tables d'un seul geste après avoir rangé les anciennes ; rend le dossier où elles sont.

    textes : nom de fichier → nouveau contenu ; fichier : le nom du fichier importé, pour le journal des versions ;
    aussi : d'autres tables à remplacer avant, du même geste, et que l'on ne remettra pas en revenant en arrière (des
    fiches de sources en plus ne gênent rien, d'autres imports peuvent en avoir besoin).
    S'appelle sous le verrou. Lève OSError sans avoir rien changé aux tables.
    """
    oter_les_restes(tables, textes)
    empreinte = _somme({nom: texte.encode("utf-8") for nom, texte in textes.items()})
    dossier = _ranger(tables, historique, sujet, tuple(textes), maintenant, empreinte)
    try:
        consigner(tables, historique, sujet, f"importer {sujet}", textes, maintenant, fichier)
        remplacer({tables / nom: texte for nom, texte in {**(aussi or {}), **textes}.items()})
    except OSError:
        shutil.rmtree(dossier, ignore_errors=True)
        raise
    return dossier


def remettre(tables: Path, historique: Path, version: Version, maintenant: dt.datetime) -> Path:
    """Remet les fichiers de cette version ; rend le dossier où sont rangés ceux qu'elle remplace.

    S'appelle sous le verrou. Lève OSError ou VersionIllisible sans avoir rien changé aux tables.
    """
    try:
        textes = {nom: (version.dossier / nom).read_bytes().decode("utf-8") for nom in version.fichiers}
    except (OSError, UnicodeDecodeError):
        raise VersionIllisible(f"La version du {version.quand} ne se relit pas.") from None
    if not textes:
        raise VersionIllisible(f"La version du {version.quand} ne contient aucune table.")
    sujet = version.dossier.name.rpartition("_")[2]
    garde = _ranger(tables, historique, sujet + _ANNULE, version.fichiers, maintenant)
    try:
        consigner(tables, historique, sujet, f"importer {sujet} --annuler", textes, maintenant)
        remplacer({tables / nom: texte for nom, texte in textes.items()})
    except OSError:
        shutil.rmtree(garde, ignore_errors=True)
        raise
    # Ses fichiers sont de nouveau ceux des tables : la garder ferait revenir deux fois au même point.
    shutil.rmtree(version.dossier, ignore_errors=True)
    return garde


def oter_les_restes(tables: Path, noms: Iterable[str]) -> None:
    """Ôte les fichiers provisoires d'un import interrompu ; le verrou garantit qu'aucun autre ne les écrit."""
    for nom in noms:
        for reste in tables.glob(f".{nom}.*"):
            reste.unlink(missing_ok=True)


def _ranger(
    tables: Path, historique: Path, sujet: str, fichiers: Sequence[str], maintenant: dt.datetime, temoin: str = ""
) -> Path:
    historique.mkdir(parents=True, exist_ok=True)
    heure = f"{maintenant:%Y-%m-%d_%H-%M-%S}"
    essais = (f"{heure}_{sujet}", *(f"{heure}-{n:02d}_{sujet}" for n in range(1, 100)))
    dossier = historique / next(nom for nom in essais if not (historique / nom).exists())
    provisoire = historique / f".{dossier.name}"
    shutil.rmtree(provisoire, ignore_errors=True)
    provisoire.mkdir()
    try:
        for nom in fichiers:
            if (tables / nom).exists():
                _ecrire_au_disque(provisoire / nom, (tables / nom).read_bytes())
        if temoin:
            _ecrire_au_disque(provisoire / _TEMOIN, f"{temoin}\n".encode())
        provisoire.rename(dossier)
        sceller(historique)
    except OSError:
        shutil.rmtree(provisoire, ignore_errors=True)
        raise
    return dossier


def _ecrire_au_disque(chemin: Path, octets: bytes) -> None:
    with chemin.open("wb") as fichier:
        fichier.write(octets)
        fichier.flush()
        os.fsync(fichier.fileno())


def _empreinte(tables: Path, fichiers: Sequence[str]) -> str:
    return _somme({nom: (tables / nom).read_bytes() for nom in fichiers})


def _somme(contenus: Mapping[str, bytes]) -> str:
    somme = hashlib.sha256()
    for nom in sorted(contenus):
        somme.update(nom.encode() + b"\0" + contenus[nom] + b"\0")
    return somme.hexdigest()
