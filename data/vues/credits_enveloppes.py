"""Les enveloppes, chacune à part : ce qu'elle paie, de quand, d'après qui ; aucun total qui les mêle."""

from dataclasses import replace
from decimal import Decimal

from data.blocs import bloc_de_textes, construire, motif, valeur_de_ligne
from data.credits import SPECIFIQUE, TOTAL
from data.credits_cube import Cumul
from data.entrepot import Entrepot
from data.formats import annee_lisible, enumeration, pluriel, quand, valeur_unite
from data.identite import ensemble
from data.modele import Bloc, Ligne, Mesure
from data.phrases import majuscule, minuscule
from data.vues.credits_base import (
    ENVELOPPES,
    FICTIF,
    Choix,
    annees_des_actions,
    en_demonstration,
    intituler,
    ligne,
    regrouper,
    reserves,
)
from data.vues.credits_publies import mesure_publiee, publies

TABLE = "postes_contrat_de_ville"
POSTES = {"adulte_relais": "Adultes-relais", "fonjep": "Postes Fonjep"}
ABATTEMENT, DROIT_COMMUN = "abattement_tfpb", "droit_commun"
BAILLEURS = {"deux_bailleurs": "Deux bailleurs", "trois_bailleurs": "Trois bailleurs"}
IMPOT = "C'est un impôt que les bailleurs ne paient pas, en échange d'actions : pas une subvention du contrat de ville."
THEORIQUE = (
    "Coût théorique au 31 décembre, postes vacants compris : ce n'est pas une dépense constatée. "
    "Ces postes ne sont pas dans les crédits spécifiques."
)


def blocs_enveloppes(entrepot: Entrepot) -> tuple[Bloc, ...]:
    """Les quatre enveloppes côte à côte, puis chacune dans le détail ; sans aucun total qui les mêle."""
    candidats = (
        bloc_reperes(entrepot),
        bloc_postes(entrepot, "montant"),
        bloc_postes(entrepot, "postes"),
        bloc_structures(entrepot),
        *blocs_abattement(entrepot),
        bloc_contradictions(entrepot),
        bloc_du_fichier(entrepot),
    )
    return tuple(b for b in candidats if b)


def bloc_reperes(entrepot: Entrepot) -> Bloc | None:
    """La dernière valeur connue de chaque enveloppe, une ligne chacune ; celle que personne ne chiffre le dit."""
    lignes: list[Ligne] = []
    specifiques = [c for c in publies(entrepot, "montant") if c.valeur is not None]
    if specifiques:
        lignes.append(_repere(mesure_publiee(specifiques[-1]), ENVELOPPES[SPECIFIQUE]))
    for dispositif, nom in POSTES.items():
        mesures = _postes(entrepot, dispositif, "montant")
        if mesures:
            lignes.append(_repere(mesures[-1], nom))
    abattements = [x for x in _abattements(entrepot) if "-" not in x.annee]
    if abattements:
        lignes.append(_repere(abattements[-1], "Abattement de taxe foncière des bailleurs"))
    if not lignes:
        return None
    source = lignes[0].mesure.source
    rien = Mesure(
        ensemble(entrepot), DROIT_COMMUN, "", lignes[0].mesure.annee, None, "non_disponible", None, source,
        "Le rapport parle du droit commun sans le chiffrer",
        "Aucune de nos sources ne chiffre le droit commun dépensé dans les quartiers.",
    )  # fmt: skip
    lignes.append(_repere(rien, ENVELOPPES[DROIT_COMMUN]))
    dites = [f"{x.cle}, {valeur_de_ligne(x)} {quand(x.mesure.annee)}" for x in lignes if x.mesure.valeur is not None]
    return construire(
        "enveloppes-reperes",
        "Les enveloppes, sans les additionner",
        "chiffre",
        lignes,
        majuscule(f"{' ; '.join(dites)}. Le droit commun n'est pas chiffré."),
        entrepot.sources,
        reserves=(
            "Ces montants ne s'additionnent pas : ce sont des subventions, des coûts théoriques de postes et un impôt "
            "que les bailleurs ne paient pas, d'années différentes.",
            THEORIQUE,
            *(f"Abattement : {motif(m.note)}" for m in abattements[-1:] if m.note),
        ),
    )


def _repere(mesure: Mesure, nom: str) -> Ligne:
    libelle = f"{nom}, {annee_lisible(mesure.annee)}" if mesure.valeur is not None else nom
    return Ligne(nom, libelle, libelle, mesure, "€", 0)


# --- Les postes


def bloc_postes(entrepot: Entrepot, mesure: str) -> Bloc | None:
    """Les adultes-relais et les postes Fonjep, année par année ; mesure : « montant » (euros) ou « postes »."""
    lignes = [
        Ligne(dispositif, nom, m.annee, m, "€" if mesure == "montant" else "postes", 0)
        for dispositif, nom in POSTES.items()
        for m in _postes(entrepot, dispositif, mesure)
    ]
    if not lignes:
        return None
    dites = []
    for nom in POSTES.values():
        siennes = [x for x in lignes if x.serie == nom]
        if siennes:
            bouts = dict.fromkeys((siennes[0], siennes[-1]))
            dites.append(f"{nom} : {' et '.join(f'{valeur_de_ligne(x)} {quand(x.mesure.annee)}' for x in bouts)}")
    return construire(
        f"enveloppes-postes-{mesure}",
        "Postes financés par l'État : coût théorique par an"
        if mesure == "montant"
        else "Postes financés par l'État : nombre par an",
        "courbe",
        lignes,
        f"{' ; '.join(dites)}.",
        entrepot.sources,
        reserves=(THEORIQUE,) if mesure == "montant" else ("Postes au 31 décembre, vacants compris.",),
    )


def _postes(entrepot: Entrepot, dispositif: str, mesure: str) -> list[Mesure]:
    """Une mesure par année : la somme des structures, au centime ; elle est dite calculée."""
    sommes: dict[str, Decimal] = {}
    lues = [p for p in entrepot.table(TABLE).dictionnaires() if p["dispositif"] == dispositif]
    for p in lues:
        sommes[p["annee"]] = sommes.get(p["annee"], Decimal(0)) + Decimal(p[mesure])
    return [
        Mesure(
            ensemble(entrepot),
            f"postes_{mesure}",
            dispositif,
            annee,
            float(somme),
            "calcule",
            None,
            lues[0]["source"],
            lues[0]["reference"],
            f"somme des structures ; {lues[0]['note'][:1].lower()}{lues[0]['note'][1:]}",
        )
        for annee, somme in sorted(sommes.items())
    ]


def bloc_structures(entrepot: Entrepot) -> Bloc | None:
    """Structure par structure, telles que la source les nomme : postes et coût théorique de chaque année."""
    lues = entrepot.table(TABLE).dictionnaires()
    if not lues:
        return None
    return replace(
        bloc_de_textes(
            "enveloppes-structures",
            "Les structures qui ont ces postes",
            f"{len(lues)} lignes, une par structure et par année ; les noms sont ceux que la source écrit.",
            ("Année", "Dispositif", "Structure", "Postes", "Coût théorique"),
            [
                (
                    p["annee"],
                    POSTES[p["dispositif"]],
                    p["structure"],
                    p["postes"],
                    valeur_unite(float(p["montant"]), "€", 2),
                )
                for p in sorted(lues, key=lambda p: (-int(p["annee"]), p["dispositif"], p["structure"]))
            ],
        ),
        reserves=(THEORIQUE,),
        sources=tuple(entrepot.source(code) for code in dict.fromkeys(p["source"] for p in lues)),
    )


# --- L'abattement de taxe foncière


def _abattements(entrepot: Entrepot) -> list[Mesure]:
    return [m for modalite in BAILLEURS for m in entrepot.mesures_de(ensemble(entrepot), ABATTEMENT, modalite)]


def blocs_abattement(entrepot: Entrepot) -> tuple[Bloc, ...]:
    """Les montants du rapport, ceux d'une année puis ceux de plusieurs : ils ne se lisent pas sur le même axe."""
    une, plusieurs = [], []
    for m in _abattements(entrepot):
        nom = f"{BAILLEURS[m.modalite]}, {annee_lisible(m.annee)}"
        (plusieurs if "-" in m.annee else une).append(Ligne(ABATTEMENT, nom, nom, m, "€", 0))
    par_an = _abattement(entrepot, "annee", "sur une année", une)
    cumule = _abattement(entrepot, "periode", "sur plusieurs années", plusieurs)
    return tuple(b for b in (par_an, cumule) if b)


def _abattement(entrepot: Entrepot, code: str, duree: str, lignes: list[Ligne]) -> Bloc | None:
    if not lignes:
        return None
    dites = [f"{BAILLEURS[x.mesure.modalite].lower()}, {valeur_de_ligne(x)} {quand(x.mesure.annee)}" for x in lignes]
    return construire(
        f"enveloppes-abattement-{code}",
        f"Abattement de taxe foncière des bailleurs (TFPB), {duree}",
        "barres",
        lignes,
        majuscule(f"{' ; '.join(dites)}."),
        entrepot.sources,
        reserves=(IMPOT, *(f"{x.categorie} : {motif(x.mesure.note)}" for x in lignes if x.mesure.note)),
        accents=(ABATTEMENT,),
    )


def bloc_contradictions(entrepot: Entrepot) -> Bloc | None:
    """Ce que le registre relève sur l'abattement, avec ses numéros."""
    entrees = [c for c in entrepot.controles if c.indicateur == ABATTEMENT]
    if not entrees:
        return None
    return bloc_de_textes(
        "enveloppes-registre-abattement",
        "Ce qui se contredit sur l'abattement",
        f"{len(entrees)} {pluriel(len(entrees), 'entrée')} du registre : {enumeration([c.controle for c in entrees])}.",
        ("N°", "Constat", "Calcul", "Ce que nous retenons", "Où le lire"),
        [(c.controle, c.constat, c.calcul, c.valeur_retenue, c.reference) for c in entrees],
    )


# --- Ce que le fichier de l'équipe range dans chaque enveloppe


def bloc_du_fichier(entrepot: Entrepot) -> Bloc | None:
    """Le montant du fichier des actions, enveloppe par enveloppe et par an."""
    annees = annees_des_actions(entrepot)
    if not annees:
        return None
    choix = Choix(TOTAL, "montant", annees[0], annees[-1], enveloppe="")
    cumuls = regrouper(entrepot, "", choix.selection(), ("enveloppe", "annee"))
    presentes = [e for e in ENVELOPPES if any(cle[0] == e for cle in cumuls)]
    lignes = [
        ligne(
            entrepot,
            replace(choix, enveloppe=e),
            cumuls.get((e, annee), Cumul()).montant / 100,
            cle=e,
            serie=ENVELOPPES[e],
            categorie=str(annee),
            annee=str(annee),
            modalite=e,
            reparti=False,
        )
        for e in presentes
        for annee in annees
    ]
    noms = enumeration([minuscule(ENVELOPPES[e]) for e in presentes])
    absentes = [minuscule(ENVELOPPES[e]) for e in ENVELOPPES if e not in presentes]
    bloc = construire(
        "enveloppes-du-fichier",
        "Ce que le fichier des actions range dans chaque enveloppe",
        "tableau",
        lignes,
        FICTIF if en_demonstration(entrepot) else f"Le fichier porte sur : {noms}.",
        entrepot.sources,
        reserves=(
            *reserves(entrepot, choix, reparti=False, par_quartier=False)[1:],
            *((f"Le fichier n'a aucune ligne de : {enumeration(absentes)}.",) if absentes else ()),
        ),
    )
    return intituler(bloc, "Enveloppe")
