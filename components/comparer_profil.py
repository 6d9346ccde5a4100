"""La vue « Profil national » de la page Comparaisons."""

import streamlit as st

from components import etat_url
from components.blocs import afficher as afficher_bloc
from components.html import balise, montrer
from data.entrepot import Entrepot
from data.vues.profil_national import profil, rangs_des_cinq, semblables


def afficher_profil(tables: Entrepot) -> None:
    """La vue « Profil national » : un quartier parmi tous, ceux qui lui ressemblent, les cinq ensemble."""
    montrer(balise("h2", "Profil national"))
    quartiers = {t.code: t.nom for t in tables.quartiers()}
    if not quartiers:
        montrer(balise("p", "Nos tables n'ont pas de quartier.", classe="reserve"))
        return
    code = etat_url.selecteur(st.segmented_control, "Le quartier", "quartier", quartiers, next(iter(quartiers)))
    rangs = profil(tables, code)
    if rangs is None:
        montrer(balise("p", "Nos tables ne donnent aucun rang national pour ce quartier.", classe="reserve"))
    else:
        afficher_bloc(rangs)
    proches = semblables(tables, code)
    if proches is not None:
        afficher_bloc(proches)
    afficher_bloc(rangs_des_cinq(tables))
