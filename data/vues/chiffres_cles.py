"""Les chiffres des dispositifs et les repères du rapport : quelques valeurs, à lire une à une.

Ce sont des comptes d'une ou deux années, souvent contestés : ils s'écrivent en toutes lettres avec
leur période et leur réserve, sans courbe qui laisserait croire à une série.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from data.blocs import construire, motif, valeur_de_ligne
from data.entrepot import Entrepot
from data.formats import INSECABLE, LIBELLES_STATUTS, annee_lisible, quand, valeur_unite
from data.identite import agglomeration, ensemble
from data.modele import Bloc, Cellule, Ligne, Mesure, Tableau
from data.montage import libelle_modalite, ligne
from data.phrases import doute, majuscule
from data.preuves import preuves
from data.vues.renvois import entrees_citees

_DEJA_DIT = re.compile(r"|Imprimé « plus de [^»]*» : c'est un plancher\.")  # la valeur dit déjà « plus de »


def bloc_de_chiffres(entrepot: Entrepot, indicateur: str) -> Bloc | None:
    """Toutes les valeurs retenues d'un indicateur de dispositif, de la plus ancienne à la plus récente.

    Le bloc (genre « chiffre ») a une ligne par période et par rubrique. None si rien n'est connu.
    """
    # Les chiffres d'un dispositif portent sur les quartiers de la ville réunis, ou sur l'agglomération.
    agglo = agglomeration(entrepot)
    territoires = (ensemble(entrepot), agglo.code if agglo else "")
    mesures = next((m for t in territoires if (m := entrepot.mesures_de(t, indicateur))), ())
    if not mesures or indicateur not in entrepot.indicateurs:
        return None
    fiche = entrepot.indicateurs[indicateur]
    lignes = [replace(ligne(entrepot, m, categorie=_rubrique(entrepot, m)), cle=m.annee) for m in mesures]
    # Une valeur contestée a déjà sa réserve ; les autres notes disent ce que le nombre seul ne dit pas.
    notes = dict.fromkeys(motif(m.note) for m in mesures if m.statut == "publie" and not _DEJA_DIT.fullmatch(m.note))
    fragile = next((m for m in mesures if m.statut == "conteste"), mesures[0])
    return construire(
        f"chiffres-{indicateur}",
        fiche.libelle,
        "chiffre",
        lignes,
        _phrase(entrepot, lignes),
        entrepot.sources,
        reserves=tuple(notes),
        definition=fiche.definition,
        preuves=_preuves(entrepot, fragile),
    )


def _rubrique(entrepot: Entrepot, m: Mesure) -> str:
    """« Les trois bailleurs, 2016 à 2021 », « 2021 »."""
    modalite = libelle_modalite(entrepot, m.modalite)
    return f"{modalite}, {annee_lisible(m.annee)}" if modalite else annee_lisible(m.annee)


def _phrase(entrepot: Entrepot, lignes: Sequence[Ligne]) -> str:
    """« En 2016, 17 parcours ; en 2021, 33 parcours. » ; ce qui est contesté ou corrigé s'y dit."""
    dites = []
    for x in lignes:
        modalite = libelle_modalite(entrepot, x.mesure.modalite)
        precision = f" ({_sans_capitale(modalite)})" if modalite else ""
        dites.append(f"{quand(x.mesure.annee)}, {valeur_de_ligne(x)}{precision}{doute(x.mesure)}")
    return majuscule(" ; ".join(dites)) + "."


def _sans_capitale(modalite: str) -> str:
    """« Moyenne » -> « moyenne » ; « Habitat Audois et Alogea », un nom propre, ne change pas."""
    propre = any(mot[:1].isupper() for mot in modalite.split()[1:])
    return modalite if propre else modalite[:1].lower() + modalite[1:]


def _preuves(entrepot: Entrepot, mesure: Mesure) -> tuple[tuple[str, str], ...]:
    """Les preuves du chiffre, et les entrées du registre que sa note cite."""
    dites = preuves(entrepot, mesure)
    citees = ((f"Registre {c.controle}", c.constat) for c in entrees_citees(entrepot, mesure.note))
    return (*dites, *(p for p in citees if p not in dites))


def bloc_de_reperes(entrepot: Entrepot, identifiant: str, titre: str, themes: Iterable[str]) -> Bloc | None:
    """Les petits nombres du rapport sur ces thèmes (`reperes.csv`), avec leur statut. None s'il n'y en a pas."""
    voulus = tuple(themes)
    lignes = tuple(
        (
            Cellule(r["libelle"]),
            Cellule(
                valeur_unite(float(r["valeur"]), r["unite"], _decimales(r["valeur"])), float(r["valeur"]), r["statut"]
            ),
            Cellule(annee_lisible(r["annee"]) if r["annee"] else f"non{INSECABLE}précisée"),
            Cellule(r["note"]),
            Cellule(r["reference"]),
        )
        for r in entrepot.table("reperes").dictionnaires()
        if r["theme"] in voulus
    )
    if not lignes:
        return None
    contestes = sum(x[1].statut == "conteste" for x in lignes)
    suite = f", dont {contestes} {LIBELLES_STATUTS['conteste']}{'s' if contestes > 1 else ''}" if contestes else ""
    n = len(lignes)
    return Bloc(
        identifiant,
        titre,
        "tableau",
        (),
        f"{n} repère{'s' if n > 1 else ''} chiffré{'s' if n > 1 else ''}{suite}.",
        alternative=f"{titre} : {n} ligne{'s' if n > 1 else ''}.",
        grille=Tableau(titre, ("Repère", "Valeur", "Année", "À savoir", "Où le lire"), lignes),
    )


def _decimales(texte: str) -> int:
    """Autant de décimales que la table en écrit : « 2.5 » en a une."""
    return len(texte.partition(".")[2])
