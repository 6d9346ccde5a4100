"""Une session ouverte par le vrai canal WebSocket, sans navigateur : de quoi lui déposer des fichiers."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

BORD = "qpvlimite"


@dataclass(frozen=True, slots=True)
class Reponse:
    """Une réponse HTTP : le code, les en-têtes (noms en minuscules), le texte."""

    code: int
    entetes: dict[str, str]
    texte: str


def demander(adresse: str, chemin: str, methode: str = "GET", corps: bytes | None = None, **entetes: str) -> Reponse:
    """Une requête telle quelle, ni nettoyée ni suivie. entetes : `Sec_Fetch_Site` s'envoie `Sec-Fetch-Site`."""
    parties = urlsplit(adresse)
    liaison = http.client.HTTPConnection(parties.hostname, parties.port, timeout=60)
    try:
        poses = {nom.replace("_", "-"): valeur for nom, valeur in entetes.items()}
        liaison.request(methode, chemin, body=corps, headers=poses)
        recue = liaison.getresponse()
        texte = recue.read().decode("utf-8", "replace")
        return Reponse(recue.status, {n.lower(): v for n, v in recue.getheaders()}, texte)
    finally:
        liaison.close()


def adresse_du_canal(adresse: str) -> str:
    """L'adresse WebSocket du serveur d'`adresse` (« http://localhost:8501 »)."""
    return adresse.replace("http", "ws", 1) + "/_stcore/stream"


def demande_de_page(page: str, filtres: str) -> bytes:
    """Le message qui demande d'exécuter une page, comme le navigateur l'envoie."""
    demande = BackMsg()
    demande.rerun_script.query_string, demande.rerun_script.page_name = filtres, page
    return demande.SerializeToString()


@contextmanager
def session(adresse: str, page: str = "credits", filtres: str = "vue=charger") -> Iterator[str]:
    """Le numéro d'une session ouverte sur cette page, son script exécuté ; fermée à la sortie."""
    with connect(
        adresse_du_canal(adresse), subprotocols=["streamlit"], origin=adresse, max_size=None, open_timeout=60
    ) as ouvert:
        ouvert.send(demande_de_page(page, filtres))
        numero = ""
        while True:
            message = ForwardMsg()
            message.ParseFromString(ouvert.recv(timeout=60))
            if message.WhichOneof("type") == "new_session":
                numero = message.new_session.initialize.session_id
            if message.WhichOneof("type") == "script_finished":
                break
        yield numero


def deposer(adresse: str, numero: str, fichier: str, contenu: bytes, nom: str = "suivi.csv") -> Reponse:
    """Envoie un fichier à une session, comme le navigateur."""
    jeton = demander(adresse, "/_stcore/health").entetes["set-cookie"].partition(";")[0]
    corps = (
        f'--{BORD}\r\nContent-Disposition: form-data; name="f"; filename="{nom}"\r\nContent-Type: text/csv\r\n\r\n'
    ).encode() + contenu
    corps += f"\r\n--{BORD}--\r\n".encode()
    entetes = {
        "Content_Type": f"multipart/form-data; boundary={BORD}",
        "Cookie": jeton,
        "X_Xsrftoken": jeton.partition("=")[2],
    }
    return demander(adresse, f"/_stcore/upload_file/{numero}/{fichier}", "PUT", corps, **entetes)
