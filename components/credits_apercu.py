"""L'aperçu privé : les actions d'un fichier déposé, montrées à cette session et à elle seule, jamais écrites."""

from dataclasses import replace

import streamlit as st

from components.html import balise, montrer
from data.entrepot import Entrepot
from data.modele import Action, Source
from data.vues.credits_base import en_demonstration

APERCU = "credits_apercu"
CODE = "apercu_prive"
MENTION = "APERÇU PRIVÉ"
SOURCE = Source(CODE, "Aperçu privé", "Fichier déposé dans cette session, non enregistré", "", "", "", "")


def ouvrir(tables: Entrepot, actions: tuple[Action, ...]) -> None:
    """Montre ces actions à la place de celles du tableau de bord, dans cette session.

    Chacune prend la source « Aperçu privé » : elle suit le chiffre sur l'écran et dans chaque fichier.
    """
    privees = tuple(replace(a, source=CODE) for a in actions)
    st.session_state[APERCU] = replace(tables, actions=privees, sources={**tables.sources, CODE: SOURCE})


def fermer() -> None:
    """Revient aux actions du tableau de bord."""
    st.session_state.pop(APERCU, None)


def est_ouvert() -> bool:
    """Vrai quand cette session regarde un aperçu."""
    return APERCU in st.session_state


def entrepot_montre(tables: Entrepot) -> Entrepot:
    """L'aperçu de cette session s'il y en a un et que les tables n'ont pas changé depuis, sinon les tables."""
    apercu = st.session_state.get(APERCU)
    if apercu is not None and apercu.empreinte != tables.empreinte:
        fermer()
        return tables
    return apercu or tables


def mention_de_la_carte() -> str:
    """Ce qui s'écrit dans la carte quand elle montre un aperçu ; vide sinon."""
    return MENTION if est_ouvert() else ""


def signaler(tables: Entrepot, du_fichier: bool = True) -> None:
    """Dit, au-dessus de la vue, que les lignes sont un aperçu privé ou une démonstration.

    du_fichier : la vue ne montre que des lignes du fichier ; les autres marquent chaque case.
    """
    if est_ouvert():
        montrer(
            balise(
                "p",
                balise("strong", "Aperçu privé. "),
                "Ces actions viennent du fichier que vous avez déposé : cette session seule les voit, "
                "rien n'est enregistré.",
                classe="bandeau-demonstration",
                role="note",
            )
        )
        st.button("Quitter l'aperçu", key="credits_apercu_quitter", on_click=fermer)
    elif du_fichier:
        rappeler(tables)


def rappeler(tables: Entrepot) -> None:
    """Le bandeau de la démonstration, quand c'est elle que l'on voit."""
    if not est_ouvert() and en_demonstration(tables):
        montrer(
            balise(
                "p",
                balise("strong", "Données de démonstration. "),
                "Aucun montant par quartier n'est réel : ces lignes attendent le suivi de programmation de l'équipe.",
                classe="bandeau-demonstration",
                role="note",
            )
        )
