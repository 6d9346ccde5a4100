"""De quoi écrire les fichiers qu'une équipe apporterait : classeurs et CSV."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook


def ecrire_xlsx(chemin: Path, feuilles: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """Un classeur : nom de feuille → lignes de cases. « =… » y est une formule, sans résultat enregistré."""
    livre = Workbook()
    livre.remove(livre.active)
    for nom, lignes in feuilles.items():
        feuille = livre.create_sheet(nom)
        for ligne in lignes:
            feuille.append(list(ligne))
    livre.save(chemin)
    return chemin


def ecrire_csv(chemin: Path, texte: str, encodage: str = "utf-8") -> Path:
    """Un CSV tel quel, dans cet encodage."""
    chemin.write_bytes(texte.encode(encodage))
    return chemin
