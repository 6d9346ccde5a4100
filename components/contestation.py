"""« Contester ce chiffre » : un message tout prêt, à envoyer à l'équipe ou à copier."""

import os
from urllib.parse import quote

import streamlit as st

from components.html import Html, assembler, balise
from data.blocs import ligne_source, nom_de_ligne, valeur_de_ligne
from data.modele import Bloc

# L'adresse de service de l'équipe, si l'hébergeur l'a donnée ; sinon le lecteur choisit à qui écrire.
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


def contestation(bloc: Bloc) -> Html:
    """Le message prêt à partir par courriel, et le même à copier."""
    texte = message(bloc, st.context.url or "")
    destinataire = quote(os.environ.get(VARIABLE_COURRIEL, ""), safe="@.-_+")
    objet = f"Contestation : {bloc.titre}, {valeur_de_ligne(bloc.lignes[0])}"
    # Le lien ne porte que l'essentiel : le texte entier, à coller, est dessous.
    lien = f"mailto:{destinataire}?subject={quote(objet)}&body={quote(st.context.url or '')}"
    return assembler(
        balise("p", balise("a", "Contester ce chiffre", href=lien), " : ouvre un message ; y coller ce texte."),
        balise("pre", texte, classe="message"),
    )
