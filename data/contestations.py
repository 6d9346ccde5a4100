"""Les chiffres que des partenaires contestent : `contestations.csv`, rempli par l'équipe.

Une contestation ne change aucune valeur : le chiffre retenu reste affiché, marqué « contesté »,
avec la raison à côté, et plus aucune évolution ne s'en tire.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from data.modele import Mesure

Cle = tuple[str, str, str, str]
# Une contestation rejetée reste dans la table, avec la réponse de l'équipe, et ne marque plus le chiffre.
DITES = {"ouverte": "Contesté", "acceptee": "Contesté, à raison selon l'équipe,"}


def contester(retenues: Mapping[Cle, Mesure], contestations: Iterable[Sequence[str]]) -> dict[Mesure, Mesure]:
    """Mesure retenue -> la même, contestée ; vide si aucune contestation ne court.

    retenues : (territoire, indicateur, modalité, année) -> mesure montrée ; contestations : les lignes
    de la table (territoire, indicateur, modalite, annee, motif, demandeur, date, etat, reponse). Une
    ligne qui ne vise aucune valeur publiée est laissée de côté : « python -m data.verifier » la signale.
    """
    changees: dict[Mesure, Mesure] = {}
    for territoire, indicateur, modalite, annee, *dit in contestations:
        mesure = retenues.get((territoire, indicateur, modalite, annee))
        if mesure is not None and mesure.valeur is not None and dit[3] in DITES:
            changees[mesure] = _contestee(changees.get(mesure, mesure), *dit)
    return changees


def _contestee(mesure: Mesure, motif: str, demandeur: str, date: str, etat: str, reponse: str) -> Mesure:
    """La valeur ne bouge pas, ce que la source imprime reste à côté, et « retenue » reste en tête de la note."""
    raison = f"{DITES[etat]} par {demandeur} le {_jour(date)} : {_sans_point(motif)}"
    if reponse:
        raison += f" (réponse de l'équipe : {_sans_point(reponse)})"
    publiee = mesure.valeur if mesure.valeur_publiee is None else mesure.valeur_publiee
    note = f"{mesure.note} | {raison}" if mesure.note else raison
    return replace(mesure, statut="conteste", valeur_publiee=publiee, note=note)


def _jour(date: str) -> str:
    """« 2026-03-12 » -> « 12/03/2026 »."""
    return "/".join(reversed(date.split("-")))


def _sans_point(texte: str) -> str:
    return texte.strip().rstrip(".")
