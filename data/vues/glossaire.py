"""Les sigles : expliqués là où ils apparaissent, et réunis sur une page."""

import re
from functools import lru_cache

from data.blocs import bloc_de_textes, ligne_source
from data.entrepot import Entrepot
from data.modele import Bloc


@lru_cache(maxsize=4)
def _sigles(entrepot: Entrepot) -> dict[str, tuple[str, str]]:
    """Sigle -> (développé, définition), dans l'ordre du fichier."""
    return {
        ligne["sigle"]: (ligne.get("developpe", ""), ligne.get("definition", ""))
        for ligne in entrepot.table("glossaire").dictionnaires()
        if ligne.get("sigle")
    }


@lru_cache(maxsize=512)  # le même bloc revient à chaque exécution de la page
def sigles_de(entrepot: Entrepot, bloc: Bloc) -> tuple[tuple[str, str], ...]:
    """(sigle, développé) des sigles que le lecteur voit dans le bloc : titre, phrases, rubriques, textes, source…"""
    # Une grande table (registre, sources) a ses propres explications ; un bloc de textes se lit comme une page.
    textes = (c.texte for ligne in bloc.grille.lignes for c in ligne) if bloc.grille and bloc.genre == "texte" else ()
    vus = " ".join(
        (
            bloc.titre,
            bloc.phrase,
            bloc.definition,
            *bloc.precisions,
            *bloc.reserves,
            *(f"{x.serie} {x.categorie}" for x in bloc.lignes),
            *textes,
            ligne_source(bloc),
        )
    )
    mots = set(re.findall(r"[A-Za-zÀ-ÿ]+", vus))
    return tuple((sigle, developpe) for sigle, (developpe, _) in _sigles(entrepot).items() if sigle in mots)


def bloc_glossaire(entrepot: Entrepot) -> Bloc:
    """Tous les sigles, dans l'ordre alphabétique."""
    connus = _sigles(entrepot)
    return bloc_de_textes(
        "glossaire",
        "Glossaire",
        f"{len(connus)} sigles employés dans ces pages.",
        ("Sigle", "En toutes lettres", "En clair"),
        [(s, *connus[s]) for s in sorted(connus, key=str.lower)],
    )
