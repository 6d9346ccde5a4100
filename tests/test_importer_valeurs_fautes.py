"""`python -m data.importer valeurs` devant un mauvais fichier : une phrase, et rien de changé."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from data.importation import historique, lecture_classeur
from data.importer import main
from tests.outils.classeurs import ecrire_csv, ecrire_xlsx
from tests.outils.suivi import dit
from tests.outils.tables import TABLES

ENTETE = ["Territoire", "Indicateur", "Année", "Valeur", "Statut", "Source", "Référence", "Note"]
BONNE = ["La Conte", "Pauvreté", 2021, 60]


def intact(donnees: Path) -> bool:
    """Vrai si les tables sont celles du départ et que rien n'est allé à l'historique."""
    tables = all(
        (donnees / "tables" / f"{nom}.csv").read_text(encoding="utf-8") == texte for nom, texte in TABLES.items()
    )
    provisoires = [c.name for c in (donnees / "tables").iterdir() if c.suffix != ".csv"]
    return tables and provisoires == [] and not list((donnees / "historique").glob("*_valeurs"))


def fautes(dites: list[str]) -> list[str]:
    """Les fautes de lignes, sans le nom du fichier ni ce qui est attendu."""
    return [
        ligne.split(" : ", 1)[0].rpartition(", ")[2] + " : " + ligne.split(" : ", 1)[1].split(" Attendu")[0]
        for ligne in dites
        if ", ligne " in ligne and "Attendu" in ligne
    ]


def mettre(chemin: Path, octets: bytes) -> Path:
    chemin.write_bytes(octets)
    return chemin


FICHIERS = {
    "absent": (lambda d: d / "absent.csv", "absent.csv : le fichier n'existe pas."),
    "extension": (lambda d: mettre(d / "a.pdf", b"%PDF"), "a.pdf : l'extension « .pdf » n'est pas lue."),
    "vide": (lambda d: mettre(d / "a.csv", b" \n"), "a.csv : le fichier est vide."),
    "pas_un_zip": (
        lambda d: mettre(d / "a.xlsx", b"bonjour"),
        "a.xlsx : le fichier n'est pas un classeur .xlsx (archive illisible).",
    ),
    "coupe": (
        lambda d: mettre(d / "b.xlsx", ecrire_xlsx(d / "a.xlsx", {"F": [ENTETE, BONNE]}).read_bytes()[:3000]),
        "b.xlsx : le fichier n'est pas un classeur .xlsx (archive illisible).",
    ),
    "mot_de_passe": (
        lambda d: mettre(d / "a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        "a.xlsx : le fichier est protégé par un mot de passe.",
    ),
    "ancien_xls": (
        lambda d: mettre(d / "a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        "a.xlsx : le fichier est un ancien classeur .xls renommé.",
    ),
    "classeur_en_csv": (
        lambda d: mettre(d / "b.csv", ecrire_xlsx(d / "a.xlsx", {"F": [BONNE]}).read_bytes()),
        "b.csv : c'est un classeur de tableur, pas un CSV.",
    ),
    "utf16": (
        lambda d: mettre(d / "a.csv", "Territoire;Valeur".encode("utf-16")),
        "a.csv : le fichier est en UTF-16.",
    ),
    "sans_colonnes": (
        lambda d: ecrire_xlsx(d / "a.xlsx", {"Feuil1": [["Territoire", "Indicateur"], ["La Conte", "x"]]}),
        "a.xlsx, feuille « Feuil1 » : des colonnes manquent : Année, Valeur.",
    ),
    "colonne_double": (
        lambda d: ecrire_xlsx(d / "a.xlsx", {"F": [[*ENTETE, "valeur"], BONNE]}),
        "a.xlsx, feuille « F », ligne 1, colonne « Valeur » : la colonne est deux fois dans l'en-tête.",
    ),
    "que_l_entete": (
        lambda d: ecrire_xlsx(d / "a.xlsx", {"F": [ENTETE]}),
        "a.xlsx, colonne « valeur » : aucune ligne.",
    ),
    "rien_de_rempli": (
        lambda d: ecrire_xlsx(d / "a.xlsx", {"F": [ENTETE, ["La Conte", "Pauvreté", 2021, None, "publié"]]}),
        "a.xlsx, colonne « valeur » : aucune valeur remplie, sur 1 ligne.",
    ),
}


@pytest.mark.parametrize("cas", FICHIERS)
def test_un_fichier_refuse_ne_change_rien(donnees, capsys, cas):
    fabrique, phrase = FICHIERS[cas]
    assert main(["valeurs", str(fabrique(donnees))]) == 1
    dites = dit(capsys)
    assert (dites[0].split(" Attendu")[0], dites[-1]) == (phrase, "Rien n'a été changé.")
    assert intact(donnees)


def test_une_bombe_est_refusee_avant_d_etre_depliee(donnees, capsys, monkeypatch):
    monkeypatch.setattr(lecture_classeur, "TAILLE_DEPLIEE", 1_000)
    assert main(["valeurs", str(ecrire_xlsx(donnees / "a.xlsx", {"F": [ENTETE, BONNE]}))]) == 1
    assert dit(capsys)[0].startswith("a.xlsx : le classeur, une fois déplié, est démesuré.")


def test_un_classeur_qui_porte_un_doctype_est_refuse(donnees, capsys):
    ecrire_xlsx(donnees / "a.xlsx", {"F": [ENTETE, BONNE]})
    with zipfile.ZipFile(donnees / "a.xlsx") as sain, zipfile.ZipFile(donnees / "b.xlsx", "w") as piege:
        for piece in sain.namelist():
            entites = b'<!DOCTYPE a [<!ENTITY b "bbbb">]>' if piece == "xl/workbook.xml" else b""
            piege.writestr(piece, entites + sain.read(piece))
    assert main(["valeurs", str(donnees / "b.xlsx")]) == 1
    assert dit(capsys)[0].startswith("b.xlsx : le classeur contient du XML piégé.")


def test_trop_de_lignes(donnees, capsys, monkeypatch):
    monkeypatch.setattr(lecture_classeur, "LIGNES_MAXIMALES", 3)
    fichier = ecrire_xlsx(donnees / "a.xlsx", {"F": [ENTETE, BONNE, BONNE, BONNE]})
    assert main(["valeurs", str(fichier)]) == 1
    assert dit(capsys)[0].startswith("a.xlsx : le fichier a plus de 3 lignes.")


# ruff: noqa: E501
# (cases de la ligne, faute) ; la ligne fautive est la troisième du fichier, après une bonne.
LIGNES = [
    (["Narbonne", "Pauvreté", 2021, 60], "colonne « Territoire » : « Narbonne » est inconnu."),
    (["Grazaille", "Pauvreté", 2021, 60], "colonne « Territoire » : « Grazaille » est inconnu (peut-être « Grazailles »)."),
    ([None, "Pauvreté", 2021, 60], "colonne « Territoire » : la cellule est vide."),
    (["La Conte", "Chômage", 2021, 60], "colonne « Indicateur » : « Chômage » est inconnu."),
    (["La Conte", "Pauvreté", 1789, 60], "colonne « Année » : « 1789 » n'est pas une année."),
    (["La Conte", "Pauvreté", 2022, "=1+1"], "colonne « Valeur » : la formule n'a pas de résultat enregistré."),
    (["La Conte", "Pauvreté", 2022, True], "colonne « Valeur » : la case contient vrai ou faux."),
    (["La Conte", "Pauvreté", 2022, dt.date(2022, 1, 15)], "colonne « Valeur » : la case contient une date ou une heure."),
    (["La Conte", "Pauvreté", 2022, "NaN"], "colonne « Valeur » : « NaN » n'est pas une valeur."),
    (["La Conte", "Pauvreté", 2022, 101], "colonne « Valeur » : « 101 » n'est pas plausible en « % »."),
    (["La Conte", "population", 2022, -5], "colonne « Valeur » : « -5 » n'est pas plausible en « habitants »."),
    (["La Conte", "population", 2022, 12.5], "colonne « Valeur » : « 12,5 » n'est pas un nombre entier, l'indicateur compte des habitants."),
    (["La Conte", "population", 2022, "2 525,4"], "colonne « Valeur » : « 2525,4 » n'est pas un nombre entier, l'indicateur compte des habitants."),
    (["La Conte", "Pauvreté", 2022, 60, "faux"], "colonne « Statut » : « faux » est inconnu."),
    (["La Conte", "Pauvreté", 2022, 60, "démonstration"], "colonne « Statut » : « démonstration » est inconnu."),
    (["La Conte", "Pauvreté", 2022, 60, "secret"], "colonne « Valeur » : le statut « secret » porte la valeur « 60 »."),
    (["La Conte", "Pauvreté", 2022, None, "calculé"], "colonne « Valeur » : la valeur est vide avec le statut « calcule »."),
    (["La Conte", "Pauvreté", 2019, 60, "corrigé", "rapport_2022"], "colonne « Note » : une valeur corrigée n'a pas de raison."),
    (["La Conte", "Pauvreté", 2022, 60, "corrigé", None, None, "x"], "colonne « Valeur publiée » : une valeur corrigée n'a pas sa valeur publiée."),
    (["La Conte", "Pauvreté", 2022, 60, None, "Journal"], "colonne « Source » : « Journal » est une source inconnue."),
    (["La Conte", "Pauvreté", 2022, 60, None, "rapport_2022"], "colonne « Référence » : la cellule est vide."),
    (["La Conte", "Pauvreté", 2022, 60, None, "insee_filo_2019"], "colonne « Source » : une valeur de l'Insee ne se change pas ici."),
    (["La Conte", "Pauvreté", 2021, 59], "ligne 3 : la ligne 2 donne déjà cette valeur, autrement."),
]  # fmt: skip


@pytest.mark.parametrize(("cases", "faute"), LIGNES, ids=[str(n) for n in range(len(LIGNES))])
def test_une_ligne_fautive_n_empeche_pas_les_autres(donnees, capsys, cases, faute):
    fichier = ecrire_xlsx(donnees / "a.xlsx", {"F": [ENTETE, BONNE, cases]})
    assert main(["valeurs", str(fichier)]) == 0
    dites = dit(capsys)
    assert fautes(dites) == [faute]
    assert dites[1:5] == ["2 lignes lues", "0 laissée vide", "1 gardée", "1 rejetée"]
    table = (donnees / "tables" / "valeurs.csv").read_text(encoding="utf-8").splitlines()
    assert len(table) == len(TABLES["valeurs"].splitlines()) + 1


def test_un_demi_habitant_dit_la_feuille_la_ligne_la_colonne_et_ce_qui_est_attendu(donnees, capsys):
    fichier = ecrire_xlsx(donnees / "a.xlsx", {"2022": [ENTETE, ["La Conte", "population", 2022, 12.5]]})
    assert main(["valeurs", str(fichier)]) == 1
    assert dit(capsys)[5] == (
        "a.xlsx, feuille « 2022 », ligne 2, colonne « Valeur » : « 12,5 » n'est pas un nombre entier, l'indicateur "
        "compte des habitants. Attendu : un nombre entier d'habitants, sans décimale, comme 12 130."
    )
    assert intact(donnees)


def test_strict_refuse_tout_pour_une_seule_ligne(donnees, capsys):
    fichier = ecrire_xlsx(donnees / "a.xlsx", {"F": [ENTETE, BONNE, ["Narbonne", "Pauvreté", 2021, 60]]})
    assert main(["valeurs", str(fichier), "--strict"]) == 1
    assert dit(capsys)[-1] == "--strict : des lignes sont rejetées, donc rien n'entre. Rien n'a été changé."
    assert intact(donnees)


def test_une_virgule_qui_decale_un_csv_rejette_la_ligne(donnees, capsys):
    texte = "Territoire,Indicateur,Année,Valeur\nLa Conte,Pauvreté,2021,60,5\nLa Conte,population,2021,7\n"
    assert main(["valeurs", str(ecrire_csv(donnees / "a.csv", texte))]) == 0
    assert fautes(dit(capsys)) == ["ligne 2 : la ligne a plus de cases que l'en-tête."]


def test_un_caractere_invisible_est_dit(donnees, capsys):
    texte = "Territoire;Indicateur;Année;Valeur;Note\nLa Conte;Pauvreté;2021;60;a\x07b\n"
    assert main(["valeurs", str(ecrire_csv(donnees / "a.csv", texte))]) == 1
    assert fautes(dit(capsys)) == ["colonne « Note » : la case contient un caractère illisible (U+0007)."]
    assert intact(donnees)


def test_les_feuilles_masquees_et_les_colonnes_inconnues_ne_sont_ni_lues_ni_dites(donnees, capsys):
    import openpyxl

    fichier = ecrire_xlsx(
        donnees / "a.xlsx",
        {
            "F": [[*ENTETE[:4], "Courriel"], [*BONNE, "prenom@exemple.fr"]],
            "G": [ENTETE, ["Narbonne", "x", 1, 1]],
        },
    )
    livre = openpyxl.load_workbook(fichier)
    livre["G"].sheet_state = "hidden"
    livre.save(fichier)
    assert main(["valeurs", str(fichier)]) == 0
    dites = dit(capsys)
    assert "1 colonne inconnue ignorée" in dites
    assert fautes(dites) == []
    partout = "\n".join(dites) + (donnees / "tables" / "valeurs.csv").read_text(encoding="utf-8")
    assert "Courriel" not in partout
    assert "exemple.fr" not in partout


def test_une_panne_d_ecriture_laisse_tout_en_place(donnees, capsys, monkeypatch):
    def panne(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(historique, "remplacer", panne)
    assert main(["valeurs", str(ecrire_xlsx(donnees / "a.xlsx", {"F": [ENTETE, BONNE]}))]) == 1
    assert dit(capsys)[-1] == "Les tables ne s'écrivent pas (le disque est plein). Rien n'a été changé."
    assert intact(donnees)


def test_des_tables_deja_abimees_refusent_l_import(donnees, capsys):
    """Une ligne de valeurs.csv qui ne se découpe pas serait perdue à la réécriture."""
    abimee = TABLES["valeurs"] + "trop,court\n"
    (donnees / "tables" / "valeurs.csv").write_text(abimee, encoding="utf-8")
    assert main(["valeurs", str(ecrire_xlsx(donnees / "a.xlsx", {"F": [ENTETE, BONNE]}))]) == 1
    assert dit(capsys)[-1].startswith("Les tables en place ont des fautes : « python -m data.verifier ».")
    assert (donnees / "tables" / "valeurs.csv").read_text(encoding="utf-8") == abimee


@pytest.mark.parametrize(
    ("arguments", "debut"),
    [
        ([], "Il manque ce qu'il faut importer."),
        (["recettes", "x.xlsx"], "« recettes » ne s'importe pas."),
        (["valeurs"], "Il faut un fichier, et un seul."),
        (["valeurs", "a.csv", "b.csv"], "Il faut un fichier, et un seul."),
        (["valeurs", "a.csv", "--vite"], "Option inconnue : --vite."),
        (["valeurs", "a.csv", "--annuler"], "--annuler s'emploie seul, sans fichier."),
    ],
)
def test_une_commande_mal_ecrite(donnees, capsys, arguments, debut):
    assert main(arguments) == 1
    assert dit(capsys)[0] == debut
    assert intact(donnees)


def test_l_aide_est_en_francais(capsys):
    assert main(["--aide"]) == 0
    assert main(["valeurs", "--aide"]) == 0
    assert "--essai : rend compte sans rien écrire." in dit(capsys)
