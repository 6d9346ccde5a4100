"""À quoi ce territoire peut se comparer : la ville et l'agglomération quand leurs chiffres sont là, sinon des QPV."""

from collections.abc import Iterable
from functools import lru_cache

from data.entrepot import Entrepot
from data.formats import enumeration
from data.identite import agglomeration, communes, les_quartiers
from data.modele import Territoire
from data.phrases import majuscule, qpv_median

# Les fichiers des quartiers donnent aussi la population de la ville : elle ne suffit pas à se comparer.
SANS_COMPARAISON = ("population",)
EN_FACE = {"commune": "la ville", "epci": "l'agglomération"}
LARGES = ("commune", "epci", "departement", "region", "france")
PAUVRETE = "taux_pauvrete"


@lru_cache(maxsize=4)
def avec_des_chiffres(entrepot: Entrepot) -> frozenset[str]:
    """Les codes des territoires qui ont au moins une valeur à laquelle se comparer."""
    return frozenset(
        m.territoire for m in entrepot.mesures if m.valeur is not None and m.indicateur not in SANS_COMPARAISON
    )


@lru_cache(maxsize=4)
def types_comparables(entrepot: Entrepot) -> frozenset[str]:
    """Les types de territoires (« commune », « ensemble_qpv »…) auxquels un quartier peut se comparer ici."""
    connus = avec_des_chiffres(entrepot)
    return frozenset(t.type for t in entrepot.territoires.values() if t.code in connus)


def proposables(entrepot: Entrepot, types: Iterable[str]) -> tuple[str, ...]:
    """Ceux de ces types auxquels un quartier peut se comparer ici, dans leur ordre ; les autres quartiers toujours."""
    connus = types_comparables(entrepot) | {"qpv"}
    return tuple(t for t in types if t in connus)


def reference_principale(entrepot: Entrepot) -> Territoire | None:
    """Celle dont la pauvreté se lit : l'agglomération, à défaut la ville, à défaut le QPV médian de métropole."""
    ensembles = [t for t in entrepot.territoires.values() if t.type == "ensemble_qpv" and t.parent == "FR-METRO"]
    candidats = (agglomeration(entrepot), *communes(entrepot)[:1], *ensembles)
    return next(
        (t for t in candidats if t and any(m.valeur is not None for m in entrepot.mesures_de(t.code, PAUVRETE, ""))),
        None,
    )


def chapeau_des_comparaisons(entrepot: Entrepot) -> str:
    """Qui se compare à qui, et avec quelle règle : l'ouverture de la page Comparer."""
    en_face = [nom for genre, nom in EN_FACE.items() if genre in types_comparables(entrepot)]
    avec = f", avec {enumeration([*en_face, 'les quartiers prioritaires de France'])}"
    regle = (
        "Chaque comparaison porte sur une même année ; quand la source change d'un territoire à l'autre, c'est écrit."
    )
    return f"{majuscule(les_quartiers(entrepot))} entre eux{avec}. {regle}"


def limite_des_comparaisons(entrepot: Entrepot) -> str:
    """Ce à quoi l'on ne peut pas se comparer ici, et ce qui le permettrait ; « » quand la ville a ses chiffres."""
    types = types_comparables(entrepot)
    if not entrepot.quartiers() or types & set(LARGES):
        return ""
    connus = avec_des_chiffres(entrepot)
    ensembles = [t for t in entrepot.territoires.values() if t.type == "ensemble_qpv" and t.code in connus]
    # L'ensemble de tous les QPV de France (parent FR) n'est pas une médiane : il ne sert pas de référence.
    medians = [
        f"le {qpv_median(t)}" for t in ensembles if t.parent not in ("FR", *(c.code for c in communes(entrepot)))
    ]
    if not medians:
        return ""
    absents = "la ville ni pour l'agglomération" if agglomeration(entrepot) else "la ville"
    return (
        f"Ici, les quartiers ne se comparent qu'à d'autres quartiers prioritaires : {enumeration(medians)}. Nos tables "
        f"n'ont pas ces chiffres pour {absents}."
    )
