"""L'adresse d'un quartier dans le tableau de bord : un mot, à lui seul, jamais celui d'une page."""

from data.lecture_csv import citer
from data.schemas.regles import Regle, forme

# Les pages d'ensemble, puis ce que le serveur sert : un quartier qui prendrait l'un de ces noms cacherait l'autre.
PAGES = ("comparaisons", "credits", "piliers", "acteurs", "parole", "fiabilite", "presentation", "accessibilite")
SERVIS = ("leaflet", "statique", "static", "media", "component", "app", "vendor", "auth", "oauth2callback")
RESERVEES = frozenset((*PAGES, *SERVIS))


def regles() -> tuple[Regle, ...]:
    """Les règles de la colonne « slug » de `territoires.csv`."""
    return (
        forme(
            "slug",
            "[a-z0-9]+(-[a-z0-9]+)*",
            "un mot d'adresse en minuscules sans accent (la-conte-ozanam), ou rien",
            vide=True,
        ),
        Regle(
            "slug",
            lambda s: ~s.isin(RESERVEES),
            lambda ligne: f"{citer(ligne['slug'])} est l'adresse d'une page du tableau de bord.",
            "un autre mot d'adresse.",
        ),
        Regle(
            "slug",
            lambda t: (t["slug"] != "") | (t["type"] != "qpv") | (t["geographie"] != "2015"),
            lambda ligne: f"le quartier {citer(ligne['code'])} n'a pas d'adresse.",
            "un mot d'adresse en minuscules sans accent (la-conte-ozanam).",
            True,
        ),
    )
