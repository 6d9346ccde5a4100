"""Un bloc sur une diapositive (ou plusieurs) : le message en titre, et ce qui le montre, selon son genre."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

from pptx.enum.text import MSO_ANCHOR
from pptx.slide import Slide

from components.exports.cadre_diapo import Contexte, Style, commencer_bloc, ecrire, mettre_en_page
from components.exports.carte_image import dessiner_carte
from components.exports.commun import graphique_possible, marque, message, propre, rectangulaire
from components.exports.gabarit import Zone
from components.exports.mesure import FACTEUR_DIAPOSITIVE as FACTEUR
from components.exports.mesure import INTERLIGNE, corps_qui_tient, hauteur
from components.exports.natifs import ajouter_graphique
from components.exports.tables_natives import paginer, poser_table
from components.theme import ACCENT, ALERTE, ENCRE, ENCRE_DOUCE
from data.blocs import croisement, valeur_de_ligne
from data.modele import Bloc, Cellule, Ligne, Tableau
from data.textes import groupes

CHIFFRES_PAR_DIAPOSITIVE = 6
PLACE_DES_PHRASES = 0.9
SUITE = "Suite dans les notes."


def poser_bloc(contexte: Contexte, bloc: Bloc) -> None:
    """Les diapositives d'un bloc : une, ou plusieurs quand sa table ou ses textes sont longs."""
    if graphique_possible(bloc):
        _un_graphique(contexte, bloc)
    elif bloc.genre == "carte":
        _une_carte(contexte, bloc)
    elif bloc.genre == "chiffre" and 0 < len(bloc.lignes) <= CHIFFRES_PAR_DIAPOSITIVE:
        _des_chiffres(contexte, bloc)
    elif bloc.grille is None and (bloc.genre == "texte" or not bloc.lignes):
        _des_phrases(contexte, bloc)
    else:
        _des_tables(contexte, bloc, table_a_lire(bloc))


def table_a_lire(bloc: Bloc) -> Tableau:
    """La table qui se lit le mieux : la grille du bloc, ses valeurs une à une, ou le croisement."""
    if bloc.grille is not None:
        grille = _sans_repetition(bloc, bloc.grille) if bloc.genre == "texte" else bloc.grille
        return _sans_colonne_vide(rectangulaire(grille))
    if bloc.genre == "carte":
        return _table(bloc, ("Territoire", "Valeur"), lambda x: (x.serie,))
    if bloc.genre == "chiffre":
        return _table(bloc, ("Territoire ou série", "Rubrique", "Valeur"), lambda x: (x.serie, x.categorie))
    return croisement(bloc)


def _table(bloc: Bloc, entetes: tuple[str, ...], noms: Callable[[Ligne], tuple[str, ...]]) -> Tableau:
    lignes = tuple(
        (*(Cellule(n) for n in noms(x)), Cellule(valeur_de_ligne(x), x.mesure.valeur, x.mesure.statut))
        for x in bloc.lignes
    )
    return Tableau(bloc.titre, entetes, lignes)


def _sans_repetition(bloc: Bloc, grille: Tableau) -> Tableau:
    """Une grille de textes groupés : le groupe ne s'écrit qu'une fois, en tête de ses lignes."""
    lignes = [
        (Cellule(nom if rang == 0 else ""), *reste)
        for nom, siennes in groupes(bloc)
        for rang, reste in enumerate(siennes)
    ]
    return Tableau(grille.titre, grille.entetes, tuple(lignes))


def _sans_colonne_vide(table: Tableau) -> Tableau:
    gardees = [i for i in range(len(table.entetes)) if any(ligne[i].texte for ligne in table.lignes)]
    return Tableau(
        table.titre,
        tuple(table.entetes[i] for i in gardees),
        tuple(tuple(ligne[i] for i in gardees) for ligne in table.lignes),
    )


def _un_graphique(contexte: Contexte, bloc: Bloc) -> None:
    mise = mettre_en_page(contexte.gabarit, bloc)
    diapo = commencer_bloc(contexte, bloc, mise)
    zone = _precisions_a_droite(diapo, bloc, mise.zone) if bloc.precisions else mise.zone
    ajouter_graphique(diapo, bloc, zone)


def _precisions_a_droite(diapo: Slide, bloc: Bloc, zone: Zone) -> Zone:
    """Les écarts et la position nationale dans une colonne ; rend la place qui reste à gauche."""
    large = zone.large * 0.27
    phrases = [f"• {propre(p)}" for p in bloc.precisions]
    taille = 15
    while taille > 10 and sum(hauteur(p, large, taille, facteur=FACTEUR) + 6 for p in phrases) > zone.haut:
        taille -= 1
    while len(phrases) > 1 and sum(hauteur(p, large, taille, facteur=FACTEUR) + 6 for p in phrases) > zone.haut:
        phrases = [*phrases[:-2], SUITE] if phrases[-1] == SUITE else [*phrases[:-1], SUITE]
    colonne = Zone(zone.x + zone.large - large, zone.y, large, zone.haut)
    ecrire(diapo, colonne, [(p, {"corps": taille, "apres": 6}) for p in phrases], ancre=MSO_ANCHOR.MIDDLE)
    return Zone(zone.x, zone.y, zone.large - large - 16, zone.haut)


def _une_carte(contexte: Contexte, bloc: Bloc) -> None:
    """La carte en image et ses valeurs en table ; la table seule si les contours manquent."""
    mise, valeurs = mettre_en_page(contexte.gabarit, bloc), table_a_lire(bloc)
    zone, large = mise.zone, mise.zone.large * 0.6
    a_droite = Zone(zone.x + large + 16, zone.y, zone.large - large - 16, zone.haut)
    pages = paginer(valeurs, a_droite)
    seule = len(pages) > 1  # une longue table ne laisse pas de place à la carte
    dessin = None if seule else dessiner_carte(bloc, contexte.contours, contexte.entrepot, large, zone.haut, corps=13)
    if dessin is None:
        _des_tables(contexte, bloc, valeurs)
        return
    diapo = commencer_bloc(contexte, bloc, mise)
    image = diapo.shapes.add_picture(io.BytesIO(dessin.png(2.5)), *Zone(zone.x, zone.y, large, zone.haut).emu)
    image._element.nvPicPr.cNvPr.set("descr", propre(bloc.alternative))
    poser_table(diapo, pages[0], a_droite)


def _des_chiffres(contexte: Contexte, bloc: Bloc) -> None:
    """Chaque valeur en grand, sous son nom ; le territoire du portrait en couleur."""
    mise = mettre_en_page(contexte.gabarit, bloc)
    diapo = commencer_bloc(contexte, bloc, mise)
    zone, n = mise.zone, len(bloc.lignes)
    colonnes = n if n <= 3 else (n + 1) // 2
    large, haut = zone.large / colonnes, min(zone.haut / -(-n // colonnes), 240)
    for rang, x in enumerate(bloc.lignes):
        place = Zone(zone.x + rang % colonnes * large, zone.y + 14 + rang // colonnes * haut, large - 16, haut - 14)
        ecrire(diapo, place, _chiffre(bloc, x, place.large, 66 if n <= 3 else 44), ancre=MSO_ANCHOR.MIDDLE)


def _chiffre(bloc: Bloc, x: Ligne, large: float, grand: int) -> list[tuple[str, Style]]:
    valeur, absente = valeur_de_ligne(x), x.mesure.valeur is None
    corps = corps_qui_tient(
        valeur, large, grand * INTERLIGNE, (24 if absente else grand, 14), gras=True, facteur=FACTEUR
    )
    couleur = ENCRE if bloc.accents and x.cle not in bloc.accents else ACCENT
    textes: list[tuple[str, Style]] = [
        (x.categorie or x.serie, {"corps": 16, "couleur": ENCRE_DOUCE}),
        (valeur, {"corps": corps, "gras": not absente, "italique": absente, "couleur": couleur}),
    ]
    if marque(x):
        textes.append((f"({marque(x)})", {"corps": 14, "couleur": ALERTE, "gras": True}))
    return textes


def _des_phrases(contexte: Contexte, bloc: Bloc) -> None:
    """Des constats en liste ; plusieurs diapositives quand ils sont longs."""
    if not bloc.precisions:  # rien à lister : la phrase descend sous le titre du bloc
        bloc = replace(bloc, phrase="", precisions=(bloc.phrase,) if bloc.phrase else ())
    reste = message(bloc)[1]
    phrases = [propre(p) for p in ((reste,) if reste else ()) + bloc.precisions]
    mise = mettre_en_page(contexte.gabarit, bloc, lecture=False)
    large, place, taille = mise.zone.large, mise.zone.haut * PLACE_DES_PHRASES, 30
    while taille > 14 and _haut_de(phrases, large, taille) > place:
        taille -= 1
    pages: list[list[str]] = [[]]
    for p in phrases:
        if pages[-1] and _haut_de([*pages[-1], p], large, taille) > place:
            pages.append([])
        pages[-1].append(p)
    for rang, page in enumerate(pages, 1):
        diapo = commencer_bloc(contexte, bloc, mise, f"({rang}/{len(pages)})" if len(pages) > 1 else "")
        if page:
            zone = Zone(mise.zone.x, mise.zone.y + 8, large, mise.zone.haut - 8)
            ecrire(diapo, zone, [(p, {"corps": taille, "puce": True, "apres": taille * 0.5}) for p in page])


def _haut_de(phrases: Sequence[str], large: float, corps: float) -> float:
    return sum(hauteur(f"• {p}", large, corps, facteur=FACTEUR) + corps * 0.5 for p in phrases)


def _des_tables(contexte: Contexte, bloc: Bloc, table: Tableau) -> None:
    """La table native, sur autant de diapositives qu'il en faut ; l'en-tête se répète."""
    mise = mettre_en_page(contexte.gabarit, bloc)
    pages = paginer(table, mise.zone)
    for rang, page in enumerate(pages, 1):
        diapo = commencer_bloc(contexte, bloc, mise, f"({rang}/{len(pages)})" if len(pages) > 1 else "")
        poser_table(diapo, page, mise.zone)
