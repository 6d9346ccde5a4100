"""Ce que disent les lignes qui ne sont pas des actions : l'année d'un tableau, un pilier, l'unité des montants."""

import re
from collections.abc import Iterable, Mapping, Sequence

from data.annees import est_annee
from data.importation.actions_modele import FeuilleLue
from data.importation.actions_mots import Mots
from data.importation.etiquettes import normaliser
from data.importation.lecture_classeur import Feuille
from data.importation.saisie import VIDE, Case

_ANNEE = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
# Une date ou une période ne dit pas l'année d'un tableau : « contrat de ville 2015-2023 », « le 12/01/2023 ».
_PAS_L_ANNEE = re.compile(
    r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{4}|[0-9]{2})|(?:19|20)[0-9]{2} ?[/–-] ?(?:19|20)?[0-9]{2}(?![0-9])"
    r"|[0-9]{1,2} (?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre"
    r"|d[ée]cembre) [0-9]{4}",
    re.IGNORECASE,
)
# Une note de bas de tableau parle souvent d'une autre année sans en ouvrir une.
_NOTE = re.compile(
    r"\s*\*|(source|nb|n b|nota|note|remarque|attention|voir|cf|dont|rappel|sous reserve|reste|edite|imprime|mis a jour"
    r"|mise a jour|maj|vote|comite|copil|reunion|fait|pour memoire|bilan|date|signe)\b"
)
_MILLIERS_DITS = re.compile(
    r"\b(?:en|unité\s*:?)\s+(?:k\s?(?:€|euros?\b|eur\b)|k€|keur\w*|milliers?\b)|[(\[]\s*k\s?€\s*[)\]]|^\s*k\s?€\s*$",
    re.IGNORECASE,
)
# Des cases fusionnées en hauteur valent pour chaque ligne, sauf un montant (il compterait deux fois) ou un intitulé.
_FUSIONNEES = ("pilier", "annee", "theme", "quartiers", "porteur", "type_tiers", "enveloppe", "nature")


def annee_ecrite(texte: str) -> int | None:
    """La seule année que dit un texte (nom de feuille, titre) ; None s'il n'en dit aucune ou plusieurs."""
    annees = {a for a in _ANNEE.findall(_PAS_L_ANNEE.sub(" ", texte)) if est_annee(a)}
    return int(annees.pop()) if len(annees) == 1 else None


def annee_de_tableau(cases: Iterable[Case]) -> int | None:
    """L'année qu'une ligne seule annonce pour celles qui suivent (« Programmation 2022 ») ; None sinon."""
    texte = " ".join(case.texte for case in cases if case.texte)
    return None if _NOTE.match(normaliser(texte)) or texte.lstrip().startswith("*") else annee_ecrite(texte)


def milliers_dits(textes: Iterable[str]) -> bool:
    """Vrai si l'un de ces textes déclare les montants en milliers d'euros (« Montants en K€ »)."""
    return any(_MILLIERS_DITS.search(texte) for texte in textes)


def pilier_de_titre(cases: Sequence[Case], montants: Iterable[int], mots: Mots, annee: int | None) -> Case | None:
    """La case d'une ligne qui n'a qu'un nom de pilier (« Pilier 1 : Cohésion sociale ») ; None sinon.

    montants : rangs des colonnes de montants, qui ne comptent pas : un titre porte parfois son sous-total.
    """
    ecartes = frozenset(montants)
    textes = [case for rang, case in enumerate(cases) if case is not VIDE and rang not in ecartes]
    if len(textes) != 1 or textes[0].nombre is not None or not re.search(r"[^\W\d_]{2}", textes[0].texte):
        return None
    return None if mots.lire_pilier(textes[0].texte, annee)[1] else textes[0]


def defusionner(feuille: Feuille, lue: FeuilleLue) -> Mapping[int, Mapping[str, Case]]:
    """Numéro de ligne → rôle → la case fusionnée qui vaut pour cette ligne ; celle qui la porte n'y est pas."""
    colonnes = {c.rang: c.role for c in lue.colonnes if c.role in _FUSIONNEES and c.rang in feuille.fusions}
    if not colonnes:
        return {}
    lignes = dict(feuille.lignes)
    donnees: dict[int, dict[str, Case]] = {}
    for rang, role in colonnes.items():
        for haut, bas in feuille.fusions[rang]:
            porteuse = lignes.get(haut, ())
            if haut <= lue.entete or rang >= len(porteuse) or porteuse[rang] is VIDE:
                continue
            for numero in range(haut + 1, min(bas, haut + len(lignes)) + 1):
                if numero in lignes:
                    donnees.setdefault(numero, {})[role] = porteuse[rang]
    return donnees
