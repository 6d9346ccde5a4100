"""Une source contre une autre : l'Insee, une autre année, une autre page, la distribution nationale."""

from collections.abc import Iterator, Mapping, Sequence

from data.formats import enumeration, nombre
from data.modele import STATUTS_SANS_VALEUR, Mesure
from data.verifications.constat import (
    Constat,
    Dossier,
    Profil,
    code,
    constater,
    decimales,
    ecrire,
    est_insee,
    imprimee,
    marge,
)

# (indicateur, tranches) → l'indicateur officiel que font ces tranches ensemble.
TRANCHES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("age", ("0-14", "15-24"), "part_moins_25_ans"),
    ("age", ("60-74", "75+"), "part_60_ans_et_plus"),
)
# (indicateur, modalité) → l'effectif officiel dont c'est la part.
PARTS_OFFICIELLES: dict[tuple[str, str], tuple[str, str]] = {
    ("part_demandeurs_emploi_age", "moins_26_ans"): ("demandeurs_emploi", "moins_26_ans"),
    ("part_demandeurs_emploi_age", "26_50_ans"): ("demandeurs_emploi", "26_49_ans"),
    ("part_demandeurs_emploi_age", "plus_50_ans"): ("demandeurs_emploi", "50_ans_et_plus"),
    ("part_familles_monoparentales", ""): ("allocataires_caf", "famille_monoparentale"),
}
# Une part de ménages qui se trouve être celle d'une autre population.
PARTS_EMPRUNTEES: dict[tuple[str, str], tuple[str, str]] = {
    ("menages", "couple_avec_enfants"): ("allocataires_caf", "couple_avec_enfants"),
}
ETALEMENT = 0.5  # au-delà des 5e et 95e centiles, de la moitié de l'écart qui les sépare


def officielles(dossier: Dossier) -> Iterator[Constat]:
    """Les valeurs imprimées qui ne sont pas celles de l'Insee pour la même clé, à l'arrondi près.

    Si la valeur imprimée est celle d'une autre année de l'Insee, c'est dit : « autre_annee ».
    """
    for cle, mesures in dossier.par_cle.items():
        insee = next((m for m in mesures if est_insee(m) and m.valeur is not None), None)
        if insee is None:
            continue
        for mesure in mesures:
            lue = imprimee(mesure)
            if est_insee(mesure) or lue is None or _proches(dossier, lue, insee):
                continue
            yield _officielle(dossier, mesure, insee, _autre_annee(dossier, cle, lue))


def _proches(dossier: Dossier, lue: float, officielle: Mesure) -> bool:
    arrondi = 0.5 * 10.0 ** -_precision(dossier, officielle)
    # Un nombre plus fin que celui de l'Insee peut s'en écarter de l'arrondi de l'Insee.
    return abs(lue - (officielle.valeur or 0.0)) <= max(marge(lue), arrondi + 1e-9)


def _autre_annee(dossier: Dossier, cle: tuple[str, str, str, str], lue: float) -> Mesure | None:
    territoire, indicateur, modalite, annee = cle
    suite = dossier.entrepot.mesures_de(territoire, indicateur, modalite)
    trouvees = [
        m for m in suite if m.annee != annee and est_insee(m) and m.valeur is not None and _proches(dossier, lue, m)
    ]
    return min(trouvees, key=lambda m: abs(int(m.annee[:4]) - int(annee[:4])), default=None)


def _ecrire(dossier: Dossier, officielle: Mesure) -> str:
    return nombre(officielle.valeur or 0.0, _precision(dossier, officielle))


def _precision(dossier: Dossier, officielle: Mesure) -> int:
    return dossier.precisions.get((officielle.source, officielle.indicateur), decimales(officielle.valeur or 0.0))


def _officielle(dossier: Dossier, mesure: Mesure, insee: Mesure, autre: Mesure | None) -> Constat:
    lue, vraie = imprimee(mesure) or 0.0, insee.valeur or 0.0
    suite = f" ; « {_ecrire(dossier, autre)} » est la valeur de {autre.annee}" if autre else ""
    return constater(
        "autre_annee" if autre else "officiel",
        (mesure, insee, *([autre] if autre else [])),
        f"{mesure.source}:{code(lue)}/{code(vraie)}",
        f"{dossier.ou(mesure)} : "
        f"« {ecrire(lue)} » imprimé, « {_ecrire(dossier, insee)} » dans le fichier de l'Insee{suite}.",
        f"{ecrire(lue)} − {_ecrire(dossier, insee)} = {ecrire(round(lue - vraie, 6))} ({insee.reference})"
        + (f" ; {autre.reference}." if autre else "."),
        "grave" if autre else "attention",
        "prouvee",
    )


def tranches(dossier: Dossier) -> Iterator[Constat]:
    """Les tranches d'un profil dont la somme n'est pas l'indicateur officiel qui les réunit."""
    for indicateur, modalites, officiel in TRANCHES:
        for profil in dossier.par_indicateur.get(indicateur, ()):
            lues = [profil[m] for m in modalites if m in profil and imprimee(profil[m]) is not None]
            if len(lues) < len(modalites) or est_insee(lues[0]):
                continue
            insee = dossier.entrepot.mesure(lues[0].territoire, officiel, lues[0].annee)
            if insee is None or insee.valeur is None or not est_insee(insee):
                continue
            valeurs = [imprimee(m) or 0.0 for m in lues]
            somme = sum(valeurs)
            if abs(somme - insee.valeur) > sum(map(marge, valeurs)) + marge(insee.valeur):
                yield _tranches(dossier, lues, valeurs, insee)


def _tranches(dossier: Dossier, lues: Sequence[Mesure], valeurs: Sequence[float], insee: Mesure) -> Constat:
    une, somme = lues[0], sum(valeurs)
    noms = enumeration([dossier.entrepot.modalites.get(m.modalite, m.modalite) for m in lues])
    return constater(
        "autre_indicateur",
        (*lues, insee),
        f"{une.source}:{'+'.join(m.modalite for m in lues)}:{code(somme)}/{code(insee.valeur or 0.0)}",
        f"{dossier.libelle(une.indicateur)}, {dossier.nom(une.territoire)}, {une.annee} : {noms} font "
        f"« {ecrire(somme)} % », l'Insee publie « {ecrire(insee.valeur or 0.0)} % » "
        f"({dossier.libelle(insee.indicateur)}).",
        f"{' + '.join(map(ecrire, valeurs))} = {ecrire(somme)} ({insee.reference}).",
        "grave",
        "prouvee",
    )


def parts_recalculees(dossier: Dossier) -> Iterator[Constat]:
    """Les parts imprimées que les effectifs de l'Insee démentent, et celles prises à une autre population."""
    for (indicateur, modalite), (effectif, partie) in (*PARTS_OFFICIELLES.items(), *PARTS_EMPRUNTEES.items()):
        empruntee = (indicateur, modalite) in PARTS_EMPRUNTEES
        for profil in dossier.par_indicateur.get(indicateur, ()):
            mesure = profil.get(modalite)
            lue = imprimee(mesure) if mesure else None
            if mesure is None or lue is None or est_insee(mesure):
                continue
            haut = dossier.entrepot.mesure(mesure.territoire, effectif, mesure.annee, partie)
            bas = dossier.entrepot.mesure(mesure.territoire, effectif, mesure.annee)
            if haut is None or bas is None or haut.valeur is None or not bas.valeur or not est_insee(bas):
                continue
            part = 100 * haut.valeur / bas.valeur
            if (abs(part - lue) <= marge(lue)) == empruntee:
                yield _part(dossier, mesure, haut, bas, empruntee)


def _part(dossier: Dossier, mesure: Mesure, haut: Mesure, bas: Mesure, empruntee: bool) -> Constat:
    lue, part = imprimee(mesure) or 0.0, 100 * (haut.valeur or 0.0) / (bas.valeur or 1.0)
    fin = "est celle d'une autre population :" if empruntee else "n'est pas celle des effectifs :"
    return constater(
        "autre_indicateur",
        (mesure, haut, bas),
        f"{mesure.source}:{code(lue)}/{code(round(part, 1))}",
        f"{dossier.ou(mesure)} : "
        f"la part « {ecrire(lue)} % » {fin} « {ecrire(haut.valeur or 0.0)} sur {ecrire(bas.valeur or 0.0)} » "
        f"({dossier.libelle(bas.indicateur)}).",
        f"{ecrire(haut.valeur or 0.0)} / {ecrire(bas.valeur or 0.0)} = {ecrire(round(part, 1))} % ({bas.reference}).",
        "grave" if empruntee else "attention",
        "prouvee",
    )


def deux_endroits(dossier: Dossier) -> Iterator[Constat]:
    """Un même document qui donne deux valeurs pour la même clé ; un constat par profil."""
    paires: dict[tuple[str, str, str, str], list[Profil]] = {}
    for (territoire, indicateur, annee, source), profil in dossier.profils.items():
        document = dossier.documents[source]
        if not source.startswith("insee"):
            paires.setdefault((territoire, indicateur, annee, document), []).append(profil)
    for profils in paires.values():
        for autre in profils[1:]:
            yield from _deux_endroits(dossier, profils[0], autre)


def _deux_endroits(dossier: Dossier, premier: Profil, second: Profil) -> Iterator[Constat]:
    couples = [
        (premier[m], second[m])
        for m in premier
        if m in second and imprimee(premier[m]) is not None and imprimee(second[m]) is not None
    ]
    differents = [
        (a, b)
        for a, b in couples
        if abs((imprimee(a) or 0) - (imprimee(b) or 0)) > max(marge(imprimee(a) or 0), marge(imprimee(b) or 0))
    ]
    if not differents:
        return
    une, autre = differents[0]
    suites = [", ".join(ecrire(imprimee(c[i]) or 0.0) for c in couples) for i in (0, 1)]
    a, b = imprimee(une) or 0.0, imprimee(autre) or 0.0
    yield constater(
        "deux_endroits",
        [m for couple in differents for m in couple],
        f"{une.source}/{autre.source}:{code(a)}/{code(b)}",
        f"{dossier.libelle(une.indicateur)}, {dossier.nom(une.territoire)}, {une.annee} : « {suites[0]} » "
        f"à un endroit, « {suites[1]} » à un autre du même document.",
        f"{_combien_different(len(differents), len(couples))} : {ecrire(b)} − {ecrire(a)} = {ecrire(b - a)}.",
        "grave",
        "prouvee",
    )


def _combien_different(differentes: int, en_tout: int) -> str:
    if en_tout == 1:
        return "La valeur diffère"
    if differentes == 1:
        return f"1 valeur sur {en_tout} diffère"
    return f"{differentes} valeurs sur {en_tout} diffèrent ; la première"


def statuts(dossier: Dossier) -> Iterator[Constat]:
    """Les statuts qui se contredisent : secret levé ailleurs, contestation sans raison ou montrée."""
    for mesures in dossier.par_cle.values():
        secrete = next((m for m in mesures if m.statut == "secret"), None)
        donnee = next((m for m in mesures if m.valeur is not None), None)
        if secrete and donnee:
            yield _statut(
                dossier,
                secrete,
                (secrete, donnee),
                "secrete",
                f"« secret » selon {dossier.titre_source(secrete.source)}, mais « publié » par "
                f"{dossier.titre_source(donnee.source)}.",
                "grave",
            )
        for m in mesures:
            if m.statut == "conteste" and not m.note:
                yield _statut(
                    dossier,
                    m,
                    (m,),
                    m.source,
                    f"le statut est « {m.statut} », la note est « vide » : la raison manque.",
                    "attention",
                )
            if m.statut == "conteste" and m.note.startswith("retenue") and _publiee(mesures):
                yield _statut(
                    dossier,
                    m,
                    (m,),
                    m.source,
                    "la valeur « contestée » est « retenue », alors qu'une autre source en publie une.",
                    "attention",
                )


def _publiee(mesures: Sequence[Mesure]) -> bool:
    return any(m.statut not in (*STATUTS_SANS_VALEUR, "conteste") for m in mesures)


def _statut(dossier: Dossier, m: Mesure, mesures: Sequence[Mesure], valeurs: str, suite: str, gravite: str) -> Constat:
    ou = dossier.ou(m)
    return constater("statut", mesures, valeurs, f"{ou} : {suite}", "Lecture des statuts.", gravite, "prouvee")


def atypiques(dossier: Dossier) -> Iterator[Constat]:
    """Les valeurs de quartier loin des 5e et 95e centiles des quartiers de métropole : à relire."""
    distributions: dict[tuple[str, str, str], Mapping[str, str]] = {
        (d["indicateur"], d["modalite"], d["annee"]): d
        for d in dossier.entrepot.table("distribution_qpv").dictionnaires()
    }
    quartiers = {t.code for t in dossier.entrepot.quartiers()}
    for m in dossier.entrepot.mesures:
        distribution = distributions.get((m.indicateur, m.modalite, m.annee))
        lue = imprimee(m)
        if distribution is None or lue is None or m.territoire not in quartiers:
            continue
        p5, p95 = float(distribution["p5"]), float(distribution["p95"])
        large = ETALEMENT * (p95 - p5)
        if p5 - large <= lue <= p95 + large:
            continue
        yield constater(
            "atypique",
            (m,),
            f"{m.source}:{code(lue)}",
            f"{dossier.ou(m)} : « {ecrire(lue)} », "
            f"quand neuf quartiers prioritaires sur dix sont entre « {ecrire(p5)} » et « {ecrire(p95)} ».",
            f"{distribution['n']} quartiers de métropole ({distribution['source']}).",
            "information",
            "suspecte",
        )
