"""Entrer avec un compte (OpenID Connect) plutôt qu'avec un mot de passe ; sans réglage, rien ne s'en voit.

Trois choses à régler : la section `[auth]` du fichier des secrets (celle de Streamlit), les bibliothèques Authlib et
httpx, et la liste des adresses permises. Sans liste, personne n'entre : n'importe quel compte du fournisseur le
pourrait sinon.
"""

import logging
import os
import re
from importlib.util import find_spec

import streamlit as st
from streamlit.auth_util import is_authlib_installed
from streamlit.errors import Error as ErreurDeStreamlit

from components.html import balise, montrer

COMPTES = "QPV_COMPTES_EQUIPE"
SANS_VERIFICATION = "QPV_COMPTES_SANS_VERIFICATION"
NON_VERIFIEE = "Le fournisseur de ce compte ne dit pas que son adresse est vérifiée : il n'ouvre rien."
_MESSAGE = "connexion_message"
_SEPARATEURS = re.compile(r"[\s,;]+")
_ADRESSE = re.compile(r"[^@\s]+@[^@\s]+")
journal = logging.getLogger("qpv")


def _secret(nom: str) -> object:
    """Ce que dit le fichier des secrets ; None s'il n'y en a pas, ou s'il est mal écrit."""
    try:
        return st.secrets[nom] if st.secrets.load_if_toml_exists() and nom in st.secrets else None
    except (OSError, ValueError):
        return None


def comptes_permis() -> frozenset[str]:
    """Les adresses (« prenom@ville.exemple ») et les domaines (« @ville.exemple ») permis, en minuscules.

    De la variable d'environnement, séparés par des espaces, virgules ou points-virgules ; à défaut du fichier des
    secrets, texte ou liste. Ce qui n'a pas de « @ » ne permet personne.
    """
    lu = os.environ.get(COMPTES) or _secret(COMPTES) or ""
    if not isinstance(lu, str | list):
        return frozenset()
    dits = _SEPARATEURS.split(lu) if isinstance(lu, str) else [str(x) for x in lu]
    return frozenset(dit.strip().casefold() for dit in dits if "@" in dit)


def demandee() -> bool:
    """Vrai si l'on a voulu une connexion par compte : une section `[auth]` et une liste d'adresses."""
    return bool(_secret("auth")) and bool(comptes_permis())


def bibliotheques_presentes() -> bool:
    """Vrai si ce que demande `st.login` est installé ; le tableau de bord n'en a pas besoin autrement."""
    return is_authlib_installed() and find_spec("httpx") is not None


def reglee() -> bool:
    """Vrai si la connexion par compte peut servir."""
    return demandee() and bibliotheques_presentes()


def adresse() -> str:
    """L'adresse du compte de cette session, en minuscules ; vide si personne n'est connecté ou si rien ne la prouve.

    Une adresse que le fournisseur ne dit pas vérifiée n'en prouve pas le titulaire. Quelques fournisseurs d'un seul
    organisme ne le disent jamais : SANS_VERIFICATION les admet alors, sauf s'ils disent qu'elle ne l'est pas.
    """
    if not reglee() or not st.user.get("is_logged_in"):
        return ""
    verifiee, lue = st.user.get("email_verified"), st.user.get("email")
    admise = verifiee in (True, "true") or (verifiee is None and _sans_verification())
    if not admise or not isinstance(lue, str) or not _ADRESSE.fullmatch(lue.strip()):
        return ""
    return lue.strip().casefold()


def _sans_verification() -> bool:
    return str(os.environ.get(SANS_VERIFICATION) or _secret(SANS_VERIFICATION) or "").casefold() in ("oui", "true", "1")


def est_permise() -> bool:
    """Vrai si cette session est celle d'un compte permis."""
    lue = adresse()
    permis = comptes_permis()
    return bool(lue) and (lue in permis or f"@{lue.rpartition('@')[2]}" in permis)


def proposer() -> None:
    """Le bouton pour entrer ; à un compte connecté mais pas permis, ce qu'il en est et le bouton pour en sortir."""
    if not demandee():
        return
    if not reglee():
        montrer(
            balise(
                "p",
                "La connexion par compte est réglée, mais Authlib et httpx ne sont pas installés.",
                classe="reserve",
            )
        )
        return
    if st.user.get("is_logged_in"):
        dit = "Ce compte n'est pas de ceux de l'équipe." if adresse() else NON_VERIFIEE
        montrer(balise("p", dit, classe="reserve", role="status"))
        sortir("Changer de compte")
        return
    st.button("Se connecter avec un compte", key="connexion_entrer", on_click=_entrer, icon=":material/login:")
    message = st.session_state.pop(_MESSAGE, "")
    if message:
        montrer(balise("p", message, classe="reserve", role="alert"))


def sortir(libelle: str = "Se déconnecter") -> None:
    """Le bouton qui quitte le compte, s'il y en a un."""
    if reglee() and st.user.get("is_logged_in"):
        st.button(libelle, key="connexion_sortir", on_click=st.logout, type="tertiary")


def _entrer() -> None:
    """Part chez le fournisseur ; une section `[auth]` incomplète se dit, sans montrer ce qu'elle contient."""
    try:
        st.login()
    except ErreurDeStreamlit:
        journal.exception("La connexion par compte est mal réglée")
        st.session_state[_MESSAGE] = (
            "La connexion par compte est mal réglée : le détail est dans le journal du serveur."
        )
