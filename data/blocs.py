"""Construire un bloc, et ce que tous ses rendus partagent : sa table, sa ligne de source, son texte.

L'écran, la diapositive, la fiche et le tableur lisent le même `Tableau` et la même ligne de
source : aucun ne peut oublier un statut, une année ou une source.
"""

import re
from collections.abc import Iterable, Sequence

from data.annees import cle_annee
from data.formats import (
    INSECABLE,
    LIBELLES_STATUTS,
    STATUTS_ACCORDES,
    annee_lisible,
    enumeration,
    nombre,
    pluriel,
    unite_en_toutes_lettres,
    valeur_ou_statut,
)
from data.modele import Bloc, Cellule, Genre, Ligne, Mesure, Source, Tableau

PLANCHER, NOTE_DE_PLANCHER = "plus de ", "Imprimé « plus de "
LIGNES_DITES = 14  # au-delà, la description d'un graphique lasse plus qu'elle n'aide


# Les genres qui se tracent ; les autres se lisent en table, en carte, en grand chiffre ou en texte.
GRAPHIQUES = ("barres", "courbe", "points", "quadrant", "pyramide", "rangs", "nuage", "flux")
ENTETES = ("Territoire ou série", "Rubrique", "Valeur", "Unité", "Année", "Statut", "Source", "Référence", "Note")


def construire(
    identifiant: str,
    titre: str,
    genre: Genre,
    lignes: Iterable[Ligne],
    phrase: str,
    sources: dict[str, Source] | None = None,
    reserves: Sequence[str] = (),
    accents: Sequence[str] = (),
    definition: str = "",
    precisions: Sequence[str] = (),
    preuves: Sequence[tuple[str, str]] = (),
    ruptures: Sequence[str] = (),
) -> Bloc:
    """Un bloc complet : les sources, les réserves des valeurs fragiles et le texte sont déduits des lignes.

    sources : code -> Source ; une source inconnue est ignorée (elle est déjà une faute de la table).
    """
    lignes = tuple(lignes)
    connues = sources or {}
    codes = dict.fromkeys(ligne.mesure.source for ligne in lignes)
    return Bloc(
        identifiant=identifiant,
        titre=titre,
        genre=genre,
        lignes=lignes,
        phrase=phrase,
        reserves=(*reserves, *_reserves_des_statuts(lignes)),
        sources=tuple(connues[code] for code in codes if code in connues),
        alternative=_alternative(titre, lignes),
        accents=tuple(accents),
        definition=definition,
        precisions=tuple(p for p in precisions if p),
        preuves=tuple(preuves),
        ruptures=tuple(ruptures),
    )


def nom_de_ligne(ligne: Ligne) -> str:
    """« Grazailles, 0-14 ans » : la série et la rubrique sans se répéter."""
    return ", ".join(dict.fromkeys(m for m in (ligne.serie, ligne.categorie) if m))


def valeur_de_ligne(ligne: Ligne) -> str:
    """La valeur d'une ligne telle qu'elle se lit, ou le nom de ce qui la remplace."""
    m = ligne.mesure
    dite = valeur_ou_statut(m.valeur, m.statut, ligne.unite, ligne.decimales)
    return f"{PLANCHER}{dite}" if est_un_plancher(m) else dite


def est_un_plancher(mesure: Mesure) -> bool:
    """Vrai quand la source imprime « plus de » devant la valeur : sa note commence alors par ces mots."""
    return mesure.valeur is not None and mesure.note.startswith(NOTE_DE_PLANCHER)


def valeur_courte(ligne: Ligne) -> str:
    """La valeur sans son unité en toutes lettres (« 2 525 »), là où l'en-tête ou l'axe la dit déjà."""
    m = ligne.mesure
    if m.valeur is None or not unite_en_toutes_lettres(ligne.unite):
        return valeur_de_ligne(ligne)
    return nombre(m.valeur, ligne.decimales)


def _alternative(titre: str, lignes: Sequence[Ligne]) -> str:
    """La description lue à qui ne voit pas le graphique : les valeurs, ou leur étendue."""
    if not lignes:
        return f"{titre} : aucune valeur à montrer."
    if len(lignes) <= LIGNES_DITES:
        dites = " ; ".join(f"{nom_de_ligne(x)} : {valeur_de_ligne(x)}" for x in lignes)
        return f"{titre}. {dites}."
    connues = [x for x in lignes if x.mesure.valeur is not None]
    if not connues:
        return f"{titre} : {len(lignes)} lignes, aucune valeur diffusée."
    bas = min(connues, key=lambda x: x.mesure.valeur)
    haut = max(connues, key=lambda x: x.mesure.valeur)
    return (
        f"{titre}. {len(connues)} valeurs, de {valeur_de_ligne(bas)} ({nom_de_ligne(bas)}) "
        f"à {valeur_de_ligne(haut)} ({nom_de_ligne(haut)}). Le détail est dans la table qui suit."
    )


def _reserves_des_statuts(lignes: Sequence[Ligne]) -> tuple[str, ...]:
    """Une phrase par valeur corrigée, une par motif de contestation ou d'absence (territoires réunis)."""
    phrases: dict[str, None] = {}
    contestees: dict[str, list[Ligne]] = {}
    absents: dict[tuple[str, str], list[Ligne]] = {}
    autrement: dict[str, list[Ligne]] = {}  # ce qui est corrigé sans que la valeur change : une année, un intitulé
    for ligne in lignes:
        if valeur_inchangee(ligne.mesure):
            autrement.setdefault(pour_le_lecteur(ligne.mesure.note), []).append(ligne)
        if ligne.mesure.statut == "conteste":
            contestees.setdefault(pour_le_lecteur(ligne.mesure.note), []).append(ligne)
    for ligne in lignes:
        m = ligne.mesure
        if m.statut == "conteste":
            phrases[_contestee(contestees[pour_le_lecteur(m.note)], pour_le_lecteur(m.note))] = None
        elif valeur_inchangee(m):
            dit = pour_le_lecteur(m.note)
            series = enumeration(list(dict.fromkeys(x.serie for x in autrement[dit])))
            phrases[f"{series} : {dit}" if series else dit] = None
        elif m.statut == "corrige" and m.valeur_publiee is not None:
            dit = pour_le_lecteur(m.note)
            phrases[f"Valeur corrigée ({nom_de_ligne(ligne)}) : {_imprime(ligne)} {dit}".strip()] = None
        elif m.valeur is None:
            absents.setdefault((m.statut, pour_le_lecteur(m.note)), []).append(ligne)
    for (statut, raison), manquantes in absents.items():
        qui = _qui_manque(manquantes, lignes)
        phrases[f"{qui} : {LIBELLES_STATUTS.get(statut, statut)}. {raison}".strip()] = None
    return tuple(phrases)


def valeur_inchangee(m: Mesure) -> bool:
    """Vrai pour une correction qui laisse la valeur telle qu'elle est imprimée : l'année était fausse, par exemple."""
    return m.statut == "corrige" and m.valeur is not None and m.valeur == m.valeur_publiee


def _contestee(lignes: Sequence[Ligne], raison: str) -> str:
    """« Valeurs contestées (Grazailles ; Carcassonne) : part parmi les foyers… » : un motif ne se dit qu'une fois."""
    mots = pluriel(len(lignes), "Valeur contestée", "Valeurs contestées")
    dite = raison or "le motif n'est pas précisé."
    return f"{mots} ({' ; '.join(nom_de_ligne(x) for x in lignes)}) : {dite}"


def _imprime(ligne: Ligne) -> str:
    """« la source imprime 4 631 habitants. » : une valeur corrigée garde à côté d'elle ce qui est publié."""
    publiee = valeur_ou_statut(ligne.mesure.valeur_publiee, "publie", ligne.unite, ligne.decimales)
    return f"la source imprime {publiee}."


def _note(ligne: Ligne) -> str:
    """La note d'une ligne dans sa table ; pour une valeur corrigée, ce que la source imprime d'abord."""
    m = ligne.mesure
    if m.statut != "corrige" or m.valeur_publiee is None:
        return motif(m.note)
    imprime = _imprime(ligne)
    return f"{imprime[:1].upper()}{imprime[1:]} {motif(m.note)}".strip()


def _qui_manque(manquantes: Sequence[Ligne], lignes: Sequence[Ligne]) -> str:
    """« Grazailles » quand toute la série manque, « Grazailles (2018 et 2019) » quand une partie seulement manque."""
    noms = []
    for serie in dict.fromkeys(x.serie for x in manquantes):
        siennes = [x for x in manquantes if x.serie == serie]
        toutes = len(siennes) == sum(x.serie == serie for x in lignes)
        rubriques = enumeration([x.categorie for x in siennes if x.categorie])
        if serie and rubriques and not toutes:
            noms.append(f"{serie}, {rubriques}" if serie.endswith(")") else f"{serie} ({rubriques})")
        else:
            noms.append(serie or rubriques)
    return enumeration(noms)


def motif(note: str) -> str:
    """La note sans ses mots de gestion (« retenue », « ecartee automatiquement : … | »), avec un point final."""
    morceaux = [
        m for m in note.split(" | ") if not m.startswith(("retenue automatiquement", "ecartee automatiquement"))
    ]
    note = " ; ".join(morceaux)
    for mot in ("retenue", "ecartee"):
        if note.startswith(mot):
            note = note[len(mot) :].lstrip(" :;,-–")
    note = note[:1].upper() + note[1:]
    return note if not note or note.endswith((".", "!", "?")) else f"{note}."


# Ce qu'une note dit à qui ouvre le fichier, et que la preuve et la table gardent : noms de fichiers, codes, variables.
_RENVOI_AU_FICHIER = re.compile(
    r"\s*\((?=[^()]*(?:\b[A-Z]+_\d{4}|\bNOTE_|\bcode \d|\.csv))[^()]*\)"
    r"|\s*; même (?:valeur|absence) dans [^;]*\.csv(?=\.|;|$)"
)
_MOTS_DU_FICHIER = {
    "Bloc non diffusé par la source pour ce quartier": (
        "L'Insee ne diffuse pas ce groupe de chiffres pour ce quartier, sans dire pourquoi"
    ),
    "Case vide dans le fichier, motif non précisé": "La case est vide dans le fichier de l'Insee, sans explication",
}


def pour_le_lecteur(note: str) -> str:
    """La note en clair : sans code ni nom de fichier, qui restent dans la preuve et dans la table du bloc."""
    dite = _RENVOI_AU_FICHIER.sub("", motif(note))
    for ecrit, clair in _MOTS_DU_FICHIER.items():
        dite = dite.replace(ecrit, clair)
    return "" if re.fullmatch(r"Même (?:valeur|absence) dans .*\.csv\.", dite) else dite


def tableau(bloc: Bloc) -> Tableau:
    """La table derrière le bloc, pour l'écran et pour tous les fichiers."""
    if bloc.grille is not None and not bloc.lignes:
        return bloc.grille
    titres = {s.code: f"{s.producteur}, {s.titre}" for s in bloc.sources}
    lignes = []
    for ligne in bloc.lignes:
        m = ligne.mesure
        lignes.append(
            (
                Cellule(ligne.serie),
                Cellule(ligne.categorie if ligne.categorie != ligne.serie else ""),
                Cellule(valeur_de_ligne(ligne), m.valeur, m.statut),
                Cellule(ligne.unite),
                Cellule(annee_lisible(m.annee)),
                Cellule(_statut_ecrit(m), statut=m.statut),
                Cellule(titres.get(m.source, m.source)),
                Cellule(m.reference),
                Cellule(_note(ligne)),
            )
        )
    return Tableau(bloc.titre, ENTETES, tuple(lignes))


def _statut_ecrit(m: Mesure) -> str:
    """« publié », ou « publié (plus de) » à côté d'un plancher : dans un tableur la case du nombre n'a que lui."""
    dit = LIBELLES_STATUTS.get(m.statut, m.statut)
    return f"{dit} ({PLANCHER.strip()})" if est_un_plancher(m) else dit


# Sous un bloc, l'unité se lit dans la valeur et la source dans la ligne de source : le fichier les redit.
REDITES_A_L_ECRAN = ("Unité", "Source")


def tableau_ecran(bloc: Bloc) -> Tableau:
    """La table du bloc sans ce que l'écran dit déjà à côté, ni les colonnes vides de bout en bout.

    Une référence commune à toutes les lignes se dit une fois, dans le titre.
    """
    entiere = tableau(bloc)
    if not bloc.lignes:
        return entiere
    contenus = {entete: [ligne[i].texte for ligne in entiere.lignes] for i, entete in enumerate(entiere.entetes)}
    commune = _commune(contenus["Référence"])
    redites = {*REDITES_A_L_ECRAN, *(["Référence"] if commune else ())}
    note = _commune(contenus["Note"])
    if note and any(note in reserve for reserve in bloc.reserves):
        redites.add("Note")
    gardees = [i for i, entete in enumerate(entiere.entetes) if entete not in redites and any(contenus[entete])]
    return Tableau(
        f"{entiere.titre} (référence : {commune})" if commune else entiere.titre,
        tuple(entiere.entetes[i] for i in gardees),
        tuple(tuple(ligne[i] for i in gardees) for ligne in entiere.lignes),
    )


def _commune(textes: Sequence[str]) -> str:
    """Le texte que toutes les lignes répètent (deux au moins) ; vide s'il n'y en a pas."""
    return textes[0] if len(textes) > 1 and len(set(textes)) == 1 else ""


def croisement(bloc: Bloc) -> Tableau:
    """Le bloc en table croisée : une ligne par série, une colonne par rubrique.

    Une case sans mesure dit « — » ; une absence motivée (secret…) dit son motif.
    """
    series = tuple(dict.fromkeys(x.serie for x in bloc.lignes))
    rubriques = tuple(dict.fromkeys(x.categorie for x in bloc.lignes))
    cases = {(x.serie, x.categorie): x for x in bloc.lignes}
    lignes = tuple(
        (Cellule(serie), *(_case(cases.get((serie, rubrique))) for rubrique in rubriques)) for serie in series
    )
    une_serie = {x.mesure.territoire for x in bloc.lignes if x.serie == series[0]} if series else set()
    return Tableau(bloc.titre, ("Territoire" if len(une_serie) == 1 else "Indicateur", *rubriques), lignes)


def _case(ligne: Ligne | None) -> Cellule:
    if ligne is None:
        return Cellule("—", statut="non_disponible")
    return Cellule(valeur_courte(ligne), ligne.mesure.valeur, ligne.mesure.statut)


def bloc_de_textes(
    identifiant: str, titre: str, phrase: str, entetes: Sequence[str], lignes: Iterable[Sequence[str | Cellule]]
) -> Bloc:
    """Un bloc qui montre des textes (registre, sources) : sa table est sa grille."""
    grille = Tableau(titre, tuple(entetes), tuple(tuple(_en_cellule(t) for t in ligne) for ligne in lignes))
    return Bloc(
        identifiant,
        titre,
        "tableau",
        (),
        phrase,
        alternative=f"{titre} : {len(grille.lignes)} {pluriel(len(grille.lignes), 'ligne')}.",
        grille=grille,
    )


def _en_cellule(case: str | Cellule) -> Cellule:
    return case if isinstance(case, Cellule) else Cellule(case)


def annees(bloc: Bloc) -> tuple[str, ...]:
    """Les années des données montrées, dans l'ordre croissant."""
    return tuple(sorted({ligne.mesure.annee for ligne in bloc.lignes if ligne.mesure.annee}, key=cle_annee))


def ligne_source(bloc: Bloc) -> str:
    """« Source : Insee, Filosofi 2019. Données 2019. 7 valeurs publiées, 1 contestée. »"""
    noms = sources_groupees(bloc.sources)
    mot = "Source" if len(noms) < 2 else "Sources"
    if not bloc.lignes:  # un bloc de textes : pas d'année ni de statut à dire
        return f"{mot} : {' ; '.join(noms)}." if noms else ""
    quand = annees(bloc)
    if len(quand) > 2:
        periode = f"{annee_lisible(quand[0])} à {annee_lisible(quand[-1])}"
    else:
        periode = enumeration([annee_lisible(a) for a in quand])
    comptes = {s: sum(ligne.mesure.statut == s for ligne in bloc.lignes) for s in bloc.statuts}
    statuts = ", ".join(
        f"{n}{INSECABLE}{pluriel(n, 'valeur') + ' ' if rang == 0 else ''}{pluriel(n, *STATUTS_ACCORDES[s])}"
        for rang, (s, n) in enumerate(comptes.items())
    )
    return f"{mot} : {' ; '.join(noms) or 'non précisée'}. Données {periode}. {statuts[:1].upper()}{statuts[1:]}."


_FICHIER = re.compile(r"\s*\(([^()]*)\)$")
_MILLESIME = re.compile(r",? (fichier )?\b20\d\d\b(?=,|$)")


def sources_groupees(sources: Sequence[Source]) -> list[str]:
    """Les millésimes d'une même série en un seul nom : « …, Filosofi (FILO_2016 à FILO_2019) »."""
    groupes: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for s in sources:
        fichier = _FICHIER.search(s.titre)
        titre = _FICHIER.sub("", s.titre)
        groupes.setdefault((s.producteur, _MILLESIME.sub("", titre)), []).append((titre, fichier[1] if fichier else ""))
    noms: dict[str, list[str]] = {}  # un producteur ne se dit qu'une fois
    for (producteur, serie), membres in groupes.items():
        fichiers = sorted({f for _, f in membres if f})
        nom = membres[0][0] if len(membres) == 1 else serie
        detail = fichiers[0] if len(fichiers) == 1 else f"{fichiers[0]} à {fichiers[-1]}" if fichiers else ""
        noms.setdefault(producteur, []).append(nom + (f" ({detail})" if detail else ""))
    return [f"{producteur}, {enumeration(series)}" for producteur, series in noms.items()]
