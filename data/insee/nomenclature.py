"""Ce que veulent dire les variables des fichiers de l'Insee : les quatre tables qui le décrivent.

Rien de ce qui dépend d'un fichier n'est dans le code : ni la correspondance entre
variables et indicateurs, ni l'année des données, ni le sens des codes de non-diffusion.
Pour prendre un nouveau millésime, il suffit de compléter ces tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from data.fautes import Faute
from data.insee.lecture import Fichier
from data.lecture_csv import lire_table
from data.schemas.insee import INSEE


@dataclass(frozen=True, slots=True)
class Variable:
    """Une variable d'une base, et l'indicateur qu'elle donne (`variables_insee.csv`).

    nom : en majuscules, `{aa}` tenant la place de l'année du fichier sur deux chiffres ;
    fichiers : suites d'années du nom de fichier (« 2017-2018 2020- ») ; porte_sur :
    quartier, commune, ensemble_commune ou territoire ; distribution : entre dans la
    comparaison avec les quartiers du pays ; temoin : la variable qui doit être renseignée
    pour qu'un zéro soit cru (vide : un zéro est un zéro).
    """

    base: str
    nom: str
    fichiers: str
    bloc: str
    porte_sur: str
    distribution: bool
    temoin: str
    indicateur: str
    modalite: str

    def dans(self, annee: int) -> bool:
        """Vrai si le fichier de cette année doit porter la variable."""
        for suite in self.fichiers.split():
            debut, tiret, fin = suite.partition("-")
            if int(debut) <= annee <= int(fin or (9999 if tiret else debut)):
                return True
        return False

    def zero_douteux(self, valeur: Decimal | None, cellules: Mapping[str, str]) -> bool:
        """Vrai pour un zéro que son témoin, vide sur la même ligne, ne permet pas de croire.

        En 2021 et 2022, la part des emplois précaires des étrangers vaut 0,0 dans une
        cinquantaine de quartiers, presque tous sans taux d'emploi des étrangers, alors que
        les autres commencent à 2,7 % : un remplissage, pas une mesure.
        """
        return bool(self.temoin) and valeur == 0 and not cellules.get(self.temoin, "").strip()

    def titre(self, annee: int) -> str:
        """Le nom de la colonne, en majuscules, dans le fichier de cette année."""
        return self.nom.replace("{AA}", f"{annee % 100:02d}")


@dataclass(frozen=True, slots=True)
class Bloc:
    """Un groupe de variables qui partagent une année et une note (`blocs_insee.csv`).

    notes : les noms possibles de la colonne de note, en majuscules ; case_vide : le statut
    d'une case vide que la note n'explique pas.
    """

    notes: tuple[str, ...]
    note_obligatoire: bool
    case_vide: str

    def colonnes_note(self, annee: int) -> tuple[str, ...]:
        """Les noms de la colonne de note dans le fichier de cette année."""
        return tuple(n.replace("{AA}", f"{annee % 100:02d}") for n in self.notes)


@dataclass(frozen=True, slots=True)
class Nomenclature:
    """Les quatre tables, prêtes à servir.

    annees : (base, bloc, année du fichier) -> année des données ; codes : code de la
    colonne de note -> (statut, sens).
    """

    variables: tuple[Variable, ...]
    annees: Mapping[tuple[str, str, int], str]
    blocs: Mapping[tuple[str, str], Bloc]
    codes: Mapping[str, tuple[str, str]]

    def pour(self, fichier: Fichier) -> tuple[Variable, ...]:
        """Les variables attendues dans ce fichier."""
        return tuple(v for v in self.variables if v.base == fichier.base and v.dans(fichier.annee))

    def annee(self, variable: Variable, fichier: Fichier) -> str | Faute:
        """L'année des données, ou la faute si elle n'est écrite nulle part : on ne la devine pas."""
        trouvee = self.annees.get((fichier.base, variable.bloc, fichier.annee))
        if trouvee is None:
            return Faute(
                fichier.nom,
                None,
                variable.titre(fichier.annee),
                f"l'année des données du bloc « {variable.bloc} » n'est pas connue pour ce fichier.",
                f"une ligne {fichier.base},{variable.bloc},{fichier.annee},AAAA dans annees_insee.csv "
                "(l'année du nom n'est pas celle des données).",
            )
        return trouvee


def charger(dossier: Path) -> tuple[Nomenclature | None, tuple[Faute, ...]]:
    """La nomenclature lue dans le dossier des tables, ou None et toutes les fautes."""
    lues: dict[str, list[dict[str, str]]] = {}
    fautes: list[Faute] = []
    for attendue in INSEE:
        nom = attendue.nom
        table = lire_table(dossier / attendue.fichier, attendue.colonnes)
        fautes += table.fautes
        if table.cadre is not None:
            lues[nom] = table.cadre.to_dict("records")
    if fautes:
        return None, tuple(fautes)
    variables = tuple(
        Variable(
            v["base"],
            v["variable"].upper(),
            v["fichiers"],
            v["bloc"],
            v["porte_sur"],
            v["distribution"] == "oui",
            v["temoin"].upper(),
            v["indicateur"],
            v["modalite"],
        )
        for v in lues["variables_insee"]
    )
    annees = {(a["base"], a["bloc"], int(a["fichier"])): a["annee"] for a in lues["annees_insee"]}
    blocs = {
        (b["base"], b["bloc"]): Bloc(
            tuple(b["colonne_note"].upper().split()), b["note_obligatoire"] == "oui", b["case_vide"]
        )
        for b in lues["blocs_insee"]
    }
    fautes += [
        Faute(
            "variables_insee.csv",
            None,
            "bloc",
            f"le bloc « {v.bloc} » de {v.base} n'est pas décrit.",
            "une ligne de blocs_insee.csv pour cette base et ce bloc.",
        )
        for v in variables
        if (v.base, v.bloc) not in blocs
    ]
    codes = {c["code"]: (c["statut"], c["sens"]) for c in lues["codes_notes_insee"]}
    return (None if fautes else Nomenclature(variables, annees, blocs, codes)), tuple(fautes)
