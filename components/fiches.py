"""Les fiches des structures : une carte chacune, le téléphone en clair, la référence à un clic."""

from collections.abc import Mapping

import streamlit as st

from components.blocs import telechargement
from components.chargement import entrepot
from components.html import Html, assembler, balise, montrer
from components.lexique import lexique
from components.registre import avec_renvois
from components.tableaux import depliant
from data.blocs import ligne_source
from data.modele import Bloc, Cellule
from data.vues.fiabilite import rangs_au_registre

# L'ordre des colonnes du bloc, tel que `data.vues.acteurs.FICHE` le donne.
NOM, NATURE, PORTEUR, MISSIONS, TELEPHONE, PRESENCE, SAVOIR, LIEU = range(8)


def afficher_fiches(bloc: Bloc, *, classe: str = "") -> None:
    """Un bloc de fiches. `classe` « ailleurs » : un exemple d'une autre ville, qui ne doit pas passer pour local."""
    lignes = bloc.grille.lignes if bloc.grille else ()
    rangs = rangs_au_registre(entrepot())
    with st.container(border=True, key=f"bloc_{bloc.identifiant}"):
        montrer(assembler(balise("h3", bloc.titre), balise("p", bloc.phrase, classe="phrase") if bloc.phrase else ""))
        if lignes:
            fiches = assembler(*(_fiche(ligne, rangs) for ligne in lignes))
            montrer(balise("ul", fiches, classe=f"acteurs {classe}".strip()))
        montrer(
            assembler(
                *(balise("p", r, classe="reserve") for r in bloc.reserves),
                balise("p", ligne_source(bloc), classe="source"),
                lexique(bloc),
            )
        )
        telechargement(bloc)


def _fiche(cellules: tuple[Cellule, ...], rangs: Mapping[str, int]) -> Html:
    t = [c.texte for c in cellules]
    nature = " · ".join(dict.fromkeys(x for x in (t[NATURE], t[PORTEUR]) if x))
    detail = [(nom, t[rang]) for nom, rang in (("À savoir", SAVOIR), ("Où le lire", LIEU)) if t[rang]]
    return balise(
        "li",
        balise("h4", t[NOM]),
        balise("p", nature, classe="nature") if nature else "",
        balise("p", t[MISSIONS]) if t[MISSIONS] else "",
        balise("p", balise("a", t[TELEPHONE], href=f"tel:{t[TELEPHONE].replace(' ', '')}"), classe="telephone")
        if t[TELEPHONE]
        else "",
        balise("p", "Présence : ", avec_renvois(t[PRESENCE], rangs), ".", classe="nature") if t[PRESENCE] else "",
        depliant(
            "À savoir, où le lire" if t[SAVOIR] else "Où le lire",
            balise(
                "dl",
                *(m for nom, dit in detail for m in (balise("dt", nom), balise("dd", avec_renvois(dit, rangs)))),
                classe="preuves",
            ),
        )
        if detail
        else "",
    )
