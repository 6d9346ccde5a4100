"""Les chiffres en tête de page : grands, avec leur phrase, leur année, leur source."""

from components.html import Html, assembler, balise
from components.tableaux import etiquette
from data.blocs import ligne_source, valeur_de_ligne
from data.modele import Bloc


def carte_chiffre(bloc: Bloc) -> Html:
    """Un bloc de genre « chiffre » : nom, valeur, lecture, source. Le statut se voit s'il n'est pas ordinaire."""
    ligne = bloc.lignes[0]
    absente = ligne.mesure.valeur is None
    return balise(
        "div",
        balise("p", bloc.titre, classe="nom"),
        balise("p", valeur_de_ligne(ligne), " ", etiquette(ligne.mesure.statut) if not absente else "",
               classe="valeur absente" if absente else "valeur"),
        balise("p", bloc.phrase, classe="lecture"),
        balise("p", ligne_source(bloc), classe="source"),
        classe="cle",
    )


def rangee(blocs: tuple[Bloc, ...]) -> Html:
    """Une rangée de cartes qui passe à la ligne sur une tablette."""
    return balise("div", assembler(*(carte_chiffre(b) for b in blocs)), classe="cles")
