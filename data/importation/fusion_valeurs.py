"""Mettre des valeurs proposées à leur place dans valeurs.csv, sans rien perdre de ce qui est publié.

Les règles, dans l'ordre :
1. une ligne de l'Insee ne se change pas ici : `data.preparer_insee` la referait ;
2. un chiffre imprimé par le rapport ne se remplace pas : il se corrige ou se conteste, et reste
   dans `valeur_publiee` ; une autre valeur se donne sous une autre source ;
3. quand plusieurs sources donnent la même chose, toutes restent, une seule se montre : celle
   dont la note commence par « retenue », sinon l'Insee, sinon la valeur de l'équipe, sinon le
   rapport (`choix_sources.marquer`, appliqué aux seules valeurs touchées).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from data.fautes import Faute
from data.formats import LIBELLES_STATUTS
from data.importation.valeurs_proposees import EQUIPE, TITRES, Ligne, Proposition
from data.insee.choix_sources import CLE, est_insee, est_rapport, marquer, sans_marque
from data.lecture_csv import citer
from data.schemas.croisements import croiser
from data.schemas.tables import PAR_NOM
from data.schemas.validation import controler_colonnes

_TABLE = PAR_NOM["valeurs"]
_AVEC_PUBLIEE = ("corrige", "conteste")
# Ce que `_tracer` ajoute en fin de note : refait à chaque révision, jamais empilé.
_TRACE = re.compile(r"(^| ; )(reçu dans|avant :) .*")


@dataclass(frozen=True, slots=True)
class Revision:
    """Une valeur en place qui change : l'ancienne ligne et la nouvelle."""

    avant: Ligne
    apres: Ligne


@dataclass(frozen=True, slots=True)
class Fusion:
    """Le résultat d'un import, prêt à écrire.

    valeurs, sources : les tables complètes ; nouvelles, revisees : ce qui change ; identiques :
    nombre de propositions déjà en place ; fautes : lignes rejetées ; sous_insee : nouvelles ou
    révisées que l'Insee garde derrière lui ; sur_secret : celles qu'une source tient secrètes ;
    sources_neuves : les fiches ajoutées.
    """

    valeurs: tuple[Ligne, ...]
    sources: tuple[Ligne, ...]
    nouvelles: tuple[Ligne, ...]
    revisees: tuple[Revision, ...]
    identiques: int
    fautes: tuple[Faute, ...]
    sous_insee: tuple[Ligne, ...]
    sur_secret: tuple[Ligne, ...]
    sources_neuves: tuple[Ligne, ...]


def fusionner(tables: Mapping[str, Sequence[Ligne]], propositions: Sequence[Proposition], jour: str) -> Fusion:
    """Les tables que donnerait cet import. Ne change rien à ce qui est reçu, ne lève rien.

    tables : lignes de territoires, indicateurs, modalites, sources et valeurs ; jour : date
    AAAA-MM-JJ de l'import, portée par la fiche de la source de l'équipe.
    """
    en_place = {tuple(r[c] for c in _TABLE.cle): r for r in tables["valeurs"]}
    fautes: list[Faute] = []
    admises: dict[tuple[str, ...], tuple[Proposition, Ligne]] = {}
    identiques = 0
    for p in propositions:
        cle = tuple(p.ligne[c] for c in _TABLE.cle)
        resultat = _situer(p, en_place.get(cle))
        if isinstance(resultat, Faute):
            fautes.append(resultat)
        elif cle in admises:
            premiere, ligne = admises[cle]
            if ligne == resultat:
                identiques += 1
            else:
                constat = f"la ligne {premiere.numero} donne déjà cette valeur, autrement."
                fautes.append(p.faute("", constat, "une seule ligne par territoire, indicateur, année et source."))
        elif resultat == en_place.get(cle):
            identiques += 1
        else:
            admises[cle] = (p, resultat)
    while True:
        sources, neuves = _sources(tables["sources"], admises, jour)
        valeurs = _assembler(tables["valeurs"], admises)
        mauvaises = _controler({**tables, "sources": sources, "valeurs": valeurs}, admises)
        if not mauvaises:
            break
        for cle, trouvees in mauvaises.items():
            fautes += trouvees
            del admises[cle]
    return _bilan(en_place, valeurs, sources, neuves, admises, identiques, fautes)


def _situer(p: Proposition, ancienne: Ligne | None) -> Ligne | Faute:
    """La ligne à mettre en place pour cette proposition, complétée par celle qu'elle remplace."""
    ligne = dict(p.ligne)
    if est_insee(ligne):
        attendu = "une source vide (valeur de l'équipe) ; l'Insee se met à jour par data.preparer_insee."
        return p.faute(TITRES["source"][0], "une valeur de l'Insee ne se change pas ici.", attendu)
    imprime = "" if ancienne is None else ancienne["valeur_publiee"] or ancienne["valeur"]
    if ligne["statut"] in _AVEC_PUBLIEE and not ligne["valeur_publiee"]:
        ligne["valeur_publiee"] = imprime or (ligne["valeur"] if ligne["statut"] == "conteste" else "")
    if ancienne is None:
        if not ligne["reference"] and ligne["source"] != EQUIPE and p.fiche is None:
            attendu = "où lire la valeur dans cette source (chapitre et diapositive, fichier, page)."
            return p.faute(TITRES["reference"][0], "la cellule est vide.", attendu)
        ligne["reference"] = ligne["reference"] or _fichier(p)
        return ligne
    note = sans_marque(ancienne["note"])
    if _memes_chiffres(ligne, ancienne):
        ligne["reference"] = ligne["reference"] or ancienne["reference"]
        ligne["valeur"], ligne["valeur_publiee"] = ancienne["valeur"], ancienne["valeur_publiee"]
        # La marque automatique ne se recopie pas d'un fichier : elle se refait.
        if note.startswith(sans_marque(ligne["note"])):
            ligne["note"] = ancienne["note"]
        return ligne
    if imprime and est_rapport(ancienne):
        pareil = ligne["valeur"] and Decimal(ligne["valeur"]) == Decimal(imprime)
        if ligne["statut"] not in _AVEC_PUBLIEE and not pareil:
            return p.faute(
                TITRES["valeur"][0],
                f"le rapport imprime {citer(imprime.replace('.', ','))} : ce chiffre ne se remplace pas.",
                "le statut « corrigé » avec une note, ou une source vide pour donner la valeur de l'équipe.",
            )
        if ligne["statut"] in _AVEC_PUBLIEE and ligne["note"] and note:
            ligne["note"] = " ; ".join(filter(None, (ligne["note"], _TRACE.sub("", note))))
    return _tracer(ligne, ancienne, p)


def _fichier(p: Proposition) -> str:
    return f"Fichier de l'équipe : {p.lieu}"


def _tracer(ligne: Ligne, ancienne: Ligne, p: Proposition) -> Ligne:
    """La ligne révisée : la référence est celle du nouveau fichier, et la note dit ce qu'elle remplace.

    Un chiffre du rapport corrigé ou contesté sans référence garde la sienne, qui dit où lire
    `valeur_publiee` ; la note dit alors de quel fichier vient la correction.
    """
    traces = []
    if not ligne["reference"] and est_rapport(ancienne):
        ligne["reference"] = ancienne["reference"]
        if ligne["statut"] in _AVEC_PUBLIEE:
            traces.append(f"reçu dans {p.lieu}")
    ligne["reference"] = ligne["reference"] or _fichier(p)
    if ancienne["valeur"] != ligne["valeur_publiee"] or ligne["reference"] != ancienne["reference"]:
        statut = LIBELLES_STATUTS.get(ancienne["statut"], ancienne["statut"])
        avant = f"{ancienne['valeur'].replace('.', ',')} ({statut})" if ancienne["valeur"] else statut
        traces.append(f"avant : {avant}, {ancienne['reference']}")
    if ligne["statut"] == "corrige" and not ligne["note"]:
        return ligne  # la raison manque : le schéma le dira, une trace n'en tient pas lieu
    return {**ligne, "note": " ; ".join(filter(None, (ligne["note"], *traces)))}


def _memes_chiffres(a: Ligne, b: Ligne) -> bool:
    def chiffres(ligne: Ligne) -> tuple:
        return tuple(Decimal(v) if v else None for v in (ligne["valeur"], ligne["valeur_publiee"]))

    try:
        return a["statut"] == b["statut"] and chiffres(a) == chiffres(b)
    except ArithmeticError:  # une valeur fautive déjà en place : elle n'est égale à rien
        return False


def _sources(
    presentes: Sequence[Ligne], admises: Mapping[tuple, tuple[Proposition, Ligne]], jour: str
) -> tuple[list[Ligne], list[Ligne]]:
    """Les fiches en place, puis celles des sources nouvelles que des lignes admises citent."""
    connues = {s["source"] for s in presentes}
    neuves: dict[str, Ligne] = {}
    for p, ligne in admises.values():
        code = ligne["source"]
        if code in connues or code in neuves:
            continue
        neuves[code] = p.fiche or {
            "source": EQUIPE,
            "producteur": "Équipe du contrat de ville",
            "titre": "Valeurs fournies par l'équipe du contrat de ville",
            "millesime": "Selon la valeur",
            "licence": "Non précisée",
            "adresse": "",
            "consulte_le": jour,
        }
    return [*presentes, *neuves.values()], list(neuves.values())


def _assembler(presentes: Sequence[Ligne], admises: Mapping[tuple, tuple[Proposition, Ligne]]) -> list[Ligne]:
    """La table complète et triée ; seules les valeurs touchées voient leur marque refaite."""
    touchees = {tuple(ligne[c] for c in CLE) for _, ligne in admises.values()}
    restent = [r for r in presentes if tuple(r[c] for c in _TABLE.cle) not in admises]
    toutes = [*restent, *(dict(ligne) for _, ligne in admises.values())]
    loin = [r for r in toutes if tuple(r[c] for c in CLE) not in touchees]
    pres = [r for r in toutes if tuple(r[c] for c in CLE) in touchees]
    return sorted([*loin, *marquer(pres)], key=lambda r: tuple(r[c] for c in _TABLE.cle))


def _controler(
    tables: Mapping[str, Sequence[Ligne]], admises: Mapping[tuple, tuple[Proposition, Ligne]]
) -> dict[tuple, list[Faute]]:
    """Les fautes que les schémas trouvent aux lignes admises, rendues à leur place dans le fichier reçu."""
    cadres = {
        nom: pd.DataFrame(lignes, columns=list(PAR_NOM[nom].colonnes), dtype=object) for nom, lignes in tables.items()
    }
    valeurs = cadres["valeurs"]
    cles = list(valeurs[list(_TABLE.cle)].itertuples(index=False, name=None))
    des_notres = {rang: cle for rang, cle in enumerate(cles) if cle in admises}
    trouvees: dict[tuple, list[Faute]] = {}

    def noter(rang: int, faute: Faute) -> None:
        proposition = admises[des_notres[rang]][0]
        colonne = TITRES.get(faute.colonne, (faute.colonne,))[0]
        trouvees.setdefault(des_notres[rang], []).append(proposition.faute(colonne, faute.constat, faute.attendu))

    for faute in controler_colonnes(_TABLE, valeurs.loc[list(des_notres)]):
        noter(faute.ligne, faute)
    for croisee in croiser(cadres):
        if croisee.table == "valeurs":
            for rang in set(croisee.lignes) & des_notres.keys():
                noter(rang, croisee.faute)
    for faute in controler_colonnes(PAR_NOM["sources"], cadres["sources"]):
        fautive = cadres["sources"].loc[faute.ligne, "source"]
        for rang, cle in des_notres.items():
            if admises[cle][0].fiche and cle[_TABLE.cle.index("source")] == fautive:
                noter(rang, Faute("", None, f"source_{faute.colonne}", faute.constat, faute.attendu))
    return trouvees


def _bilan(en_place, valeurs, sources, neuves, admises, identiques, fautes) -> Fusion:
    """Compare l'avant et l'après ; une marque refaite ailleurs n'est pas une révision."""
    finales = {tuple(r[c] for c in _TABLE.cle): r for r in valeurs}
    retenues = {tuple(r[c] for c in CLE) for r in valeurs if est_insee(r) and r["note"].startswith("retenue")}
    secretes = {tuple(r[c] for c in CLE) for r in (*en_place.values(), *valeurs) if r["statut"] == "secret"}
    apres = [(cle, finales[cle]) for cle in admises]
    return Fusion(
        tuple(valeurs),
        tuple(sources),
        tuple(r for cle, r in apres if cle not in en_place),
        tuple(Revision(en_place[cle], r) for cle, r in apres if cle in en_place),
        identiques,
        tuple(fautes),
        tuple(r for _, r in apres if tuple(r[c] for c in CLE) in retenues),
        tuple(r for _, r in apres if r["valeur"] and tuple(r[c] for c in CLE) in secretes),
        tuple(neuves),
    )
