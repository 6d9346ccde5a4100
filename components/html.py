"""La seule porte par laquelle du HTML arrive à l'écran : tout texte y est neutralisé."""

import re
from html import escape

import streamlit as st

from data.formats import typographier

SANS_CONTENU = ("br", "img")
MARKDOWN = re.compile(r"[\\`*_\[\]<>$:~#!|]")
# Icônes (« :material/home: »), émoticônes, adresses nues et flèches (« -> ») sont cherchées par Streamlit dans le
# texte même, que la barre oblique ne protège donc pas : un signe invisible et sans largeur les coupe en deux.
MOTS_DE_STREAMLIT = re.compile(r"(?<=[:@])(?=\S)|(?<=www)(?=\.)|(?<=[-<>~])(?=[-=>])", re.IGNORECASE)
INVISIBLE = "\u2060"


class Html(str):
    """Un fragment de HTML déjà sûr : construit par `balise`, jamais à partir d'un fichier."""

    __slots__ = ()


def texte(contenu: object) -> Html:
    """Un texte quelconque (table, URL, fichier) rendu inoffensif ; un `Html` passe tel quel."""
    if isinstance(contenu, Html):
        return contenu
    # Entre deux balises, un guillemet ou une apostrophe ne sont que du texte : seuls & < > y comptent.
    return Html(escape(typographier(str(contenu)), quote=False))


def sans_markdown(contenu: str) -> str:
    """Un texte de fichier dans un libellé de Streamlit, qui lit le Markdown : ni lien, ni image, ni icône."""
    return MARKDOWN.sub(r"\\\g<0>", MOTS_DE_STREAMLIT.sub(INVISIBLE, contenu))


def assembler(*morceaux: object) -> Html:
    """Met bout à bout des textes (neutralisés) et des fragments."""
    return Html("".join(texte(m) for m in morceaux))


def balise(nom: str, *contenu: object, **attributs: object) -> Html:
    """`balise("td", valeur, classe="nombre")` : le contenu et les attributs sont neutralisés.

    `classe` devient `class`, `aria_label` devient `aria-label` ; un attribut None est omis.
    """
    ecrits = ""
    for cle, valeur in attributs.items():
        if valeur is None:
            continue
        attribut = {"classe": "class", "pour": "for"}.get(cle, cle.replace("_", "-"))
        ecrits += f' {attribut}="{escape(str(valeur), quote=True)}"'
    if nom in SANS_CONTENU:
        return Html(f"<{nom}{ecrits}>")
    return Html(f"<{nom}{ecrits}>{assembler(*contenu)}</{nom}>")


def montrer(fragment: Html, largeur: str = "stretch") -> None:
    """Affiche un fragment sûr, sur toute la largeur ou celle de son contenu (« content »).

    Lève TypeError pour un texte brut : c'est une erreur de programmation.
    """
    if not isinstance(fragment, Html):
        raise TypeError("Seul un fragment construit par components.html peut être affiché.")
    if fragment:  # Streamlit refuse un fragment vide
        st.html(fragment, width=largeur)
