"""L'archive du jeu de données : tables publiques, schémas justes, rien du comité, aucune formule."""

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from components.chargement import entrepot
from components.export_archive import archive
from data.dossiers import dossier_tables
from data.schemas import TABLES
from data.schemas.descriptif import schema_de_table

JOUR = date(2026, 11, 22)


@pytest.fixture(scope="module")
def ouverte() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(archive(entrepot(), JOUR)))


def table(zip_: zipfile.ZipFile, nom: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(zip_.read(f"tables/{nom}.csv").decode())))


def test_chaque_table_connue_est_la_avec_son_schema(ouverte):
    presentes = {t.nom for t in TABLES if (dossier_tables() / t.fichier).is_file()}
    noms = set(ouverte.namelist())
    assert {f"tables/{n}.csv" for n in presentes} <= noms
    assert {f"schemas/{n}.json" for n in presentes} <= noms
    paquet = json.loads(ouverte.read("datapackage.json"))
    assert {r["name"] for r in paquet["resources"]} == presentes
    assert paquet["version"] == entrepot().empreinte


def test_les_valeurs_sont_celles_de_la_table(ouverte):
    with (dossier_tables() / "valeurs.csv").open(encoding="utf-8", newline="") as flux:
        assert [x["valeur"] for x in table(ouverte, "valeurs")] == [x["valeur"] for x in csv.DictReader(flux)]


def test_ce_qui_est_reserve_au_comite_n_y_est_pas(ouverte):
    reservees: list[str] = []
    for attendue in (t for t in TABLES if "diffusion" in t.colonnes):
        with (dossier_tables() / attendue.fichier).open(encoding="utf-8", newline="") as flux:
            toutes = list(csv.DictReader(flux))
        reservees += [x["texte"] for x in toutes if x["diffusion"] != "public"]
        publiques = [x["texte"] for x in toutes if x["diffusion"] == "public"]
        assert [x["texte"] for x in table(ouverte, attendue.nom)] == publiques
    assert len(reservees) >= 5
    contenu = b"".join(ouverte.read(n) for n in ouverte.namelist()).decode(errors="replace")
    assert [t for t in reservees if t in contenu] == []
    assert f"retirées de cette archive : {len(reservees)}." in ouverte.read("LISEZMOI.md").decode()


def test_un_fichier_inconnu_du_dossier_ne_sort_pas(tmp_path):
    (tmp_path / "contacts.csv").write_text("nom,telephone\nX,0600000000\n", encoding="utf-8")
    (tmp_path / "modalites.csv").write_text("modalite,libelle,ordre\nfemmes,=HYPERLINK(1),1\n", encoding="utf-8")
    ouverte = zipfile.ZipFile(io.BytesIO(archive(entrepot(), JOUR, tables=tmp_path, contours=tmp_path / "rien")))
    assert [n for n in ouverte.namelist() if n.startswith("tables/")] == ["tables/modalites.csv"]
    assert table(ouverte, "modalites") == [{"modalite": "femmes", "libelle": "'=HYPERLINK(1)", "ordre": "1"}]
    assert "valeurs.csv" in ouverte.read("LISEZMOI.md").decode()


def test_un_nombre_negatif_n_est_pas_pris_pour_une_formule(tmp_path):
    (tmp_path / "reperes.csv").write_text("repere,valeur\nR1,-3.1\n", encoding="utf-8")
    ouverte = zipfile.ZipFile(io.BytesIO(archive(entrepot(), JOUR, tables=tmp_path, contours=tmp_path)))
    assert table(ouverte, "reperes") == [{"repere": "R1", "valeur": "-3.1"}]


def test_le_schema_dit_types_cles_et_renvois():
    valeurs = schema_de_table(next(t for t in TABLES if t.nom == "valeurs"))
    champs = {c["name"]: c for c in valeurs["fields"]}
    assert [(n, champs[n]["type"]) for n in ("territoire", "annee", "modalite", "valeur")] == [
        ("territoire", "string"),
        ("annee", "string"),
        ("modalite", "string"),
        ("valeur", "number"),
    ]
    assert champs["statut"]["constraints"] == {"required": True}
    assert "constraints" not in champs["valeur"]
    assert valeurs["primaryKey"] == ["territoire", "indicateur", "modalite", "annee", "source"]
    assert {"fields": "source", "reference": {"resource": "sources", "fields": "source"}} in valeurs["foreignKeys"]
    ordre = next(
        c for c in schema_de_table(next(t for t in TABLES if t.nom == "piliers"))["fields"] if c["name"] == "ordre"
    )
    assert ordre["type"] == "integer"


def test_deux_archives_du_meme_jour_sont_identiques():
    assert archive(entrepot(), JOUR) == archive(entrepot(), JOUR)


def test_la_demonstration_est_dite(ouverte):
    assert any(a.statut == "demonstration" for a in entrepot().actions)
    assert "DONNÉES DE DÉMONSTRATION" in ouverte.read("LISEZMOI.md").decode()


def test_aucun_chemin_de_la_machine_n_y_est_ecrit(ouverte):
    contenu = b"".join(ouverte.read(n) for n in ouverte.namelist() if n.endswith((".json", ".md", ".csv")))
    assert str(Path.home()).encode() not in contenu or str(Path.home()) == "/"
