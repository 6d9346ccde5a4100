"""Le registre des contradictions tel qu'il concerne un quartier."""

from components.blocs import afficher
from data.entrepot import Entrepot
from data.fiabilite import registre


def afficher_fiabilite(entrepot: Entrepot, code: str) -> None:
    """Les entrées du registre qui portent sur ce quartier."""
    afficher(registre(entrepot, territoire=code))
