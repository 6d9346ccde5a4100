"""La question que tout le monde pose : plus pauvre qu'au début du contrat ? et face à la ville ?"""

from collections.abc import Sequence
from dataclasses import replace

from data.blocs import construire
from data.calculs import Evolution, OperationInterdite, ecart
from data.calculs import sens as sens_de
from data.entrepot import Entrepot
from data.evolutions import contestees, la_plus_longue
from data.formats import annee_lisible, ecart_points, enumeration, valeur_unite
from data.modele import Bloc, Mesure, Territoire
from data.montage import decimales_justes, ligne, suivre_annees
from data.phrases import (
    doute_entre_parentheses,
    ecart_en_mots,
    lieu,
    majuscule,
    mouvement_en_mots,
    nom_dans_la_phrase,
    rebours_en_mots,
    reserves_du_mouvement,
)
from data.positions import phrase_position
from data.preuves import preuves_du_bloc

INDICATEUR = "taux_pauvrete"
DEPUIS = "2015"  # l'année où le contrat de ville est signé
TITRE = f"Plus pauvre qu'en {DEPUIS} ? Et face à la ville ?"


def bloc_pauvrete(entrepot: Entrepot, code: str, ville: str, face_a: Sequence[str] = ()) -> Bloc | None:
    """Les années du taux de pauvreté ; la phrase dit l'évolution et l'écart avec la ville. None si rien n'est connu.

    ville : code de la commune, « » s'il n'y en a pas ; elle est sur la courbe même si le lecteur ne l'a pas
    choisie (`face_a`), puisque la phrase en parle. Une seule année connue : un bloc de texte, sans courbe.
    """
    serie = [m for m in entrepot.mesures_de(code, INDICATEUR, "") if m.valeur is not None and m.annee >= DEPUIS]
    if not serie:
        return None
    dernier, mouvement = serie[-1], la_plus_longue(entrepot, serie)
    morceaux = [_evolution(entrepot, entrepot.territoires[code], serie, mouvement)]
    if ville in entrepot.territoires:
        morceaux += _ecart(entrepot, dernier, mouvement, entrepot.territoires[ville])
    phrase = majuscule(" ; ".join(morceaux)) + "."
    fiche = entrepot.indicateurs[INDICATEUR]
    reserves = reserves_du_mouvement(mouvement, fiche).strip() if mouvement else ""
    comparateurs = tuple(dict.fromkeys(c for c in (ville, *face_a) if c))
    courbe = suivre_annees(entrepot, code, INDICATEUR, comparateurs, titre=TITRE, depuis=DEPUIS)
    if courbe is not None:
        # L'écart avec la ville est déjà dans la phrase ; les autres se disent dessous, avec la place nationale.
        autres = (
            ecart_en_mots(dernier, m, fiche, entrepot.territoires[c])
            for c in face_a
            if c != ville
            and entrepot.territoires[c].type == "epci"
            and (m := entrepot.mesure(c, INDICATEUR, dernier.annee))
        )
        dites = (*autres, phrase_position(entrepot, dernier), reserves)
        return replace(courbe, phrase=phrase, precisions=tuple(d for d in dites if d))
    en_face = entrepot.mesure(ville, INDICATEUR, dernier.annee)
    lignes = [ligne(entrepot, m) for m in (dernier, en_face) if m is not None]
    return construire(
        f"{code}-{INDICATEUR}-seul".lower(),
        TITRE,
        "texte",
        lignes,
        phrase,
        entrepot.sources,
        accents=(code,),
        definition=fiche.definition,
        preuves=preuves_du_bloc(entrepot, dernier, lignes),
    )


def _evolution(entrepot: Entrepot, ou: Territoire, serie: Sequence[Mesure], mouvement: Evolution | None) -> str:
    """« à Grazailles, le taux de pauvreté passe de 49 % en 2015 à 52 % en 2019 : pas d'évolution significative… »

    Une année contestée n'entre dans aucune évolution : si c'est la première ou la dernière, la phrase le dit.
    """
    fiche, dernier = entrepot.indicateurs[INDICATEUR], serie[-1]
    debut = f"{lieu(ou)}, le taux de pauvreté"
    if mouvement is None and contestees(serie):
        valeur = valeur_unite(dernier.valeur or 0.0, fiche.unite, fiche.decimales) + doute_entre_parentheses(dernier)
        annees = enumeration([annee_lisible(m.annee) for m in contestees(serie)])
        quand = annee_lisible(dernier.annee)
        return f"{debut} est de {valeur} en {quand} ; {annees} étant contesté, on ne peut pas dire s'il a changé"
    if mouvement is None:
        valeur = valeur_unite(dernier.valeur or 0.0, fiche.unite, fiche.decimales) + doute_entre_parentheses(dernier)
        quand = annee_lisible(dernier.annee)
        return f"{debut} est de {valeur} en {quand}, et rien ne dit s'il a changé depuis {DEPUIS}"
    avant, apres = mouvement.avant, mouvement.apres
    sautees = [m for m in contestees(serie) if m.annee < avant.annee]
    if sautees:
        annees = enumeration([annee_lisible(m.annee) for m in sautees])
        debut += f" ({annees} étant contesté, la comparaison part de {avant.annee})"
    decimales = decimales_justes(avant.valeur or 0.0, apres.valeur or 0.0, fiche.decimales)
    dites = [
        f"{valeur_unite(m.valeur or 0.0, fiche.unite, decimales)} en {annee_lisible(m.annee)}" for m in (avant, apres)
    ]
    if mouvement.dents:
        plus = "haut" if mouvement.valeur > 0 else "bas"
        rebours = rebours_en_mots(mouvement, fiche, decimales)
        return (
            f"{debut} est en dents de scie ({dites[0]}, {rebours}, {dites[1]}) : plus {plus} qu'en "
            f"{annee_lisible(avant.annee)}, mais aucune tendance sûre"
        )
    suite = mouvement_en_mots(mouvement, fiche, decimales)
    if dites[0].partition(" en ")[0] == dites[1].partition(" en ")[0]:
        return f"{debut} est de {dites[0]} comme en {annee_lisible(apres.annee)}{suite}"
    return f"{debut} passe de {dites[0]} à {dites[1]}{suite}"


def _ecart(entrepot: Entrepot, dernier: Mesure, mouvement: Evolution | None, ville: Territoire) -> list[str]:
    """L'écart de la dernière année, puis ce que l'on sait de son changement."""
    fiche, nom = entrepot.indicateurs[INDICATEUR], nom_dans_la_phrase(ville)
    reference = entrepot.mesure(ville.code, INDICATEUR, dernier.annee)
    try:
        difference = ecart(dernier, reference, fiche) if reference else None
    except OperationInterdite:
        difference = None
    if difference is None:
        return [f"le taux de {nom} en {annee_lisible(dernier.annee)} n'est pas dans nos sources"]
    points = ecart_points(abs(difference.valeur), fiche.decimales).removeprefix("+")
    cotes = {"hausse": f"dépasse de {points} celui de {nom}", "baisse": f"est {points} sous celui de {nom}"}
    face = f"il {cotes.get(sens_de(difference), f'est proche de celui de {nom}')}"
    dites = [f"{face} en {annee_lisible(dernier.annee)}{_contestation(dernier, difference.reference, nom)}"]
    if mouvement is None:
        return dites
    depart = entrepot.mesure(ville.code, INDICATEUR, mouvement.avant.annee)
    if depart is not None and depart.statut == "conteste":
        dites.append(f"l'écart de {mouvement.avant.annee} ne se dit pas, le taux de {nom} étant contesté")
        return dites
    if depart is None or depart.valeur is None:
        dites.append(
            f"on ne peut pas dire si cet écart a changé, le taux de {nom} en "
            f"{annee_lisible(mouvement.avant.annee)} n'étant pas dans nos sources"
        )
        return dites
    alors = ecart_points(abs((mouvement.avant.valeur or 0.0) - depart.valeur), fiche.decimales).removeprefix("+")
    dites.append(f"en {annee_lisible(mouvement.avant.annee)}, l'écart était de {alors}")
    return dites


def _contestation(dernier: Mesure, reference: Mesure, nom: str) -> str:
    """Lequel des deux taux d'un écart est contesté : « (le taux de Carcassonne est contesté) » ; vide si aucun."""
    if reference.statut != "conteste":
        return doute_entre_parentheses(dernier)
    qui = f"le taux de {nom} est contesté" if dernier.statut != "conteste" else "les deux taux sont contestés"
    return f" ({qui})"
