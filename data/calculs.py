"""Écarts, évolutions, sommes : ce qu'il est permis de calculer, et rien d'autre.

Une opération que la règle d'un indicateur n'admet pas lève `OperationInterdite`, dont le
texte dit en français pourquoi : il peut se montrer tel quel.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from data.annees import bornes, cle_annee
from data.formats import nombre
from data.modele import Indicateur, Mesure

Direction = Literal["favorable", "defavorable", "neutre"]
Sens = Literal["hausse", "baisse", "stable"]
# Les différences se font sur des décimaux : 12.3 − 11.1 ne doit pas valoir 1.2000000000000002.
_DECIMALES = 9
# Une année du recensement réunit cinq enquêtes annuelles : deux années proches en partagent.
ENQUETES = 5
# La différence de deux mesures aussi imprécises l'une que l'autre l'est √2 fois plus que chacune.
DEUX_MESURES = math.sqrt(2)
# Notre convention : à moins d'un cinquième au-dessus de la marge, un mouvement est une tendance.
PRES_DE_LA_MARGE = 1.2
# Quand la marge n'est pas connue, un écart se juge à partir de 15 % de la référence ; notre convention aussi.
ECART_NET = 0.15
_QUARTIER = re.compile(r"Q[PN][0-9]{3}[0-9A-Z]{3,}")  # le code officiel d'un quartier, non d'un ensemble
_CENT = 100.0
# La phrase montrée n'a pas le numéro d'entrée du registre : la preuve du chiffre le donne.
_RENVOI = re.compile(r"\s*\(registre, [^()]*\)")


class OperationInterdite(ValueError):
    """Un calcul que les données ne permettent pas ; le texte dit pourquoi."""


@dataclass(frozen=True, slots=True)
class Seuil:
    """L'effectif sous lequel un calcul ne se fait pas (`seuils.csv`).

    indicateur : vide pour tous ; objet : « part » (le total d'un pourcentage) ou « evolution » (la
    population du territoire) ; raison : la phrase qui l'explique.
    """

    indicateur: str
    effectif_minimal: int
    objet: str
    raison: str


# La règle des 30 réponses vaut même sans la table.
SEUIL_PART = Seuil("", 30, "part", "Sous 30 réponses ou personnes, on donne le nombre, pas de pourcentage.")


@dataclass(frozen=True, slots=True)
class Interdiction:
    """Un passage que nulle évolution n'enjambe (`evolutions_interdites.csv`).

    Pas d'évolution d'une année ≤ annee_debut à une année ≥ annee_fin, sur ce territoire et cet
    indicateur (toutes modalités) ; raison : une ou deux phrases, montrées telles quelles.
    """

    territoire: str
    indicateur: str
    annee_debut: int
    annee_fin: int
    raison: str


@dataclass(frozen=True, slots=True)
class Ecart:
    """La différence entre une mesure et sa référence, la même année.

    valeur : mesure − référence, en `unite` (« points » pour un pourcentage, sinon celle de
    l'indicateur) ; relatif : la même en % de la référence, None pour un pourcentage (un %
    de % ne se lit pas) ou si la référence est nulle ; marge : l'écart, dans la même unité, sous
    lequel la différence peut tenir à l'imprécision, None si elle n'est pas connue.
    """

    mesure: Mesure
    reference: Mesure
    valeur: float
    unite: str
    relatif: float | None
    marge: float | None = None


@dataclass(frozen=True, slots=True)
class Evolution:
    """Le passage d'une mesure à une autre, plus récente, du même territoire.

    valeur, unite, relatif : comme pour `Ecart`, la référence étant la mesure ancienne ;
    marge : comme pour `Ecart` (voir `marge_evolution`) ; sens : « stable » sous la marge, et, quand
    elle n'est pas connue, le signe de la différence, qu'il ne faut pas juger ; series_differentes : les deux mesures
    viennent de deux séries de sources, ce qu'il faut dire à côté du chiffre ; recouvrement : deux
    années du recensement qui ont des enquêtes en commun : c'est une tendance, et il faut le dire ;
    dents : les années intermédiaires qui prennent le mouvement à rebours (« en dents de scie »).
    """

    avant: Mesure
    apres: Mesure
    valeur: float
    unite: str
    relatif: float | None
    sens: Sens
    series_differentes: bool
    recouvrement: bool = False
    marge: float | None = None
    dents: tuple[Mesure, ...] = ()

    @property
    def a_peine(self) -> bool:
        """Vrai quand le mouvement dépasse la marge de moins d'un cinquième : une tendance, rien de plus."""
        return self.sens != "stable" and self.marge is not None and abs(self.valeur) < PRES_DE_LA_MARGE * self.marge


@dataclass(frozen=True, slots=True)
class Part:
    """Un pourcentage et les deux effectifs qui le font ; valeur : 100 × numérateur / dénominateur."""

    numerateur: Mesure
    denominateur: Mesure
    valeur: float


@dataclass(frozen=True, slots=True)
class Somme:
    """Un total et les mesures qui le font ; statut « calcule » pour qui en fait une mesure."""

    mesures: tuple[Mesure, ...]
    valeur: float
    annee: str


def ecart(mesure: Mesure, reference: Mesure, indicateur: Indicateur) -> Ecart:
    """L'écart d'une mesure à une référence : valeur − référence.

    En points pour un pourcentage ; sinon dans l'unité de l'indicateur, avec l'écart relatif
    100 × (valeur − référence) / référence. Lève OperationInterdite si l'une des deux n'a
    pas de valeur, ou si l'indicateur, la modalité ou l'année diffèrent.
    """
    _meme_grandeur((mesure, reference), indicateur)
    if mesure.annee != reference.annee:
        raise OperationInterdite(
            f"Un écart se lit la même année : {mesure.annee} et {reference.annee} ne se comparent pas."
        )
    valeur, unite, relatif = _difference(_valeur(mesure), _valeur(reference), indicateur)
    return Ecart(mesure, reference, valeur, unite, relatif, marge_ecart(mesure, reference, indicateur))


def bruit(mesure: Mesure, indicateur: Indicateur) -> float | None:
    """La marge d'une seule mesure de quartier : deux écarts-types, dans l'unité de l'indicateur.

    None si elle n'est pas connue. Celle de la table vaut pour tous les habitants : un sous-groupe
    (femmes, étrangers) est moins nombreux, donc plus incertain, et sa marge n'est pas publiée.
    """
    return None if mesure.modalite else indicateur.bruit


def marge_ecart(mesure: Mesure, reference: Mesure, indicateur: Indicateur) -> float | None:
    """L'écart sous lequel deux territoires ne se distinguent pas ; None si la marge n'est pas connue.

    Face à une ville ou à un ensemble, seule la mesure du quartier est imprécise : sa marge. Entre deux
    quartiers les deux le sont : √2 fois la marge (les variances de deux mesures indépendantes s'ajoutent).
    """
    marge = bruit(mesure, indicateur)
    if marge is None:
        return None
    deux = all(_QUARTIER.fullmatch(m.territoire) for m in (mesure, reference))
    return marge * DEUX_MESURES if deux else marge


def marge_evolution(avant: Mesure, apres: Mesure, indicateur: Indicateur) -> float | None:
    """L'écart sous lequel deux années ne se distinguent pas ; None si la marge n'est pas connue.

    Un taux : √2 fois la marge d'une mesure. Un effectif, compté et non sondé : 2 × √(avant + après), deux
    écarts-types de la différence de deux comptages de Poisson (variance d'un comptage : le comptage
    lui-même). Une partie des personnes est la même d'une année à l'autre : la règle est prudente.
    """
    if est_effectif(indicateur):
        return 2 * math.sqrt(_valeur(avant) + _valeur(apres))
    marge = bruit(apres, indicateur)
    return None if marge is None else marge * DEUX_MESURES


def est_effectif(indicateur: Indicateur) -> bool:
    """Vrai pour un nombre de personnes ou de foyers : ce qui s'additionne et n'est pas en euros."""
    return indicateur.sommable and not indicateur.unite.startswith("€")


def evolution(
    avant: Mesure,
    apres: Mesure,
    indicateur: Indicateur,
    seuil: Seuil | None = None,
    population: float | None = None,
    interdites: Sequence[Interdiction] = (),
    ordinaire: float = 0.0,
) -> Evolution:
    """L'évolution d'un territoire entre deux années : après − avant.

    « stable » si |après − avant| est nul, ou inférieur à la marge de la différence (`marge_evolution`) ou au
    mouvement ordinaire des quartiers du pays (`ordinaire`, quand la marge est connue).
    Lève OperationInterdite si la règle de l'indicateur l'interdit, si l'intervalle enjambe sa
    rupture (avant < AAAA ≤ après) ou un passage interdit à ce territoire, si une valeur manque ou est
    contestée, si une note dit
    « rupture de série », si les territoires diffèrent, si les années ne se suivent pas, si les
    périodes se recouvrent, si deux années du recensement ont plus de la moitié de leurs enquêtes en
    commun (à moins de la moitié, `recouvrement` le dit), ou si la population du territoire
    (habitants, None si elle n'est pas connue) est sous le seuil.
    """
    _meme_grandeur((avant, apres), indicateur)
    if avant.territoire != apres.territoire:
        raise OperationInterdite("Une évolution se lit sur un même territoire.")
    _regle_evolution(avant, apres, indicateur)
    for interdite in interdites:
        if _enjambe(avant, apres, interdite):
            raise OperationInterdite(_RENVOI.sub("", interdite.raison))
    communes = enquetes_communes(avant.annee, apres.annee, indicateur)
    if 2 * communes > ENQUETES:
        raise OperationInterdite(
            f"Les recensements de {avant.annee} et {apres.annee} ont {communes} enquêtes sur {ENQUETES} "
            "en commun : ils ne se comparent pas."
        )
    if seuil is not None and population is not None and population < seuil.effectif_minimal:
        raise OperationInterdite(
            f"Le territoire compte {nombre(population)} habitants, il en faut "
            f"{nombre(seuil.effectif_minimal)}. {seuil.raison}"
        )
    for mesure in (avant, apres):
        if mesure.statut == "conteste":
            raise OperationInterdite(f"La valeur de {mesure.annee} est contestée : elle n'entre dans aucun calcul.")
        if "rupture de série" in mesure.note.lower():
            raise OperationInterdite(f"La valeur de {mesure.annee} est marquée d'une rupture de série.")
    valeur, unite, relatif = _difference(_valeur(apres), _valeur(avant), indicateur)
    marge = marge_evolution(avant, apres, indicateur)
    if marge is not None:
        marge = max(marge, ordinaire)
    return Evolution(
        avant,
        apres,
        valeur,
        unite,
        relatif,
        _sens(valeur, marge),
        serie(avant.source) != serie(apres.source),
        communes > 0,
        marge,
    )


def enquetes_communes(avant: str, apres: str, indicateur: Indicateur) -> int:
    """Combien d'enquêtes annuelles deux années du recensement partagent (0 à 5).

    L'année N réunit les enquêtes de N − 2 à N + 2 : 2015 et 2018 en partagent deux (2016 et 2017).
    0 pour un indicateur qui ne vient pas du recensement.
    """
    if "recensement" not in indicateur.producteur.lower():
        return 0
    return max(0, ENQUETES - abs(bornes(apres)[1] - bornes(avant)[1]))


def pourcentage(effectif: float, total: float, seuil: Seuil = SEUIL_PART) -> float:
    """100 × effectif / total.

    Lève OperationInterdite si le total est sous le seuil (30 par défaut) ou nul, ou si l'effectif n'est
    pas entre 0 et le total.
    """
    if total < seuil.effectif_minimal or total <= 0:
        raise OperationInterdite(
            f"Le total est de {nombre(total)}, il en faut au moins {nombre(max(seuil.effectif_minimal, 1))}. "
            f"{seuil.raison}"
        )
    if not 0 <= effectif <= total:
        raise OperationInterdite(f"{nombre(effectif)} n'est pas une partie de {nombre(total)}.")
    return round(_CENT * effectif / total, _DECIMALES)


def part(numerateur: Mesure, denominateur: Mesure, seuil: Seuil = SEUIL_PART) -> Part:
    """La part d'un effectif dans un autre, du même territoire et de la même année.

    Lève OperationInterdite si l'un des deux est secret ou manque, si les territoires ou les années
    diffèrent, ou dans les cas de `pourcentage`.
    """
    if (numerateur.territoire, numerateur.annee) != (denominateur.territoire, denominateur.annee):
        raise OperationInterdite("Une part se calcule sur un même territoire et une même année.")
    valeur = pourcentage(_valeur(numerateur), _valeur(denominateur), seuil)
    return Part(numerateur, denominateur, valeur)


def somme(mesures: Sequence[Mesure], indicateur: Indicateur) -> Somme:
    """La somme des valeurs d'un effectif sur des territoires distincts, la même année.

    Lève OperationInterdite si l'indicateur ne s'additionne pas (médiane, taux, part), si une
    valeur manque (on ne reconstitue pas un secret), si un territoire revient deux fois, ou
    si les années ou les modalités diffèrent.
    """
    if not indicateur.sommable:
        raise OperationInterdite(f"« {indicateur.libelle} » ne s'additionne pas d'un territoire à l'autre.")
    if not mesures:
        raise OperationInterdite("Il n'y a rien à additionner.")
    _meme_grandeur(mesures, indicateur)
    if len({m.annee for m in mesures}) > 1:
        raise OperationInterdite("On n'additionne que des valeurs d'une même année.")
    if len({m.territoire for m in mesures}) < len(mesures):
        raise OperationInterdite("Un territoire revient deux fois dans la somme.")
    total = round(sum(_valeur(m) for m in mesures), _DECIMALES)
    return Somme(tuple(mesures), total, mesures[0].annee)


def direction(ecart: Ecart | Evolution, indicateur: Indicateur) -> Direction:
    """Favorable, défavorable ou neutre, selon le sens de l'indicateur.

    Neutre quand l'indicateur l'est, quand l'écart est sous sa marge ou petit sans marge connue, ou en dents de scie.
    """
    sens = _sens(ecart.valeur, ecart.marge)
    incertain = bool(ecart.dents) if isinstance(ecart, Evolution) else petit_sans_marge(ecart)
    if indicateur.sens == "neutre" or sens == "stable" or incertain:
        return "neutre"
    return "favorable" if indicateur.sens == f"{sens}_favorable" else "defavorable"


def petit_sans_marge(ecart: Ecart) -> bool:
    """Vrai quand rien ne dit si l'écart tient à l'imprécision : marge inconnue, et moins de 15 % de la référence."""
    return ecart.marge is None and abs(ecart.valeur) < ECART_NET * abs(ecart.reference.valeur or 0.0)


def sens(ecart: Ecart | Evolution) -> Sens:
    """Hausse (au-dessus), baisse (au-dessous), ou stable quand l'écart est nul ou sous sa marge."""
    return _sens(ecart.valeur, ecart.marge)


def serie(source: str) -> str:
    """La série d'une source : son code sans le millésime (« insee_filo_2019 » → « insee_filo »)."""
    return re.sub(r"_[0-9]{4}$", "", source)


def _valeur(mesure: Mesure) -> float:
    if mesure.valeur is None:
        motif = {"secret": "est secrète", "non_applicable": "est sans objet"}.get(mesure.statut, "n'est pas disponible")
        raise OperationInterdite(f"La valeur de {mesure.annee} {motif} : rien ne se calcule avec elle.")
    return mesure.valeur


def _meme_grandeur(mesures: Sequence[Mesure], indicateur: Indicateur) -> None:
    if any(m.indicateur != indicateur.code for m in mesures):
        raise OperationInterdite(f"Toutes les valeurs doivent être de l'indicateur « {indicateur.libelle} ».")
    if len({m.modalite for m in mesures}) > 1:
        raise OperationInterdite("Les valeurs ne portent pas sur la même population (modalités différentes).")


def _difference(valeur: float, reference: float, indicateur: Indicateur) -> tuple[float, str, float | None]:
    difference = round(valeur - reference, _DECIMALES)
    if indicateur.unite.startswith("%"):
        return difference, "points", None
    relatif = round(100 * (valeur - reference) / abs(reference), _DECIMALES) if reference else None
    return difference, indicateur.unite, relatif


def _sens(valeur: float, marge: float | None) -> Sens:
    if valeur == 0 or (marge is not None and abs(valeur) < marge):
        return "stable"
    return "hausse" if valeur > 0 else "baisse"


def _enjambe(avant: Mesure, apres: Mesure, interdite: Interdiction) -> bool:
    if (interdite.territoire, interdite.indicateur) != (avant.territoire, avant.indicateur):
        return False
    return bornes(avant.annee)[0] <= interdite.annee_debut and interdite.annee_fin <= bornes(apres.annee)[1]


def _regle_evolution(avant: Mesure, apres: Mesure, indicateur: Indicateur) -> None:
    if indicateur.evolution == "interdite":
        raise OperationInterdite(f"« {indicateur.libelle} » ne se compare pas d'une année à l'autre.")
    if cle_annee(avant.annee) >= cle_annee(apres.annee):
        raise OperationInterdite(f"Les années {avant.annee} et {apres.annee} ne se suivent pas.")
    fin, debut = bornes(avant.annee)[1], bornes(apres.annee)[0]
    periode = any(len(annee) == len("2016-2022") for annee in (avant.annee, apres.annee))
    if periode and debut <= fin:
        raise OperationInterdite(f"Les périodes {avant.annee} et {apres.annee} se recouvrent.")
    if indicateur.evolution.startswith("rupture:"):
        rupture = int(indicateur.evolution.removeprefix("rupture:"))
        if bornes(avant.annee)[0] < rupture <= bornes(apres.annee)[1]:
            raise OperationInterdite(
                f"La série est rompue en {rupture} : {avant.annee} et {apres.annee} ne se comparent pas."
            )
