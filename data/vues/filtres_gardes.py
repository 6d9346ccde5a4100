"""Ce qu'un bloc mis de côté garde des choix de sa page : « credits-croises-montant~de:2018~a:2020 ».

Le bloc se refait alors comme à l'écran, sur n'importe quelle machine. Un choix inconnu ou démesuré est oublié :
la vue par défaut revient, et le titre du bloc dit laquelle c'est.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from data.entrepot import Entrepot
from data.vues.credits_base import (
    NOMS_REGLES,
    Choix,
    annees_des_actions,
    codes_des_financeurs,
    enveloppes_des_actions,
    natures_des_actions,
)
from data.vues.portraits import FACE_A

SEPARATEUR, EGAL, LISTE = "~", ":", ","  # le point sépare déjà les blocs d'un panier
DES_CREDITS = ("de", "a", "enveloppe", "financeur", "nature", "repartition")
DES_PORTRAITS = ("face",)
TOUT = ("toutes", "tous")  # dans l'adresse ; « » pour un Choix
_VALEUR = re.compile(r"[\w,-]{1,60}")


def ecrire(identifiant: str, choix: Mapping[str, str], suivis: tuple[str, ...]) -> str:
    """L'identifiant suivi de ceux des choix d'une adresse que ce bloc suit, dans leur ordre ; tel quel s'il en a."""
    if SEPARATEUR in identifiant:
        return identifiant
    gardes = [(c, choix[c].replace(".", LISTE)) for c in suivis if c in choix]
    return SEPARATEUR.join([identifiant, *(f"{c}{EGAL}{v}" for c, v in gardes if _VALEUR.fullmatch(v))])


def lire(element: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """L'inverse : (l'identifiant, les (clé, valeur) bien formés, dans leur ordre)."""
    identifiant, *reste = element.split(SEPARATEUR)
    paires = (morceau.partition(EGAL) for morceau in reste)
    return identifiant, tuple((c, v) for c, _, v in paires if c in DES_CREDITS + DES_PORTRAITS and _VALEUR.fullmatch(v))


def choix_filtre(entrepot: Entrepot, tous: Choix, filtres: Mapping[str, str]) -> Choix:
    """Le réglage des crédits que ces filtres demandent ; un filtre que le fichier ne connaît pas est passé."""
    annees = {str(a): a for a in annees_des_actions(entrepot)}
    de, a = annees.get(filtres.get("de", ""), tous.de), annees.get(filtres.get("a", ""), tous.a)
    choix = replace(tous, de=min(de, a), a=max(de, a))
    financeurs = codes_des_financeurs(entrepot)
    permis: dict[str, tuple[str, Mapping[str, str]]] = {
        "enveloppe": ("enveloppe", {c or TOUT[0]: c for c in enveloppes_des_actions(entrepot)}),
        "nature": ("nature", {c or TOUT[0]: c for c in natures_des_actions(entrepot)}),
        "financeur": ("financeur", {TOUT[1]: "", **financeurs}),
        "repartition": ("regle", {c: c for c in NOMS_REGLES}),
    }
    voulus = {champ: codes[filtres[cle]] for cle, (champ, codes) in permis.items() if filtres.get(cle) in codes}
    return replace(choix, **voulus)


def face_a(filtres: Mapping[str, str]) -> tuple[str, ...]:
    """Les comparateurs qu'un portrait connaît, parmi ceux de « commune,epci » ; () pour « aucun »."""
    return tuple(c for c in filtres.get("face", "").split(LISTE) if c in FACE_A)
