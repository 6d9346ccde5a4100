"""La préparation des tables de l'Insee, sur des extraits des fichiers officiels."""

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from data.dossiers import RACINE
from data.ecriture_csv import ecrire_nombre
from data.insee.extraction import extraire_comparateurs
from data.insee.lecture import lire_fichier, lire_nombre, reconnaitre
from data.insee.nomenclature import charger
from data.preparer_insee import principal
from data.versions import lire as lire_journal

EXTRAITS = Path(__file__).parent / "donnees" / "insee"
TABLES = RACINE / "data" / "tables"
NOMENCLATURE = ("variables_insee", "annees_insee", "blocs_insee", "codes_notes_insee", "territoires")
VALEURS = "territoire,indicateur,modalite,annee,valeur,statut,valeur_publiee,source,reference,note"
SOURCES = "source,producteur,titre,millesime,licence,adresse,consulte_le"
RAPPORT = (
    "QP011002,population,,2018,2525,publie,,rapport_2022,Chapitre 4,\n"
    "QP011003,taux_emploi,,2017,25,conteste,25,rapport_2022,Chapitre 4,ecartee : arrondi de 2018\n"
    "QP011005,demandeurs_emploi,,2021-T3,184,publie,,rapport_2022,Chapitre 4,\n"
)


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """Un dossier de données neuf : la nomenclature, trois lignes du rapport, une source."""
    dossier = tmp_path / "tables"
    dossier.mkdir()
    for nom in NOMENCLATURE:
        shutil.copy(TABLES / f"{nom}.csv", dossier)
    (dossier / "valeurs.csv").write_text(f"{VALEURS}\n{RAPPORT}", encoding="utf-8")
    (dossier / "sources.csv").write_text(f"{SOURCES}\nrapport_2022,X,Y,2022,,,\n", encoding="utf-8")
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    return dossier


@pytest.fixture
def fichiers(tmp_path):
    """Une copie des extraits, que l'essai peut abîmer."""
    return Path(shutil.copytree(EXTRAITS, tmp_path / "fichiers"))


def lire(tables):
    with (tables / "valeurs.csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


def trouver(tables, territoire, indicateur, modalite, annee):
    """Les lignes de cette valeur, par source."""
    cle = (territoire, indicateur, modalite, annee)
    return {
        r["source"]: r for r in lire(tables) if (r["territoire"], r["indicateur"], r["modalite"], r["annee"]) == cle
    }


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("12 130", "12130"), ("12\u00a0130", "12130"), ("5\u202f019\u202f573", "5019573"), ("53,1", "53.1"),
        ("41,0", "41"), ("-7,6", "-7.6"), ("0", "0"), ("-0,0", "0"), ("3,667", "3.667"), ("100", "100"),
    ],
)  # fmt: skip
def test_un_nombre_de_l_insee_se_lit_avec_ses_espaces_et_sa_virgule(texte, attendu):
    assert ecrire_nombre(lire_nombre(texte)) == attendu


def test_une_case_vide_n_est_jamais_zero():
    assert lire_nombre("") is None
    assert lire_nombre("\N{NO-BREAK SPACE}") is None
    assert lire_nombre("0") == Decimal(0)


def test_un_texte_n_est_pas_un_nombre():
    with pytest.raises(ValueError, match="n'est pas un nombre"):
        lire_nombre("12a")


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("DEMO_2022.csv", "insee_demo_2022"), ("data_DEMO_2020_V1_QP.csv", "insee_demo_2020"),
        ("data_filo19_qp_revdis.csv", "insee_filo_2019"), ("FILO2019_DISP_COM.csv", "insee_filo_com_2019"),
        ("FILO2017_DISP_METROPOLE.csv", "insee_filo_metro_2017"),
    ],
)  # fmt: skip
def test_un_fichier_se_reconnait_a_son_nom_officiel_ou_raccourci(nom, attendu):
    assert reconnaitre(Path(nom)).source == attendu


def test_un_nom_inconnu_n_est_pas_un_fichier_de_l_insee():
    assert reconnaitre(Path("dictionnaire.csv")) is None


def test_l_annee_du_fichier_n_est_pas_celle_des_donnees(tables, fichiers):
    assert principal([str(fichiers)]) == 0
    # DEMO_2022 : population 2018, recensement 2018, Caf au 31/12/2020 (lus à l'œil dans le fichier).
    assert trouver(tables, "QP011006", "population", "", "2018")["insee_demo_2022"]["valeur"] == "949"
    assert trouver(tables, "QP011006", "part_femmes", "", "2018")["insee_demo_2022"]["valeur"] == "56"
    assert trouver(tables, "QP011006", "allocataires_caf", "", "2020")["insee_demo_2022"]["valeur"] == "405"
    # REVN_2022 : Filosofi 2018, Caf 2020 ; IPRO_2020 : recensement 2016, demandeurs d'emploi fin 2019.
    assert trouver(tables, "QP011002", "part_bas_revenus", "", "2018")["insee_revn_2022"]["valeur"] == "80.7"
    assert trouver(tables, "QP011002", "allocataires_rsa", "", "2020")["insee_revn_2022"]["valeur"] == "277"
    assert trouver(tables, "QP011002", "taux_emploi", "", "2016")["insee_ipro_2020"]["valeur"] == "30.9"
    assert trouver(tables, "QP011002", "demandeurs_emploi", "", "2019")["insee_ipro_2020"]["valeur"] == "420"


def test_les_emplois_precaires_changent_de_nom_de_colonne_mais_pas_d_indicateur(tables, fichiers):
    principal([str(fichiers)])
    avant = trouver(tables, "QP011002", "part_emplois_precaires", "", "2016")["insee_ipro_2020"]
    apres = trouver(tables, "QP011002", "part_emplois_precaires", "", "2017")["insee_ipro_2021"]
    assert (avant["valeur"], avant["reference"]) == ("24.4", "IPRO_2020.csv, TX_TOT_EPREC")
    assert (apres["valeur"], apres["reference"]) == ("29.9", "IPRO_2021.csv, TX_TOT_EDLIM")


def test_la_colonne_a_designe_les_allocataires_ou_les_demandeurs_selon_la_base(tables, fichiers):
    principal([str(fichiers)])
    # DEMO_2021, A = 819 foyers (fin 2019) ; IPRO_2020, A = 304 demandeurs de catégorie A (fin 2019).
    allocataires = trouver(tables, "QP011002", "allocataires_caf", "", "2019")
    demandeurs = trouver(tables, "QP011002", "demandeurs_emploi_a", "", "2019")
    assert {s: r["valeur"] for s, r in allocataires.items()} == {"insee_demo_2021": "819"}
    assert {s: r["valeur"] for s, r in demandeurs.items()} == {"insee_ipro_2020": "304"}


def test_les_codes_de_non_diffusion_donnent_un_statut_et_une_raison_sans_valeur(tables, fichiers):
    principal([str(fichiers)])
    # Fleming, DEMO_2022 : NOTE_CNAF = 5, tout le bloc Caf est vide.
    bloc = trouver(tables, "QP011005", "allocataires_caf", "", "2020")["insee_demo_2022"]
    assert (bloc["valeur"], bloc["statut"]) == ("", "non_disponible")
    assert "code 5" in bloc["note"]
    # La Conte, DEMO_2022 : A_ETUD vide alors que NOTE_CNAF = 0 (effectif trop petit).
    seuil = trouver(tables, "QP011002", "allocataires_caf", "etudiants", "2020")["insee_demo_2022"]
    assert (seuil["valeur"], seuil["statut"]) == ("", "secret")
    assert seuil["note"] == "effectif sous le seuil de diffusion"
    # Grazailles, DEMO_2022 : TX_TOT_ET vide, NOTE_RP = 0 ; le fichier ne dit pas pourquoi.
    muet = trouver(tables, "QP011006", "part_etrangers", "", "2018")["insee_demo_2022"]
    assert (muet["valeur"], muet["statut"]) == ("", "non_disponible")


def test_un_zero_sans_son_temoin_n_est_pas_une_mesure(tables, fichiers):
    principal([str(fichiers)])
    # Grazailles, IPRO_2021 : TX_ET_EDLIM = 0,0 alors que TX_ET_EMPL est vide.
    douteux = trouver(tables, "QP011006", "part_emplois_precaires", "etrangers", "2017")["insee_ipro_2021"]
    assert (douteux["valeur"], douteux["statut"]) == ("", "non_disponible")
    assert douteux["note"] == "le fichier imprime « 0,0 » sans diffuser TX_ET_EMPL : zéro douteux"
    # Un premier décile de revenu déclaré à 0 € reste un vrai zéro (La Conte, REVN_2022, DECUC_D1).
    vrai = trouver(tables, "QP011002", "revenu_declare", "d1", "2018")["insee_revn_2022"]
    assert (vrai["valeur"], vrai["statut"]) == ("0", "publie")


def test_une_valeur_repetee_par_deux_fichiers_n_est_gardee_qu_une_fois(tables, fichiers):
    principal([str(fichiers)])
    lignes = trouver(tables, "QP011003", "population", "", "2018")
    assert list(lignes) == ["insee_demo_2022"]
    assert lignes["insee_demo_2022"]["note"] == "même valeur dans DEMO_2021.csv"


def test_filosofi_detaille_est_retenu_et_le_fichier_revenus_ecarte(tables, fichiers):
    principal([str(fichiers)])
    lignes = trouver(tables, "QP011004", "revenu_median", "", "2018")
    assert {s: r["valeur"] for s, r in lignes.items()} == dict.fromkeys(("insee_filo_2018", "insee_revn_2022"), "14160")
    assert lignes["insee_filo_2018"]["note"].startswith("retenue")
    assert lignes["insee_revn_2022"]["note"].startswith("ecartee")


def test_les_lignes_du_rapport_restent_et_sont_ecartees_si_l_insee_donne_la_meme(tables, fichiers):
    principal([str(fichiers)])
    meme = trouver(tables, "QP011002", "population", "", "2018")
    assert meme["rapport_2022"]["statut"] == "publie"
    assert meme["rapport_2022"]["note"].startswith("ecartee automatiquement")
    assert meme["insee_demo_2022"]["note"].startswith("retenue")
    # Une marque écrite par une personne n'est pas touchée, ni le statut.
    contestee = trouver(tables, "QP011003", "taux_emploi", "", "2017")
    assert (contestee["rapport_2022"]["statut"], contestee["rapport_2022"]["note"]) == (
        "conteste", "ecartee : arrondi de 2018",
    )  # fmt: skip
    assert contestee["insee_ipro_2021"]["valeur"] == "24.4"
    # Sans équivalent dans les fichiers, la ligne du rapport est inchangée.
    assert trouver(tables, "QP011005", "demandeurs_emploi", "", "2021-T3")["rapport_2022"]["note"] == ""


def test_deux_passages_donnent_les_memes_octets(tables, fichiers):
    noms = ("valeurs.csv", "sources.csv", "distribution_qpv.csv", "rangs_qpv.csv")
    assert principal([str(fichiers)]) == 0
    premiers = {nom: (tables / nom).read_bytes() for nom in noms}
    assert principal([str(fichiers)]) == 0
    assert {nom: (tables / nom).read_bytes() for nom in noms} == premiers
    assert b"\r" not in premiers["valeurs.csv"]


def test_un_passage_s_inscrit_au_journal_des_versions_et_le_second_ne_change_rien(tables, fichiers):
    """Les trois lignes du rapport restent : tout le reste de la table est ajouté. Le dossier n'est pas nommé."""
    historique = tables.parent / "historique"
    assert (principal([str(fichiers)]), principal([str(fichiers)])) == (0, 0)
    (version,) = lire_journal(historique, tables).versions
    assert (version.commande, version.sujet, version.fichier) == ("preparer_insee", "valeurs", "")
    assert (version.ajoutes, version.revises, version.retires) == (len(lire(tables)) - 3, 0, 0)
    assert lire_journal(historique, tables).fautes == ()


def test_un_dossier_partiel_ne_fait_pas_perdre_les_autres_millesimes(tables, fichiers):
    principal([str(fichiers)])
    complet = lire(tables)
    for chemin in fichiers.glob("*.csv"):
        if chemin.name != "FILO_2018.csv":
            chemin.unlink()
    assert principal([str(fichiers)]) == 0
    assert lire(tables) == complet


def test_une_colonne_qui_manque_est_nommee_et_rien_n_est_ecrit(tables, fichiers, capsys):
    avant = (tables / "valeurs.csv").read_bytes()
    fautif = fichiers / "FILO_2018.csv"
    fautif.write_text(fautif.read_text(encoding="utf-8").replace("DISP_MED_A18", "MEDIANE"), encoding="utf-8")
    assert principal([str(fichiers)]) == 1
    dit = capsys.readouterr()
    assert (
        "FILO_2018.csv, ligne 1, colonne « DISP_MED_A18 » : la colonne manque (elle donne : revenu_median)." in dit.out
    )
    assert "Rien n'a été écrit." in dit.err
    assert (tables / "valeurs.csv").read_bytes() == avant
    assert principal([str(fichiers), "--partiel"]) == 1
    assert trouver(tables, "QP011002", "demandeurs_emploi", "", "2019")["insee_ipro_2020"]["valeur"] == "420"
    assert "insee_filo_2018" not in {r["source"] for r in lire(tables)}


@pytest.mark.parametrize(
    ("abimer", "phrase"),
    [
        (lambda t: t.replace("NOTE_CNAF", "NOTE_X"), "la colonne de note du bloc « caf » manque"),
        (lambda t: t.replace("2 525", "2 5x5").replace("2\u202f525", "2 5x5"), "n'est pas un nombre"),
        (lambda t: t.replace("CODGEO", "ZONE"), "colonne « CODGEO » : la colonne manque"),
        (lambda t: t.replace("QP0110", "QP0990"), "aucun des quartiers de territoires.csv n'y figure"),
    ],
)
def test_un_fichier_abime_donne_une_phrase_en_francais(tables, fichiers, capsys, abimer, phrase):
    fautif = fichiers / "DEMO_2022.csv"
    fautif.write_text(abimer(fautif.read_text(encoding="utf-8-sig")), encoding="utf-8-sig")
    assert principal([str(fichiers)]) == 1
    assert phrase in capsys.readouterr().out


def test_un_millesime_inconnu_ne_recoit_pas_d_annee_devinee(tables, fichiers, capsys):
    (fichiers / "DEMO_2022.csv").rename(fichiers / "DEMO_2024.csv")
    assert principal([str(fichiers)]) == 1
    assert "DEMO_2024.csv" in (dit := capsys.readouterr().out)
    assert "l'année des données du bloc « population » n'est pas connue" in dit


def test_un_dossier_absent_ou_sans_fichier_de_l_insee_est_refuse(tables, tmp_path, capsys):
    assert principal([str(tmp_path / "nulle_part")]) == 1
    assert "n'existe pas" in capsys.readouterr().err
    assert principal([str(tables)]) == 1
    assert "Aucun fichier de l'Insee utilisable" in capsys.readouterr().err


def test_les_comparateurs_viennent_de_l_extrait_sauf_les_bornes_basses(tables, fichiers):
    principal([str(fichiers)])
    commune = trouver(tables, "11069", "revenu_median", "", "2019")["insee_filo_com_2019"]
    assert (commune["valeur"], commune["reference"]) == ("18450", "FILO2019_DISP_COM.csv, Q219")
    agglo = trouver(tables, "200035715", "revenu_median", "", "2019")["insee_filo_epci_2019"]
    assert agglo["valeur"] == "19610"
    # L'extrait porte un nombre d'allocataires de la commune : somme d'Iris incomplète, donc laissée.
    assert trouver(tables, "11069", "allocataires_caf", "", "2020") == {}


def test_un_fichier_officiel_de_communes_donne_les_memes_lignes_que_l_extrait(tmp_path):
    nomenclature, fautes = charger(TABLES)
    assert fautes == ()
    chemin = tmp_path / "FILO2019_DISP_COM.csv"
    contenu = "CODGEO;LIBGEO;Q219;RD\n11069;Carcassonne;18450;3,6\n11001;Aigues-Vives;s;\n"
    chemin.write_text(contenu, encoding="utf-8")
    lignes = extraire_comparateurs(lire_fichier(reconnaitre(chemin)), nomenclature, {"11069"})
    assert [(r["indicateur"], r["valeur"], r["reference"]) for r in lignes] == [
        ("revenu_median", "18450", "FILO2019_DISP_COM.csv, Q219"),
        ("rapport_interdecile", "3.6", "FILO2019_DISP_COM.csv, RD"),
    ]


def test_la_ligne_ensemble_dit_son_champ(tables, fichiers):
    principal([str(fichiers)])
    # DEMO_2019, ligne Ensemble : 5 019 573 habitants en 2013 ; l'extrait garde un QPV de La Réunion.
    ensemble = trouver(tables, "QPV-FR", "population", "", "2013")["insee_demo_2019"]
    assert ensemble["valeur"] == "5019573"
    assert ensemble["note"] == "ligne « Ensemble » du fichier : QPV de métropole et La Réunion"


def test_les_sources_nouvelles_sont_decrites_les_autres_laissees(tables, fichiers):
    principal([str(fichiers)])
    with (tables / "sources.csv").open(encoding="utf-8", newline="") as fichier:
        sources = {r["source"]: r for r in csv.DictReader(fichier)}
    assert sources["rapport_2022"]["titre"] == "Y"
    assert {r["source"] for r in lire(tables)} == set(sources)
    assert sources["insee_filo_2018"]["licence"] == "Licence Ouverte 2.0"
