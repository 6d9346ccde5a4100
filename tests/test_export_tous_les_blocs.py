"""Tous les blocs publics dans les trois formes, et ce que fait un texte hostile dans chacune."""

import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest

from components.chargement import contours, entrepot
from components.export_classeur import LIGNE_TABLE, classeur
from components.export_pdf import document
from components.export_pptx import diaporama
from components.exports.commun import graphique_possible, propre
from components.exports.diapos_groupees import reunir
from components.exports.mesure import imprimable
from data.modele import Cellule, Tableau
from data.vues.dossiers_prets import Dossier, Partie
from data.vues.recueil import FAMILLES, tous_les_blocs
from geo.contours import Contours
from tests.outils.fabrique import bloc, ligne
from tests.outils.fichiers import classeur_du_graphique, diapositives, dossier, graphiques, texte_pdf, textes
from tests.outils.lecture_page import lisible

JOUR = date(2026, 11, 22)
HOSTILES = (
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "#set text(red) #panic()",
    "$ x^2 $ *gras* _it_ `code` \\ @ref <etiquette>",
    "http://exemple.fr/piege",
    "a\x0bb\x00c",
)


def famille(nom: str) -> Dossier:
    """Les blocs d'une famille ; des comparaisons, une année par indicateur suffit."""
    blocs = {b.identifiant: b for b in FAMILLES[nom](entrepot()) if b and b.diffusion == "public"}
    if nom == "comparaisons":
        derniers = {re.sub(r"-\d{4}(-t\d|-\d{4})?$", "", i.lower()): b for i, b in reversed(blocs.items())}
        blocs = {b.identifiant: b for b in derniers.values()}
    return Dossier(nom, nom, "", (Partie(nom, tuple(blocs.values())),))


@pytest.mark.parametrize("nom", FAMILLES)
def test_chaque_bloc_public_sort_dans_les_trois_formes(nom):
    voulu = famille(nom)
    diapos = diapositives(diaporama(voulu, entrepot(), contours(), JOUR))
    assert sum(len(graphiques(d)) for d in diapos) == sum(graphique_possible(b) for b in voulu.blocs)
    titres = " ".join(d.shapes.title.text_frame.text for d in diapos)
    # Des chiffres ou des constats courts se réunissent : une diapositive au moins par groupe, et le détail en notes.
    assert len(diapos) > sum(1 for partie in voulu.parties for _ in reunir(partie.blocs))
    notes = "\n".join(d.notes_slide.notes_text_frame.text for d in diapos if d.has_notes_slide)
    assert [b.identifiant for b in voulu.blocs if propre(b.titre) not in notes] == []
    assert titres
    lu = texte_pdf(document(voulu, entrepot(), contours(), JOUR))
    attendus = {" ".join(lisible(propre(b.titre)).split()) for b in voulu.blocs}
    assert [t for t in attendus if t not in lu] == []
    livre = openpyxl.load_workbook(io.BytesIO(classeur(voulu, entrepot(), JOUR)))
    assert [f.cell(1, 1).value for f in livre.worksheets[1 : 1 + len(voulu.blocs)]] == [
        propre(b.titre) for b in voulu.blocs
    ]


@pytest.mark.parametrize("hostile", HOSTILES)
def test_un_texte_hostile_reste_un_texte_dans_les_trois_formes(hostile):
    grille = Tableau(hostile, ("Nom", hostile), ((Cellule(hostile), Cellule("3", 3.0, repere=hostile)),))
    blocs = (
        bloc(ligne(hostile, 1.0, unite=hostile, note=hostile), titre=hostile, phrase=hostile, reserves=(hostile,)),
        bloc(genre="tableau", identifiant="g", titre=hostile, grille=grille, definition=hostile),
        bloc(ligne("A", 1.0, categorie="2018", serie=hostile), genre="courbe", identifiant="c", precisions=(hostile,)),
        bloc(ligne(hostile, 1.0), genre="chiffre", identifiant="n"),
    )
    voulu = dossier(*blocs, titre=hostile)
    net = propre(hostile)
    octets = diaporama(voulu, entrepot(), Contours(), JOUR)
    diapos = diapositives(octets)
    assert net in textes(diapos[1])
    assert all("hlinkClick" not in d._element.xml for d in diapos)
    assert classeur_du_graphique(graphiques(diapos[1])[0])[1][0] == net
    for chart in (c for d in diapos for c in graphiques(d)):
        # Le format d'un nombre porte l'unité : rien ne s'y ouvre.
        assert not {"script", "etiquette"} & {e.tag for e in chart._chartSpace.iter()}
        feuille = zipfile.ZipFile(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in feuille
        assert b"hyperlink" not in feuille
    lu = texte_pdf(document(voulu, entrepot(), Contours(), JOUR))
    assert " ".join(imprimable(net).replace("\u00a0", " ").split())[:12] in lu
    fichier = zipfile.ZipFile(io.BytesIO(classeur(voulu, entrepot(), JOUR)))
    feuilles = b"".join(fichier.read(n) for n in fichier.namelist() if n.startswith("xl/worksheets"))
    assert b"<f>" not in feuilles
    assert b"hyperlink" not in feuilles
    livre = openpyxl.load_workbook(io.BytesIO(classeur(voulu, entrepot(), JOUR)))
    case = livre.worksheets[1].cell(LIGNE_TABLE + 1, 1)
    assert (case.value, case.data_type) == (net, "s")


def test_le_recueil_nourrit_chaque_forme_de_tous_les_genres():
    genres = {b.genre for b in tous_les_blocs(entrepot()).values()}
    assert {"barres", "courbe", "carte", "tableau", "chiffre", "texte"} <= genres
