"""Les crédits d'un quartier pour son portrait : par pilier sur toute la période, puis année par année."""

from dataclasses import replace

from data.blocs import construire, valeur_de_ligne
from data.credits import TOTAL
from data.entrepot import Entrepot
from data.formats import annee_lisible, quand
from data.modele import Bloc, Ligne
from data.phrases import majuscule
from data.vues.credits import Choix, annees_des_actions, bloc_quartiers, en_demonstration, resume_du_quartier
from data.vues.credits_base import enveloppe_par_defaut

FICTIF = "Exemple de présentation sur des lignes fictives : il n'y a rien à en conclure."


def blocs_credits(entrepot: Entrepot, code: str) -> tuple[Bloc, ...]:
    """Le montant par pilier, toutes années réunies, et le montant par an ; () sans fichier d'actions."""
    annees = annees_des_actions(entrepot)
    if not annees:
        return ()
    choix = Choix(TOTAL, "montant", annees[0], annees[-1], enveloppe=enveloppe_par_defaut(entrepot))
    resume = resume_du_quartier(entrepot, choix, code)
    if resume and en_demonstration(entrepot):
        resume = replace(resume, phrase=FICTIF)  # celle de la page des crédits parle d'une carte
    return tuple(b for b in (resume, _par_an(entrepot, code, annees)) if b)


def _par_an(entrepot: Entrepot, code: str, annees: tuple[int, ...]) -> Bloc | None:
    """Une barre par année ; les réserves sont celles de la répartition entre quartiers."""
    lignes: list[Ligne] = []
    reserves: dict[str, None] = {}
    for annee in annees:
        bloc = bloc_quartiers(entrepot, Choix(TOTAL, "montant", annee, annee, enveloppe=enveloppe_par_defaut(entrepot)))
        for x in bloc.lignes if bloc else ():
            if x.cle == code:
                nom = annee_lisible(x.mesure.annee)
                lignes.append(Ligne(x.cle, x.serie, nom, x.mesure, x.unite, x.decimales))
        reserves |= dict.fromkeys(bloc.reserves if bloc else ())
    if not lignes:
        return None
    return construire(
        f"credits-{code}-annees".lower(),
        f"{lignes[0].serie} : montant, année par année",
        "barres",
        lignes,
        FICTIF if en_demonstration(entrepot) else _phrase(lignes),
        entrepot.sources,
        reserves=tuple(reserves),
        accents=(code,),
    )


def _phrase(lignes: list[Ligne]) -> str:
    """La première et la dernière année connues : les montants, sans en tirer d'évolution."""
    connues = [x for x in lignes if x.mesure.valeur is not None]
    if not connues:
        return "Aucun montant connu."
    dites = [f"{quand(x.mesure.annee)}, {valeur_de_ligne(x)}" for x in dict.fromkeys((connues[0], connues[-1]))]
    return majuscule(f"{' ; '.join(dites)}.")
