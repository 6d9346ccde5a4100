"""La place qu'un bloc prendra à l'écran, pour partager une suite de blocs en deux colonnes de hauteurs voisines."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import ceil

from components.figures import figure_verifiee
from data.blocs import GRAPHIQUES, ligne_source
from data.modele import Bloc

# Mesurés sur un écran de 1 920 pixels : le cadre d'un bloc (titre, boutons, marges), une ligne de texte, ses lettres.
CADRE, LIGNE, LETTRES_PAR_LIGNE = 160, 26, 92
GAIN_MINIMAL, BLOCS_MELES = 150, 9


def a_un_graphique(bloc: Bloc) -> bool:
    """Vrai pour un bloc de genre graphique qui a au moins une valeur à dessiner."""
    return bloc.genre in GRAPHIQUES and any(x.mesure.valeur is not None for x in bloc.lignes)


def partager(blocs: Sequence[Bloc]) -> tuple[Sequence[Bloc], Sequence[Bloc]]:
    """Deux colonnes lues de haut en bas, chacune dans l'ordre donné (deux blocs au moins)."""
    gauche = repartir([hauteur_estimee(b) for b in blocs])
    return [blocs[n] for n in gauche], [b for n, b in enumerate(blocs) if n not in gauche]


def avec_un_bas(blocs: Sequence[Bloc]) -> tuple[Sequence[Bloc], Sequence[Bloc], Sequence[Bloc]]:
    """Comme `partager`, et le dernier bloc dessous, en pleine largeur, quand une colonne finirait bien plus haut."""
    gauche, droite = partager(blocs)
    if len(blocs) > 2:
        haut_gauche, haut_droite = partager(blocs[:-1])
        if _creux(gauche, droite) - _creux(haut_gauche, haut_droite) > GAIN_MINIMAL:
            return haut_gauche, haut_droite, blocs[-1:]
    return gauche, droite, ()


def _creux(gauche: Sequence[Bloc], droite: Sequence[Bloc]) -> float:
    return abs(sum(map(hauteur_estimee, gauche)) - sum(map(hauteur_estimee, droite)))


def repartir(hauteurs: Sequence[float]) -> tuple[int, ...]:
    """Les rangs de la colonne de gauche, pour que la plus haute des deux colonnes soit la plus basse possible.

    Le premier bloc y est toujours. La suite se coupe en deux sans changer l'ordre de lecture, sauf quand un bloc passé
    devant un autre gagne plus d'un tiers d'écran.
    """
    suites = [tuple(range(n)) for n in range(1, len(hauteurs))]
    simple = min(suites, key=lambda gauche: _la_plus_haute(hauteurs, gauche))
    if len(hauteurs) > BLOCS_MELES:
        return simple
    autres = range(1, len(hauteurs))
    melees = [(0, *c) for n in range(len(hauteurs) - 1) for c in combinations(autres, n)]
    melee = min(melees, key=lambda gauche: _la_plus_haute(hauteurs, gauche))
    gain = _la_plus_haute(hauteurs, simple) - _la_plus_haute(hauteurs, melee)
    return melee if gain > GAIN_MINIMAL else simple


def _la_plus_haute(hauteurs: Sequence[float], gauche: Sequence[int]) -> float:
    cote = sum(hauteurs[n] for n in gauche)
    return max(cote, sum(hauteurs) - cote)


def hauteur_estimee(bloc: Bloc) -> float:
    """La place du bloc dans une demi-page, en pixels, à quelques lignes près."""
    textes = _lignes((bloc.phrase, *bloc.precisions, *bloc.reserves, ligne_source(bloc)))
    return CADRE + LIGNE * textes + _corps(bloc)


def _lignes(textes: Iterable[str]) -> int:
    return sum(ceil(len(t) / LETTRES_PAR_LIGNE) for t in textes)


def _corps(bloc: Bloc) -> float:
    if a_un_graphique(bloc):
        return float(figure_verifiee(bloc).layout.height or 0)
    grille = bloc.grille.lignes if bloc.grille else ()
    if bloc.genre == "texte":
        return LIGNE * (_lignes(ligne[1].texte for ligne in grille) + len({ligne[0].texte for ligne in grille}))
    if bloc.genre == "tableau":
        return LIGNE * 1.5 * (1 + len({x.serie for x in bloc.lignes}) + len(grille))
    return LIGNE * 3 if bloc.genre == "chiffre" else 0.0
