"""Ce que tous les fichiers disent de la même façon : refus du comité, dates, réserves, mention de démonstration."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from unicodedata import normalize

from data.blocs import GRAPHIQUES, annees
from data.formats import INSECABLE, LIBELLES_STATUTS, enumeration, typographier
from data.lecture_csv import caractere_interdit
from data.modele import Bloc, Cellule, Ligne, Tableau
from data.vues.chronologie import date_lisible
from data.vues.ecarts_reduits import CHANGEMENT, ECART_APRES
from data.vues.un_indicateur import CENTILES

POLICES = Path(__file__).resolve().parent.parent / "polices"
MENTION = "DONNÉES DE DÉMONSTRATION"
RAPPEL_MENTION = "Données de démonstration : elles ne décrivent rien de réel."
MARQUES = {"conteste": "contesté", "corrige": "corrigé", "demonstration": "démonstration"}
A_DEUX_AXES = ("quadrant", "nuage")
_SENS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PHRASE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀÂÇÉÈÊÎÔÛ«])")


def exiger_public(blocs: Iterable[Bloc]) -> None:
    """Lève ValueError si un bloc est réservé au comité : il ne s'écrit dans aucun fichier."""
    for bloc in blocs:
        if bloc.diffusion != "public":
            raise ValueError(f"Le bloc « {bloc.identifiant} » est réservé au comité : il ne s'exporte pas.")


def propre(texte: str) -> str:
    """Le texte sur une ligne, ses espaces insécables à leur place, sans caractère qu'un fichier ne sait porter.

    Ni signe qui retourne le sens de lecture : une phrase à l'envers n'est plus celle de la table.
    """
    une_ligne = typographier(" ".join(normalize("NFC", _SENS.sub("", texte)).replace("\t", " ").splitlines()))
    return "".join("\N{REPLACEMENT CHARACTER}" if caractere_interdit(c) else c for c in une_ligne)


def produit_le(jour: date) -> str:
    """« Produit le 22 novembre 2026 »."""
    return f"Produit le {date_lisible(jour.isoformat())}"


def donnees_de(blocs: Iterable[Bloc]) -> str:
    """« Données 2016 à 2022 » : les années montrées, vide s'il n'y en a pas."""
    toutes = [a for b in blocs for a in annees(b)]
    if not toutes:
        return ""
    premiere, derniere = min(a[:4] for a in toutes), max(a[-4:] if "T" not in a else a[:4] for a in toutes)
    return f"Données {premiere}" if premiere == derniere else f"Données {premiere} à {derniere}"


def message(bloc: Bloc) -> tuple[str, str]:
    """(ce que le bloc dit, en une phrase, le reste de sa lecture) ; son titre quand il n'a pas de phrase."""
    # « Cliquer sur un quartier… » n'a pas de sens sur du papier.
    phrases = [p for p in _PHRASE.split(bloc.phrase.strip()) if p and not p.startswith("Cliquer ")]
    premiere, *reste = phrases or [bloc.titre]
    return sans_tiret_en_tete(propre(premiere)), propre(" ".join(reste))


def sans_tiret_en_tete(texte: str) -> str:
    """« Bastide - Pont-Vieux » ne se coupe pas à son tiret."""
    return texte.replace(" - ", f"{INSECABLE}-{INSECABLE}")


def sans_valeur(bloc: Bloc) -> str:
    """« Sans valeur : Grazailles, 2018 (secret statistique). » : une absence se dit, elle ne vaut pas zéro."""
    motifs: dict[str, list[Ligne]] = {}
    for x in bloc.lignes:
        if x.mesure.valeur is None:
            motifs.setdefault(x.mesure.statut, []).append(x)
    dites = [f"{_qui(lignes)} ({LIBELLES_STATUTS.get(statut, statut)})" for statut, lignes in motifs.items()]
    return f"Sans valeur : {' ; '.join(dites)}." if dites else ""


def _qui(lignes: list[Ligne]) -> str:
    """« Grazailles, 2018 et 2019, Carcassonne, 2019 » : chaque nom une fois, suivi de ses rubriques."""
    par_serie: dict[str, dict[str, None]] = {}
    for x in lignes:
        par_serie.setdefault(x.serie or x.categorie, {})[x.categorie if x.categorie != x.serie else ""] = None
    dites = {s: enumeration([r for r in rubriques if r]) for s, rubriques in par_serie.items()}
    return ", ".join(f"{s}, {r}" if r else s for s, r in dites.items())


def rectangulaire(table: Tableau) -> Tableau:
    """La table dont chaque ligne a toutes ses cases : une ligne d'intertitre n'en a qu'une."""
    n = len(table.entetes)
    vide = Cellule("")
    lignes = tuple((*ligne, *(vide for _ in range(n - len(ligne)))) for ligne in table.lignes)
    return Tableau(table.titre, table.entetes, lignes)


def marque(x: Ligne) -> str:
    """« contesté », « corrigé », « démonstration » ; vide pour une valeur ordinaire ou absente."""
    return MARQUES.get(x.mesure.statut, "") if x.mesure.valeur is not None else ""


def doute(x: Ligne) -> str:
    """« (contesté) » à écrire après une valeur ; rien pour une démonstration, que le support entier annonce."""
    return f" ({marque(x)})" if marque(x) and x.mesure.statut != "demonstration" else ""


def phrases_de_rupture(bloc: Bloc) -> list[str]:
    """Une phrase par année où la série change de nature."""
    return [f"Série rompue en {a} : avant et après ne se comparent pas." for a in bloc.ruptures]


def graphique_possible(bloc: Bloc) -> bool:
    """Vrai quand le bloc est un graphique et qu'une valeur au moins (un point, à deux axes) est connue."""
    if bloc.genre in A_DEUX_AXES:
        return bool(paires(bloc))
    return bloc.genre in GRAPHIQUES and any(x.mesure.valeur is not None for x in bloc_trace(bloc).lignes)


def bloc_trace(bloc: Bloc) -> Bloc:
    """Le bloc réduit à ce que son graphique trace sur un support qui ne se survole pas ; la table garde tout.

    « points » : les territoires, sans les centiles ; « rangs » : le quartier en accent.
    """
    if bloc.genre == "points":
        return replace(bloc, lignes=tuple(x for x in bloc.lignes if x.cle not in CENTILES))
    if bloc.genre == "rangs" and bloc.accents:
        return replace(bloc, lignes=tuple(x for x in bloc.lignes if x.cle in bloc.accents))
    return bloc


def paires(bloc: Bloc) -> list[tuple[Ligne, Ligne]]:
    """(abscisse, ordonnée) de chaque point d'un bloc à deux axes ; ceux qui ont leurs deux valeurs."""
    rubriques = list(dict.fromkeys(x.categorie for x in bloc.lignes))
    en_bas, a_gauche = rubriques[0], rubriques[-1]
    if bloc.genre == "quadrant":
        en_bas = next((r for r in rubriques if r.startswith(ECART_APRES)), en_bas)
        a_gauche = CHANGEMENT
    connues = {(x.cle, x.categorie): x for x in bloc.lignes if x.mesure.valeur is not None}
    cles = dict.fromkeys(x.cle for x in bloc.lignes)
    return [(connues[c, en_bas], connues[c, a_gauche]) for c in cles if {(c, en_bas), (c, a_gauche)} <= connues.keys()]


def une_seule_serie(bloc: Bloc) -> bool:
    """Vrai quand le nom de chaque barre suffit : pas de légende à lire."""
    return len({x.serie for x in bloc.lignes}) == 1 or all(x.serie == x.categorie for x in bloc.lignes)
