"""La liste des actions : chercher, feuilleter, emporter ; montants entiers, tels que le fichier les donne."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from data.credits import TOTAL, TOUS, centimes
from data.credits_cube import SANS_NATURE
from data.entrepot import Entrepot
from data.formats import enumeration, euros, pluriel, valeur_unite
from data.importation.etiquettes import normaliser
from data.modele import Action, Bloc, Cellule, Tableau
from data.vues.credits_base import (
    ENVELOPPES,
    Choix,
    en_demonstration,
    nom_du_quartier,
    note,
    periode,
    populations,
    rattachements,
)

PAR_PAGE = 25
ENTETES = ("N°", "Année", "Intitulé", "Porteur", "Pilier", "Quartiers", "Financeurs", "Enveloppe", "Montant")
ENTETES_FICHIER = (
    "N°",
    "Année",
    "Intitulé",
    "Porteur",
    "Pilier",
    "Thème",
    "Quartiers",
    "Financeur",
    "Enveloppe",
    "Nature",
    "Montant",
    "Statut",
    "Source",
    "Note",
)
NATURE_D_UNE_ACTION = {"nouvelle": "nouvelle", "reconduction": "reconduction"}
STATUTS = {"reel": "réel", "demonstration": "démonstration"}


@dataclass(frozen=True, slots=True)
class Fiche:
    """Une action entière : ses lignes (une par financeur) et leur somme, en centimes."""

    lignes: tuple[Action, ...]
    montant: int


def fiches(entrepot: Entrepot, choix: Choix, quartier: str = "", cherche: str = "") -> tuple[Fiche, ...]:
    """Les actions que ce choix et cette recherche retiennent, de la plus récente à la plus ancienne.

    cherche : des mots, tous à trouver (sans accents ni majuscules) dans l'intitulé, le porteur, le thème, le
    numéro, les financeurs ou les quartiers. Le montant est celui des lignes retenues : sous un filtre de
    financeur, ce que ce financeur verse.
    """
    retenues = _fiches(entrepot, choix, quartier)
    mots = normaliser(cherche).split()
    if not mots:
        return retenues
    textes = _textes(entrepot)
    return tuple(f for f in retenues if all(m in textes[f.lignes[0].annee, f.lignes[0].id_action] for m in mots))


@lru_cache(maxsize=16)
def _fiches(entrepot: Entrepot, choix: Choix, quartier: str) -> tuple[Fiche, ...]:
    retenir = _filtre(entrepot, choix, quartier)
    rendues = []
    for couples in _groupes(entrepot):
        gardes = [couple for couple in couples if retenir(couple[0])]
        if gardes:
            rendues.append(Fiche(tuple(a for a, _ in gardes), sum(montant for _, montant in gardes)))
    return tuple(rendues)


@lru_cache(maxsize=4)
def _groupes(entrepot: Entrepot) -> tuple[tuple[tuple[Action, int], ...], ...]:
    """Toutes les actions, de la plus récente à la plus ancienne : leurs lignes, chacune avec ses centimes."""
    groupes: dict[tuple[int, str], list[tuple[Action, int]]] = {}
    for a in entrepot.actions:
        groupes.setdefault((-a.annee, a.id_action), []).append((a, centimes(a.montant)))
    return tuple(tuple(groupes[cle]) for cle in sorted(groupes))


@lru_cache(maxsize=2)
def _textes(entrepot: Entrepot) -> dict[tuple[int, str], str]:
    """Ce où l'on cherche, mis à plat une fois par fichier."""
    textes: dict[tuple[int, str], list[str]] = {}
    for a in entrepot.actions:
        textes.setdefault((a.annee, a.id_action), []).extend(
            (a.id_action, a.intitule, a.porteur, a.theme, a.financeur, *_noms_des_quartiers(entrepot, a))
        )
    return {cle: normaliser(" ".join(dict.fromkeys(morceaux))) for cle, morceaux in textes.items()}


def bloc_actions(entrepot: Entrepot, choix: Choix, quartier: str = "", cherche: str = "", page: int = 1) -> Bloc | None:
    """Une page de la liste (25 actions) ; la phrase dit combien il y en a en tout, et pour quel montant."""
    if not entrepot.actions:
        return None
    trouvees = fiches(entrepot, choix, quartier, cherche)
    montrees = trouvees[(page - 1) * PAR_PAGE : page * PAR_PAGE]
    somme = sum(f.montant for f in trouvees) / 100
    n = len(trouvees)
    ou = f", {nom_du_quartier(entrepot, quartier)}" if quartier else ""
    fictives = pluriel(n, " fictive") if en_demonstration(entrepot) else ""
    total = f", {valeur_unite(somme, '€')} au total ({note(entrepot, choix, reparti=False)})" if n else ""
    titre = f"Les actions, {periode(choix)}{ou}"
    sources = tuple(entrepot.source(s) for s in dict.fromkeys(f.lignes[0].source for f in montrees))
    return Bloc(
        "credits-actions",
        titre,
        "tableau",
        (),
        f"{n} {pluriel(n, 'action')}{fictives}{total}.",
        reserves=(
            "Les montants sont ceux du fichier, entiers : une action de plusieurs quartiers n'est pas répartie ici.",
        ),
        sources=sources,
        alternative=f"{titre} : {n} {pluriel(n, 'action')}.",
        grille=Tableau(titre, ENTETES, tuple(_rangee(entrepot, f) for f in montrees)),
    )


def nombre_de_pages(entrepot: Entrepot, choix: Choix, quartier: str = "", cherche: str = "") -> int:
    """Le nombre de pages de la liste, une au moins."""
    return max(1, -(-len(fiches(entrepot, choix, quartier, cherche)) // PAR_PAGE))


def _rangee(entrepot: Entrepot, fiche: Fiche) -> tuple[Cellule, ...]:
    a = fiche.lignes[0]
    financeurs = tuple(dict.fromkeys(x.financeur for x in fiche.lignes))
    enveloppes = dict.fromkeys(ENVELOPPES.get(x.enveloppe, x.enveloppe) for x in fiche.lignes)
    pilier = entrepot.piliers.get(a.pilier)
    statut = "demonstration" if a.statut == "demonstration" else ""
    return (
        Cellule(a.id_action),
        Cellule(str(a.annee)),
        Cellule(a.intitule, repere=NATURE_D_UNE_ACTION.get(a.nature, "")),
        Cellule(a.porteur),
        Cellule(pilier.libelle_court if pilier else a.pilier),
        Cellule(enumeration(_noms_des_quartiers(entrepot, a))),
        Cellule(enumeration(financeurs)),
        Cellule(enumeration(list(enveloppes))),
        Cellule(euros(fiche.montant), fiche.montant / 100, statut),
    )


def _noms_des_quartiers(entrepot: Entrepot, action: Action) -> tuple[str, ...]:
    if TOUS in action.quartiers:
        return ("Tous les quartiers",)
    courts = (entrepot.territoires.get(q) for q in action.quartiers)
    noms = tuple(t.nom_court if t else q for t, q in zip(courts, action.quartiers, strict=True))
    return noms or ("Sans quartier précisé",)


def rangees_du_fichier(
    entrepot: Entrepot, choix: Choix, quartier: str = "", cherche: str = ""
) -> Iterator[tuple[str | Decimal, ...]]:
    """Les rangées du fichier à emporter, en-têtes d'abord : une par action et par financeur.

    Les montants sont des Decimal au centime, le reste du texte.
    """
    yield ENTETES_FICHIER
    dite = f"montant entier, non réparti entre quartiers ; {note(entrepot, choix, reparti=False)}"
    for fiche in fiches(entrepot, choix, quartier, cherche):
        for a in fiche.lignes:
            pilier = entrepot.piliers.get(a.pilier)
            source = entrepot.source(a.source)
            yield (
                a.id_action,
                str(a.annee),
                a.intitule,
                a.porteur,
                pilier.libelle if pilier else a.pilier,
                a.theme,
                enumeration(_noms_des_quartiers(entrepot, a)),
                a.financeur,
                ENVELOPPES.get(a.enveloppe, a.enveloppe),
                NATURE_D_UNE_ACTION.get(a.nature, ""),
                Decimal(centimes(a.montant)) / 100,
                STATUTS.get(a.statut, a.statut),
                f"{source.producteur}, {source.titre}".strip(", "),
                dite,
            )


def _filtre(entrepot: Entrepot, choix: Choix, quartier: str = "") -> Callable[[Action], bool]:
    """Ce qui dit si une ligne du fichier est de ce choix.

    quartier : celles qui le nomment, lui ou celui de 2024 qui porte son nom, ou qui disent « tous ».
    """
    siens = {quartier, *(recent for recent, ancien in rattachements(entrepot).items() if ancien == quartier)}

    habites = populations(entrepot)

    def retenir(a: Action) -> bool:
        if not choix.de <= a.annee <= choix.a or choix.pilier not in (TOTAL, a.pilier):
            return False
        if choix.financeur not in ("", a.financeur) or choix.enveloppe not in ("", a.enveloppe):
            return False
        if choix.nature not in ("", a.nature or SANS_NATURE):
            return False
        return not quartier or bool(siens & set(a.quartiers)) or (TOUS in a.quartiers and quartier in habites)

    return retenir
