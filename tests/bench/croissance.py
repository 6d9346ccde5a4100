"""Ce que coûtent plus de quartiers et plus d'actions : `python -m tests.bench.croissance [DOSSIER_INSEE]`.

Quartiers : 5, 50, 500 puis les 1 296 de métropole, pris dans les fichiers nationaux de l'Insee de DOSSIER_INSEE (ils ne
sont pas dans le projet ; sans eux, cette partie n'est pas mesurée, et c'est dit). Les tables en sont préparées par la
commande du projet, puis lues. Actions : 500 à 200 000 lignes, écrites dans `actions.csv` d'une copie des données.
Chaque mesure est faite dans un processus neuf ; rien n'est affirmé ici.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from data.insee.lecture import csv_du_dossier
from tests.bench.releve import Releve, imprimer, ms, nombre
from tests.outils.copie import copier
from tests.outils.serveur import RACINE

QUARTIERS = (5, 50, 500, 1296)  # le dernier : tous ceux de métropole
NOTRE_COMMUNE = "Carcassonne"  # ses cinq quartiers sont déjà dans la copie
ACTIONS = (500, 5_000, 20_000, 200_000)
PILIERS = ("cohesion_sociale", "emploi", "cadre_de_vie", "pilotage")
LUES = """
import json, os, sys, time
from data.entrepot import charger
from data.dossiers import dossier_tables
from tests.bench.memoire import memoire_mo
from tests.bench.pages import executer_adresse, mediane_ms
depart = time.perf_counter()
tables = charger(dossier_tables())
lecture = time.perf_counter() - depart
depart = time.perf_counter()
essai = executer_adresse(sys.argv[1])
premiere = time.perf_counter() - depart
page = mediane_ms(essai) / 1000
memoire = memoire_mo(os.getpid())
print(json.dumps({"lecture": lecture, "premiere": premiere, "page": page, "memoire": memoire,
                  "quartiers": len(tables.quartiers()),
                  "faute": tables.fautes[0].phrase() if tables.fautes else ""}))
"""


def _lire(donnees: Path, adresse: str) -> dict[str, Any]:
    """La lecture des tables, la première exécution d'une page, les suivantes, la mémoire, dans un processus neuf."""
    rendu = subprocess.run(
        [sys.executable, "-c", LUES, adresse],
        cwd=RACINE,
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "QPV_DONNEES": str(donnees), "PYTHONIOENCODING": "utf-8"},
    )
    return json.loads(rendu.stdout.splitlines()[-1])


def _mesure(lu: dict[str, Any]) -> str:
    if lu["faute"]:  # une table refusée se lit vite : la compter fausserait la mesure
        return f"refusé : {lu['faute']}"
    return (
        f"lecture {nombre(lu['lecture'], 2)} s ; page {ms(lu['page'])} (la première fois {ms(lu['premiere'])}) ; "
        f"{nombre(lu['memoire'], 0)} Mo"
    )


def _reecrire(chemin: Path, garder, ajouter: list[dict[str, str]]) -> None:
    """La même table, les lignes que `garder` refuse en moins, celles d'`ajouter` en plus."""
    with chemin.open(encoding="utf-8", newline="") as fichier:
        lecteur = csv.DictReader(fichier)
        colonnes = list(lecteur.fieldnames or ())
        lignes = [ligne for ligne in lecteur if garder(ligne)]
    with chemin.open("w", encoding="utf-8", newline="") as fichier:
        plume = csv.DictWriter(fichier, colonnes, lineterminator="\n", restval="")
        plume.writeheader()
        plume.writerows([*lignes, *ajouter])


def quartiers_du_pays(insee: Path) -> list[tuple[str, str, str]]:
    """(code, nom, commune) des quartiers de métropole, d'après le fichier de démographie le plus récent du dossier."""
    chemin = max((c for c in csv_du_dossier(insee) if c.name.startswith("DEMO_")), key=lambda c: c.name)
    with chemin.open(encoding="utf-8-sig", newline="") as fichier:
        lignes = [
            r
            for r in csv.DictReader(fichier, delimiter=";")
            if r["CODGEO"].startswith("QP0") and r["LIB_COM"] != NOTRE_COMMUNE
        ]
    return [(r["CODGEO"], r["LIBGEO"].strip() or r["CODGEO"], r["LIB_COM"].strip()) for r in lignes]


def _territoires(donnees: Path, choisis: list[tuple[str, str, str]]) -> None:
    """Ajoute ces quartiers et leurs communes à nos cinq quartiers ; les communes reçoivent un code de fortune."""
    # Une commune de fortune par quartier : un quartier peut en toucher plusieurs, que ces fichiers ne distinguent pas.
    communes = {code: f"{i:05d}" for i, (code, _, _) in enumerate(choisis, start=90000)}
    neufs = [
        {"code": communes[code], "nom": nom, "nom_court": nom, "type": "commune", "parent": "FR-METRO"}
        for code, _, nom in choisis
    ]
    neufs += [
        {
            "code": c,
            "nom": n,
            "nom_court": n,
            "type": "qpv",
            "parent": communes[c],
            "slug": c.lower(),
            "geographie": "2015",
        }
        for c, n, _ in choisis
    ]
    _reecrire(donnees / "tables" / "territoires.csv", lambda ligne: True, neufs)


def croissance_des_quartiers(insee: Path, racine: Path) -> list[Releve]:
    """Une ligne par nombre de quartiers."""
    tous = quartiers_du_pays(insee)
    lignes = []
    for combien in QUARTIERS:
        donnees = copier(racine / f"quartiers-{combien}")
        _territoires(donnees, tous[: max(0, combien - 5)])
        depart = time.perf_counter()
        prepare = subprocess.run(
            [sys.executable, "-m", "data.preparer_insee", str(insee)],
            cwd=RACINE,
            capture_output=True,
            check=False,
            text=True,
            env={**os.environ, "QPV_DONNEES": str(donnees), "PYTHONIOENCODING": "utf-8"},
        )
        duree = time.perf_counter() - depart
        if prepare.returncode:
            raison = next((x for x in prepare.stdout.splitlines() if "Attendu" in x), prepare.stderr.strip())
            lignes.append(Releve(f"{combien} quartiers", f"préparation refusée : {raison}"))
            continue
        for adresse in ("", "comparaisons"):
            lu = _lire(donnees, adresse)
            quoi = f"{nombre(lu['quartiers'], 0)} quartiers, page /{adresse}"
            suite = f" ; préparation {nombre(duree, 1)} s" if not adresse else ""
            lignes.append(Releve(quoi, _mesure(lu) + suite))
    return lignes


def croissance_des_actions(racine: Path) -> list[Releve]:
    """Une ligne par nombre d'actions, sur la page des crédits."""
    lignes = []
    for combien in ACTIONS:
        donnees = copier(racine / f"actions-{combien}")
        actions = [
            {
                "id_action": f"A{i}", "annee": str(2016 + i % 7), "intitule": f"Action {i}",
                "porteur": f"Association {i % 97}",
                "pilier": PILIERS[i % 4], "quartiers": ("QP011002", "QP011003;QP011005", "tous")[i % 3],
                "financeur": ("État", "Agglomération")[i % 2], "enveloppe": "specifique", "nature": "",
                "montant": f"{500 + i % 900}.50", "statut": "reel", "source": "rapport_2022",
            }
            for i in range(combien)
        ]  # fmt: skip
        _reecrire(donnees / "tables" / "actions.csv", lambda ligne: False, actions)
        lu = _lire(donnees, "credits")
        lignes.append(Releve(f"{nombre(combien, 0)} actions, page /credits", _mesure(lu)))
    return lignes


def releves(insee: Path | None = None) -> list[Releve]:
    """Les lignes du tableau des performances ; sans fichiers nationaux, dit que les quartiers ne sont pas mesurés."""
    with tempfile.TemporaryDirectory(prefix="qpv-croissance-") as provisoire:
        racine = Path(provisoire)
        if insee is None:
            quartiers = [Releve("plus de quartiers", "non mesuré : il faut les fichiers nationaux de l'Insee")]
        else:
            quartiers = croissance_des_quartiers(insee, racine)
        return [*quartiers, *croissance_des_actions(racine)]


def main() -> int:
    """Imprime le tableau."""
    return imprimer(releves(Path(sys.argv[1]) if len(sys.argv) > 1 else None))


if __name__ == "__main__":
    sys.exit(main())
