"""Les dates des tables de textes : les écrire en français, les ranger, en faire un bloc."""

from collections.abc import Iterable

from data.blocs import bloc_de_textes
from data.entrepot import Entrepot
from data.formats import pluriel
from data.modele import Bloc
from data.montage import nom_affiche

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def date_lisible(date: str) -> str:
    """« 2017-03-31 » -> « 31 mars 2017 », « 2015-06 » -> « juin 2015 », « 2018 » inchangé."""
    annee, *reste = date.split("-")
    if not reste:
        return date
    mois = MOIS[int(reste[0]) - 1]
    if len(reste) == 1:
        return f"{mois} {annee}"
    jour = "1er" if int(reste[1]) == 1 else str(int(reste[1]))
    return f"{jour} {mois} {annee}"


def periode_lisible(debut: str, fin: str = "") -> str:
    """« 2016 à 2018 », « juin 2015 »."""
    return f"{date_lisible(debut)} à {date_lisible(fin)}" if fin and fin != debut else date_lisible(debut)


def bloc_chronologie(entrepot: Entrepot, identifiant: str, themes: Iterable[str] = ()) -> Bloc | None:
    """Les événements de ces thèmes (tous si `themes` est vide), dans l'ordre du temps ; None s'il n'y en a pas."""
    voulus = tuple(themes)
    trouves = sorted(
        (e for e in entrepot.table("chronologie").dictionnaires() if not voulus or e["theme"] in voulus),
        key=lambda e: (e["debut"], e["fin"]),
    )
    if not trouves:
        return None
    n = len(trouves)
    return bloc_de_textes(
        identifiant,
        "Dates à retenir",
        f"{n} {pluriel(n, 'date')}, de {trouves[0]['debut'][:4]} à {max(e['fin'] or e['debut'] for e in trouves)[:4]}.",
        ("Quand", "Ce qui se passe", "Où", "À savoir", "Où le lire"),
        [
            (
                periode_lisible(e["debut"], e["fin"]),
                e["evenement"],
                nom_affiche(entrepot, e["territoire"]) if e["territoire"] in entrepot.territoires else e["territoire"],
                e["note"],
                e["reference"],
            )
            for e in trouves
        ],
    )
