"""Les blocs du contrat dans son ensemble : comment il est conduit, ce qui est recommandé et ce qu'on en fait."""

from data.blocs import bloc_de_textes
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
AXES = {
    "pilotage": "Piloter le contrat",
    "vie_du_contrat": "Faire vivre le contrat",
    "operationnel": "Agir dans les quartiers",
}
# Statut de la table -> singulier, pluriel.
SUIVIS = {
    "a_decider": ("à décider", "à décider"),
    "engagee": ("engagée", "engagées"),
    "realisee": ("réalisée", "réalisées"),
    "abandonnee": ("abandonnée", "abandonnées"),
}
A_RENSEIGNER = "à renseigner par l'équipe"


def blocs_gouvernance(entrepot: Entrepot) -> tuple[Bloc, ...]:
    """Comment le contrat est conduit : un bloc par rubrique (acquis, limites, besoins, pistes) qui a des textes."""
    textes = entrepot.table("gouvernance").dictionnaires()
    blocs = []
    for rubrique, (titre, *mots) in GOUVERNANCE.items():
        lignes = [(_date_du_constat(rubrique), t["texte"], t["reference"]) for t in textes if t["rubrique"] == rubrique]
        if lignes:
            n = len(lignes)
            blocs.append(
                bloc_groupe(
                    f"gouvernance-{rubrique}".replace("_", "-"),
                    titre,
                    f"{n} {pluriel(n, *mots)}.",
                    lignes,
                    ("Rubrique", "Constat", "Où le lire"),
                )
            )
    return tuple(blocs)


def _date_du_constat(rubrique: str) -> str:
    """Les pistes viennent du comité de pilotage qui a discuté le rapport ; le reste, du rapport."""
    return "Comité de pilotage, 2022" if rubrique == "piste_du_comite" else "Évaluation de 2022"


def bloc_recommandations(entrepot: Entrepot) -> Bloc | None:
    """Les recommandations de l'évaluation, chacune avec son axe et le suivi que l'équipe renseigne."""
    lues = entrepot.table("recommandations").dictionnaires()
    if not lues:
        return None
    return bloc_de_textes(
        "recommandations",
        "Les recommandations et leur suivi",
        _phrase(lues),
        ("N°", "Recommandation", "Axe", "Suivi", "Où le lire"),
        [(r["recommandation"], r["texte"], AXES.get(r["axe"], r["axe"]), _suivi(r), r["reference"]) for r in lues],
    )


def _suivi(recommandation: dict[str, str]) -> str:
    return SUIVIS.get(recommandation["statut"], (recommandation["statut"],))[0] or A_RENSEIGNER


def _phrase(lues: tuple[dict[str, str], ...]) -> str:
    """« 12 recommandations : 3 engagées, 9 à renseigner par l'équipe. »"""
    comptes = {s: sum(r["statut"] == s for r in lues) for s in SUIVIS}
    dites = [f"{n} {pluriel(n, *SUIVIS[s])}" for s, n in comptes.items() if n]
    vides = sum(not r["statut"] for r in lues)
    n = f"{len(lues)} {pluriel(len(lues), 'recommandation')}"
    if vides == len(lues):
        return f"{n} ; le suivi reste {A_RENSEIGNER}."
    if vides:
        dites.append(f"{vides} {A_RENSEIGNER}")
    return f"{n} : {', '.join(dites)}."
