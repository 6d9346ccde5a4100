"""L'écart d'un indicateur, quartier par quartier et année après année : deux dates seules peuvent tromper."""

from data.calculs import OperationInterdite, serie
from data.entrepot import Entrepot
from data.modele import Bloc, Cellule, Mesure, Tableau
from data.rapprochement import ecart_affichable
from data.vues.ecarts_bilan import bilan, nom_de_la_reference
from data.vues.ecarts_reduits import annees_offertes, signe


def trajectoire(entrepot: Entrepot, reference: str, choix: str) -> Bloc | None:
    """L'écart de chaque quartier, année après année : deux dates seules peuvent tromper. None s'il n'y a rien."""
    suivi = next((c for c in bilan(entrepot, reference).comparables if c.choix == choix), None)
    if suivi is None:
        return None
    indicateur, _, modalite = choix.partition(":")
    modele = next(e for e in suivi.quartiers.values() if not isinstance(e, str))
    serie_suivie = serie(modele.apres.source)
    references_ = {
        m.annee: m
        for m in entrepot.mesures_de(reference, indicateur, modalite)
        if m.valeur is not None and m.annee.isdigit() and serie(m.source) == serie(modele.reference_apres.source)
    }
    paires = annees_offertes(entrepot, reference, choix)
    quartiers = entrepot.quartiers()
    annees = [
        a
        for a in references_
        if any(a in paire for paire in paires)
        and any(
            (m := entrepot.mesure(t.code, indicateur, a, modalite)) is not None and serie(m.source) == serie_suivie
            for t in quartiers
        )
    ]
    lignes = tuple(
        (
            Cellule(t.nom),
            *(_ecart_de(entrepot, t.code, references_[a], serie_suivie) for a in annees),
        )
        for t in quartiers
    )
    unite = "en % de la référence" if entrepot.indicateurs[indicateur].unite.startswith("€") else "en points"
    sources = dict.fromkeys(references_[a].source for a in annees)
    titre = f"{suivi.nom} : l'écart avec {nom_de_la_reference(entrepot, reference)}, année après année"
    return Bloc(
        f"ecarts-annees-{choix}-{reference}".replace(":", "-").replace("+", "plus").lower(),
        titre,
        "tableau",
        (),
        f"Quartier moins référence, {unite}. La comparaison ne retient que deux années ; les autres disent si elle "
        "tient à un point de départ ou d'arrivée.",
        sources=tuple(entrepot.source(c) for c in sources),
        alternative=f"{titre} : {len(annees)} années.",
        grille=Tableau(f"L'écart {unite}", ("Quartier", *annees), lignes),
    )


def _ecart_de(entrepot: Entrepot, quartier: str, en_face: Mesure, serie_suivie: str) -> Cellule:
    m = entrepot.mesure(quartier, en_face.indicateur, en_face.annee, en_face.modalite)
    if m is None or serie(m.source) != serie_suivie:
        return Cellule("pas de valeur", statut="non_disponible")
    try:
        valeur = ecart_affichable(entrepot, m, en_face)
    except OperationInterdite:
        return Cellule("contesté" if m.statut == "conteste" else "pas de valeur", statut="non_disponible")
    return Cellule(signe(valeur), valeur)
