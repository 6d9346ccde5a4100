"""Beaucoup de personnes à la fois : `python -m tests.bench.sessions`.

Toutes parlent au serveur par le vrai canal WebSocket (`tests.bench.canal`), depuis un autre processus de la même
machine ; une page Streamlit vide est mesurée de la même façon. Rien n'est affirmé ici : une machine chargée dépasse.

- **D'un coup** : N personnes entrent au même instant ; le temps jusqu'à la dernière page finie.
- **Étalées** : N personnes déjà entrées cliquent une fois chacune, réparties sur 10 secondes ; le 95e centile du
  délai, à côté de celui d'une personne seule.
- **Débit** : 20 personnes entrées, qui lisent 1 à 3 secondes entre deux clics pendant 20 secondes ; pages finies par
  seconde, à côté de la page vide. « Sans lire » est le pire : chacune clique dès que sa page est finie.
"""

import asyncio
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from websockets.exceptions import WebSocketException

from data.formats import compter
from tests.bench.canal import Personne, entrer
from tests.bench.memoire import memoire_mo
from tests.bench.pages import page_vide
from tests.bench.releve import Releve, centile, imprimer, ms, nombre
from tests.outils.serveur import Serveur, serveur

COMBIEN = (1, 10, 20, 50, 100)
ETALEMENT, LECTURE, DUREE = 10.0, (1.0, 3.0), 20.0
DEBIT_VOULU, FOIS_SEULE = 0.5, 3.0
# Ce qu'une salle regarde : l'accueil, un portrait et ses sections, la comparaison, les crédits et leurs piliers.
VUES = (
    ("", ""),
    ("fleming-la-reille", ""),
    ("fleming-la-reille", "section=revenus"),
    ("grazailles", "section=emploi"),
    ("comparaisons", ""),
    ("comparaisons", "vue=indicateur"),
    ("credits", ""),
    ("credits", "pilier=emploi"),
    ("credits", "pilier=cadre_de_vie"),
    ("piliers", ""),
)
PERDUES = (TimeoutError, OSError, WebSocketException)


@dataclass(frozen=True, slots=True)
class Foule:
    """Ce qu'a vécu un groupe : les délais de ceux qui ont eu leur page (s), la durée en tout (s), les perdus."""

    delais: tuple[float, ...]
    duree: float
    perdus: int


async def _toutes(promesses: Sequence) -> Foule:
    debut = time.perf_counter()
    rendus = await asyncio.gather(*promesses, return_exceptions=True)
    duree = time.perf_counter() - debut
    for rendu in rendus:
        if isinstance(rendu, BaseException) and not isinstance(rendu, PERDUES):
            raise rendu
    return Foule(tuple(r for r in rendus if isinstance(r, float)), duree, sum(isinstance(r, PERDUES) for r in rendus))


def _vue(rang: int, vides: bool) -> tuple[str, str]:
    return ("", "") if vides else VUES[rang % len(VUES)]


async def fermer(personnes: Sequence[Personne]) -> None:
    """Tout le monde s'en va."""
    await asyncio.gather(*(p.canal.close() for p in personnes), return_exceptions=True)


async def d_un_coup(adresse: str, combien: int, vides: bool) -> tuple[Foule, list[Personne]]:
    """Tous entrent au même instant ; rend leurs délais et les personnes entrées, encore connectées."""
    entrees: list[Personne] = []

    async def une(rang: int) -> float:
        debut = time.perf_counter()
        personne = await entrer(adresse)
        entrees.append(personne)
        await personne.demander(*_vue(rang, vides))
        return time.perf_counter() - debut

    return await _toutes([une(i) for i in range(combien)]), entrees


async def etalees(personnes: Sequence[Personne], vides: bool) -> Foule:
    """Chacune clique une fois, à un moment régulier des dix secondes."""

    async def une(rang: int, personne: Personne) -> float:
        await asyncio.sleep(ETALEMENT * rang / len(personnes))
        return await personne.demander(*_vue(rang + 1, vides))

    return await _toutes([une(i, p) for i, p in enumerate(personnes)])


async def debit(personnes: Sequence[Personne], vides: bool, lecture: tuple[float, float]) -> float:
    """Les pages finies par seconde pendant vingt secondes, chacune lisant un temps tiré au sort entre deux clics."""
    fin = time.perf_counter() + DUREE
    finies = 0

    async def une(rang: int, personne: Personne) -> None:
        nonlocal finies
        hasard = random.Random(rang)
        clic = rang
        while time.perf_counter() < fin:
            await asyncio.sleep(hasard.uniform(*lecture))
            clic += 1
            await personne.demander(*_vue(clic, vides))
            finies += time.perf_counter() < fin

    await asyncio.gather(*(une(i, p) for i, p in enumerate(personnes)))
    return finies / DUREE


@dataclass(slots=True)
class Bilan:
    """Toutes les mesures d'un serveur : par nombre de personnes, et pour vingt personnes."""

    coup: dict[int, Foule]
    etale: dict[int, Foule]
    memoire: dict[int, float]
    seule: float = 0.0
    au_repos: float = 0.0
    lisant: float = 0.0
    sans_lire: float = 0.0


async def _mesurer(marche: Serveur, vides: bool) -> Bilan:
    bilan = Bilan({}, {}, {})
    # Échauffement : les tables se lisent à la première visite, et chaque page se construit une première fois.
    premiere = await entrer(marche.adresse)
    for rang in range(len(VUES)):
        await premiere.demander(*_vue(rang, vides))
    bilan.seule = statistics.median([await premiere.demander(*_vue(i, vides)) for i in range(2 * len(VUES))])
    await fermer([premiere])
    bilan.au_repos = memoire_mo(marche.processus)
    for combien in COMBIEN:
        bilan.coup[combien], entrees = await d_un_coup(marche.adresse, combien, vides)
        bilan.etale[combien] = await etalees(entrees, vides)
        bilan.memoire[combien] = memoire_mo(marche.processus)
        if combien == 20:
            bilan.lisant = await debit(entrees, vides, LECTURE)
            bilan.sans_lire = await debit(entrees, vides, (0.0, 0.0))
        await fermer(entrees)
        await asyncio.sleep(1)
    return bilan


def mesurer(application: Path | None = None) -> Bilan:
    """Les mesures d'un serveur neuf : le tableau de bord, ou une page vide quand `application` est donnée."""
    with serveur(application=application) as marche:
        return asyncio.run(_mesurer(marche, vides=application is not None))


def perdues(foule: Foule) -> str:
    """« aucune perdue », « 2 perdues »."""
    return compter(foule.perdus, "perdue") if foule.perdus else "aucune perdue"


def releves() -> list[Releve]:
    """Les lignes du tableau des performances."""
    with page_vide() as chemin:
        vide = mesurer(chemin)
    plein = mesurer()
    lignes = [Releve("une personne seule : un clic", f"{ms(plein.seule)} (page vide : {ms(vide.seule)})")]
    for n in COMBIEN:
        foule = plein.coup[n]
        mesure = f"{ms(foule.duree)} (page vide : {ms(vide.coup[n].duree)}), {perdues(foule)}"
        lignes.append(
            Releve(
                f"{compter(n, 'personne')} d'un coup : la dernière a sa page", mesure, "aucune perdue", not foule.perdus
            )
        )
    for n in COMBIEN[1:]:
        foule = plein.etale[n]
        p95 = centile(foule.delais, 0.95)
        mesure = f"{ms(p95)}, soit {nombre(p95 / plein.seule)} fois une personne seule ; {perdues(foule)}"
        limite = "95e centile ≤ 3 fois une personne seule" if n == 50 else "aucune perdue"
        tenu = not foule.perdus and (n != 50 or p95 <= FOIS_SEULE * plein.seule)
        lignes.append(Releve(f"{n} personnes, un clic chacune en 10 s", mesure, limite, tenu))
    for quoi, ici, la in (
        ("20 personnes qui lisent 1 à 3 s entre deux clics", plein.lisant, vide.lisant),
        ("20 personnes qui cliquent sans lire (le pire)", plein.sans_lire, vide.sans_lire),
    ):
        part = ici / la
        mesure = f"{nombre(ici)} pages/s, soit {nombre(part, 2)} de la page vide ({nombre(la)})"
        lignes.append(Releve(quoi, mesure, "≥ 0,5 de la page vide (plancher 0,25)", part >= DEBIT_VOULU))
    lignes.append(Releve("mémoire du serveur, tables lues, personne", f"{nombre(plein.au_repos, 0)} Mo"))
    lignes += [Releve(f"mémoire avec {compter(n, 'personne')}", f"{nombre(plein.memoire[n], 0)} Mo") for n in COMBIEN]
    return lignes


def main() -> int:
    """Imprime le tableau ; rend 1 si une limite est dépassée."""
    return imprimer(releves())


if __name__ == "__main__":
    sys.exit(main())
