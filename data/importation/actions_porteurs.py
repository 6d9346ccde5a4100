"""Qui porte une action : une structure garde son nom, une personne devient « particulier ».

Une structure se reconnaît à un nom connu des tables, à un mot (« association », « régie »), à un sigle ou à un
chiffre. Le reste, s'il a la forme d'un nom de personne, en est une : publier un nom de trop ne se rattrape
pas, une structure prise à tort se rétablit en une ligne de la correspondance.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from data.importation.etiquettes import normaliser

PARTICULIER = "particulier"
PERSONNE, PRESUMEE, POSSIBLE, CONTACT = "personne", "personne_presumee", "personne_possible", "contact"
STRUCTURE = "structure"
_CIVILITE = re.compile(
    r"\b(m\.|mr\.?|mme\.?|mlle\.?|monsieur|madame|mademoiselle|dr\.?|docteure?)(?=\s|$)|^(ma[iî]tre|me)(?=\s)",
    re.IGNORECASE,
)
_FIN_DE_CONTACT = re.compile(
    r"([\s,;:(/–-]|\b(contact|pr[ée]sident(e|s)?|repr[ée]sent[ée]e? par|t[ée]l\.?|e-?mail|mail|courriel)"
    r"(?=[\s,;:(/–-]*$))+$",
    re.IGNORECASE,
)
_INDEPENDANT = re.compile(
    r"\b(auto ?entrepreneuse?|auto ?entrepreneur|micro ?entreprise|micro ?entrepreneuse?|micro ?entrepreneur"
    r"|entreprise individuelle|personne physique|independante?)\b"
)
_COURRIEL = re.compile(r"\S+@\S+")
_TELEPHONE = re.compile(r"(?:\+|\b00)?(?:33[ .-]?)?(?:\(0\)[ .-]?)?\b0?[1-9](?:[ .-]?[0-9]{2}){4}\b")
_AVANT_UN_CONTACT = re.compile(
    r"\b(t[ée]l(?:[ée]phone)?|portable|port|e-?mail|mail|courriel)\b\.?\s*:?\s*(?=[,;)]|$)", re.I
)
# Un article n'est le signe d'une structure qu'en tête (« La Rosée ») : « Yann Le Goff » est une personne.
_EN_TETE = frozenset(("les", "le", "la", "l", "des", "saint", "sainte", "st"))
_PARTICULES = frozenset(("de", "du", "des", "d", "la", "le", "l", "el", "al", "ben", "da", "dos", "van", "von"))
_LONGUEUR_MAXIMALE = 1000
_NOM = re.compile(r"[^\W\d_]+(?:['’.\-‐‑–][^\W\d_]+)*['’.]?")


@dataclass(frozen=True, slots=True)
class Porteurs:
    """Ce qui distingue une structure d'une personne ; toutes les formes sont normalisées.

    structures : mots et noms de structures ; prenoms : prénoms connus ; dits : ce que la correspondance dit d'un
    porteur (« structure », « particulier », ou le nom à garder).
    """

    structures: frozenset[str]
    prenoms: frozenset[str]
    dits: Mapping[str, str]

    def lire(self, texte: str, type_tiers: str = "") -> tuple[str, tuple[str, ...]]:
        """(le porteur à garder, ce qui est à dire de lui) ; une personne devient « particulier ».

        type_tiers : ce que le fichier déclare (« Personne physique », « Association ») ; il l'emporte sur la forme.
        À dire : PERSONNE (reconnue), PRESUMEE (rien ne dit que c'est une structure), POSSIBLE (gardé, à relire),
        CONTACT (une adresse électronique ou un téléphone a été ôté).
        """
        if len(texte) > _LONGUEUR_MAXIMALE:
            return PARTICULIER, (PERSONNE,)  # ce n'est pas un nom : la ligne est rejetée, son texte n'est pas recopié
        propre = sans_contact(texte)
        garde, dires = self._qui(propre, normaliser(type_tiers))
        return garde, ((CONTACT, *dires) if propre != texte else dires)

    def _qui(self, texte: str, tiers: str) -> tuple[str, tuple[str, ...]]:
        nu = normaliser(texte)
        if not nu or nu == PARTICULIER:
            return (PARTICULIER if nu else ""), ()
        if nu in self.dits:
            dit = self.dits[nu]
            return (texte if dit == STRUCTURE else dit), ()
        if nu in self.structures:
            return texte, ()
        if "physique" in tiers or "particulier" in tiers or _INDEPENDANT.search(nu):
            return PARTICULIER, (PERSONNE,)
        civilite = _CIVILITE.search(texte)
        if civilite:
            avant = _FIN_DE_CONTACT.sub("", texte[: civilite.start()])
            return self._qui(avant, tiers) if normaliser(avant) else (PARTICULIER, (PERSONNE,))
        if tiers or self._a_un_mot_de_structure(nu):
            return texte, ()
        mots = [m for m in re.split(r"[\s,;/()]+", texte) if normaliser(m)]
        prenom = any(p in self.prenoms for m in mots for p in (normaliser(m), *normaliser(m).split()))
        initiale = len(mots) > 1 and any(re.fullmatch(r"[A-ZÉÈ]\.?(-[A-Z]\.?)?", m) for m in (mots[0], mots[-1]))
        if len(mots) <= 5 and (prenom or (initiale and len(mots) <= 4)):
            return PARTICULIER, (PERSONNE,)
        if re.search("[0-9]", nu) or any(_est_un_sigle(m) for m in mots) or mots[0].casefold() in _EN_TETE:
            return texte, ()
        if len(mots) == 1:
            return texte, () if texte.isupper() else (POSSIBLE,)
        noms = [m for m in mots if normaliser(m) not in _PARTICULES]
        # « Ibtissem Fictivi » ou « ibtissem fictivi » ; « Couleurs d'ici » n'a ni l'une ni l'autre forme.
        forme = all(_NOM.fullmatch(m) for m in noms) and (
            all(m[0].isupper() for m in noms) or (len(noms) == 2 and not any(m[0].isupper() for m in noms))
        )
        return (PARTICULIER, (PRESUMEE,)) if forme and len(noms) <= 3 else (texte, ())

    def _a_un_mot_de_structure(self, nu: str) -> bool:
        mots = nu.split()
        if mots[0] in _EN_TETE and not any(m in self.prenoms for m in mots):
            return True
        return any(suite in self.structures for suite in _suites(mots) if suite not in _EN_TETE)


def sans_contact(texte: str) -> str:
    """« Jean Dupond (06 12 34 56 78) » → « Jean Dupond » ; un texte sans contact est rendu tel quel."""
    nu = _TELEPHONE.sub(" ", _COURRIEL.sub(" ", texte))
    if nu == texte:
        return texte
    nu = re.sub(r"[(\[]\s*[)\]]", " ", _AVANT_UN_CONTACT.sub(" ", nu))
    nu = " ".join(nu.split())
    return re.sub(r"^[\s,;:/|–—-]+|[\s,;:/|([–—-]+$", "", nu)


def _suites(mots: list[str]) -> Iterator[str]:
    """Chaque mot, puis chaque suite de deux, trois ou quatre mots."""
    for longueur in range(1, 5):
        for place in range(len(mots) - longueur + 1):
            yield " ".join(mots[place : place + longueur])


def _est_un_sigle(mot: str) -> bool:
    """« MJC », « A.D.M.R. » : des capitales sans voyelle, ou à points. « KONE » peut être un nom de famille."""
    if re.fullmatch(r"(?:[A-Z]\.){2,}[A-Z]?", mot):
        return True
    return 2 <= len(mot) <= 6 and re.fullmatch("[B-DF-HJ-NP-TV-XZ]+", mot) is not None
