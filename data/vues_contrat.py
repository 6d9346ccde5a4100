"""Les blocs du contrat dans son ensemble : comment il est conduit, ce que l'évaluation recommande et ce qu'on en fait."""

from data.entrepot import Entrepot
from data.formats import pluriel
from data.modele import Bloc
from data.textes import bloc_groupe

GOUVERNANCE = {
    "acquis": ("Ce qui est acquis", "acquis", "acquis"),
    "limite": ("Ce qui limite", "limite", "limites"),
    "besoin": ("Ce dont le contrat a besoin", "besoin", "besoins"),
    "piste_du_comite": ("Les pistes du comité de pilotage", "piste", "pistes"),
}
AXES = {"pilotage": "Piloter le contrat", "vie_du_contrat": "Faire vivre le contrat", "operationnel": "Agir dans les quartiers"}
SUIVIS = {"a_decider": "à décider", "engagee": "engagée", "realisee": "réalisée", "abandonnee": "abandonnée"}
A_RENSEIGNER = "à renseigner par l'équipe"


def bloc_gouvernance(entrepot: Entrepot) -> Bloc | None:
    """Comment le contrat est conduit, en quatre rubriques. None si la table manque."""
    textes = entrepot.table("gouvernance").dictionnaires()
    if not textes:
        return None
    ordre = list(GOUVERNANCE)
    rangs = {r: i for i, r in enumerate(ordre)}
    lignes = [
        (GOUVERNANCE.get(t["rubrique"], (t["rubrique"],))[0], t["texte"], t["reference"])
        for t in sorted(textes, key=lambda t: rangs.get(t["rubrique"], len(rangs)))
    ]
    comptes = {r: sum(t["rubrique"] == r for t in textes) for r in ordre}
    dites = ", ".join(f"{n} {pluriel(n, *GOUVERNANCE[r][1:])}" for r, n in comptes.items() if n)
    return bloc_groupe(
        "gouvernance", "Comment le contrat est conduit", f"D'après l'évaluation de 2022 : {dites}.", lignes,
        ("Rubrique", "Constat", "Où le lire"),
    )


def bloc_recommandations(entrepot: Entrepot) -> Bloc | None:
    """Les recommandations de l'évaluation, groupées par axe, chacune avec le suivi que l'équipe renseigne."""
    lues = entrepot.table("recommandations").dictionnaires()
    if not lues:
        return None
    lignes = [
        (AXES.get(r["axe"], r["axe"]), f"{r['recommandation']} · {r['texte']} Suivi : {_suivi(r)}.", _suivi(r), r["reference"])
        for r in lues
    ]
    return bloc_groupe(
        "recommandations", "Les recommandations et leur suivi", _phrase(lues), lignes,
        ("Axe", "Recommandation", "Suivi", "Où le lire"),
    )


def _suivi(recommandation: dict[str, str]) -> str:
    return SUIVIS.get(recommandation["statut"], recommandation["statut"]) or A_RENSEIGNER


def _phrase(lues: tuple[dict[str, str], ...]) -> str:
    """« 12 recommandations : 3 engagées, 9 à renseigner par l'équipe. »"""
    comptes = {s: sum(r["statut"] == s for r in lues) for s in SUIVIS}
    accords = {"a_decider": "à décider", "engagee": "engagées", "realisee": "réalisées", "abandonnee": "abandonnées"}
    dites = [f"{n} {SUIVIS[s] if n == 1 else accords[s]}" for s, n in comptes.items() if n]
    vides = sum(not r["statut"] for r in lues)
    if vides == len(lues):
        return f"{vides} {pluriel(vides, 'recommandation')} ; le suivi reste {A_RENSEIGNER} (colonne « statut » de recommandations.csv)."
    return f"{len(lues)} {pluriel(len(lues), 'recommandation')} : {', '.join([*dites, *([f'{vides} {A_RENSEIGNER}'] if vides else [])])}."
