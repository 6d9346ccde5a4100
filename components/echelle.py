"""L'échelle des teintes d'une carte ou d'une table : cinq classes, aux bornes rondes."""

from collections.abc import Iterable
from math import floor, log10

from components.theme import RAMPE
from data.modele import Ligne

CLASSES = len(RAMPE)
# Un montant se compte depuis zéro : ses pas peuvent être plus fins sans que ses bornes cessent d'être rondes.
PAS_DEPUIS_ZERO = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
PAS_ORDINAIRES = (1, 2, 5, 10)
PREFIXE_CREDITS = "credits_"


def echelle(lignes: Iterable[Ligne]) -> tuple[float, float]:
    """Le bas et le haut de l'échelle, dont le cinquième est rond ; (0, 0) sans valeur.

    Les crédits (montants, euros par habitant, actions, parts) partent de zéro : deux montants voisins ont alors
    des teintes voisines. Les taux gardent l'étendue de leurs valeurs, qui dit ce qui distingue les quartiers.
    """
    lues = [x for x in lignes if x.mesure.valeur is not None]
    if not lues:
        return 0.0, 0.0
    valeurs = [x.mesure.valeur for x in lues]
    if all(x.mesure.indicateur.startswith(PREFIXE_CREDITS) for x in lues):
        return 0.0, arrondir_le_pas(max(valeurs) / CLASSES, PAS_DEPUIS_ZERO) * CLASSES
    bas, haut = min(valeurs), max(valeurs)
    if haut == bas:
        return bas, haut
    pas = arrondir_le_pas((haut - bas) / CLASSES, PAS_ORDINAIRES)
    depart = floor(bas / pas) * pas
    if depart + pas * CLASSES < haut:
        pas = arrondir_le_pas(pas * 1.01, PAS_ORDINAIRES)
        depart = floor(bas / pas) * pas
    return depart, depart + pas * CLASSES


def arrondir_le_pas(pas: float, multiples: Iterable[float]) -> float:
    """Le plus petit pas rond (multiple d'une puissance de dix) au moins égal à `pas` ; 0 pour un pas nul."""
    if pas <= 0:
        return 0.0
    puissance = 10.0 ** floor(log10(pas))
    # Un pas déjà rond reste lui-même, malgré le dernier chiffre d'un flottant.
    return next((m * puissance for m in multiples if m * puissance >= pas * (1 - 1e-9)), 10 * puissance)
