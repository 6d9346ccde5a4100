"""Les regards qualitatifs de l'évaluation de 2022 : ce que chacun peut lire, et ce qui est réservé au comité.

Une observation n'est publique que si sa colonne `diffusion` dit exactement « public » : une case vide
ou mal écrite reste réservée.
"""

from collections import Counter
from dataclasses import replace

from data.entrepot import Entrepot
from data.formats import en_lettres, enumeration, pluriel
from data.modele import Bloc
from data.phrases import lieu, majuscule, minuscule
from data.textes import bloc_groupe

RUBRIQUES = {
    "specificite": "Ce qui est particulier",
    "evolution_positive": "Ce qui va mieux",
    "evolution_negative": "Ce qui va moins bien",
    "enjeu": "Ce qu'il reste à faire",
}
ENTETES = ("Rubrique", "Observation", "Pilier", "Secteur", "Où le lire")
PUBLIC, COMITE = "public", "comite"
AVIS = "Ce sont les avis que l'évaluation a recueillis et résumés, pas des mesures."
# Ni combien, ni où, ni sur quoi : un nombre par quartier désignerait déjà le quartier et le sujet.
RESERVEES = "Des observations de l'évaluation, tous quartiers réunis, sont réservées au comité ; elles ne sont pas ici."


def bloc_regards(entrepot: Entrepot, code: str, pilier: str = "") -> Bloc | None:
    """Les observations publiques d'un territoire, par rubrique ; None si la table n'a rien, ici ni ailleurs en réserve.

    pilier : un code de pilier pour ne garder que le sien, vide pour tous.
    """
    publiques = _lignes(entrepot, code, pilier, publiques=True)
    reservees = des_reservees(entrepot)
    if not publiques and not reservees:
        return None
    bloc = bloc_groupe(
        _identifiant(code, pilier),
        _titre(entrepot, code, pilier),
        _phrase(entrepot, code, publiques),
        _grille(entrepot, publiques, pilier),
        ENTETES,
    )
    return replace(bloc, reserves=(AVIS, RESERVEES) if reservees else (AVIS,))


def bloc_comite(entrepot: Entrepot, code: str, pilier: str = "") -> Bloc | None:
    """Les observations réservées au comité, dans un bloc qui ne s'exporte pas ; None s'il n'y en a pas."""
    reservees = _lignes(entrepot, code, pilier, publiques=False)
    if not reservees:
        return None
    n = len(reservees)
    bloc = bloc_groupe(
        f"{_identifiant(code, pilier)}-comite",
        f"Réservé au comité : {entrepot.territoires[code].nom}",
        f"Selon l'évaluation de 2022 : {n} {pluriel(n, 'observation')} à ne pas diffuser.",
        _grille(entrepot, reservees, pilier),
        ENTETES,
    )
    return replace(bloc, reserves=(AVIS,), diffusion=COMITE)


def des_reservees(entrepot: Entrepot) -> bool:
    """Vrai si une observation au moins est réservée au comité, où que ce soit : la réponse est la même partout."""
    return any(r.get("diffusion") != PUBLIC for r in entrepot.table("regards").dictionnaires())


def _lignes(entrepot: Entrepot, code: str, pilier: str, *, publiques: bool) -> list[dict[str, str]]:
    """Les lignes voulues, dans l'ordre des rubriques puis des piliers."""
    voulues = [
        r
        for r in entrepot.table("regards").dictionnaires()
        if r.get("territoire") == code
        and (not pilier or r.get("pilier") == pilier)
        and (r.get("diffusion") == PUBLIC) is publiques
    ]
    rubriques, piliers = list(RUBRIQUES), list(entrepot.piliers)

    def rang(valeur: str, ordre: list[str]) -> int:
        return ordre.index(valeur) if valeur in ordre else len(ordre)

    return sorted(voulues, key=lambda r: (rang(r.get("rubrique", ""), rubriques), rang(r.get("pilier", ""), piliers)))


def _grille(entrepot: Entrepot, lignes: list[dict[str, str]], pilier: str) -> list[tuple[str, ...]]:
    """Le pilier et le secteur sont dits avant le texte ; sous un seul pilier, il n'est pas répété."""
    grille = []
    for r in lignes:
        connu = entrepot.piliers.get(r.get("pilier", ""))
        nom = connu.libelle_court if connu else r.get("pilier", "")
        secteur = r.get("secteur", "")
        avant = " · ".join(m for m in ("" if pilier else nom, secteur) if m)
        texte = f"{avant} : {r['texte']}" if avant else r["texte"]
        rubrique = RUBRIQUES.get(r.get("rubrique", ""), r.get("rubrique", ""))
        grille.append((rubrique, texte, nom, secteur, r.get("reference", "")))
    return grille


def _phrase(entrepot: Entrepot, code: str, lignes: list[dict[str, str]]) -> str:
    """« Selon l'évaluation de 2022, à Grazailles : 3 observations sur ce qui va mieux et 2 sur… »"""
    ou = _ou(entrepot, code)
    if not lignes:
        return f"Selon l'évaluation de 2022, {ou} : aucune observation publique."
    comptes = Counter(RUBRIQUES.get(r.get("rubrique", ""), "Autre chose") for r in lignes)
    (premier, n), *autres = ((minuscule(nom), n) for nom, n in comptes.items())
    dites = [f"{n} {pluriel(n, 'observation')} sur {premier}", *(f"{combien} sur {nom}" for nom, combien in autres)]
    return f"Selon l'évaluation de 2022, {ou} : {enumeration(dites)}."


def _ou(entrepot: Entrepot, code: str) -> str:
    territoire = entrepot.territoires[code]
    if territoire.type == "ensemble_qpv":
        return f"dans les {en_lettres(len(entrepot.quartiers()))} quartiers ensemble"
    return lieu(territoire)


def _titre(entrepot: Entrepot, code: str, pilier: str) -> str:
    if pilier in entrepot.piliers:
        return f"Regards qualitatifs : {entrepot.piliers[pilier].libelle_court.lower()}"
    if entrepot.territoires[code].type == "ensemble_qpv":
        return majuscule(_ou(entrepot, code))
    return "Ce que l'évaluation a observé"


def _identifiant(code: str, pilier: str) -> str:
    return "-".join(m for m in (code, "regards", pilier) if m).lower()
