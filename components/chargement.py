"""Le seul endroit où Streamlit garde quelque chose en mémoire : tables et contours, lus une fois.

Les objets sont figés et partagés entre toutes les personnes connectées. Quand un fichier change,
la signature du dossier change, et la visite suivante relit.
"""

import streamlit as st

from data.dossiers import dossier_contours, dossier_tables
from data.entrepot import Entrepot, charger, signature_fichiers
from data.fautes import Faute
from geo.contours import Contours, charger_contours


@st.cache_resource(show_spinner=False, max_entries=2)
def _entrepot(dossier: str, signature: tuple) -> Entrepot:
    return charger(dossier_tables())


@st.cache_resource(show_spinner=False, max_entries=2)
def _contours(dossier: str, signature: tuple, codes: frozenset[str]) -> Contours:
    return charger_contours(dossier_contours(), codes)


def entrepot() -> Entrepot:
    """Les tables validées, partagées ; relues si un fichier a changé."""
    dossier = dossier_tables()
    return _entrepot(str(dossier), signature_fichiers(dossier))


def contours() -> Contours:
    """Les contours vérifiés, partagés ; relus si un fichier a changé."""
    dossier = dossier_contours()
    return _contours(str(dossier), signature_fichiers(dossier), frozenset(entrepot().territoires))


def fautes() -> tuple[Faute, ...]:
    """Tout ce qui cloche dans les fichiers, tables puis contours."""
    return (*entrepot().fautes, *contours().fautes)
