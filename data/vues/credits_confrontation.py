"""Le rapport et le fichier, côte à côte : ce que l'un imprime, ce que l'autre additionne, la différence."""

from dataclasses import replace
from functools import lru_cache

from data.blocs import bloc_de_textes, construire
from data.credits import SPECIFIQUE, TOTAL, EcartAnnuel, centimes, choisir, ecart_publie_actions, nombre_actions
from data.entrepot import Entrepot
from data.formats import annee_lisible, enumeration, pluriel
from data.modele import Bloc, CreditPublie, Ligne, Mesure
from data.phrases import majuscule
from data.vues.credits_base import REFERENCE, en_demonstration, intituler
from data.vues.credits_publies import mesure_publiee

PUBLIE, FICHIER, ECART = "{} selon le rapport", "{} dans le fichier", "Différence ({})"
MESURES = (("montant", "Montant", "€"), ("actions", "Actions", "actions"))
COHESION = "cohesion_sociale"
NOTE = "crédits spécifiques seulement"
NOTE_ECART = "fichier moins rapport"
ABSENTE = "crédits spécifiques absents du fichier, ou incomplets"
SANS_ECART = "il manque un des deux chiffres"
FABRIQUE = (
    "Les lignes de démonstration sont fabriquées à partir des totaux annuels du rapport : qu'elles les retrouvent ne "
    "prouve rien. Il n'y a rien à en conclure."
)


@lru_cache(maxsize=4)
def _ecarts(entrepot: Entrepot) -> tuple[EcartAnnuel, ...]:
    return ecart_publie_actions(entrepot.credits_publies, entrepot.actions)


def bloc_confrontation(entrepot: Entrepot) -> Bloc | None:
    """Année par année, puis sur la période imprimée : le rapport, le fichier, la différence (fichier − rapport)."""
    if not entrepot.actions or not entrepot.credits_publies:
        return None
    lignes: list[Ligne] = []
    justes, comparees = 0, 0
    couvertes = {a.annee for a in entrepot.actions if a.enveloppe == SPECIFIQUE}
    for e in _ecarts(entrepot):
        annee = str(e.annee)
        chiffres = {
            "montant": (e.montant_fichier / 100, e.ecart_montant),
            "actions": (e.actions_fichier, e.ecart_actions),
        }
        if e.annee not in couvertes:
            # Une année que le fichier ne couvre pas n'y vaut pas zéro euro : il n'y a rien à comparer.
            chiffres = dict.fromkeys(chiffres, (None, None))
        for mesure, nom, unite in MESURES:
            fichier, ecart = chiffres[mesure]
            ecart = ecart / 100 if mesure == "montant" and ecart is not None else ecart
            if ecart is not None:
                comparees += 1
                justes += ecart == 0
            lignes += _trio(
                entrepot, annee, nom, unite, mesure, _publie(entrepot, annee, TOTAL, mesure), fichier, ecart
            )
    lignes += _periodes(entrepot)
    # Une ligne de table par année : d'abord les montants de toutes les années, puis les nombres d'actions.
    ordre = [_rubrique(nom, quoi) for _, nom, _ in MESURES for quoi in (PUBLIE, FICHIER, ECART)]
    lignes.sort(key=lambda x: ordre.index(x.categorie))
    bloc = construire(
        "credits-confrontation",
        "Le rapport et le fichier des actions, année par année",
        "tableau",
        lignes,
        FABRIQUE if en_demonstration(entrepot) else _phrase(justes, comparees),
        entrepot.sources,
        reserves=(
            "Le rapport ne publie que les crédits spécifiques : les postes et le droit commun du fichier "
            "ne sont pas comptés ici.",
            "La différence est le fichier moins le rapport ; le rapport arrondit au millier d'euros.",
        ),
    )
    return intituler(_dire_une_fois(bloc), "Année")


def bloc_cohesion(entrepot: Entrepot) -> Bloc | None:
    """La part de la cohésion sociale et ses actions : ce que le rapport imprime, ce que le fichier additionne."""
    publies = [
        c
        for c in entrepot.credits_publies
        if c.pilier in (COHESION, "hors_cohesion_sociale") and c.mesure in ("part", "actions")
    ]
    if not entrepot.actions or not publies:
        return None
    lignes = []
    for c in publies:
        nom = "Part de la cohésion sociale" if c.mesure == "part" else "Actions de cohésion sociale"
        if c.pilier != COHESION:
            nom = "Actions des deux autres piliers"
        if c.note.startswith("ecartee"):
            nom += " (autre passage)"
        unite = "%" if c.mesure == "part" else "actions"
        fichier = _du_fichier(entrepot, c)
        ecart = None if fichier is None or c.valeur is None else fichier - c.valeur
        lignes += _trio(
            entrepot, c.annee, "Valeur", unite, c.mesure, c, fichier, ecart, serie=f"{nom}, {annee_lisible(c.annee)}"
        )
    bloc = construire(
        "credits-confrontation-piliers",
        "Le rapport et le fichier, pilier par pilier",
        "tableau",
        lignes,
        FABRIQUE if en_demonstration(entrepot) else "Le rapport ne détaille que la cohésion sociale.",
        entrepot.sources,
    )
    return intituler(_dire_une_fois(bloc), "Ce qui est compté")


def bloc_nomenclatures(entrepot: Entrepot) -> Bloc | None:
    """La table de correspondance des piliers de 2024 avec ceux de 2015-2023 : un rapprochement, pas une équivalence."""
    recents = [p for p in entrepot.piliers.values() if p.correspondance]
    if not recents:
        return None
    anciens = {p.pilier: p.libelle for p in entrepot.piliers.values()}
    return bloc_de_textes(
        "credits-nomenclatures",
        "Les piliers d'avant et d'après 2024",
        "Un rapprochement pour lire les deux périodes ensemble, pas une équivalence officielle : rien n'est converti.",
        ("Pilier depuis 2024", "Pilier de 2015-2023 le plus proche"),
        [(p.libelle, anciens.get(p.correspondance, p.correspondance)) for p in recents],
    )


def _dire_une_fois(bloc: Bloc) -> Bloc:
    """Le bloc, où ce que le fichier ne couvre pas tient en une réserve au lieu d'une par case."""
    rangees = {x.serie: None for x in bloc.lignes if x.mesure.note == ABSENTE}
    autres = tuple(r for r in bloc.reserves if majuscule(ABSENTE) not in r and majuscule(SANS_ECART) not in r)
    if not rangees:
        return replace(bloc, reserves=autres)
    return replace(bloc, reserves=(*autres, f"{enumeration(list(rangees))} : {ABSENTE} ; rien à comparer."))


def _rubrique(nom: str, quoi: str) -> str:
    """« Montant selon le rapport », « Différence (montant) »."""
    return quoi.format(nom.lower() if quoi == ECART else nom)


def _phrase(justes: int, comparees: int) -> str:
    if not comparees:
        return "Aucune année n'est à la fois dans le rapport et dans le fichier."
    if justes == comparees:
        return "Le fichier retrouve tous les totaux que le rapport imprime."
    differents = comparees - justes
    return (
        f"Sur {comparees} {pluriel(comparees, 'total', 'totaux')} que le rapport imprime, "
        f"{differents} {pluriel(differents, 'diffère', 'diffèrent')} dans le fichier : la table dit lesquels."
    )


def _publie(entrepot: Entrepot, annee: str, pilier: str, mesure: str) -> CreditPublie | None:
    return next((c for c in entrepot.credits_publies if (c.annee, c.pilier, c.mesure) == (annee, pilier, mesure)), None)


def _bornes(annee: str) -> tuple[int, int]:
    debut, _, fin = annee.partition("-")
    return int(debut), int(fin or debut)


@lru_cache(maxsize=64)
def _du_fichier(entrepot: Entrepot, publie: CreditPublie) -> float | None:
    """La même chose que ce total publié, dans le fichier ; None si le fichier ne couvre pas toute la période."""
    de, a = _bornes(publie.annee)
    retenues = [x for x in choisir(entrepot.actions, (de, a)) if x.enveloppe == SPECIFIQUE]
    if {x.annee for x in retenues} != set(range(de, a + 1)):
        return None
    if publie.pilier == COHESION:
        choisies = [x for x in retenues if x.pilier == COHESION]
    elif publie.pilier == TOTAL:
        choisies = retenues
    else:
        choisies = [x for x in retenues if x.pilier != COHESION]
    if publie.mesure == "actions":
        return float(nombre_actions(choisies))
    montant = sum(centimes(x.montant) for x in choisies)
    if publie.mesure == "montant":
        return montant / 100
    somme = sum(centimes(x.montant) for x in retenues)
    return montant * 100 / somme if somme else None


def _periodes(entrepot: Entrepot) -> list[Ligne]:
    """Les totaux imprimés pour toute la période, face à ceux du fichier."""
    lignes: list[Ligne] = []
    for c in entrepot.credits_publies:
        if c.pilier == TOTAL and not c.annee.isdigit() and c.mesure in ("montant", "actions"):
            nom, unite = next((n, u) for m, n, u in MESURES if m == c.mesure)
            fichier = _du_fichier(entrepot, c)
            ecart = None if fichier is None or c.valeur is None else fichier - c.valeur
            lignes += _trio(entrepot, c.annee, nom, unite, c.mesure, c, fichier, ecart)
    return lignes


def _trio(
    entrepot: Entrepot,
    annee: str,
    nom: str,
    unite: str,
    mesure: str,
    publie: CreditPublie | None,
    fichier: float | None,
    ecart: float | None,
    serie: str = "",
) -> list[Ligne]:
    """Les trois cases d'un total : le rapport, le fichier, la différence."""
    serie = serie or annee_lisible(annee)
    calcule = "demonstration" if en_demonstration(entrepot) else "calcule"
    source = entrepot.actions[0].source

    def case(quoi: str, valeur: float | None, note: str, unite: str = unite) -> Ligne:
        statut = calcule if valeur is not None else "non_disponible"
        m = Mesure("", f"credits_{mesure}", TOTAL, annee, valeur, statut, None, source, REFERENCE, note)
        # Arrondis chacun de leur côté, un montant et sa différence ne tomberaient plus juste.
        centimes_ecrits = unite == "€" and valeur is not None and not float(valeur).is_integer()
        return Ligne(annee, serie, _rubrique(nom, quoi), m, unite, 2 if centimes_ecrits else 0)

    imprime = (
        Ligne(annee, serie, _rubrique(nom, PUBLIE), mesure_publiee(publie), unite, 0)
        if publie
        else case(PUBLIE, None, "le rapport ne donne pas cette année")
    )
    # L'écart entre deux pourcentages est en points.
    return [
        imprime,
        case(FICHIER, fichier, NOTE if fichier is not None else ABSENTE),
        case(ECART, ecart, NOTE_ECART if ecart is not None else SANS_ECART, "points" if unite == "%" else unite),
    ]
