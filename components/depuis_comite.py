"""« Depuis le dernier comité », à l'écran : la version depuis laquelle comparer, la phrase, les deux tables."""

import streamlit as st

from components import etat_url
from components.blocs import afficher
from components.chargement import journal
from components.html import assembler, balise, montrer
from data.entrepot import Entrepot
from data.vues.depuis_comite import (
    AUCUNE_VERSION,
    blocs_depuis,
    choix_de_versions,
    reserves,
    resume,
    version_par_defaut,
)

TITRE = "Depuis le dernier comité"


def afficher_depuis_comite(tables: Entrepot) -> None:
    """Ce qui a changé depuis la version de `?depuis=` ; un pli discret tant qu'aucune version n'est gardée."""
    ecrites = journal()
    choix = choix_de_versions(ecrites)
    if not choix:
        with etat_url.pli(f"{TITRE} : ce qui a changé", "depuis_comite") as ouvert:
            if ouvert:
                _dire(AUCUNE_VERSION, reserves(ecrites))
        return
    montrer(balise("h2", TITRE))
    depuis = etat_url.selecteur(
        st.selectbox, "Comparer aux tables d'avant", "depuis", choix, version_par_defaut(ecrites), width=420
    )
    blocs = blocs_depuis(tables, ecrites, depuis)
    if not blocs:
        _dire(resume(tables, ecrites, depuis), reserves(ecrites, depuis))
    for bloc in blocs:
        afficher(bloc)


def _dire(phrase: str, mises_en_garde: tuple[str, ...]) -> None:
    gardes = (balise("p", r, classe="reserve") for r in mises_en_garde)
    montrer(assembler(balise("p", phrase, classe="phrase"), *gardes))
