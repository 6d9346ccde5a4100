"""La déclaration d'accessibilité : hors du menu, à un clic du pied de chaque page."""

import os

from components.cadre import titre
from components.chargement import entrepot
from components.contestation import VARIABLE_COURRIEL
from components.html import assembler, balise, montrer
from data.vues.declaration import declaration


def afficher() -> None:
    """La page `/accessibilite`."""
    titre("Accessibilité", "Ce qui a été essayé, ce qui ne va pas encore, à qui le dire.")
    for rubrique in declaration(entrepot(), os.environ.get(VARIABLE_COURRIEL, "")):
        montrer(
            assembler(
                balise("h2", rubrique.titre),
                *(balise("p", p, classe="lecture") for p in rubrique.paragraphes),
                balise("ul", assembler(*(balise("li", p) for p in rubrique.points)), classe="constats")
                if rubrique.points
                else "",
            )
        )
