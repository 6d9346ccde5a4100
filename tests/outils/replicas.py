"""Plusieurs serveurs du tableau de bord derrière un vrai nginx, avec la configuration de docs/deploiement, à l'essai.

Rien ne sort de cette machine : nginx est un processus privé, sans privilège, sur des ports libres de 127.0.0.1.
"""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import lancer
from tests.outils import nginx
from tests.outils.copie import copier
from tests.outils.serveur import DELAI, RACINE, commande, port_libre

CONFIGURATION = RACINE / "docs" / "deploiement" / "nginx.conf"
# Un nom que le navigateur sait mener à cette machine, mais que Streamlit ne connaît pas.
NOM = "portraits.localhost"
ENVELOPPE = """daemon off; worker_processes 1; pid {dossier}/nginx.pid; error_log {dossier}/erreurs.txt;
events {{ worker_connections 256; }}
http {{
    types {{ text/html html; }}
    access_log off;
    client_body_temp_path {dossier}/corps; proxy_temp_path {dossier}/relais; fastcgi_temp_path {dossier}/f;
    uwsgi_temp_path {dossier}/u; scgi_temp_path {dossier}/s;
    include {dossier}/site.conf;
}}
"""
LIGNE = re.compile(r'^(?P<quand>\S+) (?P<code>\d+) (?P<amont>.+?) "(?P<methode>\S+) (?P<chemin>\S+)" \S+$')


def sans_passe_droit() -> list[str]:
    """Le début d'une commande à qui un dossier en lecture seule résiste vraiment ; vide si c'est déjà notre cas.

    L'administrateur écrit partout : on lui ôte ce pouvoir. Lève LookupError si ce n'est pas possible.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    prefixe = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    try:
        essai = subprocess.run([*prefixe, "true"], capture_output=True).returncode
    except OSError:
        essai = 1
    if essai:
        raise LookupError("le compte administrateur ignore la lecture seule, et setpriv ne peut pas l'y soumettre")
    return prefixe


def figer(dossier: Path) -> None:
    """Rend un dossier lisible de tous et modifiable de personne (sauf de l'administrateur)."""
    for chemin in (dossier, *dossier.rglob("*")):
        chemin.chmod(0o555 if chemin.is_dir() else 0o444)


@dataclass(slots=True)
class Replique:
    """Un serveur du tableau de bord, que l'on peut tuer et redémarrer sur le même port."""

    nom: str
    port: int
    variables: dict[str, str] = field(repr=False)
    prefixe: list[str]
    journal: Path
    processus: subprocess.Popen | None = field(default=None)

    def demarrer(self) -> None:
        """Démarre, et attend qu'il réponde. Lève AssertionError, avec le journal, s'il ne répond pas."""
        with self.journal.open("ab") as sortie:
            self.processus = subprocess.Popen(
                [*self.prefixe, *commande(self.port, RACINE / "app.py")],
                cwd=RACINE,
                env=self.variables,
                stdout=sortie,
                stderr=subprocess.STDOUT,
            )
        fin = time.monotonic() + DELAI
        while not lancer.en_bonne_sante(self.port):
            dit = self.journal.read_text(encoding="utf-8", errors="replace")
            assert self.processus.poll() is None, f"Le serveur {self.nom} s'est arrêté :\n{dit}"
            assert time.monotonic() < fin, f"Le serveur {self.nom} ne répond pas :\n{dit}"
            time.sleep(0.05)

    def tuer(self) -> None:
        """Arrête net, comme une panne : rien n'est fermé proprement."""
        self.processus.kill()
        self.processus.wait()

    def arreter(self) -> None:
        """Arrête s'il tourne encore."""
        if self.processus is not None and self.processus.poll() is None:
            lancer.arreter(self.processus)


@dataclass(frozen=True, slots=True)
class Ferme:
    """Les serveurs et le mandataire : l'adresse publique, les répliques par nom, le journal de nginx."""

    adresse: str
    repliques: dict[str, Replique]
    donnees: Path
    journal: Path

    def lignes(self) -> list[dict[str, str]]:
        """Ce que nginx a servi, dans l'ordre : code, amont (nom du dernier serveur essayé), methode, chemin."""
        noms = {f"127.0.0.1:{r.port}": nom for nom, r in self.repliques.items()}
        lues = [LIGNE.match(ligne) for ligne in self.journal.read_text(encoding="utf-8").splitlines()]
        assert None not in lues, "Le journal de nginx n'a pas la forme annoncée."
        return [{**m.groupdict(), "amont": noms.get(m["amont"].split(", ")[-1], "")} for m in lues]


def configuration(dossier: Path, ports: dict[str, int], https: int, http: int) -> str:
    """La configuration de la documentation, où seuls changent les ports, le nom et les chemins.

    ports : ceux des serveurs 8501 et 8502 du texte. Lève AssertionError si le texte n'a plus l'un des repères.
    """
    texte = CONFIGURATION.read_text(encoding="utf-8")
    remplacements = {
        ":8501": f":{ports['a']}",
        ":8502": f":{ports['b']}",
        "listen 80;": f"listen 127.0.0.1:{http};",
        "listen 443 ssl": f"listen 127.0.0.1:{https} ssl",
        "portraits.exemple.fr": NOM,
        "/etc/ssl/certs/portraits.pem": f"{dossier}/certificat.pem",
        "/etc/ssl/private/portraits.key": f"{dossier}/cle.pem",
        "/var/log/nginx/portraits-qpv.log": f"{dossier}/acces.txt",
    }
    for avant, apres in remplacements.items():
        assert avant in texte, f"nginx.conf ne contient plus « {avant} »."
        texte = texte.replace(avant, apres)
    return texte


def certifier(openssl: str, dossier: Path) -> None:
    """Un certificat d'un jour pour NOM, signé par lui-même."""
    demande = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NOM}"]
    fichiers = ["-keyout", f"{dossier}/cle.pem", "-out", f"{dossier}/certificat.pem"]
    subprocess.run([*demande, *fichiers], check=True, capture_output=True)


@contextmanager
def ferme(**environnement: str) -> Iterator[Ferme]:
    """Deux serveurs du projet, données en lecture seule et même secret, derrière nginx en TLS.

    environnement : variables en plus, les mêmes pour les deux. Lève LookupError, avec la raison, s'il manque nginx.
    """
    programmes = {nom: nginx.trouver(nom, RACINE) for nom in nginx.PAQUETS}
    if not all(programmes.values()):
        manque = " et ".join(nom for nom, chemin in programmes.items() if not chemin)
        raise LookupError(f"{manque} absent : « python lancer.py tests --tout » l'apporte quand c'est possible")
    prefixe = sans_passe_droit()
    with TemporaryDirectory(prefix="qpv-ferme-") as temporaire:
        dossier = Path(temporaire)
        dossier.chmod(0o755)
        (dossier / "donnees").mkdir()
        donnees = copier(dossier / "donnees")
        figer(donnees)
        variables = {
            **os.environ,
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": "/nonexistent",
            "QPV_DONNEES": str(donnees),
            "STREAMLIT_SERVER_COOKIE_SECRET": "le-meme-pour-les-deux-" + "0123456789abcdef" * 2,
            **environnement,
        }
        repliques = {
            nom: Replique(nom, port_libre(), variables, prefixe, dossier / f"serveur-{nom}.txt") for nom in "ab"
        }
        https, http = port_libre(), port_libre()
        certifier(programmes["openssl"], dossier)
        ports = {nom: r.port for nom, r in repliques.items()}
        (dossier / "site.conf").write_text(configuration(dossier, ports, https, http), encoding="utf-8")
        (dossier / "nginx.conf").write_text(ENVELOPPE.format(dossier=dossier), encoding="utf-8")
        mandataire = None
        try:
            for replique in repliques.values():
                replique.demarrer()
            mandataire = subprocess.Popen(
                [programmes["nginx"], "-p", str(dossier), "-c", str(dossier / "nginx.conf")],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            _attendre(mandataire, dossier)
            yield Ferme(f"https://{NOM}:{https}", repliques, donnees, dossier / "acces.txt")
        finally:
            if mandataire is not None and mandataire.poll() is None:
                lancer.arreter(mandataire)
            for replique in repliques.values():
                replique.arreter()


def _attendre(mandataire: subprocess.Popen, dossier: Path) -> None:
    """Attend que nginx ait lu sa configuration. Lève AssertionError, avec ses erreurs, s'il la refuse."""
    fin = time.monotonic() + DELAI
    erreurs = dossier / "erreurs.txt"
    while not (dossier / "nginx.pid").exists() or not (dossier / "nginx.pid").read_text().strip():
        dites = erreurs.read_text(encoding="utf-8") if erreurs.exists() else ""
        assert mandataire.poll() is None, f"nginx refuse la configuration :\n{dites}"
        assert time.monotonic() < fin, f"nginx ne démarre pas :\n{dites}"
        time.sleep(0.05)
