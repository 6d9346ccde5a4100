"""Les actions fictives : marges publiées tenues, fiction visible, fabrication reproductible."""

import csv
from collections import defaultdict
from decimal import Decimal

import pytest

from data import demonstration
from data.dossiers import RACINE

TABLES = RACINE / "data" / "tables"
# Rapport d'évaluation de juin 2022, ch. 3, vue synoptique des crédits spécifiques.
MONTANTS = {
    2016: 760_000,
    2017: 1_000_000,
    2018: 844_000,
    2019: 969_000,
    2020: 1_096_000,
    2021: 1_122_000,
    2022: 1_108_000,
}
NOMBRES = {2016: 58, 2017: 74, 2018: 74, 2019: 85, 2020: 78, 2021: 83, 2022: 93}
CONTE = "QP011002"


def lire(chemin):
    with chemin.open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


@pytest.fixture
def dossier(tmp_path, monkeypatch):
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "credits_publies.csv").write_bytes((TABLES / "credits_publies.csv").read_bytes())
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    return tables


@pytest.fixture
def actions(dossier):
    assert demonstration.main() == 0
    return lire(dossier / "actions.csv")


def test_memes_totaux_memes_octets(dossier):
    assert demonstration.main() == 0
    premiers = [(dossier / n).read_bytes() for n in ("actions.csv", "demonstration_marges.csv")]
    assert demonstration.main() == 0
    assert [(dossier / n).read_bytes() for n in ("actions.csv", "demonstration_marges.csv")] == premiers
    assert {c.name for c in dossier.iterdir()} == {
        "credits_publies.csv",
        "actions.csv",
        "demonstration_marges.csv",
    }


def test_la_table_livree_est_celle_de_la_regle(actions, dossier):
    livree = TABLES / "actions.csv"
    if any(x["statut"] == "reel" for x in lire(livree)):
        pytest.skip("de vraies actions ont remplacé la démonstration")
    assert (dossier / "actions.csv").read_bytes() == livree.read_bytes()
    assert (dossier / "demonstration_marges.csv").read_bytes() == (TABLES / "demonstration_marges.csv").read_bytes()


def test_les_montants_annuels_sont_tenus_au_centime(actions):
    sommes = defaultdict(Decimal)
    for x in actions:
        sommes[int(x["annee"])] += Decimal(x["montant"])
    assert sommes == MONTANTS
    assert all(Decimal(x["montant"]) > 0 for x in actions)


def test_les_nombres_annuels_sont_tenus(actions):
    numeros = defaultdict(set)
    for x in actions:
        numeros[int(x["annee"])].add(x["id_action"])
    assert {a: len(n) for a, n in numeros.items()} == NOMBRES


def test_64_pour_cent_a_la_cohesion_sociale_chaque_annee(actions):
    sommes = defaultdict(Decimal)
    for x in actions:
        sommes[int(x["annee"]), x["pilier"]] += Decimal(x["montant"])
    assert {a: sommes[a, "cohesion_sociale"] for a in MONTANTS} == {a: m * Decimal("0.64") for a, m in MONTANTS.items()}


def part_de_la_conte(actions, debut, fin, pilier=None):
    situees = {
        x["id_action"]: x["quartiers"].split(";")
        for x in actions
        if x["quartiers"] != "tous" and debut <= int(x["annee"]) <= fin and pilier in (None, x["pilier"])
    }
    return sum(CONTE in q for q in situees.values()) / len(situees)


def test_la_conte_domine_puis_la_repartition_se_resserre(actions):
    avant, apres = part_de_la_conte(actions, 2016, 2018), part_de_la_conte(actions, 2019, 2022)
    assert 0.40 < avant < 0.55
    # Toujours la première (plus d'un cinquième), mais nettement moins.
    assert 0.20 < apres < avant - 0.10


def test_l_emploi_est_homogene_entre_les_cinq(actions):
    premiers = defaultdict(set)
    for x in actions:
        if x["pilier"] == "emploi" and x["quartiers"] != "tous":
            premiers[x["quartiers"].split(";")[0]].add(x["id_action"])
    assert set(premiers) == set(demonstration.QUARTIERS)
    effectifs = [len(n) for n in premiers.values()]
    # Un tour égal : au plus une action d'écart par année, sept années.
    assert max(effectifs) - min(effectifs) <= 7


def test_des_actions_de_plusieurs_quartiers_et_de_plusieurs_financeurs(actions):
    formes = {x["quartiers"].count(";") + 1 if x["quartiers"] != "tous" else "tous" for x in actions}
    assert formes == {1, 2, "tous"}
    par_action = defaultdict(list)
    for x in actions:
        par_action[x["id_action"]].append(x["financeur"])
    assert {len(f) for f in par_action.values()} == {1, 2, 3}
    assert all(len(set(f)) == len(f) for f in par_action.values())


def test_trois_reconductions_sur_quatre(actions):
    natures = {x["id_action"]: x["nature"] for x in actions}
    # 75 % de 545 = 408,75 : 409 au plus près.
    assert sum(n == "reconduction" for n in natures.values()) == 409


def test_la_fiction_se_voit_sur_chaque_ligne(actions):
    for x in actions:
        assert x["statut"] == x["source"] == "demonstration"
        assert x["id_action"].startswith("DEMO-")
        assert x["intitule"].startswith("Action fictive ")
        assert x["intitule"].endswith(" (démonstration)")
        assert x["porteur"].startswith("Porteur fictif ")
        assert x["financeur"].startswith("Financeur fictif ")
        assert x["theme"].startswith("Thème fictif ")


def test_la_source_de_demonstration_est_declaree():
    sources = {x["source"]: x for x in lire(TABLES / "sources.csv")}
    assert sources["demonstration"]["producteur"] == "Données de démonstration"
    assert "fictives" in sources["demonstration"]["titre"]


def test_ce_qui_cede_est_dit(actions, dossier):
    marges = {x["marge"]: x for x in lire(dossier / "demonstration_marges.csv")}
    # 6 904 173 − 6 899 000 ; 566 − 545 ; 422 × 545 / 566 = 406,3.
    assert {m: x["ecart"] for m, x in marges.items() if x["cede"] == "oui"} == {
        "montant 2016-2022": "-5173",
        "actions 2016-2022": "-21",
        "actions de cohésion sociale 2016-2022": "-16",
        "actions des deux autres piliers 2016-2022": "-5",
    }


def test_de_vraies_actions_ne_sont_jamais_ecrasees(actions, dossier, capsys):
    chemin = dossier / "actions.csv"
    chemin.write_text(
        chemin.read_text(encoding="utf-8").replace("demonstration,demonstration", "reel,suivi", 1),
        encoding="utf-8",
    )
    avant = chemin.read_bytes()
    assert demonstration.main() == 1
    assert chemin.read_bytes() == avant
    assert "vraies actions" in capsys.readouterr().err


def test_sans_totaux_publies_une_phrase(dossier, capsys):
    publies = dossier / "credits_publies.csv"
    publies.write_text(
        "\n".join(x for x in publies.read_text(encoding="utf-8").splitlines() if "422" not in x) + "\n",
        encoding="utf-8",
    )
    assert demonstration.main() == 1
    assert "manque un total publié (cohesion_sociale / actions)" in capsys.readouterr().err
    publies.unlink()
    assert demonstration.main() == 1
    assert "table absente" in capsys.readouterr().err
