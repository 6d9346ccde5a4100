"""« Depuis le dernier comité » : ce que les commandes ont changé aux chiffres et aux actions depuis une version.

Comparer « depuis » une version, c'est comparer les tables d'aujourd'hui à celles d'avant elle : ses propres
changements comptent.
"""

from dataclasses import replace
from functools import lru_cache

from data.changements import Changement, cumuler
from data.entrepot import Entrepot
from data.formats import pluriel
from data.modele import Bloc
from data.versions import Journal, VersionEcrite
from data.vues.changements_communs import COMMANDES, jour
from data.vues.changements_d_actions import bloc_des_actions, dire_la_demonstration, dire_les_actions
from data.vues.changements_de_chiffres import bloc_des_chiffres, dire_les_chiffres

AUCUNE_VERSION = "Aucune version antérieure : la comparaison commencera au prochain import."
_A_LA_MAIN = {
    "valeurs": "La table des chiffres a aussi été modifiée sans passer par une commande : cela n'est pas compté ici.",
    "actions": "La table des actions a aussi été modifiée sans passer par une commande : cela n'est pas compté ici.",
}


def choix_de_versions(journal: Journal) -> dict[str, str]:
    """Les versions depuis lesquelles comparer, code → libellé, de la plus récente à la plus ancienne."""
    return {v.version: f"{jour(journal, v)} ({COMMANDES[v.commande]})" for v in reversed(journal.versions)}


def version_par_defaut(journal: Journal) -> str:
    """La première version du dernier jour où quelque chose a changé ; « » s'il n'y en a aucune."""
    if not journal.versions:
        return ""
    dernier = journal.versions[-1].date.date()
    return next(v.version for v in journal.versions if v.date.date() == dernier)


def resume(entrepot: Entrepot, journal: Journal, depuis: str = "") -> str:
    """« Depuis le 12 mars 2026 : 3 chiffres ajoutés, 1 révisé (12 % → 14 %), aucun retiré ; 45 actions importées. »"""
    versions = _depuis(journal, depuis)
    if not versions:
        return AUCUNE_VERSION
    chiffres, actions = _nets(journal, versions[0].version)
    morceaux = [dire_les_chiffres(entrepot, chiffres)]
    if any(v.sujet == "actions" for v in versions):
        morceaux.append(dire_les_actions(entrepot, actions))
    phrase = f"Depuis le {jour(journal, versions[0])} : {' ; '.join(morceaux)}."
    return " ".join(filter(None, (phrase, dire_la_demonstration(versions))))


def reserves(journal: Journal, depuis: str = "") -> tuple[str, ...]:
    """Ce que la comparaison ne sait pas : un journal abîmé, une table changée à la main, une table illisible."""
    perdues = sum(v.ajoutes is None for v in _depuis(journal, depuis))
    mots = pluriel(perdues, "version remplaçait", "versions remplaçaient")
    illisible = f"{perdues} {mots} une table qui ne se lisait pas : son détail n'est pas connu."
    return (
        *(_A_LA_MAIN[sujet] for sujet in journal.a_la_main),
        *((illisible,) if perdues else ()),
        *(f"Le journal des versions a une faute. {f.phrase()}" for f in journal.fautes[:3]),
    )


@lru_cache(maxsize=8)
def blocs_depuis(entrepot: Entrepot, journal: Journal, depuis: str = "") -> tuple[Bloc, ...]:
    """Les chiffres, puis les actions, qui ont changé depuis cette version ; () si rien n'a changé."""
    versions = _depuis(journal, depuis)
    if not versions:
        return ()
    chiffres, actions = _nets(journal, versions[0].version)
    construits = [
        bloc
        for bloc in (bloc_des_chiffres(entrepot, journal, chiffres), bloc_des_actions(entrepot, journal, actions))
        if bloc is not None
    ]
    if construits:
        construits[0] = replace(
            construits[0],
            phrase=resume(entrepot, journal, depuis),
            reserves=(*reserves(journal, depuis), *construits[0].reserves),
        )
    return tuple(construits)


def _depuis(journal: Journal, depuis: str) -> tuple[VersionEcrite, ...]:
    noms = [v.version for v in journal.versions]
    voulue = depuis if depuis in noms else version_par_defaut(journal)
    return journal.versions[noms.index(voulue) :] if voulue else ()


@lru_cache(maxsize=8)
def _nets(journal: Journal, depuis: str) -> tuple[tuple[Changement, ...], tuple[Changement, ...]]:
    """Les changements qui restent, des chiffres et des actions."""
    noms = {v.version for v in _depuis(journal, depuis)}
    nets = cumuler(c for c in journal.changements if c.version in noms)
    return tuple(c for c in nets if not c.id_action), tuple(c for c in nets if c.id_action)
