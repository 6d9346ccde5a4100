"""Le modèle de présentation : le nôtre (16:9, sobre) ou celui de l'équipe, et les zones où l'on peut écrire.

Un modèle d'une autre taille, aux dispositions d'un autre nom ou d'un autre ordre, convient : on cherche
les emplacements par leur rôle (titre, pied, numéro), jamais par leur place dans la liste.
"""

import io
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Document
from pptx.slide import Slide, SlideLayout
from pptx.util import Emu, Pt

PAR_POINT = 12700  # dans l'unité de PowerPoint
LARGEUR, HAUTEUR = 13.333 * 72, 7.5 * 72  # 16:9, en points
POLICE = "Arial"  # présente, ou remplacée à largeur égale, sur tous les postes
TITRES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
PIEDS = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
POIDS_MAXIMAL = 40 * 1024 * 1024
TITRE_TROP_BAS, TITRE_TROP_HAUT = 0.3, 0.2  # parts de la hauteur de la diapositive
HAUTEUR_MINIMALE_TITRE = 56


class GabaritIllisible(ValueError):
    """Le fichier donné comme modèle n'est pas une présentation .pptx que l'on sait ouvrir."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Un rectangle de la diapositive, en points."""

    x: float
    y: float
    large: float
    haut: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """(gauche, haut, largeur, hauteur) dans l'unité de PowerPoint."""
        return Pt(self.x), Pt(self.y), Pt(max(1, self.large)), Pt(max(1, self.haut))


@dataclass(frozen=True, slots=True)
class Gabarit:
    """Une présentation vide et ce qu'il faut pour y poser des diapositives. `propre` : c'est notre modèle."""

    document: Document
    couverture: SlideLayout
    contenu: SlideLayout
    propre: bool

    @property
    def large(self) -> float:
        """La largeur d'une diapositive, en points."""
        return self.document.slide_width / PAR_POINT

    @property
    def haut(self) -> float:
        """La hauteur d'une diapositive, en points."""
        return self.document.slide_height / PAR_POINT

    @property
    def marge(self) -> float:
        """La marge des côtés, en points."""
        return round(self.large * 0.045)

    def zone_titre(self) -> Zone:
        """Où va le titre : là où le modèle le met, en haut, avec la place de deux lignes au moins."""
        titre = next((p for p in self.contenu.placeholders if p.placeholder_format.type in TITRES), None)
        defaut = Zone(self.marge, self.haut * 0.04, self.large - 2 * self.marge, self.haut * 0.145)
        if titre is None or titre.top is None or titre.height is None:
            return defaut
        z = Zone(*(v / PAR_POINT for v in (titre.left, titre.top, titre.width, titre.height)))
        if z.y > self.haut * TITRE_TROP_BAS or z.large < self.large * 0.5:
            return defaut
        return Zone(z.x, z.y, z.large, min(max(z.haut, HAUTEUR_MINIMALE_TITRE), self.haut * TITRE_TROP_HAUT))

    def zone_corps(self) -> Zone:
        """Entre le titre et le pied de page."""
        titre = self.zone_titre()
        haut = titre.y + titre.haut + 6
        bas = min((z.y for z in self._pieds().values()), default=self.haut - 28)
        return Zone(self.marge, haut, self.large - 2 * self.marge, max(60.0, bas - haut - 4))

    def _pieds(self) -> dict[Any, Zone]:
        """Les emplacements de pied de page du modèle de l'équipe qui sont bien en bas ; le nôtre n'en a pas besoin."""
        if self.propre:
            return {}
        return {
            p.placeholder_format.type: Zone(*(v / PAR_POINT for v in (p.left, p.top, p.width, p.height)))
            for p in self.contenu.placeholders
            if p.placeholder_format.type in PIEDS and p.top is not None and p.top / PAR_POINT > self.haut * 0.75
        }

    def zone_pied(self) -> Zone:
        """La ligne des dates, en bas, à gauche du numéro."""
        numero = self.zone_numero()
        place = self._pieds().get(PP_PLACEHOLDER.FOOTER)
        if place and place.large >= self.large * 0.25:
            return place
        return Zone(self.marge, numero.y, max(120.0, numero.x - self.marge - 10), numero.haut)

    def zone_numero(self) -> Zone:
        """Le numéro de page."""
        connu = self._pieds().get(PP_PLACEHOLDER.SLIDE_NUMBER)
        return connu or Zone(self.large - self.marge - 60, self.haut - 28, 60, 20)

    def nouvelle(self, disposition: SlideLayout) -> Slide:
        """Une diapositive qui ne garde de la disposition que son titre et son sous-titre."""
        diapo = self.document.slides.add_slide(disposition)
        gardes = (*TITRES, PP_PLACEHOLDER.SUBTITLE) if disposition is self.couverture else TITRES
        for emplacement in list(diapo.placeholders):
            if emplacement.placeholder_format.type not in gardes:
                emplacement._element.getparent().remove(emplacement._element)
        return diapo


def ouvrir(modele: bytes | None = None) -> Gabarit:
    """Le gabarit de l'équipe, vidé de ses diapositives, ou le nôtre. Lève GabaritIllisible, en français."""
    if modele is None:
        document = Presentation()
        _en_seize_neuviemes(document)
    else:
        document = _lire(modele)
    return _gabarit(document, modele is None)


def _gabarit(document: Document, propre: bool) -> Gabarit:
    contenu = min(document.slide_layouts, key=_inadequation)
    couverture = next(
        (d for d in document.slide_layouts if _roles(d) & {PP_PLACEHOLDER.CENTER_TITLE}),
        next(
            (d for d in document.slide_layouts if {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.SUBTITLE} <= _roles(d)), contenu
        ),
    )
    return Gabarit(document, couverture, contenu, propre)


def _roles(disposition: SlideLayout) -> set[Any]:
    return {p.placeholder_format.type for p in disposition.placeholders}


def _inadequation(disposition: SlideLayout) -> tuple[int, int]:
    """Une disposition vaut d'autant mieux qu'elle a un titre en haut et rien d'autre à remplir."""
    roles = [p.placeholder_format.type for p in disposition.placeholders]
    return (0 if PP_PLACEHOLDER.TITLE in roles else 1, sum(r not in (*TITRES, *PIEDS) for r in roles))


def _lire(modele: bytes) -> Document:
    if len(modele) > POIDS_MAXIMAL:
        raise GabaritIllisible("Le modèle dépasse 40 Mo : en donner un plus léger.")
    try:
        document = _vider(Presentation(io.BytesIO(modele)))
        if not len(document.slide_layouts):
            raise GabaritIllisible("Le modèle n'a aucune disposition : il faut un fichier .pptx avec son masque.")
        # Une pièce abîmée ne se voit parfois qu'en posant une diapositive, ou en enregistrant : on essaie d'abord.
        essai = _gabarit(document, False)
        for disposition in (essai.couverture, essai.contenu):
            essai.nouvelle(disposition)
        essai.zone_titre(), essai.zone_pied(), essai.zone_numero()
        essai.document.save(io.BytesIO())
        return _vider(Presentation(io.BytesIO(modele)))
    except GabaritIllisible:
        raise
    except Exception as erreur:  # un fichier abîmé fait lever de tout à la bibliothèque
        raise GabaritIllisible(
            "Ce modèle ne s'ouvre pas : il faut une présentation PowerPoint .pptx (ni .ppt, ni .potx, ni protégée)."
        ) from erreur


def _vider(document: Document) -> Document:
    liste = document.slides._sldIdLst
    for reference in list(liste):
        document.part.drop_rel(reference.rId)
        liste.remove(reference)
    return document


def _en_seize_neuviemes(document: Document) -> None:
    """Élargit le modèle fourni par la bibliothèque (4:3) et met ses polices et ses titres à notre goût."""
    ancienne = document.slide_width
    document.slide_width, document.slide_height = Emu(round(LARGEUR * PAR_POINT)), Emu(round(HAUTEUR * PAR_POINT))
    facteur = document.slide_width / ancienne
    maitre = document.slide_master
    for support in (maitre, *document.slide_layouts):
        for forme in support.shapes:
            transformation = forme._element.find(f".//{qn('a:xfrm')}")
            if transformation is not None:
                position, taille = transformation.find(qn("a:off")), transformation.find(qn("a:ext"))
                position.set("x", str(round(int(position.get("x")) * facteur)))
                taille.set("cx", str(round(int(taille.get("cx")) * facteur)))
    for titre in (p for p in maitre.placeholders if p.placeholder_format.type in TITRES):
        titre.left, titre.top = Pt(43), Pt(20)
        titre.width, titre.height = Pt(LARGEUR - 86), Pt(78)
    for partie in maitre.part.rels.values():
        if partie.reltype.endswith("/theme"):
            theme = partie.target_part
            texte = theme.blob.decode("utf-8").replace('typeface="Calibri"', f'typeface="{POLICE}"')
            theme._blob = texte.encode("utf-8")


def champ_numero(paragraphe: Any, style: Any) -> None:
    """Le numéro de la diapositive, en champ : il suit quand l'équipe déplace ou ajoute des diapositives."""
    champ = paragraphe._p.makeelement(qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"})
    if style is not None:
        champ.append(deepcopy(style))
    texte = champ.makeelement(qn("a:t"), {})
    texte.text = "‹N°›"
    champ.append(texte)
    paragraphe._p.append(champ)
