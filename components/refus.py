"""Dire en tête de page que des fichiers modifiés ont été refusés, et de quand datent les chiffres qui restent."""

import datetime as dt

from components.chargement import refus
from components.html import Html, assembler, balise, montrer
from components.tableaux import depliant
from data.formats import INSECABLE
from data.garde import Refus
from data.vues.chronologie import date_lisible

FAUTES_MONTREES = 30
CE_QUI_RESTE = {"tables": "Les chiffres montrés", "contours": "Les contours montrés"}


def signaler_refus() -> None:
    """Une phrase par sorte de fichiers refusés, et leurs fautes dans un dépliant ; rien si tout est accepté."""
    for quoi, refuse in refus():
        montrer(_bandeau(quoi, refuse))


def _bandeau(quoi: str, refuse: Refus) -> Html:
    liste = balise("ul", assembler(*(balise("li", f.phrase()) for f in refuse.fautes[:FAUTES_MONTREES])))
    depuis = f", en place depuis le {_moment(refuse.en_place_depuis)}" if refuse.en_place_depuis else ""
    return balise(
        "div",
        balise("strong", f"Une modification des {quoi} a été refusée le {_moment(refuse.constate)}. "),
        f"{CE_QUI_RESTE[quoi]} restent ceux d'avant{depuis}. ",
        depliant("Voir pourquoi et comment les corriger", liste),
        classe="reserve",
        role="status",
    )


def _moment(quand: dt.datetime) -> str:
    """« 22 novembre 2026 à 14 h 05 », à l'heure de la machine."""
    return f"{date_lisible(f'{quand:%Y-%m-%d}')} à {quand:%H}{INSECABLE}h{INSECABLE}{quand:%M}"
