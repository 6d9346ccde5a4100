"""Ce qu'un fichier déposé changerait, en tables : dit avant que rien ne change."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from data.blocs import bloc_de_textes
from data.credits import nombre_actions
from data.entrepot import Entrepot
from data.formats import MOINS, compter, enumeration, nombre, pluriel, valeur_unite
from data.importation.actions import comparer
from data.importation.actions_bilan import Changement
from data.importation.actions_modele import Examen
from data.modele import Bloc

REJETS_MONTRES = 50
RIEN = "—"
# Ni « public », ni « comité » : aucune page ne saurait refaire ce bloc, il n'entre pas dans une sélection.
DIFFUSION = "prive"


def _prive(identifiant: str, titre: str, phrase: str, entetes: Sequence[str], lignes: Sequence[Sequence[str]]) -> Bloc:
    """Un bloc de textes qui ne s'emporte pas : le fichier examiné n'est à personne d'autre que celui qui l'a déposé."""
    return replace(bloc_de_textes(identifiant, titre, phrase, entetes, lignes), diffusion=DIFFUSION)


def phrase_de_l_examen(examen: Examen) -> str:
    """« 412 lignes lues : 405 gardées, 7 rejetées. »"""
    lues, gardees = nombre(examen.lues), nombre(examen.gardees)
    return (
        f"{lues} {pluriel(examen.lues, 'ligne lue', 'lignes lues')} : {gardees} {pluriel(examen.gardees, 'gardée')}, "
        f"{compter(examen.rejetees, 'rejetée')}."
    )


def annees_perdues(changements: Iterable[Changement]) -> tuple[str, ...]:
    """Les années en place qui n'y seraient plus."""
    return tuple(str(c.annee) for c in changements if c.disparait)


def bloc_changements(examen: Examen, entrepot: Entrepot, ajouter: bool) -> Bloc:
    """Année par année : la table en place, celle d'après, le rapport, et la différence avec le rapport."""
    changements = comparer(examen, entrepot, ajouter)
    perdues = annees_perdues(changements)
    phrase = (
        f"Attention : {enumeration(perdues)} {pluriel(len(perdues), 'disparaîtrait', 'disparaîtraient')}."
        if perdues
        else "Aucune année ne disparaît."
    )
    return _prive(
        "depot-changements",
        "Ce qui changerait, année par année",
        phrase,
        (
            "Année",
            "Aujourd'hui",
            "Après, toutes enveloppes",
            "dont crédits spécifiques",
            "Selon le rapport",
            "Différence avec le rapport",
        ),
        [
            (
                str(c.annee),
                _dire(c.montant_avant, c.actions_avant) if c.actions_avant else RIEN,
                "disparaît" if c.disparait else _dire(c.montant_apres, c.actions_apres),
                _dire(c.montant_specifique, c.actions_specifiques) if not c.disparait else RIEN,
                _dire(c.montant_publie, c.actions_publiees),
                RIEN
                if c.disparait
                else _dire(
                    _moins(c.montant_specifique, c.montant_publie),
                    _moins(c.actions_specifiques, c.actions_publiees),
                    signe=True,
                ),
            )
            for c in changements
        ],
    )


def bloc_rejets(examen: Examen) -> Bloc | None:
    """Les premières lignes rejetées : où, pourquoi, ce qui est attendu. Le classeur, lui, les a toutes."""
    if not examen.rejets:
        return None
    suite = f" Les {REJETS_MONTRES} premiers motifs sont ici." if len(examen.rejets) > REJETS_MONTRES else ""
    return _prive(
        "depot-rejets",
        "Les lignes rejetées",
        f"{compter(examen.rejetees, 'ligne')} à corriger dans le classeur, puis à déposer de nouveau.{suite}",
        ("Feuille", "Ligne", "Colonne", "Ce qui ne va pas", "Ce qui est attendu"),
        [(r.feuille, str(r.ligne), r.colonne, r.constat, r.attendu) for r in examen.rejets[:REJETS_MONTRES]],
    )


def bloc_a_verifier(examen: Examen) -> Bloc | None:
    """Ce qui entre, mais que l'équipe doit relire : c'est à lire avant tout le reste."""
    if not examen.attentions:
        return None
    n = len(examen.attentions)
    return _prive(
        "depot-a-verifier",
        "À vérifier avant d'enregistrer",
        f"{compter(n, 'remarque')} sur des lignes qui entrent.",
        ("Remarque",),
        [(a,) for a in examen.attentions],
    )


def bloc_laissees(examen: Examen) -> Bloc | None:
    """Ce qui est laissé de côté sans être une faute : totaux, notes, feuilles masquées."""
    if not examen.laissees:
        return None
    n = len(examen.laissees)
    return _prive(
        "depot-laissees",
        "Ce qui est laissé de côté",
        f"{compter(n, 'remarque')}.",
        ("Feuille", "Constat"),
        [
            (x.feuille, f"Ligne {x.ligne} : {x.constat}" if x.ligne else x.constat)
            for x in examen.laissees[:REJETS_MONTRES]
        ],
    )


def phrase_des_demonstrations(examen: Examen, entrepot: Entrepot) -> str:
    """« Les 545 actions de démonstration sortiront… » ; vide s'il n'y en a pas, ou si rien ne peut entrer."""
    n = nombre_actions(a for a in entrepot.actions if a.statut == "demonstration")
    if not n or not examen.actions:
        return ""
    sujet = (
        "L'action de démonstration en place sortira"
        if n == 1
        else (f"Les {nombre(n)} actions de démonstration en place sortiront")
    )
    return f"{sujet} de la table : elles ne restent jamais à côté de vraies lignes."


def _moins(a: int, b: int | None) -> int | None:
    return None if b is None else a - b


def _dire(montant: int | None, actions: int | None, signe: bool = False) -> str:
    """« 1 108 000 €, 93 actions » ; signe : « +2 000 €, −1 action »."""

    def ecrire(valeur: float, unite: str, decimales: int) -> str:
        texte = valeur_unite(abs(valeur), unite, decimales)
        if not signe:
            return texte
        return f"{'+' if valeur > 0 else MOINS if valeur < 0 else ''}{texte}"

    dits = []
    if montant is not None:
        dits.append(ecrire(montant / 100, "€", 0 if montant % 100 == 0 else 2))
    if actions is not None:
        dits.append(ecrire(actions, "actions", 0))
    return ", ".join(dits) or RIEN
