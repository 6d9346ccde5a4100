"""Où se placent les quartiers parmi tous ceux du pays : médianes, quantiles, centiles.

Médiane « simple » : chaque quartier compte pour un, quelle que soit sa population. Elle
n'est ni la moyenne ni la valeur de l'ensemble des habitants de ces quartiers.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial

from data.ecriture_csv import ecrire_nombre
from data.insee.decoupage import departement_du_quartier, region_du_quartier
from data.insee.extraction import LigneValeur, ligne_valeur
from data.insee.lecture import Tableau, lire_nombre, motif_sans_valeur
from data.insee.nomenclature import Nomenclature, Variable

_EFFECTIF_MINIMAL = 5
_DEUX_DECIMALES = Decimal("0.01")

COLONNES_DISTRIBUTION = ("indicateur", "modalite", "annee", "n", "p5", "p25", "p50", "p75", "p95", "source")
COLONNES_RANGS = ("territoire", "indicateur", "modalite", "annee", "percentile", "n", "source")


def en_metropole(code: str) -> bool:
    """Vrai pour un QPV de France métropolitaine (les codes d'outre-mer commencent par QP97 ou QP98)."""
    return code.startswith("QP") and code[2:5] < "970"


def ensembles(territoires: Sequence[Mapping[str, str]]) -> dict[str, Callable[[str], bool]]:
    """Code de l'ensemble -> ce qui dit si un quartier en est, pour les ensembles à calculer.

    territoires : les lignes de `territoires.csv`. Un ensemble de QPV dont le parent est un département, une région ou
    la France métropolitaine se calcule ; celui d'une commune ou de la France est donné par les fichiers.
    """
    types = {t["code"]: t["type"] for t in territoires}
    rendu: dict[str, Callable[[str], bool]] = {}
    for t in territoires:
        genre, parent = types.get(t["parent"], ""), t["parent"]
        if t["type"] != "ensemble_qpv":
            continue
        if genre == "departement":
            rendu[t["code"]] = partial(_est_de, departement_du_quartier, parent.removeprefix("D"))
        elif genre == "region":
            rendu[t["code"]] = partial(_est_de, region_du_quartier, parent.removeprefix("R"))
        elif parent == "FR-METRO":
            rendu[t["code"]] = en_metropole
    return rendu


def _est_de(lire: Callable[[str], str], attendu: str, code: str) -> bool:
    return code.startswith("QP") and lire(code) == attendu


def quantile(triees: Sequence[Decimal], part: Decimal) -> Decimal:
    """Le quantile d'une suite triée, par interpolation linéaire (définition de Hyndman et Fan n° 7)."""
    place = part * (len(triees) - 1)
    bas = int(place)
    haut = min(bas + 1, len(triees) - 1)
    return triees[bas] + (triees[haut] - triees[bas]) * (place - bas)


def centile(valeur: Decimal, valeurs: Sequence[Decimal]) -> Decimal:
    """La part (%) des valeurs plus basses, les ex aequo comptant pour moitié : 0 = le plus bas."""
    sous = sum(v < valeur for v in valeurs)
    egales = sum(v == valeur for v in valeurs)
    return Decimal(100) * (Decimal(sous) + Decimal(egales) / 2) / len(valeurs)


def valeurs_par_quartier(tableau: Tableau, variable: Variable) -> dict[str, Decimal]:
    """Code de QPV -> valeur, pour les quartiers où la variable est renseignée."""
    titre = variable.titre(tableau.fichier.annee)
    lues = {}
    for code, cellules in tableau.lignes.items():
        if code.startswith("QP") and not motif_sans_valeur(cellules[titre]):
            nombre = lire_nombre(cellules[titre])
            if nombre is not None and not variable.zero_douteux(nombre, cellules):
                lues[code] = nombre
    return lues


def series(
    tableaux: Sequence[Tableau], nomenclature: Nomenclature
) -> dict[tuple[str, str, str], tuple[Tableau, Variable]]:
    """(indicateur, modalité, année) -> le fichier retenu et sa variable, un seul par clé.

    Le même choix que pour les valeurs : la série Filosofi détaillée, puis le fichier le plus récent.
    """
    retenues: dict[tuple[str, str, str], tuple[Tableau, Variable]] = {}
    for tableau in sorted(tableaux, key=lambda t: (t.fichier.base == "FILO", t.fichier.annee)):
        for variable in nomenclature.pour(tableau.fichier):
            if variable.distribution:
                annee = nomenclature.annee(variable, tableau.fichier)
                retenues[(variable.indicateur, variable.modalite, annee)] = (tableau, variable)
    return retenues


def medianes(
    tableaux: Sequence[Tableau], nomenclature: Nomenclature, territoires: Sequence[Mapping[str, str]]
) -> list[LigneValeur]:
    """Les médianes simples des QPV du département, de la région et de métropole, en lignes de `valeurs.csv`."""
    lignes = []
    calcules = ensembles(territoires)
    for (_, _, annee), (tableau, variable) in sorted(series(tableaux, nomenclature).items(), key=lambda x: x[0]):
        titre = variable.titre(tableau.fichier.annee)
        valeurs = valeurs_par_quartier(tableau, variable)
        for territoire, dedans in calcules.items():
            triees = sorted(v for code, v in valeurs.items() if dedans(code))
            if len(triees) >= _EFFECTIF_MINIMAL:
                lignes.append(
                    ligne_valeur(
                        territoire,
                        variable,
                        annee,
                        quantile(triees, Decimal("0.5")),
                        "calcule",
                        tableau.fichier.source,
                        f"{tableau.fichier.nom}, {tableau.titres[titre]}",
                        f"médiane simple de {len(triees)} QPV",
                    )
                )
    return lignes


def distribution(
    tableaux: Sequence[Tableau], nomenclature: Nomenclature, quartiers: Sequence[str]
) -> tuple[list[LigneValeur], list[LigneValeur]]:
    """Les quantiles des QPV de métropole, et le centile de chacun des quartiers donnés.

    Quantiles dans l'unité de l'indicateur ; centiles en %, une décimale.
    """
    quantiles, rangs = [], []
    for (indicateur, modalite, annee), (tableau, variable) in sorted(
        series(tableaux, nomenclature).items(), key=lambda x: x[0]
    ):
        lues = valeurs_par_quartier(tableau, variable)
        metropole = {code: v for code, v in lues.items() if en_metropole(code)}
        if len(metropole) < _EFFECTIF_MINIMAL:
            continue
        triees = sorted(metropole.values())
        cle = {
            "indicateur": indicateur,
            "modalite": modalite,
            "annee": annee,
            "n": str(len(triees)),
            "source": tableau.fichier.source,
        }
        quantiles.append(
            cle
            | {
                f"p{p}": ecrire_nombre(quantile(triees, Decimal(p) / 100).quantize(_DEUX_DECIMALES))
                for p in (5, 25, 50, 75, 95)
            }
        )
        rangs += [
            {
                "territoire": code,
                **cle,
                "percentile": ecrire_nombre(centile(metropole[code], triees).quantize(Decimal("0.1"))),
            }
            for code in quartiers
            if code in metropole
        ]
    return quantiles, sorted(
        rangs, key=lambda r: tuple(r[c] for c in ("territoire", "indicateur", "modalite", "annee"))
    )
