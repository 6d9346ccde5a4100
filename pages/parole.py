"""La parole des habitants et des porteurs de projet : combien ont répondu, et ce que l'on peut en dire."""

import streamlit as st

from components import etat_url
from components.blocs import afficher as afficher_bloc
from components.blocs import afficher_en_grille
from components.cadre import titre
from components.chargement import entrepot
from components.chiffres import rangee
from components.html import balise, montrer
from components.textes import afficher_textes
from data.vues.parole import (
    VOIX,
    ce_qui_se_dit,
    chiffres_de_la_parole,
    profil_des_porteurs,
    questions_de_l_enquete,
    reponses_des_porteurs,
    reponses_ensemble,
    reponses_par_quartier,
)

HABITANTS, PORTEURS = VOIX


def afficher() -> None:
    """La page `/parole`, par exemple `/parole?voix=porteurs`."""
    tables = entrepot()
    titre(
        "La parole des habitants et des porteurs de projet",
        "Ce que disent les deux enquêtes de l'évaluation de 2022 : d'abord combien de personnes ont répondu, "
        "ensuite ce que l'on peut en dire.",
    )
    tete = chiffres_de_la_parole(tables)
    if not tete:
        montrer(balise("p", "Aucune enquête dans les tables chargées.", classe="reserve"))
        return
    montrer(rangee(tete))
    voix = etat_url.selecteur(
        st.segmented_control,
        "Qui a répondu",
        "voix",
        VOIX,
        HABITANTS,
        label_visibility="collapsed",
    )
    montrer(balise("h2", VOIX[voix]))
    # Nommée, la rangée passe sur une colonne quand l'écran est étroit : les barres y gardent leur longueur.
    with st.container(key="grille_parole"):
        nombres, usage = st.columns([3, 2])
    with nombres:
        if bloc := reponses_ensemble(tables, voix):
            afficher_bloc(bloc)
    with usage:
        afficher_textes(ce_qui_se_dit(tables, voix))
        if voix == PORTEURS and (profil := profil_des_porteurs(tables)):
            afficher_bloc(profil)
    if voix == HABITANTS:
        if bloc := reponses_par_quartier(tables):
            afficher_bloc(bloc)
    else:
        afficher_en_grille(reponses_des_porteurs(tables))
    if bloc := questions_de_l_enquete(tables, voix):
        afficher_bloc(bloc)
