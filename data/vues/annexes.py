"""Les annexes d'un fichier : les sources de ce qu'il montre, et le sens des statuts qu'il emploie."""

from collections.abc import Iterable

from data.blocs import bloc_de_textes, sources_groupees
from data.formats import DEFINITIONS_STATUTS, LIBELLES_STATUTS, pluriel
from data.modele import STATUTS, Bloc, Source


def annexes(blocs: Iterable[Bloc]) -> tuple[Bloc, ...]:
    """Le bloc des sources puis celui des statuts ; sans celui qui n'aurait rien à dire."""
    blocs = tuple(blocs)
    return tuple(b for b in (_sources(blocs), _statuts(blocs)) if b.grille and b.grille.lignes)


def _sources(blocs: tuple[Bloc, ...]) -> Bloc:
    sources = {s.code: s for b in blocs for s in b.sources}.values()
    n = len(sources)
    groupes: dict[tuple[str, str], list[Source]] = {}
    for s in sources:
        groupes.setdefault((s.licence or "à préciser", s.adresse), []).append(s)
    return bloc_de_textes(
        "annexe-sources",
        "Les sources de ce document",
        f"{n} {pluriel(n, 'source')}, à citer avec les chiffres.",
        ("Source", "Licence", "Adresse"),
        [(nom, *droits) for droits, siennes in groupes.items() for nom in sources_groupees(siennes)],
    )


def _statuts(blocs: tuple[Bloc, ...]) -> Bloc:
    presents = {x.mesure.statut for b in blocs for x in b.lignes}
    presents |= {c.statut for b in blocs if b.grille for ligne in b.grille.lignes for c in ligne if c.statut}
    return bloc_de_textes(
        "annexe-statuts",
        "Ce que valent ces chiffres",
        "Chaque valeur porte un statut ; une absence n'est jamais un zéro.",
        ("Statut", "Ce que cela veut dire"),
        [(LIBELLES_STATUTS[s], DEFINITIONS_STATUTS[s]) for s in STATUTS if s in presents],
    )
