"""Fiabilité : d'où viennent les chiffres, ce qui manque, ce qui se contredit."""

import streamlit as st

from components import etat_url
from components.blocs import afficher as afficher_bloc
from components.cadre import titre
from components.chargement import entrepot
from components.html import balise, montrer
from components.registre import afficher_registre
from data.entrepot import Entrepot
from data.pages_alimentees import a_un_registre
from data.vues.fiabilite import (
    CERTITUDES,
    GRAVITES,
    TOUTES,
    bloc_manques,
    bloc_perdues,
    bloc_sources,
    bloc_statuts,
    chapitres_perdus,
    quartiers_du_registre,
    registre,
)
from data.vues.glossaire import bloc_glossaire

CHAPEAU = "D'où vient chaque chiffre, ce qui manque, et ce que les sources disent de contradictoire."
CHAPEAU_SANS_REGISTRE = "D'où vient chaque chiffre, et ce qui manque."


def afficher() -> None:
    """La page `/fiabilite`."""
    tables = entrepot()
    titre("Fiabilité des chiffres", CHAPEAU if a_un_registre(tables) else CHAPEAU_SANS_REGISTRE)
    montrer(balise("h2", "Ce que valent les chiffres"))
    afficher_bloc(bloc_statuts(tables))
    if a_un_registre(tables):
        _contradictions(tables)
    montrer(balise("h2", "Ce qui manque"))
    afficher_bloc(bloc_manques(tables))
    chapitres = chapitres_perdus(tables)
    if chapitres:
        chapitre = etat_url.selecteur(
            st.segmented_control, "Chapitre du rapport", "chapitre", chapitres, next(iter(chapitres))
        )
        afficher_bloc(bloc_perdues(tables, chapitre))
    montrer(balise("h2", "Les mots et les sigles"))
    afficher_bloc(bloc_glossaire(tables))
    montrer(balise("h2", "Les sources"))
    afficher_bloc(bloc_sources(tables))


def _contradictions(tables: Entrepot) -> None:
    montrer(balise("h2", "Les contradictions relevées"))
    colonnes = st.columns(3)
    with colonnes[0]:
        certitude = etat_url.selecteur(st.selectbox, "Certitude", "certitude", {TOUTES: "Toutes", **CERTITUDES}, TOUTES)
    with colonnes[1]:
        gravite = etat_url.selecteur(st.selectbox, "Gravité", "gravite", {TOUTES: "Toutes", **GRAVITES}, TOUTES)
    with colonnes[2]:
        quartier = etat_url.selecteur(st.selectbox, "Territoire", "territoire", quartiers_du_registre(tables), TOUTES)
    afficher_registre(registre(tables, certitude, gravite, quartier))
