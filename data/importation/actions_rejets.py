"""Le classeur des lignes rejetées : à corriger dans un tableur, puis à rapporter tel quel."""

import io
from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from data.importation.actions_modele import FEUILLE_DES_REJETS, MOTIF, Examen, Rejet
from data.importation.saisie import VIDE, Case
from data.lecture_csv import caractere_interdit

_ORIGINE = ("Feuille d'origine", "Ligne d'origine")
_LARGEUR_MAXIMALE = 60


def classeur_des_rejets(examen: Examen) -> bytes | None:
    """Le classeur .xlsx, une ligne par ligne rejetée, le motif en tête ; None s'il n'y en a pas.

    Seules les colonnes connues y sont ; le nom d'une personne y est déjà « particulier ». Les nombres y
    restent des nombres ; un texte y reste un texte, même s'il commence par « = ».
    """
    if not examen.rejets:
        return None
    lignes: dict[tuple[str, int], list[Rejet]] = {}
    for rejet in examen.rejets:
        lignes.setdefault((rejet.feuille, rejet.ligne), []).append(rejet)
    titres = list(dict.fromkeys(t for rejet in examen.rejets for t in rejet.cellules))
    livre = Workbook(write_only=False)
    feuille = livre.active
    feuille.title = FEUILLE_DES_REJETS
    entetes = [MOTIF, *_ORIGINE, *titres]
    for place, titre in enumerate(entetes, 1):
        _poser(feuille, 1, place, Case(titre))
        cellule = feuille.cell(1, place)
        cellule.font, cellule.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6F0")
        feuille.column_dimensions[get_column_letter(place)].width = min(_LARGEUR_MAXIMALE, max(14, len(titre) + 2))
    feuille.column_dimensions["A"].width = _LARGEUR_MAXIMALE
    for rang, ((nom, numero), siens) in enumerate(lignes.items(), 2):
        cellules: Mapping[str, Case] = siens[0].cellules
        motif = " ".join(_dire(rejet) for rejet in siens)
        for place, case in enumerate((Case(motif), Case(nom), Case(str(numero), float(numero))), 1):
            _poser(feuille, rang, place, case)
        feuille.cell(rang, 1).alignment = Alignment(wrap_text=True, vertical="top")
        for place, titre in enumerate(titres, 4):
            _poser(feuille, rang, place, cellules.get(titre, VIDE))
    feuille.freeze_panes = "B2"
    tampon = io.BytesIO()
    livre.save(tampon)
    return tampon.getvalue()


def _dire(rejet: Rejet) -> str:
    lieu = f"«\N{NO-BREAK SPACE}{rejet.colonne}\N{NO-BREAK SPACE}» : " if rejet.colonne else ""
    return f"{lieu}{rejet.constat} Attendu : {rejet.attendu}"


def _poser(feuille, rang: int, place: int, case: Case) -> None:
    if case.nombre is not None:
        cellule = feuille.cell(rang, place, case.nombre)
        if case.pourcent:
            cellule.number_format = "0.00%"
        return
    texte = case.texte
    while interdit := caractere_interdit(texte):
        texte = texte.replace(interdit, "\N{REPLACEMENT CHARACTER}")
    if not texte:
        return
    cellule = feuille.cell(rang, place)
    cellule.value = texte
    # Sans cela, un texte qui commence par « = » deviendrait une formule.
    cellule.data_type = "s"
    cellule.quotePrefix = texte[0] in "=+-@"
