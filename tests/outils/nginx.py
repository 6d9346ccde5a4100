"""Trouve nginx sur cette machine, ou va en chercher un que rien d'autre ne voit.

Bibliothèque standard seulement : `lancer.py` s'en sert avant que rien d'autre ne soit prêt. Le paquet Debian
est déplié dans .venv, pas installé : un vrai `apt-get install nginx` démarrerait un service sur le port 80.
"""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

PAQUETS = ("nginx", "openssl")
ABSENT = (
    "nginx n'est pas sur cette machine et n'a pas pu y être apporté : l'essai à plusieurs serveurs "
    "(tests/navigateur/test_replicas.py) sera annoncé comme non exécuté."
)
# /usr/sbin n'est pas dans le chemin d'un compte ordinaire.
LIEUX = ("/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin")


def deplies(racine):
    """Le dossier où les paquets sont dépliés."""
    return Path(racine) / ".venv" / "nginx"


def demarre(chemin):
    """Vrai si ce programme existe et dit sa version."""
    mot = "version" if Path(chemin).name.startswith("openssl") else "-v"
    try:
        return subprocess.run([str(chemin), mot], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def trouver(nom, racine, chercher=shutil.which, convient=demarre):
    """Le chemin du programme `nom` (nginx, openssl), ou « » ; `chercher` : la recherche d'un nom dans le PATH."""
    depliee = deplies(racine) / "usr"
    candidats = [chercher(nom), *(f"{lieu}/{nom}" for lieu in LIEUX), depliee / "sbin" / nom, depliee / "bin" / nom]
    return next((str(c) for c in candidats if c and convient(c)), "")


def obtenir(racine):
    """Vrai si nginx et openssl sont là, ou ont pu être dépliés dans .venv sans rien installer."""
    if all(trouver(nom, racine) for nom in PAQUETS):
        return True
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return False
    print("nginx n'est pas là : son paquet est déplié dans .venv, pour les essais seulement…", flush=True)
    muet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with TemporaryDirectory(prefix="qpv-nginx-") as dossier:
        if subprocess.call(["apt-get", "download", *PAQUETS], cwd=dossier, **muet) != 0:
            if os.geteuid() != 0:
                return False
            subprocess.call(["apt-get", "update", "-qq"], **muet)  # une machine neuve n'a aucune liste de paquets
            subprocess.call(["apt-get", "download", *PAQUETS], cwd=dossier, **muet)
        deplies(racine).mkdir(parents=True, exist_ok=True)
        for paquet in sorted(Path(dossier).glob("*.deb")):
            subprocess.call(["dpkg", "-x", str(paquet), str(deplies(racine))], **muet)
    return all(trouver(nom, racine) for nom in PAQUETS)
