"""Ce qui change trop, ou autrement que ne le disent les nombres imprimés."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from data.annees import bornes, cle_annee
from data.calculs import serie
from data.modele import Mesure
from data.verifications.constat import (
    Constat,
    Dossier,
    code,
    constater,
    ecart_d_annees,
    ecrire,
    imprimee,
    marge,
    signer,
)

# Évolution imprimée d'un effectif par tranche → la part de cette tranche.
EVOLUTIONS: dict[str, str] = {"evolution_age": "age"}
# Part d'un ensemble plus grand → l'effectif qui en est le numérateur.
PARTS_D_UN_TOUT: dict[str, str] = {"part_qpv_allocataires_caf": "allocataires_caf"}
POPULATION_PAR_AN = 3.0  # %, au-delà de quoi une population ne change pas d'une année à l'autre
TOUT_PAR_AN = 5.0  # %, de même pour un dénominateur (allocataires d'une agglomération)
SAUT_POINTS = 15.0  # un taux de territoire ne bouge pas d'autant entre deux années publiées
SAUT_BRUITS = 3.0  # ou plus de trois fois le bruit connu de l'indicateur
SAUT_RELATIF = 15.0  # %, pour un effectif d'au moins EFFECTIF_MINIMUM, d'une année à la suivante
EFFECTIF_MINIMUM = 100
ECART_MAXIMUM = 5  # années : au-delà, un grand changement n'est plus un saut

Bornes = tuple[float, float]


def evolutions(dossier: Dossier) -> Iterator[Constat]:
    """Les évolutions imprimées qu'aucun changement de la population totale ne rend compatibles.

    Si e est l'évolution de l'effectif d'une tranche, p0 et p1 ses parts, alors
    (1 + e / 100) × p0 / p1 est le rapport des populations totales : le même pour toutes les tranches.
    Les arrondis en font un intervalle ; sans point commun, l'évolution est impossible ; si tous les
    points communs sont loin de 1, c'est que les effectifs viennent d'une autre population.
    """
    for indicateur, part in EVOLUTIONS.items():
        for profil in dossier.par_indicateur.get(indicateur, ()):
            une = next(iter(profil.values()))
            debut, fin = map(str, bornes(une.annee))
            avant = _sources_du_document(dossier, une, part, debut)
            apres = _sources_du_document(dossier, une, part, fin)
            for p0 in avant:
                for p1 in apres:
                    yield from _evolution(dossier, profil, p0, p1)


def _sources_du_document(dossier: Dossier, mesure: Mesure, indicateur: str, annee: str) -> list[Mapping[str, Mesure]]:
    document = dossier.documents[mesure.source]
    return [
        profil
        for source, d in dossier.documents.items()
        if d == document and (profil := dossier.profils.get((mesure.territoire, indicateur, annee, source)))
    ]


def rapport_de_population(evolution: float, avant: float, apres: float) -> Bornes:
    """Entre quoi est le rapport des populations totales, vu d'une tranche ; arrondis compris."""
    e, a, b = marge(evolution), marge(avant), marge(apres)
    bas = (1 + (evolution - e) / 100) * max(avant - a, 0) / (apres + b)
    haut = (1 + (evolution + e) / 100) * (avant + a) / max(apres - b, 1e-9)
    return bas, haut


def _evolution(
    dossier: Dossier, profil: Mapping[str, Mesure], p0: Mapping[str, Mesure], p1: Mapping[str, Mesure]
) -> Iterator[Constat]:
    triplets = [
        (profil[m], p0[m], p1[m])
        for m in profil
        if m in p0 and m in p1 and all(imprimee(x[m]) is not None for x in (profil, p0, p1))
    ]
    if len(triplets) < 2:
        return
    rapports = {
        e.modalite: rapport_de_population(imprimee(e) or 0.0, imprimee(a) or 0.0, imprimee(b) or 0.0)
        for e, a, b in triplets
    }
    bas, haut = max(r[0] for r in rapports.values()), min(r[1] for r in rapports.values())
    une = triplets[0][0]
    annees = ecart_d_annees(str(bornes(une.annee)[0]), str(bornes(une.annee)[1]))
    ou = f"{dossier.libelle(une.indicateur)}, {dossier.nom(une.territoire)}, {une.annee}"
    source_apres = triplets[0][2].source
    mesures = [m for triplet in triplets for m in triplet]
    if bas > haut:
        petit = min(triplets, key=lambda t: rapports[t[0].modalite][1])
        grand = max(triplets, key=lambda t: rapports[t[0].modalite][0])
        dits = [_triplet(dossier, t, rapports[t[0].modalite]) for t in (grand, petit)]
        yield constater(
            "evolution_impossible",
            mesures,
            f"{source_apres}:{code(bas)}/{code(haut)}",
            f"{ou} : « {_dit(dossier, grand)} » et « {_dit(dossier, petit)} » : deux populations totales.",
            f"{dits[0]} ; {dits[1]} : aucune population ne convient aux deux.",
            "grave",
            "prouvee",
            (une.territoire,),
        )
    else:
        plafond = (1 + POPULATION_PAR_AN / 100) ** annees
        if bas > plafond or haut < 1 / plafond:
            proche = bas if bas > 1 else haut
            yield constater(
                "population_implicite",
                mesures,
                f"{source_apres}:{code(bas)}/{code(haut)}",
                f"{ou} : « {_dit(dossier, triplets[0])} » n'est pas l'évolution des parts « imprimées ».",
                f"Il y faut une population totale changée de {signer(100 * (bas - 1))} % à "
                f"{signer(100 * (haut - 1))} % en {annees} ans, "
                f"soit {signer(100 * (proche - 1))} % au mieux : "
                "les effectifs viennent d'une autre population.",
                "attention",
                "tres_probable",
                (une.territoire,),
            )


def _dit(dossier: Dossier, triplet: tuple[Mesure, Mesure, Mesure]) -> str:
    evolution, avant, apres = triplet
    modalite = dossier.entrepot.modalites.get(evolution.modalite, evolution.modalite)
    return (
        f"{modalite} : {ecrire(imprimee(avant) or 0.0)} % puis {ecrire(imprimee(apres) or 0.0)} %, "
        f"{signer(imprimee(evolution) or 0.0, 0)} %"
    )


def _triplet(dossier: Dossier, triplet: tuple[Mesure, Mesure, Mesure], rapport: Bornes) -> str:
    evolution, _, _ = triplet
    modalite = dossier.entrepot.modalites.get(evolution.modalite, evolution.modalite)
    return f"{modalite}, population multipliée par {rapport[0]:.2f} à {rapport[1]:.2f}".replace(".", ",")


def denominateurs(dossier: Dossier) -> Iterator[Constat]:
    """Les parts qui, rapportées à leur numérateur, supposent un tout qui bondit."""
    for indicateur, effectif in PARTS_D_UN_TOUT.items():
        suites: dict[tuple[str, str, str], list[tuple[Mesure, Mesure]]] = {}
        for (territoire, _, annee, source), profil in dossier.profils.items():
            for modalite, part in profil.items() if next(iter(profil.values())).indicateur == indicateur else ():
                compte = dossier.profils.get((territoire, effectif, annee, source), {}).get(modalite)
                if compte and imprimee(part) and imprimee(compte):
                    suites.setdefault((territoire, modalite, source), []).append((part, compte))
        for suite in suites.values():
            suite.sort(key=lambda couple: cle_annee(couple[0].annee))
            for avant, apres in pairwise(suite):
                yield from _denominateur(dossier, avant, apres)


def _denominateur(dossier: Dossier, avant: tuple[Mesure, Mesure], apres: tuple[Mesure, Mesure]) -> Iterator[Constat]:
    touts = []
    for part, compte in (avant, apres):
        p, n = imprimee(part) or 1.0, imprimee(compte) or 0.0
        touts.append((100 * n / (p + marge(p)), 100 * n / p, 100 * n / (p - marge(p))))
    annees = max(ecart_d_annees(avant[0].annee, apres[0].annee), 1)
    plafond = (1 + TOUT_PAR_AN / 100) ** annees
    # On ne retient que ce que les arrondis ne peuvent pas expliquer.
    if touts[1][0] / touts[0][2] <= plafond and touts[0][0] / touts[1][2] <= plafond:
        return
    changement = 100 * (touts[1][1] / touts[0][1] - 1)
    p = [imprimee(c[0]) or 0.0 for c in (avant, apres)]
    n = [imprimee(c[1]) or 0.0 for c in (avant, apres)]
    yield constater(
        "denominateur_implicite",
        [m for couple in (avant, apres) for m in couple],
        f"{code(p[0])}/{code(p[1])}",
        f"{dossier.libelle(avant[0].indicateur)}, {dossier.nom(avant[0].territoire)} : « {ecrire(p[0])} % » "
        f"({avant[0].annee}) puis « {ecrire(p[1])} % » ({apres[0].annee}), pour « {ecrire(n[0])} » puis "
        f"« {ecrire(n[1])} » ({dossier.libelle(avant[1].indicateur)}).",
        f"{ecrire(n[0])} / {ecrire(p[0])} % = {ecrire(round(touts[0][1]))} ; "
        f"{ecrire(n[1])} / {ecrire(p[1])} % = {ecrire(round(touts[1][1]))}, "
        f"soit {signer(changement)} % en {annees} ans.",
        "grave",
        "suspecte",
    )


def sauts(dossier: Dossier) -> Iterator[Constat]:
    """Les changements trop grands entre deux années publiées de la même série, hors rupture connue.

    Taux : plus de 15 points, ou de trois fois le bruit connu ; effectif d'au moins 100 : plus de 15 %
    d'une année à la suivante. Un saut n'est pas une faute : il demande une explication.
    """
    suites: dict[tuple[str, str, str, str], list[Mesure]] = {}
    # D'un effectif, on ne suit que l'ensemble : ses rubriques sont trop petites pour ne pas bouger.
    taux = {i.code for i in dossier.entrepot.indicateurs.values() if i.unite.startswith("%")}
    for m in dossier.entrepot.mesures:
        lisible = imprimee(m) is not None and m.statut != "calcule" and len(m.annee) == len("2019")
        if lisible and (not m.modalite or m.indicateur in taux):
            suites.setdefault((m.territoire, m.indicateur, m.modalite, serie(m.source)), []).append(m)
    for (_, indicateur, _, _), suite in suites.items():
        fiche = dossier.entrepot.indicateurs.get(indicateur)
        if fiche is None:
            continue
        suite.sort(key=lambda m: cle_annee(m.annee))
        rupture = fiche.evolution.removeprefix("rupture:") if ":" in fiche.evolution else ""
        for avant, apres in pairwise(suite):
            if avant.annee < rupture <= apres.annee or ecart_d_annees(avant.annee, apres.annee) > ECART_MAXIMUM:
                continue
            if _saute(fiche.unite, fiche.bruit, avant, apres):
                yield _saut(dossier, avant, apres, fiche.unite)


def _saute(unite: str, bruit: float | None, avant: Mesure, apres: Mesure) -> bool:
    a, b = imprimee(avant) or 0.0, imprimee(apres) or 0.0
    if unite.startswith("%"):
        return abs(b - a) > (SAUT_BRUITS * bruit if bruit else SAUT_POINTS)
    voisines = ecart_d_annees(avant.annee, apres.annee) <= 1
    return voisines and min(a, b) >= EFFECTIF_MINIMUM and abs(b - a) > SAUT_RELATIF / 100 * a


def _saut(dossier: Dossier, avant: Mesure, apres: Mesure, unite: str) -> Constat:
    a, b = imprimee(avant) or 0.0, imprimee(apres) or 0.0
    en_points = unite.startswith("%")
    change = f"{signer(b - a)} points" if en_points else f"{signer(100 * (b - a) / a)} %"
    signe = " %" if en_points else ""
    return constater(
        "saut",
        (avant, apres),
        f"{avant.source}:{code(a)}/{code(b)}",
        f"{dossier.libelle(avant.indicateur, avant.modalite)}, {dossier.nom(avant.territoire)} : "
        f"« {ecrire(a)}{signe} » ({avant.annee}) puis « {ecrire(b)}{signe} » ({apres.annee}).",
        f"{ecrire(b)} − {ecrire(a)} = {change if en_points else signer(b - a, 0)}"
        + (f", soit {change}." if not en_points else "."),
        "attention",
        "suspecte",
    )
