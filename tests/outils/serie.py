"""Lance la série d'essais : ce qu'il faut trouver avant, ce qui est laissé de côté, et le dire.

Bibliothèque standard seulement : `lancer.py` s'en sert avant que rien d'autre ne soit prêt.
"""

import os
import subprocess

from tests.outils import chromium, nginx

SANS_CHROMIUM = (
    "Aucun navigateur de la famille Chromium (Chromium, Chrome, Edge), et il n'a pas pu être "
    "installé. Installez-en un, indiquez son chemin dans QPV_CHROMIUM, ou lancez "
    "« python lancer.py tests --sans-chromium », qui laisse de côté les essais du navigateur."
)


def marques(tout, sans_chromium):
    """L'expression « -m » de pytest : ce qui est laissé de côté."""
    ecartees = ([] if tout else ["not lent"]) + (["not navigateur"] if sans_chromium else [])
    return " and ".join(ecartees)


def executer(python, racine, installer_paquet, tout, sans_chromium, suite):
    """Lance les essais, un fichier par cœur ; `suite` : options passées à pytest, dont on rend le code de sortie.

    `python` : l'interpréteur où tout est installé ; `installer_paquet` : installe un paquet du
    système et dit si c'est fait. Lève ValueError, avec la phrase à montrer, s'il manque un navigateur.
    """
    environnement = dict(os.environ)
    if not sans_chromium:
        environnement["QPV_CHROMIUM"] = chromium.obtenir(python, installer_paquet)
        if not environnement["QPV_CHROMIUM"]:
            raise ValueError(SANS_CHROMIUM)
        if tout and not nginx.obtenir(racine):
            print(nginx.ABSENT, flush=True)
    commande = [str(python), "-m", "pytest", "-n", "auto", "--dist", "loadfile", "-m", marques(tout, sans_chromium)]
    code = subprocess.call([*commande, *suite], cwd=str(racine), env=environnement)
    if sans_chromium:
        chromium.annoncer_non_executes(python, racine)
    return code
