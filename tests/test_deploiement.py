"""Les fichiers de déploiement : ce qu'ils nomment existe, et ce qu'ils promettent d'essentiel y est."""

import html
import re
from pathlib import PurePosixPath

import pytest

from tests.outils.serveur import RACINE

DEPLOIEMENT = RACINE / "docs" / "deploiement"
DOCKERFILE = (RACINE / "Dockerfile").read_text(encoding="utf-8")
IGNORES = (RACINE / ".dockerignore").read_text(encoding="utf-8").splitlines()
SERVICES = sorted(DEPLOIEMENT.glob("*.service"))


def instructions(nom: str) -> list[str]:
    """Les arguments de chaque instruction `nom` du Dockerfile, lignes coupées recollées."""
    lignes = DOCKERFILE.replace("\\\n", " ").splitlines()
    return [ligne.split(maxsplit=1)[1].strip() for ligne in lignes if ligne.startswith(nom + " ")]


def test_ce_que_l_image_copie_existe_et_n_est_pas_ecarte():
    sources = [copie.split()[0] for copie in instructions("COPY") if not copie.startswith("--from")]
    assert sorted(sources) == [".streamlit", "app.py", "components", "data", "geo", "pages", "requirements.txt"]
    admis = {ligne[1:].split("/")[0] for ligne in IGNORES if ligne.startswith("!")}
    for source in sources:
        assert (RACINE / source).exists(), source
        assert source in admis, source


def test_l_image_n_emporte_ni_secrets_ni_historique():
    regles = [ligne for ligne in IGNORES if ligne and not ligne.startswith("#")]
    assert regles[0] == "*"  # tout est écarté, sauf ce qui est nommé
    assert "!.streamlit/config.toml" in regles
    assert [r for r in regles if r in ("!.streamlit", "!.", "!*")] == []
    assert regles.index("data/historique") > regles.index("!data")


def test_l_image_tourne_sans_droits_et_n_ecrit_que_dans_son_volume():
    assert instructions("USER") == ["10001"]
    assert DOCKERFILE.index("\nUSER ") < DOCKERFILE.index("\nCMD ")
    assert instructions("VOLUME") == ["/donnees"]
    assert "QPV_DONNEES=/donnees" in instructions("ENV")[0]
    assert "/_stcore/health" in instructions("HEALTHCHECK")[0]


@pytest.mark.parametrize("service", SERVICES, ids=lambda chemin: chemin.name)
def test_un_service_n_ecoute_que_la_machine_et_n_appelle_personne(service):
    lignes = service.read_text(encoding="utf-8").splitlines()
    commande = next(ligne for ligne in lignes if ligne.startswith("ExecStart="))
    assert commande.endswith("--server.address 127.0.0.1")
    for promesse in ("ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "IPAddressDeny=any"):
        assert promesse in lignes, promesse
    assert "MemoryMax=1G" in lignes


def test_un_seul_service_peut_ecrire():
    ecrivent = [s.name for s in SERVICES if "\nReadWritePaths=" in s.read_text(encoding="utf-8")]
    assert ecrivent == ["portraits-qpv-equipe.service"]
    assert "\nDynamicUser=yes\n" in (DEPLOIEMENT / "portraits-qpv@.service").read_text(encoding="utf-8")


@pytest.mark.parametrize("nom", ["nginx.conf", "nginx-un-serveur.conf", "apache.conf", "Caddyfile"])
def test_un_mandataire_accepte_plus_que_le_plus_gros_depot(nom):
    admis = (RACINE / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    depot = int(re.search(r"^maxUploadSize = (\d+)$", admis, re.MULTILINE)[1])
    texte = (DEPLOIEMENT / nom).read_text(encoding="utf-8")
    en_mo = re.search(r"client_max_body_size (\d+)m|max_size (\d+)MB", texte)
    octets = re.search(r"LimitRequestBody (\d+)", texte)
    accepte = int(next(g for g in en_mo.groups() if g)) if en_mo else int(octets[1]) // 1024**2
    assert accepte > depot


@pytest.mark.parametrize("nom", ["nginx.conf", "nginx-un-serveur.conf"])
def test_nginx_n_ecrit_rien_d_un_lecteur_et_borne_ses_canaux(nom):
    clair, chiffre = (DEPLOIEMENT / nom).read_text(encoding="utf-8").split("\nserver {\n")[1:]
    assert "\n    access_log off;\n" in clair
    journaux = re.findall(r"^    (?:access|error)_log .*/portraits-qpv\S* (\w+);$", chiffre, re.MULTILINE)
    assert journaux == ["qpv", "crit"]
    for ligne in ("ssl_protocols TLSv1.2 TLSv1.3;", "server_tokens off;", "error_page 502 503 504 @qpv_panne;"):
        assert f"\n    {ligne}\n" in chiffre, ligne
    assert not re.search(r"^\s*proxy_intercept_errors", chiffre, re.MULTILINE)  # les refus du tableau de bord passent
    canal = chiffre.split("location = /_stcore/stream {")[1].split("}")[0]
    assert "limit_conn qpv 200;" in canal


@pytest.mark.parametrize("nom", ["nginx.conf", "nginx-un-serveur.conf", "apache.conf", "Caddyfile"])
def test_un_mandataire_dit_la_panne_en_francais(nom):
    texte = html.unescape((DEPLOIEMENT / nom).read_text(encoding="utf-8")).replace("\xa0", " ")
    assert "<p>Le tableau de bord redémarre : réessayer dans une minute." in texte


def test_les_liens_de_la_documentation_menent_quelque_part():
    texte = (RACINE / "docs" / "deploiement.md").read_text(encoding="utf-8")
    liens = re.findall(r"\]\(([^)]+)\)", texte)
    assert {PurePosixPath(lien).name for lien in liens} >= {p.name for p in DEPLOIEMENT.iterdir()}
    assert [lien for lien in liens if not (RACINE / "docs" / lien).exists()] == []
