"""Les cinq portraits : chaque bloc est complet, et les chiffres que tout le monde citera sont justes.

Références : rapport d'évaluation de 2022, chapitre 4 ; fichiers de l'Insee DEMO_2022 (population), FILO_2019
et REVN_2019 (niveau de vie médian de 2019 et de 2015).
"""

import re

import pytest

from data.blocs import annees, ligne_source, tableau
from data.entrepot import charger
from data.formats import LIBELLES_STATUTS
from data.modele import STATUTS
from data.vues.portraits import SECTIONS, blocs_de_section, chiffres_de_tete, comparateurs, sous_titre
from tests.outils.lecture_page import lisible

CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (f"QP01100{n}" for n in range(2, 7))
CINQ = (CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES)
VILLE, AGGLO = "11069", "200035715"
E = charger()
TOUS = [
    pytest.param(code, section, id=f"{code}-{section}")
    for code in CINQ
    for section in SECTIONS
    if section != "fiabilite"
]


def le_bloc(code: str, section: str, indicateur: str, genre: str = "barres", modalite: str = ""):
    """Le seul bloc de ce genre qui montre cet indicateur et cette modalité, dans la section d'un portrait."""
    (trouve,) = [
        b
        for b in blocs_de_section(E, code, section)
        if b.genre == genre and (indicateur, modalite) in {(x.mesure.indicateur, x.mesure.modalite) for x in b.lignes}
    ]
    return trouve


def valeurs(bloc) -> dict[tuple[str, str], float | None]:
    """(territoire, année) → valeur."""
    return {(x.mesure.territoire, x.mesure.annee): x.mesure.valeur for x in bloc.lignes}


@pytest.mark.parametrize(("code", "section"), TOUS)
def test_chaque_bloc_est_complet(code, section):
    blocs = blocs_de_section(E, code, section)
    fautes = []
    for b in (*(b for b in blocs if b.lignes), *chiffres_de_tete(E, code)):
        table = tableau(b)
        complet = {
            "titre": b.titre.strip() == b.titre != "",
            "phrase": b.phrase[:1].isupper() and b.phrase.endswith("."),
            "source": re.match(r"Sources? : .+\. Données .+\. \d+\xa0valeurs? .+\.$", ligne_source(b)) is not None,
            "sources connues": {s.code for s in b.sources} == {x.mesure.source for x in b.lignes},
            "table": len(table.lignes) == len(b.lignes) > 0,
            "colonnes": {len(r) for r in table.lignes} == {len(table.entetes)},
            "alternative": b.alternative.startswith(b.titre) and b.alternative.endswith("."),
            "statuts": set(b.statuts) <= set(STATUTS) and b.statuts != (),
            "réserves": all(r.endswith((".", "!", "?")) for r in b.reserves),
            "accent": b.accents == (code,),
            "trous": not re.search(r"\{|\}|None|nan|\(s\)| ,|  ", b.phrase + b.alternative),
            "pas de démonstration": not b.demonstration,
        }
        fautes += [f"{b.identifiant} : {nom}" for nom, bon in complet.items() if not bon]
    assert fautes == []


@pytest.mark.parametrize(("code", "section"), TOUS)
def test_une_comparaison_ne_melange_pas_les_annees(code, section):
    melanges = [
        b.identifiant for b in blocs_de_section(E, code, section) if b.genre == "barres" and len(annees(b)) != 1
    ]
    assert melanges == []


@pytest.mark.parametrize(("code", "section"), TOUS)
def test_les_identifiants_sont_uniques_et_bons_pour_un_fichier(code, section):
    noms = [b.identifiant for b in blocs_de_section(E, code, section)]
    assert sorted(set(noms)) == sorted(noms)
    assert [n for n in noms if not re.fullmatch(r"[a-z0-9_-]+", n)] == []


@pytest.mark.parametrize(("code", "section"), TOUS)
def test_ce_qui_manque_est_dit_avec_sa_raison(code, section):
    muets = []
    for b in blocs_de_section(E, code, section):
        for x in b.lignes:
            mot = LIBELLES_STATUTS[x.mesure.statut]
            if x.mesure.valeur is None and not any(x.serie in r and f" : {mot}." in r for r in b.reserves):
                muets.append(f"{b.identifiant} : {x.serie} {x.categorie}")
    assert muets == []


@pytest.mark.parametrize(
    ("code", "habitants"),
    [
        # DEMO_2022, POP_MUN (population municipale 2018) ; le rapport a perdu celle de Grazailles.
        (CONTE, 2525),
        (VIGUIER, 1757),
        (BASTIDE, 3873),
        (FLEMING, 1159),
        (GRAZAILLES, 949),
    ],
)
def test_population_en_tete(code, habitants):
    tete = chiffres_de_tete(E, code)[0].lignes[0].mesure
    assert (tete.indicateur, tete.annee, tete.valeur, tete.source) == (
        "population",
        "2018",
        habitants,
        "insee_demo_2022",
    )


def test_les_trois_chiffres_de_la_conte():
    population, revenu, pauvrete = chiffres_de_tete(E, CONTE)
    assert lisible(population.phrase) == "À La Conte - Ozanam, on compte 2 525 habitants en 2018."
    assert lisible(revenu.phrase) == (
        "À La Conte - Ozanam, la moitié des habitants a un niveau de vie inférieur à 12 130 € par an en 2019, "
        "contre 18 450 € à Carcassonne et 19 610 € dans l'agglomération."
    )
    assert lisible(pauvrete.phrase) == (
        "À La Conte - Ozanam, 61 % des habitants vivent sous le seuil de pauvreté en 2019, "
        "contre 27 % à Carcassonne et 21 % dans l'agglomération."
    )


@pytest.mark.parametrize(
    ("code", "en_2015", "en_2019"),
    [
        # Rapport, « Évolution du revenu médian » (2015) et « Le revenu médian en 2019 » ; Fleming 2015 : REVN_2019.
        (CONTE, 10976, 12130),
        (GRAZAILLES, 12442, 12990),
        (BASTIDE, 13656, 14830),
        (VIGUIER, 10624, 11680),
        (FLEMING, 11998, 12320),
    ],
)
def test_revenu_median_de_2015_et_de_2019(code, en_2015, en_2019):
    courbe = valeurs(le_bloc(code, "revenus", "revenu_median", "courbe"))
    assert (courbe[code, "2015"], courbe[code, "2019"]) == (en_2015, en_2019)
    assert valeurs(le_bloc(code, "revenus", "revenu_median"))[code, "2019"] == en_2019


@pytest.mark.parametrize(
    ("code", "pauvrete"), [(CONTE, 61), (VIGUIER, 65), (BASTIDE, 39), (FLEMING, 59), (GRAZAILLES, 52)]
)
def test_pauvrete_de_2019_face_a_la_ville_et_a_l_agglomeration(code, pauvrete):
    barres = valeurs(le_bloc(code, "revenus", "taux_pauvrete", "courbe"))
    # Le rapport arrondit à l'entier, l'Insee donne une décimale.
    assert [round(barres[t, "2019"]) for t in (code, VILLE, AGGLO)] == [pauvrete, 27, 21]


def test_l_evolution_du_revenu_de_la_conte():
    # 12 130 − 10 976 = 1 154 €.
    courbe = le_bloc(CONTE, "revenus", "revenu_median", "courbe")
    assert lisible(courbe.phrase).startswith(
        "À La Conte - Ozanam, 10 976 € en 2015 et 12 130 € en 2019, soit +1 154 €."
    )


def test_fleming_dit_que_les_demandeurs_d_emploi_ne_sont_plus_diffuses():
    courbe = le_bloc(FLEMING, "demande-emploi", "demandeurs_emploi", "courbe")
    # IPRO_2017 et IPRO_2018 : 186 puis 138 ; rien ensuite.
    assert [x.mesure.valeur for x in courbe.lignes] == [186, 138, None, None, None, None]
    assert lisible(courbe.phrase) == (
        "À Fleming - La Reille, 186 personnes en 2016 et 138 personnes en 2017. Aucune évolution ne s'en tire. "
        "De 2016 à 2017, les adresses de Fleming - La Reille ont sans doute été localisées autrement. "
        "Après 2017, la valeur n'est plus diffusée."
    )
    assert courbe.reserves[0].startswith("Fleming - La Reille (2018, 2019, 2020 et 2021) : non disponible.")


def test_fleming_dit_que_les_familles_monoparentales_manquent():
    monoparentales = le_bloc(FLEMING, "menages", "part_familles_monoparentales")
    assert (
        monoparentales.phrase == "À Fleming - La Reille, part des familles monoparentales : non disponible pour 2020."
    )
    assert any("Le rapport imprime « NC »" in r for r in monoparentales.reserves)
    # Les comparateurs restent : Carcassonne 17 %, agglomération 18 % (rapport, 2020).
    assert [x.mesure.valeur for x in monoparentales.lignes] == [None, 17, 18]


def test_grazailles_l_absence_du_rapport_est_gardee_au_dossier():
    retenue = E.mesure(GRAZAILLES, "population", "2018")
    assert (retenue.valeur, retenue.source) == (949, "insee_demo_2022")
    (ecartee,) = E.autres_sources(retenue)
    assert (ecartee.source, ecartee.statut, ecartee.valeur) == ("rapport_2022", "non_disponible", None)
    assert "C022" in {c.controle for c in E.controles_de(GRAZAILLES, "population")}


def test_la_population_se_compare_aux_quatre_autres_quartiers_seulement():
    barres = valeurs(le_bloc(GRAZAILLES, "population", "population"))
    assert barres == {
        (GRAZAILLES, "2018"): 949,
        (CONTE, "2018"): 2525,
        (VIGUIER, "2018"): 1757,
        (BASTIDE, "2018"): 3873,
        (FLEMING, "2018"): 1159,
    }


def test_les_ages_de_la_conte_sont_ceux_du_tableau_general():
    # Rapport, données générales 2017 : 29, 13, 39, 13 et 6 % (et non 23, 13, 41, 11, 5 du portrait : C025).
    ages = le_bloc(CONTE, "population", "age", modalite="0-14")
    assert [x.mesure.valeur for x in ages.lignes if x.cle == CONTE] == [29, 13, 39, 13, 6]


def test_les_comparateurs():
    assert comparateurs(E, CONTE, ("commune", "epci", "ensemble_qpv")) == (VILLE, AGGLO, "QPV-FR-METRO")
    assert comparateurs(E, CONTE, ("qpv",)) == (VIGUIER, BASTIDE, FLEMING, GRAZAILLES)
    assert comparateurs(E, CONTE, ("moyenne_qpv",)) == ("MOY-QPV",)


def test_sous_titre():
    assert sous_titre(E, GRAZAILLES) == "Quartier prioritaire de Carcassonne (QP011006, géographie de 2015)."


def test_une_section_inconnue_ou_sans_bloc_est_vide():
    assert blocs_de_section(E, CONTE, "fiabilite") == ()
    assert blocs_de_section(E, CONTE, "<script>") == ()
