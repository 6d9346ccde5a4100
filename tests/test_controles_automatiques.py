"""Les constats automatiques sur les tables livrées, et leur rapprochement avec le registre."""

from collections import Counter

import pytest

from data.controles import constats, couvertures, lignes, main, non_couverts
from data.dossiers import RACINE
from data.entrepot import charger
from data.schemas.croisements import separer
from tests.outils.dossiers import ages, entrepot, mesure, profil


@pytest.fixture(scope="module")
def tables():
    return charger(RACINE / "data" / "tables")


@pytest.fixture(scope="module")
def trouves(tables):
    return constats(tables)


# --- ce que les vérifications retrouvent seules, et l'entrée qui en parle

ATTENDUS = {
    # 58 + 74 + 74 + 85 + 78 + 83 + 93 = 545, pas 566 ; 6 899 000, pas 6 904 173 ; 1 108 € ; 64 et 69 %.
    ("total_periode", "545/566"): "C002",
    ("total_periode", "6899000/6904173"): "C003",
    ("ordre_de_grandeur", "1108"): "C001",
    ("deux_endroits", "64/69"): "C005",
    # Tranches d'âge : colonnes recopiées, sommes de 90, 93 et 95.
    ("profil_copie", "23/13/41/11/5"): "C025",
    ("profil_copie", "-1/-4/9/3/-12"): "C028",
    ("colonne_decalee", "29/13/39/13/6"): "C029",
    ("parts", "rapport_2022:90"): "C030",
    ("parts", "rapport_2022:95"): "C031",
    ("parts", "rapport_2022:104"): "C071",
    # 18 110 € de 2018 imprimés pour 2019 ; 35 % de 2018 imprimés pour 2017.
    ("autre_annee", "18110/18450"): "C044",
    ("autre_annee", "35/34"): "C050",
    # Fleming absent du total, ou compté pour zéro.
    ("perimetre", "1634/1568/1609"): "C059",
    ("perimetre", "7280/7205"): "C038",
    ("moyenne_de_taux", "rapport_2022:20.6"): "C053",
    ("moyenne_de_taux", "rapport_2022:39.1"): "C052",
    ("denominateur_implicite", "15.8/12.7"): "C039",
    ("saut", "684/808"): "C118",
}


@pytest.mark.parametrize(("attendu", "entree"), ATTENDUS.items(), ids=lambda x: str(x))
def test_un_constat_attendu_est_couvert(tables, trouves, attendu, entree):
    nature, fin = attendu
    cles = [c.cle for c in trouves if c.controle == nature and c.cle.endswith(fin)]
    assert cles
    assert {couvertures(tables)[cle] for cle in cles} == {entree}


def test_aucun_constat_grave_n_est_hors_du_registre(tables, trouves):
    hors = non_couverts(trouves, couvertures(tables))
    assert [c.cle for c in hors if c.gravite == "grave"] == []


def test_aucun_rapprochement_ne_renvoie_a_un_constat_disparu(tables, trouves):
    assert set(couvertures(tables)) - {c.cle for c in trouves} == set()


def test_un_constat_prouve_est_couvert_par_une_entree_au_moins_aussi_grave_que_information(tables, trouves):
    """Une certitude automatique « suspecte » ne peut pas s'appuyer sur une entrée qui n'existe pas."""
    certitudes = {c.controle: c.certitude for c in tables.controles}
    entrees = couvertures(tables)
    prouves = [c for c in trouves if c.certitude == "prouvee" and c.cle in entrees]
    assert {certitudes[entrees[c.cle]] for c in prouves} <= {"prouvee", "tres_probable"}


def test_chaque_constat_cite_ses_deux_valeurs_et_sa_cle_est_unique(trouves):
    assert [c.cle for c in trouves if c.constat.count("«") < 1 or not c.calcul.endswith(".")] == []
    assert [cle for cle, n in Counter(c.cle for c in trouves).items() if n > 1] == []


def test_le_resultat_ne_depend_pas_du_moment(tables, trouves):
    assert constats(tables) == trouves


# --- sur d'autres données


def test_sur_des_tables_vides():
    assert constats(entrepot()) == ()


def test_des_donnees_neuves_sont_dites_hors_du_registre():
    donnees = entrepot(*profil("A", "age", "2030", ages(40, 13, 41, 11, 5)))  # 110
    (neuf,) = constats(donnees)
    texte = "\n".join(lignes((neuf,), couvertures(donnees)))
    assert "[hors registre, grave]" in texte
    assert "1 constat, 1 hors du registre, dont 1 grave." in texte


def test_des_donnees_justes_ne_disent_rien():
    assert constats(entrepot(*profil("A", "age", "2030", ages(30, 13, 41, 11, 5)))) == ()  # 100


# --- la commande


def test_la_commande_reussit_sur_les_tables_livrees(capsys, monkeypatch):
    monkeypatch.delenv("QPV_DONNEES", raising=False)
    assert main(["--strict"]) == 0
    sortie = capsys.readouterr().out
    assert "[C002, grave] Crédits, 2016-2022 : le total imprimé est « 566 actions »" in sortie


def test_la_commande_stricte_echoue_sur_un_constat_grave_nouveau(monkeypatch, capsys):
    faux = entrepot(*profil("A", "age", "2030", ages(40, 13, 41, 11, 5)))
    monkeypatch.setattr("data.controles.charger", lambda _: faux)
    assert (main([]), main(["--strict"])) == (0, 1)
    assert "hors registre" in capsys.readouterr().out


def test_un_argument_inconnu_se_dit(capsys):
    assert main(["--vite"]) == 1
    assert "Argument inconnu : --vite." in capsys.readouterr().err


# --- les valeurs que le registre met en cause le disent

# Les couples (entrée, territoire, indicateur) dont aucune valeur n'a à être contestée, et pourquoi.
EXCEPTIONS = {
    ("C015", "QPV-CARCASSONNE", "abattement_tfpb"): "montants exacts, période fausse",
    ("C081", "QPV-CARCASSONNE", "enquete_habitants_reponses"): "réponses exactes, parts perdues",
    ("C021", "QPV-CARCASSONNE", "population"): "seule l'année d'un titre est fausse, 10 263 est exact",
    ("C022", "QP011006", "population"): "valeur absente du texte, celle de l'Insee est montrée",
    ("C023", "QP011005", "part_femmes"): "57 % est exact pour 2017 ; c'est le rapprochement qui ne l'est pas",
    (
        "C037",
        "QP011005",
        "menages",
    ): "43 % est exact (recensement) ; ce sont les autres quartiers qui diffèrent",
    ("C045", "QPV-CARCASSONNE", "taux_pauvrete"): "aucune valeur : le texte ne chiffre pas l'ensemble",
    ("C047", "QP011005", "revenu_median"): "valeur absente du rapport, celle de l'Insee est montrée",
    ("C050", "QP011002", "taux_emploi"): "33 % est exact pour 2017",
    ("C050", "QP011004", "taux_emploi"): "42 % est exact pour 2017",
    ("C050", "QP011006", "taux_emploi"): "34 % est exact pour 2017",
    ("C053", "QP011005", "part_emplois_precaires"): "nommé parce qu'il manque à la moyenne",
    (
        "C055",
        "QP011002",
        "taux_emploi",
    ): "le titre parle du taux d'emploi, la valeur est celle des emplois précaires",
    **{
        (c, "QP011005", "demandeurs_emploi"): "nommé parce qu'il manque au total"
        for c in ("C059", "C060", "C061", "C062", "C063")
    },
    **{
        (
            "C067",
            q,
            "demandeurs_emploi",
        ): "le titre annonce un départ que la phrase ne prend pas ; valeurs exactes"
        for q in ("QP011002", "QP011003", "QP011004", "QP011006")
    },
    **{
        ("C074", q, "part_demandeurs_emploi_age"): "seul le titre est faux (nombre pour part)"
        for q in ("QP011003", "QP011004", "QP011006")
    },
}


def test_les_valeurs_mises_en_cause_sont_corrigees_ou_contestees(tables):
    marquees = {(m.territoire, m.indicateur) for m in tables.mesures if m.statut in ("corrige", "conteste")}
    visees = {
        (c.controle, territoire, indicateur)
        for c in tables.controles
        if c.certitude == "prouvee"
        for territoire in separer(c.territoire)
        for indicateur in separer(c.indicateur)
    }
    assert {v for v in visees if v[1:] not in marquees} == set(EXCEPTIONS)


def test_les_credits_mis_en_cause_le_disent(tables):
    # C001 : 1 108 € ; C002 : 566 actions ; C003 : 6 904 173 € ; C005 : 69 %.
    marques = {
        (c.annee, c.pilier, c.mesure, c.statut) for c in tables.credits_publies if c.statut in ("corrige", "conteste")
    }
    assert marques == {
        ("2022", "total", "montant", "corrige"),
        ("2016-2022", "total", "actions", "conteste"),
        ("2016-2022", "total", "montant", "conteste"),
        ("2016-2022", "cohesion_sociale", "part", "conteste"),
        ("2016-2022", "cohesion_sociale", "actions", "conteste"),
        ("2016-2022", "hors_cohesion_sociale", "actions", "conteste"),
    }


def test_une_mesure_seule_ne_suffit_pas_a_un_constat():
    assert constats(entrepot(mesure("A", "taux_emploi", "2017", 35.0))) == ()
