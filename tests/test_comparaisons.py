"""La page Comparaisons : le tableau des cinq, et un indicateur à la fois. Valeurs : rapport de 2022, chapitre 4 ; Insee."""

import pytest

from data.annees import cle_annee
from data.blocs import annees, croisement, tableau
from data.entrepot import charger
from data.vues.comparaisons import (
    TABLEAU,
    annees_de,
    choix_d_indicateurs,
    tableau_des_cinq,
    territoires_compares,
    un_indicateur,
)
from tests.outils.tables import changer, ecrire_tables

E = charger()
QUARTIERS = tuple(f"QP01100{n}" for n in range(2, 7))
COMPARES = (*QUARTIERS, "11069", "200035715", "QPV-FR-METRO")
CHOIX = choix_d_indicateurs(E)


def lisible(texte: str) -> str:
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(scope="module")
def cinq():
    return tableau_des_cinq(E)


def case(table, debut: str, colonne: str) -> str:
    """La case de la seule ligne qui commence par `debut`."""
    (rangee,) = [r for r in table.lignes if r[0].texte.startswith(debut)]
    return lisible(rangee[table.entetes.index(colonne)].texte)


def test_les_territoires_compares():
    assert territoires_compares(E) == COMPARES


def test_les_colonnes_sont_les_territoires_dans_l_ordre(cinq):
    assert croisement(cinq).entetes[1:] == (
        "La Conte - Ozanam",
        "Le Viguier - Saint-Jacques",
        "Bastide - Pont-Vieux",
        "Fleming - La Reille",
        "Grazailles",
        "Carcassonne",
        "Agglomération",
        "QPV médian de métropole",
    )


@pytest.mark.parametrize(
    ("debut", "colonne", "attendu"),
    [
        ("Population municipale", "La Conte - Ozanam", "2 525"),
        ("Population municipale", "Grazailles", "949"),
        ("Revenu médian", "La Conte - Ozanam", "12 130 €"),
        ("Revenu médian", "Bastide - Pont-Vieux", "14 830 €"),
        (
            "Revenu médian",
            "Carcassonne",
            "18 450 €",
        ),  # Filosofi 2019 ; le rapport montre 18 110 €, celui de 2018 (C044)
        ("Taux de pauvreté", "La Conte - Ozanam", "61 %"),
        ("Taux de pauvreté", "Carcassonne", "27 %"),
        ("Taux de pauvreté", "Agglomération", "21 %"),
        ("Taux de pauvreté", "Le Viguier - Saint-Jacques", "65 %"),
        ("Part des familles monoparentales", "Fleming - La Reille", "non disponible"),
        ("Part des familles monoparentales", "Grazailles", "25 %"),
        ("Indice de jeunesse", "La Conte - Ozanam", "1,9"),
        ("Indice de jeunesse", "Grazailles", "non disponible"),
        ("Taux d'emploi : Femmes", "Carcassonne", "—"),
    ],
)
def test_les_cases_du_tableau(cinq, debut, colonne, attendu):
    # Une unité en toutes lettres peut être dite en tête de ligne plutôt que dans chaque case.
    assert case(croisement(cinq), debut, colonne).removesuffix(" habitants") == attendu


def test_chaque_ligne_du_tableau_porte_une_seule_annee_qu_elle_dit(cinq):
    dites: dict[str, set[str]] = {}
    for x in cinq.lignes:
        dites.setdefault(x.serie, set()).add(x.mesure.annee)
    assert len(dites) == len(TABLEAU)
    assert [s for s, a in dites.items() if len(a) != 1 or next(iter(a)) not in s] == []


def test_les_demandeurs_d_emploi_sont_ceux_de_fin_2021(cinq):
    # IPRO_2022, 31/12/2021 : plus récent que le 3e trimestre 2021 du rapport (418 à La Conte).
    assert case(croisement(cinq), "Demandeurs d'emploi", "La Conte - Ozanam").removesuffix(" personnes") == "424"


def test_les_reserves_du_tableau_nomment_le_quartier(cinq):
    debuts = [r.split(" : non disponible.")[0] for r in cinq.reserves if " : non disponible." in r]
    assert "Part des familles monoparentales (2020), Fleming - La Reille" in debuts
    assert [r.split(" : ")[0].endswith("Grazailles") for r in cinq.reserves if r.startswith("Indice de jeunesse")] == [
        True
    ]


@pytest.mark.parametrize("choix", CHOIX)
def test_chaque_choix_donne_un_bloc_complet_pour_chaque_annee(choix):
    dispo = annees_de(E, choix)
    assert list(dispo) == sorted(set(dispo), key=cle_annee, reverse=True) != []
    for annee in dispo:
        b = un_indicateur(E, choix, annee)
        assert annees(b) == (annee,)
        assert b.phrase[:1].isupper()
        assert b.phrase.endswith(".")
        assert len(tableau(b).lignes) == len(b.lignes)
        assert {x.cle for x in b.lignes} <= set(COMPARES)
        assert b.accents == QUARTIERS


def test_la_pauvrete_de_2019():
    b = un_indicateur(E, "taux_pauvrete", "2019")
    assert [round(x.mesure.valeur) for x in b.lignes[:7]] == [61, 65, 39, 59, 52, 27, 21]
    assert lisible(b.phrase) == (
        "En 2019, de 39 % à Bastide - Pont-Vieux à 65 % au Viguier - Saint-Jacques ; 27 % à Carcassonne, "
        "21 % dans l'agglomération et 42 % dans le QPV médian de métropole."
    )


def test_un_trimestre_se_dit_au_trimestre():
    # Rapport, portraits (2/2) : DEFM du T3 2021.
    phrase = lisible(un_indicateur(E, "demandeurs_emploi", "2021-T3").phrase)
    assert phrase == "Au 3e trimestre 2021, de 184 personnes à Grazailles à 653 personnes à Bastide - Pont-Vieux."


def test_un_effectif_ne_se_compare_pas_a_celui_de_la_ville():
    assert [x.cle for x in un_indicateur(E, "population", "2018").lignes] == list(QUARTIERS)


@pytest.mark.parametrize(
    ("choix", "annee"),
    [
        ("<script>", "2019"),
        ("taux_pauvrete", "1999"),
        ("taux_pauvrete:inconnue", "2019"),
        ("", ""),
        (":", ":"),
    ],
)
def test_un_choix_inconnu_ne_donne_rien(choix, annee):
    assert un_indicateur(E, choix, annee) is None


def test_les_choix_ont_un_nom_et_pas_l_evolution_des_ages():
    assert CHOIX["taux_pauvrete"] == "Taux de pauvreté"
    assert CHOIX["taux_emploi:femmes"] == "Taux d'emploi : Femmes"
    assert [c for c in CHOIX if c.startswith("evolution_age")] == []


def test_un_indicateur_connu_dans_un_seul_quartier_par_an_n_est_pas_propose(tmp_path):
    """La Conte en 2018, Grazailles en 2019 : aucune année commune, donc rien à comparer."""
    seules = changer("valeurs", "QP011006,taux_pauvrete,,2019,,secret,", "QP011006,taux_pauvrete,,2018,52,publie,")
    tables = charger(ecrire_tables(tmp_path, valeurs=seules))
    assert choix_d_indicateurs(tables) == {}
    assert annees_de(tables, "taux_pauvrete") == ()
    assert tableau_des_cinq(tables).lignes == ()


def test_sans_valeur_de_quartier_la_phrase_le_dit(tmp_path):
    vide = changer("valeurs", "QP011002,taux_pauvrete,,2019,61,publie,", "QP011002,taux_pauvrete,,2019,,secret,")
    tables = charger(ecrire_tables(tmp_path, valeurs=vide))
    assert un_indicateur(tables, "taux_pauvrete", "2019").phrase == "Aucune valeur diffusée pour les quartiers en 2019."


def test_sans_tables_il_n_y_a_rien(tmp_path):
    tables = charger(tmp_path)
    assert territoires_compares(tables) == ()
    assert choix_d_indicateurs(tables) == {}
    assert tableau_des_cinq(tables).lignes == ()
