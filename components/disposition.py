"""Disposer des blocs de genres mêlés, chacun avec son rendu."""

from collections.abc import Iterable

import streamlit as st

from components.blocs import afficher
from components.textes import afficher_textes
from data.modele import Bloc


def en_colonnes(blocs: Iterable[Bloc | None], nombre: int = 2) -> None:
    """Les blocs de gauche à droite, en `nombre` colonnes au plus ; un bloc absent (None) ne laisse pas de trou."""
    presents = [b for b in blocs if b is not None]
    if not presents:
        return
    colonnes = st.columns(min(nombre, len(presents)))
    for rang, bloc in enumerate(presents):
        with colonnes[rang % len(colonnes)]:
            if bloc.genre == "texte":
                afficher_textes(bloc)
            else:
                afficher(bloc)
