"""Une personne connectée, par le vrai canal WebSocket de Streamlit, sans navigateur.

Elle ouvre le canal, demande une page, attend que le serveur ait fini d'exécuter son script, puis clique : une
nouvelle exécution de la même session, avec d'autres filtres. Seul le temps du serveur et du canal est compté.
"""

import asyncio
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

DELAI = 120.0


@dataclass(slots=True)
class Personne:
    """Une session ouverte : son canal, ce qu'elle a reçu (octets), et combien d'exécutions ont fini."""

    canal: ClientConnection
    octets: int = 0
    finies: int = 0
    fautes: list[str] = field(default_factory=list)

    async def demander(self, page: str, filtres: str = "") -> float:
        """Demande une page (« credits », « » pour l'accueil) ; rend les secondes jusqu'à la fin du script.

        Lève TimeoutError au bout de deux minutes, et ce que lève un canal coupé.
        """
        demande = BackMsg()
        demande.rerun_script.query_string = filtres
        demande.rerun_script.page_name = page
        debut = time.perf_counter()
        await self.canal.send(demande.SerializeToString())
        await asyncio.wait_for(self._attendre_fin(), DELAI)
        return time.perf_counter() - debut

    async def _attendre_fin(self) -> None:
        while True:
            trame = await self.canal.recv()
            self.octets += len(trame)
            # La fin d'exécution est un message de quelques octets : les gros n'ont pas à être décodés.
            if len(trame) > 400:
                continue
            message = ForwardMsg()
            message.ParseFromString(trame)
            genre = message.WhichOneof("type")
            if genre == "script_finished":
                self.finies += 1
                return
            if genre == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
                self.fautes.append(message.delta.new_element.exception.message)


async def entrer(adresse: str) -> Personne:
    """Ouvre une session neuve sur le serveur d'`adresse` (« http://localhost:8501 »)."""
    canal = adresse.replace("http", "ws", 1) + "/_stcore/stream"
    return Personne(
        await connect(
            canal, subprotocols=["streamlit"], origin=adresse, max_size=None, ping_interval=None, open_timeout=DELAI
        )
    )
