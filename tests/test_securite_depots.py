"""Ce qu'un dépôt peut occuper : par fichier, par session, pour tout le serveur ; et qui a le droit de déposer.

Les bornes sont celles de .streamlit/config.toml (20 Mo par fichier) et de l'en-tête de components/depots.py (deux
fichiers par session, 200 Mo en tout, six dépôts à la fois).
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.responses import PlainTextResponse
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from components import depots
from tests.outils.canal import demander, deposer, session
from tests.outils.serveur import Serveur

MEGA = 1024 * 1024


class FauxMoteur:
    """Ce que l'intergiciel demande à Streamlit : la session existe-t-elle, où sont les fichiers."""

    def __init__(self) -> None:
        self.uploaded_file_mgr = MemoryUploadedFileManager("/_stcore/upload_file")

    def is_active_session(self, numero: str) -> bool:
        return numero.startswith("s")

    def garder(self, numero: str, fichier: str, taille: int) -> None:
        self.uploaded_file_mgr.add_file(numero, UploadedFileRec(fichier, "f.csv", "text/csv", bytes(taille)))


@pytest.fixture
def moteur(monkeypatch: pytest.MonkeyPatch) -> FauxMoteur:
    faux = FauxMoteur()
    monkeypatch.setattr(depots.Runtime, "exists", lambda: True)
    monkeypatch.setattr(depots.Runtime, "instance", lambda: faux)
    return faux


def envoyer(application: depots.Depots, numero: str, fichier: str, longueur: str = "10") -> tuple[int, str]:
    """Le code et la phrase rendus à un dépôt."""
    recus: list[dict] = []

    async def recevoir() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def noter(message: dict) -> None:
        recus.append(message)

    portee = {
        "type": "http",
        "method": "PUT",
        "path": f"/_stcore/upload_file/{numero}/{fichier}",
        "headers": [(b"content-length", longueur.encode())],
    }
    # Dans un fil à part : un essai de navigateur, avant dans la même série, laisse une boucle ouverte dans celui-ci.
    with ThreadPoolExecutor(1) as fil:
        fil.submit(asyncio.run, application(portee, recevoir, noter)).result()
    return recus[0]["status"], b"".join(m.get("body", b"") for m in recus).decode()


def recevant(moteur: FauxMoteur, taille: int = 1) -> Callable:
    """Une application qui garde le fichier, comme Streamlit."""

    async def application(scope, receive, send):
        _, _, numero, fichier = scope["path"][1:].split("/")
        moteur.garder(numero, fichier, taille)
        await PlainTextResponse("", status_code=204)(scope, receive, send)

    return application


def test_une_session_ne_garde_que_ses_deux_derniers_fichiers(moteur: FauxMoteur):
    application = depots.Depots(recevant(moteur))
    for fichier in ("a", "b", "c", "d"):
        assert envoyer(application, "s1", fichier)[0] == 204
    envoyer(application, "s2", "z")
    assert list(moteur.uploaded_file_mgr.file_storage["s1"]) == ["c", "d"]
    assert list(moteur.uploaded_file_mgr.file_storage["s2"]) == ["z"]


def test_le_serveur_ne_garde_pas_plus_de_200_mo(moteur: FauxMoteur):
    application = depots.Depots(recevant(moteur, 20 * MEGA))
    codes = [envoyer(application, f"s{n}", "a") for n in range(11)]
    assert [c for c, _ in codes] == [204] * 10 + [507]
    assert codes[-1][1] == "Le serveur garde déjà trop de fichiers déposés : réessayer dans quelques minutes."
    assert depots.octets_gardes(moteur.uploaded_file_mgr) == 200 * MEGA
    moteur.uploaded_file_mgr.remove_session_files("s0")
    assert envoyer(application, "s99", "a")[0] == 204


def test_six_depots_a_la_fois_au_plus(moteur: FauxMoteur):
    application = depots.Depots(recevant(moteur))
    application._en_cours = 6
    assert envoyer(application, "s1", "a") == (
        503,
        "Trop de fichiers arrivent en même temps : réessayer dans une minute.",
    )
    application._en_cours = 5
    assert envoyer(application, "s1", "a")[0] == 204
    assert application._en_cours == 5  # la place est rendue


def test_la_place_est_rendue_meme_si_le_depot_echoue(moteur: FauxMoteur):
    async def casser(scope, receive, send):
        raise RuntimeError

    application = depots.Depots(casser)
    with pytest.raises(RuntimeError):
        envoyer(application, "s1", "a")
    assert application._en_cours == 0


def test_un_fichier_trop_lourd_est_refuse_en_francais(moteur: FauxMoteur):
    application = depots.Depots(recevant(moteur))
    dit = "Le fichier dépasse 20 Mo : le réduire, ou passer par la commande."
    assert envoyer(application, "s1", "a", str(20 * MEGA + 1)) == (413, dit)
    assert envoyer(application, "s1", "a", str(20 * MEGA))[0] == 204


def test_le_vrai_serveur_refuse_qui_n_a_pas_de_session(tableau_de_bord: Serveur):
    recue = deposer(tableau_de_bord.adresse, "inconnue", "a", b"a;b")
    dit = "Cette page n'est plus reliée au serveur : la recharger, puis déposer le fichier."
    assert (recue.code, recue.texte) == (400, dit)


def test_le_vrai_serveur_recoit_refuse_le_trop_lourd_et_demande_le_jeton(tableau_de_bord: Serveur):
    adresse = tableau_de_bord.adresse
    with session(adresse) as numero:
        assert deposer(adresse, numero, "a", b"a;b").code == 204
        # Sans le jeton que seule une page de ce serveur peut lire, un autre site ne dépose rien.
        sans = demander(adresse, f"/_stcore/upload_file/{numero}/b", "PUT", b"x", Content_Type="text/plain")
        assert sans.code == 403
        lourd = demander(adresse, f"/_stcore/upload_file/{numero}/c", "PUT", None, Content_Length=str(21 * MEGA))
        assert (lourd.code, lourd.texte) == (
            413,
            "Le fichier dépasse 20 Mo : le réduire, ou passer par la commande.",
        )
    # La session finie, ou d'un autre : rien n'est écrit de ce qui a été envoyé.
    assert "a;b" not in tableau_de_bord.lire_journal()


def test_un_depot_sans_longueur_annoncee_est_coupe_en_route(tableau_de_bord: Serveur):
    """Une longueur absente (envoi par morceaux) ne contourne pas la borne : Streamlit compte ce qui arrive."""
    adresse = tableau_de_bord.adresse

    def morceaux():
        yield b'--qpvlimite\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n\r\n'
        for _ in range(23):
            yield bytes(MEGA)
        yield b"\r\n--qpvlimite--\r\n"

    jeton = demander(adresse, "/_stcore/health").entetes["set-cookie"].partition(";")[0]
    with session(adresse) as numero:
        try:
            code = demander(
                adresse,
                f"/_stcore/upload_file/{numero}/d",
                "PUT",
                morceaux(),
                Content_Type="multipart/form-data; boundary=qpvlimite",
                Cookie=jeton,
                X_Xsrftoken=jeton.partition("=")[2],
            ).code
        except ConnectionError:  # le serveur a raccroché avant la fin de l'envoi
            code = 413
    assert code == 413
    assert "exceeded the size limit" in tableau_de_bord.lire_journal()
