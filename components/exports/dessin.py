"""Un dessin : des formes et des textes posés dans un repère en points, écrits en SVG ou en PNG, sans navigateur.

Le même dessin sert au PDF (SVG : net à toute taille, texte qui se sélectionne) et à PowerPoint
(PNG : LibreOffice et les anciennes versions ne lisent pas le SVG).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from PIL import Image, ImageChops, ImageDraw, ImageFont

from components.exports.commun import POLICES, propre
from components.exports.mesure import largeur
from components.theme import ENCRE

POLICE_SVG = "Source Sans Pro"
SURECHANTILLON = 2  # le PNG se dessine deux fois plus grand puis se réduit : des bords lisses
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Forme:
    """Un polygone à anneaux (le premier est le bord, les suivants des trous) ou une ligne (ouverte).

    fond : couleur, vide pour rien ; hachure : couleur de traits obliques par-dessus le fond.
    """

    anneaux: tuple[tuple[Point, ...], ...]
    fond: str = ""
    trait: str = ""
    epaisseur: float = 1.0
    tirets: bool = False
    hachure: str = ""
    ouverte: bool = False


@dataclass(frozen=True, slots=True)
class Texte:
    """Un texte posé sur sa ligne de base ; ancre : debut, milieu ou fin ; cartouche : couleur du fond derrière lui."""

    place: Point
    texte: str
    corps: float
    couleur: str = ENCRE
    gras: bool = False
    ancre: str = "debut"
    cartouche: str = ""


@dataclass(slots=True)
class Dessin:
    """Une surface en points et ce qui s'y pose, du fond vers le dessus."""

    largeur: float
    hauteur: float
    elements: list[Forme | Texte] = field(default_factory=list)

    def rectangle(self, x: float, y: float, large: float, haut: float, **style: object) -> None:
        """Un rectangle ; `style` : les champs de Forme."""
        coins = ((x, y), (x + large, y), (x + large, y + haut), (x, y + haut))
        self.elements.append(Forme((coins,), **style))

    def ligne(self, points: Sequence[Point], couleur: str, epaisseur: float = 1.0, tirets: bool = False) -> None:
        """Une ligne brisée."""
        self.elements.append(Forme((tuple(points),), trait=couleur, epaisseur=epaisseur, tirets=tirets, ouverte=True))

    def texte(self, x: float, y: float, texte: str, corps: float, **style: object) -> None:
        """Un texte ; `style` : les champs de Texte."""
        self.elements.append(Texte((x, y), propre(texte), corps, **style))

    def svg(self) -> str:
        """Le dessin en SVG ; tout texte y est neutralisé."""
        motifs = sorted({e.hachure for e in self.elements if isinstance(e, Forme) and e.hachure})
        definitions = "".join(
            f'<pattern id="h{i}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<line x1="0" y1="0" x2="0" y2="5" stroke={quoteattr(c)} stroke-width="2"/></pattern>'
            for i, c in enumerate(motifs)
        )
        corps = "".join(_forme_svg(e, motifs) if isinstance(e, Forme) else _texte_svg(e) for e in self.elements)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.largeur:g}pt" height="{self.hauteur:g}pt" '
            f'viewBox="0 0 {self.largeur:g} {self.hauteur:g}"><defs>{definitions}</defs>{corps}</svg>'
        )

    def png(self, echelle: float = 3.0) -> bytes:
        """Le dessin en PNG : `echelle` pixels par point (3 : 216 points par pouce)."""
        pas = echelle * SURECHANTILLON
        image = Image.new("RGB", (round(self.largeur * pas), round(self.hauteur * pas)), "white")
        for e in self.elements:
            if isinstance(e, Forme):
                _peindre_forme(image, e, pas)
            else:
                _peindre_texte(image, e, pas)
        image = image.resize((round(self.largeur * echelle), round(self.hauteur * echelle)), Image.Resampling.BOX)
        tampon = io.BytesIO()
        image.save(tampon, "PNG", dpi=(72 * echelle, 72 * echelle))
        return tampon.getvalue()


def _forme_svg(f: Forme, motifs: list[str]) -> str:
    fin = "" if f.ouverte else "Z"
    trace = " ".join("M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in anneau) + fin for anneau in f.anneaux)
    tirets = ' stroke-dasharray="5 3.5"' if f.tirets else ""
    trait = f' stroke={quoteattr(f.trait)} stroke-width="{f.epaisseur:g}"{tirets}' if f.trait else ""
    fond = quoteattr(f.fond) if f.fond and not f.ouverte else '"none"'
    rendu = f'<path d="{trace}" fill={fond} fill-rule="evenodd" stroke-linejoin="round"{trait}/>'
    if f.hachure:
        rendu += f'<path d="{trace}" fill="url(#h{motifs.index(f.hachure)})" fill-rule="evenodd"/>'
    return rendu


_ANCRES_SVG = {"debut": "start", "milieu": "middle", "fin": "end"}


def _cartouche(t: Texte, large: float) -> tuple[float, float, float, float]:
    """(gauche, haut, droite, bas) du fond derrière un texte de cette largeur."""
    x, y = t.place
    gauche = x - {"debut": 0.0, "milieu": 0.5, "fin": 1.0}[t.ancre] * large
    return gauche - 2, y - t.corps * 0.86, gauche + large + 2, y + t.corps * 0.3


def _texte_svg(t: Texte) -> str:
    fond = ""
    if t.cartouche:
        g, h, d, b = _cartouche(t, largeur(t.texte, t.corps, t.gras))
        fond = (
            f'<rect x="{g:.1f}" y="{h:.1f}" width="{d - g:.1f}" height="{b - h:.1f}" '
            f'fill={quoteattr(t.cartouche)} fill-opacity="0.85"/>'
        )
    return fond + (
        f'<text x="{t.place[0]:.2f}" y="{t.place[1]:.2f}" font-family="{POLICE_SVG}" font-size="{t.corps:g}" '
        f'font-weight="{700 if t.gras else 400}" fill={quoteattr(t.couleur)} '
        f'text-anchor="{_ANCRES_SVG[t.ancre]}">{escape(t.texte)}</text>'
    )


def _peindre_forme(image: Image.Image, f: Forme, pas: float) -> None:
    plume = ImageDraw.Draw(image)
    anneaux = [[(x * pas, y * pas) for x, y in anneau] for anneau in f.anneaux]
    trait = max(1, round(f.epaisseur * pas))
    if not f.ouverte and (f.fond or f.hachure):
        _remplir(image, f, anneaux, pas)
    if f.trait:
        for anneau in anneaux:
            points = anneau if f.ouverte else [*anneau, anneau[0]]
            for morceau in _tirets(points, pas) if f.tirets else [points]:
                plume.line(morceau, fill=f.trait, width=trait, joint="curve")


def _remplir(image: Image.Image, f: Forme, anneaux: list[list[Point]], pas: float) -> None:
    """Le fond puis la hachure, sur la seule étendue de la forme : les trous restent vides."""
    xs, ys = [x for x, _ in anneaux[0]], [y for _, y in anneaux[0]]
    gauche, haut = int(min(xs)), int(min(ys))
    taille = (int(max(xs)) - gauche + 2, int(max(ys)) - haut + 2)
    masque = Image.new("L", taille, 0)
    gomme = ImageDraw.Draw(masque)
    for rang, anneau in enumerate(anneaux):
        gomme.polygon([(x - gauche, y - haut) for x, y in anneau], fill=0 if rang else 255)
    if f.fond:
        image.paste(f.fond, (gauche, haut), masque)
    if f.hachure:
        image.paste(f.hachure, (gauche, haut), ImageChops.multiply(masque, _masque_de_hachures(taille, pas)))


@lru_cache(maxsize=4)
def _masque_de_hachures(taille: tuple[int, int], pas: float) -> Image.Image:
    """Des traits obliques sur toute la surface : la démonstration se voit sans couleur."""
    masque = Image.new("L", taille, 0)
    plume = ImageDraw.Draw(masque)
    ecart, epaisseur = max(4, round(7 * pas)), max(1, round(1.4 * pas))
    for x in range(-taille[1], taille[0], ecart):
        plume.line([(x, taille[1]), (x + taille[1], 0)], fill=255, width=epaisseur)
    return masque


def _tirets(points: Sequence[Point], pas: float) -> list[list[Point]]:
    """La ligne en tirets de cinq points, séparés de trois et demi."""
    plein, vide = 5 * pas, 3.5 * pas
    morceaux: list[list[Point]] = []
    trace, reste, courant = True, plein, [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        longueur = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        fait = 0.0
        while longueur - fait > reste:
            fait += reste
            ici = (x0 + (x1 - x0) * fait / longueur, y0 + (y1 - y0) * fait / longueur)
            if trace:
                morceaux.append([*courant, ici])
            trace, courant = not trace, [ici]
            reste = plein if trace else vide
        reste -= longueur - fait
        if trace:
            courant.append((x1, y1))
    return [*morceaux, courant] if trace and len(courant) > 1 else morceaux


@lru_cache(maxsize=32)
def _police_png(gras: bool, corps: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(POLICES / f"SourceSansPro-{'Bold' if gras else 'Regular'}.ttf"), corps)


def _peindre_texte(image: Image.Image, t: Texte, pas: float) -> None:
    police = _police_png(t.gras, max(1, round(t.corps * pas)))
    plume = ImageDraw.Draw(image, "RGBA")
    if t.cartouche:
        coins = _cartouche(t, police.getlength(t.texte) / pas)
        plume.rectangle([c * pas for c in coins], fill=(255, 255, 255, 217))
    ancre = {"debut": "ls", "milieu": "ms", "fin": "rs"}[t.ancre]
    plume.text((t.place[0] * pas, t.place[1] * pas), t.texte, font=police, fill=t.couleur, anchor=ancre)
