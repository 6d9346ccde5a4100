"""Lire les fichiers « Quartiers de la politique de la ville » de l'Insee, tels qu'ils se téléchargent.

Point-virgule, virgule décimale, milliers séparés par des espaces (ordinaires,
insécables ou fines), marque d'ordre, dizaines de colonnes vides à droite, noms de
colonnes en majuscules ou en minuscules selon l'année.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from data.fautes import Faute, raison_systeme
from data.lecture_csv import citer, proche

_BASE = re.compile(r"(DEMO|IPRO|REVN|FILO)_(20[0-9]{2})\.csv", re.IGNORECASE)
_BASE_INSEE = re.compile(r"data_(DEMO|IPRO|REVN)_(20[0-9]{2})_V[0-9]+_QP\.csv", re.IGNORECASE)
_FILO_INSEE = re.compile(r"data_filo([0-9]{2})_qp_revdis\.csv", re.IGNORECASE)
_COMPARATEUR = re.compile(r"FILO(20[0-9]{2})_DISP_(COM|EPCI|DEP|REG|METROPOLE)\.csv", re.IGNORECASE)
_NOMBRE = re.compile(r"-?[0-9]+([.,][0-9]+)?")
_MANQUES = {
    "s": "secret",
    "c": "secret",
    "nd": "non_disponible",
    "n.d.": "non_disponible",
    "ns": "non_disponible",
}


@dataclass(frozen=True, slots=True)
class Fichier:
    """Un fichier reconnu à son nom : sa base (DEMO, IPRO, REVN, FILO, FILO_DISP) et son année.

    `annee` est celle du nom du fichier, qui n'est pas celle des données ; `niveau` vaut
    COM, EPCI, DEP, REG ou METROPOLE pour un fichier de comparaison, rien sinon.
    """

    chemin: Path
    base: str
    annee: int
    niveau: str = ""

    @property
    def nom(self) -> str:
        """« DEMO_2022.csv »."""
        return self.chemin.name

    @property
    def source(self) -> str:
        """Le code dans sources.csv : « insee_demo_2022 », « insee_filo_com_2019 »."""
        base = f"filo_{self.niveau.lower().replace('metropole', 'metro')}" if self.niveau else self.base.lower()
        return f"insee_{base}_{self.annee}"


@dataclass(frozen=True, slots=True)
class Tableau:
    """Le contenu d'un fichier : les cellules de chaque zone, par nom de colonne en majuscules.

    titres : nom en majuscules -> nom tel que le fichier l'écrit.
    """

    fichier: Fichier
    titres: Mapping[str, str]
    lignes: Mapping[str, Mapping[str, str]]


def lire_nombre(texte: str) -> Decimal | None:
    """« 12 130 » -> 12130, « 53,1 » -> 53.1, « » -> None (une cellule vide n'est jamais zéro).

    Lève ValueError, avec une phrase, si le texte n'est pas un nombre.
    """
    serre = re.sub(r"\s", "", texte).replace("\N{MINUS SIGN}", "-")
    if not serre:
        return None
    if not _NOMBRE.fullmatch(serre):
        raise ValueError(f"{citer(texte)} n'est pas un nombre.")
    return Decimal(serre.replace(",", "."))


def motif_sans_valeur(texte: str) -> str:
    """Le statut qu'annonce une marque de l'Insee : « s » -> secret, « nd » -> non_disponible, sinon rien."""
    return _MANQUES.get(texte.strip().lower(), "")


def reconnaitre(chemin: Path) -> Fichier | None:
    """Le fichier de l'Insee que ce nom désigne, ou None : le contenu n'est pas encore regardé."""
    if trouve := _BASE.fullmatch(chemin.name) or _BASE_INSEE.fullmatch(chemin.name):
        return Fichier(chemin, trouve[1].upper(), int(trouve[2]))
    if trouve := _FILO_INSEE.fullmatch(chemin.name):
        return Fichier(chemin, "FILO", 2000 + int(trouve[1]))
    if trouve := _COMPARATEUR.fullmatch(chemin.name):
        return Fichier(chemin, "FILO_DISP", int(trouve[1]), trouve[2].upper())
    return None


def csv_du_dossier(dossier: Path) -> Iterator[Path]:
    """Les fichiers .csv du dossier et de ses sous-dossiers, dans un ordre qui ne dépend pas du disque."""
    trouves = (c for c in dossier.rglob("*") if c.is_file() and c.suffix.lower() == ".csv")
    yield from sorted(trouves, key=lambda c: (c.name.lower(), str(c)))


def decoder(octets: bytes) -> str:
    """Le texte, quel que soit l'encodage rencontré : UTF-8 avec ou sans marque, UTF-16, Windows-1252."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", errors="replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def lire_fichier(fichier: Fichier) -> Tableau | Faute:
    """Lit un fichier de l'Insee, ou dit en français pourquoi il ne se lit pas."""
    try:
        octets = fichier.chemin.read_bytes()
    except OSError as erreur:
        constat = f"le fichier ne s'ouvre pas ({raison_systeme(erreur)})."
        return Faute(fichier.nom, None, "", constat, "un fichier lisible.")
    if octets.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Faute(
            fichier.nom,
            None,
            "",
            "c'est un classeur ou une archive renommée, pas un CSV.",
            "le fichier csv de l'Insee, séparé par des points-virgules.",
        )
    rangees = list(csv.reader(decoder(octets).splitlines(), delimiter=";"))
    entete = [t.strip() for t in rangees[0]] if rangees else []
    if "CODGEO" not in [t.upper() for t in entete]:
        voisin = proche("CODGEO", [t.upper() for t in entete if t])
        return Faute(
            fichier.nom,
            1,
            "CODGEO",
            f"la colonne manque{voisin}.",
            "un en-tête de l'Insee séparé par des points-virgules, avec CODGEO.",
        )
    titres = {t.upper(): t for t in entete if t}
    place = {t.upper(): i for i, t in enumerate(entete) if t}
    lignes: dict[str, dict[str, str]] = {}
    for numero, rangee in enumerate(rangees[1:], start=2):
        if not any(c.strip() for c in rangee):
            continue
        # Une ligne courte est une ligne dont l'outil a laissé tomber les cases vides de droite.
        cellules = {t: rangee[i].strip() if i < len(rangee) else "" for t, i in place.items()}
        code = cellules["CODGEO"]
        if code in lignes:
            return Faute(fichier.nom, numero, "CODGEO", f"{citer(code)} apparaît deux fois.", "une ligne par zone.")
        lignes[code] = cellules
    if not lignes:
        return Faute(fichier.nom, None, "", "le fichier n'a que sa ligne d'en-tête.", "au moins une ligne de données.")
    return Tableau(fichier, titres, lignes)
