"""Un dossier de blocs en présentation PowerPoint : graphiques et tables natifs, que l'équipe peut reprendre.

Une diapositive de titre, une par bloc (plus quand une table est longue, une pour plusieurs chiffres ou constats
courts), puis les sources. Rien n'est dessiné par un navigateur.
"""

import io
from datetime import date

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import PP_ALIGN
from pptx.slide import Slide
from pptx.util import Pt

from components.exports.cadre_diapo import Contexte, Style, ecrire, pied
from components.exports.commun import RAPPEL_MENTION, donnees_de, exiger_public, produit_le, propre
from components.exports.diapos_groupees import poser_annexes, poser_groupe, reunir
from components.exports.gabarit import PAR_POINT, GabaritIllisible, Zone, ouvrir
from components.exports.mesure import FACTEUR_DIAPOSITIVE, corps_qui_tient
from components.exports.natifs_commun import rvb
from components.theme import ACCENT, DEMONSTRATION, ENCRE, ENCRE_DOUCE
from data.entrepot import Entrepot
from data.vues.annexes import annexes
from data.vues.dossiers_prets import Dossier, Partie
from geo.contours import Contours

MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

__all__ = ["MIME", "GabaritIllisible", "diaporama"]


def diaporama(
    dossier: Dossier, entrepot: Entrepot, contours: Contours, jour: date, gabarit: bytes | None = None
) -> bytes:
    """Le fichier .pptx d'un dossier ; `gabarit` : la présentation modèle de l'équipe, vidée de ses diapositives.

    Lève ValueError si un bloc est réservé au comité ; GabaritIllisible (une phrase en français, à
    montrer telle quelle) si le modèle ne s'ouvre pas.
    """
    exiger_public(dossier.blocs)
    contexte = Contexte(ouvrir(gabarit), entrepot, contours, jour)
    _couverture(contexte, dossier)
    deja: set[str] = set()
    for partie in dossier.parties:
        neufs = [b for b in partie.blocs if b.identifiant not in deja]
        deja |= {b.identifiant for b in neufs}
        for ensemble in reunir(neufs):
            poser_groupe(contexte, _titre_de_partie(dossier, partie), ensemble)
    poser_annexes(contexte, "Les sources, et ce que valent les chiffres", annexes(dossier.blocs))
    proprietes = contexte.gabarit.document.core_properties
    proprietes.title, proprietes.language, proprietes.author = propre(dossier.titre), "fr-FR", ""
    proprietes.comments = f"Version des données : {entrepot.empreinte}"
    tampon = io.BytesIO()
    contexte.gabarit.document.save(tampon)
    return tampon.getvalue()


def _titre_de_partie(dossier: Dossier, partie: Partie) -> str:
    """« Fleming - La Reille : En bref » : le quartier se dit sur chaque diapositive qui n'a pas d'autre message."""
    dit = not dossier.code or dossier.titre in partie.titre
    return partie.titre if dit else f"{dossier.titre} : {partie.titre}"


def _couverture(contexte: Contexte, dossier: Dossier) -> None:
    """Le titre du dossier, ce qu'il contient, sa date ; la démonstration est dite dès la couverture."""
    gabarit = contexte.gabarit
    diapo = gabarit.nouvelle(gabarit.couverture)
    haut = gabarit.haut
    zone = Zone(gabarit.marge, haut * 0.22, gabarit.large - 2 * gabarit.marge, haut * 0.62)
    textes: list[tuple[str, Style]] = []
    if diapo.shapes.title is not None and not gabarit.propre:
        titre = diapo.shapes.title
        titre.text_frame.text = propre(dossier.titre)
        place = titre.width / PAR_POINT, titre.height / PAR_POINT
        corps = corps_qui_tient(propre(dossier.titre), *place, (40, 16), gras=True, facteur=FACTEUR_DIAPOSITIVE)
        titre.text_frame.paragraphs[0].font.size = Pt(corps)
    else:
        _retirer_sous_titre(diapo)
        titre = diapo.shapes.title or diapo.shapes.add_textbox(*zone.emu)
        titre.left, titre.top, titre.width, titre.height = Zone(zone.x, haut * 0.2, zone.large, haut * 0.2).emu
        titre.text_frame.text = propre(dossier.titre)
        police = titre.text_frame.paragraphs[0].font
        police.bold, police.color.rgb = True, rvb(ACCENT)
        titre.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        titre.text_frame.margin_left = 0
    detail = [t for t in (dossier.sous_titre, donnees_de(dossier.blocs), produit_le(contexte.jour)) if t]
    sous_titre = next((p for p in diapo.placeholders if p.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE), None)
    if sous_titre is not None:
        sous_titre.text_frame.text = propre(detail[0])
        textes = [(t, {"corps": 16, "couleur": ENCRE_DOUCE}) for t in detail[1:]]
        base = (sous_titre.top + sous_titre.height) / PAR_POINT
        zone = Zone(zone.x, min(base + 6, haut * 0.8), zone.large, haut * 0.12)
    else:
        textes = [(t, {"corps": 20, "couleur": ENCRE, "apres": 6}) for t in detail]
        zone = Zone(zone.x, haut * 0.42, zone.large, haut * 0.3)
    if any(b.demonstration for b in dossier.blocs):
        textes.append((RAPPEL_MENTION, {"corps": 16, "gras": True, "couleur": DEMONSTRATION}))
    ecrire(diapo, zone, textes)
    pied(contexte, diapo, dossier.blocs)


def _retirer_sous_titre(diapo: Slide) -> None:
    """Nos couvertures posent elles-mêmes leurs textes."""
    for emplacement in list(diapo.placeholders):
        if emplacement.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE:
            emplacement._element.getparent().remove(emplacement._element)
