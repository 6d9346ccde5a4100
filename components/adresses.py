"""Les adresses des pages et leurs noms dans le menu.

À part du registre, parce que l'enveloppe ASGI doit les connaître sans charger les pages : le
composant de carte ne s'enregistre que depuis un script de Streamlit.
"""

from components.chargement import entrepot

ENSEMBLE = {
    "": "Accueil",
    "comparaisons": "Comparer",
    "credits": "Crédits",
    "piliers": "Piliers",
    "acteurs": "Acteurs",
    "parole": "Parole",
    "fiabilite": "Fiabilité",
}


def quartiers() -> dict[str, str]:
    """Adresse -> code des quartiers qui ont une page."""
    return {t.slug: t.code for t in entrepot().quartiers() if t.slug}


def connues() -> frozenset[str]:
    """Toutes les adresses, sans la barre ; l'accueil est « »."""
    return frozenset((*ENSEMBLE, *quartiers()))
