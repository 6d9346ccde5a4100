"""`python -m data.importer valeurs` : ce qui entre, ce qui se montre, ce qui se garde."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from data.entrepot import charger
from data.importation.historique import remplacer_en_gardant, versions
from data.importer import main
from tests.outils.classeurs import ecrire_csv, ecrire_xlsx
from tests.outils.suivi import dit
from tests.outils.tables import TABLES

ENTETE = "Quartier;Indicateur;Année;Valeur;Statut;Source;Référence;Note\n"


def lignes(donnees: Path, table: str = "valeurs") -> list[dict[str, str]]:
    with (donnees / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def trouver(donnees: Path, territoire: str, annee: str, source: str) -> dict[str, str]:
    """La seule ligne de ce territoire, de cette année et de cette source."""
    (trouvee,) = [
        r for r in lignes(donnees) if (r["territoire"], r["annee"], r["source"]) == (territoire, annee, source)
    ]
    return trouvee


def importer(donnees: Path, corps: str, *options: str) -> int:
    return main(["valeurs", str(ecrire_csv(donnees / "saisie.csv", ENTETE + corps)), *options])


def test_une_valeur_nouvelle_sans_source_vient_de_l_equipe(donnees, capsys):
    assert importer(donnees, "La Conte;Pauvreté;2021;60,9 %;;;;\n") == 0
    assert trouver(donnees, "QP011002", "2021", "equipe") == {
        "territoire": "QP011002",
        "indicateur": "taux_pauvrete",
        "modalite": "",
        "annee": "2021",
        "valeur": "60.9",
        "statut": "publie",
        "valeur_publiee": "",
        "source": "equipe",
        "reference": "Fichier de l'équipe : saisie.csv",
        "note": "",
    }
    (fiche,) = [r for r in lignes(donnees, "sources") if r["source"] == "equipe"]
    assert (fiche["producteur"], len(fiche["consulte_le"])) == ("Équipe du contrat de ville", 10)
    dites = dit(capsys)
    assert dites[:5] == ["saisie.csv :", "1 ligne lue", "0 laissée vide", "1 gardée", "0 rejetée"]
    equipe = "« Valeurs fournies par l'équipe du contrat de ville »"
    assert f"La Conte, Pauvreté, 2021 (source {equipe}) : 60,9 % (publié)" in dites
    assert charger().fautes == ()


def test_rejouer_le_meme_fichier_ne_change_rien(donnees, capsys):
    corps = "La Conte;Pauvreté;2021;60,9 %;;;;\nCarcassonne;population;2018;46031;corrigé;rapport_2022;;relu\n"
    assert importer(donnees, corps) == 0
    avant = (donnees / "tables" / "valeurs.csv").read_bytes()
    capsys.readouterr()
    assert importer(donnees, corps) == 0
    assert dit(capsys)[-5:] == [
        "Dans valeurs.csv :",
        "0 valeur nouvelle",
        "0 valeur révisée",
        "2 valeurs déjà en place",
        "Tout est déjà en place. Rien n'a été changé.",
    ]
    assert (donnees / "tables" / "valeurs.csv").read_bytes() == avant
    assert len(list((donnees / "historique").glob("2*"))) == 1


def test_corriger_un_chiffre_imprime_le_garde_a_cote(donnees, capsys):
    """Le rapport imprime 61 pour La Conte (jeu d'essai) ; la correction n'en dit que 60,5."""
    assert importer(donnees, "La Conte;Pauvreté;2019;60,5;corrigé;rapport_2022;;relu à la source\n") == 0
    ligne = trouver(donnees, "QP011002", "2019", "rapport_2022")
    assert [ligne[c] for c in ("valeur", "statut", "valeur_publiee", "reference", "note")] == [
        "60.5",
        "corrige",
        "61",
        "ch. 4",
        "relu à la source ; reçu dans saisie.csv",
    ]
    ecart = "La Conte, Pauvreté, 2019 (source « Rapport ») : 61 % (publié) → 60,5 % (corrigé, imprimé 61 %)"
    assert ecart in dit(capsys)


def test_corriger_une_correction_garde_le_chiffre_imprime_et_la_premiere_raison(donnees):
    """46 031 corrigeait 4 631 : une seconde correction garde 4 631, pas 46 031."""
    assert importer(donnees, "11069;population;2018;46 032;corrigé;rapport_2022;;recompté\n") == 0
    ligne = trouver(donnees, "11069", "2018", "rapport_2022")
    assert (ligne["valeur"], ligne["valeur_publiee"]) == ("46032", "4631")
    assert ligne["note"] == "recompté ; chiffre manquant ; reçu dans saisie.csv ; avant : 46031 (corrigé), ch. 4"


def test_une_valeur_revisee_prend_la_reference_du_nouveau_fichier(donnees, capsys):
    """La référence dit où lire le chiffre montré, non celui d'avant ; la note garde celui d'avant, sans l'empiler."""
    assert importer(donnees, "La Conte;Pauvreté;2021;60;;;Tableau de mars, page 2;\n") == 0
    deuxieme = ecrire_csv(donnees / "juin.csv", ENTETE + "La Conte;Pauvreté;2021;60,5;;;;relu\n")
    assert main(["valeurs", str(deuxieme)]) == 0
    ligne = trouver(donnees, "QP011002", "2021", "equipe")
    assert (ligne["valeur"], ligne["reference"]) == ("60.5", "Fichier de l'équipe : juin.csv")
    assert ligne["note"] == "relu ; avant : 60 (publié), Tableau de mars, page 2"
    assert importer(donnees, "La Conte;Pauvreté;2021;secret;;;Courrier de septembre;\n") == 0
    ligne = trouver(donnees, "QP011002", "2021", "equipe")
    assert (ligne["statut"], ligne["reference"]) == ("secret", "Courrier de septembre")
    assert ligne["note"] == "avant : 60,5 (publié), Fichier de l'équipe : juin.csv"
    assert importer(donnees, "La Conte;Pauvreté;2021;61;;;;\n") == 0
    ligne = trouver(donnees, "QP011002", "2021", "equipe")
    assert ligne["note"] == "avant : secret statistique, Courrier de septembre"


def test_une_correction_avec_sa_reference_dit_encore_ou_lire_le_chiffre_imprime(donnees):
    """Le jeu d'essai imprime 61 pour La Conte, au « ch. 4 »."""
    assert importer(donnees, "La Conte;Pauvreté;2019;60,5;corrigé;rapport_2022;Erratum;relu\n") == 0
    ligne = trouver(donnees, "QP011002", "2019", "rapport_2022")
    assert (ligne["valeur_publiee"], ligne["reference"]) == ("61", "Erratum")
    assert ligne["note"] == "relu ; avant : 61 (publié), ch. 4"


def test_la_meme_valeur_avec_une_autre_reference_le_dit(donnees, capsys):
    assert importer(donnees, "La Conte;Pauvreté;2021;60;;;Mars;\n") == 0
    capsys.readouterr()
    assert importer(donnees, "La Conte;Pauvreté;2021;60;;;Juin;\n") == 0
    assert trouver(donnees, "QP011002", "2021", "equipe")["reference"] == "Juin"
    ecart = "même chiffre, la référence « Mars » devient « Juin »"
    assert [x.rpartition(" : ")[2] for x in dit(capsys) if x.startswith("La Conte")] == [ecart]


def test_un_chiffre_imprime_ne_se_remplace_pas(donnees, capsys):
    assert importer(donnees, "La Conte;Pauvreté;2019;60,5;;rapport_2022;;\n") == 1
    dites = dit(capsys)
    attendu = "saisie.csv, ligne 2, colonne « Valeur » : le rapport imprime « 61 » : ce chiffre ne se remplace pas."
    assert [ligne for ligne in dites if ligne.startswith(attendu)] == [
        f"{attendu} Attendu : le statut « corrigé » avec une note, ou une source vide pour donner la valeur "
        "de l'équipe."
    ]
    assert (donnees / "tables" / "valeurs.csv").read_text(encoding="utf-8") == TABLES["valeurs"]


@pytest.mark.parametrize("valeur", ["4631", "4 631"])
def test_revenir_au_chiffre_imprime_est_permis(donnees, valeur):
    assert importer(donnees, f"11069;population;2018;{valeur};publié;rapport_2022;;\n") == 0
    ligne = trouver(donnees, "11069", "2018", "rapport_2022")
    assert (ligne["valeur"], ligne["statut"], ligne["valeur_publiee"]) == ("4631", "publie", "")


def test_l_equipe_passe_devant_le_rapport_mais_derriere_l_insee(donnees, capsys):
    """Carcassonne 2019 : rapport 27. La Conte 2020 : l'Insee dit 58, ajouté au jeu."""
    insee = "QP011002,taux_pauvrete,,2020,58,publie,,insee_filo_2019,FILO,\n"
    (donnees / "tables" / "valeurs.csv").write_text(TABLES["valeurs"] + insee, encoding="utf-8")
    assert importer(donnees, "11069;Pauvreté;2019;26;;;;\nLa Conte;Pauvreté;2020;57;;;;\n") == 0
    entrepot = charger()
    assert (entrepot.mesure("11069", "taux_pauvrete", "2019").valeur) == 26
    assert (entrepot.mesure("QP011002", "taux_pauvrete", "2020").valeur) == 58
    assert trouver(donnees, "11069", "2019", "equipe")["note"] == (
        "retenue automatiquement : valeur fournie par l'équipe"
    )
    assert trouver(donnees, "11069", "2019", "rapport_2022")["note"].startswith("ecartee automatiquement")
    assert trouver(donnees, "QP011002", "2020", "equipe")["note"].startswith("ecartee automatiquement")
    assert any(ligne.startswith("L'Insee reste montré pour 1 de ces valeurs") for ligne in dit(capsys))


def test_une_note_qui_commence_par_retenue_passe_devant_l_insee(donnees):
    insee = "QP011002,taux_pauvrete,,2020,58,publie,,insee_filo_2019,FILO,\n"
    (donnees / "tables" / "valeurs.csv").write_text(TABLES["valeurs"] + insee, encoding="utf-8")
    assert importer(donnees, "La Conte;Pauvreté;2020;57;;;;retenue : enquête plus récente\n") == 0
    assert charger().mesure("QP011002", "taux_pauvrete", "2020").valeur == 57


def test_une_valeur_la_ou_une_source_garde_le_secret_est_signalee(donnees, capsys):
    """Grazailles 2019 est secret dans le jeu (insee_filo_2019)."""
    assert importer(donnees, "QP011006;Pauvreté;2019;52;;;;\n") == 0
    assert any(
        ligne.startswith("Attention : 1 valeur donnée là où une source garde le secret") for ligne in dit(capsys)
    )


def test_une_source_declaree_dans_le_fichier(donnees):
    fichier = ecrire_xlsx(
        donnees / "saisie.xlsx",
        {
            "2021": [
                ["Chiffres de la Caf"],
                [],
                [
                    "valeur",
                    "ANNEE",
                    "territoire",
                    "indicateur",
                    "Titre de la source",
                    "Producteur",
                    "Modalité",
                ],
                [60.5, 2021, "La Conte", "taux_pauvrete", "Caf de l'Aude, 2021", "Caf", None],
            ]
        },
    )
    assert main(["valeurs", str(fichier)]) == 0
    ligne = trouver(donnees, "QP011002", "2021", "caf_de_l_aude_2021")
    assert ligne["reference"] == "Fichier de l'équipe : saisie.xlsx, feuille «\N{NO-BREAK SPACE}2021\N{NO-BREAK SPACE}»"
    assert lignes(donnees, "sources")[-1] == {
        "source": "caf_de_l_aude_2021",
        "producteur": "Caf",
        "titre": "Caf de l'Aude, 2021",
        "millesime": "",
        "licence": "Non précisée",
        "adresse": "",
        "consulte_le": "",
    }


@pytest.mark.parametrize(
    ("separateur", "encodage"),
    [(";", "utf-8"), (",", "utf-8-sig"), ("\t", "cp1252"), (";", "cp1252")],
)
def test_les_csv_des_tableurs(donnees, separateur, encodage):
    """Année et référence accentuées : l'encodage mal deviné ne reconnaîtrait pas la colonne."""
    colonnes = ["Année", "Territoire", "Indicateur", "Valeur", "Référence"]
    valeurs = ["2021", "La Conte", "Pauvreté", '"60,5"', "Évaluation"]
    texte = "\r\n".join(separateur.join(ligne) for ligne in (colonnes, valeurs)) + "\r\n"
    assert main(["valeurs", str(ecrire_csv(donnees / "saisie.csv", texte, encodage))]) == 0
    ligne = trouver(donnees, "QP011002", "2021", "equipe")
    assert (ligne["valeur"], ligne["reference"]) == ("60.5", "Évaluation")


def test_un_statut_sans_valeur_a_la_place_du_nombre(donnees):
    assert importer(donnees, "La Conte;population;2021;secret;;;;\n") == 0
    ligne = trouver(donnees, "QP011002", "2021", "equipe")
    assert (ligne["valeur"], ligne["statut"]) == ("", "secret")


def test_un_texte_piege_reste_un_texte(donnees):
    assert importer(donnees, "La Conte;population;2021;12;;;=1+1;<b>@SOMME</b>\n") == 0
    ligne = trouver(donnees, "QP011002", "2021", "equipe")
    assert (ligne["reference"], ligne["note"]) == ("=1+1", "<b>@SOMME</b>")


def test_l_essai_n_ecrit_rien(donnees, capsys):
    avant = {c.name: c.read_bytes() for c in (donnees / "tables").iterdir()}
    assert importer(donnees, "La Conte;Pauvreté;2021;60;;;;\n", "--essai") == 0
    assert {c.name: c.read_bytes() for c in (donnees / "tables").iterdir()} == avant
    assert not (donnees / "historique").exists()
    assert dit(capsys)[-1] == "Essai seulement. Rien n'a été changé."


def test_annuler_remonte_un_import_a_la_fois(donnees, capsys):
    depart = (donnees / "tables" / "valeurs.csv").read_bytes()
    sources = (donnees / "tables" / "sources.csv").read_bytes()
    assert importer(donnees, "La Conte;Pauvreté;2021;60;;;;\n") == 0
    un = (donnees / "tables" / "valeurs.csv").read_bytes()
    assert importer(donnees, "La Conte;Pauvreté;2021;61;;;;\n") == 0
    deux = (donnees / "tables" / "valeurs.csv").read_bytes()
    capsys.readouterr()
    assert main(["valeurs", "--historique"]) == 0
    assert [ligne.split(" : ")[1].split(" (")[0] for ligne in dit(capsys)] == [
        "valeurs.csv",
        "sources.csv, valeurs.csv",
    ]
    assert main(["valeurs", "--annuler"]) == 0
    assert (donnees / "tables" / "valeurs.csv").read_bytes() == un
    assert main(["valeurs", "--annuler"]) == 0
    assert (donnees / "tables" / "valeurs.csv").read_bytes() == depart
    assert (donnees / "tables" / "sources.csv").read_bytes() == sources
    assert main(["valeurs", "--annuler"]) == 1
    assert dit(capsys)[-1] == "Aucun import à annuler. Rien n'a été changé."
    # Rien n'est perdu : les deux versions ôtées sont gardées.
    otees = {d.joinpath("valeurs.csv").read_bytes() for d in (donnees / "historique").glob("2*")}
    assert otees == {un, deux}


def test_annuler_dit_quand_la_table_a_encore_change(donnees, capsys):
    assert importer(donnees, "La Conte;Pauvreté;2021;60;;;;\n") == 0
    table = donnees / "tables" / "valeurs.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("2021,60,", "2021,59,"), encoding="utf-8")
    capsys.readouterr()
    assert main(["valeurs", "--annuler"]) == 0
    assert dit(capsys)[1].startswith("Attention : la table avait encore changé après cet import")


def test_deux_imports_dans_la_meme_seconde_restent_dans_l_ordre(tmp_path):
    """Le nom du dossier ne compte que les secondes : le second import prend le rang 01."""
    tables, archives = tmp_path / "tables", tmp_path / "historique"
    tables.mkdir()
    instant = dt.datetime(2022, 6, 30, 14, 50, 3, tzinfo=dt.UTC)
    for contenu in ("un", "deux", "trois"):
        remplacer_en_gardant(tables, archives, "valeurs", {"valeurs.csv": contenu}, instant)
    gardees = versions(archives, "valeurs")
    assert [(v.dossier.name, v.quand) for v in gardees] == [
        ("2022-06-30_14-50-03-02_valeurs", "30/06/2022 à 14:50:03"),
        ("2022-06-30_14-50-03-01_valeurs", "30/06/2022 à 14:50:03"),
        ("2022-06-30_14-50-03_valeurs", "30/06/2022 à 14:50:03"),
    ]
    contenus = [[f.read_text(encoding="utf-8") for f in sorted(v.dossier.glob("*.csv"))] for v in gardees]
    assert contenus == [["deux"], ["un"], []]
    assert [v.intacte(tables) for v in gardees[:2]] == [True, False]
