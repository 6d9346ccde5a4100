"""Le seul endroit qui garde quelque chose en mémoire : tables et contours, lus une fois.

Les objets sont figés et partagés entre toutes les personnes connectées. Quand un fichier change,
la signature du dossier change, et la visite suivante relit. Un simple cache de fonction suffit
ici, et il est vingt fois plus rapide que celui de Streamlit, qui hache ses arguments à chaque appel.
"""

from functools import lru_cache
from pathlib import Path
from threading import Lock

from data.dossiers import dossier_contours, dossier_historique, dossier_tables
from data.entrepot import Entrepot, charger, signature_fichiers
from data.fautes import Faute
from data.versions import Journal, lire
from geo.contours import Contours, charger_contours

# Trente personnes qui arrivent ensemble sur un serveur neuf ne doivent pas lire trente fois.
_verrou = Lock()


@lru_cache(maxsize=2)
def _entrepot(dossier: Path, signature: tuple) -> Entrepot:
    return charger(dossier)


@lru_cache(maxsize=2)
def _contours(dossier: Path, signature: tuple, codes: frozenset[str]) -> Contours:
    return charger_contours(dossier, codes)


@lru_cache(maxsize=2)
def _journal(historique: Path, dossier: Path, signatures: tuple) -> Journal:
    return lire(historique, dossier)


def entrepot() -> Entrepot:
    """Les tables validées, partagées ; relues si un fichier a changé."""
    dossier = dossier_tables()
    with _verrou:
        return _entrepot(dossier, signature_fichiers(dossier))


def contours() -> Contours:
    """Les contours vérifiés, partagés ; relus si un fichier a changé."""
    dossier, codes = dossier_contours(), frozenset(entrepot().territoires)
    with _verrou:
        return _contours(dossier, signature_fichiers(dossier), codes)


def journal() -> Journal:
    """Ce que les commandes ont changé aux tables, version par version ; relu si un fichier a changé."""
    historique, dossier = dossier_historique(), dossier_tables()
    with _verrou:
        return _journal(historique, dossier, (signature_fichiers(historique), signature_fichiers(dossier)))


def fautes() -> tuple[Faute, ...]:
    """Tout ce qui cloche dans les fichiers, tables puis contours."""
    return (*entrepot().fautes, *contours().fautes)
