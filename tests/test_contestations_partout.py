"""Un chiffre contesté ne se lit nulle part sans que la phrase le dise : tous les blocs publics, sur une copie."""

import re

import pytest

from data.entrepot import charger
from data.formats import valeur_unite
from data.vues.en_bref import blocs_en_bref
from data.vues.questions import questions
from data.vues.recueil import tous_les_blocs
from data.vues.tableau_resserre import tableau_resserre
from tests.outils.copie import copier
from tests.outils.lecture_page import lisible

FLEMING, VIGUIER, GRAZAILLES, CONTE = "QP011005", "QP011003", "QP011006", "QP011002"
CONTESTES = (
    (FLEMING, "taux_pauvrete", "", "2015"),
    ("11069", "taux_pauvrete", "", "2019"),
    (VIGUIER, "part_familles_monoparentales", "", "2020"),
    (GRAZAILLES, "revenu_median", "", "2019"),
    (CONTE, "taux_emploi", "", "2018"),
)


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    dossier = copier(tmp_path_factory.mktemp("contestations"))
    with (dossier / "tables" / "contestations.csv").open("a", encoding="utf-8") as fichier:
        for cle in CONTESTES:
            fichier.write(",".join((*cle, "notre compte diffère", "Bailleur", "2026-11-20", "ouverte", "")) + "\n")
    entrepot = charger(dossier / "tables")
    assert entrepot.fautes == ()
    for territoire, indicateur, modalite, annee in CONTESTES:
        assert entrepot.mesure(territoire, indicateur, annee, modalite).statut == "conteste"
    return entrepot


def ecritures(entrepot, mesure):
    """« 52 % » et « 52,2 % » : une phrase écrit une décimale de plus quand l'arrondi tromperait."""
    fiche = entrepot.indicateurs[mesure.indicateur]
    return {lisible(valeur_unite(mesure.valeur, fiche.unite, d)) for d in (fiche.decimales, fiche.decimales + 1)}


def ecrit_ailleurs(entrepot, bloc, ecriture, contestees):
    """Vrai si une autre valeur du bloc, que personne ne conteste, s'écrit de la même façon."""
    autres = (x.mesure for x in bloc.lignes if x.mesure not in contestees and x.mesure.valeur is not None)
    return any(m.indicateur in entrepot.indicateurs and ecriture in ecritures(entrepot, m) for m in autres)


def manquements(entrepot, blocs):
    contestees = {entrepot.mesure(t, i, a, m) for t, i, m, a in CONTESTES}
    for bloc in blocs:
        for mesure in {x.mesure for x in bloc.lignes} & contestees:
            for ecriture in ecritures(entrepot, mesure):
                motif = re.compile(rf"(?<![\d,]){re.escape(ecriture)}")
                for phrase in (bloc.phrase, *bloc.precisions):
                    dite = lisible(phrase)
                    muette = motif.search(dite) and "contest" not in dite
                    if muette and not ecrit_ailleurs(entrepot, bloc, ecriture, contestees):
                        yield bloc.identifiant, dite


def test_toute_phrase_qui_ecrit_un_chiffre_conteste_le_dit(tables):
    blocs = list(tous_les_blocs(tables).values())
    for quartier in tables.quartiers():
        blocs += blocs_en_bref(tables, quartier.code)
    assert list(manquements(tables, blocs)) == []


def test_rien_ne_se_juge_sur_un_chiffre_conteste(tables):
    contestees = {tables.mesure(t, i, a, m) for t, i, m, a in CONTESTES}
    for code in (FLEMING, VIGUIER, GRAZAILLES, CONTE):
        for bloc in tous_les_blocs(tables).values():
            visees = {x.mesure for x in bloc.lignes} & contestees
            if bloc.identifiant.startswith(code.lower()) and visees and bloc.genre == "barres":
                assert [p for p in bloc.precisions if "contest" in p and "situation" in p] == []
    phrase = tableau_resserre(tables).phrase
    assert phrase.endswith("Une valeur y est contestée, rien n'est jugé : revenu médian et taux d'emploi.")


def test_une_annee_contestee_qui_deplace_la_comparaison_se_dit(tables):
    bloc = tous_les_blocs(tables)[f"{FLEMING}-taux_pauvrete-annees".lower()]
    # 2015 contestée : 57,0 en 2016, 58,6 en 2019, +1,6 sous 6,2 ; la ville de 2019 est contestée aussi.
    assert lisible(bloc.phrase).startswith(
        "À Fleming - La Reille, le taux de pauvreté (2015 étant contesté, la comparaison part de 2016) passe de 57 % "
        "en 2016 à 59 % en 2019 : pas d'évolution significative (il faudrait 6,2 points) ; l'écart de 2019 ne "
        "se dit pas, le taux de Carcassonne étant contesté"
    )


def test_un_quartier_conteste_ne_disparait_pas_de_la_premiere_question(tables):
    depuis = next(q for q in questions(tables) if q.code == "Q1").bloc.precisions[1]
    assert depuis.endswith("À Fleming - La Reille, une valeur est contestée : rien ne s'en tire.")


def test_en_bref_dit_pourquoi_un_indicateur_conteste_n_est_pas_juge(tables):
    _, ameliore, _ = blocs_en_bref(tables, CONTE)
    assert ameliore.phrase.endswith("Non jugé : taux d'emploi (valeur contestée, 2018).")
