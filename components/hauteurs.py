"""La place qu'un bloc prendra à l'écran, pour partager une suite de blocs en deux colonnes de hauteurs voisines."""

from collections.abc import Iterable, Sequence
from math import ceil

from components.figures import figure_verifiee
from data.blocs import ligne_source
from data.modele import Bloc

GRAPHIQUES = ("barres", "courbe", "points", "pyramide", "quadrant", "rangs", "nuage", "flux")
# Mesurés sur un écran de 1 920 pixels : le cadre d'un bloc (titre, boutons, marges), une ligne de texte, ses lettres.
CADRE, LIGNE, LETTRES_PAR_LIGNE = 160, 26, 92


def a_un_graphique(bloc: Bloc) -> bool:
    """Vrai pour un bloc de genre graphique qui a au moins une valeur à dessiner."""
    return bloc.genre in GRAPHIQUES and any(x.mesure.valeur is not None for x in bloc.lignes)


def partager(blocs: Sequence[Bloc]) -> tuple[Sequence[Bloc], Sequence[Bloc]]:
    """Deux colonnes lues de haut en bas, dans l'ordre donné (deux blocs au moins)."""
    coupe = couper([hauteur_estimee(b) for b in blocs])
    return blocs[:coupe], blocs[coupe:]


def couper(hauteurs: Sequence[float]) -> int:
    """Combien de blocs mettre à gauche pour que la plus haute des deux colonnes soit la plus basse possible."""
    return min(range(1, len(hauteurs)), key=lambda n: max(sum(hauteurs[:n]), sum(hauteurs[n:])))


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
