"""Une étape d'une présentation, à la taille d'un projecteur, et de quoi passer à la suivante.

Le menu s'efface ; les touches sont celles de toutes les présentations (flèches, Début, Fin, Échap), les boutons
assez grands pour un doigt. L'étape est dans l'adresse : recharger la page, ou l'ouvrir ailleurs, y revient.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from components.carte_quartiers import carte_indicateur
from components.chargement import contours, entrepot
from components.chiffres import valeurs_en_grand
from components.graphiques import CONFIG, figure
from components.html import Html, assembler, balise, montrer
from components.mentions import bandeau_demonstration
from components.place_projetee import corps_de_la_table, hauteur_de_la_carte, hauteur_du_graphique, place
from components.tableaux import table
from components.theme import ACCENT, TRAIT
from data.blocs import croisement, ligne_source
from data.modele import Bloc, Tableau
from data.textes import groupes
from data.vues.presentations import CHIFFRES_ENSEMBLE, Etape

AGRANDISSEMENT = 1.3
MODE_D_EMPLOI = (
    "Une suite d'étapes en grand. Flèches pour avancer et reculer, Début et Fin, Échap pour quitter ; "
    "F11 met le navigateur en plein écran."
)
AIDE_SELECTION = "Rien pour l'instant. Sous chaque graphique, « Ajouter à ma sélection » le met de côté ici."
CSS_TABLE = "<style>.st-key-diapositive table.donnees {{ font-size: {:.2f}rem; }}</style>"
REFERENCES = "Où le lire"
CSS = f"""
<style>
[class*="st-key-menu"], .evitement, .pied {{ display: none !important; }}
[data-testid="stMainBlockContainer"] {{ max-width: none; padding: .6rem 3rem 5rem; }}
.st-key-diapositive h1 {{ font-size: 1.5rem; font-weight: 600; }}
.st-key-diapositive h2 {{ font-size: 1.35rem; }}
.st-key-diapositive .phrase {{ font-size: 1.75rem; line-height: 1.35; max-width: 90rem; font-weight: 600; }}
.st-key-diapositive .precisions li, .st-key-diapositive .constats li {{
  font-size: 1.45rem; line-height: 1.4; max-width: 90rem; }}
.st-key-diapositive .precisions, .st-key-diapositive .constats {{ max-width: none; }}
.st-key-diapositive h4 {{ font-size: 1.3rem; }}
.st-key-diapositive .source {{ font-size: 1rem; }}
.st-key-diapositive .reserve {{ font-size: 1.1rem; }}
.st-key-diapositive .valeurs dd {{ font-size: 3.4rem; }}
.st-key-diapositive .valeurs dt {{ font-size: 1.2rem; }}
.avancement {{ height: .5rem; background: {TRAIT}; border-radius: .25rem; }}
.avancement > span {{ display: block; height: 100%; background: {ACCENT}; border-radius: .25rem; }}
/* Toujours au même endroit, sous le pouce, même quand l'étape est plus haute que l'écran. */
.st-key-commandes {{ position: fixed; bottom: 0; left: 0; right: 0; z-index: 20; background: #fff; padding: .4rem 1rem;
  border-top: 1px solid {TRAIT}; }}
.st-key-commandes button {{ min-height: 2.8rem; min-width: 8.5rem; }}
.st-key-commandes kbd {{ display: none !important; }}
/* Une étape tient sur un écran de 1 080 points ; ailleurs ses textes et ses tables se réduisent. Ni les graphiques ni
   les cartes : ils se mesurent eux-mêmes, et se réduiraient deux fois. */
@media (max-height: 1000px) {{ .st-key-diapositive [data-testid="stHtml"] {{ zoom: .87; }} }}
@media (max-height: 910px) {{ .st-key-diapositive [data-testid="stHtml"] {{ zoom: .78; }} }}
@media (max-height: 830px), (max-width: 1100px) {{ .st-key-diapositive [data-testid="stHtml"] {{ zoom: .62; }} }}
</style>
"""


def afficher_etape(etape: Etape, rang: int, combien: int, titre: str) -> None:
    """L'étape `rang` (à partir de 1) sur `combien` : l'avancement, le message, ce qui le montre, la source."""
    st.html(CSS)
    with st.container(key="diapositive"):
        montrer(assembler(_avancement(rang, combien), balise("h1", f"{titre} · {etape.intitule}", id="contenu")))
        if any(b.demonstration for b in etape.blocs):
            montrer(bandeau_demonstration())
        # Une phrase et son graphique se lisent de haut en bas ; des chiffres ou des listes, côte à côte.
        if len(etape.blocs) == 1 or any(b.genre not in CHIFFRES_ENSEMBLE for b in etape.blocs):
            montres = sum(b.genre not in CHIFFRES_ENSEMBLE for b in etape.blocs)
            libre = place(etape.blocs, any(b.demonstration for b in etape.blocs)) // max(1, montres)
            for bloc in etape.blocs:
                _bloc(bloc, libre)
            return
        for colonne, bloc in zip(st.columns(len(etape.blocs)), etape.blocs, strict=True):
            with colonne:
                _bloc(bloc, 0)


def _avancement(rang: int, combien: int) -> Html:
    """La ligne d'avancement : dite à qui ne la voit pas."""
    plein = balise("span", style=f"width:{100 * rang / combien:.0f}%")
    return balise("div", plein, classe="avancement", role="img", aria_label=f"Étape {rang} sur {combien}")


def _bloc(bloc: Bloc, libre: int) -> None:
    phrase = balise("p", bloc.phrase, classe="phrase") if bloc.phrase else ""
    precisions = assembler(*(balise("li", p) for p in bloc.precisions))
    montrer(
        assembler(balise("h2", bloc.titre), phrase, balise("ul", precisions, classe="precisions") if precisions else "")
    )
    _contenu(bloc, libre)
    montrer(
        assembler(
            *(balise("p", r, classe="reserve") for r in bloc.reserves), balise("p", ligne_source(bloc), classe="source")
        )
    )


def _contenu(bloc: Bloc, libre: int) -> None:
    """Le graphique, la carte, la table ou les textes du bloc, agrandis à la place que laissent les phrases."""
    if bloc.genre == "carte":
        carte_indicateur(bloc, contours(), entrepot(), hauteur=hauteur_de_la_carte(libre))
    elif bloc.genre == "chiffre":
        montrer(valeurs_en_grand(bloc))
    elif bloc.genre == "tableau":
        montree = _sans_references(bloc.grille or croisement(bloc))
        st.html(CSS_TABLE.format(corps_de_la_table(montree, libre)))
        montrer(table(montree, grande=True))
    elif bloc.genre == "texte":
        for nom, lignes in groupes(bloc):
            textes = assembler(*(balise("li", ligne[0].texte) for ligne in lignes))
            montrer(assembler(balise("h3", nom) if nom else "", balise("ul", textes, classe="constats")))
    elif any(x.mesure.valeur is not None for x in bloc.lignes):
        agrandie = agrandir(figure(bloc))
        mise = agrandie["layout"]
        mise["height"] = hauteur_du_graphique(mise["height"], libre)
        st.plotly_chart(agrandie, key=f"projete_{bloc.identifiant}", theme=None, config=CONFIG, alt=bloc.alternative)


def _sans_references(tableau: Tableau) -> Tableau:
    """La table sans la colonne qui dit où lire chaque ligne : elle est dans le portrait et dans les fichiers."""
    gardees = [i for i, entete in enumerate(tableau.entetes) if entete != REFERENCES]
    return replace(
        tableau,
        entetes=tuple(tableau.entetes[i] for i in gardees),
        lignes=tuple(tuple(ligne[i] for i in gardees) for ligne in tableau.lignes),
    )


def agrandir(figure: dict[str, Any], facteur: float = AGRANDISSEMENT) -> dict[str, Any]:
    """La même figure (dict Plotly), textes, traits, marges et hauteur multipliés : pour le fond de la salle."""
    grandit = {"size", "height", "l", "r", "t", "b", "width", "xshift", "yshift", "ticklabelstandoff", "borderpad"}

    def suivre(noeud: Any) -> Any:
        if isinstance(noeud, dict):
            return {c: _fois(v, facteur) if c in grandit else suivre(v) for c, v in noeud.items()}
        return [suivre(x) for x in noeud] if isinstance(noeud, list) else noeud

    return suivre(figure)


def _fois(valeur: Any, facteur: float) -> Any:
    return round(valeur * facteur) if isinstance(valeur, int | float) else valeur


def commandes(aller: Callable[[int | None], None], rang: int, combien: int) -> None:
    """Les boutons et leurs touches. aller(n) mène à l'étape n, aller(None) quitte la présentation."""
    gestes = (
        ("Première", "Home", ":material/first_page:", 1, rang > 1),
        ("Précédente", "Left", ":material/arrow_back:", rang - 1, rang > 1),
        ("Suivante", "Right", ":material/arrow_forward:", rang + 1, rang < combien),
        ("Dernière", "End", ":material/last_page:", combien, rang < combien),
        ("Quitter", "Esc", ":material/close:", None, True),
    )
    with st.container(key="commandes", horizontal=True, horizontal_alignment="center", vertical_alignment="center"):
        for nom, touche, icone, cible, utile in gestes:
            st.button(
                nom,
                key=f"geste_{touche}",
                shortcut=touche,
                icon=icone,
                disabled=not utile,
                on_click=aller,
                args=(cible,),
            )
        montrer(balise("p", f"{rang} / {combien}", classe="rang"), "content")
