"""Freiner qui essaie des mots de passe : de plus en plus lentement, seul ou à plusieurs.

Rien n'attend sur le serveur : un essai fait trop tôt est refusé, et la page dit quand revenir. Chaque mot de
passe a son compte dans la session (`cle`), et chacun a aussi le sien pour tout le serveur.
"""

import time
from collections import defaultdict, deque
from collections.abc import MutableMapping
from threading import Lock
from typing import Any

# L'attente après le premier échec, le deuxième… ; la dernière vaut pour tous les suivants.
ATTENTES = (1.0, 2.0, 4.0, 8.0, 900.0)
ECHECS_COMMUNS, FENETRE = 30, 600.0
# Un seul poste ne peut pas user tous les essais des autres. Une salle entière n'a souvent qu'une adresse : large.
ECHECS_D_UN_POSTE = 20
CLE = "comite_essais"


class EssaisCommuns:
    """Les échecs de toutes les sessions du serveur : trente au plus en dix minutes, pour chaque mot de passe.

    Une session se recommence d'un rechargement de page ; ce compte-là, non. Un compte par mot de passe : qui s'acharne
    sur celui du comité ne ferme pas la porte de l'équipe. La mémoire est bornée : trente échecs par mot de passe.
    """

    def __init__(self) -> None:
        self._verrou = Lock()
        self._echecs: defaultdict[str, deque[tuple[float, str]]] = defaultdict(deque)

    def reserver(self, maintenant: float, porte: str, poste: str = "") -> float:
        """Compte un échec d'avance et rend 0, ou rend le nombre de secondes à attendre sans rien compter.

        porte : le nom du mot de passe (jamais un texte venu du dehors) ; poste : l'adresse de qui essaie, « » si elle
        n'est pas connue. Compté avant la comparaison : cent essais simultanés ne passent pas ensemble.
        """
        with self._verrou:
            echecs = self._echecs[porte]
            while echecs and echecs[0][0] <= maintenant - FENETRE:
                echecs.popleft()
            siens = [quand for quand, qui in echecs if poste and qui == poste]
            if len(siens) >= ECHECS_D_UN_POSTE:
                return siens[0] + FENETRE - maintenant
            if len(echecs) >= ECHECS_COMMUNS:
                return echecs[0][0] + FENETRE - maintenant
            echecs.append((maintenant, poste))
            return 0.0

    def rendre(self, quand: float, porte: str, poste: str = "") -> None:
        """Retire l'échec compté d'avance : le mot de passe était le bon."""
        with self._verrou:
            if (quand, poste) in self._echecs[porte]:
                self._echecs[porte].remove((quand, poste))


COMMUNS = EssaisCommuns()


def horloge() -> float:
    """Des secondes qui ne reculent jamais, même si l'on change l'heure de la machine."""
    return time.monotonic()


def attente(session: MutableMapping[str, Any], maintenant: float, cle: str = CLE) -> float:
    """Le nombre de secondes avant que cette session puisse essayer de nouveau, 0 si elle le peut."""
    _, pas_avant = session.get(cle, (0, 0.0))
    return max(0.0, pas_avant - maintenant)


def noter_echec(session: MutableMapping[str, Any], maintenant: float, cle: str = CLE) -> None:
    """Un échec de plus dans cette session : l'attente s'allonge."""
    echecs, _ = session.get(cle, (0, 0.0))
    session[cle] = (echecs + 1, maintenant + ATTENTES[min(echecs, len(ATTENTES) - 1)])


def oublier(session: MutableMapping[str, Any], cle: str = CLE) -> None:
    """Le bon mot de passe efface les échecs de la session."""
    session.pop(cle, None)
