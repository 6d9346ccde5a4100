"""La parole recueillie par l'évaluation de 2022 : d'abord combien ont répondu, ensuite ce que l'on peut en dire.

Peu de personnes ont répondu : on donne des nombres, jamais de pourcentage par quartier. Ce que le
rapport a perdu est dit question par question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.blocs import bloc_de_textes, construire, valeur_de_ligne
from data.entrepot import Entrepot
from data.formats import en_lettres, enumeration, nombre, pluriel, quand
from data.identite import ensemble as code_de_l_ensemble
from data.modele import Bloc, Ligne, Mesure
from data.montage import libelle_modalite, ligne
from data.phrases import lieu, majuscule, minuscule
from data.textes import bloc_groupe

HABITANTS, PORTEURS = "enquete_habitants_reponses", "enquete_porteurs_reponses"
REPONSES, BUDGET, SALARIES = "enquete_porteurs", "enquete_porteurs_budget", "enquete_porteurs_salaries"
TOTAL_PERDU = "« Total perdu » : le texte du rapport ne dit pas combien ont répondu à cette question."
VOIX = {"habitants": "Les habitants", "porteurs": "Les porteurs de projet"}
SANS_TOTAL = (
    "Les pourcentages sont ceux que le rapport imprime ; quand le nombre de réponses est perdu, ils ne se citent "
    "pas seuls."
)
SANS_POURCENTAGE = (
    "Sous {seuil} réponses, une personne de plus ou de moins change tout : on donne le nombre, pas de pourcentage."
)

# Les réponses des porteurs, rangées sous la question qui les a fait naître (vide : son nombre de réponses est perdu).
REPONSES_DES_PORTEURS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "Le soutien reçu": (
        ("premiere_demande", ("propre_initiative",)),
        ("nature_soutien", ("plusieurs_actions", "une_action")),
        ("priorites", ("actions_cohesion_sociale",)),
        (
            "",
            (
                "cofinancement",
                "cofinancement_etat",
                "cofinancement_departement",
                "cofinancement_intercommunalite",
                "cofinancement_commune",
            ),
        ),
    ),
    "Le contrat de ville dans leur projet": (
        ("place_contrat", ("place_assez_importante", "place_tres_importante")),
        ("moyens", ("moyens_direction", "moyens_administratif", "moyens_materiels")),
        ("contribution", ("contribution_positive",)),
    ),
    "Ce qu'ils connaissent du contrat": (
        ("", ("criteres_connus", "criteres_plutot_oui", "criteres_tout_a_fait", "criteres_moins_connus")),
        ("instances", ("instances_connues", "instances_meconnues")),
        ("interlocuteurs", ("interlocuteur_agglo",)),
    ),
}


def chiffres_de_la_parole(entrepot: Entrepot) -> tuple[Bloc, ...]:
    """En tête de page : le plus de réponses obtenues pour les quartiers ensemble, par quartier, chez les porteurs."""
    ensemble = _la_plus_repondue(_des_habitants(entrepot))
    quartier = _la_plus_repondue([m for t in entrepot.quartiers() for m in _mesures(entrepot, t.code, HABITANTS)])
    porteurs = _la_plus_repondue(_mesures_partout(entrepot, PORTEURS))
    voulus = (
        ("habitants", "Habitants, tous quartiers réunis", ensemble, _phrase_ensemble),
        ("quartier", "Habitants, dans un même quartier", quartier, _phrase_quartier),
        ("porteurs", "Porteurs de projet", porteurs, _phrase_porteurs),
    )
    return tuple(
        construire(f"parole-{nom}", titre, "chiffre", [ligne(entrepot, m)], dire(entrepot, m), entrepot.sources)
        for nom, titre, m, dire in voulus
        if m
    )


def _mesures(entrepot: Entrepot, code: str, indicateur: str) -> list[Mesure]:
    """Les mesures d'un indicateur d'enquête, la dernière année de chacune, dans l'ordre des modalités."""
    siennes = {m.modalite: m for m in entrepot.mesures_de(code, indicateur)}
    rangs = {modalite: rang for rang, modalite in enumerate(entrepot.modalites)}
    return sorted(siennes.values(), key=lambda m: rangs.get(m.modalite, len(rangs)))


def _des_habitants(entrepot: Entrepot) -> list[Mesure]:
    """Ce qui est connu de l'enquête auprès des habitants, quartiers réunis."""
    return _mesures(entrepot, code_de_l_ensemble(entrepot), HABITANTS)


def _mesures_partout(entrepot: Entrepot, indicateur: str) -> list[Mesure]:
    """Celles d'une enquête qui ne porte que sur un territoire, quel qu'il soit."""
    return [m for code in entrepot.territoires for m in _mesures(entrepot, code, indicateur)]


def _la_plus_repondue(mesures: Sequence[Mesure]) -> Mesure | None:
    connues = [m for m in mesures if m.valeur is not None]
    return max(connues, key=lambda m: m.valeur) if connues else None


def _phrase_ensemble(entrepot: Entrepot, mesure: Mesure) -> str:
    habitants = entrepot.derniere(code_de_l_ensemble(entrepot), "population")
    if habitants is None or habitants.valeur is None:
        return "Au plus, à une même question."
    return f"Au plus, à une même question, pour {nombre(habitants.valeur)} habitants {quand(habitants.annee)}."


def _phrase_quartier(entrepot: Entrepot, mesure: Mesure) -> str:
    connues = [m for t in entrepot.quartiers() for m in _mesures(entrepot, t.code, HABITANTS) if m.valeur is not None]
    bas = min(connues, key=lambda m: m.valeur)
    ou, la = (lieu(entrepot.territoires[m.territoire]) for m in (mesure, bas))
    return f"Au plus, {ou} ; {nombre(bas.valeur)} au moins, {la}. Des nombres, jamais de pourcentage."


def _phrase_porteurs(entrepot: Entrepot, mesure: Mesure) -> str:
    valeurs = _valeurs(_mesures_partout(entrepot, PORTEURS))
    return f"Au plus, à une même question ; {nombre(min(valeurs))} à la question la moins suivie."


def _valeurs(mesures: Sequence[Mesure]) -> list[float]:
    return [m.valeur for m in mesures if m.valeur is not None]


def _seuil(entrepot: Entrepot, indicateur: str) -> int:
    trouve = entrepot.seuil(indicateur, "part")
    return trouve.effectif_minimal if trouve else 0


def _reserves(entrepot: Entrepot, mesures: Sequence[Mesure]) -> tuple[str, ...]:
    """Rappelle la règle du pourcentage quand une question au moins est sous le seuil."""
    seuil = _seuil(entrepot, HABITANTS)
    petites = any(v < seuil for v in _valeurs(mesures))
    return (SANS_POURCENTAGE.replace("{seuil}", str(seuil)),) if petites else ()


def reponses_par_quartier(entrepot: Entrepot) -> Bloc | None:
    """Le nombre de réponses de chaque quartier à chaque question des portraits, et des quartiers ensemble."""
    siennes = [m for t in entrepot.quartiers() for m in _mesures(entrepot, t.code, HABITANTS)]
    if not _valeurs(siennes):
        return None
    posees = {m.modalite for m in siennes}
    ensemble = [m for m in _des_habitants(entrepot) if m.modalite in posees]
    lignes = [ligne(entrepot, m, categorie=libelle_modalite(entrepot, m.modalite)) for m in (*siennes, *ensemble)]
    bas, haut = min(_valeurs(siennes)), max(_valeurs(siennes))
    return construire(
        "parole-reponses-quartiers",
        "Réponses d'habitants, quartier par quartier",
        "tableau",
        lignes,
        f"Entre {nombre(bas)} et {nombre(haut)} réponses par quartier, selon la question : "
        "cela ne permet pas de les comparer.",
        entrepot.sources,
        reserves=_reserves(entrepot, siennes),
        definition=entrepot.indicateurs[HABITANTS].definition,
    )


def reponses_du_quartier(entrepot: Entrepot, code: str) -> Bloc | None:
    """Pour un portrait : le nombre de réponses du quartier à chaque question, rien d'autre."""
    siennes = _mesures(entrepot, code, HABITANTS)
    if not _valeurs(siennes):
        return None
    bas, haut = min(_valeurs(siennes)), max(_valeurs(siennes))
    combien = f"{nombre(bas)}" if bas == haut else f"de {nombre(bas)} à {nombre(haut)}"
    suite = " : trop peu pour un pourcentage" if haut < _seuil(entrepot, HABITANTS) else ""
    return construire(
        f"{code}-parole-reponses".lower(),
        "Combien d'habitants ont répondu",
        "barres",
        [ligne(entrepot, m, categorie=libelle_modalite(entrepot, m.modalite)) for m in siennes],
        majuscule(
            f"{lieu(entrepot.territoires[code])}, {combien} {pluriel(haut, 'réponse')} selon la question{suite}."
        ),
        entrepot.sources,
        reserves=_reserves(entrepot, siennes),
        accents=(code,),
        definition=entrepot.indicateurs[HABITANTS].definition,
    )


def reponses_ensemble(entrepot: Entrepot, voix: str) -> Bloc | None:
    """Le nombre de réponses à chaque question, tous quartiers réunis (« habitants ») ou des porteurs (« porteurs »)."""
    indicateur = HABITANTS if voix == "habitants" else PORTEURS
    mesures = _des_habitants(entrepot) if voix == "habitants" else _mesures_partout(entrepot, PORTEURS)
    if not _valeurs(mesures):
        return None
    mesures = sorted(mesures, key=lambda m: -(m.valeur or 0))
    titre = "Réponses d'habitants, tous quartiers réunis" if voix == "habitants" else "Réponses de porteurs de projet"
    nom = libelle_modalite(entrepot, mesures[0].modalite)
    bas, haut = min(_valeurs(mesures)), max(_valeurs(mesures))
    return construire(
        f"parole-reponses-{voix}",
        titre,
        "barres",
        [ligne(entrepot, m, categorie=libelle_modalite(entrepot, m.modalite)) for m in mesures],
        f"De {nombre(bas)} à {nombre(haut)} réponses selon la question ; le plus à « {nom} ».",
        entrepot.sources,
        reserves=_reserves(entrepot, mesures),
        accents=(mesures[0].territoire,),
        definition=entrepot.indicateurs[indicateur].definition,
    )


def ce_qui_se_dit(entrepot: Entrepot, voix: str) -> Bloc:
    """Ce que l'on peut citer de l'enquête, et ce que l'on ne peut pas."""
    dire, taire = "On peut dire", "On ne peut pas dire"
    regle = entrepot.seuil(HABITANTS, "part")
    if voix == "habitants":
        lignes = (
            (dire, "Combien d'habitants ont répondu à chaque question.", "Le rapport imprime ces nombres."),
            (
                dire,
                "Ce que l'évaluation conclut des quartiers réunis, en écrivant « selon l'évaluation de 2022 » et "
                "« des répondants ».",
                "Ce sont ses conclusions, sur les réponses reçues.",
            ),
            (taire, "Un pourcentage pour un quartier : trop peu de réponses.", regle.raison if regle else ""),
            (
                taire,
                "« Les habitants pensent que » : on ne sait pas comment les répondants ont été choisis.",
                "Le rapport ne le dit pas.",
            ),
            (
                taire,
                "Qu'un quartier est plus satisfait qu'un autre, ou que la satisfaction progresse.",
                "Une seule enquête est connue.",
            ),
            (
                taire,
                "Un pourcentage dont le nombre de réponses est perdu.",
                "On ne sait pas sur combien de personnes il porte.",
            ),
        )
        phrase = "L'enquête dit ce que pensent ses répondants, pas ce que pensent tous les habitants."
    else:
        lignes = (
            (
                dire,
                "Combien de porteurs ont donné une réponse, et sur combien : toujours les deux nombres.",
                "Le rapport imprime ces nombres.",
            ),
            (
                dire,
                "La médiane des budgets et des salariés.",
                "La moitié des associations sont au-dessous, la moitié au-dessus.",
            ),
            (taire, "Un pourcentage.", "Sur si peu de réponses, une seule le déplace de plusieurs points."),
            (taire, "Une moyenne de budget ou de salariés.", "Une très grosse structure la tire à elle seule."),
            (
                taire,
                "Que le contrat a changé les quartiers parce que des porteurs le disent.",
                "Ils répondent sur leurs propres projets.",
            ),
        )
        phrase = "Les porteurs répondent sur leurs propres projets : leur avis compte, il n'est pas celui de tous."
    entetes = ("Usage", "Règle", "Pourquoi")
    return bloc_groupe(f"parole-usage-{voix}", "Ce que l'on peut dire, ou pas", phrase, lignes, entetes)


def reponses_des_porteurs(entrepot: Entrepot) -> tuple[Bloc, ...]:
    """« 23 porteurs sur 38 : première demande de leur propre initiative » : les nombres, par thème."""
    mesures = {m.modalite: m for m in _mesures_partout(entrepot, REPONSES)}
    bases = {m.modalite: m for m in _mesures_partout(entrepot, PORTEURS)}
    rangees = {m for questions in REPONSES_DES_PORTEURS.values() for _, siennes in questions for m in siennes}
    themes = dict(REPONSES_DES_PORTEURS)
    if autres := tuple(m for m in mesures if m not in rangees):
        themes["Autres réponses"] = (("", autres),)
    blocs = []
    for rang, (theme, questions) in enumerate(themes.items(), 1):
        dites = [(mesures[m], bases.get(q)) for q, siennes in questions for m in siennes if m in mesures]
        if not dites:
            continue
        sans_base = any(base is None for _, base in dites)
        blocs.append(
            construire(
                f"parole-porteurs-{rang}",
                theme,
                "texte",
                [ligne(entrepot, m, categorie=libelle_modalite(entrepot, m.modalite)) for m, _ in dites],
                _phrase_de_tete(dites),
                entrepot.sources,
                reserves=(TOTAL_PERDU,) if sans_base else (),
                precisions=[_sur(entrepot, m, base) for m, base in dites],
            )
        )
    return tuple(blocs)


def _phrase_de_tete(dites: Sequence[tuple[Mesure, Mesure | None]]) -> str:
    """Les réponses d'un thème répondent à des questions différentes : aucune n'est « la plus donnée »."""
    n = len(dites)
    if n == 1:
        return "Une réponse, sur ceux qui ont répondu à sa question."
    return f"{majuscule(en_lettres(n))} réponses, pas toutes à la même question : elles ne se classent pas."


def _sur(entrepot: Entrepot, mesure: Mesure, base: Mesure | None) -> str:
    """« 23 porteurs sur 38 : première demande de leur propre initiative. »"""
    nom = libelle_modalite(entrepot, mesure.modalite).replace(" : ", ", ")
    valeur = valeur_de_ligne(Ligne("", "", "", mesure, "porteurs", 0))
    total = f" sur {nombre(base.valeur)}" if base is not None and base.valeur is not None else ", total perdu"
    return f"{valeur}{total} : {minuscule(nom)}."


def profil_des_porteurs(entrepot: Entrepot) -> Bloc | None:
    """La taille des associations répondantes : la médiane se cite, la moyenne ne se cite pas."""
    mesures = [*_mesures_partout(entrepot, BUDGET), *_mesures_partout(entrepot, SALARIES)]
    lignes = [
        ligne(
            entrepot, m, categorie=f"{_court(entrepot, m.indicateur)}, {libelle_modalite(entrepot, m.modalite).lower()}"
        )
        for m in mesures
    ]
    # Une médiane ronde se dit sans décimale : « 3 personnes », et non « 3,0 ».
    dites = {
        x.mesure.indicateur: valeur_de_ligne(replace(x, decimales=0) if x.mesure.valeur.is_integer() else x)
        for x in lignes
        if x.mesure.modalite == "mediane" and x.mesure.valeur is not None
    }
    if not dites:
        return None
    mots = {
        BUDGET: "la moitié des associations ont un budget de {v} ou moins",
        SALARIES: "la moitié emploient l'équivalent de {v} à temps plein ou moins",
    }
    phrases = [mots[i].replace("{v}", v.replace("ETP", "personnes")) for i, v in dites.items()]
    return construire(
        "parole-porteurs-profil",
        "Qui sont les répondants",
        "texte",
        lignes,
        majuscule(f"{enumeration(phrases)}."),
        entrepot.sources,
        reserves=["Les moyennes sont dans la table mais ne se citent pas : une très grosse structure les tire."],
        definition=entrepot.indicateurs[next(iter(dites))].definition,
    )


def _court(entrepot: Entrepot, indicateur: str) -> str:
    """« Enquête porteurs : budget réalisé » -> « Budget réalisé »."""
    return majuscule(entrepot.indicateurs[indicateur].libelle.removeprefix("Enquête porteurs : "))


def questions_de_l_enquete(entrepot: Entrepot, voix: str) -> Bloc | None:
    """Question par question : le nombre de réponses d'abord, ce que le rapport en dit, ce qu'il a perdu."""
    posees = [q for q in entrepot.table("parole").dictionnaires() if q.get("enquete") == voix]
    if not posees:
        return None
    mesures = _des_habitants(entrepot) if voix == "habitants" else _mesures_partout(entrepot, PORTEURS)
    combien = {m.modalite: m for m in mesures if m.valeur is not None}
    lignes = [
        (
            q["question"],
            nombre(combien[q["modalite"]].valeur) if q["modalite"] in combien else "nombre perdu",
            q["resultat"] or "rien dans le texte",
            q["ce_qui_manque"],
            q["reference"],
        )
        for q in posees
    ]
    muettes = sum(not q["resultat"] for q in posees)
    perdues = sum(q["modalite"] not in combien for q in posees)
    bloc = bloc_de_textes(
        f"parole-questions-{voix}",
        "Question par question, et ce qui est perdu",
        f"{len(posees)} {pluriel(len(posees), 'question')} : le nombre de réponses est perdu pour {perdues}, "
        f"et le texte ne dit rien du résultat pour {muettes}.",
        ("Question", "Réponses", "Ce que le rapport en dit", "Ce qui manque", "Où le lire"),
        lignes,
    )
    return replace(bloc, reserves=(SANS_TOTAL,) if perdues and voix == "habitants" else ())
