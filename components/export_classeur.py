"""Un dossier de blocs en classeur (.xlsx) : une feuille par bloc, les nombres en nombres, rien qui soit une formule.

Chaque feuille a la même tête (titre, lecture, source, réserves, définition) puis la table à partir
de LIGNE_TABLE : un autre classeur peut s'y référer. Une case secrète ou absente est un texte.
"""

import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from components.export_tableur import DEBUTS_DE_FORMULE
from components.exports.commun import (
    MENTION,
    RAPPEL_MENTION,
    donnees_de,
    exiger_public,
    produit_le,
    propre,
    rectangulaire,
)
from components.theme import ALERTE, DEMONSTRATION, ENCRE_DOUCE, FOND_DOUX
from data.blocs import ligne_source, tableau
from data.entrepot import Entrepot
from data.formats import LIBELLES_STATUTS
from data.modele import STATUTS_SANS_VALEUR, Bloc, Cellule, Tableau
from data.vues.annexes import annexes
from data.vues.dossiers_prets import Dossier

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SOMMAIRE = "Lisez-moi"
LIGNE_TABLE = 8  # le rang (à partir de 1) de la ligne d'en-têtes de chaque feuille
LONGUEUR_NOM, LARGEUR_MAXIMALE = 31, 60
ORDINAIRES = ("", "publie")


def classeur(dossier: Dossier, entrepot: Entrepot, jour: date) -> bytes:
    """Le classeur d'un dossier : un sommaire, une feuille par bloc, les sources, les statuts.

    Lève ValueError si un bloc est réservé au comité.
    """
    blocs = dossier.blocs
    exiger_public(blocs)
    tampon = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    livre = Workbook(tampon, {**options, "strings_to_numbers": False})
    livre.set_properties({"title": propre(dossier.titre), "comments": f"Version des données : {entrepot.empreinte}"})
    plume = _Plume(livre)
    sommaire = livre.add_worksheet(SOMMAIRE)
    noms: list[tuple[str, Bloc]] = []
    pris = {SOMMAIRE.lower()}
    for rang, bloc in enumerate((*blocs, *annexes(blocs)), 1):
        nom = _nom_de_feuille(rang, bloc.titre, pris)
        noms.append((nom, bloc))
        _feuille(plume, livre.add_worksheet(nom), bloc)
    _sommaire(plume, sommaire, dossier, noms, jour, entrepot)
    livre.close()
    return tampon.getvalue()


class _Plume:
    """Écrit des textes et des nombres ; les formats sont faits une fois par classeur."""

    def __init__(self, livre: Workbook) -> None:
        self._livre = livre
        self._formats: dict[tuple, Any] = {}

    def format(self, **style: Any) -> Any:
        cle = tuple(sorted(style.items()))
        if cle not in self._formats:
            self._formats[cle] = self._livre.add_format({"valign": "top", **style})
        return self._formats[cle]

    def texte(self, feuille: Worksheet, rang: int, place: int, texte: str, **style: Any) -> None:
        """Un texte, toujours un texte : l'apostrophe cachée le garde tel même si on le recopie."""
        ecrit = propre(texte)
        if not ecrit:
            return
        if ecrit.lstrip().startswith(DEBUTS_DE_FORMULE):
            style["quote_prefix"] = True
        feuille.write_string(rang, place, ecrit, self.format(**style))

    def nombre(self, feuille: Worksheet, rang: int, place: int, valeur: float, decimales: int, **style: Any) -> None:
        """Un nombre entier, sans arrondi ; le format ne règle que ce qui se voit."""
        montre = "#,##0" + (f".{'0' * decimales}" if decimales else "")
        feuille.write_number(rang, place, valeur, self.format(num_format=montre, **style))


def _nom_de_feuille(rang: int, titre: str, pris: set[str]) -> str:
    """« 03 Taux de pauvreté » : permis par tous les tableurs, unique sans tenir compte de la casse."""
    net = "".join(" " if c in "[]:*?/\\'" else c for c in propre(titre))
    nom = _couper(" ".join(f"{rang:02d} {net}".split()), LONGUEUR_NOM)
    while nom.lower() in pris:
        nom = f"{_couper(nom, LONGUEUR_NOM - 5)} ({len(pris)})"
    pris.add(nom.lower())
    return nom


def _couper(nom: str, place: int) -> str:
    """Le début qui tient dans `place` : Excel compte double ce qui sort du plan de base (un émoji)."""
    while len(nom.encode("utf-16-le")) > 2 * place:
        nom = nom[:-1]
    return nom.strip()


def _feuille(plume: _Plume, feuille: Worksheet, bloc: Bloc) -> None:
    plume.texte(feuille, 0, 0, bloc.titre, bold=True, font_size=14)
    plume.texte(feuille, 1, 0, " ".join((bloc.phrase, *bloc.precisions)))
    plume.texte(feuille, 2, 0, ligne_source(bloc), font_color=ENCRE_DOUCE)
    plume.texte(feuille, 3, 0, " ".join(bloc.reserves), font_color=ALERTE)
    plume.texte(feuille, 4, 0, f"Définition : {bloc.definition}" if bloc.definition else "", font_color=ENCRE_DOUCE)
    if bloc.demonstration:
        plume.texte(
            feuille, 5, 0, f"{MENTION} : ces lignes ne décrivent rien de réel.", bold=True, font_color=DEMONSTRATION
        )
    table, decimales = _avec_statuts(rectangulaire(tableau(bloc))), [x.decimales for x in bloc.lignes]
    for place, entete in enumerate(table.entetes):
        plume.texte(feuille, LIGNE_TABLE - 1, place, entete, bold=True, bg_color=FOND_DOUX, bottom=1, text_wrap=True)
    for rang, ligne in enumerate(table.lignes):
        precision = decimales[rang] if rang < len(decimales) else 0
        for place, c in enumerate(ligne):
            _case(plume, feuille, LIGNE_TABLE + rang, place, c, precision)
    for place in range(len(table.entetes)):
        longueurs = [len(table.entetes[place]), *(len(ligne[place].texte) for ligne in table.lignes)]
        feuille.set_column(place, place, min(LARGEUR_MAXIMALE, max(10, max(longueurs) + 2)))
    feuille.freeze_panes(LIGNE_TABLE, 1)
    if table.lignes:
        feuille.autofilter(LIGNE_TABLE - 1, 0, LIGNE_TABLE - 1 + len(table.lignes), len(table.entetes) - 1)
    feuille.set_landscape()
    feuille.fit_to_pages(1, 0)


def _case(plume: _Plume, feuille: Worksheet, rang: int, place: int, c: Cellule, decimales: int) -> None:
    style: dict[str, Any] = {}
    if c.statut in ("conteste", "corrige"):
        style["font_color"] = ALERTE
    elif c.statut == "demonstration":
        style["font_color"] = DEMONSTRATION
    if c.valeur is not None:
        plume.nombre(feuille, rang, place, c.valeur, decimales or _decimales(c.valeur), **style)
        return
    if c.statut in STATUTS_SANS_VALEUR:
        style["italic"], style["font_color"] = True, ENCRE_DOUCE
    texte = f"{c.texte} ({c.repere})" if c.repere else c.texte
    plume.texte(feuille, rang, place, texte, text_wrap=len(texte) > LARGEUR_MAXIMALE, **style)


def _decimales(valeur: float) -> int:
    """Ce qu'il faut montrer d'un nombre dont le bloc ne dit pas les décimales : au plus deux."""
    return len(f"{valeur:.2f}".rstrip("0").partition(".")[2])


def _avec_statuts(table: Tableau) -> Tableau:
    """Une colonne de nombres qui ne sont pas tous ordinaires gagne, à sa droite, la colonne de leurs statuts.

    La table des mesures a déjà sa colonne « Statut » ; une grille ou un croisement n'en ont pas.
    """
    if "Statut" in table.entetes:
        return table
    marquees = {
        i for ligne in table.lignes for i, c in enumerate(ligne) if c.valeur is not None and c.statut not in ORDINAIRES
    }
    if not marquees:
        return table

    def elargir(cases: Iterable[Any], statut: Any) -> Iterator[Any]:
        for i, case in enumerate(cases):
            yield case
            if i in marquees:
                yield statut(case)

    return Tableau(
        table.titre,
        tuple(elargir(table.entetes, lambda e: f"{e} : statut")),
        tuple(
            tuple(elargir(ligne, lambda c: Cellule(LIBELLES_STATUTS.get(c.statut, c.statut)))) for ligne in table.lignes
        ),
    )


def _sommaire(
    plume: _Plume,
    feuille: Worksheet,
    dossier: Dossier,
    noms: list[tuple[str, Bloc]],
    jour: date,
    entrepot: Entrepot,
) -> None:
    tete = (
        dossier.sous_titre,
        " · ".join(t for t in (donnees_de(dossier.blocs), produit_le(jour)) if t),
        f"Version des données : {entrepot.empreinte}",
        "Les nombres sont entiers, sans arrondi. Une case secrète ou sans valeur porte son motif en toutes lettres : "
        "elle ne vaut pas zéro.",
        RAPPEL_MENTION if any(b.demonstration for b in dossier.blocs) else "",
    )
    plume.texte(feuille, 0, 0, dossier.titre, bold=True, font_size=16)
    for rang, texte in enumerate(tete, 1):
        couleur = DEMONSTRATION if texte == RAPPEL_MENTION else ENCRE_DOUCE
        plume.texte(feuille, rang, 0, texte, font_color=couleur)
    depart = len(tete) + 2
    for place, entete in enumerate(("Feuille", "Contenu", "Unités", "Identifiant")):
        plume.texte(feuille, depart, place, entete, bold=True, bg_color=FOND_DOUX, bottom=1)
    for rang, (nom, bloc) in enumerate(noms, depart + 1):
        unites = ", ".join(dict.fromkeys(x.unite for x in bloc.lignes))
        for place, texte in enumerate((nom, bloc.titre, unites, bloc.identifiant)):
            plume.texte(feuille, rang, place, texte)
    for place, large in enumerate((34, 60, 20, 44)):
        feuille.set_column(place, place, large)
