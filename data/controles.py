"""Commande `python -m data.controles` : refaire les vérifications sur les tables telles qu'elles sont.

Chaque constat est rapproché du registre (`controles.csv`) par `controles_automatiques.csv`. Code de
sortie : 0, ou 1 avec `--strict` si un constat grave n'est dans aucune entrée du registre.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from data.console import demandes_de, dire, executer, refuser
from data.dossiers import dossier_tables
from data.entrepot import Entrepot, charger
from data.formats import pluriel
from data.verifications.confrontations import (
    atypiques,
    deux_endroits,
    officielles,
    parts_recalculees,
    statuts,
    tranches,
)
from data.verifications.constat import NATURES, Constat, Dossier
from data.verifications.evolutions import denominateurs, evolutions, sauts
from data.verifications.parties import parties, parts, quantiles, sommes
from data.verifications.profils import profils_copies, series_copiees
from data.verifications.totaux import credits_par_annee, quartiers

AIDE = (
    "python -m data.controles : refait les vérifications automatiques et dit quelle entrée du registre "
    "couvre chaque constat. --strict : code de sortie 1 si un constat grave n'est pas au registre."
)
VERIFICATIONS: tuple[Callable[[Dossier], Iterator[Constat]], ...] = (
    credits_par_annee,
    parts,
    sommes,
    parties,
    quantiles,
    profils_copies,
    series_copiees,
    evolutions,
    denominateurs,
    quartiers,
    officielles,
    tranches,
    parts_recalculees,
    deux_endroits,
    statuts,
    sauts,
    atypiques,
)
_GRAVITES = ("grave", "attention", "information")
_RANGS = {nature: rang for rang, nature in enumerate(NATURES)}


def constats(entrepot: Entrepot) -> tuple[Constat, ...]:
    """Tous les constats automatiques sur ces tables, par nature puis par gravité ; ne lève rien."""
    dossier = Dossier(entrepot)
    trouves = {c.cle: c for verifier in VERIFICATIONS for c in verifier(dossier)}
    return tuple(sorted(trouves.values(), key=lambda c: (_RANGS[c.controle], _GRAVITES.index(c.gravite))))


def couvertures(entrepot: Entrepot) -> Mapping[str, str]:
    """Clé d'un constat → numéro de l'entrée du registre qui en parle (`controles_automatiques.csv`)."""
    connus = {c.controle for c in entrepot.controles}
    lignes = entrepot.table("controles_automatiques").dictionnaires()
    return MappingProxyType({x["cle"]: x["controle"] for x in lignes if x.get("controle") in connus})


def non_couverts(trouves: Sequence[Constat], entrees: Mapping[str, str]) -> tuple[Constat, ...]:
    """Les constats qu'aucune entrée du registre ne couvre."""
    return tuple(c for c in trouves if c.cle not in entrees)


def lignes(trouves: Sequence[Constat], entrees: Mapping[str, str]) -> Iterator[str]:
    """Le compte rendu : les constats groupés par nature, chacun avec son entrée du registre."""
    for nature, titre in NATURES.items():
        groupe = [c for c in trouves if c.controle == nature]
        if not groupe:
            continue
        yield f"{titre} ({len(groupe)})"
        for c in groupe:
            yield f"  [{entrees.get(c.cle, 'hors registre')}, {c.gravite}] {c.constat}"
            yield f"      {c.calcul}"
            if c.cle not in entrees:
                yield f"      clé : {c.cle}"
    yield _bilan(trouves, non_couverts(trouves, entrees))
    perdues = [cle for cle in entrees if cle not in {c.cle for c in trouves}]
    if perdues:
        n = len(perdues)
        correspondent = pluriel(n, "rapprochement ne correspond", "rapprochements ne correspondent")
        yield f"{n} {correspondent} plus à aucun constat :"
        yield from (f"  {entrees[cle]} : {cle}" for cle in perdues)


def _bilan(trouves: Sequence[Constat], hors: Sequence[Constat]) -> str:
    """« 71 constats, 3 hors du registre, dont 1 grave. »"""
    if not trouves:
        return "Aucun constat."
    combien = f"{len(trouves)} {pluriel(len(trouves), 'constat')}"
    if not hors:
        return f"{combien}, {'au registre' if len(trouves) == 1 else 'tous au registre'}."
    graves = sum(c.gravite == "grave" for c in hors)
    suite = f"dont {graves} {pluriel(graves, 'grave')}" if graves else "aucun grave"
    return f"{combien}, {len(hors)} hors du registre, {suite}."


def main(arguments: Sequence[str] | None = None) -> int:
    """Écrit les constats sur la sortie standard ; rend le code de sortie."""
    demandes = demandes_de(arguments, [AIDE])
    if demandes is None:
        return 0
    if set(demandes) - {"--strict"}:
        return refuser([f"Argument inconnu : {' '.join(d for d in demandes if d != '--strict')}.", AIDE])
    entrepot = charger(dossier_tables())
    depart = time.perf_counter()
    trouves = constats(entrepot)
    duree = 1000 * (time.perf_counter() - depart)
    entrees = couvertures(entrepot)
    dire([*lignes(trouves, entrees), f"Vérifié en {duree:.0f} ms."])
    graves = [c for c in non_couverts(trouves, entrees) if c.gravite == "grave"]
    return 1 if "--strict" in demandes and graves else 0


if __name__ == "__main__":
    executer(main)
