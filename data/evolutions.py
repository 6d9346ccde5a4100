"""L'évolution d'un chiffre, avec toutes les règles des tables : seuils de population, passages interdits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from data.annees import cle_annee
from data.calculs import Evolution, OperationInterdite, evolution
from data.entrepot import Entrepot
from data.modele import Mesure

ECARTS_TYPES = 2  # une marge est de deux écarts-types, ici comme dans `indicateurs.csv`
# Notre convention : une année intermédiaire compte comme une dent si elle va à rebours du quart du mouvement.
PART_DU_MOUVEMENT = 0.25


def evolution_permise(entrepot: Entrepot, avant: Mesure, apres: Mesure) -> Evolution:
    """`calculs.evolution` avec le seuil, la population, les interdictions et l'étalon que les tables donnent.

    Les années intermédiaires qui prennent le mouvement à rebours sont dans `dents`. Lève
    OperationInterdite dans les mêmes cas, avec la raison en français.
    """
    mouvement = evolution(
        avant,
        apres,
        entrepot.indicateurs[avant.indicateur],
        entrepot.seuil(avant.indicateur, "evolution"),
        entrepot.habitants(avant.territoire),
        entrepot.interdictions.get(avant.territoire, ()),
        mouvement_ordinaire(entrepot, avant, apres),
    )
    return replace(mouvement, dents=_dents(entrepot, mouvement))


def mouvement_ordinaire(entrepot: Entrepot, avant: Mesure, apres: Mesure) -> float:
    """Deux écarts-types des mouvements des QPV de métropole entre ces deux années (`mouvements_qpv.csv`) ; 0 sinon.

    Sans ligne pour ces deux années, la plus dispersée des paires qu'elles encadrent : un mouvement
    de quatre ans l'est au moins autant que celui des trois derniers.
    """
    paires = mouvements_qpv(entrepot).get((avant.indicateur, avant.modalite), {})
    if (avant.annee, apres.annee) in paires:
        return ECARTS_TYPES * paires[(avant.annee, apres.annee)].absolu
    encadrees = (m.absolu for (debut, fin), m in paires.items() if avant.annee <= debut and fin <= apres.annee)
    return ECARTS_TYPES * max(encadrees, default=0.0)


@dataclass(frozen=True, slots=True)
class Mouvement:
    """L'écart-type des mouvements des QPV entre deux années : dans l'unité, et en % (None s'il n'a pas de sens)."""

    absolu: float
    relatif: float | None


@lru_cache(maxsize=4)
def mouvements_qpv(entrepot: Entrepot) -> Mapping[tuple[str, str], Mapping[tuple[str, str], Mouvement]]:
    """(indicateur, modalité) -> (année avant, année après) -> le mouvement ordinaire (`mouvements_qpv.csv`)."""
    rendu: dict[tuple[str, str], dict[tuple[str, str], Mouvement]] = {}
    for r in entrepot.table("mouvements_qpv").dictionnaires():
        relatif = float(r["ecart_type_relatif"]) if r["ecart_type_relatif"] else None
        siens = rendu.setdefault((r["indicateur"], r["modalite"]), {})
        siens[(r["avant"], r["apres"])] = Mouvement(float(r["ecart_type"]), relatif)
    return rendu


def _dents(entrepot: Entrepot, mouvement: Evolution) -> tuple[Mesure, ...]:
    """Les années intermédiaires passées de l'autre côté du départ, d'au moins un quart du mouvement."""
    avant, apres = mouvement.avant, mouvement.apres
    if mouvement.sens == "stable":
        return ()
    depart = avant.valeur or 0.0
    return tuple(
        m
        for m in entrepot.mesures_de(avant.territoire, avant.indicateur, avant.modalite)
        if m.valeur is not None
        and len(m.annee) == len(apres.annee)  # un trimestre n'est pas une année intermédiaire
        and cle_annee(avant.annee) < cle_annee(m.annee) < cle_annee(apres.annee)
        and (m.valeur - depart) * mouvement.valeur < 0
        and abs(m.valeur - depart) >= PART_DU_MOUVEMENT * abs(mouvement.valeur)
    )


def la_plus_longue(entrepot: Entrepot, serie: Sequence[Mesure]) -> Evolution | None:
    """L'évolution permise la plus longue qui finit à la dernière valeur connue ; None si aucune ne l'est.

    serie : les mesures d'un territoire, d'un indicateur et d'une modalité, dans l'ordre du temps.
    """
    connues = [m for m in serie if m.valeur is not None]
    for avant in connues[:-1]:
        try:
            return evolution_permise(entrepot, avant, connues[-1])
        except OperationInterdite:
            continue
    return None


def contestees(serie: Sequence[Mesure]) -> tuple[Mesure, ...]:
    """Les mesures contestées d'une série : elles n'entrent dans aucune évolution, et cela se dit."""
    return tuple(m for m in serie if m.valeur is not None and m.statut == "conteste")


def passages_interdits(entrepot: Entrepot, mesure: Mesure) -> tuple[str, ...]:
    """Les raisons des interdictions qui visent ce territoire et cet indicateur, sans doublon."""
    siennes = entrepot.interdictions.get(mesure.territoire, ())
    return tuple(dict.fromkeys(i.raison for i in siennes if i.indicateur == mesure.indicateur))


def ruptures(entrepot: Entrepot, territoire: str, indicateur: str, annees: set[str]) -> tuple[str, ...]:
    """Les années, parmi celles d'une courbe, à partir desquelles la série de ce territoire n'est plus la même.

    Toutes, sauf la première, quand l'indicateur ne se compare pas d'une année à l'autre.
    """
    regle = entrepot.indicateurs[indicateur].evolution
    if regle == "interdite":
        return tuple(sorted(annees))[1:]
    coupures = {regle.removeprefix("rupture:")} if regle.startswith("rupture:") else set()
    siennes = entrepot.interdictions.get(territoire, ())
    coupures |= {str(i.annee_fin) for i in siennes if i.indicateur == indicateur}
    return tuple(sorted(a for a in coupures if min(annees) < a <= max(annees)))
