"""L'écart d'un quartier avec une référence, et comment il a changé d'une année à l'autre.

Les quatre valeurs (le quartier et la référence, deux années) doivent toutes se comparer : mêmes
règles que pour une évolution, et la même série de fichiers d'un bout à l'autre.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from data.calculs import OperationInterdite, ecart, serie
from data.entrepot import Entrepot
from data.evolutions import evolution_permise
from data.formats import nombre
from data.modele import Mesure

Zone = Literal["retard_reduit", "retard_creuse", "avance_grandit", "avance_reduite", "stable", "sans_marge"]
ZONES: dict[Zone, str] = {
    "retard_reduit": "en retard, mais l'écart se réduit",
    "retard_creuse": "en retard, et l'écart se creuse",
    "avance_grandit": "en avance, et l'avance grandit",
    "avance_reduite": "en avance, mais l'avance se réduit",
    "stable": "écart stable",
    "sans_marge": "marge inconnue : on ne peut pas trancher",
}
DEUX_ECARTS_TYPES = 2.0
# La même convention que pour une évolution : à moins d'un cinquième au-dessus de la marge, c'est de peu.
PRES_DE_LA_MARGE = 1.2
_CENT = 100.0
_DECIMALES = 9


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
        """Laquelle des quatre zones, ou stable sous la marge, ou rien à dire sans marge."""
        if self.marge is None:
            return "sans_marge"
        if abs(self.changement) < self.marge or self.changement == 0:
            return "stable"
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
    ecarts = []
    for mesure, reference in ((avant, reference_avant), (apres, reference_apres)):
        difference = ecart(mesure, reference, fiche)
        valeur = difference.relatif if en_euros else difference.valeur
        if valeur is None:
            raise OperationInterdite("La référence est nulle : un écart en % n'a pas de sens.")
        ecarts.append(valeur)
    marge, origine = _marge(entrepot, apres, reference_apres, mouvement.marge, en_euros)
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


def _marge(
    entrepot: Entrepot, apres: Mesure, reference: Mesure, connue: float | None, en_euros: bool
) -> tuple[float | None, str]:
    """La marge du changement d'écart, en points, et son origine.

    Écart = q − r. La référence (ville, agglomération, un millier de quartiers) est bien plus nombreuse
    que le quartier : on néglige son imprécision, et la marge du changement est celle de l'évolution du
    quartier. Quand elle n'est pas publiée : deux écarts-types des mouvements des QPV de métropole entre
    deux années proches. C'est prudent, car une part de ces mouvements est réelle. Pour des euros, ces
    mouvements sont en % de q, et l'écart en % de r : on multiplie par q / r.
    """
    if connue is not None and not en_euros:
        return connue, f"marge de l'évolution du quartier : {nombre(connue, 1)} points"
    mouvement = _mouvements(entrepot).get((apres.indicateur, apres.modalite))
    if mouvement is None:
        return None, ""
    absolu, relatif, paires = mouvement
    phrase = f"deux écarts-types des mouvements des QPV de métropole d'une année comparable à l'autre ({paires})"
    if not en_euros:
        return DEUX_ECARTS_TYPES * absolu, phrase
    if relatif is None or not apres.valeur or not reference.valeur:
        return None, ""
    return DEUX_ECARTS_TYPES * relatif * apres.valeur / reference.valeur, phrase


@lru_cache(maxsize=4)
def _mouvements(entrepot: Entrepot) -> Mapping[tuple[str, str], tuple[float, float | None, str]]:
    """(indicateur, modalité) -> moyenne quadratique des écarts types : dans l'unité, en %, et leurs années."""
    groupes: dict[tuple[str, str], list[dict[str, str]]] = {}
    for r in entrepot.table("mouvements_qpv").dictionnaires():
        groupes.setdefault((r["indicateur"], r["modalite"]), []).append(r)
    rendu = {}
    for cle, lignes in groupes.items():
        relatifs = [float(r["ecart_type_relatif"]) for r in lignes if r["ecart_type_relatif"]]
        rendu[cle] = (
            _quadratique([float(r["ecart_type"]) for r in lignes]),
            _quadratique(relatifs) if len(relatifs) == len(lignes) else None,
            ", ".join(f"{r['avant']}-{r['apres']}" for r in lignes),
        )
    return rendu


def _quadratique(valeurs: list[float]) -> float:
    return math.sqrt(sum(v * v for v in valeurs) / len(valeurs))


def annees_communes(
    entrepot: Entrepot, quartiers: tuple[str, ...], indicateur: str, modalite: str, reference: str
) -> tuple[str, str] | None:
    """Les deux années à comparer : celles que le plus de quartiers admettent, puis les plus éloignées, puis les plus
    récentes. None si aucune paire ne se compare pour aucun quartier."""
    essais: list[tuple[int, int, str, str]] = []
    annees = [m.annee for m in entrepot.mesures_de(reference, indicateur, modalite) if m.annee.isdigit()]
    for rang, avant in enumerate(annees):
        for apres in annees[rang + 1 :]:
            admis = sum(
                isinstance(essayer(entrepot, q, indicateur, modalite, reference, (avant, apres)), ChangementEcart)
                for q in quartiers
            )
            if admis:
                essais.append((admis, int(apres) - int(avant), avant, apres))
    if not essais:
        return None
    _, _, avant, apres = max(essais, key=lambda e: (e[0], e[1], e[3]))
    return avant, apres


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


def marge_difference(entrepot: Entrepot, mesure: Mesure, reference: Mesure) -> float | None:
    """L'écart sous lequel deux territoires ne se distinguent pas la même année, dans l'unité ; None si inconnue.

    Celle de `calculs.ecart` quand elle est publiée. Sinon, des mouvements des QPV de métropole : un
    mouvement est la différence de deux mesures imprécises, comme l'est celle de deux quartiers ; face à
    une ville ou un ensemble, une seule mesure est imprécise, et la marge est √2 fois moindre. Lève
    OperationInterdite comme `calculs.ecart`.
    """
    fiche = entrepot.indicateurs[mesure.indicateur]
    connue = ecart(mesure, reference, fiche).marge
    mouvement = _mouvements(entrepot).get((mesure.indicateur, mesure.modalite))
    if connue is not None or mouvement is None:
        return connue
    absolu, relatif, _ = mouvement
    if fiche.unite.startswith("€"):
        if relatif is None or mesure.valeur is None:
            return None
        absolu = relatif * mesure.valeur / _CENT
    deux = all(entrepot.territoires[m.territoire].type == "qpv" for m in (mesure, reference))
    return DEUX_ECARTS_TYPES * absolu / (1 if deux else math.sqrt(2))
