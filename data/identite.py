"""Comment s'appelle ce territoire : sa ville, son contrat, le nombre de ses quartiers, d'après `territoires.csv`."""

from functools import lru_cache

from data.entrepot import Entrepot
from data.formats import en_lettres, enumeration
from data.importation.etiquettes import normaliser
from data.modele import Territoire
from data.phrases import de, nom_dans_la_phrase

SITE = "Les quartiers prioritaires"


@lru_cache(maxsize=4)
def communes(entrepot: Entrepot) -> tuple[Territoire, ...]:
    """Les communes des quartiers ; à défaut de quartiers, celles du référentiel."""
    parents = dict.fromkeys(t.parent for t in entrepot.quartiers())
    leurs = tuple(t for c in parents if (t := entrepot.territoires.get(c)) and t.type == "commune")
    return leurs or tuple(t for t in entrepot.territoires.values() if t.type == "commune")


def agglomeration(entrepot: Entrepot) -> Territoire | None:
    """L'agglomération des tables, None si elles n'en ont pas."""
    return next((t for t in entrepot.territoires.values() if t.type == "epci"), None)


@lru_cache(maxsize=4)
def ensemble(entrepot: Entrepot) -> str:
    """Le code de l'ensemble des quartiers de la ville ; « » s'il n'y en a pas, ou s'il y a plusieurs villes."""
    villes = [t.code for t in communes(entrepot)]
    siens = [t.code for t in entrepot.territoires.values() if t.type == "ensemble_qpv" and [t.parent] == villes]
    return siens[0] if siens else ""


def de_la_ville(entrepot: Entrepot) -> str:
    """« de Carcassonne », « du Havre », « de Trèbes et de Berriac » ; « » si les tables n'ont pas de commune."""
    return enumeration([de(nom_dans_la_phrase(t)) for t in communes(entrepot)])


def titre_du_site(entrepot: Entrepot) -> str:
    """« Les quartiers prioritaires de Carcassonne »."""
    return f"{SITE} {de_la_ville(entrepot)}".strip()


def nom_du_site(entrepot: Entrepot) -> str:
    """Le titre, bon pour un nom de fichier : « quartiers-prioritaires-carcassonne »."""
    noms = " ".join(t.nom for t in communes(entrepot))
    return normaliser(f"quartiers prioritaires {noms}").replace(" ", "-")


def marque(entrepot: Entrepot) -> str:
    """« Contrat de ville · Carcassonne Agglo » : l'agglomération, à défaut la ville."""
    porteur = agglomeration(entrepot)
    noms = [porteur.nom] if porteur else [t.nom for t in communes(entrepot)]
    return " · ".join(("Contrat de ville", *noms))


def les_quartiers(entrepot: Entrepot, suite: str = "") -> str:
    """« les cinq quartiers », « le quartier » ; suite : un adjectif au singulier (« prioritaire »), accordé."""
    n = len(entrepot.quartiers())
    if n == 1:
        return f"le quartier {suite}".strip()
    return f"les {en_lettres(n)} quartiers {suite + 's' if suite else ''}".strip()


def nom_du_tableau(entrepot: Entrepot) -> str:
    """« Le tableau des cinq » ; « Le tableau » quand il n'y a qu'un quartier."""
    n = len(entrepot.quartiers())
    return f"Le tableau des {en_lettres(n)}" if n > 1 else "Le tableau"


def avec_combien(entrepot: Entrepot) -> str:
    """« des cinq quartiers », « du quartier »."""
    return de(les_quartiers(entrepot))
