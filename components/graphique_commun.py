"""Ce que toutes les figures partagent : textes neutralisés, infobulles, étiquettes, mise en page."""

from collections.abc import Sequence
from typing import Any

from components.theme import ENCRE, POLICE
from data.blocs import nom_de_ligne, valeur_de_ligne
from data.formats import FINE, LIBELLES_STATUTS, annee_lisible
from data.modele import Ligne

PIXELS_PAR_LETTRE = 8
MARQUES = {"conteste": " (contesté)", "corrige": " (corrigé)", "calcule": "", "publie": ""}


def infobulle(ligne: Ligne) -> str:
    """« Grazailles : 52 % (2019, publié) ».

    Neutralise les chevrons : Plotly interprète quelques balises dans ses textes.
    """
    m = ligne.mesure
    statut = LIBELLES_STATUTS.get(m.statut, m.statut)
    return sans_balise(f"{nom_de_ligne(ligne)} : {valeur_de_ligne(ligne)} ({annee_lisible(m.annee)}, {statut})")


def sans_balise(texte: str) -> str:
    """« < » et « > » deviennent des entités : le texte d'un fichier reste un texte."""
    return texte.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def etiquette(ligne: Ligne) -> str:
    """La valeur d'une ligne, et son statut quand elle est contestée ou corrigée."""
    return sans_balise(valeur_de_ligne(ligne) + MARQUES.get(ligne.mesure.statut, ""))


def ecarter(voulues: Sequence[float], ecart: float, plafond: float) -> list[float]:
    """Des hauteurs croissantes espacées d'au moins `ecart`, sans dépasser `plafond` tant que la place suffit."""
    posees: list[float] = []
    for voulue in voulues:
        posees.append(max(voulue, posees[-1] + ecart) if posees else voulue)
    limite = plafond
    for rang in range(len(posees) - 1, -1, -1):  # ce qui dépasse en haut pousse les autres vers le bas
        posees[rang] = min(posees[rang], limite)
        limite = posees[rang] - ecart
    return posees


def mise_en_page(hauteur: int, **plus: Any) -> dict[str, Any]:
    """La mise en page de toutes les figures, d'une hauteur en pixels ; `plus` la complète ou la remplace."""
    page = {
        "height": hauteur,
        "margin": {"l": 8, "r": 24, "t": 8, "b": 8},
        "font": {"family": POLICE, "size": 15, "color": ENCRE},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": f",{FINE}",
        "dragmode": False,
        "hoverlabel": {"font": {"family": POLICE, "size": 14}},
        "uniformtext": {"minsize": 12, "mode": "show"},
    }
    page.update(plus)
    return page
