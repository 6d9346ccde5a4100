"""Le rendu d'un bloc à l'écran : titre, phrase, graphique, réserves, source, table, téléchargement."""

from functools import partial

import streamlit as st

from components import panier
from components.chiffres import valeurs_en_grand
from components.contestation import origine
from components.export_tableur import csv_du_bloc
from components.figures import figure_verifiee
from components.graphiques import CONFIG
from components.hauteurs import a_un_graphique, avec_un_bas
from components.html import Html, assembler, balise, montrer
from components.lexique import lexique
from components.tableaux import depliant, table
from data.blocs import croisement, ligne_source, tableau_ecran
from data.modele import Bloc

LIGNES_DEPLIEES = 25


def afficher(bloc: Bloc, *, replie: bool = False, etire: bool = False) -> None:
    """Montre un bloc entier. Rien de ce qui le rend défendable ne dépend de la page qui l'affiche.

    replie : une table de détail qui s'ouvre d'un clic, pour que la page reste courte ; etire : le cadre
    descend aussi bas que ses voisins de rangée.
    """
    with st.container(border=True, key=f"bloc_{bloc.identifiant}", height="stretch" if etire else "content"):
        montrer(entete_de_bloc(bloc))
        if a_un_graphique(bloc):
            st.plotly_chart(
                figure_verifiee(bloc),
                key=f"graphique_{bloc.identifiant}",
                theme=None,
                config=CONFIG,
                alt=bloc.alternative,
            )
        elif bloc.genre == "tableau":
            montrer(_table_du_bloc(bloc, replie))
        elif bloc.genre == "chiffre":
            montrer(valeurs_en_grand(bloc))
        montrer(pied_de_bloc(bloc))
        telechargement(bloc)


def entete_de_bloc(bloc: Bloc) -> Html:
    """Le titre, la phrase de lecture, et les précisions (écarts, position) quand il y en a."""
    phrase = balise("p", bloc.phrase, classe="phrase") if bloc.phrase else ""
    precisions = (
        balise("ul", assembler(*(balise("li", p) for p in bloc.precisions)), classe="precisions")
        if bloc.precisions
        else ""
    )
    return assembler(balise("h3", bloc.titre), phrase, precisions)


def _table_du_bloc(bloc: Bloc, replie: bool) -> Html:
    """La table d'un bloc : croisée et grande pour des mesures ; repliée quand un texte dépasse un écran."""
    if bloc.grille is None:
        return table(croisement(bloc), grande=True)
    contenu = table(bloc.grille)
    lignes = len(bloc.grille.lignes)
    intitule = f"Voir les {lignes} lignes" if lignes > 1 else "Voir la ligne"
    return depliant(intitule, contenu) if replie or lignes > LIGNES_DEPLIEES else contenu


def pied_de_bloc(bloc: Bloc) -> Html:
    """Les réserves, la ligne de source et la table derrière le bloc, à un clic."""
    reserves = assembler(*(balise("p", r, classe="reserve") for r in bloc.reserves))
    derriere = depliant("Voir les chiffres", table(tableau_ecran(bloc), nom="Les chiffres")) if bloc.lignes else ""
    definition = depliant("Définition", balise("p", bloc.definition, classe="source")) if bloc.definition else ""
    outils = balise("div", definition, lexique(bloc), origine(bloc), derriere, classe="outils")
    return assembler(reserves, balise("p", ligne_source(bloc), classe="source"), outils)


def telechargement(bloc: Bloc) -> None:
    """Le fichier du bloc ; il n'est fabriqué qu'au clic. Un bloc réservé au comité n'en a pas."""
    if not (bloc.lignes or bloc.grille) or bloc.diffusion != "public":
        return
    with st.container(horizontal=True, key=f"emporter_{bloc.identifiant}", gap="medium"):
        st.download_button(
            "Télécharger (tableur)",
            data=partial(csv_du_bloc, bloc),
            file_name=f"{bloc.identifiant}.csv",
            mime="text/csv",
            key=f"fichier_{bloc.identifiant}",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )
        panier.bouton(bloc)


def afficher_en_grille(blocs: tuple[Bloc, ...]) -> None:
    """Les blocs en deux colonnes lues de haut en bas, de hauteurs aussi voisines que leur ordre le permet.

    Un bloc seul, ou en trop, prend toute la largeur : une moitié d'écran vide ferait croire qu'il manque quelque chose.
    """
    if len(blocs) < 2:
        for bloc in blocs:
            afficher(bloc)
        return
    # Le nom de la grille la désigne à la feuille de style, qui la met sur une colonne quand l'écran est étroit.
    with st.container(key=f"grille_{blocs[0].identifiant}"):
        gauche, droite, bas = avec_un_bas(blocs)
        for colonne, moitie in zip(st.columns(2), (gauche, droite), strict=True):
            with colonne:
                for bloc in moitie:
                    afficher(bloc)
        for bloc in bas:
            afficher(bloc)
