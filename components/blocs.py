"""Le rendu d'un bloc à l'écran : titre, phrase, graphique, réserves, source, table, téléchargement."""

from functools import partial

import streamlit as st

from components.export_tableur import csv_du_bloc
from components.graphiques import CONFIG, figure
from components.html import Html, assembler, balise, montrer
from components.tableaux import depliant, table
from data.blocs import croisement, ligne_source, tableau
from data.modele import Bloc

GRAPHIQUES = ("barres", "courbe", "points", "pyramide")


def afficher(bloc: Bloc) -> None:
    """Montre un bloc entier. Rien de ce qui le rend défendable ne dépend de la page qui l'affiche."""
    with st.container(border=True, key=f"bloc_{bloc.identifiant}"):
        montrer(assembler(balise("h3", bloc.titre), balise("p", bloc.phrase, classe="phrase")))
        if bloc.genre in GRAPHIQUES and bloc.lignes:
            st.plotly_chart(
                figure(bloc), key=f"graphique_{bloc.identifiant}", theme=None, config=CONFIG, alt=bloc.alternative
            )
        elif bloc.genre == "tableau":
            montrer(table(bloc.grille or croisement(bloc), grande=bloc.grille is None))
        montrer(pied_de_bloc(bloc))
        telechargement(bloc)


def pied_de_bloc(bloc: Bloc) -> Html:
    """Les réserves, la ligne de source et la table derrière le bloc, à un clic."""
    reserves = assembler(*(balise("p", r, classe="reserve") for r in bloc.reserves))
    derriere = depliant("Voir les chiffres", table(tableau(bloc))) if bloc.lignes else ""
    return assembler(reserves, balise("p", ligne_source(bloc), classe="source"), derriere)


def telechargement(bloc: Bloc) -> None:
    """Le fichier du bloc ; il n'est fabriqué qu'au clic."""
    if bloc.lignes or bloc.grille:
        st.download_button(
            "Télécharger (tableur)", data=partial(csv_du_bloc, bloc), file_name=f"{bloc.identifiant}.csv",
            mime="text/csv", key=f"fichier_{bloc.identifiant}", on_click="ignore", type="tertiary",
            icon=":material/download:",
        )


def afficher_en_grille(blocs: tuple[Bloc, ...], par_rangee: int = 2) -> None:
    """Les blocs deux par deux : deux colonnes sur un écran large, une seule sur une tablette."""
    for debut in range(0, len(blocs), par_rangee):
        for colonne, bloc in zip(st.columns(par_rangee), blocs[debut : debut + par_rangee], strict=False):
            with colonne:
                afficher(bloc)
