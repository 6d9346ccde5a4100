"""Les vues « écarts », « face à face » et « profil national » : ce qu'elles disent, et ce que les figures montrent."""

import itertools

import pytest

from components.graphique_pyramide import figure_pyramide
from components.graphique_quadrant import HAUTEUR, LIGNE_DE_TEXTE, MARGES, figure_quadrant
from components.graphique_rangs import figure_rangs
from data.blocs import tableau
from data.calculs import serie
from data.entrepot import Entrepot, charger
from data.vues import ecarts_reduits, face_a_face, profil_national

AGGLO, VILLE, METRO = "200035715", "11069", "QPV-FR-METRO"
CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (f"QP01100{i}" for i in range(2, 7))
NOMS = (
    "La Conte - Ozanam",
    "Le Viguier - Saint-Jacques",
    "Bastide - Pont-Vieux",
    "Fleming - La Reille",
    "Grazailles",
)


@pytest.fixture(scope="module")
def tables():
    return charger()


def test_la_reponse_compte_ce_qui_se_reduit_se_creuse_et_reste_stable(tables):
    bloc = ecarts_reduits.reponse(tables, AGGLO)
    # Deux indicateurs × cinq quartiers : seul le revenu médian bouge, au Viguier (mieux) et à Grazailles (moins bien).
    assert bloc.phrase == (
        "Face à l'agglomération, rien ne le montre : la plupart des écarts n'ont pas bougé nettement. "
        "Sur 10 comparaisons (deux indicateurs), l'écart évolue bien pour le quartier dans un cas, mal dans un cas, "
        "et reste stable dans huit cas. Pour dix autres indicateurs, on ne sait pas."
    )
    assert any("ne mesurent pas l'effet du contrat de ville" in r for r in bloc.reserves)
    assert len(ecarts_reduits.refus(tables, AGGLO).grille.lignes) == 10
    cases = [c.texte for c in bloc.grille.lignes[0][1:]]
    assert cases == ["= stable", "▲ se réduit", "= stable", "= stable", "▼ se creuse"]


def test_une_reference_sans_aucune_comparaison_le_dit(tables):
    phrase = ecarts_reduits.reponse(tables, "FR").phrase
    assert phrase.startswith("Face à France entière, on ne sait pas")
    assert ecarts_reduits.quadrant(tables, "FR", "revenu_median") is None


@pytest.mark.parametrize(
    ("reference", "nom", "raison"),
    [
        (AGGLO, "Taux de pauvreté", "Une seule année dans l'agglomération (2019)"),
        (VILLE, "Taux d'emploi", "Une seule année à Carcassonne (2017)"),
        (METRO, "Demandeurs d'emploi (A) : ensemble et femmes", "il faudrait une part"),
        (METRO, "Taux de création d'établissements", "ne se compare pas d'une année à l'autre"),
    ],
)
def test_ce_qui_ne_se_compare_pas_est_liste_avec_la_raison(tables, reference, nom, raison):
    lignes = {ligne[0].texte: ligne[1].texte for ligne in ecarts_reduits.refus(tables, reference).grille.lignes}
    assert raison in lignes[nom]


def test_une_phrase_par_quartier_dit_l_ecart_son_changement_et_la_marge(tables):
    bloc = ecarts_reduits.quadrant(tables, AGGLO, "revenu_median")
    assert bloc.precisions[1] == (
        "Au Viguier - Saint-Jacques, 43,6 % de moins que dans l'agglomération en 2016, 40,4 % de moins en 2019 : "
        "en retard, mais l'écart se réduit, de peu (changement de 3,2 points, marge de 2,6)."
    )
    assert len(bloc.precisions) == 5
    # La table derrière : pour chaque quartier deux valeurs, trois calculs et la marge, puis les deux de la référence.
    assert len(tableau(bloc).lignes) == 5 * 6 + 2


def test_le_quartier_qui_ne_se_compare_pas_est_dit_a_cote_du_graphique(tables):
    bloc = ecarts_reduits.quadrant(tables, METRO, "taux_emploi")
    assert any(r.startswith("Grazailles : ") and "949 habitants" in r for r in bloc.reserves)
    assert ecarts_reduits.TENDANCE in bloc.reserves
    assert len(bloc.precisions) == 4


def _quadrants(tables):
    for reference in ecarts_reduits.references(tables):
        for choix in ecarts_reduits.choix_d_indicateurs(tables, reference):
            yield ecarts_reduits.quadrant(tables, reference, choix)


def test_chaque_quadrant_nomme_ses_points_en_entier_sans_chevauchement(tables):
    vus = 0
    for bloc in _quadrants(tables):
        vus += 1
        figure = figure_quadrant(bloc)
        page, trace = figure["layout"], figure["data"][0]
        noms = [a for a in page["annotations"] if a["text"] in NOMS]
        assert len(noms) == len(bloc.precisions) == len(trace["x"])
        utile = HAUTEUR - MARGES["t"] - MARGES["b"]
        bas, haut = page["yaxis"]["range"]
        places = sorted((a["y"] - bas) / (haut - bas) * utile - a["ay"] for a in noms)
        assert all(apres - avant > LIGNE_DE_TEXTE - 2 for avant, apres in itertools.pairwise(places))
        assert all(0 < p < utile for p in places)
        gauche, droite = page["xaxis"]["range"]
        assert gauche < 0 < droite
        assert all(gauche < x < droite for x in trace["x"])
        # Le nom s'écrit vers le milieu : jamais coupé au bord.
        assert all((a["xanchor"] == "left") == (a["x"] < (gauche + droite) / 2) for a in noms)
    assert vus == 15


def test_le_quadrant_dit_le_sens_par_la_forme_autant_que_par_la_couleur(tables):
    trace = figure_quadrant(ecarts_reduits.quadrant(tables, AGGLO, "revenu_median"))["data"][0]
    assert trace["marker"]["symbol"] == ["circle-open", "triangle-up", "circle-open", "circle-open", "triangle-down"]
    # Grazailles : −33,758 % en 2019, changement −3,560 points, marge 2,937 : le trait ne touche pas zéro.
    assert (trace["x"][4], trace["y"][4]) == (pytest.approx(-33.758, abs=1e-3), pytest.approx(-3.560, abs=1e-3))
    assert trace["error_y"]["array"][4] == pytest.approx(2.937, abs=1e-3)


def test_une_difference_se_mesure_en_ecarts_types_nationaux(tables):
    par_cle = {(d.gauche.indicateur, d.gauche.modalite): d for d in face_a_face.differences(tables, CONTE, BASTIDE)}
    # DEMO_2022 TX_TOT_MEN1 : 28,7 et 67,0 ; écart-type 11,318 : 38,3 / 11,318 = 3,384.
    seul = par_cle[("menages", "personne_seule")]
    assert (seul.gauche.annee, seul.valeur) == ("2018", -38.3)
    assert seul.force == pytest.approx(3.384, abs=1e-3)
    # FILO_2019 DISP_TP60_A19 : 61,0 et 39,0 ; écart-type 8,25 : 2,667 ; plus récent que les bas revenus de 2018.
    assert par_cle[("taux_pauvrete", "")].force == pytest.approx(2.667, abs=1e-3)
    assert ("part_bas_revenus", "") not in par_cle


def test_un_ecart_sous_la_marge_ne_se_cite_pas(tables):
    # Emploi 2018 de La Conte et de Grazailles : 33,3 et 35,5, soit 2,2 points pour une marge de 5,7.
    d = face_a_face.Difference(
        *(tables.mesure(c, "taux_emploi", "2018") for c in (CONTE, GRAZAILLES)), -2.2, 8.294, 5.657
    )
    assert not d.nette
    bloc = face_a_face.ce_qui_distingue(tables, CONTE, GRAZAILLES)
    assert not any(p.startswith("Taux d'emploi") for p in bloc.precisions)
    assert "7 sujets : écart trop faible pour les distinguer." in bloc.reserves


def test_tous_les_face_a_face_offerts_comparent_la_meme_annee_et_la_meme_definition(tables):
    duels = 0
    for gauche in face_a_face.choix_de_gauche(tables):
        for droite in face_a_face.choix_de_droite(tables, gauche):
            duels += 1
            assert droite != gauche
            toutes = face_a_face.differences(tables, gauche, droite)
            bloc = face_a_face.ce_qui_distingue(tables, gauche, droite)
            assert 1 <= len(bloc.precisions) <= face_a_face.COMBIEN
            assert [d.force for d in toutes] == sorted((d.force for d in toutes), reverse=True)
            for d in toutes:
                assert (d.gauche.annee, d.gauche.indicateur, d.gauche.modalite) == (
                    d.droite.annee,
                    d.droite.indicateur,
                    d.droite.modalite,
                )
                assert d.gauche.annee >= "2015"
                assert not tables.indicateurs[d.gauche.indicateur].sommable
                assert "conteste" not in (d.gauche.statut, d.droite.statut)
    assert duels == 5 * 7


def test_les_ages_se_comparent_la_meme_annee_en_miroir(tables):
    bloc = face_a_face.ages(tables, CONTE, BASTIDE)
    # Rapport de 2022, tableaux d'âge de 2017 : 29 % et 14 % de 0 à 14 ans.
    assert bloc.phrase == (
        "La différence la plus grande est chez les 0 à 14 ans : 29\u00a0% des habitants à La Conte - Ozanam, "
        "14\u00a0% à Bastide - Pont-Vieux."
    )
    figure = figure_pyramide(bloc)
    gauche, droite = figure["data"]
    assert (gauche["x"], droite["x"]) == ([29, 13, 39, 13, 6], [14, 18, 48, 13, 7.6])
    page = figure["layout"]
    assert page["xaxis"]["range"] == page["xaxis2"]["range"][::-1]  # la même échelle des deux côtés
    assert page["xaxis"]["domain"][1] < page["xaxis2"]["domain"][0]
    textes = [a["text"] for a in page["annotations"]]
    assert textes[:2] == ["<b>La Conte - Ozanam</b>", "<b>Bastide - Pont-Vieux</b>"]


def test_sans_profil_d_age_la_vue_dit_a_qui_il_manque(tables):
    assert face_a_face.ages(tables, CONTE, METRO) is None
    assert face_a_face.raison_sans_ages(tables, CONTE, METRO) == (
        "Le profil par âge manque dans nos tables pour le QPV médian de métropole."
    )


# Percentiles (0 = le plus bas) de FILO_2019 parmi les QPV de métropole, recalculés hors du projet.
@pytest.mark.parametrize(
    ("code", "revenu", "pauvrete"),
    [
        (CONTE, 3.6, 97.9),
        (VIGUIER, 0.8, 99.3),
        (BASTIDE, 70.4, 33.4),
        (FLEMING, 5.2, 96.0),
        (GRAZAILLES, 15.4, 85.1),
    ],
)
def test_le_profil_montre_les_percentiles_nationaux(tables, code, revenu, pauvrete):
    siens = {
        (x.mesure.indicateur, x.mesure.modalite): x
        for x in profil_national.profil(tables, code).lignes
        if x.cle == code
    }
    assert siens[("revenu_median", "")].mesure.valeur == revenu
    assert siens[("taux_pauvrete", "")].mesure.valeur == pauvrete
    figure = figure_rangs(profil_national.profil(tables, code))
    assert figure["data"][1]["x"][:2] == [revenu, pauvrete]
    assert figure["data"][1]["text"][0] == f"<b>{str(revenu).replace('.', ',')}</b>"


@pytest.mark.parametrize(
    ("place", "attendu"),
    [(0.4, "▼▼ tout en bas"), (5.2, "▼ bas"), (50.0, "= au milieu"), (75.0, "▲ haut"), (96.0, "▲▲ tout en haut")],
)
def test_le_rang_a_un_mot(place, attendu):
    assert profil_national.mot(place) == attendu


def test_un_rang_absent_est_dit_et_un_chiffre_trop_ancien_ne_le_remplace_pas(tables):
    # DEMO_2022, TX_TOT_ET de Grazailles est vide ; la dernière valeur connue est de 2010.
    bloc = profil_national.profil(tables, GRAZAILLES)
    assert bloc.reserves == ("Pas de rang, faute de valeur diffusée : part des étrangers.",)
    grille = profil_national.rangs_des_cinq(tables).grille
    (etrangers,) = [ligne for ligne in grille.lignes if ligne[0].texte == "Part des étrangers"]
    assert (etrangers[5].texte, etrangers[5].statut, etrangers[5].valeur) == ("non disponible", "non_disponible", None)


def test_les_semblables_disent_qui_a_quelle_distance_et_ce_qu_elle_n_est_pas(tables):
    bloc = profil_national.semblables(tables, FLEMING)
    # Distances recalculées avec pandas (voir test_dispersion_et_semblables).
    assert bloc.phrase == (
        "Les chiffres les plus proches de ceux de Fleming - La Reille : dans l'Aude, Grazailles (Carcassonne, "
        "distance 0,61) ; dans le reste de l'Occitanie, Sabatot - Centre Ancien (Saint-Gilles, distance 0,15)."
    )
    assert profil_national.CE_QU_ELLE_NE_DIT_PAS in bloc.precisions
    assert len(bloc.grille.lignes) == 1 + 3 + 5
    assert [c.texte for c in bloc.grille.lignes[0][3:]] == [
        "12\u202f320\u00a0€",
        "35\u00a0%",
        "34\u00a0%",
        "34,0\u00a0%",
        "41,4\u00a0%",
    ]


def test_sans_les_tables_les_vues_se_taisent_sans_casser():
    vide = Entrepot()
    assert ecarts_reduits.references(vide) == {}
    assert face_a_face.choix_de_gauche(vide) == {}
    assert profil_national.rangs_des_cinq(vide).grille.lignes == ()


def test_les_deux_valeurs_d_un_ecart_viennent_de_series_connues(tables):
    for d in face_a_face.differences(tables, CONTE, AGGLO):
        assert {serie(m.source) for m in (d.gauche, d.droite)} <= {serie(s) for s in tables.sources}
