"""Le dossier de données de Narbonne, préparé par les commandes du projet à partir de petits extraits officiels."""

from pathlib import Path

from data.dossiers import RACINE
from data.nouveau_territoire import principal as nouveau_territoire
from data.preparer_insee import principal as preparer_insee
from geo.preparer import principal as preparer_contours

EXTRAITS = RACINE / "tests" / "donnees"
PAQUET = str(EXTRAITS / "geo" / "extrait_qp_2015.zip")
NARBONNE = ("--commune", "11262", "Narbonne", "--contours", PAQUET)


def preparer(dossier: Path) -> None:
    """Les trois commandes de docs/autre-territoire.md, dans l'ordre ; QPV_DONNEES désigne déjà le dossier."""
    assert nouveau_territoire([str(dossier), *NARBONNE]) == 0
    assert preparer_contours([PAQUET, "--geographie", "2015"]) == 0
    assert preparer_insee([str(EXTRAITS / "narbonne")]) == 0
