"""Des textes de tables (constats, objectifs, recommandations) aux blocs : groupés, avec leur référence.

La première colonne d'une grille groupée est le groupe, la deuxième le texte, les suivantes ce
qui permet de le vérifier. Le tableur reçoit la même grille.
"""

from collections.abc import Iterable, Sequence

from data.blocs import bloc_de_textes
from data.modele import Bloc, Cellule


def bloc_groupe(
    identifiant: str,
    titre: str,
    phrase: str,
    lignes: Iterable[Sequence[str]],
    entetes: Sequence[str] = ("Rubrique", "Constat", "Où le lire"),
) -> Bloc:
    """Un bloc de textes groupés par leur première colonne (genre « texte »)."""
    bloc = bloc_de_textes(identifiant, titre, phrase, entetes, lignes)
    return Bloc(
        bloc.identifiant, bloc.titre, "texte", (), bloc.phrase, alternative=bloc.alternative, grille=bloc.grille
    )


def groupes(bloc: Bloc) -> tuple[tuple[str, tuple[tuple[Cellule, ...], ...]], ...]:
    """(groupe, lignes) dans l'ordre du fichier ; chaque ligne sans sa colonne de groupe."""
    ranges: dict[str, list[tuple[Cellule, ...]]] = {}
    for premiere, *reste in bloc.grille.lignes if bloc.grille else ():
        ranges.setdefault(premiere.texte, []).append(tuple(reste))
    return tuple((nom, tuple(lignes)) for nom, lignes in ranges.items())
