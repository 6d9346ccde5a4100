"""Les chiffres du cadre de vie d'un quartier, quand il y en a : les montrer ne demande aucune ligne de code."""

from data.entrepot import Entrepot
from data.modele import Bloc
from data.montage import comparer_territoires, suivre_annees

DOMAINE = PILIER = "cadre_de_vie"


def blocs_cadre_de_vie(entrepot: Entrepot, code: str) -> tuple[Bloc, ...]:
    """Un bloc par indicateur et rubrique du domaine : la suite des années, ou la seule connue. () sans donnée."""
    blocs = []
    for fiche in entrepot.indicateurs.values():
        if fiche.domaine != DOMAINE:
            continue
        blocs += [
            suivre_annees(entrepot, code, fiche.code, (), modalite=modalite)
            or comparer_territoires(entrepot, code, fiche.code, (), modalite=modalite)
            for modalite in dict.fromkeys(m.modalite for m in entrepot.mesures_de(code, fiche.code))
        ]
    return tuple(b for b in blocs if b)
