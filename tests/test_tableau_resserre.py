"""Le tableau resserré : chaque ligne a une année, une référence dite, et un repère qui ne dépasse pas les données.

Références : FILO_2019 (pauvreté, revenu), IPRO_2022 (emploi, demandeurs), REVN_2022 (bas revenus), rapport de 2022,
chapitre 4 (valeurs de la ville) ; les écarts sont refaits à la main en commentaire.
"""

import csv
import io
from dataclasses import replace

import pytest

from components.export_tableur import csv_du_bloc
from data.calculs import ecart
from data.entrepot import charger
from data.vues.tableau_resserre import marque, marque_d_ecart, partout_moins_bon, suivis, tableau_resserre
from data.vues.tableau_resserre import suivi as suivi_de
from tests.outils.apptest import executer
from tests.outils.fabrique import indicateur, mesure
from tests.outils.lecture_page import fautes, lisible, texte
from tests.outils.tables import ecrire_tables

E = charger()
BLOC = tableau_resserre(E)
LIGNES = {ligne[0].texte: ligne for ligne in BLOC.grille.lignes}
# L'ordre des colonnes est celui de territoires.csv.
CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES, REFERENCE = range(1, 7)
HAUT, BAS, PROCHE = "▲ plus haut", "▼ plus bas", "= proche"


def nombres(nom):
    return [c.valeur for c in LIGNES[nom][1:]]


def reperes(nom):
    return [c.repere for c in LIGNES[nom][1:]]


def test_dix_a_quinze_lignes_sur_cinq_quartiers_et_une_reference():
    assert 10 <= len(BLOC.grille.lignes) <= 15
    assert BLOC.grille.entetes == (
        "Indicateur",
        "La Conte",
        "Le Viguier",
        "Bastide",
        "Fleming",
        "Grazailles",
        "Référence",
    )
    assert {len(ligne) for ligne in BLOC.grille.lignes} == {7}


def test_chaque_ligne_porte_une_seule_annee_et_la_dit():
    for suivi in suivis(E):
        assert {x.mesure.annee for x in suivi.quartiers} == {suivi.annee}
        assert suivi.reference is None or suivi.reference.mesure.annee == suivi.annee
        assert LIGNES[suivi.nom][0].repere.startswith(suivi.annee)


def test_la_pauvrete_face_a_la_ville():
    assert [lisible(c.texte) for c in LIGNES["Taux de pauvreté"][1:]] == [
        "61 %",
        "65 %",
        "39 %",
        "59 %",
        "52 %",
        "27 %",
    ]
    assert reperes("Taux de pauvreté") == [HAUT] * 5 + ["Carcassonne"]
    assert LIGNES["Taux de pauvreté"][0].repere == "2019 · Cohésion sociale · plus bas, c'est mieux"


def test_un_ecart_sous_le_bruit_est_dit_proche():
    # Bruit du taux d'emploi : 4 points. Bastide 43,3 contre 44,7 : 1,4 point. Grazailles 35,5 : 9,2 points.
    assert nombres("Taux d'emploi") == [33.3, 24.6, 43.3, 35.0, 35.5, 44.7]
    assert reperes("Taux d'emploi") == [BAS, BAS, PROCHE, BAS, BAS, "QPV médian de métropole"]


def test_les_bas_revenus_ne_sont_pas_tous_du_meme_cote():
    # REVN_2022, BREV : 80,7 ; 82,6 ; 56,8 ; 70,8 ; 70,3, et 60,7 pour le QPV médian.
    assert reperes("Part des bas revenus")[:5] == [HAUT, HAUT, BAS, HAUT, HAUT]


def test_un_effectif_prend_l_annee_recente_sans_repere_et_dit_ce_qui_manque():
    # IPRO_2022, ABC : 424, 262, 638, Fleming non diffusé, 176.
    ligne = LIGNES["Demandeurs d'emploi (A, B, C)"]
    assert ligne[0].repere == "2021 · personnes · Emploi · plus bas, c'est mieux"
    assert [c.valeur for c in ligne[1:6]] == [424, 262, 638, None, 176]
    assert (ligne[FLEMING].texte, ligne[FLEMING].statut) == ("non disponible", "non_disponible")
    assert {c.repere for c in ligne[1:6]} == {""}


def test_un_statut_qui_n_est_pas_ordinaire_se_voit():
    # Le rapport écrit « familles » pour des foyers allocataires (registre C036).
    assert [LIGNES["Part des familles monoparentales"][i].statut for i in (CONTE, BASTIDE, REFERENCE)] == [
        "conteste"
    ] * 3
    lu = texte(executer())
    assert '<span class="etiquette conteste">contesté</span>' in lu


def test_la_phrase_ne_cite_que_ce_qui_est_defavorable_partout():
    # Emploi exclu : Bastide est proche. Bas revenus exclus : Bastide est plus bas. Emplois précaires exclus : sans
    # marge
    # connue, Grazailles (27 %) n'est qu'à 2 points des 25 % du QPV médian. Revenu gardé : 14 830 contre 18 450, soit
    # −20 %.
    assert BLOC.phrase == (
        "Dans tous les quartiers à la fois, la valeur est moins favorable que la référence pour : taux de pauvreté "
        "et revenu médian."
    )


def test_les_marges_non_publiees_et_le_pilier_sans_chiffre_sont_dits():
    # indicateurs.csv : seuls le taux de pauvreté et le taux d'emploi ont un « bruit » ; un effectif n'a pas de repère.
    assert BLOC.reserves[0] == (
        "Sans marge publiée, « proche » veut dire moins que ce qu'un QPV bouge d'ordinaire pour : part des moins de "
        "25 ans, part des 60 ans et plus, types de ménages : personnes seules, revenu médian, part des bas revenus et "
        "part des emplois précaires."
    )
    assert BLOC.reserves[1] == (
        "Rien n'est suivi pour « Cadre de vie et renouvellement urbain » : nos tables n'en ont aucun chiffre par "
        "quartier."
    )


def test_d_ou_vient_la_pauvrete():
    origine = dict(BLOC.preuves)["Taux de pauvreté, 2019"]
    assert "FILO_2019.csv, DISP_TP60_A19 (publié)" in origine
    assert "Carcassonne : Évaluation finale" in origine
    assert origine.endswith("Marge : 4,4.")


def test_le_fichier_porte_chaque_mesure_avec_sa_source():
    lignes = list(csv.reader(io.StringIO(csv_du_bloc(BLOC).decode("utf-8-sig")), delimiter=";"))
    assert len(lignes) == 1 + len(BLOC.lignes)
    pauvrete = next(x for x in lignes if x[0] == "La Conte - Ozanam" and x[1] == "Taux de pauvreté, 2019")
    assert (pauvrete[2], pauvrete[4], pauvrete[5], pauvrete[7]) == (
        "61",
        "2019",
        "publié",
        "FILO_2019.csv, DISP_TP60_A19",
    )


@pytest.mark.parametrize(
    ("valeur", "reference", "attendu"),
    [
        (50.0, 45.0, HAUT),
        (40.0, 45.0, BAS),
        (47.0, 45.0, PROCHE),
        (45.0, 45.0, PROCHE),
    ],
)
def test_la_marque_d_un_taux_dont_le_bruit_est_de_quatre_points(valeur, reference, attendu):
    fiche = indicateur(bruit=4.0)
    assert marque_d_ecart(ecart(mesure(valeur), mesure(reference, territoire="11069"), fiche), fiche) == attendu


def test_sans_bruit_connu_deux_valeurs_ecrites_pareil_sont_proches():
    # 61,2 et 60,8 s'écrivent toutes deux 61 %.
    fiche = indicateur()
    assert marque_d_ecart(ecart(mesure(61.2), mesure(60.8), fiche), fiche) == PROCHE
    assert marque_d_ecart(ecart(mesure(61.2), mesure(60.2), fiche), fiche) == HAUT


def test_ni_un_effectif_ni_une_autre_annee_ni_une_absence_n_ont_de_marque():
    ici, ville = (E.mesure(code, "taux_pauvrete", "2019") for code in ("QP011002", "11069"))
    assert marque(E, ici, ville) == HAUT
    assert marque(E, E.mesure("QP011002", "taux_pauvrete", "2018"), ville) == ""
    assert marque(E, ici, None) == ""
    assert marque(E, replace(ici, valeur=None, statut="secret"), ville) == ""
    assert marque(E, ici, replace(ville, valeur=None, statut="secret")) == ""
    assert marque(E, ici, replace(ville, statut="conteste")) == ""
    assert marque(E, *(E.mesure(code, "population", "2018") for code in ("QP011002", "11069"))) == ""


def test_un_ecart_sous_15_pour_cent_mais_hors_marge_est_moins_bon_partout():
    # FILO_2019, premier décile : 9 480 € à Carcassonne ; Grazailles 8 600 (−9,3 %, marge 545 €), Bastide 8 180,
    # La Conte 7 630, Fleming 7 500, le Viguier 6 970.
    choix = {"indicateur": "revenu_disponible", "modalite": "d1", "pilier": "", "reference": "11069", "cible": ""}
    assert partout_moins_bon(E, suivi_de(E, {**choix, "suivi_par": ""})) is True


SUIVIS = "indicateur,modalite,pilier,reference,cible,suivi_par,ordre\n"


def test_ce_que_l_equipe_ecrit_s_affiche(tmp_path):
    table = SUIVIS + "population,,transversal,,,,20\ntaux_pauvrete,,emploi,11069,50,CCAS,10\n"
    bloc = tableau_resserre(charger(ecrire_tables(tmp_path, indicateurs_suivis=table)))
    premiere = bloc.grille.lignes[0]
    # La Conte 61 %, Grazailles secret, Carcassonne 27 % : une seule valeur connue sur deux, l'année reste 2019.
    assert [lisible(c.texte) for c in premiere] == ["Pauvreté", "61 %", "secret statistique", "27 %"]
    assert premiere[0].repere == "2019 · Emploi · plus bas, c'est mieux · suivi par CCAS"
    assert lisible(premiere[3].repere) == "Carcassonne · cible : 50 %"


def test_sans_table_il_n_y_a_pas_de_tableau(tmp_path):
    assert tableau_resserre(charger(ecrire_tables(tmp_path))) is None


@pytest.mark.parametrize(
    ("ligne", "colonne", "constat"),
    [
        ("tauxpauvrete,,emploi,11069,,,1", "indicateur", "code inconnu"),
        ("taux_pauvrete,,culture,11069,,,1", "pilier", "culture"),
        ("taux_pauvrete,,emploi,11069,moitié,,1", "cible", "moitié"),
        ("taux_pauvrete,,emploi,CARCASSONNE,,,1", "reference", "code inconnu"),
    ],
)
def test_une_faute_de_saisie_est_dite_et_n_enleve_que_sa_ligne(tmp_path, ligne, colonne, constat):
    bonne = "population,,transversal,,,,20"
    entrepot = charger(ecrire_tables(tmp_path, indicateurs_suivis=f"{SUIVIS}{ligne}\n{bonne}\n"))
    (faute,) = entrepot.fautes
    assert (faute.fichier, faute.ligne, faute.colonne) == ("indicateurs_suivis.csv", 2, colonne)
    assert constat in faute.constat
    assert [s.nom for s in suivis(entrepot)] == ["Population"]


def test_l_accueil_montre_le_tableau():
    essai = executer()
    assert fautes(essai) == []
    lu = texte(essai)
    assert "<h2>Tableau de bord resserré</h2>" in lu
    assert "QPV médian de métropole" in lu
