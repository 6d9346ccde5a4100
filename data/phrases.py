"""Les phrases de lecture : ce qu'un graphique montre, sans dire plus que les données.

Le groupe verbal de chaque indicateur est dans `lectures.csv` ; ici, la grammaire : lieux,
élisions, comparaisons, absences.
"""

import math
from collections.abc import Sequence

from data.blocs import valeur_inchangee
from data.calculs import Ecart, Evolution, direction, est_effectif, petit_sans_marge, sens
from data.formats import (
    LIBELLES_STATUTS,
    STATUTS_ACCORDES,
    annee_lisible,
    arrondir,
    ecart_points,
    elision,
    enumeration,
    nombre,
    pluriel,
    quand,
    valeur_unite,
)
from data.modele import Indicateur, Mesure, Territoire

VOYELLES = "aeiouyàâäéèêëîïôöùûüœh"
STATUTS_A_DIRE = ("conteste", "corrige")  # une phrase ne donne jamais ces valeurs sans le dire
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
    return f"l'{minuscule(nom)}" if nom[:1].lower() in VOYELLES else nom


def majuscule(texte: str) -> str:
    """La première lettre en capitale, le reste inchangé."""
    return texte[:1].upper() + texte[1:]


def minuscule(texte: str) -> str:
    """La première lettre en minuscule, le reste inchangé : « Taux de pauvreté » au milieu d'une phrase."""
    return texte[:1].lower() + texte[1:]


def doute(*mesures: Mesure) -> str:
    """« , valeur contestée » ou « , valeur corrigée », au pluriel pour plusieurs.

    Vide si elles n'ont pas toutes le même de ces deux statuts.
    """
    statuts = {m.statut for m in mesures}
    if len(statuts) != 1 or not statuts <= set(STATUTS_A_DIRE):
        return ""
    if all(valeur_inchangee(m) for m in mesures):
        # La valeur est celle que la source imprime ; la réserve du bloc dit ce qui a été corrigé.
        return ", année corrigée" if all(m.note.startswith("Année corrigée") for m in mesures) else ""
    accord = STATUTS_ACCORDES[statuts.pop()]
    return f", {pluriel(len(mesures), 'valeur')} {pluriel(len(mesures), *accord)}"


def doute_entre_parentheses(*mesures: Mesure) -> str:
    """« (valeur contestée) » avec l'espace d'avant, pour une valeur au milieu d'une phrase ; vide sinon."""
    mots = doute(*mesures).removeprefix(", ")
    return f" ({mots})" if mots else ""


def sans_valeur(mesure: Mesure, indicateur: Indicateur, territoire: Territoire, rubrique: str = "") -> str:
    """« À Fleming - La Reille, part des femmes : non disponible pour 2020. »"""
    motif = LIBELLES_STATUTS.get(mesure.statut, "non disponible")
    libelle = minuscule(indicateur.libelle)
    if rubrique:
        libelle = f"{libelle} ({minuscule(rubrique)})"
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

    lecture : le groupe verbal avec `{valeur}` ou `{nombre}` (sans unité) et des « (s) » ;
    vide, le libellé de l'indicateur en tient lieu.
    Les références sans valeur ne sont pas dites : la table du bloc les porte. Une valeur contestée ou
    corrigée le dit à côté d'elle, ou une fois à la fin quand toutes le sont.
    """
    if mesure.valeur is None:
        return sans_valeur(mesure, indicateur, territoire, rubrique)

    def ecrire(m: Mesure) -> str:
        return valeur_unite(m.valeur or 0.0, indicateur.unite, indicateur.decimales)

    valeur = ecrire(mesure)
    groupe = lecture or f"{minuscule(indicateur.libelle)} : {{valeur}}"
    groupe = groupe.replace("{valeur}", valeur).replace("{nombre}", nombre(mesure.valeur, indicateur.decimales))
    # L'accord suit le nombre tel qu'il est écrit : 1,96 s'écrit « 2,0 jeunes ».
    groupe = groupe.replace("(s)", "" if abs(arrondir(mesure.valeur, indicateur.decimales)) < PLURIEL else "s")
    phrase = f"{lieu(territoire)}, {groupe} {quand(mesure.annee)}"
    connues = [(m, t) for m, t in references if m.valeur is not None]
    if not connues:
        return majuscule(f"{phrase}{doute(mesure)}.")
    toutes = doute(mesure, *(m for m, _ in connues))
    memes, autres = [], []
    for m, t in connues:
        suite = "" if toutes else doute_entre_parentheses(m)
        if ecrire(m) == valeur:
            memes.append(f"{lieu_de_mesure(m, t)}{suite}")
        else:
            autres.append(f"{ecrire(m)} {lieu_de_mesure(m, t)}{suite}")
    dites = f", comme {enumeration(memes)}" if memes else ""
    dites += f", contre {enumeration(autres)}" if autres else ""
    return majuscule(f"{phrase}{'' if toutes else doute(mesure)}{dites}{toutes}.")


def mouvement_en_mots(mouvement: Evolution, indicateur: Indicateur, decimales: int) -> str:
    """Ce que l'on peut dire d'une évolution, à la suite des deux valeurs, sans point final.

    « , soit +24 foyers », « , soit une hausse de 6,4 points, à peine au-dessus de ce que l'imprécision
    explique (6,2 points) : une tendance », « : pas d'évolution significative (il faudrait 6,2 points) »,
    « : en dents de scie (49,8 % en 2017), aucune tendance sûre »,
    « : stable, aux petites variations près (moins de 34 foyers) ».
    """
    compte = est_effectif(indicateur)
    if mouvement.dents:
        rebours = rebours_en_mots(mouvement, indicateur, decimales)
        return f" : en dents de scie ({rebours}), aucune tendance sûre"
    if mouvement.sens == "stable":
        if not mouvement.marge:
            return " : pas d'évolution"
        if compte:
            plafond = valeur_unite(math.ceil(mouvement.marge), mouvement.unite)
            return f" : stable, aux petites variations près (moins de {plafond})"
        return f" : pas d'évolution significative (il faudrait {_quantite(mouvement.marge, mouvement.unite, 1)})"
    if mouvement.a_peine:
        taille = _quantite(abs(mouvement.valeur), mouvement.unite, decimales)
        limite = _quantite(mouvement.marge or 0.0, mouvement.unite, 0 if compte else 1)
        cause = "les petites variations expliquent" if compte else "l'imprécision explique"
        return f", soit une {mouvement.sens} de {taille}, à peine au-dessus de ce que {cause} ({limite}) : une tendance"
    signe = "+" if mouvement.valeur > 0 else ""
    return f", soit {signe}{_quantite(mouvement.valeur, mouvement.unite, decimales)}"


def rebours_en_mots(mouvement: Evolution, indicateur: Indicateur, decimales: int) -> str:
    """« 49,8 % en 2017 » : l'année intermédiaire qui prend le mouvement le plus à rebours, son statut dit."""
    dent = max(mouvement.dents, key=lambda m: abs((m.valeur or 0.0) - (mouvement.avant.valeur or 0.0)))
    ecrite = valeur_unite(dent.valeur or 0.0, indicateur.unite, decimales)
    return f"{ecrite} en {annee_lisible(dent.annee)}{doute(dent)}"


def reserves_du_mouvement(mouvement: Evolution, indicateur: Indicateur) -> str:
    """Les phrases à dire après une évolution : marge inconnue, euros courants, deux fichiers, enquêtes communes."""
    dites = []
    if mouvement.marge is None:
        dites.append("L'imprécision de cette mesure n'est pas publiée.")
    if indicateur.unite.startswith("€"):
        dites.append("Montants de chaque année, sans tenir compte de la hausse des prix.")
    if mouvement.series_differentes:
        insee = all(m.source.startswith("insee") for m in (mouvement.avant, mouvement.apres))
        origine = "deux séries de l'Insee" if insee else "deux sources différentes"
        dites.append(f"Les deux années viennent de {origine}.")
    if mouvement.recouvrement:
        dites.append("Ces deux années du recensement ont des enquêtes en commun : c'est une tendance.")
    return "".join(f" {phrase}" for phrase in dites)


def _quantite(valeur: float, unite: str, decimales: int) -> str:
    """6,4 et « points » -> « 6,4 points » ; 24 et « foyers » -> « 24 foyers »."""
    if unite == "points":
        return ecart_points(valeur, decimales).removeprefix("+")
    return valeur_unite(valeur, unite, decimales)


SANS_ECART = "valeur contestée, donc pas d'écart"  # les mêmes mots partout où l'on refuse un écart
JUGEMENTS = {
    "favorable": " : une situation plus favorable",
    "defavorable": " : une situation moins favorable",
    "neutre": "",
}


def ecart_en_mots(difference: Ecart, indicateur: Indicateur, territoire: Territoire, decimales: int) -> str:
    """« C'est 34 points de plus qu'à Carcassonne : une situation moins favorable. »

    difference : un écart jugé (`rapprochement.ecart_juge`) à la référence, qui est celle de `territoire` ;
    decimales : celles de l'écart. En points pour un pourcentage, en % de la référence pour un montant. Un
    écart sous sa marge est dit trop faible ; nul une fois les deux valeurs arrondies, il est dit nul.
    """
    ou = elision("que", lieu_de_mesure(difference.reference, territoire))
    ecrits = {arrondir(m.valeur or 0.0, indicateur.decimales) for m in (difference.mesure, difference.reference)}
    if len(ecrits) == 1:
        return f"C'est autant {ou}."
    if difference.marge is not None and sens(difference) == "stable":
        return f"L'écart avec {nom_dans_la_phrase(territoire)} est trop faible pour être significatif."
    if difference.unite == "points":
        taille = nombre(abs(difference.valeur), decimales)
        quantite = f"{taille} point{'s' if abs(difference.valeur) >= PLURIEL else ''}"
    elif difference.relatif is not None and indicateur.unite.startswith("€"):
        quantite = valeur_unite(abs(difference.relatif), "%", 0)
    else:
        quantite = nombre(abs(difference.valeur), decimales)
    cote = "de plus" if difference.valeur > 0 else "de moins"
    jugement = JUGEMENTS[direction(difference, indicateur)]
    if petit_sans_marge(difference):
        jugement = ", un petit écart dont l'imprécision n'est pas publiée"
    return f"C'est {quantite} {cote} {ou}{jugement}."


def nom_avec_article(mesure: Mesure, territoire: Territoire) -> str:
    """« l'agglomération », « le QPV médian de métropole », « Carcassonne »."""
    if est_mediane_de_qpv(mesure, territoire):
        return f"le {qpv_median(territoire)}"
    return "la moyenne des QPV" if territoire.type == "moyenne_qpv" else nom_dans_la_phrase(territoire)


def nom_dans_la_phrase(territoire: Territoire) -> str:
    """« l'agglomération », « Carcassonne », « le Viguier - Saint-Jacques »."""
    nom = territoire.nom
    if territoire.type == "epci":
        return "l'agglomération"
    if territoire.type in ("departement", "region"):
        sorte = "le département" if territoire.type == "departement" else "la région"
        return f"l'{nom}" if nom[:1].lower() in VOYELLES else f"{sorte} {nom}"
    if territoire.type == "france":
        return f"la {nom}"
    if territoire.type == "ensemble_qpv":
        return f"les {territoire.nom_court}" if territoire.nom_court.startswith("QPV ") else _ensemble(nom)
    if nom.startswith(("Le ", "Les ")):
        return minuscule(nom)
    return nom


def face_a(nom: str) -> str:
    """« face à l'agglomération », « face au QPV médian de métropole », « face aux QPV de métropole »."""
    for article, contracte in (("le ", "au "), ("les ", "aux ")):
        if nom.startswith(article):
            return f"face {contracte}{nom.removeprefix(article)}"
    return f"face à {nom}"


def de(nom: str) -> str:
    """« de Grazailles », « du Viguier - Saint-Jacques », « des QPV de métropole », « d'Occitanie »."""
    for article, contracte in (("le ", "du "), ("les ", "des ")):
        if nom.startswith(article):
            return contracte + nom.removeprefix(article)
    return elision("de", nom)
