"""Deux pages ne disent jamais deux choses du même écart : les portraits, le tableau des cinq, la pauvreté."""

from dataclasses import replace

import pytest

from data.calculs import direction
from data.entrepot import charger
from data.modele import Mesure
from data.montage import comparer_modalites, ecart_dit
from data.rapprochement import ecart_juge
from data.vues.pauvrete import bloc_pauvrete
from data.vues.tableau_des_cinq import CONTESTE, ecart_en_clair
from tests.outils.lecture_page import lisible

E = charger()
CONTE, VIGUIER, GRAZAILLES, VILLE, AGGLO = "QP011002", "QP011003", "QP011006", "11069", "200035715"


def paires() -> list[tuple[Mesure, Mesure]]:
    """Chaque mesure d'un quartier, face à la ville et à l'agglomération la même année."""
    codes = {t.code for t in E.quartiers()}
    siennes = (m for m in E.mesures if m.territoire in codes and m.valeur is not None)
    return [
        (m, en_face)
        for m in siennes
        for code in (VILLE, AGGLO)
        if (en_face := E.mesure(code, m.indicateur, m.annee, m.modalite)) and en_face.valeur is not None
    ]


def attendue(mesure: Mesure, reference: Mesure) -> str:
    """Le début de la phrase d'un portrait, d'après la case du tableau des cinq."""
    fiche = E.indicateurs[mesure.indicateur]
    case = lisible(ecart_en_clair(E, mesure, reference, fiche))
    if case in ("", CONTESTE):
        return "Valeur contestée, donc pas d'écart avec " if case else ""
    if case == "= proche":
        return "proche"
    quantite = case.partition("\n")[0].rpartition(" de ")[2]
    if fiche.unite.startswith("€"):  # le portrait dit l'écart en %, le tableau en euros
        return "C'est "
    return f"C'est {quantite} de {'plus' if case.startswith('▲') else 'moins'} "


def test_le_portrait_et_le_tableau_jugent_pareil_chaque_ecart():
    vues: dict[str, int] = {}
    for mesure, reference in paires():
        if min(mesure.valeur, reference.valeur) < 0:  # les impôts, comptés en moins, n'ont pas de phrase d'écart
            continue
        dite, debut = lisible(ecart_dit(E, mesure, reference)), attendue(mesure, reference)
        vues[debut[:6]] = vues.get(debut[:6], 0) + 1
        if debut == "proche":
            assert dite.startswith(("C'est autant ", "L'écart avec ")), (mesure, dite)
        else:
            assert dite.startswith(debut), (mesure, dite)
            assert bool(dite) is bool(debut)
        juge = "moins favorable" in ecart_en_clair(E, mesure, reference, E.indicateurs[mesure.indicateur])
        assert ("moins favorable" in dite) is juge, (mesure, dite)
    assert {"", "proche", "C'est ", "Valeur"} == set(vues)


def test_les_familles_monoparentales_contestees_n_ont_pas_d_ecart():
    # valeurs.csv, 2020 : 18 % au Viguier et dans l'agglomération, 17 % à Carcassonne, toutes contestées.
    ici, ville, agglo = (E.mesure(c, "part_familles_monoparentales", "2020") for c in (VIGUIER, VILLE, AGGLO))
    assert ecart_dit(E, ici, ville) == "Valeur contestée, donc pas d'écart avec Carcassonne."
    assert ecart_dit(E, ici, agglo) == "Valeur contestée, donc pas d'écart avec l'agglomération."


def test_une_seule_valeur_contestee_suffit_a_refuser():
    ici, ville = (E.mesure(c, "taux_pauvrete", "2019") for c in (CONTE, VILLE))
    # 60,8 % et 27 %.
    assert lisible(ecart_dit(E, ici, ville)).startswith("C'est 34 points de plus qu'à Carcassonne")
    for deux in ((replace(ici, statut="conteste"), ville), (ici, replace(ville, statut="conteste"))):
        assert ecart_dit(E, *deux) == "Valeur contestée, donc pas d'écart avec Carcassonne."


def test_un_ecart_que_la_marge_des_qpv_explique_n_est_pas_dit_de_plus():
    # revenu_disponible, premier décile : 9 480 € à Carcassonne en 2019, marge d'un quartier de 6,3 % de sa valeur.
    ville = E.mesure(VILLE, "revenu_disponible", "2019", "d1")
    ici = E.mesure(GRAZAILLES, "revenu_disponible", "2019", "d1")
    assert ecart_dit(E, ici, ville) == (
        "C'est 9\N{NO-BREAK SPACE}% de moins qu'à Carcassonne : une situation moins favorable."
    )
    proche = replace(ici, valeur=9100.0)  # −380 €, marge 577 €
    assert ecart_dit(E, proche, ville) == "L'écart avec Carcassonne est trop faible pour être significatif."
    assert direction(ecart_juge(E, proche, ville), E.indicateurs["revenu_disponible"]) == "neutre"


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        # 52,2 % à Grazailles en 2019, marge 4,4 : à 50 %, à 2,2 points, l'écart ne se dit pas plus grand.
        (50.0, "il est proche de celui de Carcassonne en 2019"),
        (47.0, "il dépasse de 5 points celui de Carcassonne en 2019"),
        (58.0, "il est 6 points sous celui de Carcassonne en 2019"),
    ],
)
def test_la_pauvrete_face_a_la_ville_se_juge_comme_ailleurs(monkeypatch, valeur, attendu):
    ville = replace(E.mesure(VILLE, "taux_pauvrete", "2019"), valeur=valeur, statut="publie")
    vraie = type(E).mesure

    def mesure(self, territoire, indicateur, annee, modalite=""):
        pauvrete = (territoire, indicateur, annee) == (VILLE, "taux_pauvrete", "2019")
        return ville if pauvrete else vraie(self, territoire, indicateur, annee, modalite)

    monkeypatch.setattr(type(E), "mesure", mesure)
    assert attendu in lisible(bloc_pauvrete(E, GRAZAILLES, VILLE).phrase)


def test_un_profil_dont_tout_est_conteste_ne_dit_pas_de_difference(monkeypatch):
    vraie = type(E).mesure

    def mesure(self, *cle):
        m = vraie(self, *cle)
        return replace(m, statut="conteste") if m and cle[0] == VILLE else m

    tranches = ("0-14", "15-24", "25-59")
    assert (
        "la différence la plus nette avec Carcassonne est sur « 0 à 14 ans »"
        in comparer_modalites(E, CONTE, "age", tranches, (VILLE,)).phrase
    )
    monkeypatch.setattr(type(E), "mesure", mesure)
    assert lisible(comparer_modalites(E, CONTE, "age", tranches, (VILLE,)).phrase) == (
        "À La Conte - Ozanam, en 2017, valeur contestée, donc pas d'écart avec Carcassonne."
    )
