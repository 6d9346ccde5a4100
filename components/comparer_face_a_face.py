"""La vue « Face à face » de la page Comparaisons."""

import streamlit as st

from components import etat_url
from components.blocs import afficher as afficher_bloc
from components.html import balise, montrer
from data.entrepot import Entrepot
from data.vues.face_a_face import ages, ce_qui_distingue, choix_de_droite, choix_de_gauche, raison_sans_ages


def afficher_face_a_face(tables: Entrepot) -> None:
    """La vue « Face à face » : deux territoires, ce qui les distingue, leurs âges."""
    montrer(balise("h2", "Face à face"))
    quartiers = choix_de_gauche(tables)
    if not quartiers:
        montrer(balise("p", "Nos tables n'ont pas de quartier.", classe="reserve"))
        return
    a_gauche, a_droite = st.columns(2)
    with a_gauche:
        gauche = etat_url.selecteur(st.selectbox, "Le quartier", "gauche", quartiers, next(iter(quartiers)))
    autres = choix_de_droite(tables, gauche)
    with a_droite:
        droite = etat_url.selecteur(st.selectbox, "En face", "droite", autres, next(iter(autres)))
    colonnes = st.columns([3, 2])
    with colonnes[0]:
        afficher_bloc(ce_qui_distingue(tables, gauche, droite))
    with colonnes[1]:
        profil = ages(tables, gauche, droite)
        if profil is not None:
            afficher_bloc(profil)
        else:
            montrer(balise("p", raison_sans_ages(tables, gauche, droite), classe="reserve"))
