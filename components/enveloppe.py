"""L'intergiciel de toutes les réponses (langue, en-têtes de sécurité, portes closes) et le message en cas d'erreur."""

import logging
from collections.abc import Callable

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.origine import origine_admise, refuser_le_canal
from components.page_francaise import franciser
from components.page_nue import introuvable
from components.politique import entetes

journal = logging.getLogger("qpv")

# Un lien profond serait sinon servi compressé, ou « non modifié », et la langue resterait anglaise.
A_RETIRER = (b"accept-encoding", b"if-none-match", b"if-modified-since")
# Les dossiers dont un navigateur demande des fichiers : ceux de Streamlit, de ses composants, d'app.py.
DOSSIERS = ("component", "static", "media", "leaflet", "statique", "app", "vendor")
# « auth » et « oauth2callback » : l'aller et le retour d'une connexion par compte (components/connexion.py).
EXACTES = ("_stcore/health", "_stcore/host-config", "auth/login", "auth/logout", "oauth2callback")
# Ce que Streamlit répond à n'importe qui, et dont personne ne se sert ici : ses compteurs (sessions, mémoire), son
# interface pour les programmes, l'exécution d'essai de la page.
CLOSES = ("/_stcore/metrics", "/_stcore/agent/", "/_stcore/script-health-check")


class EnFrancais:
    """Rend `<html lang="fr">` et les en-têtes de sécurité sur toutes les adresses ; ferme ce qui ne sert pas."""

    def __init__(self, app: ASGIApp, existe: Callable[[str], bool]) -> None:
        self.app = app
        self.existe = existe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Répond « introuvable » aux adresses inconnues ; sinon passe la main, et francise ce qui revient."""
        if scope["type"] == "websocket" and not origine_admise(Headers(scope=scope)):
            await refuser_le_canal(receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        chemin, https = scope["path"], scope.get("scheme") == "https"
        hote = Headers(scope=scope).get("host", "")
        page = any(nom == b"accept" and b"text/html" in valeur for nom, valeur in scope["headers"])
        perdue = page and not self._connue(chemin)

        debut: Message | None = None  # retenu jusqu'au corps, dont il dit la longueur

        async def envoyer(message: Message) -> None:
            nonlocal debut
            if message["type"] == "http.response.start":
                poses = MutableHeaders(scope=message)
                html = poses.get("content-type", "").startswith("text/html")
                for nom, valeur in entetes(chemin, html, https, hote).items():
                    # Une page de nos mains porte déjà sa propre politique, plus étroite.
                    if nom != "Content-Security-Policy" or nom not in poses:
                        poses[nom] = valeur
                if page and html and not perdue:
                    debut = message
                    return
            elif debut is not None:
                # La page tient dans le premier morceau ; celle d'une demande d'en-têtes n'a pas de corps.
                recu = message.get("body", b"")
                message["body"] = franciser(recu)
                poses = MutableHeaders(scope=debut)
                if "content-length" in poses and recu:
                    poses["content-length"] = str(int(poses["content-length"]) + len(message["body"]) - len(recu))
                await send(debut)
                debut = None
            await send(message)

        if chemin.startswith(CLOSES):
            await PlainTextResponse("Rien à cette adresse.", status_code=404)(scope, receive, envoyer)
        elif perdue:
            # Sans cela, Streamlit répond par une boîte de dialogue en anglais, ou ne répond pas.
            await introuvable()(scope, receive, envoyer)
        else:
            if page:
                scope = {**scope, "headers": [(n, v) for n, v in scope["headers"] if n not in A_RETIRER]}
            await self.app(scope, receive, envoyer)

    def _connue(self, chemin: str) -> bool:
        """Vrai pour une page, ou pour ce que Streamlit et Leaflet servent eux-mêmes."""
        nu = chemin.strip("/")
        dossier, _, fichier = nu.partition("/")
        # Une page HTML de « static » n'existe pas : Streamlit rendrait la sienne, puis un avis en anglais.
        servi = dossier in DOSSIERS and "." in fichier and not (dossier == "static" and fichier.endswith(".html"))
        return servi or nu in EXACTES or self.existe(nu)


def erreur_de_page(erreur: Exception) -> bool:
    """Une erreur du script : le détail au journal, une phrase à l'écran, jamais de trace."""
    journal.error("Erreur pendant l'affichage d'une page", exc_info=erreur)
    st.error(
        "Cette page n'a pas pu s'afficher. Le détail est dans le journal du serveur. "
        "Les autres pages restent utilisables ; vous pouvez aussi recharger celle-ci."
    )
    return True
