"""Les réponses HTTP du vrai serveur : en-têtes, politique de contenu, adresses et méthodes inattendues.

Les directives attendues sont celles que `docs/securite.md` énumère.
"""

import re
import socket
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from components import politique, scripts
from tests.outils.canal import demander
from tests.outils.serveur import Serveur

HTML = {"Accept": "text/html"}
CADRE = "/component/streamlit_folium.st_folium/index.html"
FERMEES = ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/script-health-check")
TRAVERSEES = (
    "/leaflet/../../../../etc/passwd",
    "/leaflet/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/leaflet/..%2f..%2f..%2fetc%2fpasswd",
    "/statique/../politique.py",
    "/statique/%2e%2e/politique.py",
    "/static/%2e%2e/%2e%2e/config.py",
    "/static/..%5c..%5cconfig.py",
    "/component/streamlit_folium.st_folium/%2e%2e/__init__.py",
    "/media/../../etc/passwd",
    "//exemple.test/",
    "/%00",
    "/leaflet/%00",
    "/leaflet/leaflet.js%00.html",
    "/.streamlit/secrets.toml",
    "/app/static/secrets.toml",
)
# Ce qui trahirait un fichier lu hors de ce qui est servi.
FUITES = re.compile(r"root:.*:0:0:|Traceback|^\"\"\"|^import |site-packages|\.py\"", re.MULTILINE)

AILLEURS = "portraits.exemple.test"  # un nom que le réseau donnerait ; « .test » n'appartient à personne (RFC 6761)


def directives(texte: str) -> dict[str, list[str]]:
    """« default-src 'self'; … » -> {« default-src »: [« 'self' »], …}."""
    return {d.split()[0]: d.split()[1:] for d in texte.split(";")}


def test_la_page_porte_la_politique_et_les_en_tetes(tableau_de_bord: Serveur):
    for adresse in ("/", "/credits?annee=2021", "/grazailles"):
        recue = demander(tableau_de_bord.adresse, adresse, Host=AILLEURS, **HTML)
        posee = directives(recue.entetes["content-security-policy"])
        assert recue.code == 200
        assert posee["default-src"] == ["'self'"]
        assert (posee["object-src"], posee["base-uri"], posee["form-action"]) == (["'none'"],) * 3
        assert (posee["frame-ancestors"], posee["connect-src"], posee["frame-src"]) == (["'self'"],) * 3
        assert posee["worker-src"] == ["'none'"]
        assert posee["style-src"] == ["'self'", "'unsafe-inline'"]
        assert posee["img-src"] == posee["font-src"] == ["'self'", "data:"]
        # Aucun script écrit dans la page, hors deux empreintes : celui de Streamlit, celui du dépôt.
        autres = [s for s in posee["script-src"] if not s.startswith("'sha256-")]
        assert (autres, len(posee["script-src"])) == (["'self'", "'wasm-unsafe-eval'"], 4)
        assert recue.entetes["x-content-type-options"] == "nosniff"
        assert recue.entetes["x-frame-options"] == "SAMEORIGIN"
        assert recue.entetes["referrer-policy"] == "same-origin"
        assert recue.entetes["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in recue.entetes["permissions-policy"]


def test_en_https_une_page_ouverte_ailleurs_reste_etrangere(tableau_de_bord: Serveur):
    # Un navigateur refuse cet en-tête sur une adresse en http, et s'en plaint à chaque page.
    en_http = demander(tableau_de_bord.adresse, "/", **HTML)
    en_https = demander(tableau_de_bord.adresse, "/", X_Forwarded_Proto="https", **HTML)
    assert "cross-origin-opener-policy" not in en_http.entetes
    assert en_https.entetes["cross-origin-opener-policy"] == "same-origin"


def test_aucune_politique_ne_nomme_un_serveur(tableau_de_bord: Serveur):
    for lue in (politique.politique_de_la_page(), politique.politique_du_cadre(), politique.INERTE):
        sources = {s for d in directives(lue).values() for s in d}
        assert {s for s in sources if not s.startswith("'")} <= {"data:"}, lue


def test_ce_qui_n_est_pas_une_page_n_execute_rien(tableau_de_bord: Serveur):
    for adresse in ("/leaflet/leaflet.js", "/_stcore/health", "/_stcore/host-config", "/media/rien", CADRE + "x"):
        recue = demander(tableau_de_bord.adresse, adresse)
        assert directives(recue.entetes["content-security-policy"])["default-src"] == ["'none'"], adresse
        assert recue.entetes["x-content-type-options"] == "nosniff", adresse


def test_seule_la_machine_qui_sert_peut_faire_evaluer_un_texte_a_la_page(tableau_de_bord: Serveur):
    lues = {
        hote: demander(tableau_de_bord.adresse, "/", Host=hote, **HTML).entetes["content-security-policy"]
        for hote in (
            AILLEURS,
            "localhost.exemple.test",
            "exemple.test:8501",
            "localhost:8501",
            "127.0.0.1",
            "[::1]:8501",
        )
    }
    permises = {hote for hote, lue in lues.items() if "'unsafe-eval'" in directives(lue)["script-src"]}
    assert permises == {"localhost:8501", "127.0.0.1", "[::1]:8501"}


def test_l_execution_d_un_texte_n_est_permise_que_dans_le_cadre_de_la_carte():
    page, cadre = politique.entetes("/credits", True, hote=AILLEURS), politique.entetes(CADRE, True)
    ailleurs = politique.entetes("/component/autre.chose/index.html", True, hote=AILLEURS)
    assert "'unsafe-eval'" in cadre["Content-Security-Policy"]
    assert "'unsafe-eval'" not in page["Content-Security-Policy"] + ailleurs["Content-Security-Policy"]
    assert "'unsafe-inline'" not in " ".join(directives(page["Content-Security-Policy"])["script-src"])
    assert directives(cadre["Content-Security-Policy"])["connect-src"] == ["'none'"]


def test_un_fichier_fabrique_ne_reste_dans_aucune_memoire_partagee():
    assert politique.entetes("/media/abc.csv", False)["Cache-Control"] == "private, no-store"


def test_un_script_inconnu_ne_s_ecrit_pas():
    with pytest.raises(ValueError, match="le navigateur le refuserait"):
        scripts.en_balise("alert(1)")
    # Empreinte de la chaîne vide, calculée à part : printf '' | openssl dgst -sha256 -binary | base64
    assert politique.empreinte("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@pytest.mark.parametrize(
    "adresse",
    ["/rien-ici", "/index.html", "/credits.html", "/leaflet", "/app/x", "/vendor/x", "/static/faux.html", "/_stcore/x"],
)
def test_l_adresse_inconnue_est_une_page_sans_script(tableau_de_bord: Serveur, adresse: str):
    recue = demander(tableau_de_bord.adresse, adresse, **HTML)
    posee = directives(recue.entetes["content-security-policy"])
    assert (recue.code, posee["default-src"], "script-src" in posee) == (404, ["'none'"], False)
    assert "Page introuvable" in recue.texte


def test_sans_javascript_la_page_le_dit_en_francais(tableau_de_bord: Serveur):
    recue = demander(tableau_de_bord.adresse, "/", **HTML)
    dit = recue.texte.partition("<noscript>")[2].partition("</noscript>")[0]
    assert dit == "<p>Ce tableau de bord a besoin de JavaScript : il est désactivé dans ce navigateur.</p>"
    assert '<html lang="fr"' in recue.texte
    assert len(recue.texte.encode()) == int(recue.entetes["content-length"])


@pytest.mark.parametrize("adresse", FERMEES)
def test_ce_qui_ne_sert_pas_est_ferme(tableau_de_bord: Serveur, adresse: str):
    for methode in ("GET", "POST"):
        recue = demander(tableau_de_bord.adresse, adresse, methode)
        assert (recue.code, recue.texte) == (404, "Rien à cette adresse.")


def test_aucun_site_d_hebergement_ne_commande_la_page(tableau_de_bord: Serveur):
    assert '"allowedOrigins":[]' in demander(tableau_de_bord.adresse, "/_stcore/host-config").texte


@pytest.mark.parametrize("adresse", TRAVERSEES)
@pytest.mark.parametrize("accepte", ["text/html", "*/*"])
def test_aucun_fichier_hors_de_ce_qui_est_servi(tableau_de_bord: Serveur, adresse: str, accepte: str):
    recue = demander(tableau_de_bord.adresse, adresse, Accept=accepte)
    # Une adresse que rien ne sert peut recevoir la coquille de Streamlit, la même pour toutes, sans donnée.
    coquille = recue.code == 200 and "<title>Streamlit</title>" in recue.texte
    assert coquille or recue.code in (400, 404), (adresse, recue.code)
    assert not FUITES.search(recue.texte), recue.texte[:300]
    assert "location" not in recue.entetes


@pytest.mark.parametrize("methode", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND", "QUELCONQUE"])
def test_une_methode_inattendue_est_refusee_sans_trace(tableau_de_bord: Serveur, methode: str):
    for adresse in ("/", "/credits", "/leaflet/leaflet.js", "/media/x"):
        recue = demander(tableau_de_bord.adresse, adresse, methode, corps=b"x=1")
        assert recue.code in (204, 400, 403, 404, 405), (methode, adresse, recue.code)
        assert not FUITES.search(recue.texte)
    assert "Traceback" not in tableau_de_bord.lire_journal()


def brut(serveur: Serveur, octets: bytes) -> bytes:
    """Le début de la réponse à ces octets ; vide si le serveur ferme sans un mot, ou avant qu'on ait tout envoyé."""
    parties = urlsplit(serveur.adresse)
    with socket.create_connection((parties.hostname, parties.port), timeout=20) as prise:
        try:
            prise.sendall(octets)
            return prise.recv(4096)
        except ConnectionError:
            return b""


def test_une_adresse_demesuree_est_refusee_ou_servie_sans_trace(tableau_de_bord: Serveur):
    servie = demander(tableau_de_bord.adresse, "/credits?annee=" + "9" * 8_000, **HTML)
    assert servie.code == 200
    for octets in (b"GET /credits?annee=" + b"9" * 200_000, b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * 200_000):
        lu = brut(tableau_de_bord, octets)
        assert lu == b"" or lu.startswith(b"HTTP/1.1 4"), lu[:200]
    # Le serveur est toujours là, et n'a rien écrit de tel.
    assert demander(tableau_de_bord.adresse, "/_stcore/health").texte == "ok"
    assert "Traceback" not in tableau_de_bord.lire_journal()


def test_un_retour_a_la_ligne_dans_l_adresse_n_ajoute_pas_d_en_tete(tableau_de_bord: Serveur):
    for adresse in ("/credits/%0d%0aX-Pirate:%201", "/credits/?x=%0d%0aX-Pirate:%201", "/credits%0d%0a/"):
        recue = demander(tableau_de_bord.adresse, adresse, **HTML)
        assert "x-pirate" not in recue.entetes, recue.entetes


def test_une_requete_mal_formee_est_refusee_sans_trace(tableau_de_bord: Serveur):
    for octets in (
        b"\x00\x01\x02\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX\x00Y: 1\r\n\r\n",
    ):
        lu = brut(tableau_de_bord, octets)
        assert lu.startswith(b"HTTP/1.1 400"), (octets, lu[:200])
        assert b"Traceback" not in lu


def test_le_canal_ne_s_ouvre_pas_depuis_un_autre_site(tableau_de_bord: Serveur):
    canal = tableau_de_bord.adresse.replace("http", "ws", 1) + "/_stcore/stream"
    for origine in ("http://exemple.test", "null", "http://localhost:1", "http://[", "https://share.streamlit.io"):
        with pytest.raises(InvalidStatus, match="403"):
            connect(canal, subprotocols=["streamlit"], origin=origine)
    with connect(canal, subprotocols=["streamlit"], origin=tableau_de_bord.adresse) as ouvert:
        assert ouvert.subprotocol == "streamlit"
    # Streamlit, lui, aurait demandé son adresse publique à un serveur extérieur avant de refuser, et l'aurait écrit.
    journal = tableau_de_bord.lire_journal()
    assert ("external IP" in journal, "Rejecting WebSocket" in journal) == (False, False)


def lire_jusqu_au_bout(canal: ClientConnection) -> None:
    while True:
        canal.recv(timeout=20)


def test_un_message_demesure_ferme_le_canal(tableau_de_bord: Serveur):
    canal = tableau_de_bord.adresse.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(canal, subprotocols=["streamlit"], origin=tableau_de_bord.adresse, max_size=None) as ouvert:
        ouvert.send(b"\x00" * 3_000_000)  # au-delà des 2 Mo de .streamlit/config.toml
        with pytest.raises(ConnectionClosed, match="1009"):
            lire_jusqu_au_bout(ouvert)
