"""Les crédits : la carte par pilier et par quartier d'abord, puis une vue à la fois, choisie dans l'adresse."""

import streamlit as st

from components import etat_url
from components.cadre import titre
from components.chargement import entrepot
from components.credits_apercu import entrepot_montre, mention_de_la_carte, rappeler, signaler
from components.credits_carte import afficher_carte_des_credits
from components.credits_depot import afficher_depot
from components.credits_vues import VUES_DU_FICHIER, afficher_vue, dire_sans_fichier
from components.html import balise, montrer
from data.entrepot import Entrepot
from data.vues.credits_phrases import phrase_d_ouverture
from data.vues.credits_publies import phrase_du_rapport

CARTE, DEPOT = "carte", "charger"
VUES = {
    CARTE: "Carte",
    "annees": "Par année",
    "equilibre": "Équilibre",
    "natures": "Reconductions",
    "acteurs": "Financeurs",
    "flux": "Répartition",
    "besoins": "Besoins",
    "actions": "Actions",
    "enveloppes": "Enveloppes",
    "rapport": "Rapport",
    DEPOT: "Charger nos données",
}


def afficher() -> None:
    """La page `/credits`, par exemple `/credits?vue=equilibre&pilier=emploi`."""
    tables = entrepot_montre(entrepot())
    ouverture, publie = phrase_d_ouverture(tables), phrase_du_rapport(tables)
    titre("Les crédits du contrat de ville", ouverture or publie)
    vue = etat_url.selecteur(st.segmented_control, "Vue", "vue", VUES, CARTE, label_visibility="collapsed")
    montrer(balise("h2", VUES[vue], classe="titre-vue"))
    if vue == CARTE and tables.actions:
        # Le premier écran est pour la phrase et la carte, qui porte elle-même la mention de démonstration.
        signaler(tables, du_fichier=False)
        afficher_carte_des_credits(tables, mention_de_la_carte())
        rappeler(tables)
    else:
        _autre_vue(vue, tables)
    if ouverture and publie:
        # Le fichier de l'équipe est en tête ; ce que disait le rapport reste lisible, au-dessous.
        montrer(balise("p", "Pour mémoire : ", publie, classe="source"))


def _autre_vue(vue: str, tables: Entrepot) -> None:
    signaler(tables, du_fichier=vue in VUES_DU_FICHIER)
    if vue == DEPOT:
        afficher_depot(entrepot())
    elif vue == CARTE:
        dire_sans_fichier()
    else:
        afficher_vue(vue, tables)
