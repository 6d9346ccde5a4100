"""Le fichier d'un bloc : un tableur français l'ouvre, lit des nombres, et n'exécute rien."""

import csv
import io

import pytest

from components.export_tableur import csv_du_bloc, neutraliser
from data.blocs import ENTETES, bloc_de_textes, construire, tableau
from data.entrepot import charger
from data.modele import Ligne
from data.vues.credits import Choix, bloc_croise
from data.vues.portraits import chiffres_de_tete
from tests.outils.fabrique import SOURCES, bloc, ligne

E = charger()


def lu(b) -> list[list[str]]:
    """Le fichier relu comme le ferait un tableur réglé en français : UTF-8 avec BOM, « ; »."""
    return list(csv.reader(io.StringIO(csv_du_bloc(b).decode("utf-8-sig"), newline=""), delimiter=";"))


def colonne(b, nom: str) -> list[str]:
    entete, *lignes = [r for r in lu(b) if len(r) > 1]
    return [r[entete.index(nom)] for r in lignes]


def test_l_encodage_et_le_separateur():
    octets = csv_du_bloc(bloc(ligne("Élan", 61)))
    assert octets.startswith(b"\xef\xbb\xbf")
    assert octets.count(b"\xef\xbb\xbf") == 1
    assert octets.decode("utf-8-sig").splitlines()[0] == ";".join(ENTETES)
    assert octets.endswith(b"\r\n")


@pytest.mark.parametrize(
    ("valeur", "decimales", "attendu"),
    [
        (12130.0, 0, "12130"),
        (28.7, 1, "28,7"),
        (33.3, 0, "33,3"),  # l'écran dit 33 % : le fichier garde ce que la source publie
        (3112647.3, 0, "3112647,3"),
        (0.125, 2, "0,125"),
        (0.1 + 0.2, 1, "0,3"),  # sans les traces du calcul binaire (0,30000000000000004)
        (100 / 7, 0, "14,2857142857143"),  # quinze chiffres, ce qu'un tableur garde
        (0.0, 0, "0"),
        (-0.0, 1, "0"),
        (1e-07, 0, "0,0000001"),  # jamais d'exposant
        (6904173, 0, "6904173"),
        (-48.0, 0, "-48"),
        (-3.1, 1, "-3,1"),  # un nombre négatif reste un nombre : signe ordinaire, sans apostrophe
    ],
)
def test_les_nombres_ont_tous_leurs_chiffres_et_une_virgule(valeur, decimales, attendu):
    assert colonne(bloc(ligne("A", valeur, decimales=decimales)), "Valeur") == [attendu]


def test_le_fichier_garde_la_decimale_que_l_ecran_arrondit():
    # IPRO_2022.csv, TX_TOT_EMPL : 33,3 % à La Conte et 43,3 % à la Bastide en 2018 ; l'écran montre 33 % et 43 %.
    lieux = ("QP011002", "QP011004")
    mesures = [E.mesure(lieu, "taux_emploi", "2018") for lieu in lieux]
    b = construire("e", "T", "barres", [Ligne(m.territoire, "S", m.territoire, m, "%", 0) for m in mesures], "P.")
    assert colonne(b, "Valeur") == ["33,3", "43,3"]
    assert colonne(b, "Statut") == ["publié", "publié"]
    assert [x[2].texte for x in tableau(b).lignes] == ["33\u00a0%", "43\u00a0%"]


@pytest.mark.parametrize(
    ("statut", "mot"),
    [
        ("secret", "secret statistique"),
        ("non_disponible", "non disponible"),
        ("non_applicable", "sans objet"),
    ],
)
def test_une_absence_est_un_mot(statut, mot):
    b = bloc(ligne("A", None, statut), ligne("B", 0.0))
    assert colonne(b, "Valeur") == [mot, "0"]
    assert colonne(b, "Statut") == [mot, "publié"]


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ('=HYPERLINK("http://x";"clic")', '\'=HYPERLINK("http://x";"clic")'),
        ("+33 4 68", "'+33 4 68"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        ("  =1+1", "'  =1+1"),
        ("\u00a0=1+1", "'\u00a0=1+1"),
        ("\r\n=1+1", "'  =1+1"),
        ("ligne\nsuite", "ligne suite"),
        ("a=b", "a=b"),
        ("La Conte - Ozanam", "La Conte - Ozanam"),
        ("", ""),
    ],
)
def test_aucune_formule(brut, attendu):
    assert neutraliser(brut) == attendu


def test_une_formule_est_neutralisee_dans_toutes_les_colonnes_de_texte():
    f = "=HYPERLINK(1)"
    b = bloc(ligne(f, 61, serie=f, categorie=f + "2", unite=f, reference=f, note=f, source=f))
    (valeurs,) = lu(b)[1:]
    assert [c for c in valeurs if c.startswith(("=", "+", "-", "@", "\t"))] == []
    assert valeurs.count("'" + f) == 4  # série, unité, source, référence ; la note reçoit un point final
    assert valeurs[ENTETES.index("Note")] == "'=HYPERLINK(1)."


def test_une_formule_est_neutralisee_dans_un_bloc_de_textes():
    b = bloc_de_textes("t", "T", "P.", ("A", "B"), [("=1+1", "-2"), ("x", "y")])
    assert lu(b) == [["A", "B"], ["'=1+1", "'-2"], ["x", "y"]]


def test_un_point_virgule_ou_un_guillemet_ne_decale_pas_les_colonnes():
    b = bloc(ligne("A", 61, note='il dit « oui ; "non" »', reference="p. 1 ; p. 2"))
    assert [len(r) for r in lu(b)] == [len(ENTETES)] * 2
    assert colonne(b, "Référence") == ["p. 1 ; p. 2"]


def test_la_demonstration_est_dite_en_tete_et_a_chaque_ligne():
    b = bloc_croise(E, Choix("total", "montant", 2016, 2022))
    lignes = lu(b)
    assert lignes[0] == ["DONNÉES DE DÉMONSTRATION : ces lignes ne décrivent rien de réel."]
    assert lignes[1] == list(ENTETES)
    assert set(colonne(b, "Statut")) == {"démonstration"}
    assert len(lignes) == 2 + len(b.lignes)


def test_un_bloc_reel_ne_porte_pas_la_mention():
    assert lu(chiffres_de_tete(E, "QP011002")[0])[0] == list(ENTETES)


def test_le_revenu_de_la_conte_dans_son_fichier():
    # FILO_2019 : 12 130 € à La Conte ; FILO2019_DISP_COM et _EPCI : 18 450 et 19 610, cités dans la phrase.
    b = chiffres_de_tete(E, "QP011002")[1]
    valeurs, commune, agglomeration = lu(b)[1:]
    assert (commune[ENTETES.index("Valeur")], agglomeration[ENTETES.index("Valeur")]) == ("18450", "19610")
    fiche = dict(zip(ENTETES, valeurs, strict=True))
    assert (fiche["Valeur"], fiche["Unité"], fiche["Année"], fiche["Statut"]) == ("12130", "€ par an", "2019", "publié")
    assert "FILO_2019" in fiche["Source"]


def test_la_valeur_corrigee_dit_ce_qui_etait_imprime():
    """Rien de publié n'est remplacé en silence : le fichier garde le chiffre imprimé à côté du chiffre retenu."""
    corrigee = ligne("Commune", 46031, "corrige", valeur_publiee=4631, unite="habitants", note="un chiffre manque")
    b = construire("e", "T", "barres", [corrigee], "P.", SOURCES)
    assert "4631" in "".join(lu(b)[1]).replace("\u202f", "").replace(" ", "")
