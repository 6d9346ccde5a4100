"""Le portrait d'un quartier : le même gabarit pour tous, une section ouverte à la fois."""

import streamlit as st

from components import etat_url
from components.blocs import afficher_en_grille
from components.cadre import titre
from components.chargement import contours, entrepot
from components.chiffres import rangee
from components.disposition import en_colonnes
from components.html import balise, montrer
from components.reperage import plan_de_reperage
from components.sections import SECTIONS_A_PART
from data.entrepot import Entrepot
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
from data.vues.reperes_de_comparaison import limite_des_comparaisons, proposables

EN_BREF = "en-bref"


def afficher(code: str) -> None:
    """La page d'un quartier, par exemple `/grazailles?section=revenus`."""
    tables = entrepot()
    tete, plan = st.columns([4, 1])
    with tete:
        titre(tables.territoires[code].nom, sous_titre(tables, code))
    with plan:
        montrer(plan_de_reperage(contours(), code, tables))
    montrer(rangee(chiffres_de_tete(tables, code)))
    section = etat_url.selecteur(
        st.segmented_control,
        "Section du portrait",
        "section",
        {EN_BREF: "En bref", **sections(tables)},
        EN_BREF,
        label_visibility="collapsed",
    )
    if section == EN_BREF:
        _en_bref(tables, code)
        return
    montrer(balise("h2", SECTIONS[section]))
    if section in SECTIONS_A_PART:
        SECTIONS_A_PART[section](tables, code)
        return
    face_a = FACE_A_DEFAUT
    if se_compare(section):
        possibles = {t: FACE_A[t] for t in proposables(tables, FACE_A)}
        defaut, ailleurs = proposables(tables, FACE_A_DEFAUT), tuple(t for t in FACE_A if t not in possibles)
        face_a = etat_url.selecteur_multiple(st.pills, "Comparer avec", "face", possibles, defaut, ailleurs=ailleurs)
        limite = limite_des_comparaisons(tables)
        if limite:
            montrer(balise("p", limite, classe="source"))
    blocs = blocs_de_section(tables, code, section, face_a)
    afficher_en_grille(blocs)
    if not blocs:
        montrer(
            balise("p", "Les sources dont nous disposons ne disent rien de ce quartier sur ce sujet.", classe="reserve")
        )


def _en_bref(tables: Entrepot, code: str) -> None:
    """Ce qui distingue le quartier, ce qui s'améliore, ce qui se dégrade : la lecture de dix secondes."""
    montrer(balise("h2", "En bref"))
    with st.container(key="grille_en-bref"):
        en_colonnes(blocs_en_bref(tables, code), 3)
