"""Ce qui permet de vérifier un chiffre, écrit pour qui n'a jamais ouvert nos tables."""

import pytest

from data.entrepot import charger
from data.preuves import note_lisible, preuves
from data.vues.portraits import blocs_de_section
from tests.outils.lecture_page import lisible

E = charger()


@pytest.mark.parametrize(
    ("note", "attendu"),
    [
        ("", ""),
        (
            "retenue automatiquement : série officielle de l'Insee | même valeur dans DEMO_2021.csv",
            "Retenue : série officielle de l'Insee ; même valeur dans DEMO_2021.csv.",
        ),
        ("ecartee automatiquement : voir A", "Écartée : voir A."),
        ("ecartee : le chiffre imprimé a été perdu.", "Écartée : le chiffre imprimé a été perdu."),
        ("voir C003", "Voir C003."),
    ],
)
def test_une_note_se_lit_sans_nos_mots_de_gestion(note, attendu):
    assert note_lisible(note) == attendu


def test_les_preuves_de_la_population_de_grazailles():
    dites = preuves(E, E.mesure("QP011006", "population", "2018"))
    fiche = dict(dites)
    assert fiche["Fichier et variable"] == "DEMO_2022.csv, POP_MUN"
    assert fiche["Année des données"] == "2018"
    assert fiche["D'une année à l'autre"] == "les années ne se comparent pas."
    (autre,) = [texte for nom, texte in dites if nom.startswith("Autre source")]
    assert autre.startswith("non disponible. Écartée : le chiffre imprimé a été perdu")
    assert "Registre C022" in fiche


def test_aucune_preuve_ne_montre_un_mot_de_gestion():
    montrees = [texte for m in E.mesures for _, texte in preuves(E, m)]
    assert [t for t in montrees if "ecartee" in t or "automatiquement" in t] == []
    assert len(montrees) >= 5 * len(E.mesures)


def test_une_valeur_calculee_donne_sa_formule():
    # distribution.py : la médiane des 10 quartiers de l'Aude, sur la colonne TP60 de REVN_2019.csv.
    calculee = E.mesure("QPV-D11", "taux_pauvrete", "2015")
    assert calculee.statut == "calcule"
    assert dict(preuves(E, calculee))["Formule"] == "Médiane simple de 10 QPV, à partir de : REVN_2019.csv, TP60."
    sans = [m for m in E.mesures if m.statut == "calcule" and "n'est pas écrite" in dict(preuves(E, m))["Formule"]]
    assert sans == []
    assert "Formule" not in dict(preuves(E, E.mesure("QP011002", "taux_pauvrete", "2019")))


@pytest.mark.parametrize(
    ("cle", "attendu"),
    [
        # 4,4 × √2 = 6,2 ; 4 × √2 = 5,7.
        (
            ("taux_pauvrete", "2019", ""),
            "Marge : 4,4 points (deux écarts-types) ; 6,2 points entre deux années ou deux quartiers (marge × √2)"
            " ; entre deux années, au moins aussi deux écarts-types des mouvements des QPV du pays.",
        ),
        (
            ("taux_emploi", "2018", ""),
            "Marge : 4,0 points (deux écarts-types) ; 5,7 points entre deux années ou deux quartiers (marge × √2)"
            " ; entre deux années, au moins aussi deux écarts-types des mouvements des QPV du pays.",
        ),
        # mouvements_qpv.csv, femmes, 2015 à 2018 : 4,08 ; 2 × 4,08 / √2 = 5,8, et × √2 = 8,2.
        (
            ("taux_emploi", "2018", "femmes"),
            "Non publiée. Un écart se juge à ce qu'un QPV de métropole bouge d'ordinaire : 5,8 points (deux "
            "écarts-types) ; 8,2 points entre deux quartiers.",
        ),
        (
            ("allocataires_aah", "2017", ""),
            "Un comptage. Sous 2 × √(avant + après), l'écart est dit stable (loi de Poisson, deux écarts-types).",
        ),
    ],
)
def test_l_imprecision_se_lit_dans_les_preuves(cle, attendu):
    indicateur, annee, modalite = cle
    assert lisible(dict(preuves(E, E.mesure("QP011005", indicateur, annee, modalite)))["Imprécision"]) == attendu


def test_les_preuves_disent_le_passage_interdit():
    assert dict(preuves(E, E.mesure("QP011005", "demandeurs_emploi", "2017")))["D'une année à l'autre"] == (
        "les années se comparent, au bruit de la mesure près, sauf exceptions. De 2016 à 2017, les adresses de "
        "Fleming - La Reille ont sans doute été localisées autrement (registre, C118)."
    )


def test_les_preuves_d_un_bloc_disent_d_ou_vient_chaque_serie():
    bloc = next(b for b in blocs_de_section(E, "QP011002", "revenus") if b.identifiant.endswith("revenu_median-2019"))
    autres = {nom: texte for nom, texte in bloc.preuves if nom.startswith("Aussi : ")}
    # Toutes les séries du bloc sauf celle du quartier, dont les preuves sont au-dessus.
    assert set(autres) == {f"Aussi : {x.serie}" for x in bloc.lignes if x.cle != "QP011002"}
    assert autres["Aussi : QPV médian de métropole"] == "FILO_2019.csv, DISP_MED_A19 (calculé)."
