"""Une porte à mot de passe : celle du comité, celle de l'équipe.

Le mot de passe n'est ni dans l'adresse, ni dans les journaux, ni gardé après l'essai. La session ne
retient qu'une empreinte : changer le mot de passe, ou relancer le serveur, referme tout.
"""

import hmac
import os
import secrets
from dataclasses import dataclass
from math import ceil
from unicodedata import normalize

import streamlit as st

from components import essais
from components.html import balise, montrer
from data.formats import pluriel

LONGUEUR_MINIMALE, LONGUEUR_MAXIMALE = 10, 200
MINUTE, LARGEUR = 60, 320
_CLE = secrets.token_bytes(32)  # neuve à chaque démarrage


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
        lu: object = os.environ.get(self.variable, "")
        if not lu:
            try:
                connus = st.secrets.load_if_toml_exists() and self.variable in st.secrets
                lu = st.secrets[self.variable] if connus else ""
            except (OSError, ValueError):  # un fichier de secrets mal écrit ne donne accès à rien
                lu = ""
        return propre(lu) if isinstance(lu, str) else ""

    def posee(self) -> bool:
        """Vrai s'il y a un mot de passe, et qu'il est assez long pour garder quelque chose."""
        return len(self.mot_de_passe()) >= LONGUEUR_MINIMALE

    def est_ouverte(self) -> bool:
        """Vrai si cette session a donné le mot de passe en cours."""
        attendu, donnee = self.mot_de_passe(), st.session_state.get(self.ouvert, "")
        return len(attendu) >= LONGUEUR_MINIMALE and hmac.compare_digest(str(donnee), empreinte(attendu))

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
        if not saisi or len(attendu) < LONGUEUR_MINIMALE:
            return
        compte, message = f"{self.nom}_essais", f"{self.nom}_message"
        maintenant = essais.horloge()
        delai = essais.attente(st.session_state, maintenant, compte) or essais.COMMUNS.reserver(maintenant)
        if delai:
            st.session_state[message] = f"Trop d'essais : réessayer dans {duree(delai)}."
        elif hmac.compare_digest(empreinte(saisi), empreinte(attendu)):
            essais.COMMUNS.rendre(maintenant)
            essais.oublier(st.session_state, compte)
            st.session_state[self.ouvert] = empreinte(attendu)
        else:
            essais.noter_echec(st.session_state, maintenant, compte)
            delai = essais.attente(st.session_state, maintenant, compte)
            st.session_state[message] = f"Ce n'est pas le bon mot de passe. Nouvel essai possible dans {duree(delai)}."


def propre(texte: str) -> str:
    """Sans espaces autour, et les accents écrits d'une seule façon quel que soit le clavier."""
    return normalize("NFC", texte.strip())


def empreinte(mot: str) -> str:
    """Ce que la session garde du mot de passe : inutile ailleurs, et après un redémarrage."""
    return hmac.new(_CLE, mot.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def duree(secondes: float) -> str:
    """0,4 -> « 1 seconde » ; 900 -> « 15 minutes »."""
    if secondes < MINUTE:
        n = ceil(secondes)
        return f"{n} {pluriel(n, 'seconde')}"
    n = ceil(secondes / MINUTE)
    return f"{n} {pluriel(n, 'minute')}"
