"""Ce qui est réservé au comité : montré après un mot de passe, caché s'il n'y en a pas, jamais exporté."""

from collections.abc import Callable, Sequence

import streamlit as st

from components.html import Html, assembler, balise, montrer
from components.porte import LONGUEUR_MINIMALE, Porte
from components.tableaux import depliant
from components.textes import afficher_textes
from data.modele import Bloc

VARIABLE = "QPV_MOT_DE_PASSE_COMITE"
PORTE = Porte(VARIABLE, "comite", "Mot de passe du comité")
mot_de_passe, est_ouvert = PORTE.mot_de_passe, PORTE.est_ouverte


def afficher_reserve(blocs: Callable[[], Sequence[Bloc]]) -> None:
    """La porte du comité, la même partout ; `blocs` n'est appelé qu'une fois l'accès ouvert."""
    if est_ouvert():
        st.button("Refermer l'accès du comité", key="comite_fermer", on_click=PORTE.fermer)
        ouverts = blocs()
        for bloc in ouverts:
            afficher_textes(bloc, exportable=False)
        if not ouverts:
            montrer(balise("p", "Rien n'est réservé sur ce sujet, ici.", classe="phrase"))
        return
    with st.container(border=True, key="bloc_comite"):
        phrase = balise("p", "Un mot de passe ouvre, ici ou ailleurs, ce qui est réservé au comité.", classe="phrase")
        montrer(assembler(balise("h3", "Réservé au comité"), phrase))
        if PORTE.posee():
            PORTE.formulaire()
        else:
            montrer(_mode_d_emploi(trop_court=bool(mot_de_passe())))


def _mode_d_emploi(trop_court: bool) -> Html:
    """Pour l'équipe : comment ouvrir, à un clic pour ne pas gêner les autres lecteurs."""
    raison = (
        f"Le mot de passe posé est trop court : il en faut un d'au moins {LONGUEUR_MINIMALE} caractères. "
        if trop_court
        else "Aucun mot de passe n'est posé sur ce tableau de bord : elles restent cachées. "
    )
    return depliant(
        "Comment l'équipe peut les ouvrir",
        balise(
            "p",
            raison,
            "Mettre dans la variable ",
            balise("code", VARIABLE),
            f" un mot de passe d'au moins {LONGUEUR_MINIMALE} caractères (ou l'écrire, entre guillemets, dans le "
            f"fichier ",
            balise("code", ".streamlit/secrets.toml"),
            f" sous le nom {VARIABLE}), puis relancer le tableau de bord. "
            "Ces textes n'entrent dans aucun fichier téléchargé.",
            classe="source",
        ),
    )
