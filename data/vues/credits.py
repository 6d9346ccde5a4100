"""Les blocs de la page Crédits : ce que le rapport publie, et ce que dit le fichier des actions.

Les deux ne se mélangent jamais dans un bloc : les totaux publiés sont réels, la ventilation
par quartier peut être de démonstration, et cela se lit dans chaque titre.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from data.blocs import construire, valeur_de_ligne
from data.credits import (
    ENSEMBLE,
    INTER_QUARTIERS,
    NON_LOCALISE,
    REGLES,
    TOTAL,
    TotalCredits,
    nombre_actions,
    totaux,
)
from data.entrepot import Entrepot
from data.formats import annee_lisible, enumeration, pluriel, quand, valeur_ou_statut, valeur_unite
from data.modele import Bloc, CreditPublie, Ligne, Mesure
from data.phrases import majuscule

MESURES = {
    "montant": ("Montant", "€", 0),
    "par_habitant": ("Montant par habitant", "€/habitant", 0),
    "actions": ("Nombre d'actions", "actions", 0),
}
REGLE_PAR_DEFAUT = "parts_egales"
NOMS_A_PART = {
    INTER_QUARTIERS: "Inter-quartiers",
    NON_LOCALISE: "Sans quartier précisé",
    ENSEMBLE: "Les cinq quartiers",
}


@dataclass(frozen=True, slots=True)
class Choix:
    """Ce que la page demande : un pilier ou « total », une mesure, une période, une règle de répartition."""

    pilier: str
    mesure: str
    de: int
    a: int
    regle: str = REGLE_PAR_DEFAUT


def mesure_publiee(credit: CreditPublie) -> Mesure:
    """Un total publié sous la forme commune : statut, source et référence le suivent."""
    return Mesure(
        "",
        f"credits_{credit.mesure}",
        credit.pilier,
        credit.annee,
        credit.valeur,
        credit.statut,
        credit.valeur_publiee,
        credit.source,
        credit.reference,
        credit.note,
    )


def _unite(mesure: str) -> str:
    return {"montant": "€", "actions": "actions", "part": "%"}[mesure]


def publies(entrepot: Entrepot, mesure: str, pilier: str = TOTAL) -> tuple[CreditPublie, ...]:
    """Les totaux publiés d'une mesure, année par année (sans les cumuls de période)."""
    return tuple(c for c in entrepot.credits_publies if c.mesure == mesure and c.pilier == pilier and c.annee.isdigit())


def bloc_annuel(entrepot: Entrepot, mesure: str) -> Bloc | None:
    """Les montants ou les nombres d'actions publiés, une barre par année."""
    connus = publies(entrepot, mesure)
    if not connus:
        return None
    lignes = [Ligne(TOTAL, c.annee, c.annee, mesure_publiee(c), _unite(mesure), 0) for c in connus]
    titre = "Crédits spécifiques, par an" if mesure == "montant" else "Actions soutenues, par an"
    quoi = "les crédits spécifiques sont de" if mesure == "montant" else "le contrat soutient"
    debut, fin = connus[0], connus[-1]
    phrase = (
        (
            f"En {debut.annee}, {quoi} {valeur_unite(debut.valeur, _unite(mesure))} ; "
            f"en {fin.annee}, {valeur_unite(fin.valeur, _unite(mesure))}."
        )
        if debut.valeur is not None and fin.valeur is not None
        else "Une partie des années n'a pas de total publié."
    )
    return construire(f"credits-publies-{mesure}", titre, "barres", lignes, phrase, entrepot.sources, accents=(TOTAL,))


def chiffres_du_contrat(entrepot: Entrepot) -> tuple[Bloc, ...]:
    """Les trois chiffres que le rapport met en avant, avec ce qui les contredit."""
    voulus = (
        ("montant", TOTAL, "Crédits spécifiques", "de crédits spécifiques, selon le rapport d'évaluation"),
        ("actions", TOTAL, "Actions soutenues", "soutenues, selon le rapport d'évaluation"),
        ("part", "cohesion_sociale", "Part de la cohésion sociale", "des montants vont au pilier Cohésion sociale"),
    )
    blocs = []
    for mesure, pilier, titre, suite in voulus:
        credit = next(
            (
                c
                for c in entrepot.credits_publies
                if (c.mesure, c.pilier) == (mesure, pilier)
                and not c.annee.isdigit()
                and not c.note.startswith("ecartee")
            ),
            None,
        )
        if credit is None:
            continue
        ligne = Ligne(pilier, titre, titre, mesure_publiee(credit), _unite(mesure), 0)
        valeur = valeur_ou_statut(credit.valeur, credit.statut, _unite(mesure), 0)
        phrase = majuscule(f"{quand(credit.annee)}, {valeur} {suite}.")
        if credit.valeur is None:
            phrase = majuscule(f"{quand(credit.annee)} : {valeur}.")
        annuelles = [c.valeur for c in publies(entrepot, mesure, pilier)]
        # Une année sans total ne compte pas pour zéro : la somme ne se dit que si toutes y sont.
        if credit.statut == "conteste" and annuelles and None not in annuelles:
            somme = valeur_unite(sum(annuelles), _unite(mesure))
            phrase = f"Le rapport écrit {valeur} ; ses années additionnées font {somme}."
        blocs.append(construire(f"contrat-{mesure}", titre, "chiffre", [ligne], phrase, entrepot.sources))
    return tuple(blocs)


def annees_des_actions(entrepot: Entrepot) -> tuple[int, ...]:
    """Les années du fichier des actions, dans l'ordre."""
    return tuple(sorted({a.annee for a in entrepot.actions}))


def piliers_des_actions(entrepot: Entrepot, courts: bool = False) -> dict[str, str]:
    """« total » puis les piliers présents dans le fichier, dans l'ordre de leur nomenclature."""
    presents = {a.pilier for a in entrepot.actions}
    connus = {c: p.libelle_court if courts else p.libelle for c, p in entrepot.piliers.items() if c in presents}
    # Sans la table des piliers, leur code tient lieu de nom : la page s'affiche quand même.
    return {TOTAL: "Tous les piliers"} | connus | {c: c for c in sorted(presents - set(connus))}


def populations(entrepot: Entrepot) -> dict[str, int | None]:
    """Les habitants de chaque quartier de 2015 : la dernière population connue."""
    rendues: dict[str, int | None] = {}
    for t in entrepot.quartiers():
        m = entrepot.derniere(t.code, "population")
        rendues[t.code] = int(m.valeur) if m and m.valeur else None
    return rendues


def en_demonstration(entrepot: Entrepot) -> bool:
    """Vrai si le fichier des actions est celui de démonstration."""
    return any(a.statut == "demonstration" for a in entrepot.actions)


def _valeur(total: TotalCredits, mesure: str) -> float | None:
    if mesure == "actions":
        return float(total.actions)
    if mesure == "par_habitant":
        return None if total.par_habitant is None else float(total.par_habitant)
    return float(total.euros)


def _ligne_calculee(entrepot: Entrepot, total: TotalCredits, choix: Choix, categorie: str, pilier: str) -> Ligne:
    """Une ligne calculée depuis les actions : démonstration si les actions le sont, sinon calculée."""
    valeur = _valeur(total, choix.mesure)
    # « Sans quartier précisé » n'a pas d'habitants : le montant par habitant n'y a pas de sens.
    reel = "calcule" if valeur is not None else "non_applicable" if total.quartier in NOMS_A_PART else "non_disponible"
    quartier = entrepot.territoires.get(total.quartier)  # absent si la table des territoires ne se lit pas
    nom = NOMS_A_PART.get(total.quartier) or (quartier.nom if quartier else total.quartier)
    _, unite, decimales = MESURES[choix.mesure]
    periode = str(choix.de) if choix.de == choix.a else f"{choix.de}-{choix.a}"
    return Ligne(
        total.quartier,
        nom,
        categorie,
        Mesure(
            total.quartier,
            f"credits_{choix.mesure}",
            pilier,
            periode,
            valeur,
            "demonstration" if en_demonstration(entrepot) and valeur is not None else reel,
            None,
            entrepot.actions[0].source,
            "fichier des actions (actions.csv)",
            f"répartition {REGLES[choix.regle]}",
        ),
        unite,
        decimales,
    )


def _reserves(entrepot: Entrepot, choix: Choix) -> tuple[str, ...]:
    dites = [f"Une action menée sur plusieurs quartiers est répartie {REGLES[choix.regle]}."]
    if choix.mesure == "actions":
        dites = [
            "Une action menée sur plusieurs quartiers compte une fois dans chacun d'eux : les lignes ne s'additionnent pas."
        ]
    if choix.mesure == "par_habitant":
        mesures = [entrepot.derniere(t.code, "population") for t in entrepot.quartiers()]
        dates = enumeration(sorted({annee_lisible(m.annee) for m in mesures if m and m.valeur}))
        dites.append(f"Les montants sont rapportés à la population de {dates}, la dernière connue.")
    return tuple(dites)


def _periode(choix: Choix) -> str:
    """« 2016 à 2022 », ou « 2020 » pour une seule année."""
    return str(choix.de) if choix.de == choix.a else f"{choix.de} à {choix.a}"


def bloc_quartiers(entrepot: Entrepot, choix: Choix) -> Bloc | None:
    """Un pilier (ou tous) sur une période : une ligne par quartier. C'est le bloc de la carte."""
    if not entrepot.actions:
        return None
    lignes = [
        _ligne_calculee(entrepot, t, choix, "", choix.pilier)
        for t in _totaux(entrepot, replace(choix, mesure=""))
        if t.pilier == TOTAL and t.quartier != ENSEMBLE
    ]
    pilier = piliers_des_actions(entrepot).get(choix.pilier, choix.pilier)
    titre = f"{MESURES[choix.mesure][0]} par quartier : {pilier}, {_periode(choix)}"
    return construire(
        f"credits-quartiers-{choix.pilier}-{choix.mesure}",
        titre,
        "carte",
        _nommees(lignes),
        _phrase(entrepot, choix, lignes),
        entrepot.sources,
        reserves=_reserves(entrepot, choix),
    )


@lru_cache(maxsize=256)
def _totaux(entrepot: Entrepot, choix: Choix) -> tuple[TotalCredits, ...]:
    """Les totaux d'un choix. L'entrepôt est figé : un choix déjà vu n'est pas recompté."""
    gens: Mapping[str, int | None] = populations(entrepot)
    return totaux(
        entrepot.actions, choix.regle, gens, (choix.de, choix.a), None if choix.pilier == TOTAL else choix.pilier
    )


def _nommees(lignes: list[Ligne]) -> list[Ligne]:
    """Sans rubrique propre, le nom du quartier tient lieu de rubrique."""
    return [Ligne(x.cle, x.serie, x.serie, x.mesure, x.unite, x.decimales) for x in lignes]


def _phrase(entrepot: Entrepot, choix: Choix, lignes: list[Ligne]) -> str:
    """Sur des données réelles, le plus haut et le plus bas ; sur une démonstration, aucune conclusion."""
    if en_demonstration(entrepot):
        return (
            "Exemple de présentation sur des lignes fictives : la carte se remplira avec le suivi de "
            "programmation de l'équipe. Il n'y a rien à en conclure."
        )
    a_part = {ENSEMBLE, INTER_QUARTIERS, NON_LOCALISE}
    connues = [x for x in lignes if x.mesure.valeur is not None and x.cle not in a_part]
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


def bloc_croise(entrepot: Entrepot, choix: Choix) -> Bloc | None:
    """La table quartier × pilier de la période, tous les piliers côte à côte."""
    if not entrepot.actions:
        return None
    noms = piliers_des_actions(entrepot)
    tous = replace(choix, pilier=TOTAL)
    lignes = [
        _ligne_calculee(entrepot, t, tous, noms.get(t.pilier, t.pilier), t.pilier)
        for t in _totaux(entrepot, replace(tous, mesure=""))
    ]
    return construire(
        f"credits-croises-{choix.mesure}",
        f"{MESURES[choix.mesure][0]} par quartier et par pilier, {_periode(choix)}",
        "tableau",
        sorted(lignes, key=lambda x: list(noms.values()).index(x.categorie)),
        _phrase(entrepot, tous, lignes),
        entrepot.sources,
        reserves=_reserves(entrepot, tous),
    )


def resume_du_quartier(entrepot: Entrepot, choix: Choix, code: str) -> Bloc | None:
    """Un quartier choisi sur la carte : sa mesure, pilier par pilier."""
    if not entrepot.actions or code not in entrepot.territoires:
        return None
    tous = replace(choix, pilier=TOTAL)
    noms = piliers_des_actions(entrepot)
    lignes = [
        _ligne_calculee(entrepot, t, tous, noms.get(t.pilier, t.pilier), t.pilier)
        for t in _totaux(entrepot, replace(tous, mesure=""))
        if t.quartier == code and t.pilier != TOTAL
    ]
    lignes = [Ligne(x.mesure.modalite, x.serie, x.categorie, x.mesure, x.unite, x.decimales) for x in lignes]
    lignes.sort(key=lambda x: list(noms.values()).index(x.categorie))
    nom = entrepot.territoires[code].nom
    return construire(
        f"credits-{code}-{choix.mesure}".lower(),
        f"{nom} : {MESURES[choix.mesure][0].lower()} par pilier",
        "barres",
        lignes,
        _phrase(entrepot, tous, lignes),
        entrepot.sources,
        reserves=_reserves(entrepot, tous),
    )


def phrase_du_fichier(entrepot: Entrepot) -> str:
    """Ce que contient le fichier des actions, en une phrase."""
    annees = annees_des_actions(entrepot)
    if not annees:
        return "Aucun fichier d'actions n'est chargé."
    nombre = nombre_actions(entrepot.actions)
    nature = " fictives" if en_demonstration(entrepot) else ""
    return f"Le fichier contient {nombre} {pluriel(nombre, 'action')}{nature} de {annees[0]} à {annees[-1]}."
