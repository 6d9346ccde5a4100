"""Les sigles d'un bloc, développés sous lui : le lecteur n'a pas à quitter la page pour comprendre une source."""

from components.chargement import entrepot
from components.html import Html, assembler, balise
from components.tableaux import depliant
from data.modele import Bloc
from data.vues.glossaire import sigles_de


def lexique(bloc: Bloc) -> Html:
    """Les sigles que le bloc et sa ligne de source emploient, à un clic ; rien s'il n'y en a pas."""
    sigles = sigles_de(entrepot(), bloc)
    if not sigles:
        return Html("")
    mots = (m for sigle, developpe in sigles for m in (balise("dt", sigle), balise("dd", developpe)))
    return depliant("Sigles", balise("dl", assembler(*mots), classe="preuves"))
