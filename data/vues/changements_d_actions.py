"""Les actions qui ont changé d'une version des tables à l'autre : leur nombre et leur montant, par année.

Une action se reconnaît à son année et à son numéro ; si l'équipe renumérote son fichier, l'ancienne est dite
retirée et la nouvelle ajoutée. Les lignes de démonstration ne comptent jamais.
"""

from collections.abc import Sequence
from dataclasses import replace

from data.changements import Changement
from data.credits import centimes
from data.entrepot import Entrepot
from data.formats import INSECABLE, enumeration, euros, nombre, pluriel
from data.modele import Action, Bloc, Cellule
from data.schemas.versions import REEL
from data.versions import Journal, VersionEcrite
from data.vues.changements_communs import bloc_de_changements, compte, nom_de_source, nom_de_version
from data.vues.credits_base import ENVELOPPES

ENTETES_ACTIONS = (
    "Année", "Enveloppe", "Financeur", "Actions avant", "Actions après",
    "Montant avant (€)", "Montant après (€)", "Source", "Version",
)  # fmt: skip
LIGNES_DITES = 3  # au-delà, les montants se lisent dans la table
Numero = tuple[str, str]  # année, numéro de l'action


def dire_les_actions(entrepot: Entrepot, changements: Sequence[Changement]) -> str:
    """« 45 actions importées » la première fois, ensuite « 2 actions ajoutées, 1 modifiée, aucune retirée »."""
    if not changements:
        return "aucune action changée"
    avant, apres, touchees = _actions(entrepot, changements)
    if not avant:
        return compte(len(apres), "action importée", "actions importées", "aucune action importée")
    return ", ".join(
        (
            compte(len(apres - avant), "action ajoutée", "actions ajoutées", "aucune action ajoutée"),
            compte(len(touchees & avant & apres), "modifiée", "modifiées", "aucune modifiée"),
            compte(len(avant - apres), "retirée", "retirées", "aucune retirée"),
        )
    )


def _actions(entrepot: Entrepot, changements: Sequence[Changement]) -> tuple[set[Numero], set[Numero], set[Numero]]:
    """Les actions réelles d'avant, celles d'après, et celles qu'un changement touche."""
    reelles = _reelles(entrepot)
    touchees = {(c.annee, c.id_action, c.financeur, c.enveloppe) for c in changements}
    apres = {(str(a.annee), a.id_action) for a in reelles}
    inchangees = {
        (str(a.annee), a.id_action)
        for a in reelles
        if (str(a.annee), a.id_action, a.financeur, a.enveloppe) not in touchees
    }
    avant = inchangees | {(c.annee, c.id_action) for c in changements if c.statut_avant}
    return avant, apres, {(c.annee, c.id_action) for c in changements}


def bloc_des_actions(entrepot: Entrepot, journal: Journal, changements: Sequence[Changement]) -> Bloc | None:
    """Les nombres et les montants d'avant et d'après, par année, enveloppe et financeur ; None si rien n'a changé.

    Les enveloppes ne s'additionnent pas : chacune a sa ligne « Tous », puis celles de ses financeurs.
    """
    if not changements:
        return None
    groupes: dict[tuple[str, str], list[Changement]] = {}
    for c in sorted(changements, key=lambda c: (c.annee, _rang(c.enveloppe), c.enveloppe)):
        groupes.setdefault((c.annee, c.enveloppe), []).append(c)
    lignes, phrases = [], []
    for (annee, enveloppe), siens in groupes.items():
        entiere = _ligne_d_actions(entrepot, journal, "", siens)
        lignes.append(entiere)
        lignes += [
            _ligne_d_actions(entrepot, journal, f, [c for c in siens if c.financeur == f])
            for f in sorted({c.financeur for c in siens})
        ]
        phrases.append(f"{annee}, {_enveloppe(enveloppe).lower()}{INSECABLE}: {_avant_apres(entiere)}")
    annees = enumeration(list(dict.fromkeys(annee for annee, _ in groupes)))
    longue = f"Années touchées{INSECABLE}: {annees}"
    bloc = bloc_de_changements(
        entrepot,
        "depuis-comite-actions",
        "Les actions qui ont changé",
        ENTETES_ACTIONS,
        lignes,
        changements,
        ("Une action qui a plusieurs financeurs compte une fois sur la ligne « Tous », et une fois chez chacun.",),
    )
    return replace(bloc, phrase=f"{' ; '.join(phrases) if len(phrases) <= LIGNES_DITES else longue}.")


def _avant_apres(ligne: Sequence[Cellule]) -> str:
    """« 2 → 3 actions, 2 300 € → 2 475 € » ; sans l'avant quand il n'y avait rien."""
    avant, apres, montant_avant, montant_apres = ligne[3:7]
    actions = f"{apres.texte} {pluriel(apres.valeur, 'action')}"
    if not avant.valeur:
        return f"{actions}, {montant_apres.texte}"
    return f"{avant.texte} → {actions}, {montant_avant.texte} → {montant_apres.texte}"


def _ligne_d_actions(
    entrepot: Entrepot, journal: Journal, financeur: str, changements: Sequence[Changement]
) -> tuple[Cellule, ...]:
    """Le compte et le montant d'un financeur, ou de tous, pour l'année et l'enveloppe de ces changements.

    L'avant se déduit de l'après : les lignes que rien ne touche étaient les mêmes.
    """
    annee, enveloppe = changements[0].annee, changements[0].enveloppe
    touchees = {(c.id_action, c.financeur) for c in changements}
    inchangees = [
        a
        for a in _reelles(entrepot)
        if (str(a.annee), a.enveloppe) == (annee, enveloppe)
        and financeur in ("", a.financeur)
        and (a.id_action, a.financeur) not in touchees
    ]
    fixe = sum(centimes(a.montant) for a in inchangees)
    cotes = []
    for statut, montant in (("statut_avant", "avant"), ("statut_apres", "apres")):
        presentes = [c for c in changements if getattr(c, statut)]
        actions = len({a.id_action for a in inchangees} | {c.id_action for c in presentes})
        cotes.append((actions, fixe + sum(centimes(getattr(c, montant)) for c in presentes)))
    (actions_avant, avant), (actions_apres, apres) = cotes
    noms = [v.version for v in journal.versions]
    derniere = max((c.version for c in changements), key=noms.index)
    sources = dict.fromkeys(c.source for c in changements if c.version == derniere)
    return (
        Cellule(annee),
        Cellule(_enveloppe(enveloppe)),
        Cellule(financeur or "Tous"),
        Cellule(nombre(actions_avant), float(actions_avant)),
        Cellule(nombre(actions_apres), float(actions_apres)),
        _euros(avant),
        _euros(apres),
        Cellule(" ; ".join(nom_de_source(entrepot, s) for s in sources)),
        Cellule(nom_de_version(journal, journal.versions[noms.index(derniere)])),
    )


def _enveloppe(code: str) -> str:
    return ENVELOPPES.get(code, code or "Enveloppe non précisée")


def _rang(code: str) -> int:
    codes = list(ENVELOPPES)
    return codes.index(code) if code in codes else len(codes)


def _reelles(entrepot: Entrepot) -> list[Action]:
    return [a for a in entrepot.actions if a.statut == REEL]


def _euros(cents: int) -> Cellule:
    return Cellule(euros(cents), cents / 100)


def dire_la_demonstration(versions: Sequence[VersionEcrite]) -> str:
    """Dit si les lignes de démonstration des crédits sont parties, ou revenues."""
    siennes = [v for v in versions if v.sujet == "actions"]
    if not siennes:
        return ""
    avant, apres = siennes[0].demonstration_avant, siennes[-1].demonstration_apres
    if avant and not apres:
        return "Les actions réelles remplacent celles de démonstration."
    return "Les crédits montrés sont de nouveau ceux de démonstration." if apres and not avant else ""
