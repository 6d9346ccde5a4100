"""De combien les quartiers du pays diffèrent, et de combien ils bougent d'une année à l'autre.

Deux étalons, tirés des mêmes fichiers nationaux que les centiles : l'écart type d'une année (un
écart de trois points est-il grand ?) et celui des mouvements entre deux années, pour chaque paire
qui se compare (un mouvement de trois points dit-il quelque chose ?).
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from data.ecriture_csv import ecrire_nombre
from data.insee.distribution import en_metropole, series, valeurs_par_quartier
from data.insee.extraction import LigneValeur
from data.insee.lecture import Tableau
from data.insee.nomenclature import Nomenclature, Variable

COLONNES_ECARTS_TYPES = ("indicateur", "modalite", "annee", "n", "ecart_type", "source")
COLONNES_MOUVEMENTS = (
    "indicateur",
    "modalite",
    "avant",
    "apres",
    "n",
    "ecart_type",
    "ecart_type_relatif",
    "source",
)
# Sous ce nombre de quartiers, un écart type décrit quelques quartiers, pas le pays.
_EFFECTIF_MINIMAL = 30
_MILLIEME = Decimal("0.001")
# Bloc de variables -> distances admises, en années. Le recensement réunit cinq enquêtes : à moins de trois ans, deux
# années en ont plus de la moitié en commun ; à cinq ans et plus, nos fichiers enjambent le changement de 2015.
_DISTANCES = {"filosofi": range(1, 20), "recensement": range(3, 5)}


def ecart_type(valeurs: Sequence[Decimal]) -> Decimal:
    """L'écart type d'une liste non vide, tous les quartiers étant connus : on divise par leur nombre."""
    moyenne = sum(valeurs, Decimal(0)) / len(valeurs)
    return (sum(((v - moyenne) ** 2 for v in valeurs), Decimal(0)) / len(valeurs)).sqrt()


def valeurs_metropole(tableau: Tableau, variable: Variable) -> dict[str, Decimal]:
    """Code de QPV -> valeur, pour les quartiers de métropole où la variable est renseignée."""
    return {code: v for code, v in valeurs_par_quartier(tableau, variable).items() if en_metropole(code)}


def ecarts_types(tableaux: Sequence[Tableau], nomenclature: Nomenclature) -> list[LigneValeur]:
    """L'écart type de chaque indicateur, chaque année, dans son unité (trois décimales)."""
    lignes = []
    for (indicateur, modalite, annee), (tableau, variable) in sorted(
        series(tableaux, nomenclature).items(), key=lambda x: x[0]
    ):
        valeurs = list(valeurs_metropole(tableau, variable).values())
        if len(valeurs) >= _EFFECTIF_MINIMAL:
            lignes.append(
                {
                    "indicateur": indicateur,
                    "modalite": modalite,
                    "annee": annee,
                    "n": str(len(valeurs)),
                    "ecart_type": _ecrire(ecart_type(valeurs)),
                    "source": tableau.fichier.source,
                }
            )
    return lignes


def mouvements(tableaux: Sequence[Tableau], nomenclature: Nomenclature) -> list[LigneValeur]:
    """L'écart type, entre quartiers, de la variation d'une année à une autre, d'une même série de fichiers.

    ecart_type : de la différence, dans l'unité ; ecart_type_relatif : de la variation en % de la
    valeur ancienne, vide si l'une d'elles n'est pas strictement positive. Toutes les paires d'années qui se
    comparent : un mouvement ordinaire de trois ans est plus grand que celui d'un an.
    """
    lignes = []
    for (indicateur, modalite), avant, apres in _paires(tableaux, nomenclature):
        annee_avant, tableau_avant, variable_avant = avant
        annee_apres, tableau_apres, variable_apres = apres
        anciennes = valeurs_metropole(tableau_avant, variable_avant)
        nouvelles = valeurs_metropole(tableau_apres, variable_apres)
        communs = sorted(anciennes.keys() & nouvelles.keys())
        if len(communs) < _EFFECTIF_MINIMAL:
            continue
        relatif = ""
        if all(anciennes[c] > 0 for c in communs):
            relatif = _ecrire(ecart_type([100 * (nouvelles[c] / anciennes[c] - 1) for c in communs]))
        lignes.append(
            {
                "indicateur": indicateur,
                "modalite": modalite,
                "avant": annee_avant,
                "apres": annee_apres,
                "n": str(len(communs)),
                "ecart_type": _ecrire(ecart_type([nouvelles[c] - anciennes[c] for c in communs])),
                "ecart_type_relatif": relatif,
                "source": tableau_apres.fichier.source,
            }
        )
    return lignes


_Annee = tuple[str, Tableau, Variable]


def _paires(
    tableaux: Sequence[Tableau], nomenclature: Nomenclature
) -> Iterator[tuple[tuple[str, str], _Annee, _Annee]]:
    """Les paires d'années d'une même base, aux distances que leur bloc admet."""
    retenues = sorted(series(tableaux, nomenclature).items(), key=lambda x: x[0])
    par_mesure: dict[tuple[str, str], list[_Annee]] = {}
    for (indicateur, modalite, annee), (tableau, variable) in retenues:
        par_mesure.setdefault((indicateur, modalite), []).append((annee, tableau, variable))
    for cle, annees in par_mesure.items():
        for avant, apres in combinations(annees, 2):
            # Un bloc sans distance : la population, dont les années ne se comparent pas.
            distances = _DISTANCES.get(avant[2].bloc, ())
            if int(apres[0]) - int(avant[0]) in distances and apres[1].fichier.base == avant[1].fichier.base:
                yield cle, avant, apres


def _ecrire(valeur: Decimal) -> str:
    return ecrire_nombre(valeur.quantize(_MILLIEME))
