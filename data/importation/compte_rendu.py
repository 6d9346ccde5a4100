"""Dire, avant toute écriture, ce qu'un fichier de valeurs changerait."""

from collections.abc import Iterator, Mapping, Sequence

from data.formats import nombre, pluriel
from data.importation.fusion_valeurs import Fusion
from data.importation.valeurs_proposees import Lecture, Ligne, fautes_par_ligne

MONTREES = 50


def compte_rendu(
    fichier: str, lecture: Lecture, fusion: Fusion, tables: Mapping[str, Sequence[Ligne]]
) -> Iterator[str]:
    """Les phrases du compte rendu : lignes lues, gardées, rejetées avec leur place ; puis ce qui change."""
    fautes = sorted((*lecture.fautes, *fusion.fautes), key=lambda f: (f.fichier, f.ligne or 0))
    rejetees = len(list(fautes_par_ligne(fautes)))
    gardees = len(lecture.propositions) - len(list(fautes_par_ligne(fusion.fautes)))
    yield f"{fichier} :"
    yield f"  {_compter(lecture.lues, 'ligne lue', 'lignes lues')}"
    yield f"  {_compter(lecture.vides, 'laissée vide', 'laissées vides')}"
    yield f"  {_compter(gardees, 'gardée')}"
    yield f"  {_compter(rejetees, 'rejetée')}"
    if lecture.laissees:
        yield f"  feuilles sans les colonnes attendues, laissées de côté : {', '.join(lecture.laissees)}"
    if lecture.ignorees:
        yield f"  {_compter(lecture.ignorees, 'colonne inconnue ignorée', 'colonnes inconnues ignorées')}"
    yield from _limiter([f"  {faute.phrase()}" for faute in fautes])
    yield "Dans valeurs.csv :"
    noms = _noms(tables)
    yield f"  {_compter(len(fusion.nouvelles), 'valeur nouvelle', 'valeurs nouvelles')}"
    yield from _limiter([f"    {_ou(r, noms)} : {_combien(r)}" for r in fusion.nouvelles])
    yield f"  {_compter(len(fusion.revisees), 'valeur révisée', 'valeurs révisées')}"
    yield from _limiter(
        [f"    {_ou(r.apres, noms)} : {_combien(r.avant)} → {_combien(r.apres)}" for r in fusion.revisees]
    )
    yield f"  {_compter(fusion.identiques, 'identique')}"
    for source in fusion.sources_neuves:
        yield f"  source ajoutée à sources.csv : {source['source']} ({source['titre']})"
    if fusion.sous_insee:
        yield (
            f"  L'Insee reste montré pour {nombre(len(fusion.sous_insee))} de ces valeurs, la vôtre est "
            "gardée à côté ; pour montrer la vôtre, commencer sa note par « retenue : »."
        )
    if fusion.sur_secret:
        yield (
            f"  Attention : {_compter(len(fusion.sur_secret), 'valeur donnée', 'valeurs données')} là où une "
            "source garde le secret statistique ; vérifier que l'équipe a le droit de la montrer."
        )


def _noms(tables: Mapping[str, Sequence[Ligne]]) -> dict[str, str]:
    noms = {r["code"]: r["nom_court"] for r in tables["territoires"]}
    noms |= {r["indicateur"]: r["libelle"] for r in tables["indicateurs"]}
    return noms | {r["modalite"]: r["libelle"] for r in tables["modalites"]}


def _ou(ligne: Ligne, noms: Mapping[str, str]) -> str:
    quoi = noms.get(ligne["indicateur"], ligne["indicateur"])
    if ligne["modalite"]:
        quoi += f" ({noms.get(ligne['modalite'], ligne['modalite'])})"
    lieu = noms.get(ligne["territoire"], ligne["territoire"])
    return f"{lieu}, {quoi}, {ligne['annee']}, {ligne['source']}"


def _combien(ligne: Ligne) -> str:
    """« 61 (publie) », « vide (secret) », « 46031 (corrige, imprimé 4631) » : les codes disent tout."""
    imprime = f", imprimé {ligne['valeur_publiee']}" if ligne["valeur_publiee"] else ""
    return f"{ligne['valeur'] or 'vide'} ({ligne['statut']}{imprime})".replace(".", ",")


def _limiter(phrases: Sequence[str]) -> Iterator[str]:
    yield from phrases[:MONTREES]
    if len(phrases) > MONTREES:
        yield f"    … et {nombre(len(phrases) - MONTREES)} autres."


def _compter(combien: int, un: str, plusieurs: str | None = None) -> str:
    return f"{nombre(combien)} {pluriel(combien, un, plusieurs)}"
