"""Lire tout un dossier de fichiers de l'Insee : ce qui s'y trouve, ce qui cloche, les lignes qu'il donne."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data.fautes import Faute
from data.insee.choix_sources import alleger
from data.insee.distribution import medianes
from data.insee.extraction import (
    LigneValeur,
    colonne_comparateur,
    extraire_comparateurs,
    extraire_ensemble,
    extraire_long,
    extraire_quartiers,
    verifier_colonnes,
)
from data.insee.lecture import Fichier, Tableau, csv_du_dossier, lire_fichier, reconnaitre
from data.insee.nomenclature import Nomenclature
from data.insee.secret_statistique import Fuite, masquer
from data.lecture_csv import lire_table
from data.schemas.tables import PAR_NOM

EXTRAIT_LONG = "comparateurs_long.csv"
_COLONNES_LONGUES = (
    "niveau",
    "code",
    "nom",
    "indicateur",
    "libelle",
    "annee_ou_fichier",
    "valeur",
    "unite",
    "fichier",
    "colonne",
    "remarque",
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

    @property
    def officiels(self) -> list[Tableau]:
        """Les fichiers de quartiers, sans ceux qui ne portent que les territoires de comparaison."""
        return [t for t in self.tableaux if t.fichier.base != "FILO_DISP"]


def quartiers_2015(territoires: Sequence[dict[str, str]]) -> dict[str, str]:
    """Code de quartier -> commune, pour les quartiers que ces fichiers décrivent (géographie 2015)."""
    return {t["code"]: t["parent"] for t in territoires if t["type"] == "qpv" and t["geographie"] == "2015"}


def ensembles_des_communes(territoires: Sequence[dict[str, str]]) -> dict[str, str]:
    """Commune -> le code de l'ensemble de ses quartiers (de type « ensemble_qpv », la commune pour parent)."""
    communes = {t["code"] for t in territoires if t["type"] == "commune"}
    return {t["parent"]: t["code"] for t in territoires if t["type"] == "ensemble_qpv" and t["parent"] in communes}


def preparer(dossier: Path, nomenclature: Nomenclature, territoires: Sequence[dict[str, str]]) -> Preparation:
    """Lit tous les fichiers du dossier. Ne lève rien, n'écrit rien : les fautes sont dans le résultat.

    territoires : les lignes de `territoires.csv`.
    """
    codes = {t["code"] for t in territoires}
    lecture = _Lecture(nomenclature, quartiers_2015(territoires), ensembles_des_communes(territoires), codes)
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
        if fichier is None:
            _lire_extrait(chemin, nomenclature, codes, prepare)
        else:
            _lire_officiel(fichier, lecture, prepare)
    prepare.lignes += medianes(prepare.officiels, nomenclature, territoires)
    prepare.lignes = _sans_double(prepare.lignes)
    prepare.lignes, prepare.masquees = masquer(alleger(prepare.lignes))
    return prepare


@dataclass(frozen=True, slots=True)
class _Lecture:
    """Ce qu'il faut pour lire un fichier. quartiers : code -> commune ; ensembles : commune -> code ; codes : tous."""

    nomenclature: Nomenclature
    quartiers: dict[str, str]
    ensembles: dict[str, str]
    codes: set[str]


def _lire_officiel(fichier: Fichier, lecture: _Lecture, prepare: Preparation) -> None:
    """Lit un fichier officiel ; une faute et il est mis de côté tout entier."""
    tableau = lire_fichier(fichier)
    if isinstance(tableau, Faute):
        prepare.fautes.append(tableau)
        return
    nomenclature, quartiers = lecture.nomenclature, lecture.quartiers
    comparateur = fichier.base == "FILO_DISP"
    fautes = _manques_comparateur(tableau, nomenclature) if comparateur else verifier_colonnes(tableau, nomenclature)
    lignes: list[LigneValeur] = []
    if not fautes:
        try:
            if comparateur:
                lignes = extraire_comparateurs(tableau, nomenclature, lecture.codes)
            else:
                lignes, fautes = extraire_quartiers(tableau, nomenclature, quartiers, lecture.ensembles)
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
        prepare.fautes.append(Faute(chemin.name, None, "valeur", str(erreur), "un nombre et une année cohérents."))
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
