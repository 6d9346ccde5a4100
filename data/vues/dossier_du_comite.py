"""Le dossier d'un comité : des quartiers, la comparaison, les crédits, la sélection du lecteur, en un seul fichier."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.entrepot import Entrepot
from data.formats import compter, enumeration
from data.modele import Bloc
from data.pages_alimentees import cachees
from data.vues.dossiers_prets import (
    Dossier,
    Partie,
    dossier_choisi,
    dossier_comparaison,
    dossier_credits,
    dossier_essentiel,
)
from data.vues.filtres_gardes import SEPARATEUR as FILTRES
from data.vues.presentations import etapes, presentations
from data.vues.recueil import panier

COMPARAISON, CREDITS, SELECTION = "comparaison", "credits", "selection"
TITRE = "Comité du contrat de ville"
COURT, COMPLET = "court", "complet"
AMPLEURS = {COURT: "L'essentiel", COMPLET: "Tout"}
BLOCS_D_UNE_COMPARAISON_COURTE = 6


def pieces(entrepot: Entrepot, selection: Sequence[str] = ()) -> Mapping[str, str]:
    """Code (dans l'adresse) -> nom de chaque pièce que l'on peut mettre dans le dossier."""
    rendu = {t.slug: t.nom for t in entrepot.quartiers() if t.slug}
    rendu |= {COMPARAISON: "La comparaison"} | ({} if CREDITS in cachees(entrepot) else {CREDITS: "Les crédits"})
    return rendu | ({SELECTION: "Ma sélection"} if selection else {})


def dossier_du_comite(
    entrepot: Entrepot, codes: Sequence[str], selection: str = "", ampleur: str = COURT
) -> Dossier | None:
    """Les pièces demandées, bout à bout ; une seule garde son titre et son nom. None si rien n'est à montrer.

    codes : ceux de `pieces` ; selection : `ident1.ident2`, le panier du lecteur ; ampleur : « court », les étapes
    des présentations toutes prêtes, ou « complet ».
    """
    construire = _court if ampleur == COURT else _complet
    dossiers = [d for code in codes if (d := construire(entrepot, code, selection)) is not None and d.blocs]
    if len(dossiers) <= 1:
        return dossiers[0] if dossiers else None
    parties = tuple(Partie(f"{d.titre} : {p.titre}", p.blocs) for d in dossiers for p in d.parties)
    return Dossier("comite", TITRE, f"{enumeration([d.titre for d in dossiers])}.", parties)


def _complet(entrepot: Entrepot, code: str, selection: str) -> Dossier | None:
    if code == COMPARAISON:
        return dossier_comparaison(entrepot)
    if code == CREDITS:
        return dossier_credits(entrepot)
    if code == SELECTION:
        return dossier_choisi(panier(entrepot, selection)[0], "Ma sélection")
    quartiers = {t.slug: t.code for t in entrepot.quartiers()}
    return dossier_essentiel(entrepot, quartiers[code]) if code in quartiers else None


def _court(entrepot: Entrepot, code: str, selection: str) -> Dossier | None:
    """Ce que projette la présentation toute prête ; pour la comparaison, ses premiers blocs."""
    entier = _complet(entrepot, code, selection)
    if entier is None or code == SELECTION:
        return entier
    if code == COMPARAISON:
        return replace(entier, parties=(Partie(entier.titre, entier.blocs[:BLOCS_D_UNE_COMPARAISON_COURTE]),))
    suite = presentations(entrepot).get(CREDITS if code == CREDITS else "quartier")
    if suite is None:  # l'équipe a ôté cette présentation de sa table
        return entier
    parties = tuple(Partie(e.intitule, e.blocs) for e in etapes(entrepot, suite, entier.code))
    return replace(entier, parties=parties)


def annonce(dossier: Dossier) -> str:
    """« Fleming - La Reille : 16 éléments, chacun avec sa source et son statut. »"""
    n = len(dossier.blocs)
    return f"{dossier.titre} : {compter(n, 'élément')}, chacun avec sa phrase, sa source et son statut."


def nom_dans_la_selection(bloc: Bloc) -> str:
    """« Taux d'emploi (Fleming - La Reille) » : le titre, et de qui il parle quand il ne le dit pas."""
    de_qui = next((x.serie for x in bloc.lignes if x.cle in bloc.accents), "") if len(bloc.accents) == 1 else ""
    nom = f"{bloc.titre} ({de_qui})" if de_qui and de_qui not in bloc.titre else bloc.titre
    return f"{nom}, avec les réglages de sa page" if FILTRES in bloc.identifiant else nom
