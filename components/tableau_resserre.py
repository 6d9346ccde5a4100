"""Le tableau de bord resserré à l'écran : la table, sa lecture, et d'où vient chaque chiffre, à un clic."""

import streamlit as st

from components.blocs import entete_de_bloc, telechargement
from components.html import assembler, balise, montrer
from components.lexique import lexique
from components.tableaux import depliant, table
from data.blocs import ligne_source
from data.modele import Bloc

RESERVES_VISIBLES = 2


def afficher_resserre(bloc: Bloc) -> None:
    """La grille du bloc en grand ; ses mesures entières sont dans le fichier, trop longues pour un écran."""
    with st.container(border=True, key=f"bloc_{bloc.identifiant}"):
        montrer(
            assembler(
                entete_de_bloc(bloc),
                table(bloc.grille) if bloc.grille else "",
                balise("p", bloc.definition, classe="source"),
                _reserves(bloc),
                balise("div", lexique(bloc), _origines(bloc), classe="outils"),
            )
        )
        telechargement(bloc)


def _reserves(bloc: Bloc) -> object:
    """Ce qui vaut pour tout le tableau se lit d'emblée ; le détail des valeurs fragiles est à un clic."""
    phrases = [balise("p", r, classe="reserve") for r in bloc.reserves]
    reste = phrases[RESERVES_VISIBLES:]
    suite = depliant(f"Valeurs contestées ou absentes ({len(reste)})", assembler(*reste)) if reste else ""
    return assembler(*phrases[:RESERVES_VISIBLES], suite)


def _origines(bloc: Bloc) -> object:
    liste = assembler(
        *(morceau for nom, origine in bloc.preuves for morceau in (balise("dt", nom), balise("dd", origine)))
    )
    sources = balise("p", ligne_source(bloc), classe="source")
    return depliant("D'où vient chaque chiffre ?", assembler(balise("dl", liste, classe="preuves"), sources))
