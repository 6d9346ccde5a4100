"""Découper un CSV en lignes de cases sans qu'un guillemet oublié en avale d'autres.

Un guillemet ouvert et jamais refermé réunit en une seule case toutes les lignes jusqu'au suivant. Ces lignes
sont rendues une à une, telles qu'elles sont écrites, chacune avec ce qui ne va pas : aucune ne disparaît.
"""

import csv
import io
from collections.abc import Iterator, Sequence

SANS_FIN = "la ligne ne se découpe pas (guillemet mal placé ou cellule démesurée)."
# Au-delà, le fichier n'est pas un tableau : on ne le relit pas depuis chacune de ses lignes.
_REPRISES_MAXIMALES = 20


class LigneIndecoupable(Exception):
    """Une ligne que rien ne permet de découper ; porte son numéro."""

    def __init__(self, ligne: int):
        super().__init__(SANS_FIN)
        self.ligne = ligne


def decouper(texte: str, separateur: str) -> Iterator[tuple[int, list[str], str]]:
    """(numéro dans le fichier, cases, ce qui ne va pas ou « ») pour chaque ligne, de la première à la dernière.

    Une case qui contient un retour à la ligne est permise (« Ateliers⏎du soir ») : seules sont fautives les
    lignes dont le guillemet avale aussi des séparateurs, ou ne se referme pas. Lève LigneIndecoupable.
    """
    lignes = list(io.StringIO(texte, newline=""))
    place, largeur, reprises = 0, 0, 0
    while place < len(lignes):
        lecteur = csv.reader(lignes[place:] if place else lignes, delimiter=separateur)
        depart = avant = place
        place = len(lignes)
        while True:
            try:
                cases, perdu = next(lecteur), False
            except StopIteration:
                return
            except csv.Error:
                if '"' not in lignes[avant] or reprises >= _REPRISES_MAXIMALES:
                    raise LigneIndecoupable(avant + 1) from None
                cases, perdu = [], True
            apres = depart + lecteur.line_num
            if perdu or (
                apres == len(lignes) and reprises < _REPRISES_MAXIMALES and _ouvert(lignes[avant:], separateur)
            ):
                # Rien ne referme ce guillemet : seule sa ligne est en cause, on reprend à la suivante.
                yield avant + 1, _telle_quelle(lignes[avant], separateur), f"guillemet non fermé, ligne {avant + 1}."
                reprises += 1
                place = avant + 1
                break
            if apres - avant == 1:
                largeur = max(largeur, len(cases))
                yield apres, cases, ""
            elif _avale(lignes[avant:apres], cases, largeur, separateur):
                constat = f"guillemet non fermé, lignes {avant + 1} à {apres}."
                for rang in range(avant, apres):
                    yield rang + 1, _telle_quelle(lignes[rang], separateur), constat
            else:
                yield avant + 1, cases, ""
            avant = apres


def _ouvert(lignes: Sequence[str], separateur: str) -> bool:
    """Vrai si un guillemet de ces lignes, les dernières du fichier, n'est jamais refermé."""
    if not any('"' in ligne for ligne in lignes):
        return False
    try:
        list(csv.reader(lignes, delimiter=separateur, strict=True))
    except csv.Error as erreur:
        return "unexpected end of data" in str(erreur)
    return False


def _avale(lignes: Sequence[str], cases: Sequence[str], largeur: int, separateur: str) -> bool:
    """Vrai si ces lignes physiques, lues comme une seule, en sont plusieurs réunies par un guillemet."""
    try:
        list(csv.reader(lignes, delimiter=separateur, strict=True))
    except csv.Error:
        return True  # un guillemet refermé au milieu d'une case
    for case in cases:
        sauts = case.count("\n") or case.count("\r")
        signes = case.count(separateur)
        if sauts and signes and (len(cases) != largeur or signes >= sauts * max(1, largeur - 1)):
            return True
    return False


def _telle_quelle(ligne: str, separateur: str) -> list[str]:
    return next(csv.reader([ligne], delimiter=separateur, quoting=csv.QUOTE_NONE), [])
