"""Ce qui permet de vérifier un chiffre : sa source, son fichier, sa règle, ce qui le contredit."""

from data.entrepot import Entrepot
from data.formats import DEFINITIONS_STATUTS, LIBELLES_STATUTS, annee_lisible, valeur_ou_statut
from data.modele import Mesure

REGLES_EVOLUTION = {
    "libre": "les années se comparent, au bruit de la mesure près",
    "interdite": "les années ne se comparent pas",
}
ENTREES_MONTREES = 6


def preuves(entrepot: Entrepot, mesure: Mesure) -> tuple[tuple[str, str], ...]:
    """(intitulé, texte) : la source, le fichier et la variable, le statut, la règle, les autres sources, le registre."""
    fiche = entrepot.indicateurs[mesure.indicateur]
    source = entrepot.source(mesure.source)
    lignes = [
        ("Source", f"{source.producteur}, {source.titre}. Licence : {source.licence or 'non précisée'}."),
        ("Fichier et variable", mesure.reference),
        ("Année des données", annee_lisible(mesure.annee)),
        (
            "Statut",
            f"{LIBELLES_STATUTS.get(mesure.statut, mesure.statut)}. {DEFINITIONS_STATUTS.get(mesure.statut, '')}",
        ),
        ("D'une année à l'autre", _regle(fiche.evolution)),
    ]
    if mesure.note:
        lignes.append(("Note", note_lisible(mesure.note)))
    for autre in entrepot.autres_sources(mesure):
        dite = valeur_ou_statut(autre.valeur, autre.statut, fiche.unite, fiche.decimales)
        lignes.append(
            (f"Autre source : {entrepot.source(autre.source).titre}", f"{dite}. {note_lisible(autre.note)}".strip())
        )
    # Une entrée sans territoire vaut pour tous ceux de l'indicateur.
    partout = [c for c in entrepot.controles_de("", mesure.indicateur) if not c.territoire]
    entrees = [*entrepot.controles_de(mesure.territoire, mesure.indicateur), *partout]
    for entree in entrees[:ENTREES_MONTREES]:
        lignes.append((f"Registre {entree.controle}", entree.constat))
    return tuple(lignes)


def note_lisible(note: str) -> str:
    """« ecartee automatiquement : voir A | même valeur » -> « Écartée : voir A ; même valeur. »"""
    for marque, mot in (("retenue", "Retenue"), ("ecartee", "Écartée")):
        if note.startswith(marque):
            note = mot + note.removeprefix(marque).removeprefix(" automatiquement")
    note = note.replace(" | ", " ; ")
    note = note[:1].upper() + note[1:]
    return note if not note or note.endswith((".", "!", "?")) else f"{note}."


def _regle(evolution: str) -> str:
    if evolution.startswith("rupture:"):
        return f"la série est rompue en {evolution.removeprefix('rupture:')} : pas d'évolution qui enjambe cette année."
    return f"{REGLES_EVOLUTION.get(evolution, evolution)}."
