"""Le journal des versions, écrit par les commandes dans l'historique : ses deux tables et leurs règles.

Elles ne sont pas parmi les tables préparées : un poste neuf n'en a pas, et `data.verifier` n'y touche pas.
"""

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from data.lecture_csv import citer
from data.modele import STATUTS
from data.schemas.attendue import CODE, CODE_ATTENDU, TableAttendue, table
from data.schemas.regles import Regle, annee, entier, forme, nombre, parmi, rempli

SUJETS = ("valeurs", "actions")
COMMANDES = (
    "importer valeurs",
    "importer valeurs --annuler",
    "importer actions",
    "importer actions --annuler",
    "preparer_insee",
)
REEL = "reel"
_NUMERO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{2}-[0-9]{2}-[0-9]{2}(-[0-9]{2})?_(valeurs|actions)"
_NUMERO_ATTENDU = "le nom d'une version, comme 2026-03-12_14-50-03_valeurs"
_EMPREINTE = "les 16 premiers signes de l'empreinte SHA-256 de la table"


def _est_un_moment(texte: str) -> bool:
    try:
        return dt.datetime.fromisoformat(texte).tzinfo is not None
    except ValueError:
        return False


def _moment(colonne: str) -> Regle:
    def verifie(serie: pd.Series) -> pd.Series:
        return serie.map(_est_un_moment).astype(bool)

    return Regle(
        colonne,
        verifie,
        lambda ligne: f"{citer(ligne[colonne])} n'est pas une date avec son heure et son fuseau.",
        "une date comme 2026-03-12T14:50:03+01:00.",
    )


def _ligne(colonne: str, verifie, constat: str, attendu: str) -> Regle:
    return Regle(colonne, verifie, lambda _: constat, attendu, ligne_entiere=True)


def _avant_ou_apres(colonnes: Sequence[str]) -> Regle:
    premier, second = colonnes
    return _ligne(
        premier,
        lambda cadre: (cadre[premier] != "") | (cadre[second] != ""),
        "ni avant ni après : la ligne ne dit aucun changement.",
        "un statut avant, un statut après, ou les deux.",
    )


VERSIONS: TableAttendue = table(
    "versions",
    "version,date,commande,sujet,fichier,ajoutes,revises,retires,demonstration_avant,demonstration_apres,"
    "empreinte_avant,empreinte_apres",
    "version",
    (
        forme("version", _NUMERO, _NUMERO_ATTENDU),
        _moment("date"),
        parmi("commande", COMMANDES),
        parmi("sujet", SUJETS),
        *(entier(c, vide=True) for c in ("ajoutes", "revises", "retires")),
        *(entier(c) for c in ("demonstration_avant", "demonstration_apres")),
        forme("empreinte_avant", "[0-9a-f]{16}", _EMPREINTE, vide=True),
        forme("empreinte_apres", "[0-9a-f]{16}", _EMPREINTE),
    ),
    obligatoire=False,
    sans_ligne=True,
)

CHANGEMENTS: TableAttendue = table(
    "changements",
    "version,territoire,indicateur,modalite,annee,id_action,financeur,enveloppe,source,"
    "avant,statut_avant,apres,statut_apres",
    "version,territoire,indicateur,modalite,annee,id_action,financeur,enveloppe,source",
    (
        forme("version", _NUMERO, _NUMERO_ATTENDU),
        forme("indicateur", CODE, CODE_ATTENDU, vide=True),
        forme("enveloppe", CODE, CODE_ATTENDU, vide=True),
        annee(),
        rempli("source", "le code d'une source"),
        nombre("avant", vide=True),
        parmi("statut_avant", (*STATUTS, REEL), vide=True),
        nombre("apres", vide=True),
        parmi("statut_apres", (*STATUTS, REEL), vide=True),
        _avant_ou_apres(("statut_avant", "statut_apres")),
        _ligne(
            "id_action",
            lambda cadre: (cadre["id_action"] != "") ^ ((cadre["territoire"] != "") & (cadre["indicateur"] != "")),
            "la ligne désigne à la fois un chiffre et une action, ou aucun des deux.",
            "un territoire et un indicateur, ou bien une action.",
        ),
    ),
    obligatoire=False,
    sans_ligne=True,
)
