"""Le mot de passe de lecture : rien ne sort du serveur avant lui, et son témoin ne s'imite pas.

Les délais et les bornes attendus sont ceux écrits en tête de components/lecture.py (douze heures) et de
components/essais.py (trente échecs en dix minutes, vingt pour un même poste).
"""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from starlette.responses import PlainTextResponse
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from components import essais, lecture, porte
from tests.outils.canal import Reponse, demander
from tests.outils.secrets import FauxSecrets
from tests.outils.serveur import Serveur, serveur

BON, FAUX = "lecture-du-comité", "un-mauvais-mot"
SECRET = "un-secret-de-temoins-partage-par-les-serveurs"
HEURE = 1_800_000_000.0
# Ce que le tableau de bord contient, et que personne ne doit lire sans le mot de passe.
DONNEES = re.compile(r"Grazailles|Ozanam|Carcassonne|quartier|QPV|contrat de ville|crédits", re.IGNORECASE)
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def garde() -> Iterator[Serveur]:
    """Un serveur gardé par le mot de passe, partagé par les essais du fichier."""
    with serveur(QPV_MOT_DE_PASSE_LECTURE=BON, STREAMLIT_SERVER_COOKIE_SECRET=SECRET) as en_marche:
        yield en_marche


@pytest.fixture
def pose(monkeypatch: pytest.MonkeyPatch) -> None:
    """Le mot de passe posé dans ce processus, des compteurs neufs, aucun secret de la machine."""
    monkeypatch.setenv(lecture.PORTE.variable, BON)
    monkeypatch.setattr(porte.st, "secrets", FauxSecrets())
    monkeypatch.setattr(essais, "COMMUNS", essais.EssaisCommuns())
    monkeypatch.setattr(essais, "horloge", lambda: 1000.0)


def donner(adresse: str, mot: str, chemin: str = "/", **entetes: str) -> Reponse:
    """Envoie le mot de passe comme le formulaire de cette adresse."""
    poses = {"Content_Type": "application/x-www-form-urlencoded", **PAGE, **entetes}
    return demander(adresse, chemin, "POST", urlencode({"mot_de_passe": mot}).encode(), **poses)


def passer(methode: str = "GET", corps: bytes = b"", chemin: str = "/", poste: str = "192.0.2.1", **entetes: str):
    """Le code et les en-têtes rendus par la porte, devant une application qui répond « dedans »."""
    recus: list[dict] = []

    async def recevoir() -> dict:
        return {"type": "http.request", "body": corps, "more_body": False}

    async def noter(message: dict) -> None:
        recus.append(message)

    portee = {
        "type": "http",
        "method": methode,
        "path": chemin,
        "query_string": b"",
        "client": (poste, 1),
        "headers": [(n.replace("_", "-").lower().encode(), v.encode()) for n, v in entetes.items()],
    }
    application = lecture.Lecture(PlainTextResponse("dedans"))
    # Dans un fil à part : un essai de navigateur, avant dans la même série, laisse une boucle ouverte dans celui-ci.
    with ThreadPoolExecutor(1) as fil:
        fil.submit(asyncio.run, application(portee, recevoir, noter)).result()
    texte = " ".join(b"".join(m.get("body", b"") for m in recus).decode().split())  # sans espaces insécables
    return recus[0]["status"], texte, {n.decode(): v.decode() for n, v in recus[0]["headers"]}


def essayer(mot: str, **options):
    return passer("POST", urlencode({"mot_de_passe": mot}).encode(), **options)


@pytest.mark.parametrize(
    "chemin",
    [
        "/",
        "/grazailles?section=revenus",
        "/rien-ici",
        "/static/js/x.js",
        "/leaflet/leaflet.js",
        "/statique/accessibilite.js",
        "/component/streamlit_folium.st_folium/index.html",
        "/media/0123456789abcdef.csv",
        "/_stcore/host-config",
        "/_stcore/metrics",
        "/_stcore/health/",
        "/_stcore//health",
        "//_stcore/health",
        "/_stcore/health/../../grazailles",
        "/favicon.png",
    ],
)
@pytest.mark.parametrize("methode", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "QUELCONQUE"])
def test_rien_ne_sort_sans_le_mot_de_passe(garde: Serveur, chemin: str, methode: str):
    for accepte in ("text/html", "*/*"):
        recue = demander(garde.adresse, chemin, methode, Accept=accepte)
        assert (recue.code, recue.entetes["cache-control"]) == (403, "no-store")
        assert not DONNEES.search(recue.texte), recue.texte
        assert "Streamlit" not in recue.texte
        assert "default-src 'none'" in recue.entetes["content-security-policy"]
        assert "set-cookie" not in recue.entetes


def test_la_sante_repond_sans_mot_de_passe_et_ne_dit_rien(garde: Serveur):
    recue = demander(garde.adresse, "/_stcore/health")
    assert (recue.code, recue.texte) == (200, "ok")


def test_le_canal_ne_s_ouvre_pas_sans_le_mot_de_passe(garde: Serveur):
    canal = garde.adresse.replace("http", "ws", 1) + "/_stcore/stream"
    for entetes in ({}, {"Cookie": f"{lecture.TEMOIN}=9999999999.{'0' * 64}"}):
        with pytest.raises(InvalidStatus, match="403"):
            connect(canal, subprotocols=["streamlit"], origin=garde.adresse, additional_headers=entetes)


def test_le_bon_mot_de_passe_ouvre_la_vue_demandee(garde: Serveur):
    recue = donner(garde.adresse, f" {BON} ", "/grazailles?section=revenus&face=QP011002")
    assert (recue.code, recue.entetes["location"]) == (303, "/grazailles?section=revenus&face=QP011002")
    nom, reste = recue.entetes["set-cookie"].split("=", 1)
    assert nom == "qpv_lecture"
    attributs = {a.strip().lower() for a in reste.split(";")[1:]}
    assert attributs == {"httponly", "path=/", "samesite=lax"}  # fini avec le navigateur : ni durée, ni date
    assert BON not in recue.entetes["set-cookie"]
    temoin = recue.entetes["set-cookie"].partition(";")[0]
    ouverte = demander(garde.adresse, "/grazailles", Cookie=temoin, **PAGE)
    assert (ouverte.code, "<title>Streamlit</title>" in ouverte.texte) == (200, True)
    canal = garde.adresse.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(canal, subprotocols=["streamlit"], origin=garde.adresse, additional_headers={"Cookie": temoin}) as c:
        assert c.subprotocol == "streamlit"


def test_l_adresse_d_apres_reste_sur_ce_serveur(garde: Serveur):
    for chemin in ("//exemple.test/x", "/\\exemple.test", "///exemple.test"):
        lieu = donner(garde.adresse, BON, chemin).entetes["location"]
        assert (lieu[0], lieu[1:2] in ("/", "\\")) == ("/", False), lieu
    recue = donner(garde.adresse, BON, "/x%0d%0aX-Pirate:1")
    assert "x-pirate" not in recue.entetes


def test_un_autre_serveur_au_meme_secret_reconnait_le_temoin(garde: Serveur):
    temoin = donner(garde.adresse, BON).entetes["set-cookie"].partition(";")[0]
    with serveur(QPV_MOT_DE_PASSE_LECTURE=BON, STREAMLIT_SERVER_COOKIE_SECRET=SECRET) as second:
        assert demander(second.adresse, "/", Cookie=temoin, **PAGE).code == 200
    with serveur(QPV_MOT_DE_PASSE_LECTURE=BON) as tiers:  # un secret tiré au hasard
        assert demander(tiers.adresse, "/", Cookie=temoin, **PAGE).code == 403


def test_derriere_un_mandataire_en_https_le_temoin_ne_part_qu_en_https(garde: Serveur):
    recue = donner(garde.adresse, BON, X_Forwarded_Proto="https", X_Forwarded_For="192.0.2.7")
    assert "secure" in recue.entetes["set-cookie"].lower()


def test_le_temoin_ne_s_imite_pas(pose):
    vrai = lecture.temoin(BON, HEURE)
    fin, _, signature = vrai.partition(".")
    assert int(fin) == HEURE + 43_200
    assert lecture.temoin_valable(f"autre=1; qpv_lecture={vrai}", BON, HEURE + 43_199)
    faux = (
        f"{int(fin) + 1}.{signature}",
        f"{fin}.{signature[:-1]}0{'' if signature[-1] != '0' else '1'}",
        f"{fin}.",
        f".{signature}",
        fin,
        "",
        "é.é",
        f"{'9' * 5000}.{signature}",
        lecture.temoin("un-autre-mot-de-passe", HEURE),
    )
    for essaye in faux:
        assert not lecture.temoin_valable(f"qpv_lecture={essaye}", BON, HEURE), essaye
    assert not lecture.temoin_valable(f"qpv_lecture={vrai}", BON, HEURE + 43_200)  # douze heures ont passé
    assert not lecture.temoin_valable(f"qpv_lecture={vrai}", "mot-de-passe-changé", HEURE)
    assert not lecture.temoin_valable("qpv_lecture=" + "\x00;;=", BON, HEURE)


def test_la_cle_change_avec_le_secret_des_temoins(pose, monkeypatch):
    vrai = lecture.temoin(BON, HEURE)
    monkeypatch.setattr(porte, "get_cookie_secret", lambda: "un autre secret")
    assert not lecture.temoin_valable(f"qpv_lecture={vrai}", BON, HEURE)
    monkeypatch.setattr(porte, "get_cookie_secret", lambda: "")  # sans secret : la clé de ce processus, pas rien
    assert lecture.temoin(BON, HEURE) not in (vrai, f"{int(HEURE) + 43_200}.")


@pytest.mark.parametrize("mot", [FAUX, BON[:-1], BON + "x", "' OR 1=1 --", "\u202e", "x" * 3000])
def test_un_autre_mot_n_ouvre_rien(pose, mot):
    code, texte, entetes = essayer(mot)
    assert (code, "Ce n'est pas le bon mot de passe." in texte, "set-cookie" in entetes) == (403, True, False)
    assert mot not in texte


def test_un_envoi_illisible_n_est_pas_un_essai(pose):
    trop_long = urlencode({"mot_de_passe": BON, "suite": "x" * 5000}).encode()
    for corps in (b"", b"mot_de_passe=", b"\xff\xfe", b"a=1&" * 50, trop_long, b"autre=" + BON.encode()):
        code, texte, _ = passer("POST", corps)
        assert (code, "bon mot de passe" in texte) == (403, False), corps[:20]


def test_trente_echecs_ferment_pour_dix_minutes_et_vingt_pour_un_poste(pose, monkeypatch):
    for _ in range(20):
        assert essayer(FAUX, poste="192.0.2.1")[0] == 403
    code, texte, entetes = essayer(BON, poste="192.0.2.1")
    assert (code, "Trop d'essais : réessayer dans 10 minutes." in texte, entetes["retry-after"]) == (429, True, "601")
    assert essayer(BON, poste="192.0.2.2")[0] == 303  # un poste n'use pas les essais des autres
    for rang in range(10):
        assert essayer(FAUX, poste=f"198.51.100.{rang}")[0] == 403
    assert essayer(BON, poste="192.0.2.2")[0] == 429
    monkeypatch.setattr(essais, "horloge", lambda: 1600.0)
    assert essayer(BON, poste="192.0.2.1")[0] == 303


def test_s_acharner_sur_une_porte_ne_ferme_pas_les_autres(pose):
    for rang in range(30):
        essayer(FAUX, poste=f"198.51.100.{rang}")
    assert essais.COMMUNS.reserver(1000.0, "equipe") == 0.0
    # Et la mémoire des échecs ne grandit pas avec les essais refusés.
    for rang in range(1000):
        essayer(FAUX, poste=f"203.0.113.{rang}")
    assert len(essais.COMMUNS._echecs["lecture"]) == 30


def test_un_autre_site_ne_fait_pas_essayer_ses_visiteurs(pose):
    code, _, entetes = essayer(BON, Sec_Fetch_Site="cross-site")
    assert (code, "set-cookie" in entetes, len(essais.COMMUNS._echecs["lecture"])) == (403, False, 0)
    assert essayer(BON, Sec_Fetch_Site="same-origin")[0] == 303


def test_sans_mot_de_passe_pose_tout_est_ouvert(pose, monkeypatch):
    for valeur in (None, ""):
        monkeypatch.delenv(lecture.PORTE.variable)
        if valeur is not None:
            monkeypatch.setenv(lecture.PORTE.variable, valeur)
        assert passer()[:2] == (200, "dedans")
        monkeypatch.setenv(lecture.PORTE.variable, BON)


@pytest.mark.parametrize("mal", ["court", "    ", "x" * 201])
def test_un_mot_de_passe_mal_pose_ferme_au_lieu_d_ouvrir(pose, monkeypatch, mal):
    monkeypatch.setenv(lecture.PORTE.variable, mal)
    code, texte, _ = passer(accept="text/html")
    assert (code, "de 10 à 200 caractères" in texte, mal.strip() in texte and bool(mal.strip())) == (503, True, False)
    assert essayer(mal)[0] == 503


@pytest.mark.parametrize(
    "secrets",
    [FauxSecrets({lecture.PORTE.variable: 1234567890}), FauxSecrets(faute=ValueError("illisible"))],
)
def test_un_fichier_des_secrets_mal_ecrit_ferme_au_lieu_d_ouvrir(pose, monkeypatch, secrets):
    monkeypatch.delenv(lecture.PORTE.variable)
    monkeypatch.setattr(porte.st, "secrets", secrets)
    assert passer()[0] == 503


def test_un_fichier_des_secrets_que_streamlit_ne_lit_pas_ferme_aussi(pose, monkeypatch, tmp_path):
    casse = tmp_path / "secrets.toml"
    casse.write_text("[[[ illisible", encoding="utf-8")
    monkeypatch.delenv(lecture.PORTE.variable)
    monkeypatch.setattr(porte.config, "get_option", lambda nom: [str(casse)])
    assert passer()[0] == 503


def test_le_fichier_des_secrets_suffit(pose, monkeypatch):
    monkeypatch.delenv(lecture.PORTE.variable)
    monkeypatch.setattr(porte.st, "secrets", FauxSecrets({lecture.PORTE.variable: BON}))
    assert (passer()[0], essayer(BON)[0]) == (403, 303)
