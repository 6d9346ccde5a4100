"""Les vérifications d'une source par elle-même : un cas qui cloche, un cas juste, faits à la main."""

import pytest

from data.verifications.constat import decimales, marge, pas
from data.verifications.evolutions import denominateurs, evolutions, rapport_de_population, sauts
from data.verifications.parties import parties, parts, quantiles, sommes
from data.verifications.profils import profils_copies, series_copiees
from data.verifications.totaux import credits_par_annee, quartiers
from tests.outils.dossiers import RAPPORT, ages, credit, dossier, mesure, natures, profil


@pytest.mark.parametrize(("valeur", "combien", "cache"), [(42.0, 0, 0.5), (31.5, 1, 0.05), (0.25, 2, 0.005)])
def test_ce_qu_un_arrondi_peut_cacher(valeur, combien, cache):
    assert decimales(valeur) == combien
    assert marge(valeur) == pytest.approx(cache)


@pytest.mark.parametrize(
    ("valeurs", "attendu"),
    [([760_000, 1_000_000], 1000), ([121_600, 768_500], 100), ([58, 74], 1), ([20.5, 30], 0.1)],
)
def test_la_finesse_d_un_groupe(valeurs, attendu):
    assert pas(valeurs) == pytest.approx(attendu)


# --- un tout et ses parties


def test_des_parts_qui_font_93():
    # La Conte (2/2), colonne 2017 : 23 + 13 + 41 + 11 + 5 = 93.
    (trouve,) = parts(dossier(*profil("A", "age", "2017", ages(23, 13, 41, 11, 5))))
    assert (trouve.controle, trouve.territoires, trouve.annees) == ("parts", ("A",), ("2017",))
    assert "« 93 », pas « 100 »" in trouve.constat
    assert trouve.calcul == "23 + 13 + 41 + 11 + 5 = 93 ; les arrondis expliquent au plus 2,5."
    assert (trouve.gravite, trouve.certitude, len(trouve.mesures)) == ("grave", "prouvee", 5)


@pytest.mark.parametrize(
    "valeurs",
    [
        (14, 18, 48, 13, 8),  # Bastide, tableau général : 101, ce que cinq arrondis expliquent
        (29, 13, 39, 13, 6),  # La Conte : 100
    ],
)
def test_des_parts_a_l_arrondi_pres(valeurs):
    assert list(parts(dossier(*profil("A", "age", "2017", ages(*valeurs))))) == []


def test_un_profil_incomplet_ne_se_juge_pas():
    assert list(parts(dossier(*profil("A", "age", "2017", {"0-14": 23, "75+": 5})))) == []


def test_des_types_de_menages_qui_depassent_cent():
    trop = {"personne_seule": 60, "famille_monoparentale": 45}
    assert natures(parts(dossier(*profil("A", "menages", "2017", trop)))) == ["parts"]
    assert list(parts(dossier(*profil("A", "menages", "2017", {**trop, "personne_seule": 40})))) == []


def effectifs(**valeurs):
    return dossier(*profil("A", "demandeurs_emploi", "2016", valeurs | {"": valeurs.pop("total")}))


def test_la_somme_des_sexes():
    # La Conte, fin 2016 : 481 demandeurs d'emploi. 244 + 230 = 474, il en manque 7.
    (trouve,) = sommes(effectifs(total=481, femmes=244, hommes=230))
    assert trouve.calcul == "244 + 230 = 474 ; écart − 7."
    assert list(sommes(effectifs(total=481, femmes=251, hommes=230))) == []


def test_des_effectifs_arrondis_a_la_centaine():
    # Tous les QPV, fin 2016 : 348 600 + 419 900 = 768 500 ; à 100 près, l'arrondi explique l'écart.
    assert list(sommes(effectifs(total=768_600, femmes=348_600, hommes=419_900))) == []
    assert natures(sommes(effectifs(total=769_500, femmes=348_600, hommes=419_900))) == ["somme"]


def test_un_secret_entre_deux_sexes_se_recalcule():
    lignes = [
        mesure("A", "demandeurs_emploi", "2016", 181.0),
        mesure("A", "demandeurs_emploi", "2016", 105.0, "femmes"),
        mesure("A", "demandeurs_emploi", "2016", None, "hommes", statut="secret"),
    ]
    (trouve,) = sommes(dossier(*lignes))
    assert trouve.controle == "secret"
    # La valeur protégée (181 − 105 = 76) n'est écrite nulle part.
    assert "76" not in trouve.constat + trouve.calcul + trouve.cle
    assert list(sommes(dossier(*lignes[:1], *lignes[2:]))) == []


def test_une_modalite_plus_grande_que_l_ensemble():
    (trouve,) = parties(effectifs(total=100, etrangers=115))
    assert trouve.calcul == "115 − 100 = 15."
    assert list(parties(effectifs(total=100, etrangers=15))) == []


def test_un_quartier_plus_grand_que_sa_commune():
    commune = mesure("11069", "allocataires_caf", "2018", 900.0)
    assert natures(parties(dossier(commune, mesure("A", "allocataires_caf", "2018", 901.0)))) == ["partie"]
    assert list(parties(dossier(commune, mesure("A", "allocataires_caf", "2018", 819.0)))) == []


def test_des_quantiles_dans_le_desordre():
    mediane = mesure("A", "revenu_median", "2019", 12130.0)
    (trouve,) = quantiles(dossier(mediane, *profil("A", "revenu_disponible", "2019", {"q1": 12500, "q3": 16000})))
    assert trouve.calcul.startswith("12\u202f500 − 12\u202f130 = 370")
    juste = profil("A", "revenu_disponible", "2019", {"d1": 7000, "q1": 9000, "q3": 16000, "d9": 20000})
    assert list(quantiles(dossier(mediane, *juste))) == []


# --- colonnes recopiées


def test_le_profil_d_un_autre_quartier():
    # Le portrait du Viguier imprime les parts de la Bastide : 15, 19, 45, 13, 9.
    valeurs = ages(15, 19, 45, 13, 9)
    (trouve,) = profils_copies(dossier(*profil("A", "age", "2015", valeurs), *profil("B", "age", "2015", valeurs)))
    assert (trouve.controle, trouve.territoires) == ("profil_copie", ("A", "B"))
    assert "« 15, 19, 45, 13, 9 »" in trouve.constat
    autre = profil("B", "age", "2015", ages(15, 19, 45, 13, 8))
    assert list(profils_copies(dossier(*profil("A", "age", "2015", valeurs), *autre))) == []


def test_la_moyenne_qui_est_celle_d_un_quartier():
    # « Moy. QPV » 2017 imprime 29, 13, 39, 13, 6 : les parts de La Conte.
    valeurs = ages(29, 13, 39, 13, 6)
    trouves = profils_copies(dossier(*profil("A", "age", "2017", valeurs), *profil("MOY", "age", "2017", valeurs)))
    assert natures(trouves) == ["colonne_decalee"]


def test_une_source_qui_repete_la_meme_valeur_n_est_pas_une_copie():
    valeurs = ages(29, 13, 39, 13, 6)
    deux = profil("A", "age", "2017", valeurs, source=f"{RAPPORT}_bis")
    assert list(profils_copies(dossier(*profil("A", "age", "2017", valeurs), *deux))) == []


def test_quatre_annees_recopiees():
    def suite(lieu, fin):
        valeurs = (186, 138, 120, fin)
        return [mesure(lieu, "demandeurs_emploi", str(2016 + i), float(v)) for i, v in enumerate(valeurs)]

    assert natures(series_copiees(dossier(*suite("A", 99), *suite("B", 99)))) == ["profil_copie"]
    assert list(series_copiees(dossier(*suite("A", 99), *suite("B", 98)))) == []


# --- évolutions


def test_le_rapport_de_population_d_une_tranche():
    # 27 % puis 29 %, + 29 % : 1,285 × 26,5 / 29,5 = 1,154 ; 1,295 × 27,5 / 28,5 = 1,250.
    assert rapport_de_population(29, 27, 29) == pytest.approx((1.1543, 1.2496), abs=1e-4)


def evolution_d_age(apres, evo):
    avant = profil("A", "age", "2015", ages(27, 14, 42, 12, 6))
    return dossier(*avant, *profil("A", "age", "2017", apres), *profil("A", "evolution_age", "2015-2017", evo))


IMPRIMEES = ages(29, 19, 16, 27, 36)


def test_une_evolution_impossible():
    # La Conte : 27 % puis 23 % avec + 29 % veut 1,285 × 26,5 / 23,5 = 1,449 fois plus d'habitants ;
    # 42 % puis 41 % avec + 16 % n'en veut que 1,165 × 42,5 / 40,5 = 1,2225 au plus.
    (trouve,) = evolutions(evolution_d_age(ages(23, 13, 41, 11, 5), IMPRIMEES))
    assert (trouve.controle, trouve.certitude) == ("evolution_impossible", "prouvee")
    assert trouve.cle.endswith(":1.449/1.2225")


def test_une_evolution_qui_suppose_une_autre_population():
    # Avec les parts du tableau général, une seule population convient : de + 21,3 à + 25,0 %
    # (INSEE : 2 060 puis 2 525 habitants, + 22,6 %).
    (trouve,) = evolutions(evolution_d_age(ages(29, 13, 39, 13, 6), IMPRIMEES))
    assert trouve.controle == "population_implicite"
    assert "+ 21,3 % à + 25,0 % en 2 ans" in trouve.calcul


def test_une_evolution_possible():
    # 27 % puis 29 % à population égale : 29 / 27 = + 7 % ; de même 13 / 14 = − 7 %, 39 / 42 = − 7 %…
    assert list(evolutions(evolution_d_age(ages(29, 13, 39, 13, 6), ages(7, -7, -7, 8, 0)))) == []


def test_une_part_qui_suppose_un_tout_qui_bondit():
    # 3 738 / 15,8 % = 23 658 et 3 754 / 12,7 % = 29 559 : + 24,9 % en deux ans.
    def caf(part_2020):
        return dossier(
            mesure("TOUS", "part_qpv_allocataires_caf", "2018", 15.8),
            mesure("TOUS", "part_qpv_allocataires_caf", "2020", part_2020),
            mesure("TOUS", "allocataires_caf", "2018", 3738.0),
            mesure("TOUS", "allocataires_caf", "2020", 3754.0),
        )

    (trouve,) = denominateurs(caf(12.7))
    assert trouve.calcul.endswith("= 29\u202f559, soit + 24,9 % en 2 ans.")
    assert list(denominateurs(caf(15.5))) == []


@pytest.mark.parametrize(
    ("quoi", "avant", "apres", "attendu"),
    [
        ("taux_pauvrete", ("2015", 25.0), ("2020", 50.0), ["saut"]),  # + 25 points
        ("taux_pauvrete", ("2015", 25.0), ("2020", 40.0), []),  # 15 points, pas plus
        ("taux_emploi", ("2016", 30.0), ("2017", 42.5), ["saut"]),  # 12,5 > 3 × 4
        ("taux_emploi", ("2016", 30.0), ("2017", 42.0), []),
        ("taux_emploi", ("2010", 48.7), ("2015", 20.0), []),  # rupture de 2015
        ("demandeurs_emploi", ("2016", 684.0), ("2017", 808.0), ["saut"]),  # + 18,1 %
        ("demandeurs_emploi", ("2017", 719.0), ("2018", 808.0), []),  # + 12,4 %
        ("demandeurs_emploi", ("2016", 684.0), ("2018", 808.0), []),  # deux ans
        ("demandeurs_emploi", ("2016", 60.0), ("2017", 90.0), []),  # moins de cent
    ],
)
def test_les_sauts(quoi, avant, apres, attendu):
    assert natures(sauts(dossier(*(mesure("A", quoi, *point) for point in (avant, apres))))) == attendu


# --- totaux

ACTIONS = dict(zip(map(str, range(2016, 2023)), (58, 74, 74, 85, 78, 83, 93), strict=True))
MONTANTS = dict(zip(ACTIONS, (760, 1000, 844, 969, 1096, 1122, 1108), strict=True))


def credits_actions(total):
    annuels = [credit(a, float(n), "actions") for a, n in ACTIONS.items()]
    return dossier(credits_publies=[*annuels, credit("2016-2022", total, "actions")])


def test_545_et_non_566_actions():
    (trouve,) = credits_par_annee(credits_actions(566.0))
    assert trouve.calcul.startswith("58 + 74 + 74 + 85 + 78 + 83 + 93 = 545 ; écart + 21.")
    assert (trouve.gravite, trouve.controle) == ("grave", "total_periode")
    assert list(credits_par_annee(credits_actions(545.0))) == []


def credits_montants(total, publiee=None):
    annuels = [credit(a, 1000.0 * n, publiee=publiee if a == "2022" else None) for a, n in MONTANTS.items()]
    return dossier(credits_publies=[*annuels, credit("2016-2022", total)])


def test_6_904_173_euros_ne_sont_pas_la_somme():
    # 6 899 000 € ; sept arrondis au millier expliquent 3 500 €, pas 5 173 €.
    (trouve,) = credits_par_annee(credits_montants(6_904_173.0))
    assert "écart + 5\u202f173. Les arrondis expliquent au plus 3\u202f500 €." in trouve.calcul
    assert list(credits_par_annee(credits_montants(6_902_000.0))) == []


def test_1108_euros_au_lieu_de_milliers():
    (trouve,) = credits_par_annee(credits_montants(6_899_000.0, publiee=1108.0))
    assert (trouve.controle, trouve.annees) == ("ordre_de_grandeur", ("2022",))


def test_64_et_69_pour_cent_de_la_meme_chose():
    part = credit("2016-2022", 64.0, "part", "cohesion_sociale")
    autre = credit("2016-2022", 69.0, "part", "cohesion_sociale", source=f"{RAPPORT}_conclusion")
    (trouve,) = credits_par_annee(dossier(credits_publies=[part, autre]))
    assert "« 64 % » et « 69 % »" in trouve.constat
    assert list(credits_par_annee(dossier(credits_publies=[part]))) == []


@pytest.mark.parametrize(("hors", "attendu"), [(144.0, []), (143.0, ["somme"])])
def test_422_et_144_font_566(hors, attendu):
    lignes = [
        credit("2016-2022", 566.0, "actions"),
        credit("2016-2022", 422.0, "actions", "cohesion_sociale"),
        credit("2016-2022", hors, "actions", "hors_cohesion_sociale"),
    ]
    assert natures(credits_par_annee(dossier(credits_publies=lignes))) == attendu


def caf(total, *quartiers_):
    return dossier(
        mesure("TOUS", "allocataires_caf", "2018", total),
        *(mesure(c, "allocataires_caf", "2018", v, statut=s) for c, v, s in quartiers_),
    )


ABSENT, SECRET = ("C", None, "non_disponible"), ("C", None, "secret")
DEUX = (("A", 300.0, "publie"), ("B", 200.0, "publie"))


@pytest.mark.parametrize(
    ("total", "lignes", "attendu"),
    [
        (560.0, (*DEUX, ("C", 50.0, "publie")), ["total_quartiers"]),  # 550, pas 560
        (550.0, (*DEUX, ("C", 50.0, "publie")), []),
        (500.0, (*DEUX, ABSENT), ["perimetre"]),  # le total est celui des deux connus
        (550.0, (*DEUX, ABSENT), []),
        (490.0, (*DEUX, ABSENT), ["total_quartiers"]),  # plus petit que deux de ses quartiers
        (550.0, (*DEUX, SECRET), ["secret"]),  # 550 − 500 rendrait le secret
    ],
)
def test_les_quartiers_et_leur_total(total, lignes, attendu):
    assert natures(quartiers(caf(total, *lignes))) == attendu


def test_une_moyenne_simple_de_taux_avec_un_zero():
    # (24 + 30 + 0) / 3 = 18 ; sans le zéro, 27.
    def taux(ensemble):
        return dossier(
            mesure("TOUS", "taux_emploi", "2017", ensemble),
            mesure("A", "taux_emploi", "2017", 24.0),
            mesure("B", "taux_emploi", "2017", 30.0),
        )

    (trouve,) = quartiers(taux(18.0))
    assert trouve.calcul == "(24 + 30 + 0) / 3 = 18 ; sans le zéro, 27."
    assert list(quartiers(taux(27.0))) == []
