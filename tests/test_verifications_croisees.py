"""Les vérifications d'une source par une autre : un cas qui cloche, un cas juste, faits à la main."""

import dataclasses
from types import MappingProxyType

import pytest

from data.entrepot import TableLibre
from data.verifications.confrontations import (
    atypiques,
    deux_endroits,
    officielles,
    parts_recalculees,
    statuts,
    tranches,
)
from data.verifications.constat import Dossier
from tests.outils.dossiers import RAPPORT, ages, dossier, entrepot, mesure, natures, profil

INSEE = "insee_demo_2021"


def test_la_valeur_d_une_autre_annee():
    # Carcassonne : 18 110 € imprimés pour 2019, valeur de 2018 ; l'Insee donne 18 450 € en 2019.
    lignes = [
        mesure("11069", "revenu_median", "2018", 18110.0, source="insee_filo_com_2018"),
        mesure("11069", "revenu_median", "2019", 18450.0, source="insee_filo_com_2019"),
    ]
    imprime = mesure("11069", "revenu_median", "2019", 18110.0)
    (trouve,) = officielles(dossier(*lignes, imprime))
    assert (trouve.controle, trouve.certitude) == ("autre_annee", "prouvee")
    assert "« 18\u202f110 » est la valeur de 2018" in trouve.constat
    assert natures(officielles(dossier(lignes[1], imprime))) == ["officiel"]
    assert list(officielles(dossier(*lignes, mesure("11069", "revenu_median", "2019", 18450.0)))) == []


@pytest.mark.parametrize(("imprime", "attendu"), [(33.0, []), (34.0, ["officiel"])])
def test_l_arrondi_imprime_suffit(imprime, attendu):
    # La Conte, recensement 2017 : 32,9 % s'arrondit à 33.
    insee = mesure("A", "taux_emploi", "2017", 32.9, source="insee_ipro_2021")
    assert natures(officielles(dossier(insee, mesure("A", "taux_emploi", "2017", imprime)))) == attendu


def test_des_tranches_que_l_insee_contredit():
    # La Conte 2017 : 23 + 13 = 36, l'Insee publie 41,7 % de moins de 25 ans ; 29 + 13 = 42.
    insee = mesure("A", "part_moins_25_ans", "2017", 41.7, source=INSEE)
    (trouve,) = tranches(dossier(insee, *profil("A", "age", "2017", ages(23, 13, 41, 11, 5))))
    assert "« 36 % », l'Insee publie « 41,7 % »" in trouve.constat
    assert list(tranches(dossier(insee, *profil("A", "age", "2017", ages(29, 13, 39, 13, 6))))) == []


def test_une_part_dementie_par_les_effectifs():
    # Bastide fin 2016 : 153 / 684 = 22,4 %, imprimé 22.
    insee = profil("A", "demandeurs_emploi", "2016", {"": 684, "moins_26_ans": 153}, source="insee_ipro_2017")

    def imprime(valeur):
        return dossier(*insee, mesure("A", "part_demandeurs_emploi_age", "2016", valeur, "moins_26_ans"))

    assert list(parts_recalculees(imprime(22.0))) == []
    (trouve,) = parts_recalculees(imprime(24.0))
    assert trouve.calcul == "153 / 684 = 22,4 % (ref)."


def test_une_part_de_menages_qui_est_celle_des_allocataires():
    # Bastide 2020 : 113 / 1 898 = 5,95 %, imprimé 6,0 % des « ménages ».
    caf_ = profil("A", "allocataires_caf", "2020", {"": 1898, "couple_avec_enfants": 113}, source=INSEE)

    def imprime(valeur):
        return dossier(*caf_, mesure("A", "menages", "2020", valeur, "couple_avec_enfants"))

    (trouve,) = parts_recalculees(imprime(6.0))
    assert (trouve.controle, trouve.gravite) == ("autre_indicateur", "grave")
    assert list(parts_recalculees(imprime(18.0))) == []


def test_deux_valeurs_dans_le_meme_document():
    general = profil("A", "age", "2017", ages(27, 12, 41, 13, 7.7))
    portrait = profil("A", "age", "2017", ages(23, 13, 41, 11, 5), source=f"{RAPPORT}_evolution_age")
    (trouve,) = deux_endroits(dossier(*general, *portrait))
    assert trouve.calcul.startswith("4 valeurs sur 5 diffèrent ; la première : 23 − 27 = −4")
    arrondi = profil("A", "age", "2017", ages(27, 12, 41, 13, 8), source=f"{RAPPORT}_evolution_age")
    assert list(deux_endroits(dossier(*general, *arrondi))) == []  # 7,7 s'arrondit à 8


def test_un_secret_leve_par_une_autre_source():
    secrete = mesure("A", "demandeurs_emploi", "2018", None, statut="secret")
    donnee = mesure("A", "demandeurs_emploi", "2018", 99.0, source="insee_ipro_2019")
    assert natures(statuts(dossier(secrete, donnee))) == ["statut"]
    assert list(statuts(dossier(secrete))) == []


def test_une_contestation_sans_raison():
    sans = mesure("A", "taux_emploi", "2017", 35.0, statut="conteste", publiee=35.0)
    avec = mesure("A", "taux_emploi", "2017", 35.0, statut="conteste", publiee=35.0, note="mélange")
    assert natures(statuts(dossier(sans))) == ["statut"]
    assert list(statuts(dossier(avec))) == []


@pytest.mark.parametrize(("valeur", "attendu"), [(96.0, ["atypique"]), (94.0, []), (14.0, ["atypique"])])
def test_une_valeur_loin_des_autres_quartiers(valeur, attendu):
    # p5 = 30, p95 = 73 : à relire au-dessus de 73 + 21,5 = 94,5 ; p5 = 36 : sous 36 − 18,5 = 17,5.
    colonnes = ("indicateur", "modalite", "annee", "n", "p5", "p25", "p50", "p75", "p95", "source")
    bas = "36" if valeur < 30 else "30"
    ligne = ("taux_pauvrete", "", "2019", "1200", bas, "40", "45", "52", "73", "insee_filo_2019")
    base = entrepot(mesure("A", "taux_pauvrete", "2019", valeur))
    table = TableLibre("distribution_qpv", colonnes, (ligne,))
    complet = dataclasses.replace(base, libres=MappingProxyType({"distribution_qpv": table}))
    assert natures(atypiques(Dossier(complet))) == attendu
