"""La capture d'écran du README : `python -m tests.outils.capture`.

Démarre un tableau de bord neuf avec les données du projet, ouvre l'accueil dans un vrai
navigateur et remplace `docs/images/accueil.png` (1600 × 1000 pixels, thème clair). À refaire
quand l'accueil change.
"""

import sys
from pathlib import Path

from tests.outils.navigateur import attendre_traces, navigateur, visiter
from tests.outils.serveur import RACINE, serveur

IMAGES = RACINE / "docs" / "images"
CAPTURES = {"accueil.png": ""}  # fichier -> adresse de la page, comme dans tests/outils/adresses.py
TAILLE = {"width": 1600, "height": 1000}
QUARTIERS = 5


def capturer(dossier: Path) -> list[Path]:
    """Écrit les captures dans `dossier` et rend leurs chemins. Lève AssertionError si la carte manque."""
    dossier.mkdir(parents=True, exist_ok=True)
    ecrites = []
    with serveur() as marche, navigateur() as ouvert:
        for fichier, slug in CAPTURES.items():
            with visiter(ouvert, viewport=TAILLE, color_scheme="light", reduced_motion="reduce") as visite:
                page = visite.aller(f"{marche.adresse}/{slug}")
                traces = attendre_traces(page, QUARTIERS)
                assert traces >= QUARTIERS, f"La carte n'est pas dessinée : {traces} contours."
                page.wait_for_timeout(500)  # les étiquettes se placent après les contours
                page.screenshot(path=dossier / fichier)
            ecrites.append(dossier / fichier)
    return ecrites


def main() -> int:
    """Refait les captures et dit lesquelles."""
    for chemin in capturer(IMAGES):
        print(f"{chemin.relative_to(RACINE).as_posix()} : {chemin.stat().st_size // 1000} ko")
    return 0


if __name__ == "__main__":
    sys.exit(main())
