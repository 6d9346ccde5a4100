"""Ce que la page Comparaisons propose, et un indicateur à la fois. Valeurs : rapport de 2022, chapitre 4 ; Insee."""

import pytest

from data.annees import cle_annee
from data.blocs import annees, ligne_source, tableau
from data.entrepot import charger
from data.vues.comparaisons import annees_de, choix_d_indicateurs, references, territoires_compares, themes
from data.vues.tableau_des_cinq import tableau_des_cinq
from data.vues.un_indicateur import un_indicateur
from tests.outils.lecture_page import lisible
from tests.outils.tables import changer, ecrire_tables

E = charger()
QUARTIERS = tuple(f"QP01100{n}" for n in range(2, 7))
COMPARES = (*QUARTIERS, "11069", "200035715", "QPV-FR-METRO")
CENTILES = ("p5", "p25", "p50", "p75", "p95")
CHOIX = choix_d_indicateurs(E)


def valeurs(b) -> dict[str, float | None]:
    return {x.cle: x.mesure.valeur for x in b.lignes}


def test_les_territoires_compares():
    assert territoires_compares(E) == COMPARES


def test_les_references_proposees_l_agglomeration_d_abord():
    assert references(E) == {
        "200035715": "L'agglomération",
        "11069": "La ville",
        "QPV-FR-METRO": "Le QPV médian de métropole",
        "D11": "Le département",
        "R76": "La région",
        "FR-METRO": "La France métropolitaine",
        "QPV-D11": "Le QPV médian de l'Aude",
        "QPV-R76": "Le QPV médian d'Occitanie",
    }


def test_les_themes_sont_les_domaines_qui_se_comparent():
    assert themes(E) == {
        "essentiel": "L'essentiel",
        "population": "Population",
        "menages": "Ménages et familles",
        "revenus": "Revenus et pauvreté",
        "emploi": "Emploi",
        "demande-emploi": "Demande d'emploi",
        "prestations": "Prestations",
    }


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
        assert {x.cle for x in b.lignes} <= {*COMPARES, *CENTILES}
        assert b.accents == QUARTIERS


def test_la_pauvrete_de_2019():
    b = un_indicateur(E, "taux_pauvrete", "2019", reference="200035715")
    assert [round(x.mesure.valeur) for x in b.lignes[:7]] == [61, 65, 39, 59, 52, 27, 21]
    assert lisible(b.phrase) == (
        "En 2019, de 39 % à Bastide - Pont-Vieux à 65 % au Viguier - Saint-Jacques ; 27 % à Carcassonne, "
        "21 % dans l'agglomération et 42 % dans le QPV médian de métropole."
    )
    # 39 − 21 = 18 et 65 − 21 = 44. Les centiles de FILO_2019.csv, 1 292 QPV de métropole, refaits avec
    # statistics.quantiles(méthode inclusive) : 30,8 ; 37,1 ; 42,4 ; 48,3 ; 57,7.
    assert [lisible(p) for p in b.precisions] == [
        "Face à l'agglomération (21 %), les cinq quartiers sont plus haut, de 18 à 44 points : moins favorable.",
        "En France métropolitaine, Bastide - Pont-Vieux est dans la moitié centrale des QPV ; Grazailles est dans le "
        "quart de QPV où la valeur est la plus haute ; La Conte - Ozanam, le Viguier - Saint-Jacques et Fleming - "
        "La Reille sont parmi les 5 % de QPV où la valeur est la plus haute.",
    ]
    assert [valeurs(b)[c] for c in CENTILES] == [30.8, 37.1, 42.4, 48.3, 57.7]
    assert {x.mesure.statut for x in b.lignes if x.cle in CENTILES} == {"calcule"}


def test_la_repartition_est_dans_la_source_la_table_et_la_description():
    # Refait de même depuis FILO_2019.csv, 1 296 QPV : 12 297,5 ; 13 340 ; 14 135 ; 14 980 ; 16 262,5 €.
    b = un_indicateur(E, "revenu_median", "2019")
    assert [valeurs(b)[c] for c in CENTILES] == [12297.5, 13340, 14135, 14980, 16262.5]
    assert "FILO_2019" in ligne_source(b)
    assert "6 calculées" in lisible(ligne_source(b))  # les cinq repères et le QPV médian
    assert "QPV de métropole, un quart ont une valeur plus basse : 13 340 €" in lisible(b.alternative)
    rangee = next(r for r in tableau(b).lignes if r[1].texte == "un quart ont une valeur plus haute")
    assert lisible(rangee[2].texte) == "14 980 €"
    assert rangee[7].texte == "Répartition de 1296 QPV publiés : troisième quartile"


def test_le_qpv_median_est_la_mediane_de_la_repartition():
    ecarts = {
        (c, a): (valeurs(b)["QPV-FR-METRO"], valeurs(b)["p50"])
        for c in CHOIX
        for a in annees_de(E, c)
        if {"QPV-FR-METRO", "p50"} <= set(valeurs(b := un_indicateur(E, c, a)))
    }
    # Les 191 lignes de la répartition, moins neuf où deux quartiers n'ont pas de valeur : ménages de six personnes
    # et plus (5 années), emploi précaire des étrangers (2010, 2015), et 2015 pour deux sous-groupes de l'emploi.
    assert len(ecarts) == 182
    # Les centiles sont écrits à deux décimales.
    assert {cle: v for cle, v in ecarts.items() if abs(v[0] - v[1]) > 0.0051} == {}


def test_sous_la_marge_un_quartier_est_dit_proche():
    # IPRO_2022, 2018 : Bastide 43,3 et QPV médian 44,7 : 1,4 point, sous la marge de 4. Viguier 24,6 : 20,1 points.
    b = un_indicateur(E, "taux_emploi", "2018", reference="QPV-FR-METRO")
    assert b.marge == 4
    assert lisible(b.precisions[0]) == (
        "Face au QPV médian de métropole (45 %), La Conte - Ozanam, le Viguier - Saint-Jacques, Fleming - La Reille et "
        "Grazailles sont plus bas, de 9 à 20 points : moins favorable ; Bastide - Pont-Vieux est proche, sous la marge "
        "d'incertitude."
    )


def test_la_marge_d_un_sous_groupe_est_la_sienne_et_celle_d_un_revenu_vient_du_pays():
    # mouvements_qpv.csv : emploi des femmes 4,080 points de 2015 à 2018 ; 2 × 4,080 / √2 = 5,770.
    femmes = un_indicateur(E, "taux_emploi:femmes", "2018")
    assert femmes.marge == pytest.approx(5.770, abs=2e-3)
    assert any(
        "n'est pas publiée : nous prenons ce qu'un QPV de métropole bouge d'ordinaire" in r for r in femmes.reserves
    )
    # Revenu 2019, la plus large des cinq (Bastide, 14 830 €) : 2 × 2,2166 % × 14 830 / √2 = 464,9 €.
    assert un_indicateur(E, "revenu_median", "2019").marge == pytest.approx(464.9, abs=0.1)


def test_dix_euros_ne_font_pas_un_quartier_plus_favorise():
    """D1 2019 (FILO_2019) : 8 600 € à Grazailles et 8 590 € au QPV médian, loin sous la marge."""
    face = un_indicateur(E, "revenu_disponible:d1", "2019", reference="QPV-FR-METRO").precisions[0]
    assert "Grazailles sont proches, sous la marge d'incertitude" in face
    assert "Grazailles est plus haut" not in face


def test_une_valeur_contestee_n_a_pas_d_ecart():
    (face,) = un_indicateur(E, "part_familles_monoparentales", "2020", reference="11069").precisions
    assert lisible(face) == (
        "Face à Carcassonne (17 %), valeur contestée, donc pas d'écart, pour La Conte - Ozanam, le Viguier - "
        "Saint-Jacques, Bastide - Pont-Vieux et Grazailles."
    )


@pytest.mark.parametrize(
    ("reference", "debut"),
    [
        ("D11", "Face à l'Aude ("),
        ("R76", "Face à l'Occitanie ("),
        ("FR-METRO", "Face à la France métropolitaine ("),
        ("QPV-FR-METRO", "Face au QPV médian de métropole ("),
    ],
)
def test_face_a_se_dit_en_francais(reference, debut):
    assert un_indicateur(E, "revenu_median", "2019", reference=reference).precisions[0].startswith(debut)


def test_sans_repartition_cela_se_dit():
    b = un_indicateur(E, "part_familles_monoparentales", "2020")
    assert b.reserves[0].startswith("Pas de répartition nationale")
    assert set(valeurs(b)) & set(CENTILES) == set()


def test_une_repartition_d_une_autre_source_ne_se_montre_pas(tmp_path):
    """Un chiffre de l'équipe retenu à La Conte n'a pas forcément la définition du fichier national."""
    colonnes = "indicateur,modalite,annee,n,p5,p25,p50,p75,p95,source"
    centiles = f"{colonnes}\ntaux_pauvrete,,2019,9,1,2,3,4,5,insee_filo_2019\n"
    tables = charger(ecrire_tables(tmp_path, distribution_qpv=centiles))
    b = un_indicateur(tables, "taux_pauvrete", "2019")
    assert "elle vient d'une autre source que les valeurs des quartiers (Filosofi)" in b.reserves[0]
    assert set(valeurs(b)) & set(CENTILES) == set()


def test_un_trimestre_se_dit_au_trimestre():
    # Rapport, portraits (2/2) : DEFM du T3 2021.
    phrase = lisible(un_indicateur(E, "demandeurs_emploi", "2021-T3").phrase)
    assert phrase == "Au 3e trimestre 2021, de 184 personnes à Grazailles à 653 personnes à Bastide - Pont-Vieux."


def test_un_effectif_ne_se_compare_pas_a_celui_de_la_ville():
    b = un_indicateur(E, "population", "2018", reference="11069")
    assert [x.cle for x in b.lignes] == [*QUARTIERS, "QPV-FR-METRO", *CENTILES]
    assert [p for p in b.precisions if p.startswith("Face")] == []


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
    assert CHOIX["taux_emploi:femmes"] == "Taux d'emploi des femmes"
    assert CHOIX["revenu_disponible:d1"] == "Niveau de vie maximal des 10 % les plus modestes"
    seuils = [c.partition(":")[2] for c in CHOIX if c.startswith("revenu_disponible:")]
    assert seuils == ["d1", "d2", "q1", "d3", "d4", "d6", "d7", "q3", "d8", "d9"]
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
    assert choix_d_indicateurs(tables) == references(tables) == {}
    assert tableau_des_cinq(tables).lignes == ()
