"""« Contester ce chiffre » : un message tout prêt, à envoyer à l'équipe ou à copier."""

import os
from urllib.parse import quote, urlencode

import streamlit as st

from components.html import Html, assembler, balise
from components.tableaux import depliant
from data.blocs import ligne_source, nom_de_ligne, valeur_de_ligne
from data.modele import Bloc

# L'adresse de service de l'équipe, si l'hébergeur l'a donnée ; sinon le lecteur choisit à qui écrire.
LONGUEUR_MAXIMALE = 100
VARIABLE_COURRIEL = "QPV_COURRIEL_EQUIPE"


def message(bloc: Bloc, adresse: str) -> str:
    """Le texte de la contestation : le bloc, la valeur, la source, le lien de la vue, ce qu'il reste à dire."""
    ligne = bloc.lignes[0]
    return "\n".join(
        (
            f"Je conteste le chiffre suivant : {bloc.titre}, {nom_de_ligne(ligne)} : {valeur_de_ligne(ligne)} ({ligne.mesure.annee}).",
            ligne_source(bloc),
            f"Référence : {ligne.mesure.reference}",
            f"Vue : {adresse}",
            "",
            "Ce qui me paraît faux :",
            "Ce que je propose, et la source :",
        )
    )


def adresse_de_la_vue() -> str:
    """L'adresse de la page avec tous ses choix : celle que donne Streamlit s'arrête avant le « ? »."""
    page = (st.context.url or "").partition("?")[0]
    # Ni les plis ouverts (« true »), ni une valeur démesurée : elle reviendrait sous chaque bloc de la page.
    choix = urlencode([(c, v) for c, v in st.query_params.to_dict().items() if v != "true" and len(v) <= LONGUEUR_MAXIMALE])
    return f"{page}?{choix}" if choix else page


def contestation(bloc: Bloc) -> Html:
    """Le message prêt à partir par courriel, et le même à copier."""
    vue = adresse_de_la_vue()
    texte = message(bloc, vue)
    destinataire = quote(os.environ.get(VARIABLE_COURRIEL, ""), safe="@.-_+")
    objet = f"Contestation : {bloc.titre}, {valeur_de_ligne(bloc.lignes[0])}"
    # Le lien ne porte que l'essentiel : le texte entier, à coller, est dessous.
    lien = f"mailto:{destinataire}?subject={quote(objet)}&body={quote(vue)}"
    return assembler(
        balise("p", balise("a", "Contester ce chiffre", href=lien), " : ouvre un message ; y coller ce texte."),
        balise("pre", texte, classe="message"),
    )


def origine(bloc: Bloc) -> Html:
    """D'où vient le chiffre principal du bloc, et de quoi le contester, à un clic."""
    if not bloc.lignes:
        return Html("")
    if not bloc.preuves:
        return depliant("Contester un chiffre", contestation(bloc))
    liste = balise(
        "dl",
        assembler(*(m for intitule, texte in bloc.preuves for m in (balise("dt", intitule), balise("dd", texte)))),
        classe="preuves",
    )
    return depliant("D'où vient ce chiffre ?", assembler(liste, contestation(bloc)))
