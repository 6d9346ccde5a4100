"""Le registre des pages, l'en-tête et le pied : le seul script que Streamlit exécute."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

RACINE = str(Path(__file__).resolve().parent.parent)
if RACINE not in sys.path:  # Streamlit ne met que le dossier du script dans le chemin
    sys.path.insert(0, RACINE)

import streamlit as st  # noqa: E402

from components import adresses  # noqa: E402
from components.cadre import ICONE, entete, pied  # noqa: E402
from components.chargement import entrepot, une_visite  # noqa: E402
from components.reconnexion import se_refaire_au_retour  # noqa: E402
from data.identite import titre_du_site  # noqa: E402
from data.pages_alimentees import cachees  # noqa: E402
from pages import (  # noqa: E402
    accessibilite,
    accueil,
    acteurs,
    comparaisons,
    credits,
    fiabilite,
    parole,
    piliers,
    portrait,
    presentation,
    quartier_perdu,
    sans_donnees,
)

# Une page de plus : une ligne ici, son nom dans components/adresses.py.
AFFICHAGES: dict[str, Callable[[], None]] = {
    "": accueil.afficher,
    "comparaisons": comparaisons.afficher,
    "credits": credits.afficher,
    "piliers": piliers.afficher,
    "acteurs": acteurs.afficher,
    "parole": parole.afficher,
    "fiabilite": fiabilite.afficher,
    "presentation": presentation.afficher,
    "accessibilite": accessibilite.afficher,
}


@dataclass(frozen=True, slots=True)
class PageDeclaree:
    """Une page : son adresse, son nom dans le menu, ce qui l'affiche."""

    adresse: str
    nom: str
    afficher: Callable[[], None]
    quartier: bool = False
    au_menu: bool = True


def registre() -> tuple[PageDeclaree, ...]:
    """Toutes les pages, dans l'ordre du menu. Un quartier du référentiel est une page.

    Une page sans données garde son adresse, hors du menu : elle dit ce qui lui manque.
    Quand la liste des quartiers est abîmée, l'adresse demandée a la sienne, hors du menu : elle dit la faute.
    """
    tables = entrepot()
    noms = {code: t.nom for code, t in tables.territoires.items()}
    vides = cachees(tables)
    return (
        *(
            PageDeclaree(adresse, nom, AFFICHAGES[adresse])
            if adresse not in vides
            else PageDeclaree(adresse, nom, partial(sans_donnees.afficher, adresse), au_menu=False)
            for adresse, nom in adresses.ENSEMBLE.items()
        ),
        *(
            PageDeclaree(adresse, nom, AFFICHAGES[adresse], au_menu=False)
            for adresse, nom in adresses.HORS_MENU.items()
        ),
        *(
            PageDeclaree(adresse, noms[code], partial(portrait.afficher, code), quartier=True)
            for adresse, code in adresses.quartiers().items()
        ),
        *(
            PageDeclaree(adresse, "Quartier indisponible", quartier_perdu.afficher, au_menu=False)
            for adresse in (adresses.demandee(),)
            if adresses.perdue(adresse)
        ),
    )


def lancer() -> None:
    """Déclare les pages, affiche l'en-tête, la page demandée, le pied."""
    pages = registre()
    declarees = {
        p.adresse: st.Page(p.afficher, title=p.nom, url_path=p.adresse or None, default=not p.adresse) for p in pages
    }
    # Les pages se retrouvent par leur adresse : la carte de l'accueil et les portraits y renvoient.
    st.session_state["pages"] = declarees
    choisie = st.navigation(list(declarees.values()), position="hidden")
    # Le titre de la fenêtre dit la page : c'est lui qu'un lecteur d'écran annonce, et qu'un onglet montre.
    st.set_page_config(page_title=f"{choisie.title} – {titre_du_site(entrepot())}", page_icon=ICONE, layout="wide")
    entete([(declarees[p.adresse], p.nom, p.quartier) for p in pages if p.au_menu], choisie)
    se_refaire_au_retour()
    choisie.run()
    pied()


with une_visite():
    lancer()
