"""Les présentations : des suites d'étapes, toutes prêtes (`presentations.csv`) ou composées d'un panier.

Une étape montre un ou plusieurs blocs du recueil, les mêmes qu'à l'écran. Dans la table, « {quartier} » est le
code du quartier choisi, et une étoile finale vaut « tous les blocs dont l'identifiant commence ainsi » : une
année de plus dans les données change l'identifiant d'un bloc, pas la présentation.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from data.entrepot import Entrepot
from data.modele import Bloc
from data.vues.recueil import blocs_commencant, panier, resoudre

QUARTIER = "{quartier}"
SEPARATEUR = ";"
ETOILE = "*"
CHIFFRES_ENSEMBLE = ("chiffre", "texte")  # ces genres se lisent côte à côte ; un graphique veut tout l'écran


@dataclass(frozen=True, slots=True)
class Presentation:
    """Une suite toute prête : son code (dans l'adresse), son titre, ses étapes ; par_quartier : en demande un."""

    code: str
    titre: str
    etapes: tuple[tuple[str, str], ...]
    par_quartier: bool


@dataclass(frozen=True, slots=True)
class Etape:
    """Ce qui se projette en une fois : un intitulé court et les blocs montrés."""

    intitule: str
    blocs: tuple[Bloc, ...]


def presentations(entrepot: Entrepot) -> Mapping[str, Presentation]:
    """Code -> présentation, dans l'ordre de la table ; les étapes dans l'ordre de leur numéro."""
    lignes = sorted(entrepot.table("presentations").dictionnaires(), key=lambda r: int(r["ordre"]))
    codes = dict.fromkeys(r["presentation"] for r in entrepot.table("presentations").dictionnaires())
    rendu = {}
    for code in codes:
        siennes = [r for r in lignes if r["presentation"] == code]
        etapes = tuple((r["intitule"], r["blocs"]) for r in siennes)
        rendu[code] = Presentation(code, siennes[0]["titre"], etapes, any(QUARTIER in b for _, b in etapes))
    return rendu


def etapes(entrepot: Entrepot, presentation: Presentation, quartier: str = "") -> tuple[Etape, ...]:
    """Les étapes qui ont quelque chose à montrer ; quartier : code QPV, pour une présentation qui en demande un."""
    rendues = []
    for intitule, demande in presentation.etapes:
        trouves = _trouver(entrepot, demande.replace(QUARTIER, quartier.lower()))
        if trouves:
            rendues.append(Etape(intitule, trouves))
    return tuple(rendues)


def etapes_du_panier(entrepot: Entrepot, texte: str) -> tuple[Etape, ...]:
    """Une étape par bloc du panier ; un identifiant qui ne désigne plus rien est passé."""
    return tuple(Etape(bloc.titre, (bloc,)) for bloc in panier(entrepot, texte)[0])


def _trouver(entrepot: Entrepot, demande: str) -> tuple[Bloc, ...]:
    """Les blocs d'une case de la table. D'un graphique à étoile, seul le premier : c'est l'année la plus récente."""
    trouves: list[Bloc] = []
    for motif in filter(None, (m.strip() for m in demande.split(SEPARATEUR))):
        if not motif.endswith(ETOILE):
            trouves.extend(filter(None, [resoudre(entrepot, motif)]))
            continue
        semblables = blocs_commencant(entrepot, motif[: -len(ETOILE)])
        ensemble = [b for b in semblables if b.genre in CHIFFRES_ENSEMBLE]
        trouves.extend(ensemble or semblables[:1])
    return tuple(trouves)
