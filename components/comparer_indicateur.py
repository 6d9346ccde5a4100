"""La vue « Un indicateur, tous les territoires » de la page Comparaisons."""

import streamlit as st

from components.blocs import afficher as afficher_bloc
from components.comparer_choix import choisir_annee, choisir_colonnes, choisir_indicateur, choisir_reference
from components.html import balise, montrer
from data.entrepot import Entrepot
from data.vues.un_indicateur import un_indicateur


def afficher_un_indicateur(tables: Entrepot) -> None:
    """Un indicateur et une année : les cinq quartiers, les références, la répartition nationale."""
    montrer(balise("h2", "Un indicateur, tous les territoires"))
    quoi, quand, face = st.columns([3, 1, 2])
    with quoi:
        indicateur = choisir_indicateur(tables)
    with quand:
        annee = choisir_annee(tables, indicateur)
    with face:
        reference = choisir_reference(tables)
    colonnes = choisir_colonnes(tables)
    bloc = un_indicateur(tables, indicateur, annee, colonnes, reference)
    if bloc is not None:
        afficher_bloc(bloc)
