"""Le journal des versions : ce que chaque commande a changé aux chiffres et aux actions, et quand.

Deux tables dans `historique/` : `versions.csv` (une ligne par remplacement) et `changements.csv` (une ligne par
chiffre changé). Elles s'écrivent juste avant les tables qu'elles décrivent : si tout s'arrête entre les deux,
l'empreinte d'après n'est celle de rien, et la version est laissée de côté à la lecture. On ne peut donc lire ni un
changement qui n'a pas eu lieu, ni des tables remplacées que le journal ignore.
"""

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path

from data.changements import AJOUTE, RETIRE, REVISE, Changement, actions_de_demonstration, comparer, lignes_de
from data.ecriture_csv import remplacer, texte_csv
from data.fautes import Faute
from data.lecture_csv import lire_table
from data.schemas.attendue import TableAttendue
from data.schemas.tables import PAR_NOM
from data.schemas.validation import controler_colonnes
from data.schemas.versions import CHANGEMENTS, SUJETS, VERSIONS

_LONGUEUR_NOM = 80
Ligne = dict[str, str]


@dataclass(frozen=True, slots=True)
class VersionEcrite:
    """Une ligne de `versions.csv`.

    ajoutes, revises, retires : None si la table d'avant ne se lisait pas, donc ne se comparait pas ;
    demonstration_avant, demonstration_apres : le nombre d'actions de démonstration de la table.
    """

    version: str
    date: dt.datetime
    commande: str
    sujet: str
    fichier: str
    ajoutes: int | None
    revises: int | None
    retires: int | None
    demonstration_avant: int
    demonstration_apres: int
    empreinte_avant: str
    empreinte_apres: str


@dataclass(frozen=True, slots=True, eq=False)
class Journal:
    """Les versions qui ont pris effet, de la plus ancienne à la plus récente, et leurs changements.

    fautes : ce qui ne se lit pas dans le journal ; a_la_main : les sujets (« valeurs ») dont la table a aussi
    changé sans passer par une commande.
    """

    versions: tuple[VersionEcrite, ...] = ()
    changements: tuple[Changement, ...] = ()
    fautes: tuple[Faute, ...] = ()
    a_la_main: tuple[str, ...] = ()


def consigner(
    tables: Path,
    historique: Path,
    sujet: str,
    commande: str,
    textes: Mapping[str, str],
    maintenant: dt.datetime,
    fichier: str = "",
) -> None:
    """Inscrit au journal le remplacement qui va suivre ; s'appelle sous le verrou, juste avant lui.

    textes : nom de fichier → nouveau contenu ; fichier : le nom du fichier donné, gardé sans son chemin. Rien ne
    s'écrit si la table du sujet n'est pas remplacée, ou l'est par elle-même. Lève OSError sans avoir rien abîmé.
    """
    table = PAR_NOM[sujet]
    if table.fichier not in textes:
        return
    chemin, nouveau = tables / table.fichier, textes[table.fichier]
    ancien = chemin.read_bytes() if chemin.exists() else b""
    if ancien == nouveau.encode("utf-8"):
        return
    versions, changements, fautes = _lire(historique)
    if fautes:
        _mettre_de_cote(historique, maintenant)
    numero = _numero(maintenant, sujet, {v["version"] for v in versions})
    avant = lignes_de(ancien.decode("utf-8", errors="replace"), table.colonnes)
    apres = lignes_de(nouveau, table.colonnes)
    trouves = None if avant is None or apres is None else comparer(numero, sujet, avant, apres)
    version = {
        "version": numero,
        "date": maintenant.isoformat(timespec="seconds"),
        "commande": commande,
        "sujet": sujet,
        "fichier": _nom_seul(fichier),
        **{colonne: _compte(trouves, nature) for colonne, nature in _COMPTES.items()},
        "demonstration_avant": str(_demonstration(sujet, avant)),
        "demonstration_apres": str(_demonstration(sujet, apres)),
        "empreinte_avant": _empreinte(ancien),
        "empreinte_apres": _empreinte(nouveau.encode("utf-8")),
    }
    connues = {v["version"] for v in versions}
    # Des changements sans leur version sont le reste d'une écriture interrompue entre les deux tables.
    gardes = (c for c in changements if c["version"] in connues)
    historique.mkdir(parents=True, exist_ok=True)
    remplacer(
        {
            historique / CHANGEMENTS.fichier: texte_csv(
                CHANGEMENTS.colonnes, chain(gardes, map(_en_ligne, trouves or ()))
            ),
            historique / VERSIONS.fichier: texte_csv(VERSIONS.colonnes, [*versions, version]),
        }
    )


def lire(historique: Path, tables: Path) -> Journal:
    """Le journal vérifié. Ne lève rien : un journal absent est vide, ce qui ne s'y lit pas est dans `fautes`."""
    lues, changements, fautes = _lire(historique)
    versions = [_version(ligne) for ligne in lues]
    actuelles = {sujet: _empreinte_du_fichier(tables / PAR_NOM[sujet].fichier) for sujet in SUJETS}
    effectives, a_la_main = _effectives(versions, actuelles)
    noms = {v.version for v in effectives}
    des_versions = tuple(Changement(**c) for c in changements if c["version"] in noms)
    return Journal(effectives, des_versions, (*fautes, *_details_perdus(effectives, des_versions)), a_la_main)


def _effectives(
    versions: Sequence[VersionEcrite], actuelles: Mapping[str, str]
) -> tuple[tuple[VersionEcrite, ...], tuple[str, ...]]:
    """Les versions dont la table a suivi, et les sujets dont la table a aussi changé sans commande."""
    gardees: set[str] = set()
    a_la_main: dict[str, None] = {}
    for sujet in SUJETS:
        suite = [v for v in versions if v.sujet == sujet]
        for rang, version in enumerate(suite, start=1):
            ensuite = suite[rang].empreinte_avant if rang < len(suite) else actuelles[sujet]
            if ensuite == version.empreinte_avant:
                continue  # interrompue : la table est restée celle d'avant
            gardees.add(version.version)
            if ensuite != version.empreinte_apres:
                a_la_main[sujet] = None
    return tuple(v for v in versions if v.version in gardees), tuple(a_la_main)


def _lire(historique: Path) -> tuple[list[Ligne], list[Ligne], tuple[Faute, ...]]:
    """Les lignes saines des deux tables, dans leur ordre, et toutes les fautes."""
    versions, fautes = _lire_une(historique, VERSIONS)
    changements, autres = _lire_une(historique, CHANGEMENTS) if versions or not fautes else ([], ())
    return versions, changements, (*fautes, *autres)


def _lire_une(historique: Path, table: TableAttendue) -> tuple[list[Ligne], tuple[Faute, ...]]:
    chemin = historique / table.fichier
    if not chemin.exists():
        return [], ()
    lue = lire_table(chemin, table.colonnes, sans_ligne=True, entiere=True)
    if lue.cadre is None:
        return [], lue.fautes
    fautes = [*lue.fautes, *controler_colonnes(table, lue.cadre)]
    if any(f.ligne is None for f in fautes):
        return [], tuple(fautes)
    mauvaises = {f.ligne for f in fautes if f.ligne != 1}
    vues: set[tuple[str, ...]] = set()
    lignes = []
    for numero, ligne in zip(lue.cadre.index, lue.cadre.to_dict("records"), strict=True):
        cle = tuple(ligne[c] for c in table.cle)
        if numero in mauvaises:
            continue
        if cle in vues:
            fautes.append(Faute(table.fichier, int(numero), "", "cette ligne est déjà plus haut.", "une seule fois."))
            continue
        vues.add(cle)
        lignes.append(ligne)
    return lignes, tuple(fautes)


def _version(ligne: Mapping[str, str]) -> VersionEcrite:
    comptes = {c: int(ligne[c]) if ligne[c] else None for c in _COMPTES}
    demonstration = {c: int(ligne[c]) for c in ("demonstration_avant", "demonstration_apres")}
    return VersionEcrite(**{**ligne, **comptes, **demonstration, "date": dt.datetime.fromisoformat(ligne["date"])})


def _details_perdus(versions: Iterable[VersionEcrite], changements: Iterable[Changement]) -> tuple[Faute, ...]:
    """Une faute par version dont le nombre de changements n'est pas celui qu'elle annonce."""
    lus: dict[str, int] = {}
    for c in changements:
        lus[c.version] = lus.get(c.version, 0) + 1
    fautes = []
    for v in versions:
        annonces = (v.ajoutes or 0) + (v.revises or 0) + (v.retires or 0)
        if annonces != lus.get(v.version, 0):
            constat = f"{lus.get(v.version, 0)} changements lus pour la version {v.version}."
            fautes.append(Faute(CHANGEMENTS.fichier, None, "", constat, f"les {annonces} que versions.csv annonce."))
    return tuple(fautes)


_COMPTES = {"ajoutes": AJOUTE, "revises": REVISE, "retires": RETIRE}


def _compte(changements: Sequence[Changement] | None, nature: str) -> str:
    return "" if changements is None else str(sum(c.nature == nature for c in changements))


def _demonstration(sujet: str, lignes: Sequence[Ligne] | None) -> int:
    return actions_de_demonstration(lignes or ()) if sujet == "actions" else 0


def _en_ligne(changement: Changement) -> Ligne:
    return {f.name: getattr(changement, f.name) for f in fields(changement)}


def _numero(maintenant: dt.datetime, sujet: str, pris: set[str]) -> str:
    heure = f"{maintenant:%Y-%m-%d_%H-%M-%S}"
    essais = chain((f"{heure}_{sujet}",), (f"{heure}-{n:02d}_{sujet}" for n in range(1, 100)))
    return next(nom for nom in essais if nom not in pris)


def _nom_seul(fichier: str) -> str:
    """Le nom sans son chemin, qui nomme souvent une personne, ni rien qu'un tableur prendrait pour une formule."""
    nom = re.sub(r"[^\w .()-]", "_", re.split(r"[\\/]", fichier)[-1]).lstrip("-. ")
    return " ".join(nom.split())[:_LONGUEUR_NOM]


def _mettre_de_cote(historique: Path, maintenant: dt.datetime) -> None:
    """Un journal abîmé se garde tel quel avant d'être récrit sans ses fautes : rien ne se perd."""
    for table in (VERSIONS, CHANGEMENTS):
        chemin = historique / table.fichier
        if chemin.is_file():
            shutil.copyfile(chemin, historique / f"{table.nom}.abime_{maintenant:%Y-%m-%d_%H-%M-%S}.csv")


def _empreinte(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()[:16] if octets else ""


def _empreinte_du_fichier(chemin: Path) -> str:
    try:
        return _empreinte(chemin.read_bytes())
    except OSError:
        return ""
