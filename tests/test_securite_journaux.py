"""Rien de secret dans le journal : ni mot de passe essayé, ni filtre d'adresse, ni nom de fichier, ni courriel.

Le journal est tout ce que le vrai serveur écrit, sortie ordinaire et sortie des erreurs réunies.
"""

from urllib.parse import quote, urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.outils.canal import demander, deposer, session
from tests.outils.serveur import serveur

LECTURE, COMITE, EQUIPE = "lecture-secrete-7301", "comite-secret-7302", "equipe-secrete-7303"
ESSAYE, SECRET = "essai-rate-7304", "temoins-secrets-7305-0123456789abcdef"
FILTRE, FICHIER = "filtre-7306", "suivi-7307.csv"
COURRIEL = "agent.7308@exemple.test"
TOUS = (LECTURE, COMITE, EQUIPE, ESSAYE, SECRET, FILTRE, FICHIER, COURRIEL)


@pytest.fixture
def journal() -> str:
    """Ce qu'a écrit un serveur où l'on a tout essayé, bon et mauvais."""
    variables = {
        "QPV_MOT_DE_PASSE_LECTURE": LECTURE,
        "QPV_MOT_DE_PASSE_COMITE": COMITE,
        "QPV_MOT_DE_PASSE_EQUIPE": EQUIPE,
        "STREAMLIT_SERVER_COOKIE_SECRET": SECRET,
    }
    formulaire = {"Content_Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    with serveur(**variables) as en_marche:
        adresse = en_marche.adresse
        for mot in (ESSAYE, LECTURE):
            recue = demander(
                adresse, f"/credits?x={FILTRE}", "POST", urlencode({"mot_de_passe": mot}).encode(), **formulaire
            )
        temoin = recue.entetes["set-cookie"].partition(";")[0]
        demander(adresse, f"/credits?x={FILTRE}", Cookie=temoin, Accept="text/html")
        demander(adresse, f"/media/{FICHIER}", Cookie=temoin)
        demander(adresse, f"/{quote(COURRIEL)}", Cookie=temoin, Accept="text/html")
        demander(adresse, f"/_stcore/upload_file/{FILTRE}/{FICHIER}", "PUT", b"x", Cookie=temoin)
        canal = adresse.replace("http", "ws", 1) + "/_stcore/stream"
        with connect(
            canal, subprotocols=["streamlit"], origin=adresse, additional_headers={"Cookie": temoin}, max_size=None
        ) as ouvert:
            demande = BackMsg()
            demande.rerun_script.page_name = "credits"
            demande.rerun_script.query_string = f"vue=charger&section={FILTRE}&quartier={quote(COURRIEL)}"
            ouvert.send(demande.SerializeToString())
            message = ForwardMsg()
            while message.WhichOneof("type") != "script_finished":
                message.ParseFromString(ouvert.recv(timeout=60))
            ouvert.send(f"illisible {ESSAYE}".encode())  # un message que le serveur ne comprend pas
        return en_marche.lire_journal()


def test_rien_de_secret_dans_le_journal(journal: str):
    assert "You can now view" in journal  # c'est bien ce que le serveur écrit
    assert [secret for secret in TOUS if secret in journal] == []
    assert quote(COURRIEL) not in journal


def test_un_fichier_depose_ne_laisse_ni_nom_ni_contenu(tableau_de_bord):
    contenu = f"annee;porteur\n2020;{COURRIEL}\n".encode()
    with session(tableau_de_bord.adresse) as numero:
        assert deposer(tableau_de_bord.adresse, numero, "f1", contenu, FICHIER).code == 204
    lu = tableau_de_bord.lire_journal()
    assert (FICHIER in lu, COURRIEL in lu) == (False, False)
