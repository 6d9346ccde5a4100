"""Les autres vues des crédits : années, équilibre, reconductions, financeurs, porteurs, flux, besoins, liste, rapport.

Le petit fichier, à parts égales entre La Conte (QP011002) et Grazailles (QP011006) :
A1 2019 emploi, les deux, 100,01 € de l'État (nouvelle) ; A2 2019 cohésion sociale, La Conte, 200 € de la Ville
et 50 € de l'État (reconduction) ; A3 2020 emploi, sans quartier, 40 € de l'État ; A4 2020 emploi, Grazailles,
60 € de l'État pour un adulte-relais.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from data.entrepot import charger
from data.modele import Action
from data.vues.credits import bloc_croise, bloc_quartiers, parts_des_piliers
from data.vues.credits_actions import bloc_actions, fiches, rangees_du_fichier
from data.vues.credits_base import (
    Choix,
    codes_des_financeurs,
    enveloppe_par_defaut,
    enveloppes_des_actions,
    phrase_du_fichier,
)
from data.vues.credits_besoins import CREDITS, bloc_besoins
from data.vues.credits_confrontation import bloc_cohesion, bloc_confrontation, bloc_nomenclatures
from data.vues.credits_evolution import bloc_natures, bloc_par_annee, bloc_reequilibrage
from data.vues.credits_financeurs import bloc_financeurs, bloc_financeurs_piliers, bloc_porteurs
from data.vues.credits_flux import bloc_flux
from tests.outils.lecture_page import lisible
from tests.outils.tables import ecrire_tables

E = charger()
CONTE, GRAZAILLES = "QP011002", "QP011006"
TOUT = Choix("total", "montant", 2019, 2020)
DEMO = Choix("total", "montant", 2016, 2022)


def action(numero, annee, pilier, quartiers, financeur, montant, nature="", enveloppe="specifique"):
    return Action(
        numero, annee, f"Action {numero}", f"Porteur {numero}", pilier, "", quartiers, financeur, enveloppe, nature,
        montant, "reel", "rapport_2022",
    )  # fmt: skip


ACTIONS = (
    action("A1", 2019, "emploi", (CONTE, GRAZAILLES), "État", 100.01, "nouvelle"),
    action("A2", 2019, "cohesion_sociale", (CONTE,), "Ville", 200.0, "reconduction"),
    action("A2", 2019, "cohesion_sociale", (CONTE,), "État", 50.0, "reconduction"),
    action("A3", 2020, "emploi", (), "État", 40.0),
    action("A4", 2020, "emploi", (GRAZAILLES,), "État", 60.0, enveloppe="adulte_relais"),
)


@pytest.fixture(scope="module")
def petit(tmp_path_factory):
    return replace(charger(ecrire_tables(tmp_path_factory.mktemp("petit") / "tables")), actions=ACTIONS)


def valeurs(bloc):
    return {(x.serie, x.categorie): x.mesure.valeur for x in bloc.lignes}


# --- Ce que chaque vue compte


def test_les_enveloppes_restent_a_part(petit):
    assert enveloppes_des_actions(petit) == {
        "specifique": "Crédits spécifiques",
        "adulte_relais": "Postes d'adultes-relais",
        "": "Toutes, additionnées",
    }
    assert enveloppe_par_defaut(petit) == "specifique"
    seules = bloc_quartiers(petit, TOUT)
    # 100,01 : le centime va au premier affiché, La Conte : 50,01 + 250 ; Grazailles 50 ; 40 sans quartier.
    assert [(x.cle, x.mesure.valeur) for x in seules.lignes] == [
        (CONTE, 300.01),
        (GRAZAILLES, 50.0),
        ("non-localise", 40.0),
    ]
    assert seules.reserves[0] == "Enveloppe comptée : crédits spécifiques seulement."
    toutes = bloc_quartiers(petit, replace(TOUT, enveloppe=""))
    assert [x.mesure.valeur for x in toutes.lignes] == [300.01, 110.0, 40.0]
    assert toutes.reserves[0] == "Enveloppes additionnées : crédits spécifiques et postes d'adultes-relais."
    assert {x.mesure.note for x in toutes.lignes} == {
        "crédits spécifiques et postes d'adultes-relais ; répartition à parts égales entre les quartiers de l'action"
    }


def test_la_regle_de_repartition_se_lit_et_change_les_montants(petit):
    a_part = bloc_quartiers(petit, replace(TOUT, regle="inter_quartiers"))
    assert {x.cle: x.mesure.valeur for x in a_part.lignes} == {
        CONTE: 250.0,
        GRAZAILLES: 0.0,
        "inter-quartiers": 100.01,
        "non-localise": 40.0,
    }
    assert "comptées à part" in " ".join(a_part.reserves)
    # Grazailles n'a pas de population dans ce jeu : la règle le dit, et ne perd rien.
    population = bloc_quartiers(petit, replace(TOUT, regle="population"))
    assert sum(Decimal(str(x.mesure.valeur)) for x in population.lignes) == Decimal("390.01")
    assert "Faute d'une population connue, 1 action est comptée à part." in population.reserves


def test_la_part_du_total_fait_cent(petit):
    bloc = bloc_quartiers(petit, replace(TOUT, mesure="part"))
    assert sum(x.mesure.valeur for x in bloc.lignes) == pytest.approx(100)
    assert bloc.lignes[0].mesure.valeur == pytest.approx(30001 / 39001 * 100)
    vide = bloc_quartiers(petit, replace(TOUT, mesure="part", enveloppe="fonjep"))
    assert {x.mesure.statut for x in vide.lignes} == {"non_applicable"}


def test_un_pilier_sans_credit_vaut_zero_et_non_un_tiret(petit):
    assert valeurs(bloc_croise(petit, TOUT))["Grazailles", "cohesion_sociale"] == 0.0


def test_les_parts_des_piliers_de_la_carte_font_cent(petit):
    parts = parts_des_piliers(petit, TOUT)
    # La Conte : 50,01 d'emploi et 250 de cohésion sociale sur 300,01, soit 16,7 et 83,3 %.
    assert {p.pilier: p.part for p in parts[CONTE]} == {"emploi": 17, "cohesion_sociale": 83}
    assert {sum(p.part for p in siennes) for siennes in parts.values()} == {100}
    # Le pilier choisi ne change pas la barre : elle montre toujours tous les piliers.
    assert parts_des_piliers(petit, replace(TOUT, pilier="emploi")) == parts


def test_chaque_pilier_annee_par_annee(petit):
    montants = valeurs(bloc_par_annee(petit, TOUT))
    assert montants == {
        ("Emploi", "2019"): 100.01,
        ("Emploi", "2020"): 40.0,
        ("cohesion_sociale", "2019"): 250.0,
        ("cohesion_sociale", "2020"): 0.0,
    }
    conte = bloc_par_annee(petit, replace(TOUT, mesure="part"), CONTE)
    assert valeurs(conte)["Emploi", "2019"] == pytest.approx(5001 / 30001 * 100)
    # Aucun crédit à La Conte en 2020 : une part de rien n'est pas zéro.
    assert {x.mesure.statut for x in conte.lignes if x.categorie == "2020"} == {"non_applicable"}


def test_la_part_des_quartiers_dans_l_annee(petit):
    bloc = bloc_reequilibrage(petit, replace(TOUT, a=2019))
    assert valeurs(bloc)["La Conte", "2019"] == pytest.approx(30001 / 35001 * 100)
    # 50 / 350,01 et 300,01 / 350,01 : sans décimale on lirait 14, 86 et 71, qui ne se raccordent pas.
    assert lisible(bloc.phrase) == "En 2019, de 14,3 % (Grazailles) à 85,7 % (La Conte), soit 71,4 points d'écart."


def test_nouvelles_et_reconduites(petit):
    bloc = bloc_natures(petit, TOUT)
    assert valeurs(bloc)["Actions nouvelles", "2019"] == 100.01
    assert valeurs(bloc)["Reconductions", "2019"] == 250.0
    assert valeurs(bloc)["Nature non précisée", "2020"] == 40.0
    assert "Pour 1 action, le fichier ne dit pas si elle est nouvelle ou reconduite." in bloc.reserves
    assert bloc.reserves[-1] == (
        "Actions nouvelles (2020) et Reconductions (2020) : non disponible. "
        "Cette année-là, le fichier ne dit la nature d'aucune action."
    )
    nombres = valeurs(bloc_natures(petit, replace(TOUT, mesure="actions")))
    assert nombres["Reconductions", "2019"] == 1  # deux financeurs, une action
    # En 2020 le fichier ne dit la nature d'aucune action : ni zéro nouvelle, ni zéro reconduction.
    assert [valeurs(bloc)[n, "2020"] for n in ("Actions nouvelles", "Reconductions")] == [None, None]
    assert valeurs(bloc)["Nature non précisée", "2019"] == 0.0
    assert " 0 € en 2020" not in lisible(bloc.phrase)


def test_financeurs_et_porteurs_en_montants_entiers(petit):
    financeurs = bloc_financeurs(petit, TOUT)
    assert [(x.serie, x.mesure.valeur) for x in financeurs.lignes] == [("Ville", 200.0), ("État", 190.01)]
    assert lisible(financeurs.phrase) == "De 2019 à 2020, 2 financeurs ; le premier, Ville, avec 200 €."
    assert [x.serie for x in bloc_porteurs(petit, TOUT).lignes] == ["Porteur A2", "Porteur A1", "Porteur A3"]
    croises = valeurs(bloc_financeurs_piliers(petit, TOUT))
    assert (croises["État", "Emploi"], croises["État", "Tous les piliers"]) == (140.01, 190.01)
    assert codes_des_financeurs(petit) == {"ville": "Ville", "etat": "État"}


def test_ce_que_le_fichier_ne_nomme_pas_n_est_pas_un_financeur(petit):
    anonymes = (action("A5", 2020, "emploi", (CONTE,), "Non précisé", 900.0), replace(ACTIONS[0], porteur=""))
    tables = replace(petit, actions=(*ACTIONS[1:], *anonymes))
    financeurs = bloc_financeurs(tables, TOUT)
    # 900 € dépassent tout le monde : ils se montrent, en dernier, sans être « le premier financeur ».
    assert [(x.serie, x.mesure.valeur) for x in financeurs.lignes] == [
        ("Ville", 200.0),
        ("État", 190.01),
        ("Financeur non précisé", 900.0),
    ]
    assert lisible(financeurs.phrase) == "De 2019 à 2020, 2 financeurs ; le premier, Ville, avec 200 €."
    assert "Le fichier ne nomme pas le financeur de 1 action." in financeurs.reserves
    croises = bloc_financeurs_piliers(tables, TOUT)
    assert list(dict.fromkeys(x.serie for x in croises.lignes)) == ["Ville", "État", "Financeur non précisé"]
    porteurs = bloc_porteurs(tables, TOUT)
    assert [x.serie for x in porteurs.lignes] == ["Porteur A5", "Porteur A2", "Porteur A3", "Porteur non précisé"]
    assert lisible(porteurs.phrase) == "De 2019 à 2020, 3 porteurs ; le premier, Porteur A5, avec 900 €."
    seul = bloc_financeurs(replace(petit, actions=anonymes[:1]), TOUT)
    assert lisible(seul.phrase) == "De 2019 à 2020, le fichier ne nomme aucun financeur."


def test_au_dela_de_quinze_porteurs_le_reste_est_dit():
    bloc = bloc_porteurs(E, DEMO)
    montres = sum(Decimal(str(x.mesure.valeur)) for x in bloc.lignes)
    assert (len(bloc.lignes), montres) == (15, 6899000 - 3794310)
    assert "les 22 suivants réunis font 3 794 310 €" in lisible(bloc.reserves[-1])


def test_le_flux_fait_la_selection():
    bloc = bloc_flux(E, DEMO)
    assert sum(Decimal(str(x.mesure.valeur)) for x in bloc.lignes) == 6899000
    assert (len(bloc.lignes), bloc.genre, bloc.grille.entetes[0]) == (15, "flux", "Pilier")


def test_les_besoins_un_point_par_quartier_et_la_precaution():
    bloc = bloc_besoins(E, DEMO)
    taux = {x.cle: x.mesure.valeur for x in bloc.lignes if x.categorie == "Taux de pauvreté"}
    # Insee, FILO_2019, DISP_TP60_A19.
    assert taux == {CONTE: 61, "QP011003": 65, "QP011004": 39, "QP011005": 58.6, GRAZAILLES: 51.7}
    credits = {x.cle: x.mesure for x in bloc.lignes if x.categorie == CREDITS}
    # 2 149 893 € (démonstration) pour 2 525 habitants.
    assert credits[CONTE].valeur == pytest.approx(851.44, abs=0.01)
    assert {m.statut for m in credits.values()} == {"demonstration"}
    assert bloc.reserves[0].startswith("Ce rapprochement ne prouve rien sur l'effet des crédits")
    assert "rien à en conclure" in bloc.phrase


# --- La liste des actions


def test_la_liste_se_cherche_sans_accents_ni_majuscules(petit):
    assert [f.lignes[0].id_action for f in fiches(petit, TOUT)] == ["A3", "A1", "A2"]
    assert [f.lignes[0].id_action for f in fiches(petit, TOUT, cherche="ETAT conte")] == ["A1", "A2"]
    assert [f.montant for f in fiches(petit, TOUT, cherche="porteur a2")] == [25000]
    assert [f.lignes[0].id_action for f in fiches(petit, TOUT, quartier=GRAZAILLES)] == ["A1"]
    # Sous un filtre de financeur, le montant est ce que ce financeur verse.
    assert [f.montant for f in fiches(petit, replace(TOUT, financeur="Ville"))] == [20000]
    assert fiches(petit, TOUT, cherche="introuvable") == ()
    assert lisible(bloc_actions(petit, TOUT).phrase) == "3 actions, 390 € au total (crédits spécifiques)."


def test_le_fichier_de_la_liste_a_une_ligne_par_financeur(petit):
    entetes, *lignes = rangees_du_fichier(petit, TOUT)
    assert sum(x[entetes.index("Montant")] for x in lignes) == Decimal("390.01")
    assert [x[0] for x in lignes] == ["A3", "A1", "A2", "A2"]
    assert {x[entetes.index("Note")] for x in lignes} == {
        "montant entier, non réparti entre quartiers ; crédits spécifiques"
    }


def test_chaque_ligne_de_la_liste_de_demonstration_est_marquee():
    bloc = bloc_actions(E, DEMO)
    assert {ligne[-1].statut for ligne in bloc.grille.lignes} == {"demonstration"}
    assert lisible(bloc.phrase) == "545 actions fictives, 6 899 000 € au total (crédits spécifiques)."


def test_la_phrase_du_fichier_suit_la_periode():
    assert phrase_du_fichier(E, replace(DEMO, de=2018, a=2019)) == (
        # 74 + 85 actions publiées en 2018 et 2019.
        "La sélection compte 159 actions fictives (2018 à 2019) ; "
        "le fichier entier, 545 actions fictives de 2016 à 2022."
    )
    assert phrase_du_fichier(E, DEMO) == (
        "La sélection compte toutes les actions du fichier : 545 actions fictives de 2016 à 2022."
    )


# --- Le rapport face au fichier


def test_le_rapport_et_le_fichier_cote_a_cote():
    bloc = bloc_confrontation(E)
    lus = valeurs(bloc)
    assert (lus["2022", "Montant selon le rapport"], lus["2022", "Actions selon le rapport"]) == (1108000, 93)
    periode = [lus["2016 à 2022", c] for c in bloc.grille.entetes[1:]]
    assert periode == [6904173, 6899000, -5173, 566, 545, -21]
    assert bloc.phrase.startswith("Les lignes de démonstration sont fabriquées à partir des totaux")


def test_une_difference_reelle_est_dite(petit):
    # Le rapport du petit jeu ne donne que 2016 (760 000 €) ; le fichier a cette année-là 759 999,50 €.
    tables = replace(petit, actions=(*ACTIONS, action("A9", 2016, "emploi", (CONTE,), "État", 759999.5)))
    bloc = bloc_confrontation(tables)
    lus = valeurs(bloc)
    assert (lus["2016", "Montant selon le rapport"], lus["2016", "Montant dans le fichier"]) == (760000, 759999.5)
    assert lus["2016", "Différence (montant)"] == -0.5
    ecrites = [lisible(c.texte) for c in bloc.grille.lignes[0][:4]]
    assert ecrites == ["2016", "760 000 €", "759 999,50 €", "−0,50 €"]
    # Les postes ne sont pas des crédits spécifiques : 40 € en 2020, pas 100.
    assert lus["2020", "Montant dans le fichier"] == 40.0
    assert lus["2020", "Montant selon le rapport"] is None
    assert bloc.phrase == "Sur 1 total que le rapport imprime, 1 diffère dans le fichier : la table dit lesquels."


def test_une_annee_que_le_fichier_ne_couvre_pas_ne_vaut_pas_zero(petit):
    # Le rapport donne 2016, le fichier n'a que 2019 et 2020 ; un poste de 2016 n'est pas un crédit spécifique.
    poste = action("A9", 2016, "emploi", (CONTE,), "État", 20000.0, enveloppe="fonjep")
    bloc = bloc_confrontation(replace(petit, actions=(*ACTIONS, poste)))
    lus = valeurs(bloc)
    assert lus["2016", "Montant selon le rapport"] == 760000
    assert [lus["2016", c] for c in ("Montant dans le fichier", "Différence (montant)")] == [None, None]
    assert bloc.phrase == "Aucune année n'est à la fois dans le rapport et dans le fichier."
    # 2016 à 2022 : le fichier n'en a que trois années.
    assert bloc.reserves[-1] == (
        "2016 et 2016 à 2022 : crédits spécifiques absents du fichier, ou incomplets ; rien à comparer."
    )
    assert not [r for r in bloc.reserves if "Différence (" in r or "Montant dans le fichier" in r]


def test_la_cohesion_sociale_et_les_nomenclatures():
    lus = valeurs(bloc_cohesion(E))
    serie = "Part de la cohésion sociale, 2016 à 2022"
    assert (lus[serie, "Valeur selon le rapport"], lus[serie, "Valeur dans le fichier"]) == (64, pytest.approx(64))
    unites = {x.unite for x in bloc_cohesion(E).lignes if x.serie == serie and x.categorie.startswith("Différence")}
    assert unites == {"points"}
    assert len(bloc_nomenclatures(E).grille.lignes) == 6


def test_un_quartier_de_2024_compte_dans_celui_de_2015(petit):
    tables = replace(petit, actions=(action("B1", 2024, "emploi", ("QN01106M",), "État", 30.0),))
    bloc = bloc_quartiers(tables, Choix("total", "montant", 2024, 2024))
    assert {x.cle: x.mesure.valeur for x in bloc.lignes} == {CONTE: 0.0, GRAZAILLES: 30.0}
    assert any("dans le quartier de 2015 du même nom" in r for r in bloc.reserves)
