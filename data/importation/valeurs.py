"""Commande `python -m data.importer valeurs FICHIER` : les chiffres de l'équipe, dans valeurs.csv.

Lit, vérifie tout, rend compte, puis seulement remplace `valeurs.csv` (et `sources.csv` si une
source est nouvelle) d'un seul geste, la version d'avant restant dans l'historique.
"""

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from data.console import dire, refuser
from data.dossiers import dossier_historique, dossier_tables
from data.ecriture_csv import texte_csv
from data.fautes import Faute, raison_systeme
from data.importation.compte_rendu import compte_rendu
from data.importation.fusion_valeurs import Fusion, fusionner
from data.importation.historique import VersionIllisible, remettre, remplacer_en_gardant, versions
from data.importation.lecture_classeur import lire_feuilles
from data.importation.valeurs_proposees import Ligne, comprendre, referentiel, titres_reconnus
from data.importation.verrou import ImportEnCours, verrou
from data.lecture_csv import lire_table
from data.schemas import PAR_NOM, lire_dossier

TABLES_LUES = ("territoires", "indicateurs", "modalites", "sources", "valeurs")
SUJET = "valeurs"
RIEN = "Rien n'a été changé."
ONT_CHANGE = f"Les tables ont changé pendant l'import ; recommencer. {RIEN}"
AIDE = (
    "python -m data.importer valeurs FICHIER [--essai] [--strict]",
    "  FICHIER : classeur .xlsx ou fichier .csv, avec les colonnes Territoire, Indicateur, Année, Valeur ;",
    "    facultatives : Sous-groupe, Statut, Valeur publiée, Source, Référence, Note, Titre de la source…",
    "    « python -m data.classeur_a_remplir » en écrit un tout prêt.",
    "  --essai : rend compte sans rien écrire.",
    "  --strict : une seule ligne rejetée, et rien n'entre.",
    "python -m data.importer valeurs --annuler : remet la version d'avant le dernier import.",
    "python -m data.importer valeurs --historique : liste les versions gardées.",
    "Une valeur déjà connue d'une autre source ne la remplace pas : les deux restent. Se montre celle dont",
    "  la note commence par « retenue », sinon l'Insee, sinon celle de l'équipe, sinon le rapport.",
    "Une ligne de l'Insee ne se change pas. Un chiffre du rapport se corrige (statut « corrigé » et note)",
    "  ou se conteste : le chiffre imprimé reste à côté.",
)
_DRAPEAUX = ("--essai", "--strict", "--annuler", "--historique")


def executer(arguments: Sequence[str]) -> int:
    """La commande : 0 si tout va bien, 1 si le fichier est refusé (ou une ligne, avec --strict)."""
    if set(arguments) & {"-h", "--aide", "--help"}:
        dire(AIDE)
        return 0
    drapeaux = {a for a in arguments if a.startswith("--")}
    fichiers = [a for a in arguments if not a.startswith("--")]
    inconnus = sorted(drapeaux - set(_DRAPEAUX))
    if inconnus:
        return refuser([f"Option inconnue : {' '.join(inconnus)}.", *AIDE])
    if drapeaux & {"--annuler", "--historique"}:
        if fichiers or len(drapeaux) > 1:
            return refuser([f"{min(drapeaux)} s'emploie seul, sans fichier.", *AIDE])
        return annuler() if "--annuler" in drapeaux else lister()
    if len(fichiers) != 1:
        return refuser(["Il faut un fichier, et un seul.", *AIDE])
    return importer(Path(fichiers[0]), "--essai" in drapeaux, "--strict" in drapeaux)


def importer(fichier: Path, essai: bool, strict: bool) -> int:
    """Importe ce fichier dans les tables de `dossier_tables()` ; rend le code de sortie."""
    dossier = dossier_tables()
    tables, fautes = _lire_tables(dossier)
    if fautes:
        suite = f"Les tables en place ont des fautes : « python -m data.verifier ». {RIEN}"
        return refuser([*(f.phrase() for f in fautes), suite])
    feuilles = lire_feuilles(fichier, titres_reconnus)
    if isinstance(feuilles, Faute):
        return refuser([feuilles.phrase(), RIEN])
    lecture = comprendre(feuilles, fichier.name, referentiel(tables))
    if lecture.bloquantes:
        return refuser([*(f.phrase() for f in lecture.bloquantes), RIEN])
    maintenant = dt.datetime.now().astimezone()
    fusion = fusionner(tables, lecture.propositions, f"{maintenant:%Y-%m-%d}")
    rejets = (*lecture.fautes, *fusion.fautes)
    dire(compte_rendu(fichier.name, lecture, fusion, tables))
    if strict and rejets:
        return refuser([f"--strict : des lignes sont rejetées, donc rien n'entre. {RIEN}"])
    if not (fusion.nouvelles or fusion.revisees or fusion.identiques):
        return refuser([f"Aucune ligne utilisable. {RIEN}"])
    if not (fusion.nouvelles or fusion.revisees):
        dire([f"Tout est déjà en place. {RIEN}"])
        return 0
    textes = _textes(fusion)
    fautes = _fautes_nouvelles(dossier, textes)
    if fautes and _lire_tables(dossier)[0] != tables:  # un autre import s'est glissé entre la lecture et l'examen
        return refuser([ONT_CHANGE])
    if fautes:
        return refuser([*(f.phrase() for f in fautes), f"Le résultat ne serait pas sain. {RIEN}"])
    if essai:
        dire([f"Essai seulement. {RIEN}"])
        return 0
    return _ecrire(dossier, textes, tables, maintenant, fichier.name)


def _lire_tables(dossier: Path) -> tuple[dict[str, list[Ligne]], tuple[Faute, ...]]:
    """Les lignes des tables dont l'import a besoin ; `modalites.csv`, facultative, peut manquer."""
    tables: dict[str, list[Ligne]] = {}
    fautes: list[Faute] = []
    for nom in TABLES_LUES:
        attendue = PAR_NOM[nom]
        chemin = dossier / attendue.fichier
        if not attendue.obligatoire and not chemin.exists():
            tables[nom] = []
            continue
        lue = lire_table(chemin, attendue.colonnes, entiere=True)
        # Une table de valeurs qui n'a que son en-tête est un bon point de départ.
        vide = nom == "valeurs" and lue.cadre is not None and not lue.lues
        fautes += () if vide else lue.fautes
        tables[nom] = [] if lue.cadre is None else lue.cadre.to_dict("records")
    return tables, tuple(fautes)


def _textes(fusion: Fusion) -> dict[str, str]:
    # Les sources d'abord : un arrêt entre les deux fichiers laisse une fiche de trop, jamais une valeur sans fiche.
    fiches = {"sources.csv": texte_csv(PAR_NOM["sources"].colonnes, fusion.sources)} if fusion.sources_neuves else {}
    return {**fiches, "valeurs.csv": texte_csv(PAR_NOM["valeurs"].colonnes, fusion.valeurs)}


def _fautes_nouvelles(dossier: Path, textes: Mapping[str, str]) -> tuple[Faute, ...]:
    """Les fautes que le vérificateur trouverait après l'import et qu'il ne trouve pas avant."""

    def sans_numero(faute: Faute) -> tuple[str, str, str]:
        return faute.fichier, faute.colonne, re.sub("[0-9]+", "", faute.constat)

    try:
        with tempfile.TemporaryDirectory(prefix=".import_", dir=_ou_verifier()) as provisoire:
            for chemin in dossier.glob("*.csv"):
                shutil.copyfile(chemin, Path(provisoire, chemin.name))
            for nom, texte in textes.items():
                Path(provisoire, nom).write_bytes(texte.encode("utf-8"))
            apres = lire_dossier(Path(provisoire)).fautes
    except OSError as erreur:
        constat = f"la vérification n'a pas pu se faire ({raison_systeme(erreur)})."
        return (Faute("valeurs.csv", None, "", constat, "un disque où écrire."),)
    if not apres:
        return ()
    avant = {sans_numero(f) for f in lire_dossier(dossier).fautes}
    return tuple(f for f in apres if sans_numero(f) not in avant)


def _ou_verifier() -> Path | None:
    """Le dossier provisoire du système (None), ou celui de l'historique quand ce système n'en laisse aucun écrire."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        historique = dossier_historique()
        historique.mkdir(parents=True, exist_ok=True)
        return historique
    return None


def _ecrire(
    dossier: Path,
    textes: Mapping[str, str],
    tables: Mapping[str, Sequence[Ligne]],
    maintenant: dt.datetime,
    fichier: str,
) -> int:
    try:
        with verrou(dossier_historique()):
            relues, fautes = _lire_tables(dossier)
            if fautes or relues != tables:
                return refuser([ONT_CHANGE])
            garde = remplacer_en_gardant(dossier, dossier_historique(), SUJET, textes, maintenant, fichier)
    except ImportEnCours:
        return refuser([f"Un autre import est en cours ; recommencer dans un instant. {RIEN}"])
    except OSError as erreur:
        return refuser([f"Les tables ne s'écrivent pas ({raison_systeme(erreur)}). {RIEN}"])
    noms = " et ".join(sorted(textes, reverse=True))
    dire([f"{noms} : remplacé, la version d'avant est dans {garde.parent.name}/{garde.name}."])
    dire(["Pour revenir en arrière : python -m data.importer valeurs --annuler"])
    return 0


def lister() -> int:
    """Écrit les versions gardées, de la plus récente à la plus ancienne."""
    gardees = versions(dossier_historique(), SUJET)
    if not gardees:
        dire(["Aucune version gardée."])
    dire(f"{v.quand} : {', '.join(v.fichiers)} ({v.dossier.name})" for v in gardees)
    return 0


def annuler() -> int:
    """Remet la version d'avant le dernier import ; ce qu'elle remplace est gardé aussi."""
    dossier = dossier_tables()
    try:
        with verrou(dossier_historique()):
            # Une version déjà en place est celle d'un import interrompu avant d'avoir rien changé.
            gardees = [v for v in versions(dossier_historique(), SUJET) if not v.deja_en_place(dossier)]
            if not gardees:
                return refuser([f"Aucun import à annuler. {RIEN}"])
            version = gardees[0]
            intacte = version.intacte(dossier)
            garde = remettre(dossier, dossier_historique(), version, dt.datetime.now().astimezone())
    except ImportEnCours:
        return refuser([f"Un import est en cours ; recommencer dans un instant. {RIEN}"])
    except VersionIllisible as erreur:
        return refuser([f"{erreur} {RIEN}"])
    except OSError as erreur:
        return refuser([f"Les tables ne s'écrivent pas ({raison_systeme(erreur)}). {RIEN}"])
    dire([f"{' et '.join(version.fichiers)} : version d'avant l'import du {version.quand} remise en place."])
    if not intacte:
        dire(["Attention : la table avait encore changé après cet import ; ces changements sont ôtés aussi."])
    dire([f"Ce qui a été ôté est gardé dans {garde.parent.name}/{garde.name}."])
    return 0
