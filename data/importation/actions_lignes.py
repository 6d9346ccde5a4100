"""Des lignes d'une feuille aux lignes de la table : ce qui entre, ce qui est rejeté, ce qui est laissé de côté.

Une ligne du fichier donne une ligne de table par financeur. Une faute rejette la ligne entière :
une action dont un financeur ne se lit pas n'entrerait qu'à moitié.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from data.annees import est_annee
from data.importation.actions_colonnes import annee_ecrite
from data.importation.actions_modele import FINANCEUR, Colonne, FeuilleLue, Laissee, Rejet
from data.importation.actions_montants import lire_montant
from data.importation.actions_mots import PARTICULIER, Mots
from data.importation.etiquettes import normaliser
from data.importation.lecture_classeur import SANS_RESULTAT, Feuille
from data.importation.saisie import VIDE, Case
from data.lecture_csv import citer
from data.modele import Action

_TOTAL = re.compile(r"(s ?|sous ?)?(total|totaux)\b|cumul\b|recapitulatif\b|recap\b")
_ENSEMBLE = re.compile(r"ensemble\b")
_ATTENDU_MONTANT = "un nombre d'euros, par exemple 12 500,00 ; zéro ou plus, 10 millions au plus."
_TEXTES = ("numero", "intitule", "porteur", "type_tiers", "pilier", "theme", "quartiers", "financeur", "enveloppe",
           "nature", "code_contrat", "contrat")  # fmt: skip
# Ce qui décrit une action : une ligne de suite (cases fusionnées) les laisse toutes vides.
_DE_L_ACTION = ("numero", "intitule", "porteur", "pilier", "quartiers")
_NOTES_DE_PLUS = 2
_LONGUEUR_MAXIMALE = 1000
_ATTENDU_REPETITION = "une seule de ces lignes, ou un numéro d'action différent si ce sont deux actions."


@dataclass(slots=True)
class Moisson:
    """Ce que donnent les lignes, feuille après feuille. comptes : ce qui s'est passé → lignes (feuille, numéro)."""

    lues: int = 0
    actions: list[Action] = field(default_factory=list)
    origines: list[tuple[str, int]] = field(default_factory=list)
    rejets: list[Rejet] = field(default_factory=list)
    laissees: list[Laissee] = field(default_factory=list)
    comptes: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    vues: dict[Action, tuple[str, int]] = field(default_factory=dict)

    def noter(self, quoi: str, feuille: str, ligne: int) -> None:
        """Retient qu'une chose à dire s'est passée à cette ligne."""
        self.comptes.setdefault(quoi, []).append((feuille, ligne))


class _Plan:
    """Les colonnes d'une feuille, rangées une fois pour toutes ses lignes."""

    def __init__(self, lue: FeuilleLue):
        connues = [c for c in lue.colonnes if c.role]
        self.lue = lue
        self.places = {c.role: c for c in reversed(connues)}
        self.rangs = tuple(c.rang for c in connues)
        self.comptees = lue.financeurs or tuple(c for c in connues if c.role == "montant")
        chiffres = {c.rang for c in (*self.comptees, *lue.financeurs)}
        muettes = ("montant", "total", "statut")
        self.parlantes = tuple(c.rang for c in connues if c.rang not in chiffres and c.role not in muettes)


class _Ligne:
    """Une ligne du fichier : ses cases par rôle, et ce qui s'y est trouvé de fautif."""

    def __init__(self, plan: _Plan, numero: int, cases: Sequence[Case]):
        self.plan, self.lue, self.places, self.numero = plan, plan.lue, plan.places, numero
        self.cases = {rang: cases[rang] if rang < len(cases) else VIDE for rang in plan.rangs}
        self.fautes: list[tuple[str, str, str]] = []

    def case(self, role: str) -> Case:
        colonne = self.places.get(role)
        return VIDE if colonne is None else self.cases[colonne.rang]

    def texte(self, role: str) -> str:
        """Le texte d'une case ; celui d'une formule sans résultat est gardé tel quel, comme un texte."""
        return self.case(role).texte

    def titre(self, role: str) -> str:
        colonne = self.places.get(role)
        return "" if colonne is None else colonne.titre

    def fauter(self, role: str, constat: str, attendu: str) -> None:
        self.fautes.append((self.titre(role), constat, attendu))

    def montants(self) -> list[tuple[Colonne, Case]]:
        """Les cases de montants qui comptent : une par financeur, ou la seule."""
        return [(c, self.cases[c.rang]) for c in self.plan.comptees]

    def chiffrees(self) -> list[Case]:
        """Les cases de montants remplies, total compris."""
        toutes = [case for _, case in self.montants()] + [self.case("total")]
        return [case for case in toutes if case is not VIDE]

    def textes(self) -> list[str]:
        """Les textes connus et non vides, montants exceptés, dans l'ordre des colonnes."""
        return [texte for rang in self.plan.parlantes if (texte := self.cases[rang].texte)]


def moissonner(feuille: Feuille, lue: FeuilleLue, mots: Mots, moisson: Moisson) -> Iterator[int]:
    """Lit les lignes sous l'en-tête et remplit `moisson` ; rend le nombre de lignes lues, de proche en proche."""
    titres = {c.rang: c.titre for c in lue.colonnes if c.role}
    plan = _Plan(lue)
    largeur = len(lue.colonnes)
    action: dict[str, Case] = {}
    derniere_action = 0
    sommes = [0, 0]  # centimes gardés depuis l'en-tête, et depuis le dernier total
    annee_notee: int | None = None
    for numero, cases in feuille.lignes:
        if numero <= lue.entete:
            continue
        ligne = _Ligne(plan, numero, cases)
        pareils = sum(c.texte == titres[r] for r, c in ligne.cases.items())
        if pareils >= 2 and pareils * 2 >= len(titres):
            moisson.laissees.append(Laissee(lue.nom, numero, "entete", "en-tête répété, laissé de côté."))
            if annee_notee is not None:
                lue = replace(lue, annee=annee_notee, origine_annee="la ligne de titre")
                plan = _Plan(lue)
            sommes = [0, 0]
            continue
        laissee = _laisser(ligne, cases, sommes)
        if laissee is not None:
            moisson.laissees.append(laissee)
            if laissee.genre == "total":
                sommes[1] = 0
            elif lue.colonne("annee") is None:
                annee_notee = annee_ecrite(" ".join(case.texte for case in cases)) or annee_notee
            continue
        if lue.etat and not _du_contrat(ligne, mots):
            moisson.noter("contrat", lue.nom, numero)
            continue
        moisson.lues += 1
        if moisson.lues % 1000 == 0:
            yield moisson.lues
        if not feuille.nom and any(case is not VIDE for case in cases[largeur:]):
            ligne.fautes.append(
                ("", f"la ligne a {len(cases)} cases pour {largeur} colonnes.",
                 "autant de cases que de colonnes ; un texte ou un nombre qui contient le séparateur se met entre "
                 "guillemets.")
            )  # fmt: skip
        suite = derniere_action == numero - 1 and _est_une_suite(ligne)
        if suite:
            for role, case in action.items():
                ligne.cases[plan.places[role].rang] = case
            moisson.noter("suite", lue.nom, numero)
        derniere_action = numero
        action = {
            role: ligne.case(role)
            for role in (*_DE_L_ACTION, "theme", "annee", "nature", "enveloppe", "type_tiers")
            if role in plan.places
        }
        lignes = _lire(ligne, mots, moisson)
        if repetee := next((moisson.vues[une] for une in lignes if une in moisson.vues), None):
            ligne.fautes.append(("", _dire_repetition(repetee, lue.nom), _ATTENDU_REPETITION))
        if ligne.fautes:
            moisson.rejets += rejets(ligne, mots)
            continue
        for une in lignes:
            moisson.actions.append(une)
            moisson.origines.append((lue.nom, numero))
            moisson.vues[une] = (lue.nom, numero)
            centimes = round(Decimal(str(une.montant)) * 100)
            sommes = [s + centimes for s in sommes]


def _dire_repetition(ou: tuple[str, int], feuille: str) -> str:
    suite = f" de la feuille {citer(ou[0])}" if ou[0] != feuille else ""
    return f"la ligne répète la ligne {ou[1]}{suite} (même action, même financeur, même montant)."


def _laisser(ligne: _Ligne, cases: Sequence[Case], sommes: Sequence[int]) -> Laissee | None:
    """Une ligne de total, une note, ou rien de connu ; None si c'est une action (ou si elle doit être rejetée)."""
    textes, chiffrees = ligne.textes(), ligne.chiffrees()
    lieu = (ligne.lue.nom, ligne.numero)
    remplies = [case for case in cases if case is not VIDE]
    etiquettes = [case.texte for case in remplies if case.nombre is None and not case.probleme]
    # Une action s'appelle parfois « Total respect » : un total n'a ni porteur, ni pilier et quartiers à la fois.
    premiere = etiquettes[0] if etiquettes else ""
    decrite = sum(bool(ligne.texte(role)) and ligne.texte(role) != premiere for role in _DE_L_ACTION)
    nue = normaliser(premiere)
    if (_TOTAL.match(nue) and decrite <= 1) or (_ENSEMBLE.match(nue) and not decrite and chiffrees):
        return Laissee(*lieu, "total", _dire_total(ligne, sommes, citer(etiquettes[0])))
    if not chiffrees and (len(textes) <= 1 or (len(textes) <= _NOTES_DE_PLUS and not ligne.texte("intitule"))):
        if ligne.texte("intitule") and len(remplies) > 1:
            return None  # un intitulé et d'autres cases : une action sans montant, à rejeter
        return Laissee(*lieu, "note", "ligne de texte sans montant, laissée de côté.")
    if chiffrees and not textes:
        lus = _montant_total(ligne)
        if lus is not None and lus in sommes and lus:
            return Laissee(*lieu, "total", _dire_total(ligne, sommes, "sans étiquette"))
    return None


def _montant_total(ligne: _Ligne) -> int | None:
    """La somme des montants de la ligne, ou son total s'il n'y a que lui ; None si rien ne se lit."""
    lus = [lire_montant(case, colonne.milliers)[0] for colonne, case in ligne.montants()]
    if all(lu is None for lu in lus):
        colonne = ligne.lue.colonne("total")
        return None if colonne is None else lire_montant(ligne.cases[colonne.rang], colonne.milliers)[0]
    return sum(lu or 0 for lu in lus)


def _dire_total(ligne: _Ligne, sommes: Sequence[int], etiquette: str) -> str:
    ecrit = _montant_total(ligne)
    if ecrit is None:
        return f"ligne de total ({etiquette}), laissée de côté."
    if ecrit in sommes:
        return f"ligne de total ({etiquette}), laissée de côté ; elle concorde avec les lignes gardées au-dessus."
    proche = min(sommes, key=lambda s: abs(s - ecrit))
    return (
        f"ligne de total ({etiquette}), laissée de côté ; elle dit {_euros(ecrit)}, les lignes gardées au-dessus "
        f"font {_euros(proche)}."
    )


def _euros(centimes: int) -> str:
    texte = f"{Decimal(centimes) / 100:,.2f}".replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")
    return texte.removesuffix(",00") + "\N{NO-BREAK SPACE}€"


def _du_contrat(ligne: _Ligne, mots: Mots) -> bool:
    codes = normaliser(ligne.texte("code_contrat")), normaliser(ligne.texte("contrat"))
    return codes[0] in mots.contrats or any(nom and nom in codes[1] for nom in mots.contrats)


def _est_une_suite(ligne: _Ligne) -> bool:
    """Cases de l'action vides, un financeur et un montant : la ligne continue celle d'au-dessus."""
    return bool(
        ligne.texte("financeur")
        and any(case is not VIDE for _, case in ligne.montants())
        and not any(ligne.texte(role) for role in _DE_L_ACTION)
    )


def _lire(ligne: _Ligne, mots: Mots, moisson: Moisson) -> list[Action]:
    """Les lignes de table de cette ligne ; ses fautes sont dans `ligne.fautes`."""
    lieu = (ligne.lue.nom, ligne.numero)
    for role in _TEXTES:
        case = ligne.case(role)
        if case.probleme and case.probleme != SANS_RESULTAT:
            ligne.fauter(role, case.probleme, "du texte ordinaire.")
        elif len(case.texte) > _LONGUEUR_MAXIMALE:
            ligne.fauter(role, f"le texte a {len(case.texte)} caractères.", f"{_LONGUEUR_MAXIMALE} au plus.")
    if normaliser(ligne.texte("statut")) == "demonstration":
        ligne.fauter("statut", "c'est une ligne de démonstration.", "de vraies actions.")
    annee = _annee(ligne)
    intitule = ligne.texte("intitule")
    if not intitule:
        ligne.fauter("intitule", "la cellule est vide.", "l'intitulé de l'action.")
    pilier, constat = mots.lire_pilier(ligne.texte("pilier"), annee)
    if constat:
        ligne.fauter("pilier", constat, "le nom ou le numéro d'un pilier de piliers.csv.")
    quartiers, constat = mots.lire_quartiers(ligne.texte("quartiers"))
    if constat:
        attendu = "le code ou le nom d'un quartier, plusieurs séparés par « ; », ou « tous »."
        ligne.fauter("quartiers", constat, attendu)
    enveloppe, constat = mots.lire_enveloppe(ligne.texte("enveloppe"))
    if constat:
        ligne.fauter("enveloppe", constat, "crédits spécifiques, adulte-relais, Fonjep, droit commun, ou rien.")
    nature = mots.lire_nature(ligne.texte("nature"), ligne.titre("nature"))
    porteur, douteux = mots.lire_porteur(ligne.texte("porteur"), ligne.texte("type_tiers"))
    montants = _montants(ligne, mots, moisson)
    if ligne.fautes:
        return []
    for quoi, vrai in (
        ("personne", porteur == PARTICULIER and normaliser(ligne.texte("porteur")) != PARTICULIER),
        ("personne_possible", douteux),
        ("nature", nature is None),
        ("sans_quartier", not quartiers and not ligne.lue.etat),
        ("nomenclature", (annee >= 2024) != (mots.nomenclatures.get(pilier) == "2024+")),
        ("formule", any(ligne.case(r).probleme == SANS_RESULTAT for r in _TEXTES)),
    ):
        if vrai:
            moisson.noter(quoi, *lieu)
    identifiant = ligne.texte("numero") or _identifiant(annee, intitule, porteur)
    return [
        Action(
            identifiant, annee, intitule, porteur, pilier, ligne.texte("theme"), quartiers, financeur, enveloppe,
            nature or "", float(Decimal(montant) / 100), "reel", "",
        )
        for financeur, montant in montants.items()
    ]  # fmt: skip


def _annee(ligne: _Ligne) -> int:
    """L'année de la ligne ; 0, et une faute, si elle ne se lit pas."""
    case, lue = ligne.case("annee"), ligne.lue
    if case is VIDE:
        de_colonne = lue.colonne("annee") is not None
        if lue.annee is not None and not (de_colonne and lue.origine_annee == "le nom du fichier"):
            return lue.annee
        ligne.fauter("annee", "la cellule est vide.", "une année, par exemple 2022.")
        return 0
    texte = case.texte if case.nombre is None else f"{case.nombre:g}"
    date = re.fullmatch(r"([0-9]{4})-[0-9]{2}-[0-9]{2}( .*)?|[0-9]{1,2}[/.-][0-9]{1,2}[/.-]([0-9]{4})", texte)
    lu = (date[1] or date[3]) if date else texte if re.fullmatch("[0-9]{4}", texte) else str(annee_ecrite(texte) or "")
    if not est_annee(lu):
        ligne.fauter("annee", f"{citer(case.texte)} n'est pas une année.", "une année, par exemple 2022.")
        return 0
    return int(lu)


def _montants(ligne: _Ligne, mots: Mots, moisson: Moisson) -> dict[str, int]:
    """Financeur → centimes ; une colonne vide ou à zéro ne fait pas de ligne, sauf si tout est à zéro."""
    lus: dict[str, int] = {}
    lieu = (ligne.lue.nom, ligne.numero)
    for colonne, case in ligne.montants():
        montant, constat = lire_montant(case, colonne.milliers)
        if constat:
            ligne.fautes.append((colonne.titre, constat, _ATTENDU_MONTANT))
        if montant is None:
            continue
        if colonne.role.startswith(FINANCEUR):
            financeur = colonne.role.removeprefix(FINANCEUR)
        elif ligne.lue.etat:
            financeur = "État"
        else:
            financeur = mots.lire_financeur(ligne.texte("financeur"))
            if not ligne.texte("financeur"):
                moisson.noter("sans_financeur", *lieu)
        lus[financeur] = lus.get(financeur, 0) + montant
    if not lus and not any(titre in {c.titre for c, _ in ligne.montants()} for titre, _, _ in ligne.fautes):
        titre = ligne.montants()[0][0].titre if len(ligne.montants()) == 1 else ""
        ligne.fautes.append((titre, "la ligne n'a pas de montant.", _ATTENDU_MONTANT))
    total = ligne.lue.colonne("total")
    if lus and total is not None:
        dit = lire_montant(ligne.cases[total.rang], total.milliers)[0]
        if dit is not None and dit != sum(lus.values()):
            moisson.noter("total_de_ligne", *lieu)
    positifs = {financeur: montant for financeur, montant in lus.items() if montant}
    return positifs or dict(list(lus.items())[:1])


def _identifiant(annee: int, intitule: str, porteur: str) -> str:
    """Un numéro qui ne dépend que de l'action : le même fichier redonne le même, dans n'importe quel ordre."""
    cle = f"{normaliser(intitule)}|{normaliser(porteur)}".encode()
    return f"{annee}-{hashlib.sha256(cle).hexdigest()[:10]}"


def rejets(ligne: _Ligne, mots: Mots) -> Iterator[Rejet]:
    """Un rejet par faute de la ligne, avec ses cases connues ; le nom d'une personne n'y est pas."""
    cellules: dict[str, Case] = {}
    for colonne in ligne.lue.colonnes:
        if colonne.role in ("", "ignorer", "statut"):
            continue
        case = ligne.cases[colonne.rang]
        if colonne.role == "porteur" and case.texte:
            case = Case(mots.lire_porteur(case.texte, ligne.texte("type_tiers"))[0])
        cellules[titre_de_rejet(colonne)] = case
    if ligne.lue.colonne("annee") is None and ligne.lue.annee is not None:
        cellules["Année"] = Case(str(ligne.lue.annee), float(ligne.lue.annee))
    for titre, constat, attendu in ligne.fautes:
        yield Rejet(ligne.lue.nom, ligne.numero, titre, constat, attendu, cellules)


_TITRES_DE_REJET: Mapping[str, str] = {
    "numero": "Numéro de l'action", "annee": "Année", "intitule": "Intitulé de l'action", "porteur": "Porteur",
    "type_tiers": "Type de tiers", "pilier": "Pilier", "theme": "Thème", "sous_theme": "Sous-thème",
    "quartiers": "Quartiers", "financeur": "Financeur", "enveloppe": "Enveloppe", "montant": "Montant accordé",
    "total": "Montant total", "code_contrat": "Code contrat ville", "contrat": "Libellé contrat ville",
}  # fmt: skip


def titre_de_rejet(colonne: Colonne) -> str:
    """Un titre que l'import relit à coup sûr : rôle, et unité quand le montant est en milliers."""
    unite = " (K€)" if colonne.milliers else ""
    if colonne.role.startswith(FINANCEUR):
        return f"Financeur : {colonne.role.removeprefix(FINANCEUR)}{unite}"
    # « Nature » garde son titre : « oui » y répond à ce qu'il demande.
    titre = _TITRES_DE_REJET.get(colonne.role, colonne.titre)
    return titre + (unite if colonne.role in ("montant", "total") else "")
