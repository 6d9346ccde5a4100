"""Les vues de la page des crédits autres que la carte : ce que chacune règle et ce qu'elle montre."""

from collections.abc import Callable, Iterable

import streamlit as st

from components.blocs import afficher as afficher_bloc
from components.chiffres import rangee
from components.credits_chaleur import afficher_chaleur
from components.credits_liste import afficher_liste
from components.credits_reglages import Reglages, quartier_choisi, regler
from components.disposition import en_colonnes
from components.html import balise, montrer
from data.entrepot import Entrepot
from data.modele import Bloc
from data.vues.credits import bloc_annuel, bloc_croise, chiffres_du_contrat
from data.vues.credits_base import Choix, phrase_du_fichier
from data.vues.credits_besoins import bloc_besoins
from data.vues.credits_confrontation import bloc_cohesion, bloc_confrontation, bloc_nomenclatures
from data.vues.credits_enveloppes import blocs_enveloppes
from data.vues.credits_evolution import MESURES_DES_ANNEES, bloc_natures, bloc_par_annee, bloc_reequilibrage
from data.vues.credits_financeurs import (
    MESURES_DES_ACTEURS,
    bloc_financeurs,
    bloc_financeurs_piliers,
    bloc_porteurs,
)
from data.vues.credits_flux import bloc_flux

ABATTEMENTS = "enveloppes-abattement-"
SANS_FICHIER = "Aucun fichier d'actions n'est chargé : cette vue attend le suivi de programmation de l'équipe."


def _montrer(tables: Entrepot, choix: Choix, blocs: Iterable[Bloc | None]) -> None:
    presents = tuple(b for b in blocs if b)
    en_colonnes(presents)
    montrer(balise("p", phrase_du_fichier(tables, choix), classe="source"))


def _quartier(tables: Entrepot) -> str:
    slug = quartier_choisi(tables)
    return next((t.code for t in tables.quartiers() if t.slug == slug), "")


def annees(tables: Entrepot) -> None:
    """Chaque pilier, année par année ; pour l'ensemble ou pour un quartier."""
    choix, _ = regler(tables, Reglages(mesures=MESURES_DES_ANNEES, toutes_annees=True))
    _montrer(tables, choix, (bloc_par_annee(tables, choix, _quartier(tables)),))


def equilibre(tables: Entrepot) -> None:
    """La part de chaque quartier, année par année."""
    choix, _ = regler(tables, Reglages(toutes_annees=True))
    _montrer(tables, choix, (bloc_reequilibrage(tables, choix, _quartier(tables)),))


def natures(tables: Entrepot) -> None:
    """Actions nouvelles et reconductions."""
    choix, _ = regler(tables, Reglages(mesures=MESURES_DES_ANNEES, nature=False, repartition=False, toutes_annees=True))
    _montrer(tables, choix, (bloc_natures(tables, choix),))


def acteurs(tables: Entrepot) -> None:
    """Qui paie, qui agit."""
    choix, _ = regler(tables, Reglages(mesures=MESURES_DES_ACTEURS, repartition=False))
    with st.container(key="grille_acteurs"):
        en_colonnes((bloc_financeurs(tables, choix), bloc_porteurs(tables, choix)))
    _montrer(tables, choix, (bloc_financeurs_piliers(tables, choix),))


def flux(tables: Entrepot) -> None:
    """Du pilier au quartier : des rubans, puis la table teintée."""
    choix, _ = regler(tables, Reglages(pilier=False))
    bloc = bloc_flux(tables, choix)
    afficher_bloc(bloc)
    afficher_chaleur(bloc_croise(tables, choix), "Plus la case est foncée, plus le montant est fort")
    montrer(balise("p", phrase_du_fichier(tables, choix), classe="source"))


def besoins(tables: Entrepot) -> None:
    """Les crédits par habitant face à la pauvreté."""
    choix, _ = regler(tables, Reglages())
    _montrer(tables, choix, (bloc_besoins(tables, choix),))


def actions(tables: Entrepot) -> None:
    """La liste des actions."""
    choix, _ = regler(tables, Reglages(repartition=False, toutes_annees=True))
    afficher_liste(tables, choix, _quartier(tables))


def enveloppes(tables: Entrepot) -> None:
    """Chaque enveloppe à part."""
    premier, *autres = blocs_enveloppes(tables) or (None,)
    if premier is None:
        montrer(balise("p", "Aucune table ne décrit les enveloppes.", classe="reserve"))
        return
    afficher_bloc(premier)
    en_colonnes(autres[:2])
    # Les deux abattements se regardent côte à côte, chacun sur son axe.
    abattements = [b for b in autres if b.identifiant.startswith(ABATTEMENTS)]
    for bloc in autres[2:]:
        if bloc not in abattements:
            afficher_bloc(bloc)
        elif bloc is abattements[0]:
            en_colonnes(abattements)


def rapport(tables: Entrepot) -> None:
    """Ce que le rapport imprime, puis ce qu'en dit le fichier."""
    montrer(rangee(chiffres_du_contrat(tables)))
    annuels = tuple(b for m in ("montant", "actions") if (b := bloc_annuel(tables, m)))
    en_colonnes(annuels)
    for bloc in (bloc_confrontation(tables), bloc_cohesion(tables), bloc_nomenclatures(tables)):
        if bloc:
            afficher_bloc(bloc)


# Les vues qui n'ont de sens qu'avec un fichier d'actions.
VUES_DU_FICHIER: dict[str, Callable[[Entrepot], None]] = {
    "annees": annees,
    "equilibre": equilibre,
    "natures": natures,
    "acteurs": acteurs,
    "flux": flux,
    "besoins": besoins,
    "actions": actions,
}
VUES_DES_SOURCES: dict[str, Callable[[Entrepot], None]] = {"enveloppes": enveloppes, "rapport": rapport}


def afficher_vue(vue: str, tables: Entrepot) -> None:
    """La vue demandée, et elle seule ; sans fichier d'actions, la phrase qui dit ce qui manque."""
    if vue in VUES_DES_SOURCES:
        VUES_DES_SOURCES[vue](tables)
    elif tables.actions:
        VUES_DU_FICHIER[vue](tables)
    else:
        dire_sans_fichier()


def dire_sans_fichier() -> None:
    """La vue attend un fichier que personne n'a encore chargé."""
    montrer(balise("p", SANS_FICHIER, classe="reserve"))
