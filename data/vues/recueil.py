"""Le recueil : tous les blocs publics de toutes les pages, par identifiant.

Un panier (`?panier=ident1.ident2`), une présentation, un fichier demandent leurs blocs ici : ils
sont les mêmes qu'à l'écran, dans leurs réglages par défaut. Une famille de blocs de plus, c'est
une ligne dans FAMILLES. Un bloc réservé au comité n'y entre jamais.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from data.credits import ENSEMBLE
from data.dossiers import dossier_historique, dossier_tables
from data.entrepot import Entrepot
from data.modele import Bloc
from data.versions import lire
from data.vues import acteurs, comparaisons, contrat, credits, ecarts_reduits, face_a_face, fiabilite, parole, piliers
from data.vues import profil_national as profils
from data.vues.accueil import bloc_carte, bloc_fiches
from data.vues.credits_actions import bloc_actions
from data.vues.credits_base import MESURES, piliers_des_actions
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
from data.vues.credits_publies import bloc_annuel, chiffres_du_contrat
from data.vues.depuis_comite import blocs_depuis
from data.vues.dossiers_prets import blocs_d_un_quartier, choix_des_credits, montrables
from data.vues.ecarts_annees import trajectoire
from data.vues.geographie_2024 import bloc_geographie
from data.vues.glossaire import bloc_glossaire
from data.vues.questions import questions
from data.vues.tableau_des_cinq import tableau_des_cinq
from data.vues.tableau_resserre import tableau_resserre
from data.vues.un_indicateur import un_indicateur
from data.vues.veille_active import bloc_veille_active

SEPARATEUR = "."  # entre deux identifiants d'un panier ; aucun identifiant n'en contient
PANIER_MAXIMUM = 60


def _accueil(entrepot: Entrepot) -> Iterator[Bloc | None]:
    yield bloc_carte(entrepot)
    yield bloc_fiches(entrepot)
    yield from chiffres_du_contrat(entrepot)
    yield tableau_resserre(entrepot)
    for question in questions(entrepot):
        yield question.bloc
        yield from question.appuis
    yield bloc_geographie(entrepot)
    yield bloc_veille_active(entrepot)


def _tous_les_quartiers(entrepot: Entrepot) -> Iterator[Bloc | None]:
    for quartier in entrepot.quartiers():
        yield from blocs_d_un_quartier(entrepot, quartier.code)


def _toutes_les_comparaisons(entrepot: Entrepot) -> Iterator[Bloc | None]:
    yield tableau_des_cinq(entrepot)
    for choix in comparaisons.choix_d_indicateurs(entrepot):
        for annee in comparaisons.annees_de(entrepot, choix):
            yield un_indicateur(entrepot, choix, annee)
    for reference in ecarts_reduits.references(entrepot):
        yield ecarts_reduits.reponse(entrepot, reference)
        yield ecarts_reduits.refus(entrepot, reference)
        for choix in ecarts_reduits.choix_d_indicateurs(entrepot, reference):
            yield ecarts_reduits.quadrant(entrepot, reference, choix)
            yield trajectoire(entrepot, reference, choix)
    for gauche in face_a_face.choix_de_gauche(entrepot):
        for droite in face_a_face.choix_de_droite(entrepot, gauche):
            yield face_a_face.ce_qui_distingue(entrepot, gauche, droite)
            yield face_a_face.ages(entrepot, gauche, droite)
    for quartier in entrepot.quartiers():
        yield profils.profil(entrepot, quartier.code)
        yield profils.semblables(entrepot, quartier.code)
    yield profils.rangs_des_cinq(entrepot)


def _tous_les_credits(entrepot: Entrepot) -> Iterator[Bloc | None]:
    yield from (bloc_annuel(entrepot, mesure) for mesure in ("montant", "actions"))
    yield from (bloc_confrontation(entrepot), bloc_cohesion(entrepot), bloc_nomenclatures(entrepot))
    yield from blocs_enveloppes(entrepot)
    tous = choix_des_credits(entrepot)
    if tous is None:
        return
    for mesure in MESURES:
        choix = replace(tous, mesure=mesure)
        for pilier in piliers_des_actions(entrepot):
            yield credits.bloc_quartiers(entrepot, replace(choix, pilier=pilier))
        yield credits.bloc_croise(entrepot, choix)
        codes = (ENSEMBLE, *(t.code for t in entrepot.quartiers()))
        yield from (credits.resume_du_quartier(entrepot, choix, c) for c in codes)
    for mesure in MESURES_DES_ANNEES:
        choix = replace(tous, mesure=mesure)
        yield from (bloc_par_annee(entrepot, choix, q) for q in ("", *(t.code for t in entrepot.quartiers())))
        yield bloc_natures(entrepot, choix)
    for mesure in MESURES_DES_ACTEURS:
        choix = replace(tous, mesure=mesure)
        yield from (fabrique(entrepot, choix) for fabrique in (bloc_financeurs, bloc_porteurs, bloc_financeurs_piliers))
    yield from (bloc_reequilibrage(entrepot, tous), bloc_flux(entrepot, tous), bloc_besoins(entrepot, tous))
    yield bloc_actions(entrepot, tous)


def _tous_les_piliers(entrepot: Entrepot) -> Iterator[Bloc | None]:
    for pilier in piliers.choix_de_piliers(entrepot):
        yield from piliers.blocs_constats(entrepot, pilier)
        if pilier != piliers.TRANSVERSAL:
            yield from (piliers.bloc_objectifs(entrepot, pilier, p) for p in piliers.periodes(entrepot, pilier))
            yield from piliers.blocs_chiffres(entrepot, pilier)
        yield piliers.bloc_dispositifs(entrepot, pilier)
        yield piliers.bloc_discriminations(entrepot, pilier)
        yield piliers.bloc_chantiers(entrepot, pilier)
        yield piliers.bloc_reperes_du_pilier(entrepot, pilier)
        yield piliers.chronologie_du_pilier(entrepot, pilier)
    yield contrat.bloc_recommandations(entrepot)
    yield from contrat.blocs_gouvernance(entrepot)


def _tous_les_acteurs(entrepot: Entrepot) -> Iterator[Bloc | None]:
    yield acteurs.bloc_reponses(entrepot)
    yield acteurs.bloc_presence(entrepot)
    yield acteurs.bloc_services(entrepot)
    yield acteurs.bloc_signaler(entrepot)
    yield acteurs.bloc_mediation(entrepot)
    yield from acteurs.blocs_chiffres_regie(entrepot)
    yield acteurs.bloc_autres(entrepot)
    yield acteurs.bloc_ailleurs(entrepot)


def _toute_la_parole(entrepot: Entrepot) -> Iterator[Bloc | None]:
    yield from parole.chiffres_de_la_parole(entrepot)
    for voix in parole.VOIX:
        yield parole.reponses_ensemble(entrepot, voix)
        yield parole.ce_qui_se_dit(entrepot, voix)
        yield parole.questions_de_l_enquete(entrepot, voix)
    yield parole.reponses_par_quartier(entrepot)
    yield parole.profil_des_porteurs(entrepot)
    yield from parole.reponses_des_porteurs(entrepot)


def _toute_la_fiabilite(entrepot: Entrepot) -> Iterator[Bloc | None]:
    yield fiabilite.bloc_statuts(entrepot)
    yield fiabilite.registre(entrepot)
    yield fiabilite.bloc_manques(entrepot)
    yield from (fiabilite.bloc_perdues(entrepot, c) for c in fiabilite.chapitres_perdus(entrepot))
    yield bloc_glossaire(entrepot)
    yield fiabilite.bloc_sources(entrepot)


def _tout_ce_qui_a_change(entrepot: Entrepot) -> Iterator[Bloc | None]:
    yield from blocs_depuis(entrepot, lire(dossier_historique(), dossier_tables()))


# Une famille de blocs : ce qui les construit tous, sans rien afficher.
FAMILLES: Mapping[str, Callable[[Entrepot], Iterable[Bloc | None]]] = {
    # Avant les quartiers : le registre entier, pas celui d'un seul quartier, qui porte le même identifiant.
    "fiabilite": _toute_la_fiabilite,
    "accueil": _accueil,
    "quartiers": _tous_les_quartiers,
    "comparaisons": _toutes_les_comparaisons,
    "credits": _tous_les_credits,
    "piliers": _tous_les_piliers,
    "acteurs": _tous_les_acteurs,
    "parole": _toute_la_parole,
    "changements": _tout_ce_qui_a_change,
}


# Le début d'un identifiant dit souvent sa famille : celle-là se construit seule, avant les autres.
_INDICES = {
    "qp": "quartiers",
    "comparaison-": "comparaisons",
    "ecarts-": "comparaisons",
    "profil-": "comparaisons",
    "credits-": "credits",
    "parole-": "parole",
    "chiffres-": "piliers",
    "contrat-": "accueil",
    "question-": "accueil",
    "depuis-comite": "changements",
}


@lru_cache(maxsize=2 * len(FAMILLES))
def _famille(entrepot: Entrepot, nom: str) -> Mapping[str, Bloc]:
    """Les blocs d'une famille, par identifiant ; le premier gagne, celui des réglages par défaut."""
    rendu: dict[str, Bloc] = {}
    for bloc in montrables(FAMILLES[nom](entrepot)):
        rendu.setdefault(bloc.identifiant, bloc)
    return MappingProxyType(rendu)


@lru_cache(maxsize=2)
def tous_les_blocs(entrepot: Entrepot) -> Mapping[str, Bloc]:
    """Identifiant -> bloc, pour tous les blocs publics de toutes les pages, dans l'ordre des familles.

    Deux blocs de même identifiant (le même bloc sous deux filtres) : le premier, celui des réglages par défaut.
    """
    rendu: dict[str, Bloc] = {}
    for nom in FAMILLES:
        for identifiant, bloc in _famille(entrepot, nom).items():
            rendu.setdefault(identifiant, bloc)
    return MappingProxyType(rendu)


def resoudre(entrepot: Entrepot, identifiant: str) -> Bloc | None:
    """Le bloc public de cet identifiant, None s'il n'existe pas (ou plus, ou s'il est réservé au comité)."""
    indice = next((f for debut, f in _INDICES.items() if identifiant.startswith(debut)), "")
    trouve = _famille(entrepot, indice).get(identifiant) if indice else None
    return trouve or tous_les_blocs(entrepot).get(identifiant)


def panier(entrepot: Entrepot, texte: str) -> tuple[tuple[Bloc, ...], tuple[str, ...]]:
    """(les blocs d'un panier dans son ordre, les identifiants qui ne désignent rien).

    texte : `ident1.ident2…`, tel qu'il est dans l'adresse ; au plus PANIER_MAXIMUM blocs, sans doublon.
    """
    demandes = list(dict.fromkeys(i for i in texte.split(SEPARATEUR) if i))[:PANIER_MAXIMUM]
    trouves = {i: resoudre(entrepot, i) for i in demandes}
    return tuple(b for b in trouves.values() if b), tuple(i for i, b in trouves.items() if b is None)


def texte_du_panier(identifiants: Iterable[str]) -> str:
    """L'inverse de `panier` : ce qui va dans l'adresse."""
    return SEPARATEUR.join(dict.fromkeys(identifiants))
