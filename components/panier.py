"""La sélection du lecteur : des blocs mis de côté en parcourant les pages, pour les projeter ou en faire un fichier.

Elle vit dans la session, et dans l'adresse de la page « Présenter » : c'est ce lien qui se partage.
"""

import streamlit as st

from components import etat_url
from components.chargement import entrepot
from data.modele import Bloc
from data.vues.recueil import PANIER_MAXIMUM, element_du_panier, identifiants_du_panier, texte_du_panier

CLE = "panier"


def contenu() -> tuple[str, ...]:
    """Les identifiants choisis, dans l'ordre où ils l'ont été ; ceux de l'adresse l'emportent quand elle en porte."""
    de_l_adresse = st.query_params.get(CLE)
    if de_l_adresse is not None:
        st.session_state[CLE] = identifiants_du_panier(de_l_adresse)
    return st.session_state.get(CLE, ())


def basculer(identifiant: str) -> None:
    """Ajoute le bloc à la sélection, ou l'en retire."""
    avant = contenu()
    apres = tuple(i for i in avant if i != identifiant) if identifiant in avant else (*avant, identifiant)
    st.session_state[CLE] = apres[:PANIER_MAXIMUM]
    if CLE in st.query_params:
        etat_url.ecrire(CLE, texte_du_panier(apres), "")


def vider() -> None:
    """Oublie toute la sélection."""
    st.session_state[CLE] = ()
    st.query_params.pop(CLE, None)


def bouton(bloc: Bloc) -> None:
    """Sous un bloc : le mettre de côté, ou l'en retirer. Un bloc réservé au comité n'entre pas dans un fichier.

    Il part avec les filtres de sa page : il se projettera tel qu'on le voit.
    """
    if bloc.diffusion != "public":
        return
    element = element_du_panier(entrepot(), bloc, st.query_params.to_dict())
    choisi = element in contenu()
    st.button(
        "Retirer de ma sélection" if choisi else "Ajouter à ma sélection",
        key=f"choisir_{bloc.identifiant}",
        on_click=basculer,
        args=(element,),
        type="tertiary",
        icon=":material/playlist_remove:" if choisi else ":material/playlist_add:",
    )
