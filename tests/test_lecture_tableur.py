"""Les tables de l'équipe se lisent telles qu'un tableur français les enregistre ; les autres restent strictes."""

import pytest

from data.entrepot import charger
from data.lecture_csv import lire_table
from data.lecture_tableur import en_table
from data.schemas import PAR_NOM, TABLES
from tests.outils.tables import ecrire_tables

D_EQUIPE = {"contestations", "recommandations", "indicateurs_suivis"}
CONTESTATIONS = (
    "territoire;indicateur;modalite;annee;motif;demandeur;date;etat;reponse\r\n"
    'QP011002;taux_pauvrete;;2019;"le bailleur relève 55,5 %, pas 61 ; à revoir";Bailleur;20/11/2026;ouverte;\r\n'
    ";;;;;;;;\r\n"
)


def test_seules_les_tables_de_l_equipe_sont_tolerees():
    assert {t.nom for t in TABLES if t.d_equipe} == D_EQUIPE


@pytest.mark.parametrize("encodage", ["cp1252", "utf-8-sig", "utf-8"])
def test_une_contestation_saisie_dans_un_tableur_est_lue(tmp_path, encodage):
    dossier = ecrire_tables(tmp_path)
    (dossier / "contestations.csv").write_bytes(CONTESTATIONS.encode(encodage))
    tables = charger(dossier)
    assert tables.fautes == ()
    mesure = tables.mesure("QP011002", "taux_pauvrete", "2019")
    assert (mesure.statut, mesure.note) == (
        "conteste",
        "Contesté par Bailleur le 20/11/2026 : le bailleur relève 55,5 %, pas 61 ; à revoir",
    )


def test_les_dates_et_les_nombres_prennent_la_forme_des_tables_pas_les_textes():
    assert en_table("a;b;c\r\n1/2/2026;12,5;le 20/11/2026, 3,5 points\n").split("\n") == [
        "a,b,c",
        '2026-02-01,12.5,"le 20/11/2026, 3,5 points"',
        "",
    ]


def test_une_table_deja_en_forme_ne_change_pas():
    texte = 'a,b\n"x, y",2026-11-20\n'
    assert en_table(texte) == texte


def test_une_ligne_mal_formee_garde_son_numero(tmp_path):
    fichier = tmp_path / "contestations.csv"
    fichier.write_bytes(CONTESTATIONS.replace(";;;;;;;;", "QP011002;taux_pauvrete").encode("cp1252"))
    attendue = PAR_NOM["contestations"]
    lue = lire_table(fichier, attendue.colonnes, attendue.sans_ligne, attendue.d_equipe)
    assert [(f.ligne, f.constat) for f in lue.fautes] == [(3, "la ligne a 2 cellules au lieu de 9.")]
    assert list(lue.cadre["territoire"]) == ["QP011002"]


def test_une_autre_table_reste_stricte(tmp_path):
    dossier = ecrire_tables(tmp_path)
    chemin = dossier / "sources.csv"
    chemin.write_bytes(chemin.read_text(encoding="utf-8").replace(",", ";").encode("cp1252"))
    assert any(f.fichier == "sources.csv" and "point-virgule" in f.constat for f in charger(dossier).fautes)
