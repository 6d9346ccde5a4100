"""Les totaux : années et période, piliers, quartiers et ensemble, moyennes de taux."""

from collections.abc import Iterator, Mapping, Sequence

from data.annees import bornes
from data.formats import arrondir, enumeration, pluriel
from data.modele import CreditPublie, Mesure, Territoire
from data.verifications.constat import Constat, Dossier, code, constater, decimales, ecrire, imprimee, pas
from data.verifications.parties import signer_ecart

FACTEUR_SUSPECT = 100
_UNITES = {"montant": " €", "actions": " actions", "part": " %"}


def credits_par_annee(dossier: Dossier) -> Iterator[Constat]:
    """Les totaux imprimés des crédits : années et période, piliers et total, unités, doubles valeurs."""
    series: dict[tuple[str, str, str], list[CreditPublie]] = {}
    for ligne in dossier.entrepot.credits_publies:
        document = dossier.documents[ligne.source]
        series.setdefault((ligne.pilier, ligne.mesure, document), []).append(ligne)
    for lignes in series.values():
        yield from _periode(lignes)
        yield from _unite(lignes)
        yield from _deux_valeurs(lignes)
    yield from _piliers(series)


def _constat_credits(
    controle: str,
    lignes: Sequence[CreditPublie],
    valeurs: str,
    constat: str,
    calcul: str,
    gravite: str,
    certitude: str,
) -> Constat:
    premiere = lignes[0]
    annees = tuple(dict.fromkeys(ligne.annee for ligne in lignes))
    cle = ":".join((controle, f"credits_publies.{premiere.pilier}.{premiere.mesure}", "+".join(annees), valeurs))
    return Constat(cle, controle, (), "", annees, constat, calcul, gravite, certitude, tuple(lignes))


def _periode(lignes: Sequence[CreditPublie]) -> Iterator[Constat]:
    if lignes[0].mesure == "part":
        return
    # La valeur retenue, unités corrigées : l'erreur d'unité est un constat à part.
    annuelles = {ligne.annee: ligne for ligne in lignes if len(ligne.annee) == len("2016") and ligne.valeur is not None}
    for periode in lignes:
        debut, fin = bornes(periode.annee)
        voulues = [str(a) for a in range(debut, fin + 1)]
        if debut == fin or periode.valeur is None or not all(a in annuelles for a in voulues):
            continue
        termes = [annuelles[a].valeur or 0.0 for a in voulues]
        somme, total = sum(termes), periode.valeur
        arrondi = 0.5 * pas(termes) * len(termes) if pas(termes) > 1 else 0.0
        if abs(somme - total) > arrondi:
            unite = _UNITES[periode.mesure]
            reserve = f" Les arrondis expliquent au plus {ecrire(arrondi)}{unite}." if arrondi else ""
            yield _constat_credits(
                "total_periode",
                [periode, *(annuelles[a] for a in voulues)],
                f"{code(somme)}/{code(total)}",
                f"Crédits, {periode.annee} : le total imprimé est « {ecrire(total)}{unite} », "
                f"les années font « {ecrire(somme)}{unite} ».",
                f"{' + '.join(map(ecrire, termes))} = {ecrire(somme)} ; écart {signer_ecart(total - somme)}.{reserve}",
                "grave" if arrondi == 0 else "attention",
                "prouvee",
            )


def _unite(lignes: Sequence[CreditPublie]) -> Iterator[Constat]:
    annuelles = [ligne for ligne in lignes if len(ligne.annee) == len("2016") and imprimee(ligne)]
    for ligne in annuelles:
        autres = sorted(imprimee(autre) or 0.0 for autre in annuelles if autre is not ligne)
        if len(autres) < 2:
            continue
        lue, milieu = imprimee(ligne) or 0.0, autres[len(autres) // 2]
        if lue * FACTEUR_SUSPECT < milieu or lue > milieu * FACTEUR_SUSPECT:
            unite = _UNITES[ligne.mesure]
            yield _constat_credits(
                "ordre_de_grandeur",
                [ligne],
                code(lue),
                f"Crédits, {ligne.annee} : « {ecrire(lue)}{unite} » imprimés, les autres années vont de "
                f"« {ecrire(autres[0])} » à « {ecrire(autres[-1])}{unite} ».",
                f"{ecrire(milieu)} / {ecrire(lue)} = {ecrire(round(milieu / lue))} : l'unité n'est pas la même.",
                "attention",
                "prouvee",
            )


def _deux_valeurs(lignes: Sequence[CreditPublie]) -> Iterator[Constat]:
    par_annee: dict[str, list[CreditPublie]] = {}
    for ligne in lignes:
        par_annee.setdefault(ligne.annee, []).append(ligne)
    for annee, memes in par_annee.items():
        lues = list(dict.fromkeys(v for ligne in memes if (v := imprimee(ligne)) is not None))
        if len(lues) > 1:
            unite = _UNITES[memes[0].mesure]
            yield _constat_credits(
                "deux_endroits",
                memes,
                "/".join(map(code, lues)),
                f"Crédits, {annee} : " + " et ".join(f"« {ecrire(v)}{unite} »" for v in lues) + " pour la même chose.",
                f"{ecrire(lues[-1])} − {ecrire(lues[0])} = {ecrire(lues[-1] - lues[0])}.",
                "grave",
                "prouvee",
            )


def _piliers(series: dict[tuple[str, str, str], list[CreditPublie]]) -> Iterator[Constat]:
    for (pilier, mesure, document), totaux in series.items():
        if pilier != "total" or mesure == "part":
            continue
        for total in totaux:
            parties = [
                ligne
                for p in ("cohesion_sociale", "hors_cohesion_sociale")
                for ligne in series.get((p, mesure, document), ())
                if ligne.annee == total.annee and ligne.valeur is not None
            ]
            if len(parties) == 2 and total.valeur is not None:
                somme = sum(p.valeur or 0.0 for p in parties)
                if somme != total.valeur:
                    yield _constat_credits(
                        "somme",
                        [total, *parties],
                        f"{code(somme)}/{code(total.valeur)}",
                        f"Crédits, {total.annee} : les piliers font « {ecrire(somme)} », le total est "
                        f"« {ecrire(total.valeur)} ».",
                        f"{' + '.join(ecrire(p.valeur or 0.0) for p in parties)} = {ecrire(somme)}.",
                        "grave",
                        "prouvee",
                    )


def quartiers(dossier: Dossier) -> Iterator[Constat]:
    """L'ensemble des quartiers d'une commune contre ses quartiers : sommes d'effectifs, moyennes de taux."""
    entrepot = dossier.entrepot
    ensembles = {t.code: _membres(dossier, t) for t in entrepot.territoires.values() if t.type == "ensemble_qpv"}
    incomplets: dict[tuple, list[tuple[Mesure, dict[str, Mesure]]]] = {}
    for (territoire, indicateur, _, _), profil in dossier.profils.items():
        membres, fiche = ensembles.get(territoire, ()), entrepot.indicateurs.get(indicateur)
        if len(membres) < 2 or fiche is None:
            continue
        for mesure in profil.values():
            if imprimee(mesure) is None:
                continue
            connues = _connues(dossier, mesure, membres)
            manquants = tuple(t.code for t in membres if t.code not in connues)
            if fiche.unite == "%":
                yield from _moyenne(dossier, mesure, membres, connues, manquants)
            elif fiche.sommable and manquants and _somme_de(connues) == imprimee(mesure):
                cle = (territoire, indicateur, mesure.modalite, mesure.source, manquants)
                incomplets.setdefault(cle, []).append((mesure, connues))
            elif fiche.sommable and connues:
                yield from _quartiers(dossier, mesure, connues, manquants)
    for (*_, manquants), groupe in incomplets.items():
        yield _perimetre(dossier, groupe, manquants)


def _membres(dossier: Dossier, ensemble: Territoire) -> tuple[Territoire, ...]:
    tous = dossier.entrepot.quartiers(ensemble.geographie)
    return tuple(t for t in tous if t.parent == ensemble.parent)


def _somme_de(connues: Mapping[str, Mesure]) -> float:
    return round(sum(m.valeur or 0.0 for m in connues.values()), 6)


def _connues(dossier: Dossier, mesure: Mesure, membres: Sequence[Territoire]) -> dict[str, Mesure]:
    lues = {t.code: dossier.entrepot.mesure(t.code, mesure.indicateur, mesure.annee, mesure.modalite) for t in membres}
    return {c: m for c, m in lues.items() if m is not None and m.valeur is not None}


def _quartiers(
    dossier: Dossier, mesure: Mesure, connues: Mapping[str, Mesure], manquants: Sequence[str]
) -> Iterator[Constat]:
    total, somme = imprimee(mesure) or 0.0, _somme_de(connues)
    ou = dossier.ou(mesure)
    lignes, lieux = (mesure, *connues.values()), (mesure.territoire, *manquants)
    if (not manquants and somme != total) or somme > total:
        termes = " + ".join(ecrire(m.valeur or 0.0) for m in connues.values())
        yield constater(
            "total_quartiers",
            lignes,
            f"{mesure.source}:{code(total)}/{code(somme)}",
            f"{ou} : le total imprimé est « {ecrire(total)} », les quartiers font « {ecrire(somme)} ».",
            f"{termes} = {ecrire(somme)} ; écart {signer_ecart(total - somme)}.",
            "grave",
            "prouvee",
            lieux,
        )
    elif len(manquants) == 1:
        yield from _secret(dossier, mesure, manquants[0], ou, lignes, lieux)


def _perimetre(
    dossier: Dossier, groupe: Sequence[tuple[Mesure, Mapping[str, Mesure]]], manquants: tuple[str, ...]
) -> Constat:
    """Un total qui est exactement la somme des quartiers connus : les autres n'y sont pas."""
    premiere, connues = groupe[0]
    totaux = [ecrire(imprimee(m) or 0.0) for m, _ in groupe]
    annees = enumeration([m.annee for m, _ in groupe])
    sommes = [
        f"{' + '.join(ecrire(m.valeur or 0.0) for m in c.values())} = {total}"
        for (_, c), total in zip(groupe, totaux, strict=True)
    ]
    return constater(
        "perimetre",
        [ligne for m, c in groupe for ligne in (m, *c.values())],
        f"{premiere.source}:{'/'.join(code(imprimee(m) or 0.0) for m, _ in groupe)}",
        f"{dossier.libelle(premiere.indicateur, premiere.modalite)}, {annees} : "
        f"« {', '.join(totaux)} » pour « {dossier.nom(premiere.territoire)} », "
        f"sans {dossier.noms(manquants)}.",
        f"{' ; '.join(sommes)} : "
        f"{len(connues)} {pluriel(len(connues), 'quartier')} sur {len(connues) + len(manquants)}.",
        "grave",
        "prouvee",
        (premiere.territoire, *manquants),
    )


def _secret(
    dossier: Dossier, mesure: Mesure, manquant: str, ou: str, lignes: Sequence[Mesure], lieux: tuple[str, ...]
) -> Iterator[Constat]:
    cachee = dossier.entrepot.mesure(manquant, mesure.indicateur, mesure.annee, mesure.modalite)
    if cachee is not None and cachee.statut == "secret":
        yield constater(
            "secret",
            lignes,
            mesure.source,
            f"{ou} : {dossier.nom(manquant)} est « secret », mais le total et les autres quartiers sont « publiés ».",
            "Le total moins les quartiers publiés rend la valeur que le secret protège.",
            "grave",
            "prouvee",
            lieux,
        )


def _moyenne(
    dossier: Dossier,
    mesure: Mesure,
    membres: Sequence[Territoire],
    connues: Mapping[str, Mesure],
    manquants: Sequence[str],
) -> Iterator[Constat]:
    lue = imprimee(mesure) or 0.0
    if len(manquants) > 1 or len(connues) < 2:
        return
    termes = [m.valeur or 0.0 for m in connues.values()]
    chiffres = decimales(lue)
    # Un quartier absent est compté pour zéro : la somme des autres, divisée par tous.
    if float(arrondir(sum(termes) / len(membres), chiffres)) != lue:
        return
    juste = float(arrondir(sum(termes) / len(connues), chiffres))
    yield constater(
        "moyenne_de_taux",
        (mesure, *connues.values()),
        f"{mesure.source}:{code(lue)}",
        f"{dossier.ou(mesure)} : "
        f"« {ecrire(lue)} % » est la moyenne simple de « {' ; '.join(map(ecrire, termes))} »"
        + (f", {dossier.noms(manquants)} comptant pour zéro." if manquants else "."),
        f"({' + '.join([*map(ecrire, termes), *('0' for _ in manquants)])}) / {len(membres)} = {ecrire(lue)}"
        + (f" ; sans le zéro, {ecrire(juste)}." if manquants else " ; des taux ne se moyennent pas."),
        "grave",
        "prouvee",
        (mesure.territoire, *manquants),
    )
