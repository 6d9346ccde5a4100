"""Les crédits : ce que le rapport publie, puis la carte par pilier et par quartier."""

import streamlit as st

from components import etat_url
from components.blocs import afficher as afficher_bloc
from components.blocs import afficher_en_grille, pied_de_bloc, telechargement
from components.cadre import titre
from components.carte_quartiers import carte_indicateur
from components.chargement import contours, entrepot
from components.chiffres import rangee
from components.html import assembler, balise, montrer, sans_markdown
from components.mentions import bandeau_demonstration
from data.entrepot import Entrepot
from data.vues.credits import (
    MESURES,
    Choix,
    annees_des_actions,
    bloc_annuel,
    bloc_croise,
    bloc_quartiers,
    chiffres_du_contrat,
    en_demonstration,
    phrase_du_fichier,
    piliers_des_actions,
    resume_du_quartier,
)


def afficher() -> None:
    """La page `/credits`."""
    tables = entrepot()
    titre(
        "Les crédits du contrat de ville",
        "Les crédits spécifiques de la politique de la ville : combien, chaque année, pour quel pilier, dans quel quartier.",
    )
    montrer(rangee(chiffres_du_contrat(tables)))
    montrer(balise("h2", "Ce que le rapport d'évaluation publie"))
    afficher_en_grille(tuple(b for b in (bloc_annuel(tables, "montant"), bloc_annuel(tables, "actions")) if b))
    montrer(balise("h2", "Par pilier et par quartier"))
    if not tables.actions:
        montrer(
            balise(
                "p",
                "Aucun fichier d'actions n'est chargé : la carte par quartier attend le suivi de programmation de l'équipe.",
                classe="reserve",
            )
        )
        return
    if en_demonstration(tables):
        montrer(bandeau_demonstration())
    _carte(tables, _choix(tables))


def _choix(tables: Entrepot) -> Choix:
    """Les quatre réglages de la carte, tous dans l'adresse."""
    annees = {str(a): str(a) for a in annees_des_actions(tables)}
    pilier = etat_url.selecteur(
        st.segmented_control, "Pilier", "pilier", piliers_des_actions(tables, courts=True), "total"
    )
    colonnes = st.columns([4, 1, 1, 2])
    with colonnes[0]:
        mesure = etat_url.selecteur(
            st.segmented_control,
            "Mesure",
            "mesure",
            {c: nom for c, (nom, *_) in MESURES.items()},
            "montant",
        )
    with colonnes[1]:
        de = etat_url.selecteur(st.selectbox, "De", "de", annees, min(annees))
    with colonnes[2]:
        a = etat_url.selecteur(st.selectbox, "À", "a", annees, max(annees))
    return Choix(pilier, mesure, *sorted((int(de), int(a))))


def _carte(tables: Entrepot, choix: Choix) -> None:
    bloc = bloc_quartiers(tables, choix)
    codes = {t.slug: t.code for t in tables.quartiers()}
    slugs = {code: slug for slug, code in codes.items()}
    # Le même choix que le clic sur la carte, pour qui se sert du clavier.
    noms = {"": "Tous les quartiers"} | {t.slug: t.nom_court for t in tables.quartiers()}
    voulu = etat_url.selecteur(st.segmented_control, "Quartier", "quartier", noms, "")
    carte, panneau = st.columns([3, 2], gap="large")
    with carte:
        montrer(assembler(balise("h3", bloc.titre), balise("p", bloc.phrase, classe="phrase")))
        clique = carte_indicateur(bloc, contours(), tables, choisi=codes.get(voulu, ""))
        voulu = etat_url.suivre_clic("quartier", slugs.get(clique.code, ""), voulu, clique.rang)
        montrer(pied_de_bloc(bloc))
        telechargement(bloc)
    with panneau:
        choisi = codes.get(voulu, "")
        if choisi:
            afficher_bloc(resume_du_quartier(tables, choix, choisi))
            st.page_link(
                st.session_state["pages"][voulu],
                label=f"Ouvrir le portrait : {sans_markdown(tables.territoires[choisi].nom)}",
                icon=":material/arrow_forward:",
            )
        else:
            montrer(
                balise(
                    "p",
                    "Choisir un quartier, ou cliquer dessus sur la carte, pour voir le détail de ses piliers.",
                    classe="phrase",
                )
            )
    afficher_bloc(bloc_croise(tables, choix))
    montrer(balise("p", phrase_du_fichier(tables), classe="source"))
