"""La vue « Le tableau des cinq » de la page Comparaisons."""

import streamlit as st

from components import etat_url
from components.blocs import entete_de_bloc, telechargement
from components.comparer_choix import choisir_colonnes, choisir_reference
from components.contestation import contestation
from components.html import Html, assembler, balise, montrer
from components.tableaux import depliant, table
from data.blocs import ligne_source
from data.entrepot import Entrepot
from data.identite import nom_du_tableau
from data.modele import Bloc
from data.vues.comparaisons import ESSENTIEL, choix_du_theme, themes
from data.vues.tableau_des_cinq import tableau_des_cinq

ORDRE_HABITUEL = "ordre"


def afficher_tableau_des_cinq(tables: Entrepot) -> None:
    """Le tableau : le thème, la référence, l'ordre des quartiers et les comparateurs sont dans l'adresse."""
    montrer(balise("h2", nom_du_tableau(tables)))
    theme = etat_url.selecteur(st.segmented_control, "Thème", "theme", themes(tables), ESSENTIEL)
    face, range_ = st.columns(2)
    with face:
        reference = choisir_reference(tables)
    with range_:
        ordres = {ORDRE_HABITUEL: "L'ordre habituel"} | choix_du_theme(tables, theme)
        tri = etat_url.selecteur(st.selectbox, "Ranger les quartiers selon", "tri", ordres, ORDRE_HABITUEL)
    colonnes = choisir_colonnes(tables)
    afficher_tableau(tableau_des_cinq(tables, theme, reference, colonnes, tri))


def afficher_tableau(bloc: Bloc) -> None:
    """La grille en grand, ses notes et ses réserves ; l'origine de chaque chiffre est à un clic."""
    with st.container(border=True, key=f"bloc_{bloc.identifiant}"):
        montrer(
            assembler(
                entete_de_bloc(bloc),
                table(bloc.grille, grande=True) if bloc.grille else "",
                balise("p", bloc.definition, classe="source"),
                *(balise("p", r, classe="source" if r.startswith("Note ") else "reserve") for r in bloc.reserves),
                balise("div", _origines(bloc), classe="outils"),
            )
        )
        telechargement(bloc)


def _origines(bloc: Bloc) -> Html | str:
    """D'où vient chaque ligne, et de quoi contester un chiffre."""
    if not bloc.lignes:
        return ""
    liste = assembler(
        *(morceau for nom, origine in bloc.preuves for morceau in (balise("dt", nom), balise("dd", origine)))
    )
    sources = balise("p", ligne_source(bloc), classe="source")
    return assembler(
        depliant("D'où vient chaque chiffre ?", assembler(balise("dl", liste, classe="preuves"), sources)),
        depliant("Contester un chiffre", contestation(bloc)),
    )
