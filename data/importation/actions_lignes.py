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
from data.importation.actions_cases import DE_L_ACTION, Ligne, Plan
from data.importation.actions_modele import FINANCEUR, Colonne, FeuilleLue, Laissee, Rejet
from data.importation.actions_montants import lire_montant
from data.importation.actions_mots import Mots
from data.importation.actions_sections import (
    annee_de_tableau,
    annee_ecrite,
    defusionner,
    milliers_dits,
    pilier_de_titre,
)
from data.importation.actions_totaux import Sommes, laisser
from data.importation.etiquettes import normaliser
from data.importation.lecture_classeur import GUILLEMETS, SANS_RESULTAT, Feuille
from data.importation.saisie import VIDE, Case
from data.lecture_csv import citer
from data.modele import Action

_ATTENDU_MONTANT = "un nombre d'euros, par exemple 12 500,00 ; zéro ou plus, 10 millions au plus."
_TEXTES = ("numero", "intitule", "porteur", "type_tiers", "pilier", "theme", "quartiers", "financeur", "enveloppe",
           "nature", "code_contrat", "contrat")  # fmt: skip
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
    dires: list[str] = field(default_factory=list)

    def noter(self, quoi: str, feuille: str, ligne: int) -> None:
        """Retient qu'une chose à dire s'est passée à cette ligne."""
        self.comptes.setdefault(quoi, []).append((feuille, ligne))


def moissonner(feuille: Feuille, lue: FeuilleLue, mots: Mots, moisson: Moisson) -> Iterator[int]:
    """Lit les lignes sous l'en-tête et remplit `moisson` ; rend le nombre de lignes lues, de proche en proche."""
    titres = {c.rang: c.titre for c in lue.colonnes if c.role}
    plan = Plan(lue)
    fusionnees = defusionner(feuille, lue)
    action: dict[str, Case] = {}
    derniere_action = 0
    sommes = Sommes()
    section: Case | None = None
    for numero, cases in feuille.lignes:
        if numero <= lue.entete:
            continue
        ligne = Ligne(plan, numero, cases)
        if numero in feuille.abimees:
            moisson.lues += 1
            moisson.rejets.append(_rejet_abime(ligne, cases, feuille.abimees[numero], mots))
            continue
        pareils = sum(c.texte == titres[r] for r, c in ligne.cases.items())
        if pareils >= 2 and pareils * 2 >= len(titres):
            moisson.laissees.append(Laissee(lue.nom, numero, "entete", "en-tête répété, laissé de côté."))
            sommes.nouveau_tableau()
            continue
        titre = pilier_de_titre(cases, plan.chiffres, mots, lue.annee)
        if titre is not None:
            section = titre
            moisson.laissees.append(_dire_titre(ligne, titre))
            continue
        laissee = laisser(ligne, cases, sommes, mots)
        if laissee is not None:
            moisson.laissees.append(laissee)
            if laissee.genre == "total":
                sommes.total_passe()
                section = None
                continue
            if milliers_dits(case.texte for case in cases) and not all(c.milliers for c in plan.comptees):
                moisson.noter("milliers_trop_bas", lue.nom, numero)
            annee = annee_de_tableau(cases) if lue.colonne("annee") is None else None
            if annee is not None and annee != lue.annee:
                # Un autre tableau commence sous le premier : sans cela, ses lignes prendraient l'année d'au-dessus.
                lue = replace(lue, annee=annee, origine_annee="la ligne de titre")
                plan = Plan(lue)
                section = None
                sommes.nouveau_tableau()
                ou = f"feuille {citer(lue.nom)}, " if lue.nom else ""
                moisson.dires.append(f"{ou}à partir de la ligne {numero} : année {annee}, que cette ligne annonce.")
            continue
        if lue.etat and not _du_contrat(ligne, mots):
            moisson.noter("contrat", lue.nom, numero)
            continue
        moisson.lues += 1
        if moisson.lues % 1000 == 0:
            yield moisson.lues
        largeur = len(lue.colonnes)
        if not feuille.nom and any(case is not VIDE for case in cases[largeur:]):
            ligne.fautes.append(
                ("", f"la ligne a {len(cases)} cases pour {largeur} colonnes.",
                 "autant de cases que de colonnes ; un texte ou un nombre qui contient le séparateur se met entre "
                 "guillemets.")
            )  # fmt: skip
        if derniere_action == numero - 1 and _est_une_suite(ligne):
            for role, case in action.items():
                ligne.donner(role, case)
            moisson.noter("suite", lue.nom, numero)
        _completer(ligne, fusionnees.get(numero, {}), section, moisson)
        derniere_action = numero
        action = {
            role: ligne.case(role)
            for role in (*DE_L_ACTION, "theme", "annee", "nature", "enveloppe", "type_tiers")
            if role in plan.places or role in ligne.donnes
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
            sommes.ajouter(une)


def _completer(ligne: Ligne, fusionnees: Mapping[str, Case], section: Case | None, moisson: Moisson) -> None:
    """Donne à une ligne ce que disent une case fusionnée ou un titre au-dessus d'elle ; rien ne remplace une case."""
    lieu = (ligne.lue.nom, ligne.numero)
    vides = [role for role in fusionnees if ligne.case(role) is VIDE]
    for role in vides:
        ligne.donner(role, fusionnees[role])
    if vides:
        moisson.noter("fusion", *lieu)
    if section is not None and ligne.case("pilier") is VIDE:
        ligne.donner("pilier", section)
        moisson.noter("section", *lieu)


def _dire_titre(ligne: Ligne, titre: Case) -> Laissee:
    lieu = (ligne.lue.nom, ligne.numero)
    constat = f"titre de pilier ({citer(titre.texte)}) : vaut pour les lignes qui suivent et n'ont pas de pilier."
    if ligne.chiffrees():
        constat += " Son montant est un total : il n'est pas compté."
    return Laissee(*lieu, "titre", constat)


def _rejet_abime(ligne: Ligne, cases: Sequence[Case], constat: str, mots: Mots) -> Rejet:
    ligne.fautes.append(("", constat, GUILLEMETS))
    # Trop de cases : elles sont décalées, et l'on recopierait une colonne qui ne doit pas l'être.
    rejet = next(rejets(ligne, mots))
    return rejet if len(cases) <= len(ligne.lue.colonnes) else replace(rejet, cellules={})


def _dire_repetition(ou: tuple[str, int], feuille: str) -> str:
    suite = f" de la feuille {citer(ou[0])}" if ou[0] != feuille else ""
    return f"la ligne répète la ligne {ou[1]}{suite} (même action, même financeur, même montant)."


def _du_contrat(ligne: Ligne, mots: Mots) -> bool:
    codes = normaliser(ligne.texte("code_contrat")), normaliser(ligne.texte("contrat"))
    return codes[0] in mots.contrats or any(nom and nom in codes[1] for nom in mots.contrats)


def _est_une_suite(ligne: Ligne) -> bool:
    """Cases de l'action vides, un financeur et un montant : la ligne continue celle d'au-dessus."""
    return bool(
        ligne.texte("financeur")
        and any(case is not VIDE for _, case in ligne.montants())
        and not any(ligne.texte(role) for role in DE_L_ACTION)
    )


def _lire(ligne: Ligne, mots: Mots, moisson: Moisson) -> list[Action]:
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
        if ligne.lue.sections and not ligne.texte("pilier"):
            constat = "aucun titre de pilier au-dessus de cette ligne."
        ligne.fauter("pilier", constat, "le nom ou le numéro d'un pilier de piliers.csv.")
    quartiers, constat = mots.lire_quartiers(ligne.texte("quartiers"))
    if constat:
        attendu = "le code ou le nom d'un quartier, plusieurs séparés par « ; », ou « tous »."
        ligne.fauter("quartiers", constat, attendu)
    enveloppe, constat = mots.lire_enveloppe(ligne.texte("enveloppe"))
    if constat:
        ligne.fauter("enveloppe", constat, "crédits spécifiques, adulte-relais, Fonjep, droit commun, ou rien.")
    nature = mots.lire_nature(ligne.texte("nature"), ligne.titre("nature"))
    porteur, dires = mots.lire_porteur(ligne.texte("porteur"), ligne.texte("type_tiers"))
    montants = _montants(ligne, mots, moisson)
    if ligne.fautes:
        return []
    for quoi, vrai in (
        *((dire, True) for dire in dires),
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


def _annee(ligne: Ligne) -> int:
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


def _montants(ligne: Ligne, mots: Mots, moisson: Moisson) -> dict[str, int]:
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


def rejets(ligne: Ligne, mots: Mots) -> Iterator[Rejet]:
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
    cellules |= {_TITRES_DE_REJET[role]: case for role, case in ligne.donnes.items()}
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
