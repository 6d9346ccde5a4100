"""Les acteurs : qui fait quoi, dans quel quartier, et où signaler un problème."""

import streamlit as st

from components import etat_url
from components.blocs import afficher as afficher_bloc
from components.cadre import titre
from components.chargement import entrepot
from components.disposition import en_colonnes
from components.fiches import afficher_fiches
from components.html import balise, montrer
from components.textes import afficher_textes
from data.vues.acteurs import (
    TOUS,
    besoins,
    bloc_ailleurs,
    bloc_autres,
    bloc_mediation,
    bloc_presence,
    bloc_reponses,
    bloc_services,
    bloc_signaler,
    blocs_chiffres_regie,
    code_du_quartier,
    quartiers_au_choix,
)


def afficher() -> None:
    """La page `/acteurs`, par exemple `/acteurs?quartier=grazailles&besoin=acces-au-numerique`."""
    tables = entrepot()
    titre(
        "Qui fait quoi, où",
        "Les structures qui accueillent, accompagnent et vont vers les habitants. Choisir un quartier, un besoin.",
    )
    gauche, droite = st.columns([3, 2])
    with gauche:
        slug = etat_url.selecteur(st.segmented_control, "Quartier", "quartier", quartiers_au_choix(tables), TOUS)
    with droite:
        besoin = etat_url.selecteur(st.selectbox, "Besoin", "besoin", besoins(tables), TOUS)
    choix = code_du_quartier(tables, slug), besoin
    montrer(balise("h2", "Les structures qui répondent"))
    afficher_fiches(bloc_reponses(tables, *choix))
    presence, services = bloc_presence(tables, *choix), bloc_services(tables, *choix)
    if presence.grille.lignes:
        montrer(balise("h2", "D'un coup d'œil"))
        afficher_bloc(presence)
        afficher_bloc(services)
    signaler = bloc_signaler(tables)
    if signaler is not None:
        montrer(balise("h2", "Un problème dans le quartier ?"))
        afficher_fiches(signaler)
    mediation = bloc_mediation(tables)
    if mediation is not None:
        montrer(balise("h2", "La Régie de quartiers"))
        afficher_textes(mediation)
        chiffres = blocs_chiffres_regie(tables)
        en_colonnes(chiffres, len(chiffres))
    montrer(balise("h2", "Les autres acteurs, ici et ailleurs"))
    for bloc, classe in ((bloc_autres(tables), ""), (bloc_ailleurs(tables), "ailleurs")):
        if bloc is not None:
            afficher_fiches(bloc, classe=classe)
