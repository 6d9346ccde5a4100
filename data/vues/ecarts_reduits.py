"""Les écarts se réduisent-ils ? La réponse, indicateur par indicateur et quartier par quartier.

C'est la première question de l'évaluation. On ne répond que là où quatre valeurs se comparent ;
tout le reste est listé, avec la raison (`data/vues/ecarts_bilan.py`).
"""

from collections.abc import Sequence
from dataclasses import replace

from data.blocs import construire
from data.calculs import enquetes_communes
from data.entrepot import Entrepot
from data.evolutions import passages_interdits
from data.formats import elision, en_lettres, enumeration, nombre, pluriel
from data.modele import Bloc, Cellule, Indicateur, Ligne, Mesure, Tableau
from data.montage import decimales_justes, ligne
from data.phrases import face_a, lieu, lieu_de_mesure, majuscule, minuscule, nom_avec_article
from data.rapprochement import (
    ZONES,
    ChangementEcart,
    Zone,
    essayer,
    renommage,
)
from data.vues.ecarts_bilan import (
    Bilan,
    Comparable,
    bilan,
    choix_d_indicateurs,
    nom_de_la_reference,
    references,
    references_offertes,
    refus,
)

__all__ = ("bilan", "choix_d_indicateurs", "references", "references_offertes", "refus")

# Ce que portent les lignes du bloc, que le graphique relit.
ECART_AVANT, ECART_APRES = "Écart ancien avec la référence", "Écart récent avec la référence"
CHANGEMENT, MARGE = "Changement de l'écart", "Marge de ce changement"
SYMBOLES: dict[Zone, str] = {
    "retard_reduit": "▲ se réduit",
    "retard_creuse": "▼ se creuse",
    "avance_grandit": "▲ l'avance grandit",
    "avance_reduite": "▼ l'avance se réduit",
    "passe_devant": "▲ passé devant",
    "passe_derriere": "▼ passé derrière",
    "stable": "= stable",
    "sans_marge": "? marge inconnue",
}
FAVORABLES = ("retard_reduit", "avance_grandit", "passe_devant")
DEFAVORABLES = ("retard_creuse", "avance_reduite", "passe_derriere")
RENOMMEE = "Entre les deux années, l'Insee a changé le nom d'une mesure ; nous la lisons comme la même."
TENDANCE = "Ces deux années du recensement ont des enquêtes en commun : ce sont des tendances."
CAUSE = (
    "Ces chiffres disent si l'écart a changé, pas pourquoi : les arrivées et les départs d'habitants, l'emploi dans la "
    "région ou les prestations jouent aussi. Ils ne mesurent pas l'effet du contrat de ville."
)


def reponse(entrepot: Entrepot, reference: str) -> Bloc:
    """La réponse à la question, un tableau indicateur × quartier, et ce que l'on ne sait pas."""
    constat = bilan(entrepot, reference)
    quartiers = entrepot.quartiers()
    jugements = [e for c in constat.comparables for e in c.quartiers.values() if isinstance(e, ChangementEcart)]
    lignes = tuple(
        (Cellule(c.nom, repere=_tete(c)), *(_case(c.quartiers[t.code]) for t in quartiers)) for c in constat.comparables
    )
    titre = f"Les écarts avec {nom_de_la_reference(entrepot, reference)} se sont-ils réduits ?"
    mesures = [m for e in jugements for m in (e.avant, e.apres, e.reference_avant, e.reference_apres)]
    codes = dict.fromkeys(m.source for m in mesures)
    return Bloc(
        f"ecarts-reponse-{reference}".lower(),
        titre,
        "tableau",
        (),
        _phrase(entrepot, constat, jugements),
        reserves=(*_portee(entrepot, constat), CAUSE),
        sources=tuple(entrepot.source(c) for c in codes),
        alternative=f"{titre} {len(lignes)} {pluriel(len(lignes), 'mesure')}.",
        # Quand rien n'a changé nulle part, la phrase a tout dit.
        precisions=tuple(_par_quartier(entrepot, constat, t.code) for t in quartiers)
        if any(e.zone != "stable" for e in jugements)
        else (),
        grille=Tableau(
            "De combien l'écart a changé, en points : + mieux pour le quartier, − moins bien",
            ("Mesure", *(t.nom for t in quartiers)),
            lignes,
        )
        if lignes
        else None,
    )


def _tete(c: Comparable) -> str:
    """« de 2015 à 2018 », et le changement de nom dans le fichier quand il y en a un."""
    admis = [e for e in c.quartiers.values() if isinstance(e, ChangementEcart)]
    renommee = " · l'Insee a changé le nom de cette mesure" if admis and renommage(admis[0]) else ""
    return f"de {c.annees[0]} à {c.annees[1]}{renommee}"


def _case(essai: ChangementEcart | str) -> Cellule:
    if isinstance(essai, str):
        return Cellule("ne se compare pas")
    marge = f", marge {nombre(essai.marge, 1)}" if essai.marge is not None else ""
    de_peu = ", de peu" if essai.de_peu else ""
    return Cellule(f"{SYMBOLES[essai.zone]}{de_peu}", repere=f"{signe(essai.progres)}{marge}")


def signe(valeur: float) -> str:
    """« +3,2 », « −3,6 »."""
    return f"{'+' if valeur > 0 else ''}{nombre(valeur, 1)}"


def _phrase(entrepot: Entrepot, constat: Bilan, jugements: Sequence[ChangementEcart]) -> str:
    """La réponse, d'après les comptes : jamais plus que ce que les comparaisons permises disent."""
    face = face_a(nom_de_la_reference(entrepot, constat.reference))
    if not jugements:
        return majuscule(f"{face}, on ne sait pas : aucune mesure n'a deux années comparables.")
    reduits = sum(e.zone in FAVORABLES for e in jugements)
    creuses = sum(e.zone in DEFAVORABLES for e in jugements)
    total, stables = len(jugements), sum(e.zone == "stable" for e in jugements)
    if stables == total:
        debut = "rien ne le montre : aucun écart n'a changé de plus que ce qu'un QPV bouge d'ordinaire"
    elif 2 * stables >= total:
        debut = "rien ne le montre : la plupart des écarts n'ont pas changé de plus que ce qu'un QPV bouge d'ordinaire"
    elif reduits > creuses:
        debut = "les écarts se réduisent plus souvent qu'ils ne se creusent"
    elif creuses > reduits:
        debut = "les écarts se creusent plus souvent qu'ils ne se réduisent"
    else:
        debut = "les écarts se réduisent aussi souvent qu'ils se creusent"
    dits = [
        f"{quoi} dans {en_lettres(n)} cas{_de_peu(jugements, zones)}"
        for quoi, n, zones in (
            ("évolue mieux pour le quartier", reduits, FAVORABLES),
            ("évolue moins bien", creuses, DEFAVORABLES),
            ("reste stable", stables, ()),
        )
        if n
    ]
    mesures = len(constat.comparables)
    compte = f"{nombre(total)} comparaisons possibles ({en_lettres(mesures)} {pluriel(mesures, 'mesure')})"
    constate = f"Sur {compte}, l'écart {enumeration(dits)}." if stables < total else f"C'est vrai des {compte}."
    return f"{_periode(constat)}, {face}, {debut}. {constate}"


def _periode(constat: Bilan) -> str:
    """« Entre 2016 et 2019 », ou « Entre 2013 et 2019, selon la mesure »."""
    paires = {c.annees for c in constat.comparables}
    debut, fin = min(a for a, _ in paires), max(b for _, b in paires)
    return f"Entre {debut} et {fin}" + (", selon la mesure" if len(paires) > 1 else "")


def _de_peu(jugements: Sequence[ChangementEcart], zones: Sequence[Zone]) -> str:
    """« (dont un de peu) », quand un changement passe tout juste la marge."""
    n = sum(e.de_peu and e.zone in zones for e in jugements)
    return f" (dont {en_lettres(n)} de peu)" if n else ""


def _portee(entrepot: Entrepot, constat: Bilan) -> tuple[str, ...]:
    """Où s'arrêtent les données, ce que les mesures ont en commun, ce que l'on ne sait pas."""
    if not constat.comparables:
        return ()
    fin = max(c.annees[1] for c in constat.comparables)
    dites = [f"Les données s'arrêtent en {fin} : ce qui s'est passé depuis n'est pas dans ces comparaisons."]
    revenus = [c for c in constat.comparables if _fiche(entrepot, c).domaine == "revenus"]
    if len(revenus) > 1:
        dites.append(
            f"{majuscule(en_lettres(len(revenus)))} de ces mesures portent sur les revenus et bougent ensemble : elles "
            f"ne font pas {en_lettres(len(revenus))} preuves séparées."
        )
    if constat.inconnus:
        n = constat.inconnus
        dites.append(f"Pour {en_lettres(n)} {pluriel(n, 'autre indicateur', 'autres indicateurs')}, on ne sait pas.")
    if any(renommage(e) for c in constat.comparables for e in c.quartiers.values() if isinstance(e, ChangementEcart)):
        dites.append(RENOMMEE)
    if any(enquetes_communes(*c.annees, _fiche(entrepot, c)) for c in constat.comparables):
        dites.append("Les deux années du recensement ont des enquêtes en commun : ce sont des tendances.")
    return tuple(dites)


def _fiche(entrepot: Entrepot, c: Comparable) -> Indicateur:
    return entrepot.indicateurs[c.choix.partition(":")[0]]


def _par_quartier(entrepot: Entrepot, constat: Bilan, code: str) -> str:
    """« Grazailles : l'écart est stable pour deux mesures. »"""
    siens = [(c.nom, e) for c in constat.comparables if isinstance(e := c.quartiers[code], ChangementEcart)]
    nom = entrepot.territoires[code].nom
    if not siens:
        return f"{nom} : aucune comparaison possible."
    parties = []
    for zones, verbe in ((FAVORABLES, "évolue mieux"), (DEFAVORABLES, "évolue moins bien")):
        noms = [f"« {minuscule(n)} »{' (de peu)' if e.de_peu else ''}" for n, e in siens if e.zone in zones]
        if noms:
            parties.append(f"{verbe} pour {enumeration(noms)}")
    stables = sum(e.zone == "stable" for _, e in siens)
    if stables:
        verbe = "reste" if parties else "est"
        parties.append(f"{verbe} stable pour {en_lettres(stables)} {pluriel(stables, 'mesure')}")
    sans = sum(e.zone == "sans_marge" for _, e in siens)
    if sans:
        parties.append(f"ne se tranche pas pour {en_lettres(sans)}, faute de marge connue")
    return f"{nom} : l'écart {enumeration(parties)}."


def annees_offertes(entrepot: Entrepot, reference: str, choix: str) -> tuple[tuple[str, str], ...]:
    """Les paires d'années que le lecteur peut comparer, dans l'ordre ; vide si le choix ne se compare pas."""
    return next((c.paires for c in bilan(entrepot, reference).comparables if c.choix == choix), ())


def paire_par_defaut(entrepot: Entrepot, reference: str, choix: str) -> tuple[str, str]:
    """Les deux années de la réponse pour ce choix, qui doit être comparable."""
    return next(c.annees for c in bilan(entrepot, reference).comparables if c.choix == choix)


def quadrant(entrepot: Entrepot, reference: str, choix: str, annees: tuple[str, str] | None = None) -> Bloc | None:
    """Le niveau de l'écart et son changement, un point par quartier, et une phrase pour chacun.

    annees : la paire voulue parmi `annees_offertes`, None pour celle de la réponse. None si rien ne se compare.
    """
    suivi = next((c for c in bilan(entrepot, reference).comparables if c.choix == choix), None)
    if suivi is None:
        return None
    if annees is not None and annees != suivi.annees:
        indicateur, _, modalite = choix.partition(":")
        essais = {q: essayer(entrepot, q, indicateur, modalite, reference, annees) for q in suivi.quartiers}
        suivi = replace(suivi, annees=annees, quartiers=essais)
    admis = {q: e for q, e in suivi.quartiers.items() if isinstance(e, ChangementEcart)}
    if not admis:
        return None
    premier = next(iter(admis.values()))
    fiche = entrepot.indicateurs[premier.avant.indicateur]
    lignes = [x for e in admis.values() for x in _lignes(entrepot, e)]
    lignes += [
        ligne(entrepot, m, categorie=f"Valeur de la référence ({m.annee})")
        for m in (premier.reference_avant, premier.reference_apres)
    ]
    refuses = [f"{entrepot.territoires[q].nom} : {e}" for q, e in suivi.quartiers.items() if isinstance(e, str)]
    autre_nom = renommage(premier)
    bloc = construire(
        f"ecarts-{choix}-{reference}".replace(":", "-").replace("+", "plus").lower(),
        f"{suivi.nom} : l'écart avec {nom_avec_article(premier.reference_apres, entrepot.territoires[reference])}, "
        f"{suivi.annees[0]} et {suivi.annees[1]}",
        "quadrant",
        lignes,
        _phrase_quadrant(entrepot, admis),
        entrepot.sources,
        reserves=(
            *refuses,
            *((TENDANCE,) if enquetes_communes(*suivi.annees, fiche) > 0 else ()),
            *(p for q in admis for p in passages_interdits(entrepot, admis[q].apres)),
            *((RENOMMEE,) if autre_nom else ()),
        ),
        definition=fiche.definition,
        precisions=[_phrase_de(entrepot, q, e) for q, e in admis.items()],
        preuves=(
            ("Comment se calculent l'écart et sa marge", _methode(premier)),
            *((("Le nom de la colonne change dans le fichier de l'Insee", autre_nom),) if autre_nom else ()),
        ),
    )
    # Plus de lignes que la description ordinaire n'en dit, et d'unités mêlées : on dit les phrases des quartiers.
    return replace(bloc, alternative=f"{bloc.titre}. {' '.join(bloc.precisions)}")


def _lignes(entrepot: Entrepot, e: ChangementEcart) -> list[Ligne]:
    """Les deux valeurs du quartier, puis ses écarts, leur changement et la marge, favorable quand c'est positif."""
    rendu = [ligne(entrepot, m, categorie=f"Valeur du quartier ({m.annee})") for m in (e.avant, e.apres)]
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
        "l'écart est la différence en % de la référence, car un écart en euros grandirait avec les prix"
        if e.unite == "%"
        else "l'écart est la différence entre le quartier et la référence, en points"
    )
    marge = f"La marge est la plus grande de celles que l'on connaît : {e.origine}. " if e.origine else (
        "La marge n'est pas connue. "
    )  # fmt: skip
    return (
        f"{majuscule(ecrit)}. Son changement est l'écart récent moins l'écart ancien. {marge}"
        "L'imprécision de la référence, bien plus peuplée, est négligée."
    )


def _phrase_quadrant(entrepot: Entrepot, admis: dict[str, ChangementEcart]) -> str:
    """Les quartiers rangés par ce qui leur arrive, en une phrase."""
    groupes: dict[tuple[Zone, bool], list[str]] = {}
    for q, e in admis.items():
        groupes.setdefault((e.zone, e.de_peu), []).append(entrepot.territoires[q].nom)
    dits = [
        f"{enumeration(noms)} : {ZONES[zone]}{', de peu' if de_peu else ''}" for (zone, de_peu), noms in groupes.items()
    ]
    return f"{' ; '.join(dits)}."


def _phrase_de(entrepot: Entrepot, quartier: str, e: ChangementEcart) -> str:
    """« Au Viguier - Saint-Jacques, 43,6 % de moins que dans l'agglomération en 2016, 40,4 % de moins en 2019… »"""
    ou = lieu_de_mesure(e.reference_apres, entrepot.territoires[e.reference_apres.territoire])
    # Le lecteur refait la soustraction : les trois nombres écrits doivent tomber juste.
    decimales = max(decimales_justes(e.ecart_avant, e.ecart_apres, 1), 1)
    avant, apres = _taille(e, e.ecart_avant, decimales), _taille(e, e.ecart_apres, decimales)
    change = f"{nombre(abs(e.changement), decimales)} {pluriel(e.changement, 'point')}"
    que = elision("que", ou)
    debut = f"{lieu(entrepot.territoires[quartier])}, {avant} {que} en {e.avant.annee}, {apres} en {e.apres.annee} : "
    if e.marge is None:
        return majuscule(f"{debut}marge inconnue, on ne peut pas trancher (changement de {change}).")
    if e.zone == "stable":
        fin = (
            f"écart stable, le changement ({change}) ne dépasse pas ce qu'un QPV bouge d'ordinaire sur la même "
            f"période ({nombre(e.marge, 1)})"
        )
    else:
        de_peu = ", de peu" if e.de_peu else ""
        fin = (
            f"{ZONES[e.zone]}, de {change} ; c'est plus que ce qu'un QPV bouge d'ordinaire sur la même période "
            f"({nombre(e.marge, 1)}){de_peu}"
        )
    return majuscule(f"{debut}{fin}.")


def _taille(e: ChangementEcart, valeur: float, decimales: int) -> str:
    unite = "%" if e.unite == "%" else pluriel(valeur, "point")
    return f"{nombre(abs(valeur), decimales)} {unite} de {'plus' if valeur > 0 else 'moins'}"
