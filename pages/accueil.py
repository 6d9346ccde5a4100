"""L'accueil : les cinq quartiers sur une carte, les chiffres du contrat, l'entrée de chaque portrait."""

import streamlit as st

from components.blocs import pied_de_bloc
from components.cadre import titre
from components.carte_quartiers import carte_indicateur
from components.chargement import contours, entrepot
from components.chiffres import rangee
from components.html import assembler, balise, montrer, sans_markdown
from data.accueil import bloc_carte, chapeau, fiches
from data.vues_credits import chiffres_du_contrat


def afficher() -> None:
    """La page `/`."""
    tables = entrepot()
    titre("Les quartiers prioritaires de Carcassonne", chapeau(tables))
    carte, liste = st.columns([5, 4], gap="medium")
    with carte:
        bloc = bloc_carte(tables)
        if bloc is not None:
            montrer(assembler(balise("h2", bloc.titre), balise("p", bloc.phrase, classe="phrase")))
            clique = carte_indicateur(bloc, contours(), tables)
            montrer(pied_de_bloc(bloc))
            if clique.code in tables.territoires:
                st.switch_page(st.session_state["pages"][tables.territoires[clique.code].slug])
    with liste:
        montrer(balise("h2", "Ouvrir un portrait"))
        for fiche in fiches(tables):
            with st.container(border=True, gap=None):
                st.page_link(
                    st.session_state["pages"][fiche.territoire.slug], label=f"**{sans_markdown(fiche.territoire.nom)}**",
                    icon=":material/arrow_forward:", icon_position="right",
                )
                montrer(balise("dl", assembler(*(
                    balise("div", balise("dt", nom), balise("dd", valeur)) for nom, valeur in fiche.chiffres
                )), classe="fiche"))
    montrer(balise("h2", "Le contrat de ville en trois chiffres"))
    montrer(rangee(chiffres_du_contrat(tables)))
