"""Les classeurs : une feuille par bloc, des nombres en nombres, des absences en mots, aucune formule."""

import io
from datetime import date

import openpyxl
import pytest

from components.chargement import entrepot
from components.export_classeur import LIGNE_TABLE, SOMMAIRE, classeur
from data.modele import Cellule, Tableau
from data.vues.dossiers_prets import dossier_quartier
from tests.outils.fabrique import bloc, ligne
from tests.outils.fichiers import dossier

JOUR = date(2026, 11, 22)


def ouvrir(*blocs):
    return openpyxl.load_workbook(io.BytesIO(classeur(dossier(*blocs), entrepot(), JOUR)))


def table(feuille) -> list[list]:
    return [[c.value for c in rang] for rang in feuille.iter_rows(min_row=LIGNE_TABLE)]


def test_les_nombres_sont_des_nombres_et_les_absences_des_mots():
    livre = ouvrir(bloc(ligne("A", 53.125), ligne("B", None, "secret"), ligne("C", 0.0, "conteste")))
    lignes = [dict(zip(table(livre.worksheets[1])[0], rang, strict=True)) for rang in table(livre.worksheets[1])[1:]]
    assert [(x["Valeur"], x["Unité"], x["Statut"], x["Année"]) for x in lignes] == [
        (53.125, "%", "publié", "2019"),
        ("secret statistique", "%", "secret statistique", "2019"),
        (0, "%", "contesté", "2019"),
    ]


def test_chaque_feuille_porte_titre_phrase_source_reserves_et_definition():
    feuille = ouvrir(bloc(ligne("A", 1.0), reserves=("Attention.",), definition="Ce que c'est."))["01 Titre"]
    assert [feuille.cell(i, 1).value for i in (1, 2, 4, 5)] == [
        "Titre",
        "Phrase.",
        "Attention.",
        "Définition\u00a0: Ce que c'est.",
    ]
    assert "Données 2019" in feuille.cell(3, 1).value


def test_une_feuille_par_bloc_aux_noms_permis_et_uniques():
    titre = "Un titre [interdit] : avec / des * signes ? et une longueur qui dépasse de loin"
    livre = ouvrir(*(bloc(ligne("A", 1.0), identifiant=f"b{i}", titre=titre) for i in range(3)))
    noms = livre.sheetnames
    assert noms[0] == SOMMAIRE
    assert len({n.lower() for n in noms}) == len(noms) == 1 + 3 + 1  # le sommaire, les blocs, les statuts
    assert all(len(n) <= 31 and not set(n) & set("[]:*?/\\") for n in noms)


def test_une_grille_chiffree_dit_ses_statuts_dans_une_colonne():
    grille = Tableau("G", ("Repère", "Valeur"), ((Cellule("x"), Cellule("7", 7.0, "conteste")),))
    livre = ouvrir(bloc(genre="tableau", grille=grille))
    assert table(livre.worksheets[1]) == [["Repère", "Valeur", "Valeur\u00a0: statut"], ["x", 7, "contesté"]]


def test_la_demonstration_est_dite_sur_la_feuille_et_au_sommaire():
    livre = ouvrir(bloc(ligne("A", 1.0, "demonstration")))
    assert livre.worksheets[1].cell(6, 1).value.startswith("DONNÉES DE DÉMONSTRATION")
    assert any("démonstration" in str(c.value) for rang in livre[SOMMAIRE].iter_rows() for c in rang)


def test_le_portrait_de_fleming_a_toutes_les_valeurs_de_ses_blocs():
    voulu = dossier_quartier(entrepot(), "QP011005")
    livre = openpyxl.load_workbook(io.BytesIO(classeur(voulu, entrepot(), JOUR)))
    assert len(livre.sheetnames) == 1 + len(voulu.blocs) + 2
    for feuille, b in zip(livre.worksheets[1:], voulu.blocs, strict=False):
        if b.lignes:
            place = [c.value for c in feuille[LIGNE_TABLE]].index("Valeur")
            lues = [rang[place] for rang in table(feuille)[1:]]
            ecrites = [v if isinstance(v, (int, float)) else None for v in lues]
            attendues = [x.mesure.valeur for x in b.lignes]
            assert [v is None for v in ecrites] == [v is None for v in attendues], b.identifiant
            connues = [v for v in attendues if v is not None]
            assert [v for v in ecrites if v is not None] == pytest.approx(connues, rel=1e-14), b.identifiant


def test_un_bloc_du_comite_est_refuse():
    with pytest.raises(ValueError, match="réservé au comité"):
        ouvrir(bloc(ligne("A", 1.0), diffusion="comite"))
