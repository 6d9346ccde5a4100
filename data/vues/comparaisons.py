"""Ce que la page Comparaisons propose : indicateurs, années, thèmes, territoires et référence."""

from collections.abc import Sequence
from functools import lru_cache

from data.annees import cle_annee
from data.entrepot import Entrepot
from data.modele import Indicateur
from data.phrases import majuscule, qpv_median
from data.vues.noms_de_mesures import nom_de_mesure_seule, rang_de_modalite
from data.vues.portraits import FACE_A, SECTIONS, comparateurs
from data.vues.reperes_de_comparaison import avec_des_chiffres

# L'essentiel, dans l'ordre des thèmes ; une rubrique se note indicateur:modalité.
TABLEAU = (
    "population",
    "part_femmes",
    "indice_jeunesse",
    "age:0-14",
    "age:75+",
    "part_familles_monoparentales",
    "menages:personne_seule",
    "revenu_median",
    "taux_pauvrete",
    "part_bas_revenus",
    "taux_emploi",
    "taux_emploi:femmes",
    "part_emplois_precaires",
    "demandeurs_emploi",
)
ESSENTIEL = "essentiel"
TYPES_COMPARATEURS = ("commune", "epci", "ensemble_qpv")
HORS_COMPARAISON = ("evolution_age",)
# Des réponses d'enquête et l'activité d'un dispositif ne se comparent pas d'un quartier à l'autre.
DOMAINES_HORS_COMPARAISON = ("enquete_habitants", "enquete_porteurs", "dispositifs", "cadre_de_vie", "regie")
# Ce qui peut servir de colonne : les comparateurs des portraits, sans « les autres quartiers », déjà tous là.
COLONNES = {code: libelle for code, libelle in FACE_A.items() if code != "qpv"}
REFERENCE_PAR_DEFAUT = "epci"
# Une rubrique croisée (« niveau_bac_femmes ») ne s'ajoute pas au tableau de celle qu'elle détaille.
CROISEMENTS = ("_femmes", "_hommes")


def territoires_compares(entrepot: Entrepot, types: Sequence[str] = TYPES_COMPARATEURS) -> tuple[str, ...]:
    """Les codes des quartiers, puis des comparateurs de ces types (clés de COLONNES)."""
    quartiers = [t.code for t in entrepot.quartiers()]
    return (*quartiers, *comparateurs(entrepot, quartiers[0], tuple(types))) if quartiers else ()


def references(entrepot: Entrepot) -> dict[str, str]:
    """Ce à quoi mesurer les écarts : code de territoire -> libellé (« L'agglomération »), l'agglomération d'abord.

    Les types de COLONNES, la France métropolitaine, les QPV du département et de la région, s'ils ont des chiffres.
    """
    quartiers = entrepot.quartiers()
    if not quartiers:
        return {}
    noms: dict[str, str] = {}
    parents: list[str] = []
    for type_ in dict.fromkeys((REFERENCE_PAR_DEFAUT, *COLONNES, "france")):
        for code in comparateurs(entrepot, quartiers[0].code, (type_,))[:1]:
            parents.append(code)
            if code not in avec_des_chiffres(entrepot):
                continue
            noms[code] = COLONNES.get(type_) or f"La {entrepot.territoires[code].nom}"
    parents = [c for c in parents if entrepot.territoires[c].type in ("departement", "region")]
    for t in entrepot.territoires.values():
        if t.type == "ensemble_qpv" and t.parent in parents and t.code in avec_des_chiffres(entrepot):
            noms[t.code] = majuscule(f"le {qpv_median(t)}")
    return noms


@lru_cache(maxsize=2)
def choix_d_indicateurs(entrepot: Entrepot) -> dict[str, str]:
    """« taux_emploi:femmes » -> « Taux d'emploi des femmes », pour ce que deux quartiers ont la même année.

    Gardé en mémoire avec l'entrepôt : la page le demande plusieurs fois ; ne pas le modifier.
    """
    quartiers = [t.code for t in entrepot.quartiers()]
    rendu: dict[str, str] = {}
    for fiche in entrepot.indicateurs.values():
        if fiche.code in HORS_COMPARAISON or fiche.domaine in DOMAINES_HORS_COMPARAISON:
            continue
        modalites = dict.fromkeys(
            m.modalite for q in quartiers for m in entrepot.mesures_de(q, fiche.code) if m.valeur is not None
        )
        for modalite in sorted(modalites, key=rang_de_modalite):
            code = f"{fiche.code}:{modalite}" if modalite else fiche.code
            if annees_de(entrepot, code):
                rendu[code] = nom_de_mesure_seule(entrepot, fiche.code, modalite)
    return rendu


def annees_de(entrepot: Entrepot, choix: str) -> tuple[str, ...]:
    """Les années où deux quartiers au moins ont une valeur, de la plus récente à la plus ancienne."""
    indicateur, _, modalite = choix.partition(":")
    comptes: dict[str, int] = {}
    for t in entrepot.quartiers():
        for m in entrepot.mesures_de(t.code, indicateur, modalite):
            if m.valeur is not None:
                comptes[m.annee] = comptes.get(m.annee, 0) + 1
    return tuple(sorted((a for a, n in comptes.items() if n > 1), key=cle_annee, reverse=True))


def fiche_du_choix(entrepot: Entrepot, choix: str) -> Indicateur | None:
    """La fiche de « taux_emploi:femmes », None si l'indicateur n'existe pas."""
    return entrepot.indicateurs.get(choix.partition(":")[0])


def theme_du_choix(entrepot: Entrepot, choix: str) -> str:
    """Le thème d'un choix, tel que l'adresse le porte : « demande-emploi »."""
    fiche = fiche_du_choix(entrepot, choix)
    return fiche.domaine.replace("_", "-") if fiche else ""


def nom_du_theme(theme: str) -> str:
    """« demande-emploi » -> « Demande d'emploi », le nom de la section des portraits."""
    return SECTIONS.get(theme, majuscule(theme.replace("-", " ")))


def themes(entrepot: Entrepot) -> dict[str, str]:
    """Les thèmes du tableau : l'essentiel d'abord, puis ceux qui ont un indicateur à comparer."""
    codes = dict.fromkeys(theme_du_choix(entrepot, c) for c in choix_d_indicateurs(entrepot))
    return {ESSENTIEL: "L'essentiel"} | {code: nom_du_theme(code) for code in codes}


def choix_du_theme(entrepot: Entrepot, theme: str) -> dict[str, str]:
    """Les lignes du tableau pour un thème : choix -> libellé, sans les rubriques croisées par sexe."""
    tous = choix_d_indicateurs(entrepot)
    if theme == ESSENTIEL:
        return {c: tous[c] for c in TABLEAU if c in tous}
    return {c: nom for c, nom in tous.items() if theme_du_choix(entrepot, c) == theme and not _croise(c, tous)}


def _croise(choix: str, tous: dict[str, str]) -> bool:
    return any(choix.endswith(suite) and choix.removesuffix(suite) in tous for suite in CROISEMENTS)
