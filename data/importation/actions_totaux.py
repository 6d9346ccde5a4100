"""Les lignes d'un fichier d'actions qui n'en sont pas : totaux, notes, titres ; et ce que disent ces totaux."""

import re
from collections import defaultdict
from collections.abc import Sequence

from data.annees import est_annee
from data.credits import centimes
from data.formats import euros
from data.importation.actions_cases import Ligne
from data.importation.actions_modele import Laissee
from data.importation.actions_montants import lire_montant
from data.importation.actions_mots import Mots
from data.importation.etiquettes import normaliser
from data.importation.saisie import VIDE, Case
from data.lecture_csv import citer
from data.modele import Action

_TOTAL = re.compile(r"(s ?|sous ?)?(total|totaux)\b|cumul\b|recapitulatif\b|recap\b")
_ENSEMBLE = re.compile(r"ensemble\b")
# Après « total », ces mots-là ne nomment pas une action : « Total pilier 1 », « Ensemble des quartiers ».
_SUITE_DE_TOTAL = re.compile(
    "total|general|generale|generaux|piliers?|axes?|volets?|quartiers?|qpv|qva|annees?|exercice|financeurs?|actions?"
    "|subventions?|credits?|montants?|financements?|programmation|feuille|page|contrat|tous|toutes|et|de|du|des|d|la|le|les|l"
    "|n|no|[0-9]+|€|eur|euros?|k|ville"
)
_GENERAL = re.compile(
    "general|generale|generaux|global|et|de|du|des|la|le|les|l|actions?|subventions?|credits?|montants?"
)
_NOTES_DE_PLUS = 2
COMPTEES_AU_DESSUS = "les lignes gardées au-dessus"


class Sommes:
    """Les centimes gardés : depuis le début, l'en-tête, le dernier total, et par ce qu'un total peut nommer."""

    def __init__(self) -> None:
        self.toutes = self.bloc = self.partie = 0
        self._nommees: dict[tuple[str, str], int] = defaultdict(int)

    def ajouter(self, action: Action) -> None:
        """Compte une ligne gardée."""
        montant = centimes(action.montant)
        self.toutes += montant
        self.bloc += montant
        self.partie += montant
        quartier = action.quartiers[0] if len(action.quartiers) == 1 else ""
        nommees = {"pilier": action.pilier, "financeur": action.financeur, "quartier": quartier}
        for cle in (*nommees.items(), ("annee", str(action.annee))):
            self._nommees[cle] += montant

    def total_passe(self) -> None:
        """Après un total, ce qui suit se compte de nouveau."""
        self.partie = 0

    def nouveau_tableau(self) -> None:
        """Après un nouvel en-tête, ou l'année d'un autre tableau."""
        self.bloc = self.partie = 0

    @property
    def possibles(self) -> tuple[int, ...]:
        """Ce qu'un total sans autre précision peut vouloir dire."""
        return tuple(dict.fromkeys((self.bloc, self.partie, self.toutes)))

    def nommee(self, reste: str, annee: int | None, mots: Mots) -> int | None:
        """La somme de ce que nomme la suite d'un total (« pilier 1 », « État ») ; None si ce n'est rien de connu."""
        code, constat = mots.lire_pilier(reste, annee)
        if not constat:
            return self._nommees.get(("pilier", code), 0)
        if est_annee(reste):
            return self._nommees.get(("annee", reste), 0)
        if reste in mots.financeurs:
            return self._nommees.get(("financeur", mots.financeurs[reste]), 0)
        codes = mots.quartiers.get(reste, ())
        return self._nommees.get(("quartier", codes[0]), 0) if len(codes) == 1 else None


def laisser(ligne: Ligne, cases: Sequence[Case], sommes: Sommes, mots: Mots) -> Laissee | None:
    """Une ligne de total, une note, ou rien de connu ; None si c'est une action (ou si elle doit être rejetée)."""
    textes, chiffrees = ligne.textes(), ligne.chiffrees()
    lieu = (ligne.lue.nom, ligne.numero)
    remplies = [case for case in cases if case is not VIDE]
    etiquettes = [case.texte for case in remplies if case.nombre is None and not case.probleme]
    for etiquette in dict.fromkeys((etiquettes[0] if etiquettes else "", ligne.texte("intitule"))):
        if _dit_un_total(ligne, normaliser(etiquette), etiquette, bool(chiffrees)):
            return Laissee(*lieu, "total", _dire_total(ligne, sommes, etiquette, mots))
    if not chiffrees and (len(textes) <= 1 or (len(textes) <= _NOTES_DE_PLUS and not ligne.texte("intitule"))):
        if ligne.texte("intitule") and len(remplies) > 1:
            return None  # un intitulé et d'autres cases : une action sans montant, à rejeter
        return Laissee(*lieu, "note", "ligne de texte sans montant, laissée de côté.")
    if chiffrees and not textes:
        lu = _montant_total(ligne)
        if lu is not None and lu in sommes.possibles and lu:
            return Laissee(*lieu, "total", _dire_total(ligne, sommes, "", mots))
    return None


def _dit_un_total(ligne: Ligne, nue: str, etiquette: str, chiffree: bool) -> bool:
    """Une action s'appelle parfois « Total respect » ou « Ensemble, lisons » : celle-là a un porteur."""
    debut = _TOTAL.match(nue) or (_ENSEMBLE.match(nue) if chiffree else None)
    if not debut:
        return False
    seul = all(ligne.texte(role) in ("", etiquette) for role in ("porteur", "numero"))
    if _TOTAL.match(nue):
        return seul or all(_SUITE_DE_TOTAL.fullmatch(mot) for mot in nue[debut.end() :].split())
    suite = nue[debut.end() :].split()
    return seul and (ligne.decrite(etiquette) == 0 or all(_SUITE_DE_TOTAL.fullmatch(mot) for mot in suite))


def _montant_total(ligne: Ligne) -> int | None:
    """La somme des montants de la ligne, ou son total s'il n'y a que lui ; None si une case ne se lit pas."""
    lus = [lire_montant(case, colonne.milliers) for colonne, case in ligne.montants()]
    if any(constat for _, constat in lus):
        return None
    if all(lu is None for lu, _ in lus):
        colonne = ligne.lue.colonne("total")
        return None if colonne is None else lire_montant(ligne.cases[colonne.rang], colonne.milliers)[0]
    return sum(lu or 0 for lu, _ in lus)


def _dire_total(ligne: Ligne, sommes: Sommes, etiquette: str, mots: Mots) -> str:
    debut = f"ligne de total ({citer(etiquette) if etiquette else 'sans étiquette'}), laissée de côté"
    ecrit = _montant_total(ligne)
    if ecrit is None:
        return f"{debut}."
    nue = normaliser(etiquette)
    tete = _TOTAL.match(nue) or _ENSEMBLE.match(nue)
    reste = " ".join(m for m in nue[tete.end() if tete else 0 :].split() if not _GENERAL.fullmatch(m))
    precise = bool(reste) or bool(ligne.decrite(etiquette))
    possibles = sommes.possibles
    if precise:
        nommee = sommes.nommee(reste, ligne.lue.annee, mots) if reste else None
        if nommee is None and ecrit not in possibles:
            # Un total de pilier ou de financeur ne se compare pas à tout ce qui le précède.
            return f"{debut} ; elle dit {euros(ecrit)}, sans comparaison possible."
        possibles = possibles if nommee is None else tuple(dict.fromkeys((nommee, sommes.partie)))
    if ecrit in possibles:
        return f"{debut} ; elle concorde avec {COMPTEES_AU_DESSUS}."
    proche = possibles[0] if precise else min(possibles, key=lambda s: abs(s - ecrit))
    return f"{debut} ; elle dit {euros(ecrit)}, {COMPTEES_AU_DESSUS} font {euros(proche)}."
