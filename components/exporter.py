"""Commande `python -m components.exporter DOSSIER` : tous les fichiers d'un comité, sans ouvrir l'interface.

Dans `components` et non dans `data`, parce que les fichiers sont un rendu des blocs, comme l'écran.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from components.chargement import contours as lire_contours
from components.chargement import entrepot as lire_entrepot
from components.chargement import fautes
from components.export_archive import archive
from components.export_classeur import classeur
from components.export_pdf import document, fiche
from components.export_pptx import GabaritIllisible, diaporama
from data.arguments import Analyseur
from data.console import dire, executer, refuser, tolerer_les_vieilles_consoles
from data.ecriture_csv import provisoire
from data.entrepot import Entrepot
from data.fautes import raison_systeme
from data.formats import nombre
from data.vues.dossiers_prets import (
    Dossier,
    dossier_choisi,
    dossier_comparaison,
    dossier_credits,
    dossier_essentiel,
    dossier_quartier,
)
from data.vues.recueil import panier
from geo.contours import Contours

Fabrique = tuple[str, Callable[[], bytes]]
FAUTES_DITES = 10


def fichiers(
    entrepot: Entrepot, contours: Contours, jour: date, quartiers: Sequence[str] = (), gabarit: bytes | None = None
) -> Iterator[Fabrique]:
    """(nom de fichier, ce qui le fabrique) de tous les fichiers ; quartiers : des codes, tous si vide.

    Rien n'est fabriqué tant que la fonction rendue n'est pas appelée.
    """
    codes = quartiers or [t.code for t in entrepot.quartiers()]
    for code in codes:
        entier, court = dossier_quartier(entrepot, code), dossier_essentiel(entrepot, code)
        yield f"{entier.nom}-fiche.pdf", lambda c=code: fiche(entrepot, contours, c, jour)
        yield f"{entier.nom}-portrait.pdf", lambda d=entier: document(d, entrepot, contours, jour)
        yield f"{entier.nom}.pptx", lambda d=court: diaporama(d, entrepot, contours, jour, gabarit)
        yield f"{entier.nom}.xlsx", lambda d=entier: classeur(d, entrepot, jour)
    # Un territoire sans crédits n'a pas de fichiers vides à emporter.
    for dossier in (d for d in (dossier_comparaison(entrepot), dossier_credits(entrepot)) if d.blocs):
        yield from _trois(dossier, entrepot, contours, jour, gabarit)
    yield "donnees.zip", lambda: archive(entrepot, jour)


def _trois(
    dossier: Dossier, entrepot: Entrepot, contours: Contours, jour: date, gabarit: bytes | None
) -> Iterator[Fabrique]:
    yield f"{dossier.nom}.pdf", lambda: document(dossier, entrepot, contours, jour)
    yield f"{dossier.nom}.pptx", lambda: diaporama(dossier, entrepot, contours, jour, gabarit)
    yield f"{dossier.nom}.xlsx", lambda: classeur(dossier, entrepot, jour)


def main(arguments: Sequence[str] | None = None) -> int:
    """Écrit les fichiers ; rend 0, ou 1 avec une phrase sur la sortie d'erreur."""
    tolerer_les_vieilles_consoles()
    lus = _analyseur().parse_args(arguments)
    entrepot, contours = lire_entrepot(), lire_contours()
    # Des fichiers faits de tables fautives en ont l'air entier : mieux vaut le dire à qui va les distribuer.
    refuser(f"Attention : {f.phrase()}" for f in fautes()[:FAUTES_DITES])
    par_slug = {t.slug: t.code for t in entrepot.quartiers()}
    inconnus = [q for q in lus.quartier if q not in par_slug]
    if inconnus:
        return refuser([f"Quartier inconnu : {', '.join(inconnus)}. Attendu : {', '.join(par_slug)}."])
    try:
        gabarit = lus.gabarit.read_bytes() if lus.gabarit else None
        lus.dossier.mkdir(parents=True, exist_ok=True)
    except OSError as erreur:
        return refuser([f"« {erreur.filename} » ne s'ouvre pas ({raison_systeme(erreur)})."])
    if lus.panier:
        blocs, perdus = panier(entrepot, lus.panier)
        if perdus:
            return refuser(
                [
                    f"Bloc inconnu : {', '.join(perdus)}.",
                    "Les identifiants sont dans la feuille Lisez-moi des classeurs.",
                ]
            )
        faits = _trois(dossier_choisi(blocs, lus.titre), entrepot, contours, lus.date, gabarit)
    else:
        faits = fichiers(entrepot, contours, lus.date, [par_slug[q] for q in lus.quartier], gabarit)
    nom = "le premier fichier"
    manques: list[str] = []
    try:
        for nom, fabriquer in faits:
            debut = time.perf_counter()
            try:
                octets = fabriquer()
            except (GabaritIllisible, OSError):
                raise
            except Exception as erreur:  # un fichier qui manque n'empêche pas les autres, la veille d'un comité
                manques.append(f"{nom} n'a pas pu se fabriquer ({type(erreur).__name__} : {erreur}).")
                continue
            with provisoire(lus.dossier / nom) as chemin:
                chemin.write_bytes(octets)
            dire([f"{nom} : {nombre(len(octets) / 1024)} Ko, {nombre(time.perf_counter() - debut, 1)} s"])
    except GabaritIllisible as erreur:
        return refuser([str(erreur)])
    except OSError as erreur:
        # Une écriture qui manque de place ne dit pas le nom du fichier.
        return refuser([f"« {nom} » ne s'écrit pas dans « {lus.dossier} » ({raison_systeme(erreur)})."])
    return refuser(manques) if manques else 0


def _analyseur() -> Analyseur:
    analyseur = Analyseur(
        prog="python -m components.exporter", description="Écrit tous les fichiers d'un comité dans un dossier."
    )
    analyseur.add_argument("dossier", type=Path, help="où écrire ; un fichier de même nom est remplacé")
    analyseur.add_argument(
        "--quartier", action="append", default=[], help="l'adresse d'un quartier (grazailles) ; répétable"
    )
    analyseur.add_argument("--gabarit", type=Path, help="la présentation modèle de l'équipe (.pptx)")
    analyseur.add_argument("--panier", default="", help="les identifiants choisis, séparés par des points")
    analyseur.add_argument("--titre", default="Comité du contrat de ville", help="le titre du panier")
    analyseur.add_argument(
        "--date",
        type=date.fromisoformat,
        default=datetime.now().astimezone().date(),
        help="la date de production, AAAA-MM-JJ",
    )
    return analyseur


if __name__ == "__main__":
    executer(main)
