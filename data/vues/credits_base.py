"""Ce que toutes les vues des crédits partagent : le choix, les noms, le cube, ce qui s'écrit sous chaque chiffre."""

from dataclasses import dataclass, replace
from functools import lru_cache

from data.blocs import croisement, valeur_de_ligne
from data.credits import (
    ENSEMBLE,
    ENVELOPPES,
    INTER_QUARTIERS,
    NON_LOCALISE,
    REGLES,
    SPECIFIQUE,
    TOTAL,
    TotalCredits,
    nombre_actions,
)
from data.credits_cube import SANS_NATURE, Cube, Cumul, Selection, construire_cube, construire_cube_porteurs, totaux
from data.entrepot import Entrepot
from data.formats import annee_lisible, enumeration, pluriel
from data.importation.etiquettes import normaliser
from data.modele import Action, Bloc, Ligne, Mesure, Tableau
from data.phrases import minuscule

MESURES = {
    "montant": ("Montant", "€", 0),
    "par_habitant": ("Montant par habitant", "€/habitant", 0),
    "actions": ("Nombre d'actions", "actions", 0),
    "part": ("Part du total", "%", 0),
}
REGLE_PAR_DEFAUT = "parts_egales"
NOMS_REGLES = {
    "parts_egales": "À parts égales",
    "population": "Selon la population",
    "inter_quartiers": "Comptées à part",
}
NOMS_A_PART = {
    INTER_QUARTIERS: "Inter-quartiers",
    NON_LOCALISE: "Sans quartier précisé",
    ENSEMBLE: "Ensemble",
}
NATURES = {
    "nouvelle": "Actions nouvelles",
    "reconduction": "Reconductions",
    SANS_NATURE: "Nature non précisée",
}
FICTIF = (
    "Exemple de présentation sur des lignes fictives : la vue se remplira avec le suivi de programmation "
    "de l'équipe. Il n'y a rien à en conclure."
)
REFERENCE = "fichier des actions (actions.csv)"


@dataclass(frozen=True, slots=True)
class Choix:
    """Ce que la page demande : un pilier ou « total », une mesure, une période, une règle de répartition.

    financeur : le nom d'un financeur, vide pour tous ; enveloppe : un code d'ENVELOPPES, vide pour les
    additionner toutes ; nature : un code de NATURES, vide pour toutes.
    """

    pilier: str
    mesure: str
    de: int
    a: int
    regle: str = REGLE_PAR_DEFAUT
    financeur: str = ""
    enveloppe: str = SPECIFIQUE
    nature: str = ""

    def selection(self, quartier: str = "", tous_piliers: bool = False) -> Selection:
        """Ce choix pour le cube ; tous_piliers : sans s'arrêter au pilier choisi."""
        pilier = "" if tous_piliers or self.pilier == TOTAL else self.pilier
        return Selection(self.de, self.a, pilier, quartier, self.financeur, self.enveloppe, self.nature)


# --- Ce que contient le fichier. L'entrepôt est figé : ce qui le parcourt en entier ne se fait qu'une fois.


@dataclass(frozen=True, slots=True)
class Inventaire:
    """Ce que le fichier des actions contient, dans l'ordre où cela se propose."""

    annees: tuple[int, ...]
    piliers: frozenset[str]
    enveloppes: frozenset[str]
    natures: frozenset[str]
    financeurs: tuple[str, ...]
    actions: int
    demonstration: bool
    rattachees: int


@lru_cache(maxsize=8)
def inventaire(entrepot: Entrepot) -> Inventaire:
    """L'inventaire du fichier, dressé une fois."""
    actions = entrepot.actions
    renvois = rattachements(entrepot).keys()
    return Inventaire(
        tuple(sorted({a.annee for a in actions})),
        frozenset(a.pilier for a in actions),
        frozenset(a.enveloppe for a in actions),
        frozenset(a.nature or SANS_NATURE for a in actions),
        tuple(sorted({a.financeur for a in actions})),
        nombre_actions(actions),
        any(a.statut == "demonstration" for a in actions),
        nombre_actions(a for a in actions if renvois & set(a.quartiers)),
    )


def annees_des_actions(entrepot: Entrepot) -> tuple[int, ...]:
    """Les années du fichier des actions, dans l'ordre."""
    return inventaire(entrepot).annees


def piliers_des_actions(entrepot: Entrepot, courts: bool = False) -> dict[str, str]:
    """« total » puis les piliers présents dans le fichier, dans l'ordre de leur nomenclature."""
    presents = inventaire(entrepot).piliers
    connus = {c: p.libelle_court if courts else p.libelle for c, p in entrepot.piliers.items() if c in presents}
    # Sans la table des piliers, leur code tient lieu de nom : la page s'affiche quand même.
    return {TOTAL: "Tous les piliers"} | connus | {c: c for c in sorted(presents - set(connus))}


def enveloppes_des_actions(entrepot: Entrepot) -> dict[str, str]:
    """Les enveloppes présentes dans le fichier ; s'il y en a plusieurs, « » (toutes ensemble) s'y ajoute."""
    presentes = inventaire(entrepot).enveloppes
    connues = {c: nom for c, nom in ENVELOPPES.items() if c in presentes}
    return connues | {"": "Toutes, additionnées"} if len(connues) > 1 else connues


def enveloppe_par_defaut(entrepot: Entrepot) -> str:
    """Les crédits spécifiques, ceux du rapport ; à défaut la première enveloppe du fichier."""
    return next(iter(enveloppes_des_actions(entrepot)), SPECIFIQUE)


def natures_des_actions(entrepot: Entrepot) -> dict[str, str]:
    """« » (toutes) puis les natures présentes."""
    presentes = inventaire(entrepot).natures
    return {"": "Nouvelles et reconduites"} | {c: nom for c, nom in NATURES.items() if c in presentes}


def codes_des_financeurs(entrepot: Entrepot) -> dict[str, str]:
    """Code d'adresse -> nom de chaque financeur du fichier, par ordre alphabétique ; les codes sont uniques."""
    codes: dict[str, str] = {}
    for nom in inventaire(entrepot).financeurs:
        code = normaliser(nom).replace(" ", "-")[:40] or "financeur"
        while code in codes:
            code += "-bis"
        codes[code] = nom
    return codes


def populations(entrepot: Entrepot) -> dict[str, int | None]:
    """Les habitants de chaque quartier de 2015 : la dernière population connue."""
    rendues: dict[str, int | None] = {}
    for t in entrepot.quartiers():
        m = entrepot.derniere(t.code, "population")
        rendues[t.code] = int(m.valeur) if m and m.valeur else None
    return rendues


def en_demonstration(entrepot: Entrepot) -> bool:
    """Vrai si le fichier des actions est celui de démonstration."""
    return inventaire(entrepot).demonstration


def phrase_du_fichier(entrepot: Entrepot, choix: Choix | None = None) -> str:
    """Combien d'actions la sélection retient, et combien le fichier entier en contient."""
    annees = annees_des_actions(entrepot)
    if not annees:
        return "Aucun fichier d'actions n'est chargé."
    nature = " fictives" if en_demonstration(entrepot) else ""
    entier = inventaire(entrepot).actions
    en_tout = f"{entier} {pluriel(entier, 'action')}{nature} de {annees[0]} à {annees[-1]}"
    if choix is None:
        return f"Le fichier contient {en_tout}."
    n = regrouper(entrepot, "", choix.selection(), ()).get((), Cumul()).actions
    if n == entier:
        return f"La sélection compte toutes les actions du fichier : {en_tout}."
    return f"La sélection compte {n} {pluriel(n, 'action')}{nature} ({periode(choix)}) ; le fichier entier, {en_tout}."


# --- Les comptes, faits une fois. L'entrepôt est figé : un compte déjà fait n'est pas refait.


@lru_cache(maxsize=8)
def cube(entrepot: Entrepot, regle: str) -> Cube:
    """Le cube des actions de cet entrepôt sous une règle de répartition."""
    return construire_cube(actions_rattachees(entrepot), regle, populations(entrepot))


def rattachements(entrepot: Entrepot) -> dict[str, str]:
    """Code d'un quartier de 2024 -> celui de 2015 qui porte le même nom : la carte est celle de 2015."""
    de_2015 = {t.nom: t.code for t in entrepot.quartiers()}
    return {t.code: de_2015[t.nom] for t in entrepot.quartiers("2024") if t.nom in de_2015}


def actions_rattachees(entrepot: Entrepot) -> tuple[Action, ...]:
    """Les actions, celles des quartiers de 2024 comptées dans le quartier de 2015 du même nom."""
    renvois = rattachements(entrepot)
    return tuple(
        replace(a, quartiers=tuple(renvois.get(q, q) for q in a.quartiers)) if renvois.keys() & set(a.quartiers) else a
        for a in entrepot.actions
    )


@lru_cache(maxsize=4)
def cube_porteurs(entrepot: Entrepot) -> Cube:
    """Le cube des actions entières, par porteur."""
    return construire_cube_porteurs(entrepot.actions)


@lru_cache(maxsize=64)
def regrouper(entrepot: Entrepot, regle: str, selection: Selection, par: tuple[str, ...]) -> dict[tuple, Cumul]:
    """Un regroupement du cube, gardé ; regle vide : le cube des actions entières, par porteur. À ne pas modifier."""
    compte = cube(entrepot, regle) if regle else cube_porteurs(entrepot)
    return compte.regrouper(selection, par)


@lru_cache(maxsize=64)
def comptes(entrepot: Entrepot, regle: str, selection: Selection) -> tuple[TotalCredits, ...]:
    """Les totaux d'une sélection, par quartier et par pilier."""
    return totaux(cube(entrepot, regle), selection, populations(entrepot), tuple(piliers_des_actions(entrepot)))


# --- Ce qui s'écrit sur chaque ligne et sous chaque bloc


def periode(choix: Choix) -> str:
    """« 2016 à 2022 », ou « 2020 » pour une seule année."""
    return str(choix.de) if choix.de == choix.a else f"{choix.de} à {choix.a}"


def annee_de_mesure(choix: Choix) -> str:
    """La période sous la forme des tables : « 2020 » ou « 2016-2022 »."""
    return str(choix.de) if choix.de == choix.a else f"{choix.de}-{choix.a}"


def nom_du_quartier(entrepot: Entrepot, code: str) -> str:
    """« La Conte - Ozanam », « Inter-quartiers », « Les cinq quartiers » ; le code si le territoire est inconnu."""
    quartier = entrepot.territoires.get(code)
    return NOMS_A_PART.get(code) or (quartier.nom if quartier else code)


def nom_de_l_enveloppe(entrepot: Entrepot, choix: Choix) -> str:
    """« crédits spécifiques », ou les noms de toutes celles que le total additionne."""
    if choix.enveloppe:
        noms = [ENVELOPPES.get(choix.enveloppe, choix.enveloppe)]
    else:
        noms = [nom for code, nom in enveloppes_des_actions(entrepot).items() if code]
    return enumeration([minuscule(n) for n in noms])


def note(entrepot: Entrepot, choix: Choix, reparti: bool = True) -> str:
    """Ce qui suit chaque valeur dans les tables et les fichiers : enveloppe, filtres, règle de répartition."""
    dits = [nom_de_l_enveloppe(entrepot, choix)]
    if choix.financeur:
        dits.append(f"financeur : {choix.financeur}")
    if choix.nature:
        dits.append(NATURES.get(choix.nature, choix.nature).lower())
    if reparti:
        dits.append(f"répartition {REGLES[choix.regle]}")
    return " ; ".join(dits)


def statut(entrepot: Entrepot, valeur: float | None, sans_objet: bool = False) -> str:
    """Le statut d'une valeur tirée du fichier : démonstration si ses lignes le sont, sinon calculée."""
    if valeur is None:
        return "non_applicable" if sans_objet else "non_disponible"
    return "demonstration" if en_demonstration(entrepot) else "calcule"


def ligne(
    entrepot: Entrepot,
    choix: Choix,
    valeur: float | None,
    *,
    cle: str,
    serie: str,
    categorie: str,
    annee: str = "",
    territoire: str = ENSEMBLE,
    modalite: str = "",
    sans_objet: bool = False,
    reparti: bool = True,
) -> Ligne:
    """Une ligne tirée du fichier des actions, avec son statut, sa source et la règle qui l'a faite."""
    _, unite, decimales = MESURES[choix.mesure]
    m = Mesure(
        territoire,
        f"credits_{choix.mesure}",
        modalite,
        annee or annee_de_mesure(choix),
        valeur,
        statut(entrepot, valeur, sans_objet),
        None,
        entrepot.actions[0].source,
        REFERENCE,
        note(entrepot, choix, reparti),
    )
    return Ligne(cle, serie, categorie, m, unite, decimales)


def valeur_du_cumul(cumul: Cumul | TotalCredits, mesure: str, ensemble: int = 0) -> float | None:
    """Un groupe du cube dans la mesure voulue ; ensemble : le montant (centimes) dont « part » est la part."""
    if mesure == "actions":
        return float(cumul.actions)
    if mesure == "part":
        return cumul.montant * 100 / ensemble if ensemble else None
    return cumul.montant / 100


def reserves(entrepot: Entrepot, choix: Choix, reparti: bool = True, par_quartier: bool = True) -> tuple[str, ...]:
    """Ce qu'il faut savoir avant de citer : l'enveloppe, les filtres, la règle, la population.

    reparti : les montants passent par la répartition entre quartiers ; par_quartier : le bloc montre des quartiers.
    """
    nom = nom_de_l_enveloppe(entrepot, choix)
    comptee = f"Enveloppe comptée : {nom} seulement" if choix.enveloppe else f"Enveloppes additionnées : {nom}"
    dites = [f"{comptee}{_filtres(choix)}."]
    if reparti:
        dites.append(f"Une action menée sur plusieurs quartiers est répartie {REGLES[choix.regle]}.")
        if choix.regle == "inter_quartiers":
            dites[-1] = f"Règle de répartition : {REGLES[choix.regle]} (« Inter-quartiers »)."
        a_part = cube(entrepot, choix.regle).a_part
        if a_part:
            verbe = pluriel(a_part, "est comptée", "sont comptées")
            dites.append(f"Faute d'une population connue, {a_part} {pluriel(a_part, 'action')} {verbe} à part.")
        rattachees = inventaire(entrepot).rattachees
        if rattachees:
            comptees = pluriel(rattachees, "action est comptée", "actions sont comptées")
            dites.append(
                f"{rattachees} {comptees} dans le quartier de 2015 du même nom que celui de 2024 ; "
                "Grazailles n'a pas tout à fait la même limite."
            )
    if choix.mesure == "actions" and par_quartier:
        dites.append(
            "Une action menée sur plusieurs quartiers compte une fois dans chacun d'eux : "
            "les lignes ne s'additionnent pas."
        )
    if choix.mesure == "par_habitant":
        mesures = [entrepot.derniere(t.code, "population") for t in entrepot.quartiers()]
        dates = enumeration(sorted({annee_lisible(m.annee) for m in mesures if m and m.valeur}))
        dites.append(f"Les montants sont rapportés à la population de {dates}, la dernière connue.")
        if choix.de != choix.a:
            dites.append(f"Ils additionnent les années {choix.de} à {choix.a} : ce n'est pas un montant par an.")
    if choix.mesure == "part" and par_quartier:
        dites.append("La part est celle du quartier dans le montant total du pilier montré.")
    return tuple(dites)


def intituler(bloc: Bloc, premiere: str) -> Bloc:
    """Le bloc et sa table croisée, dont la première colonne s'appelle « Année », « Pilier »… et non « Territoire ».

    Quand une colonne réunit plusieurs unités, chaque case dit la sienne.
    """
    table = croisement(bloc)
    if any(len({x.unite for x in bloc.lignes if x.categorie == c}) > 1 for c in table.entetes[1:]):
        dites = {(x.serie, x.categorie): valeur_de_ligne(x) for x in bloc.lignes}
        entetes = table.entetes[1:]
        table = replace(
            table,
            lignes=tuple(
                (
                    nom,
                    *(
                        replace(c, texte=dites.get((nom.texte, e), c.texte))
                        for e, c in zip(entetes, suite, strict=True)
                    ),
                )
                for nom, *suite in table.lignes
            ),
        )
    return replace(bloc, grille=Tableau(table.titre, (premiere, *table.entetes[1:]), table.lignes))


def _filtres(choix: Choix) -> str:
    dits = [f"versés par {choix.financeur}"] if choix.financeur else []
    if choix.nature:
        dits.append(NATURES.get(choix.nature, choix.nature).lower())
    return f" ({', '.join(dits)})" if dits else ""
