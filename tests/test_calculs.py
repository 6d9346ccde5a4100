"""Les calculs permis, à la main ; et les refus, avec leur raison."""

import pytest

from data.calculs import OperationInterdite, direction, ecart, evolution, serie, somme
from data.modele import Indicateur, Mesure


def indicateur(code="taux_pauvrete", unite="%", sens="baisse_favorable", sommable=False, regle="libre", bruit=2.2):
    return Indicateur(
        code, "Taux de pauvreté", "revenus", "emploi", unite, 0, sens, sommable, regle, bruit, "d", "p", 1
    )


def mesure(
    valeur,
    annee="2019",
    territoire="QP011002",
    statut="publie",
    source="insee_filo_2019",
    note="",
    modalite="",
    code="taux_pauvrete",
):
    return Mesure(territoire, code, modalite, annee, valeur, statut, None, source, "ref", note)


REVENU = indicateur("revenu_median", "€ par an", "hausse_favorable", bruit=None)
EFFECTIF = indicateur("population", "habitants", "neutre", sommable=True, bruit=None)


def revenu(valeur, annee, **autres):
    return mesure(valeur, annee, code="revenu_median", **autres)


def test_ecart_en_points_pour_un_pourcentage():
    # La Conte 61 %, Carcassonne 27 % en 2019 (rapport de 2022) : 61 − 27 = 34 points.
    calcule = ecart(mesure(61.0), mesure(27.0, territoire="11069"), indicateur())
    assert (calcule.valeur, calcule.unite, calcule.relatif) == (34.0, "points", None)
    assert direction(calcule, indicateur()) == "defavorable"


def test_ecart_en_euros_et_en_pourcentage():
    # 12 000 − 15 000 = −3 000 € ; −3 000 / 15 000 = −20 %.
    calcule = ecart(revenu(12000.0, "2019"), revenu(15000.0, "2019", territoire="11069"), REVENU)
    assert (calcule.valeur, calcule.unite, calcule.relatif) == (-3000.0, "€ par an", -20.0)
    assert direction(calcule, REVENU) == "defavorable"


def test_ecart_sans_poussiere_de_virgule_flottante():
    assert ecart(mesure(12.3), mesure(11.1), indicateur()).valeur == 1.2


def test_ecart_a_une_reference_nulle_n_a_pas_de_relatif():
    assert ecart(revenu(5.0, "2019"), revenu(0.0, "2019"), REVENU).relatif is None


@pytest.mark.parametrize(
    ("valeur", "sens", "attendue"),
    [
        (20.0, "baisse_favorable", "favorable"),
        (34.0, "baisse_favorable", "defavorable"),
        (34.0, "hausse_favorable", "favorable"),
        (34.0, "neutre", "neutre"),
        (28.0, "baisse_favorable", "neutre"),  # 1 point, sous le bruit de 2,2
        (27.0, "hausse_favorable", "neutre"),
    ],
)
def test_direction(valeur, sens, attendue):
    fiche = indicateur(sens=sens)
    assert direction(ecart(mesure(valeur), mesure(27.0), fiche), fiche) == attendue


def test_evolution_du_revenu_median():
    # La Conte : 12 130 € (2019) − 10 976 € (2015) = 1 154 € ; 1 154 / 10 976 = 10,514 %.
    calculee = evolution(revenu(10976.0, "2015", source="insee_revn_2019"), revenu(12130.0, "2019"), REVENU)
    assert (calculee.valeur, calculee.unite, round(calculee.relatif, 3)) == (1154.0, "€ par an", 10.514)
    assert (calculee.sens, calculee.series_differentes) == ("hausse", True)
    assert direction(calculee, REVENU) == "favorable"


@pytest.mark.parametrize(
    ("avant", "apres", "sens"),
    [
        (61.0, 64.1, "stable"),  # 3,1 points : sous 2,2 × √2 = 3,11
        (61.0, 64.2, "hausse"),
        (61.0, 57.8, "baisse"),
        (61.0, 61.0, "stable"),
    ],
)
def test_sous_la_marge_de_deux_mesures_c_est_stable(avant, apres, sens):
    assert evolution(mesure(avant, "2018"), mesure(apres, "2019"), indicateur()).sens == sens


REFUS = [
    ("interdite", mesure(1.0, "2015"), mesure(2.0, "2019"), "ne se compare pas d'une année à l'autre"),
    ("rupture:2018", mesure(1.0, "2017"), mesure(2.0, "2018"), "La série est rompue en 2018"),
    ("libre", mesure(None, "2015", statut="secret"), mesure(2.0), "La valeur de 2015 est secrète"),
    (
        "libre",
        mesure(1.0, "2015"),
        mesure(None, statut="non_disponible"),
        "La valeur de 2019 n'est pas disponible",
    ),
    ("libre", mesure(1.0, "2015", statut="conteste"), mesure(2.0), "La valeur de 2015 est contestée"),
    (
        "libre",
        mesure(1.0, "2015"),
        mesure(2.0, note="rupture de série en 2017"),
        "marquée d'une rupture de série",
    ),
    ("libre", mesure(1.0, "2019"), mesure(2.0, "2015"), "ne se suivent pas"),
    ("libre", mesure(1.0, "2019"), mesure(2.0, "2019"), "ne se suivent pas"),
    ("libre", mesure(1.0, "2014-2018"), mesure(2.0, "2015-2019"), "se recouvrent"),
    ("libre", mesure(1.0, "2015"), mesure(2.0, territoire="11069"), "sur un même territoire"),
    ("libre", mesure(1.0, "2015"), mesure(2.0, modalite="femmes"), "modalités différentes"),
]


@pytest.mark.parametrize(("regle", "avant", "apres", "raison"), REFUS)
def test_evolutions_refusees(regle, avant, apres, raison):
    with pytest.raises(OperationInterdite, match=raison):
        evolution(avant, apres, indicateur(regle=regle))


@pytest.mark.parametrize(("avant", "apres"), [("2014", "2017"), ("2018", "2019")])
def test_une_rupture_ne_gene_que_si_on_l_enjambe(avant, apres):
    fiche = indicateur(regle="rupture:2018")
    assert evolution(mesure(1.0, avant), mesure(11.0, apres), fiche).valeur == 10.0


@pytest.mark.parametrize(
    ("a", "b", "raison"),
    [
        (mesure(61.0), mesure(27.0, "2018"), "2019 et 2018 ne se comparent pas"),
        (mesure(None, statut="secret"), mesure(27.0), "secrète"),
        (mesure(61.0), mesure(None, statut="non_applicable"), "sans objet"),
        (mesure(61.0), mesure(27.0, code="population"), "Toutes les valeurs doivent être de l'indicateur"),
    ],
)
def test_ecarts_refuses(a, b, raison):
    with pytest.raises(OperationInterdite, match=raison):
        ecart(a, b, indicateur())


def test_somme_d_effectifs():
    total = somme(
        [mesure(2525.0, code="population"), mesure(1757.0, territoire="QP011003", code="population")],
        EFFECTIF,
    )
    assert (total.valeur, total.annee) == (4282.0, "2019")  # 2 525 + 1 757


@pytest.mark.parametrize(
    ("mesures", "fiche", "raison"),
    [
        ([mesure(61.0), mesure(27.0, territoire="11069")], indicateur(), "ne s'additionne pas"),
        ([], EFFECTIF, "rien à additionner"),
        (
            [
                mesure(1.0, code="population"),
                mesure(None, territoire="Q", statut="secret", code="population"),
            ],
            EFFECTIF,
            "secrète",
        ),
        ([mesure(1.0, code="population"), mesure(2.0, code="population")], EFFECTIF, "revient deux fois"),
        (
            [mesure(1.0, code="population"), mesure(2.0, "2018", "Q", code="population")],
            EFFECTIF,
            "même année",
        ),
    ],
)
def test_sommes_refusees(mesures, fiche, raison):
    with pytest.raises(OperationInterdite, match=raison):
        somme(mesures, fiche)


def test_la_serie_d_une_source():
    assert [serie(s) for s in ("insee_filo_2019", "insee_filo_com_2019", "rapport_2022")] == [
        "insee_filo",
        "insee_filo_com",
        "rapport",
    ]
