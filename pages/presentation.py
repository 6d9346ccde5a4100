"""Présenter en comité : une suite d'étapes en grand, au clavier ou au doigt, chacune avec son adresse."""

from collections.abc import Mapping

import streamlit as st

from components import etat_url, panier
from components.cadre import titre
from components.chargement import entrepot
from components.depuis_comite import afficher_depuis_comite
from components.diaporama import AIDE_SELECTION, MODE_D_EMPLOI, afficher_etape, commandes
from components.fichiers import telecharger_archive, telecharger_dossier, telecharger_fiche
from components.html import balise, montrer, sans_markdown
from data.entrepot import Entrepot
from data.vues.dossier_du_comite import AMPLEURS, SELECTION, annonce, dossier_du_comite, nom_dans_la_selection, pieces
from data.vues.presentations import Etape, Presentation, etapes, etapes_du_panier, presentations
from data.vues.recueil import panier as blocs_du_panier
from data.vues.recueil import texte_du_panier

AUCUNE = ""
FILTRES = ("presentation", "quartier", "panier", "etape")


def afficher() -> None:
    """La page `/presentation` : le choix d'une présentation, ou son étape en cours."""
    tables = entrepot()
    toutes = presentations(tables)
    choisie = etat_url.lire("presentation", tuple(toutes), AUCUNE)
    choix = st.query_params.get("panier", "")
    if choisie:
        nom, suite = _suite(tables, toutes[choisie])
    elif choix:
        panier.contenu()  # une sélection reçue par un lien reste à qui quitte la projection
        nom, suite = "Ma sélection", etapes_du_panier(tables, choix)
    else:
        nom, suite = "", ()
    if not suite and not choisie:
        _choix(tables, toutes)
        return
    if not suite:
        titre("Présenter en comité", "Cette présentation n'a rien à montrer avec les données chargées.")
        _liens(tables, toutes)
        return
    _projeter(nom, suite)


def _suite(tables: Entrepot, presentation: Presentation) -> tuple[str, tuple[Etape, ...]]:
    if not presentation.par_quartier:
        return presentation.titre, etapes(tables, presentation)
    quartiers = {t.slug: t for t in tables.quartiers()}
    voulu = etat_url.lire("quartier", tuple(quartiers), next(iter(quartiers), ""))
    if voulu not in quartiers:
        return presentation.titre, ()
    return quartiers[voulu].nom, etapes(tables, presentation, quartiers[voulu].code)


def _projeter(nom: str, suite: tuple[Etape, ...]) -> None:
    numeros = tuple(str(n) for n, _ in enumerate(suite, start=1))
    rang = int(etat_url.lire("etape", numeros, numeros[0]))

    def aller(cible: int | None) -> None:
        if cible is None:
            etat_url.remplacer({c: v for c, v in st.query_params.items() if c not in FILTRES})
        else:
            etat_url.ecrire("etape", str(cible), numeros[0])

    afficher_etape(suite[rang - 1], rang, len(suite), nom)
    commandes(aller, rang, len(suite))


def _choix(tables: Entrepot, toutes: Mapping[str, Presentation]) -> None:
    titre("Présenter en comité", MODE_D_EMPLOI)
    projeter, emporter = st.columns(2, gap="large")
    with projeter:
        montrer(balise("h2", "Projeter"))
        _liens(tables, toutes)
        _selection(tables)
    with emporter:
        montrer(balise("h2", "Emporter les fichiers"))
        _fichiers(tables)
    afficher_depuis_comite(tables)


def _lancer(nom: str, cle: str, filtres: Mapping[str, str]) -> None:
    """Un bouton et non un lien : un lien de Streamlit vers la page où l'on est ne change pas l'adresse."""
    st.button(
        sans_markdown(nom),
        key=f"lancer_{cle}",
        icon=":material/slideshow:",
        on_click=etat_url.remplacer,
        args=(filtres,),
    )


def _liens(tables: Entrepot, toutes: Mapping[str, Presentation]) -> None:
    for presentation in toutes.values():
        montrer(balise("h3", presentation.titre))
        cibles = (
            [(t.nom, {"presentation": presentation.code, "quartier": t.slug}) for t in tables.quartiers()]
            if presentation.par_quartier
            else [("Commencer", {"presentation": presentation.code})]
        )
        with st.container(horizontal=True, key=f"lancement_{presentation.code}"):
            for libelle, filtres in cibles:
                _lancer(libelle, ".".join(filtres.values()), filtres)


def _selection(tables: Entrepot) -> None:
    """Les blocs mis de côté : les retirer, les projeter. Le lien de projection se partage."""
    montrer(balise("h3", "Ma sélection"))
    choisis = panier.contenu()
    if not choisis:
        montrer(balise("p", AIDE_SELECTION, classe="phrase"))
        return
    blocs, perdus = blocs_du_panier(tables, texte_du_panier(choisis))
    for bloc in blocs:
        with st.container(horizontal=True, key=f"choisi_{bloc.identifiant}", vertical_alignment="center"):
            montrer(balise("p", nom_dans_la_selection(bloc)), "content")
            panier.bouton(bloc)
    for perdu in perdus:
        montrer(balise("p", f"« {perdu} » n'existe plus dans les données chargées.", classe="reserve"))
    with st.container(horizontal=True, key="gestes_selection"):
        if blocs:
            _lancer("Projeter ma sélection", "selection", {"panier": texte_du_panier(choisis)})
        st.button("Vider", key="vider_selection", on_click=panier.vider, type="tertiary", icon=":material/delete:")


def _fichiers(tables: Entrepot) -> None:
    selection = texte_du_panier(panier.contenu())
    options = pieces(tables, panier.contenu())
    voulues = etat_url.selecteur_multiple(
        st.pills, "Que mettre dedans ?", "contenu", options, (), ailleurs=(SELECTION,)
    )
    ampleur = etat_url.selecteur(st.segmented_control, "Combien en dire ?", "ampleur", AMPLEURS, next(iter(AMPLEURS)))
    dossier = dossier_du_comite(tables, voulues, selection, ampleur)
    if dossier is None:
        montrer(balise("p", "Choisir une ou plusieurs pièces : le fichier les réunit, dans l'ordre.", classe="phrase"))
    else:
        montrer(balise("p", annonce(dossier), classe="phrase"))
        telecharger_dossier(dossier)
    montrer(balise("h3", "La fiche d'un quartier, deux pages à distribuer"))
    with st.container(horizontal=True, key="fiches"):
        for quartier in tables.quartiers():
            telecharger_fiche(quartier)
    montrer(balise("h3", "Les données"))
    telecharger_archive()
