"""Les règles d'une colonne ou d'une ligne, écrites une fois, avec leur phrase en français.

Chaque règle devient un contrôle pandera ; la phrase « attendu » voyage avec lui, et le
constat se compose à partir de la ligne lue. Toutes les cellules sont du texte : c'est la
règle qui dit si ce texte est un nombre, une année ou un code.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from data.annees import DERNIERE, PREMIERE, est_annee
from data.lecture_csv import citer, proche
from data.modele import STATUTS, STATUTS_SANS_VALEUR

NOMBRE = r"-?[0-9]{1,15}(\.[0-9]{1,15})?"
_NOMBRE_ATTENDU = "un nombre avec un point décimal, sans espace ni unité (par exemple 12.5)"


@dataclass(frozen=True, slots=True)
class Regle:
    """Une règle : où elle se lit, ce qu'elle vérifie, ce qu'elle dit.

    verifie : reçoit la colonne (ou la table entière si `ligne_entiere`) et rend une série
    de booléens, vraie là où la règle tient ; constat : reçoit la ligne fautive.
    """

    colonne: str
    verifie: Callable[[pd.Series], pd.Series] | Callable[[pd.DataFrame], pd.Series]
    constat: Callable[[Mapping[str, str]], str]
    attendu: str
    ligne_entiere: bool = False


def schema(colonnes: Sequence[str], regles: Sequence[Regle]) -> pa.DataFrameSchema:
    """Le schéma pandera d'une table : toutes les colonnes en texte, et ses règles.

    Le nom de chaque contrôle est le rang de sa règle, ce qui permet de retrouver sa phrase.
    """

    def controles(choisies: Callable[[Regle], bool]) -> list[pa.Check]:
        return [
            pa.Check(regle.verifie, name=str(rang), error=regle.attendu, ignore_na=False)
            for rang, regle in enumerate(regles)
            if choisies(regle)
        ]

    return pa.DataFrameSchema(
        {
            # Sans dtype : la lecture ne donne que du texte, et ce contrôle-là coûte plus que tous les autres.
            c: pa.Column(None, controles(lambda r, c=c: r.colonne == c and not r.ligne_entiere))
            for c in colonnes
        },
        checks=controles(lambda r: r.ligne_entiere),
        strict=True,
    )


def _lu(colonne: str, suite: str) -> Callable[[Mapping[str, str]], str]:
    return lambda ligne: f"{citer(ligne[colonne])} {suite}"


def constat_nombre(lu: str) -> str:
    """Pourquoi ce texte n'est pas un nombre, en une phrase."""
    if not lu:
        return "la cellule est vide."
    if lu.lower().lstrip("+-") in ("nan", "inf", "infinity", "infini", "na", "n/a", "null", "none"):
        return f"{citer(lu)} n'est pas une valeur."
    if any(lettre.isalpha() for lettre in lu):
        return f"{citer(lu)} contient une lettre, ce n'est pas un nombre."
    if "," in lu:
        return f"{citer(lu)} est écrit avec une virgule décimale."
    if any(signe.isspace() for signe in lu):
        return f"{citer(lu)} contient une espace."
    if any(signe in lu for signe in "%€"):
        return f"{citer(lu)} contient une unité."
    return f"{citer(lu)} n'est pas un nombre."


def rempli(colonne: str, attendu: str = "un texte") -> Regle:
    """La cellule n'est pas vide."""
    return Regle(colonne, lambda s: s != "", lambda _: "la cellule est vide.", attendu + ".")


def parmi(colonne: str, permis: Sequence[str], vide: bool = False) -> Regle:
    """La cellule est l'un des codes permis (ou vide, si `vide`)."""
    codes = [*permis, ""] if vide else list(permis)

    def constat(ligne: Mapping[str, str]) -> str:
        lu = ligne[colonne]
        return f"{citer(lu)} n'est pas un code permis{proche(lu, permis)}." if lu else "la cellule est vide."

    return Regle(
        colonne,
        lambda s: s.isin(codes),
        constat,
        "l'un de " + ", ".join(permis) + (", ou rien" if vide else "") + ".",
    )


def forme(colonne: str, motif: str, attendu: str, vide: bool = False) -> Regle:
    """La cellule suit un motif (ou est vide, si `vide`)."""
    return Regle(
        colonne,
        lambda s: s.str.fullmatch(motif) | (s == "") if vide else s.str.fullmatch(motif),
        lambda ligne: f"{citer(ligne[colonne])} n'a pas la forme voulue." if ligne[colonne] else "la cellule est vide.",
        attendu + ".",
    )


def nombre(colonne: str, vide: bool = False, positif: bool = False) -> Regle:
    """La cellule est un nombre à point décimal ; `positif` refuse le signe moins."""
    motif = NOMBRE.removeprefix("-?") if positif else NOMBRE

    def constat(ligne: Mapping[str, str]) -> str:
        lu = ligne[colonne]
        if positif and lu.startswith("-") and lu[1:].replace(".", "", 1).isdecimal():
            return f"{citer(lu)} est négatif."
        return constat_nombre(lu)

    attendu = _NOMBRE_ATTENDU + (", zéro ou plus" if positif else "") + (", ou rien" if vide else "") + "."
    return Regle(colonne, forme(colonne, motif, "", vide).verifie, constat, attendu)


def entier(colonne: str, vide: bool = False) -> Regle:
    """La cellule est un entier positif ou nul."""
    regle = forme(colonne, "[0-9]{1,6}", "", vide)
    return Regle(
        colonne,
        regle.verifie,
        lambda ligne: f"{citer(ligne[colonne])} n'est pas un entier.",
        "un nombre entier, zéro ou plus" + (", ou rien" if vide else "") + ".",
    )


def annee(colonne: str = "annee", seule: bool = False, trimestre: bool = True) -> Regle:
    """La cellule est une année : AAAA ; AAAA-AAAA sauf si `seule` ; AAAA-T3 si `trimestre`."""
    formes = ["AAAA"]
    if trimestre and not seule:
        formes.append("AAAA-T3")
    if not seule:
        formes.append("AAAA-AAAA")

    def verifie(serie: pd.Series) -> pd.Series:
        bonnes = {
            a for a in serie.unique() if est_annee(a) and not (seule and "-" in a) and (trimestre or "T" not in a)
        }
        return serie.isin(bonnes)

    return Regle(
        colonne,
        verifie,
        _lu(colonne, "n'est pas une année."),
        f"une année {' ou '.join(formes)}, entre {PREMIERE} et {DERNIERE}.",
    )


def croissant(debut: str, fin: str) -> Regle:
    """La seconde année vient après la première ; une case qui n'est pas une année est déjà dite par sa règle."""
    return Regle(
        fin,
        lambda t: (t[debut] < t[fin]) | ~t[debut].map(est_annee) | ~t[fin].map(est_annee),
        lambda ligne: f"{citer(ligne[fin])} ne vient pas après {citer(ligne[debut])}.",
        f"une année plus récente que celle de la colonne « {debut} ».",
        True,
    )


def annees(colonne: str = "annees") -> Regle:
    """La cellule est vide, ou une liste d'années séparées par « ; » (AAAA, AAAA-T3, AAAA-AAAA)."""
    return Regle(
        colonne,
        lambda s: s.map(lambda lu: not lu or all(est_annee(a) for a in lu.split(";"))),
        _lu(colonne, "n'est pas une liste d'années."),
        "des années AAAA, AAAA-T3 ou AAAA-AAAA séparées par « ; », ou rien.",
    )


def statut_et_valeur() -> tuple[Regle, ...]:
    """Les quatre règles qui lient statut, valeur et valeur publiée.

    Sans valeur (secret, non disponible, non applicable) : cellule vide ; sinon un nombre.
    Corrigé : la valeur publiée est gardée à côté, et la raison est dans la note. Un statut
    inconnu est déjà dit par sa propre règle : celles-ci n'y ajoutent rien.
    """
    sans, avec = list(STATUTS_SANS_VALEUR), [s for s in STATUTS if s not in STATUTS_SANS_VALEUR]
    sans_publiee = [s for s in STATUTS if s not in ("corrige", "conteste")]

    def constat_valeur(ligne: Mapping[str, str]) -> str:
        if ligne["statut"] in sans:
            return f"le statut {citer(ligne['statut'])} porte la valeur {citer(ligne['valeur'])}."
        return f"la valeur est vide avec le statut {citer(ligne['statut'])}."

    return (
        Regle(
            "valeur",
            lambda t: t["statut"].isin(avec).where(t["valeur"] == "", t["statut"].isin(sans)).eq(False),
            constat_valeur,
            "une cellule vide pour secret, non_disponible ou non_applicable, sinon un nombre.",
            True,
        ),
        Regle(
            "valeur_publiee",
            lambda t: (t["statut"] != "corrige") | (t["valeur_publiee"] != ""),
            lambda _: "une valeur corrigée n'a pas sa valeur publiée.",
            "le nombre que la source imprime.",
            True,
        ),
        Regle(
            "valeur_publiee",
            lambda t: ~t["statut"].isin(sans_publiee) | (t["valeur_publiee"] == ""),
            lambda ligne: f"le statut {citer(ligne['statut'])} a une valeur publiée {citer(ligne['valeur_publiee'])}.",
            "une cellule vide, ou le statut corrige ou conteste.",
            True,
        ),
        Regle(
            "note",
            lambda t: (t["statut"] != "corrige") | (t["note"] != ""),
            lambda _: "une valeur corrigée n'a pas de raison.",
            "la raison de la correction.",
            True,
        ),
    )
