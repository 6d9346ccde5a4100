"""Comparer : cinq questions, une vue pour chacune ; seule la vue choisie est calculée."""

from collections.abc import Callable

import streamlit as st

from components import etat_url
from components.cadre import titre
from components.chargement import entrepot
from components.comparer_ecarts import afficher_ecarts
from components.comparer_face_a_face import afficher_face_a_face
from components.comparer_indicateur import afficher_un_indicateur
from components.comparer_profil import afficher_profil
from components.comparer_tableau import afficher_tableau_des_cinq
from components.html import balise, montrer
from data.entrepot import Entrepot
from data.vues.comparaisons import choix_d_indicateurs

VUES: dict[str, tuple[str, Callable[[Entrepot], None]]] = {
    "tableau": ("Le tableau des cinq", afficher_tableau_des_cinq),
    "indicateur": ("Un indicateur", afficher_un_indicateur),
    "ecarts": ("Les écarts se réduisent-ils ?", afficher_ecarts),
    "face-a-face": ("Face à face", afficher_face_a_face),
    "profil": ("Profil national", afficher_profil),
}


def afficher() -> None:
    """La page `/comparaisons`, par exemple `/comparaisons?vue=indicateur&indicateur=revenu_median`."""
    tables = entrepot()
    titre(
        "Comparer les quartiers",
        "Les cinq quartiers entre eux, avec la ville, l'agglomération et les quartiers prioritaires de France. Chaque "
        "comparaison porte sur une même année ; quand la source change d'un territoire à l'autre, c'est écrit.",
    )
    if not choix_d_indicateurs(tables):
        montrer(balise("p", "Aucun indicateur n'a de valeur dans deux quartiers au moins.", classe="reserve"))
        return
    # Une adresse qui nomme un indicateur sans nommer de vue est un lien vers cet indicateur.
    defaut = "indicateur" if "indicateur" in st.query_params else "tableau"
    vue = etat_url.selecteur(
        st.segmented_control,
        "Vue de la comparaison",
        "vue",
        {code: nom for code, (nom, _) in VUES.items()},
        defaut,
        toujours=True,
        label_visibility="collapsed",
    )
    VUES[vue][1](tables)
