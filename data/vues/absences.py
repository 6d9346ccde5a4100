"""Dire une fois ce qui manque : plutôt qu'une suite de cartes vides, une seule qui nomme et explique."""

from collections.abc import Sequence
from dataclasses import replace

from data.annees import cle_annee
from data.blocs import bloc_de_textes, construire
from data.entrepot import Entrepot
from data.formats import INSECABLE, annee_lisible, elision, en_lettres, enumeration, pluriel
from data.modele import Bloc
from data.phrases import lieu, majuscule
from data.preuves import preuves_du_bloc

A_PLUSIEURS = 2
RAPPORT = "rapport_2022"  # les figures perdues sont toutes de lui
REMPLIR = "python -m data.importer valeurs"


def reunir_absences(entrepot: Entrepot, code: str, section: str, blocs: Sequence[Bloc]) -> tuple[Bloc, ...]:
    """Les blocs sans une seule valeur en un seul, à la fin ; les autres inchangés, dans leur ordre.

    Un bloc dont un comparateur a une valeur reste à sa place, et une seule absence aussi.
    """
    vides = [b for b in blocs if all(x.mesure.valeur is None for x in b.lignes)]
    if len(vides) < A_PLUSIEURS:
        return tuple(blocs)
    # Une ligne par sujet et par motif : les rubriques d'un sujet tu le sont toutes.
    lignes = list(
        {
            (b.identifiant, x.mesure.annee, x.mesure.statut, x.mesure.note): replace(x, categorie=b.titre)
            for b in vides
            for x in reversed(b.lignes)
            if x.cle == code
        }.values()
    )
    n = len(vides)
    titres = enumeration([f"«{INSECABLE}{b.titre}{INSECABLE}»" for b in vides])
    annees = enumeration([annee_lisible(a) for a in sorted({x.mesure.annee for x in lignes}, key=cle_annee)])
    phrase = majuscule(
        f"{lieu(entrepot.territoires[code])}, {en_lettres(n)} {pluriel(n, 'sujet')} n'ont aucune valeur diffusée "
        f"pour {annees} : {titres}."
    )
    manque = construire(
        f"{code}-{section}-non-diffuse".lower(),
        "Ce qui n'est pas diffusé pour ce quartier",
        "texte",
        lignes,
        phrase,
        entrepot.sources,
        accents=(code,),
        definition=" ".join(dict.fromkeys(b.definition for b in vides)),
        preuves=preuves_du_bloc(entrepot, lignes[0].mesure, lignes),
    )
    return (*(b for b in blocs if b not in vides), manque)


def bloc_section_vide(entrepot: Entrepot, code: str, section: str, titre: str, indicateurs: Sequence[str]) -> Bloc:
    """Une section sans aucune donnée : ce que le rapport portait et qui s'est perdu, et comment le fournir.

    indicateurs : ceux de la section, que l'on cherche chez les autres quartiers et dans figures_perdues.csv.
    """
    phrase = f"{lieu(entrepot.territoires[code])}, nos sources ne donnent aucun chiffre sur ce sujet."
    libelles = enumeration([f"«{INSECABLE}{entrepot.indicateurs[i].libelle}{INSECABLE}»" for i in indicateurs])
    perdues = [f for f in entrepot.table("figures_perdues").dictionnaires() if f["indicateur"] in indicateurs]
    ailleurs = enumeration(
        [
            lieu(t)
            for t in entrepot.quartiers()
            if any(m.valeur is not None for i in indicateurs for m in entrepot.mesures_de(t.code, i))
        ]
    )
    if ailleurs:
        phrase += f" Le rapport de 2022 n'en donne {elision('que', ailleurs)} ({libelles})"
        phrase += ", et le graphique s'est perdu avec sa mise en page." if perdues else "."
    lignes = [
        (f["titre"], f["besoin"], f["source_de_remplacement"], f"{f['figure']} du classeur à remplir") for f in perdues
    ]
    lignes.append(
        (
            f"{libelles}, {entrepot.territoires[code].nom}",
            "Une valeur et son année par quartier, avec l'effectif qu'elle compte",
            _producteurs(entrepot, indicateurs),
            f"Classeur à remplir, puis « {REMPLIR} FICHIER »",
        )
    )
    bloc = bloc_de_textes(
        f"{code}-{section}-sans-donnee".lower(),
        f"{titre} : ce qui manque, et comment le fournir",
        majuscule(phrase),
        ("Ce qui manque", "Ce qu'il faut", "Qui l'a", "Où l'écrire"),
        lignes,
    )
    return replace(bloc, sources=(entrepot.source(RAPPORT),) if perdues else ())


def _producteurs(entrepot: Entrepot, indicateurs: Sequence[str]) -> str:
    return enumeration(list(dict.fromkeys(entrepot.indicateurs[i].producteur for i in indicateurs)))
