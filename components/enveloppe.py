"""L'intergiciel de la page HTML (langue, en-têtes de sécurité) et le message en cas d'erreur."""

import logging
from collections.abc import Callable

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

journal = logging.getLogger("qpv")

# Des en-têtes que tout hébergeur attend. La politique de contenu complète demande de mesurer ce
# que Streamlit et Leaflet exigent : elle n'est pas posée à moitié.
ENTETES = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
# Un lien profond serait sinon servi compressé, ou « non modifié », et la langue resterait anglaise.
A_RETIRER = (b"accept-encoding", b"if-none-match", b"if-modified-since")
# Les dossiers que Streamlit, ses composants et app.py servent.
SERVIS = ("_stcore", "component", "static", "media", "leaflet", "app", "vendor")
INTROUVABLE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Page introuvable</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="font:18px/1.5 sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem"><main>
<h1>Page introuvable</h1><p>Cette adresse n'existe pas dans ce tableau de bord. Le lien est peut-être incomplet.</p>
<p><a href="/">Revenir à l'accueil</a></p></main></body></html>"""
ANGLAIS, FRANCAIS = b'<html lang="en"', b'<html lang="fr"'


class EnFrancais:
    """Rend `<html lang="fr">` et les en-têtes de sécurité sur toutes les adresses."""

    def __init__(self, app: ASGIApp, existe: Callable[[str], bool]) -> None:
        self.app = app
        self.existe = existe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Répond « introuvable » aux adresses inconnues ; sinon passe la main, et francise ce qui revient."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        page = any(nom == b"accept" and b"text/html" in valeur for nom, valeur in scope["headers"])
        if page and not self._connue(scope["path"]):
            # Sans cela, Streamlit répond par une boîte de dialogue en anglais, ou ne répond pas.
            await HTMLResponse(INTROUVABLE, status_code=404, headers=ENTETES)(scope, receive, send)
            return
        if page:
            entetes = [(n, v) for n, v in scope["headers"] if n not in A_RETIRER]
            scope = {**scope, "headers": entetes}

        async def envoyer(message: Message) -> None:
            if message["type"] == "http.response.start":
                entetes = MutableHeaders(scope=message)
                for nom, valeur in ENTETES.items():
                    entetes[nom] = valeur
            elif page and message["type"] == "http.response.body":
                # Même longueur : Content-Length reste juste. La balise est dans le premier bloc.
                message["body"] = message.get("body", b"").replace(ANGLAIS, FRANCAIS, 1)
            await send(message)

        await self.app(scope, receive, envoyer)

    def _connue(self, chemin: str) -> bool:
        """Vrai pour une page, ou pour ce que Streamlit et Leaflet servent eux-mêmes."""
        nu = chemin.strip("/")
        premier = nu.partition("/")[0]
        return premier in SERVIS or "." in nu.rpartition("/")[2] or self.existe(nu)


def erreur_de_page(erreur: Exception) -> bool:
    """Une erreur du script : le détail au journal, une phrase à l'écran, jamais de trace."""
    journal.error("Erreur pendant l'affichage d'une page", exc_info=erreur)
    st.error(
        "Cette page n'a pas pu s'afficher. Le détail est dans le journal du serveur. "
        "Les autres pages restent utilisables ; vous pouvez aussi recharger celle-ci."
    )
    return True
