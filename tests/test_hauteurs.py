"""Deux colonnes de hauteurs voisines, sans changer l'ordre de lecture ; une figure n'est vérifiée qu'une fois."""

import pytest

from components.figures import figure_verifiee
from components.graphiques import figure
from components.hauteurs import avec_un_bas, partager, repartir
from data.entrepot import charger
from data.vues.portraits import blocs_de_section


@pytest.mark.parametrize(
    ("hauteurs", "gauche"),
    [
        ([100, 100], (0,)),
        ([600, 100, 100, 100], (0,)),  # 600 face à 300 ; à deux et deux, ce serait 700 face à 200
        ([100, 100, 100, 600], (0, 1, 2)),
        ([100, 200, 300], (0, 1)),  # 300 face à 300
        ([50, 50, 50, 50, 50], (0, 1)),  # 100 face à 150, comme 150 face à 100 : le premier des deux
        # À la suite, 800 face à 400 au mieux ; le troisième sous le premier, 600 face à 600.
        ([400, 400, 200, 200], (0, 2)),
        # À la suite, 500 face à 400 ; mêlés, 450 face à 450 : 50 pixels ne valent pas de changer l'ordre.
        ([250, 250, 200, 200], (0, 1)),
    ],
)
def test_la_coupe_egalise_les_colonnes(hauteurs, gauche):
    assert repartir(hauteurs) == gauche


@pytest.mark.parametrize("section", ["population", "menages", "revenus", "emploi", "prestations"])
def test_chaque_colonne_garde_l_ordre_et_aucun_bloc_ne_se_perd(section):
    blocs = blocs_de_section(charger(), "QP011006", section)
    gauche, droite, bas = avec_un_bas(blocs)
    rangs = [[blocs.index(b) for b in colonne] for colonne in (gauche, droite, bas)]
    assert rangs == [sorted(r) for r in rangs]
    assert sorted(rang for colonne in rangs for rang in colonne) == list(range(len(blocs)))
    assert rangs[0][0] == 0


def test_cinq_blocs_egaux_finissent_par_un_bloc_large():
    # Emploi : cinq blocs d'un demi-écran. À trois et deux, un demi-écran resterait vide en bas à droite.
    blocs = blocs_de_section(charger(), "QP011005", "emploi")
    gauche, droite, bas = avec_un_bas(blocs)
    assert (len(gauche), len(droite), bas) == (2, 2, blocs[4:])


def test_deux_blocs_restent_cote_a_cote():
    blocs = blocs_de_section(charger(), "QP011005", "population")[:2]
    assert [list(c) for c in avec_un_bas(blocs)] == [[blocs[0]], [blocs[1]], []]
    assert [list(c) for c in partager(blocs)] == [[blocs[0]], [blocs[1]]]


def test_la_figure_verifiee_est_celle_du_bloc():
    (bloc, *_) = [b for b in blocs_de_section(charger(), "QP011005", "population") if b.genre == "barres"]
    rendue = figure_verifiee(bloc)
    assert rendue is figure_verifiee(bloc)
    assert rendue.to_dict()["data"][0]["x"] == figure(bloc)["data"][0]["x"]
    # Le modèle de couleurs que Plotly ajoute pèserait trois kilo-octets par graphique.
    assert "template" not in rendue.to_dict()["layout"]
