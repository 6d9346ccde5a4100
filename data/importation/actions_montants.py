"""Lire un montant comme une équipe l'écrit : « 12 500,00 € », « 12,5 » dans une colonne en K€."""

import re
from decimal import ROUND_HALF_UP, Decimal

from data.importation.saisie import VIDE, Case, lire_nombre
from data.lecture_csv import citer

# Au-delà, ce n'est pas une action d'un contrat de ville : toute la programmation d'une année fait un million.
MONTANT_MAXIMAL = 10_000_000
_RIEN = frozenset(("-", "–", "—", "/", "néant", "neant"))
_EN_MILLIERS = re.compile(r"\s*k\s?(€|euros?|eur)?\s*$", re.IGNORECASE)
# « 1,200 » et « 12.500 » : mille deux cents ou un et deux dixièmes ? Rien ne le dit, et l'écart est de mille fois.
_AMBIGU = re.compile(r"\s*-?[1-9][0-9]{0,2}[.,][0-9]{3}\s*")
_EN_EUROS = re.compile(r"\s*(€|euros?|eur)\s*$", re.IGNORECASE)


def lire_montant(case: Case, milliers: bool) -> tuple[int | None, str]:
    """(centimes, « ») ; (None, « ») pour une case vide ou un tiret ; (None, constat) sinon.

    milliers : la colonne est déclarée en milliers d'euros. Les millièmes d'euro s'arrondissent au centime.
    Une virgule ou un point suivi de trois chiffres (« 1,200 », « 12.500 ») est refusé ; un montant négatif, ou de
    plus de MONTANT_MAXIMAL euros, aussi.
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
        if _AMBIGU.fullmatch(lue.texte):
            return None, f"{citer(case.texte)} peut se lire de deux façons (milliers ou décimales)."
    lu, constat = lire_nombre(lue, "€", 2)
    if constat:
        # Les phrases de `lire_nombre` parlent d'une valeur et d'un indicateur : ici c'est un montant.
        return None, constat if case.probleme else f"{citer(case.texte)} n'est pas un nombre d'euros."
    if not lu:
        return None, f"{citer(case.texte)} n'est pas un nombre d'euros."
    montant = Decimal(lu) * (1000 if milliers else 1)
    if montant < 0:
        return None, f"{citer(case.texte)} est négatif."
    if montant > MONTANT_MAXIMAL:
        return None, f"{citer(case.texte)} dépasse 10 millions d'euros."
    return int((montant * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)), ""
