"""La carte des crédits : un pilier (ou tous) par quartier, la part de chaque pilier dans chacun, le quartier choisi.

Les totaux publiés et le fichier des actions ne se mélangent jamais dans ces blocs : les premiers sont
réels, la ventilation par quartier peut être de démonstration, et cela se lit dans chaque titre.
"""

from dataclasses import dataclass, replace

from data.blocs import construire
from data.credits import ENSEMBLE, TOTAL, TotalCredits, partager
from data.entrepot import Entrepot
from data.modele import Bloc, Ligne
from data.vues.credits_base import (
    MESURES,
    NOMS_A_PART,
    Choix,
    annee_de_mesure,
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
    valeur_du_cumul,
)
from data.vues.credits_nomenclature import annees_du_pilier, nom_date, reserves_du_temps, rogner
from data.vues.credits_phrases import phrase_a_part, phrase_des_extremes
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
    "ordre_des_parts",
    "parts_des_piliers",
    "phrase_du_fichier",
    "piliers_des_actions",
    "populations",
    "publies",
    "resume_du_quartier",
]


# Au-delà de cinq morceaux, la barre d'une étiquette ne se lit plus.
MORCEAUX = 5
AUTRES, NOM_DES_AUTRES = "autres", "Autres piliers"


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
    choix = rogner(entrepot, choix)
    sommes = _sommes(entrepot, choix)
    lignes = [
        _ligne(entrepot, t, choix, sommes)
        for t in comptes(entrepot, choix.regle, choix.selection())
        if t.pilier == TOTAL and t.quartier != ENSEMBLE
    ]
    pilier = piliers_des_actions(entrepot).get(choix.pilier, choix.pilier)
    return construire(
        f"credits-quartiers-{choix.pilier}-{choix.mesure}",
        f"{MESURES[choix.mesure][0]} par quartier : {pilier}, {periode(choix)}",
        "carte",
        [replace(x, categorie=x.serie) for x in lignes],
        phrase_des_extremes(entrepot, lignes, phrase_a_part(entrepot, choix)),
        entrepot.sources,
        reserves=(*reserves(entrepot, choix), *reserves_du_temps(entrepot, choix)),
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
        phrase_des_extremes(entrepot, lignes, phrase_a_part(entrepot, replace(choix, pilier=TOTAL))),
        entrepot.sources,
        reserves=(*reserves(entrepot, choix), *reserves_du_temps(entrepot, replace(choix, pilier=TOTAL))),
    )


def resume_du_quartier(entrepot: Entrepot, choix: Choix, code: str) -> Bloc | None:
    """Un quartier choisi sur la carte, ou l'ensemble (code « ensemble ») : sa mesure, pilier par pilier."""
    if not entrepot.actions or (code not in entrepot.territoires and code != ENSEMBLE):
        return None
    lignes = [
        replace(x, cle=x.mesure.modalite)
        for x in _lignes_par_pilier(entrepot, choix, courts=True)
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
        reserves=(*reserves(entrepot, choix), *reserves_du_temps(entrepot, replace(choix, pilier=TOTAL))),
    )


def parts_des_piliers(entrepot: Entrepot, choix: Choix) -> dict[str, tuple[PartPilier, ...]]:
    """Pour chaque quartier qui a des crédits, la part de chaque pilier dans son montant, en % entiers qui font 100.

    Les parts sont arrondies ensemble (plus forts restes) : la barre dessinée sur la carte est toujours pleine. Au-delà
    de cinq piliers, les quatre plus gros de l'ensemble restent, dans leur ordre, et les autres se réunissent.
    """
    noms = piliers_des_actions(entrepot, courts=True)
    totaux = comptes(entrepot, choix.regle, choix.selection(tous_piliers=True))
    ensemble = {t.pilier: t.montant for t in totaux if t.quartier == ENSEMBLE and t.pilier != TOTAL and t.montant}
    gardes = set(ensemble)
    if len(gardes) > MORCEAUX:
        gardes = set(sorted(ensemble, key=lambda p: -ensemble[p])[: MORCEAUX - 1])
    par_quartier: dict[str, dict[str, int]] = {}
    for t in totaux:
        if t.pilier != TOTAL and t.montant:
            montants = par_quartier.setdefault(t.quartier, {})
            nom = t.pilier if t.pilier in gardes else AUTRES
            montants[nom] = montants.get(nom, 0) + t.montant
    ordre = [*(p for p in noms if p in gardes), AUTRES]
    rendus = {}
    for quartier, montants in par_quartier.items():
        presents = [p for p in ordre if p in montants]
        parts = partager(100, [montants[p] for p in presents])
        rendus[quartier] = tuple(
            PartPilier(p, NOM_DES_AUTRES if p == AUTRES else noms.get(p, p), part)
            for p, part in zip(presents, parts, strict=True)
        )
    return rendus


def ordre_des_parts(entrepot: Entrepot, parts: dict[str, tuple[PartPilier, ...]]) -> dict[str, str]:
    """Code -> nom des piliers que montrent ces barres, dans l'ordre de la nomenclature, les autres à la fin."""
    presents = {p.pilier: p.nom for siennes in parts.values() for p in siennes}
    return {p: presents[p] for p in (*piliers_des_actions(entrepot), AUTRES) if p in presents}


def _lignes_par_pilier(entrepot: Entrepot, choix: Choix, courts: bool = False) -> list[Ligne]:
    """Les lignes quartier × pilier, dans l'ordre des piliers ; la colonne de tous les piliers d'abord.

    courts : les noms courts, qui tiennent à côté d'une barre.
    """
    noms = piliers_des_actions(entrepot, courts)
    tous = replace(choix, pilier=TOTAL)
    sommes = _sommes(entrepot, tous)
    lignes = [
        _ligne(entrepot, t, tous, sommes, nom_date(entrepot, tous, t.pilier, noms.get(t.pilier, t.pilier)), t.pilier)
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
    pilier = pilier or choix.pilier
    # Un pilier qui n'existe pas ces années-là n'a pas zéro euro : il n'a pas de montant.
    sans_cours = not annees_du_pilier(entrepot, choix, pilier)
    return ligne(
        entrepot,
        choix,
        None if sans_cours else _valeur(total, choix.mesure, sommes.get(total.pilier, 0)),
        cle=total.quartier,
        serie=nom_du_quartier(entrepot, total.quartier),
        categorie=categorie,
        territoire=total.quartier,
        annee=annee_de_mesure(rogner(entrepot, choix, pilier)),
        modalite=pilier,
        # « Sans quartier précisé » n'a pas d'habitants ; la part d'un total nul n'existe pas.
        sans_objet=a_part or sans_cours or choix.mesure == "part",
    )


def _valeur(total: TotalCredits, mesure: str, somme: int) -> float | None:
    if mesure == "par_habitant":
        return None if total.par_habitant is None else float(total.par_habitant)
    return valeur_du_cumul(total, mesure, somme)
