"""Présenter en comité : une suite d'étapes en grand, au clavier ou au doigt, chacune avec son adresse."""

import streamlit as st

from components import etat_url
from components.cadre import titre
from components.chargement import entrepot
from components.diaporama import MODE_D_EMPLOI, afficher_etape, commandes
from components.html import balise, montrer, sans_markdown
from data.entrepot import Entrepot
from data.formats import nombre, pluriel
from data.vues.presentations import Etape, Presentation, etapes, etapes_du_panier, presentations

AUCUNE = ""
FILTRES = ("presentation", "quartier", "panier", "etape")


def afficher() -> None:
    """La page `/presentation` : le choix d'une présentation, ou son étape en cours."""
    tables = entrepot()
    toutes = presentations(tables)
    choisie = etat_url.lire("presentation", tuple(toutes), AUCUNE)
    panier = st.query_params.get("panier", "")
    if choisie:
        nom, suite = _suite(tables, toutes[choisie])
    elif panier:
        nom, suite = "Ma sélection", etapes_du_panier(tables, panier)
    else:
        _choix(tables, toutes)
        return
    if not suite:
        titre("Présenter en comité", "Cette présentation n'a rien à montrer avec les données chargées.")
        _liens(tables, toutes)
        return
    _projeter(nom, suite)


def _suite(tables: Entrepot, presentation: Presentation) -> tuple[str, tuple[Etape, ...]]:
    if not presentation.par_quartier:
        return presentation.titre, etapes(tables, presentation)
    quartiers = {t.slug: t for t in tables.quartiers()}
    voulu = etat_url.lire("quartier", tuple(quartiers), next(iter(quartiers), ""))
    if voulu not in quartiers:
        return presentation.titre, ()
    return quartiers[voulu].nom, etapes(tables, presentation, quartiers[voulu].code)


def _projeter(nom: str, suite: tuple[Etape, ...]) -> None:
    numeros = tuple(str(n) for n, _ in enumerate(suite, start=1))
    rang = int(etat_url.lire("etape", numeros, numeros[0]))

    def aller(cible: int | None) -> None:
        if cible is None:
            for filtre in FILTRES:
                st.query_params.pop(filtre, None)
        else:
            etat_url.ecrire("etape", str(cible), numeros[0])

    afficher_etape(suite[rang - 1], rang, len(suite), nom)
    commandes(aller, rang, len(suite))


def _choix(tables: Entrepot, toutes: dict[str, Presentation]) -> None:
    titre(
        "Présenter en comité",
        MODE_D_EMPLOI,
    )
    _liens(tables, toutes)


def _liens(tables: Entrepot, toutes: dict[str, Presentation]) -> None:
    page = st.session_state["pages"]["presentation"]
    for presentation in toutes.values():
        combien = len(presentation.etapes)
        montrer(balise("h2", presentation.titre))
        montrer(balise("p", f"{nombre(combien)} {pluriel(combien, 'étape')}.", classe="phrase"))
        cibles = (
            [(t.nom, {"presentation": presentation.code, "quartier": t.slug}) for t in tables.quartiers()]
            if presentation.par_quartier
            else [("Commencer", {"presentation": presentation.code})]
        )
        with st.container(horizontal=True, key=f"lancer_{presentation.code}"):
            for libelle, filtres in cibles:
                st.page_link(page, label=sans_markdown(libelle), icon=":material/slideshow:", query_params=filtres)
