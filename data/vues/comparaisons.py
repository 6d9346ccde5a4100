"""Les blocs de la page Comparaisons : le tableau des cinq, et un indicateur à la fois."""

from data.annees import cle_annee
from data.blocs import construire, valeur_de_ligne
from data.entrepot import Entrepot
from data.formats import annee_lisible, enumeration, quand, unite_en_toutes_lettres
from data.modele import Bloc, Ligne
from data.montage import libelle_modalite, ligne
from data.phrases import lieu, lieu_de_mesure, majuscule
from data.vues.portraits import comparateurs

# Les indicateurs du tableau, dans l'ordre des thèmes ; une rubrique se note indicateur:modalité.
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
TYPES_COMPARATEURS = ("commune", "epci", "ensemble_qpv")
HORS_COMPARAISON = ("evolution_age",)
# Des réponses d'enquête et l'activité d'un dispositif ne se comparent pas d'un quartier à l'autre.
DOMAINES_HORS_COMPARAISON = ("enquete_habitants", "enquete_porteurs", "dispositifs", "cadre_de_vie", "regie")


def territoires_compares(entrepot: Entrepot) -> tuple[str, ...]:
    """Les cinq quartiers, leur commune, leur agglomération, l'ensemble des QPV de métropole."""
    quartiers = [t.code for t in entrepot.quartiers()]
    return (*quartiers, *comparateurs(entrepot, quartiers[0], TYPES_COMPARATEURS)) if quartiers else ()


def choix_d_indicateurs(entrepot: Entrepot) -> dict[str, str]:
    """« taux_emploi:femmes » -> « Taux d'emploi : Femmes », pour tout ce qui a, une même année, une valeur dans deux quartiers."""
    quartiers = [t.code for t in entrepot.quartiers()]
    rendu: dict[str, str] = {}
    for fiche in entrepot.indicateurs.values():
        if fiche.code in HORS_COMPARAISON or fiche.domaine in DOMAINES_HORS_COMPARAISON:
            continue
        modalites = dict.fromkeys(
            m.modalite for q in quartiers for m in entrepot.mesures_de(q, fiche.code) if m.valeur is not None
        )
        for modalite in modalites:
            code = f"{fiche.code}:{modalite}" if modalite else fiche.code
            if annees_de(entrepot, code):
                nom = libelle_modalite(entrepot, modalite)
                rendu[code] = f"{fiche.libelle} : {nom}" if modalite else fiche.libelle
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


def tableau_des_cinq(entrepot: Entrepot) -> Bloc:
    """Un indicateur par ligne, un territoire par colonne ; chaque ligne porte une seule année."""
    lignes: list[Ligne] = []
    for choix in TABLEAU:
        indicateur, _, modalite = choix.partition(":")
        annees = annees_de(entrepot, choix)
        if indicateur not in entrepot.indicateurs or not annees:
            continue
        fiche = entrepot.indicateurs[indicateur]
        nom = f"{fiche.libelle} : {libelle_modalite(entrepot, modalite)}" if modalite else fiche.libelle
        unite = f"{fiche.unite}, " if unite_en_toutes_lettres(fiche.unite) else ""
        for code in territoires_compares(entrepot):
            mesure = entrepot.mesure(code, indicateur, annees[0], modalite)
            if mesure:
                lignes.append(ligne(entrepot, mesure, serie=f"{nom} ({unite}{annee_lisible(annees[0])})"))
    rang = {code: i for i, code in enumerate(territoires_compares(entrepot))}
    lignes.sort(key=lambda x: rang[x.cle])  # l'ordre des colonnes ; le tri est stable, celui des lignes demeure
    return construire(
        "tableau-des-cinq",
        "Le tableau des cinq quartiers",
        "tableau",
        lignes,
        "Chaque ligne compare des valeurs de la même année ; une case « — » n'a pas de valeur dans nos tables.",
        entrepot.sources,
    )


def un_indicateur(entrepot: Entrepot, choix: str, annee: str) -> Bloc | None:
    """Un indicateur et une année : les cinq quartiers, puis les comparateurs en gris."""
    indicateur, _, modalite = choix.partition(":")
    if indicateur not in entrepot.indicateurs:
        return None
    fiche = entrepot.indicateurs[indicateur]
    codes = territoires_compares(entrepot)
    if fiche.sommable:  # un effectif de ville écraserait ceux des quartiers sans rien apprendre
        codes = tuple(t.code for t in entrepot.quartiers())
    mesures = [m for c in codes if (m := entrepot.mesure(c, indicateur, annee, modalite))]
    if not mesures:
        return None
    quartiers = tuple(t.code for t in entrepot.quartiers())
    nom = libelle_modalite(entrepot, modalite)
    titre = f"{fiche.libelle} : {nom}" if modalite else fiche.libelle
    lignes = [ligne(entrepot, m) for m in mesures]
    return construire(
        f"comparaison-{choix}-{annee}".replace(":", "-").replace("+", "plus"),
        f"{titre}, {annee_lisible(annee)}",
        "barres",
        lignes,
        _phrase(entrepot, lignes, quartiers, annee),
        entrepot.sources,
        accents=quartiers,
        definition=fiche.definition,
    )


def _phrase(entrepot: Entrepot, lignes: list[Ligne], quartiers: tuple[str, ...], annee: str) -> str:
    """Du plus bas au plus haut des cinq, puis les comparateurs."""
    siens = sorted(
        (x for x in lignes if x.cle in quartiers and x.mesure.valeur is not None), key=lambda x: x.mesure.valeur
    )
    if not siens:
        return f"Aucune valeur diffusée pour les quartiers {quand(annee)}."
    bas, haut = siens[0], siens[-1]
    phrase = (
        f"{quand(annee)}, de {valeur_de_ligne(bas)} {lieu(entrepot.territoires[bas.cle])} "
        f"à {valeur_de_ligne(haut)} {lieu(entrepot.territoires[haut.cle])}"
    )
    autres = [
        f"{valeur_de_ligne(x)} {lieu_de_mesure(x.mesure, entrepot.territoires[x.cle])}"
        for x in lignes
        if x.cle not in quartiers and x.mesure.valeur is not None
    ]
    return majuscule(f"{phrase} ; {enumeration(autres)}." if autres else f"{phrase}.")
