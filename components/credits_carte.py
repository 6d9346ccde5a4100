"""La carte des crédits et le quartier choisi, côte à côte : c'est le premier écran de la page."""

import streamlit as st

from components import etat_url
from components.blocs import afficher as afficher_bloc
from components.blocs import pied_de_bloc, telechargement
from components.carte_quartiers import carte_indicateur
from components.chargement import contours
from components.credits_reglages import RONDS, Reglages, quartier_choisi, regler
from components.html import balise, montrer, sans_markdown
from data.credits import ENSEMBLE
from data.entrepot import Entrepot
from data.vues.credits import MESURES, bloc_croise, bloc_quartiers, parts_des_piliers, resume_du_quartier
from data.vues.credits_base import Choix, phrase_du_fichier

REGLAGES = Reglages(mesures=tuple(MESURES), forme=True)
HAUTEUR = 500
INVITE = "Choisir un quartier, ou cliquer dessus sur la carte, pour voir le détail de ses piliers."


def afficher_carte_des_credits(tables: Entrepot, mention: str) -> None:
    """La carte d'un pilier, le panneau du quartier cliqué, puis la table de tous les piliers.

    mention : ce qui s'écrit dans la carte quand les lignes ne sont pas celles de l'équipe.
    """
    choix, forme = regler(tables, REGLAGES)
    bloc = bloc_quartiers(tables, choix)
    codes = {t.slug: t.code for t in tables.quartiers()}
    slugs = {code: slug for slug, code in codes.items()}
    carte, panneau = st.columns([3, 2], gap="large")
    with panneau:
        voulu = quartier_choisi(tables)
        _panneau(tables, choix, codes.get(voulu, ""), voulu)
    with carte:
        montrer(balise("div", balise("h3", bloc.titre), classe="titre-carte"))
        with st.container(key="carte_des_credits"):
            clique = carte_indicateur(
                bloc,
                contours(),
                tables,
                choisi=codes.get(voulu, ""),
                hauteur=HAUTEUR,
                parts=parts_des_piliers(tables, choix),
                ronds=forme == RONDS,
                mention=mention,
            )
        etat_url.suivre_clic("quartier", slugs.get(clique.code, ""), voulu, clique.rang)
        montrer(balise("p", bloc.phrase, classe="phrase"))
        montrer(pied_de_bloc(bloc))
        telechargement(bloc)
    afficher_bloc(bloc_croise(tables, choix))
    montrer(balise("p", phrase_du_fichier(tables, choix), classe="source"))


def _panneau(tables: Entrepot, choix: Choix, code: str, slug: str) -> None:
    if not code:
        montrer(balise("p", INVITE, classe="phrase"))
        afficher_bloc(resume_du_quartier(tables, choix, ENSEMBLE))
        return
    afficher_bloc(resume_du_quartier(tables, choix, code))
    st.page_link(
        st.session_state["pages"][slug],
        label=f"Ouvrir le portrait : {sans_markdown(tables.territoires[code].nom)}",
        icon=":material/arrow_forward:",
    )
