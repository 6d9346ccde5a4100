"""Les tables natives d'une présentation : largeurs calculées, coupées en plusieurs diapositives si besoin."""

from collections.abc import Sequence
from dataclasses import dataclass

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from components.exports.commun import propre
from components.exports.gabarit import Zone
from components.exports.mesure import FACTEUR_DIAPOSITIVE, INTERLIGNE, largeur, nombre_de_lignes
from components.exports.natifs_commun import rvb
from components.theme import ALERTE, DEMONSTRATION, ENCRE, ENCRE_DOUCE, FOND_DOUX
from data.formats import LIBELLES_STATUTS
from data.modele import STATUTS_SANS_VALEUR, Cellule, Tableau

MARGE_X, MARGE_Y = 5.0, 2.5
CORPS = (13, 9)
LETTRES_UTILES = 60  # au-delà, un texte passe à la ligne : il ne réclame pas plus de largeur


@dataclass(frozen=True, slots=True)
class Page:
    """Une partie d'une table qui tient sur une diapositive ; mesures en points."""

    tableau: Tableau
    corps: int
    largeurs: tuple[float, ...]
    hauteurs: tuple[float, ...]


def texte_de_cellule(c: Cellule) -> str:
    """Ce qui s'écrit dans une case : la valeur, puis son statut quand il n'est pas ordinaire."""
    doute = c.statut if c.valeur is not None and c.statut in ("conteste", "corrige", "calcule", "demonstration") else ""
    return propre(c.texte + (f" ({LIBELLES_STATUTS[doute]})" if doute else ""))


def paginer(tableau: Tableau, zone: Zone) -> list[Page]:
    """La table en pages : au plus grand corps qui la fait tenir en une, sinon au corps moyen sur plusieurs."""
    for corps in range(CORPS[0], CORPS[1] + 1, -1):
        largeurs = largeurs_des_colonnes(tableau, zone.large, corps)
        hauteurs = _hauteurs(tableau, largeurs, corps)
        if sum(hauteurs) <= zone.haut:
            return [Page(tableau, corps, largeurs, hauteurs)]
    corps = CORPS[1] + 1 if len(tableau.entetes) > 5 else CORPS[1] + 2
    largeurs = largeurs_des_colonnes(tableau, zone.large, corps)
    tete, *hauteurs = _hauteurs(tableau, largeurs, corps)
    pages: list[Page] = []
    debut, haut = 0, tete
    for rang, h in enumerate(hauteurs):
        # Un intertitre ne reste pas seul au bas d'une page : il compte avec la ligne qui le suit.
        besoin = h + (hauteurs[rang + 1] if _intertitre(tableau, rang) and rang + 1 < len(hauteurs) else 0)
        if rang > debut and haut + besoin > zone.haut:
            pages.append(_page(tableau, debut, rang, corps, largeurs, tete, hauteurs))
            debut, haut = rang, tete
        haut += h
    return [*pages, _page(tableau, debut, len(hauteurs), corps, largeurs, tete, hauteurs)]


def _intertitre(tableau: Tableau, rang: int) -> bool:
    """Vrai pour une ligne dont seule la première case est écrite."""
    premiere, *reste = tableau.lignes[rang]
    return bool(premiere.texte) and bool(reste) and not any(c.texte for c in reste)


def _page(
    tableau: Tableau, debut: int, fin: int, corps: int, largeurs: tuple[float, ...], tete: float, hauteurs: list[float]
) -> Page:
    extrait = Tableau(tableau.titre, tableau.entetes, tableau.lignes[debut:fin])
    return Page(extrait, corps, largeurs, (tete, *hauteurs[debut:fin]))


def _colonnes(tableau: Tableau) -> list[list[str]]:
    return [
        [propre(entete), *(texte_de_cellule(ligne[i]) for ligne in tableau.lignes)]
        for i, entete in enumerate(tableau.entetes)
    ]


def largeurs_des_colonnes(
    tableau: Tableau, place: float, corps: float, facteur: float = FACTEUR_DIAPOSITIVE
) -> tuple[float, ...]:
    """Les largeurs, en points, qui se partagent `place`.

    Chaque colonne a au moins son mot le plus long ; le reste se partage selon la longueur des textes.
    """
    colonnes = _colonnes(tableau)
    marges = 2 * MARGE_X
    minima = [
        max(largeur(mot, corps, True) for texte in textes for mot in texte.split(" ")) * facteur + marges
        for textes in colonnes
    ]
    voulues = [
        max(m, max(largeur(t[:LETTRES_UTILES], corps) for t in textes) * facteur * _insistance(textes) + marges)
        for m, textes in zip(minima, colonnes, strict=True)
    ]
    if sum(minima) >= place:
        return tuple(m * place / sum(minima) for m in minima)
    reste = place - sum(minima)
    envies = [v - m for v, m in zip(voulues, minima, strict=True)]
    total = sum(envies)
    if total <= reste:  # toutes les colonnes ont ce qu'elles veulent : la table ne s'étire pas plus qu'à moitié
        surplus = min(reste - total, sum(voulues) * 0.5) / len(voulues)
        return tuple(v + surplus for v in voulues)
    return tuple(m + e * reste / total for m, e in zip(minima, envies, strict=True))


def _insistance(textes: Sequence[str]) -> float:
    """Ce qu'une colonne de longs textes demande en plus, pour que la table soit moins haute."""
    moyenne = sum(map(len, textes)) / len(textes)
    return max(1.0, (moyenne / LETTRES_UTILES) ** 0.8)


def _hauteurs(tableau: Tableau, largeurs: Sequence[float], corps: int) -> tuple[float, ...]:
    def haut(textes: Sequence[tuple[str, str]], gras: bool) -> float:
        besoins = []
        for (texte, repere), large in zip(textes, largeurs, strict=True):
            utile = large - 2 * MARGE_X
            n = nombre_de_lignes(texte, utile, corps, gras, FACTEUR_DIAPOSITIVE)
            m = nombre_de_lignes(repere, utile, corps - 2, False, FACTEUR_DIAPOSITIVE) if repere else 0
            besoins.append((n * corps + m * (corps - 2)) * INTERLIGNE)
        return max(besoins) + 2 * MARGE_Y

    return (
        haut([(propre(e), "") for e in tableau.entetes], True),
        *(haut([(texte_de_cellule(c), propre(c.repere)) for c in ligne], False) for ligne in tableau.lignes),
    )


def poser_table(diapo: Slide, page: Page, zone: Zone) -> None:
    """La table native de cette page, en haut de la zone."""
    lignes, colonnes = len(page.tableau.lignes) + 1, len(page.tableau.entetes)
    x, y, _, _ = zone.emu
    cadre = diapo.shapes.add_table(lignes, colonnes, x, y, Pt(sum(page.largeurs)), Pt(sum(page.hauteurs)))
    cadre.name = propre(page.tableau.titre)[:80]
    cadre._element.nvGraphicFramePr.cNvPr.set("descr", propre(f"Table : {page.tableau.titre}"))
    table = cadre.table
    table._tbl.tblPr.set("bandRow", "0")
    for i, large in enumerate(page.largeurs):
        table.columns[i].width = Pt(large)
    nombres = {i for ligne in page.tableau.lignes for i, c in enumerate(ligne) if c.valeur is not None}
    for rang, haut in enumerate(page.hauteurs):
        table.rows[rang].height = Pt(haut)
        for i in range(colonnes):
            case = table.cell(rang, i)
            case.margin_left = case.margin_right = Pt(MARGE_X)
            case.margin_top = case.margin_bottom = Pt(MARGE_Y)
            case.vertical_anchor = MSO_ANCHOR.MIDDLE
            case.fill.solid()
            case.fill.fore_color.rgb = rvb(FOND_DOUX if rang == 0 else "#ffffff")
            a_droite = i in nombres
            if rang == 0:
                _ecrire(case, propre(page.tableau.entetes[i]), page.corps, rvb(ENCRE), a_droite, gras=True)
            else:
                _ecrire_cellule(case, page.tableau.lignes[rang - 1][i], page.corps, a_droite, premiere=i == 0)
            _filet(case._tc)
    for rang in range(len(page.tableau.lignes)):
        if _intertitre(page.tableau, rang):
            table.cell(rang + 1, 0).merge(table.cell(rang + 1, colonnes - 1))


def _ecrire_cellule(case, c: Cellule, corps: int, a_droite: bool, *, premiere: bool) -> None:
    absente = c.valeur is None and c.statut in STATUTS_SANS_VALEUR
    teinte = {"conteste": ALERTE, "corrige": ALERTE, "demonstration": DEMONSTRATION}.get(c.statut, ENCRE)
    couleur = rvb(ENCRE_DOUCE if absente else teinte if c.valeur is not None else ENCRE)
    _ecrire(case, texte_de_cellule(c), corps, couleur, a_droite, gras=premiere, italique=absente)
    if c.repere:
        p = case.text_frame.add_paragraph()
        p.alignment = PP_ALIGN.RIGHT if a_droite else PP_ALIGN.LEFT
        morceau = p.add_run()
        morceau.text = propre(c.repere)
        morceau.font.size, morceau.font.color.rgb = Pt(corps - 2), rvb(ENCRE_DOUCE)


def _ecrire(
    case, texte: str, corps: int, couleur: RGBColor, a_droite: bool, *, gras: bool = False, italique: bool = False
) -> None:
    p = case.text_frame.paragraphs[0]
    p.alignment = PP_ALIGN.RIGHT if a_droite else PP_ALIGN.LEFT
    morceau = p.add_run()
    morceau.text = texte
    police = morceau.font
    police.size, police.bold, police.italic, police.color.rgb = Pt(corps), gras, italique, couleur
    if not texte:  # une case vide garde la hauteur de son dernier signe : 18 points, sans cela
        p._p.append(p._p.makeelement(qn("a:endParaRPr"), {"sz": str(corps * 100)}))


def _filet(case) -> None:
    """Un filet gris sous la case, rien ailleurs."""
    proprietes = case.get_or_add_tcPr()
    for bord in ("a:lnL", "a:lnR", "a:lnT", "a:lnB"):
        trait = proprietes.makeelement(qn(bord), {"w": "9525" if bord == "a:lnB" else "0"})
        remplissage = trait.makeelement(qn("a:solidFill" if bord == "a:lnB" else "a:noFill"), {})
        if bord == "a:lnB":
            remplissage.append(remplissage.makeelement(qn("a:srgbClr"), {"val": "C3CCCA"}))
        trait.append(remplissage)
        # Le schéma veut les bords avant le remplissage de la case.
        proprietes.insert(("a:lnL", "a:lnR", "a:lnT", "a:lnB").index(bord), trait)
