"""Les fichiers d'un comité, depuis la page : fabriqués au clic, jamais avant."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path

import streamlit as st

from components.chargement import contours, entrepot
from components.html import balise, montrer, sans_markdown
from data.dossiers import dossier_tables
from data.fautes import raison_systeme
from data.modele import Territoire
from data.vues.dossiers_prets import Dossier

GABARIT = "gabarit.pptx"  # posé à côté du dossier des tables, il habille toutes les diapositives


def _jour() -> date:
    """La date de production, à l'heure de la machine."""
    return datetime.now().astimezone().date()


# Les bibliothèques des fichiers pèsent un tiers de seconde : elles ne se chargent qu'au premier clic.
def _powerpoint(dossier: Dossier) -> bytes:
    from components.export_pptx import diaporama

    modele = dossier_tables().parent / GABARIT
    utilisable = modele.is_file() and not _gabarit_refuse()
    return diaporama(dossier, entrepot(), contours(), _jour(), modele.read_bytes() if utilisable else None)


def _gabarit_refuse() -> str:
    """Pourquoi la présentation modèle de l'équipe ne peut pas servir ; « » si elle sert, ou s'il n'y en a pas."""
    modele = dossier_tables().parent / GABARIT
    try:
        etat = modele.stat()
    except OSError:
        return ""
    return _examen_du_gabarit(modele, etat.st_mtime_ns, etat.st_size)


@lru_cache(maxsize=2)
def _examen_du_gabarit(modele: Path, _ecrit: int, _taille: int) -> str:
    from components.export_pptx import GabaritIllisible
    from components.exports.gabarit import ouvrir

    try:
        ouvrir(modele.read_bytes())
    except GabaritIllisible as refus:
        return str(refus)
    except OSError as erreur:
        return f"Ce modèle ne s'ouvre pas ({raison_systeme(erreur)})."
    return ""


def _pdf(dossier: Dossier) -> bytes:
    from components.export_pdf import document

    return document(dossier, entrepot(), contours(), _jour())


def _tableur(dossier: Dossier) -> bytes:
    from components.export_classeur import classeur

    return classeur(dossier, entrepot(), _jour())


def _fiche(code: str) -> bytes:
    from components.export_pdf import fiche

    return fiche(entrepot(), contours(), code, _jour())


def _archive() -> bytes:
    from components.export_archive import archive

    return archive(entrepot(), _jour())


FORMATS: tuple[tuple[str, str, Callable[[Dossier], bytes], str], ...] = (
    ("PowerPoint", "pptx", _powerpoint, ":material/co_present:"),
    ("PDF", "pdf", _pdf, ":material/picture_as_pdf:"),
    ("Tableur", "xlsx", _tableur, ":material/table:"),
)


def telecharger_dossier(dossier: Dossier) -> None:
    """Les trois fichiers d'un dossier, côte à côte."""
    refus = _gabarit_refuse()
    if refus:
        phrase = f"{GABARIT} : {refus} En attendant, les diapositives ont le modèle du tableau de bord."
        montrer(balise("p", phrase, classe="reserve", role="status"))
    with st.container(horizontal=True, key=f"fichiers_{dossier.nom}"):
        for nom, suffixe, fabrique, icone in FORMATS:
            _bouton(nom, f"{dossier.nom}.{suffixe}", partial(fabrique, dossier), icone, "primary")


def telecharger_fiche(quartier: Territoire) -> None:
    """La fiche de deux pages d'un quartier, à distribuer."""
    _bouton(
        sans_markdown(quartier.nom),
        f"{quartier.slug}-fiche.pdf",
        partial(_fiche, quartier.code),
        ":material/picture_as_pdf:",
    )


def telecharger_archive() -> None:
    """Toutes les tables publiques, leur description et leurs sources."""
    _bouton("Toutes les données", "donnees.zip", _archive, ":material/folder_zip:")


def _bouton(nom: str, fichier: str, fabrique: Callable[[], bytes], icone: str, genre: str = "secondary") -> None:
    st.download_button(
        nom, data=fabrique, file_name=fichier, key=f"fichier_{fichier}", on_click="ignore", type=genre, icon=icone
    )
