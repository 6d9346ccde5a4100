"""L'écart d'un quartier avec une référence, et comment il a changé d'une année à l'autre.

Les quatre valeurs (le quartier et la référence, deux années) doivent toutes se comparer : mêmes
règles que pour une évolution, et la même série de fichiers d'un bout à l'autre.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import Literal

from data.calculs import DEUX_MESURES, PRES_DE_LA_MARGE, Ecart, OperationInterdite, bruit, ecart, serie
from data.entrepot import Entrepot
from data.evolutions import ECARTS_TYPES, Mouvement, evolution_permise, mouvements_qpv
from data.formats import nombre
from data.modele import Mesure

Zone = Literal[
    "retard_reduit",
    "retard_creuse",
    "avance_grandit",
    "avance_reduite",
    "passe_devant",
    "passe_derriere",
    "stable",
    "sans_marge",
]
ZONES: dict[Zone, str] = {
    "retard_reduit": "en retard, mais l'écart se réduit",
    "retard_creuse": "en retard, et l'écart se creuse",
    "avance_grandit": "en avance, et l'avance grandit",
    "avance_reduite": "en avance, mais l'avance se réduit",
    "passe_devant": "était en retard, est passé devant",
    "passe_derriere": "était en avance, est passé derrière",
    "stable": "écart stable",
    "sans_marge": "marge inconnue : on ne peut pas trancher",
}
_CENT = 100.0
_DECIMALES = 9
_ANNEE_DU_NOM = re.compile(r"_?a?[0-9]{2}$")


@dataclass(frozen=True, slots=True)
class ChangementEcart:
    """L'écart avec la référence, avant et après, et ce qu'on peut en dire.

    ecart_avant, ecart_apres : quartier − référence, en points pour un pourcentage, en % de la
    référence pour des euros (un écart en euros grandirait avec les prix) ; unite : « points » ou « % ».
    sens : +1 si une hausse est favorable, −1 sinon. changement : de l'écart, en points. marge : le
    changement sous lequel l'écart est dit stable, en points, None si elle n'est pas connue ; origine :
    d'où elle vient, en une phrase.
    """

    avant: Mesure
    apres: Mesure
    reference_avant: Mesure
    reference_apres: Mesure
    ecart_avant: float
    ecart_apres: float
    unite: str
    sens: int
    marge: float | None
    origine: str

    @property
    def changement(self) -> float:
        """De combien l'écart a changé, en points, avec son signe."""
        return round(self.ecart_apres - self.ecart_avant, _DECIMALES)

    @property
    def niveau(self) -> float:
        """L'écart le plus récent, positif quand il est favorable au quartier."""
        return self.sens * self.ecart_apres

    @property
    def niveau_avant(self) -> float:
        """L'écart le plus ancien, positif quand il est favorable au quartier."""
        return self.sens * self.ecart_avant

    @property
    def progres(self) -> float:
        """Le changement de l'écart, positif quand il est favorable au quartier."""
        return self.sens * self.changement

    @property
    def zone(self) -> Zone:
        """Laquelle des zones, ou stable sous la marge, ou rien à dire sans marge."""
        if self.marge is None:
            return "sans_marge"
        if abs(self.changement) < self.marge or self.changement == 0:
            return "stable"
        if self.niveau * self.niveau_avant < 0:  # l'écart a changé de côté
            return "passe_devant" if self.niveau > 0 else "passe_derriere"
        if self.niveau < 0:
            return "retard_reduit" if self.progres > 0 else "retard_creuse"
        return "avance_grandit" if self.progres > 0 else "avance_reduite"

    @property
    def de_peu(self) -> bool:
        """Vrai quand le changement dépasse la marge de moins d'un cinquième."""
        return (
            self.zone not in ("stable", "sans_marge")
            and self.marge is not None
            and abs(self.changement) < PRES_DE_LA_MARGE * self.marge
        )


def changement_ecart(
    entrepot: Entrepot, avant: Mesure, apres: Mesure, reference_avant: Mesure, reference_apres: Mesure
) -> ChangementEcart:
    """Le changement de l'écart entre deux années.

    Lève OperationInterdite, avec la raison, si l'indicateur n'a pas de sens favorable ou compte des
    personnes, si l'une des deux évolutions est interdite, si la source change de série entre les deux
    années, ou si les deux territoires n'ont pas les mêmes années.
    """
    fiche = entrepot.indicateurs[avant.indicateur]
    if fiche.sommable:
        raise OperationInterdite(
            "C'est un nombre de personnes : il ne se compare pas à celui d'une ville. Il faudrait une part."
        )
    if fiche.sens == "neutre":
        raise OperationInterdite("Plus haut n'est ni mieux ni moins bien : il n'y a ni retard ni avance à mesurer.")
    mouvement = evolution_permise(entrepot, avant, apres)
    evolution_permise(entrepot, reference_avant, reference_apres)
    for debut, fin in ((avant, apres), (reference_avant, reference_apres)):
        if serie(debut.source) != serie(fin.source):
            raise OperationInterdite(
                f"Les valeurs de {debut.annee} et {fin.annee} viennent de deux séries de fichiers."
            )
    en_euros = fiche.unite.startswith("€")
    ecarts = [ecart_affichable(entrepot, q, r) for q, r in ((avant, reference_avant), (apres, reference_apres))]
    marge, origine = _marge(entrepot, avant, apres, reference_apres, mouvement.marge)
    return ChangementEcart(
        avant,
        apres,
        reference_avant,
        reference_apres,
        ecarts[0],
        ecarts[1],
        "%" if en_euros else "points",
        1 if fiche.sens == "hausse_favorable" else -1,
        marge,
        origine,
    )


def ecart_affichable(entrepot: Entrepot, mesure: Mesure, reference: Mesure) -> float:
    """L'écart qui se suit dans le temps : en points, ou en % de la référence pour des euros.

    Lève OperationInterdite comme `ecart_juge`, ou si la référence est nulle.
    """
    difference = ecart_juge(entrepot, mesure, reference)
    en_euros = entrepot.indicateurs[mesure.indicateur].unite.startswith("€")
    valeur = difference.relatif if en_euros else difference.valeur
    if valeur is None:
        raise OperationInterdite("La référence est nulle : un écart en % n'a pas de sens.")
    return valeur


def renommage(e: ChangementEcart) -> str:
    """« EPREC, puis EDLIM. » quand le fichier ne nomme pas la colonne de même aux deux dates ; vide sinon."""
    noms = [m.reference.partition(", ")[2].partition(",")[0] for m in (e.avant, e.apres)]
    # L'année, la casse et le préfixe changent sans que la mesure change ; la médiane s'y dit Q2 ou MED.
    bases = {_ANNEE_DU_NOM.sub("", n.lower()).removeprefix("disp_").replace("q2", "med") for n in noms if n}
    return "" if len(bases) < len(noms) else f"{noms[0]}, puis {noms[1]}."


def _marge(
    entrepot: Entrepot, avant: Mesure, apres: Mesure, reference: Mesure, connue: float | None
) -> tuple[float | None, str]:
    """La marge du changement d'écart, en points, et son origine.

    Écart = q − r. La référence (ville, agglomération, un millier de quartiers) est bien plus nombreuse
    que le quartier : on néglige son imprécision, et la marge du changement est celle de l'évolution du
    quartier. La plus grande des deux : celle que l'on connaît, et deux écarts-types des mouvements des
    QPV de métropole entre les mêmes deux années (un mouvement de trois ans est plus grand que celui d'un
    an). C'est prudent, car une part de ces mouvements est réelle. Pour des euros, ces mouvements sont en %
    de q, et l'écart en % de r : on multiplie par q / r.
    """
    mouvement = mouvements_qpv(entrepot).get((apres.indicateur, apres.modalite), {}).get((avant.annee, apres.annee))
    nationale = None
    if entrepot.indicateurs[apres.indicateur].unite.startswith("€"):
        connue = None  # une marge en euros ne se compare pas à un écart en %
        if mouvement and mouvement.relatif is not None and apres.valeur and reference.valeur:
            nationale = ECARTS_TYPES * mouvement.relatif * apres.valeur / reference.valeur
    elif mouvement:
        nationale = ECARTS_TYPES * mouvement.absolu
    if nationale is not None and nationale >= (connue or 0.0):
        return nationale, f"deux écarts-types des mouvements des QPV de métropole de {avant.annee} à {apres.annee}"
    if connue is not None:
        return connue, f"marge de l'évolution du quartier : {nombre(connue, 1)} points"
    return None, ""


@lru_cache(maxsize=4)
def _mouvements_proches(entrepot: Entrepot) -> Mapping[tuple[str, str], Mouvement]:
    """(indicateur, modalité) -> la moyenne quadratique des mouvements les plus courts : ce qui bouge sans durée."""
    rendu = {}
    for cle, paires in mouvements_qpv(entrepot).items():
        pas = min(int(apres) - int(avant) for avant, apres in paires)
        courts = [m for (avant, apres), m in paires.items() if int(apres) - int(avant) == pas]
        relatifs = [m.relatif for m in courts if m.relatif is not None]
        rendu[cle] = Mouvement(
            _quadratique([m.absolu for m in courts]),
            _quadratique(relatifs) if len(relatifs) == len(courts) else None,
        )
    return rendu


def _quadratique(valeurs: list[float]) -> float:
    return math.sqrt(sum(v * v for v in valeurs) / len(valeurs))


def paires_admises(
    entrepot: Entrepot, quartiers: tuple[str, ...], indicateur: str, modalite: str, reference: str
) -> dict[tuple[str, str], int]:
    """(année avant, année après) -> le nombre de quartiers qui admettent la comparaison, un au moins."""
    annees = [m.annee for m in entrepot.mesures_de(reference, indicateur, modalite) if m.annee.isdigit()]
    admises = {}
    for paire in combinations(annees, 2):
        admis = sum(
            isinstance(essayer(entrepot, q, indicateur, modalite, reference, paire), ChangementEcart) for q in quartiers
        )
        if admis:
            admises[paire] = admis
    return admises


def annees_communes(admises: Mapping[tuple[str, str], int]) -> tuple[str, str] | None:
    """Les deux années à comparer : celles que le plus de quartiers admettent, puis les plus éloignées, puis les plus
    récentes. None si aucune paire ne se compare pour aucun quartier. admises : le rendu de `paires_admises`."""
    return max(admises, key=lambda p: (admises[p], int(p[1]) - int(p[0]), p[1]), default=None)


def essayer(
    entrepot: Entrepot, quartier: str, indicateur: str, modalite: str, reference: str, annees: tuple[str, str]
) -> ChangementEcart | str:
    """Le changement d'écart, ou la raison en français pour laquelle il ne se calcule pas."""
    mesures = [entrepot.mesure(code, indicateur, annee, modalite) for code in (quartier, reference) for annee in annees]
    if any(m is None for m in mesures):
        return f"Une des quatre valeurs de {annees[0]} et {annees[1]} n'est pas dans nos tables."
    try:
        return changement_ecart(entrepot, *mesures)
    except OperationInterdite as refus:
        return str(refus)


def marge_mesure(entrepot: Entrepot, mesure: Mesure) -> float | None:
    """La marge d'une seule mesure de quartier, dans l'unité de l'indicateur ; None si elle n'est pas connue.

    Celle de la table quand elle est publiée (`calculs.bruit`). Sinon, l'étalon des QPV de métropole : un
    mouvement est la différence de deux mesures imprécises, la marge d'une seule est √2 fois moindre.
    Aucune pour un effectif : il ne se mesure pas à un autre.
    """
    fiche = entrepot.indicateurs[mesure.indicateur]
    connue = bruit(mesure, fiche)
    mouvement = _mouvements_proches(entrepot).get((mesure.indicateur, mesure.modalite))
    if connue is not None or mouvement is None or fiche.sommable:
        return connue
    if not fiche.unite.startswith("€"):
        return ECARTS_TYPES * mouvement.absolu / DEUX_MESURES
    if mouvement.relatif is None or mesure.valeur is None:
        return None
    return ECARTS_TYPES * mouvement.relatif * mesure.valeur / _CENT / DEUX_MESURES


def ecart_juge(entrepot: Entrepot, mesure: Mesure, reference: Mesure) -> Ecart:
    """L'écart d'un quartier à une référence, avec la seule marge que toutes les vues emploient.

    Face à une ville ou à un ensemble : `marge_mesure` du quartier, la référence étant bien plus
    nombreuse. Entre deux quartiers : √2 fois. Lève OperationInterdite comme `calculs.ecart`, et quand
    l'une des deux valeurs est contestée : on ne juge pas d'après un chiffre douteux.
    """
    if "conteste" in (mesure.statut, reference.statut):
        raise OperationInterdite("Une des deux valeurs est contestée : aucun écart ne s'en tire.")
    difference = ecart(mesure, reference, entrepot.indicateurs[mesure.indicateur])
    marge = marge_mesure(entrepot, mesure)
    deux = all(entrepot.territoires[m.territoire].type == "qpv" for m in (mesure, reference))
    return replace(difference, marge=marge * DEUX_MESURES if deux and marge is not None else marge)
