"""Toutes les mesures, en un tableau : `python -m tests.bench [DOSSIER_INSEE]` récrit docs/performances.md.

Une vingtaine de minutes sur deux cœurs, machine au repos : rien d'autre ne doit tourner. DOSSIER_INSEE : les fichiers
nationaux, pour mesurer ce que coûtent plus de quartiers. Code de sortie 1 si une limite est dépassée.
"""

import datetime as dt
import os
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit

from tests.bench import carte, commandes, croissance, exports, importation, navigation, pages, sessions
from tests.bench.releve import Releve, tableau
from tests.outils.serveur import RACINE

PAGE = RACINE / "docs" / "performances.md"
DEBUT, FIN = "<!-- mesures : début -->", "<!-- mesures : fin -->"


def machine() -> str:
    """Ce qui a mesuré : processeur, cœurs, mémoire, système, versions."""
    octets = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return (
        f"{os.cpu_count()} cœurs {platform.machine()}, {octets / 2**30:.0f} Gio de mémoire, "
        f"{platform.system()}, Python {platform.python_version()}, Streamlit {streamlit.__version__}"
    )


def mesures(insee: Path | None) -> dict[str, Callable[[], list[Releve]]]:
    """Titre de chaque partie -> ce qui la mesure."""
    return {
        "Chaque page, section et vue (temps du serveur, poids reçu)": pages.releves,
        "Ouvrir et changer de page, dans un navigateur": navigation.releves,
        "Changer de pilier sur la carte, dans un navigateur": carte.releves,
        "Plusieurs personnes à la fois": sessions.releves,
        "Démarrage et commandes": commandes.releves,
        "Fichiers produits": exports.releves,
        "Import des actions": importation.releves,
        "Quand les données grandissent": lambda: croissance.releves(insee),
    }


def ecrire(parties: Sequence[str]) -> None:
    """Récrit le tableau de la page, entre ses deux marques : une mesure qui échoue ne perd pas celles d'avant."""
    texte = PAGE.read_text(encoding="utf-8")
    avant, apres = texte.split(DEBUT)[0], texte.split(FIN)[1]
    PAGE.write_text(avant + "\n\n".join([DEBUT, *parties, FIN]) + apres, encoding="utf-8")


def main() -> int:
    """Mesure tout, imprime et récrit la page au fur et à mesure."""
    parties, depasse = [f"Mesuré le {dt.datetime.now().astimezone():%d/%m/%Y} : {machine()}."], False
    for titre, mesurer in mesures(Path(sys.argv[1]) if len(sys.argv) > 1 else None).items():
        releves = mesurer()
        depasse |= any(r.tenu is False for r in releves)
        parties.append(f"## {titre}\n\n{tableau(releves)}")
        print(f"{parties[-1]}\n", flush=True)
        ecrire(parties)
    return 1 if depasse else 0


if __name__ == "__main__":
    sys.exit(main())
