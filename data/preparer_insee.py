"""Prépare les tables de l'Insee : `python -m data.preparer_insee DOSSIER`.

DOSSIER contient les fichiers officiels (ou des sous-dossiers qui les contiennent). La
commande réécrit les lignes de l'Insee dans `valeurs.csv`, garde toutes les autres, et
dit ce qu'elle a lu. Rejouée sur le même dossier, elle donne les mêmes octets.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data.choix_sources import alleger, est_insee, marquer
from data.distribution_insee import COLONNES_DISTRIBUTION, COLONNES_RANGS, distribution, medianes
from data.dossiers import dossier_tables
from data.ecriture_csv import remplacer, texte_csv
from data.extraction_insee import (
    LigneValeur,
    colonne_comparateur,
    extraire_comparateurs,
    extraire_ensemble,
    extraire_long,
    extraire_quartiers,
    verifier_colonnes,
)
from data.fautes import Faute
from data.formats import nombre, pluriel
from data.lecture_csv import lire_table
from data.lecture_insee import Fichier, Tableau, csv_du_dossier, lire_fichier, reconnaitre
from data.nomenclature_insee import Nomenclature, charger
from data.schemas.tables import PAR_NOM
from data.secret_statistique import Fuite, fuites, masquer
from data.sources_insee import completer_sources

EXTRAIT_LONG = "comparateurs_long.csv"
ENSEMBLE_COMMUNE = "QPV-CARCASSONNE"
_COLONNES_LONGUES = (
    "niveau,code,nom,indicateur,libelle,annee_ou_fichier,valeur,unite,fichier,colonne,remarque".split(",")
)


@dataclass(slots=True)
class Preparation:
    """Ce qui a été lu : les lignes à écrire, et de quoi rendre compte.

    lectures : nom de fichier -> (lignes lues, valeurs, secrets, non disponibles).
    """

    tableaux: list[Tableau] = field(default_factory=list)
    lignes: list[LigneValeur] = field(default_factory=list)
    fautes: list[Faute] = field(default_factory=list)
    lectures: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    ignores: list[str] = field(default_factory=list)
    laissees: int = 0
    masquees: list[Fuite] = field(default_factory=list)


def preparer(dossier: Path, nomenclature: Nomenclature, territoires: Sequence[dict[str, str]]) -> Preparation:
    """Lit tous les fichiers du dossier. Ne lève rien, n'écrit rien : les fautes sont dans le résultat.

    territoires : les lignes de `territoires.csv`.
    """
    codes = {t["code"] for t in territoires}
    quartiers = {
        t["code"]: t["parent"] for t in territoires if t["type"] == "qpv" and t["geographie"] == "2015"
    }
    prepare = Preparation()
    vus: dict[str, bytes] = {}
    for chemin in csv_du_dossier(dossier):
        fichier = reconnaitre(chemin)
        if fichier is None and chemin.name != EXTRAIT_LONG:
            prepare.ignores.append(chemin.name)
            continue
        contenu = chemin.read_bytes()
        if chemin.name in vus:
            if vus[chemin.name] != contenu:
                prepare.fautes.append(
                    Faute(
                        chemin.name,
                        None,
                        "",
                        "deux fichiers de ce nom ont des contenus différents.",
                        "un seul des deux dans le dossier.",
                    )
                )
            continue
        vus[chemin.name] = contenu
        _lire_extrait(chemin, nomenclature, codes, prepare) if fichier is None else _lire_officiel(
            fichier, nomenclature, quartiers, codes, prepare
        )
    prepare.lignes += medianes([t for t in prepare.tableaux if t.fichier.base != "FILO_DISP"], nomenclature)
    prepare.lignes = _sans_double(prepare.lignes)
    prepare.lignes, prepare.masquees = masquer(alleger(prepare.lignes))
    return prepare


def _lire_officiel(
    fichier: Fichier,
    nomenclature: Nomenclature,
    quartiers: dict[str, str],
    codes: set[str],
    prepare: Preparation,
) -> None:
    """Lit un fichier officiel ; une faute et il est mis de côté tout entier."""
    tableau = lire_fichier(fichier)
    if isinstance(tableau, Faute):
        prepare.fautes.append(tableau)
        return
    comparateur = fichier.base == "FILO_DISP"
    fautes = (
        _manques_comparateur(tableau, nomenclature)
        if comparateur
        else verifier_colonnes(tableau, nomenclature)
    )
    lignes: list[LigneValeur] = []
    if not fautes:
        try:
            if comparateur:
                lignes = extraire_comparateurs(tableau, nomenclature, codes)
            else:
                lignes, fautes = extraire_quartiers(tableau, nomenclature, quartiers, ENSEMBLE_COMMUNE)
                lignes += extraire_ensemble(tableau, nomenclature)
                if not any(ligne["territoire"] in quartiers for ligne in lignes):
                    fautes.append(
                        Faute(
                            fichier.nom,
                            None,
                            "CODGEO",
                            "aucun des quartiers de territoires.csv n'y figure.",
                            f"les codes {', '.join(quartiers)}.",
                        )
                    )
        except ValueError as erreur:
            fautes.append(Faute(fichier.nom, None, "", str(erreur), "un nombre ou une case vide."))
    if fautes:
        prepare.fautes += fautes
        return
    prepare.tableaux.append(tableau)
    _compter(fichier.nom, len(tableau.lignes), lignes, prepare)


def _manques_comparateur(tableau: Tableau, nomenclature: Nomenclature) -> list[Faute]:
    return [
        Faute(
            tableau.fichier.nom,
            1,
            v.nom,
            "la colonne manque.",
            f"{v.nom}{tableau.fichier.annee % 100:02d} ou {v.nom}.",
        )
        for v in nomenclature.pour(tableau.fichier)
        if not colonne_comparateur(v, tableau)
    ]


def _lire_extrait(chemin: Path, nomenclature: Nomenclature, codes: set[str], prepare: Preparation) -> None:
    """Lit l'extrait long des comparateurs."""
    table = lire_table(chemin, _COLONNES_LONGUES)
    if table.fautes:
        prepare.fautes += table.fautes
        return
    enregistrements = table.cadre.to_dict("records")
    try:
        lignes, prepare.laissees = extraire_long(
            enregistrements, nomenclature, codes, lambda nom: reconnaitre(chemin.with_name(nom))
        )
    except ValueError as erreur:
        prepare.fautes.append(
            Faute(chemin.name, None, "valeur", str(erreur), "un nombre et une année cohérents.")
        )
        return
    _compter(chemin.name, len(enregistrements), lignes, prepare)


def _compter(nom: str, lues: int, lignes: list[LigneValeur], prepare: Preparation) -> None:
    statuts = Counter(ligne["statut"] for ligne in lignes)
    prepare.lectures[nom] = (lues, statuts["publie"], statuts["secret"], statuts["non_disponible"])
    prepare.lignes += lignes


def _sans_double(lignes: list[LigneValeur]) -> list[LigneValeur]:
    """Une seule ligne par clé de table : le fichier officiel, lu après l'extrait, l'emporte sur lui."""
    cle = PAR_NOM["valeurs"].cle
    return list({tuple(ligne[c] for c in cle): ligne for ligne in lignes}.values())


def assembler(nouvelles: Sequence[LigneValeur], presentes: Sequence[LigneValeur]) -> list[LigneValeur]:
    """La table complète, triée : les lignes neuves, et celles que ce dossier ne remplace pas.

    Une source de l'Insee relue remplace toutes ses anciennes lignes ; une source absente
    du dossier garde les siennes, pour qu'un millésime de plus n'efface pas les autres.
    """
    relues = {ligne["source"] for ligne in nouvelles}
    # Une répétition allégée n'a plus de ligne à elle : son fichier cité en note vaut relecture.
    gardees = [ligne for ligne in presentes if not (est_insee(ligne) and ligne["source"] in relues)]
    cle = PAR_NOM["valeurs"].cle
    return sorted(marquer([*gardees, *nouvelles]), key=lambda ligne: tuple(ligne[c] for c in cle))


def _lire(tables: Path, nom: str) -> tuple[list[dict[str, str]], tuple[Faute, ...]]:
    attendue = PAR_NOM[nom]
    table = lire_table(tables / attendue.fichier, attendue.colonnes)
    return ([] if table.cadre is None else table.cadre.to_dict("records")), table.fautes


def rendre_compte(prepare: Preparation, ecrire=print) -> None:
    """Le compte rendu en français : par fichier, puis par indicateur, puis ce qui mérite l'attention."""
    ecrire("Fichiers lus :")
    for nom, (lues, valeurs, secrets, manques) in prepare.lectures.items():
        ecrire(
            f"  {nom} : {nombre(lues)} {pluriel(lues, 'ligne')}, {nombre(valeurs)} {pluriel(valeurs, 'valeur')}, "
            f"{secrets} {pluriel(secrets, 'secret')}, {manques} non {pluriel(manques, 'disponible')}"
        )
    ecrire("Lignes par indicateur (quartiers et comparateurs) :")
    compte = Counter(ligne["indicateur"] for ligne in prepare.lignes)
    for indicateur, combien in sorted(compte.items()):
        ecrire(f"  {indicateur} : {nombre(combien)}")
    if prepare.laissees:
        ecrire(
            f"{EXTRAIT_LONG} : {prepare.laissees} enregistrements laissés de côté (bornes basses, ensembles relus "
            "dans les fichiers, indicateurs sans équivalent pour les quartiers)."
        )
    if prepare.ignores:
        ecrire(f"Fichiers laissés de côté, d'un nom inconnu : {', '.join(prepare.ignores)}.")
    for fuite in prepare.masquees:
        ecrire(
            f"Valeur tue par nos soins : {fuite.territoire}, {fuite.indicateur}, {fuite.modalite or 'ensemble'}, {fuite.annee}."
        )


def executer(dossier: Path, partiel: bool) -> int:
    """La commande : 0 si tout est écrit, 1 avec une phrase par faute sinon."""
    tables = dossier_tables()
    if not dossier.is_dir():
        return _refuser(
            [f"Le dossier « {dossier} » n'existe pas. Attendu : le dossier des fichiers csv de l'Insee."]
        )
    nomenclature, fautes = charger(tables)
    territoires, fautes_territoires = _lire(tables, "territoires")
    if nomenclature is None or fautes_territoires:
        return _refuser([f.phrase() for f in (*fautes, *fautes_territoires)])
    prepare = preparer(dossier, nomenclature, territoires)
    rendre_compte(prepare)
    for faute in prepare.fautes:
        _dire(faute.phrase())
    if not prepare.lignes:
        return _refuser(
            [
                "Aucun fichier de l'Insee utilisable (DEMO_2022.csv, FILO_2019.csv…) dans ce dossier. Rien n'a changé."
            ]
        )
    if prepare.fautes and not partiel:
        return _refuser(
            ["Rien n'a été écrit. Corrigez, ou ajoutez --partiel pour écrire les autres fichiers."]
        )
    fautes = _ecrire(tables, prepare, nomenclature, territoires)
    if fautes:
        return _refuser([*(f.phrase() for f in fautes), "Rien n'a été écrit."])
    return 1 if prepare.fautes else 0


def _ecrire(
    tables: Path, prepare: Preparation, nomenclature: Nomenclature, territoires: Sequence[dict[str, str]]
) -> tuple[Faute, ...]:
    """Réécrit les tables d'un seul geste, ou rend les fautes qui l'en empêchent."""
    presentes, fautes = _lire(tables, "valeurs") if (tables / "valeurs.csv").exists() else ([], ())
    sources, fautes_sources = _lire(tables, "sources") if (tables / "sources.csv").exists() else ([], ())
    if fautes or fautes_sources:
        return (*fautes, *fautes_sources)
    valeurs = assembler(prepare.lignes, presentes)
    restantes = fuites(valeurs)
    for fuite in restantes:
        _dire(
            f"Attention : {fuite.territoire}, {fuite.indicateur}, {fuite.modalite or 'ensemble'}, {fuite.annee} "
            "se recalcule à partir d'une autre source."
        )
    quartiers = [t["code"] for t in territoires if t["type"] == "qpv" and t["geographie"] == "2015"]
    lus = [t for t in prepare.tableaux if t.fichier.base != "FILO_DISP"]
    quantiles, rangs = distribution(lus, nomenclature, quartiers)
    colonnes = PAR_NOM["valeurs"].colonnes
    textes = {
        tables / "valeurs.csv": texte_csv(colonnes, valeurs),
        tables / "sources.csv": texte_csv(PAR_NOM["sources"].colonnes, completer_sources(sources, valeurs)),
        tables / "distribution_qpv.csv": texte_csv(COLONNES_DISTRIBUTION, quantiles),
        tables / "rangs_qpv.csv": texte_csv(COLONNES_RANGS, rangs),
    }
    try:
        remplacer(textes)
    except OSError as erreur:
        return (
            Faute(
                "valeurs.csv",
                None,
                "",
                f"la table ne s'écrit pas ({erreur.strerror}).",
                "un dossier où écrire.",
            ),
        )
    gardees = sum(1 for ligne in valeurs if not est_insee(ligne))
    _dire(
        f"valeurs.csv : {nombre(len(valeurs))} lignes, dont {nombre(gardees)} qui ne viennent pas de l'Insee, "
        f"{nombre(len(textes[tables / 'valeurs.csv'].encode()) / 1000)} ko."
    )
    return ()


def _dire(phrase: str) -> None:
    sys.stdout.write(phrase + "\n")


def _refuser(phrases: Sequence[str]) -> int:
    for phrase in phrases:
        sys.stderr.write(phrase + "\n")
    return 1


def principal(arguments: Sequence[str] | None = None) -> int:
    """Lit la ligne de commande et l'exécute ; rend le code de sortie."""
    analyseur = argparse.ArgumentParser(
        prog="python -m data.preparer_insee", description="Prépare les tables de l'Insee."
    )
    analyseur.add_argument(
        "dossier", type=Path, metavar="DOSSIER", help="dossier des fichiers csv de l'Insee"
    )
    analyseur.add_argument("--partiel", action="store_true", help="écrire même si un fichier est fautif")
    options = analyseur.parse_args(arguments)
    return executer(options.dossier, options.partiel)


if __name__ == "__main__":
    sys.exit(principal())
