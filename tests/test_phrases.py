"""Les phrases de lecture, mot pour mot. Les valeurs sont celles du rapport de 2022 (chapitre 4)."""

import pytest

from data.entrepot import charger
from data.phrases import (
    comparaison,
    est_mediane_de_qpv,
    lieu,
    lieu_de_mesure,
    majuscule,
    qpv_median,
    sans_valeur,
)
from tests.outils.fabrique import indicateur, mesure, territoire
from tests.outils.lecture_page import lisible

CONTE = territoire("La Conte - Ozanam")
LECTURE_JEUNESSE = "on compte {nombre} jeune(s) de moins de 20 ans pour une personne de 60 ans ou plus"


@pytest.mark.parametrize(
    ("nom", "genre", "attendu"),
    [
        ("La Conte - Ozanam", "qpv", "à La Conte - Ozanam"),
        ("Le Viguier - Saint-Jacques", "qpv", "au Viguier - Saint-Jacques"),
        ("Les Capucins", "qpv", "aux Capucins"),
        ("Grazailles", "qpv", "à Grazailles"),
        ("Lestaque", "qpv", "à Lestaque"),  # « Les » n'est un article que suivi d'une espace
        ("L'Aiguille (Trèbes)", "qva", "à L'Aiguille (Trèbes)"),
        ("Carcassonne", "commune", "à Carcassonne"),
        ("Carcassonne Agglo", "epci", "dans l'agglomération"),
        ("Aude", "departement", "dans l'Aude"),
        ("Hérault", "departement", "dans l'Hérault"),
        ("Occitanie", "region", "en Occitanie"),
        ("France métropolitaine", "france", "en France métropolitaine"),
        ("Moy. QPV", "moyenne_qpv", "en moyenne dans les QPV"),
        ("Ensemble des QPV de l'Aude", "ensemble_qpv", "dans l'ensemble des QPV de l'Aude"),
    ],
)
def test_lieux(nom, genre, attendu):
    assert lieu(territoire(nom, genre)) == attendu


def test_chaque_territoire_du_referentiel_a_un_lieu_sans_faute_de_contraction():
    lieux = {t.code: lieu(t) for t in charger().territoires.values()}
    assert lieux["QP011003"] == "au Viguier - Saint-Jacques"
    assert lieux["D11"] == "dans l'Aude"
    assert lieux["R76"] == "en Occitanie"
    assert lieux["FR"] == "en France entière"
    assert lieux["200035715"] == "dans l'agglomération"
    assert [x for x in lieux.values() if x.startswith(("à Le ", "à Les ", "dans Ensemble"))] == []


def test_une_mediane_de_quartiers_se_dit():
    ensemble = territoire("Ensemble des QPV de France métropolitaine", "ensemble_qpv", court="QPV de métropole")
    mediane = mesure(42, "calcule", note="médiane des quartiers dont la valeur est diffusée")
    assert qpv_median(ensemble) == "QPV médian de métropole"
    assert est_mediane_de_qpv(mediane, ensemble) is True
    assert lieu_de_mesure(mediane, ensemble) == "dans le QPV médian de métropole"
    # La même note sur un quartier ne fait pas de lui un ensemble, et un taux d'ensemble reste un taux.
    assert est_mediane_de_qpv(mediane, CONTE) is False
    assert lieu_de_mesure(mesure(42), ensemble) == "dans l'ensemble des QPV de France métropolitaine"


def test_le_vrai_qpv_median_d_occitanie():
    assert qpv_median(charger().territoires["QPV-R76"]) == "QPV médian d'Occitanie"


def test_la_pauvrete_de_la_conte_mot_pour_mot():
    # Chapitre 4, données générales : La Conte 61 %, Carcassonne 27 %, agglomération 21 % (2019).
    e = charger()
    mesures = {c: e.mesure(c, "taux_pauvrete", "2019") for c in ("QP011002", "11069", "200035715")}
    phrase = comparaison(
        mesures["QP011002"],
        e.indicateurs["taux_pauvrete"],
        e.territoires["QP011002"],
        [(mesures[c], e.territoires[c]) for c in ("11069", "200035715")],
        e.lectures["taux_pauvrete", ""],
    )
    assert lisible(phrase) == (
        "À La Conte - Ozanam, 61 % des habitants vivent sous le seuil de pauvreté en 2019, "
        "contre 27 % à Carcassonne et 21 % dans l'agglomération."
    )


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (1.9, "1,9 jeune de"),
        (2.0, "2,0 jeunes de"),
        (0.7, "0,7 jeune de"),
        (1.96, "2,0 jeunes de"),  # écrit « 2,0 », donc au pluriel
    ],
)
def test_l_accord_suit_le_nombre_ecrit(valeur, attendu):
    fiche = indicateur("Indice de jeunesse", "jeunes pour 1 senior", 1)
    phrase = comparaison(mesure(valeur, annee="2018"), fiche, CONTE, [], LECTURE_JEUNESSE)
    assert (
        phrase
        == f"À La Conte - Ozanam, on compte {attendu} moins de 20 ans pour une personne de 60 ans ou plus en 2018."
    )


def test_deux_jeunes_sans_decimale():
    phrase = comparaison(mesure(2), indicateur(unite="ratio"), CONTE, [], "on compte {nombre} jeune(s)")
    assert phrase == "À La Conte - Ozanam, on compte 2 jeunes en 2019."


def test_sans_lecture_le_libelle_en_tient_lieu():
    phrase = comparaison(mesure(61), indicateur(), CONTE, [])
    assert lisible(phrase) == "À La Conte - Ozanam, taux de pauvreté : 61 % en 2019."


def test_un_trimestre_se_dit_au_trimestre():
    phrase = comparaison(
        mesure(418, annee="2021-T3"), indicateur(unite="personnes"), CONTE, [], "on compte {nombre} inscrits"
    )
    assert lisible(phrase) == "À La Conte - Ozanam, on compte 418 inscrits au 3e trimestre 2021."


def test_une_reference_sans_valeur_ne_se_dit_pas():
    ville, agglo = territoire("Carcassonne", "commune"), territoire("Carcassonne Agglo", "epci")
    phrase = comparaison(
        mesure(61), indicateur(), CONTE, [(mesure(None, "secret"), ville), (mesure(21), agglo)], "{valeur} ici"
    )
    assert lisible(phrase) == "À La Conte - Ozanam, 61 % ici en 2019, contre 21 % dans l'agglomération."
    assert "0 %" not in lisible(phrase)


def test_une_reference_a_zero_se_dit():
    phrase = comparaison(
        mesure(61), indicateur(), CONTE, [(mesure(0.0), territoire("Carcassonne", "commune"))], "{valeur} ici"
    )
    assert lisible(phrase) == "À La Conte - Ozanam, 61 % ici en 2019, contre 0 % à Carcassonne."


@pytest.mark.parametrize(
    ("statut", "mot"),
    [
        ("secret", "secret statistique"),
        ("non_disponible", "non disponible"),
        ("non_applicable", "sans objet"),
    ],
)
def test_une_absence_donne_son_motif(statut, mot):
    fiche, fleming = indicateur("Part des familles monoparentales"), territoire("Fleming - La Reille")
    attendu = f"À Fleming - La Reille, part des familles monoparentales : {mot} pour 2020."
    vide = mesure(None, statut, annee="2020")
    assert sans_valeur(vide, fiche, fleming) == attendu
    assert comparaison(vide, fiche, fleming, [(mesure(17), territoire("Carcassonne", "commune"))]) == attendu


def test_majuscule():
    assert majuscule("à La Conte") == "À La Conte"
    assert majuscule("") == ""
    assert majuscule("61 % ICI") == "61 % ICI"


@pytest.mark.parametrize(
    ("statut", "ville", "agglo", "attendu"),
    [
        (
            "conteste",
            "conteste",
            "conteste",
            "61 % ici en 2019, contre 27 % à Carcassonne et 21 % dans l'agglomération, valeurs contestées.",
        ),
        (
            "conteste",
            "publie",
            "publie",
            "61 % ici en 2019, valeur contestée, contre 27 % à Carcassonne et 21 % dans l'agglomération.",
        ),
        (
            "publie",
            "corrige",
            "publie",
            "61 % ici en 2019, contre 27 % à Carcassonne (valeur corrigée) et 21 % dans l'agglomération.",
        ),
    ],
)
def test_une_valeur_contestee_ou_corrigee_ne_se_dit_jamais_seule(statut, ville, agglo, attendu):
    references = [
        (mesure(27, ville), territoire("Carcassonne", "commune")),
        (mesure(21, agglo), territoire("Carcassonne Agglo", "epci")),
    ]
    phrase = comparaison(mesure(61, statut), indicateur(), CONTE, references, "{valeur} ici")
    assert lisible(phrase) == f"À La Conte - Ozanam, {attendu}"
