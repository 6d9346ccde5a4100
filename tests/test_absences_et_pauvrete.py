"""Ce qui manque se dit une fois, en clair ; et la question de la pauvreté a sa réponse en une phrase."""

import pytest

from data.entrepot import charger
from data.vues.pauvrete import bloc_pauvrete
from data.vues.portraits import blocs_de_section
from tests.outils.lecture_page import lisible
from tests.outils.tables import TABLES, ecrire_tables

E = charger()
CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (f"QP01100{n}" for n in range(2, 7))
SANS_2015 = "on ne peut pas dire si cet écart a changé, le taux de Carcassonne en 2015 n'étant pas dans nos sources."
STABLE = " : pas d'évolution significative (il faudrait 6,2 points) ; il dépasse de"


@pytest.mark.parametrize(
    ("code", "phrase"),
    [
        # REVN_2019, TP60 et FILO_2019, DISP_TP60_A19 ; Carcassonne 27 % en 2019 (rapport, chapitre 4).
        (
            CONTE,
            f"À La Conte - Ozanam, le taux de pauvreté est de 61 % en 2015 comme en 2019{STABLE} 34",
        ),
        (
            VIGUIER,
            f"Au Viguier - Saint-Jacques, le taux de pauvreté est de 65 % en 2015 comme en 2019{STABLE} 38",
        ),
        (
            BASTIDE,
            f"À Bastide - Pont-Vieux, le taux de pauvreté passe de 40 % en 2015 à 39 % en 2019{STABLE} 12",
        ),
        (
            FLEMING,
            # FILO_2017 : 49,8, sous le niveau de 2015.
            "À Fleming - La Reille, le taux de pauvreté est en dents de scie (52,2 % en 2015, 49,8 % en 2017, 58,6 % "
            "en 2019) : plus haut qu'en 2015, mais aucune tendance sûre ; il dépasse de 32",
        ),
        (
            GRAZAILLES,
            f"À Grazailles, le taux de pauvreté passe de 49 % en 2015 à 52 % en 2019{STABLE} 25",
        ),
    ],
)
def test_plus_pauvre_qu_en_2015_et_face_a_la_ville(code, phrase):
    bloc = blocs_de_section(E, code, "revenus")[0]
    assert lisible(bloc.phrase) == f"{phrase} points celui de Carcassonne en 2019 ; {SANS_2015}"
    dites = {(x.cle, x.mesure.annee) for x in bloc.lignes}
    assert {(code, "2015"), (code, "2019"), ("11069", "2019")} <= dites
    assert ("11069", "2015") not in dites


def test_la_ville_reste_sur_la_courbe_quand_le_lecteur_ne_la_choisit_pas():
    bloc = blocs_de_section(E, FLEMING, "revenus", ("epci",))[0]
    assert {x.cle for x in bloc.lignes} == {FLEMING, "11069", "200035715"}


def test_le_taux_de_la_ville_change_la_fin_de_la_phrase(tmp_path):
    # Des valeurs d'essai : 50 puis 61 au quartier, 20 puis 27 à la ville ; écarts de 30 puis 34 points.
    plus = "".join(
        f"{c},taux_pauvrete,,2015,{v},publie,,rapport_2022,r,\n" for c, v in (("QP011002", 50), ("11069", 20))
    )
    tables = charger(ecrire_tables(tmp_path, valeurs=TABLES["valeurs"] + plus))
    phrase = lisible(bloc_pauvrete(tables, CONTE, "11069").phrase)
    assert phrase.endswith(
        "il dépasse de 34 points celui de Carcassonne en 2019 ; en 2015, l'écart était de 30 points."
    )


def test_une_seule_annee_ne_dit_rien_du_changement(tmp_path):
    phrase = lisible(bloc_pauvrete(charger(ecrire_tables(tmp_path)), CONTE, "11069").phrase)
    assert phrase == (
        "À La Conte - Ozanam, le taux de pauvreté est de 61 % en 2019, et rien ne dit s'il a changé depuis 2015 ; "
        "il dépasse de 34 points celui de Carcassonne en 2019."
    )


def test_un_quartier_sans_taux_n_a_pas_le_bloc(tmp_path):
    assert bloc_pauvrete(charger(ecrire_tables(tmp_path)), GRAZAILLES, "11069") is None


def test_fleming_reunit_ses_demandeurs_d_emploi_absents_en_un_bloc():
    blocs = blocs_de_section(E, FLEMING, "demande-emploi")
    assert [b.genre for b in blocs] == ["courbe", "courbe", "texte"]
    manque = blocs[-1]
    assert lisible(manque.phrase) == (
        "À Fleming - La Reille, quatre sujets n'ont aucune valeur diffusée pour 2020 et 2021 : « Demandeurs d'emploi "
        "par sexe », « Demandeurs d'emploi par âge, en nombre », « Demandeurs d'emploi par niveau de formation » et "
        "« Part de chaque âge parmi les demandeurs d'emploi »."
    )
    assert {x.mesure.statut for x in manque.lignes} == {"non_disponible"}
    assert [r for r in manque.reserves if "n'a pas de seconde page" in r and r.startswith("Fleming - La Reille")]


def test_les_autres_quartiers_gardent_tous_leurs_blocs():
    assert [len(blocs_de_section(E, c, "demande-emploi")) for c in (CONTE, BASTIDE, GRAZAILLES)] == [6, 6, 6]


@pytest.mark.parametrize("code", [CONTE, VIGUIER, BASTIDE, FLEMING])
def test_l_activite_economique_dit_ce_qui_manque_et_comment_le_fournir(code):
    (bloc,) = blocs_de_section(E, code, "activite")
    assert lisible(bloc.phrase).endswith(
        "nos sources ne donnent aucun chiffre sur ce sujet. Le rapport de 2022 n'en donne qu'à Grazailles "
        "(« Taux de création d'établissements »), et le graphique s'est perdu avec sa mise en page."
    )
    textes = [[c.texte for c in ligne] for ligne in bloc.grille.lignes]
    # figures_perdues.csv, F044 ; puis la valeur de ce quartier, que l'Insee publie (répertoire Sirene).
    assert textes[0][0] == "Taux de création d'établissements, Grazailles"
    assert textes[1][0].endswith(E.territoires[code].nom)
    assert textes[1][2:] == [
        "Insee, répertoire Sirene",
        "Classeur à remplir, puis « python -m data.importer valeurs FICHIER »",
    ]
    assert [s.code for s in bloc.sources] == ["rapport_2022"]


def test_grazailles_garde_ses_deux_taux_contestes():
    (courbe,) = blocs_de_section(E, GRAZAILLES, "activite")
    assert lisible(courbe.phrase) == (
        "À Grazailles, 25 % en 2015 et 50 % en 2020, valeurs contestées. Aucune évolution ne s'en tire. "
        "« Taux de création d'établissements » ne se compare pas d'une année à l'autre."
    )
    # L'indicateur ne se compare pas d'une année à l'autre : la série se coupe à chaque année, des points sans ligne.
    assert courbe.ruptures == ("2020",)
