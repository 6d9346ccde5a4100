"""La liste des actions à l'écran : une recherche, vingt-cinq lignes à la fois, le fichier entier à emporter."""

import csv
import io
from decimal import Decimal
from functools import partial

import streamlit as st

from components import etat_url
from components.export_tableur import neutraliser
from components.html import assembler, balise, montrer
from components.tableaux import table
from data.blocs import ligne_source
from data.ecriture_csv import ecrire_nombre
from data.entrepot import Entrepot
from data.vues.credits_actions import bloc_actions, nombre_de_pages, rangees_du_fichier
from data.vues.credits_base import Choix, en_demonstration

LONGUEUR_MAXIMALE = 80
DEMONSTRATION = "DONNÉES DE DÉMONSTRATION : ces lignes ne décrivent rien de réel."


def afficher_liste(tables: Entrepot, choix: Choix, quartier: str) -> None:
    """La page de liste demandée par l'adresse (`?q=`, `?page=`)."""
    cherche = etat_url.texte_libre("Chercher un intitulé, un porteur, un financeur…", "q", LONGUEUR_MAXIMALE)
    pages = nombre_de_pages(tables, choix, quartier, cherche)
    page = 1
    with st.container(border=True, key="bloc_credits-actions"):
        entete = st.container()
        if pages > 1:
            noms = {str(n): f"Page {n} sur {pages}" for n in range(1, pages + 1)}
            page = int(etat_url.selecteur(st.selectbox, "Page", "page", noms, "1", width=220))
        bloc = bloc_actions(tables, choix, quartier, cherche, page)
        with entete:
            montrer(assembler(balise("h3", bloc.titre), balise("p", bloc.phrase, classe="phrase")))
        if bloc.grille.lignes:
            montrer(table(bloc.grille))
        montrer(
            assembler(
                *(balise("p", r, classe="reserve") for r in bloc.reserves),
                balise("p", ligne_source(bloc), classe="source"),
            )
        )
        if bloc.grille.lignes:
            st.download_button(
                "Télécharger toute la liste (tableur)",
                data=partial(csv_de_la_liste, tables, choix, quartier, cherche),
                file_name="credits-actions.csv",
                mime="text/csv",
                key="fichier_credits-actions",
                on_click="ignore",
                type="tertiary",
                icon=":material/download:",
            )


def csv_de_la_liste(tables: Entrepot, choix: Choix, quartier: str, cherche: str) -> bytes:
    """Toutes les actions retenues, une ligne par financeur : UTF-8 avec BOM, « ; », virgule décimale.

    Une démonstration le dit sur sa première ligne, puis sur chacune.
    """
    sortie = io.StringIO()
    plume = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    if en_demonstration(tables):
        plume.writerow([DEMONSTRATION])
    for rangee in rangees_du_fichier(tables, choix, quartier, cherche):
        plume.writerow([_case(c) for c in rangee])
    return sortie.getvalue().encode("utf-8-sig")


def _case(contenu: str | Decimal) -> str:
    if isinstance(contenu, Decimal):
        return ecrire_nombre(contenu).replace(".", ",")
    return neutraliser(contenu)
