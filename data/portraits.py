"""Ce qui fait un portrait : ses chiffres de tête, ses sections, les blocs de chacune.

Ajouter un indicateur à un portrait, c'est ajouter une ligne à RECETTES.
"""

from collections.abc import Callable
from dataclasses import dataclass

from data.blocs import construire
from data.entrepot import Entrepot
from data.modele import Bloc
from data.montage import comparer_modalites, comparer_territoires, lecture, ligne, suivre_annees
from data.phrases import comparaison

COMMUNE, AGGLOMERATION = "commune", "epci"
TRANCHES = ("0-14", "15-24", "25-59", "60-74", "75+")
TETE = ("population", "revenu_median", "taux_pauvrete")

SECTIONS = {
    "population": "Population",
    "menages": "Ménages et familles",
    "revenus": "Revenus et pauvreté",
    "emploi": "Emploi",
    "demande-emploi": "Demande d'emploi",
    "fiabilite": "Fiabilité",
}


@dataclass(frozen=True, slots=True)
class Recette:
    """Un bloc d'un portrait : le montage, l'indicateur, et ce qui s'y compare."""

    section: str
    montage: str
    indicateur: str
    modalites: tuple[str, ...] = ("",)
    comparateurs: tuple[str, ...] = ("commune", "epci", "ensemble_qpv")
    annee: str = ""
    depuis: str = ""
    titre: str = ""


RECETTES: tuple[Recette, ...] = (
    Recette("population", "territoires", "population", comparateurs=("qpv",), titre="Population du quartier et des quatre autres"),
    Recette("population", "modalites", "age", TRANCHES, ("commune", "epci")),
    Recette("population", "territoires", "indice_jeunesse"),
    Recette("population", "territoires", "part_femmes"),
    Recette("menages", "territoires", "part_familles_monoparentales"),
    Recette("menages", "territoires", "menages", ("personne_seule",)),
    Recette("menages", "territoires", "menages", ("couple_avec_enfants",)),
    Recette("revenus", "territoires", "revenu_median"),
    Recette("revenus", "annees", "revenu_median", comparateurs=("commune", "epci"), depuis="2015"),
    Recette("revenus", "territoires", "taux_pauvrete"),
    Recette("revenus", "annees", "taux_pauvrete", comparateurs=("commune", "epci"), depuis="2015"),
    Recette("revenus", "territoires", "part_bas_revenus"),
    Recette("emploi", "territoires", "taux_emploi"),
    Recette("emploi", "territoires", "taux_emploi", ("femmes",)),
    Recette("emploi", "territoires", "part_emplois_precaires"),
    Recette("emploi", "territoires", "categorie_socioprofessionnelle", ("ouvriers",)),
    Recette("demande-emploi", "annees", "demandeurs_emploi", comparateurs=()),
    Recette("demande-emploi", "modalites", "demandeurs_emploi", ("femmes", "hommes", "moins_26_ans", "26_49_ans", "50_ans_et_plus", "2_ans_et_plus"), ()),
    Recette("demande-emploi", "modalites", "part_demandeurs_emploi_age", ("moins_26_ans", "26_50_ans", "plus_50_ans"), ("moyenne_qpv",)),
)


def comparateurs(entrepot: Entrepot, code: str, types: tuple[str, ...]) -> tuple[str, ...]:
    """Les codes des comparateurs d'un quartier : sa commune, son agglomération, des ensembles de QPV."""
    quartier = entrepot.territoires[code]
    rendus: list[str] = []
    for genre in types:
        if genre == "qpv":
            rendus += [t.code for t in entrepot.quartiers(quartier.geographie) if t.code != code]
        elif genre == COMMUNE and quartier.parent in entrepot.territoires:
            rendus.append(quartier.parent)
        elif genre == AGGLOMERATION and quartier.parent in entrepot.territoires:
            parent = entrepot.territoires[quartier.parent].parent
            rendus += [parent] if parent in entrepot.territoires else []
        else:
            rendus += reperes_nationaux(entrepot, genre)
    return tuple(rendus)


def reperes_nationaux(entrepot: Entrepot, genre: str) -> list[str]:
    """Les QPV auxquels se comparer : ceux de métropole seuls pour un ensemble, tous pour une moyenne du rapport."""
    return [
        t.code for t in entrepot.territoires.values()
        if t.type == genre and (genre != "ensemble_qpv" or t.parent == "FR-METRO")
    ]


def chiffres_de_tete(entrepot: Entrepot, code: str) -> tuple[Bloc, ...]:
    """Les trois chiffres en tête du portrait, chacun avec sa lecture et sa source."""
    blocs = []
    for indicateur in TETE:
        mesure = entrepot.derniere(code, indicateur)
        if mesure is None or indicateur not in entrepot.indicateurs:
            continue
        fiche = entrepot.indicateurs[indicateur]
        references = [] if indicateur == "population" else [
            (m, entrepot.territoires[c])
            for c in comparateurs(entrepot, code, (COMMUNE, AGGLOMERATION))
            if (m := entrepot.mesure(c, indicateur, mesure.annee))
        ]
        blocs.append(construire(
            identifiant=f"{code}-tete-{indicateur}".lower(), titre=fiche.libelle, genre="chiffre",
            lignes=[ligne(entrepot, mesure)],
            phrase=comparaison(mesure, fiche, entrepot.territoires[code], references, lecture(entrepot, indicateur)),
            sources=entrepot.sources, accents=(code,),
        ))
    return tuple(blocs)


def blocs_de_section(entrepot: Entrepot, code: str, section: str) -> tuple[Bloc, ...]:
    """Les blocs d'une section du portrait, dans l'ordre de RECETTES ; ceux sans aucune donnée n'y sont pas."""
    blocs = []
    for recette in RECETTES:
        if recette.section == section and recette.indicateur in entrepot.indicateurs:
            bloc = MONTAGES[recette.montage](entrepot, code, recette)
            if bloc is not None:
                blocs.append(bloc)
    return tuple(blocs)


def _territoires(entrepot: Entrepot, code: str, r: Recette) -> Bloc | None:
    return comparer_territoires(
        entrepot, code, r.indicateur, comparateurs(entrepot, code, r.comparateurs),
        annee=r.annee, modalite=r.modalites[0], titre=r.titre,
    )


def _modalites(entrepot: Entrepot, code: str, r: Recette) -> Bloc | None:
    return comparer_modalites(
        entrepot, code, r.indicateur, r.modalites, comparateurs(entrepot, code, r.comparateurs),
        annee=r.annee, titre=r.titre,
    )


def _annees(entrepot: Entrepot, code: str, r: Recette) -> Bloc | None:
    return suivre_annees(
        entrepot, code, r.indicateur, comparateurs(entrepot, code, r.comparateurs),
        modalite=r.modalites[0], titre=r.titre, depuis=r.depuis,
    )


MONTAGES: dict[str, Callable[[Entrepot, str, Recette], Bloc | None]] = {
    "territoires": _territoires, "modalites": _modalites, "annees": _annees,
}


def sous_titre(entrepot: Entrepot, code: str) -> str:
    """« Quartier prioritaire de Carcassonne (QP011006, géographie de 2015) »."""
    t = entrepot.territoires[code]
    parent = entrepot.territoires.get(t.parent)
    return f"Quartier prioritaire de {parent.nom if parent else t.parent} ({t.code}, géographie de {t.geographie})."
