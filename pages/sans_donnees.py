"""Une page dont ce territoire n'a pas les tables : elle le dit, au lieu d'un refus ou d'un écran vide."""

import streamlit as st

from components.adresses import ENSEMBLE
from components.cadre import titre
from components.html import assembler, balise, montrer
from components.tableaux import depliant
from data.pages_alimentees import tables_de


def afficher(adresse: str) -> None:
    """La page d'ensemble de cette adresse (« acteurs »), quand aucune de ses tables n'est là."""
    titre(ENSEMBLE[adresse], "Cette page n'a pas de données ici. Les autres, au menu, restent ouvertes.")
    fichiers = [balise("li", balise("code", f"{nom}.csv")) for nom in tables_de(adresse)]
    phrase = balise("p", "Elle s'affichera dès que l'une de ces tables sera dans le dossier des données :")
    montrer(depliant("Comment l'équipe peut la remplir", assembler(phrase, balise("ul", assembler(*fichiers)))))
    st.page_link(st.session_state["pages"][""], label="Revenir à l'accueil", icon=":material/arrow_back:")
