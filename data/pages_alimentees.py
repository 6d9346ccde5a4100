"""Quelles tables alimentent quelles pages : une page dont aucune table n'est là ne se propose pas.

Un territoire neuf n'a que les chiffres de l'Insee et ses contours ; les autres pages paraissent dès que l'équipe
ajoute leur première table. Une table qui ne se lit pas garde sa page : c'est la faute qui doit se voir.
"""

from functools import lru_cache

from data.entrepot import Entrepot

# Adresse de la page -> (son nom dans le menu, ses tables ; une suffit).
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "credits": ("Crédits", ("actions", "credits_publies", "postes_contrat_de_ville")),
    "piliers": ("Piliers", ("objectifs", "constats_piliers", "dispositifs", "recommandations", "gouvernance")),
    "acteurs": ("Acteurs", ("acteurs", "interventions", "mediation_regie")),
    "parole": ("Parole", ("parole",)),
}
# Les chiffres d'enquête sont dans valeurs.csv : eux aussi suffisent à la page Parole.
DOMAINES = {"parole": ("enquete_habitants", "enquete_porteurs")}


@lru_cache(maxsize=4)
def cachees(entrepot: Entrepot) -> frozenset[str]:
    """Les adresses des pages qui n'ont rien à montrer. Aucune quand rien n'a pu être lu : la faute se dit partout."""
    if not entrepot.bilans:
        return frozenset()
    presentes = {b.table for b in entrepot.bilans if b.lues} | set(entrepot.tables_inutilisables)
    vides = {adresse for adresse, (_, tables) in PAGES.items() if presentes.isdisjoint(tables)}
    domaines = {i.code: i.domaine for i in entrepot.indicateurs.values()}
    connus = {domaines[m.indicateur] for m in entrepot.mesures}
    return frozenset(a for a in vides if connus.isdisjoint(DOMAINES.get(a, ())))


def a_un_registre(entrepot: Entrepot) -> bool:
    """Vrai si le registre des contradictions a des entrées, ou un fichier qui ne se lit pas (la faute doit se voir)."""
    return bool(entrepot.controles) or "controles" in entrepot.tables_inutilisables


def tables_de(adresse: str) -> tuple[str, ...]:
    """Les tables dont une suffit à la page ; () pour une page qui s'affiche toujours."""
    return PAGES[adresse][1] if adresse in PAGES else ()
