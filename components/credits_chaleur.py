"""Une table croisée teintée : plus la case est foncée, plus le montant est fort. Les nombres y restent écrits."""

import streamlit as st

from components.blocs import pied_de_bloc, telechargement
from components.echelle import CLASSES, echelle
from components.html import Html, assembler, balise, montrer
from components.tableaux import etiquette
from components.theme import ENCRE, teinte
from data.blocs import valeur_courte
from data.credits import ENSEMBLE, TOTAL
from data.modele import Bloc, Ligne

FONCEES = 3  # à partir de cette classe de la rampe, l'encre passe au blanc


def afficher_chaleur(bloc: Bloc, titre: str) -> None:
    """Le bloc quartier × pilier, un pilier par ligne, un quartier par colonne ; totaux et zéros sans teinte."""
    with st.container(border=True, key=f"chaleur_{bloc.identifiant}"):
        montrer(assembler(balise("h3", titre), balise("p", bloc.phrase, classe="phrase"), _table(bloc)))
        montrer(pied_de_bloc(bloc))
        telechargement(bloc)


def _table(bloc: Bloc) -> Html:
    quartiers = list(dict.fromkeys(x.serie for x in bloc.lignes))
    piliers = list(dict.fromkeys(x.categorie for x in bloc.lignes))
    piliers = [*piliers[1:], piliers[0]]  # « Tous les piliers » fait la dernière ligne, comme un total
    cases = {(x.categorie, x.serie): x for x in bloc.lignes}
    bas, haut = echelle(x for x in bloc.lignes if not _est_total(x))
    tetes = assembler(
        balise("th", "Pilier", scope="col"), *(balise("th", q, scope="col", classe="nombre") for q in quartiers)
    )
    corps = (
        balise("tr", balise("th", p, scope="row"), assembler(*(_case(cases.get((p, q)), bas, haut) for q in quartiers)))
        for p in piliers
    )
    contenu = balise(
        "table",
        balise("caption", bloc.titre),
        balise("thead", balise("tr", tetes)),
        balise("tbody", assembler(*corps)),
        classe="donnees grande",
    )
    return balise(
        "div", contenu, classe="defile", tabindex="0", role="region", aria_label=f"Table teintée : {bloc.titre}"
    )


def _est_total(ligne: Ligne) -> bool:
    return ligne.cle == ENSEMBLE or ligne.mesure.modalite == TOTAL


def _case(ligne: Ligne | None, bas: float, haut: float) -> Html:
    if ligne is None or ligne.mesure.valeur is None:
        return balise("td", "—", classe="nombre absente")
    style = None
    # Zéro reste blanc : rien n'y va, ce n'est pas un petit montant.
    if not _est_total(ligne) and ligne.mesure.valeur:
        fond = teinte(ligne.mesure.valeur, bas, haut)
        style = f"background:{fond};color:{'#fff' if _foncee(ligne.mesure.valeur, bas, haut) else ENCRE}"
    # Toutes les cases d'un vrai fichier sont calculées : la ligne de source le dit, et la table reste étroite.
    marque = "" if ligne.mesure.statut == "calcule" else etiquette(ligne.mesure.statut)
    return balise("td", valeur_courte(ligne), " ", marque, classe="nombre", style=style)


def _foncee(valeur: float, bas: float, haut: float) -> bool:
    return haut > bas and (valeur - bas) / (haut - bas) * CLASSES >= FONCEES
