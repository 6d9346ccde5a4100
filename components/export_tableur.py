"""Un bloc en fichier CSV : lisible par un tableur français, sans formule possible."""

import csv
import io

from data.blocs import tableau
from data.formats import FINE, MOINS, nombre
from data.modele import Bloc

DEBUTS_DE_FORMULE = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutraliser(texte: str) -> str:
    """« =HYPERLINK(…) » devient « '=HYPERLINK(…) » : un tableur le montre au lieu de l'exécuter."""
    propre = texte.replace("\r", " ").replace("\n", " ")
    dangereux = texte.startswith(DEBUTS_DE_FORMULE) or texte.lstrip().startswith(DEBUTS_DE_FORMULE)
    return f"'{propre}" if dangereux else propre


def csv_du_bloc(bloc: Bloc) -> bytes:
    """Le CSV du bloc : UTF-8 avec BOM, « ; », virgule décimale, une ligne par valeur.

    La colonne « Valeur » est un nombre brut (la colonne « Unité » dit de quoi), ou le mot du
    statut quand il n'y a pas de valeur : un secret ne devient ni un vide ni un zéro.
    Lève ValueError pour un bloc réservé au comité : il ne s'écrit dans aucun fichier.
    """
    if bloc.diffusion != "public":
        raise ValueError(f"Le bloc « {bloc.identifiant} » est réservé au comité : il ne s'exporte pas.")
    sortie = io.StringIO()
    plume = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    table = tableau(bloc)
    if bloc.demonstration:
        plume.writerow(["DONNÉES DE DÉMONSTRATION : ces lignes ne décrivent rien de réel."])
    plume.writerow(table.entetes)
    decimales = [ligne.decimales for ligne in bloc.lignes] or [0] * len(table.lignes)
    for precision, cellules in zip(decimales, table.lignes, strict=True):
        plume.writerow(
            [neutraliser(c.texte) if c.valeur is None else _nombre_brut(c.valeur, precision) for c in cellules]
        )
    return sortie.getvalue().encode("utf-8-sig")


def _nombre_brut(valeur: float, decimales: int) -> str:
    """12130.0 -> « 12130 » ; −3.1 -> « -3,1 » : un nombre que le tableur reconnaît."""
    return nombre(valeur, decimales).replace(FINE, "").replace(MOINS, "-")
