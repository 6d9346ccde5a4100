"""Aucun nombre dans une phrase qui ne soit dans la table du bloc, ou tiré d'elle par un calcul que l'on refait ici."""

import re
from itertools import combinations, permutations
from math import ceil, floor, sqrt

from components.chargement import entrepot
from data.formats import nombre
from data.modele import Bloc
from data.vues.recueil import tous_les_blocs

# Un nombre et son unité, tels que les phrases les écrivent : « 12 130 € », « 58,6 % », « 481 personnes ».
ECRIT = re.compile(
    r"(\d[\d\u202f]*(?:,\d+)?)[\u00a0\u202f ](?:%|€|habitants?|personnes?|foyers?|actions?|enfants?|parcours)"
)
DECIMALES = (0, 1, 2)
# Un bloc de plus de valeurs que cela n'a que les siennes : toutes leurs différences admettraient n'importe quoi.
PEU = 24


def ecritures(valeur: float) -> set[str]:
    return {nombre(abs(valeur), d) for d in DECIMALES}


def permis(bloc: Bloc) -> set[str]:
    """Ce que la phrase d'un bloc peut écrire : ses valeurs, leurs différences, leur écart en %, leur marge."""
    valeurs = {v for x in bloc.lignes for v in (x.mesure.valeur, x.mesure.valeur_publiee) if v is not None}
    rendu = {e for v in valeurs for e in ecritures(v)}
    if len(valeurs) > PEU:
        return rendu
    for a, b in combinations(valeurs, 2):
        rendu |= ecritures(a - b)
        # Deux comptages : 2 × √(a + b), dit à l'unité par excès ou par défaut (data/tables/LISEZMOI.md).
        marge = 2 * sqrt(abs(a + b))
        rendu |= {nombre(floor(marge)), nombre(ceil(marge))}
    for a, b in permutations(valeurs, 2):
        if b:
            rendu |= ecritures(100 * (a - b) / b)
    return rendu


def test_chaque_nombre_d_une_phrase_vient_de_la_table_de_son_bloc():
    annuels = [c for c in entrepot().credits_publies if len(c.annee) == 4 and c.pilier == "total" and c.valeur]
    # Les deux totaux du contrat se confrontent à la somme des sept années, qui sont dans credits_publies.csv.
    sommes = {
        f"contrat-{mesure}": ecritures(sum(c.valeur for c in annuels if c.mesure == mesure))
        for mesure in ("montant", "actions")
    }
    # Les réponses d'habitants se rapportent à leur population, qui est dans valeurs.csv.
    sommes["parole-habitants"] = ecritures(entrepot().derniere("QPV-CARCASSONNE", "population").valeur)
    lus, ailleurs = 0, []
    for identifiant, bloc in tous_les_blocs(entrepot()).items():
        if not bloc.lignes:
            continue
        admis = permis(bloc) | sommes.get(identifiant, set())
        ecrits = ECRIT.findall(bloc.phrase)
        lus += len(ecrits)
        ailleurs += [(identifiant, n, bloc.phrase) for n in ecrits if n not in admis]
    assert ailleurs == []
    assert lus > 1500  # le motif lit bien les phrases : sans quoi l'essai ne pourrait pas échouer
