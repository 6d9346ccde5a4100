"""Une porte à mot de passe : celle du comité, celle de l'équipe, celle de la lecture.

Le mot de passe n'est ni dans l'adresse, ni dans les journaux, ni gardé après l'essai. On ne retient
qu'une empreinte : changer le mot de passe referme tout.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from unicodedata import normalize

import streamlit as st
from streamlit import config
from streamlit.web.server.server_util import get_cookie_secret

from components import essais
from components.html import balise, montrer
from data.formats import pluriel

LONGUEUR_MINIMALE, LONGUEUR_MAXIMALE = 10, 200
MINUTE, LARGEUR = 60, 320
_CLE_DU_PROCESSUS = secrets.token_bytes(32)  # neuve à chaque démarrage


@dataclass(frozen=True, slots=True)
class Porte:
    """Ce qu'ouvre un mot de passe. variable : celle de l'environnement (ou du fichier des secrets) ; nom : celui de
    ses clés de session ; libelle : l'étiquette du champ."""

    variable: str
    nom: str
    libelle: str

    @property
    def saisie(self) -> str:
        """La clé du champ de saisie."""
        return f"{self.nom}_saisie"

    @property
    def ouvert(self) -> str:
        """La clé de session qui garde l'empreinte du mot de passe donné."""
        return f"{self.nom}_ouvert"

    def mot_de_passe(self) -> str:
        """Celui de la variable d'environnement, à défaut du fichier des secrets ; vide s'il n'y en a pas."""
        lu = self._lu()
        return propre(lu) if isinstance(lu, str) else ""

    def demandee(self) -> bool:
        """Vrai si quelqu'un a voulu poser un mot de passe, même mal : trop court, sans guillemets, fichier illisible.

        Ce qui doit rester fermé faute de mot de passe utilisable se règle là-dessus.
        """
        lu = self._lu()
        return lu is None or lu != ""

    def _lu(self) -> object:
        """Ce qui est écrit, tel quel ; « » si rien ne l'est, None si le fichier des secrets existe et ne se lit pas."""
        lu = os.environ.get(self.variable, "")
        if lu:
            return lu
        try:
            if st.secrets.load_if_toml_exists():
                return st.secrets.get(self.variable, "")
        except (OSError, ValueError):  # un fichier de secrets mal écrit ne donne accès à rien
            return None
        return None if any(Path(f).is_file() for f in config.get_option("secrets.files")) else ""

    def posee(self) -> bool:
        """Vrai s'il y a un mot de passe, assez long pour garder quelque chose, et qui tient dans le champ."""
        return utilisable(self.mot_de_passe())

    def est_ouverte(self) -> bool:
        """Vrai si cette session a donné le mot de passe en cours."""
        attendu, donnee = self.mot_de_passe(), st.session_state.get(self.ouvert, "")
        return utilisable(attendu) and hmac.compare_digest(str(donnee), empreinte(attendu))

    def fermer(self) -> None:
        """Referme, pour cette session."""
        st.session_state.pop(self.ouvert, None)

    def formulaire(self) -> None:
        """Le champ du mot de passe, et ce que le dernier essai a donné."""
        with st.form(self.nom, clear_on_submit=True, border=False):
            st.text_input(
                self.libelle,
                type="password",
                key=self.saisie,
                max_chars=LONGUEUR_MAXIMALE,
                autocomplete="off",
                width=LARGEUR,
            )
            st.form_submit_button("Ouvrir", on_click=self._essayer)
        message = st.session_state.pop(f"{self.nom}_message", "")
        if message:
            montrer(balise("p", message, classe="reserve", role="status"))

    def _essayer(self) -> None:
        """L'essai d'un mot de passe ; ce qui a été saisi est oublié aussitôt."""
        saisi = propre(st.session_state.get(self.saisie, "")[:LONGUEUR_MAXIMALE])
        st.session_state[self.saisie] = ""
        attendu = self.mot_de_passe()
        if not saisi or not utilisable(attendu):
            return
        compte, message = f"{self.nom}_essais", f"{self.nom}_message"
        maintenant = essais.horloge()
        delai = essais.attente(st.session_state, maintenant, compte)
        if delai:
            st.session_state[message] = trop_d_essais(delai)
            return
        juste, delai = self.juger(saisi, maintenant, st.context.ip_address or "")
        if juste:
            essais.oublier(st.session_state, compte)
            st.session_state[self.ouvert] = empreinte(attendu)
        elif delai:
            st.session_state[message] = trop_d_essais(delai)
        else:
            essais.noter_echec(st.session_state, maintenant, compte)
            delai = essais.attente(st.session_state, maintenant, compte)
            st.session_state[message] = f"Ce n'est pas le bon mot de passe. Nouvel essai possible dans {duree(delai)}."

    def juger(self, saisi: str, maintenant: float, poste: str) -> tuple[bool, float]:
        """(vrai si c'est le bon mot de passe, secondes à attendre si tout le serveur a trop essayé).

        saisi : déjà passé par `propre`, non vide ; maintenant : de `essais.horloge` ; poste : l'adresse de qui essaie.
        La comparaison prend le même temps, que le début du mot soit bon ou non.
        """
        delai = essais.COMMUNS.reserver(maintenant, self.nom, poste)
        if delai:
            return False, delai
        juste = self.posee() and hmac.compare_digest(empreinte(saisi), empreinte(self.mot_de_passe()))
        if juste:
            essais.COMMUNS.rendre(maintenant, self.nom, poste)
        return juste, 0.0


def utilisable(mot: str) -> bool:
    """Vrai pour un mot de passe assez long pour garder quelque chose, et assez court pour tenir dans le champ."""
    return LONGUEUR_MINIMALE <= len(mot) <= LONGUEUR_MAXIMALE


def propre(texte: str) -> str:
    """Sans espaces autour, et les accents écrits d'une seule façon quel que soit le clavier."""
    return normalize("NFC", texte.strip())


def empreinte(mot: str) -> str:
    """Ce qui est gardé du mot de passe : inutile ailleurs, et dès que la clé du serveur change."""
    return hmac.new(cle(), mot.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def cle() -> bytes:
    """La clé des empreintes : déduite du secret des témoins de Streamlit, à défaut neuve à chaque démarrage.

    Le secret (`server.cookieSecret`) est tiré au hasard à chaque démarrage si personne ne l'écrit ; écrit, il est le
    même sur plusieurs serveurs, et ce que l'un a ouvert l'est pour les autres.
    """
    try:
        secret = get_cookie_secret()
    except (OSError, ValueError):  # un fichier de secrets mal écrit
        secret = ""
    return hashlib.sha256(b"qpv:" + secret.encode()).digest() if secret else _CLE_DU_PROCESSUS


def trop_d_essais(secondes: float) -> str:
    """La phrase de qui doit attendre."""
    return f"Trop d'essais : réessayer dans {duree(secondes)}."


def duree(secondes: float) -> str:
    """0,4 -> « 1 seconde » ; 900 -> « 15 minutes »."""
    if secondes < MINUTE:
        n = ceil(secondes)
        return f"{n} {pluriel(n, 'seconde')}"
    n = ceil(secondes / MINUTE)
    return f"{n} {pluriel(n, 'minute')}"
