"""Le registre des contradictions à l'écran : une entrée par ligne, son détail à un clic, vingt à la fois."""

from collections.abc import Mapping

import streamlit as st

from components import etat_url
from components.blocs import telechargement
from components.html import Html, assembler, balise, montrer
from data.modele import Bloc, Cellule
from data.vues.renvois import NUMERO as NUMERO_ENTREE

PAR_PAGE = 20
# L'ordre des colonnes du bloc, tel que `data.vues.fiabilite.registre` le donne.
NUMERO, GRAVITE, CONSTAT, CALCUL, RETENU, CERTITUDE, LIEU = range(7)


def afficher_registre(bloc: Bloc) -> None:
    """Le registre par pages de vingt ; le fichier téléchargé, lui, est entier."""
    entrees = bloc.grille.lignes if bloc.grille else ()
    with st.container(border=True, key=f"bloc_{bloc.identifiant}"):
        montrer(assembler(balise("h3", bloc.titre), balise("p", bloc.phrase, classe="phrase")))
        debut = _debut_de_page(len(entrees))
        montrer(balise("ol", assembler(*(_entree(e) for e in entrees[debut : debut + PAR_PAGE])), classe="registre"))
        telechargement(bloc)


def avec_renvois(texte: str, rangs: Mapping[str, int]) -> Html:
    """« … (C113) » : chaque numéro d'entrée devient un lien vers la page du registre qui la porte.

    rangs : numéro d'entrée -> sa place dans le registre (`data.vues.fiabilite.rangs_au_registre`).
    """
    morceaux = [
        balise("a", m, href=f"/fiabilite?page={rangs[m] // PAR_PAGE + 1}") if m in rangs else m
        for m in NUMERO_ENTREE.split(texte)
    ]
    return assembler(*morceaux)


def _debut_de_page(total: int) -> int:
    """Le rang de la première entrée montrée, choisi dans l'adresse (`?page=2`)."""
    if total <= PAR_PAGE:
        return 0
    pages = {str(i // PAR_PAGE + 1): _tranche(i + 1, min(i + PAR_PAGE, total)) for i in range(0, total, PAR_PAGE)}
    choisie = etat_url.selecteur(
        st.segmented_control, "Pages du registre", "page", pages, "1", label_visibility="collapsed"
    )
    return (int(choisie) - 1) * PAR_PAGE


def _tranche(premiere: int, derniere: int) -> str:
    return f"Entrée {premiere}" if premiere == derniere else f"Entrées {premiere} à {derniere}"


def _entree(cellules: tuple[Cellule, ...]) -> Html:
    """Le constat se lit d'emblée ; le calcul, la valeur retenue et la référence s'ouvrent."""
    t = [c.texte for c in cellules]
    resume = balise(
        "summary",
        balise("span", t[NUMERO], classe="numero"),
        " ",
        balise("span", t[GRAVITE], classe=f"etiquette gravite-{t[GRAVITE][:3].lower()}"),
        " ",
        balise("span", t[CERTITUDE], classe="etiquette"),
        " ",
        t[CONSTAT],
    )
    detail = balise(
        "dl",
        *(
            morceau
            for nom, rang in (("Le calcul", CALCUL), ("Ce que nous retenons", RETENU), ("Où le lire", LIEU))
            if t[rang]
            for morceau in (balise("dt", nom), balise("dd", t[rang]))
        ),
    )
    return balise("li", balise("details", resume, detail))
