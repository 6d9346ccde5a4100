"""La figure d'un bloc, prête à partir : vérifiée par Plotly une seule fois, et non à chaque affichage.

Streamlit fait vérifier chaque dictionnaire qu'on lui donne (2 à 5 ms par graphique) ; d'un objet `Figure`,
déjà vérifié, il ne prend qu'une copie (1 ms). Un bloc est figé : la figure du même bloc ne change pas.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from components.graphiques import figure
from data.modele import Bloc

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

GARDEES = 192  # à peu près toutes les sections des cinq portraits


@lru_cache(maxsize=GARDEES)
def figure_verifiee(bloc: Bloc) -> "Figure":
    """La figure du bloc (genre graphique) ; ValueError pour un autre genre, ou si Plotly n'y voit pas une figure."""
    from plotly.graph_objects import Figure  # une seconde d'import, que le premier graphique paiera et non le démarrage

    rendue = Figure(figure(bloc))
    # Le modèle que Plotly ajoute de lui-même (trois kilo-octets de couleurs) ne sert à rien : les nôtres sont écrites.
    rendue.layout.template = None
    return rendue
