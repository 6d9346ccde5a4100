"""« Contester ce chiffre » : un message tout prêt, à envoyer à l'équipe ou à copier."""

import os
from urllib.parse import quote, urlencode

import streamlit as st

from components.html import Html, assembler, balise
from components.tableaux import depliant
from data.annees import cle_annee
from data.blocs import nom_de_ligne, valeur_de_ligne
from data.formats import annee_lisible
from data.modele import Bloc, Ligne

# L'adresse de service de l'équipe, si l'hébergeur l'a donnée ; sinon le lecteur choisit à qui écrire.
LONGUEUR_MAXIMALE = 100
LIGNES_MAXIMALES = 20  # un message plus long ne se lit plus, et pèserait sous chaque bloc
VARIABLE_COURRIEL = "QPV_COURRIEL_EQUIPE"


def message(bloc: Bloc, adresse: str) -> str:
    """Le texte à envoyer : les valeurs du bloc, une par ligne avec leur référence et leurs codes, la vue, le reste.

    Le lecteur garde la ligne du chiffre qu'il vise ; un bloc d'une seule valeur la nomme directement.
    """
    visees = chiffres_a_contester(bloc)
    if len(visees) == 1:
        chiffres = [f"Je conteste le chiffre suivant : {bloc.titre}, {_ecrit(visees[0])}"]
        codes = [f"Codes (territoire ; indicateur ; modalité ; année) : {_codes(visees[0])}"]
    else:
        references = {x.mesure.reference for x in visees}
        commune = references.pop() if len(references) == 1 else ""
        chiffres = [
            f"Je conteste un chiffre de « {bloc.titre} » (garder sa ligne, effacer les autres) :",
            *(f"- {_ecrit(x, commune)} [{_codes(x)}]" for x in visees),
            *([f"Référence : {commune}."] if commune else []),
        ]
        codes = ["Entre crochets, pour l'équipe : territoire ; indicateur ; modalité ; année."]
    return "\n".join(
        (
            *chiffres,
            *codes,
            f"Vue : {adresse}",
            "",
            "Ce qui me paraît faux :",
            "Ce que je propose, et la source :",
        )
    )


def chiffres_a_contester(bloc: Bloc) -> tuple[Ligne, ...]:
    """Les valeurs du quartier que le bloc met en avant (toutes s'il n'en a pas), les plus récentes d'abord."""
    siennes = [x for x in bloc.lignes if x.cle in bloc.accents] or list(bloc.lignes)
    connues = [x for x in siennes if x.mesure.valeur is not None] or siennes
    return tuple(sorted(connues, key=lambda x: cle_annee(x.mesure.annee), reverse=True)[:LIGNES_MAXIMALES])


def _ecrit(x: Ligne, commune: str = "") -> str:
    """« Grazailles, 0 à 14 ans : 27 % (2017 ; référence : DEMO_2021.csv, TX_0_14). »

    Une référence commune à toutes les lignes se dit à part.
    """
    m = x.mesure
    if m.reference == commune:
        return f"{nom_de_ligne(x)} : {valeur_de_ligne(x)} ({annee_lisible(m.annee)})."
    return f"{nom_de_ligne(x)} : {valeur_de_ligne(x)} ({annee_lisible(m.annee)} ; référence : {m.reference})."


def _codes(x: Ligne) -> str:
    """« QP011005 ; taux_pauvrete ; ; 2019 » : les quatre premières colonnes de contestations.csv, prêtes à coller."""
    m = x.mesure
    return f"{m.territoire} ; {m.indicateur} ; {m.modalite} ; {m.annee}".replace(";  ;", "; ;")


def adresse_de_la_vue(longueur: int = LONGUEUR_MAXIMALE) -> str:
    """L'adresse de la page avec ses choix d'au plus `longueur` signes : celle de Streamlit s'arrête avant le « ? »."""
    page = (st.context.url or "").partition("?")[0]
    # Ni les plis ouverts (« true »), ni une valeur démesurée : elle reviendrait sous chaque bloc de la page.
    courts = st.query_params.to_dict().items()
    choix = urlencode([(c, v) for c, v in courts if v != "true" and len(v) <= longueur])
    return f"{page}?{choix}" if choix else page


def contestation(bloc: Bloc) -> Html:
    """Le message prêt à partir par courriel, et le même à copier."""
    vue = adresse_de_la_vue()
    return envoi(f"{bloc.titre}, {nom_de_ligne(bloc.lignes[0])}", message(bloc, vue), vue)


def envoi(sujet: str, texte: str, vue: str) -> Html:
    """Le lien qui ouvre un message sur ce sujet, et le texte entier à y coller."""
    destinataire = quote(os.environ.get(VARIABLE_COURRIEL, ""), safe="@.-_+")
    objet = f"Contestation : {sujet}"
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
