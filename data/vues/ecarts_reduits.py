"""Les écarts se réduisent-ils ? La réponse, indicateur par indicateur et quartier par quartier.

C'est la première question de l'évaluation. On ne répond que là où quatre valeurs se comparent ;
tout le reste est listé, avec la raison.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from data.blocs import construire
from data.calculs import enquetes_communes
from data.entrepot import Entrepot
from data.evolutions import passages_interdits
from data.formats import en_lettres, enumeration, nombre, pluriel
from data.modele import Bloc, Cellule, Ligne, Mesure, Tableau
from data.montage import libelle_modalite, ligne
from data.phrases import lieu, lieu_de_mesure, majuscule, nom_avec_article, nom_dans_la_phrase
from data.rapprochement import ZONES, ChangementEcart, Zone, annees_communes, essayer
from data.vues.portraits import comparateurs

TYPES_REFERENCES = ("epci", "commune", "ensemble_qpv")
# Le tout, puis les groupes dont l'écart se lit seul ; les autres déciles rediraient le niveau de vie médian.
MODALITES = ("", "femmes", "etrangers", "d1")
NOMS_DES_DECILES = {"d1": "les 10 % les plus modestes"}
# Ce que portent les lignes du bloc, que le graphique relit.
ECART_AVANT, ECART_APRES, CHANGEMENT, MARGE = "Écart ancien", "Écart récent", "Changement", "Marge"
SYMBOLES: dict[Zone, str] = {
    "retard_reduit": "▲ se réduit",
    "retard_creuse": "▼ se creuse",
    "avance_grandit": "▲ l'avance grandit",
    "avance_reduite": "▼ l'avance se réduit",
    "stable": "= stable",
    "sans_marge": "? marge inconnue",
}
FAVORABLES, DEFAVORABLES = ("retard_reduit", "avance_grandit"), ("retard_creuse", "avance_reduite")
TENDANCE = "Ces deux années du recensement ont des enquêtes en commun : ce sont des tendances."
CAUSE = (
    "Ces chiffres disent si l'écart a changé, pas pourquoi : les arrivées et les départs d'habitants, l'emploi dans la "
    "région ou les prestations jouent aussi. Ils ne mesurent pas l'effet du contrat de ville."
)


@dataclass(frozen=True, slots=True)
class Comparable:
    """Un indicateur dont l'écart se suit : ses deux années, et par quartier le changement ou la raison du refus."""

    choix: str
    nom: str
    annees: tuple[str, str]
    quartiers: dict[str, ChangementEcart | str]


@dataclass(frozen=True, slots=True)
class Bilan:
    """Tout ce qui se compare avec une référence, et ce qui ne se compare pas : (nom, raison)."""

    reference: str
    comparables: tuple[Comparable, ...]
    refus: tuple[tuple[str, str], ...]


def references(entrepot: Entrepot) -> dict[str, str]:
    """Code -> nom de l'agglomération, de la ville, du QPV médian de métropole."""
    quartiers = entrepot.quartiers()
    if not quartiers:
        return {}
    return {c: _nom_de_reference(entrepot, c) for c in comparateurs(entrepot, quartiers[0].code, TYPES_REFERENCES)}


def _nom_de_reference(entrepot: Entrepot, code: str) -> str:
    territoire = entrepot.territoires[code]
    if territoire.type == "epci":
        return "L'agglomération"
    return "Le QPV médian de métropole" if territoire.type == "ensemble_qpv" else territoire.nom


@lru_cache(maxsize=8)
def bilan(entrepot: Entrepot, reference: str) -> Bilan:
    """Tous les indicateurs dont un sens est favorable, face à une référence ; gardé en mémoire avec l'entrepôt."""
    quartiers = tuple(t.code for t in entrepot.quartiers())
    comparables, refus = [], []
    for fiche in entrepot.indicateurs.values():
        connues = {m.modalite for q in quartiers for m in entrepot.mesures_de(q, fiche.code) if m.valeur is not None}
        for modalite in (m for m in MODALITES if m in connues and fiche.sens != "neutre"):
            nom = _nom(entrepot, fiche.code, modalite)
            annees = annees_communes(entrepot, quartiers, fiche.code, modalite, reference)
            if annees is None:
                refus.append((fiche.code, modalite, _raison(entrepot, quartiers, fiche.code, modalite, reference)))
                continue
            choix = f"{fiche.code}:{modalite}" if modalite else fiche.code
            essais = {q: essayer(entrepot, q, fiche.code, modalite, reference, annees) for q in quartiers}
            comparables.append(Comparable(choix, nom, annees, essais))
    return Bilan(reference, tuple(comparables), _refus_reunis(entrepot, refus))


def _refus_reunis(entrepot: Entrepot, refus: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    """(nom, raison) : les groupes d'un même indicateur refusés pour la même raison sur une seule ligne."""
    reunis: dict[tuple[str, str], list[str]] = {}
    for indicateur, modalite, raison in refus:
        reunis.setdefault((indicateur, raison), []).append(modalite)
    lignes = []
    for (indicateur, raison), modalites in reunis.items():
        noms = [_groupe(entrepot, m) for m in modalites if m]
        libelle = entrepot.indicateurs[indicateur].libelle.partition(" : ")[0]
        ensemble = ["ensemble"] if noms and "" in modalites else []
        lignes.append((f"{libelle} : {enumeration([*ensemble, *noms])}" if noms else libelle, raison))
    return tuple(lignes)


def _groupe(entrepot: Entrepot, modalite: str) -> str:
    libelle = NOMS_DES_DECILES.get(modalite) or libelle_modalite(entrepot, modalite)
    return f"{libelle[:1].lower()}{libelle[1:]}"


def _nom(entrepot: Entrepot, indicateur: str, modalite: str) -> str:
    libelle = entrepot.indicateurs[indicateur].libelle.partition(" : ")[0]
    return f"{libelle} : {_groupe(entrepot, modalite)}" if modalite else libelle


def _raison(entrepot: Entrepot, quartiers: Sequence[str], indicateur: str, modalite: str, reference: str) -> str:
    """Pourquoi rien ne se compare : ce qui manque à la référence, sinon le refus rencontré le plus souvent."""
    if entrepot.indicateurs[indicateur].sommable:
        return "Un nombre de personnes ne se compare pas à celui d'une ville : il faudrait une part de la population."
    if entrepot.indicateurs[indicateur].evolution == "interdite":
        return "Cet indicateur ne se compare pas d'une année à l'autre."
    ou = lieu(entrepot.territoires[reference])
    annees = [
        m.annee
        for m in entrepot.mesures_de(reference, indicateur, modalite)
        if m.valeur is not None and m.annee.isdigit()
    ]
    if not annees:
        return f"Aucune valeur {ou} dans nos tables : il en faudrait deux années, de la même source."
    if len(annees) == 1:
        return f"Une seule année {ou} ({annees[0]}) : il en faudrait une seconde, de la même source."
    refus = [
        r
        for rang, avant in enumerate(annees)
        for apres in annees[rang + 1 :]
        for q in quartiers
        if isinstance(r := essayer(entrepot, q, indicateur, modalite, reference, (avant, apres)), str)
    ]
    return max(dict.fromkeys(refus), key=refus.count, default="Aucune année commune.")


def reponse(entrepot: Entrepot, reference: str) -> Bloc:
    """La réponse à la question, un tableau indicateur × quartier, et ce que l'on ne sait pas."""
    constat = bilan(entrepot, reference)
    quartiers = entrepot.quartiers()
    jugements = [e for c in constat.comparables for e in c.quartiers.values() if isinstance(e, ChangementEcart)]
    lignes = tuple(
        (Cellule(c.nom, repere=f"{c.annees[0]} et {c.annees[1]}"), *(_case(c.quartiers[t.code]) for t in quartiers))
        for c in constat.comparables
    )
    titre = "Le contrat de ville a-t-il réduit les inégalités ?"
    mesures = [m for e in jugements for m in (e.avant, e.apres, e.reference_avant, e.reference_apres)]
    codes = dict.fromkeys(m.source for m in mesures)
    return Bloc(
        f"ecarts-reponse-{reference}".lower(),
        titre,
        "tableau",
        (),
        _phrase(entrepot, constat, jugements),
        reserves=(CAUSE,),
        sources=tuple(entrepot.source(c) for c in codes),
        alternative=f"{titre} {len(lignes)} {pluriel(len(lignes), 'indicateur')}.",
        precisions=tuple(_par_quartier(entrepot, constat, t.code) for t in quartiers) if lignes else (),
        grille=Tableau("Où l'écart a changé", ("Indicateur", *(t.nom for t in quartiers)), lignes) if lignes else None,
    )


def _case(essai: ChangementEcart | str) -> Cellule:
    if isinstance(essai, str):
        return Cellule("ne se compare pas")
    return Cellule(SYMBOLES[essai.zone], repere=f"{_signe(essai.progres)} {pluriel(essai.progres, 'point')}")


def _signe(valeur: float) -> str:
    return f"{'+' if valeur > 0 else ''}{nombre(valeur, 1)}"


def _phrase(entrepot: Entrepot, constat: Bilan, jugements: Sequence[ChangementEcart]) -> str:
    """La réponse, d'après les comptes : jamais plus que ce que les comparaisons permises disent."""
    face = _nom_court(entrepot, constat.reference)
    if not jugements:
        return f"Face à {face}, on ne sait pas : aucun indicateur n'a deux années comparables."
    reduits = sum(e.zone in FAVORABLES for e in jugements)
    creuses = sum(e.zone in DEFAVORABLES for e in jugements)
    total, stables = len(jugements), sum(e.zone == "stable" for e in jugements)
    if 2 * stables >= total:
        debut = "rien ne le montre : la plupart des écarts n'ont pas bougé nettement"
    elif reduits > creuses:
        debut = "les écarts se réduisent plus souvent qu'ils ne se creusent"
    elif creuses > reduits:
        debut = "les écarts se creusent plus souvent qu'ils ne se réduisent"
    else:
        debut = "les écarts se réduisent aussi souvent qu'ils se creusent"
    manque = len(constat.refus)
    suite = (
        f" Pour {en_lettres(manque)} autres indicateurs, on ne sait pas." if manque > 1
        else " Pour un autre indicateur, on ne sait pas." if manque else ""
    )  # fmt: skip
    return (
        f"Face à {face}, {debut}. Sur {nombre(total)} comparaisons ({en_lettres(len(constat.comparables))} "
        f"{pluriel(len(constat.comparables), 'indicateur')}), l'écart évolue bien pour le quartier dans "
        f"{_cas(reduits)}, mal dans {_cas(creuses)}, et reste stable dans {_cas(stables)}.{suite}"
    )


def _cas(combien: int) -> str:
    return f"{en_lettres(combien) if combien else 'aucun'} cas"


def _nom_court(entrepot: Entrepot, reference: str) -> str:
    """« l'agglomération », « la ville », « QPV médian » précédé de son article, pour suivre « face à »."""
    territoire = entrepot.territoires[reference]
    return (
        "un quartier prioritaire médian de France"
        if territoire.type == "ensemble_qpv"
        else nom_dans_la_phrase(territoire)
    )


def _par_quartier(entrepot: Entrepot, constat: Bilan, code: str) -> str:
    """« Grazailles : l'écart évolue mal pour le revenu médian, stable pour 1 indicateur. »"""
    siens = [(c.nom, e) for c in constat.comparables if isinstance(e := c.quartiers[code], ChangementEcart)]
    nom = entrepot.territoires[code].nom
    if not siens:
        return f"{nom} : aucune comparaison possible."
    parties = []
    for zones, verbe in ((FAVORABLES, "évolue bien"), (DEFAVORABLES, "évolue mal")):
        noms = [f"« {n[:1].lower()}{n[1:]} »" for n, e in siens if e.zone in zones]
        if noms:
            parties.append(f"{verbe} pour {enumeration(noms)}")
    stables = sum(e.zone == "stable" for _, e in siens)
    if stables:
        verbe = "reste" if parties else "est"
        parties.append(f"{verbe} stable pour {en_lettres(stables)} {pluriel(stables, 'indicateur')}")
    sans = sum(e.zone == "sans_marge" for _, e in siens)
    if sans:
        parties.append(f"ne se tranche pas pour {en_lettres(sans)}, faute de marge connue")
    return f"{nom} : l'écart {enumeration(parties)}."


def choix_d_indicateurs(entrepot: Entrepot, reference: str) -> dict[str, str]:
    """« revenu_median » -> « Revenu médian », pour les indicateurs comparables avec cette référence."""
    return {c.choix: c.nom for c in bilan(entrepot, reference).comparables}


def quadrant(entrepot: Entrepot, reference: str, choix: str) -> Bloc | None:
    """Le niveau de l'écart et son changement, un point par quartier, et une phrase pour chacun."""
    suivi = next((c for c in bilan(entrepot, reference).comparables if c.choix == choix), None)
    if suivi is None:
        return None
    admis = {q: e for q, e in suivi.quartiers.items() if isinstance(e, ChangementEcart)}
    premier = next(iter(admis.values()))
    fiche = entrepot.indicateurs[premier.avant.indicateur]
    lignes = [x for e in admis.values() for x in _lignes(entrepot, e)]
    lignes += [ligne(entrepot, m, categorie=m.annee) for m in (premier.reference_avant, premier.reference_apres)]
    refus = [f"{entrepot.territoires[q].nom} : {e}" for q, e in suivi.quartiers.items() if isinstance(e, str)]
    tendance = enquetes_communes(*suivi.annees, fiche) > 0
    bloc = construire(
        f"ecarts-{choix}-{reference}".replace(":", "-").replace("+", "plus").lower(),
        f"{suivi.nom} : l'écart avec {nom_avec_article(premier.reference_apres, entrepot.territoires[reference])}, "
        f"{suivi.annees[0]} et {suivi.annees[1]}",
        "quadrant",
        lignes,
        _phrase_quadrant(entrepot, admis),
        entrepot.sources,
        reserves=(
            *refus,
            *(
                ("Ces deux années du recensement ont des enquêtes en commun : ce sont des tendances.",)
                if tendance
                else ()
            ),
            *(p for q in admis for p in passages_interdits(entrepot, admis[q].apres)),
            *(f"{quoi} : {noms} Nous la lisons comme la même mesure." for quoi, noms in _colonne_renommee(premier)),
        ),
        definition=fiche.definition,
        precisions=[_phrase_de(entrepot, q, e) for q, e in admis.items()],
        preuves=(("Comment se calculent l'écart et sa marge", _methode(premier)), *_colonne_renommee(premier)),
    )
    # Plus de lignes que la description ordinaire n'en dit, et d'unités mêlées : on dit les phrases des quartiers.
    return replace(bloc, alternative=f"{bloc.titre}. {' '.join(bloc.precisions)}")


def _lignes(entrepot: Entrepot, e: ChangementEcart) -> list[Ligne]:
    """Les deux valeurs du quartier, puis ses écarts, leur changement et la marge, favorable quand c'est positif."""
    rendu = [ligne(entrepot, m, categorie=m.annee) for m in (e.avant, e.apres)]
    nom = entrepot.territoires[e.apres.territoire].nom
    formule = "positif quand il est favorable au quartier"
    calculs = (
        (f"{ECART_AVANT} ({e.avant.annee})", e.niveau_avant, e.avant, e.unite, formule),
        (f"{ECART_APRES} ({e.apres.annee})", e.niveau, e.apres, e.unite, formule),
        (CHANGEMENT, e.progres, e.apres, "points", f"écart récent moins écart ancien, {formule}"),
        *(((MARGE, e.marge, e.apres, "points", e.origine),) if e.marge is not None else ()),
    )
    for categorie, valeur, m, unite, reference in calculs:
        calculee = Mesure(
            m.territoire, m.indicateur, m.modalite, m.annee, valeur, "calcule", None, m.source, reference, ""
        )
        rendu.append(Ligne(m.territoire, nom, categorie, calculee, unite, 1))
    return rendu


def _methode(e: ChangementEcart) -> str:
    ecrit = (
        "l'écart est la différence en % de la référence : un écart en euros grandirait avec les prix"
        if e.unite == "%"
        else "l'écart est la différence entre le quartier et la référence, en points"
    )
    marge = f"La marge vient de : {e.origine}. " if e.origine else "La marge n'est pas connue. "
    return (
        f"{majuscule(ecrit)}. Son changement est l'écart récent moins l'écart ancien. {marge}"
        "L'imprécision de la référence, bien plus peuplée, est négligée."
    )


def _colonne_renommee(e: ChangementEcart) -> tuple[tuple[str, str], ...]:
    """De quoi vérifier, quand le fichier ne nomme pas la colonne de la même façon aux deux dates."""
    noms = [m.reference.partition(", ")[2].partition(",")[0] for m in (e.avant, e.apres)]
    bases = {re.sub(r"_?A?[0-9]{2}$", "", n, flags=re.IGNORECASE).lower() for n in noms if n}
    if len(bases) < len(noms):
        return ()
    return (("Le nom de la colonne change dans le fichier de l'Insee", f"{noms[0]}, puis {noms[1]}."),)


def _phrase_quadrant(entrepot: Entrepot, admis: dict[str, ChangementEcart]) -> str:
    """Les quartiers rangés par ce qui leur arrive, en une phrase."""
    groupes: dict[Zone, list[str]] = {}
    for q, e in admis.items():
        groupes.setdefault(e.zone, []).append(entrepot.territoires[q].nom)
    dits = [f"{enumeration(noms)} : {ZONES[zone]}" for zone, noms in groupes.items()]
    return f"{' ; '.join(dits)}."


def _phrase_de(entrepot: Entrepot, quartier: str, e: ChangementEcart) -> str:
    """« Au Viguier - Saint-Jacques, 43,6 % de moins que dans l'agglomération en 2016, 40,4 % de moins en 2019 : … »"""
    ou = lieu_de_mesure(e.reference_apres, entrepot.territoires[e.reference_apres.territoire])
    avant, apres = _taille(e, e.ecart_avant), _taille(e, e.ecart_apres)
    if e.marge is None:
        fin = f"{ZONES['sans_marge']} (changement de {nombre(abs(e.changement), 1)} {pluriel(e.changement, 'point')})"
    else:
        fin = (
            f"{ZONES[e.zone]}{', de peu' if e.de_peu else ''} (changement de {nombre(abs(e.changement), 1)} "
            f"{pluriel(e.changement, 'point')}, marge de {nombre(e.marge, 1)})"
        )
    que = f"qu'{ou}" if ou[:1] in "aeiouàéê" else f"que {ou}"
    return majuscule(
        f"{lieu(entrepot.territoires[quartier])}, {avant} {que} en {e.avant.annee}, {apres} en {e.apres.annee} : {fin}."
    )


def _taille(e: ChangementEcart, valeur: float) -> str:
    unite = "%" if e.unite == "%" else pluriel(valeur, "point")
    return f"{nombre(abs(valeur), 1)} {unite} de {'plus' if valeur > 0 else 'moins'}"


def refus(entrepot: Entrepot, reference: str) -> Bloc | None:
    """Ce qui ne se compare pas avec cette référence, et pourquoi ; None si tout se compare."""
    constat = bilan(entrepot, reference)
    if not constat.refus:
        return None
    lignes = tuple((Cellule(nom), Cellule(raison)) for nom, raison in constat.refus)
    titre = "Ce qui ne se compare pas dans le temps, et ce qu'il faudrait"
    return Bloc(
        f"ecarts-refus-{reference}".lower(),
        titre,
        "tableau",
        (),
        "Les indicateurs sans sens favorable (âge, ménages, nationalité…) n'ont ni retard ni avance : ils n'y sont "
        "pas.",
        alternative=f"{titre} : {len(lignes)} {pluriel(len(lignes), 'indicateur')}.",
        grille=Tableau(titre, ("Indicateur", "Raison"), lignes),
    )
