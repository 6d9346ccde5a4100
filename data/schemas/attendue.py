"""Ce qu'est une table attendue, et les formes que plusieurs tables partagent."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandera.pandas as pa

from data.modele import STATUTS
from data.schemas.regles import Regle, schema

STATUTS_PUBLIES = tuple(s for s in STATUTS if s != "demonstration")
CODE = "[a-z0-9]+(_[a-z0-9]+)*"
CODE_ATTENDU = "un code en minuscules sans accent, les mots liés par « _ »"


@dataclass(frozen=True, slots=True)
class TableAttendue:
    """Une table connue : son nom de fichier sans extension, ses colonnes, son schéma.

    cle : les colonnes dont la combinaison est unique (vide : aucune) ; obligatoire : son
    absence est une faute ; colonne_valeur : celle dont `verifier` compte les valeurs ;
    libre : ses lignes restent du texte dans l'entrepôt (pas d'objet du domaine) ; sans_ligne : elle
    peut n'avoir que son en-tête (l'équipe n'a encore rien à y écrire) ; d_equipe : l'équipe la remplit dans un
    tableur, et elle se lit telle qu'un tableur français l'enregistre (`data/lecture_tableur.py`).
    """

    nom: str
    colonnes: tuple[str, ...]
    cle: tuple[str, ...]
    regles: tuple[Regle, ...]
    schema: pa.DataFrameSchema
    obligatoire: bool
    colonne_valeur: str
    libre: bool
    sans_ligne: bool = False
    d_equipe: bool = False

    @property
    def fichier(self) -> str:
        """Le nom du fichier, « valeurs.csv »."""
        return f"{self.nom}.csv"


def table(
    nom: str,
    colonnes: str,
    cle: str,
    regles: Sequence[Regle],
    obligatoire: bool = True,
    colonne_valeur: str = "",
    libre: bool = False,
    sans_ligne: bool = False,
    d_equipe: bool = False,
) -> TableAttendue:
    """La table `nom` ; `colonnes` et `cle` sont des noms séparés par des virgules, dans l'ordre."""
    noms = tuple(colonnes.split(","))
    return TableAttendue(
        nom,
        noms,
        tuple(filter(None, cle.split(","))),
        tuple(regles),
        schema(noms, regles),
        obligatoire,
        colonne_valeur,
        libre,
        sans_ligne,
        d_equipe,
    )
