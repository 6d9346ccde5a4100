"""Des piliers aux quartiers : où va chaque euro de la sélection, en rubans et en table."""

from dataclasses import replace

from data.blocs import construire, valeur_de_ligne
from data.credits import ENSEMBLE, TOTAL
from data.entrepot import Entrepot
from data.modele import Bloc, Ligne
from data.vues.credits_base import (
    FICTIF,
    Choix,
    comptes,
    en_demonstration,
    intituler,
    ligne,
    nom_du_quartier,
    periode,
    piliers_des_actions,
    reserves,
)
from data.vues.credits_nomenclature import nom_date, reserves_du_temps


def bloc_flux(entrepot: Entrepot, choix: Choix) -> Bloc | None:
    """Une ligne par couple pilier → quartier, en euros (genre « flux ») ; la somme des lignes est la sélection."""
    if not entrepot.actions:
        return None
    choix = replace(choix, pilier=TOTAL, mesure="montant")
    noms = piliers_des_actions(entrepot)
    lignes = [
        ligne(
            entrepot,
            choix,
            float(t.euros),
            cle=t.pilier,
            serie=nom_date(entrepot, choix, t.pilier, noms.get(t.pilier, t.pilier)),
            categorie=nom_du_quartier(entrepot, t.quartier),
            territoire=t.quartier,
            modalite=t.pilier,
        )
        for t in comptes(entrepot, choix.regle, choix.selection())
        if t.pilier != TOTAL and t.quartier != ENSEMBLE and t.montant
    ]
    ordre = list(noms)
    lignes.sort(key=lambda x: ordre.index(x.cle))
    bloc = construire(
        "credits-flux",
        f"Du pilier au quartier, {periode(choix)}",
        "flux",
        lignes,
        _phrase(entrepot, lignes),
        entrepot.sources,
        reserves=(*reserves(entrepot, choix), *reserves_du_temps(entrepot, choix)),
    )
    return intituler(bloc, "Pilier")


def _phrase(entrepot: Entrepot, lignes: list[Ligne]) -> str:
    if en_demonstration(entrepot):
        return FICTIF
    if not lignes:
        return "Aucun montant sur cette période."
    gros = max(lignes, key=lambda x: x.mesure.valeur or 0.0)
    return f"Le plus gros montant va de « {gros.serie} » à {gros.categorie} : {valeur_de_ligne(gros)}."
