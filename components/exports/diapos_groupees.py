"""Plusieurs blocs courts sur une diapositive : des chiffres clés, des constats côte à côte, les annexes.

Une diapositive par bloc en ferait six pour trois chiffres et trois « En bref » : personne ne les projetterait.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from components.exports.cadre_diapo import (
    Contexte,
    Mise,
    Style,
    commencer_bloc,
    ecrire,
    haut_des_textes,
    mettre_en_page,
)
from components.exports.commun import doute, message, propre
from components.exports.diapositives import poser_bloc, table_a_lire
from components.exports.gabarit import Zone
from components.exports.mesure import FACTEUR_DIAPOSITIVE, INTERLIGNE, corps_qui_tient
from components.exports.tables_natives import paginer, poser_table
from components.theme import ACCENT, ALERTE, ENCRE_DOUCE
from data.blocs import valeur_de_ligne
from data.modele import Bloc

COTE_A_COTE, LIGNES_D_UN_CHIFFRE = 3, 4
CORPS, GOUTTIERE = (20, 12), 26.0
PARTS_DES_SOURCES = (0.55, 0.65, 0.75)  # de la hauteur, pour la première des deux tables d'annexe


def reunir(blocs: Iterable[Bloc]) -> Iterator[tuple[Bloc, ...]]:
    """Les blocs dans leur ordre, par paquets : ce qui peut se lire côte à côte ensemble, le reste seul."""
    for sorte, siens in groupby(blocs, _sorte):
        presents, pas = tuple(siens), COTE_A_COTE if sorte[0] else 1
        yield from (presents[i : i + pas] for i in range(0, len(presents), pas))


def _sorte(bloc: Bloc) -> tuple[str, bool]:
    """Le genre d'un bloc court, « » pour ce qui veut sa diapositive ; une démonstration ne se mêle pas au reste."""
    chiffre = bloc.genre == "chiffre" and 0 < len(bloc.lignes) <= LIGNES_D_UN_CHIFFRE
    texte = bloc.genre == "texte" and bloc.grille is None
    return (bloc.genre if chiffre or texte else ""), bloc.demonstration


def poser_groupe(contexte: Contexte, titre: str, blocs: Sequence[Bloc]) -> None:
    """Un paquet de `reunir` sur une diapositive ; sur plusieurs, une par bloc, s'il n'y tient pas."""
    if len(blocs) > 1:
        ensemble = _ensemble(titre, blocs)
        mise = mettre_en_page(contexte.gabarit, ensemble)
        large = (mise.zone.large - GOUTTIERE * (len(blocs) - 1)) / len(blocs)
        for corps in range(CORPS[0], CORPS[1] - 1, -1):
            colonnes = [_colonne(b, large, corps) for b in blocs]
            if max(haut_des_textes(c, large) for c in colonnes) <= mise.zone.haut - 16:
                _poser_colonnes(contexte, ensemble, mise, colonnes, blocs)
                return
    for bloc in blocs:
        poser_bloc(contexte, bloc)


def _poser_colonnes(
    contexte: Contexte, ensemble: Bloc, mise: Mise, colonnes: list[list[tuple[str, Style]]], blocs: Sequence[Bloc]
) -> None:
    diapo = commencer_bloc(contexte, ensemble, mise, derriere=blocs)
    large = (mise.zone.large - GOUTTIERE * (len(blocs) - 1)) / len(blocs)
    for rang, textes in enumerate(colonnes):
        x = mise.zone.x + rang * (large + GOUTTIERE)
        ecrire(diapo, Zone(x, mise.zone.y + 16, large, mise.zone.haut - 16), textes)


def _ensemble(titre: str, blocs: Sequence[Bloc]) -> Bloc:
    """Un bloc qui n'a que le titre, les valeurs, les réserves et les sources des autres : de quoi écrire le bas."""
    return Bloc(
        "ensemble",
        titre,
        blocs[0].genre,
        tuple(x for b in blocs for x in b.lignes),
        "",
        reserves=tuple(dict.fromkeys(r for b in blocs for r in b.reserves)),
        sources=tuple({s.code: s for b in blocs for s in b.sources}.values()),
    )


def _colonne(bloc: Bloc, large: float, corps: int) -> list[tuple[str, Style]]:
    """Le titre, ce qu'il y a à lire ; pour un chiffre, sa première valeur en grand et les autres dessous."""
    titre: list[tuple[str, Style]] = [
        (bloc.titre, {"corps": corps + 1, "gras": True, "couleur": ACCENT, "apres": corps * 0.4})
    ]
    premiere, reste = message(bloc)
    if bloc.genre == "texte":
        phrases = (*([bloc.phrase] if bloc.phrase else []), *bloc.precisions)
        return titre + [(p, {"corps": corps, "puce": bool(bloc.precisions), "apres": corps * 0.5}) for p in phrases]
    tete, *autres = bloc.lignes
    valeur, absente = propre(valeur_de_ligne(tete)), tete.mesure.valeur is None
    bornes = (24 if absente else 46, 16)
    grand = corps_qui_tient(valeur, large, bornes[0] * INTERLIGNE, bornes, gras=True, facteur=FACTEUR_DIAPOSITIVE)
    nom = tete.categorie or tete.serie
    textes = titre + ([(nom, {"corps": corps - 3, "couleur": ENCRE_DOUCE})] if nom != bloc.titre else [])
    textes.append((valeur, {"corps": grand, "gras": not absente, "italique": absente, "couleur": ACCENT, "apres": 2}))
    if doute(tete):
        textes.append((doute(tete).strip(), {"corps": corps - 3, "gras": True, "couleur": ALERTE}))
    for x in autres:
        textes.append((f"{x.categorie or x.serie} : {valeur_de_ligne(x)}{doute(x)}", {"corps": corps - 2}))
    textes[-1][1]["apres"] = corps * 0.6
    lecture = f"{premiere} {reste}".strip() if bloc.phrase else ""
    return [*textes, (lecture, {"corps": corps - 2})] if lecture else textes


def poser_annexes(contexte: Contexte, titre: str, blocs: Sequence[Bloc]) -> None:
    """Les sources et le sens des statuts sur la même diapositive quand leurs deux tables y tiennent."""
    if len(blocs) == 2:
        ensemble = _ensemble(titre, blocs)
        mise = mettre_en_page(contexte.gabarit, ensemble)
        zone = mise.zone
        for part in PARTS_DES_SOURCES:
            haute = Zone(zone.x, zone.y, zone.large, zone.haut * part - 12)
            basse = Zone(zone.x, zone.y + zone.haut * part, zone.large, zone.haut * (1 - part))
            pages = [paginer(table_a_lire(b), place) for b, place in zip(blocs, (haute, basse), strict=True)]
            if all(len(p) == 1 for p in pages):
                diapo = commencer_bloc(contexte, ensemble, mise, derriere=blocs)
                for siennes, place in zip(pages, (haute, basse), strict=True):
                    poser_table(diapo, siennes[0], place)
                return
    for bloc in blocs:
        poser_bloc(contexte, bloc)
