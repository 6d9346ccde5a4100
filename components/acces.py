"""Ce qui est réservé au comité : montré après un mot de passe, caché s'il n'y en a pas, jamais exporté.

Le mot de passe n'est ni dans l'adresse, ni dans les journaux, ni gardé après l'essai. La session ne
retient qu'une empreinte : changer le mot de passe, ou relancer le serveur, referme tout.
"""

import hmac
import os
import secrets
from collections.abc import Callable, Sequence
from math import ceil
from unicodedata import normalize

import streamlit as st

from components import essais
from components.html import Html, assembler, balise, montrer
from components.tableaux import depliant
from components.textes import afficher_textes
from data.formats import pluriel
from data.modele import Bloc

VARIABLE = "QPV_MOT_DE_PASSE_COMITE"
LONGUEUR_MINIMALE, LONGUEUR_MAXIMALE = 10, 200
SAISIE, OUVERT, MESSAGE = "comite_saisie", "comite_ouvert", "comite_message"
MINUTE, LARGEUR = 60, 320
_CLE = secrets.token_bytes(32)  # neuve à chaque démarrage


def mot_de_passe() -> str:
    """Celui de la variable QPV_MOT_DE_PASSE_COMITE, à défaut du fichier des secrets ; vide s'il n'y en a pas."""
    lu: object = os.environ.get(VARIABLE, "")
    if not lu:
        try:
            lu = st.secrets[VARIABLE] if st.secrets.load_if_toml_exists() and VARIABLE in st.secrets else ""
        except (OSError, ValueError):  # un fichier de secrets mal écrit ne donne accès à rien
            lu = ""
    return _propre(lu) if isinstance(lu, str) else ""


def est_ouvert() -> bool:
    """Vrai si cette session a donné le mot de passe en cours."""
    attendu, donnee = mot_de_passe(), st.session_state.get(OUVERT, "")
    return len(attendu) >= LONGUEUR_MINIMALE and hmac.compare_digest(str(donnee), _empreinte(attendu))


def afficher_reserve(nombre: int, blocs: Callable[[], Sequence[Bloc]]) -> None:
    """Dit que `nombre` observations sont réservées ; `blocs` n'est appelé qu'une fois l'accès ouvert."""
    if not nombre:
        return
    if est_ouvert():
        st.button("Refermer l'accès du comité", key="comite_fermer", on_click=_fermer)
        for bloc in blocs():
            afficher_textes(bloc, exportable=False)
        return
    with st.container(border=True, key="bloc_comite"):
        sont = pluriel(nombre, "observation est réservée", "observations sont réservées")
        phrase = balise("p", f"{nombre} {sont} au comité.", classe="phrase")
        montrer(assembler(balise("h3", "Réservé au comité"), phrase))
        if len(mot_de_passe()) >= LONGUEUR_MINIMALE:
            _formulaire()
        else:
            montrer(_mode_d_emploi(trop_court=bool(mot_de_passe())))


def _formulaire() -> None:
    with st.form("comite", clear_on_submit=True, border=False):
        st.text_input(
            "Mot de passe du comité",
            type="password",
            key=SAISIE,
            max_chars=LONGUEUR_MAXIMALE,
            autocomplete="off",
            width=LARGEUR,
        )
        st.form_submit_button("Ouvrir", on_click=_essayer)
    message = st.session_state.pop(MESSAGE, "")
    if message:
        montrer(balise("p", message, classe="reserve", role="status"))


def _mode_d_emploi(trop_court: bool) -> Html:
    """Pour l'équipe : comment ouvrir, à un clic pour ne pas gêner les autres lecteurs."""
    raison = (
        f"Le mot de passe posé est trop court : il en faut un d'au moins {LONGUEUR_MINIMALE} caractères. "
        if trop_court
        else "Aucun mot de passe n'est posé sur ce tableau de bord : elles restent cachées. "
    )
    return depliant(
        "Comment l'équipe peut les ouvrir",
        balise(
            "p",
            raison,
            "Mettre dans la variable ",
            balise("code", VARIABLE),
            f" un mot de passe d'au moins {LONGUEUR_MINIMALE} caractères (ou l'écrire, entre guillemets, dans le fichier ",
            balise("code", ".streamlit/secrets.toml"),
            f" sous le nom {VARIABLE}), puis relancer le tableau de bord. "
            "Ces textes n'entrent dans aucun fichier téléchargé.",
            classe="source",
        ),
    )


def _essayer() -> None:
    """L'essai d'un mot de passe ; ce qui a été saisi est oublié aussitôt."""
    saisi = _propre(st.session_state.get(SAISIE, "")[:LONGUEUR_MAXIMALE])
    st.session_state[SAISIE] = ""
    attendu = mot_de_passe()
    if not saisi or len(attendu) < LONGUEUR_MINIMALE:
        return
    maintenant = essais.horloge()
    delai = essais.attente(st.session_state, maintenant) or essais.COMMUNS.reserver(maintenant)
    if delai:
        st.session_state[MESSAGE] = f"Trop d'essais : réessayer dans {_duree(delai)}."
    elif hmac.compare_digest(_empreinte(saisi), _empreinte(attendu)):
        essais.COMMUNS.rendre(maintenant)
        essais.oublier(st.session_state)
        st.session_state[OUVERT] = _empreinte(attendu)
    else:
        essais.noter_echec(st.session_state, maintenant)
        delai = essais.attente(st.session_state, maintenant)
        st.session_state[MESSAGE] = f"Ce n'est pas le bon mot de passe. Nouvel essai possible dans {_duree(delai)}."


def _fermer() -> None:
    st.session_state.pop(OUVERT, None)


def _propre(texte: str) -> str:
    """Sans espaces autour, et les accents écrits d'une seule façon quel que soit le clavier."""
    return normalize("NFC", texte.strip())


def _empreinte(mot: str) -> str:
    return hmac.new(_CLE, mot.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def _duree(secondes: float) -> str:
    """0,4 -> « 1 seconde » ; 900 -> « 15 minutes »."""
    if secondes < MINUTE:
        n = ceil(secondes)
        return f"{n} {pluriel(n, 'seconde')}"
    n = ceil(secondes / MINUTE)
    return f"{n} {pluriel(n, 'minute')}"
