"""Compter un fichier d'actions : ses totaux, et ce qu'il changerait à la table en place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.credits import (
    INTER_QUARTIERS,
    NON_LOCALISE,
    SPECIFIQUE,
    centimes,
    ecart_publie_actions,
    nombre_actions,
)
from data.entrepot import Entrepot
from data.importation.actions_modele import Examen, Total
from data.modele import Action
from data.schemas import PAR_NOM
from data.schemas.croisements import separer

AXES = ("enveloppe", "annee", "pilier", "quartier", "financeur")
REEL = "reel"
_COLONNES = PAR_NOM["actions"].colonnes


@dataclass(frozen=True, slots=True)
class Changement:
    """Une année, avant et après l'import ; montants en centimes, None quand l'année n'est pas publiée.

    avant ne compte que les lignes réelles ; apres vaut 0 pour une année qui disparaîtrait. publie : les
    crédits spécifiques du rapport ; apres_specifique : ceux de la table après l'import.
    """

    annee: int
    montant_avant: int
    actions_avant: int
    montant_apres: int
    actions_apres: int
    montant_publie: int | None
    actions_publiees: int | None
    montant_specifique: int
    actions_specifiques: int

    @property
    def disparait(self) -> bool:
        """Vrai si l'année est dans la table en place et n'y serait plus."""
        return self.actions_avant > 0 and not self.actions_apres


def en_ligne(action: Action) -> dict[str, str]:
    """Une action comme la table l'écrit : colonne → texte, montant au centime (« 1200.50 »)."""
    euros, cents = divmod(centimes(action.montant), 100)
    valeurs = {c: getattr(action, c) for c in _COLONNES}
    propres = {c: " ".join(str(v).split()) for c, v in valeurs.items() if c not in ("quartiers", "montant")}
    return propres | {"quartiers": ";".join(action.quartiers), "montant": f"{euros}.{cents:02d}"}


def contenu(ligne: Mapping[str, str]) -> tuple[object, ...]:
    """Ce qui fait que deux lignes de table sont la même : tout sauf le fichier d'où elles viennent.

    La table a pu être retouchée à la main : « 1200 », « 1200.0 » et « 1200.00 » sont le même montant.
    """
    return tuple(_comparable(c, ligne[c]) for c in _COLONNES if c != "source")


def _comparable(colonne: str, texte: str) -> object:
    if colonne == "quartiers":
        return separer(texte)
    if colonne == "montant":
        try:
            return centimes(texte)
        except ValueError:  # une case fautive n'est pareille qu'à elle-même
            return texte
    return " ".join(texte.split())


def memes_lignes(examen: Examen, en_place: Iterable[Action]) -> tuple[tuple[Action, Action], ...]:
    """Dans un complément, les lignes qui ressemblent à une ligne en place : (celle en place, celle du fichier).

    Même action, même année, même financeur, mêmes quartiers, mais autre chose qui change : les deux sont gardées,
    car une ligne corrigée est le plus souvent une seconde subvention ; à la personne de dire si elle remplace.
    """
    if not examen.complement:
        return ()
    reelles = [a for a in en_place if a.statut == REEL]
    connues = {contenu(en_ligne(a)) for a in reelles}
    par_cle: dict[tuple, Action] = {(a.annee, a.id_action, a.financeur, a.quartiers): a for a in reelles}
    nouvelles = [a for a in examen.actions if contenu(en_ligne(a)) not in connues]
    cles = [(a.annee, a.id_action, a.financeur, a.quartiers) for a in nouvelles]
    return tuple((par_cle[cle], a) for cle, a in zip(cles, nouvelles, strict=True) if cle in par_cle)


def actions_apres(examen: Examen, en_place: Iterable[Action], ajouter: bool = False) -> tuple[Action, ...]:
    """Les lignes qu'aurait la table ; celles de démonstration ne survivent jamais à côté de vraies.

    Un complément ne remplace aucune ligne : il n'ajoute que celles qui n'y sont pas déjà, à l'identique.
    """
    if not examen.actions:
        return tuple(en_place)
    reelles = [a for a in en_place if a.statut == REEL]
    if examen.complement:
        connues = {contenu(en_ligne(a)) for a in reelles}
        nouvelles = [a for a in examen.actions if contenu(en_ligne(a)) not in connues]
        return tuple(sorted((*reelles, *nouvelles), key=lambda a: a.annee))
    if ajouter:
        annees = set(examen.annees)
        gardees = [a for a in reelles if a.annee not in annees]
    else:
        gardees = []
    return tuple(sorted((*gardees, *examen.actions), key=lambda a: a.annee))


def totaux_du_fichier(examen: Examen) -> dict[str, tuple[Total, ...]]:
    """Les totaux par « enveloppe », « annee », « pilier », « quartier » et « financeur ».

    Rien n'est réparti : une action de plusieurs quartiers compte sous « tous » ou « inter-quartiers ».
    """
    groupes: dict[str, dict[str, list[Action]]] = {axe: {} for axe in AXES}
    for a in examen.actions:
        cles = (a.enveloppe, str(a.annee), a.pilier, _quartier(a), a.financeur)
        for axe, cle in zip(AXES, cles, strict=True):
            groupes[axe].setdefault(cle, []).append(a)
    return {
        axe: tuple(Total(cle, somme(groupe), nombre_actions(groupe)) for cle, groupe in sorted(par_cle.items()))
        for axe, par_cle in groupes.items()
    }


def _quartier(action: Action) -> str:
    if not action.quartiers:
        return NON_LOCALISE
    return action.quartiers[0] if len(action.quartiers) == 1 else INTER_QUARTIERS


def somme(actions: Iterable[Action]) -> int:
    """La somme des montants, en centimes."""
    # Un montant lu a deux décimales au plus : l'arrondi du nombre binaire retrouve ses centimes.
    return sum(round(a.montant * 100) for a in actions)


def comparer(examen: Examen, entrepot: Entrepot, ajouter: bool = False) -> tuple[Changement, ...]:
    """Année par année : la table en place, celle d'après, et les totaux publiés. Années touchées ou présentes."""
    avant = _par_annee(a for a in entrepot.actions if a.statut == REEL)
    apres = _par_annee(actions_apres(examen, entrepot.actions, ajouter))
    publies = {e.annee: e for e in ecart_publie_actions(entrepot.credits_publies, ())}
    changements = []
    for annee in sorted({*avant, *apres}):
        suivantes = apres.get(annee, [])
        specifiques = [a for a in suivantes if a.enveloppe == SPECIFIQUE]
        publie = publies.get(annee)
        changements.append(
            Changement(
                annee,
                somme(avant.get(annee, [])),
                nombre_actions(avant.get(annee, [])),
                somme(suivantes),
                nombre_actions(suivantes),
                publie.montant_publie if publie else None,
                publie.actions_publiees if publie else None,
                somme(specifiques),
                nombre_actions(specifiques),
            )
        )
    return tuple(changements)


def _par_annee(actions: Iterable[Action]) -> Mapping[int, list[Action]]:
    par_annee: dict[int, list[Action]] = {}
    for a in actions:
        par_annee.setdefault(a.annee, []).append(a)
    return par_annee
