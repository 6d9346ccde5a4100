"""Les choix que les vues de la page Comparaisons ont en commun, et leurs clés dans l'adresse."""

import streamlit as st

from components import etat_url
from data.entrepot import Entrepot
from data.formats import annee_lisible
from data.vues.comparaisons import (
    COLONNES,
    TYPES_COMPARATEURS,
    annees_de,
    choix_d_indicateurs,
    references,
)
from data.vues.portraits import FACE_A
from data.vues.reperes_de_comparaison import proposables

INDICATEUR_PAR_DEFAUT = "taux_pauvrete"


def choisir_reference(tables: Entrepot) -> str:
    """Le code du territoire auquel mesurer les écarts (`?reference=11069`) ; « » s'il n'y en a aucun."""
    noms = references(tables)
    if not noms:
        return ""
    return etat_url.selecteur(st.selectbox, "Mesurer les écarts avec", "reference", noms, next(iter(noms)))


def choisir_colonnes(tables: Entrepot) -> tuple[str, ...]:
    """Les comparateurs montrés, sous la même clé que dans les portraits (`?face=commune.epci`)."""
    possibles = {c: COLONNES[c] for c in proposables(tables, COLONNES)}
    return etat_url.selecteur_multiple(
        st.pills,
        "Comparer avec",
        "face",
        possibles,
        proposables(tables, TYPES_COMPARATEURS),
        ailleurs=tuple(set(FACE_A) - set(possibles)),
    )


def choisir_indicateur(tables: Entrepot) -> str:
    """L'indicateur, toujours écrit dans l'adresse une fois choisi (`?indicateur=taux_emploi:femmes`)."""
    choix = choix_d_indicateurs(tables)
    defaut = INDICATEUR_PAR_DEFAUT if INDICATEUR_PAR_DEFAUT in choix else next(iter(choix))
    return etat_url.selecteur(st.selectbox, "Indicateur", "indicateur", choix, defaut, toujours=True)


def choisir_annee(tables: Entrepot, indicateur: str) -> str:
    """L'année des données, la plus récente par défaut."""
    annees = {a: annee_lisible(a) for a in annees_de(tables, indicateur)}
    return etat_url.selecteur(st.selectbox, "Année des données", "annee", annees, next(iter(annees)))
