"""Comparer : le tableau des cinq quartiers, puis un indicateur pour tous les territoires."""

import streamlit as st

from components import etat_url
from components.blocs import afficher as afficher_bloc
from components.cadre import titre
from components.chargement import entrepot
from components.html import balise, montrer
from data.formats import annee_lisible
from data.vues.comparaisons import annees_de, choix_d_indicateurs, tableau_des_cinq, un_indicateur

PAR_DEFAUT = "taux_pauvrete"


def afficher() -> None:
    """La page `/comparaisons`."""
    tables = entrepot()
    titre(
        "Comparer les quartiers",
        "Les mêmes indicateurs, la même année, pour les cinq quartiers, la ville et l'agglomération.",
    )
    choix = choix_d_indicateurs(tables)
    if not choix:
        montrer(balise("p", "Aucun indicateur n'a de valeur dans deux quartiers au moins.", classe="reserve"))
        return
    montrer(balise("h2", "Un indicateur, tous les territoires"))
    gauche, droite = st.columns([3, 1])
    with gauche:
        defaut = PAR_DEFAUT if PAR_DEFAUT in choix else next(iter(choix))
        indicateur = etat_url.selecteur(st.selectbox, "Indicateur", "indicateur", choix, defaut)
    with droite:
        annees = {a: annee_lisible(a) for a in annees_de(tables, indicateur)}
        annee = etat_url.selecteur(st.selectbox, "Année des données", "annee", annees, next(iter(annees)))
    bloc = un_indicateur(tables, indicateur, annee)
    if bloc is not None:
        afficher_bloc(bloc)
    montrer(balise("h2", "Le tableau des cinq"))
    afficher_bloc(tableau_des_cinq(tables))
