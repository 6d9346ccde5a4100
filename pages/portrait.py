"""Le portrait d'un quartier : le même gabarit pour tous, une section ouverte à la fois."""

import streamlit as st

from components import etat_url
from components.blocs import afficher as afficher_bloc
from components.blocs import afficher_en_grille
from components.cadre import titre
from components.chargement import contours, entrepot
from components.chiffres import rangee
from components.html import balise, montrer
from components.reperage import plan_de_reperage
from components.sections import SECTIONS_A_PART
from data.vues.en_bref import blocs_en_bref
from data.vues.portraits import (
    FACE_A,
    FACE_A_DEFAUT,
    SECTIONS,
    blocs_de_section,
    chiffres_de_tete,
    se_compare,
    sections,
    sous_titre,
)

PREMIERE = next(iter(SECTIONS))


def afficher(code: str) -> None:
    """La page d'un quartier, par exemple `/grazailles?section=revenus`."""
    tables = entrepot()
    tete, plan = st.columns([4, 1])
    with tete:
        titre(tables.territoires[code].nom, sous_titre(tables, code))
    with plan:
        montrer(plan_de_reperage(contours(), code, tables))
    montrer(rangee(chiffres_de_tete(tables, code)))
    montrer(balise("h2", "En bref"))
    distingue, *mouvements = blocs_en_bref(tables, code)
    large, etroite = st.columns([3, 2])
    with large:
        afficher_bloc(distingue, etire=True)
    with etroite:
        for bloc in mouvements:
            afficher_bloc(bloc)
    section = etat_url.selecteur(
        st.segmented_control,
        "Section du portrait",
        "section",
        sections(tables),
        PREMIERE,
        label_visibility="collapsed",
    )
    montrer(balise("h2", SECTIONS[section]))
    if section in SECTIONS_A_PART:
        SECTIONS_A_PART[section](tables, code)
        return
    face_a = FACE_A_DEFAUT
    if se_compare(section):
        face_a = etat_url.selecteur_multiple(st.pills, "Comparer avec", "face", FACE_A, FACE_A_DEFAUT)
    blocs = blocs_de_section(tables, code, section, face_a)
    afficher_en_grille(blocs)
    if not blocs:
        montrer(
            balise("p", "Les sources dont nous disposons ne disent rien de ce quartier sur ce sujet.", classe="reserve")
        )
