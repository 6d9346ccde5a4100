"""Les piliers et le contrat : comptes relevés à la main dans les tables et le rapport de 2022 (ch. 3, 5 et 6)."""

import pytest

from data.entrepot import charger
from data.vues.chronologie import date_lisible, periode_lisible
from data.vues.contrat import bloc_recommandations, blocs_gouvernance
from data.vues.piliers import (
    PILIERS,
    bloc_chantiers,
    bloc_discriminations,
    bloc_dispositifs,
    bloc_objectifs,
    bloc_reperes_du_pilier,
    blocs_chiffres,
    blocs_constats,
    choix_de_piliers,
    chronologie_du_pilier,
    nom_du_pilier,
    periodes,
    resume,
)
from data.vues.renvois import entrees_citees
from tests.outils.lecture_page import lisible
from tests.outils.tables import ecrire_tables

E = charger()
SOCIAL, EMPLOI, CADRE, CONTRAT = PILIERS
RECOMMANDATIONS = "recommandation,axe,texte,statut,reference\nR01,pilotage,Suivre.,engagee,ch. 6\n"


def chiffres(pilier: str) -> dict:
    return {b.identifiant.removeprefix("chiffres-"): b for b in blocs_chiffres(E, pilier)}


@pytest.mark.parametrize(
    ("pilier", "phrase"),
    [
        # Lignes publiques de constats_piliers.csv, comptées à la main ; deux difficultés sont au comité.
        (SOCIAL, "L'évaluation de 2022 relève 8 réussites, 11 difficultés et 8 enjeux."),
        (EMPLOI, "L'évaluation de 2022 relève 10 réussites, 6 difficultés et 9 enjeux."),
        (CADRE, "L'évaluation de 2022 relève 12 réussites, 7 difficultés et 13 enjeux."),
        (CONTRAT, "L'évaluation de 2022 relève 2 réussites, 1 difficulté et 1 enjeu."),
    ],
)
def test_le_resume_compte_les_constats(pilier, phrase):
    assert resume(E, pilier) == phrase


def test_les_constats_separent_le_pilier_de_sa_focale():
    reussites, difficultes, enjeux = blocs_constats(E, EMPLOI)
    assert [b.titre for b in (reussites, difficultes, enjeux)] == ["Les réussites", "Les difficultés", "Les enjeux"]
    # Chapitre 5 : six réussites du pilier, puis quatre de la focale CitésLab.
    assert [ligne[0].texte for ligne in reussites.grille.lignes] == ["Le pilier"] * 6 + ["CitésLab"] * 4
    assert {ligne[0].texte for ligne in difficultes.grille.lignes} == {"Le pilier"}


def test_les_noms_des_piliers():
    assert choix_de_piliers(E) == {
        SOCIAL: "Cohésion sociale",
        EMPLOI: "Emploi",
        CADRE: "Cadre de vie",
        CONTRAT: "Le contrat",
    }
    assert nom_du_pilier(E, EMPLOI) == "Développement économique et emploi"
    assert nom_du_pilier(E, CONTRAT) == "Le contrat dans son ensemble"


def test_les_objectifs_par_periode():
    assert list(periodes(E, SOCIAL)) == ["2015-2022", "2016-2017", "2018", "2019", "2020", "2021", "2022"]
    assert list(periodes(E, CADRE)) == ["2015-2022", *map(str, range(2016, 2023))]
    assert periodes(E, CONTRAT) == {}
    # Chapitre 3, objectifs de 2021 pour l'emploi : trois.
    bloc = bloc_objectifs(E, EMPLOI, "2021")
    assert bloc.phrase == "3 objectifs."
    assert [ligne[1].texte for ligne in bloc.grille.lignes][-1] == "Former au numérique."
    # Chapitre 5, rappel des repères stratégiques : neuf pour la cohésion sociale.
    assert bloc_objectifs(E, SOCIAL, "2015-2022").phrase == "9 objectifs."


def test_la_file_active_du_pre_et_sa_moyenne_contestee():
    bloc = chiffres(SOCIAL)["pre_file_active"]
    assert [(x.mesure.annee, x.mesure.valeur, x.mesure.statut) for x in bloc.lignes] == [
        ("2016", 17, "publie"),
        ("2021", 33, "publie"),
        ("2016-2021", 23, "conteste"),
    ]
    assert lisible(bloc.phrase) == (
        "En 2016, 17 parcours ; en 2021, 33 parcours ; de 2016 à 2021, 23 parcours (moyenne), valeur contestée."
    )
    # L'autre valeur imprimée (24) et l'entrée du registre restent à un clic.
    preuves = dict(bloc.preuves)
    autre = next(lisible(t) for i, t in bloc.preuves if i.startswith("Autre source"))
    assert autre.startswith("24 parcours.")
    assert "une moyenne de 23 parcours" in preuves["Registre C091"].lower()


def test_les_autres_chiffres_du_pre():
    blocs = chiffres(SOCIAL)
    assert [x.mesure.valeur for x in blocs["pre_part_garcons"].lignes] == [75, 54]
    assert blocs["pre_part_garcons"].statuts == ("conteste",)
    assert blocs["pre_enfants_accompagnes"].statuts == ("conteste",)
    assert (
        lisible(blocs["pre_part_age"].phrase)
        == "En 2016, plus de 60 % (12 à 15 ans) ; en 2017, plus de 60 % (12 à 15 ans)."
    )


def test_l_abattement_dit_ses_bailleurs_et_ses_planchers():
    (bloc,) = blocs_chiffres(E, CADRE)
    # Chapitre 5 : 656 000 et 700 000 sont imprimés « plus de » ; les deux totaux n'ont ni les mêmes bailleurs ni les
    # mêmes années.
    assert [(lisible(x.categorie), x.mesure.valeur) for x in bloc.lignes] == [
        ("Habitat Audois et Alogea, 2016", 656000),
        ("Habitat Audois et Alogea, 2016 à 2020", 3379433),
        ("Habitat Audois et Alogea, 2021", 700000),
        ("Les trois bailleurs, 2016 à 2021", 4291000),
    ]
    assert bloc.phrase.count("plus de") == 2
    assert [r for r in bloc.reserves if "plancher" in r] == []  # déjà dit par la valeur
    assert any("Ne se soustrait pas" in r for r in bloc.reserves)


def test_citeslab():
    blocs = chiffres(EMPLOI)
    assert [(i, [x.mesure.valeur for x in b.lignes]) for i, b in blocs.items()] == [
        ("citeslab_porteurs", [74]),
        ("part_citeslab_sexe", [54, 46]),
        ("citeslab_borne", [36]),
    ]


def test_les_chantiers_n_ont_ni_quartier_ni_total():
    bloc = bloc_chantiers(E, EMPLOI)
    assert [ligne[3].valeur for ligne in bloc.grille.lignes] == [5, 2, 3, 2, 3, 4]
    assert [ligne[4].valeur for ligne in bloc.grille.lignes] == [32, 17, 25, 17, 24, None]
    assert bloc.grille.lignes[5][4].texte == "perdu"
    assert {c.statut for ligne in bloc.grille.lignes for c in ligne[3:5]} == {"conteste", "non_disponible"}
    assert "on ne sait pas à quel quartier" in bloc.phrase
    dit = " ".join([bloc.phrase, *bloc.reserves])
    assert "19 chantiers" not in dit
    assert [bloc_chantiers(E, p) for p in (SOCIAL, CADRE, CONTRAT)] == [None] * 3


def test_les_dispositifs_vont_a_leur_pilier():
    noms = {p: list(dict.fromkeys(x[0].texte for x in bloc_dispositifs(E, p).grille.lignes)) for p in PILIERS}
    assert noms[EMPLOI] == ["Chantiers tremplin", "CitésLab"]
    assert noms[SOCIAL] == ["Programme de réussite éducative (PRE)"]
    assert len(noms[CADRE]) == 5
    assert noms[CONTRAT] == ["Protocole d'engagements renforcés et réciproques (PERR)"]


def test_le_plan_contre_les_discriminations():
    bloc = bloc_discriminations(E, SOCIAL)
    assert bloc.grille.lignes[-1][1].texte == "2018 : Formation des acteurs et diagnostic contre les discriminations."
    assert len(bloc.grille.lignes) == 5
    assert bloc_discriminations(E, EMPLOI) is None


def test_les_reperes_gardent_leur_statut():
    bloc = bloc_reperes_du_pilier(E, CADRE)
    # gup 3, psl 3, tfpb 3, mediation 3 ; les deux heures de la médiation de soirée sont contestées (C098).
    assert bloc.phrase == "12 repères chiffrés, dont 2 contestés."
    assert [(c[1].valeur, c[1].statut) for c in bloc.grille.lignes if c[1].statut == "conteste"] == [
        (19, "conteste"),
        (21, "conteste"),
    ]


def test_les_dates():
    assert date_lisible("2017-03-31") == "31 mars 2017"
    assert date_lisible("2015-06") == "juin 2015"
    assert date_lisible("2020-08-01") == "1er août 2020"
    assert periode_lisible("2016", "2018") == "2016 à 2018"
    assert periode_lisible("2018", "2018") == "2018"


def test_la_chronologie():
    tout = chronologie_du_pilier(E, CONTRAT)
    assert tout.phrase == "45 dates, de 1998 à 2023."
    debuts = [ligne[0].texte for ligne in chronologie_du_pilier(E, EMPLOI).grille.lignes]
    assert debuts == ["septembre 2017", "septembre 2017 à août 2021", "octobre 2021"]


def test_la_gouvernance():
    # Chapitres 5 et 6 : 8 acquis, 9 limites, 4 besoins, 6 pistes du comité.
    assert [(b.titre, b.phrase) for b in blocs_gouvernance(E)] == [
        ("Ce qui est acquis", "8 acquis."),
        ("Ce qui limite", "9 limites."),
        ("Ce dont le contrat a besoin", "4 besoins."),
        ("Les pistes du comité de pilotage", "6 pistes."),
    ]


def test_une_recommandation_sans_statut_attend_l_equipe(tmp_path):
    bloc = bloc_recommandations(E)
    assert [ligne[0].texte for ligne in bloc.grille.lignes] == [f"R{n:02}" for n in range(1, 13)]
    assert {ligne[3].texte for ligne in bloc.grille.lignes} == {"à renseigner par l'équipe"}
    vide = "R02,operationnel,Agir.,,ch. 6\n"
    suivie = bloc_recommandations(charger(ecrire_tables(tmp_path, recommandations=RECOMMANDATIONS + vide)))
    assert suivie.phrase == "2 recommandations : 1 engagée, 1 à renseigner par l'équipe."
    assert [ligne[3].texte for ligne in suivie.grille.lignes] == ["engagée", "à renseigner par l'équipe"]


def test_les_renvois_au_registre():
    assert [c.controle for c in entrees_citees(E, "Voir C114, puis C113 et C114 ; C999 n'existe pas.")] == [
        "C114",
        "C113",
    ]
    assert entrees_citees(E, "rien") == ()


def test_sans_les_tables_rien_ne_casse(tmp_path):
    vide = charger(ecrire_tables(tmp_path))
    assert resume(vide, CADRE) == "L'évaluation de 2022 n'en dit rien."
    assert nom_du_pilier(vide, CADRE) == "cadre_de_vie"
    assert (blocs_constats(vide, CADRE), periodes(vide, CADRE), blocs_chiffres(vide, CADRE)) == ((), {}, ())
    assert (bloc_chantiers(vide, EMPLOI), bloc_recommandations(vide), blocs_gouvernance(vide)) == (None, None, ())
