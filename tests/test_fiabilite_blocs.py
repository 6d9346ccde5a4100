"""La page Fiabilité et l'accueil : comptes, absences, registre, sources, carte d'une seule année."""

import csv
from collections import Counter

import pytest

from data.dossiers import dossier_tables
from data.entrepot import charger
from data.formats import DEFINITIONS_STATUTS, LIBELLES_STATUTS, nombre
from data.vues.accueil import bloc_carte, chapeau, fiches
from data.vues.fiabilite import (
    CERTITUDES,
    GRAVITES,
    TOUTES,
    bloc_manques,
    bloc_sources,
    bloc_statuts,
    quartiers_du_registre,
    registre,
)
from tests.outils.lecture_page import lisible
from tests.outils.tables import TABLES, changer, ecrire_tables

E = charger()


def lues(nom: str) -> list[dict[str, str]]:
    """La table telle qu'elle est sur le disque, sans passer par l'entrepôt."""
    with (dossier_tables() / f"{nom}.csv").open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def rangees(bloc) -> list[list[str]]:
    return [[c.texte for c in rangee] for rangee in bloc.grille.lignes]


def test_les_statuts_sont_comptes_sur_toutes_les_tables():
    comptes = Counter(r["statut"] for nom in ("valeurs", "credits_publies") for r in lues(nom))
    comptes["demonstration"] = sum(r["statut"] == "demonstration" for r in lues("actions"))
    bloc = bloc_statuts(E)
    assert [(r[0], r[1]) for r in rangees(bloc)] == [
        (LIBELLES_STATUTS[s], DEFINITIONS_STATUTS[s]) for s in LIBELLES_STATUTS
    ]
    assert [r[2] for r in rangees(bloc)] == [nombre(comptes[s]) for s in LIBELLES_STATUTS]
    assert bloc.phrase == f"{nombre(sum(comptes.values()))} valeurs dans les tables, chacune avec son statut."


def test_une_absence_ne_deborde_pas_sur_les_annees_connues():
    """La Caf ne manque à La Conte qu'en 2015, à Fleming que de 2018 à 2020 : pas « 2015 à 2020 » pour les deux."""
    rsa = [r[:4] for r in rangees(bloc_manques(E)) if r[0] == "Allocataires du RSA"]
    assert ["Allocataires du RSA", "La Conte - Ozanam", "2015", "non disponible"] in rsa
    assert [r for r in rsa if "La Conte" in r[1] and r[2] != "2015"] == []
    assert [r for r in rsa if "Fleming" in r[1] and "2015" in r[2]] == []


def test_chaque_ligne_des_manques_dit_vrai(tmp_path):
    # Trois absences : Grazailles 2019 (du jeu de base), puis 2016 et 2017 ; 2018 est connue.
    plus = TABLES["valeurs"] + "".join(
        f"QP011006,taux_pauvrete,,{a},{v},insee_filo_2019,FILO,\n"
        for a, v in (("2016", ",secret,"), ("2017", ",secret,"), ("2018", "50,publie,"))
    )
    bloc = bloc_manques(charger(ecrire_tables(tmp_path, valeurs=plus)))
    assert rangees(bloc) == [["Pauvreté", "Grazailles", "2016, 2017 et 2019", "secret statistique", ""]]
    assert bloc.phrase.startswith("3 valeurs ne figurent pas")


def test_une_valeur_ecartee_ne_compte_pas_parmi_les_manques():
    # La population de Grazailles manque au rapport, mais l'Insee la publie.
    assert [r for r in rangees(bloc_manques(E)) if r[0] == "Population municipale" and "Grazailles" in r[1]] == []


def test_les_manques_ont_tous_un_motif():
    mots = {LIBELLES_STATUTS[s] for s in ("secret", "non_disponible", "non_applicable")}
    assert {r[3] for r in rangees(bloc_manques(E))} <= mots


def test_le_registre_entier():
    bloc = registre(E)
    comptes = Counter(r["certitude"] for r in lues("controles"))
    assert {r[0] for r in rangees(bloc)} == {r["controle"] for r in lues("controles")}
    assert len(bloc.grille.lignes) == sum(comptes.values())
    attendu = (
        f"{sum(comptes.values())} entrées : {comptes['prouvee']} prouvées, {comptes['tres_probable']} très probables, "
        f"{comptes['suspecte']} suspectes et {comptes['reserve']} réserves de lecture."
    )
    assert bloc.phrase == attendu


def test_les_plus_graves_d_abord():
    ordre = list(GRAVITES.values())
    rangs = [ordre.index(r[1]) for r in rangees(registre(E))]
    assert rangs == sorted(rangs)


@pytest.mark.parametrize(
    ("filtres", "garde"),
    [
        ({"certitude": "prouvee"}, lambda r: r["certitude"] == "prouvee"),
        ({"gravite": "grave"}, lambda r: r["gravite"] == "grave"),
        ({"territoire": "QP011006"}, lambda r: "QP011006" in r["territoire"].split(";")),
        (
            {"certitude": "suspecte", "gravite": "attention", "territoire": "QP011002"},
            lambda r: (
                (r["certitude"], r["gravite"]) == ("suspecte", "attention") and "QP011002" in r["territoire"].split(";")
            ),
        ),
        ({"territoire": "<script>"}, lambda r: False),
    ],
)
def test_les_filtres_du_registre(filtres, garde):
    attendues = {r["controle"] for r in lues("controles") if garde(r)}
    bloc = registre(E, **filtres)
    assert {r[0] for r in rangees(bloc)} == attendues
    total = len(lues("controles"))
    mot = "entrée" if len(attendues) < 2 else "entrées"
    assert bloc.phrase.startswith(f"{len(attendues)} {mot} sur {total}")


def test_la_population_perdue_de_grazailles_est_au_registre():
    (c022,) = [r for r in rangees(registre(E, territoire="QP011006")) if r[0] == "C022"]
    assert c022[4] == "949 habitants (2018, publié par l'INSEE)"


def test_un_registre_d_une_entree_est_au_singulier(tmp_path):
    bloc = registre(charger(ecrire_tables(tmp_path)), gravite="grave")
    assert bloc.phrase == "1 entrée sur 2 : 1 prouvée."


def test_les_libelles_du_registre_couvrent_la_table():
    assert {r["certitude"] for r in lues("controles")} <= set(CERTITUDES)
    assert {r["gravite"] for r in lues("controles")} <= set(GRAVITES)


def test_les_sources_citees_sont_comptees():
    comptes = Counter(r["source"] for nom in ("valeurs", "credits_publies", "actions") for r in lues(nom))
    citees = [r for r in lues("sources") if comptes[r["source"]]]
    bloc = bloc_sources(E)
    assert [(r[0], r[1], r[4]) for r in rangees(bloc)] == [
        (r["titre"], r["producteur"], nombre(comptes[r["source"]])) for r in citees
    ]
    assert bloc.phrase == f"{len(citees)} sources citées par les tables."


def test_les_choix_de_territoire():
    assert quartiers_du_registre(E) == {
        TOUTES: "Tous les territoires",
        "QP011002": "La Conte - Ozanam",
        "QP011003": "Le Viguier - Saint-Jacques",
        "QP011004": "Bastide - Pont-Vieux",
        "QP011005": "Fleming - La Reille",
        "QP011006": "Grazailles",
    }


# --- L'accueil


def test_le_chapeau_de_l_accueil():
    # Rapport : « 10 263 » habitants en QPV en 2018 = 2 525 + 1 757 + 3 873 + 1 159 + 949.
    # FILO_2019 (quartiers) et rapport de 2022 (agglomération).
    assert lisible(chapeau(E)) == (
        "10 263 personnes vivent dans les cinq quartiers prioritaires de Carcassonne en 2018. "
        "En 2019, le taux de pauvreté va de 39 % à Bastide - Pont-Vieux à 65 % au Viguier - Saint-Jacques, "
        "contre 21 % dans l'agglomération."
    )


def test_le_chapeau_sans_total_ne_dit_pas_de_nombre_d_habitants(tmp_path):
    """Sans agglomération dans les tables, la pauvreté se dit face à la ville ; un seul quartier en a une."""
    assert lisible(chapeau(charger(ecrire_tables(tmp_path)))) == (
        "Deux quartiers prioritaires de la politique de la ville. En 2019, le taux de pauvreté est de 61 % à "
        "La Conte - Ozanam, contre 27 % à Carcassonne."
    )


def test_les_fiches_de_l_accueil():
    conte = fiches(E)[0]
    assert conte.territoire.code == "QP011002"
    assert [(nom, lisible(valeur), statut) for nom, valeur, statut in conte.chiffres] == [
        ("Population municipale 2018", "2 525 habitants", "publie"),
        ("Revenu médian 2019", "12 130 €", "publie"),
        ("Taux de pauvreté 2019", "61 %", "publie"),
    ]


def test_une_fiche_dit_le_secret_par_son_nom(tmp_path):
    grazailles = fiches(charger(ecrire_tables(tmp_path)))[1]
    assert grazailles.chiffres == (("Pauvreté 2019", "secret statistique", ""),)


def test_la_carte_de_l_accueil():
    bloc = bloc_carte(E)
    assert {x.cle: round(x.mesure.valeur) for x in bloc.lignes} == {
        "QP011002": 61,
        "QP011003": 65,
        "QP011004": 39,
        "QP011005": 59,
        "QP011006": 52,
    }


def test_la_carte_ne_melange_pas_les_annees(tmp_path):
    """Une année de plus pour un seul quartier ne doit pas se glisser parmi celles des autres."""
    plus = TABLES["valeurs"] + "QP011002,taux_pauvrete,,2021,58,publie,,insee_filo_2019,FILO,\n"
    bloc = bloc_carte(charger(ecrire_tables(tmp_path, valeurs=plus)))
    assert {x.mesure.annee for x in bloc.lignes} == {"2019"}
    assert bloc.titre == "Pauvreté dans les deux quartiers, 2019"


def test_sans_indicateur_pas_de_carte(tmp_path):
    absente = changer("indicateurs", "taux_pauvrete,Pauvreté", "autre_taux,Pauvreté")
    assert bloc_carte(charger(ecrire_tables(tmp_path, indicateurs=absente))) is None
