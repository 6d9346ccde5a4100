"""Qui peut ouvrir un canal WebSocket : une page servie par ce tableau de bord, et elle seule.

Streamlit fait ce contrôle aussi, mais, devant une origine étrangère, il demande d'abord son adresse publique à un
serveur extérieur, en arrêtant tout le monde jusqu'à deux secondes. On refuse donc avant lui.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Receive, Send
from streamlit import config


def origine_admise(entetes: Headers) -> bool:
    """Vrai si la page qui ouvre le canal vient du même nom d'hôte et du même port, ou d'une origine déclarée.

    Les origines déclarées sont celles de `server.corsAllowedOrigins`, comme pour Streamlit. Un programme, qui n'envoie
    pas d'origine, passe : ce contrôle protège les navigateurs des autres sites.
    """
    origine = entetes.get("origin")
    if origine is None:
        return True
    try:
        hote = urlsplit(origine).netloc
    except ValueError:
        return False
    return bool(hote) and (hote == entetes.get("host") or origine in config.get_option("server.corsAllowedOrigins"))


async def refuser_le_canal(receive: Receive, send: Send) -> None:
    """Refuse la poignée de main : le navigateur lit une réponse 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})
