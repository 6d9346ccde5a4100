"""L'accueil : les quartiers sur une carte, les chiffres du contrat, le tableau resserré, puis le reste, plié."""

from dataclasses import replace

import streamlit as st

from components import etat_url
from components.blocs import afficher as afficher_bloc
from components.blocs import pied_de_bloc
from components.cadre import titre
from components.carte_quartiers import carte_indicateur
from components.chargement import contours, entrepot
from components.chiffres import rangee
from components.html import assembler, balise, montrer, sans_markdown
from components.questions import afficher_contestation, afficher_questions
from components.tableau_resserre import afficher_resserre
from components.tableaux import etiquette
from components.textes import afficher_textes
from data.entrepot import Entrepot
from data.identite import titre_du_site
from data.vues.accueil import bloc_carte, bloc_fiches, chapeau, fiches
from data.vues.credits import chiffres_du_contrat
from data.vues.geographie_2024 import AUTRE, GEOGRAPHIES, LEGENDE, PAR_DEFAUT, bloc_geographie
from data.vues.questions import questions
from data.vues.tableau_resserre import tableau_resserre
from data.vues.veille_active import bloc_veille_active


def afficher() -> None:
    """La page `/`."""
    tables = entrepot()
    titre(titre_du_site(tables), chapeau(tables))
    carte, liste = st.columns([5, 4], gap="medium")
    with carte:
        _carte(tables)
    with liste:
        montrer(balise("h2", "Ouvrir un portrait"))
        for fiche in fiches(tables):
            with st.container(border=True, gap=None):
                st.page_link(
                    st.session_state["pages"][fiche.territoire.slug],
                    label=f"**{sans_markdown(fiche.territoire.nom)}**",
                    icon=":material/arrow_forward:",
                    icon_position="right",
                )
                montrer(
                    balise(
                        "dl",
                        assembler(
                            *(
                                balise("div", balise("dt", nom), balise("dd", valeur, " ", etiquette(statut)))
                                for nom, valeur, statut in fiche.chiffres
                            )
                        ),
                        classe="fiche",
                    )
                )
        montrer(pied_de_bloc(bloc_fiches(tables)))
    contrat = chiffres_du_contrat(tables)
    if contrat:
        montrer(assembler(balise("h2", "Le contrat de ville en trois chiffres"), rangee(contrat)))
    resserre = tableau_resserre(tables)
    if resserre is not None:
        montrer(balise("h2", "Tableau de bord resserré"))
        afficher_resserre(resserre)
    demandees = questions(tables)
    if demandees:
        montrer(balise("h2", "Ce que l'évaluation demandait"))
        afficher_questions(demandees)
        afficher_contestation()
    veille = bloc_veille_active(tables)
    if veille is not None:
        montrer(assembler(balise("h2", "Les quartiers de veille active"), balise("p", veille.phrase, classe="phrase")))
        with etat_url.pli(veille.titre, veille.identifiant) as ouvert:
            if ouvert:
                afficher_textes(replace(veille, phrase=""))


def _carte(tables: Entrepot) -> None:
    """La carte de 2015 ; à la demande, les contours de 2024 dessus et ce qui a changé. Un clic ouvre le portrait."""
    bloc = bloc_carte(tables)
    if bloc is None:
        return
    montrer(assembler(balise("h2", bloc.titre), balise("p", bloc.phrase, classe="phrase")))
    traces, geographie = contours(), PAR_DEFAUT
    if traces.quartiers_2024:
        geographie = etat_url.selecteur(
            st.segmented_control,
            "Géographie affichée",
            "geographie",
            GEOGRAPHIES,
            PAR_DEFAUT,
            label_visibility="collapsed",
        )
    autres = traces.quartiers_2024 if geographie == AUTRE else ()
    clique = carte_indicateur(bloc, traces, tables, surimpression=autres, legende=LEGENDE)
    montrer(pied_de_bloc(bloc))
    if clique.code in tables.territoires:
        st.switch_page(st.session_state["pages"][tables.territoires[clique.code].slug])
    changements = bloc_geographie(tables) if geographie == AUTRE else None
    if changements is not None:
        afficher_bloc(changements)
