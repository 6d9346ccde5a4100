"""Le tableau des cinq : chaque case, chaque écart, chaque ordre. Valeurs : rapport de 2022, chapitre 4 ; Insee."""

import pytest

from components.tableaux import table
from data.blocs import tableau
from data.entrepot import charger
from data.vues.comparaisons import TABLEAU, choix_du_theme, themes
from data.vues.tableau_des_cinq import tableau_des_cinq
from tests.outils.lecture_page import lisible

E = charger()
VILLE, AGGLO, MEDIAN = "11069", "200035715", "QPV-FR-METRO"
LA_CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (
    "La Conte - Ozanam",
    "Le Viguier - Saint-Jacques",
    "Bastide - Pont-Vieux",
    "Fleming - La Reille",
    "Grazailles",
)
CINQ = (LA_CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES)


def entetes(bloc) -> list[str]:
    return [lisible(e) for e in bloc.grille.entetes]


def rangee(bloc, nom: str) -> dict:
    """Colonne -> case de la ligne de ce nom exact."""
    (cases,) = [r for r in bloc.grille.lignes if r[0].texte == nom and len(r) > 1]
    return dict(zip(entetes(bloc), cases, strict=True))


def reperes(bloc, nom: str) -> list[str]:
    """Les repères des cinq quartiers, sur une ligne."""
    cases = rangee(bloc, nom)
    return [lisible(cases[q].repere).replace("\n", ", ") for q in CINQ]


def test_les_colonnes_sont_les_territoires_dans_l_ordre():
    assert entetes(tableau_des_cinq(E, reference=AGGLO)) == [
        "Indicateur",
        *CINQ,
        "Carcassonne",
        "Agglomération (référence)",
        "QPV médian de métropole",
    ]


def test_la_reference_s_ajoute_aux_colonnes_et_ne_s_y_repete_pas():
    assert entetes(tableau_des_cinq(E, reference="D11", types=("commune",)))[6:] == ["Carcassonne", "Aude (référence)"]
    assert entetes(tableau_des_cinq(E, reference=VILLE, types=("commune",)))[6:] == ["Carcassonne (référence)"]


@pytest.mark.parametrize(
    ("nom", "colonne", "attendu"),
    [
        ("Population municipale", LA_CONTE, "2 525"),
        ("Population municipale", GRAZAILLES, "949"),
        ("Revenu médian", LA_CONTE, "12 130 €"),
        ("Revenu médian", BASTIDE, "14 830 €"),
        # Filosofi 2019 ; le rapport montre 18 110 €, celui de 2018 (C044).
        ("Revenu médian", "Carcassonne", "18 450 €"),
        ("Taux de pauvreté", LA_CONTE, "61 %"),
        ("Taux de pauvreté", VIGUIER, "65 %"),
        ("Taux de pauvreté", "Carcassonne", "27 %"),
        ("Part des familles monoparentales", FLEMING, "non disponible"),
        ("Part des familles monoparentales", GRAZAILLES, "25 %"),
        ("Indice de jeunesse", LA_CONTE, "1,9"),
        ("Indice de jeunesse", GRAZAILLES, "non disponible"),
        ("Taux d'emploi des femmes", "Carcassonne", "pas de valeur"),
        # IPRO_2022, 31/12/2021 : plus récent que le 3e trimestre 2021 du rapport (418 à La Conte).
        ("Demandeurs d'emploi (A, B, C)", LA_CONTE, "424"),
    ],
)
def test_les_cases_du_tableau(nom, colonne, attendu):
    assert lisible(rangee(tableau_des_cinq(E, reference=AGGLO), nom)[colonne].texte) == attendu


def test_les_ecarts_de_pauvrete_avec_la_ville():
    # 2019, la ville à 27 : 61 − 27 = 34 ; 65 − 27 = 38 ; 39 − 27 = 12 ; 58,6 − 27 = 31,6 ; 51,7 − 27 = 24,7.
    assert reperes(tableau_des_cinq(E, reference=VILLE), "Taux de pauvreté") == [
        "▲ plus haut de 34 points, moins favorable",
        "▲ plus haut de 38 points, moins favorable",
        "▲ plus haut de 12 points, moins favorable",
        "▲ plus haut de 32 points, moins favorable",
        "▲ plus haut de 25 points, moins favorable",
    ]


def test_les_ecarts_de_revenu_avec_la_ville():
    # 2019, la ville à 18 450 € : 12 130, 11 680, 14 830, 12 320 et 12 990 € dans les quartiers.
    assert reperes(tableau_des_cinq(E, reference=VILLE), "Revenu médian") == [
        f"▼ plus bas de {ecart} €, moins favorable" for ecart in ("6 320", "6 770", "3 620", "6 130", "5 460")
    ]


def test_un_ecart_sous_la_marge_est_proche_et_ne_se_juge_pas():
    # IPRO_2022, 2018, QPV médian 44,7 : Bastide 43,3 est à 1,4 point, sous 4 ; Le Viguier 24,6 à 20,1.
    dits = reperes(tableau_des_cinq(E, reference=MEDIAN), "Taux d'emploi")
    assert (dits[2], dits[1]) == ("= proche", "▼ plus bas de 20 points, moins favorable")


def test_l_ecart_ecrit_est_celui_des_nombres_ecrits_sinon_il_prend_une_decimale():
    # IPRO_2021, 2017 : Grazailles 33,5 s'écrit 34, l'agglomération 60 ; 26,5 et non 27.
    dits = reperes(tableau_des_cinq(E, reference=AGGLO), "Taux d'emploi")
    assert dits[4] == "▼ plus bas de 26,5 points, moins favorable"


def test_un_effectif_n_a_pas_de_repere():
    b = tableau_des_cinq(E, reference=VILLE)
    assert reperes(b, "Population municipale") == [""] * 5
    assert reperes(b, "Demandeurs d'emploi (A, B, C)")[:3] == [""] * 3


def test_l_annee_recule_pour_la_reference_et_cela_se_lit():
    # Le taux d'emploi de l'agglomération n'est connu qu'en 2017 ; celui du QPV médian l'est en 2018.
    tete = rangee(tableau_des_cinq(E, reference=AGGLO), "Taux d'emploi")["Indicateur"].repere
    assert tete.startswith("2017 (2018 existe, sans la référence ou pour moins de quartiers) · plus haut, c'est mieux")
    tete = rangee(tableau_des_cinq(E, reference=MEDIAN), "Taux d'emploi")["Indicateur"].repere
    assert tete == "2018 · plus haut, c'est mieux"


def test_chaque_ligne_porte_une_seule_annee_qu_elle_dit():
    b = tableau_des_cinq(E, reference=AGGLO)
    dites: dict[str, set[str]] = {}
    for x in b.lignes:
        dites.setdefault(x.categorie, set()).add(x.mesure.annee)
    assert len(dites) == len(TABLEAU)
    assert [c for c, a in dites.items() if len(a) != 1 or not c.endswith(next(iter(a)))] == []


def test_la_phrase_dit_ce_qui_est_moins_favorable_partout():
    assert tableau_des_cinq(E, reference=AGGLO).phrase == (
        "Face à l'agglomération, la situation est moins favorable dans tous les quartiers à la fois pour : revenu "
        "médian (2019), taux de pauvreté (2019) et taux d'emploi (2017)."
    )
    assert tableau_des_cinq(E, reference=MEDIAN).phrase == (
        "Neuf indicateurs se lisent face au QPV médian de métropole ; aucun n'est nettement moins favorable dans tous "
        "les quartiers."
    )


def test_une_longue_liste_se_resume():
    # Revenu médian et pauvreté, puis les dix déciles et quartiles du niveau de vie connus de l'agglomération.
    assert tableau_des_cinq(E, "revenus", AGGLO).phrase.endswith(
        ": revenu médian (2019), taux de pauvreté (2019) et dix autres lignes."
    )


def test_les_reserves_disent_les_annees_les_sources_et_les_marges():
    reserves = tableau_des_cinq(E, reference=AGGLO).reserves
    assert reserves[0] == (
        "Chaque ligne porte une seule année, de 2017 à 2021 selon la ligne : deux lignes ne décrivent pas le même "
        "moment."
    )
    debut = "L'agglomération n'a pas de valeur la même année, donc pas d'écart, pour : part des femmes"
    assert reserves[1].startswith(debut)
    # La pauvreté et l'emploi de l'agglomération viennent du rapport, ceux des quartiers de l'Insee.
    assert reserves[2].endswith(": taux de pauvreté et taux d'emploi.")
    # Le revenu a la marge que donnent les mouvements nationaux ; les âges, imprimés par le rapport, n'en ont pas.
    assert lisible(reserves[3]).startswith(
        "Sans marge d'incertitude connue, un écart de moins de 15 % n'est pas jugé : habitants"
    )


def test_les_impots_se_comparent_par_leur_taille():
    # Filosofi 2019 : −7,4 % à La Conte, −8,5 % au QPV médian ; on y paie moins d'impôts, « plus haut » tromperait.
    dits = reperes(tableau_des_cinq(E, "revenus", MEDIAN), "Part des impôts, retirés du revenu")
    assert dits[0] == "▼ plus bas de 1,1 point"


def test_une_case_sans_valeur_renvoie_a_sa_raison():
    b = tableau_des_cinq(E, reference=AGGLO)
    case = rangee(b, "Part des familles monoparentales")[FLEMING]
    lettre = case.repere.removeprefix("note ")
    (note,) = [r for r in b.reserves if r.startswith(f"Note {lettre} : ")]
    assert note.startswith(f"Note {lettre} : non disponible. Le rapport imprime « NC ».")
    contestee = rangee(b, "Part des familles monoparentales")[LA_CONTE]
    assert (contestee.statut, contestee.repere.split("\n")[-1][:5]) == ("conteste", "note ")


@pytest.mark.parametrize(
    ("tri", "ordre"),
    [
        # Pauvreté 2019 : 65, 61, 58,6, 51,7, 39 ; la plus haute est la moins favorable.
        ("taux_pauvrete", [VIGUIER, LA_CONTE, FLEMING, GRAZAILLES, BASTIDE]),
        # Revenu 2019 : 11 680, 12 130, 12 320, 12 990, 14 830 ; le plus bas est le moins favorable.
        ("revenu_median", [VIGUIER, LA_CONTE, FLEMING, GRAZAILLES, BASTIDE]),
        # Indicateur neutre : du plus haut au plus bas ; Fleming, sans valeur, vient après. Caf 2020 : 25, 19, 18, 16.
        ("part_familles_monoparentales", [GRAZAILLES, LA_CONTE, VIGUIER, BASTIDE, FLEMING]),
        ("inconnu", list(CINQ)),
    ],
)
def test_les_quartiers_se_rangent_selon_un_indicateur(tri, ordre):
    b = tableau_des_cinq(E, reference=AGGLO, tri=tri)
    assert entetes(b)[1:6] == ordre
    assert b.definition.startswith("Les quartiers sont rangés") is (tri != "inconnu")


@pytest.mark.parametrize("theme", themes(E))
def test_un_theme_montre_ses_lignes_groupees(theme):
    b = tableau_des_cinq(E, theme, AGGLO)
    pleines = [r for r in b.grille.lignes if len(r) > 1]
    groupes = [r[0].texte for r in b.grille.lignes if len(r) == 1]
    assert len(pleines) == len(choix_du_theme(E, theme))
    assert {len(r) for r in pleines} == {len(b.grille.entetes)}
    assert len(groupes) == len(set(groupes)) == (5 if theme == "essentiel" else 1)
    assert len(tableau(b).lignes) == len(b.lignes)


def test_le_html_du_tableau_nomme_ses_groupes_et_ses_lignes():
    html = table(tableau_des_cinq(E, reference=AGGLO).grille, grande=True)
    assert html.count('scope="rowgroup" colspan="9"') == html.count("<tbody>") == 5
    assert html.count('scope="row"') == len(TABLEAU) == 14
    assert html.count('scope="col"') == 9
    assert "<th></th>" not in html


def test_un_theme_ne_repete_pas_les_rubriques_croisees_par_sexe():
    lignes = choix_du_theme(E, "demande-emploi")
    assert "demandeurs_emploi:niveau_bac" in lignes
    assert "demandeurs_emploi:niveau_bac_femmes" not in lignes
    assert "demandeurs_emploi:femmes" in lignes
