"""Passer des mots d'une personne aux codes des tables, et des codes aux mots d'une liste à choisir."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from data.formats import LIBELLES_STATUTS
from data.modele import STATUTS
from data.schemas.croisements import ENSEMBLE

Ligne = Mapping[str, str]
_MOTS_STATUTS = {"secret": "secret", "corrigée": "corrige", "contestée": "conteste", "publiée": "publie"}
# « Grazailles (QP011006) » : le code entre parenthèses lève toute hésitation entre deux découpages.
_CODE_FINAL = re.compile(r".*\(([A-Za-z0-9-]+)\)")


# Des lettres que la décomposition d'Unicode laisse entières, et l'apostrophe qu'il range parmi les lettres.
_LETTRES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "\N{MODIFIER LETTER APOSTROPHE}": " "})


def normaliser(texte: str) -> str:
    """« Année  (de la donnée) » et « annee_de_la_donnee » -> « annee de la donnee ».

    Tout signe sépare, même ceux qu'un traitement de texte met à la place de l'apostrophe et du tiret :
    « QVA L’Aiguille » -> « qva l aiguille », « La Conte–Ozanam » -> « la conte ozanam ».
    """
    if not texte.isascii():
        decompose = unicodedata.normalize("NFKD", texte.translate(_LETTRES))
        texte = "".join(" " if unicodedata.category(c)[0] in "PZS" else c for c in decompose)
        texte = texte.encode("ascii", "ignore").decode()
    return " ".join(re.findall("[a-z0-9]+", texte.casefold()))


@dataclass(frozen=True, slots=True)
class Annuaire:
    """Ce qui désigne un code : le code lui-même, ou l'un de ses noms, sans accent ni majuscule.

    codes : tous les codes connus ; noms : forme normalisée → code ; mots : les noms tels
    qu'on les écrit, pour proposer le plus proche quand rien ne correspond.
    """

    codes: frozenset[str] = frozenset()
    noms: Mapping[str, str] = field(default_factory=dict)
    mots: tuple[str, ...] = ()

    def code(self, texte: str) -> str | None:
        """Le code désigné par ce texte, None s'il n'en désigne aucun."""
        if texte in self.codes:
            return texte
        final = _CODE_FINAL.fullmatch(texte)
        if final and final[1] in self.codes:
            return final[1]
        return self.noms.get(normaliser(texte))


def annuaire(entrees: Iterable[tuple[str, Sequence[str]]]) -> Annuaire:
    """Un annuaire à partir de (code, noms). Un nom donné deux fois désigne le premier code."""
    noms: dict[str, str] = {}
    codes: list[str] = []
    mots: list[str] = []
    for code, siens in entrees:
        codes.append(code)
        for nom in (code, *siens):
            mots.append(nom)
            if normaliser(nom):
                noms.setdefault(normaliser(nom), code)
    return Annuaire(frozenset(codes), noms, tuple(dict.fromkeys(mots)))


def annuaire_territoires(lignes: Iterable[Ligne]) -> Annuaire:
    """Par code, nom ou nom court. Le nom seul désigne le quartier de 2015, premier de la table."""
    return annuaire((ligne["code"], (ligne["nom"], ligne["nom_court"])) for ligne in lignes)


def annuaire_indicateurs(lignes: Iterable[Ligne]) -> Annuaire:
    """Par code ou libellé."""
    return annuaire((ligne["indicateur"], (ligne["libelle"],)) for ligne in lignes)


def annuaire_modalites(lignes: Iterable[Ligne]) -> Annuaire:
    """Par code ou libellé ; « ensemble » désigne le tout, dont le code est vide dans les tables."""
    return annuaire([(ENSEMBLE, ("Ensemble", "Tous", "Total")), *((r["modalite"], (r["libelle"],)) for r in lignes)])


def annuaire_sources(lignes: Iterable[Ligne]) -> Annuaire:
    """Par code ou titre."""
    return annuaire((ligne["source"], (ligne["titre"],)) for ligne in lignes)


def annuaire_statuts() -> Annuaire:
    """Par code ou mot français ; sans « démonstration », qui n'existe que pour les crédits."""
    autres: dict[str, list[str]] = {}
    for mot, code in _MOTS_STATUTS.items():
        autres.setdefault(code, []).append(mot)
    return annuaire(
        (code, (LIBELLES_STATUTS[code], *autres.get(code, ()))) for code in STATUTS if code != "demonstration"
    )


def etiquette_territoire(ligne: Ligne) -> str:
    """« Grazailles (QP011006) », pour une liste à choisir."""
    return f"{ligne['nom']} ({ligne['code']})"
