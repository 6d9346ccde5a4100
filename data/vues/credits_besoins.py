"""Les crédits face aux besoins : un point par quartier, et ce que ce rapprochement ne dit pas."""

from dataclasses import replace

from data.blocs import construire, valeur_de_ligne
from data.credits import TOTAL
from data.entrepot import Entrepot
from data.formats import annee_lisible, elision, en_lettres, enumeration, pluriel, quand
from data.modele import Bloc, Ligne
from data.montage import ligne as ligne_d_indicateur
from data.vues.credits_base import (
    FICTIF,
    Choix,
    annee_de_mesure,
    comptes,
    en_demonstration,
    ligne,
    nom_du_quartier,
    periode,
    piliers_des_actions,
    populations,
    reserves,
)
from data.vues.credits_nomenclature import annees_du_pilier, reserves_du_temps, rogner
from data.vues.credits_phrases import phrase_a_part

BESOIN = "taux_pauvrete"
CREDITS = "Crédits par habitant"
PRECAUTION = (
    "Ce rapprochement ne prouve rien sur l'effet des crédits : quelques points ne font pas une relation, "
    "un quartier pauvre peut recevoir plus parce qu'il est pauvre, et le droit commun n'est pas compté ici."
)


def bloc_besoins(entrepot: Entrepot, choix: Choix) -> Bloc | None:
    """Les crédits par habitant de la période et le taux de pauvreté, quartier par quartier (genre « nuage »).

    Deux lignes par quartier : le taux (catégorie : son libellé) puis les crédits (catégorie CREDITS). Le taux est
    celui de la dernière année où au moins deux quartiers en ont un ; sans lui, le quartier n'a pas de point.
    """
    fiche = entrepot.indicateurs.get(BESOIN)
    annee = _annee(entrepot)
    if not entrepot.actions or fiche is None or not annee:
        return None
    choix = rogner(entrepot, replace(choix, mesure="par_habitant"))
    en_cours = annees_du_pilier(entrepot, choix, choix.pilier)
    credits = {t.quartier: t for t in comptes(entrepot, choix.regle, choix.selection()) if t.pilier == TOTAL}
    lignes: list[Ligne] = []
    absents = []
    for code in populations(entrepot):
        taux = entrepot.mesure(code, BESOIN, annee)
        recus = credits[code].par_habitant if en_cours else None
        if taux is None or taux.valeur is None or recus is None:
            absents.append(nom_du_quartier(entrepot, code))
        if taux is not None:
            lignes.append(ligne_d_indicateur(entrepot, taux, categorie=fiche.libelle, cle=code))
        lignes.append(
            ligne(
                entrepot,
                choix,
                None if recus is None else float(recus),
                cle=code,
                serie=nom_du_quartier(entrepot, code),
                categorie=CREDITS,
                territoire=code,
                modalite=choix.pilier,
            )
        )
    pilier = piliers_des_actions(entrepot).get(choix.pilier, choix.pilier)
    sans_point = (f"Sans point, faute d'une des deux valeurs : {enumeration(absents)}.",) if absents else ()
    return construire(
        f"credits-besoins-{choix.pilier}",
        f"Crédits par habitant et pauvreté : {pilier}, {periode(choix)}",
        "nuage",
        lignes,
        _phrase(entrepot, choix, lignes, annee),
        entrepot.sources,
        reserves=(PRECAUTION, *reserves(entrepot, choix), *sans_point, *reserves_du_temps(entrepot, choix)),
    )


def _annee(entrepot: Entrepot) -> str:
    """La dernière année où au moins deux quartiers ont un taux."""
    habites = populations(entrepot)
    for annee in reversed(entrepot.annees(BESOIN)):
        connus = [m for c in habites if (m := entrepot.mesure(c, BESOIN, annee)) and m.valeur is not None]
        if len(connus) > 1:
            return annee
    return ""


def _phrase(entrepot: Entrepot, choix: Choix, lignes: list[Ligne], annee: str) -> str:
    """Où se place le quartier le plus pauvre : un constat, pas une explication."""
    if en_demonstration(entrepot):
        return (
            f"Chaque point est un quartier : à droite, plus de pauvreté ({annee_lisible(annee)}) ; "
            f"en haut, plus de crédits par habitant. {FICTIF}"
        )
    taux = {x.cle: x for x in lignes if x.categorie != CREDITS and x.mesure.valeur is not None}
    credits = {x.cle: x for x in lignes if x.categorie == CREDITS and x.mesure.valeur is not None}
    communs = [c for c in taux if c in credits]
    if len(communs) < 2:
        return "Il manque des valeurs pour rapprocher les quartiers."
    pauvre = max(communs, key=lambda c: taux[c].mesure.valeur)
    sien = credits[pauvre].mesure.valeur
    devant = sum(credits[c].mesure.valeur > sien for c in communs)
    recoit = "reçoit le plus par habitant"
    if devant:
        qui = pluriel(devant, "un autre quartier", f"{en_lettres(devant)} autres quartiers")
        recoit = f"reçoit moins par habitant {elision('que', qui)}"
    a_part = phrase_a_part(entrepot, replace(choix, mesure="montant"))
    constat = (
        f"{taux[pauvre].serie}, le quartier au taux de pauvreté le plus haut "
        f"({valeur_de_ligne(taux[pauvre])} {quand(annee)}), {recoit} : {valeur_de_ligne(credits[pauvre])} "
        f"{quand(annee_de_mesure(choix))}."
    )
    return f"{constat} {a_part}".rstrip()
