"""Les cinq documents fondateurs, relus à la main : chiffres, matrice du dépliant, constats réécrits.

Chaque valeur attendue vient d'une lecture du document ; le commentaire dit où. Les chiffres des
portraits et des données générales sont dans test_valeurs_rapport.py.
"""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from data.entrepot import charger
from data.vues.comparaisons import choix_d_indicateurs

TABLES = Path(__file__).resolve().parents[1] / "data" / "tables"
CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (f"QP01100{n}" for n in range(2, 7))
QUARTIERS = (CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES)
AGGLO, LES_CINQ = "200035715", "QPV-CARCASSONNE"


def _lire(nom: str) -> list[dict[str, str]]:
    with (TABLES / f"{nom}.csv").open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


VALEURS = {(r["territoire"], r["indicateur"], r["modalite"], r["annee"], r["source"]): r for r in _lire("valeurs")}
REPERES = _lire("reperes")
INTERVENTIONS = _lire("interventions")
REGARDS = _lire("regards")

CHIFFRES = [
    # Chapitre 5, « Focale sur la GUP et la TFPB – Quelques données » puis « Au final ».
    (LES_CINQ, "abattement_tfpb", "deux_bailleurs", "2016", 656000),
    (LES_CINQ, "abattement_tfpb", "deux_bailleurs", "2021", 700000),
    (LES_CINQ, "abattement_tfpb", "deux_bailleurs", "2016-2020", 3379433),
    (LES_CINQ, "abattement_tfpb", "trois_bailleurs", "2016-2021", 4291000),
    # « 17 parcours en file active en 2016 », « 33 parcours en file active en 2021 ».
    (LES_CINQ, "pre_file_active", "", "2016", 17),
    (LES_CINQ, "pre_file_active", "", "2021", 33),
    # « (de 67% à 90%) ».
    (LES_CINQ, "pre_part_reperage_ecole", "minimum", "2016-2021", 67),
    (LES_CINQ, "pre_part_reperage_ecole", "maximum", "2016-2021", 90),
    # « plus importante de jeune de 12-15 ans accompagnés en 2016 et 2017 (avec plus de 60%) ».
    (LES_CINQ, "pre_part_age", "12_15_ans", "2016", 60),
    (LES_CINQ, "pre_part_age", "12_15_ans", "2017", 60),
    # « Les 74 porteurs accompagnés en 2020-2021 », « 54% des femmes et 46% des hommes ».
    (AGGLO, "citeslab_porteurs", "", "2020-2021", 74),
    (AGGLO, "part_citeslab_sexe", "femmes", "2020-2021", 54),
    (AGGLO, "part_citeslab_sexe", "hommes", "2020-2021", 46),
    # « Depuis sa mise en place en Octobre 2021, 36 personnes ».
    (AGGLO, "citeslab_borne", "", "2021-2022", 36),
    # Enquête habitants, ensemble des répondants.
    (LES_CINQ, "enquete_habitants_reponses", "attachement", "2022", 82),
    (LES_CINQ, "enquete_habitants_reponses", "sentiment", "2022", 82),
    (LES_CINQ, "enquete_habitants_reponses", "transformations", "2022", 73),
    (LES_CINQ, "enquete_habitants_reponses", "evolution_quartier", "2022", 78),
    (LES_CINQ, "enquete_habitants_reponses", "proprete", "2022", 77),
    (LES_CINQ, "enquete_habitants_reponses", "connait_contrat_ville", "2022", 77),
    (LES_CINQ, "enquete_habitants_reponses", "connait_conseil_citoyen", "2022", 75),
    (LES_CINQ, "enquete_habitants_reponses", "confinement", "2022", 71),
    (LES_CINQ, "enquete_habitants_reponses", "demain", "2022", 76),
    # « Une majorité (72%) … 63% … 49% … (46%) ».
    (LES_CINQ, "part_enquete_habitants", "souhaite_rester", "2022", 72),
    (LES_CINQ, "part_enquete_habitants", "se_sent_bien", "2022", 63),
    (LES_CINQ, "part_enquete_habitants", "bonnes_relations", "2022", 49),
    (LES_CINQ, "part_enquete_habitants", "appartenance_quartier", "2022", 46),
    # Enquête porteurs : phrases sous les graphiques.
    (AGGLO, "enquete_porteurs", "propre_initiative", "2022", 23),
    (AGGLO, "enquete_porteurs", "actions_cohesion_sociale", "2022", 30),
    (AGGLO, "enquete_porteurs", "plusieurs_actions", "2022", 18),
    (AGGLO, "enquete_porteurs", "une_action", "2022", 12),
    (AGGLO, "enquete_porteurs", "cofinancement", "2022", 21),
    (AGGLO, "enquete_porteurs", "cofinancement_etat", "2022", 14),
    (AGGLO, "enquete_porteurs", "cofinancement_departement", "2022", 11),
    (AGGLO, "enquete_porteurs", "cofinancement_intercommunalite", "2022", 9),
    (AGGLO, "enquete_porteurs", "cofinancement_commune", "2022", 9),
    (AGGLO, "enquete_porteurs", "place_assez_importante", "2022", 19),
    (AGGLO, "enquete_porteurs", "place_tres_importante", "2022", 13),
    (AGGLO, "enquete_porteurs", "moyens_direction", "2022", 21),
    (AGGLO, "enquete_porteurs", "moyens_administratif", "2022", 17),
    (AGGLO, "enquete_porteurs", "moyens_materiels", "2022", 16),
    (AGGLO, "enquete_porteurs", "criteres_connus", "2022", 22),
    (AGGLO, "enquete_porteurs", "criteres_moins_connus", "2022", 11),
    (AGGLO, "enquete_porteurs", "instances_connues", "2022", 19),
    (AGGLO, "enquete_porteurs", "instances_meconnues", "2022", 17),
    (AGGLO, "enquete_porteurs", "interlocuteur_agglo", "2022", 27),
    (AGGLO, "enquete_porteurs", "contribution_positive", "2022", 28),
    (AGGLO, "enquete_porteurs_reponses", "contribution", "2022", 31),
    (AGGLO, "enquete_porteurs_reponses", "coherence", "2022", 37),
    (AGGLO, "enquete_porteurs_reponses", "ingenierie", "2022", 35),
    # « Moyenne: 3 112 647,3 », « 165 507,0 » ; « Médiane : 3,0 », « 0.0 - 889.0 », « 61,1 », « 180,9 ».
    (AGGLO, "enquete_porteurs_budget", "moyenne", "2021", 3112647.3),
    (AGGLO, "enquete_porteurs_budget", "mediane", "2021", 165507),
    (AGGLO, "enquete_porteurs_salaries", "mediane", "2021", 3),
    (AGGLO, "enquete_porteurs_salaries", "maximum", "2021", 889),
    (AGGLO, "enquete_porteurs_salaries", "moyenne", "2021", 61.1),
    (AGGLO, "enquete_porteurs_salaries", "ecart_type", "2021", 180.9),
]


@pytest.mark.parametrize(("territoire", "indicateur", "modalite", "annee", "attendu"), CHIFFRES)
def test_chiffre_du_rapport(territoire, indicateur, modalite, annee, attendu):
    ligne = VALEURS[(territoire, indicateur, modalite, annee, "rapport_2022")]
    assert (float(ligne["valeur"]), ligne["statut"]) == (attendu, "publie")


# Portraits, « Réponses effectives » aux quatre questions, dans l'ordre de la diapositive.
@pytest.mark.parametrize(
    ("quartier", "attendus"),
    [
        (CONTE, [24, 25, 24, 24]),
        (GRAZAILLES, [21, 20, 19, 19]),
        (FLEMING, [13, 12, 13, 12]),
        (BASTIDE, [11, 11, 10, 10]),
        (VIGUIER, [13, 12, 12, 12]),
    ],
)
def test_reponses_par_quartier(quartier, attendus):
    questions = ("sentiment", "habiter", "evolution_quartier", "bien_aujourd_hui")
    lues = [VALEURS[(quartier, "enquete_habitants_reponses", q, "2022", "rapport_2022")]["valeur"] for q in questions]
    assert [int(v) for v in lues] == attendus
    # Moins de 30 réponses : aucune part n'est donnée pour un quartier.
    assert not [c for c in VALEURS if c[:2] == (quartier, "part_enquete_habitants")]


@pytest.mark.parametrize("question", ["sentiment", "evolution_quartier"])
def test_les_quartiers_font_l_ensemble(question):
    cle = ("enquete_habitants_reponses", question, "2022", "rapport_2022")
    par_quartier = [int(VALEURS[(quartier, *cle)]["valeur"]) for quartier in QUARTIERS]
    assert sum(par_quartier) == int(VALEURS[(LES_CINQ, *cle)]["valeur"])


def test_ce_qui_se_contredit_est_conteste():
    # « Une moyenne de 23 parcours » (deux fois), « 39 enfants et 24 en file active » (une fois).
    for source, attendu, debut in (("rapport_2022", "23", "retenue"), ("rapport_2022_pre", "24", "ecartee")):
        ligne = VALEURS[(LES_CINQ, "pre_file_active", "moyenne", "2016-2021", source)]
        assert (ligne["valeur"], ligne["statut"]) == (attendu, "conteste")
        assert ligne["note"].startswith(debut)
    # « 75% » des 17 parcours de 2016, « 54% » des 33 de 2021 : aucun nombre entier n'y mène.
    for annee, parcours, part in (("2016", 17, 75), ("2021", 33, 54)):
        assert part not in {round(100 * n / parcours) for n in range(parcours + 1)}
        ligne = VALEURS[(LES_CINQ, "pre_part_garcons", "", annee, "rapport_2022")]
        assert (float(ligne["valeur"]), ligne["statut"]) == (part, "conteste")
    # « un total de 39 enfants », « une limite fixée à 35 enfants suivis ».
    enfants = VALEURS[(LES_CINQ, "pre_enfants_accompagnes", "", "2016-2021", "rapport_2022")]
    assert (enfants["valeur"], enfants["statut"]) == ("39", "conteste")


# --- fiche de France Active et pages de la Régie -------------------------------------------


@pytest.mark.parametrize(
    ("indicateur", "attendu"),
    # « En 2016, 427 bénéficiaires », « 119 personnes », « Pas loin de 10 000 demandes ».
    [("regie_accompagnement_emploi", 427), ("regie_insertion", 119), ("regie_demandes", 10000)],
)
def test_regie_en_2016(indicateur, attendu):
    assert float(VALEURS[(AGGLO, indicateur, "", "2016", "regie_france_active")]["valeur"]) == attendu


@pytest.mark.parametrize(
    ("theme", "morceau", "attendu"),
    [
        ("gouvernance", "Signataires", 18),  # « parmi les signataires (18 signataires) »
        ("gouvernance", "reconductions", 75),  # « (75 / 25) »
        ("gouvernance", "nouvelles", 25),
        ("psl", "Fiches actions", 25),  # « 25 fiches actions ont été élaborées »
        ("psl", "Thèmes", 5),  # « 5 thématiques »
        ("tfpb", "Taux de l'abattement", 30),  # « L'abattement de 30% »
        ("gup", "Lettres", 2),  # « Deux lettres GUP »
        ("citeslab", "Communes voisines", 11),  # « 11 communes voisines rattachées »
        ("pre", "maximal", 35),  # « une limite fixée à 35 enfants suivis »
        ("regie", "Médiateurs", 7),  # page de la Régie : « Les 7 médiateurs »
        ("abp", "minimum", 11),  # dépliant : « des jeunes de 11 à 25 ans »
        ("abp", "maximum", 25),
        ("mediation", "début", 19),  # « de 19h à 21h sur les quartiers »
        ("mediation", "fin", 21),
    ],
)
def test_repere(theme, morceau, attendu):
    (ligne,) = [r for r in REPERES if r["theme"] == theme and morceau in r["libelle"]]
    assert float(ligne["valeur"]) == attendu


def test_chantiers_tremplin_sans_quartier():
    # Lettre de la GUP, dans l'ordre : 5/32, 2/17, 3/25, 2/17, 3/24, 4/… ; la mise en page est perdue.
    colonnes = ("chantiers", "habitants", "territoire", "statut")
    lues = [tuple(bloc[c] for c in colonnes) for bloc in _lire("chantiers_tremplin")]
    attendus = [("5", "32"), ("2", "17"), ("3", "25"), ("2", "17"), ("3", "24"), ("4", "")]
    assert lues == [(*a, "", "conteste") for a in attendus]


@pytest.mark.parametrize(
    ("debut", "fin", "morceau"),
    [
        ("1998", "", "Régie"),  # « Depuis 1998 »
        ("2007", "2021", "Renouvellement urbain"),  # « entre 2007 et 2021 »
        ("2012", "", "PRE"),  # « Déployé depuis 2012 »
        ("2013", "2014", "Fleming"),  # « réhabilitation en 2013-2014 »
        ("2015-06", "", "Signature du contrat"),  # « CDV signé en juin 2015 »
        ("2017-03-31", "", "Avenant"),  # « Le 31 mars 2017, un avenant »
        ("2017-09", "", "CitésLab commence"),  # « initié en septembre 2017 »
        ("2018", "", "convention GUP"),  # « signée en 2018 »
        ("2021-12-14", "", "Instruction"),  # « L'instruction du 14 décembre 2021 »
        ("2022-06-29", "", "Comité de pilotage"),  # « le 29 juin 2022 »
    ],
)
def test_chronologie(debut, fin, morceau):
    ce_jour = [e["evenement"] for e in _lire("chronologie") if (e["debut"], e["fin"]) == (debut, fin)]
    assert sum(morceau in evenement for evenement in ce_jour) == 1


# --- la matrice du dépliant ----------------------------------------------------------------

# Ligne par ligne : quartiers cochés, puis nombre de services cochés (huit colonnes de services).
MATRICE = {
    "Centre social Max Savy": ({FLEMING, GRAZAILLES}, 8),
    "Centre social Jean Montsarrat": ({VIGUIER}, 8),
    "Centre social La Roseaie": ({CONTE}, 8),
    "Espace de vie sociale Bastide": ({BASTIDE}, 8),
    "ABP – Accompagner, Bâtir, Prévenir": ({BASTIDE, CONTE}, 2),
    "Régie de quartiers du Carcassonnais": ({FLEMING, GRAZAILLES, CONTE, VIGUIER}, 7),
    "Médiation (médiation de soirée)": (set(QUARTIERS), 2),
    "Centre d'action sociale": (set(QUARTIERS), 5),
}


def test_la_matrice_a_69_points_sur_104_cases():
    assert Counter(i["valeur"] for i in INTERVENTIONS) == {"oui": 69, "non": 104 - 69}
    assert sum(len(q) + n for q, n in MATRICE.values()) == 69


@pytest.mark.parametrize("structure", MATRICE)
def test_ligne_de_la_matrice(structure):
    cochees = [i for i in INTERVENTIONS if i["acteur"] == structure and i["valeur"] == "oui"]
    quartiers, services = MATRICE[structure]
    assert {i["territoire"] for i in cochees if i["territoire"]} == quartiers
    assert {i["service"] for i in cochees if i["territoire"]} == {"Présence dans le quartier"}
    assert sum(not i["territoire"] for i in cochees) == services


def test_points_par_quartier_et_par_service():
    cochees = [i for i in INTERVENTIONS if i["valeur"] == "oui"]
    # Colonnes : Bastide 4 points, Fleming 4, Grazailles 4, La Conte 5, Le Viguier 4.
    par_quartier = Counter(i["territoire"] for i in cochees if i["territoire"])
    assert par_quartier == {BASTIDE: 4, FLEMING: 4, GRAZAILLES: 4, CONTE: 5, VIGUIER: 4}
    par_service = Counter(i["service"] for i in cochees if not i["territoire"])
    assert par_service == {
        "Accueil": 6,
        "Médiation et résolution de conflits": 7,
        "Accès aux droits et aux services": 7,
        "Aide aux démarches": 6,
        "Accès au numérique": 7,
        "Éducation et décrochage scolaire": 4,
        "Emploi, formation, insertion": 6,
        "Logement, santé, loisirs": 5,
    }


@pytest.mark.parametrize(
    ("structure", "service", "valeur"),
    [
        # Les cases vides du dépliant, lues à la main.
        ("ABP – Accompagner, Bâtir, Prévenir", "Accès au numérique", "oui"),
        ("ABP – Accompagner, Bâtir, Prévenir", "Éducation et décrochage scolaire", "non"),
        ("Régie de quartiers du Carcassonnais", "Éducation et décrochage scolaire", "non"),
        ("Médiation (médiation de soirée)", "Accès aux droits et aux services", "oui"),
        ("Médiation (médiation de soirée)", "Accueil", "non"),
        ("Centre d'action sociale", "Médiation et résolution de conflits", "non"),
        ("Centre d'action sociale", "Emploi, formation, insertion", "oui"),
        ("Centre d'action sociale", "Logement, santé, loisirs", "non"),
    ],
)
def test_case_de_la_matrice(structure, service, valeur):
    (case,) = [i for i in INTERVENTIONS if i["acteur"] == structure and i["service"] == service]
    assert case["valeur"] == valeur


# --- les textes réécrits -------------------------------------------------------------------

SENSIBLE = re.compile(r"trafic|stupéfiant|délinquan|radicalis|repli|attentat|illicit|conteneurs", re.I)
TEXTES = {
    "regards": "texte",
    "constats_piliers": "texte",
    "gouvernance": "texte",
    "recommandations": "texte",
    "objectifs": "objectif",
    "dispositifs": "objet",
    "acteurs": "missions",
}


def test_un_regard_sensible_est_reserve_au_comite_et_attribue():
    sensibles = [r for r in REGARDS if SENSIBLE.search(r["texte"])]
    assert len(sensibles) == 11
    for regard in sensibles:
        assert regard["diffusion"] == "comite"
        assert regard["texte"].startswith("Selon l'évaluation de 2022, ")
        assert not re.search(r"Joliot|bâtiment|mosquée|relig|Toulouse|Montpellier", regard["texte"])


def test_chaque_quartier_a_ses_quatre_rubriques():
    # Sans les regards réservés au comité, aucune rubrique publique ne reste vide.
    publics = [r for r in REGARDS if r["diffusion"] == "public"]
    for quartier in QUARTIERS:
        rubriques = {r["rubrique"] for r in publics if r["territoire"] == quartier}
        assert rubriques == {"specificite", "evolution_positive", "evolution_negative", "enjeu"}


@pytest.mark.parametrize("nom", TEXTES)
def test_aucune_personne_aucun_mobile_aucune_messagerie(nom):
    for ligne in _lire(nom):
        assert not re.search(r"@|\b0[67](?:[ .]?\d\d){4}\b", " ".join(ligne.values()))


def test_douze_recommandations_six_questions():
    # Chapitre 6 : quatre pour le pilotage, deux pour la vie du contrat, six opérationnelles.
    axes = Counter(r["axe"] for r in _lire("recommandations"))
    assert axes == {"pilotage": 4, "vie_du_contrat": 2, "operationnel": 6}
    assert [r["statut"] for r in _lire("recommandations")] == [""] * 12  # remplis par l'équipe
    assert [q["question"] for q in _lire("questions_evaluation")] == [f"Q{n}" for n in range(1, 7)]


# --- le compte par document ----------------------------------------------------------------


def test_nombre_de_chiffres_par_document():
    """Lignes chiffrées de chaque document ; un chiffre imprimé trois fois ne fait qu'une ligne."""
    comptes = Counter()
    for nom in ("valeurs", "reperes", "credits_publies"):
        comptes.update(r["source"].split("_evol")[0] for r in _lire(nom) if r["valeur"])
    comptes["depliant_gup"] += sum(i["valeur"] == "oui" for i in INTERVENTIONS)
    # Fiche : 427, 119, 10 000 ; touristes, 50 %, cinq quartiers, trois chantiers par an.
    assert comptes["regie_france_active"] == 3 + 4
    assert comptes["regie_caen"] == 2  # trois raisons, quarante ans
    assert comptes["regie_mediation"] == 1  # sept médiateurs
    assert comptes["depliant_gup"] == 69 + 3  # la matrice ; 11 et 25 ans, trois bailleurs


def test_les_enquetes_restent_hors_des_comparaisons():
    choix = choix_d_indicateurs(charger())
    assert "taux_pauvrete" in choix
    # Cinq quartiers ont pourtant chacun leur nombre de réponses.
    assert not [c for c in choix if c.startswith(("enquete_", "part_enquete_", "pre_", "regie_"))]
