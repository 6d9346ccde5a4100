"""Les renvois au registre (« voir C113 ») que portent les notes des tables."""

import re

from data.entrepot import Entrepot
from data.modele import Controle

NUMERO = re.compile(r"\b(C\d{3})\b")


def entrees_citees(entrepot: Entrepot, texte: str) -> tuple[Controle, ...]:
    """Les entrées du registre citées par un texte, dans l'ordre où il les cite ; les numéros inconnus sont ignorés."""
    connues = {c.controle: c for c in entrepot.controles}
    return tuple(connues[n] for n in dict.fromkeys(NUMERO.findall(texte)) if n in connues)
