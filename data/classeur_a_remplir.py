"""Commande `python -m data.classeur_a_remplir [FICHIER.xlsx]` : le classeur des chiffres perdus.

Écrit un classeur que l'équipe remplit (feuille « Valeurs », une ligne par valeur attendue,
listes à choisir) et que `python -m data.importer valeurs` relit. Rien n'y est une formule.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.annees import cle_annee
from data.console import demandes_de, dire, refuser
from data.dossiers import dossier_tables
from data.ecriture_csv import provisoire
from data.entrepot import Entrepot, charger
from data.fautes import raison_systeme
from data.formats import LIBELLES_STATUTS, pluriel, valeur_ou_statut
from data.importation.etiquettes import etiquette_territoire
from data.importation.valeurs_proposees import POUR_MEMOIRE, TITRES
from data.lecture_csv import caractere_interdit
from data.modele import STATUTS, Mesure
from data.schemas.croisements import ENSEMBLE, separer

FICHIER = "chiffres_a_remplir.xlsx"
AIDE = f"python -m data.classeur_a_remplir [FICHIER.xlsx] : écrit le classeur à remplir ({FICHIER} par défaut)."
SOURCE = "rapport_2022"
MODE_D_EMPLOI, VALEURS, MANQUE, LISTES = "Mode d'emploi", "Valeurs", "Ce qui manque", "Listes"
_FIGURES, _UNITE, _CONNU = POUR_MEMOIRE
_COLONNES = (
    _FIGURES,
    *(TITRES[c][0] for c in ("territoire", "indicateur", "modalite", "annee")),
    _UNITE,
    _CONNU,
    *(TITRES[c][0] for c in ("valeur", "statut", "valeur_publiee", "source", "reference", "note")),
)
_LARGEURS = (16, 36, 34, 30, 11, 14, 40, 12, 18, 14, 34, 60, 40)
# Colonne de figures_perdues.csv -> son titre dans la feuille de ce qui manque.
_MANQUE = {
    "figure": "Figure",
    "titre": "Titre",
    "chapitre": "Chapitre",
    "diapositive": "Diapositive",
    "territoire": "Territoires",
    "annees": "Années",
    "unite": "Unité",
    "rubriques": "Rubriques",
    "indicateur": "Indicateur",
    "modalites": "Sous-groupes",
    "perte": "Perte",
    "besoin": "Ce qu'il faudrait",
    "source_de_remplacement": "Où le trouver",
}
_LARGEURS_MANQUE = (9, 46, 9, 46, 30, 20, 14, 46, 30, 30, 11, 46, 46)
_CODE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
_LIGNES_LIBRES = 300
_CONSIGNES = (
    "Ce classeur liste ce que le texte du rapport de 2022 a perdu : ses graphiques.",
    "1. Dans la feuille « Valeurs », écrire le nombre dans la colonne « Valeur » : 61, 12,5 ou 12 130.",
    "2. Une ligne laissée sans valeur n'est pas lue : remplir ce que l'on a, laisser le reste.",
    "3. Une valeur secrète ou qui n'existe pas : laisser « Valeur » vide et choisir le statut qui le dit.",
    "4. « Source » est remplie d'avance : c'est le rapport. Si le chiffre vient d'ailleurs, effacer la case "
    "(valeur de l'équipe), ou écrire une source et son titre (colonne « Titre de la source » à ajouter).",
    "5. Corriger un chiffre imprimé : statut « corrigé », la bonne valeur, et la raison dans « Note ». "
    "Le chiffre imprimé reste affiché à côté.",
    "6. « Connu aujourd'hui » dit ce que le tableau de bord montre déjà : le remplir ne sert qu'à contester.",
    "7. Des lignes libres suivent, pour d'autres territoires, indicateurs ou années.",
    "8. Enregistrer, puis : python -m data.importer valeurs LE_FICHIER.xlsx --essai, et sans --essai pour finir.",
    "Si l'Insee donne déjà la valeur, la sienne reste montrée ; pour montrer la vôtre, commencer la note "
    "par « retenue : » et dire pourquoi.",
    "La feuille « Ce qui manque » liste toutes les figures perdues, y compris celles qui n'ont pas encore "
    "leur place dans les tables (enquêtes, crédits, PRE, CitésLab, abattement de taxe foncière).",
)


def lignes_a_remplir(entrepot: Entrepot) -> list[dict[str, str]]:
    """Une ligne par valeur attendue, colonne du classeur → texte, dans l'ordre des figures.

    Une valeur que plusieurs figures montraient n'a qu'une ligne, qui les cite toutes.
    """
    lignes: dict[tuple[str, ...], dict[str, str]] = {}
    imprimees = {
        (m.territoire, m.indicateur, m.modalite, m.annee): m
        for m in entrepot.mesures
        if m.source == SOURCE and m.valeur is not None
    }
    for figure in entrepot.table("figures_perdues").dictionnaires():
        if not figure["indicateur"]:
            continue
        modalites = separer(figure["modalites"]) or (ENSEMBLE,)
        annees = sorted(separer(figure["annees"]), key=cle_annee)
        for lieu, modalite, annee in product(separer(figure["territoire"]), modalites, annees):
            cle = (lieu, figure["indicateur"], "" if modalite == ENSEMBLE else modalite, annee)
            if cle in lignes:
                lignes[cle][_FIGURES] += f", {figure['figure']}"
            else:
                lignes[cle] = _ligne(entrepot, figure, *cle, imprimees.get(cle))
    return list(lignes.values())


def _ligne(
    entrepot: Entrepot,
    figure: Mapping[str, str],
    lieu: str,
    indicateur: str,
    modalite: str,
    annee: str,
    imprimee: Mesure | None,
) -> dict[str, str]:
    """Une ligne préremplie ; imprimee : ce que le rapport donne déjà ailleurs pour la même valeur."""
    territoire, fiche = entrepot.territoires[lieu], entrepot.indicateurs[indicateur]
    connue = entrepot.mesure(lieu, indicateur, annee, modalite)

    def ecrite(mesure: Mesure) -> str:
        return valeur_ou_statut(mesure.valeur, mesure.statut, fiche.unite, fiche.decimales)

    connu, source = "", SOURCE
    reference = f"Chapitre {figure['chapitre']} – {figure['diapositive']}, graphique"
    if connue is not None:
        connu = f"{ecrite(connue)} ({entrepot.source(connue.source).titre})"
    elif imprimee is not None:
        # Imprimée mais écartée (table d'un autre quartier…) : la vraie valeur viendra d'ailleurs.
        connu, source, reference = f"{ecrite(imprimee)} imprimé, écarté", "", ""
    if imprimee is not None and source:
        # Une valeur déjà lue dans le rapport garde sa référence : la relire ne la change pas.
        reference = imprimee.reference
    cellules = {
        "territoire": etiquette_territoire({"nom": territoire.nom, "code": territoire.code}),
        "indicateur": fiche.libelle,
        "modalite": entrepot.modalites.get(modalite, modalite) or "Ensemble",
        "annee": annee,
        # Le titre, que l'import reconnaît aussi bien que le code.
        "source": entrepot.source(source).titre if source else "",
        "reference": reference,
    }
    vides = dict.fromkeys(_COLONNES, "")
    rempli = {TITRES[c][0]: texte for c, texte in cellules.items()}
    return vides | rempli | {_FIGURES: figure["figure"], _UNITE: fiche.unite, _CONNU: connu}


def _ce_qui_manque(entrepot: Entrepot) -> Iterator[tuple[str, ...]]:
    """Chaque figure perdue, une ligne, dans l'ordre de _MANQUE : des noms, là où la table a des codes."""
    noms = {
        "territoire": {t.code: t.nom for t in entrepot.territoires.values()},
        "indicateur": {i.code: i.libelle for i in entrepot.indicateurs.values()},
        "modalites": {**entrepot.modalites, ENSEMBLE: "Ensemble"},
        "annees": {},
        "perte": {"entiere": "entière"},
    }
    for figure in entrepot.table("figures_perdues").dictionnaires():
        dites = {c: ", ".join(connus.get(code, code) for code in separer(figure[c])) for c, connus in noms.items()}
        for colonne in ("besoin", "source_de_remplacement"):
            dites[colonne] = _CODE.sub(lambda lu: _citer_indicateur(entrepot, lu[0]), figure[colonne])
        yield tuple((figure | dites)[c] for c in _MANQUE)


def _citer_indicateur(entrepot: Entrepot, code: str) -> str:
    fiche = entrepot.indicateurs.get(code)
    return f"« {fiche.libelle} »" if fiche else code


def classeur(entrepot: Entrepot) -> Workbook:
    """Le classeur complet, prêt à enregistrer."""
    livre = Workbook()
    emploi = livre.active
    emploi.title = MODE_D_EMPLOI
    emploi.column_dimensions["A"].width = 110
    for rang, consigne in enumerate(("Chiffres à remplir", *_CONSIGNES), 1):
        _ecrire(emploi, rang, 1, consigne)
        emploi.cell(rang, 1).alignment = Alignment(wrap_text=True, vertical="top")
    emploi.cell(1, 1).font = Font(bold=True, size=14)
    lignes = lignes_a_remplir(entrepot)
    valeurs = livre.create_sheet(VALEURS)
    _table(valeurs, _COLONNES, [[r[c] for c in _COLONNES] for r in lignes], _LARGEURS)
    derniere = len(lignes) + 1 + _LIGNES_LIBRES
    a_remplir = PatternFill("solid", fgColor="FFF7E0")
    for rang in range(2, derniere + 1):
        for titre in (TITRES[c][0] for c in ("valeur", "statut", "note")):
            valeurs.cell(rang, _COLONNES.index(titre) + 1).fill = a_remplir
        # En texte, le tableur n'en fait ni une date ni un nombre.
        for titre in (TITRES[c][0] for c in ("modalite", "annee", "source", "reference", "note")):
            valeurs.cell(rang, _COLONNES.index(titre) + 1).number_format = "@"
    _listes(livre, valeurs, entrepot, derniere)
    manque = livre.create_sheet(MANQUE)
    _table(manque, tuple(_MANQUE.values()), _ce_qui_manque(entrepot), _LARGEURS_MANQUE)
    livre.move_sheet(LISTES, offset=1)
    livre[LISTES].sheet_state = "hidden"
    return livre


def _listes(livre: Workbook, valeurs: Worksheet, entrepot: Entrepot, derniere: int) -> None:
    """Les listes à choisir, posées sur une feuille cachée : une liste écrite dans la case est trop courte."""
    choix: Mapping[str, Sequence[str]] = {
        "territoire": [etiquette_territoire({"nom": t.nom, "code": t.code}) for t in entrepot.territoires.values()],
        "indicateur": [i.libelle for i in entrepot.indicateurs.values()],
        "modalite": ["Ensemble", *entrepot.modalites.values()],
        "statut": [LIBELLES_STATUTS[s] for s in STATUTS if s != "demonstration"],
    }
    feuille = livre.create_sheet(LISTES)
    for place, (colonne, mots) in enumerate(choix.items(), 1):
        titre = TITRES[colonne][0]
        for rang, mot in enumerate((titre, *mots), 1):
            _ecrire(feuille, rang, place, mot)
        lettre = get_column_letter(place)
        liste = DataValidation(
            type="list", formula1=f"'{LISTES}'!${lettre}$2:${lettre}${len(mots) + 1}", allow_blank=True
        )
        # Un avertissement, pas un refus : les codes des tables sont bons aussi.
        liste.errorStyle, liste.showErrorMessage = "warning", True
        liste.errorTitle, liste.error = titre, "Ce mot n'est pas dans la liste. Le garder quand même ?"
        cible = get_column_letter(_COLONNES.index(titre) + 1)
        liste.add(f"{cible}2:{cible}{derniere}")
        valeurs.add_data_validation(liste)


def _table(feuille: Worksheet, titres: Sequence[str], lignes: Iterable[Sequence[str]], largeurs: Sequence[int]) -> None:
    combien = 1
    for rang, ligne in enumerate((titres, *lignes), 1):
        combien = rang
        for place, texte in enumerate(ligne, 1):
            _ecrire(feuille, rang, place, texte)
    for place, largeur in enumerate(largeurs, 1):
        entete = feuille.cell(1, place)
        entete.font, entete.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6F0")
        feuille.column_dimensions[get_column_letter(place)].width = largeur
    feuille.freeze_panes = "B2"
    feuille.auto_filter.ref = f"A1:{get_column_letter(len(titres))}{combien}"


def _ecrire(feuille: Worksheet, rang: int, place: int, texte: str) -> None:
    """Écrit un texte qui restera un texte : ni formule, ni caractère que le format ne sait pas porter."""
    if not texte:
        return
    propre = "".join("\N{REPLACEMENT CHARACTER}" if caractere_interdit(c) else c for c in texte)
    case = feuille.cell(rang, place)
    case.value = propre
    case.data_type = "s"
    # L'apostrophe cachée du tableur : même retapé ou recopié, le texte ne devient pas une formule.
    case.quotePrefix = propre[0] in "=+-@\t\r"


def main(arguments: Sequence[str] | None = None) -> int:
    """Écrit le classeur ; rend 0, ou 1 avec une phrase sur la sortie d'erreur."""
    demandes = demandes_de(arguments, [AIDE])
    if demandes is None:
        return 0
    if len(demandes) > 1 or any(d.startswith("-") for d in demandes):
        return refuser(["Il faut au plus un nom de fichier.", AIDE])
    chemin = Path(demandes[0] if demandes else FICHIER)
    if chemin.suffix.lower() != ".xlsx":
        return refuser([f"« {chemin.name} » : le nom du classeur finit par .xlsx.", AIDE])
    if chemin.exists():
        return refuser([f"« {chemin.name} » existe déjà, peut-être rempli : choisir un autre nom."])
    entrepot = charger(dossier_tables())
    if not entrepot.table("figures_perdues").lignes:
        return refuser(["figures_perdues.csv manque ou ne se lit pas : « python -m data.verifier » dit pourquoi."])
    try:
        with provisoire(chemin) as ecrit:
            classeur(entrepot).save(ecrit)
    except OSError as erreur:
        return refuser([f"« {chemin.name} » ne s'écrit pas ({raison_systeme(erreur)})."])
    combien = len(lignes_a_remplir(entrepot))
    figures = len(entrepot.table("figures_perdues").lignes)
    listees = pluriel(figures, "figure perdue listée", "figures perdues listées")
    dire([f"{chemin.name} : {combien} {pluriel(combien, 'valeur')} à remplir, {figures} {listees}."])
    return 0


if __name__ == "__main__":
    sys.exit(main())
