"""Lire un fichier CSV ligne à ligne, sans jamais échouer : des cellules, ou des fautes.

On ne laisse pas pandas découper le fichier : sur une ligne trop longue il décale les
colonnes, et il ne sait pas dire le numéro de ligne qui gêne. Comme un retour à la ligne
dans une cellule est refusé, chaque ligne du fichier se lit seule, et une ligne abîmée ne
gâche pas les suivantes.
"""

import csv
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.fautes import Faute, raison_systeme
from data.lecture_tableur import DECODAGE, en_table

TAILLE_MAXIMALE = 50_000_000
_LONGUEUR_CITATION = 60
_LIGNES_JOINTES = 30
# Les caractères qu'aucun classeur, PDF ou page ne sait porter (interdits en XML 1.0).
_CONTROLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_GUILLEMETS = (
    "des cellules séparées par des virgules, un texte qui contient une virgule étant "
    'entre guillemets droits ("…"), un guillemet intérieur doublé ("")'
)
_ENREGISTRER = "un fichier texte CSV enregistré en UTF-8 (« CSV UTF-8 » dans le tableur)"


@dataclass(frozen=True, slots=True)
class TableLue:
    """Ce qu'on a pu lire d'un fichier.

    cadre : une ligne par ligne bien formée, toutes les cellules en texte, l'index étant
    le numéro de ligne dans le fichier (en-tête = 1) ; None quand le fichier ne se lit
    pas. lues : nombre de lignes de données rencontrées, bien formées ou non.
    """

    cadre: pd.DataFrame | None
    fautes: tuple[Faute, ...]
    lues: int = 0


def citer(texte: str) -> str:
    """Un texte lu dans un fichier, entre guillemets, coupé à 60 caractères."""
    propre = _CONTROLE.sub("\N{REPLACEMENT CHARACTER}", texte)
    if len(propre) > _LONGUEUR_CITATION:
        propre = propre[: _LONGUEUR_CITATION - 1] + "…"
    return f"«\N{NO-BREAK SPACE}{propre}\N{NO-BREAK SPACE}»"


def caractere_interdit(texte: str) -> str:
    """Le premier caractère de contrôle de ce texte, « » s'il n'en a pas."""
    trouve = _CONTROLE.search(texte)
    return trouve[0] if trouve else ""


def proche(lu: str, connus: Sequence[str]) -> str:
    """« (peut-être « X ») » quand un nom connu ressemble à celui qui est lu, sinon rien."""
    voisins = difflib.get_close_matches(lu, connus, n=1, cutoff=0.75)
    return f" (peut-être {citer(voisins[0])})" if voisins else ""


def lire_texte(chemin: Path, d_equipe: bool = False) -> str | Faute:
    """Le texte du fichier, sans marque d'ordre, ou la faute qui empêche de le lire.

    d_equipe : le fichier peut être celui d'un tableur français, en Windows-1252, avec des points-virgules ; le
    texte rendu a la forme des tables.
    """
    nom = chemin.name
    try:
        if chemin.stat().st_size > TAILLE_MAXIMALE:
            return Faute(nom, None, "", "le fichier dépasse 50 Mo.", "une table préparée, plus petite.")
        octets = chemin.read_bytes()
    except FileNotFoundError:
        return Faute(nom, None, "", "le fichier est absent.", f"un fichier {nom} dans le dossier des tables.")
    except IsADirectoryError:
        return Faute(nom, None, "", "c'est un dossier, pas un fichier.", _ENREGISTRER + ".")
    except PermissionError:
        return Faute(
            nom,
            None,
            "",
            "le fichier n'a pas le droit d'être lu.",
            "un fichier lisible par le compte qui lance le tableau de bord.",
        )
    except (OSError, ValueError) as erreur:
        return Faute(nom, None, "", f"le fichier ne s'ouvre pas ({raison_systeme(erreur)}).", _ENREGISTRER + ".")
    if not octets.strip():
        return Faute(nom, None, "", "le fichier est vide.", "une ligne d'en-tête, puis les données.")
    texte = _decoder(octets, nom, d_equipe)
    return en_table(texte) if d_equipe and isinstance(texte, str) else texte


def _decoder(octets: bytes, nom: str, d_equipe: bool) -> str | Faute:
    if octets.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Faute(nom, None, "", "c'est un classeur de tableur renommé, pas un CSV.", _ENREGISTRER + ".")
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Faute(nom, None, "", "le fichier est en UTF-16 (« Texte Unicode » du tableur).", _ENREGISTRER + ".")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        if d_equipe:
            return octets.decode(DECODAGE, errors="replace")
        ligne = octets.count(b"\n", 0, erreur.start) + 1
        return Faute(
            nom,
            ligne,
            "",
            "le fichier n'est pas en UTF-8 (probablement en Windows-1252, "
            f"à cause de l'octet 0x{octets[erreur.start]:02X}).",
            _ENREGISTRER + ".",
        )


def lire_table(
    chemin: Path,
    colonnes: Sequence[str] | None,
    sans_ligne: bool = False,
    d_equipe: bool = False,
    entiere: bool = False,
) -> TableLue:
    """Lit une table. colonnes : celles qu'il faut (l'ordre est libre), None pour toute table.

    Une colonne qui manque, ou un fichier illisible, rend la table inutilisable (cadre à
    None). Une colonne inconnue est dite et laissée de côté ; une ligne mal formée est
    dite et laissée de côté. sans_ligne : l'en-tête seul suffit ; d_equipe : ce qu'un tableur
    français enregistre (points-virgules, Windows-1252, 20/11/2026, 12,5) se lit aussi ; entiere : la dernière
    ligne doit finir par un retour à la ligne, faute de quoi une copie interrompue passerait pour la table. Ne lève
    rien.
    """
    nom = chemin.name
    texte = lire_texte(chemin, d_equipe)
    if isinstance(texte, Faute):
        return TableLue(None, (texte,))
    lignes = texte.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    entete, fautes = _entete(lignes[0], nom, colonnes)
    if entete is None:
        return TableLue(None, tuple(fautes))
    # Un tableur ajoute volontiers des colonnes vides à droite : l'en-tête et les lignes les portent ensemble.
    largeur, vides = len(entete), 0
    while largeur > 1 and not entete[largeur - 1]:
        largeur, vides = largeur - 1, vides + 1
    numeros: list[int] = []
    cellules: list[list[str]] = []
    lues = 0
    rang = 1
    while rang < len(lignes):
        ligne, numero = lignes[rang], rang + 1
        rang += 1
        if not ligne.strip(" ,\t"):
            continue  # ligne vide, ou vidée dans un tableur : elle ne dit rien
        lues += 1
        valeurs, faute, sautees = _decouper(lignes, numero, largeur, vides, nom)
        rang += sautees
        if faute is not None:
            fautes.append(faute)
        else:
            numeros.append(numero)
            cellules.append(valeurs)
    if entiere and numeros and numeros[-1] == len(lignes):  # bien formée, mais rien ne dit qu'elle est la dernière
        constat = "le fichier s'arrête sans retour à la ligne : il a pu être coupé."
        attendu = "la table entière, sa dernière ligne terminée par un retour à la ligne."
        fautes.append(Faute(nom, len(lignes), "", constat, attendu))
    if not lues and not sans_ligne:
        fautes.append(Faute(nom, None, "", "le fichier n'a que sa ligne d'en-tête.", "au moins une ligne de données."))
    cadre = pd.DataFrame(cellules, index=pd.Index(numeros, dtype="int64"), columns=entete[:largeur], dtype=object)
    return _garder_colonnes(cadre, colonnes, nom, fautes, lues)


def _garder_colonnes(
    cadre: pd.DataFrame, colonnes: Sequence[str] | None, nom: str, fautes: list[Faute], lues: int
) -> TableLue:
    """Laisse de côté les colonnes inconnues, en le disant, et les colonnes sans nom ni contenu."""
    for place, titre in enumerate(cadre.columns):
        inconnue = titre and colonnes is not None and titre not in colonnes
        if inconnue:
            fautes.append(
                Faute(
                    nom,
                    1,
                    titre[:_LONGUEUR_CITATION],
                    "colonne inconnue, laissée de côté.",
                    "les seules colonnes " + ", ".join(colonnes) + ".",
                )
            )
        elif not titre and (cadre.iloc[:, place] != "").any():
            fautes.append(
                Faute(
                    nom,
                    1,
                    "",
                    f"la colonne n° {place + 1} n'a pas de nom et contient des données, laissées de côté.",
                    "un nom de colonne, ou une colonne vide.",
                )
            )
    garder = list(colonnes) if colonnes is not None else [c for c in cadre.columns if c]
    return TableLue(cadre[garder], tuple(fautes), lues)


def _entete(ligne: str, nom: str, colonnes: Sequence[str] | None) -> tuple[list[str] | None, list[Faute]]:
    """Les noms de colonnes, ou None avec toutes les fautes de l'en-tête."""
    try:
        titres = [t.strip() for t in next(csv.reader([ligne], strict=True), [])]
    except csv.Error:
        return None, [Faute(nom, 1, "", "la ligne d'en-tête a un guillemet mal placé.", _GUILLEMETS + ".")]
    if _CONTROLE.search(ligne):
        return None, [Faute(nom, 1, "", "la ligne d'en-tête contient un caractère de contrôle.", _ENREGISTRER + ".")]
    fautes = [
        Faute(
            nom,
            1,
            titre[:_LONGUEUR_CITATION],
            "ce nom de colonne apparaît plusieurs fois.",
            "une seule colonne de ce nom.",
        )
        for titre in dict.fromkeys(titres)
        if titre and titres.count(titre) > 1
    ]
    manquantes = [c for c in colonnes or () if c not in titres]
    if manquantes or (colonnes is None and len(titres) == 1):
        for signe, mot in ((";", "le point-virgule"), ("\t", "la tabulation"), ("|", "la barre verticale")):
            if ligne.count(signe) > ligne.count(","):
                return None, [
                    Faute(
                        nom,
                        1,
                        "",
                        f"le séparateur est {mot}.",
                        "la virgule comme séparateur, et le point pour les décimales.",
                    )
                ]
    fautes += [
        Faute(
            nom,
            1,
            c,
            "la colonne manque" + proche(c, [t for t in titres if t not in (colonnes or ())]) + ".",
            "l'en-tête " + ",".join(colonnes or ()) + ".",
        )
        for c in manquantes
    ]
    return (None if fautes else titres), fautes


def _decouper(
    lignes: list[str], numero: int, largeur: int, vides: int, nom: str
) -> tuple[list[str], Faute | None, int]:
    """Les cellules de la ligne `numero`, ou sa faute ; et le nombre de lignes suivantes avalées."""
    ligne = lignes[numero - 1]
    controle = _CONTROLE.search(ligne)
    if controle:
        constat = f"la ligne contient un caractère invisible interdit (U+{ord(controle[0]):04X})."
        return [], Faute(nom, numero, "", constat, "du texte ordinaire, sans caractère de contrôle."), 0
    if '"' not in ligne:
        valeurs = [v.strip() for v in ligne.split(",")]
    else:
        try:
            valeurs = [v.strip() for v in next(csv.reader([ligne], strict=True))]
        except (csv.Error, StopIteration):
            return [], *_guillemet_ouvert(lignes, numero, largeur, nom)
    if largeur < len(valeurs) <= largeur + vides and not any(valeurs[largeur:]):
        valeurs = valeurs[:largeur]
    if len(valeurs) == largeur:
        return valeurs, None, 0
    constat = f"la ligne a {len(valeurs)} cellule{'s' * (len(valeurs) > 1)} au lieu de {largeur}."
    attendu = (
        f"{largeur} cellules séparées par des virgules ; un texte qui contient une virgule se met entre "
        "guillemets, un nombre décimal prend un point."
    )
    return [], Faute(nom, numero, "", constat, attendu), 0


def _guillemet_ouvert(lignes: list[str], numero: int, largeur: int, nom: str) -> tuple[Faute, int]:
    """Dit si le guillemet se referme plus bas (retour à la ligne) ou jamais."""
    if len(lignes[numero - 1]) > csv.field_size_limit():
        return Faute(
            nom, numero, "", "une cellule est démesurée (plus de 131 072 caractères).", "des textes courts."
        ), 0
    fin = min(len(lignes), numero + _LIGNES_JOINTES)
    for derniere in range(numero + 1, fin + 1):
        try:
            valeurs = next(csv.reader(["\n".join(lignes[numero - 1 : derniere])], strict=True))
        except (csv.Error, StopIteration):
            continue
        if len(valeurs) == largeur:
            return Faute(
                nom,
                numero,
                "",
                f"une cellule contient un retour à la ligne (jusqu'à la ligne {derniere}).",
                "une cellule sur une seule ligne.",
            ), derniere - numero
        break
    return Faute(nom, numero, "", "un guillemet est mal placé ou jamais refermé.", _GUILLEMETS + "."), 0
