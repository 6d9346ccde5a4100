"""Les questions de l'évaluation à l'écran : une par pli, les chiffres d'abord, puis ce qui manque et où regarder."""

import streamlit as st

from components.etat_url import pli
from components.html import assembler, balise, montrer, sans_markdown
from data.blocs import ligne_source
from data.vues.questions import Question


def afficher_question(question: Question) -> None:
    """Un pli fermé : la réponse des données, ce qu'elles ne disent pas, les pages qui l'appuient."""
    bloc = question.bloc
    with pli(bloc.titre, bloc.identifiant) as ouvert:
        if not ouvert:
            return
        montrer(
            assembler(
                balise("ul", assembler(*(balise("li", p) for p in bloc.precisions)), classe="constats"),
                *(balise("p", r, classe="reserve") for r in bloc.reserves),
                balise("p", ligne_source(bloc), classe="source") if bloc.lignes else "",
            )
        )
        pages = st.session_state["pages"]
        with st.container(horizontal=True, key=f"liens_{question.code.lower()}"):
            # Une page que le registre n'a pas n'est pas proposée.
            for lien in (x for x in question.liens if x.adresse in pages):
                st.page_link(
                    pages[lien.adresse],
                    label=sans_markdown(lien.libelle),
                    icon=":material/arrow_forward:",
                    query_params=dict(lien.filtres) or None,
                )
