"""La place qu'un texte laisse à ce qu'il commente, quand une étape se projette : rien ne sort de l'écran.

Les mesures sont celles d'un écran de 1 080 points de haut ; la feuille de style réduit le tout sur un écran plus petit.
"""

from collections.abc import Iterable
from math import sqrt

from data.blocs import ligne_source
from data.modele import Bloc, Tableau

ECRAN, CADRE = 1080, 175  # ce que prennent l'avancement, le titre de l'étape, les commandes et le lien de la vue
BANDEAU, TITRE, MARGES = 90, 44, 40
# (lettres par ligne, hauteur d'une ligne) : la phrase, une précision, une réserve, la source
PHRASE, PRECISION, RESERVE, SOURCE = (98, 40), (120, 33), (190, 44), (200, 26)
GRAPHIQUE, CARTE = (280, 640), (340, 560)
CROISSANCE = 2.0  # un graphique de deux barres n'a rien à gagner à remplir l'écran
CORPS_TABLE = (0.8, 1.3)  # en rem
LETTRES_D_UNE_RANGEE, RANGEE = 150, 34


def place(blocs: Iterable[Bloc], demonstration: bool) -> int:
    """Les points qui restent sous le texte de ces blocs, empilés, pour ce qui les montre."""
    pris = CADRE + BANDEAU * demonstration
    for bloc in blocs:
        pris += TITRE + MARGES + _haut(bloc.phrase, PHRASE) + _haut(ligne_source(bloc), SOURCE)
        pris += sum(_haut(p, PRECISION) for p in bloc.precisions) + sum(_haut(r, RESERVE) for r in bloc.reserves)
    return ECRAN - pris


def _haut(texte: str, mesure: tuple[int, int]) -> int:
    lettres, ligne = mesure
    return -(-len(texte) // lettres) * ligne


def hauteur_du_graphique(naturelle: float, libre: int) -> int:
    """La hauteur d'une figure de cette hauteur à l'écran : toute la place, sans l'étirer à l'excès."""
    return round(max(GRAPHIQUE[0], min(libre, GRAPHIQUE[1], naturelle * CROISSANCE)))


def hauteur_de_la_carte(libre: int) -> int:
    """La hauteur d'une carte, sa légende en plus."""
    return max(CARTE[0], min(libre - 60, CARTE[1]))


def corps_de_la_table(table: Tableau, libre: int) -> float:
    """Le corps d'une table, en rem, qui la fait tenir dans la place ; plus petit il ne se lirait pas."""
    rangees = [table.entetes, *([c.texte + c.repere for c in ligne] for ligne in table.lignes)]
    besoin = sum(RANGEE * (1 + max(1, sum(map(len, r)) / LETTRES_D_UNE_RANGEE)) for r in rangees)
    petit, grand = CORPS_TABLE
    return max(petit, min(grand, grand * sqrt(max(libre, 1) / besoin)))
