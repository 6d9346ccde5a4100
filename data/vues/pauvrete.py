"""La question que tout le monde pose : plus pauvre qu'au début du contrat ? et face à la ville ?"""

from collections.abc import Sequence
from dataclasses import replace

from data.annees import DEBUT_DU_CONTRAT
from data.blocs import construire
from data.calculs import Evolution, sens
from data.entrepot import Entrepot
from data.evolutions import contestees, la_plus_longue
from data.formats import annee_lisible, ecart_points, enumeration, valeur_unite
from data.modele import Bloc, Mesure, Territoire
from data.montage import decimales_justes, ecart_dit, ligne, suivre_annees
from data.phrases import (
    doute_entre_parentheses,
    lieu,
    majuscule,
    mouvement_en_mots,
    nom_dans_la_phrase,
    rebours_en_mots,
    reserves_du_mouvement,
)
from data.positions import phrase_position
from data.preuves import preuves_du_bloc
from data.rapprochement import ecart_juge

INDICATEUR = "taux_pauvrete"
TITRE = f"Plus pauvre qu'en {DEBUT_DU_CONTRAT} ?"
FACE_A_LA_VILLE = " Et face à la ville ?"


def bloc_pauvrete(entrepot: Entrepot, code: str, ville: str, face_a: Sequence[str] = ()) -> Bloc | None:
    """Les années du taux de pauvreté ; la phrase dit l'évolution et l'écart avec la ville. None si rien n'est connu.

    ville : code de la commune, « » s'il n'y en a pas ; elle est sur la courbe même si le lecteur ne l'a pas
    choisie (`face_a`), puisque la phrase en parle. Une seule année connue : un bloc de texte, sans courbe.
    """
    connues = (m for m in entrepot.mesures_de(code, INDICATEUR, "") if m.valeur is not None)
    serie = [m for m in connues if m.annee >= DEBUT_DU_CONTRAT]
    if not serie:
        return None
    dernier, mouvement = serie[-1], la_plus_longue(entrepot, serie)
    morceaux = [_evolution(entrepot, entrepot.territoires[code], serie, mouvement)]
    if ville in entrepot.territoires:
        morceaux += _ecart(entrepot, dernier, mouvement, entrepot.territoires[ville])
    phrase = majuscule(" ; ".join(morceaux)) + "."
    fiche, titre = entrepot.indicateurs[INDICATEUR], TITRE + FACE_A_LA_VILLE if ville else TITRE
    reserves = reserves_du_mouvement(mouvement, fiche).strip() if mouvement else ""
    comparateurs = tuple(dict.fromkeys(c for c in (ville, *face_a) if c))
    courbe = suivre_annees(entrepot, code, INDICATEUR, comparateurs, titre=titre, depuis=DEBUT_DU_CONTRAT)
    if courbe is not None:
        # L'écart avec la ville est déjà dans la phrase ; les autres se disent dessous, avec la place nationale.
        autres = (
            ecart_dit(entrepot, dernier, m)
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
        titre,
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
        return f"{debut} est de {valeur} en {quand}, et rien ne dit s'il a changé depuis {DEBUT_DU_CONTRAT}"
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
    nom, annee = nom_dans_la_phrase(ville), annee_lisible(dernier.annee)
    reference = entrepot.mesure(ville.code, INDICATEUR, dernier.annee)
    if reference is None or reference.valeur is None:
        return [f"le taux de {nom} en {annee} n'est pas dans nos sources"]
    cote, points = _sens_et_taille(entrepot, dernier, reference)
    cotes = {
        "hausse": f"il dépasse de {points} celui de {nom} en {annee}",
        "baisse": f"il est {points} sous celui de {nom} en {annee}",
        "stable": f"il est proche de celui de {nom} en {annee}",
    }
    dites = [_contestation(dernier, reference, nom) or cotes[cote]]
    if mouvement is None:
        return dites
    depart = entrepot.mesure(ville.code, INDICATEUR, mouvement.avant.annee)
    avant = annee_lisible(mouvement.avant.annee)
    if depart is None or depart.valeur is None:
        manque = f"le taux de {nom} en {avant} n'étant pas dans nos sources"
        return [*dites, f"on ne peut pas dire si cet écart a changé, {manque}"]
    cote, points = _sens_et_taille(entrepot, mouvement.avant, depart)
    alors = "les deux taux étaient proches" if cote == "stable" else f"l'écart était de {points}"
    dites.append(_contestation(mouvement.avant, depart, nom) or f"en {avant}, {alors}")
    return dites


def _sens_et_taille(entrepot: Entrepot, mesure: Mesure, reference: Mesure) -> tuple[str, str]:
    """« hausse » et « 34 points », jugés comme à la page des comparaisons ; « stable » sous la marge."""
    if "conteste" in (mesure.statut, reference.statut):
        return "stable", ""
    difference, fiche = ecart_juge(entrepot, mesure, reference), entrepot.indicateurs[INDICATEUR]
    decimales = decimales_justes(reference.valeur or 0.0, mesure.valeur or 0.0, fiche.decimales)
    return sens(difference), ecart_points(abs(difference.valeur), decimales).removeprefix("+")


def _contestation(mesure: Mesure, reference: Mesure, nom: str) -> str:
    """« l'écart de 2019 ne se dit pas, le taux de Carcassonne étant contesté » ; vide si aucun des deux ne l'est."""
    qui = {
        (True, False): "le taux du quartier étant contesté",
        (False, True): f"le taux de {nom} étant contesté",
        (True, True): "les deux taux étant contestés",
    }.get((mesure.statut == "conteste", reference.statut == "conteste"))
    return f"l'écart de {annee_lisible(mesure.annee)} ne se dit pas, {qui}" if qui else ""
