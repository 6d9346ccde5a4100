"""Commande `python -m data.importer SUJET …` : faire entrer des chiffres de l'équipe dans les tables.

Un sujet est une fonction qui reçoit ses arguments et rend le code de sortie ; en ajouter un,
c'est ajouter une ligne à SUJETS.
"""

import sys
from collections.abc import Callable, Mapping, Sequence

from data.console import demandes_de, refuser
from data.importation import actions_commande
from data.importation import valeurs as importer_valeurs

SUJETS: Mapping[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "actions": (actions_commande.executer, "le suivi de programmation : une action par ligne"),
    "valeurs": (importer_valeurs.executer, "des valeurs par territoire et par année (classeur à remplir)"),
}


def aide() -> list[str]:
    """La liste des sujets, une phrase chacun."""
    return [
        "python -m data.importer SUJET FICHIER [options]",
        *(f"  {nom} : {quoi} ; « python -m data.importer {nom} --aide »." for nom, (_, quoi) in SUJETS.items()),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Lance le sujet demandé ; rend 0, ou 1 avec une phrase sur la sortie d'erreur."""
    demandes = demandes_de(arguments, aide())
    if demandes is None:
        return 0
    if not demandes:
        return refuser(["Il manque ce qu'il faut importer.", *aide()])
    if demandes[0] not in SUJETS:
        return refuser([f"« {demandes[0]} » ne s'importe pas.", *aide()])
    return SUJETS[demandes[0]][0](demandes[1:])


if __name__ == "__main__":
    sys.exit(main())
