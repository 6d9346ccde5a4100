"""Les blocs de la page Piliers : ce que l'on voulait, ce que l'évaluation en dit, le dispositif vu de près."""

from dataclasses import dataclass, replace

from data.annees import cle_annee
from data.blocs import motif
from data.entrepot import Entrepot
from data.formats import annee_lisible, enumeration, pluriel, valeur_unite
from data.modele import Bloc, Cellule, Tableau
from data.phrases import majuscule, minuscule
from data.textes import bloc_groupe
from data.vues.chiffres_cles import bloc_de_chiffres, bloc_de_reperes
from data.vues.chronologie import bloc_chronologie, periode_lisible
from data.vues.regards import COMITE, PUBLIC
from data.vues.renvois import entrees_citees

TRANSVERSAL = "transversal"
PILIERS = ("cohesion_sociale", "emploi", "cadre_de_vie", TRANSVERSAL)
LE_CONTRAT = "Le contrat dans son ensemble"
TOUT_LE_CONTRAT = "2015-2022"
DISCRIMINATIONS, PLAN_DISCRIMINATIONS = "discriminations", "Plan de lutte contre les discriminations"
# Rubrique de la table -> titre, singulier, pluriel.
RUBRIQUES = {
    "succes": ("Les réussites", "réussite", "réussites"),
    "difficulte": ("Les difficultés", "difficulté", "difficultés"),
    "enjeu": ("Les enjeux", "enjeu", "enjeux"),
}


@dataclass(frozen=True, slots=True)
class Focus:
    """Ce que l'évaluation regarde de près dans un pilier : ses chiffres et les thèmes des tables de repères.

    marques : ce qui, dans la référence d'un constat, le rattache à cette focale.
    """

    titre: str
    court: str
    indicateurs: tuple[str, ...]
    themes: tuple[str, ...]
    marques: tuple[str, ...] = ("Focale", "Au final, un dispositif")


FOCUS = {
    "cohesion_sociale": Focus(
        "De près : le programme de réussite éducative (PRE)",
        "Le programme de réussite éducative",
        ("pre_file_active", "pre_enfants_accompagnes", "pre_part_reperage_ecole", "pre_part_garcons", "pre_part_age"),
        ("pre", "cohesion_sociale"),
    ),
    "emploi": Focus(
        "De près : CitésLab et les chantiers tremplin",
        "CitésLab",
        ("citeslab_porteurs", "part_citeslab_sexe", "citeslab_borne"),
        ("citeslab", "chantiers_tremplin", "emploi"),
    ),
    "cadre_de_vie": Focus(
        "De près : la gestion urbaine de proximité (GUP) et l'abattement de taxe foncière (TFPB)",
        "La gestion urbaine de proximité",
        ("abattement_tfpb",),
        ("gup", "tfpb", "psl", "mediation"),
    ),
    TRANSVERSAL: Focus("", "", (), ("gouvernance", "programmation", "evaluation")),
}


def choix_de_piliers(entrepot: Entrepot) -> dict[str, str]:
    """Les trois piliers puis le contrat, code -> libellé court ; sans la table des piliers, leur code."""
    noms = {c: p.libelle_court for c, p in entrepot.piliers.items()}
    return {c: noms.get(c, c) if c != TRANSVERSAL else "Le contrat" for c in PILIERS}


def nom_du_pilier(entrepot: Entrepot, pilier: str) -> str:
    """« Développement économique et emploi »."""
    if pilier == TRANSVERSAL:
        return LE_CONTRAT
    return entrepot.piliers[pilier].libelle if pilier in entrepot.piliers else pilier


def resume(entrepot: Entrepot, pilier: str) -> str:
    """« L'évaluation de 2022 relève 12 réussites, 9 difficultés et 13 enjeux. »"""
    comptes = {r: len(_constats(entrepot, pilier, r)) for r in RUBRIQUES}
    dites = [f"{n} {pluriel(n, *RUBRIQUES[r][1:])}" for r, n in comptes.items() if n]
    return f"L'évaluation de 2022 relève {enumeration(dites)}." if dites else "L'évaluation de 2022 n'en dit rien."


def blocs_constats(entrepot: Entrepot, pilier: str) -> tuple[Bloc, ...]:
    """Réussites, difficultés, enjeux : un bloc par rubrique qui a des constats, la focale après le pilier."""
    blocs = []
    for rubrique, (titre, *_) in RUBRIQUES.items():
        lignes = _lignes_des_constats(pilier, _constats(entrepot, pilier, rubrique))
        if lignes:
            blocs.append(bloc_groupe(f"{pilier}-{rubrique}".replace("_", "-"), titre, "", lignes))
    return tuple(blocs)


def blocs_comite(entrepot: Entrepot, pilier: str) -> tuple[Bloc, ...]:
    """Les constats réservés au comité, dans des blocs qui ne s'exportent pas."""
    blocs = []
    for rubrique, (titre, *_) in RUBRIQUES.items():
        lignes = _lignes_des_constats(pilier, _constats(entrepot, pilier, rubrique, publics=False))
        if lignes:
            identifiant = f"{pilier}-{rubrique}-comite".replace("_", "-")
            bloc = bloc_groupe(identifiant, f"Réservé au comité : {minuscule(titre)}", "", lignes)
            blocs.append(replace(bloc, diffusion=COMITE))
    return tuple(blocs)


def des_constats_reserves(entrepot: Entrepot) -> bool:
    """Vrai si un constat au moins est réservé au comité, quel que soit le pilier : la réponse est la même partout."""
    return any(c.get("diffusion") != PUBLIC for c in entrepot.table("constats_piliers").dictionnaires())


def _lignes_des_constats(pilier: str, constats: tuple[dict[str, str], ...]) -> list[tuple[str, str, str]]:
    """(groupe, texte, référence), ce qui parle de tout le pilier d'abord."""
    lignes = ((_groupe(pilier, c["reference"]), c["texte"], c["reference"]) for c in constats)
    return sorted(lignes, key=lambda ligne: ligne[0] != _tout(pilier))


def _constats(entrepot: Entrepot, pilier: str, rubrique: str, *, publics: bool = True) -> tuple[dict[str, str], ...]:
    """Ceux dont la diffusion dit exactement « public », ou tous les autres : une case mal écrite reste réservée."""
    return tuple(
        c
        for c in entrepot.table("constats_piliers").dictionnaires()
        if (c["pilier"], c["rubrique"]) == (pilier, rubrique) and (c.get("diffusion") == PUBLIC) is publics
    )


def _tout(pilier: str) -> str:
    return "Les priorités transversales" if pilier == TRANSVERSAL else "Le pilier"


def _groupe(pilier: str, reference: str) -> str:
    """Le constat parle-t-il de tout le pilier ou du dispositif regardé de près ? Sa référence le dit."""
    focus = FOCUS[pilier]
    return focus.court if focus.court and any(m in reference for m in focus.marques) else _tout(pilier)


def periodes(entrepot: Entrepot, pilier: str) -> dict[str, str]:
    """Les périodes qui ont des objectifs : tout le contrat d'abord, puis dans l'ordre du temps."""
    connues = {o["periode"] for o in _objectifs(entrepot, pilier)}
    suite = sorted(connues - {TOUT_LE_CONTRAT}, key=cle_annee)
    tout = {TOUT_LE_CONTRAT: "Tout le contrat"} if TOUT_LE_CONTRAT in connues else {}
    return tout | {p: annee_lisible(p) for p in suite}


def bloc_objectifs(entrepot: Entrepot, pilier: str, periode: str) -> Bloc:
    """Les objectifs d'un pilier pour une période."""
    lignes = [
        (annee_lisible(o["periode"]), o["objectif"], o["reference"])
        for o in _objectifs(entrepot, pilier)
        if o["periode"] == periode
    ]
    n = len(lignes)
    return bloc_groupe(
        f"objectifs-{pilier}".replace("_", "-"),
        "Ce que l'on voulait",
        f"{n} {pluriel(n, 'objectif')}.",
        lignes,
        ("Période", "Objectif", "Où le lire"),
    )


def _objectifs(entrepot: Entrepot, pilier: str) -> tuple[dict[str, str], ...]:
    return tuple(o for o in entrepot.table("objectifs").dictionnaires() if o["pilier"] == pilier)


def blocs_chiffres(entrepot: Entrepot, pilier: str) -> tuple[Bloc, ...]:
    """Les chiffres clés du dispositif regardé de près, un bloc par indicateur connu."""
    return tuple(b for i in FOCUS[pilier].indicateurs if (b := bloc_de_chiffres(entrepot, i)))


def bloc_dispositifs(entrepot: Entrepot, pilier: str) -> Bloc | None:
    """Les dispositifs du pilier dans un seul bloc : un intitulé chacun. None s'il n'y en a pas."""
    code = "" if pilier == TRANSVERSAL else pilier
    lignes = []
    for d in entrepot.table("dispositifs").dictionnaires():
        if d["pilier"] == code and d["dispositif"] != PLAN_DISCRIMINATIONS:
            depuis = f"Depuis {d['annee_debut']}. " if d["annee_debut"] else ""
            lignes += [
                (d["dispositif"], d["objet"], d["reference"]),
                (d["dispositif"], f"{depuis}Porté par : {d['portage'] or 'non précisé'}.", d["reference"]),
            ]
    if not lignes:
        return None
    n = len(lignes) // 2
    return bloc_groupe(
        f"dispositifs-{pilier}".replace("_", "-"),
        "Les dispositifs, en clair",
        f"{n} {pluriel(n, 'dispositif')}.",
        lignes,
        ("Dispositif", "Ce que c'est", "Où le lire"),
    )


def bloc_reperes_du_pilier(entrepot: Entrepot, pilier: str) -> Bloc | None:
    """Les petits nombres que le rapport donne sur les thèmes du pilier."""
    return bloc_de_reperes(entrepot, f"reperes-{pilier}".replace("_", "-"), "Repères chiffrés", FOCUS[pilier].themes)


def chronologie_du_pilier(entrepot: Entrepot, pilier: str) -> Bloc | None:
    """Les dates des dispositifs du pilier ; pour le contrat, toutes les dates."""
    themes = (
        ()
        if pilier == TRANSVERSAL
        else (*FOCUS[pilier].themes, DISCRIMINATIONS if pilier == "cohesion_sociale" else "")
    )
    return bloc_chronologie(entrepot, f"chronologie-{pilier}".replace("_", "-"), themes)


def bloc_chantiers(entrepot: Entrepot, pilier: str) -> Bloc | None:
    """Les chantiers tremplin tels que le texte du rapport les laisse : des nombres, sans quartier sûr.

    Aucun total n'en est tiré : une ligne en répète peut-être une autre, une autre a perdu un nombre.
    """
    trouves = entrepot.table("chantiers_tremplin").dictionnaires() if pilier == "emploi" else ()
    if not trouves:
        return None
    commune = min((c["note"] for c in trouves), key=len)  # ce que toutes disent ; la réserve du bloc le dit une fois
    lignes = tuple(
        (
            Cellule(f"Bloc {c['bloc']}"),
            Cellule(c["titre_avant"] or "aucun titre"),
            Cellule(c["titre_apres"] or "aucun titre"),
            _nombre(c["chantiers"], "chantiers", c["statut"]),
            _nombre(c["habitants"], "personnes", c["statut"]),
            Cellule(motif(c["note"].removesuffix(commune).strip())),
            Cellule(c["reference"]),
        )
        for c in trouves
    )
    titre = "Les chantiers tremplin, sans quartier certain"
    citees = {e.controle: e for c in trouves for e in entrees_citees(entrepot, c["note"])}
    return Bloc(
        "chantiers-tremplin",
        titre,
        "tableau",
        (),
        "Le rapport donne des nombres de chantiers et d'habitants recrutés, mais on ne sait pas à quel quartier "
        "se rapporte chacun : aucun n'est attribué, aucun total n'est fait.",
        reserves=(
            "La mise en page d'origine est perdue : le nom d'un quartier peut être celui qui précède le nombre ou "
            "celui qui le suit. La lettre d'information d'origine permettrait de trancher.",
            *(f"{e.constat} ({e.controle} du registre)" for e in citees.values()),
        ),
        alternative=f"{titre} : {len(lignes)} {pluriel(len(lignes), 'ligne')}.",
        sources=tuple(entrepot.source(c) for c in dict.fromkeys(c["source"] for c in trouves)),
        grille=Tableau(
            titre,
            (
                "Dans l'ordre du texte",
                "Titre juste avant",
                "Titre juste après",
                "Chantiers",
                "Habitants recrutés",
                "À savoir",
                "Où le lire",
            ),
            lignes,
        ),
    )


def _nombre(texte: str, unite: str, statut: str) -> Cellule:
    if not texte:
        return Cellule("perdu", statut="non_disponible")
    return Cellule(valeur_unite(float(texte), unite), float(texte), statut)


def bloc_discriminations(entrepot: Entrepot, pilier: str) -> Bloc | None:
    """Le plan de lutte contre les discriminations, rattaché à la cohésion sociale. None hors de ce pilier."""
    if pilier != "cohesion_sociale":
        return None
    lignes = []
    for d in entrepot.table("dispositifs").dictionnaires():
        if d["dispositif"] == PLAN_DISCRIMINATIONS:
            lignes += [
                ("Le plan", d["objet"], d["reference"]),
                ("Le plan", f"Porté par : {d['portage']}.", d["reference"]),
            ]
    for r in entrepot.table("reperes").dictionnaires():
        if r["theme"] == DISCRIMINATIONS:
            lignes.append(
                (
                    "Ce qui a été fait",
                    f"{r['libelle']} : {valeur_unite(float(r['valeur']), r['unite'])}.",
                    r["reference"],
                )
            )
    for e in entrepot.table("chronologie").dictionnaires():
        if e["theme"] == DISCRIMINATIONS:
            lignes.append(
                (
                    "Ce qui a été fait",
                    f"{majuscule(periode_lisible(e['debut'], e['fin']))} : {e['evenement']}",
                    e["reference"],
                )
            )
    return (
        bloc_groupe("plan-discriminations", PLAN_DISCRIMINATIONS, "", lignes, ("Rubrique", "Texte", "Où le lire"))
        if lignes
        else None
    )
