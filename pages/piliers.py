"""Les piliers du contrat : ce que l'on voulait, ce que l'évaluation en dit, le dispositif regardé de près."""

import streamlit as st

from components import etat_url
from components.acces import afficher_reserve
from components.blocs import afficher as afficher_bloc
from components.cadre import titre
from components.chargement import entrepot
from components.disposition import en_colonnes
from components.html import balise, montrer
from components.textes import afficher_textes
from data.entrepot import Entrepot
from data.vues.contrat import bloc_recommandations, blocs_gouvernance
from data.vues.piliers import (
    FOCUS,
    PILIERS,
    TRANSVERSAL,
    bloc_chantiers,
    bloc_discriminations,
    bloc_dispositifs,
    bloc_objectifs,
    bloc_reperes_du_pilier,
    blocs_chiffres,
    blocs_comite,
    blocs_constats,
    choix_de_piliers,
    chronologie_du_pilier,
    des_constats_reserves,
    nom_du_pilier,
    periodes,
    resume,
)


def afficher() -> None:
    """La page `/piliers`, par exemple `/piliers?pilier=emploi&periode=2021`."""
    tables = entrepot()
    titre(
        "Les piliers du contrat de ville",
        "Ce que le contrat voulait, ce que l'évaluation de 2022 a constaté, ce qui reste à faire.",
    )
    pilier = etat_url.selecteur(
        st.segmented_control, "Pilier", "pilier", choix_de_piliers(tables), PILIERS[0], label_visibility="collapsed"
    )
    montrer(balise("h2", nom_du_pilier(tables, pilier)))
    montrer(balise("p", resume(tables, pilier), classe="phrase"))
    constats = blocs_constats(tables, pilier)
    en_colonnes(constats, len(constats))
    if des_constats_reserves(tables):
        afficher_reserve(lambda: blocs_comite(tables, pilier))
    if pilier == TRANSVERSAL:
        _contrat(tables)
    else:
        _pilier(tables, pilier)


def _pilier(tables: Entrepot, pilier: str) -> None:
    """Les objectifs, puis le dispositif regardé de près : chiffres, explications, dates."""
    au_choix = periodes(tables, pilier)
    if au_choix:
        montrer(balise("h2", "Les objectifs"))
        periode = etat_url.selecteur(st.segmented_control, "Période", "periode", au_choix, next(iter(au_choix)))
        afficher_textes(bloc_objectifs(tables, pilier, periode))
    montrer(balise("h2", FOCUS[pilier].titre))
    en_colonnes(
        (*blocs_chiffres(tables, pilier), bloc_dispositifs(tables, pilier), bloc_discriminations(tables, pilier))
    )
    chantiers = bloc_chantiers(tables, pilier)
    if chantiers is not None:
        afficher_bloc(chantiers)
    _details(tables, pilier)


def _contrat(tables: Entrepot) -> None:
    """Le contrat dans son ensemble : recommandations d'abord, puis la conduite, puis les dates."""
    montrer(balise("h2", "Ce que l'évaluation recommande"))
    recommandations = bloc_recommandations(tables)
    if recommandations is not None:
        afficher_bloc(recommandations)
    montrer(balise("h2", "Comment il est conduit"))
    en_colonnes((*blocs_gouvernance(tables), bloc_dispositifs(tables, TRANSVERSAL)))
    _details(tables, TRANSVERSAL)


def _details(tables: Entrepot, pilier: str) -> None:
    """Les repères et les dates, repliés : ils servent à qui vérifie."""
    blocs = [b for b in (bloc_reperes_du_pilier(tables, pilier), chronologie_du_pilier(tables, pilier)) if b]
    for colonne, bloc in zip(st.columns(max(1, len(blocs))), blocs, strict=False):
        with colonne:
            afficher_bloc(bloc, replie=True, etire=True)
