"""La carte d'un bloc : une teinte ou un rond par quartier, sa valeur écrite dessus, une légende en mots."""

from collections.abc import Mapping, Sequence
from math import sqrt

from components.cartes import Clic, Zone, afficher_carte
from components.echelle import echelle
from components.html import Html, assembler, balise, montrer
from components.theme import (
    ACCENT,
    ALERTE,
    ENCRE,
    FOND_DOUX,
    GRIS_COMPARAISON,
    RAMPE,
    SANS_VALEUR,
    TEINTES_PILIERS,
    teinte,
)
from data.blocs import valeur_de_ligne
from data.entrepot import Entrepot
from data.formats import LIBELLES_STATUTS, annee_lisible, nombre, valeur_unite
from data.modele import Bloc, Ligne
from data.vues.credits import PartPilier, ordre_des_parts
from geo.contours import Contour, Contours

FOND_DES_RONDS = "#e3ecec"
RAYON_MAXIMAL, RAYON_MINIMAL = 46.0, 4.0
# En dessous, le nombre ne tient pas dans son morceau de barre : il reste dans la bulle et dans la table.
PART_ECRITE = 12
# En dessous, il ne tient que sur une grande carte : la feuille de style de la carte le retire des petites.
PART_SURE = 20
# « vw » est la largeur de la carte : sur une tablette, les étiquettes de deux quartiers voisins ne se chevauchent pas.
LARGEUR_BARRE = "clamp(84px, 17.5vw, 176px)"


def rayon(valeur: float | None, haut: float) -> float:
    """Le rayon d'un rond en pixels : sa surface est proportionnelle à la valeur. 0 sans valeur, ou pour zéro."""
    if not valeur or valeur < 0 or haut <= 0:
        return 0.0
    return max(RAYON_MAXIMAL * sqrt(valeur / haut), RAYON_MINIMAL)


def _etiquette(nom: str, ligne: Ligne, parts: Sequence[PartPilier]) -> Html:
    """Le nom, la valeur et la part de chaque pilier, sur un fond clair : lisibles quelle que soit la teinte dessous."""
    return balise(
        "div",
        balise("b", nom),
        balise("br"),
        valeur_de_ligne(ligne),
        _barre(parts),
        style="font:15px/1.2 sans-serif;text-align:center;background:rgba(255,255,255,.88);border-radius:6px;"
        "padding:2px 4px;width:fit-content;margin:auto;white-space:nowrap;"
        f"color:{ENCRE}",
    )


def _barre(parts: Sequence[PartPilier]) -> Html:
    """Une barre d'un seul tenant, un morceau par pilier, son pourcentage écrit dedans quand il y tient."""
    if not parts:
        return Html("")
    morceaux = (
        balise(
            "span",
            str(p.part) if p.part >= PART_ECRITE else "",
            classe="mince" if p.part < PART_SURE else "",
            style=f"width:{p.part}%;background:{_teinte_du_pilier(p.pilier)};border-right:1px solid #fff;"
            "box-sizing:border-box",
        )
        for p in parts
        if p.part
    )
    return balise(
        "div",
        assembler(*morceaux),
        style=f"display:flex;width:{LARGEUR_BARRE};height:18px;margin:2px auto 1px;border-radius:3px;overflow:hidden;"
        "font:600 12px/18px sans-serif;color:#fff",
    )


def _teinte_du_pilier(pilier: str) -> str:
    return TEINTES_PILIERS.get(pilier, GRIS_COMPARAISON[0])


def _infobulle(ligne: Ligne, parts: Sequence[PartPilier]) -> Html:
    m = ligne.mesure
    detail = ", ".join(f"{p.nom} {p.part} %" for p in parts)
    return assembler(
        balise("b", ligne.serie),
        balise("br"),
        f"{valeur_de_ligne(ligne)} ({annee_lisible(m.annee)}, {LIBELLES_STATUTS.get(m.statut, m.statut)})",
        *((balise("br"), detail) if detail else ()),
    )


def carte_indicateur(
    bloc: Bloc,
    contours: Contours,
    entrepot: Entrepot,
    *,
    choisi: str = "",
    hauteur: int = 600,
    surimpression: Sequence[Contour] = (),
    legende: str = "",
    parts: dict[str, tuple[PartPilier, ...]] | None = None,
    ronds: bool = False,
    mention: str = "",
) -> Clic:
    """Dessine le bloc sur les contours de 2015 et rend le dernier clic sur un quartier.

    surimpression : d'autres contours, tiretés par-dessus ; legende : ce qu'ils sont ; parts : la part de chaque
    pilier, par quartier, écrite dans l'étiquette ; ronds : des ronds proportionnels au lieu des teintes ;
    mention : à écrire dans la carte, à la place de « données de démonstration ».
    """
    parts = parts or {}
    lignes = {x.mesure.territoire: x for x in bloc.lignes}
    # Ce qui n'a pas de contour (« Sans quartier précisé ») ne doit pas étirer la gamme des teintes.
    dessinees = [lignes[c.code] for c in contours.quartiers_2015 if c.code in lignes]
    bas, haut = echelle(dessinees)
    sommet = max((x.mesure.valeur for x in dessinees if x.mesure.valeur is not None), default=0.0)
    zones = [
        Zone(
            contour=c,
            couleur=FOND_DES_RONDS if ronds else teinte(lignes[c.code].mesure.valeur, bas, haut),
            etiquette=_etiquette(entrepot.territoires[c.code].nom_court, lignes[c.code], parts.get(c.code, ())),
            infobulle=_infobulle(lignes[c.code], parts.get(c.code, ())),
            rayon=rayon(lignes[c.code].mesure.valeur, sommet) if ronds else 0.0,
            hachure=lignes[c.code].mesure.statut == "demonstration",
        )
        for c in contours.quartiers_2015
        if c.code in lignes
    ]
    if not zones:
        montrer(
            balise(
                "p",
                "Les contours des quartiers ne sont pas disponibles : la carte ne peut pas être dessinée. "
                "Les valeurs restent lisibles dans la table.",
                classe="reserve",
            )
        )
        return Clic("", 0)
    mention = mention or ("DONNÉES DE DÉMONSTRATION" if bloc.demonstration else "")
    clique = afficher_carte(
        contours,
        zones,
        # La mention est dans le fond de carte : une carte par mention, et une seule pour tous les piliers.
        f"carte_{bloc.genre}_{mention or 'reel'}",
        hauteur=hauteur,
        choisi=choisi,
        mention=mention,
        surimpression=surimpression,
    )
    montrer(
        assembler(
            _legende(
                bloc, bas, sommet if ronds else haut, legende if surimpression else "", ronds, bool(contours.commune)
            ),
            _legende_des_parts(ordre_des_parts(entrepot, parts)),
        )
    )
    return clique


def _legende_des_parts(piliers: Mapping[str, str]) -> Html:
    """Ce que disent les couleurs de la barre posée sous chaque quartier ; piliers : code -> nom, dans l'ordre."""
    if not piliers:
        return Html("")
    return balise(
        "ul",
        balise("li", "Barres, part en %, de gauche à droite :"),
        assembler(*(_pastille(_teinte_du_pilier(p), nom) for p, nom in piliers.items())),
        classe="legende",
        aria_label="Légende des piliers",
    )


def _classes_de_legende(bloc: Bloc, bas: float, haut: float, ronds: bool) -> Html:
    """Les cinq teintes et leurs bornes sur une seule ligne, l'unité à la fin ; ou ce que vaut le plus grand rond."""
    unite, decimales = bloc.lignes[0].unite, bloc.lignes[0].decimales
    if ronds:
        dit = f"rond : surface proportionnelle ; le plus grand vaut {valeur_unite(haut, unite, decimales)}"
        return _pastille(ACCENT, dit)
    if haut == bas:
        return _pastille(RAMPE[len(RAMPE) // 2], valeur_unite(bas, unite, decimales))
    pas = (haut - bas) / len(RAMPE)
    decimales = next(d for d in (decimales, 1, 2, 3) if d >= decimales and round(pas, d) == round(pas, 6))
    bornes = [nombre(bas + pas * i, decimales) for i in range(len(RAMPE))]
    dits = (
        assembler(b, " ", balise("span", classe="pastille", style=f"background:{t};margin:0 .4rem 0 .2rem"))
        for b, t in zip(bornes, RAMPE, strict=True)
    )
    return balise("li", assembler(*dits), valeur_unite(haut, unite, decimales))


def _pastille(teinte_: str, texte: str) -> Html:
    return balise("li", balise("span", classe="pastille", style=f"background:{teinte_}"), texte)


def _legende(bloc: Bloc, bas: float, haut: float, surimpression: str, ronds: bool, commune: bool) -> Html:
    """Les classes de la carte, bornes écrites en français ; ce que sont les contours par-dessus, s'il y en a.

    commune : vrai si son contour est dessiné autour des quartiers.
    """
    morceaux: list[tuple[str, str]] = []
    if any(x.mesure.valeur is None for x in bloc.lignes):
        morceaux.append((SANS_VALEUR, "pas de valeur"))
    if commune:
        morceaux.append((FOND_DOUX, "autour : la commune"))
    tiretes: list[tuple[str, str]] = []
    if bloc.demonstration:
        tiretes.append((ENCRE, "contour tireté : données de démonstration"))
    if surimpression:
        tiretes.append((ALERTE, surimpression))
    return balise(
        "ul",
        assembler(
            _classes_de_legende(bloc, bas, haut, ronds),
            *(_pastille(t, texte) for t, texte in morceaux),
            *(
                balise("li", balise("span", classe="pastille", style=f"border:2px dashed {t};background:#fff"), texte)
                for t, texte in tiretes
            ),
        ),
        classe="legende",
        aria_label="Légende de la carte",
    )
