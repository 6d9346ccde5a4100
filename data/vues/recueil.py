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
from data.pages_alimentees import a_un_registre, cachees
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
from data.vues.filtres_gardes import DES_CREDITS, DES_PORTRAITS, choix_filtre, ecrire, face_a
from data.vues.filtres_gardes import lire as lire_element
from data.vues.geographie_2024 import bloc_geographie
from data.vues.glossaire import bloc_glossaire
from data.vues.portraits import blocs_de_section, sections
from data.vues.questions import questions
from data.vues.tableau_des_cinq import tableau_des_cinq
from data.vues.tableau_resserre import tableau_resserre
from data.vues.un_indicateur import un_indicateur
from data.vues.veille_active import bloc_veille_active

Filtres = tuple[tuple[str, str], ...]
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


def _tous_les_credits(entrepot: Entrepot, filtres: Filtres = ()) -> Iterator[Bloc | None]:
    yield from (bloc_annuel(entrepot, mesure) for mesure in ("montant", "actions"))
    yield from (bloc_confrontation(entrepot), bloc_cohesion(entrepot), bloc_nomenclatures(entrepot))
    yield from blocs_enveloppes(entrepot)
    tous = choix_des_credits(entrepot)
    if tous is None:
        return
    tous = choix_filtre(entrepot, tous, dict(filtres))
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
    yield fiabilite.registre(entrepot) if a_un_registre(entrepot) else None
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
_DEBUTS = {
    "fiabilite": ("figures", "glossaire", "manques", "registre", "sources", "statuts"),
    "accueil": ("accueil-", "contrat-", "geographie", "question-", "veille"),
    "quartiers": ("qp",),
    "comparaisons": ("ages-", "comparaison-", "ecarts-", "face-", "profil-", "semblables-"),
    "credits": ("credits-", "enveloppes-"),
    "piliers": ("cadre", "chantiers", "chiffres-", "chronologie", "cohesion", "dispositifs", "emploi", "gouvernance",
                "objectifs", "plan", "recommandations", "reperes", "transversal"),
    "acteurs": ("acteurs", "mediation"),
    "parole": ("parole-",),
    "changements": ("depuis-comite",),
}  # fmt: skip
_INDICES = {debut: famille for famille, debuts in _DEBUTS.items() for debut in debuts}


@lru_cache(maxsize=2 * len(FAMILLES))
def _famille(entrepot: Entrepot, nom: str) -> Mapping[str, Bloc]:
    """Les blocs d'une famille, par identifiant ; le premier gagne, celui des réglages par défaut."""
    rendu: dict[str, Bloc] = {}
    # Une page sans données n'a pas de blocs non plus : ce serait des titres sans rien dessous.
    for bloc in () if nom in cachees(entrepot) else montrables(FAMILLES[nom](entrepot)):
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


@lru_cache(maxsize=8)
def _famille_filtree(entrepot: Entrepot, nom: str, filtres: Filtres) -> Mapping[str, Bloc]:
    """Les blocs de la famille que ces filtres changent : les crédits, ou le portrait du quartier de code `nom`."""
    if nom == "credits":
        blocs: Iterable[Bloc | None] = _tous_les_credits(entrepot, filtres)
    else:
        face = face_a(dict(filtres))
        blocs = (b for s in sections(entrepot) for b in blocs_de_section(entrepot, nom, s, face))
    return MappingProxyType({b.identifiant: b for b in reversed(montrables(blocs))})


def _code_du_quartier(entrepot: Entrepot, identifiant: str) -> str:
    """Le code du quartier dont ce bloc parle (il est dans son identifiant), « » s'il n'y en a pas."""
    return next((t.code for t in entrepot.quartiers() if t.code.lower() in identifiant), "")


def _indice(identifiant: str) -> str:
    return next((f for debut, f in _INDICES.items() if identifiant.startswith(debut)), "")


def element_du_panier(entrepot: Entrepot, bloc: Bloc, choix: Mapping[str, str]) -> str:
    """Ce qui désigne un bloc tel que sa page le montre ; choix : ceux de l'adresse de cette page."""
    identifiant = bloc.identifiant
    suivis: tuple[str, ...] = DES_CREDITS if _indice(identifiant) == "credits" else ()
    if any(identifiant.startswith(t.code.lower()) for t in entrepot.quartiers()):
        suivis = DES_PORTRAITS
    return ecrire(identifiant, choix, suivis)


def resoudre(entrepot: Entrepot, element: str) -> Bloc | None:
    """Le bloc public de cet identifiant, None s'il n'existe pas (ou plus, ou s'il est réservé au comité).

    Un identifiant suivi de filtres donne le bloc de cette vue, qui garde l'élément entier pour identifiant.
    """
    identifiant, filtres = lire_element(element)
    if filtres:
        des_credits = _indice(identifiant) == "credits" and not any(c in DES_PORTRAITS for c, _ in filtres)
        nom = "credits" if des_credits else _code_du_quartier(entrepot, identifiant)
        bloc = _famille_filtree(entrepot, nom, filtres).get(identifiant) if nom else None
        if bloc is not None:
            return replace(bloc, identifiant=element)
    return next((b[identifiant] for b in _ou_chercher(entrepot, identifiant) if identifiant in b), None)


def blocs_commencant(entrepot: Entrepot, debut: str) -> tuple[Bloc, ...]:
    """Les blocs dont l'identifiant commence ainsi, dans l'ordre du recueil."""
    for blocs in _ou_chercher(entrepot, debut):
        trouves = tuple(b for i, b in blocs.items() if i.startswith(debut))
        if trouves:
            return trouves
    return ()


def _ou_chercher(entrepot: Entrepot, identifiant: str) -> Iterator[Mapping[str, Bloc]]:
    """D'abord le seul quartier ou la seule famille que l'identifiant annonce : tout construire est bien plus long."""
    code, indice = _code_du_quartier(entrepot, identifiant), _indice(identifiant)
    if code:
        yield {b.identifiant: b for b in blocs_d_un_quartier(entrepot, code)}
        if identifiant.startswith(code.lower()):
            return  # le quartier seul a des blocs à son code
    if indice:
        yield _famille(entrepot, indice)
    yield tous_les_blocs(entrepot)


def identifiants_du_panier(texte: str) -> tuple[str, ...]:
    """« ident1.ident2… », tel qu'il est dans l'adresse : sans doublon, au plus PANIER_MAXIMUM."""
    return tuple(dict.fromkeys(i for i in texte.split(SEPARATEUR) if i))[:PANIER_MAXIMUM]


def panier(entrepot: Entrepot, texte: str) -> tuple[tuple[Bloc, ...], tuple[str, ...]]:
    """(les blocs d'un panier dans son ordre, les identifiants qui ne désignent rien)."""
    trouves = {i: resoudre(entrepot, i) for i in identifiants_du_panier(texte)}
    return tuple(b for b in trouves.values() if b), tuple(i for i, b in trouves.items() if b is None)


def texte_du_panier(identifiants: Iterable[str]) -> str:
    """L'inverse de `identifiants_du_panier` : ce qui va dans l'adresse."""
    return SEPARATEUR.join(dict.fromkeys(identifiants))
