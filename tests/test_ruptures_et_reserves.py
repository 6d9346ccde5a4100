"""Ce qui empêche une courbe ou une phrase d'en dire trop : ruptures, petites populations, rubriques absentes."""

from components.graphiques import figure
from data.entrepot import charger
from data.positions import phrase_position
from data.vues.en_bref import blocs_en_bref
from data.vues.portraits import blocs_de_section, se_compare
from tests.outils.lecture_page import lisible

E = charger()


def courbe_des_demandeurs(code):
    return next(b for b in blocs_de_section(E, code, "demande-emploi") if b.genre == "courbe")


def test_une_courbe_est_coupee_a_la_rupture_de_serie():
    # evolutions_interdites.csv : à la Bastide, 2017 n'est comparable ni à 2016 ni à 2018 (C118).
    bloc = courbe_des_demandeurs("QP011004")
    assert bloc.ruptures == ("2017", "2018")
    traces = figure(bloc)["data"]
    assert [t["x"] for t in traces] == [[2016], [2017], [2018, 2019, 2020, 2021]]
    traits = figure(bloc)["layout"]["shapes"]
    # Les deux traits sont à un an l'un de l'autre : le mot écrit deux fois se recouvrirait.
    assert [(t["x0"], t.get("label", {}).get("text")) for t in traits] == [(2016.5, "série rompue"), (2017.5, None)]


def test_le_depart_de_fleming_ne_rompt_pas_la_serie_des_autres():
    # Fleming manque au total de 2018 (C059) ; Grazailles, elle, est comptée de même de 2016 à 2021.
    bloc = courbe_des_demandeurs("QP011006")
    assert bloc.ruptures == ()
    assert [t["x"] for t in figure(bloc)["data"]] == [[2016, 2017, 2018, 2019, 2020, 2021]]


def test_une_serie_sans_rupture_reste_d_un_trait():
    bloc = next(b for b in blocs_de_section(E, "QP011002", "revenus") if b.genre == "courbe")
    assert bloc.ruptures == ()
    assert len(figure(bloc)["data"]) == len({x.cle for x in bloc.lignes})


def test_le_rang_d_un_petit_quartier_se_lit_avec_prudence():
    # Grazailles : 949 habitants (DEMO_2022) ; seuils.csv en demande 1 000 pour un taux du recensement.
    petit = lisible(phrase_position(E, E.mesure("QP011006", "taux_emploi", "2018")))
    assert petit.endswith("À lire avec prudence : il compte moins de 1 000 habitants.")
    assert "prudence" not in phrase_position(E, E.mesure("QP011004", "taux_emploi", "2018"))


def test_la_place_des_femmes_se_dit_des_femmes():
    assert phrase_position(E, E.mesure("QP011003", "taux_emploi", "2018", "femmes")) == (
        "En France métropolitaine, le quartier est parmi les 5 % de QPV où l'emploi des femmes est le plus rare."
    )


def test_une_rubrique_absente_est_nommee():
    # IPRO_2022, TX_F_EDLIM : non diffusé pour Le Viguier, alors que l'ensemble (33 %) l'est.
    blocs = {b.identifiant: lisible(b.phrase) for b in blocs_de_section(E, "QP011003", "emploi")}
    assert blocs["qp011003-part_emplois_precaires-femmes-2018"] == (
        "Au Viguier - Saint-Jacques, part des emplois précaires (femmes) : non disponible pour 2018."
    )


def test_en_bref_ne_dit_pas_que_fleming_se_degrade():
    # REVN_2019, FILO_2017 et FILO_2019 : 52,2 puis 49,8 puis 58,6, en dents de scie. Le taux d'emploi enjambe 2017
    # (C123), les demandeurs d'emploi s'arrêtent à 2017.
    _, ameliore, degrade = blocs_en_bref(E, "QP011005")
    assert (ameliore.precisions, degrade.precisions) == ((), ())
    assert degrade.phrase == (
        "Aucun indicateur ne peut être jugé. Non jugé : taux de pauvreté (en dents de scie, aucune tendance sûre) ; "
        "taux d'emploi (série douteuse de 2016 à 2017) ; demandeurs d'emploi (A, B, C) (plus diffusé après 2017)."
    )


def test_en_bref_juge_les_demandeurs_d_emploi():
    # IPRO : 318 fin 2016, 262 fin 2021 ; 2 × √580 = 48,2.
    _, ameliore, _ = blocs_en_bref(E, "QP011003")
    assert [lisible(p) for p in ameliore.precisions] == [
        "Demandeurs d'emploi (A, B, C) : 318 personnes en 2016, 262 personnes en 2021, soit une baisse de 56 "
        "personnes, à peine au-dessus de ce que les petites variations expliquent (48 personnes) : une tendance."
    ]


def test_rien_a_dire_se_dit_dans_le_bon_sens():
    _, ameliore, degrade = blocs_en_bref(E, "QP011002")
    # IPRO, La Conte : 481 fin 2016, 424 fin 2021 ; 2 × √905 = 60,2 > 57.
    assert ameliore.phrase == (
        "Aucune amélioration significative sur les trois indicateurs jugés : taux de pauvreté, taux d'emploi et "
        "demandeurs d'emploi (A, B, C)."
    )
    assert degrade.phrase.startswith("Aucune dégradation significative")


def test_le_choix_de_comparaison_ne_se_propose_que_s_il_sert():
    assert [s for s in ("population", "revenus", "emploi", "prestations", "activite") if se_compare(s)] == [
        "population",
        "revenus",
        "emploi",
    ]
