"""Un tout et ses parties : parts qui font 100, effectifs qui font le total, quantiles dans l'ordre."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from data.formats import enumeration
from data.modele import Mesure
from data.verifications.constat import (
    Constat,
    Dossier,
    Profil,
    code,
    constater,
    ecrire,
    imprimee,
    marge,
    pas,
)

# Ce qui, ensemble, fait 100 % (les impôts sont écrits en négatif).
CENT: dict[str, tuple[str, ...]] = {
    "age": ("0-14", "15-24", "25-59", "60-74", "75+"),
    "part_demandeurs_emploi_age": ("moins_26_ans", "26_50_ans", "plus_50_ans"),
    "composition_revenus": ("activite", "pensions", "patrimoine", "prestations", "impots"),
}
# Des parts qui ne se recouvrent pas, sans tout épuiser : leur somme reste sous 100.
CENT_AU_PLUS: dict[str, tuple[str, ...]] = {
    "menages": ("personne_seule", "couple_sans_enfant", "couple_avec_enfants", "famille_monoparentale"),
}
_SEXES = ("", ("femmes", "hommes"))
# Les parties qui épuisent un effectif : (le tout, ses parties).
EPUISENT: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "demandeurs_emploi": (
        _SEXES,
        ("", ("moins_26_ans", "26_49_ans", "50_ans_et_plus")),
        ("", ("moins_6_mois", "6_mois_a_1_an", "1_a_2_ans", "2_ans_et_plus")),
        ("rsa", ("rsa_femmes", "rsa_hommes")),
        *(
            (groupe, (f"{groupe}_femmes", f"{groupe}_hommes"))
            for groupe in (
                "moins_6_mois",
                "6_mois_a_1_an",
                "1_a_2_ans",
                "2_ans_et_plus",
                "niveau_inferieur_cap_bep",
                "niveau_cap_bep",
                "niveau_bac",
                "niveau_superieur_bac",
            )
        ),
    ),
    "demandeurs_emploi_a": (_SEXES,),
    "demandeurs_emploi_abcde": (_SEXES,),
    "allocataires_caf": (
        ("", ("personne_seule", "couple_sans_enfant", "couple_avec_enfants", "famille_monoparentale")),
    ),
    "enfants_couverts_caf": (("", ("moins_3_ans", "3_5_ans", "6_10_ans", "11_14_ans", "15_17_ans", "18_24_ans")),),
}
QUANTILES: dict[str, str] = {"revenu_disponible": "revenu_median", "revenu_declare": "revenu_declare_median"}
_ORDRE = ("d1", "d2", "q1", "d3", "d4", "mediane", "d6", "d7", "q3", "d8", "d9")


def parts(dossier: Dossier) -> Iterator[Constat]:
    """Les parts d'un même tout qui ne font pas 100, aux arrondis près (ou le dépassent)."""
    for indicateur, modalites in (*CENT.items(), *CENT_AU_PLUS.items()):
        exacte = indicateur in CENT
        for profil in dossier.par_indicateur.get(indicateur, ()):
            # Une médiane de parts, quartier par quartier, n'a pas à faire 100 (statut « calcule »).
            lues = [m for c in modalites if (m := profil.get(c)) and m.statut != "calcule"]
            lues = [m for m in lues if imprimee(m) is not None]
            if len(lues) < (len(modalites) if exacte else 2):
                continue
            valeurs = [imprimee(m) or 0.0 for m in lues]
            total, possible = round(sum(valeurs), 6), sum(map(marge, valeurs))
            if total - 100 > possible or (exacte and 100 - total > possible):
                yield _parts(dossier, lues, valeurs, total, possible)


def _parts(
    dossier: Dossier, mesures: Sequence[Mesure], valeurs: Sequence[float], total: float, possible: float
) -> Constat:
    premiere = mesures[0]
    quoi = dossier.libelle(premiere.indicateur)
    return constater(
        "parts",
        mesures,
        f"{premiere.source}:{code(total)}",
        f"{quoi}, {dossier.nom(premiere.territoire)}, {premiere.annee} : les parts "
        f"{enumeration([f'« {ecrire(v)} »' for v in valeurs])} font « {ecrire(total)} », pas « 100 ».",
        f"{' + '.join(ecrire(v) for v in valeurs)} = {ecrire(total)} ; les arrondis expliquent au plus "
        f"{ecrire(round(possible, 3))}.",
        "grave" if abs(total - 100) >= 2 * possible else "attention",
        "prouvee",
    )


def sommes(dossier: Dossier) -> Iterator[Constat]:
    """Les parties d'un effectif dont la somme n'est pas le total, et les secrets qu'on en tirerait."""
    for indicateur, groupes in EPUISENT.items():
        for profil in dossier.par_indicateur.get(indicateur, ()):
            for tout, modalites in groupes:
                if tout in profil and all(m in profil for m in modalites):
                    yield from _somme(dossier, profil[tout], [profil[m] for m in modalites])


def _somme(dossier: Dossier, tout: Mesure, parties: Sequence[Mesure]) -> Iterator[Constat]:
    total, valeurs = imprimee(tout), [imprimee(m) for m in parties]
    if total is None or tout.statut == "calcule":
        return
    connues = [v for v in valeurs if v is not None]
    if len(connues) < len(valeurs) - 1 or (len(connues) == len(valeurs) and sum(connues) == total):
        return
    ou = dossier.ou(tout)
    modalites = "+".join(m.modalite for m in parties)
    if len(connues) == len(valeurs):
        somme, finesse = round(sum(connues), 6), pas([total, *connues])
        # Des effectifs à l'unité ne sont pas arrondis : leur somme est exacte.
        if abs(somme - total) > (0.5 * finesse * (len(valeurs) + 1) if finesse > 1 else 0):
            yield constater(
                "somme",
                (tout, *parties),
                f"{tout.source}:{modalites}:{code(somme)}/{code(total)}",
                f"{ou} : les parties font « {ecrire(somme)} », le total imprimé est « {ecrire(total)} ».",
                f"{' + '.join(map(ecrire, connues))} = {ecrire(somme)} ; écart {signer_ecart(somme - total)}.",
                "grave",
                "prouvee",
            )
    elif (cachee := next(m for m in parties if imprimee(m) is None)).statut == "secret":
        yield constater(
            "secret",
            (cachee, tout),
            f"{tout.source}:{modalites}",
            f"{ou} : la valeur « {cachee.modalite} » est dite « secrète », mais le total et les autres "
            "parties sont « publiés ».",
            "Le total moins les autres parties rend la valeur que le secret protège.",
            "grave",
            "prouvee",
        )


def signer_ecart(ecart: float) -> str:
    """« + 3 » ou « − 3 »."""
    return f"{'−' if ecart < 0 else '+'} {ecrire(abs(ecart))}"


def parties(dossier: Dossier) -> Iterator[Constat]:
    """Les modalités d'un effectif plus grandes que l'ensemble, et les territoires plus grands que le leur."""
    sommables = [i for i in dossier.entrepot.indicateurs.values() if i.sommable]
    for fiche in sommables:
        for profil in dossier.par_indicateur.get(fiche.code, ()):
            ensemble = profil.get("")
            total = imprimee(ensemble) if ensemble else None
            if ensemble is None or total is None:
                continue
            for modalite, mesure in profil.items():
                valeur = imprimee(mesure)
                if modalite and valeur is not None and valeur > total:
                    yield _depasse(dossier, mesure, ensemble)
            yield from _contenant(dossier, ensemble)


def _contenant(dossier: Dossier, mesure: Mesure) -> Iterator[Constat]:
    fiche = dossier.entrepot.territoires.get(mesure.territoire)
    parent = fiche.parent if fiche else ""
    valeur = imprimee(mesure)
    for englobante in dossier.par_cle.get((parent, mesure.indicateur, mesure.modalite, mesure.annee), ()):
        tout = imprimee(englobante)
        if valeur is not None and tout is not None and valeur > tout:
            yield _depasse(dossier, mesure, englobante)


def _depasse(dossier: Dossier, partie: Mesure, tout: Mesure) -> Constat:
    petit, grand = imprimee(partie) or 0.0, imprimee(tout) or 0.0
    return constater(
        "partie",
        (partie, tout),
        f"{partie.source}:{code(petit)}/{code(grand)}",
        f"{dossier.libelle(partie.indicateur, partie.modalite)}, {dossier.nom(partie.territoire)}, "
        f"{partie.annee} : « {ecrire(petit)} », plus que « {ecrire(grand)} » "
        f"({dossier.libelle(tout.indicateur, tout.modalite)}, {dossier.nom(tout.territoire)}).",
        f"{ecrire(petit)} − {ecrire(grand)} = {ecrire(petit - grand)}.",
        "grave",
        "prouvee",
    )


def quantiles(dossier: Dossier) -> Iterator[Constat]:
    """Les déciles et quartiles qui ne vont pas en croissant : d1, d2, q1, d3, d4, médiane, d6…"""
    for indicateur, mediane in QUANTILES.items():
        for profil in dossier.par_indicateur.get(indicateur, ()):
            yield from _quantiles(dossier, profil, mediane)


def _quantiles(dossier: Dossier, profil: Profil, mediane: str) -> Iterator[Constat]:
    une = next(iter(profil.values()))
    if une.statut == "calcule":
        return  # médianes de quartiers, prises une par une
    centrale = dossier.profils.get((une.territoire, mediane, une.annee, une.source), {}).get("")
    rangs = {**profil, **({"mediane": centrale} if centrale else {})}
    suite = [rangs[m] for m in _ORDRE if m in rangs and imprimee(rangs[m]) is not None]
    for bas, haut in pairwise(suite):
        petit, grand = imprimee(bas) or 0.0, imprimee(haut) or 0.0
        if petit > grand:
            yield constater(
                "quantiles",
                (bas, haut),
                f"{une.source}:{code(petit)}/{code(grand)}",
                f"{dossier.ou(bas)} : « {ecrire(petit)} », au-dessus de « {ecrire(grand)} » "
                f"({dossier.libelle(haut.indicateur, haut.modalite)}).",
                f"{ecrire(petit)} − {ecrire(grand)} = {ecrire(petit - grand)} : un quantile ne peut pas "
                "dépasser le suivant.",
                "grave",
                "prouvee",
            )
