"""Les questions de l'évaluation à l'écran : une par pli, les phrases, puis ce qui manque, ses chiffres, où regarder."""

import streamlit as st

from components.contestation import adresse_de_la_vue, envoi
from components.etat_url import pli
from components.html import Html, assembler, balise, montrer, sans_markdown
from components.lexique import lexique
from components.tableaux import depliant, table
from data.blocs import croisement, ligne_source
from data.modele import Bloc
from data.vues.questions import Question


def afficher_question(question: Question) -> None:
    """Un pli fermé : la réponse des données, ce qu'elles ne disent pas, leurs chiffres, les pages qui l'appuient."""
    bloc = question.bloc
    with pli(bloc.titre, bloc.identifiant) as ouvert:
        if not ouvert:
            return
        montrer(
            assembler(
                balise("ul", assembler(*(balise("li", p) for p in bloc.precisions)), classe="constats"),
                *(balise("p", r, classe="reserve") for r in bloc.reserves),
                balise(
                    "div",
                    lexique(bloc),
                    *(depliant(appui.titre, _appui(question.code, appui)) for appui in question.appuis),
                    classe="outils",
                ),
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


def _appui(code: str, appui: Bloc) -> Html:
    """La table d'une grandeur citée et d'où elle vient ; deux questions peuvent citer la même."""
    origine = (m for intitule, dit in appui.preuves for m in (balise("dt", intitule), balise("dd", dit)))
    return assembler(
        table(croisement(appui), nom=f"Chiffres de {code}"),
        balise("p", ligne_source(appui), classe="source"),
        balise("dl", *origine, classe="preuves"),
    )


def afficher_contestation() -> None:
    """Un seul message pour les réponses, à compléter : leurs tables nomment déjà chaque chiffre."""
    vue = adresse_de_la_vue()
    lignes = (
        "Je conteste un chiffre d'une réponse aux questions de l'évaluation.",
        "La question, et le chiffre (territoire, année, valeur) :",
        f"Vue : {vue}",
        "",
        "Ce qui me paraît faux :",
        "Ce que je propose, et la source :",
    )
    message = envoi("réponse aux questions de l'évaluation", "\n".join(lignes), vue)
    montrer(depliant("Contester un chiffre de ces réponses", message))
