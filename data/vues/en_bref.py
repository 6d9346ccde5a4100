"""« En bref » : ce qui distingue un quartier, ce qui s'améliore, ce qui se dégrade, en phrases.

Rien n'y est écrit à la main : une phrase n'existe que si la règle de l'indicateur permet de la
dire, et les listes vides le disent.
"""

from data.blocs import construire
from data.calculs import Evolution, direction
from data.entrepot import Entrepot
from data.evolutions import la_plus_longue
from data.formats import annee_lisible, valeur_unite
from data.modele import Bloc, Indicateur, Mesure
from data.montage import decimales_justes, lecture, libelle_modalite, ligne
from data.phrases import (
    doute,
    majuscule,
    mouvement_en_mots,
    reserves_du_mouvement,
)
from data.positions import percentile, phrase_position
from data.preuves import preuves_du_bloc

# Les indicateurs qui disent quelque chose d'un quartier à un élu ; « indicateur:modalité ».
SUIVIS = (
    "taux_pauvrete",
    "revenu_median",
    "taux_emploi",
    "taux_emploi:femmes",
    "part_emplois_precaires",
    "indice_jeunesse",
    "menages:personne_seule",
    "part_60_ans_et_plus",
    "part_moins_25_ans",
)
DISTINGUE = 25  # en percentile : au-delà du premier ou du dernier quart
MAXIMUM = 3
DEPUIS = "2015"  # l'année où le contrat de ville est signé
Constat = tuple[str, tuple[Mesure, ...]]


def blocs_en_bref(entrepot: Entrepot, code: str) -> tuple[Bloc, ...]:
    """Trois blocs de phrases : ce qui distingue le quartier, ce qui s'améliore, ce qui se dégrade.

    Les lignes de chaque bloc sont les mesures dont parlent ses phrases.
    """
    mieux, moins, jugees = _mouvements(entrepot, code)
    rien = "Aucune {} significative parmi les indicateurs qui permettent d'en juger."
    if not jugees:
        rien = "Aucun indicateur n'a deux années comparables."
    return (
        _bloc(
            entrepot,
            code,
            "distingue",
            "Ce qui distingue le quartier",
            _distingue(entrepot, code),
            "Aucun indicateur ne le place dans le premier ou le dernier quart des QPV de métropole.",
        ),
        _bloc(entrepot, code, "ameliore", f"Ce qui s'améliore depuis {DEPUIS}", mieux, rien.format("amélioration")),
        _bloc(entrepot, code, "degrade", f"Ce qui se dégrade depuis {DEPUIS}", moins, rien.format("dégradation")),
    )


def _bloc(entrepot: Entrepot, code: str, nom: str, titre: str, constats: list[Constat], rien: str) -> Bloc:
    mesures = list(dict.fromkeys(m for _, siennes in constats for m in siennes))
    lignes = [ligne(entrepot, m, categorie=_nom(entrepot, m)) for m in mesures]
    return construire(
        f"{code}-en-bref-{nom}".lower(),
        titre,
        "texte",
        lignes,
        "" if constats else rien,
        entrepot.sources,
        precisions=[phrase for phrase, _ in constats],
        accents=(code,),
        preuves=preuves_du_bloc(entrepot, mesures[0], lignes) if mesures else (),
    )


def _nom(entrepot: Entrepot, m: Mesure) -> str:
    """« Taux d'emploi : Femmes, 2018 »."""
    libelle = entrepot.indicateurs[m.indicateur].libelle
    suite = f" : {libelle_modalite(entrepot, m.modalite)}" if m.modalite else ""
    return f"{libelle}{suite}, {annee_lisible(m.annee)}"


def _fiche_et_mesure(entrepot: Entrepot, code: str, choix: str) -> tuple[Indicateur, Mesure] | None:
    indicateur, _, modalite = choix.partition(":")
    mesure = entrepot.derniere(code, indicateur, modalite)
    if indicateur not in entrepot.indicateurs or mesure is None or mesure.valeur is None:
        return None
    return entrepot.indicateurs[indicateur], mesure


def _groupe(entrepot: Entrepot, fiche: Indicateur, mesure: Mesure) -> str:
    """« 61 % des habitants vivent sous le seuil de pauvreté en 2019 »."""
    valeur = valeur_unite(mesure.valeur or 0.0, fiche.unite, fiche.decimales)
    modele = lecture(entrepot, fiche.code, mesure.modalite)
    if not modele:
        nom = libelle_modalite(entrepot, mesure.modalite)
        modele = f"{fiche.libelle} ({nom}) : {{valeur}}" if mesure.modalite else f"{fiche.libelle} : {{valeur}}"
    nu = valeur.removesuffix(valeur_unite(0, fiche.unite).removeprefix("0"))
    texte = (
        modele.replace("{valeur}", valeur)
        .replace("{nombre}", nu)
        .replace("(s)", "" if (mesure.valeur or 0) < 2 else "s")
    )
    return f"{texte} en {annee_lisible(mesure.annee)}{doute(mesure)}"


def _distingue(entrepot: Entrepot, code: str) -> list[Constat]:
    """Les indicateurs où le quartier est dans le premier ou le dernier quart des QPV, les plus extrêmes d'abord."""
    candidats = []
    for choix in SUIVIS:
        trouve = _fiche_et_mesure(entrepot, code, choix)
        if trouve is None:
            continue
        fiche, mesure = trouve
        place = percentile(entrepot, mesure)
        if place is not None and min(place, 100 - place) <= DISTINGUE:
            phrase = majuscule(f"{_groupe(entrepot, fiche, mesure)}. {phrase_position(entrepot, mesure)}")
            candidats.append((min(place, 100 - place), (phrase, (mesure,))))
    return [constat for _, constat in sorted(candidats, key=lambda c: c[0])[:MAXIMUM]]


def _mouvements(entrepot: Entrepot, code: str) -> tuple[list[Constat], list[Constat], int]:
    """Les évolutions permises et plus grandes que leur marge : favorables, défavorables ; combien sont jugées."""
    mieux: list[Constat] = []
    moins: list[Constat] = []
    jugees = 0
    for choix in SUIVIS:
        indicateur, _, modalite = choix.partition(":")
        fiche = entrepot.indicateurs.get(indicateur)
        if fiche is None or fiche.sens == "neutre":
            continue
        serie = [m for m in entrepot.mesures_de(code, indicateur, modalite) if m.annee >= DEPUIS]
        mouvement = la_plus_longue(entrepot, serie)
        # Sans marge connue (un sous-groupe, des euros courants), un mouvement ne se juge pas.
        if mouvement is None or mouvement.marge is None:
            continue
        jugees += 1
        sens = direction(mouvement, fiche)
        if sens != "neutre":
            constat = (_phrase(entrepot, fiche, mouvement), (mouvement.avant, mouvement.apres))
            (mieux if sens == "favorable" else moins).append(constat)
    return mieux, moins, jugees


def _phrase(entrepot: Entrepot, fiche: Indicateur, m: Evolution) -> str:
    """« Taux d'emploi : 28 % en 2015, 35 % en 2018, soit +7 points. Ces deux années… »"""
    nom = fiche.libelle
    if m.apres.modalite:
        nom = f"{nom} ({libelle_modalite(entrepot, m.apres.modalite).lower()})"
    decimales = decimales_justes(m.avant.valeur or 0.0, m.apres.valeur or 0.0, fiche.decimales)
    avant, apres = (
        f"{valeur_unite(x.valeur or 0.0, fiche.unite, decimales)} en {annee_lisible(x.annee)}"
        for x in (m.avant, m.apres)
    )
    return f"{nom} : {avant}, {apres}{mouvement_en_mots(m, fiche, decimales)}.{reserves_du_mouvement(m, fiche)}"
