"""Des mesures aux blocs : les trois montages dont toutes les pages se servent.

Un territoire face à d'autres, des rubriques face à d'autres, une suite d'années.
Seules les mesures d'une même année sont rapprochées dans un bloc de comparaison.
"""

from collections.abc import Sequence

from data.blocs import construire, valeur_de_ligne
from data.calculs import OperationInterdite, evolution
from data.entrepot import INSEE, Entrepot
from data.formats import annee_lisible, arrondir, ecart_points, enumeration, quand, valeur_unite
from data.modele import Bloc, Indicateur, Ligne, Mesure
from data.phrases import (
    comparaison,
    ecart_en_mots,
    est_mediane_de_qpv,
    lieu,
    majuscule,
    nom_avec_article,
    qpv_median,
)
from data.positions import phrase_position
from data.preuves import preuves


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
    return construire(
        identifiant=_identifiant(code, indicateur, modalite, mesure.annee),
        titre=titre or (f"{fiche.libelle} : {nom}" if modalite else fiche.libelle),
        genre="barres",
        lignes=[ligne(entrepot, mesure), *(ligne(entrepot, m) for m, _ in references)],
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
            *(ecart_en_mots(mesure, m, fiche, t) for m, t in references if t.type in ("commune", "epci")),
            phrase_position(entrepot, mesure),
        ),
        preuves=preuves(entrepot, mesure),
    )


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
        preuves=preuves(entrepot, lignes[0].mesure) if lignes else (),
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
        return majuscule(
            f"{lieu(territoire)}, {date}, la rubrique la plus nombreuse est « {forte.categorie} » : {valeur_de_ligne(forte)}."
        )
    ecart = max(premier, key=lambda x: abs(siennes[x.categorie].mesure.valeur - x.mesure.valeur))
    ici = siennes[ecart.categorie]
    return majuscule(
        f"{lieu(territoire)}, la différence la plus nette avec {nom_avec_article(ecart.mesure, entrepot.territoires[ecart.cle])} est sur "
        f"« {ecart.categorie} » : {valeur_de_ligne(ici)} contre {valeur_de_ligne(ecart)}, {date}."
    )


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
        preuves=preuves(entrepot, [m for m in siennes if m.valeur is not None][-1]),
        ruptures=_ruptures(fiche, voulues),
    )


def _ruptures(fiche: Indicateur, annees: set[str]) -> tuple[str, ...]:
    """L'année à partir de laquelle la série n'est plus la même, quand la courbe l'enjambe."""
    annee = fiche.evolution.removeprefix("rupture:")
    return (annee,) if fiche.evolution.startswith("rupture:") and min(annees) < annee <= max(annees) else ()


def _phrase_annees(entrepot: Entrepot, code: str, siennes: Sequence[Mesure]) -> str:
    """La première et la dernière valeur ; le mot d'évolution vient des règles de l'indicateur."""
    connues = [m for m in siennes if m.valeur is not None]
    fiche = entrepot.indicateurs[connues[0].indicateur]
    avant, apres = connues[0], connues[-1]
    absence = _fin_de_serie(siennes)
    decimales = decimales_justes(avant.valeur, apres.valeur, fiche.decimales)
    textes = [valeur_unite(m.valeur, fiche.unite, decimales) for m in (avant, apres)]
    constat = (
        f"{lieu(entrepot.territoires[code])}, {textes[0]} en {annee_lisible(avant.annee)} "
        f"et {textes[1]} en {annee_lisible(apres.annee)}"
    )
    try:
        mouvement = evolution(avant, apres, fiche, entrepot.seuil(fiche.code, "evolution"), entrepot.habitants(code))
    except OperationInterdite as refus:
        return majuscule(f"{constat}. Pas d'évolution à en tirer : {_sans_capitale(str(refus))}{absence}")
    if mouvement.sens == "stable":
        return majuscule(f"{constat} : pas d'évolution significative.{absence}")
    if mouvement.unite == "points":
        mesure = ecart_points(mouvement.valeur, decimales)
    else:
        signe = "+" if mouvement.valeur > 0 else ""
        mesure = signe + valeur_unite(mouvement.valeur, mouvement.unite, decimales)
    suite = " Montants de chaque année, sans tenir compte de la hausse des prix." if fiche.unite.startswith("€") else ""
    if mouvement.series_differentes:
        insee = all(m.source.startswith(INSEE) for m in (avant, apres))
        origine = "séries de l'Insee" if insee else "sources différentes"
        suite += f" Les deux années viennent de deux {origine}."
    if mouvement.recouvrement:
        suite += " Ces deux années du recensement ont des enquêtes en commun : c'est une tendance."
    return majuscule(f"{constat}, soit {mesure}.{suite}{absence}")


def decimales_justes(avant: float, apres: float, decimales: int) -> int:
    """Une décimale de plus quand l'écart arrondi n'est pas celui des nombres écrits : 52,2 et 58,6 ne font pas 52, 59 et +6."""
    ecrit = arrondir(apres, decimales) - arrondir(avant, decimales)
    return decimales if ecrit == arrondir(round(apres - avant, 9), decimales) else decimales + 1


def _sans_capitale(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:]


def _fin_de_serie(siennes: Sequence[Mesure]) -> str:
    """« Après 2017, la valeur n'est plus diffusée. » quand la série s'arrête avant sa dernière année."""
    connue = max(x.annee for x in siennes if x.valeur is not None)
    return f" Après {annee_lisible(connue)}, la valeur n'est plus diffusée." if siennes[-1].annee > connue else ""


def _identifiant(*morceaux: str) -> str:
    """« qp011002-taux_pauvrete-2019 » : stable, lisible, bon pour un nom de fichier."""
    return "-".join(m for m in morceaux if m).lower().replace("+", "plus")
