"""Dire, avant toute écriture, ce qu'un fichier de valeurs changerait."""

import re
from collections.abc import Iterator, Mapping, Sequence

from data.formats import LIBELLES_STATUTS, annee_lisible, compter, nombre, pluriel, valeur_unite
from data.importation.fusion_valeurs import Fusion, Revision
from data.importation.valeurs_proposees import Lecture, Ligne, fautes_par_ligne
from data.lecture_csv import citer
from data.schemas.regles import NOMBRE

MONTREES = 50


def compte_rendu(
    fichier: str, lecture: Lecture, fusion: Fusion, tables: Mapping[str, Sequence[Ligne]]
) -> Iterator[str]:
    """Les phrases du compte rendu : lignes lues, gardées, rejetées avec leur place ; puis ce qui change."""
    fautes = sorted((*lecture.fautes, *fusion.fautes), key=lambda f: (f.fichier, f.ligne or 0))
    rejetees = len(list(fautes_par_ligne(fautes)))
    gardees = len(lecture.propositions) - len(list(fautes_par_ligne(fusion.fautes)))
    yield f"{fichier} :"
    yield f"  {compter(lecture.lues, 'ligne lue', 'lignes lues')}"
    yield f"  {compter(lecture.vides, 'laissée vide', 'laissées vides')}"
    yield f"  {compter(gardees, 'gardée')}"
    yield f"  {compter(rejetees, 'rejetée')}"
    if lecture.laissees:
        laissees = pluriel(len(lecture.laissees), "feuille laissée", "feuilles laissées")
        yield f"  {laissees} de côté, sans les colonnes attendues : {', '.join(lecture.laissees)}"
    if lecture.ignorees:
        yield f"  {compter(lecture.ignorees, 'colonne inconnue ignorée', 'colonnes inconnues ignorées')}"
    yield from limiter([f"  {faute.phrase()}" for faute in fautes])
    yield "Dans valeurs.csv :"
    noms, titres = _noms(tables), {s["source"]: s["titre"] for s in fusion.sources}
    unites = {i["indicateur"]: i["unite"] for i in tables["indicateurs"]}
    yield f"  {compter(len(fusion.nouvelles), 'valeur nouvelle', 'valeurs nouvelles')}"
    yield from limiter([f"    {_ou(r, noms, titres)} : {_combien(r, unites)}" for r in fusion.nouvelles])
    yield f"  {compter(len(fusion.revisees), 'valeur révisée', 'valeurs révisées')}"
    yield from limiter([f"    {_ou(r.apres, noms, titres)} : {_changement(r, unites)}" for r in fusion.revisees])
    yield f"  {compter(fusion.identiques, 'valeur déjà en place', 'valeurs déjà en place')}"
    for source in fusion.sources_neuves:
        yield f"  source ajoutée à sources.csv : {citer(source['titre'])} (code {source['source']})"
    if fusion.sous_insee:
        yield (
            f"  L'Insee reste montré pour {nombre(len(fusion.sous_insee))} de ces valeurs, la vôtre est "
            "gardée à côté ; pour montrer la vôtre, commencer sa note par « retenue : »."
        )
    if fusion.sur_secret:
        yield (
            f"  Attention : {compter(len(fusion.sur_secret), 'valeur donnée', 'valeurs données')} là où une "
            "source garde le secret statistique ; vérifier que l'équipe a le droit de la montrer."
        )


def _noms(tables: Mapping[str, Sequence[Ligne]]) -> dict[str, str]:
    noms = {r["code"]: r["nom_court"] for r in tables["territoires"]}
    noms |= {r["indicateur"]: r["libelle"] for r in tables["indicateurs"]}
    return noms | {r["modalite"]: r["libelle"] for r in tables["modalites"]}


def _ou(ligne: Ligne, noms: Mapping[str, str], titres: Mapping[str, str]) -> str:
    quoi = noms.get(ligne["indicateur"], ligne["indicateur"])
    if ligne["modalite"]:
        quoi += f" ({noms.get(ligne['modalite'], ligne['modalite'])})"
    lieu = noms.get(ligne["territoire"], ligne["territoire"])
    source = citer(titres.get(ligne["source"], ligne["source"]))
    return f"{lieu}, {quoi}, {annee_lisible(ligne['annee'])} (source {source})"


def _changement(revision: Revision, unites: Mapping[str, str]) -> str:
    """« 61 % (publié) → 60,5 % (corrigé, imprimé 61 %) » ; à chiffre égal, ce qui change vraiment."""
    avant, apres = _combien(revision.avant, unites), _combien(revision.apres, unites)
    if avant != apres:
        return f"{avant} → {apres}"
    references = [citer(r["reference"]) for r in (revision.avant, revision.apres)]
    if references[0] != references[1]:
        return f"même chiffre, la référence {references[0]} devient {references[1]}"
    return "même chiffre, la note change"


def _combien(ligne: Ligne, unites: Mapping[str, str]) -> str:
    """« 61 % (publié) », « secret statistique », « 46 031 habitants (corrigé, imprimé 4 631 habitants) »."""
    statut = LIBELLES_STATUTS.get(ligne["statut"], ligne["statut"])
    if not ligne["valeur"]:
        return statut
    unite = unites.get(ligne["indicateur"], "")
    imprime = f", imprimé {_francais(ligne['valeur_publiee'], unite)}" if ligne["valeur_publiee"] else ""
    return f"{_francais(ligne['valeur'], unite)} ({statut}{imprime})"


def _francais(lu: str, unite: str) -> str:
    """« 46031.5 », comme dans la table -> « 46 031,5 habitants », toutes décimales ; un texte fautif tel quel."""
    return valeur_unite(float(lu), unite, len(lu.partition(".")[2])) if re.fullmatch(NOMBRE, lu) else lu


def limiter(phrases: Sequence[str]) -> Iterator[str]:
    """Les premières phrases, puis combien ne sont pas montrées."""
    yield from phrases[:MONTREES]
    if len(phrases) > MONTREES:
        yield f"    … et {compter(len(phrases) - MONTREES, 'autre')}."
