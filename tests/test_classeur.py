"""`python -m data.classeur_a_remplir` : un classeur qui se remplit et se relit."""

import shutil

import openpyxl
import pytest

from data.classeur_a_remplir import main
from data.dossiers import RACINE
from data.entrepot import charger
from data.importer import main as importer
from data.schemas import PAR_NOM
from tests.outils.lecture_page import lisible
from tests.outils.tables import ecrire_tables

ENTETE = ",".join(PAR_NOM["figures_perdues"].colonnes)
PERDUES = f"""\
{ENTETE}
F001,=Pauvreté,4,Portrait,QP011002;11069,2015;2019,%,Lieux,taux_pauvrete,,entiere,Valeurs,Seule l'équipe l'a
F002,Encore,4,Autre,11069;QP011006,2019,%,Commune,taux_pauvrete,ensemble,partielle,Les valeurs,Insee : déjà là
F003,Enquête,5,Sondage,,,réponses,Non données,,,entiere,Les réponses,Seule l'équipe l'a
"""


@pytest.fixture
def donnees(tmp_path, monkeypatch):
    ecrire_tables(tmp_path / "tables", figures_perdues=PERDUES)
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    return tmp_path


@pytest.fixture
def classeur(donnees, capsys):
    assert main([str(donnees / "a.xlsx")]) == 0
    assert capsys.readouterr().out == "a.xlsx : 5 valeurs à remplir, 3 figures perdues listées.\n"
    return donnees / "a.xlsx"


def lignes(chemin, feuille) -> list[tuple]:
    return list(openpyxl.load_workbook(chemin)[feuille].iter_rows(values_only=True))


def test_une_ligne_par_valeur_attendue(classeur):
    """2 territoires × 2 années + 2 territoires × 1 année, moins Carcassonne 2019 deux fois : 5."""
    entete, *corps = [r for r in lignes(classeur, "Valeurs") if any(r)]
    assert entete[:9] == (
        "Figures",
        "Territoire",
        "Indicateur",
        "Sous-groupe",
        "Année",
        "Unité",
        "Connu aujourd'hui",
        "Valeur",
        "Statut",
    )
    assert [(r[0], r[1], r[4], r[7]) for r in corps] == [
        ("F001", "La Conte - Ozanam (QP011002)", "2015", None),
        ("F001", "La Conte - Ozanam (QP011002)", "2019", None),
        ("F001", "Carcassonne (11069)", "2015", None),
        ("F001, F002", "Carcassonne (11069)", "2019", None),
        ("F002", "Grazailles (QP011006)", "2019", None),
    ]
    connus = [lisible(r[6] or "") for r in corps]
    attendus = ["", "61 % (Rapport)", "", "27 % (Rapport)", "secret statistique (Filosofi)"]
    assert connus == attendus
    assert {r[10] for r in corps} == {"Rapport"}  # le titre de la source, que l'import relit
    # Déjà lue dans le rapport : sa référence ; sinon la diapositive du graphique.
    assert [r[11] for r in corps[:2]] == ["Chapitre 4 – Portrait, graphique", "ch. 4"]


def test_les_listes_a_choisir_et_les_feuilles(classeur):
    livre = openpyxl.load_workbook(classeur)
    assert livre.sheetnames == ["Mode d'emploi", "Valeurs", "Ce qui manque", "Listes"]
    assert [f.sheet_state for f in livre.worksheets] == ["visible", "visible", "visible", "hidden"]
    listes = [tuple(c.value for c in colonne if c.value) for colonne in livre["Listes"].iter_cols()]
    assert [c[0] for c in listes] == ["Territoire", "Indicateur", "Sous-groupe", "Statut"]
    assert listes[0][1:3] == ("Carcassonne (11069)", "La Conte - Ozanam (QP011002)")
    assert "démonstration" not in listes[3]
    cibles = {str(v.sqref): v.formula1 for v in livre["Valeurs"].data_validations.dataValidation}
    # 5 lignes préremplies et 300 libres, sous l'en-tête : de 2 à 306. Quatre territoires, deux indicateurs.
    assert cibles["B2:B306"] == "'Listes'!$A$2:$A$5"
    assert cibles["C2:C306"] == "'Listes'!$B$2:$B$3"
    assert set(cibles) == {"B2:B306", "C2:C306", "D2:D306", "I2:I306"}


def test_aucune_case_n_est_une_formule(classeur):
    livre = openpyxl.load_workbook(classeur)
    assert {c.data_type for f in livre.worksheets for r in f.iter_rows() for c in r} == {"s", "n"}
    case = livre["Ce qui manque"]["B2"]
    assert (case.value, case.data_type, case.quotePrefix) == ("=Pauvreté", "s", True)
    assert [r[0] for r in lignes(classeur, "Ce qui manque")] == ["Figure", "F001", "F002", "F003"]


def test_ce_qui_manque_se_lit_sans_code(classeur):
    entete, premiere, seconde, _ = lignes(classeur, "Ce qui manque")
    assert entete[4:6] + entete[8:11] == ("Territoires", "Années", "Indicateur", "Sous-groupes", "Perte")
    assert premiere[4:6] + premiere[8:11] == (
        "La Conte - Ozanam, Carcassonne",
        "2015, 2019",
        "Pauvreté",
        None,
        "entière",
    )
    assert seconde[8:11] == ("Pauvreté", "Ensemble", "partielle")


def test_rempli_il_entre_dans_les_tables(classeur, donnees):
    livre = openpyxl.load_workbook(classeur)
    livre["Valeurs"]["H2"] = "58,4 %"
    livre["Valeurs"]["H4"] = 26
    livre.save(classeur)
    assert importer(["valeurs", str(classeur)]) == 0
    entrepot = charger()
    mesures = [entrepot.mesure(code, "taux_pauvrete", "2015") for code in ("QP011002", "11069")]
    assert [(m.valeur, m.statut, m.source, m.reference) for m in mesures] == [
        (58.4, "publie", "rapport_2022", "Chapitre 4 – Portrait, graphique"),
        (26, "publie", "rapport_2022", "Chapitre 4 – Portrait, graphique"),
    ]
    assert entrepot.fautes == ()


def test_vide_il_n_a_rien_a_importer(classeur, capsys):
    assert importer(["valeurs", str(classeur)]) == 1
    assert capsys.readouterr().err.startswith("a.xlsx, colonne « valeur » : aucune valeur remplie, sur 5 lignes.")


@pytest.mark.parametrize(
    ("arguments", "debut"),
    [
        (["deja.xlsx"], "« deja.xlsx » existe déjà, peut-être rempli : choisir un autre nom."),
        (["a.ods"], "« a.ods » : le nom du classeur finit par .xlsx."),
        (["a.xlsx", "b.xlsx"], "Il faut au plus un nom de fichier."),
        (["nulle/part/a.xlsx"], "« a.xlsx » ne s'écrit pas (le dossier ou le fichier n'existe pas)."),
    ],
)
def test_ce_qui_ne_s_ecrit_pas(donnees, capsys, monkeypatch, arguments, debut):
    monkeypatch.chdir(donnees)
    (donnees / "deja.xlsx").write_bytes(b"rempli")
    assert main(arguments) == 1
    assert capsys.readouterr().err.splitlines()[0] == debut
    assert (donnees / "deja.xlsx").read_bytes() == b"rempli"
    assert sorted(c.name for c in donnees.iterdir()) == ["deja.xlsx", "tables"]


def test_sans_la_liste_des_figures(tmp_path, monkeypatch, capsys):
    ecrire_tables(tmp_path / "tables")
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    assert main([str(tmp_path / "a.xlsx")]) == 1
    assert capsys.readouterr().err.startswith("figures_perdues.csv manque ou ne se lit pas")


def test_le_classeur_livre_se_remplit_sans_rejet(tmp_path, monkeypatch, capsys):
    """Toutes les cases encore inconnues, remplies d'un même nombre plausible : aucune n'est rejetée."""
    shutil.copytree(RACINE / "data" / "tables", tmp_path / "tables")
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    assert main([str(tmp_path / "a.xlsx")]) == 0
    livre = openpyxl.load_workbook(tmp_path / "a.xlsx")
    remplies = 0
    for ligne in livre["Valeurs"].iter_rows(min_row=2):
        if ligne[0].value and not ligne[6].value:
            ligne[7].value = 12
            remplies += 1
    livre.save(tmp_path / "a.xlsx")
    capsys.readouterr()
    assert importer(["valeurs", str(tmp_path / "a.xlsx"), "--strict"]) == 0
    dites = [ligne.strip() for ligne in capsys.readouterr().out.splitlines()]
    assert dites[3:5] == [f"{remplies} gardées", "0 rejetée"]
    assert remplies > 100
