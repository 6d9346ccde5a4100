"""L'évolution d'un chiffre, avec toutes les règles des tables : seuils de population, passages interdits."""

from collections.abc import Sequence

from data.calculs import Evolution, OperationInterdite, evolution
from data.entrepot import Entrepot
from data.modele import Mesure


def evolution_permise(entrepot: Entrepot, avant: Mesure, apres: Mesure) -> Evolution:
    """`calculs.evolution` avec le seuil, la population et les interdictions que les tables donnent.

    Lève OperationInterdite dans les mêmes cas, avec la raison en français.
    """
    return evolution(
        avant,
        apres,
        entrepot.indicateurs[avant.indicateur],
        entrepot.seuil(avant.indicateur, "evolution"),
        entrepot.habitants(avant.territoire),
        entrepot.interdictions.get(avant.territoire, ()),
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


def passages_interdits(entrepot: Entrepot, mesure: Mesure) -> tuple[str, ...]:
    """Les raisons des interdictions qui visent ce territoire et cet indicateur, sans doublon."""
    siennes = entrepot.interdictions.get(mesure.territoire, ())
    return tuple(dict.fromkeys(i.raison for i in siennes if i.indicateur == mesure.indicateur))


def ruptures(entrepot: Entrepot, territoire: str, indicateur: str, annees: set[str]) -> tuple[str, ...]:
    """Les années, parmi celles d'une courbe, à partir desquelles la série de ce territoire n'est plus la même."""
    regle = entrepot.indicateurs[indicateur].evolution
    coupures = {regle.removeprefix("rupture:")} if regle.startswith("rupture:") else set()
    siennes = entrepot.interdictions.get(territoire, ())
    coupures |= {str(i.annee_fin) for i in siennes if i.indicateur == indicateur}
    return tuple(sorted(a for a in coupures if min(annees) < a <= max(annees)))
