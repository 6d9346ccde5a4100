"""Prépare les tables de l'Insee : `python -m data.preparer_insee DOSSIER`.

DOSSIER contient les fichiers officiels (ou des sous-dossiers qui les contiennent). La
commande réécrit les lignes de l'Insee dans `valeurs.csv`, garde toutes les autres, et
dit ce qu'elle a lu. Rejouée sur le même dossier, elle donne les mêmes octets.
"""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from data.arguments import Analyseur
from data.console import dire, refuser, tolerer_les_vieilles_consoles
from data.dossiers import dossier_historique, dossier_tables
from data.ecriture_csv import remplacer, texte_csv
from data.fautes import Faute, raison_systeme
from data.formats import compter, nombre, pluriel
from data.importation.verrou import ImportEnCours, verrou
from data.insee.choix_sources import est_insee, marquer
from data.insee.dispersion import COLONNES_ECARTS_TYPES, COLONNES_MOUVEMENTS, ecarts_types, mouvements
from data.insee.distribution import COLONNES_DISTRIBUTION, COLONNES_RANGS, distribution
from data.insee.dossier import EXTRAIT_LONG, Preparation, preparer, quartiers_2015
from data.insee.nomenclature import Nomenclature, charger
from data.insee.secret_statistique import Fuite, fuites
from data.insee.semblables import COLONNES_SEMBLABLES, semblables
from data.insee.sources import completer_sources
from data.lecture_csv import lire_table
from data.schemas.tables import PAR_NOM
from data.versions import consigner

Ligne = dict[str, str]


def assembler(nouvelles: Sequence[Ligne], presentes: Sequence[Ligne], relues: Collection[str]) -> list[Ligne]:
    """La table complète, triée : les lignes neuves, et celles que ce dossier ne remplace pas.

    relues : les sources que le dossier donne. Elles remplacent toutes leurs anciennes
    lignes ; une source de l'Insee absente du dossier garde les siennes, pour qu'un
    millésime de plus n'efface pas les autres.
    """
    gardees = [ligne for ligne in presentes if not (est_insee(ligne) and ligne["source"] in relues)]
    cle = PAR_NOM["valeurs"].cle
    return sorted(marquer([*gardees, *nouvelles]), key=lambda ligne: tuple(ligne[c] for c in cle))


def _completer(
    chemin: Path,
    colonnes: Sequence[str],
    cle: Sequence[str],
    nouvelles: Sequence[Ligne],
    relues: Collection[str],
) -> str | tuple[Faute, ...]:
    """Le texte d'une table de répartition : même règle que `assembler`, une seule ligne par clé."""
    presentes, fautes = _lire(chemin, colonnes)
    if fautes:
        return fautes
    lignes = {tuple(r[c] for c in cle): r for r in presentes if r["source"] not in relues}
    lignes |= {tuple(r[c] for c in cle): r for r in nouvelles}
    return texte_csv(colonnes, [lignes[c] for c in sorted(lignes)])


def _lire(chemin: Path, colonnes: Sequence[str]) -> tuple[list[Ligne], tuple[Faute, ...]]:
    """Les lignes d'une table ; aucune si elle n'existe pas encore ou n'a que son en-tête."""
    if not chemin.exists():
        return [], ()
    table = lire_table(chemin, colonnes, entiere=True)
    if table.cadre is not None and not table.lues:
        return [], ()
    return ([] if table.cadre is None else table.cadre.to_dict("records")), table.fautes


def rendre_compte(prepare: Preparation) -> list[str]:
    """Le compte rendu en français, ligne à ligne : par fichier, par indicateur, puis le reste."""
    phrases = ["Fichiers lus :"]
    phrases += [
        f"  {nom} : {compter(lues, 'ligne')}, {compter(valeurs, 'valeur')}, "
        f"{secrets} {pluriel(secrets, 'secret')}, {manques} non {pluriel(manques, 'disponible')}"
        for nom, (lues, valeurs, secrets, manques) in prepare.lectures.items()
    ]
    phrases.append("Lignes par indicateur (quartiers et comparateurs) :")
    compte = Counter(ligne["indicateur"] for ligne in prepare.lignes)
    phrases += [f"  {indicateur} : {nombre(combien)}" for indicateur, combien in sorted(compte.items())]
    if prepare.laissees:
        phrases.append(
            f"{EXTRAIT_LONG} : {prepare.laissees} enregistrements laissés de côté (bornes basses, ensembles "
            "relus dans les fichiers, indicateurs sans équivalent pour les quartiers)."
        )
    if prepare.ignores:
        phrases.append(f"Fichiers laissés de côté, d'un nom inconnu : {', '.join(prepare.ignores)}.")
    return [*phrases, *(f"Valeur tue par nos soins : {_ou(f)}." for f in prepare.masquees)]


def _ou(fuite: Fuite) -> str:
    return f"{fuite.territoire}, {fuite.indicateur}, {fuite.modalite or 'ensemble'}, {fuite.annee}"


def executer(dossier: Path, partiel: bool) -> int:
    """La commande : 0 si tout est écrit, 1 avec une phrase par faute sinon."""
    tables = dossier_tables()
    if not dossier.is_dir():
        return refuser([f"Le dossier « {dossier} » n'existe pas. Attendu : le dossier des fichiers csv de l'Insee."])
    nomenclature, fautes = charger(tables)
    attendue = PAR_NOM["territoires"]
    lue = lire_table(tables / attendue.fichier, attendue.colonnes)
    if nomenclature is None or lue.fautes or lue.cadre is None:
        return refuser([f.phrase() for f in (*fautes, *lue.fautes)])
    territoires = lue.cadre.to_dict("records")
    prepare = preparer(dossier, nomenclature, territoires)
    dire((*rendre_compte(prepare), *(f.phrase() for f in prepare.fautes)))
    if not prepare.lignes:
        return refuser(["Aucun fichier de l'Insee utilisable (DEMO_2022.csv…). Rien n'a été écrit."])
    if prepare.fautes and not partiel:
        return refuser(["Rien n'a été écrit. Corriger, ou ajouter --partiel pour garder les autres."])
    fautes = _ecrire(tables, prepare, nomenclature, list(quartiers_2015(territoires)))
    if fautes:
        return refuser([*(f.phrase() for f in fautes), "Rien n'a été écrit."])
    return 1 if prepare.fautes else 0


def _ecrire(
    tables: Path, prepare: Preparation, nomenclature: Nomenclature, quartiers: Sequence[str]
) -> tuple[Faute, ...]:
    """Réécrit les tables d'un seul geste, ou rend les fautes qui l'en empêchent."""
    try:
        # Dès la lecture : un import fait entre elle et l'écriture serait effacé.
        with verrou(dossier_historique()):
            return _remplacer(tables, prepare, nomenclature, quartiers)
    except ImportEnCours:
        return (Faute("valeurs.csv", None, "", "un import est en cours.", "recommencer dans un instant."),)
    except OSError as erreur:
        constat = f"les tables ne s'écrivent pas ({raison_systeme(erreur)})."
        return (Faute("valeurs.csv", None, "", constat, "un dossier de tables où écrire."),)


def _remplacer(
    tables: Path, prepare: Preparation, nomenclature: Nomenclature, quartiers: Sequence[str]
) -> tuple[Faute, ...]:
    colonnes_sources = PAR_NOM["sources"].colonnes
    presentes, fautes = _lire(tables / "valeurs.csv", PAR_NOM["valeurs"].colonnes)
    sources, fautes_sources = _lire(tables / "sources.csv", colonnes_sources)
    relues = {ligne["source"] for ligne in prepare.lignes} | {t.fichier.source for t in prepare.tableaux}
    valeurs = assembler(prepare.lignes, presentes, relues)
    quantiles, rangs = distribution(prepare.officiels, nomenclature, quartiers)
    cle = ("indicateur", "modalite", "annee")
    textes = {
        # D'abord : un arrêt entre deux fichiers laisse une fiche de trop, jamais une valeur sans fiche.
        "sources.csv": texte_csv(colonnes_sources, completer_sources(sources, valeurs)),
        "valeurs.csv": texte_csv(PAR_NOM["valeurs"].colonnes, valeurs),
        "distribution_qpv.csv": _completer(
            tables / "distribution_qpv.csv", COLONNES_DISTRIBUTION, cle, quantiles, relues
        ),
        "rangs_qpv.csv": _completer(tables / "rangs_qpv.csv", COLONNES_RANGS, ("territoire", *cle), rangs, relues),
        **_etalons(tables, prepare, nomenclature, quartiers, relues),
    }
    # Peu de quartiers dans les fichiers : ce qui ne s'y calcule pas reste absent, une table vide serait une faute.
    textes = {nom: t for nom, t in textes.items() if not _vide(t) or (tables / nom).exists()}
    fautes = (*fautes, *fautes_sources, *(f for t in textes.values() if not isinstance(t, str) for f in t))
    if fautes:
        return fautes
    # Des tables toutes neuves n'ont rien changé : leur premier remplissage n'est pas une version.
    # Le dossier des fichiers n'est pas nommé : son chemin, ou son nom, dit souvent celui d'une personne.
    if (tables / "valeurs.csv").exists():
        consigner(tables, dossier_historique(), "valeurs", "preparer_insee", textes, dt.datetime.now().astimezone())
    remplacer({tables / nom: texte for nom, texte in textes.items()})
    dire(f"Attention : {_ou(f)} se recalcule à partir d'une autre source." for f in fuites(valeurs))
    ailleurs = sum(1 for ligne in valeurs if not est_insee(ligne))
    poids = nombre(len(textes["valeurs.csv"].encode()) / 1000)
    combien = f"{nombre(len(valeurs))} lignes, dont {nombre(ailleurs)} d'autres sources que l'Insee"
    dire([f"valeurs.csv : {combien}, {poids} ko."])
    return ()


def _vide(texte: str | tuple[Faute, ...]) -> bool:
    """Vrai pour une table qui n'a que son en-tête."""
    return isinstance(texte, str) and texte.count("\n") == 1


def _etalons(
    tables: Path,
    prepare: Preparation,
    nomenclature: Nomenclature,
    quartiers: Sequence[str],
    relues: Collection[str],
) -> dict[str, str | tuple[Faute, ...]]:
    """Les tables qui disent si un écart est grand, si un mouvement compte, et quels quartiers se ressemblent.

    Un mouvement vient de deux fichiers, une ressemblance de trois : ce qu'un dossier incomplet ne
    permet pas de refaire reste tel quel.
    """
    officiels = prepare.officiels
    textes = {
        "ecarts_types_qpv.csv": _completer(
            tables / "ecarts_types_qpv.csv",
            COLONNES_ECARTS_TYPES,
            ("indicateur", "modalite", "annee"),
            ecarts_types(officiels, nomenclature),
            relues,
        ),
        "mouvements_qpv.csv": _completer(
            tables / "mouvements_qpv.csv",
            COLONNES_MOUVEMENTS,
            ("indicateur", "modalite", "avant", "apres"),
            mouvements(officiels, nomenclature),
            (),
        ),
    }
    proches = semblables(officiels, nomenclature, quartiers)
    if proches:
        cle = ("territoire", "perimetre", "rang", "indicateur", "modalite")
        proches.sort(key=lambda r: tuple(r[c] for c in cle))
        textes["qpv_semblables.csv"] = texte_csv(COLONNES_SEMBLABLES, proches)
    return textes


def principal(arguments: Sequence[str] | None = None) -> int:
    """Lit la ligne de commande et l'exécute ; rend le code de sortie."""
    analyseur = Analyseur(prog="python -m data.preparer_insee", description="Prépare les tables de l'Insee.")
    analyseur.add_argument("dossier", type=Path, metavar="DOSSIER", help="dossier des csv de l'Insee")
    analyseur.add_argument("--partiel", action="store_true", help="écrire même si un fichier est fautif")
    options = analyseur.parse_args(arguments)
    tolerer_les_vieilles_consoles()
    return executer(options.dossier, options.partiel)


if __name__ == "__main__":
    sys.exit(principal())
