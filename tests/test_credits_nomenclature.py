"""Un fichier à cheval sur 2024 : un pilier absent d'une nomenclature n'a pas de montant, une année absente non plus.

Le petit fichier, comme une équipe l'aurait : 2021 et 2022 en piliers de 2015-2023, rien en 2023, 2024 en nouveaux
piliers. Cohésion sociale : 16 300 € en 2021, 21 050 € en 2022 ; Emploi : 9 500 € puis 20 000 € ; en 2024, Éducation
10 000 € (La Conte, sous son code de 2024), Accès aux droits 8 000 € (Grazailles), quatre autres piliers à 1 000 €.
"""

from dataclasses import replace

import pytest

from components.carte_quartiers import PART_ECRITE
from components.echelle import arrondir_le_pas, echelle
from components.graphique_courbe import figure_courbe
from data.entrepot import charger
from data.modele import Action
from data.vues.credits import bloc_croise, bloc_quartiers, ordre_des_parts, parts_des_piliers, resume_du_quartier
from data.vues.credits_actions import fiches
from data.vues.credits_base import Choix
from data.vues.credits_besoins import CREDITS, bloc_besoins
from data.vues.credits_evolution import bloc_natures, bloc_par_annee, bloc_reequilibrage
from data.vues.credits_flux import bloc_flux
from data.vues.credits_nomenclature import annees_par_defaut, bornes, ruptures
from data.vues.credits_phrases import phrase_d_ouverture
from tests.outils.lecture_page import lisible
from tests.outils.serveur import RACINE

CONTE, GRAZAILLES, FLEMING, VIGUIER = "QP011002", "QP011006", "QP011005", "QP011003"
TOUT = Choix("total", "montant", 2021, 2024)
ANCIENS = ("Cohésion sociale", "Emploi")


def action(numero, annee, pilier, quartiers, montant, enveloppe="specifique"):
    return Action(
        numero, annee, f"Action {numero}", "Porteur", pilier, "", quartiers, "État", enveloppe, "nouvelle", montant,
        "reel", "rapport_2022",
    )  # fmt: skip


ACTIONS = (
    action("1", 2021, "cohesion_sociale", (CONTE,), 15500.0),
    action("2", 2021, "cohesion_sociale", ("QVA-AIGUILLE",), 800.0),
    action("3", 2021, "emploi", (FLEMING, VIGUIER), 9500.0),
    action("4", 2022, "cohesion_sociale", (CONTE,), 17750.0),
    action("5", 2022, "cohesion_sociale", (), 3300.0),
    action("6", 2022, "emploi", (GRAZAILLES,), 20000.0),
    action("7", 2022, "emploi", (FLEMING,), 19875.06, "adulte_relais"),
    action("8", 2024, "education", ("QN01102I",), 10000.0),
    action("9", 2024, "acces_droits", (GRAZAILLES,), 8000.0),
    action("10", 2024, "emploi_developpement", (FLEMING,), 4000.0),
    action("11", 2024, "cadre_vie_transitions", (CONTE,), 3000.0),
    action("12", 2024, "jeunesse_culture_sports", (CONTE,), 2000.0),
    action("13", 2024, "soutien_acteurs", (CONTE,), 1000.0),
)


@pytest.fixture(scope="module")
def suivi():
    return replace(charger(RACINE / "data" / "tables"), actions=ACTIONS)


def points(bloc):
    return {(x.serie, x.categorie): x.mesure.valeur for x in bloc.lignes if x.mesure.valeur is not None}


def test_les_bornes_d_une_nomenclature():
    assert (bornes("2015-2023"), bornes("2024+"), bornes("inconnue")) == ((2015, 2023), (2024, 9999), (0, 9999))


def test_un_pilier_n_a_de_point_que_dans_ses_annees(suivi):
    bloc = bloc_par_annee(suivi, TOUT)
    assert points(bloc) == {
        ("Cohésion sociale", "2021"): 16300.0,
        ("Cohésion sociale", "2022"): 21050.0,
        ("Emploi", "2021"): 9500.0,
        ("Emploi", "2022"): 20000.0,
        ("Éducation", "2024"): 10000.0,
        ("Accès aux droits", "2024"): 8000.0,
        ("Cadre de vie et transitions", "2024"): 3000.0,
        ("Jeunesse et loisirs", "2024"): 2000.0,
        ("Emploi et économie", "2024"): 4000.0,
        ("Soutien aux acteurs", "2024"): 1000.0,
    }
    assert bloc.ruptures == ("2024",)


def test_aucune_phrase_ne_passe_par_dessus_le_changement(suivi):
    phrase = lisible(bloc_par_annee(suivi, TOUT).phrase)
    assert phrase == (
        "Les piliers changent en 2024 : les années d'avant et d'après ne se comparent pas. "
        "De 2021 à 2022, le premier pilier est Cohésion sociale (21 050 € en 2022). "
        "En 2024, le premier pilier est Éducation (10 000 €)."
    )


@pytest.mark.parametrize("mesure", ["montant", "part", "actions"])
def test_une_annee_absente_coupe_la_ligne_et_se_dit(suivi, mesure):
    bloc = bloc_par_annee(suivi, replace(TOUT, mesure=mesure))
    trous = [(x.serie, x.mesure.statut, x.mesure.note) for x in bloc.lignes if x.categorie == "2023"]
    assert trous == [(nom, "non_disponible", "2023 : absente du fichier.") for nom in ANCIENS]
    assert bloc.reserves[-1] == "2023 : absente du fichier."
    for trace in figure_courbe(bloc)["data"]:
        # Aucun tracé ne va d'avant 2023 à après sans un vide entre les deux.
        connus = [x for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None]
        assert not connus or max(connus) < 2023 or min(connus) > 2023
        assert trace["connectgaps"] is False


def test_la_part_d_un_pilier_est_celle_de_ses_annees(suivi):
    parts = points(bloc_par_annee(suivi, replace(TOUT, mesure="part")))
    assert parts["Cohésion sociale", "2021"] == pytest.approx(1630000 / 25800)  # 16 300 sur 25 800 €
    assert parts["Éducation", "2024"] == pytest.approx(1000000 / 28000)
    assert ("Éducation", "2021") not in parts


def test_l_equilibre_ne_montre_que_les_cinq_et_dit_ce_qui_est_a_part(suivi):
    bloc = bloc_reequilibrage(suivi, TOUT)
    assert {x.cle for x in bloc.lignes} == {CONTE, VIGUIER, "QP011004", FLEMING, GRAZAILLES}
    # 2022 : 20 000 sur 41 050 € à Grazailles, 17 750 à La Conte, rien ailleurs ; 2024 : 16 000 sur 28 000 à La Conte.
    assert lisible(bloc.phrase).startswith(
        "Les piliers changent en 2024 : les années d'avant et d'après ne se comparent pas. "
        "En 2022, de 0 % (Le Viguier) à 49 % (Grazailles), soit 49 points d'écart ; "
        "en 2024, de 0 % (Le Viguier) à 57 % (La Conte), soit 57 points d'écart. "
    )
    assert lisible(bloc.phrase).endswith("À part : 800 € pour L'Aiguille (Trèbes) et 3 300 € sans quartier précisé.")
    assert {x.mesure.valeur for x in bloc.lignes if x.categorie == "2023"} == {None}
    a_part = lisible(bloc_reequilibrage(suivi, replace(TOUT, regle="inter_quartiers")).phrase)
    assert "9 500 € inter-quartiers" in a_part


def test_le_plus_bas_est_un_des_cinq_quartiers(suivi):
    phrase = lisible(bloc_quartiers(suivi, replace(TOUT, a=2022)).phrase)
    assert phrase == (
        "De 2021 à 2022, le plus haut est La Conte - Ozanam (33 250 €), le plus bas Bastide - Pont-Vieux (0 €). "
        "À part : 800 € pour L'Aiguille (Trèbes) et 3 300 € sans quartier précisé."
    )


def test_un_pilier_hors_de_ses_annees_n_a_pas_zero_euro(suivi):
    hors = bloc_quartiers(suivi, Choix("education", "montant", 2021, 2022))
    assert {(x.mesure.valeur, x.mesure.statut) for x in hors.lignes} == {(None, "non_applicable")}
    # Sur une période qui l'enjambe, la carte d'un pilier ne garde que ses années, et le titre le dit.
    dedans = bloc_quartiers(suivi, replace(TOUT, pilier="education"))
    assert dedans.titre == "Montant par quartier : Éducation, 2024"
    assert {x.mesure.annee for x in dedans.lignes} == {"2024"}
    besoins = bloc_besoins(suivi, Choix("education", "par_habitant", 2021, 2022))
    assert {x.mesure.valeur for x in besoins.lignes if x.categorie == CREDITS} == {None}


def test_le_croise_et_le_flux_datent_chaque_pilier(suivi):
    croise = bloc_croise(suivi, TOUT)
    noms = list(dict.fromkeys(x.categorie for x in croise.lignes))
    assert noms[:4] == [
        "Tous les piliers",
        "Cohésion sociale (2021 à 2022)",
        "Développement économique et emploi (2021 à 2022)",
        "Éducation (2024)",
    ]
    assert {x.mesure.annee for x in croise.lignes if x.mesure.modalite == "education"} == {"2024"}
    assert {x.serie for x in bloc_flux(suivi, TOUT).lignes if x.cle == "emploi"} == {noms[2]}
    assert any(r.startswith("Les piliers changent en 2024") for r in croise.reserves)
    # Dans une seule nomenclature, rien à dater.
    assert "Éducation" in {x.categorie for x in bloc_croise(suivi, replace(TOUT, de=2024)).lignes}


def test_les_extremes_d_un_quartier_ne_melangent_pas_deux_nomenclatures(suivi):
    phrase = lisible(resume_du_quartier(suivi, TOUT, "ensemble").phrase)
    assert phrase == "En 2024, le plus haut est Éducation (10 000 €), le plus bas Soutien aux acteurs (1 000 €)."


@pytest.mark.parametrize(
    ("quartier", "dit"),
    [
        # Le Viguier est le plus pauvre des cinq (65 % en 2019) et a 1 757 habitants : 9 500 / 2 / 1 757 = 2,70 €.
        ((), "reçoit moins par habitant que quatre autres quartiers : 3 € par habitant"),
        ((VIGUIER,), "reçoit le plus par habitant : 572 € par habitant"),
    ],
)
def test_la_place_du_quartier_le_plus_pauvre_se_dit_en_francais(suivi, quartier, dit):
    # Un million d'euros de plus : aux quatre autres à parts égales, ou au Viguier (1 004 750 / 1 757 = 571,86 €).
    plus = action("14", 2022, "emploi", quartier or (CONTE, GRAZAILLES, FLEMING, "QP011004"), 1000000.0)
    tables = replace(suivi, actions=(*ACTIONS, plus))
    phrase = lisible(bloc_besoins(tables, replace(TOUT, a=2022)).phrase)
    assert phrase.startswith(
        "Le Viguier - Saint-Jacques, le quartier au taux de pauvreté le plus haut (65 % en 2019), "
    )
    assert dit in phrase


def test_un_seul_quartier_devant_se_dit_au_singulier(suivi):
    tables = replace(suivi, actions=(action("1", 2022, "emploi", (CONTE,), 90000.0),))
    phrase = lisible(bloc_besoins(tables, Choix("total", "montant", 2022, 2022)).phrase)
    assert "reçoit moins par habitant qu'un autre quartier : 0 € par habitant en 2022." in phrase


def test_les_natures_ont_un_vide_en_2023(suivi):
    lus = {x.categorie: x.mesure.valeur for x in bloc_natures(suivi, TOUT).lignes}
    assert lus == {"2021": 25800.0, "2022": 41050.0, "2023": None, "2024": 28000.0}


def test_les_annees_proposees_sont_d_une_seule_nomenclature(suivi):
    assert annees_par_defaut(suivi) == (2024, 2024)
    assert annees_par_defaut(suivi, "emploi") == (2021, 2022)
    assert (ruptures(suivi, TOUT), ruptures(suivi, replace(TOUT, a=2022))) == (("2024",), ())


def test_la_barre_de_la_carte_a_cinq_morceaux_au_plus(suivi):
    parts = parts_des_piliers(suivi, replace(TOUT, de=2024))
    # La Conte : 10 000 + 3 000, puis 2 000 et 1 000 d'autres piliers, sur 16 000 € : 62,5 ; 18,75 ; 18,75 %.
    assert [(p.nom, p.part) for p in parts[CONTE]] == [
        ("Éducation", 62),
        ("Cadre de vie et transitions", 19),
        ("Autres piliers", 19),
    ]
    assert list(ordre_des_parts(suivi, parts).values()) == [
        "Éducation",
        "Accès aux droits",
        "Cadre de vie et transitions",
        "Emploi et économie",
        "Autres piliers",
    ]
    assert {sum(p.part for p in siennes) for siennes in parts.values()} == {100}
    assert PART_ECRITE == 12


def test_la_liste_d_un_quartier_garde_les_actions_de_son_nom_de_2024(suivi):
    assert [f.lignes[0].id_action for f in fiches(suivi, replace(TOUT, de=2024), quartier=CONTE)] == [
        "11",
        "12",
        "13",
        "8",
    ]


def test_l_ouverture_dit_le_fichier_ses_annees_et_chaque_enveloppe(suivi):
    # 25 800 + 41 050 + 28 000 € de crédits spécifiques ; un poste à 19 875,06 €.
    assert lisible(phrase_d_ouverture(suivi)).endswith(
        "(2021, 2022 et 2024) : 94 850 € de crédits spécifiques et 19 875 € de postes d'adultes-relais."
    )
    assert phrase_d_ouverture(charger(RACINE / "data" / "tables")) == ""


def test_l_echelle_des_credits_part_de_zero_et_ses_bornes_sont_rondes(suivi):
    lignes = [x for x in bloc_quartiers(suivi, TOUT).lignes if x.cle in (CONTE, GRAZAILLES)]
    voisins = [
        replace(x, mesure=replace(x.mesure, valeur=v)) for x, v in zip(lignes, (227000.0, 275000.0), strict=True)
    ]
    assert echelle(voisins) == (0.0, 300000.0)  # cinq classes de 60 000 € : 227 et 275 k€ sont voisins
    taux = [
        replace(x, mesure=replace(x.mesure, indicateur="taux_pauvrete", valeur=v))
        for x, v in zip(lignes, (39.0, 65.0), strict=True)
    ]
    assert echelle(taux) == (30.0, 80.0)
    assert (arrondir_le_pas(0.0, (1, 10)), arrondir_le_pas(20.0, (1, 2, 5, 10))) == (0.0, 20.0)
