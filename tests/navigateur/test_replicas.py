"""Deux serveurs derrière un vrai nginx, avec la configuration de docs/deploiement/nginx.conf : TLS, un autre nom de
machine que localhost, données en lecture seule. Chaque lecteur reste sur son serveur, et survit à son arrêt."""

import gzip
import http.client
import io
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from pptx import Presentation

from tests.outils import replicas
from tests.outils.navigateur import Visite, attendre_fin, visiter
from tests.outils.replicas import NOM, Ferme, ferme
from tests.outils.suivi import ligne, suivi_csv

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]

EQUIPE = "un mot de passe d'essai"
# Un indicateur et une année qui ne sont pas ceux qui s'ouvrent d'eux-mêmes : ils ne peuvent venir que de l'adresse.
VUE = "/comparaisons?vue=indicateur&indicateur=revenu_median"
CHEMINS_DE_SESSION = ("/media/", "/_stcore/stream", "/_stcore/upload_file/")
PATIENCE = 120_000
ERREURS = "/var/log/nginx/portraits-qpv-erreurs.log"


def configuration(dossier: Path, *ports: object, lire=replicas.configuration) -> str:
    """Celle de la documentation, dont le journal des erreurs va aussi dans le dossier d'essai."""
    texte = lire(dossier, *ports)
    assert ERREURS in texte
    return texte.replace(ERREURS, f"{dossier}/erreurs-du-site.txt")


@pytest.fixture(scope="module")
def servis() -> Iterator[Ferme]:
    """Les deux serveurs et nginx, partagés par les essais du fichier ; non exécuté, avec la raison, sans nginx."""
    with ExitStack() as pile:
        pile.enter_context(mock.patch.object(replicas, "configuration", configuration))
        try:
            en_marche = pile.enter_context(ferme(QPV_MOT_DE_PASSE_EQUIPE=EQUIPE))
        except LookupError as raison:
            pytest.skip(str(raison))
        yield en_marche


@pytest.fixture(autouse=True)
def tous_en_marche(servis: Ferme) -> None:
    """Redémarre ce qu'un essai manqué aurait laissé arrêté."""
    for replique in servis.repliques.values():
        if replique.processus.poll() is not None:
            replique.demarrer()


@pytest.fixture
def lecteurs(chromium_ouvert: Browser) -> Iterator["Lecteurs"]:
    """De quoi ouvrir des fenêtres sans rapport entre elles, fermées à la fin."""
    with ExitStack() as pile:
        yield Lecteurs(chromium_ouvert, pile)


class Lecteurs:
    """Des fenêtres neuves qui acceptent le certificat d'essai."""

    def __init__(self, navigateur: Browser, pile: ExitStack) -> None:
        self.navigateur, self.pile = navigateur, pile

    def nouveau(self) -> Visite:
        return self.pile.enter_context(visiter(self.navigateur, ignore_https_errors=True))


def ouvrir(visite: Visite, adresse: str) -> Page:
    """Ouvre l'adresse ; deux serveurs, nginx et un navigateur sur une machine chargée demandent de la patience."""
    visite.page.goto(adresse, timeout=PATIENCE)
    attendre_fin(visite.page, PATIENCE)
    return visite.page


def serveur_de(page: Page) -> str:
    """Le serveur que nomme le cookie de cette fenêtre."""
    return next(c["value"] for c in page.context.cookies() if c["name"] == "qpv_serveur")


def telecharger(page: Page, bouton: str = "Télécharger (tableur)") -> bytes:
    with page.expect_download(timeout=PATIENCE) as attendu:
        page.get_by_role("button", name=bouton).first.click()
    return Path(attendu.value.path()).read_bytes()


def choisi(page: Page) -> str:
    """L'indicateur montré par la liste."""
    return page.get_by_role("combobox", name="Indicateur", exact=True).input_value()


def deposer(page: Page, fichier: Path) -> None:
    """Dépose un suivi d'une ligne, et attend que la page l'ait lu."""
    page.locator("input[type=file]").set_input_files(suivi_csv(fichier, ligne()))
    page.locator("p.phrase", has_text=f"Fichier déposé : {fichier.name}").wait_for(timeout=PATIENCE)
    attendre_fin(page, PATIENCE)


def attendre_l_autre(visite: Visite, ancien: str) -> str:
    """Attend que la page se soit refaite sur un autre serveur que `ancien` ; rend son nom."""
    faites = len(visite.executions)
    for _ in range(PATIENCE // 100):
        if serveur_de(visite.page) != ancien and len(visite.executions) > faites:
            break
        visite.page.wait_for_timeout(100)
    assert serveur_de(visite.page) != ancien
    attendre_fin(visite.page, PATIENCE)
    return serveur_de(visite.page)


def demander(ferme_: Ferme, chemin: str) -> http.client.HTTPResponse:
    """Une demande toute simple à nginx, sans navigateur."""
    contexte = ssl.create_default_context()
    contexte.check_hostname, contexte.verify_mode = False, ssl.CERT_NONE
    lien = http.client.HTTPSConnection("127.0.0.1", urlsplit(ferme_.adresse).port, timeout=20, context=contexte)
    lien.request("GET", chemin, headers={"Host": NOM, "Accept-Encoding": "gzip", "Accept": "text/html"})
    return lien.getresponse()


def test_chaque_session_reste_sur_son_serveur(servis: Ferme, lecteurs: Lecteurs, tmp_path: Path):
    premier, second = lecteurs.nouveau(), lecteurs.nouveau()
    noms = [serveur_de(ouvrir(v, servis.adresse + VUE)) for v in (premier, second)]
    assert sorted(noms) == ["a", "b"]  # le second va au serveur le moins occupé

    for visite, nom in zip((premier, second), noms, strict=True):
        avant = len(servis.lignes())
        page = visite.page
        assert telecharger(page).startswith(b"\xef\xbb\xbf")
        page = ouvrir(visite, servis.adresse + "/presentation?contenu=comparaison")
        diapositives = Presentation(io.BytesIO(telecharger(page, "PowerPoint"))).slides
        assert len(diapositives) >= 2
        page = ouvrir(visite, servis.adresse + "/credits?vue=charger")
        deposer(page, tmp_path / "suivi.csv")
        assert serveur_de(page) == nom
        page.goto("about:blank")  # ferme le canal : nginx l'écrit alors dans son journal
        page.wait_for_timeout(500)
        vues = [x for x in servis.lignes()[avant:] if x["chemin"].startswith(CHEMINS_DE_SESSION)]
        assert {x["amont"] for x in vues} == {nom}
        assert {m for m in CHEMINS_DE_SESSION for x in vues if x["chemin"].startswith(m)} == set(CHEMINS_DE_SESSION)
        assert [x for x in vues if x["code"] not in ("101", "200", "204")] == []


def test_un_serveur_tombe_le_lecteur_retrouve_sa_vue_sur_l_autre_puis_revient(servis: Ferme, lecteurs: Lecteurs):
    visite = lecteurs.nouveau()
    page = ouvrir(visite, servis.adresse + VUE)
    fichier = telecharger(page)
    avant = (page.url, page.title(), page.locator("h1").inner_text(), choisi(page))
    for _ in range(4):  # deux allers et retours : les défauts de la bascule ne se voient pas tous au premier
        ancien = serveur_de(page)
        servis.repliques[ancien].tuer()
        actuel = attendre_l_autre(visite, ancien)
        assert (page.url, page.title(), page.locator("h1").inner_text(), choisi(page)) == avant
        assert telecharger(page) == fichier

        # L'ancien revient : la session reste où elle est, sinon ses fichiers seraient introuvables.
        servis.repliques[ancien].demarrer()
        assert telecharger(page) == fichier
        assert serveur_de(page) == actuel


def test_un_nouveau_venu_pendant_la_panne_est_servi(servis: Ferme, lecteurs: Lecteurs):
    servis.repliques["a"].tuer()
    try:
        page = ouvrir(lecteurs.nouveau(), servis.adresse + VUE)
        assert serveur_de(page) == "b"
        assert telecharger(page).startswith(b"\xef\xbb\xbf")
    finally:
        servis.repliques["a"].demarrer()


def test_donnees_en_lecture_seule_l_import_est_refuse_en_clair_et_rien_ne_change(
    servis: Ferme, lecteurs: Lecteurs, tmp_path: Path
):
    avant = {p: p.read_bytes() for p in servis.donnees.rglob("*") if p.is_file()}
    page = ouvrir(lecteurs.nouveau(), servis.adresse + "/credits?vue=charger")
    deposer(page, tmp_path / "suivi.csv")
    page.get_by_label("Mot de passe de l'équipe").fill(EQUIPE)
    page.get_by_role("button", name="Ouvrir", exact=True).click()
    page.get_by_role("button", name="Remplacer", exact=True).click()
    message = page.locator("p[role=status]", has_text="ne s'écrivent pas")
    message.wait_for()
    assert message.inner_text() == "Les tables ne s'écrivent pas (accès refusé). Rien n'a été changé."
    assert {p: p.read_bytes() for p in servis.donnees.rglob("*") if p.is_file()} == avant


def test_un_autre_nom_de_machine_et_le_chiffrement_ne_genent_rien(servis: Ferme, lecteurs: Lecteurs):
    visite = lecteurs.nouveau()
    page = ouvrir(visite, servis.adresse + "/")
    page.frame_locator("iframe").first.locator("path.leaflet-interactive").first.wait_for()
    assert visite.console == []
    ailleurs = {urlsplit(d).netloc for d in visite.dehors} - {urlsplit(servis.adresse).netloc}
    assert ailleurs == set()
    cookies = {c["name"]: (c["secure"], c["httpOnly"], c["sameSite"]) for c in page.context.cookies()}
    assert cookies["qpv_serveur"] == (True, True, "Lax")
    assert cookies["_streamlit_xsrf"][0] is True  # lu par le script de la page : il ne peut pas être caché à celui-ci


def test_ce_que_nginx_cache_compresse_et_impose(servis: Ferme):
    accueil = demander(servis, "/")
    page = gzip.decompress(accueil.read())
    assert accueil.status == 200
    assert accueil.getheader("Strict-Transport-Security") == "max-age=31536000"
    assert b'<html lang="fr"' in page
    assert demander(servis, "/_stcore/metrics").status == 404
    script = page.split(b'src="./static/js/')[1].split(b'"')[0].decode()
    assert demander(servis, f"/static/js/{script}").getheader("Content-Encoding") == "gzip"


def test_tous_arretes_nginx_le_dit_en_francais_sans_rien_ecrire_d_un_lecteur(servis: Ferme):
    for replique in servis.repliques.values():
        replique.tuer()
    try:
        for chemin in ("/?quartier=secret", "/_stcore/stream"):
            panne = demander(servis, chemin)
            assert panne.status in (502, 503)
            assert panne.getheader("Content-Type") == "text/html; charset=utf-8"
            recu = panne.read()
            texte = gzip.decompress(recu) if panne.getheader("Content-Encoding") == "gzip" else recu
            assert "Le tableau de bord redémarre : réessayer dans une minute." in texte.decode()
            assert panne.getheader("Server") == "nginx"  # sans version
    finally:
        for replique in servis.repliques.values():
            replique.demarrer()
    assert (servis.journal.parent / "erreurs-du-site.txt").read_text(encoding="utf-8") == ""
    assert "secret" not in servis.journal.read_text(encoding="utf-8")


def test_un_refus_du_tableau_de_bord_n_est_pas_remplace(servis: Ferme):
    absent = demander(servis, "/media/inconnu.csv")
    assert absent.status == 404
    assert b"Indisponible" not in absent.read()
