"""Lire et valider tout un dossier de tables : toutes les fautes à la fois, en français."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pandera.pandas as pa

from data.fautes import Faute
from data.lecture_csv import lire_table
from data.schemas.croisements import croiser, nombre_croisements
from data.schemas.tables import PAR_NOM, TABLES, TableAttendue

REPETITIONS = 5


@dataclass(frozen=True, slots=True)
class Bilan:
    """Ce qu'une table a donné : lignes lues, lignes gardées, valeurs, contrôles appliqués."""

    table: str
    connue: bool
    lues: int
    gardees: int
    valeurs: int
    controles: int


@dataclass(frozen=True, slots=True)
class TablesLues:
    """Le résultat d'une lecture complète.

    cadres : par nom de table connue, les seules lignes sans faute (index = numéro de
    ligne) ; libres : les autres .csv du dossier, lus sans schéma ; absentes : les tables
    connues qui n'ont pas de fichier ; inutilisables : celles dont le fichier ne se lit pas.
    """

    cadres: Mapping[str, pd.DataFrame]
    libres: Mapping[str, pd.DataFrame]
    fautes: tuple[Faute, ...]
    absentes: tuple[str, ...]
    inutilisables: tuple[str, ...]
    bilans: tuple[Bilan, ...]


def controler_colonnes(table: TableAttendue, cadre: pd.DataFrame) -> tuple[Faute, ...]:
    """Les fautes des cellules d'une table, trouvées par son schéma pandera.

    cadre : les colonnes de la table, en texte, l'index étant le numéro de ligne.
    """
    if cadre.empty:
        return ()
    try:
        table.schema.validate(cadre, lazy=True)
    except pa.errors.SchemaErrors as erreurs:
        return tuple(faute for erreur in erreurs.schema_errors for faute in _en_fautes(erreur, table, cadre))
    return ()


def _en_fautes(erreur: pa.errors.SchemaError, table: TableAttendue, cadre: pd.DataFrame) -> Iterable[Faute]:
    nom = getattr(erreur.check, "name", None) or ""
    if not str(nom).isdigit() or erreur.failure_cases is None or "index" not in erreur.failure_cases:
        yield Faute(
            table.fichier,
            None,
            "",
            "la table n'a pas pu être contrôlée.",
            "des cellules de texte ordinaires.",
        )
        return
    regle = table.regles[int(nom)]
    numeros = sorted({int(n) for n in erreur.failure_cases["index"].dropna()})
    for numero, ligne in zip(numeros, cadre.loc[numeros].to_dict("records"), strict=True):
        yield Faute(table.fichier, numero, regle.colonne, regle.constat(ligne), regle.attendu)


def lire_dossier(dossier: Path) -> TablesLues:
    """Lit et valide toutes les tables d'un dossier. Ne lève rien : ce qui cloche est dans `fautes`.

    Une faute dans une ligne n'écarte que cette ligne (deux lignes de même clé s'écartent
    l'une l'autre) ; une faute du fichier écarte la table.
    """
    try:
        presents = sorted(c for c in dossier.iterdir() if c.suffix.lower() == ".csv")
    except OSError:
        faute = Faute(
            dossier.name,
            None,
            "",
            "le dossier des tables est introuvable ou illisible.",
            "un dossier « tables » là où QPV_DONNEES le désigne, ou data/tables sans cette variable.",
        )
        return TablesLues({}, {}, (faute,), tuple(t.nom for t in TABLES), (), ())
    noms = {c.name for c in presents}
    fautes: list[Faute] = []
    lus: dict[str, pd.DataFrame] = {}
    lignes_lues: dict[str, int] = {}
    absentes, inutilisables = [], []
    for table in TABLES:
        if table.fichier not in noms:
            absentes.append(table.nom)
            if table.obligatoire:
                fautes.append(
                    Faute(
                        table.fichier,
                        None,
                        "",
                        "le fichier est absent.",
                        f"un fichier {table.fichier} dans le dossier des tables.",
                    )
                )
            continue
        # Une table d'équipe vient d'un tableur ou d'un bloc-notes, qui ne finit pas toujours sa dernière ligne.
        entiere = not table.d_equipe
        lue = lire_table(dossier / table.fichier, table.colonnes, table.sans_ligne, table.d_equipe, entiere)
        fautes += lue.fautes
        if lue.cadre is None:
            inutilisables.append(table.nom)
        else:
            lus[table.nom], lignes_lues[table.nom] = lue.cadre, lue.lues
    cadres = _garder(lus, fautes)
    libres, bilans_libres = _lire_libres([c for c in presents if c.stem not in PAR_NOM], fautes)
    bilans = tuple(_bilan(PAR_NOM[nom], lignes_lues[nom], cadre) for nom, cadre in cadres.items())
    return TablesLues(
        MappingProxyType(cadres),
        MappingProxyType(libres),
        _ranger(fautes),
        tuple(absentes),
        tuple(inutilisables),
        bilans + bilans_libres,
    )


def _garder(lus: dict[str, pd.DataFrame], fautes: list[Faute]) -> dict[str, pd.DataFrame]:
    """Les lignes sans faute de chaque table ; ajoute à `fautes` celles des cellules et des croisements."""
    ecartees: dict[str, set[int]] = {nom: set() for nom in lus}
    for nom, cadre in lus.items():
        for faute in controler_colonnes(PAR_NOM[nom], cadre):
            fautes.append(faute)
            if faute.ligne is None:
                ecartees[nom].update(cadre.index)
            else:
                ecartees[nom].add(faute.ligne)
    for croisee in croiser(lus):
        fautes.append(croisee.faute)
        ecartees[croisee.table].update(croisee.lignes)
    return {
        nom: cadre[~cadre.index.isin(list(ecartees[nom]))] if ecartees[nom] else cadre for nom, cadre in lus.items()
    }


def _lire_libres(chemins: list[Path], fautes: list[Faute]) -> tuple[dict[str, pd.DataFrame], tuple[Bilan, ...]]:
    libres, bilans = {}, []
    for chemin in chemins:
        lue = lire_table(chemin, None)
        fautes += lue.fautes
        if lue.cadre is not None:
            libres[chemin.stem] = lue.cadre
            bilans.append(Bilan(chemin.stem, False, lue.lues, len(lue.cadre), 0, 0))
    return libres, tuple(bilans)


def _bilan(table: TableAttendue, lues: int, cadre: pd.DataFrame) -> Bilan:
    valeurs = int((cadre[table.colonne_valeur] != "").sum()) if table.colonne_valeur else 0
    return Bilan(table.nom, True, lues, len(cadre), valeurs, len(table.regles) + nombre_croisements(table.nom))


def _ranger(fautes: Iterable[Faute]) -> tuple[Faute, ...]:
    """Dans l'ordre des tables connues, puis des lignes.

    La même faute sur plus de REPETITIONS lignes (un code oublié dans une table de référence)
    n'en fait qu'une, à la première ligne, qui dit où sont les autres.
    """
    pareilles: dict[tuple[str, str, str, str], list[int | None]] = {}
    for f in dict.fromkeys(fautes):
        pareilles.setdefault((f.fichier, f.colonne, f.constat, f.attendu), []).append(f.ligne)
    rangees: list[Faute] = []
    for (fichier, colonne, constat, attendu), lignes in pareilles.items():
        if len(lignes) <= REPETITIONS or None in lignes:
            rangees += [Faute(fichier, ligne, colonne, constat, attendu) for ligne in lignes]
            continue
        premiere, *autres = sorted(n for n in lignes if n is not None)
        ou = ", ".join(map(str, autres[:REPETITIONS])) + ("…" if len(autres) > REPETITIONS else "")
        suite = f"{constat} De même aux lignes {ou} ({len(lignes)} lignes en tout)."
        rangees.append(Faute(fichier, premiere, colonne, suite, attendu))
    rangs = {t.fichier: r for r, t in enumerate(TABLES)}
    return tuple(sorted(rangees, key=lambda f: (rangs.get(f.fichier, len(rangs)), f.fichier, f.ligne or 0)))
