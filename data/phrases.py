"""Les phrases de lecture : ce qu'un graphique montre, sans dire plus que les données.

Le groupe verbal de chaque indicateur est dans `lectures.csv` ; ici, la grammaire : lieux,
élisions, comparaisons, absences.
"""

from collections.abc import Sequence

from data.calculs import OperationInterdite, direction, ecart
from data.formats import (
    LIBELLES_STATUTS,
    annee_lisible,
    arrondir,
    elision,
    enumeration,
    nombre,
    quand,
    valeur_unite,
)
from data.modele import Indicateur, Mesure, Territoire

VOYELLES = "aeiouyàâäéèêëîïôöùûüœh"
PLURIEL = 2  # en français, le pluriel commence à deux : 1,9 jeune, 2 jeunes


def lieu(territoire: Territoire) -> str:
    """Le complément de lieu : « à Carcassonne », « au Viguier - Saint-Jacques », « dans l'agglomération »."""
    nom = territoire.nom
    if territoire.type == "epci":
        return "dans l'agglomération"
    if territoire.type == "departement":
        return f"dans l'{nom}" if nom[:1].lower() in VOYELLES else f"dans le département {nom}"
    if territoire.type in ("region", "france"):
        return f"en {nom}"
    if territoire.type == "moyenne_qpv":
        return "en moyenne dans les QPV"
    if territoire.type == "ensemble_qpv":
        return f"dans {_ensemble(nom)}"
    if nom.startswith("Le "):
        return f"au {nom[3:]}"
    if nom.startswith("Les "):
        return f"aux {nom[4:]}"
    return f"à {nom}"


def est_mediane_de_qpv(mesure: Mesure, territoire: Territoire) -> bool:
    """Vrai quand la valeur d'un ensemble de QPV est la médiane des quartiers, non le taux de l'ensemble réuni."""
    return territoire.type == "ensemble_qpv" and mesure.note.startswith("médiane")


def lieu_de_mesure(mesure: Mesure, territoire: Territoire) -> str:
    """Comme `lieu`, mais « dans le QPV médian de métropole » quand la valeur est une médiane de quartiers."""
    if est_mediane_de_qpv(mesure, territoire):
        return f"dans le {qpv_median(territoire)}"
    return lieu(territoire)


def qpv_median(territoire: Territoire) -> str:
    """« QPV d'Occitanie » -> « QPV médian d'Occitanie »."""
    return territoire.nom_court.replace("QPV ", "QPV médian ", 1)


def _ensemble(nom: str) -> str:
    """« Ensemble des QPV de l'Aude » -> « l'ensemble des QPV de l'Aude »."""
    return f"l'{nom[:1].lower()}{nom[1:]}" if nom[:1].lower() in VOYELLES else nom


def majuscule(texte: str) -> str:
    """La première lettre en capitale, le reste inchangé."""
    return texte[:1].upper() + texte[1:]


def sans_valeur(mesure: Mesure, indicateur: Indicateur, territoire: Territoire, rubrique: str = "") -> str:
    """« À Fleming - La Reille, part des femmes : non disponible pour 2020. »"""
    motif = LIBELLES_STATUTS.get(mesure.statut, "non disponible")
    libelle = indicateur.libelle[:1].lower() + indicateur.libelle[1:]
    if rubrique:
        libelle = f"{libelle} ({rubrique[:1].lower()}{rubrique[1:]})"
    return majuscule(f"{lieu(territoire)}, {libelle} : {motif} pour {annee_lisible(mesure.annee)}.")


def comparaison(
    mesure: Mesure,
    indicateur: Indicateur,
    territoire: Territoire,
    references: Sequence[tuple[Mesure, Territoire]],
    lecture: str = "",
    rubrique: str = "",
) -> str:
    """« À La Conte - Ozanam, 61 % des habitants vivent sous le seuil…, en 2019, contre 27 % à Carcassonne. »

    lecture : le groupe verbal avec `{valeur}` ou `{nombre}` (sans unité) et des « (s) » ; vide, le libellé de l'indicateur en tient lieu.
    Les références sans valeur ne sont pas dites : la table du bloc les porte.
    """
    if mesure.valeur is None:
        return sans_valeur(mesure, indicateur, territoire, rubrique)

    def ecrire(m: Mesure) -> str:
        return valeur_unite(m.valeur or 0.0, indicateur.unite, indicateur.decimales)

    valeur = ecrire(mesure)
    groupe = lecture or f"{indicateur.libelle[:1].lower()}{indicateur.libelle[1:]} : {{valeur}}"
    groupe = groupe.replace("{valeur}", valeur).replace("{nombre}", nombre(mesure.valeur, indicateur.decimales))
    # L'accord suit le nombre tel qu'il est écrit : 1,96 s'écrit « 2,0 jeunes ».
    groupe = groupe.replace("(s)", "" if abs(arrondir(mesure.valeur, indicateur.decimales)) < PLURIEL else "s")
    phrase = f"{lieu(territoire)}, {groupe} {quand(mesure.annee)}"
    dites = [f"{ecrire(m)} {lieu_de_mesure(m, t)}" for m, t in references if m.valeur is not None]
    return majuscule(f"{phrase}, contre {enumeration(dites)}." if dites else f"{phrase}.")


JUGEMENTS = {
    "favorable": " : une situation plus favorable",
    "defavorable": " : une situation moins favorable",
    "neutre": "",
}


def ecart_en_mots(mesure: Mesure, reference: Mesure, indicateur: Indicateur, territoire: Territoire) -> str:
    """« C'est 34 points de plus qu'à Carcassonne : une situation moins favorable. » ; vide si l'écart ne se calcule pas.

    En points pour un pourcentage, en % de la référence pour un montant. Un écart sous le bruit de
    l'indicateur est dit trop faible ; un effectif ne se compare pas à celui d'une ville.
    """
    if indicateur.sommable:
        return ""
    try:
        difference = ecart(mesure, reference, indicateur)
    except OperationInterdite:
        return ""
    ou = elision("que", lieu_de_mesure(reference, territoire))
    if indicateur.bruit is not None and abs(difference.valeur) < indicateur.bruit:
        return f"L'écart avec {nom_dans_la_phrase(territoire)} est trop faible pour être significatif."
    if difference.unite == "points":
        taille = nombre(abs(difference.valeur), indicateur.decimales)
        quantite = f"{taille} point{'s' if abs(difference.valeur) >= PLURIEL else ''}"
    elif difference.relatif is not None and indicateur.unite.startswith("€"):
        quantite = valeur_unite(abs(difference.relatif), "%", 0)
    else:
        quantite = nombre(abs(difference.valeur), indicateur.decimales)
    if not any(chiffre in quantite for chiffre in "123456789"):
        return f"C'est autant {ou}."
    sens = "de plus" if difference.valeur > 0 else "de moins"
    return f"C'est {quantite} {sens} {ou}{JUGEMENTS[direction(difference, indicateur)]}."


def nom_avec_article(mesure: Mesure, territoire: Territoire) -> str:
    """« l'agglomération », « le QPV médian de métropole », « Carcassonne »."""
    if est_mediane_de_qpv(mesure, territoire):
        return f"le {qpv_median(territoire)}"
    return "la moyenne des QPV" if territoire.type == "moyenne_qpv" else nom_dans_la_phrase(territoire)


def nom_dans_la_phrase(territoire: Territoire) -> str:
    """« l'agglomération », « Carcassonne », « le Viguier - Saint-Jacques »."""
    if territoire.type == "epci":
        return "l'agglomération"
    if territoire.nom.startswith(("Le ", "Les ")):
        return territoire.nom[:1].lower() + territoire.nom[1:]
    return territoire.nom
