"""Lire un fichier apporté par l'équipe, .xlsx ou .csv : des feuilles de cases, ou une faute.

Rien de ce qui est lu n'est exécuté ni interprété : une formule donne son résultat, un texte
qui commence par « = » reste un texte. Les garde-fous (taille, archive piégée, mot de passe)
passent avant l'ouverture.
"""

import csv
import datetime as dt
import io
import itertools
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from data.fautes import Faute, raison_systeme
from data.importation.decoupe_csv import LigneIndecoupable, decouper
from data.importation.saisie import VIDE, Case
from data.lecture_csv import TAILLE_MAXIMALE, caractere_interdit

Fusions = Mapping[int, tuple[tuple[int, int], ...]]
LIGNES_MAXIMALES = 200_000
COLONNES_MAXIMALES = 60
# Au-delà, la ligne n'existe dans aucun tableur : un numéro démesuré ferait compter jusqu'à lui.
_DERNIERE_LIGNE = 1_048_576
_PAS = 1_000
_FORMULE = re.compile(rb"<f[\s>/]")
_FUSION = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
GUILLEMETS = "des guillemets par deux, l'un qui ouvre la case, l'autre qui la ferme."
SANS_RESULTAT = "la formule n'a pas de résultat enregistré."
TAILLE_DEPLIEE = 300_000_000
_PIECES_MAXIMALES = 5_000
_FUSIONS_MAXIMALES = 50_000
# Un classeur ordinaire se réduit dix à cinquante fois ; une archive piégée, mille fois.
_TAILLE_ORDINAIRE, _GONFLEMENT_MAXIMAL = 10_000_000, 250
_ATTENDU = "un classeur .xlsx, ou un fichier .csv (point-virgule, virgule ou tabulation)."
_CLASSEUR = "un classeur enregistré en .xlsx par un tableur, sans mot de passe."


@dataclass(frozen=True, slots=True)
class Feuille:
    """Une feuille lue : ses lignes non vides, chacune avec son numéro dans le fichier (première = 1).

    abimees : numéro → ce qui empêche de lire cette ligne (un guillemet non fermé) ; fusions : les cases
    fusionnées en hauteur, rang de colonne (0 = A) → (première ligne, dernière ligne), dans l'ordre.
    """

    nom: str
    lignes: tuple[tuple[int, tuple[Case, ...]], ...]
    abimees: Mapping[int, str] = field(default_factory=dict)
    fusions: Fusions = field(default_factory=dict)

    def lieu(self, fichier: str) -> str:
        """« saisie.xlsx, feuille « Valeurs » », ou le seul nom du fichier pour un CSV."""
        return f"{fichier}, feuille «\N{NO-BREAK SPACE}{self.nom}\N{NO-BREAK SPACE}»" if self.nom else fichier


@dataclass(frozen=True, slots=True)
class Classeur:
    """Un fichier lu : ses feuilles visibles, et les noms de celles qui sont masquées (non lues)."""

    feuilles: tuple[Feuille, ...]
    masquees: tuple[str, ...] = ()


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
    octets = lire_octets(chemin)
    lu = octets if isinstance(octets, Faute) else lire_contenu(chemin.name, octets, reconnus)
    if isinstance(lu, Faute):
        return lu
    for feuille in lu.feuilles:
        for ligne, constat in feuille.abimees.items():
            return Faute(feuille.lieu(chemin.name), ligne, "", constat, GUILLEMETS)
    return lu.feuilles


def lire_contenu(
    nom: str,
    octets: bytes,
    reconnus: Callable[[Sequence[str]], int],
    lignes_maximales: int | None = None,
    avancer: Callable[[int], None] | None = None,
) -> Classeur | Faute:
    """Le contenu d'un fichier de ce nom (l'extension dit comment le lire), ou la faute. Ne lève rien.

    lignes_maximales (LIGNES_MAXIMALES par défaut) : au-delà, le fichier est refusé sans être lu plus loin ;
    avancer : appelée avec le nombre de lignes lues, toutes les mille.
    """
    suite = _Suite(lignes_maximales or LIGNES_MAXIMALES, avancer)
    try:
        _controler(Path(nom).suffix, octets)
        if Path(nom).suffix.lower() == ".csv":
            return Classeur((_lire_csv(octets, reconnus, suite),))
        return _lire_xlsx(octets, suite)
    except _Refus as refus:
        return Faute(nom, refus.ligne, "", refus.constat, refus.attendu)


def lire_octets(chemin: Path) -> bytes | Faute:
    """Les octets d'un fichier .xlsx ou .csv, ou ce qui empêche de les lire. Ne lève rien."""
    try:
        return _octets(chemin)
    except _Refus as refus:
        return Faute(chemin.name, refus.ligne, "", refus.constat, refus.attendu)


def _controler(extension: str, octets: bytes) -> None:
    _controler_extension(extension)
    if len(octets) > TAILLE_MAXIMALE:
        raise _Refus("le fichier dépasse 50 Mo.", "un fichier plus petit.")
    if not octets.strip():
        raise _Refus("le fichier est vide.", "une ligne de titres, puis des lignes remplies.")


def _controler_extension(extension: str) -> None:
    if not extension:
        raise _Refus("le nom du fichier n'a pas d'extension.", _ATTENDU)
    if extension.lower() not in (".xlsx", ".csv"):
        raise _Refus(f"l'extension « {extension} » n'est pas lue.", _ATTENDU)


def _octets(chemin: Path) -> bytes:
    _controler_extension(chemin.suffix)
    try:
        if chemin.stat().st_size > TAILLE_MAXIMALE:
            raise _Refus("le fichier dépasse 50 Mo.", "un fichier plus petit.")
        octets = chemin.read_bytes()
    except FileNotFoundError:
        raise _Refus("le fichier n'existe pas.", "le chemin d'un fichier qui existe.") from None
    except IsADirectoryError:
        raise _Refus("c'est un dossier, pas un fichier.", _ATTENDU) from None
    except (OSError, ValueError) as erreur:
        constat = f"le fichier ne s'ouvre pas ({raison_systeme(erreur)})."
        raise _Refus(constat, "un fichier lisible par ce compte.") from None
    _controler(chemin.suffix, octets)
    return octets


@dataclass(slots=True)
class _Suite:
    """Les lignes non vides lues jusqu'ici, toutes feuilles confondues, et la limite à ne pas passer."""

    limite: int
    avancer: Callable[[int], None] | None
    lues: int = 0

    def ajouter(self, lignes: list, numero: int, cases: tuple[Case, ...]) -> None:
        if not any(case is not VIDE for case in cases):
            return
        if self.lues >= self.limite:
            limite = f"{self.limite:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
            raise _Refus(f"le fichier a plus de {limite} lignes.", "un fichier qui ne contient que les lignes utiles.")
        self.lues += 1
        lignes.append((numero, cases))
        if self.avancer and self.lues % _PAS == 0:
            self.avancer(self.lues)


def _lire_csv(octets: bytes, reconnus: Callable[[Sequence[str]], int], suite: _Suite) -> Feuille:
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
    abimees: dict[int, str] = {}
    try:
        for numero, cellules, constat in decouper(texte, separateur):
            suite.ajouter(lignes, numero, tuple(_case_texte(c) for c in cellules))
            if constat:
                abimees[numero] = constat
    except LigneIndecoupable as erreur:
        raise _Refus(str(erreur), "un CSV enregistré par un tableur.", erreur.ligne) from None
    return Feuille("", tuple(lignes), abimees)


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


def _controler_archive(octets: bytes) -> tuple[bool, dict[str, Fusions]]:
    """Refuse ce qui n'est pas un classeur sain avant que quoi que ce soit ne soit déplié.

    Rend (vrai si une feuille au moins contient une formule, pièce de l'archive → ses cases fusionnées en hauteur).
    """
    if octets.startswith(b"\xd0\xcf\x11\xe0"):
        protege = "EncryptedPackage".encode("utf-16-le") in octets
        quoi = "est protégé par un mot de passe" if protege else "est un ancien classeur .xls renommé"
        raise _Refus(f"le fichier {quoi}.", _CLASSEUR)
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            pieces = archive.infolist()
            # La taille annoncée borne ce que zipfile accepte de déplier.
            taille = sum(p.file_size for p in pieces)
            gonflee = taille > _TAILLE_ORDINAIRE and taille > _GONFLEMENT_MAXIMAL * len(octets)
            if taille > TAILLE_DEPLIEE or gonflee or len(pieces) > _PIECES_MAXIMALES:
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
            lues = {p.filename: _parcourir(archive, p) for p in pieces if p.filename.startswith("xl/worksheets/")}
            return any(formules for formules, _ in lues.values()), {nom: fusions for nom, (_, fusions) in lues.items()}
    except _Refus:
        raise
    except Exception:
        # zipfile et zlib lèvent chacun les leurs sur une archive abîmée.
        raise _Refus("le fichier n'est pas un classeur .xlsx (archive illisible).", _CLASSEUR) from None


def _parcourir(archive: zipfile.ZipFile, piece: zipfile.ZipInfo) -> tuple[bool, Fusions]:
    """(a-t-elle une formule, ses cases fusionnées en hauteur) ; lue par morceaux, qui se recouvrent un peu."""
    fin, formules, fusions = b"", False, {}
    with archive.open(piece) as flux:
        while morceau := flux.read(1_000_000):
            formules = formules or bool(_FORMULE.search(fin + morceau))
            for gauche, haut, _, bas in _FUSION.findall(fin + morceau):
                etendues = fusions.setdefault(_rang(gauche.decode()), set())
                if haut != bas and len(etendues) < _FUSIONS_MAXIMALES:
                    etendues.add((int(haut), int(bas)))
            fin = morceau[-120:]
    return formules, {rang: tuple(sorted(etendues)) for rang, etendues in fusions.items()}


def _rang(lettres: str) -> int:
    """« A » → 0, « AA » → 26."""
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + ord(lettre) - 64
    return rang - 1


def _lire_xlsx(octets: bytes, suite: _Suite) -> Classeur:
    formules_aussi, fusions = _controler_archive(octets)
    # Importé ici : le vérificateur et l'application n'en ont pas besoin.
    import openpyxl

    try:
        with ExitStack() as pile:
            # Deux lectures en parallèle : les résultats, et s'il y a des formules, pour voir celles sans résultat.
            resultats, *formules = (
                pile.enter_context(
                    closing(openpyxl.load_workbook(io.BytesIO(octets), read_only=True, data_only=donnees))
                )
                for donnees in ((True, False) if formules_aussi else (True,))
            )
            feuilles, masquees = [], []
            for feuille in resultats.worksheets:
                if feuille.sheet_state == "visible":
                    source = formules[0][feuille.title] if formules else None
                    # openpyxl ne dit les fusions qu'en lecture complète, dix fois plus lente ; la pièce, il la nomme.
                    siennes = fusions.get(getattr(feuille, "_worksheet_path", ""), {})
                    lignes = tuple(_lignes_xlsx(feuille, source, suite))
                    feuilles.append(Feuille(feuille.title, lignes, fusions=siennes))
                else:
                    masquees.append(feuille.title)
            return Classeur(tuple(feuilles), tuple(masquees))
    except _Refus:
        raise
    except Exception:
        # openpyxl lève un peu de tout sur un classeur abîmé ; la personne n'a besoin que de savoir lequel.
        raise _Refus("le classeur est abîmé et ne se lit pas.", _CLASSEUR) from None


def _lignes_xlsx(resultats, formules, suite: _Suite) -> list[tuple[int, tuple[Case, ...]]]:
    lignes: list[tuple[int, tuple[Case, ...]]] = []
    lues, sources = (_rangees(feuille) for feuille in (resultats, formules))
    precedentes: tuple = (None, None)
    for numero, valeurs in enumerate(lues, 1):
        source = next(sources, None)
        # Une ligne absente du fichier est rendue par le même objet que la précédente : un saut d'un million
        # de lignes se passe sans relire un million de fois soixante cases vides.
        if valeurs is precedentes[0] and source is precedentes[1]:
            continue
        precedentes = (valeurs, source)
        if formules:
            cases = tuple(itertools.starmap(_case, itertools.zip_longest(valeurs, source or ())))
        else:
            cases = tuple(_case(v, None) for v in _sans_vides_a_droite(valeurs))
        suite.ajouter(lignes, numero, cases)
    return lignes


def _sans_vides_a_droite(valeurs: tuple) -> tuple:
    """openpyxl complète chaque ligne jusqu'à COLONNES_MAXIMALES : ces cases-là ne se lisent pas une à une."""
    fin = len(valeurs)
    while fin and valeurs[fin - 1].value is None:
        fin -= 1
    return valeurs[:fin]


def _rangees(feuille) -> Iterator[tuple]:
    if feuille is None:
        return iter(())
    feuille.reset_dimensions()  # les dimensions annoncées sont parfois fausses
    # Les lignes vides que openpyxl ajoute jusqu'à la dernière n'ont pas à être parcourues deux fois.
    return feuille.iter_rows(max_col=COLONNES_MAXIMALES, max_row=_DERNIERE_LIGNE)


def _case(cellule, source) -> Case:
    valeur = None if cellule is None else cellule.value
    if valeur is None:
        est_formule = source is not None and source.data_type == "f"
        if not est_formule:
            return VIDE
        ecrite = getattr(source.value, "text", source.value)
        return Case(_case_texte(str(ecrite)).texte, probleme=SANS_RESULTAT)
    if isinstance(valeur, bool):
        return Case(str(valeur), probleme="la case contient vrai ou faux.")
    if isinstance(valeur, (int, float)):
        return Case(f"{valeur:.15g}", float(valeur), "%" in (cellule.number_format or ""))
    if isinstance(valeur, (dt.datetime, dt.date, dt.time, dt.timedelta)):
        return Case(str(valeur), probleme="la case contient une date ou une heure.")
    if cellule.data_type == "e":
        return Case(str(valeur), probleme=f"la case contient une erreur de calcul ({valeur}).")
    return _case_texte(str(valeur))
