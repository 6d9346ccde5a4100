"""Un suivi de programmation comme une équipe en tient un, et de quoi le faire entrer."""

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from tests.outils.classeurs import ecrire_csv
from tests.outils.lecture_page import lisible
from tests.outils.serveur import RACINE

TABLES_UTILES = (
    "territoires", "indicateurs", "modalites", "sources", "piliers", "credits_publies", "actions", "ecritures",
)  # fmt: skip
TITRES = ("N°", "Année", "Intitulé", "Porteur", "Pilier", "Quartiers", "Financeur", "Montant")
BONNE = ("7", "2022", "Ateliers du soir", "Association A", "Cohésion sociale", "Grazailles", "Etat", "1000")

# Feuille « 2021 » : un titre fusionné, un en-tête sur deux lignes, les financeurs en colonnes.
LIGNES_2021 = (
    (1, "Association Couleurs", "Ateliers du soir", "Cohésion sociale", "La Conte Ozanam", "R", "12 500,00 €", "2 000",
     "", 14500, "06 12 34 56 78"),
    (2, "Mme Dupond Sophie", "Jardin partagé", "3", "Viguier/St Jacques ; Fleming", "N", 3000, None, "1 500,50 €",
     4500.5, "a@exemple.fr"),
    (3, "Régie de quartiers", "Chantier", "Dév. éco et emploi", "Tous QPV", "R", "8\N{NO-BREAK SPACE}000", 4000, "-",
     12000, None),
    None,
    (4, "Centre social", "Fête", "Cadre de vie", "QVA L'Aiguille / L'Espérance", "R", 1000, None, None, 1000, None),
    (5, "Centre social", "Loto", "Cohésion sociale", "Narbonne", "R", 900, None, None, 900, None),
)  # fmt: skip


def classeur_d_equipe(chemin: Path) -> Path:
    """Trois feuilles utiles ou non, une masquée ; les totaux, calculés à la main, sont dans les essais.

    Gardé en 2021 : 12 500 + 2 000 + 3 000 + 1 500,50 + 8 000 + 4 000 + 1 000 = 32 000,50 € et 4 actions ;
    en 2022, en milliers : 12,5 + 2 + 0,75 = 15,25 K€ = 15 250 € et 2 actions.
    """
    livre = Workbook()
    une = livre.active
    une.title = "2021"
    une["A1"] = "CONTRAT DE VILLE 2015-2022 – Programmation 2021"
    une.merge_cells("A1:J1")
    une["A2"] = "Comité de pilotage du 12/03/2022"
    titres = ("N°", "Porteur", "Intitulé de l'action", "PILIER", "QPV concernés", "Nouvelle / Reconduction")
    for place, titre in enumerate((*titres, "Financements", None, None, "Total", "Contact"), 1):
        une.cell(4, place, titre)
    for place, titre in ((7, "Etat (ANCT)"), (8, "Ville"), (9, "Agglo")):
        une.cell(5, place, titre)
    une.merge_cells("G4:I4")
    for rang, ligne in enumerate(LIGNES_2021, 6):
        for place, valeur in enumerate(ligne or (), 1):
            une.cell(rang, place, valeur)
    for place, valeur in ((1, "TOTAL"), (7, 25400), (8, 6000), (9, 1500.5), (10, 32900.5)):
        une.cell(12, place, valeur)
    une["A14"] = "* sous réserve de la notification"
    deux = livre.create_sheet("Prog 2022")
    for ligne in (
        ("Programmation",),
        ("Montant (K€)", "Action", "Structure", "Axe", "Quartier", "Financeur"),
        (12.5, "Ateliers du soir", "Association Couleurs", 1, "QP011002", "Etat"),
        (2, None, None, None, None, "Ville de Carcassonne"),
        ("0,75", "Total respect", "ABP", "Pilier 2", "tous", "CAF"),
        (15.25, "Total général"),
    ):
        deux.append(ligne)
    brouillon = livre.create_sheet("Brouillon")
    brouillon.append(("Intitulé", "Montant"))
    brouillon.sheet_state = "hidden"
    livre.create_sheet("Lisez-moi").append(("Bonjour",))
    livre.save(chemin)
    return chemin


def suivi_csv(chemin: Path, *lignes: Sequence[str], titres: Sequence[str] = TITRES) -> Path:
    """Un CSV à points-virgules : les titres, puis ces lignes."""
    return ecrire_csv(chemin, "".join(";".join(ligne) + "\n" for ligne in (titres, *lignes)))


def ligne(**changees: str) -> tuple[str, ...]:
    """La bonne ligne, avec d'autres cases : ligne(Montant="-5")."""
    return tuple(changees.get(titre.replace("°", ""), case) for titre, case in zip(TITRES, BONNE, strict=True))


def preparer(dossier: Path, monkeypatch) -> Path:
    """Les tables livrées dont un import a besoin (dont la démonstration), désignées par QPV_DONNEES.

    `valeurs.csv` n'a que sa première ligne : les autres ne servent qu'à ralentir l'essai.
    """
    tables = dossier / "tables"
    tables.mkdir(parents=True)
    for nom in TABLES_UTILES:
        shutil.copyfile(RACINE / "data" / "tables" / f"{nom}.csv", tables / f"{nom}.csv")
    with (RACINE / "data" / "tables" / "valeurs.csv").open(encoding="utf-8") as livrees:
        (tables / "valeurs.csv").write_text("".join(next(livrees) for _ in range(2)), encoding="utf-8")
    monkeypatch.setenv("QPV_DONNEES", str(dossier))
    return dossier


def actions(dossier: Path) -> list[dict[str, str]]:
    """Les lignes de la table des actions en place."""
    with (dossier / "tables" / "actions.csv").open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def somme(lignes: Sequence[dict[str, str]]) -> int:
    """La somme de ces lignes, en centimes."""
    return sum(int(r["montant"].replace(".", "")) for r in lignes)


def dit(capsys) -> list[str]:
    """Ce qui a été écrit sur les deux sorties, sans retrait ni espace insécable."""
    ecrit = capsys.readouterr()
    return [phrase.strip() for phrase in lisible(ecrit.out + ecrit.err).splitlines()]
