"""Quand plusieurs sources donnent la même valeur : laquelle se montre, laquelle reste au dossier.

Fonctions pures : elles ne changent ni valeur ni statut, seulement la note. Une marque
posée ici commence par « retenue automatiquement » ou « ecartee automatiquement » et se
refait à chaque fois ; une marque écrite par une personne (« retenue… », « ecartee… »
sans ce mot) est respectée.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

LigneValeur = dict[str, str]

CLE = ("territoire", "indicateur", "modalite", "annee")
SEPARATEUR = " | "
_AUTOMATIQUE = re.compile(r"(retenue|ecartee) automatiquement : ")
_INSEE = re.compile(r"insee_(?P<base>[a-z_]+)_(?P<annee>[0-9]{4})")
# La série Filosofi détaillée est définitive ; les fichiers « revenus » en reprennent une partie.
_RANG_BASES = {"filo": 0}


def sans_marque(note: str) -> str:
    """La note sans la marque automatique qui la précède ; les autres notes telles quelles."""
    if not _AUTOMATIQUE.match(note):
        return note
    return note.partition(SEPARATEUR)[2]


def est_insee(ligne: LigneValeur) -> bool:
    """Vrai si la ligne vient d'un fichier de l'Insee."""
    return ligne["source"].startswith("insee_")


def est_rapport(ligne: LigneValeur) -> bool:
    """Vrai si la ligne vient du rapport d'évaluation."""
    return ligne["source"].startswith("rapport_")


def _preference(ligne: LigneValeur) -> tuple:
    """Le plus petit l'emporte : choisi à la main, avec valeur, Insee, hors rapport, détaillé, récent."""
    trouve = _INSEE.fullmatch(ligne["source"])
    base, annee = (trouve["base"], int(trouve["annee"])) if trouve else ("", 0)
    return (
        not ligne["note"].startswith("retenue"),
        ligne["valeur"] == "",
        not est_insee(ligne),
        est_rapport(ligne),
        _RANG_BASES.get(base, 1),
        -annee,
        ligne["source"],
    )


def _raison_retenue(gagnante: LigneValeur, autres: Sequence[LigneValeur]) -> str:
    if not est_insee(gagnante):
        if not any(a["valeur"] for a in autres):
            return "seule source qui donne une valeur"
        return "premier passage du rapport" if est_rapport(gagnante) else "valeur fournie par l'équipe"
    if any(not est_insee(a) for a in autres):
        return "série officielle de l'Insee"
    if gagnante["source"].startswith("insee_filo_"):
        return "série Filosofi détaillée"
    return "fichier le plus récent"


def _raison_ecartee(ligne: LigneValeur, gagnante: LigneValeur) -> str:
    ou = gagnante["reference"]
    if gagnante["valeur"] and not ligne["valeur"]:
        return f"cette source ne donne pas de valeur ; voir {gagnante['source']}"
    if not est_insee(ligne):
        return f"la série officielle de l'Insee est retenue ({ou})"
    if not est_insee(gagnante):
        return f"voir {gagnante['source']}"
    if gagnante["source"].startswith("insee_filo_"):
        return f"la série Filosofi détaillée est retenue ({ou})"
    return f"un fichier plus récent est retenu ({ou})"


def _marquer(ligne: LigneValeur, marque: str) -> LigneValeur:
    return {**ligne, "note": marque + (SEPARATEUR + ligne["note"] if ligne["note"] else "")}


def marquer(lignes: Sequence[LigneValeur]) -> list[LigneValeur]:
    """Les mêmes lignes, dans le même ordre, avec une seule retenue par valeur donnée plusieurs fois.

    Idempotent : marquer(marquer(x)) == marquer(x).
    """
    nettes = [{**ligne, "note": sans_marque(ligne["note"])} for ligne in lignes]
    groupes: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for rang, ligne in enumerate(nettes):
        groupes[tuple(ligne[c] for c in CLE)].append(rang)
    for rangs in groupes.values():
        candidates = [r for r in rangs if not nettes[r]["note"].startswith("ecartee")]
        if len(rangs) < 2 or not candidates:
            continue
        retenue = min(candidates, key=lambda r: _preference(nettes[r]))
        gagnante = dict(nettes[retenue])
        autres = [nettes[r] for r in rangs if r != retenue]
        for rang in candidates:
            if nettes[rang]["note"].startswith("retenue"):
                continue
            if rang == retenue:
                nettes[rang] = _marquer(nettes[rang], f"retenue automatiquement : {_raison_retenue(gagnante, autres)}")
            else:
                nettes[rang] = _marquer(
                    nettes[rang], f"ecartee automatiquement : {_raison_ecartee(nettes[rang], gagnante)}"
                )
    return nettes


def alleger(lignes: Sequence[LigneValeur]) -> list[LigneValeur]:
    """Les répétitions à l'identique d'une même base ne gardent que le fichier le plus récent.

    Les autres fichiers sont cités dans la note (« même valeur dans DEMO_2017.csv… »).
    Des valeurs différentes restent toutes : ce n'est pas une répétition.
    """
    groupes: dict[tuple[str, ...], list[LigneValeur]] = defaultdict(list)
    for ligne in lignes:
        base = ligne["source"].rpartition("_")[0]
        groupes[(*(ligne[c] for c in CLE), base, ligne["valeur"], ligne["statut"])].append(ligne)
    gardees = []
    for groupe in groupes.values():
        groupe.sort(key=lambda ligne: ligne["source"])
        derniere = groupe[-1]
        if len(groupe) > 1:
            fichiers = ", ".join(ligne["reference"].partition(",")[0] for ligne in groupe[:-1])
            dire = f"même {'valeur' if derniere['valeur'] else 'absence'} dans {fichiers}"
            derniere = {**derniere, "note": f"{derniere['note']} ; {dire}" if derniere["note"] else dire}
        gardees.append(derniere)
    return gardees
