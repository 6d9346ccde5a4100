"""Chaque façon d'abîmer une table donne la bonne phrase, à la bonne ligne, et rien que celle-là."""

from pathlib import Path

import pytest

from data.annees import cle_annee, est_annee
from data.lecture_csv import citer, lire_table
from data.schemas import TABLES as ATTENDUES
from data.schemas import lire_dossier
from tests.outils.tables import TABLES, changer, ecrire_tables

NOMBRE = "un nombre avec un point décimal, sans espace ni unité (par exemple 12.5), ou rien."
CELLULES = (
    "10 cellules séparées par des virgules ; un texte qui contient une virgule se met entre "
    "guillemets, un nombre décimal prend un point."
)
UTF8 = "un fichier texte CSV enregistré en UTF-8 (« CSV UTF-8 » dans le tableur)."
STATUT = "une cellule vide pour secret, non_disponible ou non_applicable, sinon un nombre."
ENTETE = "territoire,indicateur,modalite,annee,valeur,statut,valeur_publiee,source,reference,note"
CLE = "territoire, indicateur, modalite, annee, source"


def phrases(dossier: Path) -> list[str]:
    """Les fautes du dossier, espaces insécables rendues ordinaires."""
    return [f.phrase().replace("\N{NO-BREAK SPACE}", " ") for f in lire_dossier(dossier).fautes]


def test_un_jeu_sain_ne_dit_rien(tmp_path):
    assert phrases(ecrire_tables(tmp_path)) == []


# (texte ôté, texte mis, ligne, colonne, constat, attendu) dans valeurs.csv
CELLULES_FAUTIVES = [
    ("2019,61,", "2019,6l,", 2, "valeur", "« 6l » contient une lettre, ce n'est pas un nombre.", NOMBRE),
    ("2019,61,", '2019,"6,1",', 2, "valeur", "« 6,1 » est écrit avec une virgule décimale.", NOMBRE),
    ("2019,61,", "2019,nan,", 2, "valeur", "« nan » n'est pas une valeur.", NOMBRE),
    ("2019,61,", "2019,-inf,", 2, "valeur", "« -inf » n'est pas une valeur.", NOMBRE),
    ("2018,2525,", "2018,2 525,", 5, "valeur", "« 2 525 » contient une espace.", NOMBRE),
    ("2019,61,", "2019,61%,", 2, "valeur", "« 61% » contient une unité.", NOMBRE),
    ("2019,61,", "2019,٦١,", 2, "valeur", "« ٦١ » n'est pas un nombre.", NOMBRE),
    ("2019,61,", "2019,101,", 2, "valeur", "« 101 » n'est pas plausible en « % ».", "entre 0 et 100."),
    ("2018,2525", "2018,-5", 5, "valeur", "« -5 » n'est pas plausible en « habitants ».", "au moins 0."),
    ("2019,,secret", "2019,5,secret", 4, "valeur", "le statut « secret » porte la valeur « 5 ».", STATUT),
    ("2019,61,publie", "2019,,publie", 2, "valeur", "la valeur est vide avec le statut « publie ».", STATUT),
    (
        "corrige,4631",
        "corrige,",
        6,
        "valeur_publiee",
        "une valeur corrigée n'a pas sa valeur publiée.",
        "le nombre que la source imprime.",
    ),
    (
        "61,publie,",
        "61,publie,60",
        2,
        "valeur_publiee",
        "le statut « publie » a une valeur publiée « 60 ».",
        "une cellule vide, ou le statut corrige ou conteste.",
    ),
    (
        "chiffre manquant",
        "",
        6,
        "note",
        "une valeur corrigée n'a pas de raison.",
        "la raison de la correction.",
    ),
    (
        "2019,61,publie",
        "2019,61,publié",
        2,
        "statut",
        "« publié » n'est pas un code permis (peut-être « publie »).",
        "l'un de publie, calcule, corrige, conteste, secret, non_disponible, non_applicable.",
    ),
    (
        "2019,61",
        "19,61",
        2,
        "annee",
        "« 19 » n'est pas une année.",
        "une année AAAA ou AAAA-T3 ou AAAA-AAAA, entre 1990 et 2040.",
    ),
    (
        "QP011002,taux",
        "QP011009,taux",
        2,
        "territoire",
        "« QP011009 » est un code inconnu (peut-être « QP011006 »).",
        "un code de la colonne « code » de territoires.csv.",
    ),
    (
        "11069,population",
        "11069,",
        6,
        "indicateur",
        "la cellule est vide.",
        "un code de la colonne « indicateur » de indicateurs.csv.",
    ),
    (
        "insee_filo_2019",
        "insee_filo_2020",
        4,
        "source",
        "« insee_filo_2020 » est un code inconnu (peut-être « insee_filo_2019 »).",
        "un code de la colonne « source » de sources.csv.",
    ),
]


@pytest.mark.parametrize(("ote", "mis", "ligne", "colonne", "constat", "attendu"), CELLULES_FAUTIVES)
def test_une_cellule_fautive(tmp_path, ote, mis, ligne, colonne, constat, attendu):
    dossier = ecrire_tables(tmp_path, valeurs=changer("valeurs", ote, mis))
    assert phrases(dossier) == [f"valeurs.csv, ligne {ligne}, colonne « {colonne} » : {constat} Attendu : {attendu}"]
    # La ligne fautive seule est mise de côté : il en reste quatre sur cinq.
    gardees = {2, 3, 4, 5, 6} - {ligne}
    assert set(lire_dossier(dossier).cadres["valeurs"].index) == gardees


V = TABLES["valeurs"]
# (contenu de valeurs.csv, la seule phrase attendue, lignes gardées ou None si la table est perdue)
FICHIERS_FAUTIFS = {
    "virgule décimale hors guillemets": (
        changer("valeurs", "2019,61,", "2019,6,1,"),
        f"valeurs.csv, ligne 2 : la ligne a 11 cellules au lieu de 10. Attendu : {CELLULES}",
        4,
    ),
    "retour à la ligne": (
        changer("valeurs", "4,chiffre manquant", '4,"chiffre\nmanquant"'),
        "valeurs.csv, ligne 6 : une cellule contient un retour à la ligne (jusqu'à la ligne 7). "
        "Attendu : une cellule sur une seule ligne.",
        4,
    ),
    "guillemet jamais refermé": (
        changer("valeurs", "11069,taux_pauvrete", '"11069,taux_pauvrete'),
        "valeurs.csv, ligne 3 : un guillemet est mal placé ou jamais refermé. Attendu : des cellules "
        'séparées par des virgules, un texte qui contient une virgule étant entre guillemets droits ("…"), '
        'un guillemet intérieur doublé ("").',
        4,
    ),
    "caractère nul": (
        changer("valeurs", "chiffre manquant", "chiffre\0manquant"),
        "valeurs.csv, ligne 6 : la ligne contient un caractère invisible interdit (U+0000). "
        "Attendu : du texte ordinaire, sans caractère de contrôle.",
        4,
    ),
    "colonne absente": (
        changer("valeurs", ",valeur,", ",valeurs,"),
        "valeurs.csv, ligne 1, colonne « valeur » : la colonne manque (peut-être « valeurs »). "
        f"Attendu : l'en-tête {ENTETE}.",
        None,
    ),
    "colonne en double": (
        V.replace(",note\n", ",note,note\n", 1),
        "valeurs.csv, ligne 1, colonne « note » : ce nom de colonne apparaît plusieurs fois. "
        "Attendu : une seule colonne de ce nom.",
        None,
    ),
    "colonne inconnue": (
        "".join(f"{ligne},{'contact' if rang == 0 else 'x'}\n" for rang, ligne in enumerate(V.split("\n")[:-1])),
        "valeurs.csv, ligne 1, colonne « contact » : colonne inconnue, laissée de côté. "
        f"Attendu : les seules colonnes {ENTETE.replace(',', ', ')}.",
        5,
    ),
    "point-virgule": (
        V.replace(",", ";"),
        "valeurs.csv, ligne 1 : le séparateur est le point-virgule. "
        "Attendu : la virgule comme séparateur, et le point pour les décimales.",
        None,
    ),
    "Windows-1252": (
        V.replace("chiffre manquant", "chiffre oublié").encode("cp1252"),
        "valeurs.csv, ligne 6 : le fichier n'est pas en UTF-8 (probablement en Windows-1252, à cause de "
        f"l'octet 0xE9). Attendu : {UTF8}",
        None,
    ),
    "UTF-16": (
        V.encode("utf-16"),
        f"valeurs.csv : le fichier est en UTF-16 (« Texte Unicode » du tableur). Attendu : {UTF8}",
        None,
    ),
    "classeur renommé": (
        b"PK\x03\x04\x14\x00\x06\x00",
        f"valeurs.csv : c'est un classeur de tableur renommé, pas un CSV. Attendu : {UTF8}",
        None,
    ),
    "zéro octet": (
        b"",
        "valeurs.csv : le fichier est vide. Attendu : une ligne d'en-tête, puis les données.",
        None,
    ),
    "en-tête seul": (
        ENTETE + "\n",
        "valeurs.csv : le fichier n'a que sa ligne d'en-tête. Attendu : au moins une ligne de données.",
        0,
    ),
    "ligne en double": (
        V + "QP011002,population,,2018,2526,publie,,rapport_2022,ch. 9,\n",
        f"valeurs.csv, ligne 7, colonne « {CLE} » : la ligne répète la clé de la ligne 5 (QP011002, "
        "population, 2018, rapport_2022). Attendu : une seule ligne par clé (aucune des deux n'est montrée).",
        4,
    ),
    "deux retenues": (
        V.replace("2525,publie,,rapport_2022,ch. 4,", "2525,publie,,rapport_2022,ch. 4,retenue")
        + "QP011002,population,,2018,2526,publie,,insee_filo_2019,FILO,retenue : oui\n",
        "valeurs.csv, ligne 7, colonne « note » : la ligne 5 est déjà retenue pour la même valeur. "
        "Attendu : une seule note qui commence par « retenue », les autres par « ecartee ».",
        4,
    ),
}


@pytest.mark.parametrize("cas", FICHIERS_FAUTIFS)
def test_un_fichier_fautif(tmp_path, cas):
    contenu, phrase, gardees = FICHIERS_FAUTIFS[cas]
    dossier = ecrire_tables(tmp_path, valeurs=contenu)
    assert phrases(dossier) == [phrase]
    cadre = lire_dossier(dossier).cadres.get("valeurs")
    assert (None if cadre is None else len(cadre)) == gardees


@pytest.mark.parametrize(
    "contenu",
    [
        b"\xef\xbb\xbf" + V.encode(),  # marque d'ordre, que le tableur ajoute
        V.replace("\n", "\r\n"),
        V.replace("\n", "\n\n") + ",,,,,,,,,\n",  # lignes vides, ou vidées dans le tableur
        V.replace(",note\n", ",note,,\n", 1),  # colonnes vides à droite
        changer("valeurs", "chiffre manquant", "<script>alert(1)</script>"),  # du texte, rien de plus
        changer("valeurs", "chiffre manquant", '"=HYPERLINK(""http://x"")"'),
    ],
)
def test_ce_qui_est_tolere(tmp_path, contenu):
    dossier = ecrire_tables(tmp_path, valeurs=contenu)
    assert phrases(dossier) == []
    assert lire_dossier(dossier).cadres["valeurs"]["valeur"].tolist() == ["61", "27", "", "2525", "46031"]


def test_toutes_les_fautes_a_la_fois(tmp_path):
    dossier = ecrire_tables(
        tmp_path,
        sans=("sources",),
        valeurs=V.replace("2019,61,", "2019,x,").replace("2018,2525,publie", "18,,perdu"),
        actions=changer("actions", "1500.50", "-3"),
    )
    assert [(f.fichier, f.ligne, f.colonne) for f in lire_dossier(dossier).fautes] == [
        ("sources.csv", None, ""),
        ("valeurs.csv", 2, "valeur"),
        ("valeurs.csv", 5, "annee"),
        ("valeurs.csv", 5, "statut"),
        ("actions.csv", 2, "montant"),
    ]


def test_une_faute_repetee_ne_fait_pas_mille_phrases(tmp_path):
    lignes = "".join(f"QP9,population,,{annee},1,publie,,rapport_2022,ch. 1,\n" for annee in range(2000, 2008))
    fautes = lire_dossier(ecrire_tables(tmp_path, valeurs=V + lignes)).fautes
    assert [(f.ligne, f.colonne) for f in fautes] == [(7, "territoire")]
    assert fautes[0].constat.endswith("De même aux lignes 8, 9, 10, 11, 12… (8 lignes en tout).")


def test_une_faute_de_reference_n_en_fait_pas_naitre_d_autres(tmp_path):
    """Un indicateur mal réglé est une faute ; les valeurs qui s'en servent ne sont pas fautives."""
    dossier = ecrire_tables(tmp_path, indicateurs=changer("indicateurs", "%,0,baisse", "%,beaucoup,baisse"))
    assert phrases(dossier) == [
        "indicateurs.csv, ligne 2, colonne « decimales » : « beaucoup » n'a pas la forme voulue. "
        "Attendu : un nombre de décimales, de 0 à 6."
    ]


@pytest.mark.parametrize(
    ("table", "ote", "mis", "lieu"),
    [
        ("territoires", "11069,grazailles,", "11069,la-conte-ozanam,", (4, "slug")),
        ("territoires", "11069,grazailles", "11070,grazailles", (4, "parent")),
        ("territoires", "11069,grazailles", "11069,credits", (4, "slug")),
        ("territoires", "11069,grazailles", "11069,leaflet", (4, "slug")),
        ("territoires", "11069,grazailles,2015", "11069,,2015", (4, "slug")),
        ("sources", "https://www.insee.fr/fr", "javascript:alert(1)", (3, "adresse")),
        ("indicateurs", "interdite", "rupture:15", (3, "evolution")),
        ("indicateurs", "non,libre", "parfois,libre", (2, "sommable")),
        ("indicateurs", "revenus,cohesion_sociale", "revenus,habitat", (2, "pilier")),
        ("credits_publies", "2016,total", "2016-T1,total", (2, "annee")),
        ("piliers", "emploi,Emploi,Emploi", "emploi,Emploi,", (2, "libelle_court")),
        ("actions", ";QP011006", ";11069", (2, "quartiers")),
        ("actions", "Association,emploi,,tous", "Association,logement,,tous", (3, "pilier")),
        ("actions", "800,reel", "800,demonstration", (3, "statut")),
        ("controles", "C2,information", "C2,anodin", (3, "gravite")),
        ("controles", "QP011002;QP011006", "QP011002;QP7", (2, "territoire")),
    ],
)
def test_les_autres_tables(tmp_path, table, ote, mis, lieu):
    contenu = changer(table, ote, mis)
    fautes = lire_dossier(ecrire_tables(tmp_path, **{table: contenu})).fautes
    assert [(f.fichier, f.ligne, f.colonne) for f in fautes] == [(f"{table}.csv", *lieu)]


@pytest.mark.parametrize("lecture", ["{valer} des logements", "la part est élevée", "{valeur} pour {0}", "{valeur", ""])
def test_une_lecture_doit_dire_son_nombre(tmp_path, lecture):
    # « À La Conte - Ozanam, {valer} des logements en 2022 » se lirait tel quel à l'écran.
    tables = f"indicateur,modalite,lecture\ntaux_pauvrete,,{lecture}\n"
    (faute,) = lire_dossier(ecrire_tables(tmp_path, lectures=tables)).fautes
    assert (faute.fichier, faute.ligne, faute.colonne) == ("lectures.csv", 2, "lecture")
    assert faute.attendu == "un groupe verbal avec {valeur} ou {nombre}, une fois, sans autre accolade."


def test_un_dossier_absent(tmp_path):
    lues = lire_dossier(tmp_path / "tables")
    assert [f.constat for f in lues.fautes] == ["le dossier des tables est introuvable ou illisible."]
    assert lues.absentes == tuple(t.nom for t in ATTENDUES)


def test_un_fichier_sans_droit_de_lecture(tmp_path, monkeypatch):
    def refuser(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuser)
    lue = lire_table(ecrire_tables(tmp_path) / "valeurs.csv", ENTETE.split(","))
    assert [f.constat for f in lue.fautes] == ["le fichier n'a pas le droit d'être lu."]


def test_la_citation_est_coupee_a_60_caracteres():
    assert citer("x" * 61) == "«\N{NO-BREAK SPACE}" + "x" * 59 + "…\N{NO-BREAK SPACE}»"


def test_les_annees():
    assert [a for a in ("2019", "2020-T1", "2021-T5", "2016-2022", "2022-2016", "2101", "19", "") if est_annee(a)] == [
        "2019",
        "2020-T1",
        "2016-2022",
    ]
    # Les effectifs annuels sont ceux du 31 décembre : l'année pleine vient après ses trimestres.
    assert sorted(["2021", "2020", "2021-T3", "2020-T1", "2019"], key=cle_annee) == [
        "2019",
        "2020-T1",
        "2020",
        "2021-T3",
        "2021",
    ]
