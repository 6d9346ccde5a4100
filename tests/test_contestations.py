"""Une contestation marque le chiffre, dit pourquoi, et ne change rien d'autre."""

import pytest

from data.calculs import OperationInterdite, evolution
from data.dossiers import dossier_tables
from data.entrepot import charger
from data.montage import comparer_territoires
from data.preuves import preuves
from tests.outils.lecture_page import lisible
from tests.outils.tables import TABLES, ecrire_tables

ENTETE = "territoire,indicateur,modalite,annee,motif,demandeur,date,etat,reponse\n"
PAUVRETE = "QP011002,taux_pauvrete,,2019,le bailleur compte 55 %,Bailleur,2026-03-12,{etat},{reponse}\n"


def entrepot(dossier, *lignes, **tables):
    return charger(ecrire_tables(dossier, contestations=ENTETE + "".join(lignes), **tables))


def contestee(etat="ouverte", reponse=""):
    return PAUVRETE.format(etat=etat, reponse=reponse)


@pytest.mark.parametrize(
    ("etat", "raison"),
    [
        ("ouverte", "Contesté par Bailleur le 12/03/2026 : le bailleur compte 55 %"),
        ("acceptee", "Contesté, à raison selon l'équipe, par Bailleur le 12/03/2026 : le bailleur compte 55 %"),
    ],
)
def test_la_valeur_reste_et_devient_contestee(tmp_path, etat, raison):
    tables = entrepot(tmp_path, contestee(etat))
    assert tables.fautes == ()
    mesure = tables.mesure("QP011002", "taux_pauvrete", "2019")
    assert (mesure.valeur, mesure.valeur_publiee, mesure.statut, mesure.note) == (61, 61, "conteste", raison)
    # La ville, que personne ne conteste, n'a pas bougé.
    assert tables.mesure("11069", "taux_pauvrete", "2019").statut == "publie"
    # Toutes les portes rendent la même mesure.
    assert tables.derniere("QP011002", "taux_pauvrete") == mesure
    assert [m for m in tables.mesures if m.territoire == "QP011002" and m.indicateur == "taux_pauvrete"] == [mesure]
    assert tables.autres_sources(mesure) == ()


def test_une_contestation_rejetee_ne_marque_rien(tmp_path):
    mesure = entrepot(tmp_path, contestee("rejetee", "vérifié")).mesure("QP011002", "taux_pauvrete", "2019")
    assert (mesure.statut, mesure.valeur_publiee, mesure.note) == ("publie", None, "")


def test_la_raison_se_lit_dans_le_bloc_et_dans_les_preuves(tmp_path):
    tables = entrepot(tmp_path, contestee(reponse="en cours."))
    raison = "Contesté par Bailleur le 12/03/2026 : le bailleur compte 55 % (réponse de l'équipe : en cours)."
    bloc = comparer_territoires(tables, "QP011002", "taux_pauvrete", ("11069",))
    assert f"Valeur contestée (La Conte - Ozanam) : {raison}" in bloc.reserves
    assert bloc.statuts == ("publie", "conteste")
    fiche = dict(preuves(tables, tables.mesure("QP011002", "taux_pauvrete", "2019")))
    assert fiche["Note"] == raison
    assert fiche["Statut"].startswith("contesté. ")


def test_deux_contestations_du_meme_chiffre_se_lisent_toutes_les_deux(tmp_path):
    seconde = "QP011002,taux_pauvrete,,2019,autre période,CCAS,2026-04-02,ouverte,\n"
    note = entrepot(tmp_path, contestee(), seconde).mesure("QP011002", "taux_pauvrete", "2019").note
    assert note.split(" | ") == [
        "Contesté par Bailleur le 12/03/2026 : le bailleur compte 55 %",
        "Contesté par CCAS le 02/04/2026 : autre période",
    ]


def test_ce_que_la_source_imprime_n_est_pas_perdu(tmp_path):
    # valeurs.csv du jeu d'essai : 46 031 habitants, le rapport imprime 4 631.
    ligne = "11069,population,,2018,double compte,Ville,2026-01-05,ouverte,\n"
    mesure = entrepot(tmp_path, ligne).mesure("11069", "population", "2018")
    assert (mesure.valeur, mesure.valeur_publiee, mesure.statut) == (46031, 4631, "conteste")
    assert mesure.note == "chiffre manquant | Contesté par Ville le 05/01/2026 : double compte"


def test_seule_la_mesure_montree_est_contestee(tmp_path):
    # Deux sources pour La Conte : celle de l'Insee est montrée, celle du rapport gardée pour mémoire.
    deux = TABLES["valeurs"] + "QP011002,taux_pauvrete,,2019,60,publie,,insee_filo_2019,FILO,retenue : plus récente\n"
    tables = entrepot(tmp_path, contestee(), valeurs=deux)
    mesure = tables.mesure("QP011002", "taux_pauvrete", "2019")
    assert (mesure.source, mesure.valeur, mesure.statut) == ("insee_filo_2019", 60, "conteste")
    assert mesure.note.startswith("retenue : plus récente | Contesté par Bailleur")
    assert [(m.source, m.statut) for m in tables.autres_sources(mesure)] == [("rapport_2022", "publie")]


def test_aucune_evolution_ne_se_tire_d_un_chiffre_conteste(tmp_path):
    deux = TABLES["valeurs"] + "QP011002,taux_pauvrete,,2015,50,publie,,rapport_2022,ch. 4,\n"
    tables = entrepot(tmp_path, contestee(), valeurs=deux)
    avant, apres = tables.mesures_de("QP011002", "taux_pauvrete", "")
    with pytest.raises(OperationInterdite, match="La valeur de 2019 est contestée"):
        evolution(avant, apres, tables.indicateurs["taux_pauvrete"])


@pytest.mark.parametrize(
    ("ligne", "colonne", "constat"),
    [
        (
            "QP011002,taux_pauvrete,,2013,m,Ville,2026-01-05,ouverte,\n",
            "territoire, indicateur, modalite, annee",
            "aucun chiffre n'est publié pour « QP011002, taux_pauvrete, 2013 ».",
        ),
        # Grazailles est secret : il n'y a pas de chiffre à contester.
        (
            "QP011006,taux_pauvrete,,2019,m,Ville,2026-01-05,ouverte,\n",
            "territoire, indicateur, modalite, annee",
            "aucun chiffre n'est publié pour « QP011006, taux_pauvrete, 2019 ».",
        ),
        ("QP011002,taux_pauvrete,,2019,,Ville,2026-01-05,ouverte,\n", "motif", "la cellule est vide."),
        ("QP011002,taux_pauvrete,,2019,m,Ville,5 janvier,ouverte,\n", "date", "« 5 janvier »"),
        ("QP011002,taux_pauvrete,,2019,m,Ville,2026-01-05,peut-être,\n", "etat", "« peut-être »"),
    ],
)
def test_une_contestation_mal_ecrite_est_dite_et_reste_sans_effet(tmp_path, ligne, colonne, constat):
    tables = entrepot(tmp_path, ligne)
    (faute,) = tables.fautes
    assert (faute.fichier, faute.ligne, faute.colonne) == ("contestations.csv", 2, colonne)
    assert constat in lisible(faute.constat)
    assert {m.statut for m in tables.mesures} == {"publie", "secret", "corrige"}


def test_la_table_livree_n_a_que_son_en_tete():
    lue = (dossier_tables() / "contestations.csv").read_text(encoding="utf-8")
    assert lue.startswith(ENTETE)
    assert [f for f in charger().fautes if f.fichier == "contestations.csv"] == []


def test_un_en_tete_seul_reste_une_faute_ailleurs(tmp_path):
    tables = charger(
        ecrire_tables(
            tmp_path, contestations=ENTETE, piliers="pilier,libelle,libelle_court,nomenclature,ordre,correspondance\n"
        )
    )
    assert [(f.fichier, f.constat) for f in tables.fautes if "en-tête" in f.constat] == [
        ("piliers.csv", "le fichier n'a que sa ligne d'en-tête."),
    ]
