"""Les chiffres en tête de page : grands, avec leur phrase, leur année, leur source."""

from components.contestation import origine
from components.html import Html, assembler, balise
from components.lexique import lexique
from components.tableaux import etiquette
from data.blocs import ligne_source, valeur_de_ligne
from data.modele import Bloc, Ligne


def carte_chiffre(bloc: Bloc) -> Html:
    """Un bloc de genre « chiffre » : nom, valeur, lecture, source. Le statut se voit s'il n'est pas ordinaire."""
    ligne = bloc.lignes[0]
    absente = ligne.mesure.valeur is None
    return balise(
        "div",
        balise("p", bloc.titre, classe="nom"),
        balise(
            "p",
            valeur_de_ligne(ligne),
            " ",
            etiquette(ligne.mesure.statut) if not absente else "",
            classe="valeur absente" if absente else "valeur",
        ),
        balise("p", bloc.phrase, classe="lecture"),
        assembler(*(balise("p", r, classe="reserve") for r in bloc.reserves)),
        balise("p", ligne_source(bloc), classe="source"),
        balise("div", lexique(bloc), origine(bloc), classe="outils"),
        classe="cle",
    )


def rangee(blocs: tuple[Bloc, ...]) -> Html:
    """Une rangée de cartes qui passe à la ligne sur une tablette."""
    return balise("div", assembler(*(carte_chiffre(b) for b in blocs)), classe="cles")


def valeurs_en_grand(bloc: Bloc) -> Html:
    """Les quelques valeurs d'un bloc « chiffre », chacune sous sa période ou sa rubrique ; un doute s'y lit."""
    valeurs = (
        balise("div", balise("dt", x.categorie), balise("dd", valeur_de_ligne(x), " ", _doute(x))) for x in bloc.lignes
    )
    return balise("dl", assembler(*valeurs), classe="valeurs")


def _doute(ligne: Ligne) -> Html | str:
    """L'étiquette du statut ; une valeur absente dit déjà le sien."""
    return etiquette(ligne.mesure.statut) if ligne.mesure.valeur is not None else ""
