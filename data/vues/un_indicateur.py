"""Un indicateur, tous les territoires : les cinq quartiers, des références, et la répartition nationale des QPV.

Une seule année, une seule rubrique. La répartition (`distribution_qpv.csv`) ne se montre que si elle vient
de la même série que les quartiers : deux séries n'ont pas forcément la même définition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from data.annees import bornes
from data.blocs import construire, valeur_de_ligne
from data.calculs import bruit, direction, serie
from data.entrepot import Entrepot
from data.formats import annee_lisible, arrondir, en_lettres, enumeration, nombre, quand, valeur_unite
from data.modele import Bloc, Indicateur, Ligne, Mesure
from data.montage import decimales_justes, ligne
from data.phrases import (
    SANS_ECART,
    doute,
    doute_entre_parentheses,
    est_mediane_de_qpv,
    face_a,
    lieu,
    lieu_de_mesure,
    majuscule,
    nom_avec_article,
    nom_dans_la_phrase,
)
from data.preuves import preuves
from data.rapprochement import ecart_juge, marge_mesure
from data.vues.comparaisons import TYPES_COMPARATEURS, annees_de, territoires_compares
from data.vues.noms_de_mesures import nom_de_mesure_seule
from data.vues.portraits import reperes_nationaux
from data.vues.tableau_des_cinq import JUGEMENTS
from data.vues.tableau_resserre import MARQUES, marque

# Colonne de la répartition -> (ce qu'elle veut dire, le nom de la statistique).
CENTILES: Mapping[str, tuple[str, str]] = {
    "p5": ("5 % ont une valeur plus basse", "5e centile"),
    "p25": ("un quart ont une valeur plus basse", "premier quartile"),
    "p50": ("la moitié ont une valeur plus basse", "médiane"),
    "p75": ("un quart ont une valeur plus haute", "troisième quartile"),
    "p95": ("5 % ont une valeur plus haute", "95e centile"),
}
# Où se place un quartier : la borne du haut de chaque zone, et comment le dire. Au-delà de la dernière : SOMMET.
ZONES = (
    ("p5", "parmi les 5 % de QPV où la valeur est la plus basse"),
    ("p25", "dans le quart de QPV où la valeur est la plus basse"),
    ("p75", "dans la moitié centrale des QPV"),
    ("p95", "dans le quart de QPV où la valeur est la plus haute"),
)
SOMMET = "parmi les 5 % de QPV où la valeur est la plus haute"


@lru_cache(maxsize=2)
def _repartitions(entrepot: Entrepot) -> Mapping[tuple[str, str, str], dict[str, str]]:
    """(indicateur, modalité, année) -> la ligne de `distribution_qpv.csv`."""
    table = entrepot.table("distribution_qpv").dictionnaires()
    return {(d["indicateur"], d["modalite"], d["annee"]): d for d in table}


def un_indicateur(
    entrepot: Entrepot,
    choix: str,
    annee: str,
    types: Sequence[str] = TYPES_COMPARATEURS,
    reference: str = "",
) -> Bloc | None:
    """Le bloc d'un indicateur et d'une année. None si le choix ou l'année n'existe pas.

    types : les comparateurs montrés (clés de COLONNES) ; reference : code du territoire auquel mesurer les
    écarts, montré aussi, « » pour aucun.
    """
    indicateur, _, modalite = choix.partition(":")
    fiche = entrepot.indicateurs.get(indicateur)
    quartiers = tuple(t.code for t in entrepot.quartiers())
    siennes = [m for c in quartiers if (m := entrepot.mesure(c, indicateur, annee, modalite))]
    if fiche is None or not siennes:
        return None
    codes = [c for c in territoires_compares(entrepot, types) if c not in quartiers]
    autres = [m for c in dict.fromkeys((*codes, reference)) if (m := entrepot.mesure(c, indicateur, annee, modalite))]
    if fiche.sommable:  # un effectif de ville écraserait ceux des quartiers sans rien apprendre
        autres = [m for m in autres if est_mediane_de_qpv(m, entrepot.territoires[m.territoire])]
    repartition, refus = repartition_de(entrepot, siennes)
    lignes = [ligne(entrepot, m) for m in (*siennes, *autres)]
    titre = nom_de_mesure_seule(entrepot, indicateur, modalite)
    en_face = next((m for m in autres if m.territoire == reference), None)
    bloc = construire(
        f"comparaison-{choix}-{annee}".replace(":", "-").replace("+", "plus"),
        f"{titre}, {annee_lisible(annee)}",
        "points",
        (*lignes, *_lignes_de_repartition(entrepot, siennes[0], repartition)),
        _phrase(entrepot, lignes, quartiers, annee),
        entrepot.sources,
        reserves=_reserves(entrepot, fiche, choix, (*siennes, *autres), refus),
        accents=quartiers,
        definition=fiche.definition,
        precisions=(*_face(entrepot, fiche, siennes, en_face), _places(entrepot, siennes, repartition)),
        preuves=preuves(entrepot, siennes[0]),
    )
    return replace(bloc, marge=_marge(entrepot, siennes))


def _marge(entrepot: Entrepot, siennes: Sequence[Mesure]) -> float | None:
    """La marge d'une mesure ; pour des euros elle suit la valeur : la plus large des cinq, par prudence."""
    connues = [marge_mesure(entrepot, m) for m in siennes if m.valeur is not None]
    return max((m for m in connues if m is not None), default=None)


def repartition_de(entrepot: Entrepot, siennes: Sequence[Mesure]) -> tuple[dict[str, str], str]:
    """La répartition nationale qui vaut pour ces mesures, et sinon pourquoi il n'y en a pas."""
    m = siennes[0]
    trouvee = _repartitions(entrepot).get((m.indicateur, m.modalite, m.annee))
    if trouvee is None:
        return {}, "Pas de répartition nationale : nos tables n'ont pas cet indicateur, cette année, pour tous les QPV."
    if any(serie(x.source) != serie(trouvee["source"]) for x in siennes if x.valeur is not None):
        return {}, (
            "La répartition nationale n'est pas montrée : elle vient d'une autre source que les valeurs des quartiers "
            f"({entrepot.source(trouvee['source']).titre})."
        )
    return trouvee, ""


def _lignes_de_repartition(entrepot: Entrepot, modele: Mesure, repartition: Mapping[str, str]) -> list[Ligne]:
    """Une ligne par centile, calculée depuis le fichier national ; aucune sans répartition."""
    ensembles = reperes_nationaux(entrepot, "ensemble_qpv")
    if not repartition or not ensembles:
        return []
    return [
        ligne(
            entrepot,
            replace(
                modele,
                territoire=ensembles[0],
                valeur=float(repartition[centile]),
                statut="calcule",
                valeur_publiee=None,
                source=repartition["source"],
                reference=f"Répartition de {repartition['n']} QPV publiés : {statistique}",
                note="",
            ),
            categorie=sens,
            cle=centile,
            serie=entrepot.territoires[ensembles[0]].nom_court,
        )
        for centile, (sens, statistique) in CENTILES.items()
    ]


def _phrase(entrepot: Entrepot, lignes: Sequence[Ligne], quartiers: Sequence[str], annee: str) -> str:
    """Du plus bas au plus haut des cinq, puis les comparateurs."""
    siens = sorted(
        (x for x in lignes if x.cle in quartiers and x.mesure.valeur is not None), key=lambda x: x.mesure.valeur
    )
    if not siens:
        return f"Aucune valeur diffusée pour les quartiers {quand(annee)}."
    bas, haut = siens[0], siens[-1]
    phrase = (
        f"{quand(annee)}, de {_valeur(bas)} {lieu(entrepot.territoires[bas.cle])} "
        f"à {_valeur(haut)} {lieu(entrepot.territoires[haut.cle])}"
    )
    autres = [
        f"{_valeur(x)} {lieu_de_mesure(x.mesure, entrepot.territoires[x.cle])}"
        for x in lignes
        if x.cle not in quartiers and x.mesure.valeur is not None
    ]
    return majuscule(f"{phrase} ; {enumeration(autres)}." if autres else f"{phrase}.")


def _valeur(x: Ligne) -> str:
    """« 27 % », ou « 27 % (valeur contestée) » : une phrase ne l'affirme pas à plat."""
    return f"{valeur_de_ligne(x)}{doute_entre_parentheses(x.mesure)}"


def _noms(entrepot: Entrepot, mesures: Sequence[Mesure], parmi: int) -> str:
    """« les cinq quartiers » quand tous y sont, sinon leurs noms."""
    if len(mesures) == parmi and parmi > 1:
        return f"les {en_lettres(parmi)} quartiers"
    return enumeration([nom_dans_la_phrase(entrepot.territoires[m.territoire]) for m in mesures])


def _face(entrepot: Entrepot, fiche: Indicateur, siennes: Sequence[Mesure], en_face: Mesure | None) -> tuple[str, ...]:
    """« Face à l'agglomération (21 %), les cinq quartiers sont plus haut, de 18 à 44 points : moins favorable. »"""
    if en_face is None or en_face.valeur is None:
        return ()
    if fiche.sommable:  # un effectif ne se mesure pas
        return ()
    contestees = [m for m in siennes if m.valeur is not None and "conteste" in (m.statut, en_face.statut)]
    connues = [m for m in siennes if m.valeur is not None and m not in contestees]
    groupes: dict[str, list[Mesure]] = {}
    for m in connues:
        groupes.setdefault(marque(entrepot, m, en_face), []).append(m)
    if "" in groupes:
        return ()
    dites = [
        _groupe(entrepot, fiche, repere, groupes[repere], en_face, len(connues))
        for repere in MARQUES.values()
        if repere in groupes
    ]
    if contestees:
        dites.append(f"{SANS_ECART}, pour {_noms(entrepot, contestees, len(siennes))}")
    if not dites:
        return ()
    nom = nom_avec_article(en_face, entrepot.territoires[en_face.territoire])
    valeur = valeur_unite(en_face.valeur, fiche.unite, fiche.decimales)
    return (majuscule(f"{face_a(nom)} ({valeur}{'' if contestees else doute(en_face)}), {' ; '.join(dites)}."),)


def _groupe(
    entrepot: Entrepot, fiche: Indicateur, repere: str, groupe: Sequence[Mesure], en_face: Mesure, parmi: int
) -> str:
    """« les cinq quartiers sont plus haut, de 18 à 44 points : moins favorable »."""
    noms = _noms(entrepot, groupe, parmi)
    verbe = "est" if len(groupe) == 1 else "sont"
    mot = repere[2:]
    if mot == "proche":
        accord = mot if len(groupe) == 1 else f"{mot}s"
        raison = "à l'arrondi près" if marge_mesure(entrepot, groupe[0]) is None else "sous la marge d'incertitude"
        return f"{noms} {verbe} {accord}, {raison}"
    ecarts = [ecart_juge(entrepot, m, en_face) for m in groupe]
    tailles = sorted(abs(e.valeur) for e in ecarts)
    dits = [e.mesure for e in ecarts if abs(e.valeur) in (tailles[0], tailles[-1])]
    decimales = max(decimales_justes(en_face.valeur or 0.0, m.valeur or 0.0, fiche.decimales) for m in dits)
    unite = "points" if ecarts[0].unite == "points" else fiche.unite
    plus_grand = valeur_unite(tailles[-1], unite, decimales)
    etendue = f"de {nombre(tailles[0], decimales)} à {plus_grand}"
    if arrondir(tailles[0], decimales) == arrondir(tailles[-1], decimales):
        etendue = f"de {plus_grand}"
    juges = {JUGEMENTS[direction(e, fiche)] for e in ecarts}
    jugement = juges.pop() if len(juges) == 1 else ""  # un petit écart sans marge connue ne se juge pas
    return f"{noms} {verbe} {mot}, {etendue}" + (f" : {jugement}" if jugement else "")


def _places(entrepot: Entrepot, siennes: Sequence[Mesure], repartition: Mapping[str, str]) -> str:
    """« En France métropolitaine, Bastide - Pont-Vieux est dans la moitié centrale des QPV ; … »."""
    connues = [m for m in siennes if m.valeur is not None]
    if not repartition or not connues:
        return ""
    groupes: dict[str, list[Mesure]] = {}
    for m in connues:
        groupes.setdefault(_zone(m.valeur or 0.0, repartition), []).append(m)
    ordre = [*(texte for _, texte in ZONES), SOMMET]
    dites = [
        f"{_noms(entrepot, groupes[z], len(connues))} {'est' if len(groupes[z]) == 1 else 'sont'} {z}"
        for z in ordre
        if z in groupes
    ]
    return f"En France métropolitaine, {' ; '.join(dites)}."


def _zone(valeur: float, repartition: Mapping[str, str]) -> str:
    for centile, texte in ZONES:
        # Les bornes de la moitié centrale en font partie.
        borne = float(repartition[centile])
        if valeur < borne or (centile == "p75" and valeur == borne):
            return texte
    return SOMMET


def _reserves(
    entrepot: Entrepot, fiche: Indicateur, choix: str, mesures: Sequence[Mesure], refus: str
) -> tuple[str, ...]:
    """Ce qui empêche de trop en dire : sources mêlées, marge inconnue, années qui ne se comparent pas."""
    quartiers = {t.code for t in entrepot.quartiers()}
    dites = [refus] if refus else []
    par_producteur: dict[str, list[Mesure]] = {}
    for m in mesures:
        if m.valeur is not None:
            par_producteur.setdefault(entrepot.source(m.source).producteur, []).append(m)
    if len(par_producteur) > 1:
        connus = sum(m.valeur is not None and m.territoire in quartiers for m in mesures)
        detail = " ; ".join(
            f"{producteur} pour {_qui(entrepot, siennes, quartiers, connus)}"
            for producteur, siennes in par_producteur.items()
        )
        dites.append(f"Les valeurs ne viennent pas toutes de la même source : {detail}.")
    if not fiche.sommable and bruit(mesures[0], fiche) is None:
        dites.append(
            "La marge d'incertitude n'est pas connue : un petit écart peut ne rien vouloir dire."
            if marge_mesure(entrepot, mesures[0]) is None
            else "La marge d'incertitude n'est pas publiée : nous prenons ce qu'un QPV de métropole bouge d'ordinaire "
            "d'une année comparable à la suivante."
        )
    dites += _reserves_d_annees(fiche, annees_de(entrepot, choix))
    return tuple(dites)


def _qui(entrepot: Entrepot, mesures: Sequence[Mesure], quartiers: set[str], connus: int) -> str:
    """« les cinq quartiers et le QPV médian de métropole »."""
    siens = [m for m in mesures if m.territoire in quartiers]
    noms = [_noms(entrepot, siens, connus)] if siens else []
    noms += [nom_avec_article(m, entrepot.territoires[m.territoire]) for m in mesures if m.territoire not in quartiers]
    return enumeration(noms)


def _reserves_d_annees(fiche: Indicateur, annees: Sequence[str]) -> list[str]:
    """Le sélecteur d'année fait passer d'une année à l'autre : il faut dire quand elles ne se comparent pas."""
    if len(annees) < 2:  # une seule année : rien à rapprocher
        return []
    if fiche.evolution == "interdite":
        return ["D'une année à l'autre, ces valeurs ne se comparent pas."]
    dites = []
    rupture = fiche.evolution.removeprefix("rupture:")
    if rupture != fiche.evolution and bornes(annees[-1])[0] < int(rupture) <= bornes(annees[0])[1]:
        dites.append(f"La série change en {rupture} : avant et après, les années ne se comparent pas.")
    if "recensement" in fiche.producteur.lower():
        dites.append(
            "Une année du recensement réunit cinq enquêtes annuelles : à moins de trois ans d'écart, deux années "
            "partagent la plupart de leurs réponses et ne se comparent pas."
        )
    return dites
