"""Le schéma d'une table au format « Table Schema » (Frictionless Data), déduit des règles qui la valident.

Le type d'une colonne se lit en demandant à sa règle ce qu'elle accepte : aucun type n'est écrit
deux fois.
"""

from typing import Any

import pandas as pd

from data.schemas.attendue import TableAttendue
from data.schemas.croisements import REFERENCES
from data.schemas.regles import Regle
from data.schemas.tables import PAR_NOM

_ESSAIS = {"vide": "", "texte": "un mot", "code": "mot", "sigle": "MOT", "decimal": "1.5", "entier": "3"}
_MOTS = {"texte", "code", "sigle"}


def schema_de_table(attendue: TableAttendue) -> dict[str, Any]:
    """Les champs (nom, type, ce qui est attendu, obligatoire ou non), la clé, et les renvois aux autres tables."""
    champs = [_champ(attendue, colonne) for colonne in attendue.colonnes]
    schema: dict[str, Any] = {"fields": champs, "missingValues": [""]}
    if attendue.cle:
        schema["primaryKey"] = list(attendue.cle)
    renvois = [
        {"fields": r.colonne, "reference": {"resource": r.cible, "fields": PAR_NOM[r.cible].cle[0]}}
        for r in REFERENCES
        if r.table == attendue.nom and not r.liste and not r.sauf and len(PAR_NOM[r.cible].cle) == 1
    ]
    if renvois:
        schema["foreignKeys"] = renvois
    return schema


def _champ(attendue: TableAttendue, colonne: str) -> dict[str, Any]:
    regles = [r for r in attendue.regles if r.colonne == colonne and not r.ligne_entiere]
    acceptes = [_acceptes(r) for r in regles]
    champ: dict[str, Any] = {"name": colonne, "type": _type(acceptes)}
    attendus = " ".join(r.attendu for r in regles)
    if attendus:
        champ["description"] = f"Attendu : {attendus}"
    if any("vide" not in a for a in acceptes):
        champ["constraints"] = {"required": True}
    return champ


def _acceptes(regle: Regle) -> frozenset[str]:
    """Les essais que la règle accepte."""
    verdicts = regle.verifie(pd.Series(list(_ESSAIS.values()), dtype=str))
    return frozenset(nom for nom, bon in zip(_ESSAIS, verdicts, strict=True) if bool(bon))


def _type(acceptes: list[frozenset[str]]) -> str:
    for a in acceptes:
        if not a & _MOTS and "entier" in a:
            return "number" if "decimal" in a else "integer"
    return "string"
