"""Les blocs de la page Fiabilité : les statuts, ce qui manque, le registre, les sources."""

from collections import Counter
from collections.abc import Iterable

from data.annees import cle_annee
from data.blocs import bloc_de_textes, motif
from data.entrepot import Entrepot
from data.formats import DEFINITIONS_STATUTS, LIBELLES_STATUTS, annee_lisible, compter, enumeration, nombre, pluriel
from data.modele import STATUTS, STATUTS_SANS_VALEUR, Bloc, Controle
from data.montage import libelle_modalite, nom_affiche

CERTITUDES = {
    "prouvee": "Prouvée",
    "tres_probable": "Très probable",
    "suspecte": "Suspecte",
    "reserve": "Réserve de lecture",
}
ACCORDS = {
    "prouvee": ("prouvée", "prouvées"),
    "tres_probable": ("très probable", "très probables"),
    "suspecte": ("suspecte", "suspectes"),
    "reserve": ("réserve de lecture", "réserves de lecture"),
}
GRAVITES = {"grave": "Grave", "attention": "Attention", "information": "Pour information"}
TOUTES = "toutes"
RUBRIQUES_NOMMEES = 4


def bloc_statuts(entrepot: Entrepot) -> Bloc:
    """Ce que veut dire chaque statut, et combien de valeurs le portent."""
    comptes = Counter(m.statut for m in entrepot.mesures)
    comptes.update(c.statut for c in entrepot.credits_publies)
    comptes.update("demonstration" for a in entrepot.actions if a.statut == "demonstration")
    total = sum(comptes.values())
    return bloc_de_textes(
        "statuts",
        "Les statuts",
        f"{nombre(total)} valeurs dans les tables, chacune avec son statut.",
        ("Statut", "Ce que cela veut dire", "Nombre de valeurs"),
        [(LIBELLES_STATUTS[s], DEFINITIONS_STATUTS[s], nombre(comptes[s])) for s in STATUTS],
    )


def bloc_manques(entrepot: Entrepot) -> Bloc:
    """Ce qui n'a pas de valeur, indicateur par indicateur, avec le motif et les territoires."""
    annees: dict[tuple[str, str, str, str, str], list[str]] = {}
    for m in entrepot.mesures:
        if m.statut in STATUTS_SANS_VALEUR and entrepot.mesure(m.territoire, m.indicateur, m.annee, m.modalite) is m:
            annees.setdefault((m.indicateur, m.statut, motif(m.note), m.modalite, m.territoire), []).append(m.annee)
    # On ne réunit que ce qui manque pour les mêmes années : sinon la table dirait absentes des valeurs connues.
    territoires: dict[tuple[str, str, str, str, tuple[str, ...]], list[str]] = {}
    for (*debut, territoire), manquantes in annees.items():
        territoires.setdefault((*debut, tuple(sorted(manquantes, key=cle_annee))), []).append(territoire)
    rubriques: dict[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for (indicateur, statut, note, modalite, quand), ou in territoires.items():
        rubriques.setdefault((indicateur, statut, note, quand, tuple(ou)), []).append(modalite)
    lignes = [
        (
            _libelle(entrepot, indicateur, modalites),
            enumeration([nom_affiche(entrepot, t) for t in ou]),
            _plages(quand),
            LIBELLES_STATUTS[statut],
            note,
        )
        for (indicateur, statut, note, quand, ou), modalites in rubriques.items()
    ]
    total = sum(map(len, annees.values()))
    return bloc_de_textes(
        "manques",
        "Ce qui manque",
        f"{compter(total, 'valeur')} ne {pluriel(total, 'figure', 'figurent')} "
        "pas dans les sources, ou pas pour ce quartier. Une absence n'est jamais un zéro.",
        ("Indicateur", "Territoires", "Années", "Motif", "Précision"),
        lignes,
    )


def _libelle(entrepot: Entrepot, indicateur: str, modalites: list[str]) -> str:
    """« Types de ménages : Personnes seules » ; au-delà de quelques rubriques, leur nombre."""
    libelle = entrepot.indicateurs[indicateur].libelle
    if modalites == [""]:
        return libelle
    if len(modalites) > RUBRIQUES_NOMMEES:
        return f"{libelle} : {len(modalites)} rubriques"
    return f"{libelle} : {enumeration([libelle_modalite(entrepot, m) or 'ensemble' for m in modalites])}"


def _plages(annees: tuple[str, ...]) -> str:
    """(2015, 2018, 2019, 2020) -> « 2015 et 2018 à 2020 » : une année présente ne passe pas pour absente."""
    plages: list[list[str]] = []
    for annee in annees:
        if plages and annee.isdigit() and plages[-1][-1].isdigit() and int(annee) == int(plages[-1][-1]) + 1:
            plages[-1].append(annee)
        else:
            plages.append([annee])
    dites = [[f"{p[0]} à {p[-1]}"] if len(p) > 2 else [annee_lisible(a) for a in p] for p in plages]
    return enumeration([date for plage in dites for date in plage])


def rangs_au_registre(entrepot: Entrepot) -> dict[str, int]:
    """Numéro d'une entrée -> sa place dans le registre entier, la première étant 0."""
    return {c.controle: rang for rang, c in enumerate(_ranger(entrepot.controles))}


def _ranger(entrees: Iterable[Controle]) -> list[Controle]:
    ordre = list(GRAVITES)
    return sorted(entrees, key=lambda c: (ordre.index(c.gravite), c.controle))


def registre(entrepot: Entrepot, certitude: str = TOUTES, gravite: str = TOUTES, territoire: str = TOUTES) -> Bloc:
    """Le registre des contradictions, les plus graves d'abord ; « toutes » ne filtre pas."""
    entrees = _ranger(
        c
        for c in entrepot.controles
        if certitude in (TOUTES, c.certitude)
        and gravite in (TOUTES, c.gravite)
        and (territoire == TOUTES or territoire in c.territoire.split(";"))
    )
    return bloc_de_textes(
        "registre",
        "Le registre des contradictions",
        _phrase_registre(entrees, entrepot.controles),
        ("N°", "Gravité", "Ce qui se contredit", "Le calcul", "Ce que nous retenons", "Certitude", "Où le lire"),
        [
            (
                c.controle,
                GRAVITES.get(c.gravite, c.gravite),
                c.constat,
                c.calcul,
                c.valeur_retenue,
                CERTITUDES.get(c.certitude, c.certitude),
                c.reference,
            )
            for c in entrees
        ],
    )


def _phrase_registre(entrees: list[Controle], toutes: tuple[Controle, ...]) -> str:
    comptes = Counter(c.certitude for c in entrees)
    detail = enumeration([f"{n} {pluriel(n, *ACCORDS[c])}" for c in CERTITUDES if (n := comptes[c])])
    n = len(entrees)
    debut = f"{n} {pluriel(n, 'entrée')} sur {len(toutes)}" if n != len(toutes) else f"{n} {pluriel(n, 'entrée')}"
    return f"{debut} : {detail}." if detail else f"{debut}."


def bloc_sources(entrepot: Entrepot) -> Bloc:
    """Les sources citées par les tables : producteur, titre, millésime, licence."""
    citees = Counter(m.source for m in entrepot.mesures)
    citees.update(c.source for c in entrepot.credits_publies)
    citees.update(a.source for a in entrepot.actions)
    lignes = [
        (s.titre, s.producteur, s.millesime, s.licence or "à préciser", nombre(citees[s.code]))
        for s in entrepot.sources.values()
        if citees[s.code]
    ]
    return bloc_de_textes(
        "sources",
        "Les sources",
        f"{len(lignes)} {pluriel(len(lignes), 'source citée', 'sources citées')} par les tables.",
        ("Titre", "Producteur", "Données", "Licence", "Valeurs"),
        lignes,
    )


def quartiers_du_registre(entrepot: Entrepot) -> dict[str, str]:
    """Le choix de quartier du registre."""
    return {TOUTES: "Tous les territoires"} | {t.code: t.nom for t in entrepot.quartiers()}


def chapitres_perdus(entrepot: Entrepot) -> dict[str, str]:
    """Les chapitres du rapport où un graphique s'est perdu."""
    vus = dict.fromkeys(f["chapitre"] for f in entrepot.table("figures_perdues").dictionnaires())
    return {c: f"Chapitre {c}" for c in vus}


def bloc_perdues(entrepot: Entrepot, chapitre: str) -> Bloc:
    """Les graphiques d'un chapitre du rapport qui ne nous sont pas parvenus, et ce qu'il faudrait pour les avoir."""
    toutes = entrepot.table("figures_perdues").dictionnaires()
    voulues = [f for f in toutes if f["chapitre"] == chapitre]
    seules = sum("équipe" in f["source_de_remplacement"] for f in toutes)
    n = len(toutes)
    return bloc_de_textes(
        "figures-perdues",
        "Les graphiques perdus du rapport",
        f"{n} {pluriel(n, 'graphique')} du rapport ne nous {pluriel(n, 'est', 'sont')} pas "
        f"{pluriel(n, 'parvenu')} ; pour {seules} d'entre eux, seule l'équipe a les chiffres.",
        ("N°", "Titre", "Années", "Ce qu'il faudrait", "Ce qui peut le remplacer"),
        [
            (f["figure"], f["titre"], f["annees"].replace(";", ", "), f["besoin"], f["source_de_remplacement"])
            for f in voulues
        ],
    )
