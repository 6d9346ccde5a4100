"""Les blocs de la page Fiabilité : les statuts, ce qui manque, le registre, les sources."""

from collections import Counter

from data.blocs import bloc_de_textes
from data.entrepot import Entrepot
from data.formats import DEFINITIONS_STATUTS, LIBELLES_STATUTS, annee_lisible, enumeration, nombre, pluriel
from data.modele import STATUTS, STATUTS_SANS_VALEUR, Bloc, Controle
from data.montage import nom_affiche

CERTITUDES = {
    "prouvee": "Prouvée", "tres_probable": "Très probable", "suspecte": "Suspecte", "reserve": "Réserve de lecture",
}
ACCORDS = {
    "prouvee": ("prouvée", "prouvées"), "tres_probable": ("très probable", "très probables"),
    "suspecte": ("suspecte", "suspectes"), "reserve": ("réserve de lecture", "réserves de lecture"),
}
GRAVITES = {"grave": "Grave", "attention": "Attention", "information": "Pour information"}
TOUTES = "toutes"


def bloc_statuts(entrepot: Entrepot) -> Bloc:
    """Ce que veut dire chaque statut, et combien de valeurs le portent."""
    comptes = Counter(m.statut for m in entrepot.mesures)
    comptes.update(c.statut for c in entrepot.credits_publies)
    comptes.update("demonstration" for a in entrepot.actions if a.statut == "demonstration")
    total = sum(comptes.values())
    return bloc_de_textes(
        "statuts", "Les statuts", f"{nombre(total)} valeurs dans les tables, chacune avec son statut.",
        ("Statut", "Ce que cela veut dire", "Nombre de valeurs"),
        [(LIBELLES_STATUTS[s], DEFINITIONS_STATUTS[s], nombre(comptes[s])) for s in STATUTS],
    )


def bloc_manques(entrepot: Entrepot) -> Bloc:
    """Ce qui n'a pas de valeur, indicateur par indicateur, avec le motif et les territoires."""
    groupes: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for m in entrepot.mesures:
        if m.statut in STATUTS_SANS_VALEUR and entrepot.mesure(m.territoire, m.indicateur, m.annee, m.modalite) is m:
            groupes.setdefault((m.indicateur, m.statut, m.note), []).append((m.territoire, m.annee))
    lignes = []
    for (indicateur, statut, note), cas in groupes.items():
        noms = enumeration(list(dict.fromkeys(nom_affiche(entrepot, t) for t, _ in cas)))
        annees = sorted({a for _, a in cas})
        quand = annee_lisible(annees[0]) if len(annees) == 1 else f"{annee_lisible(annees[0])} à {annee_lisible(annees[-1])}"
        lignes.append((entrepot.indicateurs[indicateur].libelle, noms, quand, LIBELLES_STATUTS[statut], note))
    total = sum(map(len, groupes.values()))
    return bloc_de_textes(
        "manques", "Ce qui manque", f"{nombre(total)} {pluriel(total, 'valeur')} ne {pluriel(total, 'figure', 'figurent')} "
        "pas dans les sources, ou pas pour ce quartier. Une absence n'est jamais un zéro.",
        ("Indicateur", "Territoires", "Années", "Motif", "Précision"), lignes,
    )


def registre(entrepot: Entrepot, certitude: str = TOUTES, gravite: str = TOUTES, territoire: str = TOUTES) -> Bloc:
    """Le registre des contradictions, les plus graves d'abord ; « toutes » ne filtre pas."""
    ordre = list(GRAVITES)
    entrees = sorted((
        c for c in entrepot.controles
        if certitude in (TOUTES, c.certitude) and gravite in (TOUTES, c.gravite)
        and (territoire == TOUTES or territoire in c.territoire.split(";"))
    ), key=lambda c: (ordre.index(c.gravite), c.controle))
    return bloc_de_textes(
        "registre", "Le registre des contradictions", _phrase_registre(entrees, entrepot.controles),
        ("N°", "Gravité", "Ce qui se contredit", "Le calcul", "Ce que nous retenons", "Certitude", "Où le lire"),
        [
            (c.controle, GRAVITES.get(c.gravite, c.gravite), c.constat, c.calcul, c.valeur_retenue,
             CERTITUDES.get(c.certitude, c.certitude), c.reference)
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
        for s in entrepot.sources.values() if citees[s.code]
    ]
    return bloc_de_textes(
        "sources", "Les sources", f"{len(lignes)} {pluriel(len(lignes), 'source citée', 'sources citées')} par les tables.",
        ("Titre", "Producteur", "Données", "Licence", "Valeurs"), lignes,
    )


def quartiers_du_registre(entrepot: Entrepot) -> dict[str, str]:
    """Le choix de quartier du registre."""
    return {TOUTES: "Tous les territoires"} | {t.code: t.nom for t in entrepot.quartiers()}
