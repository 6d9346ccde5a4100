"""La carte des crédits : un pilier (ou tous) par quartier, la part de chaque pilier dans chacun, le quartier choisi.

Les totaux publiés et le fichier des actions ne se mélangent jamais dans ces blocs : les premiers sont
réels, la ventilation par quartier peut être de démonstration, et cela se lit dans chaque titre.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.blocs import construire, valeur_de_ligne
from data.credits import ENSEMBLE, TOTAL, TotalCredits, partager
from data.entrepot import Entrepot
from data.formats import quand
from data.modele import Bloc, Ligne
from data.phrases import majuscule
from data.vues.credits_base import (
    FICTIF,
    MESURES,
    NOMS_A_PART,
    Choix,
    annees_des_actions,
    comptes,
    en_demonstration,
    ligne,
    nom_du_quartier,
    periode,
    phrase_du_fichier,
    piliers_des_actions,
    populations,
    reserves,
)
from data.vues.credits_publies import bloc_annuel, chiffres_du_contrat, mesure_publiee, publies

__all__ = [
    "MESURES",
    "Choix",
    "PartPilier",
    "annees_des_actions",
    "bloc_annuel",
    "bloc_croise",
    "bloc_quartiers",
    "chiffres_du_contrat",
    "en_demonstration",
    "mesure_publiee",
    "parts_des_piliers",
    "phrase_du_fichier",
    "piliers_des_actions",
    "populations",
    "publies",
    "resume_du_quartier",
]


@dataclass(frozen=True, slots=True)
class PartPilier:
    """La part d'un pilier dans les crédits d'un quartier : son code, son nom court, un pourcentage entier."""

    pilier: str
    nom: str
    part: int


def bloc_quartiers(entrepot: Entrepot, choix: Choix) -> Bloc | None:
    """Un pilier (ou tous) sur une période : une ligne par quartier. C'est le bloc de la carte."""
    if not entrepot.actions:
        return None
    lignes = [
        _ligne(entrepot, t, choix, _sommes(entrepot, choix))
        for t in comptes(entrepot, choix.regle, choix.selection())
        if t.pilier == TOTAL and t.quartier != ENSEMBLE
    ]
    pilier = piliers_des_actions(entrepot).get(choix.pilier, choix.pilier)
    return construire(
        f"credits-quartiers-{choix.pilier}-{choix.mesure}",
        f"{MESURES[choix.mesure][0]} par quartier : {pilier}, {periode(choix)}",
        "carte",
        [replace(x, categorie=x.serie) for x in lignes],
        phrase_des_extremes(entrepot, lignes),
        entrepot.sources,
        reserves=reserves(entrepot, choix),
    )


def bloc_croise(entrepot: Entrepot, choix: Choix) -> Bloc | None:
    """La table quartier × pilier de la période, tous les piliers côte à côte."""
    if not entrepot.actions:
        return None
    lignes = _lignes_par_pilier(entrepot, choix)
    return construire(
        f"credits-croises-{choix.mesure}",
        f"{MESURES[choix.mesure][0]} par quartier et par pilier, {periode(choix)}",
        "tableau",
        lignes,
        phrase_des_extremes(entrepot, lignes),
        entrepot.sources,
        reserves=reserves(entrepot, choix),
    )


def resume_du_quartier(entrepot: Entrepot, choix: Choix, code: str) -> Bloc | None:
    """Un quartier choisi sur la carte, ou l'ensemble (code « ensemble ») : sa mesure, pilier par pilier."""
    if not entrepot.actions or (code not in entrepot.territoires and code != ENSEMBLE):
        return None
    lignes = [
        replace(x, cle=x.mesure.modalite)
        for x in _lignes_par_pilier(entrepot, choix)
        if x.mesure.territoire == code and x.mesure.modalite != TOTAL
    ]
    nom = nom_du_quartier(entrepot, code)
    return construire(
        f"credits-{code}-{choix.mesure}".lower(),
        f"{nom} : {MESURES[choix.mesure][0].lower()} par pilier",
        "barres",
        lignes,
        phrase_des_extremes(entrepot, lignes),
        entrepot.sources,
        reserves=reserves(entrepot, choix),
    )


def parts_des_piliers(entrepot: Entrepot, choix: Choix) -> dict[str, tuple[PartPilier, ...]]:
    """Pour chaque quartier qui a des crédits, la part de chaque pilier dans son montant, en % entiers qui font 100.

    Les parts sont arrondies ensemble (plus forts restes) : la barre dessinée sur la carte est toujours pleine.
    """
    noms = piliers_des_actions(entrepot, courts=True)
    par_quartier: dict[str, dict[str, int]] = {}
    for t in comptes(entrepot, choix.regle, choix.selection(tous_piliers=True)):
        if t.pilier != TOTAL and t.montant:
            par_quartier.setdefault(t.quartier, {})[t.pilier] = t.montant
    return {
        quartier: tuple(
            PartPilier(p, noms.get(p, p), part)
            for p, part in zip(montants, partager(100, list(montants.values())), strict=True)
        )
        for quartier, montants in par_quartier.items()
    }


def _lignes_par_pilier(entrepot: Entrepot, choix: Choix) -> list[Ligne]:
    """Les lignes quartier × pilier, dans l'ordre des piliers ; la colonne de tous les piliers d'abord."""
    noms = piliers_des_actions(entrepot)
    tous = replace(choix, pilier=TOTAL)
    sommes = _sommes(entrepot, tous)
    lignes = [
        _ligne(entrepot, t, tous, sommes, noms.get(t.pilier, t.pilier), t.pilier)
        for t in comptes(entrepot, tous.regle, tous.selection())
    ]
    ordre = list(noms)
    return sorted(lignes, key=lambda x: ordre.index(x.mesure.modalite))


def _sommes(entrepot: Entrepot, choix: Choix) -> dict[str, int]:
    """Le montant de l'ensemble des quartiers, par pilier, en centimes : ce dont « part » est la part."""
    return {t.pilier: t.montant for t in comptes(entrepot, choix.regle, choix.selection()) if t.quartier == ENSEMBLE}


def _ligne(
    entrepot: Entrepot, total: TotalCredits, choix: Choix, sommes: dict[str, int], categorie: str = "", pilier: str = ""
) -> Ligne:
    a_part = total.quartier in NOMS_A_PART
    return ligne(
        entrepot,
        choix,
        _valeur(total, choix.mesure, sommes.get(total.pilier, 0)),
        cle=total.quartier,
        serie=nom_du_quartier(entrepot, total.quartier),
        categorie=categorie,
        territoire=total.quartier,
        modalite=pilier or choix.pilier,
        # « Sans quartier précisé » n'a pas d'habitants ; la part d'un total nul n'existe pas.
        sans_objet=a_part or choix.mesure == "part",
    )


def _valeur(total: TotalCredits, mesure: str, somme: int) -> float | None:
    if mesure == "actions":
        return float(total.actions)
    if mesure == "par_habitant":
        return None if total.par_habitant is None else float(total.par_habitant)
    if mesure == "part":
        return total.montant * 100 / somme if somme else None
    return float(total.euros)


def phrase_des_extremes(entrepot: Entrepot, lignes: Sequence[Ligne]) -> str:
    """Sur des données réelles, le plus haut et le plus bas ; sur une démonstration, aucune conclusion."""
    if en_demonstration(entrepot):
        return FICTIF
    connues = [x for x in lignes if x.mesure.valeur is not None and x.cle not in NOMS_A_PART]
    if not connues:
        return "Aucune valeur sur cette période."
    # Une table croisée se lit sur ses totaux ; le détail d'un quartier, sur ses piliers.
    connues = [x for x in connues if x.mesure.modalite == TOTAL] or connues
    haut, bas = max(connues, key=lambda x: x.mesure.valeur), min(connues, key=lambda x: x.mesure.valeur)
    un_seul = len({x.serie for x in connues}) == 1
    dites = [f"{x.categorie if un_seul else x.serie} ({valeur_de_ligne(x)})" for x in (haut, bas)]
    if haut.mesure.valeur == bas.mesure.valeur and len(connues) > 1:
        return majuscule(f"{quand(haut.mesure.annee)}, la même valeur partout : {valeur_de_ligne(haut)}.")
    if len(connues) == 1:
        return majuscule(f"{quand(haut.mesure.annee)}, une seule valeur : {dites[0]}.")
    return majuscule(f"{quand(haut.mesure.annee)}, le plus haut est {dites[0]}, le plus bas {dites[1]}.")
