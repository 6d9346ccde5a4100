"""Ce qu'un dépôt de fichier peut occuper en mémoire : borné par fichier, par visiteur et pour tout le serveur.

Streamlit accepte d'une session autant de fichiers qu'elle en envoie, et les garde jusqu'à son départ, même si la page
n'en demande pas. On refuse avant lui, en français, ce qui déborde ; et on lui fait oublier les anciens fichiers d'une
session, dont la page a déjà pris ce qu'il lui fallait.
"""

import logging
from contextlib import suppress
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

journal = logging.getLogger("qpv")

ADRESSE = "/_stcore/upload_file/"
MEGA = 1024 * 1024
FICHIERS_PAR_SESSION = 2  # le fichier déposé, et celui qui le remplace
TOTAL_MAXIMAL = 200 * MEGA
ENSEMBLE = 6  # dépôts en cours à la fois, chacun d'un fichier au plus


class Refus(NamedTuple):
    """Un dépôt refusé : le code HTTP et la phrase."""

    code: int
    phrase: str


class Depots:
    """Devant l'adresse où Streamlit reçoit les fichiers ; laisse passer tout le reste."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._en_cours = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse le dépôt de trop ; sinon le laisse faire, puis fait oublier les fichiers d'avant de la session."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(ADRESSE):
            await self.app(scope, receive, send)
            return
        session, _, fichier = scope["path"][len(ADRESSE) :].partition("/")
        refus = self._refus(session, Headers(scope=scope).get("content-length", ""))
        if refus is not None:
            journal.warning("Dépôt refusé : %s", refus.phrase)
            await PlainTextResponse(refus.phrase, status_code=refus.code)(scope, receive, send)
            return
        codes: list[int] = []

        async def envoyer(message: Message) -> None:
            if message["type"] == "http.response.start":
                codes.append(message["status"])
            await send(message)

        self._en_cours += 1
        try:
            await self.app(scope, receive, envoyer)
        finally:
            self._en_cours -= 1
            if codes and codes[0] < 300:
                oublier_les_anciens(_gardien(), session, fichier)

    def _refus(self, session: str, longueur: str) -> Refus | None:
        """Pourquoi ce dépôt ne peut pas entrer, ou None. longueur : l'en-tête, qui peut manquer ou mentir.

        Streamlit recompte les octets à mesure qu'ils arrivent : un mensonge ne passe pas, il est refusé plus tard.
        """
        maximum = config.get_option("server.maxUploadSize")
        if not Runtime.exists() or not Runtime.instance().is_active_session(session):
            return Refus(400, "Cette page n'est plus reliée au serveur : la recharger, puis déposer le fichier.")
        with suppress(ValueError):
            if int(longueur) > maximum * MEGA:
                return Refus(413, f"Le fichier dépasse {maximum} Mo : le réduire, ou passer par la commande.")
        if self._en_cours >= ENSEMBLE:
            return Refus(503, "Trop de fichiers arrivent en même temps : réessayer dans une minute.")
        if octets_gardes(_gardien()) + maximum * MEGA > TOTAL_MAXIMAL:
            return Refus(507, "Le serveur garde déjà trop de fichiers déposés : réessayer dans quelques minutes.")
        return None


def _gardien() -> MemoryUploadedFileManager:
    return Runtime.instance().uploaded_file_mgr


def octets_gardes(gardien: MemoryUploadedFileManager) -> int:
    """Les octets de tous les fichiers déposés que Streamlit garde, toutes sessions ensemble."""
    return sum(s.byte_length for famille in gardien.get_stats().values() for s in famille)


def oublier_les_anciens(gardien: MemoryUploadedFileManager, session: str, dernier: str) -> None:
    """Ne laisse à la session que ses fichiers les plus récents, `dernier` compris."""
    siens = [f for f in gardien.file_storage.get(session, {}) if f != dernier]
    for fichier in siens[: max(0, len(siens) - (FICHIERS_PAR_SESSION - 1))]:
        gardien.remove_file(session, fichier)
