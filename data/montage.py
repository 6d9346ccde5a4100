"""Des mesures aux blocs : les trois montages dont toutes les pages se servent.

Un territoire face à d'autres, des rubriques face à d'autres, une suite d'années.
Seules les mesures d'une même année sont rapprochées dans un bloc de comparaison.
"""

import re
from collections.abc import Iterable, Sequence

from data.blocs import construire, valeur_de_ligne
from data.calculs import OperationInterdite, sens
from data.entrepot import Entrepot
from data.evolutions import evolution_permise, la_plus_longue, ruptures
from data.formats import annee_lisible, arrondir, enumeration, quand, valeur_unite
from data.insee.secret_statistique import PARTITIONS
from data.modele import Bloc, Ligne, Mesure
from data.phrases import (
    SANS_ECART,
    comparaison,
    doute,
    doute_entre_parentheses,
    ecart_en_mots,
    est_mediane_de_qpv,
    lieu,
    majuscule,
    mouvement_en_mots,
    nom_avec_article,
    nom_dans_la_phrase,
    qpv_median,
    reserves_du_mouvement,
)
from data.positions import phrase_position
from data.preuves import preuves_du_bloc
from data.rapprochement import ecart_juge


def ligne(entrepot: Entrepot, mesure: Mesure, categorie: str = "", serie: str = "", cle: str = "") -> Ligne:
    """La ligne d'une mesure : unité et décimales viennent de l'indicateur, les noms du référentiel."""
    indicateur = entrepot.indicateurs[mesure.indicateur]
    nom = nom_de_mesure(entrepot, mesure)
    return Ligne(
        cle=cle or mesure.territoire,
        serie=serie or nom,
        categorie=categorie or nom,
        mesure=mesure,
        unite=indicateur.unite,
        decimales=indicateur.decimales,
    )


def nom_affiche(entrepot: Entrepot, code: str) -> str:
    """Le nom entier d'un quartier, le nom court des comparateurs (« Agglomération »)."""
    territoire = entrepot.territoires[code]
    return territoire.nom if territoire.type in ("qpv", "qva") else territoire.nom_court


def nom_de_mesure(entrepot: Entrepot, mesure: Mesure) -> str:
    """Comme `nom_affiche`, mais « QPV médian de métropole » quand la valeur est une médiane de quartiers."""
    territoire = entrepot.territoires[mesure.territoire]
    return (
        qpv_median(territoire) if est_mediane_de_qpv(mesure, territoire) else nom_affiche(entrepot, mesure.territoire)
    )


def lecture(entrepot: Entrepot, indicateur: str, modalite: str = "") -> str:
    """Le groupe verbal de l'indicateur, vide s'il n'y en a pas dans `lectures.csv`."""
    return entrepot.lectures.get((indicateur, modalite), "")


def libelle_modalite(entrepot: Entrepot, modalite: str) -> str:
    """« moins_26_ans » -> « Moins de 26 ans » ; le code tel quel s'il n'a pas de libellé."""
    return entrepot.modalites.get(modalite, modalite)


def comparer_territoires(
    entrepot: Entrepot,
    code: str,
    indicateur: str,
    comparateurs: Sequence[str],
    *,
    annee: str = "",
    modalite: str = "",
    titre: str = "",
) -> Bloc | None:
    """Un territoire en accent face à ses comparateurs, la même année. None si rien n'est connu de lui."""
    mesure = (
        entrepot.mesure(code, indicateur, annee, modalite) if annee else entrepot.derniere(code, indicateur, modalite)
    )
    if mesure is None:
        return None
    references = [
        (m, entrepot.territoires[c])
        for c in comparateurs
        if c != code and (m := entrepot.mesure(c, indicateur, mesure.annee, modalite))
    ]
    fiche = entrepot.indicateurs[indicateur]
    presents = {t.code for _, t in references} | {code}
    manquants = [
        c
        for c in comparateurs
        if c not in presents and entrepot.territoires[c].type not in ("ensemble_qpv", "moyenne_qpv")
    ]
    reserves = []
    if manquants and references:
        noms = enumeration([lieu(entrepot.territoires[c]) for c in manquants])
        reserves.append(majuscule(f"{noms} : pas de valeur pour {annee_lisible(mesure.annee)} dans nos tables."))
    nom = libelle_modalite(entrepot, modalite)
    lignes = [ligne(entrepot, mesure), *(ligne(entrepot, m) for m, _ in references)]
    return construire(
        identifiant=_identifiant(code, indicateur, modalite, mesure.annee),
        titre=titre or (f"{fiche.libelle} : {nom}" if modalite else fiche.libelle),
        genre="barres",
        lignes=lignes,
        phrase=comparaison(
            mesure,
            fiche,
            entrepot.territoires[code],
            [r for r in references if r[1].type != "qpv"][:2],
            lecture(entrepot, indicateur, modalite),
            nom if modalite else "",
        ),
        sources=entrepot.sources,
        reserves=reserves,
        accents=(code,),
        definition=fiche.definition,
        precisions=(
            *(ecart_dit(entrepot, mesure, m) for m, t in references if t.type in ("commune", "epci")),
            phrase_position(entrepot, mesure),
        ),
        preuves=preuves_du_bloc(entrepot, mesure, lignes),
    )


def ecart_dit(entrepot: Entrepot, mesure: Mesure, reference: Mesure) -> str:
    """« C'est 34 points de plus qu'à Carcassonne… » : l'écart, jugé comme à la page des comparaisons (`ecart_juge`).

    « Valeur contestée, donc pas d'écart avec Carcassonne. » ; vide pour un effectif, qui ne se compare pas à celui
    d'une ville, et quand l'écart ne se calcule pas.
    """
    fiche, en_face = entrepot.indicateurs[mesure.indicateur], entrepot.territoires[reference.territoire]
    if fiche.sommable or mesure.valeur is None or reference.valeur is None:
        return ""
    if "conteste" in (mesure.statut, reference.statut):
        return majuscule(f"{SANS_ECART} avec {nom_dans_la_phrase(en_face)}.")
    try:
        difference = ecart_juge(entrepot, mesure, reference)
    except OperationInterdite:
        return ""
    return ecart_en_mots(difference, fiche, en_face, decimales_justes(reference.valeur, mesure.valeur, fiche.decimales))


def comparer_modalites(
    entrepot: Entrepot,
    code: str,
    indicateur: str,
    modalites: Sequence[str],
    comparateurs: Sequence[str] = (),
    *,
    annee: str = "",
    titre: str = "",
) -> Bloc | None:
    """Les rubriques d'un indicateur (tranches d'âge…) d'un territoire, face aux comparateurs de la même année."""
    connues = [m for m in modalites if entrepot.derniere(code, indicateur, m)]
    if not connues:
        return None
    an = annee or entrepot.derniere(code, indicateur, connues[0]).annee
    lignes = [
        ligne(entrepot, m, categorie=libelle_modalite(entrepot, modalite))
        for c in (code, *comparateurs)
        for modalite in connues
        if (m := entrepot.mesure(c, indicateur, an, modalite))
    ]
    fiche = entrepot.indicateurs[indicateur]
    return construire(
        identifiant=_identifiant(code, indicateur, connues[0], an),
        titre=titre or fiche.libelle,
        genre="barres",
        lignes=lignes,
        phrase=_phrase_profil(entrepot, code, lignes),
        sources=entrepot.sources,
        accents=(code,),
        definition=fiche.definition,
        preuves=preuves_du_bloc(entrepot, lignes[0].mesure, lignes) if lignes else (),
    )


def _phrase_profil(entrepot: Entrepot, code: str, lignes: Sequence[Ligne]) -> str:
    """La rubrique où le territoire s'écarte le plus du premier comparateur, en valeurs."""
    siennes = {x.categorie: x for x in lignes if x.cle == code and x.mesure.valeur is not None}
    autres = [x for x in lignes if x.cle != code and x.mesure.valeur is not None and x.categorie in siennes]
    territoire = entrepot.territoires[code]
    if not siennes:
        return majuscule(f"{lieu(territoire)}, ces valeurs ne sont pas diffusées.")
    date = quand(next(iter(siennes.values())).mesure.annee)
    premier = [x for x in autres if x.cle == autres[0].cle] if autres else []
    if not premier:
        forte = max(siennes.values(), key=lambda x: x.mesure.valeur)
        plus_forte = "la rubrique la plus nombreuse est"
        if not _est_la_plus_nombreuse(entrepot, forte, siennes.values()):
            plus_forte = "la plus élevée des rubriques montrées est"
        inegales = _largeurs_inegales([x.mesure.modalite for x in siennes.values()])
        reserve = " (les tranches d'âge n'ont pas toutes la même largeur)" if inegales else ""
        return majuscule(
            f"{lieu(territoire)}, {date}, {plus_forte} « {forte.categorie} » : "
            f"{valeur_de_ligne(forte)}{doute(forte.mesure)}{reserve}."
        )
    avec = nom_avec_article(premier[0].mesure, entrepot.territoires[premier[0].cle])
    if all("conteste" in (siennes[x.categorie].mesure.statut, x.mesure.statut) for x in premier):
        return majuscule(f"{lieu(territoire)}, {date}, {SANS_ECART} avec {avec}.")
    nets = [x for x in premier if _se_distinguent(entrepot, siennes[x.categorie].mesure, x.mesure)]
    if not nets:
        aucune = f"aucune différence avec {avec} ne dépasse la marge d'incertitude"
        return majuscule(f"{lieu(territoire)}, {date}, {aucune}.")
    ecart = max(nets, key=lambda x: abs(siennes[x.categorie].mesure.valeur - x.mesure.valeur))
    ici = siennes[ecart.categorie]
    toutes = doute(ici.mesure, ecart.mesure)
    valeurs = [f"{valeur_de_ligne(x)}{'' if toutes else doute_entre_parentheses(x.mesure)}" for x in (ici, ecart)]
    return majuscule(
        f"{lieu(territoire)}, la différence la plus nette avec {avec} est sur "
        f"« {ecart.categorie} » : {valeurs[0]} contre {valeurs[1]}, {date}{toutes}."
    )


def _se_distinguent(entrepot: Entrepot, mesure: Mesure, reference: Mesure) -> bool:
    """Vrai quand l'écart se juge et dépasse sa marge, si elle est connue."""
    try:
        return sens(ecart_juge(entrepot, mesure, reference)) != "stable"
    except OperationInterdite:
        return False


def _est_la_plus_nombreuse(entrepot: Entrepot, forte: Ligne, siennes: Iterable[Ligne]) -> bool:
    """Vrai si rien de ce qui n'est pas montré ne peut être plus nombreux.

    Les rubriques doivent se partager le total sans se recouvrir (partition déclarée), et ce qui reste hors
    d'elles (une rubrique tue, des personnes non classées) être plus petit que la plus grande.
    """
    m, siennes = forte.mesure, tuple(siennes)
    montrees = {x.mesure.modalite for x in siennes}
    parts = next((set(p) for total, p in PARTITIONS.get(m.indicateur, ()) if not total and montrees <= set(p)), None)
    total = entrepot.mesure(m.territoire, m.indicateur, m.annee)
    if parts is None or total is None or total.valeur is None:
        return False
    return total.valeur - sum(x.mesure.valeur or 0.0 for x in siennes) < (m.valeur or 0.0)


_TRANCHE = re.compile(r"(?P<debut>[0-9]+)[-_](?P<fin>[0-9]+)(_ans)?")


def _largeurs_inegales(modalites: Sequence[str]) -> bool:
    """Vrai pour des tranches d'âge qui ne comptent pas toutes autant d'années : la plus large compte plus de monde."""
    tranches = [t for m in modalites if (t := _TRANCHE.fullmatch(m))]
    largeurs = {int(t["fin"]) - int(t["debut"]) for t in tranches}
    return bool(tranches) and (len(largeurs) > 1 or len(tranches) < len(modalites))


def suivre_annees(
    entrepot: Entrepot,
    code: str,
    indicateur: str,
    comparateurs: Sequence[str] = (),
    *,
    modalite: str = "",
    titre: str = "",
    depuis: str = "",
) -> Bloc | None:
    """Les années d'un indicateur en courbes. None s'il y a moins de deux années avec une valeur."""
    siennes = [m for m in entrepot.mesures_de(code, indicateur, modalite) if m.annee >= depuis and "-" not in m.annee]
    if sum(m.valeur is not None for m in siennes) < 2:
        return None
    voulues = {m.annee for m in siennes}
    lignes = [
        ligne(entrepot, m, categorie=m.annee)
        for c in (code, *comparateurs)
        for m in entrepot.mesures_de(c, indicateur, modalite)
        if m.annee in voulues
    ]
    fiche = entrepot.indicateurs[indicateur]
    return construire(
        identifiant=_identifiant(code, indicateur, modalite, "annees"),
        titre=titre or f"{fiche.libelle}, d'année en année",
        genre="courbe",
        lignes=lignes,
        phrase=_phrase_annees(entrepot, code, siennes),
        sources=entrepot.sources,
        accents=(code,),
        definition=fiche.definition,
        preuves=preuves_du_bloc(entrepot, [m for m in siennes if m.valeur is not None][-1], lignes),
        ruptures=ruptures(entrepot, code, indicateur, voulues),
    )


def _phrase_annees(entrepot: Entrepot, code: str, siennes: Sequence[Mesure]) -> str:
    """La première et la dernière valeur, et ce qui s'en tire ; à défaut, l'évolution permise la plus longue."""
    connues = [m for m in siennes if m.valeur is not None]
    avant, apres = connues[0], connues[-1]
    fin = _fin_de_serie(siennes)
    try:
        mouvement, refus = evolution_permise(entrepot, avant, apres), ""
    except OperationInterdite as raison:
        mouvement, refus = la_plus_longue(entrepot, connues), str(raison)
    if mouvement is None:
        constat = _deux_annees(entrepot, code, avant, apres)
        return majuscule(f"{constat}. Aucune évolution ne s'en tire. {refus}{fin}")
    fiche = entrepot.indicateurs[apres.indicateur]
    decimales = decimales_justes(mouvement.avant.valeur or 0.0, apres.valeur or 0.0, fiche.decimales)
    phrase = _deux_annees(entrepot, code, mouvement.avant, apres) + mouvement_en_mots(mouvement, fiche, decimales)
    suite = reserves_du_mouvement(mouvement, fiche)
    if refus:
        suite += f" Les années d'avant {annee_lisible(mouvement.avant.annee)} n'y sont pas comparées. {refus}"
    return majuscule(f"{phrase}.{suite}{fin}")


def _deux_annees(entrepot: Entrepot, code: str, avant: Mesure, apres: Mesure) -> str:
    """« à Grazailles, 49 % en 2015 et 52 % en 2019 »."""
    fiche = entrepot.indicateurs[apres.indicateur]
    decimales = decimales_justes(avant.valeur or 0.0, apres.valeur or 0.0, fiche.decimales)
    toutes = doute(avant, apres)
    dites = [
        f"{valeur_unite(m.valeur or 0.0, fiche.unite, decimales)} en {annee_lisible(m.annee)}"
        + ("" if toutes else doute_entre_parentheses(m))
        for m in (avant, apres)
    ]
    return f"{lieu(entrepot.territoires[code])}, {dites[0]} et {dites[1]}{toutes}"


def decimales_justes(avant: float, apres: float, decimales: int) -> int:
    """Une décimale de plus quand l'écart arrondi n'est pas celui des nombres écrits.

    52,2 puis 58,6, soit +6,4 : ils ne s'écrivent pas 52, 59 et +6.
    """
    ecrit = arrondir(apres, decimales) - arrondir(avant, decimales)
    return decimales if ecrit == arrondir(round(apres - avant, 9), decimales) else decimales + 1


def _fin_de_serie(siennes: Sequence[Mesure]) -> str:
    """« Après 2017, la valeur n'est plus diffusée. » quand la série s'arrête avant sa dernière année."""
    connue = max(x.annee for x in siennes if x.valeur is not None)
    return f" Après {annee_lisible(connue)}, la valeur n'est plus diffusée." if siennes[-1].annee > connue else ""


def _identifiant(*morceaux: str) -> str:
    """« qp011002-taux_pauvrete-2019 » : stable, lisible, bon pour un nom de fichier."""
    return "-".join(m for m in morceaux if m).lower().replace("+", "plus")
