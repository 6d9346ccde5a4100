"""Disposer des blocs de genres mêlés, chacun avec son rendu."""

from collections.abc import Iterable

import streamlit as st

from components.blocs import afficher
from components.hauteurs import partager
from components.textes import afficher_textes
from data.modele import Bloc


def en_colonnes(blocs: Iterable[Bloc | None], nombre: int = 2) -> None:
    """Les blocs en colonnes ; un bloc absent (None) ne laisse pas de trou.

    Jusqu'à `nombre` blocs : une rangée, de gauche à droite, dont les cadres ont la même hauteur. Au-delà :
    deux colonnes lues de haut en bas. Un bloc seul prend toute la largeur.
    """
    presents = [b for b in blocs if b is not None]
    if not presents:
        return
    if len(presents) <= nombre:
        for colonne, bloc in zip(st.columns(len(presents)), presents, strict=True):
            with colonne:
                _un(bloc, etire=True)
        return
    for colonne, moitie in zip(st.columns(2), partager(presents), strict=True):
        with colonne:
            for bloc in moitie:
                _un(bloc)


def _un(bloc: Bloc, *, etire: bool = False) -> None:
    if bloc.genre == "texte" and not bloc.lignes:
        afficher_textes(bloc, etire=etire)
    else:
        afficher(bloc, etire=etire)
