"""Commande `python -m data.importer actions FICHIER` : le suivi de programmation, dans actions.csv."""

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from data.console import dire, refuser
from data.dossiers import dossier_tables
from data.ecriture_csv import remplacer
from data.entrepot import charger
from data.fautes import Faute
from data.formats import nombre
from data.importation.actions import annuler, appliquer, classeur_des_rejets, compte_rendu, examiner, versions_gardees
from data.importation.actions_correspondance import ecrire_toml, lire_toml
from data.importation.actions_ecriture import RIEN
from data.importation.actions_modele import Correspondance, Examen, Resultat
from data.importation.lecture_classeur import lire_octets

AIDE = (
    "python -m data.importer actions FICHIER [options]",
    "  FICHIER : classeur .xlsx ou fichier .csv du suivi de programmation ; colonnes Intitulé, Pilier, Quartiers,",
    "    Montant (ou une colonne par financeur), Année (ou dans le nom de la feuille, ou dans son titre) ;",
    "    facultatives : Numéro, Porteur, Thème, Financeur, Enveloppe, Nature. Voir docs/importer-actions.md.",
    "  --essai : rend compte sans rien écrire.",
    "  --strict : une seule ligne rejetée, ou une feuille qui n'entre pas, et rien n'entre.",
    "  --ajouter : ne remplace que les années du fichier ; sans cette option, toute la table.",
    "  --feuille NOM : ne lit que cette feuille ; se répète.",
    "  --correspondance FICHIER.toml : dit quelle colonne est quoi, quand les titres ne suffisent pas.",
    "  --ecrire-correspondance FICHIER.toml : écrit la correspondance reconnue, à corriger.",
    "python -m data.importer actions --annuler : remet la table d'avant le dernier import.",
    "python -m data.importer actions --historique : liste les versions gardées.",
    "Les lignes rejetées sont écrites à côté du fichier (…_lignes_rejetees.xlsx) : les corriger et redonner",
    "  ce classeur, ses lignes complètent la table.",
    "Code de sortie : 0 si la table est en place (même avec des lignes rejetées ou une feuille qui n'entre pas, dites",
    "  en tête du compte rendu), 1 si rien n'a changé à cause d'une faute.",
)
_DRAPEAUX = ("--essai", "--strict", "--ajouter", "--annuler", "--historique")
_A_VALEUR = ("--feuille", "--correspondance", "--ecrire-correspondance")
_SEULS = ("--annuler", "--historique")


@dataclass(slots=True)
class _Demande:
    fichiers: list[str] = field(default_factory=list)
    drapeaux: set[str] = field(default_factory=set)
    valeurs: dict[str, list[str]] = field(default_factory=dict)
    faute: str = ""

    def valeur(self, option: str) -> str:
        return (self.valeurs.get(option) or [""])[-1]


def executer(arguments: Sequence[str]) -> int:
    """La commande : 0 si tout va bien, 1 si le fichier est refusé (ou une ligne, ou une feuille, avec --strict)."""
    if set(arguments) & {"-h", "--aide", "--help"}:
        dire(AIDE)
        return 0
    demande = _comprendre(arguments)
    if demande.faute:
        return refuser([demande.faute, *AIDE])
    seuls = sorted(demande.drapeaux & set(_SEULS))
    if seuls:
        if demande.fichiers or demande.valeurs or len(demande.drapeaux) > 1:
            return refuser([f"{seuls[0]} s'emploie seul, sans fichier.", *AIDE])
        return _conclure(annuler()) if seuls[0] == "--annuler" else lister()
    if len(demande.fichiers) != 1:
        return refuser(["Il faut un fichier, et un seul.", *AIDE])
    return importer(Path(demande.fichiers[0]), demande)


def _comprendre(arguments: Sequence[str]) -> _Demande:
    demande = _Demande()
    suite = iter(arguments)
    for argument in suite:
        option, egal, valeur = argument.partition("=")
        if option in _A_VALEUR:
            lue = valeur if egal else next(suite, "")
            if not lue or lue.startswith("--"):
                demande.faute = f"{option} demande une valeur."
                return demande
            demande.valeurs.setdefault(option, []).append(lue)
        elif argument in _DRAPEAUX:
            demande.drapeaux.add(argument)
        elif argument.startswith("--"):
            demande.faute = f"Option inconnue : {argument}."
            return demande
        else:
            demande.fichiers.append(argument)
    return demande


def importer(fichier: Path, demande: _Demande) -> int:
    """Examine ce fichier, rend compte, puis l'applique aux tables de `dossier_tables()` ; rend le code de sortie."""
    with _sans_ramassage():
        return _importer(fichier, demande)


@contextmanager
def _sans_ramassage() -> Iterator[None]:
    """Lire un classeur crée des millions d'objets et aucun cycle : les chercher coûterait un quart du temps."""
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if actif:
            gc.enable()


def _importer(fichier: Path, demande: _Demande) -> int:
    octets = lire_octets(fichier)
    if isinstance(octets, Faute):
        return refuser([octets.phrase(), RIEN])
    correspondance = _lire_correspondance(demande.valeur("--correspondance"))
    if isinstance(correspondance, Faute):
        return refuser([correspondance.phrase(), RIEN])
    entrepot = charger(dossier_tables())
    examen = examiner(octets, fichier.name, entrepot, correspondance, demande.valeurs.get("--feuille", ()), _avancer)
    essai, ajouter = "--essai" in demande.drapeaux, "--ajouter" in demande.drapeaux
    dire(ligne for ligne in compte_rendu(examen, entrepot, ajouter) if not _est_une_faute(ligne, examen))
    if essai:
        if examen.fautes:
            return refuser([*(f.phrase() for f in examen.fautes), RIEN])
        if "--strict" in demande.drapeaux and examen.rejets:
            return refuser([f"Des lignes sont rejetées, donc rien n'entrerait (--strict). {RIEN}"])
        if "--strict" in demande.drapeaux and examen.avertissements:
            return refuser([f"Une feuille n'entrerait pas (--strict). {RIEN}"])
        dire([f"Essai seulement. {RIEN}"])
        return 0
    _ecrire_a_cote(fichier, examen, demande.valeur("--ecrire-correspondance"))
    return _conclure(appliquer(examen, None, ajouter, "--strict" in demande.drapeaux))


def _est_une_faute(ligne: str, examen: Examen) -> bool:
    """Les fautes du fichier vont sur la sortie d'erreur, pas deux fois."""
    return ligne in {f.phrase() for f in examen.fautes}


def _lire_correspondance(chemin: str) -> Correspondance | Faute | None:
    if not chemin:
        return None
    nom = Path(chemin).name
    try:
        return lire_toml(Path(chemin).read_text(encoding="utf-8-sig"), nom)
    except (OSError, ValueError):
        return Faute(nom, None, "", "le fichier ne se lit pas.", "un fichier TOML, en UTF-8, qui existe.")


def _avancer(lignes: int) -> None:
    if lignes % 2000 == 0:
        sys.stderr.write(f"… {nombre(lignes)} lignes\n")
        sys.stderr.flush()


def _ecrire_a_cote(fichier: Path, examen: Examen, correspondance: str) -> None:
    """Le classeur des rejets et la correspondance ; s'ils ne s'écrivent pas, l'import continue et le dit."""
    rejets = classeur_des_rejets(examen)
    if rejets is not None:
        chemin = _nom_libre(fichier)
        try:
            with chemin.open("xb") as sortie:
                sortie.write(rejets)
            dire([f"Lignes rejetées à corriger : {chemin}"])
        except OSError:
            refuser([f"{chemin.name} : les lignes rejetées ne s'écrivent pas. Attendu : un dossier modifiable."])
    if correspondance and (examen.feuilles or examen.incompletes):
        try:
            remplacer({Path(correspondance): ecrire_toml(examen.correspondance)})
            dire([f"Correspondance écrite : {correspondance}"])
        except OSError:
            refuser([f"{correspondance} ne s'écrit pas. Attendu : un dossier modifiable."])


def _nom_libre(fichier: Path) -> Path:
    """Un nom qui n'écrase pas un classeur de rejets déjà en cours de correction."""
    racine = fichier.stem.split("_lignes_rejetees")[0] + "_lignes_rejetees"
    noms = (f"{racine}.xlsx", *(f"{racine}_{n}.xlsx" for n in range(2, 1000)))
    return next(c for c in (fichier.with_name(nom) for nom in noms) if not c.exists())


def _conclure(resultat: Resultat) -> int:
    if resultat.fait:
        dire(resultat.phrases)
        return 0
    return refuser(resultat.phrases)


def lister() -> int:
    """Écrit les versions gardées, de la plus récente à la plus ancienne."""
    gardees = versions_gardees()
    if not gardees:
        dire(["Aucune version gardée."])
    dire(f"{v.quand} : {', '.join(v.fichiers)} ({v.dossier.name})" for v in gardees)
    return 0
