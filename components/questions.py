"""Les questions de l'évaluation à l'écran : une par pli, les phrases, puis ce qui manque, ses chiffres, où regarder."""

from collections.abc import Iterable

import streamlit as st

from components.contestation import adresse_de_la_vue, envoi
from components.etat_url import pli
from components.html import Html, assembler, balise, montrer, sans_markdown
from components.lexique import lexique
from components.tableaux import depliant, table
from data.blocs import croisement, ligne_source
from data.modele import Bloc
from data.vues.questions import Question

ENTIERES_ENSEMBLE = 3  # au-delà, la page ne s'ouvrirait plus vite : la réponse reste, ses tables attendent
TROP_OUVERTES = "Trois questions montrent leurs chiffres ensemble : pour ceux-ci, en refermer une autre."


def afficher_questions(toutes: Iterable[Question]) -> None:
    """Chaque question dans un pli ; les premières ouvertes avec leurs chiffres, les suivantes sans eux."""
    entieres = 0
    for question in toutes:
        entieres += _afficher_question(question, entieres < ENTIERES_ENSEMBLE)


def _afficher_question(question: Question, entiere: bool) -> bool:
    """Un pli fermé : la réponse des données, ce qu'elles ne disent pas, leurs chiffres, les pages qui l'appuient.

    Rend vrai si le pli est ouvert. entiere : faux pour la réponse et ses réserves seulement.
    """
    bloc = question.bloc
    with pli(bloc.titre, bloc.identifiant) as ouvert:
        if not ouvert:
            return False
        reponse = assembler(
            balise("ul", assembler(*(balise("li", p) for p in bloc.precisions)), classe="constats"),
            *(balise("p", r, classe="reserve") for r in bloc.reserves),
        )
        if not entiere:
            montrer(assembler(reponse, balise("p", TROP_OUVERTES, classe="source", role="status")))
            return True
        montrer(
            assembler(
                reponse,
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
    return True


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
