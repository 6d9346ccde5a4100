"""Remplacer `actions.csv` par ce qu'un examen a retenu, et savoir revenir en arrière.

Tout est vérifié avant d'écrire ; la table change d'un seul renommage : une coupure laisse l'ancienne
ou la nouvelle, entières. La fiche de la source est écrite avant : seule, elle ne gêne rien.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from data.ecriture_csv import texte_csv
from data.fautes import Faute, raison_systeme
from data.importation.actions_bilan import REEL, contenu, en_ligne
from data.importation.actions_modele import Dossiers, Examen, Resultat, dossiers_en_place
from data.importation.historique import Version, VersionIllisible, remettre, remplacer_en_gardant, versions
from data.importation.verrou import ImportEnCours, verrou
from data.lecture_csv import lire_table
from data.schemas import PAR_NOM
from data.schemas.croisements import croiser
from data.schemas.validation import controler_colonnes

SUJET = "actions"
RIEN = "Rien n'a été changé."
_TABLE = PAR_NOM["actions"]
_FAUTES_DITES = 10
Ligne = Mapping[str, str]


def appliquer(
    examen: Examen, dossiers: Dossiers | None = None, ajouter: bool = False, strict: bool = False
) -> Resultat:
    """Remplace `actions.csv` d'un seul geste ; ne lève rien, ne change rien si `fait` est faux.

    ajouter : ne remplace que les années du fichier ; strict : refuse si une ligne est rejetée ou si une feuille
    n'entre pas. Les lignes de démonstration ne survivent jamais. Un classeur de lignes rejetées complète toujours
    la table.
    """
    ou = dossiers or dossiers_en_place()
    if examen.fautes:
        return Resultat(False, (*(f.phrase() for f in examen.fautes), RIEN))
    if strict and examen.rejets:
        return Resultat(False, (f"Des lignes sont rejetées, donc rien n'entre (--strict). {RIEN}",))
    if strict and examen.avertissements:
        return Resultat(False, (*examen.avertissements, f"Une feuille n'entrerait pas (--strict). {RIEN}"))
    if not examen.actions:
        return Resultat(False, (f"Aucune ligne utilisable. {RIEN}",))
    try:
        with verrou(ou.historique):
            return _remplacer(examen, ou, ajouter)
    except ImportEnCours:
        return Resultat(False, (f"Un autre import est en cours ; recommencer dans un instant. {RIEN}",))
    except OSError as erreur:
        return Resultat(False, (f"Les tables ne s'écrivent pas ({raison_systeme(erreur)}). {RIEN}",))


def _remplacer(examen: Examen, ou: Dossiers, ajouter: bool) -> Resultat:
    _oter_les_restes(ou)
    maintenant = dt.datetime.now().astimezone()
    en_place, fautes = _lire(ou.tables, "actions", ajouter or examen.complement)
    sources, autres = _lire(ou.tables, "sources", True)
    if fautes or autres:
        suite = f"Les tables en place ont des fautes : « python -m data.verifier ». {RIEN}"
        return Resultat(False, (*_dire(fautes + autres), suite))
    lignes = fusionner(examen, en_place, ajouter)
    fiche = {**examen.source, "consulte_le": f"{maintenant:%Y-%m-%d}"}
    nouvelles_sources = _avec(sources, fiche)
    fautes = _verifier(ou.tables, lignes, nouvelles_sources)
    if fautes:
        return Resultat(False, (*_dire(fautes), f"La table ne serait pas saine. {RIEN}"))
    texte = texte_csv(_TABLE.colonnes, lignes)
    chemin = ou.tables / _TABLE.fichier
    if chemin.is_file() and chemin.read_bytes() == texte.encode("utf-8"):
        return Resultat(True, (f"Tout est déjà en place. {RIEN}",))
    fiches = {}
    if nouvelles_sources != sources:
        fiches = {"sources.csv": texte_csv(PAR_NOM["sources"].colonnes, nouvelles_sources)}
    garde = remplacer_en_gardant(
        ou.tables, ou.historique, SUJET, {_TABLE.fichier: texte}, maintenant, examen.fichier, fiches
    )
    avant = f"la version d'avant est dans {garde.parent.name}/{garde.name}" if en_place or chemin.is_file() else ""
    return Resultat(True, (f"actions.csv : remplacé, {avant}.", "Pour revenir en arrière : --annuler."), garde)


def fusionner(examen: Examen, en_place: Sequence[Ligne], ajouter: bool) -> list[Ligne]:
    """Les lignes de la table après l'import, celles gardées d'abord, puis par année."""
    nouvelles = [en_ligne(a) for a in examen.actions]
    reelles = [ligne for ligne in en_place if ligne["statut"] == REEL]
    if examen.complement:
        # Rien n'est remplacé : une ligne corrigée peut être une seconde subvention. Seul l'identique ne rentre pas.
        connues = {contenu(ligne) for ligne in reelles}
        gardees, nouvelles = reelles, [ligne for ligne in nouvelles if contenu(ligne) not in connues]
    elif ajouter:
        annees = {str(a) for a in examen.annees}
        gardees = [ligne for ligne in reelles if ligne["annee"] not in annees]
    else:
        gardees = []
    return sorted((*gardees, *nouvelles), key=lambda ligne: ligne["annee"])


def _avec(sources: Sequence[Ligne], fiche: Ligne) -> list[Ligne]:
    """Les fiches, celle-ci ajoutée, ou mise à jour si le même fichier était déjà entré."""
    if not any(s["source"] == fiche["source"] for s in sources):
        return [*sources, fiche]
    return [fiche if s["source"] == fiche["source"] else s for s in sources]


def _lire(tables: Path, nom: str, necessaire: bool) -> tuple[list[Ligne], tuple[Faute, ...]]:
    """Les lignes d'une table ; une table à remplacer en entier peut manquer ou être fautive."""
    attendue = PAR_NOM[nom]
    if not (tables / attendue.fichier).exists() and not attendue.obligatoire:
        return [], ()
    lue = lire_table(tables / attendue.fichier, attendue.colonnes, sans_ligne=True, entiere=True)
    lignes = [] if lue.cadre is None else lue.cadre.to_dict("records")
    return lignes, lue.fautes if necessaire else ()


def _verifier(tables: Path, lignes: Sequence[Ligne], sources: Sequence[Ligne]) -> tuple[Faute, ...]:
    """Ce que le vérificateur trouverait dans la nouvelle table : ses colonnes, et ses renvois aux autres."""
    cadres = {
        "actions": pd.DataFrame(list(lignes), columns=list(_TABLE.colonnes), dtype=object),
        "sources": pd.DataFrame(list(sources), columns=list(PAR_NOM["sources"].colonnes), dtype=object),
    }
    cadres["actions"].index += 2
    cadres["sources"].index += 2
    fautes: list[Faute] = [*controler_colonnes(_TABLE, cadres["actions"])]
    fiches = controler_colonnes(PAR_NOM["sources"], cadres["sources"].tail(1))
    for nom in ("territoires", "piliers"):
        lue = lire_table(tables / PAR_NOM[nom].fichier, PAR_NOM[nom].colonnes)
        if lue.cadre is not None:
            cadres[nom] = lue.cadre
    fautes += [c.faute for c in croiser(cadres) if c.table == "actions"]
    return (*fautes, *fiches)


def _dire(fautes: Sequence[Faute]) -> tuple[str, ...]:
    dites = tuple(f.phrase() for f in fautes[:_FAUTES_DITES])
    reste = len(fautes) - _FAUTES_DITES
    return (*dites, f"… et {reste} autres.") if reste > 0 else dites


def _oter_les_restes(ou: Dossiers) -> None:
    """Les fichiers provisoires d'un import interrompu ; le verrou garantit qu'aucun autre ne les écrit."""
    for reste in ou.tables.glob(f".{_TABLE.fichier}.*"):
        reste.unlink(missing_ok=True)


def versions_gardees(dossiers: Dossiers | None = None) -> tuple[Version, ...]:
    """Les versions que `annuler` peut remettre, de la plus récente à la plus ancienne.

    Celles qui sont déjà en place (import interrompu avant d'avoir rien changé) n'y sont pas.
    """
    ou = dossiers or dossiers_en_place()
    return tuple(v for v in versions(ou.historique, SUJET) if v.fichiers and not v.deja_en_place(ou.tables))


def annuler(dossiers: Dossiers | None = None) -> Resultat:
    """Remet la table d'avant le dernier import ; celle qu'elle remplace est gardée aussi. Ne lève rien."""
    ou = dossiers or dossiers_en_place()
    try:
        with verrou(ou.historique):
            gardees = versions_gardees(ou)
            if not gardees:
                return Resultat(False, (f"Aucun import à annuler. {RIEN}",))
            version = gardees[0]
            intacte = version.intacte(ou.tables)
            garde = remettre(ou.tables, ou.historique, version, dt.datetime.now().astimezone())
    except ImportEnCours:
        return Resultat(False, (f"Un import est en cours ; recommencer dans un instant. {RIEN}",))
    except VersionIllisible as erreur:
        return Resultat(False, (f"{erreur} {RIEN}",))
    except OSError as erreur:
        return Resultat(False, (f"Les tables ne s'écrivent pas ({raison_systeme(erreur)}). {RIEN}",))
    phrases = [f"actions.csv : version d'avant l'import du {version.quand} remise en place."]
    if not intacte:
        phrases.append("Attention : la table avait encore changé après cet import ; ces changements sont ôtés aussi.")
    phrases.append(f"Ce qui a été ôté est gardé dans {garde.parent.name}/{garde.name}.")
    return Resultat(True, tuple(phrases), garde)
