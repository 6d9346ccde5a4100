"""Ce qui entoure toutes les pages : le style, le menu, les fichiers en défaut, le pied."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from components.chargement import entrepot, fautes
from components.contestation import adresse_de_la_vue
from components.html import assembler, balise, montrer, sans_markdown
from components.refus import signaler_refus
from components.tableaux import depliant
from data.entrepot import Entrepot
from data.formats import pluriel
from data.identite import marque
from data.pages_alimentees import a_un_registre
from data.vues.declaration import MENTION

FAUTES_MONTREES = 30
RAPPORT = "rapport_2022"  # la source des documents de l'évaluation
# Ce que chaque sorte de page garde de ses choix, pour les retrouver quand on y revient ; « face » leur est commun.
CHOIX_DES_PORTRAITS = ("section", "face")
CHOIX_DES_COMPARAISONS = (
    "vue",
    "indicateur",
    "annee",
    "reference",
    "face",
    "theme",
    "tri",
    "quartier",
    "gauche",
    "droite",
)
COMPARAISONS = "comparaisons"
LONGUEUR_SUIVIE = 100
LIEN_ENTIER = 6000  # une sélection de soixante blocs
# Ce que Streamlit ne dit pas aux lecteurs d'écran : un fichier du serveur, que le navigateur garde.
# Et ce qu'il dit en anglais quand le serveur s'arrête.
ECOUTE = '<script src="/statique/accessibilite.js"></script><script src="/statique/panne.js"></script>'
COPIE = '<script src="/statique/copier.js"></script>'
ICONE = str(Path(__file__).with_name("icone.png"))  # une icône par nom viendrait d'un serveur extérieur


def entete(liens: Sequence[tuple[Any, str, bool]], courante: Any) -> None:
    """Le menu : les pages d'ensemble au-dessus, les quartiers dessous.

    La section ouverte et les comparaisons choisies suivent le lecteur d'un quartier à l'autre, et de la page
    Comparaisons à un portrait et retour.
    """
    st.html(
        balise("a", "Aller au contenu", href="#contenu", classe="evitement") + ECOUTE + COPIE,
        unsafe_allow_javascript=True,
    )
    suivis = _choix_suivis(any(page is courante and quartier for page, _, quartier in liens), courante.url_path)
    for rang, quartiers in (("menu", False), ("menu_quartiers", True)):
        with st.container(horizontal=True, key=rang, vertical_alignment="center", gap="xxsmall"):
            montrer(
                balise("p", "Quartiers" if quartiers else marque(entrepot()), classe="rang" if quartiers else "marque"),
                "content",
            )
            for page, nom, quartier in liens:
                if quartier is quartiers:
                    etat = "actif" if page is courante else "autre"
                    with st.container(key=f"lien_{etat}_{page.url_path or 'accueil'}", width="content"):
                        cles = _cles(quartier, page.url_path)
                        suite = {c: suivis[c] for c in cles if c in suivis}
                        st.page_link(page, label=sans_markdown(nom), query_params=suite or None)


def _cles(quartier: bool, adresse: str) -> tuple[str, ...]:
    """Les choix que garde une page : rien hors des portraits et des comparaisons."""
    if quartier:
        return CHOIX_DES_PORTRAITS
    return CHOIX_DES_COMPARAISONS if adresse == COMPARAISONS else ()


def _choix_suivis(quartier: bool, adresse: str) -> dict[str, str]:
    """Les derniers choix faits sur les portraits et les comparaisons, ceux de la page ouverte venant de son adresse."""
    suivis = st.session_state.setdefault("choix_suivis", {})
    for cle in _cles(quartier, adresse):
        valeur = st.query_params.get(cle, "")
        # Une valeur démesurée ne suit pas : elle serait répétée dans chaque lien du menu.
        if 0 < len(valeur) <= LONGUEUR_SUIVIE:
            suivis[cle] = valeur
        else:
            suivis.pop(cle, None)
    return suivis


def signaler_fautes(deployees: bool = False) -> None:
    """Dit, sans jargon, ce qui cloche dans les fichiers ; le reste de la page s'affiche quand même.

    deployees : les fautes d'emblée, pour une page qui n'a rien d'autre à montrer.
    """
    trouvees = fautes()
    signaler_refus()
    if not trouvees:
        return
    n = len(trouvees)
    liste = balise("ul", assembler(*(balise("li", f.phrase()) for f in trouvees[:FAUTES_MONTREES])))
    montrer(
        balise(
            "div",
            balise("strong", f"{n} {pluriel(n, 'faute')} dans les fichiers de données. "),
            "Ce qui n'en dépend pas s'affiche normalement.",
            " Commencer par la première : les suivantes en viennent souvent." if deployees and n > 1 else "",
            liste if deployees else depliant("Voir lesquelles et comment les corriger", liste),
            classe="reserve",
            role="status",
        )
    )


def titre(texte: str, chapeau: str = "", fautes_deployees: bool = False) -> None:
    """Le seul titre de premier niveau de la page, sa phrase d'ouverture, les fautes s'il y en a."""
    montrer(
        assembler(
            balise("h1", texte, id="contenu", tabindex="-1"), balise("p", chapeau, classe="chapeau") if chapeau else ""
        )
    )
    signaler_fautes(fautes_deployees)


def _origine(tables: Entrepot) -> str:
    """D'où viennent les données : l'Insee, et le rapport d'évaluation quand les tables le citent ; où le vérifier."""
    evaluation = " et de l'évaluation du contrat de ville de 2022" if RAPPORT in tables.sources else ""
    quoi = "les contradictions des sources sont recensées" if a_un_registre(tables) else "ce qui manque est dit"
    return (
        f"Données publiques de l'Insee{evaluation}. Chaque chiffre porte son année, sa source et son statut ; {quoi} "
        "page Fiabilité."
    )


def pied() -> None:
    """Le lien de la vue, la date des tables et le chemin vers les sources, sur toutes les pages."""
    lien = balise("code", adresse_de_la_vue(LIEN_ENTIER), classe="lien-vue")
    copie = balise("button", "Copier", type="button", classe="copier")
    montrer(depliant("Copier le lien de cette vue", balise("p", copie, " ", lien, " ", balise("span", role="status"))))
    montrer(
        balise(
            "footer",
            f"{_origine(entrepot())} Version des données : {entrepot().empreinte}.",
            classe="pied",
        )
    )
    # Rangé parmi les menus : il s'efface comme eux quand on projette.
    with st.container(key="menu_pied"):
        st.page_link(st.session_state["pages"]["accessibilite"], label=MENTION)
