"""La vue « Les écarts se réduisent-ils ? » de la page Comparaisons."""

import streamlit as st

from components import etat_url
from components.blocs import afficher as afficher_bloc
from components.html import balise, montrer
from components.tableaux import depliant, table
from data.entrepot import Entrepot
from data.phrases import minuscule
from data.vues import comparaisons
from data.vues.ecarts_annees import trajectoire
from data.vues.ecarts_bilan import raison_sans_reference
from data.vues.ecarts_reduits import (
    annees_offertes,
    choix_d_indicateurs,
    paire_par_defaut,
    quadrant,
    references_offertes,
    refus,
    reponse,
)

PAR_DEFAUT = "revenu_median"


def afficher_ecarts(tables: Entrepot) -> None:
    """La vue « Les écarts se réduisent-ils ? » : la réponse, un indicateur en détail, ce qui ne se compare pas."""
    montrer(balise("h2", "Les écarts se réduisent-ils ?"))
    possibles = references_offertes(tables)
    if not possibles:
        montrer(balise("p", "Nos tables n'ont pas de territoire auquel comparer les quartiers.", classe="reserve"))
        return
    premiere = next(iter(possibles))
    affichee = minuscule(possibles[premiere])
    reference = etat_url.selecteur(
        st.segmented_control,
        "Comparer les quartiers à",
        "reference",
        possibles,
        premiere,
        ailleurs={
            code: f"{raison_sans_reference(tables, code)} : la comparaison avec {affichee} est affichée."
            for code in comparaisons.references(tables)
            if code not in possibles
        },
    )
    afficher_bloc(reponse(tables, reference))
    choix = choix_d_indicateurs(tables, reference)
    if choix:
        _detail(tables, reference, choix)
    manques = refus(tables, reference)
    if manques is not None:
        contenu = balise("div", balise("p", manques.phrase), table(manques.grille, nom="Ce qui manque"))
        montrer(depliant(manques.titre, contenu))


def _detail(tables: Entrepot, reference: str, choix: dict[str, str]) -> None:
    """Un indicateur : ses deux années au choix, le quadrant, l'écart année après année."""
    defaut = PAR_DEFAUT if PAR_DEFAUT in choix else next(iter(choix))
    quoi, quand = st.columns([3, 2])
    with quoi:
        indicateur = etat_url.selecteur(
            st.selectbox,
            "L'indicateur en détail",
            "indicateur",
            choix,
            defaut,
            toujours=True,
            ailleurs={
                code: f"« {nom} » ne se compare pas dans le temps à cette référence : « {choix[defaut]} » est affiché."
                for code, nom in comparaisons.choix_d_indicateurs(tables).items()
                if code not in choix
            },
        )
    paires = {f"{avant}-{apres}": (avant, apres) for avant, apres in annees_offertes(tables, reference, indicateur)}
    habituelle = paire_par_defaut(tables, reference, indicateur)
    with quand:
        noms = {code: f"{avant} et {apres}" for code, (avant, apres) in paires.items()}
        voulue = etat_url.selecteur(st.selectbox, "Les deux années", "annees", noms, "-".join(habituelle))
    for bloc in (
        quadrant(tables, reference, indicateur, paires[voulue]),
        trajectoire(tables, reference, indicateur),
    ):
        if bloc is not None:
            afficher_bloc(bloc)
