"""Où se trouvent les tables, les contours et l'historique.

La variable d'environnement QPV_DONNEES désigne un autre dossier de données ; elle est
lue à chaque appel, pour qu'un essai ou une commande puisse la changer sans redémarrer.
"""

import os
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent


def _dossier(nom: str, par_defaut: Path) -> Path:
    choisi = os.environ.get("QPV_DONNEES", "").strip()
    return Path(choisi).expanduser().absolute() / nom if choisi else par_defaut


def dossier_tables() -> Path:
    """Le dossier des tables préparées : `$QPV_DONNEES/tables`, sinon `data/tables`."""
    return _dossier("tables", RACINE / "data" / "tables")


def dossier_contours() -> Path:
    """Le dossier des contours : `$QPV_DONNEES/contours`, sinon `geo/contours`."""
    return _dossier("contours", RACINE / "geo" / "contours")


def dossier_historique() -> Path:
    """Le dossier des tables remplacées : `$QPV_DONNEES/historique`, sinon `data/historique`."""
    return _dossier("historique", RACINE / "data" / "historique")
