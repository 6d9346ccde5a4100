"""Les vues « écarts », « face à face » et « profil national » : ce qu'elles disent, et ce que les figures montrent."""

import itertools

import pytest

from components.graphique_pyramide import figure_pyramide
from components.graphique_quadrant import COIN, HAUTEUR, LIGNE_DE_TEXTE, MARGES, figure_quadrant
from components.graphique_rangs import figure_rangs
from data.blocs import tableau
from data.calculs import serie
from data.entrepot import Entrepot, charger
from data.vues import ecarts_reduits, face_a_face, profil_national
from data.vues.ecarts_annees import trajectoire
from data.vues.ecarts_bilan import raison_sans_reference
from tests.outils.lecture_page import lisible

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


def test_la_reponse_dit_la_periode_le_nombre_de_comparaisons_et_ce_qu_elle_ne_sait_pas(tables):
    bloc = ecarts_reduits.reponse(tables, AGGLO)
    # Deux mesures × cinq quartiers ; au plus +3,2 au Viguier (marge 4,2) et −3,6 à Grazailles (marge 4,7).
    assert bloc.titre == "Les écarts avec l'agglomération se sont-ils réduits ?"
    assert bloc.phrase == (
        "Entre 2016 et 2019, face à l'agglomération, rien ne le montre : aucun écart n'a changé de plus que ce qu'un "
        "QPV bouge d'ordinaire. C'est vrai des 10 comparaisons possibles (deux mesures)."
    )
    assert bloc.reserves[:3] == (
        "Les données s'arrêtent en 2019 : ce qui s'est passé depuis n'est pas dans ces comparaisons.",
        "Deux de ces mesures portent sur les revenus et bougent ensemble : elles ne font pas deux preuves séparées.",
        # Pauvreté, bas revenus, revenu déclaré, emploi, emplois précaires, création d'établissements, et trois comptes
        # de demandeurs ou d'allocataires : neuf indicateurs, pour dix lignes de la table des raisons.
        "Pour neuf autres indicateurs, on ne sait pas.",
    )
    assert any("ne mesurent pas l'effet du contrat de ville" in r for r in bloc.reserves)
    assert [c.texte for c in bloc.grille.lignes[0][1:]] == ["= stable"] * 5
    assert [c.repere for c in bloc.grille.lignes[0][2:3]] == ["+3,2, marge 4,2"]


def test_la_reponse_dit_un_passage_derriere_et_le_changement_de_nom(tables):
    bloc = ecarts_reduits.reponse(tables, METRO)
    (precaires,) = [x for x in bloc.grille.lignes if x[0].texte == "Part des emplois précaires"]
    assert precaires[0].repere == "de 2015 à 2018 · l'Insee a changé le nom de cette mesure"
    # La Conte : 3,6 points de moins puis 7,9 de plus que le QPV médian, soit −11,5 pour une marge de 8,2.
    assert (precaires[1].texte, precaires[1].repere) == ("▼ passé derrière", "−11,5, marge 8,2")
    assert ecarts_reduits.RENOMMEE in bloc.reserves
    assert "l'écart évolue moins bien dans un cas" in bloc.phrase
    assert "aucun cas" not in bloc.phrase


def test_une_reference_sans_aucune_comparaison_le_dit(tables):
    phrase = ecarts_reduits.reponse(tables, "FR").phrase
    assert phrase.startswith("Face à la France entière, on ne sait pas")
    assert ecarts_reduits.quadrant(tables, "FR", "revenu_median") is None


def test_la_page_offre_les_references_qui_se_comparent_et_dit_pourquoi_une_autre_non(tables):
    offertes = ecarts_reduits.references_offertes(tables)
    assert list(offertes) == [AGGLO, VILLE, METRO, "D11", "R76", "FR-METRO", "QPV-R76"]
    assert all(ecarts_reduits.bilan(tables, c).comparables for c in offertes)
    assert "médiane de quelques quartiers" in raison_sans_reference(tables, "QPV-D11")
    assert raison_sans_reference(tables, "D11") == ""


def test_l_ecart_se_lit_annee_apres_annee(tables):
    bloc = trajectoire(tables, AGGLO, "revenu_median")
    assert bloc.grille.entetes == ("Quartier", "2016", "2017", "2018", "2019")
    # Viguier : 10 400 / 18 438 − 1 = −43,6 % en 2016 ; 11 680 / 19 610 − 1 = −40,4 % en 2019.
    viguier = bloc.grille.lignes[1]
    assert (viguier[1].texte, viguier[4].texte) == ("−43,6", "−40,4")


def test_deux_annees_choisies_changent_le_quadrant_et_sa_marge(tables):
    assert ("2018", "2019") in ecarts_reduits.annees_offertes(tables, AGGLO, "revenu_median")
    bloc = ecarts_reduits.quadrant(tables, AGGLO, "revenu_median", ("2018", "2019"))
    assert bloc.titre.endswith("2018 et 2019")
    # Grazailles : 2 × 2,237 × 12 990 / 19 610 = 2,964.
    (marge,) = [x for x in bloc.lignes if x.cle == GRAZAILLES and x.categorie == ecarts_reduits.MARGE]
    assert marge.mesure.valeur == pytest.approx(2.964, abs=1e-3)


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
        "Au Viguier - Saint-Jacques, 43,6 % de moins que dans l'agglomération en 2016, 40,4 % de moins en 2019 : écart "
        "stable, le changement (3,2 points) ne dépasse pas ce qu'un QPV bouge d'ordinaire sur la même période (4,2)."
    )
    # Bastide : −24,938 et −24,375 s'écriraient 24,9 et 24,4 pour un changement de 0,6 ; une décimale de plus.
    assert bloc.precisions[2].startswith("À Bastide - Pont-Vieux, 24,94 % de moins")
    assert "(0,56 point)" in bloc.precisions[2]
    assert len(bloc.precisions) == 5
    # La table derrière : pour chaque quartier deux valeurs, trois calculs et la marge, puis les deux de la référence.
    assert len(tableau(bloc).lignes) == 5 * 6 + 2


def test_le_quartier_qui_ne_se_compare_pas_est_dit_a_cote_du_graphique(tables):
    bloc = ecarts_reduits.quadrant(tables, METRO, "taux_emploi")
    assert any(r.startswith("Grazailles : ") and "949 habitants" in r for r in bloc.reserves)
    assert ecarts_reduits.TENDANCE in bloc.reserves
    assert len(bloc.precisions) == 3  # Fleming - La Reille non plus : son passage de 2015 à 2018 est interdit


def _quadrants(tables):
    for reference in ecarts_reduits.references(tables):
        for choix in ecarts_reduits.choix_d_indicateurs(tables, reference):
            yield ecarts_reduits.quadrant(tables, reference, choix)


LARGEURS = (620, 1500)  # le cadre à 1024 et à 1920 pixels d'écran, noms et graduations ôtés
LETTRE, LIGNE = 8.5, 19  # pixels, largement comptés


def _marques(figure, largeur, hauteur):
    """Ce que les noms ne doivent pas recouvrir : les points, les marges, les flèches et les axes, en pixels."""
    page, trace = figure["layout"], figure["data"][0]
    (gauche, droite), (bas, haut) = page["xaxis"]["range"], page["yaxis"]["range"]

    def place(x, y):
        return (x - gauche) / (droite - gauche) * largeur, (y - bas) / (haut - bas) * hauteur

    pixels = [place(0, y) for y in (bas, haut)]  # l'axe vertical, à ses bouts : là où sont les noms de zone
    for x, y, marge in zip(trace["x"], trace["y"], trace["error_y"]["array"], strict=True):
        px, _ = place(x, y)
        de, a = place(x, y - marge)[1], place(x, y + marge)[1]
        pixels += [(px, de + (a - de) * k / 20) for k in range(21)]
    for fleche in (n for n in page["annotations"] if n["text"] == ""):
        depart, arrivee = place(fleche["ax"], fleche["ay"]), place(fleche["x"], fleche["y"])
        pixels += [tuple(d + (f - d) * k / 20 for d, f in zip(depart, arrivee, strict=True)) for k in range(21)]
    return pixels


@pytest.mark.parametrize("largeur", LARGEURS)
def test_aucun_nom_du_quadrant_ne_recouvre_une_marque_ni_un_autre_nom(tables, largeur):
    utile = HAUTEUR - MARGES["t"] - MARGES["b"]
    vus = 0
    for bloc in _quadrants(tables):
        vus += 1
        figure = figure_quadrant(bloc)
        page, trace = figure["layout"], figure["data"][0]
        noms = [a for a in page["annotations"] if a["text"] in NOMS]
        assert len(noms) == len(bloc.precisions) == len(trace["x"])
        gauche, droite = page["xaxis"]["range"]
        bas, haut = page["yaxis"]["range"]
        # Les noms des quartiers finissent au bord gauche du cadre : aucune marque n'y est.
        assert {(a["ax"], a["xanchor"]) for a in noms} == {(gauche, "right")}
        assert max(len(a["text"]) for a in noms) * LETTRE < MARGES["l"] + LETTRE
        places = sorted((a["ay"] - bas) / (haut - bas) * utile for a in noms)
        assert all(apres - avant > LIGNE_DE_TEXTE - 1e-6 for avant, apres in itertools.pairwise(places))
        assert places[0] > COIN
        assert places[-1] < utile - COIN
        assert gauche < 0 < droite
        assert all(gauche < x < droite for x in trace["x"])
        for coin in (a for a in page["annotations"] if a["text"].startswith("<b>")):
            lignes = coin["text"].removeprefix("<b>").removesuffix("</b>").split("<br>")
            large, haute = max(map(len, lignes)) * LETTRE + 6, len(lignes) * LIGNE
            x0 = 0 if coin["x"] == 0 else largeur - large
            y0 = 0 if coin["y"] == 0 else utile - haute
            dessous = [
                m for m in _marques(figure, largeur, utile) if x0 <= m[0] <= x0 + large and y0 <= m[1] <= y0 + haute
            ]
            assert dessous == [], (bloc.identifiant, coin["text"])
    assert vus == 15


def test_le_quadrant_dit_le_sens_par_la_forme_autant_que_par_la_couleur(tables):
    trace = figure_quadrant(ecarts_reduits.quadrant(tables, METRO, "part_emplois_precaires"))["data"][0]
    # La Conte passe derrière ; Viguier et Bastide sont stables.
    assert trace["marker"]["symbol"] == ["triangle-down", "circle-open", "circle-open"]
    assert (trace["x"][0], trace["y"][0]) == (pytest.approx(-7.9), pytest.approx(-11.5))
    assert trace["error_y"]["array"][0] == pytest.approx(8.224, abs=2e-3)


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
    # Dix-sept sujets : ceux qui se disent, ceux sous la marge, et ceux que l'un des deux n'a pas.
    assert len(bloc.precisions) + 8 + 3 == len(face_a_face.SUJETS) == 17
    assert "8 sujets : écart trop faible pour les distinguer." in bloc.reserves
    assert bloc.reserves[-1] == face_a_face.REGLE
    # Face au Viguier, un chiffre du recensement est cité : la population de Grazailles appelle à la prudence.
    prudence = face_a_face.ce_qui_distingue(tables, VIGUIER, GRAZAILLES).reserves[0]
    assert prudence.startswith("Grazailles compte 949 habitants, moins de 1\u202f000")


def test_la_mesure_de_tous_passe_avant_celle_d_un_groupe(tables):
    """Le taux d'emploi des femmes ou des étrangers ne se cite que si celui de tous manque."""
    for droite in face_a_face.choix_de_droite(tables, CONTE):
        cles = {(d.gauche.indicateur, d.gauche.modalite) for d in face_a_face.differences(tables, CONTE, droite)}
        assert ("taux_emploi", "") in cles
        assert not cles & {("taux_emploi", "femmes"), ("taux_emploi", "etrangers")}


def test_une_phrase_du_face_a_face_tombe_juste_et_ne_parle_pas_d_ecart_type(tables):
    bloc = face_a_face.ce_qui_distingue(tables, CONTE, BASTIDE)
    (pauvrete,) = [p for p in bloc.precisions if p.startswith("Taux de pauvreté")]
    # 61 − 39 = 22 points ; écart-type national 8,25 : 22 / 8,25 = 2,67.
    assert lisible(pauvrete) == (
        "Taux de pauvreté : 61 % à La Conte - Ozanam et 39 % à Bastide - Pont-Vieux, en 2019. C'est 22 points de plus, "
        "soit 2,7 fois l'écart habituel d'un quartier à la moyenne."
    )
    assert "écart-type" not in " ".join((bloc.phrase, *bloc.precisions, *bloc.reserves))


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
    sien = figure["data"][-1]
    assert sien["x"][:2] == [revenu, pauvrete]
    assert sien["text"][0] == f"<b>{round(revenu)}</b>"  # un rang s'écrit entier
    # Les quatre autres ont chacun leur forme et leur nom dans la légende.
    autres = figure["data"][:-1]
    assert len({t["marker"]["symbol"] for t in autres}) == len({t["name"] for t in autres}) == 4


def test_un_rang_se_dit_entre_deux_bornes_compte_tenu_de_la_marge(tables):
    # Pauvreté 2019 à La Conte : 61 ± 4,4, soit de 56,6 à 65,4 ; p75 = 48,3, p95 = 57,7 : entre 75 et 100.
    assert profil_national.bornes_du_rang(tables, tables.mesure(CONTE, "taux_pauvrete", "2019")) == (75, 100)
    # Bastide : 39 ± 4,4, soit de 34,6 à 43,4 ; p5 = 30,8, p50 = 42,4, p75 = 48,3 : entre 5 et 75.
    assert profil_national.bornes_du_rang(tables, tables.mesure(BASTIDE, "taux_pauvrete", "2019")) == (5, 75)
    (dite,) = [p for p in profil_national.profil(tables, CONTE).precisions if p.startswith("Taux de pauvreté")]
    assert "rang 98 sur 100 (entre 75 et 100 compte tenu de la marge)" in dite


def test_les_noms_des_quartiers_sont_ecrits_en_francais(tables):
    bloc = profil_national.semblables(tables, VIGUIER)
    assert bloc.titre == "Les quartiers qui ressemblent le plus au Viguier - Saint-Jacques"
    assert "de ceux du Viguier - Saint-Jacques" in bloc.phrase
    noms = {ligne[0].texte for ligne in profil_national.semblables(tables, CONTE).grille.lignes}
    assert {"Chemin-Bas d'Avignon - Clos d'Orville", "Mas de Mingue"} <= noms


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
