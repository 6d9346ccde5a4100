"""Ce que toutes les diapositives ont en commun : titre, sujet, réserves, source, dates, numéro, notes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.util import Pt

from components.exports.commun import (
    MENTION,
    donnees_de,
    graphique_possible,
    message,
    phrases_de_rupture,
    produit_le,
    propre,
    sans_tiret_en_tete,
    sans_valeur,
)
from components.exports.gabarit import Gabarit, Zone, champ_numero
from components.exports.mesure import FACTEUR_DIAPOSITIVE as FACTEUR
from components.exports.mesure import corps_qui_tient, hauteur
from components.exports.natifs_commun import rvb, unite_au_bout
from components.exports.tables_natives import texte_de_cellule
from components.theme import ACCENT, ALERTE, DEMONSTRATION, ENCRE, ENCRE_DOUCE
from data.blocs import ligne_source, tableau
from data.entrepot import Entrepot
from data.formats import suffixe
from data.modele import Bloc
from geo.contours import Contours

CORPS_TITRE, CORPS_SOURCE, CORPS_RESERVE = (28, 12), 10.5, 11.5
CORPS_LISIBLE = 22  # en dessous, un titre ne se lit plus du fond de la salle
COUPE = "\N{NARROW NO-BREAK SPACE}; "
RESERVES_AU_PLUS = 0.2  # de la hauteur de la diapositive ; le reste est dans les notes
RESERVES_SOUS_UNE_TABLE = 0.1  # une table a besoin de place, et ses cases disent leur statut
LARGE_MENTION, HAUT_MENTION = 330.0, 24.0
Style = dict[str, Any]  # corps, couleur, gras, italique, alignement, puce, apres


@dataclass(frozen=True, slots=True)
class Contexte:
    """Ce que toutes les diapositives partagent."""

    gabarit: Gabarit
    entrepot: Entrepot
    contours: Contours
    jour: date


def commencer(contexte: Contexte, titre: str) -> Slide:
    """Une diapositive vide avec son titre, au corps qui le fait tenir."""
    gabarit = contexte.gabarit
    diapo = gabarit.nouvelle(gabarit.contenu)
    zone = gabarit.zone_titre()
    forme = diapo.shapes.title
    if forme is None:
        forme = diapo.shapes.add_textbox(*zone.emu)
    forme.left, forme.top, forme.width, forme.height = zone.emu
    cadre = forme.text_frame
    cadre.text = propre(titre)
    cadre.word_wrap = True
    for cote in ("margin_left", "margin_right", "margin_top", "margin_bottom"):
        setattr(cadre, cote, Pt(0))
    cadre.vertical_anchor = MSO_ANCHOR.MIDDLE
    corps = corps_qui_tient(propre(titre), zone.large, zone.haut, CORPS_TITRE, gras=True, facteur=FACTEUR)
    p = cadre.paragraphs[0]
    p.alignment = PP_ALIGN.LEFT
    p.font.size = Pt(corps)
    if gabarit.propre:  # un modèle de l'équipe garde sa couleur et sa graisse
        p.font.bold, p.font.color.rgb = True, rvb(ENCRE)
    return diapo


def ecrire(diapo: Slide, zone: Zone, textes: Sequence[tuple[str, Style]], *, ancre: Any = MSO_ANCHOR.TOP) -> Any:
    """Des paragraphes dans une zone ; chaque style : corps, couleur, gras, italique, alignement, puce, apres."""
    boite = diapo.shapes.add_textbox(*zone.emu)
    cadre = boite.text_frame
    cadre.word_wrap, cadre.vertical_anchor = True, ancre
    for cote in ("margin_left", "margin_right", "margin_top", "margin_bottom"):
        setattr(cadre, cote, Pt(0))
    for rang, (texte, style) in enumerate(textes):
        p = cadre.paragraphs[0] if rang == 0 else cadre.add_paragraph()
        p.alignment = style.get("alignement", PP_ALIGN.LEFT)
        p.space_after = Pt(style.get("apres", 0))
        morceau = p.add_run()
        morceau.text = ("• " if style.get("puce") else "") + propre(texte)
        police = morceau.font
        police.size, police.bold, police.italic = Pt(style["corps"]), style.get("gras", False), style.get("italique")
        police.color.rgb = rvb(style.get("couleur", ENCRE))
    return boite


@dataclass(frozen=True, slots=True)
class Mise:
    """La mise en page d'un bloc, calculée avant de rien poser : textes du haut, du bas, et la place entre eux."""

    titre: str
    tete: tuple[tuple[str, Style], ...]
    zone_tete: Zone
    bas: tuple[tuple[str, Style], ...]
    zone_bas: Zone
    zone: Zone


def mettre_en_page(gabarit: Gabarit, bloc: Bloc, lecture: bool = True) -> Mise:
    """Où va chaque chose ; `lecture` : écrire sous le titre ce que la phrase du bloc dit en plus."""
    corps = gabarit.zone_corps()
    titre, reste = _titre_et_lecture(gabarit, bloc, lecture)
    bas = _textes_du_bas(gabarit, bloc, corps.large)
    haut_bas = haut_des_textes(bas, corps.large)
    tete: list[tuple[str, Style]] = []
    sujet = _sujet(bloc)
    if titre != sans_tiret_en_tete(propre(sujet)):
        tete.append((sujet, {"corps": 14, "gras": True, "couleur": ACCENT, "apres": 2}))
    if reste and lecture:
        tete.append((reste, {"corps": 13}))
    large_tete = corps.large - (LARGE_MENTION + 14 if bloc.demonstration else 0)
    haut_tete = max(haut_des_textes(tete, large_tete), HAUT_MENTION if bloc.demonstration else 0)
    return Mise(
        titre,
        tuple(tete),
        Zone(corps.x, corps.y, large_tete, haut_tete),
        tuple(bas),
        Zone(corps.x, corps.y + corps.haut - haut_bas, corps.large, haut_bas),
        Zone(corps.x, corps.y + haut_tete + 4, corps.large, corps.haut - haut_tete - haut_bas - 10),
    )


def _titre_et_lecture(gabarit: Gabarit, bloc: Bloc, lecture: bool) -> tuple[str, str]:
    """(le titre, ce qui se lit dessous).

    Une démonstration ne conclut rien : son sujet la nomme mieux que sa phrase, la même partout. Un message trop long
    pour se lire du fond de la salle se coupe à son premier point-virgule ; la suite se lit juste dessous.
    """
    titre, reste = message(bloc)
    if bloc.demonstration and bloc.titre:
        return sans_tiret_en_tete(propre(bloc.titre)), propre(bloc.phrase)
    zone = gabarit.zone_titre()
    tient = corps_qui_tient(titre, zone.large, zone.haut, CORPS_TITRE, gras=True, facteur=FACTEUR) >= CORPS_LISIBLE
    debut, coupe, suite = titre.partition(COUPE)
    entier = debut.count("(") == debut.count(")") and debut.count("«") == debut.count("»")
    # Des chiffres côte à côte sont une liste : son premier élément n'en serait pas le message.
    if tient or not (lecture and coupe and entier) or bloc.genre == "chiffre":
        return titre, reste
    return f"{debut}.", f"{suite[:1].upper()}{suite[1:]} {reste}".strip()


def _sujet(bloc: Bloc) -> str:
    """Le titre du bloc ; l'unité avec lui quand elle est trop longue pour s'écrire à chaque valeur."""
    premiere = bloc.lignes[0] if graphique_possible(bloc) else None
    dite = premiere is None or unite_au_bout(premiere) or not suffixe(premiere.unite)
    return bloc.titre if dite else f"{bloc.titre} ({premiere.unite})"


def haut_des_textes(textes: Sequence[tuple[str, Style]], large: float) -> float:
    """La hauteur que ces paragraphes prendront, en points."""
    return sum(
        hauteur(propre(t), large, s["corps"], s.get("gras", False), FACTEUR) + s.get("apres", 0) for t, s in textes
    )


def commencer_bloc(contexte: Contexte, bloc: Bloc, mise: Mise, page: str = "", derriere: Sequence[Bloc] = ()) -> Slide:
    """Une diapositive qui porte tout sauf ce qui montre le bloc ; page : « (1/3) » à la suite du titre.

    derriere : les blocs dont les notes disent le détail, quand la diapositive en réunit plusieurs.
    """
    diapo = commencer(contexte, f"{mise.titre.rstrip('.')} {page}" if page else mise.titre)
    if mise.tete:
        ecrire(diapo, mise.zone_tete, mise.tete)
    if bloc.demonstration:
        _mention_demonstration(diapo, contexte.gabarit.zone_corps())
    if mise.bas:
        ecrire(diapo, mise.zone_bas, mise.bas)
    pied(contexte, diapo, [bloc])
    diapo.notes_slide.notes_text_frame.text = "\n\n".join(_notes(b) for b in derriere or [bloc])
    return diapo


def _textes_du_bas(gabarit: Gabarit, bloc: Bloc, large: float) -> list[tuple[str, Style]]:
    """Les réserves qui tiennent en entier, l'annonce de celles des notes, la ligne de source."""
    ruptures = phrases_de_rupture(bloc)
    toutes = [propre(r) for r in (*ruptures, *bloc.reserves)]
    place = gabarit.haut * (RESERVES_SOUS_UNE_TABLE if bloc.genre == "tableau" else RESERVES_AU_PLUS)
    if sum(hauteur(r, large, CORPS_RESERVE, facteur=FACTEUR) + 2 for r in toutes) > place:
        # Toutes les réserves ne tiendront pas : ce qui manque se dit d'abord, et en bref.
        toutes = [propre(r) for r in (*ruptures, *filter(None, [sans_valeur(bloc)]), *bloc.reserves)]
    lignes: list[tuple[str, Style]] = []
    for reserve in toutes:
        besoin = hauteur(reserve, large, CORPS_RESERVE, facteur=FACTEUR) + 2
        if besoin <= place:
            lignes.append((reserve, {"corps": CORPS_RESERVE, "couleur": ALERTE, "apres": 2}))
            place -= besoin
    if len(lignes) < len(toutes):
        mot = "Suite des réserves dans les notes." if lignes else "Réserves dans les notes."
        lignes.append((mot, {"corps": CORPS_RESERVE, "couleur": ALERTE, "italique": True, "apres": 2}))
    if source := propre(ligne_source(bloc)):
        lignes.append((source, {"corps": CORPS_SOURCE, "couleur": ENCRE_DOUCE}))
    return lignes


def pied(contexte: Contexte, diapo: Slide, blocs: Iterable[Bloc]) -> None:
    """« Données 2019 · Produit le 22 novembre 2026 », et le numéro de page."""
    texte = " · ".join(t for t in (donnees_de(blocs), produit_le(contexte.jour)) if t)
    zone = contexte.gabarit.zone_pied()
    corps = corps_qui_tient(texte, zone.large, zone.haut, (10, 7), facteur=FACTEUR)
    ecrire(diapo, zone, [(texte, {"corps": corps, "couleur": ENCRE_DOUCE})], ancre=MSO_ANCHOR.MIDDLE)
    numero = diapo.shapes.add_textbox(*contexte.gabarit.zone_numero().emu)
    numero.name = "Numéro de page"
    cadre = numero.text_frame
    cadre.vertical_anchor = MSO_ANCHOR.MIDDLE
    p = cadre.paragraphs[0]
    p.alignment = PP_ALIGN.RIGHT
    p.font.size = Pt(10)
    champ_numero(p, _style_du_numero(p))


def _style_du_numero(paragraphe: Any) -> Any:
    morceau = paragraphe.add_run()
    morceau.font.size, morceau.font.color.rgb = Pt(10), rvb(ENCRE_DOUCE)
    style = morceau._r.get_or_add_rPr()
    paragraphe._p.remove(morceau._r)
    return style


def _notes(bloc: Bloc) -> str:
    """Les notes : la lecture entière, les réserves, la définition, les preuves, et la table derrière."""
    table = tableau(bloc)
    lignes = [bloc.titre, bloc.phrase, *bloc.precisions, *(f"Réserve : {r}" for r in bloc.reserves)]
    lignes += [f"Définition : {bloc.definition}"] if bloc.definition else []
    lignes += [ligne_source(bloc), *(f"{nom} : {texte}" for nom, texte in bloc.preuves)]
    if table.lignes:
        lignes += ["La table :", " | ".join(table.entetes)]
        lignes += [" | ".join(texte_de_cellule(c) for c in ligne) for ligne in table.lignes]
    return "\n".join(propre(x) for x in lignes if x)


def _mention_demonstration(diapo: Slide, corps: Zone) -> None:
    """Le cadre « données de démonstration », en haut à droite."""
    zone = Zone(corps.x + corps.large - LARGE_MENTION, corps.y, LARGE_MENTION, HAUT_MENTION)
    cadre = diapo.shapes.add_shape(MSO_SHAPE.RECTANGLE, *zone.emu)
    cadre.name = "Mention de démonstration"
    cadre.fill.solid()
    cadre.fill.fore_color.rgb = rvb("#ffffff")
    cadre.line.color.rgb, cadre.line.width, cadre.line.dash_style = rvb(DEMONSTRATION), Pt(1.75), MSO_LINE.DASH
    cadre.shadow.inherit = False
    texte = cadre.text_frame
    texte.margin_top = texte.margin_bottom = Pt(0)
    texte.vertical_anchor = MSO_ANCHOR.MIDDLE
    p = texte.paragraphs[0]
    p.alignment = PP_ALIGN.CENTER
    morceau = p.add_run()
    morceau.text = MENTION
    morceau.font.size, morceau.font.bold, morceau.font.color.rgb = Pt(14), True, rvb(DEMONSTRATION)
