"""Les courbes : le temps à l'échelle, des noms et des étiquettes qui ne se recouvrent pas."""

from itertools import pairwise

import pytest

from components.graphique_commun import ecarter
from components.graphique_courbe import abscisses, gene
from components.graphiques import figure
from data.entrepot import charger
from data.vues.portraits import FACE_A, blocs_de_section
from tests.outils.fabrique import bloc, courbe

E = charger()
QUARTIERS = tuple(f"QP01100{n}" for n in range(2, 7))


def revenu_par_annee(code):
    return next(b for b in blocs_de_section(E, code, "revenus") if b.identifiant.endswith("revenu_median-annees"))


def test_un_point_absent_coupe_la_courbe():
    (trace,) = figure(bloc(*courbe(("2017", 10), ("2018", None), ("2019", 12)), genre="courbe", accents=("A",)))["data"]
    assert trace["y"] == [10, None, 12]
    assert trace["connectgaps"] is False
    assert trace["text"][1] == ""
    assert "secret statistique" in trace["hovertext"][1]


def test_une_courbe_sans_aucune_valeur_ne_plante_pas():
    rendu = figure(bloc(*courbe(("2018", None), ("2019", None)), genre="courbe"))
    assert rendu["data"][0]["y"] == [None, None]
    assert rendu["layout"]["annotations"] == []


def test_les_noms_des_courbes_sont_au_bout_et_ne_se_chevauchent_pas():
    lignes = [
        x for cle, v in (("A", 50.0), ("B", 50.2), ("C", 10.0)) for x in courbe(("2018", v), ("2019", v), cle=cle)
    ]
    notes = figure(bloc(*lignes, genre="courbe", accents=("A",)))["layout"]["annotations"]
    assert [n["text"].split(" : ")[0] for n in notes] == ["C", "A", "B"]
    assert {n["x"] for n in notes} == {2019}
    assert [n["y"] for n in notes] == [10.0, 50.0, 50.2]
    # 0,2 point ne fait qu'un pixel d'écart sur l'échelle : le nom du dessus est repoussé de 20 pixels au moins.
    pixels = 260 / (50.2 * 1.12)
    hauteurs = [n["y"] * pixels + n["yshift"] for n in notes]
    assert [b - a >= 19 for a, b in pairwise(hauteurs)] == [True, True]


def test_le_nom_d_une_serie_interrompue_est_a_sa_derniere_annee_connue():
    lignes = [*courbe(("2017", 186), ("2018", None), ("2019", None)), *courbe(("2017", 1), ("2019", 2), cle="B")]
    notes = figure(bloc(*lignes, genre="courbe"))["layout"]["annotations"]
    assert {n["text"].split(" : ")[0]: n["x"] for n in notes} == {"A": 2017, "B": 2019}


@pytest.mark.parametrize(
    ("voulues", "posees"),
    [
        ([0, 100], [0, 100]),
        ([100, 105, 110], [100, 120, 140]),
        ([250, 255, 260], [220, 240, 260]),  # la place manque en haut : tout descend
        ([], []),
    ],
)
def test_les_noms_trop_proches_s_ecartent_sans_sortir_du_cadre(voulues, posees):
    assert ecarter(voulues, 20, 260) == posees


@pytest.mark.parametrize(
    ("annees", "places"),
    [
        (("2015", "2017", "2019", "2020"), [2015, 2017, 2019, 2020]),  # deux ans valent deux fois un an
        (("2020-T4", "2021-T1"), [0, 1]),
        (("2019", "2021-T1"), [0, 1]),
    ],
)
def test_l_axe_est_a_l_echelle_du_temps(annees, places):
    assert list(abscisses(annees).values()) == places


def test_l_aah_de_grazailles_saute_deux_ans_et_le_montre():
    # REVN_2017 à REVN_2022 : 41, 37 et 49 foyers de 2015 à 2017, puis 59 et 65 en 2019 et 2020 ; 2018 n'est pas publié.
    (b,) = [x for x in blocs_de_section(E, "QP011006", "prestations") if "allocataires_aah" in x.identifiant]
    rendu = figure(b)
    assert [(t["x"], t["y"]) for t in rendu["data"]] == [([2015, 2016, 2017, 2019, 2020], [41, 37, 49, 59, 65])]
    assert rendu["layout"]["xaxis"]["ticktext"] == ["2015", "2016", "2017", "2019", "2020"]
    assert rendu["layout"]["xaxis"]["tickangle"] == 0


def test_la_rupture_se_trace_entre_les_deux_annees_que_la_courbe_a():
    # indicateurs.csv : la prime d'activité est rompue en 2019 ; la courbe passe de 2017 à 2019, le trait est en 2018.
    (b,) = [x for x in blocs_de_section(E, "QP011006", "prestations") if "prime_activite" in x.identifiant]
    assert [t["x0"] for t in figure(b)["layout"]["shapes"]] == [2018]


@pytest.mark.parametrize(
    ("indicateur", "places"),
    [
        ("allocataires_caf", [2016.5, 2017.5]),
        # 2018 n'est pas publié : ce qui sépare 2017 de 2018 se trace entre 2017 et 2019.
        ("allocataires_rsa", [2016.5, 2018]),
        ("allocataires_aah", [2016.5, 2018]),
        # La rupture de 2018 et celle de 2019 tombent dans le même intervalle : un seul trait.
        ("allocataires_prime_activite", [2016.5, 2018]),
    ],
)
def test_les_ruptures_de_la_bastide_se_tracent_sur_toutes_ses_courbes(indicateur, places):
    # evolutions_interdites.csv : à la Bastide, ni 2016-2017 ni 2017-2018 ne se comparent.
    b = next(
        x for x in blocs_de_section(E, "QP011004", "prestations") if x.identifiant.endswith(f"{indicateur}-annees")
    )
    assert [t["x0"] for t in figure(b)["layout"]["shapes"]] == places


def test_une_rupture_apres_la_derniere_valeur_ne_se_trace_pas():
    # À Fleming, rien n'est diffusé après 2017 : seule la rupture de 2017 sépare deux valeurs.
    (b,) = [x for x in blocs_de_section(E, "QP011005", "prestations") if "prime_activite" in x.identifiant]
    assert b.ruptures == ("2017", "2019")
    assert [t["x0"] for t in figure(b)["layout"]["shapes"]] == [2016.5]


@pytest.mark.parametrize(
    ("boite", "touche"),
    [
        ((40, 60, 60, 80), False),  # au-dessus de la ligne, qui passe à 50
        ((40, 60, 45, 65), True),
        ((40, 60, 20, 40), False),
        ((120, 140, 45, 65), False),  # plus à droite que la fin de la ligne
        ((0, 20, 95, 110), True),  # sur une étiquette déjà posée
    ],
)
def test_une_etiquette_gene_si_elle_touche_une_ligne_ou_une_autre(boite, touche):
    assert gene(boite, [[(0, 50), (100, 50)]], [(10, 30, 100, 120)]) is touche


def test_une_pente_traverse_l_etiquette_au_milieu():
    # La ligne monte de 0 à 100 : à mi-chemin elle est à 50, ses deux bouts sont hors de la boîte.
    assert gene((40, 60, 45, 55), [[(0, 0), (100, 100)]], []) is True
    assert gene((40, 60, 70, 90), [[(0, 0), (100, 100)]], []) is False


def test_une_etiquette_passe_dessous_quand_une_ligne_est_juste_au_dessus():
    deux = [
        *courbe(("2018", 50), ("2019", 50), ("2020", 50)),
        *courbe(*((str(a), 53) for a in (2018, 2019, 2020)), cle="B"),
    ]
    a, b = figure(bloc(*deux, genre="courbe", accents=("A",)))["data"]
    # 3 points sur 260 / (53 × 1,12) : 13 pixels plus haut, là où l'étiquette s'écrirait.
    assert a["textposition"][:2] == ["bottom center", "bottom center"]
    assert "text" not in b


@pytest.mark.parametrize("code", QUARTIERS)
def test_aucune_etiquette_du_revenu_ne_croise_une_autre_ligne(code):
    """Relu depuis la figure : chaque étiquette écrite est à plus d'une hauteur de texte des autres séries."""
    rendu = figure(revenu_par_annee(code))
    (quartier, *_), autres = [t for t in rendu["data"] if "text" in t], [t for t in rendu["data"] if "text" not in t]
    bas, haut = rendu["layout"]["yaxis"]["range"]
    for annee, valeur, mot, cote in zip(
        quartier["x"], quartier["y"], quartier["text"], quartier["textposition"], strict=True
    ):
        if not mot:
            continue
        centre = valeur / (haut - bas) * 260 + (16 if cote.startswith("top") else -16)
        voisines = [y / (haut - bas) * 260 for t in autres for x, y in zip(t["x"], t["y"], strict=True) if x == annee]
        assert [v for v in voisines if abs(v - centre) < 8] == []


def test_une_serie_seule_a_toutes_ses_valeurs_ecrites():
    # DEMO_2018 à DEMO_2022, La Conte : 806, 759, 819, 819 puis 827 foyers, le dernier au bout de la ligne.
    (b,) = [
        x for x in blocs_de_section(E, "QP011002", "prestations") if x.identifiant.endswith("allocataires_caf-annees")
    ]
    (trace,) = figure(b)["data"]
    assert [m for m in trace["text"] if m] == ["806", "759", "819", "819"]


@pytest.mark.parametrize("code", QUARTIERS)
def test_la_premiere_et_la_derniere_valeur_sont_toujours_ecrites(code):
    rendu = figure(revenu_par_annee(code))
    quartier = next(t for t in rendu["data"] if "text" in t)
    assert quartier["text"][0].endswith("€")
    assert quartier["text"][-1] == ""  # au bout de la ligne, avec le nom
    assert len([a for a in rendu["layout"]["annotations"] if a["text"].startswith(quartier["name"])]) == 1


@pytest.mark.parametrize("code", QUARTIERS)
def test_tous_les_comparateurs_ne_font_pas_plus_de_cinq_series_et_la_reserve_le_dit(code):
    for b in blocs_de_section(E, code, "revenus", tuple(FACE_A)):
        series = {x.cle for x in b.lignes}
        if b.genre == "courbe" or "composition" in b.identifiant:
            assert len(series) <= 5
            assert any("sans les autres quartiers et la région" in r for r in b.reserves)
        else:
            assert not any("Pour rester lisible" in r for r in b.reserves)


def test_les_quatre_autres_quartiers_seuls_se_montrent_ensemble():
    (b,) = [x for x in blocs_de_section(E, "QP011006", "revenus", ("qpv",)) if "composition" in x.identifiant]
    assert {x.cle for x in b.lignes} == set(QUARTIERS)
    assert not any("Pour rester lisible" in r for r in b.reserves)
