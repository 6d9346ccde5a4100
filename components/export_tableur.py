"""Un bloc en fichier CSV : lisible par un tableur français, sans formule possible."""

import csv
import io
from decimal import Decimal

from components.exports.commun import exiger_public
from data.blocs import tableau
from data.ecriture_csv import ecrire_nombre
from data.modele import Bloc

DEBUTS_DE_FORMULE = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutraliser(texte: str) -> str:
    """« =HYPERLINK(…) » devient « '=HYPERLINK(…) » : un tableur le montre au lieu de l'exécuter."""
    propre = texte.replace("\r", " ").replace("\n", " ")
    dangereux = texte.startswith(DEBUTS_DE_FORMULE) or texte.lstrip().startswith(DEBUTS_DE_FORMULE)
    return f"'{propre}" if dangereux else propre


def csv_du_bloc(bloc: Bloc) -> bytes:
    """Le CSV du bloc : UTF-8 avec BOM, « ; », virgule décimale, une ligne par valeur.

    La colonne « Valeur » est le nombre de la table, avec toutes ses décimales (l'écran, lui,
    arrondit ; la colonne « Unité » dit de quoi), ou le mot du statut quand il n'y a pas de valeur :
    un secret ne devient ni un vide ni un zéro.
    Lève ValueError pour un bloc réservé au comité : il ne s'écrit dans aucun fichier.
    """
    exiger_public([bloc])
    sortie = io.StringIO()
    plume = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    table = tableau(bloc)
    if bloc.demonstration:
        plume.writerow(["DONNÉES DE DÉMONSTRATION : ces lignes ne décrivent rien de réel."])
    plume.writerow(table.entetes)
    for cellules in table.lignes:
        plume.writerow([neutraliser(c.texte) if c.valeur is None else _nombre_brut(c.valeur) for c in cellules])
    return sortie.getvalue().encode("utf-8-sig")


def _nombre_brut(valeur: float) -> str:
    """12130.0 -> « 12130 » ; 33.3 -> « 33,3 » : un nombre que le tableur reconnaît, sans arrondi.

    Un chiffre dit « publié » est celui de la source : l'arrondi de l'écran n'a rien à faire ici.
    """
    # Quinze chiffres : ce qu'un tableur garde ; au-delà ce sont des traces du calcul binaire.
    return ecrire_nombre(Decimal(f"{valeur:.15g}")).replace(".", ",")
