"""Ce qui entoure toutes les pages : le style, le menu, les fichiers en défaut, le pied."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from components.chargement import entrepot, fautes
from components.html import assembler, balise, montrer, sans_markdown
from components.tableaux import depliant
from components.theme import CSS
from data.formats import pluriel

MARQUE = "Contrat de ville · Carcassonne Agglo"
FAUTES_MONTREES = 30
SUIVENT_LE_LECTEUR = ("section", "face")
LONGUEUR_SUIVIE = 100
ICONE = str(Path(__file__).with_name("icone.png"))  # une icône par nom viendrait d'un serveur extérieur


def entete(liens: Sequence[tuple[Any, str, bool]], courante: Any) -> None:
    """Le style et le menu : les pages d'ensemble au-dessus, les quartiers dessous.

    La section ouverte et les comparaisons choisies suivent le lecteur d'un quartier à l'autre.
    """
    st.html(CSS)
    montrer(balise("a", "Aller au contenu", href="#contenu", classe="evitement"))
    # Une valeur démesurée ne suit pas : elle serait répétée dans chaque lien du menu.
    suite = {c: v for c in SUIVENT_LE_LECTEUR if 0 < len(v := st.query_params.get(c, "")) <= LONGUEUR_SUIVIE}
    for rang, quartiers in (("menu", False), ("menu_quartiers", True)):
        with st.container(horizontal=True, key=rang, vertical_alignment="center", gap="xxsmall"):
            montrer(
                balise("p", "Quartiers" if quartiers else MARQUE, classe="rang" if quartiers else "marque"), "content"
            )
            for page, nom, quartier in liens:
                if quartier is quartiers:
                    etat = "actif" if page is courante else "autre"
                    with st.container(key=f"lien_{etat}_{page.url_path or 'accueil'}", width="content"):
                        st.page_link(page, label=sans_markdown(nom), query_params=(suite or None) if quartier else None)


def signaler_fautes() -> None:
    """Dit, sans jargon, ce qui cloche dans les fichiers ; le reste de la page s'affiche quand même."""
    trouvees = fautes()
    if not trouvees:
        return
    n = len(trouvees)
    liste = balise("ul", assembler(*(balise("li", f.phrase()) for f in trouvees[:FAUTES_MONTREES])))
    montrer(
        balise(
            "div",
            balise("strong", f"{n} {pluriel(n, 'faute')} dans les fichiers de données. "),
            "Ce qui n'en dépend pas s'affiche normalement.",
            depliant("Voir lesquelles et comment les corriger", liste),
            classe="reserve",
            role="status",
        )
    )


def titre(texte: str, chapeau: str = "") -> None:
    """Le seul titre de premier niveau de la page, sa phrase d'ouverture, les fautes s'il y en a."""
    montrer(
        assembler(
            balise("h1", texte, id="contenu", tabindex="-1"), balise("p", chapeau, classe="chapeau") if chapeau else ""
        )
    )
    signaler_fautes()


def pied() -> None:
    """La date des tables et le chemin vers les sources, sur toutes les pages."""
    montrer(
        balise(
            "p",
            "Données publiques de l'Insee et de l'évaluation du contrat de ville de 2022. Chaque chiffre porte son année, "
            "sa source et son statut ; les contradictions des sources sont recensées page Fiabilité. "
            f"Version des données : {entrepot().empreinte}.",
            classe="pied",
        )
    )
