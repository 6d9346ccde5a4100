"""Une personne connectée, par le vrai canal WebSocket de Streamlit, sans navigateur.

Elle ouvre le canal, demande une page, attend que le serveur ait fini d'exécuter son script, puis clique : une
nouvelle exécution de la même session, avec d'autres filtres. Seul le temps du serveur et du canal est compté.
"""

import asyncio
import time
from dataclasses import dataclass

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.outils.canal import adresse_du_canal, demande_de_page

DELAI = 120.0


class PageEnErreur(Exception):
    """La page n'a montré qu'un message d'erreur."""


@dataclass(slots=True)
class Personne:
    """Une session ouverte : son canal."""

    canal: ClientConnection

    async def demander(self, page: str, filtres: str = "") -> float:
        """Demande une page (« credits », « » pour l'accueil) ; rend les secondes jusqu'à la fin du script.

        Lève TimeoutError au bout de deux minutes, PageEnErreur, et ce que lève un canal coupé.
        """
        debut = time.perf_counter()
        await self.canal.send(demande_de_page(page, filtres))
        await asyncio.wait_for(self._attendre_fin(), DELAI)
        return time.perf_counter() - debut

    async def _attendre_fin(self) -> None:
        while True:
            trame = await self.canal.recv()
            # La fin d'exécution est un message de quelques octets : les gros n'ont pas à être décodés.
            if len(trame) > 400:
                continue
            message = ForwardMsg()
            message.ParseFromString(trame)
            genre = message.WhichOneof("type")
            if genre == "script_finished":
                return
            if genre == "delta" and message.delta.new_element.WhichOneof("type") == "alert":
                # Une page en erreur est rapide : la compter fausserait la mesure.
                raise PageEnErreur(message.delta.new_element.alert.body)


async def entrer(adresse: str) -> Personne:
    """Ouvre une session neuve sur le serveur d'`adresse` (« http://localhost:8501 »)."""
    return Personne(
        await connect(
            adresse_du_canal(adresse),
            subprotocols=["streamlit"],
            origin=adresse,
            max_size=None,
            ping_interval=None,
            open_timeout=DELAI,
        )
    )
