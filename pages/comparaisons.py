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
from data.identite import nom_du_tableau
from data.vues.comparaisons import choix_d_indicateurs
from data.vues.reperes_de_comparaison import chapeau_des_comparaisons, limite_des_comparaisons

TABLEAU = "tableau"
VUES: dict[str, tuple[str, Callable[[Entrepot], None]]] = {
    TABLEAU: ("Le tableau", afficher_tableau_des_cinq),
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
        chapeau_des_comparaisons(tables),
    )
    limite = limite_des_comparaisons(tables)
    if limite:
        montrer(balise("p", limite, classe="source"))
    if not choix_d_indicateurs(tables):
        montrer(balise("p", "Aucun indicateur n'a de valeur dans deux quartiers au moins.", classe="reserve"))
        return
    # Une adresse qui nomme un indicateur sans nommer de vue est un lien vers cet indicateur.
    defaut = "indicateur" if "indicateur" in st.query_params else TABLEAU
    vue = etat_url.selecteur(
        st.segmented_control,
        "Vue de la comparaison",
        "vue",
        {code: nom for code, (nom, _) in VUES.items()} | {TABLEAU: nom_du_tableau(tables)},
        defaut,
        toujours=True,
        label_visibility="collapsed",
    )
    VUES[vue][1](tables)
