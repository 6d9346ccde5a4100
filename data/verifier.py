"""Commande `python -m data.verifier` : les tables et les contours sont-ils bons à montrer ?

Écrit une ligne par table (lignes, valeurs, contrôles), une ligne par couche de contours,
puis une ligne par faute. Code de sortie : 0 sans faute, 1 sinon.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from data.console import demandes_de, dire, executer, refuser
from data.dossiers import dossier_contours, dossier_tables
from data.entrepot import Entrepot, charger
from data.fautes import Faute
from data.formats import compter
from data.pages_alimentees import PAGES, cachees
from data.schemas import PAR_NOM

AIDE = (
    "python -m data.verifier : vérifie les tables et les contours, sans option. "
    "La variable d'environnement QPV_DONNEES désigne un autre dossier de données."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Vérifie, écrit le compte rendu sur la sortie standard ; rend le code de sortie."""
    demandes = demandes_de(arguments, [AIDE])
    if demandes is None:
        return 0
    if demandes:
        return refuser([f"Argument inconnu : {' '.join(demandes)}.", AIDE])
    depart = time.perf_counter()
    entrepot = charger(dossier_tables())
    lignes_contours, fautes_contours = verifier_contours(dossier_contours(), frozenset(entrepot.territoires) or None)
    fautes = (*entrepot.fautes, *fautes_contours)
    dire([f"Tables : {dossier_tables()}", *(f"  {ligne}" for ligne in lignes_tables(entrepot))])
    dire([f"Contours : {dossier_contours()}", *(f"  {ligne}" for ligne in lignes_contours)])
    duree = f"{time.perf_counter() - depart:.1f}".replace(".", ",")
    if not fautes:
        dire([f"Aucune faute ({duree} s)."])
        return 0
    dire(["1 faute :" if len(fautes) == 1 else f"{len(fautes)} fautes :", *(f.phrase() for f in fautes)])
    return 1


def lignes_tables(entrepot: Entrepot) -> Iterator[str]:
    """Une phrase par table : lignes lues et gardées, valeurs, contrôles, ou pourquoi elle manque."""
    en_faute = {f.fichier for f in entrepot.fautes}
    for bilan in entrepot.bilans:
        fichier, comptes = f"{bilan.table}.csv", [compter(bilan.lues, "ligne")]
        if not bilan.connue:
            yield f"{fichier} : {comptes[0]} ; sans schéma, seule sa forme est contrôlée."
            continue
        ecartees = bilan.lues - bilan.gardees
        if ecartees:
            comptes.append(f"{ecartees} mise{'s' * (ecartees > 1)} de côté")
        if PAR_NOM[bilan.table].colonne_valeur:
            comptes.append(compter(bilan.valeurs, "valeur"))
        verdict = "des fautes (voir plus bas)" if fichier in en_faute else "tous tenus"
        yield f"{fichier} : {', '.join(comptes)} ; {compter(bilan.controles, 'contrôle')}, {verdict}."
    for nom in entrepot.tables_inutilisables:
        yield f"{nom}.csv : illisible, table laissée de côté (voir plus bas)."
    for nom in entrepot.tables_absentes:
        yield f"{nom}.csv : absente ({'voir plus bas' if PAR_NOM[nom].obligatoire else 'facultative'})."
    vides = cachees(entrepot)
    for adresse, (nom, tables) in PAGES.items():
        if adresse in vides:
            fichiers = ", ".join(f"{t}.csv" for t in tables)
            suite = "cette table suffit" if len(tables) == 1 else "une de ces tables suffit"
            yield f"Page {nom} cachée ; {suite} à la montrer : {fichiers}."


def verifier_contours(dossier: Path, codes: frozenset[str] | None) -> tuple[tuple[str, ...], tuple[Faute, ...]]:
    """Les phrases et les fautes des contours ; codes : ceux de `territoires.csv`, None s'ils sont perdus."""
    try:
        # Importé ici : si les bibliothèques de cartes manquent, les tables se vérifient quand même.
        from geo.contours import charger_contours
    except ImportError as erreur:
        faute = Faute(
            dossier.name,
            None,
            "",
            f"les contours ne se lisent pas ({erreur.name or 'module'} manque).",
            "les bibliothèques de requirements.txt, installées par « python lancer.py ».",
        )
        return ("contours : non vérifiés (voir plus bas).",), (faute,)
    contours = charger_contours(dossier, codes)
    lignes = [
        f"quartiers {annee} : {compter(len(quartiers), 'contour')}."
        for annee, quartiers in (("2015", contours.quartiers_2015), ("2024", contours.quartiers_2024))
    ]
    for nom, fond in (("commune", contours.commune), ("agglomération", contours.agglomeration)):
        lignes.append(f"{nom} : {'1 contour' if fond else 'aucun contour (facultatif)'}.")
    return tuple(lignes), tuple(contours.fautes)


if __name__ == "__main__":
    executer(main)
