"""Les quartiers qui ressemblent à chacun des nôtres, dans son département et dans le reste de sa région.

Chaque variable est divisée par son écart type entre les quartiers de métropole, pour que des euros
et des pourcentages pèsent autant ; la distance est la moyenne quadratique des écarts :
d = √( Σ ((a − b) / σ)² / p ), p variables. d = 0 : les mêmes chiffres ; d = 1 : un écart type de
différence par variable, en moyenne.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from data.ecriture_csv import ecrire_nombre
from data.insee.decoupage import departement_du_quartier, region_du_quartier
from data.insee.dispersion import ecart_type, valeurs_metropole
from data.insee.distribution import series
from data.insee.extraction import LigneValeur
from data.insee.lecture import Tableau
from data.insee.nomenclature import Nomenclature

COLONNES_SEMBLABLES = (
    "territoire",
    "perimetre",
    "rang",
    "code",
    "nom",
    "commune",
    "distance",
    "n",
    "ecartes",
    "indicateur",
    "modalite",
    "annee",
    "valeur",
    "ecart_type",
    "source",
)
# Une par sujet : revenu, emploi, précarité, âge, ménages. Le taux de pauvreté redirait le revenu médian (ils vont
# presque toujours ensemble) ; la part des étrangers et les grands ménages manquent dans trop de quartiers.
VARIABLES = (
    ("revenu_median", ""),
    ("taux_emploi", ""),
    ("part_emplois_precaires", ""),
    ("part_moins_25_ans", ""),
    ("menages", "personne_seule"),
)
# Périmètre -> combien de quartiers garder.
PLACES = {"departement": 3, "region": 5}
_CENTIEME, _MILLIEME = Decimal("0.01"), Decimal("0.001")

Valeurs = Mapping[str, Decimal]


def distance(ecarts: Sequence[Decimal]) -> Decimal:
    """La moyenne quadratique d'écarts déjà divisés par leur écart type (liste non vide)."""
    return (sum((e * e for e in ecarts), Decimal(0)) / len(ecarts)).sqrt()


def semblables(tableaux: Sequence[Tableau], nomenclature: Nomenclature, quartiers: Sequence[str]) -> list[LigneValeur]:
    """Les quartiers les plus proches de chacun des `quartiers`, une ligne par quartier proche et par variable.

    Liste vide si une variable manque au dossier. Un quartier où une des variables n'est pas publiée
    n'est pas comparé (`ecartes` en donne le nombre) ; il n'a pas de lignes s'il est l'un des nôtres.
    """
    retenues = {}
    for (indicateur, modalite, annee), retenue in sorted(series(tableaux, nomenclature).items(), key=lambda x: x[0]):
        retenues[(indicateur, modalite)] = (annee, *retenue)  # la plus récente l'emporte
    noms = _noms(tableaux)
    if not noms or any(v not in retenues for v in VARIABLES):
        return []
    lues = {v: valeurs_metropole(retenues[v][1], retenues[v][2]) for v in VARIABLES}
    types = {v: ecart_type(list(lues[v].values())) for v in VARIABLES if lues[v]}
    if any(not types.get(v) for v in VARIABLES):
        return []
    lignes = []
    for quartier in quartiers:
        if any(quartier not in lues[v] for v in VARIABLES):
            continue
        for perimetre, place in PLACES.items():
            dedans = [c for c in noms if c != quartier and _dedans(perimetre, quartier, c)]
            complets = [c for c in dedans if all(c in lues[v] for v in VARIABLES)]
            distances = {
                c: distance([(lues[v][c] - lues[v][quartier]) / types[v] for v in VARIABLES]) for c in complets
            }
            proches = sorted(complets, key=lambda c: (distances[c], c))[:place]
            for rang, code in enumerate(proches, start=1):
                for v in VARIABLES:
                    annee, tableau, _ = retenues[v]
                    lignes.append(
                        {
                            "territoire": quartier,
                            "perimetre": perimetre,
                            "rang": str(rang),
                            "code": code,
                            "nom": noms[code][0],
                            "commune": noms[code][1],
                            "distance": ecrire_nombre(distances[code].quantize(_CENTIEME)),
                            "n": str(len(complets)),
                            "ecartes": str(len(dedans) - len(complets)),
                            "indicateur": v[0],
                            "modalite": v[1],
                            "annee": annee,
                            "valeur": ecrire_nombre(lues[v][code]),
                            "ecart_type": ecrire_nombre(types[v].quantize(_MILLIEME)),
                            "source": tableau.fichier.source,
                        }
                    )
    return lignes


def _dedans(perimetre: str, quartier: str, code: str) -> bool:
    """Dans le département du quartier, ou dans sa région sans lui : un quartier n'est pas cité deux fois."""
    meme_departement = departement_du_quartier(code) == departement_du_quartier(quartier)
    if perimetre == "departement":
        return meme_departement
    region = region_du_quartier(quartier)
    return bool(region) and region_du_quartier(code) == region and not meme_departement


def _noms(tableaux: Sequence[Tableau]) -> dict[str, tuple[str, str]]:
    """Code de QPV -> (nom, commune), dans le fichier de démographie le plus récent."""
    demographie = [t for t in tableaux if t.fichier.base == "DEMO" and {"LIBGEO", "LIB_COM"} <= t.titres.keys()]
    if not demographie:
        return {}
    dernier = max(demographie, key=lambda t: t.fichier.annee)
    return {c: (x["LIBGEO"], x["LIB_COM"]) for c, x in dernier.lignes.items() if c.startswith("QP")}
