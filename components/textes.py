"""Le rendu des blocs de textes : des listes courtes sous un intitulé, la référence à un clic."""

import streamlit as st

from components.blocs import telechargement
from components.html import Html, assembler, balise, montrer
from components.lexique import lexique
from components.tableaux import depliant, table
from data.modele import Bloc
from data.textes import groupes


def afficher_textes(bloc: Bloc, *, exportable: bool = True, etire: bool = False) -> None:
    """Un bloc groupé. `exportable` faux : rien ne sort en fichier (ce qui est réservé au comité).

    etire : le cadre descend aussi bas que ses voisins de rangée.
    """
    with st.container(border=True, key=f"bloc_{bloc.identifiant}", height="stretch" if etire else "content"):
        montrer(assembler(balise("h3", bloc.titre), balise("p", bloc.phrase, classe="phrase") if bloc.phrase else ""))
        montrer(assembler(*(_groupe(nom, [ligne[0].texte for ligne in lignes]) for nom, lignes in groupes(bloc))))
        for reserve in bloc.reserves:
            montrer(balise("p", reserve, classe="reserve"))
        if bloc.grille and bloc.grille.lignes:
            references = depliant("Voir les références", table(bloc.grille, nom="Les références"))
            montrer(balise("div", lexique(bloc), references, classe="outils"))
        if exportable:
            telechargement(bloc)


def _groupe(nom: str, textes: list[str]) -> Html:
    liste = balise("ul", assembler(*(balise("li", t) for t in textes)), classe="constats")
    return assembler(balise("h4", nom) if nom else "", liste)
