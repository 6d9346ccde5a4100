"""Des fichiers de l'Insee aux lignes de `valeurs.csv` : quartiers, communes, ensembles, comparateurs."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from data.ecriture_csv import ecrire_nombre
from data.fautes import Faute
from data.formats import enumeration
from data.insee.lecture import Fichier, Tableau, lire_nombre, motif_sans_valeur
from data.insee.nomenclature import Nomenclature, Variable

LigneValeur = dict[str, str]

ENSEMBLE_FRANCE = "QPV-FR"
_OUTRE_MER = {
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "976": "Mayotte",
    "978": "Saint-Martin",
    "987": "Polynésie française",
}
_NIVEAUX = {
    "commune": "COM",
    "epci": "EPCI",
    "departement": "DEP",
    "region": "REG",
    "france_metro": "METROPOLE",
}
_PREFIXES = {"DEP": "D", "REG": "R"}


def ligne_valeur(
    territoire: str,
    variable: Variable,
    annee: str,
    nombre: Decimal | None,
    statut: str,
    source: str,
    reference: str,
    note: str = "",
) -> LigneValeur:
    """Une ligne de `valeurs.csv`, toutes ses colonnes en texte."""
    return {
        "territoire": territoire,
        "indicateur": variable.indicateur,
        "modalite": variable.modalite,
        "annee": annee,
        "valeur": "" if nombre is None else ecrire_nombre(nombre),
        "statut": statut,
        "valeur_publiee": "",
        "source": source,
        "reference": reference,
        "note": note,
    }


def verifier_colonnes(tableau: Tableau, nomenclature: Nomenclature) -> list[Faute]:
    """Les colonnes attendues qui manquent au fichier, et les années de données inconnues."""
    fichier = tableau.fichier
    attendues = nomenclature.pour(fichier)
    if not attendues:
        return [
            Faute(
                fichier.nom,
                None,
                "",
                "aucune variable n'est décrite pour ce fichier.",
                f"des lignes {fichier.base} de variables_insee.csv qui couvrent {fichier.annee}.",
            )
        ]
    fautes = []
    for variable in attendues:
        titre = variable.titre(fichier.annee)
        if titre not in tableau.titres:
            quoi = f"{variable.indicateur}{', ' + variable.modalite if variable.modalite else ''}"
            fautes.append(
                Faute(
                    fichier.nom,
                    1,
                    titre,
                    f"la colonne manque (elle donne : {quoi}).",
                    "l'en-tête de l'Insee, ou une ligne de variables_insee.csv corrigée pour cette année.",
                )
            )
        annee = nomenclature.annee(variable, fichier)
        if isinstance(annee, Faute):
            fautes.append(annee)
    for cle in dict.fromkeys((v.base, v.bloc) for v in attendues):
        bloc = nomenclature.blocs[cle]
        noms = bloc.colonnes_note(fichier.annee)
        if bloc.note_obligatoire and not any(n in tableau.titres for n in noms):
            fautes.append(
                Faute(
                    fichier.nom,
                    1,
                    noms[0],
                    f"la colonne de note du bloc « {cle[1]} » manque.",
                    "la colonne qui dit si les valeurs sont diffusées.",
                )
            )
    return list({f.phrase(): f for f in fautes}.values())


def _note(tableau: Tableau, cellules: Mapping[str, str], nomenclature: Nomenclature, variable: Variable) -> str:
    bloc = nomenclature.blocs[(variable.base, variable.bloc)]
    for nom in bloc.colonnes_note(tableau.fichier.annee):
        if nom in tableau.titres:
            return cellules[nom]
    return "0"


def _statut(texte: str, code: str, nomenclature: Nomenclature, case_vide: str) -> tuple[Decimal | None, str, str]:
    """(nombre, statut, note) d'une cellule. Lève ValueError si ce n'est ni un nombre ni une absence."""
    marque = motif_sans_valeur(texte)
    nombre = None if marque else lire_nombre(texte)
    statut_code, sens = nomenclature.codes.get(code, ("non_disponible", f"non diffusé par la source (code {code})"))
    if nombre is not None:
        return nombre, "publie", "" if code in ("0", "") else sens
    if code not in ("0", ""):
        return None, statut_code, sens
    if marque:
        return None, marque, f"« {texte} » dans le fichier"
    if not code:
        return None, "non_disponible", "case vide et sans code dans le fichier"
    motif = (
        "effectif sous le seuil de diffusion"
        if case_vide == "secret"
        else "case vide dans le fichier, motif non précisé"
    )
    return None, case_vide, motif


def extraire_quartiers(
    tableau: Tableau, nomenclature: Nomenclature, quartiers: Mapping[str, str], ensembles: Mapping[str, str]
) -> tuple[list[LigneValeur], list[Faute]]:
    """Les lignes des quartiers (code -> commune), et ce que leurs lignes disent de la commune.

    ensembles : commune -> le territoire qui reçoit la population de ses QPV ; sans lui, elle n'est pas gardée.
    """
    fichier = tableau.fichier
    lignes: dict[tuple[str, ...], LigneValeur] = {}
    fautes: list[Faute] = []
    for code, commune in quartiers.items():
        cellules = tableau.lignes.get(code)
        if cellules is None:
            continue
        porteurs = {"commune": commune, "ensemble_commune": ensembles.get(commune, "")}
        if "," in cellules.get("LIB_COM", ""):
            # Un quartier à cheval sur plusieurs communes : le fichier additionne leurs populations.
            porteurs = dict.fromkeys(porteurs, "")
        for variable in nomenclature.pour(fichier):
            territoire = porteurs.get(variable.porte_sur, code)
            if not territoire:
                continue
            titre = variable.titre(fichier.annee)
            bloc = nomenclature.blocs[(variable.base, variable.bloc)]
            try:
                nombre, statut, note = _statut(
                    cellules[titre],
                    _note(tableau, cellules, nomenclature, variable),
                    nomenclature,
                    bloc.case_vide,
                )
            except ValueError as erreur:
                fautes.append(
                    Faute(
                        fichier.nom,
                        None,
                        tableau.titres[titre],
                        f"{code} : {erreur}",
                        "un nombre ou une case vide.",
                    )
                )
                continue
            if variable.zero_douteux(nombre, cellules):
                nombre, statut = None, "non_disponible"
                note = f"le fichier imprime « {cellules[titre]} » sans diffuser {variable.temoin} : zéro douteux"
            annee = nomenclature.annee(variable, fichier)
            ligne = ligne_valeur(
                territoire,
                variable,
                annee,
                nombre,
                statut,
                fichier.source,
                f"{fichier.nom}, {tableau.titres[titre]}",
                note,
            )
            cle = (territoire, variable.indicateur, variable.modalite)
            if cle in lignes and lignes[cle]["valeur"] != ligne["valeur"]:
                fautes.append(
                    Faute(
                        fichier.nom,
                        None,
                        tableau.titres[titre],
                        f"les lignes de {commune} ne portent pas la même valeur.",
                        "une seule valeur par commune.",
                    )
                )
            lignes[cle] = ligne
    return list(lignes.values()), fautes


def extraire_ensemble(tableau: Tableau, nomenclature: Nomenclature) -> list[LigneValeur]:
    """La ligne « Ensemble » du fichier, quand il en a une : les QPV présents dans ce fichier.

    Son champ dépend du fichier (métropole et tel ou tel département d'outre-mer) : la
    note le dit, et le territoire est donc QPV-FR, jamais QPV-FR-METRO.
    """
    cellules = tableau.lignes.get("Ensemble")
    if cellules is None:
        return []
    outre_mer = sorted({_OUTRE_MER[c[2:5]] for c in tableau.lignes if c[2:5] in _OUTRE_MER})
    champ = f"ligne « Ensemble » du fichier : QPV de {enumeration(['métropole', *outre_mer])}"
    fichier = tableau.fichier
    lignes = []
    for variable in nomenclature.pour(fichier):
        titre = variable.titre(fichier.annee)
        nombre = None if motif_sans_valeur(cellules[titre]) else lire_nombre(cellules[titre])
        if variable.porte_sur == "quartier" and nombre is not None:
            lignes.append(
                ligne_valeur(
                    ENSEMBLE_FRANCE,
                    variable,
                    nomenclature.annee(variable, fichier),
                    nombre,
                    "publie",
                    fichier.source,
                    f"{fichier.nom}, {tableau.titres[titre]}, ligne Ensemble",
                    champ,
                )
            )
    return lignes


def extraire_comparateurs(
    tableau: Tableau, nomenclature: Nomenclature, territoires: Iterable[str]
) -> list[LigneValeur]:
    """Les lignes d'un fichier FILOaaaa_DISP_niveau pour les territoires connus."""
    fichier = tableau.fichier
    lignes = []
    for code, cellules in tableau.lignes.items():
        territoire = "FR-METRO" if fichier.niveau == "METROPOLE" else _PREFIXES.get(fichier.niveau, "") + code
        if territoire not in territoires:
            continue
        for variable in nomenclature.pour(fichier):
            titre = colonne_comparateur(variable, tableau)
            nombre = lire_nombre(cellules[titre]) if titre and not motif_sans_valeur(cellules[titre]) else None
            if nombre is not None:
                lignes.append(
                    ligne_valeur(
                        territoire,
                        variable,
                        nomenclature.annee(variable, fichier),
                        nombre,
                        "publie",
                        fichier.source,
                        f"{fichier.nom}, {tableau.titres[titre]}",
                    )
                )
    return lignes


def colonne_comparateur(variable: Variable, tableau: Tableau) -> str:
    """« Q2 » -> « Q219 » en 2019 (ou « RD », sans année), en majuscules ; rien si le fichier ne l'a pas."""
    for titre in (f"{variable.nom}{tableau.fichier.annee % 100:02d}", variable.nom):
        if titre in tableau.titres:
            return titre
    return ""


def extraire_long(
    enregistrements: Sequence[Mapping[str, str]],
    nomenclature: Nomenclature,
    territoires: Iterable[str],
    reconnaitre_nom,
) -> tuple[list[LigneValeur], int]:
    """Les lignes d'un extrait long (`comparateurs_long.csv`) qui viennent des fichiers Filosofi.

    reconnaitre_nom : nom de fichier -> Fichier ou None. Rend aussi le nombre
    d'enregistrements laissés de côté : sommes d'Iris (bornes basses), ensembles et
    médianes de QPV (relus ou recalculés depuis les fichiers eux-mêmes), indicateurs que
    les quartiers n'ont pas. Lève ValueError sur un nombre illisible.
    """
    lignes, laissees = [], 0
    for lu in enregistrements:
        fichier: Fichier | None = reconnaitre_nom(lu["fichier"])
        niveau = _NIVEAUX.get(lu["niveau"], "")
        territoire = "FR-METRO" if niveau == "METROPOLE" else _PREFIXES.get(niveau, "") + lu["code"]
        variable = next(
            (
                v
                for v in nomenclature.variables
                if fichier
                and v.base == fichier.base == "FILO_DISP"
                and v.nom == lu["indicateur"].upper()
                and v.dans(fichier.annee)
            ),
            None,
        )
        nombre = lire_nombre(lu["valeur"]) if variable else None
        if variable is None or nombre is None or niveau != fichier.niveau or territoire not in territoires:
            laissees += 1
            continue
        annee = nomenclature.annee(variable, fichier)
        if annee != lu["annee_ou_fichier"]:
            raise ValueError(f"{lu['fichier']}, {lu['colonne']} : année {lu['annee_ou_fichier']} au lieu de {annee}.")
        lignes.append(
            ligne_valeur(
                territoire,
                variable,
                annee,
                nombre,
                "publie",
                fichier.source,
                f"{lu['fichier']}, {lu['colonne']}",
            )
        )
    return lignes, laissees
