"""Prépare la table des postes : `python -m data.preparer_postes FICHIER`.

FICHIER est l'extrait de l'ANCT sur les postes que l'État finance dans ce contrat de ville
(adultes-relais et Fonjep) : un CSV annee, type_poste, structure, nb_postes, montant_eur. La
commande réécrit `postes_contrat_de_ville.csv` d'un seul geste et dit ce qu'elle a laissé de côté.
Rejouée sur le même fichier, elle donne les mêmes octets.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from data.annees import est_annee
from data.arguments import Analyseur
from data.console import dire, executer, refuser
from data.dossiers import dossier_tables
from data.ecriture_csv import ecrire_nombre, remplacer, texte_csv
from data.fautes import Faute, raison_systeme
from data.formats import nombre, pluriel
from data.importation.etiquettes import normaliser
from data.lecture_csv import citer, lire_table
from data.schemas.tables import PAR_NOM

TABLE = "postes_contrat_de_ville"
COLONNES_LUES = ("annee", "type_poste", "structure", "nb_postes", "montant_eur")
DISPOSITIFS = {"adulte relais": "adulte_relais", "fonjep": "fonjep"}
SOURCE = "anct_postes_contrat_de_ville"
REFERENCE = "Postes du contrat de ville (CV037, CN01102I depuis 2024), au 31 décembre"
NOTE = "Coût théorique au 31 décembre, postes vacants compris : ce n'est pas une dépense constatée."

Ligne = dict[str, str]


def lire_postes(fichier: Path) -> tuple[list[Ligne], list[Faute]]:
    """Les lignes de la table, et une faute par ligne ou par année laissée de côté.

    Une année où un même coût par poste se lit dans les deux dispositifs est écartée entière : les
    montants de l'un y ont été recopiés dans l'autre, et rien ne dit lesquels sont les bons.
    """
    lue = lire_table(fichier, COLONNES_LUES)
    fautes = list(lue.fautes)
    lignes: list[Ligne] = []
    if lue.cadre is not None:
        for numero, brute in zip(lue.cadre.index, lue.cadre.to_dict("records"), strict=True):
            ligne = _ligne(brute)
            if isinstance(ligne, dict):
                lignes.append(ligne)
            else:
                colonne, constat, attendu = ligne
                fautes.append(Faute(fichier.name, int(numero), colonne, constat, attendu))
    for annee in sorted({x["annee"] for x in lignes}):
        couts = {
            d: {_cout(x) for x in lignes if (x["annee"], x["dispositif"]) == (annee, d)} for d in DISPOSITIFS.values()
        }
        commun = set.intersection(*couts.values())
        if commun:
            constat = f"les deux dispositifs ont le même coût par poste ({nombre(float(min(commun)), 2)} €) en {annee}."
            fautes.append(
                Faute(fichier.name, None, "montant_eur", constat, f"des montants distincts ; {annee} est écartée.")
            )
            lignes = [x for x in lignes if x["annee"] != annee]
    cle = PAR_NOM[TABLE].cle
    return sorted(lignes, key=lambda x: tuple(x[c] for c in cle)), fautes


def _ligne(brute: dict[str, str]) -> Ligne | tuple[str, str, str]:
    """La ligne de la table, ou (colonne, constat, attendu) de ce qui la rend inutilisable."""
    dispositif = DISPOSITIFS.get(normaliser(brute["type_poste"]))
    if not est_annee(brute["annee"]) or "-" in brute["annee"]:
        return "annee", f"{citer(brute['annee'])} n'est pas une année.", "une année AAAA."
    if dispositif is None:
        return "type_poste", f"{citer(brute['type_poste'])} n'est pas un dispositif connu.", "adulte-relais ou Fonjep."
    if not brute["structure"].strip():
        return "structure", "la cellule est vide.", "le nom de la structure."
    if not (brute["nb_postes"].isdecimal() and int(brute["nb_postes"])):
        return "nb_postes", f"{citer(brute['nb_postes'])} n'est pas un nombre de postes.", "un entier, un ou plus."
    try:
        montant = Decimal(brute["montant_eur"])
    except InvalidOperation:
        montant = Decimal("NaN")
    if not montant.is_finite() or montant < 0:
        return (
            "montant_eur",
            f"{citer(brute['montant_eur'])} n'est pas un montant.",
            "un nombre d'euros, point décimal.",
        )
    return {
        "annee": brute["annee"],
        "dispositif": dispositif,
        "structure": " ".join(brute["structure"].split()),
        "postes": str(int(brute["nb_postes"])),
        "montant": ecrire_nombre(montant),
        "source": SOURCE,
        "reference": REFERENCE,
        "note": NOTE,
    }


def _cout(ligne: Ligne) -> Decimal:
    """Le coût d'un poste, au centime."""
    return round(Decimal(ligne["montant"]) / int(ligne["postes"]), 2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Lance la préparation ; rend 0, ou 1 avec une phrase par faute quand rien n'a pu être écrit."""
    lecteur = Analyseur(
        prog="python -m data.preparer_postes",
        description="Prépare la table des postes d'adultes-relais et Fonjep à partir de l'extrait de l'ANCT.",
    )
    lecteur.add_argument("fichier", type=Path, metavar="FICHIER", help="le CSV de l'ANCT")
    fichier = lecteur.parse_args(arguments).fichier
    lignes, fautes = lire_postes(fichier)
    if not lignes:
        return refuser([f.phrase() for f in fautes] or [f"{fichier.name} : aucune ligne utilisable."])
    try:
        remplacer({dossier_tables() / f"{TABLE}.csv": texte_csv(PAR_NOM[TABLE].colonnes, lignes)})
    except OSError as erreur:
        return refuser([f"La table n'a pas pu être écrite ({raison_systeme(erreur)}) : rien n'a changé."])
    annees = sorted({x["annee"] for x in lignes})
    dire(
        [
            f"{TABLE}.csv : {len(lignes)} {pluriel(len(lignes), 'ligne')}, de {annees[0]} à {annees[-1]}.",
            *(f"Laissé de côté : {f.phrase()}" for f in fautes),
        ]
    )
    return 0


if __name__ == "__main__":
    executer(lambda: main(sys.argv[1:]))
