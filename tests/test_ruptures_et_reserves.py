"""Ce qui empêche une courbe ou une phrase d'en dire trop : ruptures, petites populations, rubriques absentes."""

from components.graphiques import figure
from data.entrepot import charger
from data.positions import phrase_position
from data.vues.en_bref import blocs_en_bref
from data.vues.portraits import blocs_de_section, se_compare

E = charger()


def lisible(texte: str) -> str:
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


def courbe_des_demandeurs(code):
    return next(b for b in blocs_de_section(E, code, "demande-emploi") if b.genre == "courbe")


def test_une_courbe_est_coupee_a_la_rupture_de_serie():
    # evolutions_interdites.csv : à la Bastide, 2017 n'est comparable ni à 2016 ni à 2018 (C118).
    bloc = courbe_des_demandeurs("QP011004")
    assert bloc.ruptures == ("2017", "2018")
    traces = figure(bloc)["data"]
    assert [t["x"] for t in traces] == [["2016"], ["2017"], ["2018", "2019", "2020", "2021"]]
    traits = figure(bloc)["layout"]["shapes"]
    assert [(t["x0"], t["label"]["text"]) for t in traits] == [(0.5, "série rompue"), (1.5, "série rompue")]


def test_le_depart_de_fleming_ne_rompt_pas_la_serie_des_autres():
    # Fleming manque au total de 2018 (C059) ; Grazailles, elle, est comptée de même de 2016 à 2021.
    bloc = courbe_des_demandeurs("QP011006")
    assert bloc.ruptures == ()
    assert [t["x"] for t in figure(bloc)["data"]] == [["2016", "2017", "2018", "2019", "2020", "2021"]]


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


def test_les_nombres_d_en_bref_font_leur_difference():
    # REVN_2019 et FILO_2019 : 52,2 puis 58,6 ; 52 %, 59 % et +6 se contrediraient à l'œil.
    phrases = [lisible(p) for p in blocs_en_bref(E, "QP011005")[2].precisions]
    # Le mouvement passe de peu la marge de deux mesures (4,4 × √2 = 6,2) : il se dit une tendance.
    assert phrases[0].startswith(
        "Taux de pauvreté : 52,2 % en 2015, 58,6 % en 2019, soit une hausse de 6,4 points, "
        "à peine au-dessus de ce que l'imprécision explique (6,2 points) : une tendance."
    )


def test_rien_a_dire_se_dit_dans_le_bon_sens():
    _, ameliore, degrade = blocs_en_bref(E, "QP011002")
    assert ameliore.phrase.startswith("Aucune amélioration significative")
    assert degrade.phrase.startswith("Aucune dégradation significative")


def test_le_choix_de_comparaison_ne_se_propose_que_s_il_sert():
    assert [s for s in ("population", "revenus", "emploi", "prestations", "activite") if se_compare(s)] == [
        "population",
        "revenus",
        "emploi",
    ]
