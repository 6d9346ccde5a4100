"""Ce qui se compare dans le temps avec une référence, et ce qui ne se compare pas, avec la raison."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.entrepot import Entrepot
from data.formats import enumeration, pluriel
from data.modele import Bloc, Cellule, Tableau
from data.montage import libelle_modalite
from data.phrases import lieu, minuscule, nom_dans_la_phrase, qpv_median
from data.rapprochement import ChangementEcart, annees_communes, essayer, paires_admises
from data.vues.comparaisons import references as toutes_les_references
from data.vues.noms_de_mesures import nom_de_mesure_seule
from data.vues.portraits import comparateurs
from data.vues.reperes_de_comparaison import avec_des_chiffres

TYPES_REFERENCES = ("epci", "commune", "ensemble_qpv")
# Le tout, puis les groupes dont l'écart se lit seul ; les autres déciles rediraient le niveau de vie médian.
MODALITES = ("", "femmes", "etrangers", "d1")


@dataclass(frozen=True, slots=True)
class Comparable:
    """Un indicateur dont l'écart se suit : ses deux années, et par quartier le changement ou la raison du refus.

    paires : toutes les années qui se comparent pour un quartier au moins, dans l'ordre ; annees est l'une d'elles.
    """

    choix: str
    nom: str
    annees: tuple[str, str]
    paires: tuple[tuple[str, str], ...]
    quartiers: dict[str, ChangementEcart | str]


@dataclass(frozen=True, slots=True)
class Bilan:
    """Tout ce qui se compare avec une référence, et ce qui ne se compare pas : (nom, raison).

    inconnus : combien d'indicateurs n'ont aucune comparaison, ni pour tous ni pour un groupe.
    """

    reference: str
    comparables: tuple[Comparable, ...]
    refus: tuple[tuple[str, str], ...]
    inconnus: int


def references(entrepot: Entrepot) -> dict[str, str]:
    """Code -> nom de l'agglomération, de la ville, du QPV médian de métropole : celles des documents."""
    quartiers = entrepot.quartiers()
    if not quartiers:
        return {}
    return references_de(entrepot, quartiers[0].code)


def references_de(entrepot: Entrepot, code: str) -> dict[str, str]:
    """Celles d'un quartier, si elles ont des chiffres."""
    connus = avec_des_chiffres(entrepot)
    codes = comparateurs(entrepot, code, TYPES_REFERENCES)
    return {c: _nom_de_reference(entrepot, c) for c in codes if c in connus}


def references_offertes(entrepot: Entrepot) -> dict[str, str]:
    """Celles de la page : les précédentes, puis le département, la région, le pays, les QPV de la région."""
    petites = {c for c in toutes_les_references(entrepot) if raison_sans_reference(entrepot, c)}
    return references(entrepot) | {
        c: nom
        for c, nom in toutes_les_references(entrepot).items()
        if c not in references(entrepot) and c not in petites
    }


def raison_sans_reference(entrepot: Entrepot, code: str) -> str:
    """Pourquoi un territoire que d'autres vues proposent n'est pas une référence ici ; vide s'il en est une.

    La marge néglige l'imprécision de la référence : la médiane de quelques quartiers n'est pas assez stable.
    """
    territoire = entrepot.territoires.get(code)
    parent = entrepot.territoires.get(territoire.parent) if territoire else None
    if territoire is None or parent is None or (territoire.type, parent.type) != ("ensemble_qpv", "departement"):
        return ""
    return (
        f"Le {qpv_median(territoire)} n'est pas proposé ici : c'est la médiane de quelques quartiers, dont les nôtres, "
        "et elle bouge avec eux"
    )


def _nom_de_reference(entrepot: Entrepot, code: str) -> str:
    territoire = entrepot.territoires[code]
    if territoire.type == "epci":
        return "L'agglomération"
    return "Le QPV médian de métropole" if territoire.type == "ensemble_qpv" else territoire.nom


@lru_cache(maxsize=8)
def bilan(entrepot: Entrepot, reference: str) -> Bilan:
    """Tous les indicateurs dont un sens est favorable, face à une référence ; gardé en mémoire avec l'entrepôt."""
    quartiers = tuple(t.code for t in entrepot.quartiers())
    comparables, refus = [], []
    for fiche in entrepot.indicateurs.values():
        connues = {m.modalite for q in quartiers for m in entrepot.mesures_de(q, fiche.code) if m.valeur is not None}
        for modalite in (m for m in MODALITES if m in connues and fiche.sens != "neutre"):
            nom = nom_de_mesure_seule(entrepot, fiche.code, modalite)
            admises = paires_admises(entrepot, quartiers, fiche.code, modalite, reference)
            annees = annees_communes(admises)
            if annees is None:
                refus.append((fiche.code, modalite, _raison(entrepot, quartiers, fiche.code, modalite, reference)))
                continue
            choix = f"{fiche.code}:{modalite}" if modalite else fiche.code
            essais = {q: essayer(entrepot, q, fiche.code, modalite, reference, annees) for q in quartiers}
            comparables.append(Comparable(choix, nom, annees, tuple(sorted(admises)), essais))
    suivis = {c.choix.partition(":")[0] for c in comparables}
    inconnus = len({indicateur for indicateur, _, _ in refus} - suivis)
    return Bilan(reference, tuple(comparables), _refus_reunis(entrepot, refus), inconnus)


def _refus_reunis(entrepot: Entrepot, refus: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    """(nom, raison) : les groupes d'un même indicateur refusés pour la même raison sur une seule ligne."""
    reunis: dict[tuple[str, str], list[str]] = {}
    for indicateur, modalite, raison in refus:
        reunis.setdefault((indicateur, raison), []).append(modalite)
    lignes = []
    for (indicateur, raison), modalites in reunis.items():
        if len(modalites) == 1:
            lignes.append((nom_de_mesure_seule(entrepot, indicateur, modalites[0]), raison))
            continue
        noms = ["ensemble" if not m else minuscule(libelle_modalite(entrepot, m)) for m in modalites]
        libelle = entrepot.indicateurs[indicateur].libelle.partition(" : ")[0]
        lignes.append((f"{libelle} : {enumeration(noms)}", raison))
    return tuple(lignes)


def _raison(entrepot: Entrepot, quartiers: Sequence[str], indicateur: str, modalite: str, reference: str) -> str:
    """Pourquoi rien ne se compare : ce qui manque à la référence, sinon le refus rencontré le plus souvent."""
    if entrepot.indicateurs[indicateur].sommable:
        return "Un nombre de personnes ne se compare pas à celui d'une ville : il faudrait une part de la population."
    if entrepot.indicateurs[indicateur].evolution == "interdite":
        return "Cet indicateur ne se compare pas d'une année à l'autre."
    ou = lieu(entrepot.territoires[reference])
    annees = [
        m.annee
        for m in entrepot.mesures_de(reference, indicateur, modalite)
        if m.valeur is not None and m.annee.isdigit()
    ]
    if not annees:
        return f"Aucune valeur {ou} dans nos tables : il en faudrait deux années, de la même source."
    if len(annees) == 1:
        return f"Une seule année {ou} ({annees[0]}) : il en faudrait une seconde, de la même source."
    refus = [
        r
        for rang, avant in enumerate(annees)
        for apres in annees[rang + 1 :]
        for q in quartiers
        if isinstance(r := essayer(entrepot, q, indicateur, modalite, reference, (avant, apres)), str)
    ]
    return max(dict.fromkeys(refus), key=refus.count, default="Aucune année commune.")


def nom_de_la_reference(entrepot: Entrepot, code: str) -> str:
    """« l'agglomération », « l'Aude », « le QPV médian de métropole » : pour suivre « face à » ou « avec »."""
    territoire = entrepot.territoires[code]
    if territoire.type == "ensemble_qpv" and territoire.nom_court.startswith("QPV "):
        return f"le {qpv_median(territoire)}"
    return nom_dans_la_phrase(territoire)


def choix_d_indicateurs(entrepot: Entrepot, reference: str) -> dict[str, str]:
    """« revenu_median » -> « Revenu médian », pour les indicateurs comparables avec cette référence."""
    return {c.choix: c.nom for c in bilan(entrepot, reference).comparables}


def refus(entrepot: Entrepot, reference: str) -> Bloc | None:
    """Ce qui ne se compare pas avec cette référence, et pourquoi ; None si tout se compare."""
    constat = bilan(entrepot, reference)
    if not constat.refus:
        return None
    lignes = tuple((Cellule(nom), Cellule(raison)) for nom, raison in constat.refus)
    titre = "Ce qui ne se compare pas dans le temps, et ce qu'il faudrait"
    return Bloc(
        f"ecarts-refus-{reference}".lower(),
        titre,
        "tableau",
        (),
        "Les indicateurs sans sens favorable (âge, ménages, nationalité…) n'ont ni retard ni avance : ils n'y sont "
        "pas.",
        alternative=f"{titre} : {len(lignes)} {pluriel(len(lignes), 'indicateur')}.",
        grille=Tableau(titre, ("Indicateur", "Raison"), lignes),
    )
