"""Les écarts avec une référence et leur changement, contre des calculs faits à la main."""

import itertools

import pytest

from data.calculs import OperationInterdite, serie
from data.entrepot import charger
from data.modele import Mesure
from data.rapprochement import (
    ChangementEcart,
    annees_communes,
    changement_ecart,
    ecart_juge,
    essayer,
    marge_mesure,
    paires_admises,
    renommage,
)
from data.vues.ecarts_reduits import bilan, references

AGGLO, VILLE, METRO = "200035715", "11069", "QPV-FR-METRO"
CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (f"QP01100{i}" for i in range(2, 7))


@pytest.fixture(scope="module")
def tables():
    return charger()


# Niveau de vie médian : FILO_2016 (disp_q2_a16) et FILO_2019 (DISP_MED_A19) pour les quartiers,
# FILO2016_DISP_EPCI et FILO2019_DISP_EPCI (Q2) pour l'agglomération : 18 438 € et 19 610 €.
@pytest.mark.parametrize(
    ("quartier", "avant", "apres", "changement", "zone"),
    [
        (CONTE, -37.249, -38.144, -0.895, "stable"),  # 11 570 puis 12 130 €
        (VIGUIER, -43.595, -40.439, 3.156, "stable"),  # 10 400 puis 11 680 €
        (BASTIDE, -24.938, -24.375, 0.562, "stable"),  # 13 840 puis 14 830 €
        (FLEMING, -36.707, -37.175, -0.468, "stable"),  # 11 670 puis 12 320 €
        (GRAZAILLES, -30.199, -33.758, -3.560, "stable"),  # 12 870 puis 12 990 €
    ],
)
def test_l_ecart_de_revenu_avec_l_agglomeration_est_celui_calcule_a_la_main(
    tables, quartier, avant, apres, changement, zone
):
    e = essayer(tables, quartier, "revenu_median", "", AGGLO, ("2016", "2019"))
    assert (e.ecart_avant, e.ecart_apres) == (pytest.approx(avant, abs=6e-4), pytest.approx(apres, abs=6e-4))
    assert e.changement == pytest.approx(changement, abs=6e-4)
    assert (e.unite, e.zone) == ("%", zone)


def test_la_marge_d_un_revenu_vient_des_mouvements_nationaux_du_meme_intervalle(tables):
    # FILO_2016 (disp_q2_a16) et FILO_2019 (DISP_MED_A19), 1 296 QPV de métropole : la variation de 2016 à 2019 a un
    # écart-type de 3,515 %, refait avec pandas. Marge au Viguier : 2 × 3,515 × 11 680 / 19 610 = 4,187 points.
    assert essayer(tables, VIGUIER, "revenu_median", "", AGGLO, ("2016", "2019")).marge == pytest.approx(
        4.187, abs=1e-3
    )
    # À Grazailles : 2 × 3,515 × 12 990 / 19 610 = 4,657. Sur un an (2018-2019) : 2 × 2,237 × 12 990 / 19 610 = 2,964.
    assert essayer(tables, GRAZAILLES, "revenu_median", "", AGGLO, ("2016", "2019")).marge == pytest.approx(
        4.657, abs=1e-3
    )
    assert essayer(tables, GRAZAILLES, "revenu_median", "", AGGLO, ("2018", "2019")).marge == pytest.approx(
        2.964, abs=1e-3
    )


def test_la_pauvrete_se_compte_en_points_et_sa_marge_est_celle_de_l_evolution(tables):
    # FILO_2016 tp60_a16 et FILO_2019 DISP_TP60_A19 : 57,7 et 61,0 ; médianes de métropole 42,8 et 42,4.
    e = essayer(tables, CONTE, "taux_pauvrete", "", METRO, ("2016", "2019"))
    assert (e.ecart_avant, e.ecart_apres, e.changement) == (14.9, 18.6, 3.7)
    # La plus grande des deux : 4,4 × √2 = 6,223, et deux fois les 3,110 points des mouvements de 2016 à 2019 = 6,220.
    assert e.marge == pytest.approx(4.4 * 2**0.5)
    assert (e.niveau, e.progres, e.zone, e.unite) == (-18.6, -3.7, "stable", "points")


def test_l_emploi_du_viguier_ne_rattrape_pas_nettement_le_qpv_median(tables):
    # IPRO_2019 et IPRO_2022, TX_TOT_EMPL : 21,5 et 24,6 ; médianes 43,8 et 44,7. La marge est la plus grande de
    # 4 × √2 = 5,657 et de 2 × 3,479 = 6,958 (mouvements nationaux de 2015 à 2018).
    e = essayer(tables, VIGUIER, "taux_emploi", "", METRO, ("2015", "2018"))
    assert (e.ecart_avant, e.ecart_apres, e.changement) == (-22.3, -20.1, 2.2)
    assert e.marge == pytest.approx(6.958, abs=2e-3)
    assert e.zone == "stable"


def test_un_quartier_passe_derriere_le_qpv_median_ne_creuse_pas_un_retard_qu_il_n_avait_pas(tables):
    # IPRO_2019 TX_TOT_EPREC et IPRO_2022 TX_TOT_EDLIM à La Conte : 3,6 points de moins que le QPV médian en 2015,
    # 7,9 de plus en 2018 ; une part d'emplois précaires plus haute est moins favorable. Marge 2 × 4,112 = 8,224.
    e = essayer(tables, CONTE, "part_emplois_precaires", "", METRO, ("2015", "2018"))
    assert (e.ecart_avant, e.ecart_apres, e.changement) == (-3.6, 7.9, 11.5)
    assert (e.zone, e.marge) == ("passe_derriere", pytest.approx(8.224, abs=2e-3))
    assert renommage(e) == "TX_TOT_EPREC, puis TX_TOT_EDLIM."


def test_un_nom_de_colonne_qui_ne_change_que_d_annee_n_est_pas_un_renommage(tables):
    assert renommage(essayer(tables, CONTE, "taux_emploi", "", METRO, ("2015", "2018"))) == ""
    assert renommage(essayer(tables, CONTE, "revenu_median", "", AGGLO, ("2016", "2019"))) == ""


def test_la_marge_d_un_sous_groupe_vient_des_mouvements_de_ce_sous_groupe(tables):
    # mouvements_qpv.csv, taux_emploi des femmes, 2015-2018 : 4,080 points, relu avec pandas sur IPRO_2019 et IPRO_2022.
    e = essayer(tables, CONTE, "taux_emploi", "femmes", METRO, ("2015", "2018"))
    assert e.marge == pytest.approx(8.160, abs=2e-3)


def _mesure(valeur):
    return Mesure("QP011002", "taux_emploi", "", "2018", valeur, "publie", None, "s", "r", "")


@pytest.mark.parametrize(
    ("avant", "apres", "sens", "marge", "zone"),
    [
        (-10.0, -4.0, 1, 5.0, "retard_reduit"),
        (-4.0, -10.0, 1, 5.0, "retard_creuse"),
        (4.0, 10.0, 1, 5.0, "avance_grandit"),
        (10.0, 4.0, 1, 5.0, "avance_reduite"),
        (10.0, 4.0, -1, 5.0, "retard_reduit"),  # une pauvreté plus haute est un retard, qui se réduit
        (-4.0, -10.0, -1, 5.0, "avance_grandit"),
        (-10.0, -4.0, 1, 6.5, "stable"),
        (-4.0, -4.0, 1, 0.0, "stable"),
        (-10.0, -4.0, 1, None, "sans_marge"),
        (-3.0, 3.0, 1, 5.0, "passe_devant"),
        (3.0, -3.0, 1, 5.0, "passe_derriere"),
        (-3.0, 3.0, -1, 5.0, "passe_derriere"),
        (-3.0, 1.0, 1, 5.0, "stable"),  # le changement de côté est sous la marge
        (0.0, 6.0, 1, 5.0, "avance_grandit"),  # à égalité, il n'était pas derrière
    ],
)
def test_les_zones_suivent_le_sens_favorable(avant, apres, sens, marge, zone):
    m = _mesure(30.0)
    assert ChangementEcart(m, m, m, m, avant, apres, "points", sens, marge, "").zone == zone


@pytest.mark.parametrize(
    ("indicateur", "annees", "extrait"),
    [
        ("taux_pauvrete", ("2016", "2019"), "n'est pas dans nos tables"),  # l'agglomération n'a que 2019
        ("demandeurs_emploi", ("2016", "2018"), "n'est pas dans nos tables"),
        ("revenu_median", ("2015", "2019"), "deux séries de fichiers"),  # REVN_2019 puis FILO_2019
    ],
)
def test_ce_qui_ne_se_compare_pas_dit_pourquoi(tables, indicateur, annees, extrait):
    assert extrait in essayer(tables, CONTE, indicateur, "", AGGLO, annees)


def test_un_quartier_de_moins_de_mille_habitants_n_a_pas_d_evolution_au_recensement(tables):
    assert "949 habitants" in essayer(tables, GRAZAILLES, "taux_emploi", "", METRO, ("2015", "2018"))


def test_un_effectif_et_un_indicateur_sans_sens_sont_refuses(tables):
    m = tables.mesure(CONTE, "demandeurs_emploi", "2018")
    with pytest.raises(OperationInterdite, match="nombre de personnes"):
        changement_ecart(tables, m, m, m, m)
    m = tables.mesure(CONTE, "part_femmes", "2018")
    with pytest.raises(OperationInterdite, match="ni mieux ni moins bien"):
        changement_ecart(tables, m, m, m, m)


def test_les_annees_retenues_sont_les_plus_eloignees_que_le_plus_de_quartiers_admettent(tables):
    codes = (CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES)

    def communes(indicateur, reference):
        return annees_communes(paires_admises(tables, codes, indicateur, "", reference))

    assert communes("revenu_median", AGGLO) == ("2016", "2019")
    assert communes("part_bas_revenus", METRO) == ("2013", "2018")
    assert communes("taux_emploi", METRO) == ("2015", "2018")
    assert communes("taux_pauvrete", AGGLO) is None


def test_toutes_les_comparaisons_offertes_gardent_serie_annees_et_definition(tables):
    vues = 0
    for reference in references(tables):
        for comparable in bilan(tables, reference).comparables:
            for e in comparable.quartiers.values():
                if isinstance(e, str):
                    continue
                vues += 1
                assert e.avant.annee == e.reference_avant.annee < e.apres.annee == e.reference_apres.annee
                assert serie(e.avant.source) == serie(e.apres.source)
                assert serie(e.reference_avant.source) == serie(e.reference_apres.source)
                mesures = (e.avant, e.apres, e.reference_avant, e.reference_apres)
                assert len({(m.indicateur, m.modalite) for m in mesures}) == 1
                assert not any(m.statut == "conteste" for m in mesures)
                rupture = tables.indicateurs[e.avant.indicateur].evolution.removeprefix("rupture:")
                assert not (rupture.isdigit() and e.avant.annee < rupture <= e.apres.annee)
    assert vues == 57  # 10 face à l'agglomération, 10 face à la ville, 37 face au QPV médian


def test_la_marge_de_deux_quartiers_est_plus_large_que_face_a_une_ville(tables):
    # revenu_median, mouvements d'un an : 2,069 ; 2,214 ; 2,312 ; 2,244 ; 2,237 %, moyenne quadratique 2,2166.
    # 2 × 2,2166 % de 12 130 € = 537,8 € entre deux quartiers ; 537,8 / √2 = 380,3 € face à la ville.
    ici, voisin, ville = (tables.mesure(c, "revenu_median", "2019") for c in (CONTE, BASTIDE, VILLE))
    assert ecart_juge(tables, ici, voisin).marge == pytest.approx(537.8, abs=0.1)
    assert ecart_juge(tables, ici, ville).marge == pytest.approx(380.3, abs=0.1)


def test_la_marge_publiee_l_emporte_pour_un_seul_chiffre_et_un_effectif_n_en_a_pas(tables):
    assert marge_mesure(tables, tables.mesure(CONTE, "taux_pauvrete", "2019")) == 4.4
    # taux_emploi des femmes : 2 × 4,080 / √2 = 5,770 points.
    assert marge_mesure(tables, tables.mesure(CONTE, "taux_emploi", "2018", "femmes")) == pytest.approx(5.770, abs=2e-3)
    assert marge_mesure(tables, tables.mesure(CONTE, "population", "2018")) is None


def test_une_valeur_contestee_n_a_pas_d_ecart(tables):
    # Part des familles monoparentales de 2020 : contestée par le registre (C036).
    ici, ville = (tables.mesure(c, "part_familles_monoparentales", "2020") for c in (CONTE, VILLE))
    with pytest.raises(OperationInterdite, match="contestée"):
        ecart_juge(tables, ici, ville)


def test_les_zones_et_la_stabilite_se_disent_avec_des_mots_differents():
    from data.rapprochement import ZONES

    for un, autre in itertools.combinations(ZONES.values(), 2):
        assert un != autre
