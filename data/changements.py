"""Ce qui distingue deux états d'une table, ligne à ligne, et ce qui en reste après plusieurs versions.

Un chiffre se reconnaît à son territoire, son indicateur, son sous-groupe, son année et sa source ; une
action, à son année, son numéro, son financeur et son enveloppe (les montants de même clé s'additionnent).
Une note ou une référence récrite n'est pas un chiffre révisé.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from data.credits import centimes
from data.ecriture_csv import ecrire_nombre
from data.schemas.versions import REEL

DEMONSTRATION = "demonstration"
AJOUTE, REVISE, RETIRE = "ajoute", "revise", "retire"
NATURES = (REVISE, RETIRE, AJOUTE)
Cle = tuple[str, str, str, str, str, str, str, str]
# Valeur (« 12.5 », ou vide si la source ne la donne pas), statut, source.
Etat = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Changement:
    """Un chiffre, ou le montant d'une action pour un financeur, qui a changé. Tout y est du texte.

    statut_avant vide : n'existait pas ; statut_apres vide : n'existe plus. avant et apres : dans l'unité de
    l'indicateur, ou en euros ; vides quand le statut dit qu'il n'y a pas de valeur.
    """

    version: str
    territoire: str
    indicateur: str
    modalite: str
    annee: str
    id_action: str
    financeur: str
    enveloppe: str
    source: str
    avant: str
    statut_avant: str
    apres: str
    statut_apres: str

    @property
    def nature(self) -> str:
        """« ajoute », « revise » ou « retire »."""
        if not self.statut_avant:
            return AJOUTE
        return REVISE if self.statut_apres else RETIRE

    @property
    def cle(self) -> Cle:
        """Ce qui change ; la source d'une action n'en fait pas partie, chaque fichier ayant la sienne."""
        source = "" if self.id_action else self.source
        return (
            self.territoire,
            self.indicateur,
            self.modalite,
            self.annee,
            self.id_action,
            self.financeur,
            self.enveloppe,
            source,
        )


def lignes_de(texte: str, colonnes: Iterable[str]) -> list[dict[str, str]] | None:
    """Les lignes d'une table ; [] si elle est vide, None si une de ces colonnes manque ou si elle ne se lit pas."""
    if not texte:
        return []
    try:
        lecteur = csv.DictReader(io.StringIO(texte.removeprefix("\ufeff")), restval="")
        lignes = list(lecteur)
    except csv.Error:
        return None
    return lignes if set(colonnes) <= set(lecteur.fieldnames or ()) else None


def comparer(
    version: str, sujet: str, avant: Iterable[Mapping[str, str]], apres: Iterable[Mapping[str, str]]
) -> tuple[Changement, ...]:
    """Les changements d'une table à l'autre, dans l'ordre de leurs clés ; aucun pour les lignes de démonstration."""
    etats = _etats_des_actions if sujet == "actions" else _etats_des_valeurs
    anciens, nouveaux = etats(avant), etats(apres)
    rien: Etat = ("", "", "")
    trouves = []
    for cle in sorted({*anciens, *nouveaux}):
        ancien, nouveau = anciens.get(cle, rien), nouveaux.get(cle, rien)
        if ancien[:2] != nouveau[:2]:
            source = cle[7] or nouveau[2] or ancien[2]
            trouves.append(Changement(version, *cle[:7], source, *ancien[:2], *nouveau[:2]))
    return tuple(trouves)


def actions_de_demonstration(lignes: Iterable[Mapping[str, str]]) -> int:
    """Le nombre d'actions de démonstration d'une table (une action a une ligne par financeur)."""
    return len({(r["annee"], r["id_action"]) for r in lignes if r["statut"] == DEMONSTRATION})


def cumuler(changements: Iterable[Changement]) -> tuple[Changement, ...]:
    """Ce qui reste de changements donnés du plus ancien au plus récent : le premier « avant », le dernier « après ».

    Un chiffre revenu à ce qu'il était n'a pas changé ; chaque ligne porte la dernière version qui l'a touchée.
    """
    nets: dict[Cle, Changement] = {}
    for c in changements:
        premier = nets.get(c.cle)
        nets[c.cle] = c if premier is None else replace(c, avant=premier.avant, statut_avant=premier.statut_avant)
    return tuple(c for c in nets.values() if (c.avant, c.statut_avant) != (c.apres, c.statut_apres))


def _etats_des_valeurs(lignes: Iterable[Mapping[str, str]]) -> dict[Cle, Etat]:
    return {
        (r["territoire"], r["indicateur"], r["modalite"], r["annee"], "", "", "", r["source"]): (
            _nombre(r["valeur"]),
            r["statut"],
            r["source"],
        )
        for r in lignes
    }


def _etats_des_actions(lignes: Iterable[Mapping[str, str]]) -> dict[Cle, Etat]:
    montants: dict[Cle, int] = {}
    sources: dict[Cle, str] = {}
    for r in lignes:
        if r["statut"] == REEL:
            cle = ("", "", "", r["annee"], r["id_action"], r["financeur"], r["enveloppe"], "")
            montants[cle] = montants.get(cle, 0) + _centimes(r["montant"])
            sources[cle] = r["source"]
    return {cle: (ecrire_nombre(Decimal(total) / 100), REEL, sources[cle]) for cle, total in montants.items()}


def _nombre(texte: str) -> str:
    """« 12.50 » et « 12.5 » sont la même valeur."""
    try:
        return ecrire_nombre(Decimal(texte)) if texte else ""
    except InvalidOperation:
        return texte


def _centimes(montant: str) -> int:
    try:
        return centimes(montant)
    except (InvalidOperation, ValueError):
        return 0  # une ligne fautive d'une table abîmée à la main : le vérificateur la dit, elle ne compte pour rien
