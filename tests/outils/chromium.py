"""Trouve un navigateur de la famille Chromium sur cette machine, ou l'installe.

Bibliothèque standard seulement : `lancer.py` s'en sert avant que rien d'autre ne soit prêt.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NOMS_CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "microsoft-edge-stable",
)
LIEUX_WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
LIEUX_MACOS = (
    "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "Applications/Chromium.app/Contents/MacOS/Chromium",
    "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)


def lieux(environ, plateforme=sys.platform, chercher=shutil.which):
    """Les chemins où un navigateur de la famille Chromium peut se trouver, du plus probable au moins.

    `plateforme` : un sys.platform ; `chercher` : la recherche d'un nom dans le PATH.
    """
    chemins = [chercher(nom) for nom in NOMS_CHROMIUM]
    if plateforme == "win32":
        bases = [environ.get(nom) for nom in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        chemins += [base + "\\" + lieu for base in bases if base for lieu in LIEUX_WINDOWS]
    elif plateforme == "darwin":
        bases = ["", environ.get("HOME", "")]
        chemins += [base + "/" + lieu for base in bases for lieu in LIEUX_MACOS]
    return [chemin for chemin in chemins if chemin]


def demarre(chemin):
    """Vrai si ce navigateur existe et dit sa version (une coquille vide de paquet ne le fait pas)."""
    if not Path(chemin).is_file():
        return False
    if os.name == "nt":  # sous Windows, « --version » ouvrirait une fenêtre
        return True
    try:
        return subprocess.run([chemin, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def trouver(environ=os.environ, convient=demarre):
    """Le chemin d'un navigateur de la famille Chromium, ou « » ; QPV_CHROMIUM l'emporte sur la recherche.

    Lève ValueError, avec la phrase à montrer, quand QPV_CHROMIUM désigne autre chose qu'un navigateur.
    """
    impose = environ.get("QPV_CHROMIUM", "")
    if impose and not convient(impose):
        raise ValueError(f"QPV_CHROMIUM désigne « {impose} », qui n'est pas un navigateur utilisable.")
    return impose or next((lieu for lieu in lieux(environ) if convient(lieu)), "")


def celui_de_playwright(python):
    """Le chemin du Chromium que playwright a installé pour lui, ou « »."""
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    resultat = subprocess.run([str(python), "-c", code], capture_output=True, text=True)
    chemin = resultat.stdout.strip()
    return chemin if demarre(chemin) else ""


def obtenir(python, installer_paquet):
    """Le chemin d'un navigateur, trouvé ou installé ; « » quand ni l'un ni l'autre n'a été possible.

    `python` : l'interpréteur où playwright est installé ; `installer_paquet` : installe un paquet
    du système et dit si c'est fait.
    """
    chemin = trouver() or celui_de_playwright(python)
    if not chemin and installer_paquet("chromium"):
        chemin = trouver()
    if not chemin:
        print("Aucun navigateur trouvé : installation de Chromium par playwright…", flush=True)
        subprocess.run([str(python), "-m", "playwright", "install", "chromium"], stdout=subprocess.DEVNULL)
        chemin = celui_de_playwright(python)
    return chemin


def annoncer_non_executes(python, racine):
    """Dit, fichier par fichier, les essais qui demandent un navigateur et ne sont donc pas lancés."""
    commande = [str(python), "-m", "pytest", "--collect-only", "-q", "-m", "navigateur"]
    collecte = subprocess.run(commande, cwd=racine, capture_output=True, encoding="utf-8", errors="replace")
    fichiers = [ligne.split("::")[0] for ligne in collecte.stdout.splitlines() if "::" in ligne]
    print(f"Sans navigateur, {len(fichiers)} essais n'ont pas été lancés :")
    for fichier in sorted(set(fichiers)):
        print(f"  · {fichier} ({fichiers.count(fichier)})")
