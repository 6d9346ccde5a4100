"""Deux colonnes de hauteurs voisines, sans changer l'ordre de lecture ; une figure n'est vérifiée qu'une fois."""

import pytest

from components.figures import figure_verifiee
from components.graphiques import figure
from components.hauteurs import couper, partager
from data.entrepot import charger
from data.vues.portraits import blocs_de_section


@pytest.mark.parametrize(
    ("hauteurs", "gauche"),
    [
        ([100, 100], 1),
        ([600, 100, 100, 100], 1),  # 600 face à 300 ; à deux et deux, ce serait 700 face à 200
        ([100, 100, 100, 600], 3),
        ([100, 200, 300], 2),  # 300 face à 300
        ([50, 50, 50, 50, 50], 2),  # 100 face à 150, comme 150 face à 100 : le premier des deux
    ],
)
def test_la_coupe_egalise_les_colonnes(hauteurs, gauche):
    assert couper(hauteurs) == gauche


def test_partager_garde_l_ordre():
    blocs = blocs_de_section(charger(), "QP011005", "population")
    gauche, droite = partager(blocs)
    assert (*gauche, *droite) == blocs


def test_la_figure_verifiee_est_celle_du_bloc():
    (bloc, *_) = [b for b in blocs_de_section(charger(), "QP011005", "population") if b.genre == "barres"]
    rendue = figure_verifiee(bloc)
    assert rendue is figure_verifiee(bloc)
    assert rendue.to_dict()["data"][0]["x"] == figure(bloc)["data"][0]["x"]
