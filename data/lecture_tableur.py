"""Ce qu'un tableur français enregistre, ramené à la forme des tables.

Les tables que l'équipe remplit elle-même reviennent d'un tableur en Windows-1252, avec des
points-virgules, des dates 20/11/2026 et des virgules décimales : c'est ce que fait « Enregistrer
sous… CSV ». Les refuser, ce serait refuser leur outil. Les autres tables restent strictes.
"""

import csv
import io
import re

DECODAGE = "cp1252"
_DATE = re.compile(r"(?P<jour>[0-9]{1,2})/(?P<mois>[0-9]{1,2})/(?P<an>[0-9]{4})")
_DECIMAL = re.compile(r"-?[0-9]+,[0-9]+")


def en_table(texte: str) -> str:
    """Les mêmes lignes, une pour une, séparées par des virgules ; une ligne mal formée reste telle quelle.

    Le séparateur est celui de la première ligne. Une cellule qui est une date ou un nombre à
    virgule s'écrit comme les tables l'attendent ; un texte qui en contient ne change pas.
    """
    lignes = texte.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    separateur = ";" if lignes[0].count(";") > lignes[0].count(",") else ","
    return "\n".join(_en_ligne(ligne, separateur) for ligne in lignes)


def _en_ligne(ligne: str, separateur: str) -> str:
    if not ligne.strip(" ;,\t"):
        return ""
    try:
        cellules = next(csv.reader([ligne], delimiter=separateur, strict=True), [])
    except csv.Error:
        return ligne  # le lecteur des tables dira ce qui cloche, avec son numéro de ligne
    rendue = io.StringIO()
    csv.writer(rendue, lineterminator="").writerow([_en_cellule(c) for c in cellules])
    return rendue.getvalue()


def _en_cellule(texte: str) -> str:
    """« 20/11/2026 » -> « 2026-11-20 » ; « 12,5 » -> « 12.5 » ; le reste inchangé."""
    nue = texte.strip()
    if date := _DATE.fullmatch(nue):
        return f"{date['an']}-{date['mois']:0>2}-{date['jour']:0>2}"
    return nue.replace(",", ".") if _DECIMAL.fullmatch(nue) else texte
