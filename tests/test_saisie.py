"""Ce qu'une personne tape : nombres et années à la française, ou la phrase qui dit ce qui gêne."""

import pytest

from data.importation.etiquettes import annuaire_modalites, annuaire_statuts, annuaire_territoires, normaliser
from data.importation.saisie import Case, lire_annee, lire_nombre, refus_d_un_compte, se_compte

INSECABLE, FINE = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
TERRITOIRES = [
    {"code": "QP011006", "nom": "Grazailles", "nom_court": "Grazailles"},
    {"code": "QN01106M", "nom": "Grazailles", "nom_court": "Grazailles"},
    {"code": "11069", "nom": "Carcassonne", "nom_court": "Carcassonne"},
]


def nu(texte: str) -> str:
    return texte.replace(INSECABLE, " ")


@pytest.mark.parametrize(
    ("tape", "unite", "decimales", "lu"),
    [
        ("12 130,5", "€ par an", 0, "12130.5"),
        (f"12{INSECABLE}130{FINE}€", "€ par an", 0, "12130"),
        ("61 %", "%", 0, "61"),
        ("61%", "%", 0, "61"),
        ("61.5", "%", 0, "61.5"),
        ("\N{MINUS SIGN}3,10", "points", 1, "-3.1"),
        ("+4", "%", 0, "4"),
        ("007", "habitants", 0, "7"),
        ("2 525 habitants", "habitants", 0, "2525"),
        ("1 habitant", "habitants", 0, "1"),
        ("0.283", "indice", 3, "0.283"),
        ("0,283", "indice", 0, "0.283"),
        ("1.283", "indice", 3, "1.283"),
        ("0", "%", 0, "0"),
        ("-0", "%", 0, "0"),
        ("", "%", 0, ""),
    ],
)
def test_les_nombres_francais(tape, unite, decimales, lu):
    assert lire_nombre(Case(tape), unite, decimales) == (lu, "")


@pytest.mark.parametrize(
    ("tape", "unite", "constat"),
    [
        ("NaN", "%", "« NaN » n'est pas une valeur."),
        ("inf", "%", "« inf » n'est pas une valeur."),
        ("6l", "%", "« 6l » est en « l », l'indicateur est en « % »."),
        ("environ 60", "%", "« environ 60 » n'est pas un nombre."),
        ("61 %", "€ par an", "« 61 % » est en « % », l'indicateur est en « € par an »."),
        ("760 K€", "€ par an", "« 760 K€ » est en « K€ », l'indicateur est en « € par an »."),
        ("2.525", "habitants", "« 2.525 » peut se lire de deux façons (milliers ou décimales)."),
        ("12 13", "%", "« 12 13 » est en « 13 », l'indicateur est en « % »."),
        ("1,2,3", "%", "« 1,2,3 » est en « ,3 », l'indicateur est en « % »."),
        ("٦١", "%", "« ٦١ » n'est pas un nombre."),
        ("=1+1", "%", "« =1+1 » n'est pas un nombre."),
    ],
)
def test_ce_qui_n_est_pas_un_nombre(tape, unite, constat):
    lu, dit = lire_nombre(Case(tape), unite, 0)
    assert (lu, nu(dit)) == ("", constat)


@pytest.mark.parametrize(
    ("case", "unite", "lu"),
    [
        (Case("61", 61.0), "%", "61"),
        # 0,1 + 0,2 en binaire : 0,30000000000000004.
        (Case("", 0.1 + 0.2), "%", "0.3"),
        # Une case affichée « 61 % » contient 0,61 ; 0,07 × 100 ne doit pas donner 7,000000000000001.
        (Case("", 0.61, pourcent=True), "%", "61"),
        (Case("", 0.07, pourcent=True), "%", "7"),
        (Case("", 1e-7), "%", "0.0000001"),
    ],
)
def test_les_nombres_du_tableur(case, unite, lu):
    assert lire_nombre(case, unite, 0) == (lu, "")


def test_les_cases_du_tableur_qui_ne_sont_pas_des_valeurs():
    assert lire_nombre(Case("nan", float("nan")), "%", 0)[0] == ""
    assert "n'est pas une valeur" in lire_nombre(Case("inf", float("inf")), "%", 0)[1]
    assert nu(lire_nombre(Case("", 0.5, pourcent=True), "habitants", 0)[1]) == (
        "la case est en pourcentage, l'indicateur est en « habitants »."
    )
    assert lire_nombre(Case(probleme="la case contient une date ou une heure."), "%", 0) == (
        "",
        "la case contient une date ou une heure.",
    )


@pytest.mark.parametrize(
    ("case", "lue"),
    [
        (Case("2019", 2019.0), "2019"),
        (Case("2019"), "2019"),
        (Case("2021-T3"), "2021-T3"),
        (Case("T3 2021"), "2021-T3"),
        (Case("2021 T3"), "2021-T3"),
        (Case("3e trimestre 2021"), "2021-T3"),
        (Case("1er trimestre 2020"), "2020-T1"),
        (Case("2016-2022"), "2016-2022"),
        (Case("2016 à 2022"), "2016-2022"),
    ],
)
def test_les_annees(case, lue):
    assert lire_annee(case) == (lue, "")


@pytest.mark.parametrize(
    ("case", "constat"),
    [
        (Case("2019,5", 2019.5), "« 2019,5 » n'est pas une année."),
        (Case("T5 2021"), "« T5 2021 » n'est pas une année."),
        (Case("2022 à 2016"), "« 2022 à 2016 » n'est pas une année."),
        (Case("19"), "« 19 » n'est pas une année."),
        (Case("nan", float("nan")), "« nan » n'est pas une année."),
        (Case(), "la cellule est vide."),
    ],
)
def test_ce_qui_n_est_pas_une_annee(case, constat):
    lue, dit = lire_annee(case)
    assert (lue, nu(dit)) == ("", constat)


@pytest.mark.parametrize(
    ("mot", "code"),
    [
        ("QP011006", "QP011006"),
        ("qp011006", "QP011006"),
        # Deux découpages ont le même nom : seul, il désigne celui de 2015.
        ("GRAZAILLES", "QP011006"),
        ("Grazailles (QN01106M)", "QN01106M"),
        ("carcassonne", "11069"),
        ("Narbonne", None),
    ],
)
def test_un_territoire_par_code_nom_ou_etiquette(mot, code):
    assert annuaire_territoires(TERRITOIRES).code(mot) == code


def test_les_mots_des_statuts_et_des_modalites():
    statuts = annuaire_statuts()
    mots = ("Publié", "corrige", "Contesté", "secret", "Secret statistique", "sans objet", "démonstration")
    attendus = ["publie", "corrige", "conteste", "secret", "secret", "non_applicable", None]
    assert [statuts.code(m) for m in mots] == attendus
    modalites = annuaire_modalites([{"modalite": "75+", "libelle": "75 ans et plus"}])
    assert [modalites.code(m) for m in ("75+", "75 ans et PLUS", "Ensemble")] == ["75+", "75+", "ensemble"]


def test_la_forme_normale_d_un_titre():
    assert normaliser("  Valeur_Publiée ") == normaliser("valeur publiee") == "valeur publiee"


# Une ligne par unité d'indicateurs.csv, lues dans la table : unité, décimales, se compte.
@pytest.mark.parametrize(
    ("unite", "decimales", "compte"),
    [
        ("habitants", 0, True),
        ("personnes", 0, True),
        ("foyers", 0, True),
        ("enfants", 0, True),
        ("porteurs", 0, True),
        ("réponses", 0, True),
        ("parcours", 0, True),
        ("demandes", 0, True),
        ("actions", 0, True),
        ("%", 0, False),
        ("€ par an", 0, False),
        ("€", 0, False),
        ("€/habitant", 0, False),
        ("points", 1, False),
        ("ETP", 1, False),
        ("rapport", 1, False),
        ("indice", 3, False),
        ("jeunes pour 1 senior", 1, False),
    ],
)
def test_ce_qui_se_compte_se_deduit_de_l_unite_et_des_decimales(unite, decimales, compte):
    assert se_compte(unite, decimales) is compte


def test_un_compte_est_entier():
    assert nu(refus_d_un_compte("12.5", "habitants", 0)) == (
        "« 12,5 » n'est pas un nombre entier, l'indicateur compte des habitants."
    )
    assert refus_d_un_compte("12", "habitants", 0) == ""
    assert refus_d_un_compte("12.5", "%", 0) == ""
