"""Les blocs des crédits : le publié d'un côté, la démonstration de l'autre, et aucun euro perdu.

Références : rapport de 2022, chapitre 3 (montants et nombres d'actions par an) ; chapitre 2 (6 904 173 €, 566 actions,
64 % pour la cohésion sociale). Sommes refaites à la main : 760 + 1 000 + 844 + 969 + 1 096 + 1 122 + 1 108 = 6 899 K€ ;
58 + 74 + 74 + 85 + 78 + 83 + 93 = 545 ; 64 % de 6 899 000 = 4 415 360.
"""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from data.entrepot import charger
from data.vues.credits import (
    MESURES,
    Choix,
    annees_des_actions,
    bloc_annuel,
    bloc_croise,
    bloc_quartiers,
    chiffres_du_contrat,
    en_demonstration,
    phrase_du_fichier,
    piliers_des_actions,
    populations,
    publies,
    resume_du_quartier,
)
from tests.outils.lecture_page import lisible
from tests.outils.tables import changer, ecrire_tables

E = charger()
QUARTIERS = tuple(f"QP01100{n}" for n in range(2, 7))
PILIERS = ("total", "cohesion_sociale", "emploi", "cadre_de_vie")
PUBLIES = {2016: 760000, 2017: 1000000, 2018: 844000, 2019: 969000, 2020: 1096000, 2021: 1122000, 2022: 1108000}
ACTIONS = {2016: 58, 2017: 74, 2018: 74, 2019: 85, 2020: 78, 2021: 83, 2022: 93}
PERIODE = Choix("total", "montant", 2016, 2022)
CHIFFRE = re.compile(r"\d")


def somme(bloc) -> Decimal:
    """La somme des lignes au centime ; les valeurs sont des flottants qui portent un nombre exact de centimes."""
    return sum((Decimal(str(x.mesure.valeur)) for x in bloc.lignes), Decimal(0))


def tous_les_blocs(tables):
    """Tous les blocs de la page, pour tous les piliers et toutes les mesures."""
    fixes = (bloc_annuel(tables, "montant"), bloc_annuel(tables, "actions"), *chiffres_du_contrat(tables))
    variables = [
        f(tables, Choix(p, m, 2016, 2022)) for p, m in product(PILIERS, MESURES) for f in (bloc_quartiers, bloc_croise)
    ]
    resumes = [resume_du_quartier(tables, Choix("total", m, 2016, 2022), q) for m, q in product(MESURES, QUARTIERS)]
    return (*fixes, *variables, *resumes)


@pytest.fixture
def reel(tmp_path):
    """Un petit fichier d'actions réelles : A1 1 500,50 € pour La Conte et Grazailles, A2 800 € pour tous."""
    return charger(ecrire_tables(tmp_path))


def test_publie_et_demonstration_jamais_dans_le_meme_bloc():
    melanges = [b.identifiant for b in tous_les_blocs(E) if b.demonstration and b.statuts != ("demonstration",)]
    assert melanges == []
    assert [
        b.demonstration for b in (bloc_annuel(E, "montant"), bloc_annuel(E, "actions"), *chiffres_du_contrat(E))
    ] == [
        False,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(("pilier", "mesure"), list(product(PILIERS, MESURES)))
def test_chaque_ligne_de_demonstration_porte_son_statut_et_sa_source(pilier, mesure):
    choix = Choix(pilier, mesure, 2016, 2022)
    for b in (bloc_quartiers(E, choix), bloc_croise(E, choix), resume_du_quartier(E, choix, "QP011002")):
        assert {(x.mesure.statut, x.mesure.source) for x in b.lignes} == {("demonstration", "demonstration")}
        assert CHIFFRE.search(b.phrase) is None  # aucune conclusion chiffrée
        assert "fictives" in b.phrase


@pytest.mark.parametrize("annee", PUBLIES)
def test_les_quartiers_font_le_total_publie_au_centime(annee):
    assert somme(bloc_quartiers(E, Choix("total", "montant", annee, annee))) == PUBLIES[annee]


@pytest.mark.parametrize("annee", PUBLIES)
def test_les_piliers_font_le_total_publie_au_centime(annee):
    parts = [somme(bloc_quartiers(E, Choix(p, "montant", annee, annee))) for p in PILIERS[1:]]
    assert sum(parts) == PUBLIES[annee]


def test_la_periode_fait_la_somme_des_annees():
    assert somme(bloc_quartiers(E, PERIODE)) == 6899000
    # 64 % de 6 899 000 €.
    assert somme(bloc_quartiers(E, replace(PERIODE, pilier="cohesion_sociale"))) == 4415360


def test_la_table_croisee_ne_compte_rien_deux_fois():
    croise = bloc_croise(E, PERIODE)
    par_quartier = {(x.mesure.territoire, x.mesure.modalite): Decimal(str(x.mesure.valeur)) for x in croise.lignes}
    for q in (*QUARTIERS, "ensemble"):
        assert sum(par_quartier[q, p] for p in PILIERS[1:]) == par_quartier[q, "total"]
    assert par_quartier["ensemble", "total"] == 6899000
    assert len(croise.lignes) == 6 * 4


@pytest.mark.parametrize("annee", ACTIONS)
def test_les_nombres_d_actions_de_l_ensemble_sont_ceux_du_rapport(annee):
    croise = bloc_croise(E, Choix("total", "actions", annee, annee))
    (ensemble,) = [
        x.mesure.valeur for x in croise.lignes if (x.mesure.territoire, x.mesure.modalite) == ("ensemble", "total")
    ]
    assert ensemble == ACTIONS[annee]


def test_le_detail_d_un_quartier_fait_sa_ligne_de_la_carte():
    carte = {x.cle: Decimal(str(x.mesure.valeur)) for x in bloc_quartiers(E, PERIODE).lignes}
    assert {q: somme(resume_du_quartier(E, PERIODE, q)) for q in QUARTIERS} == carte


def test_le_montant_par_habitant_est_le_montant_divise_par_la_population_de_2018():
    montants = {x.cle: Decimal(str(x.mesure.valeur)) for x in bloc_quartiers(E, PERIODE).lignes}
    par_tete = {x.cle: x.mesure.valeur for x in bloc_quartiers(E, replace(PERIODE, mesure="par_habitant")).lignes}
    habitants = dict(zip(QUARTIERS, (2525, 1757, 3873, 1159, 949), strict=True))  # DEMO_2022, POP_MUN
    assert populations(E) == habitants
    assert par_tete == {q: float(round(montants[q] / habitants[q], 2)) for q in QUARTIERS}
    assert bloc_quartiers(E, replace(PERIODE, mesure="par_habitant")).reserves[-2:] == (
        "Les montants sont rapportés à la population de 2018, la dernière connue.",
        "Ils additionnent les années 2016 à 2022 : ce n'est pas un montant par an.",
    )
    seule = bloc_quartiers(E, replace(PERIODE, mesure="par_habitant", de=2022))
    assert not [r for r in seule.reserves if "par an" in r]


def test_les_totaux_publies_annuels():
    montants = bloc_annuel(E, "montant")
    assert {int(x.categorie): x.mesure.valeur for x in montants.lignes} == PUBLIES
    assert {int(x.categorie): x.mesure.valeur for x in bloc_annuel(E, "actions").lignes} == ACTIONS
    assert lisible(montants.phrase) == "En 2016, les crédits spécifiques sont de 760 000 € ; en 2022, 1 108 000 €."
    # 2022 est imprimé « 1108€ » : corrigé, et le chiffre imprimé reste dit.
    assert montants.statuts == ("publie", "corrige")
    assert "la source imprime 1 108 €." in lisible(montants.reserves[0])


def test_les_chiffres_contestes_disent_ce_qui_les_contredit():
    montant, actions, part = chiffres_du_contrat(E)
    assert lisible(montant.phrase) == "Le rapport écrit 6 904 173 € ; ses années additionnées font 6 899 000 €."
    assert lisible(actions.phrase) == "Le rapport écrit 566 actions ; ses années additionnées font 545 actions."
    assert lisible(part.phrase) == "De 2016 à 2022, 64 % des montants vont au pilier Cohésion sociale."
    assert [b.statuts for b in (montant, actions, part)] == [("conteste",), ("conteste",), ("publie",)]


def test_un_total_publie_absent_n_est_pas_un_zero(tmp_path):
    lignes = "2016,total,montant,760000,publie,,rapport_2022,ch. 3,\n"
    trou = lignes + "2017,total,montant,,non_disponible,,rapport_2022,ch. 3,\n"
    periode = "2016-2017,total,montant,1760000,conteste,1760000,rapport_2022,ch. 3,\n"
    entete = "annee,pilier,mesure,valeur,statut,valeur_publiee,source,reference,note\n"
    tables = charger(ecrire_tables(tmp_path, credits_publies=entete + trou + periode))
    annuel = bloc_annuel(tables, "montant")
    assert annuel.phrase == "Une partie des années n'a pas de total publié."
    assert [x.mesure.valeur for x in annuel.lignes] == [760000, None]
    # La somme des années ne se dit pas s'il en manque une.
    (contrat,) = chiffres_du_contrat(tables)
    assert (
        lisible(contrat.phrase) == "De 2016 à 2017, 1 760 000 € de crédits spécifiques, selon le rapport d'évaluation."
    )


def test_un_fichier_reel_conclut_et_n_est_pas_marque(reel):
    b = bloc_quartiers(reel, Choix("total", "montant", 2019, 2019))
    # 1 500,50 / 2 + 800 / 2 = 750,25 + 400 = 1 150,25 € dans chacun des deux quartiers.
    assert [(x.cle, x.mesure.valeur, x.mesure.statut) for x in b.lignes] == [
        ("QP011002", 1150.25, "calcule"),
        ("QP011006", 1150.25, "calcule"),
    ]
    assert (b.demonstration, en_demonstration(reel)) == (False, False)
    assert lisible(b.phrase) == "En 2019, la même valeur partout : 1 150 €."


def test_un_fichier_reel_dit_le_plus_haut_et_le_plus_bas(tmp_path):
    tables = charger(ecrire_tables(tmp_path, actions=changer("actions", ",tous,", ",QP011006,")))
    # La Conte : 1 500,50 / 2 = 750,25 ; Grazailles : 750,25 + 800 = 1 550,25.
    phrase = lisible(bloc_quartiers(tables, Choix("total", "montant", 2019, 2019)).phrase)
    assert phrase == "En 2019, le plus haut est Grazailles (1 550 €), le plus bas La Conte - Ozanam (750 €)."


def test_sur_un_fichier_reel_l_ensemble_n_est_pas_un_quartier(reel):
    phrase = bloc_croise(reel, Choix("total", "montant", 2019, 2019)).phrase
    assert "Les cinq quartiers" not in phrase


def test_sur_un_fichier_reel_le_detail_d_un_quartier_nomme_ses_piliers(reel):
    phrase = lisible(resume_du_quartier(reel, Choix("total", "montant", 2019, 2019), "QP011002").phrase)
    assert phrase == "En 2019, une seule valeur : Emploi (1 150 €)."


def test_une_action_sans_quartier_a_sa_ligne_et_pas_de_montant_par_habitant(tmp_path):
    tables = charger(ecrire_tables(tmp_path, actions=changer("actions", ",tous,", ",,")))
    choix = Choix("total", "montant", 2019, 2019)
    assert [(x.serie, x.mesure.valeur) for x in bloc_quartiers(tables, choix).lignes] == [
        ("La Conte - Ozanam", 750.25),
        ("Grazailles", 750.25),
        ("Sans quartier précisé", 800.0),
    ]
    a_part = bloc_quartiers(tables, replace(choix, mesure="par_habitant")).lignes[-1].mesure
    assert (a_part.valeur, a_part.statut) == (None, "non_applicable")


def test_un_quartier_sans_population_n_a_pas_de_montant_par_habitant(reel):
    # Dans ce jeu, seule La Conte a une population (2 525) : 1 150,25 / 2 525 = 0,4555…, soit 0,46 € au centime.
    b = bloc_quartiers(reel, Choix("total", "par_habitant", 2019, 2019))
    assert [(x.mesure.valeur, x.mesure.statut) for x in b.lignes] == [(0.46, "calcule"), (None, "non_disponible")]


def test_sans_la_table_des_piliers_les_blocs_se_font_quand_meme(tmp_path):
    tables = charger(ecrire_tables(tmp_path, sans=("piliers",)))
    assert piliers_des_actions(tables) == {"total": "Tous les piliers", "emploi": "emploi"}
    croise = bloc_croise(tables, Choix("total", "montant", 2019, 2019))
    assert [(x.categorie, x.mesure.valeur) for x in croise.lignes if x.cle == "ensemble"] == [
        ("Tous les piliers", 2300.5),
        ("emploi", 2300.5),
    ]


def test_sans_actions_il_n_y_a_pas_de_bloc(tmp_path):
    tables = charger(ecrire_tables(tmp_path, sans=("actions", "credits_publies")))
    assert [bloc_quartiers(tables, PERIODE), bloc_croise(tables, PERIODE), bloc_annuel(tables, "montant")] == [None] * 3
    assert resume_du_quartier(tables, PERIODE, "QP011002") is None
    assert chiffres_du_contrat(tables) == ()
    assert phrase_du_fichier(tables) == "Aucun fichier d'actions n'est chargé."


def test_un_quartier_inconnu_n_a_pas_de_resume():
    assert resume_du_quartier(E, PERIODE, "<b>") is None


def test_ce_que_dit_le_fichier():
    assert annees_des_actions(E) == tuple(PUBLIES)
    assert piliers_des_actions(E) == {
        "total": "Tous les piliers",
        "cohesion_sociale": "Cohésion sociale",
        "emploi": "Développement économique et emploi",
        "cadre_de_vie": "Cadre de vie et renouvellement urbain",
    }
    assert phrase_du_fichier(E) == "Le fichier contient 545 actions fictives de 2016 à 2022."
    assert [c.annee for c in publies(E, "montant")] == [str(a) for a in PUBLIES]
