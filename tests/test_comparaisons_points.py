"""La figure en points : rangées, traits, bandes, marge, absences, textes hostiles."""

from dataclasses import replace

from components.graphiques import figure
from data.entrepot import charger
from data.vues.un_indicateur import un_indicateur
from tests.outils.fabrique import bloc, ligne
from tests.outils.lecture_page import lisible

E = charger()


def points(*lignes, **champs):
    return figure(bloc(*lignes, genre="points", **champs))


def test_la_pauvrete_de_2019_point_par_point():
    rendu = figure(un_indicateur(E, "taux_pauvrete", "2019"))
    trace = rendu["data"][0]
    assert dict(zip(trace["y"], trace["x"], strict=True)) == {
        "La Conte - Ozanam": 61,
        "Le Viguier - Saint-Jacques": 65,
        "Bastide - Pont-Vieux": 39,
        "Fleming - La Reille": 58.6,
        "Grazailles": 51.7,
    }
    # La marge d'une mesure de quartier : deux écarts-types de 2,2 points.
    assert trace["error_x"]["value"] == 4.4
    assert lisible(trace["name"]) == "un quartier, et sa marge d'incertitude (± 4,4 points)"
    bandes = [(f["x0"], f["x1"], lisible(f["name"])) for f in rendu["layout"]["shapes"] if f["type"] == "rect"]
    assert bandes == [
        (30.8, 57.7, "neuf QPV de métropole sur dix (de 31 % à 58 %)"),
        (37.1, 48.3, "la moitié des QPV de métropole (de 37 % à 48 %)"),
    ]


def test_les_noms_des_traits_ne_partagent_jamais_une_ligne():
    types = ("commune", "epci", "ensemble_qpv", "departement", "region")
    rendu = figure(un_indicateur(E, "revenu_median", "2019", types))
    noms = [a for a in rendu["layout"]["annotations"] if a.get("yref") == "paper"]
    assert sorted(lisible(a["text"]) for a in noms) == [
        "Agglomération : 19 610 €",
        "Aude : 19 550 €",
        "Carcassonne : 18 450 €",
        "Occitanie : 20 980 €",
        "QPV médian de métropole : 14 135 €",
    ]
    assert len({a["yshift"] for a in noms}) == len(noms)
    # Chaque trait a son propre tireté : en noir et blanc ils ne se confondent pas.
    traits = [f["line"]["dash"] for f in rendu["layout"]["shapes"] if f["type"] == "line"]
    assert len(set(traits)) == len(traits) == 5
    assert rendu["layout"]["margin"]["t"] >= max(a["yshift"] for a in noms) + 24


def test_un_territoire_garde_son_trait_quelle_que_soit_la_selection():
    def traits(types) -> dict[float, str]:
        formes = figure(un_indicateur(E, "revenu_median", "2019", types))["layout"]["shapes"]
        return {f["x0"]: f["line"]["dash"] for f in formes if f["type"] == "line"}

    toutes = traits(("commune", "epci", "ensemble_qpv", "departement", "region"))
    # 19 610 € dans l'agglomération, 18 450 € à Carcassonne, 20 980 € en Occitanie.
    assert (toutes[19610], toutes[18450], toutes[20980]) == ("solid", "dash", "longdash")
    for types in (("epci",), ("commune", "region"), ("region",)):
        assert traits(types).items() <= toutes.items()


def test_un_nom_s_ecrit_du_cote_ou_il_y_a_de_la_place():
    rendu = figure(un_indicateur(E, "taux_pauvrete", "2019"))
    cotes = {a["text"].split(" :")[0]: a["xanchor"] for a in rendu["layout"]["annotations"] if a.get("yref") == "paper"}
    # L'axe va de 18 à 72 environ, son milieu est vers 45.
    assert cotes == {"Agglomération": "left", "Carcassonne": "left", "QPV médian de métropole": "left"}


def test_une_valeur_absente_garde_sa_rangee_et_son_mot():
    rendu = figure(un_indicateur(E, "part_familles_monoparentales", "2020"))
    absents = next(t for t in rendu["data"] if t["mode"] == "text")
    assert absents["y"] == ["Fleming - La Reille"]
    assert lisible(absents["text"][0]) == "<i> non disponible</i>"
    assert "Fleming - La Reille" not in rendu["data"][0]["y"]
    assert "Fleming - La Reille" in rendu["layout"]["yaxis"]["categoryarray"]
    assert "error_x" not in rendu["data"][0]


def test_la_graduation_est_en_francais():
    axe = figure(un_indicateur(E, "revenu_median", "2019"))["layout"]["xaxis"]
    # Sans ces réglages, l'axe abrège « 12k ».
    assert (axe["exponentformat"], axe["separatethousands"], lisible(axe["ticksuffix"])) == ("none", True, " €")
    assert figure(un_indicateur(E, "population", "2018"))["layout"]["xaxis"]["ticksuffix"] == ""
    assert lisible(figure(un_indicateur(E, "taux_emploi", "2018"))["layout"]["xaxis"]["ticksuffix"]) == " %"


def test_un_zero_est_un_point_et_l_axe_ne_descend_pas_dessous():
    rendu = points(ligne("A", 0.0), ligne("B", 10.0), accents=("A", "B"))
    assert rendu["data"][0]["x"] == [0.0, 10.0]
    assert rendu["layout"]["xaxis"]["range"][0] == 0


def test_une_valeur_negative_reste_dans_le_cadre():
    # Les impôts sont comptés en moins dans la composition du revenu.
    bas, haut = points(ligne("A", -9.0), ligne("B", -5.0), accents=("A", "B"))["layout"]["xaxis"]["range"]
    assert bas < -9
    assert haut > -5


def test_les_valeurs_egales_donnent_un_cadre():
    bas, haut = points(ligne("A", 5.0), ligne("B", 5.0), accents=("A", "B"))["layout"]["xaxis"]["range"]
    assert bas < 5 < haut


def test_un_nom_de_fichier_reste_un_texte():
    hostile = "<b>19</b>"
    rendu = points(ligne(hostile, 1.0), ligne("R<i>", 2.0), accents=(hostile,))
    assert rendu["data"][0]["y"] == ["&lt;b&gt;19&lt;/b&gt;"]
    assert "R&lt;i&gt;" in rendu["layout"]["annotations"][0]["text"]


def test_la_demonstration_se_voit_sur_les_points():
    rendu = points(ligne("A", 1.0, "demonstration"), accents=("A",))
    assert rendu["layout"]["annotations"][-1]["text"] == "DONNÉES DE DÉMONSTRATION"


def test_sans_marge_connue_pas_de_trait_d_incertitude():
    avec = un_indicateur(E, "taux_pauvrete", "2019")
    assert "error_x" not in figure(replace(avec, marge=None))["data"][0]
