"""Les crédits du contrat de ville : répartir une action entre les quartiers, totaliser, confronter.

Tout se compte en centimes entiers : une règle de répartition ne perd ni n'ajoute rien
(plus forts restes, départagés par l'ordre des quartiers). Une action se reconnaît à son
numéro et à son année ; ses lignes (une par financeur) ne comptent que pour une action.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from math import lcm

from data.modele import Action, CreditPublie

TOUS = "tous"
INTER_QUARTIERS = "inter-quartiers"
NON_LOCALISE = "non-localise"
ENSEMBLE = "ensemble"
TOTAL = "total"
SPECIFIQUE = "specifique"
ENVELOPPES = {
    SPECIFIQUE: "Crédits spécifiques",
    "adulte_relais": "Postes d'adultes-relais",
    "fonjep": "Postes Fonjep",
    "droit_commun": "Droit commun",
}
REGLES: dict[str, str] = {
    "parts_egales": "à parts égales entre les quartiers de l'action",
    "population": "au prorata de la population des quartiers de l'action",
    "inter_quartiers": "les actions de plusieurs quartiers sont comptées à part",
}


@dataclass(frozen=True, slots=True)
class Pilier:
    """Un pilier d'une nomenclature (`piliers.csv`).

    nomenclature : « 2015-2023 » ou « 2024+ » ; correspondance : le pilier de 2015-2023 le plus
    proche, vide pour ceux de 2015-2023. C'est un rapprochement pour lire les deux périodes
    ensemble, pas une équivalence officielle.
    """

    pilier: str
    libelle: str
    libelle_court: str
    nomenclature: str
    ordre: int
    correspondance: str


@dataclass(frozen=True, slots=True)
class TotalCredits:
    """Le total d'un quartier (ou de l'ensemble) pour un pilier (ou tous).

    quartier : code QPV, « inter-quartiers », « non-localise » ou « ensemble » ;
    pilier : code ou « total » ; montant en centimes ; actions : nombre d'actions distinctes ;
    population : habitants, None quand elle n'est pas connue ou n'a pas de sens ;
    par_habitant : euros par habitant, None sans population.
    """

    quartier: str
    pilier: str
    montant: int
    actions: int
    population: int | None
    par_habitant: Decimal | None

    @property
    def euros(self) -> Decimal:
        """Le montant en euros, au centime."""
        return Decimal(self.montant) / 100


@dataclass(frozen=True, slots=True)
class EcartAnnuel:
    """Le publié face au fichier pour une année ; montants en centimes, écarts = fichier − publié.

    Une valeur que le rapport ne donne pas vaut None, et l'écart aussi.
    """

    annee: int
    montant_publie: int | None
    montant_fichier: int
    ecart_montant: int | None
    actions_publiees: int | None
    actions_fichier: int
    ecart_actions: int | None


def centimes(montant: float | int | str | Decimal) -> int:
    """Un montant en euros → un nombre entier de centimes (arrondi commercial).

    Lève ValueError si le montant n'est pas un nombre fini ou s'il est négatif.
    """
    try:
        valeur = Decimal(str(montant))
    except InvalidOperation:
        raise ValueError(f"montant illisible : « {montant} » ; un nombre d'euros est attendu.") from None
    if not valeur.is_finite() or valeur < 0:
        raise ValueError(f"montant impossible : « {montant} » ; un nombre d'euros positif ou nul est attendu.")
    return int((valeur * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def partager(total: int, poids: Sequence[int | Fraction]) -> list[int]:
    """Partage un entier proportionnellement à des poids, sans rien perdre (plus forts restes).

    total : entier positif ou nul ; poids : nombres positifs ou nuls, de somme non nulle.
    À reste égal, le premier de la liste est servi d'abord : le même appel donne toujours le
    même partage. Lève ValueError si les poids sont vides, négatifs ou tous nuls.
    """
    if not poids or any(p < 0 for p in poids) or sum(poids) == 0:
        raise ValueError("partage impossible : il faut au moins un poids positif.")
    # Des poids entiers de même proportion : le calcul reste exact, et dix fois plus rapide qu'en fractions.
    commun = lcm(*(Fraction(p).denominator for p in poids))
    entiers = [int(p * commun) for p in poids]
    somme = sum(entiers)
    parts, restes = zip(*(divmod(total * p, somme) for p in entiers), strict=True)
    rendu = list(parts)
    for i in sorted(range(len(entiers)), key=lambda i: (-restes[i], i))[: total - sum(parts)]:
        rendu[i] += 1
    return rendu


def quartiers_nommes(action: Action, populations: Mapping[str, int | None]) -> tuple[str, ...]:
    """Les quartiers d'une action, sans doublon ; « tous » vaut tous ceux de `populations`."""
    if TOUS in action.quartiers:
        return tuple(populations)
    return tuple(dict.fromkeys(q for q in action.quartiers if q))


def repartir(action: Action, regle: str, populations: Mapping[str, int | None]) -> dict[str, int]:
    """Le montant d'une ligne d'action, réparti entre ses quartiers, en centimes.

    regle : « parts_egales », « population » ou « inter_quartiers » (voir REGLES) ;
    populations : code du quartier → habitants, dans l'ordre d'affichage (il départage les
    centimes). La somme des parts est exactement le montant. Une action sans quartier va sous
    « non-localise », et, avec la règle « inter_quartiers », une action de plusieurs quartiers
    va sous « inter-quartiers ». Lève ValueError pour une règle inconnue, ou quand la règle
    « population » rencontre un quartier dont la population manque.
    """
    if regle not in REGLES:
        raise ValueError(f"règle de répartition inconnue : « {regle} ». Attendu : {', '.join(REGLES)}.")
    total = centimes(action.montant)
    rang = {code: i for i, code in enumerate(populations)}
    quartiers = sorted(quartiers_nommes(action, populations), key=lambda q: (rang.get(q, len(rang)), q))
    if not quartiers:
        return {NON_LOCALISE: total}
    if len(quartiers) == 1:
        return {quartiers[0]: total}
    if regle == "inter_quartiers":
        return {INTER_QUARTIERS: total}
    if regle == "population":
        sans = [q for q in quartiers if not populations.get(q)]
        if sans:
            raise ValueError(
                f"action {action.id_action} : population inconnue pour {', '.join(sans)} ; "
                "choisir la répartition à parts égales, ou renseigner la population."
            )
        poids = [int(populations[q] or 0) for q in quartiers]
    else:
        poids = [1] * len(quartiers)
    return dict(zip(quartiers, partager(total, poids), strict=True))


def choisir(
    actions: Iterable[Action],
    annees: tuple[int, int] | None = None,
    pilier: str | None = None,
) -> tuple[Action, ...]:
    """Les lignes d'une période (bornes comprises) et d'un pilier ; None = sans limite."""
    return tuple(
        a
        for a in actions
        if (annees is None or annees[0] <= a.annee <= annees[1]) and (pilier in (None, TOTAL) or a.pilier == pilier)
    )


def nombre_actions(actions: Iterable[Action]) -> int:
    """Le nombre d'actions distinctes : un numéro et une année, quel que soit le nombre de financeurs."""
    return len({(a.annee, a.id_action) for a in actions})


def par_habitant(montant: int, population: int | None) -> Decimal | None:
    """Des centimes et des habitants → des euros par habitant, au centime ; None sans population."""
    if not population:
        return None
    return (Decimal(montant) / 100 / population).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def ecart_publie_actions(credits_publies: Iterable[CreditPublie], actions: Iterable[Action]) -> tuple[EcartAnnuel, ...]:
    """Confronte, année par année, les totaux publiés et le fichier des actions.

    Prend les lignes « total » des années simples ; les périodes (« 2016-2022 ») sont laissées
    de côté. Le rapport ne publie que les crédits spécifiques : les postes et le droit commun du
    fichier ne s'y comparent pas. Une année présente d'un seul côté figure aussi.
    """
    publies: dict[tuple[int, str], float | None] = {
        (int(c.annee), c.mesure): c.valeur for c in credits_publies if c.pilier == TOTAL and c.annee.isdigit()
    }
    lignes = tuple(a for a in actions if a.enveloppe == SPECIFIQUE)
    annees = sorted({a for a, _ in publies} | {a.annee for a in lignes})
    ecarts = []
    for annee in annees:
        de_l_annee = choisir(lignes, (annee, annee))
        montant = sum(centimes(a.montant) for a in de_l_annee)
        nombre = nombre_actions(de_l_annee)
        montant_lu, nombre_lu = publies.get((annee, "montant")), publies.get((annee, "actions"))
        montant_publie = None if montant_lu is None else centimes(montant_lu)
        nombre_publie = None if nombre_lu is None else int(nombre_lu)
        ecarts.append(
            EcartAnnuel(
                annee,
                montant_publie,
                montant,
                None if montant_publie is None else montant - montant_publie,
                nombre_publie,
                nombre,
                None if nombre_publie is None else nombre - nombre_publie,
            )
        )
    return tuple(ecarts)
