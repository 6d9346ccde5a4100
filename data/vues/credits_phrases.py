"""Les phrases des crédits : le plus haut et le plus bas des cinq quartiers, et ce qui n'est dans aucun d'eux."""

from collections.abc import Sequence

from data.blocs import valeur_de_ligne
from data.credits import ENSEMBLE, INTER_QUARTIERS, NON_LOCALISE, TOTAL
from data.credits_cube import Selection
from data.entrepot import Entrepot
from data.formats import annee_lisible, enumeration, quand, valeur_unite
from data.modele import Ligne
from data.phrases import majuscule, minuscule
from data.vues.credits_base import (
    ENVELOPPES,
    FICTIF,
    Choix,
    annees_des_actions,
    comptes,
    en_demonstration,
    nom_du_quartier,
    populations,
    regrouper,
)

SANS_VALEUR = "Aucune valeur sur cette période."


def phrase_des_extremes(entrepot: Entrepot, lignes: Sequence[Ligne], a_part: str = "") -> str:
    """Sur des données réelles, le plus haut et le plus bas ; sur une démonstration, aucune conclusion.

    Ce qui n'est pas un des cinq quartiers (quartier de veille, inter-quartiers…) n'y concourt pas : a_part le dit.
    """
    if en_demonstration(entrepot):
        return FICTIF
    habites = populations(entrepot)
    connues = [x for x in lignes if x.mesure.valeur is not None and x.mesure.territoire in habites]
    # Le détail de l'ensemble n'a pas de quartier : ce sont ses piliers que l'on compare.
    connues = connues or [x for x in lignes if x.mesure.valeur is not None and x.mesure.territoire == ENSEMBLE]
    if not connues:
        return " ".join(filter(None, (SANS_VALEUR, a_part)))
    # Une table croisée se lit sur ses totaux ; le détail d'un quartier, sur ses piliers.
    connues = [x for x in connues if x.mesure.modalite == TOTAL] or connues
    # D'une nomenclature à l'autre les piliers ne se comparent pas : la plus récente seule.
    derniere = max((x.mesure.annee for x in connues), key=lambda annee: annee.rpartition("-")[2])
    connues = [x for x in connues if x.mesure.annee == derniere]
    return " ".join(filter(None, (_extremes(connues), a_part)))


def _extremes(connues: Sequence[Ligne]) -> str:
    haut, bas = max(connues, key=lambda x: x.mesure.valeur), min(connues, key=lambda x: x.mesure.valeur)
    un_seul = len({x.serie for x in connues}) == 1
    # Le nom d'un pilier peut porter ses années : la phrase les dit déjà.
    dites = [
        f"{x.categorie.removesuffix(f' ({annee_lisible(x.mesure.annee)})') if un_seul else x.serie} "
        f"({valeur_de_ligne(x)})"
        for x in (haut, bas)
    ]
    if haut.mesure.valeur == bas.mesure.valeur and len(connues) > 1:
        return majuscule(f"{quand(haut.mesure.annee)}, la même valeur partout : {valeur_de_ligne(haut)}.")
    if len(connues) == 1:
        return majuscule(f"{quand(haut.mesure.annee)}, une seule valeur : {dites[0]}.")
    return majuscule(f"{quand(haut.mesure.annee)}, le plus haut est {dites[0]}, le plus bas {dites[1]}.")


def phrase_a_part(entrepot: Entrepot, choix: Choix) -> str:
    """« À part : 38 000 € inter-quartiers et 800 € pour L'Aiguille (Trèbes). » ; vide s'il n'y a rien.

    Le montant, ou le nombre d'actions si c'est lui que l'on montre.
    """
    if en_demonstration(entrepot):
        return ""
    dits, habites = [], populations(entrepot)
    for t in comptes(entrepot, choix.regle, choix.selection()):
        if t.pilier != TOTAL or not t.montant or t.quartier == ENSEMBLE or t.quartier in habites:
            continue
        en_actions = choix.mesure == "actions"
        valeur = valeur_unite(t.actions, "actions") if en_actions else valeur_unite(float(t.euros), "€")
        dits.append(f"{valeur} {_hors_quartier(entrepot, t.quartier)}")
    return f"À part : {enumeration(dits)}." if dits else ""


def _hors_quartier(entrepot: Entrepot, code: str) -> str:
    noms = {INTER_QUARTIERS: "inter-quartiers", NON_LOCALISE: "sans quartier précisé"}
    return noms.get(code) or f"pour {nom_du_quartier(entrepot, code)}"


def phrase_d_ouverture(entrepot: Entrepot) -> str:
    """Le fichier de l'équipe, ses années, le total de chaque enveloppe ; vide sans vrai fichier.

    Les enveloppes ne s'additionnent pas : chacune est nommée avec son montant.
    """
    if not entrepot.actions or en_demonstration(entrepot):
        return ""
    # Le nom du fichier est dans la ligne de source de chaque chiffre : la phrase d'ouverture reste courte.
    titres = dict.fromkeys(entrepot.source(a.source).titre.partition(", fichier ")[0] for a in entrepot.actions)
    annees = annees_des_actions(entrepot)
    tout = Selection(annees[0], annees[-1])
    cumuls = regrouper(entrepot, "", tout, ("enveloppe",))
    dits = [
        f"{valeur_unite(cumuls[e,].montant / 100, '€')} de {minuscule(nom)}"
        for e, nom in ENVELOPPES.items()
        if (e,) in cumuls
    ]
    return f"{enumeration(list(titres))} ({_dire_annees(annees)}) : {enumeration(dits)}."


def _dire_annees(annees: Sequence[int]) -> str:
    """(2016, 2017, 2018) -> « 2016 à 2018 », (2021, 2022, 2024) -> « 2021, 2022 et 2024 »."""
    if len(annees) > 2 and annees[-1] - annees[0] == len(annees) - 1:
        return f"{annees[0]} à {annees[-1]}"
    return enumeration([str(a) for a in annees])
