"""Comprendre les mots d'un fichier d'actions : quartiers, piliers, financeurs, natures, porteurs.

Les écritures connues sont une table (`ecritures.csv`), que l'équipe complète ; la correspondance
d'un fichier passe devant elle. Rien ne se devine : un mot qui reste inconnu le dit.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from data.credits import NON_LOCALISE, TOUS
from data.dossiers import RACINE
from data.entrepot import Entrepot
from data.importation.actions_modele import Correspondance
from data.importation.actions_porteurs import Porteurs
from data.importation.etiquettes import normaliser
from data.lecture_csv import citer, lire_table

# Les tables où l'équipe a déjà nommé des structures : un porteur du même nom en est une.
_NOMS_DE_STRUCTURES = (("acteurs", "acteur"), ("acteurs", "porteur"), ("postes_contrat_de_ville", "structure"))
NON_PRECISE = "Non précisé"
NOMENCLATURE_DE_2024 = "2024+"
_COLONNES = ("objet", "ecriture", "code")
# Des mots qui, autour des noms de quartiers, ne désignent rien de plus.
_LIAISONS = re.compile(
    "et|ou|de|du|des|d|la|le|les|l|a|au|aux|en|sur|dans|qpv|qp|qva|quartiers?|prioritaires?|politique|ville|carcassonne"
    "|secteurs?|territoires?"
)
_NUMERO_DE_PILIER = re.compile(r"(?:pilier|axe|volet|theme)? ?(?:n|no)? ?([0-9]) ?(.*)")


@dataclass(frozen=True, slots=True)
class Mots:
    """Ce que veulent dire les mots d'un fichier. Les dictionnaires ont pour clés des formes normalisées.

    quartiers : forme → codes ; piliers : forme → codes possibles, nomenclatures : code → « 2015-2023 » ou
    « 2024+ » ; rangs : (nomenclature, numéro) → code ; territoires : codes dans l'ordre d'affichage.
    """

    colonnes: Mapping[str, str]
    quartiers: Mapping[str, tuple[str, ...]]
    piliers: Mapping[str, tuple[str, ...]]
    nomenclatures: Mapping[str, str]
    rangs: Mapping[tuple[str, int], str]
    financeurs: Mapping[str, str]
    enveloppes: Mapping[str, str]
    natures: Mapping[str, str]
    contrats: frozenset[str]
    porteurs: Porteurs
    territoires: tuple[str, ...]
    _lus: dict[tuple, tuple] = field(default_factory=dict, repr=False, compare=False)

    def lire_quartiers(self, texte: str) -> tuple[tuple[str, ...], str]:
        """« La Conte Ozanam, Fleming » → (codes, « ») ; sinon ((), constat). Une case vide : pas de quartier.

        La case entière est lue de gauche à droite, l'écriture la plus longue d'abord ; un mot qui
        n'est ni un quartier ni une liaison fait refuser la case (« tous sauf Grazailles »).
        """
        if (texte,) not in self._lus:
            self._lus[(texte,)] = self._quartiers(texte)
        return self._lus[(texte,)]

    def _quartiers(self, texte: str) -> tuple[tuple[str, ...], str]:
        mots = normaliser(texte).split()
        trouves: list[str] = []
        inconnus: list[str] = []
        place = 0
        while place < len(mots):
            for fin in range(min(len(mots), place + 8), place, -1):
                codes = self.quartiers.get(" ".join(mots[place:fin]))
                if codes:
                    trouves += codes
                    place = fin
                    break
            else:
                if not _LIAISONS.fullmatch(mots[place]):
                    inconnus.append(mots[place])
                place += 1
        if inconnus or (mots and not trouves):
            return (), f"{citer(texte)} n'est pas un quartier connu."
        codes = [c for c in dict.fromkeys(trouves) if c != NON_LOCALISE]
        if TOUS in codes:
            if len(codes) == 1:
                return (TOUS,), ""
            # « Tous QPV et QVA » : « tous » ne désigne que les QPV, il faut alors les nommer.
            codes = [*self.quartiers["les cinq nommes"], *(c for c in codes if c != TOUS)]
        rang = {code: i for i, code in enumerate(self.territoires)}
        return tuple(sorted(dict.fromkeys(codes), key=lambda c: rang.get(c, len(rang)))), ""

    def lire_pilier(self, texte: str, annee: int | None) -> tuple[str, str]:
        """« 2 », « Pilier 2 : emploi », « Cadre de vie » → (code, « ») ; l'année départage les nomenclatures.

        Le nom l'emporte sur le numéro : les numéros changent d'un document à l'autre.
        """
        cle = (texte, annee)
        if cle not in self._lus:
            self._lus[cle] = self._pilier(texte, annee)
        return self._lus[cle]

    def _pilier(self, texte: str, annee: int | None) -> tuple[str, str]:
        if not texte:
            return "", "la cellule est vide."
        nomenclature = NOMENCLATURE_DE_2024 if (annee or 0) >= 2024 else "2015-2023"
        nu = re.sub(r"\.0+$", "", texte) if re.fullmatch(r"[0-9]\.0+", texte) else texte
        forme = _NUMERO_DE_PILIER.fullmatch(normaliser(nu))
        noms = [normaliser(nu), re.sub(r"^(pilier|axe|volet|theme) ", "", normaliser(nu))]
        if forme:
            noms.append(forme[2].strip())
        for nom in noms:
            codes = self.piliers.get(nom, ()) or self.piliers.get(re.sub(r"^(l|le|la) ", "", nom), ())
            memes = [c for c in codes if self.nomenclatures.get(c) == nomenclature]
            if codes:
                return (memes or list(codes))[0], ""
        if forme and not forme[2].strip():
            code = self.rangs.get((nomenclature, int(forme[1])), "")
            if code:
                return code, ""
        return "", f"{citer(texte)} n'est pas un pilier connu."

    def lire_financeur(self, texte: str) -> str:
        """Le nom d'usage d'un financeur connu ; sinon le texte, tel quel ; « Non précisé » si rien.

        Un financeur inconnu garde sa première écriture : « Fondation X » et « fondation x » n'en font qu'un.
        """
        nu = normaliser(texte)
        if not nu:
            return NON_PRECISE
        connu = self.financeurs.get(nu) or self.financeurs.get(re.sub(r"^(le|la|l|les) ", "", nu))
        return connu or self._lus.setdefault((nu, "financeur inconnu"), (texte,))[0]

    def lire_enveloppe(self, texte: str) -> tuple[str, str]:
        """Le code d'une enveloppe ; une case vide est « specifique »."""
        if not texte:
            return "specifique", ""
        code = self.enveloppes.get(normaliser(texte), "")
        return code, "" if code else f"{citer(texte)} n'est pas une enveloppe connue."

    def lire_nature(self, texte: str, titre: str) -> str | None:
        """« nouvelle », « reconduction » ou « » ; None si le mot est inconnu. « oui » répond au titre."""
        mot = normaliser(texte)
        if mot in ("oui", "o", "x", "non"):
            demande = "reconduction" if re.search("reconduc|renouvel", normaliser(titre)) else "nouvelle"
            autre = "nouvelle" if demande == "reconduction" else "reconduction"
            return autre if mot == "non" else demande
        return self.natures.get(mot) if mot else ""

    def lire_porteur(self, texte: str, type_tiers: str = "") -> tuple[str, tuple[str, ...]]:
        """(le porteur à garder, ce qui est à dire de lui) : voir `Porteurs.lire`."""
        cle = (texte, type_tiers, "porteur")
        if cle not in self._lus:
            self._lus[cle] = self.porteurs.lire(texte, type_tiers)
        return self._lus[cle]


def mots_du_fichier(entrepot: Entrepot, correspondance: Correspondance) -> Mots:
    """Les mots connus : `ecritures.csv`, les noms des tables, puis la correspondance, qui l'emporte."""
    lignes: dict[str, list[tuple[str, str]]] = {}
    for objet, ecriture, code in _ecritures(entrepot):
        lignes.setdefault(objet, []).append((ecriture, code))
    piliers: dict[str, list[str]] = {}
    noms_de_piliers = [(p.libelle, code) for code, p in entrepot.piliers.items()]
    for nom, code in [*noms_de_piliers, *((c, c) for c in entrepot.piliers), *lignes.get("pilier", ())]:
        if code in entrepot.piliers:
            piliers.setdefault(normaliser(nom), []).append(code)
    rangs: dict[tuple[str, int], str] = {}
    for pilier in sorted(entrepot.piliers.values(), key=lambda p: p.ordre):
        rang = 1 + sum(nomenclature == pilier.nomenclature for nomenclature, _ in rangs)
        rangs[pilier.nomenclature, rang] = pilier.pilier
    return Mots(
        colonnes=_dictionnaire(lignes.get("colonne", ())),
        quartiers=_quartiers(entrepot, lignes.get("quartier", ()), correspondance.quartiers),
        piliers={k: tuple(dict.fromkeys(v)) for k, v in piliers.items()}
        | {normaliser(k): (v,) for k, v in correspondance.piliers.items()},
        nomenclatures={code: p.nomenclature for code, p in entrepot.piliers.items()},
        rangs=rangs,
        financeurs=_dictionnaire(lignes.get("financeur", ()))
        | {normaliser(k): v for k, v in correspondance.financeurs.items()},
        enveloppes=_dictionnaire(lignes.get("enveloppe", ())),
        natures=_dictionnaire(lignes.get("nature", ())),
        contrats=frozenset(normaliser(ecriture) for ecriture, _ in lignes.get("contrat", ())),
        porteurs=_porteurs(entrepot, lignes, correspondance),
        territoires=tuple(entrepot.territoires),
    )


def _porteurs(
    entrepot: Entrepot, lignes: Mapping[str, Sequence[tuple[str, str]]], correspondance: Correspondance
) -> Porteurs:
    connues = {normaliser(nom) for nom, _ in lignes.get("structure", ())}
    connues |= {normaliser(nom) for nom in correspondance.structures}
    for table, colonne in _NOMS_DE_STRUCTURES:
        connues |= {normaliser(ligne.get(colonne, "")) for ligne in entrepot.table(table).dictionnaires()}
    return Porteurs(
        frozenset(connues - {""}),
        frozenset(normaliser(ecriture) for ecriture, _ in lignes.get("prenom", ())),
        {normaliser(ecrit): dit for ecrit, dit in correspondance.porteurs.items()},
    )


def _ecritures(entrepot: Entrepot) -> Iterable[Sequence[str]]:
    lignes = entrepot.table("ecritures").lignes
    if lignes:
        return lignes
    # Un dossier de données plus ancien n'a pas la table : celle du projet vaut pour lui.
    lue = lire_table(RACINE / "data" / "tables" / "ecritures.csv", _COLONNES)
    return () if lue.cadre is None else lue.cadre.itertuples(index=False, name=None)


def _dictionnaire(lignes: Iterable[tuple[str, str]]) -> dict[str, str]:
    sens: dict[str, str] = {}
    for ecriture, code in lignes:
        sens.setdefault(normaliser(ecriture), code)
    return sens


def _quartiers(
    entrepot: Entrepot, lignes: Iterable[tuple[str, str]], correspondance: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Codes et noms des QPV et QVA. Un nom désigne le quartier de 2015, premier de la table."""
    permis = {t.code: t for t in entrepot.territoires.values() if t.type in ("qpv", "qva")}
    sens: dict[str, tuple[str, ...]] = {}
    for code, t in permis.items():
        for nom in (code, t.nom, t.nom_court):
            sens.setdefault(normaliser(nom), (code,))
    veille = tuple(code for code, t in permis.items() if t.type == "qva")
    paires = [*lignes, *correspondance.items()]
    for ecriture, code in paires:
        if code == "qva":
            codes = veille
        else:
            codes = tuple(c for c in re.split(r"[;\s]+", code) if c in permis or c in (TOUS, NON_LOCALISE))
        if codes and ((ecriture, code) in correspondance.items() or normaliser(ecriture) not in sens):
            sens[normaliser(ecriture)] = codes
    sens["les cinq nommes"] = tuple(t.code for t in entrepot.quartiers())
    return sens
