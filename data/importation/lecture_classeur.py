"""Lire un fichier apporté par l'équipe, .xlsx ou .csv : des feuilles de cases, ou une faute.

Rien de ce qui est lu n'est exécuté ni interprété : une formule donne son résultat, un texte
qui commence par « = » reste un texte. Les garde-fous (taille, archive piégée, mot de passe)
passent avant l'ouverture.
"""

import csv
import datetime as dt
import io
import itertools
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from data.fautes import Faute
from data.importation.saisie import VIDE, Case
from data.lecture_csv import TAILLE_MAXIMALE, caractere_interdit

LIGNES_MAXIMALES = 200_000
COLONNES_MAXIMALES = 60
TAILLE_DEPLIEE = 300_000_000
_PIECES_MAXIMALES = 5_000
_ATTENDU = "un classeur .xlsx, ou un fichier .csv (point-virgule, virgule ou tabulation)."
_CLASSEUR = "un classeur enregistré en .xlsx par un tableur, sans mot de passe."


@dataclass(frozen=True, slots=True)
class Feuille:
    """Une feuille lue : ses lignes non vides, chacune avec son numéro dans le fichier (première = 1)."""

    nom: str
    lignes: tuple[tuple[int, tuple[Case, ...]], ...]

    def lieu(self, fichier: str) -> str:
        """« saisie.xlsx, feuille « Valeurs » », ou le seul nom du fichier pour un CSV."""
        return f"{fichier}, feuille «\N{NO-BREAK SPACE}{self.nom}\N{NO-BREAK SPACE}»" if self.nom else fichier


class _Refus(Exception):
    """Le fichier ne peut pas être lu : porte la faute à dire."""

    def __init__(self, constat: str, attendu: str, ligne: int | None = None):
        super().__init__(constat)
        self.constat, self.attendu, self.ligne = constat, attendu, ligne


def lire_feuilles(chemin: Path, reconnus: Callable[[Sequence[str]], int]) -> tuple[Feuille, ...] | Faute:
    """Les feuilles visibles du fichier, ou la faute qui empêche de le lire. Ne lève rien.

    reconnus : combien de ces titres de colonnes sont connus ; sert à deviner le séparateur
    d'un CSV, dont la feuille unique n'a pas de nom.
    """
    try:
        octets = _octets(chemin)
        if chemin.suffix.lower() == ".csv":
            return (_lire_csv(octets, reconnus),)
        return tuple(_lire_xlsx(octets))
    except _Refus as refus:
        return Faute(chemin.name, refus.ligne, "", refus.constat, refus.attendu)


def _octets(chemin: Path) -> bytes:
    if chemin.suffix.lower() not in (".xlsx", ".csv"):
        raise _Refus(f"l'extension « {chemin.suffix} » n'est pas lue.", _ATTENDU)
    try:
        if chemin.stat().st_size > TAILLE_MAXIMALE:
            raise _Refus("le fichier dépasse 50 Mo.", "un fichier plus petit.")
        octets = chemin.read_bytes()
    except FileNotFoundError:
        raise _Refus("le fichier n'existe pas.", "le chemin d'un fichier qui existe.") from None
    except IsADirectoryError:
        raise _Refus("c'est un dossier, pas un fichier.", _ATTENDU) from None
    except (OSError, ValueError) as erreur:
        cause = getattr(erreur, "strerror", None) or type(erreur).__name__
        raise _Refus(f"le fichier ne s'ouvre pas ({cause}).", "un fichier lisible par ce compte.") from None
    if not octets.strip():
        raise _Refus("le fichier est vide.", "une ligne d'en-tête, puis les valeurs.")
    return octets


def _lire_csv(octets: bytes, reconnus: Callable[[Sequence[str]], int]) -> Feuille:
    if octets.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _Refus("c'est un classeur de tableur, pas un CSV.", "la bonne extension, .xlsx.")
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Refus("le fichier est en UTF-16.", "un fichier enregistré en « CSV UTF-8 ».")
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Le CSV d'un tableur français ; les cinq octets sans signe se disent à la lecture des cases.
        texte = octets.decode("cp1252", errors="replace")
    separateur = _separateur(texte, reconnus)
    lignes: list[tuple[int, tuple[Case, ...]]] = []
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur)
    while True:
        numero = lecteur.line_num + 1
        try:
            cellules = next(lecteur)
        except StopIteration:
            return Feuille("", tuple(lignes))
        except csv.Error:
            raise _Refus(
                "la ligne ne se découpe pas (guillemet mal placé ou cellule démesurée).",
                "un CSV enregistré par un tableur.",
                numero,
            ) from None
        _ajouter(lignes, numero, tuple(_case_texte(c) for c in cellules))


def _separateur(texte: str, reconnus: Callable[[Sequence[str]], int]) -> str:
    """Le signe qui fait reconnaître le plus de colonnes dans les premières lignes."""
    debut = texte.splitlines()[:30]

    def note(signe: str) -> int:
        try:
            return max(map(reconnus, csv.reader(debut, delimiter=signe)), default=0)
        except csv.Error:
            return 0

    return max(";,\t", key=note)


def _case_texte(lu: str) -> Case:
    texte = " ".join(lu.split())
    interdit = caractere_interdit(texte) or ("\N{REPLACEMENT CHARACTER}" in texte and "\N{REPLACEMENT CHARACTER}")
    if interdit:
        return Case(texte, probleme=f"la case contient un caractère illisible (U+{ord(interdit):04X}).")
    return Case(texte) if texte else VIDE


def _ajouter(lignes: list, numero: int, cases: tuple[Case, ...]) -> None:
    if not any(case is not VIDE for case in cases):
        return
    if len(lignes) >= LIGNES_MAXIMALES:
        raise _Refus("le fichier a plus de 200 000 lignes.", "un fichier qui ne contient que les valeurs.")
    lignes.append((numero, cases))


def _controler_archive(octets: bytes) -> None:
    """Refuse ce qui n'est pas un classeur sain avant que quoi que ce soit ne soit déplié."""
    if octets.startswith(b"\xd0\xcf\x11\xe0"):
        protege = "EncryptedPackage".encode("utf-16-le") in octets
        quoi = "est protégé par un mot de passe" if protege else "est un ancien classeur .xls renommé"
        raise _Refus(f"le fichier {quoi}.", _CLASSEUR)
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            pieces = archive.infolist()
            # La taille annoncée borne ce que zipfile accepte de déplier.
            if sum(p.file_size for p in pieces) > TAILLE_DEPLIEE or len(pieces) > _PIECES_MAXIMALES:
                raise _Refus("le classeur, une fois déplié, est démesuré.", "un classeur ordinaire.")
            if any(p.flag_bits & 1 for p in pieces):
                raise _Refus("le fichier est protégé par un mot de passe.", _CLASSEUR)
            if "xl/workbook.xml" not in archive.namelist():
                raise _Refus("le fichier n'est pas un classeur .xlsx.", _CLASSEUR)
            for piece in pieces:
                # Un classeur n'a jamais de DOCTYPE : c'est la porte des entités qui s'emboîtent.
                if piece.filename.endswith((".xml", ".rels")):
                    with archive.open(piece) as flux:
                        if b"<!DOCTYPE" in flux.read(2_000):
                            raise _Refus("le classeur contient du XML piégé.", _CLASSEUR)
    except _Refus:
        raise
    except Exception:
        # zipfile et zlib lèvent chacun les leurs sur une archive abîmée.
        raise _Refus("le fichier n'est pas un classeur .xlsx (archive illisible).", _CLASSEUR) from None


def _lire_xlsx(octets: bytes) -> Iterator[Feuille]:
    _controler_archive(octets)
    # Importé ici : le vérificateur et l'application n'en ont pas besoin.
    import openpyxl

    try:
        with ExitStack() as pile:
            # Deux lectures en parallèle : les résultats, et les formules, pour voir celles sans résultat.
            resultats, formules = (
                pile.enter_context(
                    closing(openpyxl.load_workbook(io.BytesIO(octets), read_only=True, data_only=donnees))
                )
                for donnees in (True, False)
            )
            for feuille in resultats.worksheets:
                if feuille.sheet_state == "visible":
                    yield Feuille(feuille.title, tuple(_lignes_xlsx(feuille, formules[feuille.title])))
    except _Refus:
        raise
    except Exception:
        # openpyxl lève un peu de tout sur un classeur abîmé ; la personne n'a besoin que de savoir lequel.
        raise _Refus("le classeur est abîmé et ne se lit pas.", _CLASSEUR) from None


def _lignes_xlsx(resultats, formules) -> list[tuple[int, tuple[Case, ...]]]:
    lignes: list[tuple[int, tuple[Case, ...]]] = []
    for feuille in (resultats, formules):
        feuille.reset_dimensions()  # les dimensions annoncées sont parfois fausses
    paires = itertools.zip_longest(
        resultats.iter_rows(max_col=COLONNES_MAXIMALES),
        formules.iter_rows(max_col=COLONNES_MAXIMALES),
        fillvalue=(),
    )
    for numero, (valeurs, sources) in enumerate(paires, 1):
        cases = itertools.starmap(_case, itertools.zip_longest(valeurs, sources))
        _ajouter(lignes, numero, tuple(cases))
    return lignes


def _case(cellule, source) -> Case:
    valeur = None if cellule is None else cellule.value
    if valeur is None:
        est_formule = source is not None and source.data_type == "f"
        return Case(probleme="la formule n'a pas de résultat enregistré.") if est_formule else VIDE
    if isinstance(valeur, bool):
        return Case(str(valeur), probleme="la case contient vrai ou faux.")
    if isinstance(valeur, (int, float)):
        return Case(f"{valeur:.15g}", float(valeur), "%" in (cellule.number_format or ""))
    if isinstance(valeur, (dt.datetime, dt.date, dt.time, dt.timedelta)):
        return Case(str(valeur), probleme="la case contient une date ou une heure.")
    if cellule.data_type == "e":
        return Case(str(valeur), probleme=f"la case contient une erreur de calcul ({valeur}).")
    return _case_texte(str(valeur))
