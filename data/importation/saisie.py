"""Lire ce qu'une personne a tapé dans un tableur : nombres, années, textes ; ou dire ce qui gêne.

Chaque fonction rend (texte pour les tables, « ») ou (« », constat) : un constat est une
phrase courte qui cite ce qui est lu.
"""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from data.annees import est_annee
from data.ecriture_csv import ecrire_nombre
from data.formats import unite_en_toutes_lettres
from data.importation.etiquettes import normaliser
from data.lecture_csv import citer

_NOMBRE = re.compile(r"([+-]?)([0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,15})(?:([.,])([0-9]{1,15}))?\s*(\D.*)?")
_RANG = r"(?:t ?([1-4])|([1-4]) ?(?:e|er|eme)? ?trimestre)"
_TRIMESTRE = re.compile(rf"{_RANG} ([0-9]{{4}})|([0-9]{{4}}) {_RANG}")
_PERIODE = re.compile(r"(?:de )?([0-9]{4}) (?:a )?([0-9]{4})")
_PAS_UNE_VALEUR = ("nan", "inf", "infinity", "infini", "na", "n a", "null", "none")


@dataclass(frozen=True, slots=True)
class Case:
    """Une case lue. texte : ce qui s'y lit, sans retour à la ligne ; nombre : si c'en est un ;
    pourcent : la case est affichée en pourcentage (0,61 se lit 61 %) ; probleme : pourquoi
    elle ne se lit pas (formule sans résultat, date…), « » sinon.
    """

    texte: str = ""
    nombre: float | None = None
    pourcent: bool = False
    probleme: str = ""


VIDE = Case()


def _unite_admise(lue: str, unite: str) -> bool:
    """« % » pour un pourcentage, « € » pour un montant, sinon le nom de l'unité, au pluriel ou non."""
    if lue == "%":
        return unite.startswith("%")
    if lue in ("€", "euro", "euros"):
        return "€" in unite
    nue, attendue = normaliser(lue), normaliser(unite)
    return bool(nue) and nue in (attendue, attendue.removesuffix("s"))


def se_compte(unite: str, decimales: int) -> bool:
    """Vrai si l'indicateur compte des choses entières : « habitants », « foyers », sans décimale.

    Un montant, un pourcentage, un indice, ou une unité qui a des décimales (« ETP ») ne se comptent pas.
    """
    return decimales == 0 and unite_en_toutes_lettres(unite) and "€" not in unite


def refus_d_un_compte(lu: str, unite: str, decimales: int) -> str:
    """Pourquoi ce nombre (écrit comme dans les tables) ne peut pas être un compte ; « » s'il le peut."""
    if not se_compte(unite, decimales) or "." not in lu:
        return ""
    return f"{citer(lu.replace('.', ','))} n'est pas un nombre entier, l'indicateur compte des {unite}."


def lire_nombre(case: Case, unite: str, decimales: int) -> tuple[str, str]:
    """Le nombre d'une case, dans l'unité de l'indicateur ; « 12 130,5 », « 61 % », « 61.5 » se lisent.

    Un point suivi de trois chiffres (« 2.525 ») est refusé sauf pour un indicateur à trois
    décimales : rien ne dit si c'est deux mille ou deux et demi.
    """
    if case.probleme:
        return "", case.probleme
    if case.nombre is not None:
        return _nombre_du_tableur(case, unite)
    lu = re.sub(r"\s+", " ", case.texte.replace("\N{MINUS SIGN}", "-")).strip()
    if not lu:
        return "", ""
    forme = _NOMBRE.fullmatch(lu)
    if forme is None:
        if normaliser(lu) in _PAS_UNE_VALEUR:
            return "", f"{citer(case.texte)} n'est pas une valeur."
        return "", f"{citer(case.texte)} n'est pas un nombre."
    signe, entier, separateur, fraction, suite = forme.groups()
    suite = (suite or "").strip()
    if suite and not _unite_admise(suite, unite):
        return "", f"{citer(case.texte)} est en {citer(suite)}, l'indicateur est en {citer(unite)}."
    if separateur == "." and len(fraction) == 3 and entier.lstrip("0") and len(entier) <= 3 and decimales < 3:
        return "", f"{citer(case.texte)} peut se lire de deux façons (milliers ou décimales)."
    chiffres = entier.replace(" ", "") + ("." + fraction if fraction else "")
    return ecrire_nombre(Decimal(("-" if signe == "-" else "") + chiffres)), ""


def _nombre_du_tableur(case: Case, unite: str) -> tuple[str, str]:
    if not math.isfinite(case.nombre) or abs(case.nombre) >= 1e15:
        return "", f"{citer(case.texte)} n'est pas une valeur."
    if case.pourcent and not unite.startswith("%"):
        return "", f"la case est en pourcentage, l'indicateur est en {citer(unite)}."
    # Quinze chiffres : ce qu'un tableur garde ; au-delà ce sont des traces du calcul binaire.
    exact = Decimal(f"{case.nombre:.15g}") * (100 if case.pourcent else 1)
    return ecrire_nombre(round(exact, 12)), ""


def lire_annee(case: Case) -> tuple[str, str]:
    """« 2019 », « 2021-T3 », « T3 2021 », « 3e trimestre 2021 », « 2016 à 2022 »."""
    if case.probleme:
        return "", case.probleme
    lu = case.texte if case.nombre is None else f"{case.nombre:g}"
    if not lu:
        return "", "la cellule est vide."
    if est_annee(lu):
        return lu, ""
    nue = normaliser(lu)
    trimestre = _TRIMESTRE.fullmatch(nue)
    if trimestre:
        a, b, annee1, annee2, c, d = trimestre.groups()
        lu = f"{annee1 or annee2}-T{a or b or c or d}"
    elif periode := _PERIODE.fullmatch(nue):
        lu = f"{periode[1]}-{periode[2]}"
    return (lu, "") if est_annee(lu) else ("", f"{citer(case.texte)} n'est pas une année.")
