"""Les phrases chiffrées qui répondent aux questions de l'évaluation.

Chacune vient d'une fonction qui ne lit que les tables : si une valeur manque, la phrase manque aussi.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.annees import DEBUT_DU_CONTRAT, cle_annee
from data.blocs import valeur_de_ligne
from data.calculs import SEUIL_PART, Ecart, Evolution, OperationInterdite, sens
from data.credits import TOTAL
from data.entrepot import Entrepot
from data.evolutions import evolution_permise
from data.formats import annee_lisible, arrondir, enumeration, nombre, pluriel, quand, valeur_unite
from data.identite import agglomeration
from data.identite import ensemble as code_de_l_ensemble
from data.modele import Ligne, Mesure, Territoire
from data.montage import ligne, nom_affiche
from data.phrases import (
    SANS_ECART,
    de,
    doute,
    doute_entre_parentheses,
    elision,
    lieu,
    lieu_de_mesure,
    majuscule,
    nom_dans_la_phrase,
    rebours_en_mots,
)
from data.rapprochement import ecart_juge
from data.vues.credits import mesure_publiee

AVANT_CRISE = "2019"
DROITS = ("Accès aux droits et aux services", "Aide aux démarches")
ENQUETE = "enquete_habitants_reponses"
SANS_DATE = "sans date"  # ce qui tient lieu d'année quand la source n'en a pas


@dataclass(frozen=True, slots=True)
class Reponse:
    """Ce que les tables permettent d'écrire : des phrases, les lignes qu'elles citent, leurs réserves."""

    phrases: tuple[str, ...] = ()
    lignes: tuple[Ligne, ...] = ()
    reserves: tuple[str, ...] = ()


def _valeurs(entrepot: Entrepot, indicateur: str, annee: str, modalite: str = "") -> dict[str, Mesure]:
    """Code de quartier -> sa mesure de cette année, si elle a une valeur."""
    mesures = {t.code: entrepot.mesure(t.code, indicateur, annee, modalite) for t in entrepot.quartiers()}
    return {code: m for code, m in mesures.items() if m is not None and m.valeur is not None}


def _ecrite(entrepot: Entrepot, m: Mesure) -> str:
    fiche = entrepot.indicateurs[m.indicateur]
    return valeur_unite(m.valeur or 0.0, fiche.unite, fiche.decimales)


def _ecrite_ici(entrepot: Entrepot, m: Mesure) -> str:
    """« 39 % à Bastide - Pont-Vieux (valeur contestée) » : le doute suit la valeur partout où elle s'écrit."""
    return f"{_ecrite(entrepot, m)} {lieu_de_mesure(m, entrepot.territoires[m.territoire])}{doute_entre_parentheses(m)}"


def _ligne(entrepot: Entrepot, m: Mesure) -> Ligne:
    return ligne(entrepot, m, categorie=f"{entrepot.indicateurs[m.indicateur].libelle}, {annee_lisible(m.annee)}")


def _comptee(sujet: str, serie: str, rubrique: str, valeur: float, unite: str, source: str, reference: str) -> Ligne:
    """Un compte fait dans une table (des croix, des lignes), en une ligne : il a sa source et son statut."""
    mesure = Mesure("", sujet, "", SANS_DATE, valeur, "calcule", None, source, reference, "")
    return Ligne(sujet, serie, rubrique, mesure, unite, 0)


def ecarts(entrepot: Entrepot) -> Reponse:
    """Q1 : la pauvreté face à l'agglomération, son évolution, l'écart de revenu d'une année à l'autre."""
    agglo = agglomeration(entrepot)
    if agglo is None:
        return Reponse()
    parties = (pauvrete_en_face(entrepot, agglo), _pauvrete_depuis(entrepot), _revenu_en_face(entrepot, agglo))
    return Reponse(
        tuple(x for p in parties for x in p.phrases),
        tuple(dict.fromkeys(x for p in parties for x in p.lignes)),
        tuple(x for p in parties for x in p.reserves),
    )


def pauvrete_en_face(entrepot: Entrepot, face: Territoire) -> Reponse:
    """La pauvreté dans les quartiers et en face (l'agglomération, la ville, d'autres QPV), la dernière année connue.

    « En 2019, le taux de pauvreté va de 39 % à Bastide à 65 % au Viguier, contre 21 % dans l'agglomération. »
    """
    nom = de(nom_dans_la_phrase(face))
    en_face = [m for m in entrepot.mesures_de(face.code, "taux_pauvrete", "") if m.valeur is not None]
    if not en_face:
        return Reponse(reserves=(f"Le taux de pauvreté {nom} manque : l'écart ne se calcule pas.",))
    reference = en_face[-1]
    siens = sorted(_valeurs(entrepot, "taux_pauvrete", reference.annee).values(), key=lambda m: m.valeur or 0.0)
    if not siens:
        return Reponse()
    bas, haut = (_ecrite_ici(entrepot, m) for m in (siens[0], siens[-1]))
    contre = _ecrite_ici(entrepot, reference)
    dit = f"va de {bas} à {haut}" if len(siens) > 1 else f"est de {bas}"
    phrase = f"{quand(reference.annee)}, le taux de pauvreté {dit}, contre {contre}."
    seule = (
        ()
        if len(en_face) > 1
        else (
            f"Le taux de pauvreté {nom} n'est dans nos tables que pour {annee_lisible(reference.annee)} : "
            "l'écart se lit cette année-là, on ne peut pas dire s'il s'est réduit.",
        )
    )
    return Reponse((majuscule(phrase),), tuple(_ligne(entrepot, m) for m in (*siens, reference)), seule)


def _pauvrete_depuis(entrepot: Entrepot) -> Reponse:
    """Les quartiers où la pauvreté a bougé depuis le début du contrat au-delà du bruit, et ceux où elle est stable."""
    annees = [a for a in entrepot.annees("taux_pauvrete") if a >= DEBUT_DU_CONTRAT]
    fiche = entrepot.indicateurs.get("taux_pauvrete")
    if fiche is None or len(annees) < 2:
        return Reponse()
    avant, apres = annees[0], annees[-1]
    debut, fin = _valeurs(entrepot, fiche.code, avant), _valeurs(entrepot, fiche.code, apres)
    rangs: dict[str, list[Evolution]] = {"hausse": [], "baisse": [], "dents": [], "stable": []}
    contestes = []
    for code in debut:
        deux = [m for m in (debut[code], fin.get(code)) if m is not None]
        if any(m.statut == "conteste" for m in deux):
            contestes.append(lieu(entrepot.territoires[code]))
        try:
            mouvement = evolution_permise(entrepot, debut[code], fin[code])
        except (KeyError, OperationInterdite):
            continue
        rangs["dents" if mouvement.dents else mouvement.sens].append(mouvement)
    verbes = {
        "hausse": "augmente",
        "baisse": "baisse",
        "dents": "est en dents de scie, sans tendance sûre,",
        "stable": "n'évolue pas de façon significative",
    }
    morceaux = [
        f"{verbes[sens]} {enumeration([_mouvement(entrepot, e) for e in liste])}"
        for sens, liste in rangs.items()
        if liste
    ]
    sans_jugement = f" {majuscule(enumeration(contestes))}, une valeur est contestée : rien ne s'en tire."
    if not morceaux:
        return Reponse((f"Taux de pauvreté depuis {avant}.{sans_jugement}",)) if contestes else Reponse()
    juges = [e for liste in rangs.values() for e in liste]
    connues = [e.marge for e in juges if e.marge is not None]
    marge = f" (marge : {nombre(max(connues), 1)} points)" if connues else ""
    phrase = f"De {avant} à {apres}, le taux de pauvreté {' ; il '.join(morceaux)}{marge}."
    phrase += sans_jugement if contestes else ""
    deux_fichiers = any(e.series_differentes for e in juges)
    reserve = f"Les taux de {avant} et de {apres} viennent de deux fichiers différents."
    lignes = tuple(_ligne(entrepot, m) for e in juges for m in (e.avant, e.apres))
    return Reponse((phrase,), lignes, (reserve,) if deux_fichiers else ())


def _mouvement(entrepot: Entrepot, e: Evolution) -> str:
    ou = lieu(entrepot.territoires[e.avant.territoire])
    if e.sens == "stable":
        return ou
    valeurs = f"de {_ecrite(entrepot, e.avant)} à {_ecrite(entrepot, e.apres)}"
    if e.dents:
        fiche = entrepot.indicateurs[e.avant.indicateur]
        return f"{ou} ({valeurs}, mais {rebours_en_mots(e, fiche, fiche.decimales)})"
    return f"{ou} ({valeurs}{', à peine plus que la marge' if e.a_peine else ''})"


def _revenu_en_face(entrepot: Entrepot, agglo: Territoire) -> Reponse:
    """L'écart du revenu médian avec l'agglomération, en %, la première et la dernière année où les deux se lisent."""
    fiche = entrepot.indicateurs.get("revenu_median")
    tous = entrepot.mesures_de(agglo.code, "revenu_median", "")
    en_face = {m.annee: m for m in tous if m.annee >= DEBUT_DU_CONTRAT and m.valeur is not None}
    if fiche is None or len(en_face) < 2:
        return Reponse()
    avant, apres = min(en_face, key=cle_annee), max(en_face, key=cle_annee)
    debut, fin = _valeurs(entrepot, fiche.code, avant), _valeurs(entrepot, fiche.code, apres)
    dits, cites, calculs = [], [], []
    for code in (c for c in debut if c in fin):
        try:
            deux = [ecart_juge(entrepot, m[code], en_face[a]) for m, a in ((debut, avant), (fin, apres))]
        except OperationInterdite:  # une des quatre valeurs est contestée
            dits.append(f"{SANS_ECART}, {lieu(entrepot.territoires[code])}")
            continue
        if any(e.relatif is None for e in deux):
            continue
        textes = [_ecart_en_pourcent(e) for e in deux]
        dits.append(f"{textes[0]} puis {textes[1]} {lieu(entrepot.territoires[code])}")
        cites += [debut[code], fin[code]]
        calculs += [_ecart_de_revenu(entrepot, e.mesure, e.relatif) for e in deux]
    if not dits:
        return Reponse()
    phrase = (
        f"Le revenu médian face à celui {elision('de', nom_dans_la_phrase(agglo))}, en {annee_lisible(avant)} puis en "
        f"{annee_lisible(apres)} : {' ; '.join(dits)}."
    )
    prudence = (
        "La marge de ces revenus n'est pas publiée et le fichier a changé de forme : un ou deux points d'écart ne font "
        "pas une tendance."
    )
    lignes = tuple(_ligne(entrepot, m) for m in (*cites, en_face[avant], en_face[apres]))
    return Reponse((phrase,), (*lignes, *calculs), (prudence,))


def _ecart_en_pourcent(e: Ecart) -> str:
    """« 40 % de moins », « 3 % de plus », ou « un revenu proche » sous la marge."""
    cote = {"hausse": "plus", "baisse": "moins"}.get(sens(e))
    return f"{nombre(abs(e.relatif or 0.0))} % de {cote}" if cote else "un revenu proche"


def _ecart_de_revenu(entrepot: Entrepot, m: Mesure, relatif: float | None) -> Ligne:
    """L'écart à l'agglomération, en % : calculé, donc dit comme tel, avec sa formule."""
    formule = "100 × (revenu médian du quartier − celui de l'agglomération) / celui de l'agglomération"
    part = replace(m, indicateur="ecart_de_revenu", valeur=relatif, statut="calcule", reference=formule, note="")
    return Ligne(m.territoire, nom_affiche(entrepot, m.territoire), f"Écart, {annee_lisible(m.annee)}", part, "%", 0)


def accompagnement(entrepot: Entrepot) -> Reponse:
    """Q2 : combien d'acteurs disent aider à accéder à ses droits, d'après le dépliant de la GUP."""
    table = entrepot.table("interventions").dictionnaires()
    dits, lignes = [], []
    for service in DROITS:
        siens = [r for r in table if r["service"] == service]
        if siens:
            oui = sum(r["valeur"] == "oui" for r in siens)
            dits.append(f"{oui} acteurs sur {len(siens)} pour « {service} »")
            origine = (siens[0]["source"], siens[0]["reference"])
            lignes.append(_comptee("interventions", service, "Acteurs cochés", oui, "acteurs", *origine))
            lignes.append(_comptee("interventions", service, "Acteurs du dépliant", len(siens), "acteurs", *origine))
    if not dits:
        return Reponse()
    phrase = f"Le dépliant de la gestion urbaine de proximité coche {enumeration(dits)}."
    return Reponse((phrase,), tuple(lignes))


def crise(entrepot: Entrepot) -> Reponse:
    """Q3 : les demandeurs d'emploi et les crédits autour de la crise sanitaire, et où s'arrêtent les autres séries."""
    phrases, lignes = [], []
    annees = [a for a in entrepot.annees("demandeurs_emploi") if a >= AVANT_CRISE and a.isdigit()]
    dits = []
    for t in entrepot.quartiers():
        siennes = [m for a in annees if (m := _valeurs(entrepot, "demandeurs_emploi", a).get(t.code))]
        if len(siennes) == len(annees) > 1:
            nombres = ", ".join(f"{nombre(m.valeur or 0.0)}{doute_entre_parentheses(m)}" for m in siennes)
            dits.append(f"{nombres} {lieu(t)}")
            lignes += [_ligne(entrepot, m) for m in siennes]
    if dits:
        manquent = [nom_dans_la_phrase(t) for t in entrepot.quartiers() if t.code not in {x.cle for x in lignes}]
        suite = f" {majuscule(enumeration(manquent))} : valeur non diffusée." if manquent else ""
        phrases.append(f"Demandeurs d'emploi (A, B, C) en {enumeration(annees)} : {' ; '.join(dits)}.{suite}")
    par_an = [c for c in _credits(entrepot, "montant") if c.mesure.annee.isdigit()]
    credits = [c for c in par_an if c.mesure.annee >= AVANT_CRISE]
    if credits:
        dits = [f"{valeur_de_ligne(c)} {quand(c.mesure.annee)}" for c in credits]
        phrases.append(f"Crédits spécifiques du contrat : {enumeration(dits)}.")
    arrets = [
        f"{entrepot.indicateurs[i].libelle.lower()} {annee_lisible(max(connues, key=cle_annee))}"
        for i in ("taux_pauvrete", "revenu_median", "taux_emploi")
        if i in entrepot.indicateurs and (connues := [a for a in entrepot.annees(i) if _valeurs(entrepot, i, a)])
    ]
    reserve = (f"Dernière année connue par quartier : {enumeration(arrets)}.",) if arrets else ()
    return Reponse(tuple(phrases), (*lignes, *credits), reserve)


def _credits(entrepot: Entrepot, mesure: str) -> list[Ligne]:
    """Les totaux publiés, tous piliers, sous la forme de lignes."""
    unite = {"montant": "€", "actions": "actions"}[mesure]
    return [
        Ligne(c.annee, "Crédits spécifiques", annee_lisible(c.annee), mesure_publiee(c), unite, 0)
        for c in entrepot.credits_publies
        if c.mesure == mesure and c.pilier == TOTAL and c.valeur is not None
    ]


def moyens(entrepot: Entrepot) -> Reponse:
    """Q4 : ce que le contrat a dépensé, ses signataires, ce que l'on sait du droit commun."""
    phrases, lignes = [], []
    for x in (*_credits(entrepot, "montant"), *_credits(entrepot, "actions")):
        if "-" in x.mesure.annee:
            doute = ", valeur contestée" if x.mesure.statut == "conteste" else ""
            periode = quand(x.mesure.annee)
            phrases.append(f"Sur crédits spécifiques, tous piliers, {periode} : {valeur_de_ligne(x)}{doute}.")
            lignes.append(x)
    reperes = _reperes(entrepot, ("Signataires du contrat de ville", "Part des reconductions dans la programmation"))
    phrases += reperes.phrases
    lignes += reperes.lignes
    reelles = [a for a in entrepot.actions if a.enveloppe == "droit_commun" and a.statut == "reel"]
    if reelles:
        somme = float(arrondir(sum(a.montant for a in reelles), 0))
        total = valeur_unite(somme, "€")
        phrases.append(f"Le fichier des actions porte {nombre(len(reelles))} lignes de droit commun, pour {total}.")
        origine = (reelles[0].source, "Actions réelles dont l'enveloppe est le droit commun")
        lignes.append(_comptee("actions", "Droit commun", "Lignes", len(reelles), "lignes", *origine))
        lignes.append(_comptee("actions", "Droit commun", "Montant", somme, "€", *origine))
        return Reponse(tuple(phrases), tuple(lignes))
    manque = "Aucune ligne de droit commun dans les actions réelles de nos tables."
    return Reponse(tuple(phrases), tuple(lignes), (manque,))


def _reperes(entrepot: Entrepot, libelles: Sequence[str]) -> Reponse:
    """« Signataires du contrat de ville : 18. », d'après `reperes.csv` ; la note suit quand il y en a une."""
    dits, lignes = [], []
    for r in entrepot.table("reperes").dictionnaires():
        if r["libelle"] in libelles:
            valeur = float(r["valeur"])
            # L'unité d'un compte est déjà dans le libellé (« Signataires… : 18 »).
            ecrite = valeur_unite(valeur, r["unite"]) if r["unite"] in ("%", "€") else nombre(valeur)
            reserve = " (valeur contestée)" if r["statut"] == "conteste" else ""
            dits.append(f"{r['libelle']} : {ecrite}{reserve}.{' ' if r['note'] else ''}{r['note']}")
            publiee = valeur if r["statut"] in ("conteste", "corrige") else None
            origine = (r["annee"] or SANS_DATE, valeur, r["statut"], publiee, r["source"], r["reference"], r["note"])
            mesure = Mesure(r["territoire"], "reperes", "", *origine)
            lignes.append(Ligne(r["territoire"], r["libelle"], "Valeur", mesure, r["unite"], 0))
    return Reponse(tuple(dits), tuple(lignes))


def transversal(entrepot: Entrepot) -> Reponse:
    """Q5 : l'emploi des femmes à côté de l'ensemble, et les axes annoncés."""
    annees = [a for a in entrepot.annees("taux_emploi", "femmes") if _valeurs(entrepot, "taux_emploi", a, "femmes")]
    axes = _reperes(entrepot, ("Axes transversaux annoncés",))
    if not annees:
        return axes
    annee = annees[-1]
    femmes, tous = (_valeurs(entrepot, "taux_emploi", annee, m) for m in ("femmes", ""))
    deux = [(femmes[c], tous[c]) for c in femmes if c in tous]
    dits = [f"{_ecrite_ici(entrepot, f)} ({_ecrite(entrepot, e)} pour l'ensemble{doute(e)})" for f, e in deux]
    phrase = f"Taux d'emploi des femmes {quand(annee)} : {' ; '.join(dits)}."
    lignes = tuple(
        ligne(entrepot, m, categorie="Taux d'emploi, " + ("femmes" if m.modalite else "ensemble"))
        for d in deux
        for m in d
    )
    return Reponse((phrase, *axes.phrases), (*lignes, *axes.lignes))


def habitants(entrepot: Entrepot) -> Reponse:
    """Q6 : combien d'habitants ont répondu à l'enquête, en tout et par quartier."""
    ensemble = [m for m in entrepot.mesures_de(code_de_l_ensemble(entrepot), ENQUETE) if m.valeur is not None]
    if not ensemble:
        return Reponse()
    plus = max(ensemble, key=lambda m: m.valeur or 0.0)
    cites = [plus]
    phrases = [f"Au plus {_ecrite(entrepot, plus)} d'habitants à une même question de l'enquête de l'évaluation."]
    connus = [m for t in entrepot.quartiers() for m in entrepot.mesures_de(t.code, ENQUETE) if m.valeur is not None]
    if connus:
        bas, haut = (f(connus, key=lambda m: m.valeur or 0.0) for f in (min, max))
        trop_peu = (haut.valeur or 0.0) < SEUIL_PART.effectif_minimal
        suite = " : trop peu pour un pourcentage par quartier" if trop_peu else ""
        phrases.append(
            f"Par quartier et par question, de {nombre(bas.valeur or 0.0)} "
            f"({entrepot.territoires[bas.territoire].nom}) à {nombre(haut.valeur or 0.0)} réponses "
            f"({entrepot.territoires[haut.territoire].nom}){suite}."
        )
        cites += connus
    perdues = [r for r in entrepot.table("parole").dictionnaires() if r["enquete"] == "habitants" and not r["resultat"]]
    n = len(perdues)
    posees = pluriel(n, "question posée", "questions posées")
    lignes = [ligne(entrepot, m, categorie=f"Réponses à l'enquête, {annee_lisible(m.annee)}") for m in cites]
    if not n:
        return Reponse(tuple(phrases), tuple(lignes))
    origine = (plus.source, "Questions dont le rapport ne donne plus le résultat (page Parole)")
    lignes.append(_comptee("parole", "Questions aux habitants", "Résultat perdu", n, "questions", *origine))
    return Reponse(tuple(phrases), tuple(lignes), (f"Les résultats de {n} {posees} aux habitants sont perdus.",))
