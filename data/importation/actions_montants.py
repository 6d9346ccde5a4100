"""Lire un montant comme une équipe l'écrit : « 12 500,00 € », « 12,5 » dans une colonne en K€."""

import re
from decimal import ROUND_HALF_UP, Decimal

from data.importation.saisie import VIDE, Case, lire_nombre
from data.lecture_csv import citer

# Au-delà, ce n'est pas une action d'un contrat de ville : toute la programmation d'une année fait un million.
MONTANT_MAXIMAL = 10_000_000
_RIEN = frozenset(("-", "–", "—", "/", "néant", "neant"))
_EN_MILLIERS = re.compile(r"\s*k\s?(€|euros?|eur)?\s*$", re.IGNORECASE)
_EN_EUROS = re.compile(r"\s*(€|euros?|eur)\s*$", re.IGNORECASE)


def lire_montant(case: Case, milliers: bool) -> tuple[int | None, str]:
    """(centimes, « ») ; (None, « ») pour une case vide ou un tiret ; (None, constat) sinon.

    milliers : la colonne est déclarée en milliers d'euros. Les millièmes d'euro s'arrondissent au centime.
    Un montant négatif, ou de plus de MONTANT_MAXIMAL euros, est refusé.
    """
    if case is VIDE or case.texte.strip().casefold() in _RIEN:
        return None, ""
    if case.pourcent:
        return None, f"{citer(case.texte)} est un pourcentage."
    lue = case
    if case.nombre is None and not case.probleme:
        en_milliers = _EN_MILLIERS.search(case.texte)
        if en_milliers and not milliers:
            return None, f"{citer(case.texte)} est écrit en milliers d'euros, la colonne est en euros."
        if milliers and not en_milliers and _EN_EUROS.search(case.texte):
            return None, f"{citer(case.texte)} est écrit en euros, la colonne est en milliers d'euros."
        lue = Case(_EN_EUROS.sub("", _EN_MILLIERS.sub("", case.texte)))
    lu, constat = lire_nombre(lue, "€", 2)
    if constat:
        # La phrase de `lire_nombre` parle d'un indicateur et de son unité : ici c'est un montant.
        return None, f"{citer(case.texte)} n'est pas un nombre d'euros." if "indicateur" in constat else constat
    if not lu:
        return None, f"{citer(case.texte)} n'est pas un nombre."
    montant = Decimal(lu) * (1000 if milliers else 1)
    if montant < 0:
        return None, f"{citer(case.texte)} est négatif."
    if montant > MONTANT_MAXIMAL:
        return None, f"{citer(case.texte)} dépasse 10 millions d'euros."
    return int((montant * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)), ""
