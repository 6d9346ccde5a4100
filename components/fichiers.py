"""Les fichiers d'un comité, depuis la page : fabriqués au clic, jamais avant."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import streamlit as st

from components.chargement import contours, entrepot
from components.html import sans_markdown
from data.dossiers import dossier_tables
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
    return diaporama(dossier, entrepot(), contours(), _jour(), modele.read_bytes() if modele.is_file() else None)


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
