"""La liste de ce que le texte du rapport a perdu, confrontée au texte relu diapositive par diapositive."""

import csv
from collections import Counter

import pytest

from data.dossiers import RACINE
from data.schemas import PAR_NOM, lire_dossier
from tests.outils.lecture_page import lisible
from tests.outils.tables import ecrire_tables

CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (f"QP01100{n}" for n in range(2, 7))
TRIMESTRES = "2019-T2;2019-T3;2019-T4;2020-T1;2020-T2;2020-T3;2020-T4;2021-T1;2021-T2;2021-T3"


@pytest.fixture(scope="module")
def figures() -> list[dict[str, str]]:
    with (RACINE / "data" / "tables" / "figures_perdues.csv").open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def test_les_numeros_se_suivent(figures):
    assert [f["figure"] for f in figures] == [f"F{n:03d}" for n in range(1, len(figures) + 1)]


def test_combien_par_chapitre(figures):
    """Comptées en relisant : synthèse 6, programmation 12, diagnostic 66, réalisations 61."""
    assert Counter(f["chapitre"] for f in figures) == {"2": 6, "3": 12, "4": 66, "5": 61}


# Réponses effectives, dans l'ordre des quatre questions de chaque portrait.
REPONSES = {
    CONTE: (24, 25, 24, 24),
    GRAZAILLES: (21, 20, 19, 19),
    FLEMING: (13, 12, 13, 12),
    BASTIDE: (11, 11, 10, 10),
    VIGUIER: (13, 12, 12, 12),
}


@pytest.mark.parametrize("quartier", REPONSES)
def test_les_quatre_questions_de_chaque_portrait(figures, quartier):
    questions = [f["rubriques"] for f in figures if f["titre"].startswith("Enquête") and f["territoire"] == quartier]
    lus = tuple(int(r.rpartition(" ; ")[2].removesuffix(" réponses")) for r in questions)
    assert lus == REPONSES[quartier]


def test_l_enquete_aupres_des_habitants_au_chapitre_5(figures):
    """« Réponses effectives » conservées : 82, 82, 73, 78, 77, 77, 75, 71, 76 ; dix autres sont perdues."""
    rubriques = [f["rubriques"] for f in figures if f["chapitre"] == "5" and f["titre"].startswith("Enquête habitants")]
    connus = [int(r.rpartition(" ; ")[2].split()[0]) for r in rubriques if not r.endswith("perdu")]
    assert (len(rubriques), connus) == (19, [82, 82, 73, 78, 77, 77, 75, 71, 76])


def test_les_demandeurs_d_emploi_par_trimestre(figures):
    """Du T2 2019 au T3 2021 : dix trimestres, pour quatre quartiers ; la diapositive de Fleming manque."""
    trouvees = {f["territoire"]: f["annees"] for f in figures if f["titre"].startswith("Demandeurs d'emploi par")}
    assert trouvees == dict.fromkeys((CONTE, GRAZAILLES, BASTIDE, VIGUIER), TRIMESTRES)


def test_les_etiquettes_qui_restent_font_une_perte_partielle(figures):
    """Âge et emploi de La Conte, emploi de Fleming et de Bastide, indice de jeunesse, chantiers tremplin."""
    partielles = [f["titre"] for f in figures if f["perte"] == "partielle"]
    assert [t.split(",")[0] for t in partielles] == [
        "Tranches d'âge",
        "Taux d'emploi",
        "Taux d'emploi",
        "Taux d'emploi",
        "Indice de jeunesse",
        "Chantiers tremplin par quartier",
    ]


def test_ce_que_seule_l_equipe_a(figures):
    """Aucune enquête, aucun chiffre de programmation par quartier n'a de source publique."""
    ailleurs = [f["titre"] for f in figures if not f["source_de_remplacement"].startswith("Seule l'équipe")]
    assert [t for t in ailleurs if t.startswith(("Enquête", "PRE", "CitésLab", "Actions par", "Abattement"))] == []


@pytest.mark.parametrize(
    ("ancien", "nouveau", "colonne", "constat"),
    [
        ("F001,", "G1,", "figure", "« G1 » n'a pas la forme voulue."),
        ("2019;2020-T1", "2019/2020", "annees", "« 2019/2020 » n'est pas une liste d'années."),
        (",entiere,", ",totale,", "perte", "« totale » n'est pas un code permis."),
        ("QP011002;11069", "QP011002;QP0", "territoire", "« QP0 » est un code inconnu."),
        ("taux_pauvrete", "chomage", "indicateur", "« chomage » est un code inconnu."),
        ("Seule l'équipe l'a", "on verra", "source_de_remplacement", "« on verra » n'a pas la forme voulue."),
    ],
)  # fmt: skip
def test_le_schema_dit_ce_qui_cloche(tmp_path, ancien, nouveau, colonne, constat):
    entete = ",".join(PAR_NOM["figures_perdues"].colonnes) + "\n"
    ligne = "F001,T,4,D,QP011002;11069,2019;2020-T1,%,R,taux_pauvrete,ensemble,entiere,B,Seule l'équipe l'a\n"
    assert lire_dossier(ecrire_tables(tmp_path / "s", figures_perdues=entete + ligne)).fautes == ()
    abimee = entete + ligne.replace(ancien, nouveau)
    (faute,) = lire_dossier(ecrire_tables(tmp_path / "a", figures_perdues=abimee)).fautes
    lu = lisible(faute.constat)
    assert (faute.ligne, faute.colonne, lu) == (2, colonne, constat)
