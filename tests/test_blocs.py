"""Ce qu'un bloc déduit de ses lignes : sources, réserves, ligne de source, description, tables."""

import pytest

from data.blocs import (
    ENTETES,
    annees,
    bloc_de_textes,
    construire,
    croisement,
    ligne_source,
    motif,
    nom_de_ligne,
    pour_le_lecteur,
    tableau,
    valeur_de_ligne,
)
from tests.outils.fabrique import SOURCES, bloc, ligne
from tests.outils.lecture_page import lisible

PUBLIEE = ligne("La Conte", 61)
CONTESTEE = ligne("Carcassonne", 27, "conteste", valeur_publiee=27, note="le rapport donne aussi 29 %")
CORRIGEE = ligne("Commune", 46031, "corrige", valeur_publiee=4631, unite="habitants", note="un chiffre manque")
SECRETE = ligne("Grazailles", None, "secret", note="effectif sous le seuil")


def construit(*lignes, **reglages):
    return construire("essai", "Titre", "barres", lignes, "Phrase.", SOURCES, **reglages)


def en_textes(table):
    return [[lisible(c.texte) for c in rangee] for rangee in table.lignes]


@pytest.mark.parametrize(
    ("lignes", "attendu"),
    [
        ([PUBLIEE] * 7 + [CONTESTEE], "7 valeurs publiées, 1 contestée."),
        ([PUBLIEE], "1 valeur publiée."),
        ([CONTESTEE] * 2, "2 valeurs contestées."),
        ([PUBLIEE, CORRIGEE, CONTESTEE, SECRETE], "1 valeur publiée, 1 corrigée, 1 contestée, 1 secrète."),
        ([SECRETE], "1 valeur secrète."),
        ([ligne("x", None, "non_disponible")] * 3, "3 valeurs non disponibles."),
        ([ligne("x", 12, "demonstration")] * 5, "5 valeurs de démonstration."),
    ],
)
def test_la_ligne_de_source_compte_les_statuts(lignes, attendu):
    assert lisible(ligne_source(construit(*lignes))) == f"Source : Cabinet, Rapport final. Données 2019. {attendu}"


def test_les_millesimes_d_une_serie_sont_reunis():
    b = construit(ligne("x", 1, source="a_2018", annee="2018"), ligne("x", 2, source="a_2019"), ligne("x", 3))
    assert lisible(ligne_source(b)) == (
        "Sources : Insee, Série (A_2018 à A_2019) ; Cabinet, Rapport final. Données 2018 et 2019. 3 valeurs publiées."
    )


def test_une_source_inconnue_ne_fait_pas_disparaitre_la_ligne():
    assert lisible(ligne_source(construit(ligne("x", 1, source="perdue")))) == (
        "Source : non précisée. Données 2019. 1 valeur publiée."
    )


def test_les_sources_suivent_l_ordre_des_lignes_sans_doublon():
    b = construit(ligne("x", 1), ligne("y", 2, source="a_2019"), ligne("z", 3))
    assert [s.code for s in b.sources] == ["rapport", "a_2019"]


def test_les_annees_vont_dans_l_ordre_du_temps():
    # Le 3e trimestre 2021 précède le 31 décembre 2021, bien que « 2021 » soit plus court.
    b = construit(*(ligne("x", 1, annee=a) for a in ("2021", "2019", "2021-T3")))
    assert annees(b) == ("2019", "2021-T3", "2021")
    assert "Données 2019 à 2021. " in ligne_source(b)


def test_un_bloc_de_textes_n_a_pas_de_ligne_de_source():
    b = bloc_de_textes("t", "Textes", "Phrase.", ("A", "B"), [("un", "deux"), ("trois", "quatre")])
    assert ligne_source(b) == ""
    assert en_textes(tableau(b)) == [["un", "deux"], ["trois", "quatre"]]
    assert b.alternative == "Textes : 2 lignes."


def test_les_reserves_disent_ce_qui_est_fragile():
    reserves = [
        lisible(r) for r in construit(PUBLIEE, CONTESTEE, CORRIGEE, SECRETE, reserves=("Mise en garde.",)).reserves
    ]
    assert reserves == [
        "Mise en garde.",
        "Valeur contestée (Carcassonne) : Le rapport donne aussi 29 %.",
        "Valeur corrigée (Commune) : la source imprime 4 631 habitants. Un chiffre manque.",
        "Grazailles : secret statistique. Effectif sous le seuil.",
    ]


def test_une_valeur_contestee_sans_motif_ne_laisse_pas_de_phrase_en_l_air():
    assert construit(ligne("x", 1, "conteste", valeur_publiee=1)).reserves == (
        "Valeur contestée (x) : le motif n'est pas précisé.",
    )


def test_les_absences_de_meme_motif_sont_reunies():
    b = construit(
        SECRETE, ligne("Fleming", None, "secret", note="effectif sous le seuil"), ligne("Ville", None, "non_disponible")
    )
    assert b.reserves == (
        "Grazailles et Fleming : secret statistique. Effectif sous le seuil.",
        "Ville : non disponible.",
    )


def test_une_absence_partielle_nomme_ce_qui_manque():
    """Dire « Fleming : non disponible » quand 2016 et 2017 sont publiés serait faux."""
    serie = [
        ligne("Fleming", v, s, categorie=a, annee=a)
        for a, v, s in (
            ("2016", 186, "publie"),
            ("2017", 138, "publie"),
            ("2018", None, "non_disponible"),
            ("2019", None, "non_disponible"),
        )
    ]
    assert construit(*serie).reserves == ("Fleming (2018 et 2019) : non disponible.",)
    assert construit(*serie[2:]).reserves == ("Fleming : non disponible.",)


@pytest.mark.parametrize(
    ("note", "attendu"),
    [
        ("", ""),
        ("retenue automatiquement : série officielle de l'Insee", ""),
        (
            "retenue automatiquement : fichier récent | même valeur dans DEMO_2021.csv",
            "Même valeur dans DEMO_2021.csv.",
        ),
        ("ecartee automatiquement : voir A | note à garder", "Note à garder."),
        ("ecartee : le chiffre imprimé a été perdu ; voir l'INSEE.", "Le chiffre imprimé a été perdu ; voir l'INSEE."),
        ("retenue : part des montants", "Part des montants."),
        ("vraiment ?", "Vraiment ?"),
    ],
)
def test_le_motif_est_une_phrase_sans_mot_de_gestion(note, attendu):
    assert motif(note) == attendu


def test_l_alternative_dit_les_valeurs_et_les_absences():
    assert (
        lisible(construit(PUBLIEE, SECRETE).alternative) == "Titre. La Conte : 61 % ; Grazailles : secret statistique."
    )


def test_l_alternative_d_un_grand_bloc_dit_l_etendue():
    b = construit(*(ligne(f"L{i}", float(i)) for i in range(1, 15)), ligne("vide", None, "secret"))
    assert lisible(b.alternative) == (
        "Titre. 14 valeurs, de 1 % (L1) à 14 % (L14). Le détail est dans la table qui suit."
    )


def test_l_alternative_sans_valeur_ne_parle_pas_de_zero():
    assert construit().alternative == "Titre : aucune valeur à montrer."
    assert construit(*[SECRETE] * 15).alternative == "Titre : 15 lignes, aucune valeur diffusée."


def test_la_table_porte_tout_ce_qui_rend_une_valeur_defendable():
    table = tableau(construit(CORRIGEE, SECRETE))
    assert table.entetes == ENTETES
    assert en_textes(table) == [
        [
            "Commune",
            "",
            "46 031 habitants",
            "habitants",
            "2019",
            "corrigé",
            "Cabinet, Rapport final",
            "p. 1",
            "La source imprime 4 631 habitants. Un chiffre manque.",
        ],
        [
            "Grazailles",
            "",
            "secret statistique",
            "%",
            "2019",
            "secret statistique",
            "Cabinet, Rapport final",
            "p. 1",
            "Effectif sous le seuil.",
        ],
    ]
    assert [(r[2].valeur, r[2].statut) for r in table.lignes] == [(46031, "corrige"), (None, "secret")]


def test_la_table_ne_perd_pas_le_code_d_une_source_inconnue():
    assert tableau(construit(ligne("x", 1, source="perdue"))).lignes[0][6].texte == "perdue"


def test_le_croisement_distingue_l_absence_de_ligne_du_secret_et_du_zero():
    table = croisement(
        construit(
            ligne("A", 0.0, categorie="2018"),
            ligne("A", None, "secret", categorie="2019"),
            ligne("B", 3, categorie="2018"),
        )
    )
    assert table.entetes[1:] == ("2018", "2019")
    assert en_textes(table) == [["A", "0 %", "secret statistique"], ["B", "3 %", "—"]]
    assert [[c.valeur for c in r[1:]] for r in table.lignes] == [[0.0, None], [3, None]]


def test_une_valeur_absente_n_est_un_zero_nulle_part():
    """Pour chaque statut sans valeur : aucun « 0 » dans ce que le bloc dit ou exporte."""
    for statut in ("secret", "non_disponible", "non_applicable"):
        b = construit(ligne("A", None, statut, annee="2019"))
        textes = [
            b.alternative,
            *b.reserves,
            *(c.texte for r in tableau(b).lignes for c in r if c.texte != "2019"),
            *(c.texte for r in croisement(b).lignes for c in r),
        ]
        assert [t for t in textes if "0" in t] == []
        assert [c.valeur for r in (*tableau(b).lignes, *croisement(b).lignes) for c in r if c.valeur is not None] == []


def test_le_nom_d_une_ligne_ne_se_repete_pas():
    assert nom_de_ligne(ligne("Grazailles", 1)) == "Grazailles"
    assert nom_de_ligne(ligne("Grazailles", 1, categorie="0 à 14 ans")) == "Grazailles, 0 à 14 ans"
    assert nom_de_ligne(ligne("Grazailles", 1, serie="", categorie="2019")) == "2019"


def test_les_statuts_d_un_bloc_sont_dans_l_ordre_et_la_demonstration_se_voit():
    b = bloc(SECRETE, CONTESTEE, PUBLIEE, PUBLIEE)
    assert b.statuts == ("publie", "conteste", "secret")
    assert b.demonstration is False
    assert bloc(PUBLIEE, ligne("x", 1, "demonstration")).demonstration is True


def test_valeur_de_ligne_garde_les_decimales_de_l_indicateur():
    assert lisible(valeur_de_ligne(ligne("x", 28.7, decimales=1))) == "28,7 %"
    assert lisible(valeur_de_ligne(ligne("x", 12130, unite="€ par an"))) == "12 130 €"


@pytest.mark.parametrize(
    ("note", "attendu"),
    [
        (
            "bloc non diffusé par la source pour ce quartier (code 5, motif non précisé dans le fichier)",
            "L'Insee ne diffuse pas ce groupe de chiffres pour ce quartier, sans dire pourquoi.",
        ),
        (
            "L'Insee ne diffuse plus ces chiffres (DEMO_2020 à DEMO_2022, NOTE_CNAF 5).",
            "L'Insee ne diffuse plus ces chiffres.",
        ),
        (
            "case vide dans le fichier, motif non précisé ; même absence dans IPRO_2021.csv",
            "La case est vide dans le fichier de l'Insee, sans explication.",
        ),
        ("même valeur dans DEMO_2021.csv", ""),
        ("Part parmi les foyers (151 sur 405) ; voir C036", "Part parmi les foyers (151 sur 405) ; voir C036."),
    ],
)
def test_une_note_pour_le_lecteur_ne_garde_ni_code_ni_fichier(note, attendu):
    assert pour_le_lecteur(note) == attendu
