"""Installe ce qu'il faut, puis démarre le tableau de bord ou lance les essais.

    python lancer.py                      démarre le tableau de bord sur http://localhost:8501
        --port N                          un autre port
        --reseau                          l'ouvre aussi aux autres postes du réseau
        --sans-navigateur                 sans ouvrir de fenêtre de navigateur
    python lancer.py tests                lance les essais
        --tout                            avec les essais longs
        --sans-chromium                   sans les essais qui demandent un navigateur
        -- OPTIONS                        tout ce qui suit « -- » va à pytest

Rien d'autre que Python (3.11 ou plus récent) n'est nécessaire : les bibliothèques sont installées
dans le dossier .venv du projet, une seule fois, et de nouveau quand requirements.txt change.
"""
# Ce fichier reste lisible par un Python 3.6 : c'est lui qui doit pouvoir dire, en
# français, que le Python trouvé est trop ancien. D'où l'absence d'annotations récentes.

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import webbrowser
from pathlib import Path

RACINE = Path(__file__).resolve().parent
VERSION_MINIMALE = (3, 11)
PORT_HABITUEL = 8501
DELAI_DEMARRAGE = 60.0
EXECUTION = "requirements.txt"
DEVELOPPEMENT = "requirements-dev.txt"
INCLUS = {EXECUTION: (EXECUTION,), DEVELOPPEMENT: (EXECUTION, DEVELOPPEMENT)}
OPTIONS = {"servir": ("--reseau", "--sans-navigateur"), "tests": ("--tout", "--sans-chromium")}
LECTURE = "QPV_MOT_DE_PASSE_LECTURE"

# Ce que pip écrit, et ce qu'il faut en dire. L'ordre compte : la première phrase qui
# convient est la bonne (un certificat refusé finit aussi en « No matching distribution »).
DIAGNOSTICS = (
    (("No space left on device", "[Errno 28]"),
     "Le disque est plein : libérez environ 1 Go, puis relancez."),
    (("CERTIFICATE_VERIFY_FAILED", "SSLCertVerificationError"),
     "Le certificat du serveur de bibliothèques est refusé. Sur un réseau d'entreprise, indiquez "
     "le certificat du service informatique dans la variable PIP_CERT, puis relancez."),
    (("Failed to establish a new connection", "Temporary failure in name resolution",
      "getaddrinfo failed", "Network is unreachable", "Connection refused", "NewConnectionError",
      "ConnectTimeoutError", "Read timed out", "ProxyError", "NameResolutionError",
      "Could not fetch URL", "(from versions: none)"),
     "Le serveur de bibliothèques Python ne répond pas : vérifiez la connexion à internet (ou la "
     "variable HTTPS_PROXY derrière un serveur mandataire), puis relancez. La connexion ne sert "
     "qu'à l'installation ; le tableau de bord lui-même s'en passe."),
    (("Permission denied", "Read-only file system", "Accès refusé", "[WinError 5]", "[Errno 13]"),
     "Écriture refusée dans le dossier du projet : fermez le tableau de bord s'il tourne déjà, ou "
     "copiez le projet dans un dossier où vous avez le droit d'écrire, puis relancez."),
    (("No matching distribution found", "Could not find a version"),
     "Une bibliothèque n'existe pas pour cette version de Python : essayez avec Python 3.11 à 3.13."),
)


class Empechement(Exception):
    """Ce qui empêche d'aller plus loin, dit en une phrase à la personne qui a lancé la commande."""


def dire(phrase):
    """Écrit une phrase tout de suite, même quand la sortie est un fichier."""
    print(phrase, flush=True)


# --- Python et l'environnement


def verifier_python(version):
    """Refuse un Python plus ancien que VERSION_MINIMALE ; `version` est un sys.version_info."""
    if tuple(version[:2]) < VERSION_MINIMALE:
        raise Empechement(
            "Python {}.{} est trop ancien : il faut Python {}.{} ou plus récent. Installez-le depuis "
            "le site python.org ou le gestionnaire de paquets du système, puis relancez avec lui "
            "(par exemple « python3.11 lancer.py »).".format(*(tuple(version[:2]) + VERSION_MINIMALE))
        )


def python_du_venv(venv, systeme=os.name):
    """Le chemin de l'interpréteur dans l'environnement `venv`, selon le système (« nt » ou « posix »)."""
    return venv / "Scripts" / "python.exe" if systeme == "nt" else venv / "bin" / "python"


def empreinte(racine, fichier, version):
    """L'empreinte de ce qu'il faut installer : la version de Python, le fichier et ceux qu'il inclut.

    `fichier` : requirements.txt ou requirements-dev.txt. Lève Empechement s'il manque.
    """
    condense = hashlib.sha256(".".join(map(str, version[:2])).encode())
    for nom in INCLUS[fichier]:
        try:
            condense.update((racine / nom).read_bytes().replace(b"\r\n", b"\n"))
        except OSError:
            raise Empechement(
                f"Le fichier {nom} manque dans {racine} : le projet est incomplet, récupérez-le de nouveau."
            ) from None
    return condense.hexdigest()


def temoin(venv, fichier):
    """Le fichier qui retient l'empreinte de la dernière installation réussie de `fichier`."""
    return venv / ("installe-" + fichier)


def est_installe(racine, venv, fichier, version):
    """Vrai si l'environnement contient déjà ce que demande `fichier`, pour ce Python."""
    with contextlib.suppress(OSError):
        retenue = temoin(venv, fichier).read_text().strip()
        return python_du_venv(venv).exists() and retenue == empreinte(racine, fichier, version)
    return False


def verifier_ecriture(racine):
    """Refuse un dossier où l'on ne peut rien écrire."""
    try:
        with tempfile.TemporaryFile(dir=str(racine)):
            pass
    except OSError:
        raise Empechement(
            f"Impossible d'écrire dans {racine}, où les bibliothèques doivent être installées : copiez le "
            "projet dans un dossier où vous avez le droit d'écrire, puis relancez."
        ) from None


def diagnostic(sortie):
    """La phrase française qui explique un échec de pip, d'après ce qu'il a écrit ; « » si inconnu."""
    for indices, phrase in DIAGNOSTICS:
        if any(indice in sortie for indice in indices):
            return phrase
    return ""


def installer_par_apt(paquet):
    """Installe un paquet Debian quand c'est possible sans rien demander ; vrai si c'est fait."""
    if not shutil.which("apt-get") or os.geteuid() != 0:  # Windows n'a ni l'un ni l'autre
        return False
    dire(f"Installation de {paquet} par apt-get…")
    muet = dict(env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"), stdout=subprocess.DEVNULL)
    subprocess.call(["apt-get", "update", "-qq"], **muet)
    commande = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", paquet]
    return subprocess.call(commande, **muet) == 0


def creer_venv(venv):
    """Crée l'environnement `venv`, ou le refait à neuf s'il est à moitié fait."""
    # Depuis l'environnement lui-même, seul le Python d'origine peut le refaire.
    python = getattr(sys, "_base_executable", None) or sys.executable
    commande = [python, "-m", "venv", "--clear", str(venv)]
    resultat = subprocess.run(commande, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if resultat.returncode == 0:
        return
    sortie = resultat.stdout.decode(errors="replace")
    if "ensurepip" in sortie or "No module named venv" in sortie:
        paquet = "python{}.{}-venv".format(*sys.version_info[:2])
        if installer_par_apt(paquet) and subprocess.call(commande) == 0:
            return
        raise Empechement(
            "Il manque à Python le module « venv ». Sous Debian ou Ubuntu : « sudo apt-get install "
            "python3-venv », puis relancez."
        )
    raise Empechement(diagnostic(sortie) or f"L'environnement {venv} n'a pas pu être créé :\n{sortie}")


def venv_utilisable(venv):
    """Vrai si l'interpréteur de `venv` démarre, est assez récent et possède pip."""
    essai = f"import sys, pip; sys.exit(sys.version_info < {VERSION_MINIMALE!r})"
    try:
        return subprocess.call([str(python_du_venv(venv)), "-c", essai], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def installer(venv, fichier):
    """Installe `fichier` dans `venv` avec pip, en nommant chaque bibliothèque au passage."""
    commande = [str(python_du_venv(venv)), "-m", "pip", "install", "--no-input", "--no-color",
                "--disable-pip-version-check", "-r", str(RACINE / fichier)]
    # LC_ALL : le diagnostic se lit dans des messages en anglais.
    pip = subprocess.Popen(commande, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           env=dict(os.environ, LC_ALL="C.UTF-8", PYTHONUTF8="1"))
    lignes = []
    for brute in pip.stdout:
        ligne = brute.decode(errors="replace").rstrip()
        lignes.append(ligne)
        if ligne.startswith("Collecting "):
            dire("  · " + ligne.split()[1])
        elif ligne.startswith("Installing collected packages"):
            dire("  mise en place…")
    if pip.wait() != 0:
        sortie = "\n".join(lignes)
        raise Empechement(diagnostic(sortie) or "L'installation a échoué. Les dernières lignes de pip :\n"
                          + "\n".join(lignes[-15:]))


def preparer(fichier):
    """Rend l'interpréteur d'un environnement où `fichier` est installé ; ne fait rien s'il l'est déjà."""
    venv = RACINE / ".venv"
    chantier = venv / "installation-en-cours"  # s'il est resté là, une installation a été interrompue
    if est_installe(RACINE, venv, fichier, sys.version_info) and not chantier.exists():
        return python_du_venv(venv)
    verifier_ecriture(RACINE)
    if chantier.exists():
        dire("L'installation précédente a été interrompue : elle est reprise à neuf.")
    if chantier.exists() or not venv_utilisable(venv):
        dire("Création de l'environnement Python dans .venv…")
        creer_venv(venv)
    dire(f"Installation des bibliothèques de {fichier} (une à trois minutes la première fois)…")
    chantier.touch()
    try:
        installer(venv, fichier)
    except Empechement:
        # pip s'est arrêté de lui-même : ce qui était là est intact, rien à refaire à neuf.
        chantier.unlink()
        raise
    for nom in INCLUS[fichier]:
        temoin(venv, nom).write_text(empreinte(RACINE, nom, sys.version_info) + "\n")
    chantier.unlink()
    return python_du_venv(venv)


# --- Le serveur, et les essais


def port_pris(port, ecoute="127.0.0.1"):
    """Vrai si quelqu'un écoute déjà sur ce port de cette machine, ou s'il est interdit d'y écouter à `ecoute`."""
    for famille, adresse in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with contextlib.suppress(OSError), socket.socket(famille) as prise:
            prise.settimeout(0.5)
            if prise.connect_ex((adresse, port)) == 0:
                return True
    with socket.socket(socket.AF_INET) as prise:
        if os.name != "nt":  # sous Windows, cette option laisserait prendre un port occupé
            prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            prise.bind((ecoute, port))
            return False
    return True


def choisir_port(voulu, pris=port_pris):
    """Le port `voulu`, ou le premier libre des cinquante suivants."""
    for port in range(voulu, min(voulu + 51, 65536)):
        if not pris(port):
            return port
    raise Empechement(f"Aucun port libre à partir de {voulu} : indiquez-en un autre avec --port N.")


def adresse_du_reseau(prise=socket.socket):
    """L'adresse IPv4 de cette machine sur son réseau ; « » si elle n'est sur aucun."""
    # Une prise UDP n'envoie rien : elle demande seulement au système par où il passerait.
    with contextlib.suppress(OSError), prise(socket.AF_INET, socket.SOCK_DGRAM) as essai:
        essai.connect(("10.255.255.255", 1))
        return essai.getsockname()[0]
    return ""


def annonce(port, reseau, adresse, environ):
    """Ce qu'il faut dire une fois prêt : où aller et, si `reseau`, qui peut lire ; `adresse` : celle du réseau."""
    lignes = [f"Tableau de bord prêt : http://localhost:{port}"]
    if reseau:
        lignes += [
            f"Depuis un autre poste du réseau : http://{adresse or socket.gethostname()}:{port}",
            f"Le mot de passe de {LECTURE} est demandé à chaque lecteur." if environ.get(LECTURE, "").strip() else
            "ATTENTION : toute personne de ce réseau peut lire ce tableau de bord. Pour demander un mot de passe, "
            f"mettez-le dans la variable {LECTURE} (dix caractères au moins), puis relancez.",
            "Rien n'est chiffré en chemin : pour durer, voir docs/deploiement.md. Si l'autre poste n'ouvre rien, le "
            "pare-feu de cette machine ferme sans doute ce port."]
    return "\n".join([*lignes, "Pour l'arrêter : Ctrl-C dans cette fenêtre."])


def commande_serveur(python, port, reseau=False):
    """La commande qui démarre le tableau de bord, visible de cette machine seulement, ou de tout le réseau."""
    return [str(python), "-m", "streamlit", "run", str(RACINE / "app.py"),
            "--server.port", str(port), "--server.address", "0.0.0.0" if reseau else "localhost",
            "--server.headless", "true", "--browser.gatherUsageStats", "false"]


def en_bonne_sante(port, delai=1.0):
    """Vrai si le serveur de ce port répond à /_stcore/health."""
    # Sans mandataire : une variable HTTP_PROXY enverrait dehors une question posée à soi-même.
    ouvreur = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with ouvreur.open(f"http://127.0.0.1:{port}/_stcore/health", timeout=delai) as reponse:
            return reponse.status == 200
    except OSError:
        return False


def arreter(processus):
    """Arrête un processus démarré ici : d'abord poliment, puis fermement."""
    processus.terminate()
    try:
        processus.wait(timeout=5)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        processus.kill()
        processus.wait()


def servir(port_voulu, ouvrir, reseau=False):
    """Démarre le tableau de bord et reste là jusqu'à Ctrl-C ; rend le code de sortie."""
    python = preparer(EXECUTION)
    port = choisir_port(port_voulu, lambda essaye: port_pris(essaye, "0.0.0.0" if reseau else "127.0.0.1"))
    if port != port_voulu:
        dire(f"Le port {port_voulu} est déjà pris : le tableau de bord utilise le port {port}.")
    # La sortie ordinaire de Streamlit est une bannière en anglais ; les fautes vont à stderr, gardé.
    serveur = subprocess.Popen(commande_serveur(python, port, reseau), cwd=str(RACINE), stdout=subprocess.DEVNULL)
    try:
        fin = time.monotonic() + DELAI_DEMARRAGE
        while not en_bonne_sante(port):
            if serveur.poll() is not None:
                raise Empechement("Le tableau de bord s'est arrêté en démarrant : le détail est ci-dessus.")
            if time.monotonic() > fin:
                raise Empechement(f"Le tableau de bord ne répond pas après {DELAI_DEMARRAGE:.0f} secondes.")
            time.sleep(0.1)
        dire(annonce(port, reseau, adresse_du_reseau(), os.environ))
        if ouvrir:
            webbrowser.open(f"http://localhost:{port}")
        return serveur.wait()
    except KeyboardInterrupt:
        dire("\nTableau de bord arrêté.")
        return 0
    finally:
        if serveur.poll() is None:
            arreter(serveur)


def essayer(tout, sans_chromium, suite):
    """Lance les essais ; `suite` : options passées à pytest, dont on rend le code de sortie."""
    python = preparer(DEVELOPPEMENT)
    from tests.outils import serie  # ne sert qu'ici, et vient avec les essais

    try:
        return serie.executer(python, RACINE, installer_par_apt, tout, sans_chromium, suite)
    except ValueError as faute:
        raise Empechement(str(faute)) from None


# --- La ligne de commande


def lire_arguments(arguments):
    """Lit la ligne de commande ; rend un dictionnaire action, port, suite, et vrai ou faux par option."""
    lus = dict(action="servir", port=PORT_HABITUEL, suite=[])
    lus.update((mot[2:].replace("-", "_"), False) for mots in OPTIONS.values() for mot in mots)
    reste = list(arguments)
    if "--" in reste:
        place = reste.index("--")
        reste, lus["suite"] = reste[:place], reste[place + 1:]
    if reste and reste[0] == "tests":
        lus["action"] = reste.pop(0)
    while reste:
        mot, _, valeur = reste.pop(0).partition("=")
        if mot in ("-h", "--help", "--aide"):
            lus["action"] = "aider"
        elif mot == "--port" and lus["action"] == "servir":
            valeur = valeur or (reste.pop(0) if reste else "")
            if not valeur.isdigit() or not 1024 <= int(valeur) <= 65535:
                raise Empechement(f"--port attend un nombre entre 1024 et 65535, pas « {valeur} ».")
            lus["port"] = int(valeur)
        elif mot in OPTIONS.get(lus["action"], ()):
            lus[mot[2:].replace("-", "_")] = True
        else:
            raise Empechement(f"Option inconnue : « {mot} ». Les options : « python lancer.py --aide ».")
    return lus


def principal(arguments):
    """Fait ce que demande la ligne de commande et rend le code de sortie."""
    for sortie in (sys.stdout, sys.stderr):
        if hasattr(sortie, "reconfigure"):  # une console Windows n'a pas tous nos caractères
            sortie.reconfigure(errors="replace")
    try:
        verifier_python(sys.version_info)
        lus = lire_arguments(arguments)
        # Un arrêt demandé par le système vaut Ctrl-C : le serveur ne doit pas rester seul.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if lus["action"] == "aider":
            dire(__doc__)
            return 0
        if lus["action"] == "tests":
            return essayer(lus["tout"], lus["sans_chromium"], lus["suite"])
        return servir(lus["port"], not lus["sans_navigateur"], lus["reseau"])
    except Empechement as raison:
        print(raison, file=sys.stderr, flush=True)
        return 2
    except KeyboardInterrupt:
        dire("\nInterrompu ; relancez la même commande pour reprendre.")
        return 130


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
