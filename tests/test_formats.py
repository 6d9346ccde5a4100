"""Les nombres, les unités, les années et les mots tels qu'un lecteur français les attend.

Références : espaces et signes du « Lexique des règles typographiques en usage à l'Imprimerie
nationale » (espace fine dans les milliers et avant « ; ! ? », espace insécable avant « : % € »),
arrondi au plus proche avec les demis vers le haut en valeur absolue.
"""

from decimal import Decimal

import pytest

from data.formats import (
    LIBELLES_STATUTS,
    STATUTS_ACCORDES,
    annee_lisible,
    arrondir,
    ecart_points,
    elision,
    en_lettres,
    enumeration,
    nombre,
    pluriel,
    quand,
    suffixe,
    typographier,
    valeur_ou_statut,
    valeur_unite,
)
from data.modele import STATUTS

FINE, INSECABLE, MOINS = "\u202f", "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("valeur", "decimales", "attendu"),
    [
        (0.125, 2, "0.13"),  # un arrondi « au pair » donnerait 0.12
        (-0.125, 2, "-0.13"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (2.675, 2, "2.68"),  # en binaire, 2.675 est un peu moins que 2.675
        (61.2, 0, "61"),
        (58.6, 0, "59"),
        (1.005, 2, "1.01"),
    ],
)
def test_les_demis_s_arrondissent_vers_le_haut(valeur, decimales, attendu):
    assert arrondir(valeur, decimales) == Decimal(attendu)


@pytest.mark.parametrize(
    ("valeur", "decimales", "attendu"),
    [
        (2525, 0, f"2{FINE}525"),
        (6904173.0, 0, f"6{FINE}904{FINE}173"),
        (999, 0, "999"),
        (1000, 0, f"1{FINE}000"),
        (100000, 0, f"100{FINE}000"),
        (38.46, 1, "38,5"),
        (67.0, 1, "67,0"),
        (0.222, 3, "0,222"),
        (1234.5, 2, f"1{FINE}234,50"),
        (-48, 0, f"{MOINS}48"),
        (-1154.5, 1, f"{MOINS}1{FINE}154,5"),
        (999.5, 0, f"1{FINE}000"),
        (0, 0, "0"),
        (-0.0, 0, "0"),
        (-0.4, 0, "0"),
        (-0.04, 1, "0,0"),  # pas de « moins zéro »
    ],
)
def test_nombre(valeur, decimales, attendu):
    assert nombre(valeur, decimales) == attendu


@pytest.mark.parametrize(
    ("valeur", "unite", "decimales", "attendu"),
    [
        (61.0, "%", 0, f"61{INSECABLE}%"),
        (12130, "€ par an", 0, f"12{FINE}130{INSECABLE}€"),
        (851.2, "€/habitant", 0, f"851{INSECABLE}€ par habitant"),
        (1.9, "jeunes pour 1 senior", 1, "1,9"),
        (0.222, "indice", 3, "0,222"),
        (2.6, "rapport", 1, "2,6"),
        (2525, "habitants", 0, f"2{FINE}525{INSECABLE}habitants"),
        (-13.04, "%", 1, f"{MOINS}13,0{INSECABLE}%"),
    ],
)
def test_valeur_et_unite(valeur, unite, decimales, attendu):
    assert valeur_unite(valeur, unite, decimales) == attendu


@pytest.mark.parametrize(
    ("valeur", "unite", "decimales", "attendu"),
    [
        (0, "actions", 0, "0 action"),
        (1, "actions", 0, "1 action"),
        (2, "actions", 0, "2 actions"),
        (1, "personnes", 0, "1 personne"),
        (1, "habitants", 0, "1 habitant"),
        (1, "foyers", 0, "1 foyer"),
        (1, "enfants", 0, "1 enfant"),
        (-1, "points", 1, f"{MOINS}1,0 point"),
        (1.9, "points", 1, "1,9 point"),
        (1.96, "points", 1, "2,0 points"),  # l'accord suit ce qui est écrit
    ],
)
def test_l_unite_s_accorde(valeur, unite, decimales, attendu):
    assert valeur_unite(valeur, unite, decimales) == attendu.replace(" ", INSECABLE)


def test_une_unite_de_rapport_ne_s_ecrit_pas():
    assert [suffixe(u) for u in ("ratio", "rapport", "indice", "nombre", "")] == ["", "", "", "", ""]


@pytest.mark.parametrize(
    ("statut", "attendu"),
    [
        ("secret", "secret statistique"),
        ("non_disponible", "non disponible"),
        ("non_applicable", "sans objet"),
        ("inconnu", "non disponible"),
    ],
)
def test_une_absence_a_un_mot_et_pas_un_zero(statut, attendu):
    assert valeur_ou_statut(None, statut, "%", 0) == attendu


def test_un_vrai_zero_s_ecrit():
    # Premier décile du revenu déclaré de La Conte, 2018 : 0 € (REVN_2022).
    assert valeur_ou_statut(0.0, "publie", "€ par an", 0) == f"0{INSECABLE}€"


def test_chaque_statut_a_son_libelle_et_son_accord():
    assert tuple(LIBELLES_STATUTS) == STATUTS
    assert tuple(STATUTS_ACCORDES) == STATUTS


@pytest.mark.parametrize(
    ("ecart", "decimales", "attendu"),
    [
        (34.0, 0, "+34 points"),
        (-1.0, 0, f"{MOINS}1 point"),
        (1.9, 1, "+1,9 point"),
        (2.0, 1, "+2,0 points"),
        (0.0, 0, "0 point"),
        (-0.4, 0, "0 point"),
        (6.4, 1, "+6,4 points"),
    ],
)
def test_ecart_en_points(ecart, decimales, attendu):
    assert ecart_points(ecart, decimales) == attendu.replace(" ", INSECABLE)


@pytest.mark.parametrize(
    ("annee", "lisible", "complement"),
    [
        ("2019", "2019", "en 2019"),
        ("2021-T3", f"3e{INSECABLE}trimestre 2021", f"au 3e{INSECABLE}trimestre 2021"),
        ("2020-T1", f"1er{INSECABLE}trimestre 2020", f"au 1er{INSECABLE}trimestre 2020"),
        ("2016-2022", "2016 à 2022", "de 2016 à 2022"),
    ],
)
def test_annees(annee, lisible, complement):
    assert annee_lisible(annee) == lisible
    assert quand(annee) == complement


@pytest.mark.parametrize(
    ("mots", "attendu"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a et b"),
        (("a", "b", "c"), "a, b et c"),
    ],
)
def test_enumeration(mots, attendu):
    assert enumeration(mots) == attendu


@pytest.mark.parametrize(
    ("quantite", "attendu"),
    [
        (0, "quartier"),
        (1, "quartier"),
        (1.9, "quartier"),
        (-1, "quartier"),
        (2, "quartiers"),
        (-2, "quartiers"),
    ],
)
def test_le_pluriel_commence_a_deux(quantite, attendu):
    assert pluriel(quantite, "quartier") == attendu


def test_pluriel_irregulier():
    assert pluriel(5, "source citée", "sources citées") == "sources citées"


@pytest.mark.parametrize(
    ("preposition", "mot", "attendu"),
    [
        ("de", "agglomération", "d'agglomération"),
        ("de", "Élan", "d'Élan"),
        ("de", "Œuvre", "d'Œuvre"),
        ("de", "Carcassonne", "de Carcassonne"),
        ("à", "Aude", "à Aude"),
        ("que", "il", "qu'il"),
    ],
)
def test_elision(preposition, mot, attendu):
    assert elision(preposition, mot) == attendu


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("Source : Insee", f"Source{INSECABLE}: Insee"),
        ("61 %", f"61{INSECABLE}%"),
        ("3 €", f"3{INSECABLE}€"),
        ("« mot »", f"«{INSECABLE}mot{INSECABLE}»"),
        ("ici ; là", f"ici{FINE}; là"),
        ("Quoi ? Si !", f"Quoi{FINE}? Si{FINE}!"),
        ("https://a.fr?b=1;c", "https://a.fr?b=1;c"),  # sans espace, rien ne s'ajoute
        ("deux mots", "deux mots"),
        ("Appeler le 04 68 71 14 32.", f"Appeler le {INSECABLE.join(('04', '68', '71', '14', '32'))}."),
        ("0800 66 66 41", INSECABLE.join(("0800", "66", "66", "41"))),
        ("de 10 20 30", "de 10 20 30"),
    ],
)
def test_typographier(brut, attendu):
    assert typographier(brut) == attendu


def test_typographier_deux_fois_ne_change_rien():
    une_fois = typographier("« 61 % » : oui ; non ?")
    assert typographier(une_fois) == une_fois


@pytest.mark.parametrize(
    ("quantite", "attendu"), [(0, "zéro"), (5, "cinq"), (10, "dix"), (11, "11"), (1000, f"1{FINE}000")]
)
def test_en_lettres(quantite, attendu):
    assert en_lettres(quantite) == attendu
