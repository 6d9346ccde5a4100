"""Les crédits dans le temps : par pilier, entre les quartiers, entre actions nouvelles et reconduites."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from data.blocs import construire, valeur_de_ligne
from data.credits import ENSEMBLE, TOTAL
from data.credits_cube import SANS_NATURE, Cumul
from data.entrepot import Entrepot
from data.formats import ecart_points, enumeration, pluriel, valeur_unite
from data.modele import Bloc, Ligne
from data.montage import decimales_justes
from data.phrases import majuscule
from data.vues.credits_base import (
    FICTIF,
    MESURES,
    NATURES,
    Choix,
    en_demonstration,
    ligne,
    nom_du_quartier,
    periode,
    piliers_des_actions,
    populations,
    regrouper,
    reserves,
    valeur_du_cumul,
)
from data.vues.credits_nomenclature import (
    annees_absentes,
    annees_du_pilier,
    dire_absente,
    reserves_du_temps,
    rogner,
    ruptures,
    tranches,
)
from data.vues.credits_phrases import phrase_a_part

NATURE_INCONNUE = "cette année-là, le fichier ne dit la nature d'aucune action"
MESURES_DES_ANNEES = ("montant", "actions", "part")


def bloc_par_annee(entrepot: Entrepot, choix: Choix, quartier: str = "") -> Bloc | None:
    """Une courbe par pilier, année par année ; quartier : la part qui lui revient, vide pour l'ensemble.

    « part » est ici celle du pilier dans l'année : les piliers d'une année font 100 %.
    """
    if not entrepot.actions:
        return None
    choix = rogner(entrepot, choix)
    selection = choix.selection(quartier, tous_piliers=True)
    cumuls = regrouper(entrepot, choix.regle if quartier else "", selection, ("annee", "pilier"))
    sommes = _sommes_des_annees(cumuls)
    noms = piliers_des_actions(entrepot, courts=True)
    if choix.pilier != TOTAL:
        noms = {c: n for c, n in noms.items() if c == choix.pilier}
    lignes = [
        ligne(
            entrepot,
            choix,
            valeur_du_cumul(cumuls.get((annee, p), Cumul()), choix.mesure, sommes.get(annee, 0)),
            cle=p,
            serie=nom,
            categorie=str(annee),
            annee=str(annee),
            territoire=quartier or ENSEMBLE,
            modalite=p,
            sans_objet=choix.mesure == "part",
            reparti=bool(quartier),
        )
        for p, nom in noms.items()
        if p != TOTAL
        for annee in annees_du_pilier(entrepot, choix, p)
    ]
    ou = f" : {nom_du_quartier(entrepot, quartier)}" if quartier else ""
    bloc = construire(
        f"credits-annees-{quartier or 'ensemble'}-{choix.pilier}-{choix.mesure}".lower(),
        f"{_intitule(choix)} par pilier et par an{ou}, {periode(choix)}",
        "courbe",
        lignes,
        _phrase(entrepot, lignes, lambda connues: _par_tranche(entrepot, choix, connues)),
        entrepot.sources,
        reserves=(
            *reserves(entrepot, choix, reparti=bool(quartier), par_quartier=False),
            *(("La part est celle du pilier dans le montant de l'année.",) if choix.mesure == "part" else ()),
            *reserves_du_temps(entrepot, choix),
        ),
        ruptures=ruptures(entrepot, choix),
    )
    return _avec_les_trous(entrepot, choix, bloc)


def bloc_reequilibrage(entrepot: Entrepot, choix: Choix, accent: str = "") -> Bloc | None:
    """La part de chacun des cinq quartiers dans les crédits de l'année, une courbe par quartier.

    Ce qui n'est dans aucun des cinq compte dans l'année, n'a pas de courbe, et la phrase dit son montant.
    """
    if not entrepot.actions:
        return None
    choix = rogner(entrepot, replace(choix, mesure="part"))
    cumuls = regrouper(entrepot, choix.regle, choix.selection(), ("annee", "quartier"))
    sommes = _sommes_des_annees(cumuls)
    lignes = [
        ligne(
            entrepot,
            choix,
            valeur_du_cumul(cumuls.get((annee, q), Cumul()), "part", sommes.get(annee, 0)),
            cle=q,
            serie=_nom_court(entrepot, q),
            categorie=str(annee),
            annee=str(annee),
            territoire=q,
            modalite=choix.pilier,
            sans_objet=True,
        )
        for q in populations(entrepot)
        for annee in annees_du_pilier(entrepot, choix, choix.pilier)
    ]
    a_part = phrase_a_part(entrepot, replace(choix, mesure="montant"))
    pilier = piliers_des_actions(entrepot).get(choix.pilier, choix.pilier)
    bloc = construire(
        f"credits-equilibre-{choix.pilier}",
        f"Part de chaque quartier dans les crédits de l'année : {pilier}, {periode(choix)}",
        "courbe",
        lignes,
        " ".join(
            filter(
                None, (_phrase(entrepot, lignes, lambda lues: _ecart_entre_quartiers(entrepot, choix, lues)), a_part)
            )
        ),
        entrepot.sources,
        reserves=(
            *reserves(entrepot, choix),
            *(("Ce qui est à part compte dans le montant de l'année, sans avoir de courbe.",) if a_part else ()),
            *reserves_du_temps(entrepot, choix),
        ),
        accents=(accent,) if accent else (),
        ruptures=ruptures(entrepot, choix),
    )
    return _avec_les_trous(entrepot, choix, bloc)


def bloc_natures(entrepot: Entrepot, choix: Choix) -> Bloc | None:
    """Les actions nouvelles et les reconductions de chaque année ; une action sans nature le dit."""
    if not entrepot.actions:
        return None
    choix = rogner(entrepot, choix)
    choix = replace(choix, nature="", mesure=choix.mesure if choix.mesure in MESURES_DES_ANNEES else "montant")
    cumuls = regrouper(entrepot, "", choix.selection(), ("annee", "nature"))
    sommes = _sommes_des_annees(cumuls)
    presentes = [n for n in NATURES if any(nature == n for _, nature in cumuls)]
    # Une année où le fichier ne dit aucune nature n'a pas zéro reconduction : on ne sait pas.
    sans_nature = {a for a, _ in cumuls if {n for annee, n in cumuls if annee == a} == {SANS_NATURE}}
    lignes = [
        ligne(
            entrepot,
            choix,
            valeur_du_cumul(cumuls.get((annee, nature), Cumul()), choix.mesure, sommes.get(annee, 0)),
            cle=nature,
            serie=NATURES[nature],
            categorie=str(annee),
            annee=str(annee),
            modalite=nature,
            sans_objet=choix.mesure == "part",
            reparti=False,
        )
        for nature in presentes
        for annee in annees_du_pilier(entrepot, choix, choix.pilier)
    ]
    inconnues = {(n, str(a)) for a in sans_nature for n in NATURES if n != SANS_NATURE}
    lignes = [_nature_inconnue(x) if (x.cle, x.categorie) in inconnues else x for x in lignes]
    muettes = sum(c.actions for (_, nature), c in cumuls.items() if nature == SANS_NATURE)
    dites = list(reserves(entrepot, choix, reparti=False, par_quartier=False))
    if muettes:
        dites.append(
            f"Pour {muettes} {pluriel(muettes, 'action')}, le fichier ne dit pas si elle est nouvelle ou reconduite."
        )
    dites += [dire_absente(a) for a in (annees_absentes(entrepot, choix),) if a]
    bloc = construire(
        f"credits-natures-{choix.pilier}-{choix.mesure}",
        f"{_intitule(choix)} : actions nouvelles et reconductions, {periode(choix)}",
        "courbe",
        lignes,
        _phrase(entrepot, lignes, _premiere_et_derniere),
        entrepot.sources,
        reserves=dites,
    )
    return _avec_les_trous(entrepot, choix, bloc)


def _nature_inconnue(ligne: Ligne) -> Ligne:
    return replace(ligne, mesure=replace(ligne.mesure, valeur=None, statut="non_disponible", note=NATURE_INCONNUE))


def _avec_les_trous(entrepot: Entrepot, choix: Choix, bloc: Bloc) -> Bloc:
    """La courbe coupée là où une année manque au fichier : la ligne ne passe pas d'un bord à l'autre.

    Une année absente n'est ajoutée qu'aux séries qui ont un point avant elle.
    """
    trous = []
    for annee in annees_absentes(entrepot, choix):
        for cle in dict.fromkeys(x.cle for x in bloc.lignes if x.categorie < str(annee)):
            modele = next(x for x in bloc.lignes if x.cle == cle)
            vide = replace(
                modele.mesure, annee=str(annee), valeur=None, statut="non_disponible", note=dire_absente((annee,))
            )
            trous.append(replace(modele, categorie=str(annee), mesure=vide))
    if not trous:
        return bloc
    ordre = list(dict.fromkeys(x.cle for x in bloc.lignes))
    lignes = sorted((*bloc.lignes, *trous), key=lambda x: (ordre.index(x.cle), x.categorie))
    return replace(bloc, lignes=tuple(lignes))


def _sommes_des_annees(cumuls: Mapping[tuple, Cumul]) -> dict[int, int]:
    """Le montant de chaque année, toutes rubriques réunies, en centimes."""
    sommes: dict[int, int] = {}
    for (annee, _), cumul in cumuls.items():
        sommes[annee] = sommes.get(annee, 0) + cumul.montant
    return sommes


def _intitule(choix: Choix) -> str:
    return "Part du montant" if choix.mesure == "part" else MESURES[choix.mesure][0]


def _nom_court(entrepot: Entrepot, code: str) -> str:
    quartier = entrepot.territoires.get(code)
    return quartier.nom_court if quartier else nom_du_quartier(entrepot, code)


def _phrase(entrepot: Entrepot, lignes: Sequence[Ligne], dire: Callable[[Sequence[Ligne]], str]) -> str:
    if en_demonstration(entrepot):
        return FICTIF
    connues = [x for x in lignes if x.mesure.valeur is not None]
    return dire(connues) if connues else "Aucune valeur sur cette période."


def _par_tranche(entrepot: Entrepot, choix: Choix, connues: Sequence[Ligne]) -> str:
    """Chaque nomenclature dite à part : d'une à l'autre les piliers changent, aucune valeur ne s'y suit."""
    groupes = tranches(entrepot, choix)
    if len(groupes) < 2:
        return _premiere_et_derniere(connues)
    dites = [_changement(ruptures(entrepot, choix))]
    for annees in groupes:
        siennes = [x for x in connues if int(x.categorie) in annees]
        if siennes:
            quand_ = f"De {annees[0]} à {annees[-1]}" if len(annees) > 1 else f"En {annees[0]}"
            dites.append(f"{quand_}, {_le_plus_gros(siennes)}")
    return " ".join(dites)


def _le_plus_gros(lignes: Sequence[Ligne]) -> str:
    """« le premier pilier est Emploi (20 000 € en 2022). » : la dernière année, sans la comparer à une autre."""
    derniere = max(x.categorie for x in lignes)
    haut = max((x for x in lignes if x.categorie == derniere), key=lambda x: x.mesure.valeur)
    quand_ = f" en {derniere}" if len({x.categorie for x in lignes}) > 1 else ""
    return f"le premier pilier est {haut.serie} ({valeur_de_ligne(haut)}{quand_})."


def _premiere_et_derniere(connues: Sequence[Ligne]) -> str:
    """« Emploi : 12 000 € en 2016 et 15 000 € en 2022 ; … » : les valeurs des deux bouts, sans en tirer d'évolution."""
    dites = []
    for serie in dict.fromkeys(x.serie for x in connues):
        siennes = sorted((x for x in connues if x.serie == serie), key=lambda x: x.categorie)
        bouts = dict.fromkeys((siennes[0], siennes[-1]))
        dites.append(f"{serie} : {' et '.join(f'{valeur_de_ligne(x)} en {x.categorie}' for x in bouts)}")
    return f"{' ; '.join(dites)}."


def _ecart_entre_quartiers(entrepot: Entrepot, choix: Choix, connues: Sequence[Ligne]) -> str:
    """L'écart entre la plus forte et la plus faible part, la première et la dernière année.

    De part et d'autre d'un changement de piliers, la dernière année de chaque nomenclature, sans les comparer.
    """
    coupes = ruptures(entrepot, choix)
    annees = dict.fromkeys((min(x.categorie for x in connues), max(x.categorie for x in connues)))
    if coupes:
        annees = dict.fromkeys(str(groupe[-1]) for groupe in tranches(entrepot, choix))
    dites = []
    for annee in annees:
        parts = [x for x in connues if x.categorie == annee]
        if len(parts) > 1:
            haut, bas = max(parts, key=lambda x: x.mesure.valeur), min(parts, key=lambda x: x.mesure.valeur)
            # L'écart dit doit être celui des deux nombres écrits.
            decimales = decimales_justes(bas.mesure.valeur, haut.mesure.valeur, bas.decimales)
            ecart = ecart_points(haut.mesure.valeur - bas.mesure.valeur, decimales).lstrip("+")
            textes = [f"{valeur_unite(x.mesure.valeur, x.unite, decimales)} ({x.serie})" for x in (bas, haut)]
            dites.append(f"en {annee}, de {textes[0]} à {textes[1]}, soit {ecart} d'écart")
    dite = majuscule(f"{' ; '.join(dites)}.") if dites else "Un seul quartier a des crédits."
    return f"{_changement(coupes)} {dite}" if coupes else dite


def _changement(coupes: Sequence[str]) -> str:
    return f"Les piliers changent en {enumeration(list(coupes))} : les années d'avant et d'après ne se comparent pas."
