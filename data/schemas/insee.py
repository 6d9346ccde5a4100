"""Les quatre tables qui disent comment lire les fichiers de l'Insee (`data.preparer_insee`).

Facultatives : sans elles les pages s'affichent, mais les séries ne se refont pas. Elles ont leur
schéma parce qu'une année ou un code mal tapé y déplacerait des centaines de valeurs sans bruit.
"""

from data.modele import STATUTS_SANS_VALEUR
from data.schemas.attendue import CODE, CODE_ATTENDU, TableAttendue, table
from data.schemas.regles import Regle, annee, forme, parmi

PORTE_SUR = ("quartier", "commune", "ensemble_commune", "territoire")
_COLONNE = "[A-Za-z][A-Za-z0-9_]*([{]aa[}][A-Za-z0-9_]*)?"
_COLONNE_ATTENDUE = "un nom de colonne de l'Insee, {aa} tenant la place de l'année du fichier"
_SUITES = "[0-9]{4}(-([0-9]{4})?)?( [0-9]{4}(-([0-9]{4})?)?)*"
OUI_NON = ("oui", "non")


def _base_et_bloc() -> tuple[Regle, ...]:
    return (
        forme("base", "[A-Z]+(_[A-Z]+)*", "le nom d'une base de l'Insee (DEMO, REVN, IPRO, FILO, FILO_DISP)"),
        forme("bloc", CODE, CODE_ATTENDU),
    )


INSEE: tuple[TableAttendue, ...] = (
    table(
        "variables_insee",
        "base,variable,fichiers,bloc,porte_sur,distribution,temoin,indicateur,modalite,remarque",
        "base,variable,fichiers",
        (
            *_base_et_bloc(),
            forme("variable", _COLONNE, _COLONNE_ATTENDUE),
            forme("fichiers", _SUITES, "les années des fichiers qui la portent : 2019, 2017-2020 ou 2017-2018 2020-"),
            parmi("porte_sur", PORTE_SUR),
            parmi("distribution", OUI_NON),
            forme("temoin", _COLONNE, _COLONNE_ATTENDUE + ", ou rien", vide=True),
        ),
        obligatoire=False,
        libre=True,
    ),
    table(
        "annees_insee",
        "base,bloc,fichier,annee,surete",
        "base,bloc,fichier",
        (
            *_base_et_bloc(),
            forme("fichier", "20[0-9]{2}", "l'année du nom du fichier, AAAA"),
            annee(),
            parmi("surete", ("sûr", "assez sûr")),
        ),
        obligatoire=False,
        libre=True,
    ),
    table(
        "blocs_insee",
        "base,bloc,colonne_note,note_obligatoire,case_vide",
        "base,bloc",
        (
            *_base_et_bloc(),
            forme("colonne_note", f"{_COLONNE}( {_COLONNE})*", _COLONNE_ATTENDUE + ", ou rien", vide=True),
            parmi("note_obligatoire", OUI_NON, vide=True),
            parmi("case_vide", STATUTS_SANS_VALEUR),
        ),
        obligatoire=False,
        libre=True,
    ),
    table(
        "codes_notes_insee",
        "code,statut,sens",
        "code",
        (
            forme("code", "[0-9]+", "le code que porte la colonne de note"),
            parmi("statut", ("publie", *STATUTS_SANS_VALEUR)),
            Regle(
                "sens",
                lambda t: ~t["statut"].isin(STATUTS_SANS_VALEUR) | (t["sens"] != ""),
                lambda ligne: f"le code {ligne['code']} ôte la valeur sans dire pourquoi.",
                "ce que ce code veut dire, en quelques mots.",
                True,
            ),
        ),
        obligatoire=False,
        libre=True,
    ),
)
