"""Ce qui fait un portrait : ses chiffres de tête, ses sections, les blocs de chacune.

Ajouter un indicateur à un portrait, c'est ajouter une ligne à RECETTES.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from data.blocs import construire
from data.entrepot import Entrepot
from data.formats import en_lettres, enumeration
from data.modele import Bloc, Territoire
from data.montage import comparer_modalites, comparer_territoires, lecture, ligne, suivre_annees
from data.pages_alimentees import a_un_registre
from data.phrases import comparaison, minuscule
from data.preuves import preuves_du_bloc
from data.vues.absences import bloc_section_vide, reunir_absences
from data.vues.cadre_de_vie import DOMAINE
from data.vues.pauvrete import bloc_pauvrete
from data.vues.reperes_de_comparaison import proposables

TRANCHES = ("0-14", "15-24", "25-59", "60-74", "75+")
TETE = ("population", "revenu_median", "taux_pauvrete")

# Ce à quoi le lecteur peut comparer le quartier : type de territoire -> libellé.
FACE_A = {
    "commune": "La ville",
    "epci": "L'agglomération",
    "ensemble_qpv": "Le QPV médian de métropole",
    "qpv": "Les autres quartiers",
    "departement": "Le département",
    "region": "La région",
}
FACE_A_DEFAUT = ("commune", "epci", "ensemble_qpv")
# Des courbes ou des barres groupées ne se lisent plus au-delà : quatre territoires en face, dans l'ordre de FACE_A.
COMPARABLES_ENSEMBLE = 4
MONTAGES_CHARGES = ("depuis_et_face", "modalites", "annees")

SECTIONS = {
    "population": "Population",
    "menages": "Ménages et familles",
    "revenus": "Revenus et pauvreté",
    "emploi": "Emploi",
    "demande-emploi": "Demande d'emploi",
    "activite": "Activité économique",
    "prestations": "Prestations",
    "cadre-de-vie": "Cadre de vie",
    "regards": "Regards qualitatifs",
    "parole": "Parole des habitants",
    "credits": "Crédits du quartier",
    "acteurs": "Acteurs présents",
    "fiabilite": "Fiabilité",
}


# Les sections qui ne se proposent que si leur table est là : un autre territoire peut ne pas l'avoir.
TABLES_DES_SECTIONS = {"regards": "regards", "cadre-de-vie": "regards", "acteurs": "interventions"}
INDICATEUR_DE_LA_PAROLE = "enquete_habitants_reponses"


def sections(entrepot: Entrepot) -> dict[str, str]:
    """Les sections à proposer : adresse -> titre, sans celles dont la table manque."""
    absentes = {s for s, table in TABLES_DES_SECTIONS.items() if not entrepot.table(table).lignes}
    codes = [t.code for t in entrepot.quartiers()]
    if not entrepot.actions:
        absentes.add("credits")
    cadre_de_vie = [i.code for i in entrepot.indicateurs.values() if i.domaine == DOMAINE]
    if any(entrepot.mesures_de(c, i) for i in cadre_de_vie for c in codes):
        absentes.discard("cadre-de-vie")
    if not any(entrepot.mesures_de(c, INDICATEUR_DE_LA_PAROLE) for c in codes):
        absentes.add("parole")
    if not a_un_registre(entrepot):
        absentes.add("fiabilite")
    decrites = {r.section for r in RECETTES}
    absentes |= decrites - {r.section for r in RECETTES if r.indicateur in entrepot.indicateurs}
    return {s: titre for s, titre in SECTIONS.items() if s not in absentes}


@dataclass(frozen=True, slots=True)
class Recette:
    """Un bloc d'un portrait : le montage, l'indicateur, et ce qui s'y compare."""

    section: str
    montage: str
    indicateur: str
    modalites: tuple[str, ...] = ("",)
    comparateurs: tuple[str, ...] | None = None  # None : ceux que le lecteur a choisis
    annee: str = ""
    depuis: str = ""
    titre: str = ""


RECETTES: tuple[Recette, ...] = (
    Recette(
        "population",
        "territoires",
        "population",
        comparateurs=("qpv",),
        titre="Population du quartier et des autres",
    ),
    Recette("population", "modalites", "age", TRANCHES),
    Recette("population", "territoires", "indice_jeunesse"),
    Recette("population", "territoires", "part_femmes"),
    Recette("population", "territoires", "part_etrangers"),
    Recette("menages", "territoires", "part_familles_monoparentales"),
    Recette("menages", "territoires", "menages", ("personne_seule",)),
    Recette("menages", "territoires", "menages", ("couple_avec_enfants",)),
    Recette("revenus", "depuis_et_face", "taux_pauvrete"),
    Recette("revenus", "territoires", "revenu_median"),
    Recette("revenus", "annees", "revenu_median", depuis="2015"),
    Recette("revenus", "territoires", "part_bas_revenus"),
    Recette("revenus", "modalites", "composition_revenus", ("activite", "pensions", "patrimoine", "prestations")),
    Recette("emploi", "territoires", "taux_emploi"),
    Recette("emploi", "territoires", "taux_emploi", ("femmes",)),
    Recette("emploi", "territoires", "part_emplois_precaires"),
    Recette("emploi", "territoires", "part_emplois_precaires", ("femmes",)),
    Recette("emploi", "territoires", "categorie_socioprofessionnelle", ("ouvriers",)),
    Recette("demande-emploi", "annees", "demandeurs_emploi", comparateurs=()),
    Recette(
        "demande-emploi",
        "modalites",
        "demandeurs_emploi",
        ("femmes", "hommes"),
        (),
        titre="Demandeurs d'emploi par sexe",
    ),
    Recette(
        "demande-emploi",
        "modalites",
        "demandeurs_emploi",
        ("moins_26_ans", "26_49_ans", "50_ans_et_plus"),
        (),
        titre="Demandeurs d'emploi par âge, en nombre",
    ),
    Recette(
        "demande-emploi",
        "annees",
        "demandeurs_emploi",
        ("2_ans_et_plus",),
        (),
        titre="Inscrits depuis deux ans ou plus",
    ),
    Recette(
        "demande-emploi",
        "modalites",
        "demandeurs_emploi",
        ("niveau_inferieur_cap_bep", "niveau_cap_bep", "niveau_bac", "niveau_superieur_bac"),
        (),
        titre="Demandeurs d'emploi par niveau de formation",
    ),
    Recette(
        "demande-emploi",
        "modalites",
        "part_demandeurs_emploi_age",
        ("moins_26_ans", "26_50_ans", "plus_50_ans"),
        ("moyenne_qpv",),
        titre="Part de chaque âge parmi les demandeurs d'emploi",
    ),
    Recette("activite", "annees_ou_derniere", "taux_creation_etablissements", comparateurs=(), depuis="2015"),
    Recette("prestations", "annees", "allocataires_caf", comparateurs=()),
    Recette(
        "prestations",
        "modalites",
        "allocataires_caf",
        ("personne_seule", "famille_monoparentale", "couple_sans_enfant", "couple_avec_enfants"),
        (),
        titre="Les foyers allocataires, par composition",
    ),
    Recette("prestations", "annees", "allocataires_rsa", comparateurs=()),
    Recette("prestations", "annees", "allocataires_prime_activite", comparateurs=()),
    Recette("prestations", "annees", "allocataires_aah", comparateurs=()),
    Recette(
        "prestations",
        "modalites",
        "enfants_couverts_caf",
        ("moins_3_ans", "3_5_ans", "6_10_ans", "11_14_ans", "15_17_ans", "18_24_ans"),
        (),
    ),
)


def comparateurs(entrepot: Entrepot, code: str, types: tuple[str, ...]) -> tuple[str, ...]:
    """Les codes des comparateurs d'un quartier : sa commune, son agglomération, des ensembles de QPV."""
    quartier = entrepot.territoires[code]
    rendus: list[str] = []
    for genre in types:
        if genre == "qpv":
            rendus += [t.code for t in entrepot.quartiers(quartier.geographie) if t.code != code]
        elif genre in ("commune", "epci", "departement", "region"):
            rendus += [t.code for t in _ancetres(entrepot, code) if t.type == genre]
        else:
            rendus += reperes_nationaux(entrepot, genre)
    return tuple(rendus)


def retenir(entrepot: Entrepot, code: str, types: tuple[str, ...]) -> tuple[str, ...]:
    """Les types de comparateurs, dans l'ordre, tant que leurs territoires tiennent ensemble sur un graphique chargé."""
    tenus: list[str] = []
    for genre in types:
        if len(comparateurs(entrepot, code, (*tenus, genre))) <= COMPARABLES_ENSEMBLE:
            tenus.append(genre)
    return tuple(tenus)


def _trop(ecartes: list[str]) -> str:
    noms = enumeration([minuscule(nom) for nom in ecartes])
    return (
        f"Pour rester lisible, ce graphique s'arrête à {en_lettres(COMPARABLES_ENSEMBLE)} comparaisons : "
        f"sans {noms}. Pour les y voir, retirer d'autres choix."
    )


def _ancetres(entrepot: Entrepot, code: str) -> tuple[Territoire, ...]:
    """Les territoires qui contiennent celui-ci, du plus proche au plus large."""
    rendus: list[Territoire] = []
    parent = entrepot.territoires.get(entrepot.territoires[code].parent)
    while parent is not None and parent not in rendus:
        rendus.append(parent)
        parent = entrepot.territoires.get(parent.parent)
    return tuple(rendus)


def reperes_nationaux(entrepot: Entrepot, genre: str) -> list[str]:
    """Les QPV auxquels se comparer : ceux de métropole seuls pour un ensemble, tous pour une moyenne du rapport."""
    return [
        t.code
        for t in entrepot.territoires.values()
        if t.type == genre and (genre != "ensemble_qpv" or t.parent == "FR-METRO")
    ]


def chiffres_de_tete(entrepot: Entrepot, code: str) -> tuple[Bloc, ...]:
    """Les trois chiffres en tête du portrait, chacun avec sa lecture et sa source."""
    # Sans la ville ni l'agglomération, le lecteur a au moins les autres quartiers prioritaires pour se repérer.
    references_de_tete = proposables(entrepot, ("commune", "epci")) or ("ensemble_qpv",)
    blocs = []
    for indicateur in TETE:
        mesure = entrepot.derniere(code, indicateur)
        if mesure is None or indicateur not in entrepot.indicateurs:
            continue
        fiche = entrepot.indicateurs[indicateur]
        references = (
            []
            if indicateur == "population"
            else [
                (m, entrepot.territoires[c])
                for c in comparateurs(entrepot, code, references_de_tete)
                if (m := entrepot.mesure(c, indicateur, mesure.annee))
            ]
        )
        lignes = [ligne(entrepot, mesure), *(ligne(entrepot, m) for m, _ in references)]
        blocs.append(
            construire(
                identifiant=f"{code}-tete-{indicateur}".lower(),
                titre=fiche.libelle,
                genre="chiffre",
                # Les références sont dites dans la phrase : leurs sources doivent l'être aussi.
                lignes=lignes,
                phrase=comparaison(
                    mesure, fiche, entrepot.territoires[code], references, lecture(entrepot, indicateur)
                ),
                sources=entrepot.sources,
                accents=(code,),
                definition=fiche.definition,
                preuves=preuves_du_bloc(entrepot, mesure, lignes),
            )
        )
    return tuple(blocs)


def se_compare(section: str) -> bool:
    """Vrai si le choix du lecteur (« Comparer avec ») change au moins un bloc de la section."""
    return any(r.section == section and r.comparateurs is None for r in RECETTES)


def blocs_de_section(
    entrepot: Entrepot, code: str, section: str, face_a: tuple[str, ...] = FACE_A_DEFAUT
) -> tuple[Bloc, ...]:
    """Les blocs d'une section, dans l'ordre de RECETTES ; ceux sans aucune valeur n'en font qu'un, à la fin.

    face_a : les types de territoires choisis par le lecteur (clés de FACE_A). Une section de RECETTES dont
    rien n'est connu a un bloc qui dit ce qui manque et comment le fournir.
    """
    blocs, cherches = [], []
    for recette in RECETTES:
        if recette.section == section and recette.indicateur in entrepot.indicateurs:
            cherches.append(recette.indicateur)
            types = proposables(entrepot, face_a) if recette.comparateurs is None else recette.comparateurs
            tenus = retenir(entrepot, code, types) if recette.montage in MONTAGES_CHARGES else types
            bloc = MONTAGES[recette.montage](entrepot, code, recette, comparateurs(entrepot, code, tenus))
            if bloc is not None:
                ecartes = [FACE_A[t] for t in types if t not in tenus]
                blocs.append(replace(bloc, reserves=(*bloc.reserves, _trop(ecartes))) if ecartes else bloc)
    if cherches and not blocs:
        return (bloc_section_vide(entrepot, code, section, SECTIONS[section], list(dict.fromkeys(cherches))),)
    return reunir_absences(entrepot, code, section, blocs)


def _depuis_et_face(entrepot: Entrepot, code: str, r: Recette, face_a: tuple[str, ...]) -> Bloc | None:
    villes = comparateurs(entrepot, code, proposables(entrepot, ("commune",)))
    return bloc_pauvrete(entrepot, code, next(iter(villes), ""), face_a)


def _territoires(entrepot: Entrepot, code: str, r: Recette, face_a: tuple[str, ...]) -> Bloc | None:
    return comparer_territoires(
        entrepot,
        code,
        r.indicateur,
        face_a,
        annee=r.annee,
        modalite=r.modalites[0],
        titre=r.titre,
    )


def _modalites(entrepot: Entrepot, code: str, r: Recette, face_a: tuple[str, ...]) -> Bloc | None:
    return comparer_modalites(
        entrepot,
        code,
        r.indicateur,
        r.modalites,
        face_a,
        annee=r.annee,
        titre=r.titre,
    )


def _annees(entrepot: Entrepot, code: str, r: Recette, face_a: tuple[str, ...]) -> Bloc | None:
    return suivre_annees(
        entrepot,
        code,
        r.indicateur,
        face_a,
        modalite=r.modalites[0],
        titre=r.titre,
        depuis=r.depuis,
    )


def _annees_ou_derniere(entrepot: Entrepot, code: str, r: Recette, face_a: tuple[str, ...]) -> Bloc | None:
    """Les années ; à défaut de deux années, la dernière valeur. Jamais les deux : ce serait le même chiffre."""
    return _annees(entrepot, code, r, face_a) or _territoires(entrepot, code, r, face_a)


MONTAGES: dict[str, Callable[[Entrepot, str, Recette, tuple[str, ...]], Bloc | None]] = {
    "depuis_et_face": _depuis_et_face,
    "territoires": _territoires,
    "modalites": _modalites,
    "annees": _annees,
    "annees_ou_derniere": _annees_ou_derniere,
}


def sous_titre(entrepot: Entrepot, code: str) -> str:
    """« Quartier prioritaire de Carcassonne (QP011006, géographie de 2015) »."""
    t = entrepot.territoires[code]
    parent = entrepot.territoires.get(t.parent)
    return f"Quartier prioritaire de {parent.nom if parent else t.parent} ({t.code}, géographie de {t.geographie})."
