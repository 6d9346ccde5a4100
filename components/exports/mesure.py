"""Mesurer un texte avant de le poser : largeur, nombre de lignes, corps qui tient.

La mesure se fait avec la police livrée ; un facteur couvre les polices plus larges d'un modèle de
présentation, que nous ne connaissons pas.
"""

import unicodedata
from functools import lru_cache

from PIL import ImageFont

from components.exports.commun import POLICES

CORPS_DE_MESURE = 100  # en points : assez grand pour que l'arrondi au pixel ne compte pas
FACTEUR_DIAPOSITIVE = 1.16  # Arial, la plus large des polices courantes, rapportée à la police livrée
INTERLIGNE = 1.2
SANS_DESSIN = "◆"  # à la place d'un signe que la police livrée n'a pas : un émoji, un idéogramme
VOISINS = {"\u2010": "-", "\u2011": "-", "\u25cf": "•"}
_INCONNU = "\U0010fffe"  # un signe qu'aucune police ne dessine


@lru_cache(maxsize=2)
def _police(gras: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(POLICES / f"SourceSansPro-{'Bold' if gras else 'Regular'}.ttf"), CORPS_DE_MESURE)


@lru_cache(maxsize=20_000)
def _largeur_mot(mot: str, gras: bool) -> float:
    return _police(gras).getlength(mot) / CORPS_DE_MESURE


@lru_cache(maxsize=4096)
def _signe(c: str) -> str:
    """Le signe, son voisin, ou SANS_DESSIN ; rien pour un signe de mise en forme, qui n'a pas de dessin."""
    if c in VOISINS or c.isspace():
        return VOISINS.get(c, c)
    if unicodedata.category(c) in ("Cf", "Cn") or "\ufe00" <= c <= "\ufe0f":
        return ""
    vu, inconnu = (_police(False).getmask(x) for x in (c, _INCONNU))
    return SANS_DESSIN if (vu.size, bytes(vu)) == (inconnu.size, bytes(inconnu)) else c


def imprimable(texte: str) -> str:
    """Le texte, où ce que la police livrée ne dessine pas est remplacé : un PDF balisé refuse d'en être privé."""
    rares = {c for c in set(texte) if c > "~"}
    return texte.translate({ord(c): _signe(c) for c in rares})


def largeur(texte: str, corps: float, gras: bool = False) -> float:
    """La largeur d'une ligne de texte dans la police livrée, dans l'unité de `corps`."""
    return _largeur_mot(texte, gras) * corps


def lignes(texte: str, place: float, corps: float, gras: bool = False, facteur: float = 1.0) -> list[str]:
    """Le texte coupé aux espaces ordinaires pour tenir dans `place` ; un mot trop long reste entier."""
    rendues: list[str] = []
    ligne, longueur = "", 0.0
    espace = _largeur_mot(" ", gras)
    utile = place / (corps * facteur)
    for mot in texte.split(" "):
        taille = _largeur_mot(mot, gras)
        if ligne and longueur + espace + taille > utile:
            rendues.append(ligne)
            ligne, longueur = mot, taille
        else:
            longueur += taille + (espace if ligne else 0)
            ligne = f"{ligne} {mot}" if ligne else mot
    return [*rendues, ligne]


def nombre_de_lignes(texte: str, place: float, corps: float, gras: bool = False, facteur: float = 1.0) -> int:
    """Combien de lignes prend le texte ; un mot plus large que la place compte pour ce qu'il occupe."""
    return sum(
        max(1, -(-int(largeur(x, corps, gras) * facteur) // max(1, int(place))))
        for x in lignes(texte, place, corps, gras, facteur)
    )


def hauteur(texte: str, place: float, corps: float, gras: bool = False, facteur: float = 1.0) -> float:
    """La hauteur du texte coupé dans `place`, dans l'unité de `corps`."""
    return nombre_de_lignes(texte, place, corps, gras, facteur) * corps * INTERLIGNE


def corps_qui_tient(
    texte: str, place: float, haut: float, corps: tuple[float, float], gras: bool = False, facteur: float = 1.0
) -> float:
    """Le plus grand corps, entre les deux donnés, où le texte tient dans `place` × `haut` ; le plus petit à défaut."""
    grand, petit = corps
    taille = grand
    while taille > petit and hauteur(texte, place, taille, gras, facteur) > haut:
        taille -= 1
    return max(taille, petit)
