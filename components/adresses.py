"""Les adresses des pages et leurs noms dans le menu.

À part du registre, parce que l'enveloppe ASGI doit les connaître sans charger les pages : le
composant de carte ne s'enregistre que depuis un script de Streamlit.
"""

import re
from urllib.parse import urlsplit

import streamlit as st

from components.chargement import entrepot
from data.schemas import PAR_NOM

ENSEMBLE = {
    "": "Accueil",
    "comparaisons": "Comparer",
    "credits": "Crédits",
    "piliers": "Piliers",
    "acteurs": "Acteurs",
    "parole": "Parole",
    "fiabilite": "Fiabilité",
    "presentation": "Présenter",
}
# Des pages que le menu ne propose pas : le pied y mène.
HORS_MENU = {"accessibilite": "Accessibilité"}


_MOT_D_ADRESSE = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


def quartiers() -> dict[str, str]:
    """Adresse -> code des quartiers qui ont une page."""
    return {t.slug: t.code for t in entrepot().quartiers() if t.slug}


def connues() -> frozenset[str]:
    """Toutes les adresses, sans la barre ; l'accueil est « »."""
    return frozenset((*ENSEMBLE, *HORS_MENU, *quartiers()))


def perdue(chemin: str) -> bool:
    """Vrai pour une adresse inconnue qui a pu être celle d'un quartier : la liste des quartiers est abîmée.

    Mieux vaut alors une page qui dit la faute de `territoires.csv` qu'un « page introuvable ».
    """
    if chemin in connues() or not _MOT_D_ADRESSE.fullmatch(chemin):
        return False
    tables = entrepot()
    return not tables.quartiers() or any(f.fichier == PAR_NOM["territoires"].fichier for f in tables.fautes)


def existe(chemin: str) -> bool:
    """Vrai si cette adresse, sans la barre, a quelque chose à montrer."""
    return chemin in connues() or perdue(chemin)


def demandee() -> str:
    """L'adresse que le navigateur demande, sans la barre ; « » pour l'accueil, ou sans navigateur."""
    return urlsplit(st.context.url or "").path.strip("/")
