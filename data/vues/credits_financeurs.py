"""Qui paie et qui agit : les crédits par financeur et par porteur, montants entiers, sans répartition."""

from dataclasses import replace

from data.blocs import construire, valeur_de_ligne
from data.credits import TOTAL
from data.credits_cube import SANS_PORTEUR, Cumul
from data.entrepot import Entrepot
from data.formats import pluriel, quand, valeur_unite
from data.importation.actions_mots import NON_PRECISE
from data.modele import Bloc, Ligne
from data.phrases import majuscule
from data.vues.credits_base import (
    FICTIF,
    MESURES,
    Choix,
    annee_de_mesure,
    en_demonstration,
    intituler,
    ligne,
    periode,
    piliers_des_actions,
    regrouper,
    reserves,
    valeur_du_cumul,
)
from data.vues.credits_nomenclature import (
    annees_absentes,
    annees_du_pilier,
    dire_absente,
    nom_date,
    reserves_du_temps,
    rogner,
)

PORTEURS_MONTRES = 15
MESURES_DES_ACTEURS = ("montant", "actions", "part")
SANS_NOMS = {SANS_PORTEUR: "Porteur non précisé", NON_PRECISE: "Financeur non précisé"}
PART = "La part est celle du montant total de la sélection."


def bloc_financeurs(entrepot: Entrepot, choix: Choix) -> Bloc | None:
    """Une barre par financeur, du plus gros montant au plus petit."""
    return _classement(entrepot, replace(choix, financeur=""), "financeur")


def bloc_porteurs(entrepot: Entrepot, choix: Choix) -> Bloc | None:
    """Une barre par porteur ; au-delà de quinze, une réserve dit combien font les suivants."""
    return _classement(entrepot, choix, "porteur")


def bloc_financeurs_piliers(entrepot: Entrepot, choix: Choix) -> Bloc | None:
    """La table financeur × pilier : qui paie quoi."""
    if not entrepot.actions:
        return None
    choix = replace(choix, financeur="", pilier=TOTAL, mesure="montant")
    cumuls = dict(regrouper(entrepot, "", choix.selection(), ("financeur", "pilier")))
    cumuls |= {(f, TOTAL): c for (f,), c in regrouper(entrepot, "", choix.selection(), ("financeur",)).items()}
    noms = piliers_des_actions(entrepot)
    financeurs = sorted({f for f, _ in cumuls}, key=lambda f: (f in SANS_NOMS, -cumuls[f, TOTAL].montant, f))
    lignes = [
        ligne(
            entrepot,
            choix,
            valeur_du_cumul(cumuls.get((f, p), Cumul()), "montant"),
            cle=f,
            serie=SANS_NOMS.get(f, f),
            categorie=nom_date(entrepot, choix, p, nom),
            modalite=p,
            reparti=False,
        )
        for f in financeurs
        for p, nom in noms.items()
        if p == TOTAL or annees_du_pilier(entrepot, choix, p)
    ]
    bloc = construire(
        "credits-financeurs-piliers",
        f"Montant par financeur et par pilier, {periode(choix)}",
        "tableau",
        lignes,
        FICTIF if en_demonstration(entrepot) else "Chaque financeur, pilier par pilier.",
        entrepot.sources,
        reserves=(
            *reserves(entrepot, choix, reparti=False, par_quartier=False),
            *reserves_du_temps(entrepot, choix),
        ),
    )
    return intituler(bloc, "Financeur")


def _classement(entrepot: Entrepot, choix: Choix, axe: str) -> Bloc | None:
    if not entrepot.actions:
        return None
    choix = rogner(entrepot, choix)
    choix = replace(choix, mesure=choix.mesure if choix.mesure in MESURES_DES_ACTEURS else "montant")
    cumuls = {nom: c for (nom,), c in regrouper(entrepot, "", choix.selection(), (axe,)).items()}
    somme = sum(c.montant for c in cumuls.values())
    rang = (lambda n: (-cumuls[n].actions, n)) if choix.mesure == "actions" else (lambda n: (-cumuls[n].montant, n))
    # Ce que le fichier ne nomme pas n'est ni un financeur ni un porteur : il se montre en dernier, et ne se compte pas.
    nommes = sorted((n for n in cumuls if n not in SANS_NOMS), key=rang)
    anonymes = [n for n in cumuls if n in SANS_NOMS]
    montres = [*nommes[:PORTEURS_MONTRES], *anonymes]
    lignes = [
        ligne(
            entrepot,
            choix,
            valeur_du_cumul(cumuls[nom], choix.mesure, somme),
            cle=axe,
            serie=SANS_NOMS.get(nom, nom),
            categorie=SANS_NOMS.get(nom, nom),
            modalite=choix.pilier,
            sans_objet=choix.mesure == "part",
            reparti=False,
        )
        for nom in montres
    ]
    dites = list(reserves(entrepot, choix, reparti=False, par_quartier=False))
    if choix.mesure == "actions":
        dites.append(
            "Une action qui a plusieurs financeurs compte une fois chez chacun : les lignes ne s'additionnent pas."
        )
    if choix.mesure == "part":
        dites.append(PART)
    dites += [dire_absente(a) for a in (annees_absentes(entrepot, choix),) if a]
    for anonyme in anonymes:
        n = cumuls[anonyme].actions
        dites.append(f"Le fichier ne nomme pas le {axe} de {n} {pluriel(n, 'action')}.")
    suivants = nommes[PORTEURS_MONTRES:]
    if suivants:
        reste = sum(cumuls[nom].montant for nom in suivants) / 100
        dites.append(
            f"Les {PORTEURS_MONTRES} premiers seulement : les {len(suivants)} suivants réunis font "
            f"{valeur_unite(reste, '€')}. La vue « Actions » les donne tous."
        )
    pilier = piliers_des_actions(entrepot).get(choix.pilier, choix.pilier)
    return construire(
        f"credits-{axe}s-{choix.pilier}-{choix.mesure}",
        f"{MESURES[choix.mesure][0]} par {axe} : {pilier}, {periode(choix)}",
        "barres",
        lignes,
        _phrase(entrepot, choix, lignes, len(nommes), axe),
        entrepot.sources,
        reserves=dites,
        accents=(axe,),
    )


def _phrase(entrepot: Entrepot, choix: Choix, lignes: list[Ligne], nombre: int, axe: str) -> str:
    if en_demonstration(entrepot):
        return FICTIF
    if not lignes or lignes[0].mesure.valeur is None:
        return "Aucune action sur cette période."
    premier = lignes[0]
    if not nombre:
        return majuscule(f"{quand(annee_de_mesure(choix))}, le fichier ne nomme aucun {axe}.")
    if nombre == 1:
        return majuscule(
            f"{quand(annee_de_mesure(choix))}, un seul {axe} : {premier.serie}, avec {valeur_de_ligne(premier)}."
        )
    return majuscule(
        f"{quand(annee_de_mesure(choix))}, {nombre} {pluriel(nombre, axe)} ; le premier, {premier.serie}, "
        f"avec {valeur_de_ligne(premier)}."
    )
