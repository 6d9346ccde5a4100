"""La vue « Les écarts se réduisent-ils ? » de la page Comparaisons."""

import streamlit as st

from components import etat_url
from components.blocs import afficher as afficher_bloc
from components.html import balise, montrer
from components.tableaux import depliant, table
from data.entrepot import Entrepot
from data.vues.ecarts_reduits import choix_d_indicateurs, quadrant, references, refus, reponse

PAR_DEFAUT = "revenu_median"


def afficher_ecarts(tables: Entrepot) -> None:
    """La vue « Les écarts se réduisent-ils ? » : la réponse, un indicateur en détail, ce qui ne se compare pas."""
    montrer(balise("h2", "Les écarts se réduisent-ils ?"))
    possibles = references(tables)
    if not possibles:
        montrer(balise("p", "Nos tables n'ont pas de territoire auquel comparer les quartiers.", classe="reserve"))
        return
    reference = etat_url.selecteur(
        st.segmented_control, "Comparer les quartiers à", "reference", possibles, next(iter(possibles))
    )
    afficher_bloc(reponse(tables, reference))
    choix = choix_d_indicateurs(tables, reference)
    if choix:
        defaut = PAR_DEFAUT if PAR_DEFAUT in choix else next(iter(choix))
        indicateur = etat_url.selecteur(st.selectbox, "L'indicateur en détail", "indicateur", choix, defaut)
        bloc = quadrant(tables, reference, indicateur)
        if bloc is not None:
            afficher_bloc(bloc)
    manques = refus(tables, reference)
    if manques is not None:
        contenu = balise("div", balise("p", manques.phrase), table(manques.grille, nom="Ce qui manque"))
        montrer(depliant(manques.titre, contenu))
