"""Ce que partagent les deux tables de « Depuis le dernier comité » : le nom d'une version, d'une source, un compte."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from data.blocs import bloc_de_textes
from data.changements import Changement
from data.entrepot import Entrepot
from data.formats import INSECABLE, compter
from data.modele import Bloc, Cellule
from data.versions import Journal, VersionEcrite
from data.vues.chronologie import date_lisible

COMMANDES = {
    "importer valeurs": "import de chiffres",
    "importer valeurs --annuler": "retour aux chiffres d'avant",
    "importer actions": "import des actions",
    "importer actions --annuler": "retour aux actions d'avant",
    "preparer_insee": "fichiers de l'Insee",
}


def jour(journal: Journal, version: VersionEcrite) -> str:
    """« 12 mars 2026 », avec l'heure quand plusieurs versions sont du même jour."""
    date = date_lisible(f"{version.date:%Y-%m-%d}")
    memes = sum(v.date.date() == version.date.date() for v in journal.versions)
    return f"{date} à {version.date:%H}{INSECABLE}h{INSECABLE}{version.date:%M}" if memes > 1 else date


def bloc_de_changements(
    entrepot: Entrepot,
    identifiant: str,
    titre: str,
    entetes: Sequence[str],
    lignes: Sequence[Sequence[Cellule]],
    changements: Iterable[Changement],
    reserves_du_bloc: tuple[str, ...],
) -> Bloc:
    """Un bloc dont la grille est une ligne par changement ; ses sources sont celles des changements, sans doublon."""
    bloc = bloc_de_textes(identifiant, titre, "", entetes, lignes)
    codes = dict.fromkeys(c.source for c in changements)
    return replace(
        bloc,
        sources=tuple(entrepot.source(code) for code in codes),
        reserves=reserves_du_bloc,
    )


def nom_de_version(journal: Journal, version: VersionEcrite) -> str:
    """« 12 mars 2026, import de chiffres »."""
    return f"{jour(journal, version)}, {COMMANDES[version.commande]}"


def nom_de_source(entrepot: Entrepot, code: str) -> str:
    """« Insee, Filosofi 2021 » ; le code seul si la fiche de la source est perdue."""
    fiche = entrepot.source(code)
    return ", ".join(filter(None, (fiche.producteur, fiche.titre)))


def valeur_lue(texte: str) -> float | None:
    """« 12.5 » → 12.5 ; None quand le journal n'a pas de valeur."""
    return float(texte) if texte else None


def compte(combien: int, un: str, plusieurs: str, aucun: str) -> str:
    """« 1 action importée », « 5 actions importées », ou la tournure de zéro."""
    return compter(combien, un, plusieurs) if combien else aucun
