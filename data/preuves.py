"""Ce qui permet de vérifier un chiffre : sa source, son fichier, sa règle, ce qui le contredit."""

from collections.abc import Sequence

from data.blocs import motif
from data.calculs import DEUX_MESURES, bruit, est_effectif
from data.entrepot import Entrepot
from data.evolutions import passages_interdits
from data.formats import DEFINITIONS_STATUTS, LIBELLES_STATUTS, annee_lisible, ecart_points, pluriel, valeur_ou_statut
from data.modele import Indicateur, Ligne, Mesure
from data.rapprochement import marge_mesure

REGLES_EVOLUTION = {
    "libre": "les années se comparent, au bruit de la mesure près",
    "interdite": "les années ne se comparent pas",
}
ENTREES_MONTREES = 6
REFERENCES_MONTREES = 2  # au-delà, « Voir les chiffres » les donne toutes


def preuves(entrepot: Entrepot, mesure: Mesure) -> tuple[tuple[str, str], ...]:
    """(intitulé, texte) : source, fichier et variable, statut, formule, règles, autres sources, registre."""
    fiche = entrepot.indicateurs[mesure.indicateur]
    source = entrepot.source(mesure.source)
    lignes = [
        ("Source", f"{source.producteur}, {source.titre}. Licence : {source.licence or 'non précisée'}."),
        ("Fichier et variable", mesure.reference),
        ("Année des données", annee_lisible(mesure.annee)),
        (
            "Statut",
            f"{LIBELLES_STATUTS.get(mesure.statut, mesure.statut)}. {DEFINITIONS_STATUTS.get(mesure.statut, '')}",
        ),
    ]
    if mesure.statut == "calcule":
        lignes.append(("Formule", formule(mesure)))
    lignes.append(("D'une année à l'autre", _regle(entrepot, mesure, fiche)))
    lignes.append(("Imprécision", imprecision(entrepot, mesure)))
    if mesure.note:
        lignes.append(("Note", note_lisible(mesure.note)))
    for autre in entrepot.autres_sources(mesure):
        dite = valeur_ou_statut(autre.valeur, autre.statut, fiche.unite, fiche.decimales)
        lignes.append(
            (f"Autre source : {entrepot.source(autre.source).titre}", f"{dite}. {note_lisible(autre.note)}".strip())
        )
    # Une entrée sans territoire vaut pour tous ceux de l'indicateur.
    partout = [c for c in entrepot.controles_de("", mesure.indicateur) if not c.territoire]
    entrees = [*entrepot.controles_de(mesure.territoire, mesure.indicateur), *partout]
    lignes.extend((f"Registre {entree.controle}", entree.constat) for entree in entrees[:ENTREES_MONTREES])
    return tuple(lignes)


def note_lisible(note: str) -> str:
    """« ecartee automatiquement : voir A | même valeur » -> « Écartée : voir A ; même valeur. »"""
    for marque, mot in (("retenue", "Retenue"), ("ecartee", "Écartée")):
        if note.startswith(marque):
            note = mot + note.removeprefix(marque).removeprefix(" automatiquement")
    note = note.replace(" | ", " ; ")
    note = note[:1].upper() + note[1:]
    return note if not note or note.endswith((".", "!", "?")) else f"{note}."


def preuves_du_bloc(entrepot: Entrepot, mesure: Mesure, lignes: Sequence[Ligne]) -> tuple[tuple[str, str], ...]:
    """Les preuves du chiffre principal d'un bloc, puis d'où vient chacune de ses autres séries.

    Une série (un territoire) tient en une entrée : ses références, sans doublon.
    """
    references: dict[str, dict[str, None]] = {}
    for x in lignes:
        m = x.mesure
        if m != mesure and m.valeur is not None:
            # De plusieurs endroits du rapport, le premier ; la table du bloc les donne tous.
            annee = "" if m.annee == mesure.annee else f"{annee_lisible(m.annee)} : "
            statut = "" if m.statut == "publie" else f" ({LIBELLES_STATUTS.get(m.statut, m.statut)})"
            references.setdefault(x.serie, {})[f"{annee}{m.reference.partition(' ; ')[0]}{statut}"] = None
    return (
        *preuves(entrepot, mesure),
        *((f"Aussi : {serie}", _quelques(list(dites))) for serie, dites in references.items()),
    )


def _quelques(dites: Sequence[str]) -> str:
    reste = len(dites) - REFERENCES_MONTREES
    suite = f" ; et {reste} {pluriel(reste, 'autre')} sous « Voir les chiffres »" if reste > 0 else ""
    return f"{' ; '.join(dites[:REFERENCES_MONTREES])}{suite}."


def formule(mesure: Mesure) -> str:
    """Comment une valeur calculée s'obtient : la note dit l'opération, la référence dit sur quoi elle porte."""
    dite = motif(mesure.note).rstrip(".") or "l'opération n'est pas écrite dans nos tables, la demander à l'équipe"
    return f"{dite[:1].upper()}{dite[1:]}, à partir de : {mesure.reference}."


def imprecision(entrepot: Entrepot, mesure: Mesure) -> str:
    """Ce qu'il faut de différence pour qu'elle veuille dire quelque chose, ou que la marge n'est pas publiée."""
    fiche = entrepot.indicateurs[mesure.indicateur]
    if est_effectif(fiche):
        return "Un comptage. Sous 2 × √(avant + après), l'écart est dit stable (loi de Poisson, deux écarts-types)."
    marge = marge_mesure(entrepot, mesure)
    if marge is None:
        return "Non publiée : un petit écart peut ne rien vouloir dire."
    en_points = fiche.unite.startswith("%")
    decimales = 0 if fiche.unite.startswith("€") else fiche.decimales + 1  # une marge de 0,02 ne s'écrit pas 0,0
    seuils = [
        ecart_points(m, 1).removeprefix("+") if en_points else valeur_ou_statut(m, "publie", fiche.unite, decimales)
        for m in (marge, marge * DEUX_MESURES)
    ]
    if bruit(mesure, fiche) is None:
        return (
            f"Non publiée. Un écart se juge à ce qu'un QPV de métropole bouge d'ordinaire : {seuils[0]} (deux "
            f"écarts-types) ; {seuils[1]} entre deux quartiers."
        )
    return (
        f"Marge : {seuils[0]} (deux écarts-types) ; {seuils[1]} entre deux années ou deux quartiers (marge × √2) ; "
        "entre deux années, au moins aussi deux écarts-types des mouvements des QPV du pays."
    )


def _regle(entrepot: Entrepot, mesure: Mesure, fiche: Indicateur) -> str:
    interdits = passages_interdits(entrepot, mesure)
    if fiche.evolution.startswith("rupture:"):
        rupture = fiche.evolution.removeprefix("rupture:")
        dite = f"la série est rompue en {rupture} : pas d'évolution qui enjambe cette année."
    else:
        dite = f"{REGLES_EVOLUTION.get(fiche.evolution, fiche.evolution)}."
    if not interdits:
        return dite
    debut = f"{dite[:-1]}, sauf exceptions." if fiche.evolution == "libre" else dite
    return " ".join((debut, *interdits))
