"""Les colonnes recopiées : la même suite de nombres pour deux territoires, deux années ou deux rôles."""

from collections.abc import Iterator, Sequence

from data.annees import cle_annee
from data.calculs import serie
from data.formats import enumeration
from data.modele import Mesure
from data.verifications.constat import Constat, Dossier, constater, ecrire, imprimee

MODALITES_MINIMUM = 3
MODALITES_SURES = 5  # cinq nombres identiques ne sont pas un hasard ; trois peuvent l'être
ANNEES_MINIMUM = 4


def profils_copies(dossier: Dossier) -> Iterator[Constat]:
    """Les profils (toutes les modalités d'un indicateur) identiques entre territoires ou entre années.

    Deux sources qui répètent le même profil du même territoire et de la même année ne sont pas une copie.
    """
    vus: dict[tuple, list[tuple[str, str, list[Mesure]]]] = {}
    for (territoire, indicateur, annee, _), profil in dossier.profils.items():
        mesures = [profil[m] for m in sorted(profil) if imprimee(profil[m]) is not None]
        valeurs = tuple((m.modalite, imprimee(m)) for m in mesures)
        if len({v for _, v in valeurs}) >= MODALITES_MINIMUM:
            vus.setdefault((indicateur, valeurs), []).append((territoire, annee, mesures))
    for groupe in vus.values():
        if len({(territoire, annee) for territoire, annee, _ in groupe}) > 1:
            yield _copie(dossier, groupe)


def _copie(dossier: Dossier, groupe: Sequence[tuple[str, str, list[Mesure]]]) -> Constat:
    mesures = [m for _, _, lignes in groupe for m in lignes]
    lieux = tuple(dict.fromkeys(t for t, _, _ in groupe))
    annees = sorted({a for _, a, _ in groupe}, key=lambda a: (cle_annee(a), a))
    types = {fiche.type for t in lieux if (fiche := dossier.entrepot.territoires.get(t))}
    decalee = len(types) > 1 or len(annees) > 1
    premiere = groupe[0][2]
    suite = ", ".join(ecrire(imprimee(m) or 0.0) for m in premiere)
    quoi = dossier.libelle(mesures[0].indicateur)
    ou = enumeration([f"{dossier.nom(t)} ({a})" for t, a in dict.fromkeys((t, a) for t, a, _ in groupe)])
    return constater(
        "colonne_decalee" if decalee else "profil_copie",
        mesures,
        "/".join(f"{imprimee(m):g}" for m in premiere),
        f"{quoi} : « {suite} » pour {ou}.",
        f"{len(premiere)} nombres identiques, dans le même ordre, pour {len(lieux)} territoires "
        f"et {len(annees)} {'année' if len(annees) == 1 else 'années'}.",
        "grave" if len(premiere) >= MODALITES_SURES else "attention",
        "prouvee" if len(premiere) >= MODALITES_SURES else "suspecte",
        lieux,
    )


def series_copiees(dossier: Dossier) -> Iterator[Constat]:
    """Les suites d'années identiques (au moins quatre, non constantes) pour deux territoires."""
    suites: dict[tuple[str, str, str, str], list[Mesure]] = {}
    for m in dossier.entrepot.mesures:
        if imprimee(m) is not None and m.statut != "calcule":
            suites.setdefault((m.territoire, m.indicateur, m.modalite, serie(m.source)), []).append(m)
    vues: dict[tuple, list[list[Mesure]]] = {}
    for (_, indicateur, modalite, _), suite in suites.items():
        suite.sort(key=lambda m: cle_annee(m.annee))
        valeurs = tuple((m.annee, imprimee(m)) for m in suite)
        if len({v for _, v in valeurs}) >= ANNEES_MINIMUM:
            vues.setdefault((indicateur, modalite, valeurs), []).append(suite)
    for groupe in vues.values():
        lieux = tuple(dict.fromkeys(suite[0].territoire for suite in groupe))
        if len(lieux) > 1:
            premiere = groupe[0]
            nombres = ", ".join(ecrire(imprimee(m) or 0.0) for m in premiere)
            yield constater(
                "profil_copie",
                [m for suite in groupe for m in suite],
                "/".join(f"{imprimee(m):g}" for m in premiere),
                f"{dossier.libelle(premiere[0].indicateur, premiere[0].modalite)}, de {premiere[0].annee} à "
                f"{premiere[-1].annee} : « {nombres} » pour {dossier.noms(lieux)}.",
                f"{len(premiere)} années identiques pour {len(lieux)} territoires.",
                "grave",
                "prouvee" if len(premiere) >= MODALITES_SURES else "suspecte",
                lieux,
            )
