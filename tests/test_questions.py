"""Les six questions de l'évaluation : des phrases refaites à la main depuis les tables, et ce qui manque dit en clair.

Références : FILO_2019 et REVN_2019 (pauvreté 2019 et 2015, revenus), FILO2019_DISP_EPCI (agglomération), IPRO_2020 à
IPRO_2022 (demandeurs d'emploi), rapport de 2022 (crédits, enquête), dépliant de la GUP.
"""

import pytest

from data.blocs import croisement
from data.entrepot import charger
from data.vues.geographie_2024 import bloc_geographie
from data.vues.portraits import SECTIONS
from data.vues.questions import questions
from data.vues.veille_active import bloc_veille_active
from tests.outils.adresses import SLUGS
from tests.outils.apptest import executer
from tests.outils.lecture_page import fautes, lisible, texte
from tests.outils.tables import ecrire_tables

E = charger()
QUESTIONS = {q.code: q for q in questions(E)}


def lu(phrases):
    """Les phrases, espaces insécables ramenées à des espaces."""
    return [lisible(p) for p in phrases]


def phrases(code):
    return lu(QUESTIONS[code].bloc.precisions)


def reserves(code):
    return lu(QUESTIONS[code].bloc.reserves)


def test_les_six_questions_dans_l_ordre():
    assert list(QUESTIONS) == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"]


def test_la_pauvrete_face_a_l_agglomeration_et_depuis_2015():
    en_face, depuis, _ = phrases("Q1")
    assert en_face == (
        "En 2019, le taux de pauvreté va de 39 % à Bastide - Pont-Vieux à 65 % au Viguier - Saint-Jacques, contre "
        "21 % dans l'agglomération."
    )
    # Fleming 52,2 puis 58,6 : +6,4 ; les autres −0,2, −0,1, −1,1 et +2,7.
    # Marge d'une différence : √2 × 4,4 = 6,2 points.
    assert depuis == (
        "De 2015 à 2019, le taux de pauvreté est en dents de scie, sans tendance sûre, à Fleming - La Reille "
        "(de 52 % à 59 %, mais 50 % en 2017) ; il n'évolue pas de façon significative à La Conte - Ozanam, au "
        "Viguier - Saint-Jacques, à Bastide - Pont-Vieux et à Grazailles (marge : 6,2 points)."
    )


def test_l_ecart_de_revenu_avec_l_agglomeration():
    # Agglomération : 18 293,3 puis 19 610 €. La Conte 10 976 puis 12 130 : −40,0 et −38,1 %. Fleming 11 998 puis
    # 12 320 : −34,4 et −37,2 %.
    revenu = phrases("Q1")[2]
    assert revenu.startswith("Le revenu médian face à celui de l'agglomération, en 2015 puis en 2019 : ")
    assert "40 % de moins puis 38 % de moins à La Conte - Ozanam" in revenu
    assert "34 % de moins puis 37 % de moins à Fleming - La Reille" in revenu
    assert any("un ou deux points d'écart ne font pas une tendance" in r for r in reserves("Q1"))


def test_ce_qui_ne_se_sait_pas_est_dit():
    assert (
        "Le taux de pauvreté de l'agglomération n'est dans nos tables que pour 2019 : l'écart se lit cette "
        "année-là, on ne peut pas dire s'il s'est réduit."
    ) in reserves("Q1")
    assert reserves("Q2")[-1].startswith("Rien ne mesure l'accès aux droits")
    assert (
        "Dernière année connue par quartier : taux de pauvreté 2019, revenu médian 2019 et taux d'emploi 2018."
        in reserves("Q3")
    )
    assert "Aucune ligne de droit commun dans les actions réelles de nos tables." in reserves("Q4")


def test_les_acteurs_du_depliant():
    # Matrice du dépliant : tous sauf ABP pour l'accès aux droits ; ni ABP ni la médiation de soirée pour les démarches.
    assert phrases("Q2") == [
        "Le dépliant de la gestion urbaine de proximité coche 7 acteurs sur 8 pour « Accès aux droits et aux "
        "services » et 6 acteurs sur 8 pour « Aide aux démarches ».",
    ]


def test_la_crise_sanitaire_en_nombres():
    emploi, credits = phrases("Q3")
    assert emploi.startswith(
        "Demandeurs d'emploi (A, B, C) en 2019, 2020 et 2021 : 420, 439, 424 à La Conte - Ozanam ; "
    )
    assert emploi.endswith("Fleming - La Reille : valeur non diffusée.")
    # Rapport, chapitre 3 ; « 1108€ » y est une unité oubliée (registre C001).
    assert (
        credits
        == "Crédits spécifiques du contrat : 969 000 € en 2019, 1 096 000 € en 2020, 1 122 000 € en 2021 et 1 108 "
        "000 € en 2022."
    )


def test_un_total_conteste_ne_se_cite_pas_sans_le_dire():
    assert phrases("Q4")[0] == "Sur crédits spécifiques, tous piliers, de 2016 à 2022 : 6 904 173 €, valeur contestée."
    assert phrases("Q4")[2] == "Signataires du contrat de ville : 18."


def test_l_emploi_des_femmes_a_cote_de_l_ensemble():
    # IPRO_2022, TX_F_EMPL et TX_TOT_EMPL au Viguier : 19,3 et 24,6.
    assert "19 % au Viguier - Saint-Jacques (25 % pour l'ensemble)" in phrases("Q5")[0]


def test_l_enquete_en_nombres_et_sans_pourcentage_par_quartier():
    assert phrases("Q6") == [
        "Au plus 82 réponses d'habitants à une même question de l'enquête de l'évaluation.",
        "Par quartier et par question, de 10 (Bastide - Pont-Vieux) à 25 réponses (La Conte - Ozanam) : trop peu pour "
        "un pourcentage par quartier.",
    ]


@pytest.mark.parametrize("code", QUESTIONS)
def test_chaque_mesure_citee_a_sa_source(code):
    bloc = QUESTIONS[code].bloc
    assert {x.mesure.source for x in bloc.lignes} == {s.code for s in bloc.sources}


def cases(appui):
    """(ligne, colonne) -> valeur lue, de la table d'un appui."""
    grille = croisement(appui)
    return {
        (ligne[0].texte, colonne): lu([case.texte])[0]
        for ligne in grille.lignes
        for colonne, case in zip(grille.entetes[1:], ligne[1:], strict=True)
    }


@pytest.mark.parametrize("code", QUESTIONS)
def test_chaque_chiffre_cite_a_sa_table_et_son_origine(code):
    question = QUESTIONS[code]
    assert sum(len(a.lignes) for a in question.appuis) == len(question.bloc.lignes) >= 2
    for appui in question.appuis:
        # Aucune mesure n'en cache une autre : une case par ligne.
        assert sum(c != "—" for c in cases(appui).values()) == len(appui.lignes)
        intitule, reference = appui.preuves[0]
        assert (intitule, len(reference) > 5) == ("Fichier et variable", True)


def test_les_tables_de_la_premiere_question():
    pauvrete, revenu, ecart = QUESTIONS["Q1"].appuis
    assert [a.titre for a in (pauvrete, revenu, ecart)] == [
        "Taux de pauvreté",
        "Revenu médian",
        "Écart du revenu médian avec l'agglomération",
    ]
    # FILO_2019 et REVN_2019 ; l'agglomération n'est connue qu'en 2019, par le rapport.
    assert cases(pauvrete)["Fleming - La Reille", "2015"] == "52 %"
    assert (cases(pauvrete)["Agglomération", "2019"], cases(pauvrete)["Agglomération", "2015"]) == ("21 %", "—")
    # 100 × (10 976 − 18 293,3) / 18 293,3 = −40,0.
    assert cases(ecart)["La Conte - Ozanam", "Écart, 2015"] == "−40 %"
    assert dict(pauvrete.preuves)["Fichier et variable"].startswith("FILO_2019.csv")


def test_les_comptes_ont_leur_table():
    (depliant,) = QUESTIONS["Q2"].appuis
    assert cases(depliant)["Aide aux démarches", "Acteurs cochés"] == "6"
    assert cases(depliant)["Aide aux démarches", "Acteurs du dépliant"] == "8"
    reperes = QUESTIONS["Q4"].appuis[-1]
    assert cases(reperes)["Signataires du contrat de ville", "Valeur"] == "18"
    # Onze questions aux habitants sans résultat dans parole.csv.
    assert cases(QUESTIONS["Q6"].appuis[-1])["Questions aux habitants", "Résultat perdu"] == "11"


@pytest.mark.parametrize("code", QUESTIONS)
def test_chaque_lien_mene_quelque_part(code):
    adresses = set(SLUGS) | {"piliers", "acteurs", "parole"}
    for lien in QUESTIONS[code].liens:
        assert lien.adresse in adresses
        filtres = dict(lien.filtres)
        assert filtres.get("section", "revenus") in SECTIONS
        indicateur, _, modalite = filtres.get("indicateur", "taux_emploi:femmes").partition(":")
        assert E.derniere("QP011002", indicateur, modalite).valeur >= 1


def test_sans_aucun_chiffre_la_question_le_dit(tmp_path):
    entete = "question,texte,ce_que_les_donnees_disent,reference\n"
    table = entete + "Q1,Et les écarts ?,Il manque tout.,ch. 1\nQ9,Autre ?,,ch. 1\n"
    ecarts, autre = questions(charger(ecrire_tables(tmp_path, questions_evaluation=table)))
    # Le petit jeu d'essai n'a pas d'agglomération : aucun écart ne se calcule.
    for question in (ecarts, autre):
        assert question.bloc.precisions == ("Aucun chiffre de nos tables ne répond à cette question.",)
    assert (ecarts.bloc.reserves, autre.bloc.reserves) == (("Il manque tout.",), ())
    assert autre.liens == ()


def test_une_question_fermee_ne_pese_rien_et_s_ouvre_par_l_adresse():
    ferme, ouvert = executer(), executer(**{"question-q1": "true"})
    assert (fautes(ferme), fautes(ouvert)) == ([], [])
    assert "à Fleming - La Reille (de 52 %" not in texte(ferme)
    assert "à Fleming - La Reille (de 52 % à 59 %" in texte(ouvert)


@pytest.mark.parametrize("valeur", ["<script>alert(1)</script>", "oui", "", "True\u0000", "é" * 3000])
def test_une_adresse_mal_ecrite_laisse_la_question_fermee(valeur):
    essai = executer(**{"question-q1": valeur})
    assert fautes(essai) == []
    assert "à Fleming - La Reille (de 52 %" not in texte(essai)
    assert "<script>alert" not in texte(essai)


def test_les_quartiers_de_veille_disent_qu_ils_n_ont_pas_de_contour():
    bloc = bloc_veille_active(E)
    assert bloc.phrase == (
        "Deux quartiers de veille active, L'Aiguille (Trèbes) et L'Espérance (Berriac), sont suivis par le contrat "
        "de ville sans être prioritaires. Leurs contours manquent ici : ni carte, ni statistique."
    )
    # Fiche de France Active : 427 personnes en 2016, périmètre qui nomme l'Aiguille et non l'Espérance.
    regie = [ligne[0].texte for ligne in bloc.grille.lignes if "427" in ligne[1].texte]
    assert regie == ["L'Aiguille (Trèbes)"]
    assert bloc.phrase in texte(executer())


def test_ce_qui_a_change_en_2024():
    bloc = bloc_geographie(E)
    assert bloc.phrase.startswith("La géographie prioritaire de 2024 change un contour sur cinq : Grazailles.")
    dites = lu(bloc.precisions)
    assert "Grazailles (QN01106M) : contour modifié par le décret ; 941 habitants en 2020." in dites
    assert any(
        d.startswith("Bastide - Pont-Vieux (QN01104I) : même contour en droit, mais notre fichier") for d in dites
    )
    # Insee, de seconde main ; la somme, 10 436, est celle de l'ANCT.
    assert [x.mesure.valeur for x in bloc.lignes] == [2709, 1734, 3873, 1179, 941]
    assert sum(x.mesure.valeur for x in bloc.lignes) == 10436
    assert any("De seconde main" in r for r in bloc.reserves)
    assert "Aucun calcul ne se fait d'une géographie à l'autre" in bloc.reserves[0]
    # Aucune phrase ne rapproche deux populations : les 949 habitants de Grazailles en 2018 n'y sont pas.
    assert "949" not in " ".join((bloc.phrase, *bloc.precisions, *bloc.reserves))


def test_au_dela_de_trois_questions_ouvertes_la_reponse_reste_et_ses_tables_attendent():
    quatre = {f"question-q{n}": "true" for n in range(1, 5)}
    trois, toutes = executer(**dict(list(quatre.items())[:3])), executer(**quatre)
    assert "en refermer une autre" not in texte(trois)
    assert texte(toutes).count("en refermer une autre") == 1
    quatrieme = questions(E)[3]
    assert lisible(quatrieme.bloc.precisions[0]) in texte(toutes)
    assert "Chiffres de Q3" in texte(toutes)
    assert "Chiffres de Q4" not in texte(toutes)
