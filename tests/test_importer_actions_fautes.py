"""`python -m data.importer actions` devant un mauvais fichier ou une mauvaise ligne : une phrase claire."""

import zipfile

import pytest

from data.importation import actions as examen
from data.importation.verrou import verrou
from data.importer import main
from tests.outils.classeurs import ecrire_csv, ecrire_xlsx
from tests.outils.suivi import TITRES, actions, dit, ligne, preparer, suivi_csv

# ruff: noqa: E501


@pytest.fixture
def donnees(tmp_path, monkeypatch):
    return preparer(tmp_path, monkeypatch)


def mettre(chemin, octets):
    chemin.write_bytes(octets)
    return chemin


def bombe(chemin):
    """Un vrai classeur dont une feuille se déplie en 60 Mo de zéros."""
    sain = ecrire_xlsx(chemin.with_name("sain.xlsx"), {"F": [TITRES]})
    with zipfile.ZipFile(sain) as source, zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as piege:
        for piece in source.namelist():
            piege.writestr(piece, source.read(piece))
        piege.writestr("xl/worksheets/sheet2.xml", b"0" * 60_000_000)
    return chemin


def ligne_lointaine(chemin):
    """Une feuille dont la seule ligne se dit la deux-milliardième."""
    sain = ecrire_xlsx(chemin.with_name("sain.xlsx"), {"F": [["a"]]})
    with zipfile.ZipFile(sain) as source, zipfile.ZipFile(chemin, "w") as piege:
        for piece in source.namelist():
            octets = source.read(piece)
            if piece == "xl/worksheets/sheet1.xml":
                octets = octets.replace(b'<row r="1"', b'<row r="2000000000"').replace(b'r="A1"', b'r="A2000000000"')
            piege.writestr(piece, octets)
    return chemin


SANS_MONTANT = tuple(t for t in TITRES if t != "Montant")
FICHIERS = {
    "absent": (
        lambda d: d / "absent.csv",
        "absent.csv : le fichier n'existe pas. Attendu : le chemin d'un fichier qui existe.",
    ),
    "extension": (lambda d: mettre(d / "a.ods", b"PK"), "a.ods : l'extension « .ods » n'est pas lue."),
    "vide": (lambda d: mettre(d / "a.csv", b""), "a.csv : le fichier est vide."),
    "classeur_vide": (lambda d: ecrire_xlsx(d / "a.xlsx", {"F": []}), "a.xlsx : le fichier est vide."),
    "faux_xlsx": (
        lambda d: mettre(d / "a.xlsx", b"N;Montant"),
        "a.xlsx : le fichier n'est pas un classeur .xlsx (archive illisible).",
    ),
    "faux_csv": (
        lambda d: mettre(d / "a.csv", bombe(d / "b.xlsx").read_bytes()),
        "a.csv : c'est un classeur de tableur, pas un CSV.",
    ),
    "mot_de_passe": (
        lambda d: mettre(d / "a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        "a.xlsx : le fichier est protégé par un mot de passe.",
    ),
    "bombe": (lambda d: bombe(d / "a.xlsx"), "a.xlsx : le classeur, une fois déplié, est démesuré."),
    "ligne_lointaine": (lambda d: ligne_lointaine(d / "a.xlsx"), "a.xlsx : le fichier est vide."),
    "utf16": (
        lambda d: mettre(d / "a.csv", "Intitulé;Montant\n".encode("utf-16")),
        "a.csv : le fichier est en UTF-16.",
    ),
    "binaire": (
        lambda d: mettre(d / "a.csv", bytes(range(256)) * 40),
        "a.csv : aucune ligne de titres ne se reconnaît.",
    ),
    "sans_titres": (
        lambda d: ecrire_csv(d / "a.csv", "bonjour;monde\n1;2\n"),
        "a.csv : aucune ligne de titres ne se reconnaît.",
    ),
    "colonne_absente": (
        lambda d: suivi_csv(d / "a.csv", titres=SANS_MONTANT),
        "a.csv, ligne 1 : une colonne manque : Montant accordé (ou une colonne par financeur).",
    ),
    "colonnes_absentes": (
        lambda d: ecrire_xlsx(d / "a.xlsx", {"F": [["Intitulé", "Montant"], ["Loto", 5]]}),
        "a.xlsx, feuille « F », ligne 1 : des colonnes manquent : Pilier, Quartiers, Année (colonne, nom de la feuille ou ligne de titre).",
    ),
    "deux_montants": (
        lambda d: suivi_csv(d / "a.csv", titres=(*TITRES, "Subvention accordée")),
        "a.csv, ligne 1 : plusieurs colonnes donnent le montant : « Montant » et « Subvention accordée ».",
    ),
    "code_postal": (
        lambda d: suivi_csv(d / "a.csv", (*ligne(), "11000"), titres=(*TITRES, "Commune")),
        "a.csv, ligne 1 : les colonnes « Commune » ne font pas « Montant ».",
    ),
    "que_des_titres": (lambda d: suivi_csv(d / "a.csv"), "a.csv : aucune ligne d'action."),
    "que_des_rejets": (
        lambda d: suivi_csv(d / "a.csv", ligne(Montant="gratuit")),
        "a.csv : aucune ligne utilisable, toutes sont rejetées.",
    ),
}


@pytest.mark.parametrize("cas", FICHIERS)
def test_un_fichier_illisible_ne_change_rien(donnees, capsys, cas):
    fabriquer, phrase = FICHIERS[cas]
    avant = {c.name: c.read_bytes() for c in (donnees / "tables").iterdir()}
    assert main(["actions", str(fabriquer(donnees))]) == 1
    ecrit = dit(capsys)
    assert any(p.startswith(phrase) for p in ecrit), ecrit
    assert ecrit[-1] == "Rien n'a été changé."
    assert {c.name: c.read_bytes() for c in (donnees / "tables").iterdir()} == avant


def test_trop_de_lignes_est_refuse_sans_tout_lire(donnees, capsys, monkeypatch):
    monkeypatch.setattr(examen, "LIGNES_MAXIMALES", 3)
    assert main(["actions", str(suivi_csv(donnees / "a.csv", *[ligne(N=str(n)) for n in range(9)]))]) == 1
    assert "a.csv : le fichier a plus de 3 lignes. Attendu : un fichier qui ne contient que les lignes utiles." in dit(
        capsys
    )
    assert examen.LIGNES_MAXIMALES == 3


LIGNES = {
    "nan": ({"Montant": "NaN"}, "colonne « Montant » : « NaN » n'est pas un nombre d'euros."),
    "negatif": ({"Montant": "-12,50 €"}, "colonne « Montant » : « -12,50 € » est négatif."),
    "enorme": ({"Montant": "10 000 000,01"}, "colonne « Montant » : « 10 000 000,01 » dépasse 10 millions d'euros."),
    "infini": ({"Montant": "1e400"}, "colonne « Montant » : « 1e400 » n'est pas un nombre d'euros."),
    "milliers_non_dits": (
        {"Montant": "12 K€"},
        "colonne « Montant » : « 12 K€ » est écrit en milliers d'euros, la colonne est en euros.",
    ),
    "ambigu": (
        {"Montant": "2.525"},
        "colonne « Montant » : « 2.525 » peut se lire de deux façons (milliers ou décimales).",
    ),
    "sans_montant": ({"Montant": ""}, "colonne « Montant » : la ligne n'a pas de montant."),
    "quartier": (
        {"Quartiers": "Tous sauf Grazailles"},
        "colonne « Quartiers » : « Tous sauf Grazailles » n'est pas un quartier connu.",
    ),
    "pilier": ({"Pilier": "Culture"}, "colonne « Pilier » : « Culture » n'est pas un pilier connu."),
    "sans_pilier": ({"Pilier": ""}, "colonne « Pilier » : la cellule est vide."),
    "numero_de_pilier": ({"Pilier": "7"}, "colonne « Pilier » : « 7 » n'est pas un pilier connu."),
    "annee": ({"Année": "2022-2023"}, "colonne « Année » : « 2022-2023 » n'est pas une année."),
    "sans_annee": ({"Année": ""}, "colonne « Année » : la cellule est vide."),
    "intitule": ({"Intitulé": ""}, "colonne « Intitulé » : la cellule est vide."),
    "controle": ({"Intitulé": "a\x07b"}, "colonne « Intitulé » : la case contient un caractère illisible (U+0007)."),
    "repetee": ({"N": "7"}, "la ligne répète la ligne 2 (même action, même financeur, même montant)."),
}


@pytest.mark.parametrize("cas", LIGNES)
def test_une_mauvaise_ligne_est_rejetee_les_autres_entrent(donnees, capsys, cas):
    changee, phrase = LIGNES[cas]
    fichier = suivi_csv(donnees / "a.csv", ligne(), ligne(**{"N": "8", **changee}), ligne(N="9"))
    assert main(["actions", str(fichier)]) == 0
    ecrit = dit(capsys)
    lieu = "a.csv, ligne 3" + (", " if phrase.startswith("colonne") else " : ")
    assert any(p.startswith(lieu + phrase) for p in ecrit), ecrit
    assert "1 rejetée" in ecrit
    assert [r["id_action"] for r in actions(donnees)] == ["7", "9"]


def test_une_ligne_trop_longue_d_un_csv_est_rejetee(donnees, capsys):
    """« Grazailles; Bastide » sans guillemets décale les colonnes : le montant ne serait plus le bon."""
    assert main(["actions", str(suivi_csv(donnees / "a.csv", ligne(), (*ligne(N="8"), "Bastide")))]) == 0
    assert any(p.startswith("a.csv, ligne 3 : la ligne a 9 cases pour 8 colonnes.") for p in dit(capsys))
    assert [r["id_action"] for r in actions(donnees)] == ["7"]


def test_un_seul_import_a_la_fois(donnees, capsys):
    avant = (donnees / "tables" / "actions.csv").read_bytes()
    fichier = suivi_csv(donnees / "a.csv", ligne())
    with verrou(donnees / "historique"):
        assert main(["actions", str(fichier)]) == 1
    assert dit(capsys)[-1] == "Un autre import est en cours ; recommencer dans un instant. Rien n'a été changé."
    assert (donnees / "tables" / "actions.csv").read_bytes() == avant
    assert main(["actions", str(fichier)]) == 0


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        ([], "Il faut un fichier, et un seul."),
        (["a.csv", "--rapide"], "Option inconnue : --rapide."),
        (["a.csv", "--annuler"], "--annuler s'emploie seul, sans fichier."),
        (["a.csv", "--feuille"], "--feuille demande une valeur."),
        (
            ["a.csv", "--correspondance", "nulle.toml"],
            "nulle.toml : le fichier ne se lit pas. Attendu : un fichier TOML, en UTF-8, qui existe.",
        ),
        (["a.csv", "--feuille", "Loin"], "a.csv : la feuille « Loin » n'existe pas. Attendu : un classeur .xlsx."),
    ],
)
def test_une_commande_mal_ecrite(donnees, capsys, monkeypatch, arguments, phrase):
    suivi_csv(donnees / "a.csv", ligne())
    monkeypatch.chdir(donnees)
    assert main(["actions", *arguments]) == 1
    assert phrase in dit(capsys)


@pytest.mark.parametrize(
    ("toml", "phrase"),
    [
        ('[colonnes]\n"A" = "montan"\n', "c.toml, colonne « colonnes » : « A » a la valeur « montan »."),
        ("[colonne]\n", "c.toml, colonne « colonne » : section inconnue."),
        ("n'importe quoi", "c.toml : le fichier n'est pas du TOML lisible."),
        ('[annees]\n"F" = 22\n', "c.toml, colonne « annees » : « F » a la valeur « 22 »."),
    ],
)
def test_une_correspondance_mal_ecrite(donnees, capsys, toml, phrase):
    (donnees / "c.toml").write_text(toml, encoding="utf-8")
    fichier = suivi_csv(donnees / "a.csv", ligne())
    assert main(["actions", str(fichier), "--correspondance", str(donnees / "c.toml")]) == 1
    assert dit(capsys)[0].startswith(phrase)
