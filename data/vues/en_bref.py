"""« En bref » : ce qui distingue un quartier, ce qui s'améliore, ce qui se dégrade, en phrases.

Rien n'y est écrit à la main : une phrase n'existe que si la règle de l'indicateur permet de la
dire, et les listes vides le disent.
"""

from collections.abc import Sequence

from data.annees import DEBUT_DU_CONTRAT
from data.blocs import construire
from data.calculs import Evolution, direction, est_effectif
from data.entrepot import Entrepot
from data.evolutions import contestees, la_plus_longue
from data.formats import annee_lisible, en_lettres, enumeration, nombre, pluriel, valeur_unite
from data.modele import Bloc, Indicateur, Mesure
from data.montage import decimales_justes, lecture, libelle_modalite, ligne
from data.phrases import (
    doute,
    majuscule,
    minuscule,
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
    "demandeurs_emploi",
    "part_emplois_precaires",
    "indice_jeunesse",
    "menages:personne_seule",
    "part_60_ans_et_plus",
    "part_moins_25_ans",
)
DISTINGUE = 25  # en percentile : au-delà du premier ou du dernier quart
MAXIMUM = 3
Constat = tuple[str, tuple[Mesure, ...]]


def blocs_en_bref(entrepot: Entrepot, code: str) -> tuple[Bloc, ...]:
    """Trois blocs de phrases : ce qui distingue le quartier, ce qui s'améliore, ce qui se dégrade.

    Les lignes de chaque bloc sont les mesures dont parlent ses phrases.
    """
    mieux, moins, juges, ecartes = _mouvements(entrepot, code)
    rien, depuis = _rien(juges, ecartes), f"depuis {DEBUT_DU_CONTRAT}"
    return (
        _bloc(
            entrepot,
            code,
            "distingue",
            "Ce qui distingue le quartier",
            _distingue(entrepot, code),
            "Aucun indicateur ne le place dans le premier ou le dernier quart des QPV de métropole.",
        ),
        _bloc(entrepot, code, "ameliore", f"Ce qui s'améliore {depuis}", mieux, rien.format("amélioration")),
        _bloc(entrepot, code, "degrade", f"Ce qui se dégrade {depuis}", moins, rien.format("dégradation")),
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


def _mouvements(entrepot: Entrepot, code: str) -> tuple[list[Constat], list[Constat], list[str], list[tuple[str, str]]]:
    """Les évolutions permises et plus grandes que leur marge (favorables, défavorables) ; ce qui est jugé ou non.

    Les deux dernières listes : les noms des indicateurs jugés, puis ceux qui ne le sont pas, avec la raison.
    """
    mieux: list[Constat] = []
    moins: list[Constat] = []
    juges: list[str] = []
    ecartes: list[tuple[str, str]] = []
    for choix in SUIVIS:
        indicateur, _, modalite = choix.partition(":")
        fiche = entrepot.indicateurs.get(indicateur)
        if fiche is None or fiche.sens == "neutre" or modalite:
            continue  # la marge d'un sous-groupe n'est pas publiée : son mouvement ne se juge pas
        serie = [m for m in entrepot.mesures_de(code, indicateur, modalite) if m.annee >= DEBUT_DU_CONTRAT]
        mouvement = la_plus_longue(entrepot, serie)
        nom = minuscule(fiche.libelle)
        # Sans marge connue (des euros courants, un taux dont elle n'est pas publiée), un mouvement ne se juge pas.
        if mouvement is None or mouvement.marge is None:
            if mouvement is None and serie and (fiche.bruit is not None or est_effectif(fiche)):
                ecartes.append((nom, _pourquoi(entrepot, serie)))
            continue
        if mouvement.dents:
            ecartes.append((nom, "en dents de scie, aucune tendance sûre"))
            continue
        juges.append(nom)
        sens = direction(mouvement, fiche)
        if sens != "neutre":
            constat = (_phrase(entrepot, fiche, mouvement), (mouvement.avant, mouvement.apres))
            (mieux if sens == "favorable" else moins).append(constat)
    return mieux, moins, juges, ecartes


def _pourquoi(entrepot: Entrepot, serie: Sequence[Mesure]) -> str:
    """Pourquoi rien ne se dit d'une série : une valeur contestée, trop peu d'habitants, des années incomparables."""
    dernieres = [m for m in serie if m.valeur is not None][-1:]
    fautives = contestees(dernieres) or contestees(serie)
    if fautives:
        annees = enumeration([annee_lisible(m.annee) for m in fautives])
        return f"{pluriel(len(fautives), 'valeur contestée', 'valeurs contestées')}, {annees}"
    if not any(m.valeur is not None for m in serie):
        return "valeurs non diffusées"
    seuil, habitants = entrepot.seuil(serie[0].indicateur, "evolution"), entrepot.habitants(serie[0].territoire)
    if seuil and habitants is not None and habitants < seuil.effectif_minimal:
        return f"moins de {nombre(seuil.effectif_minimal)} habitants"
    m = serie[0]
    passages = [i for i in entrepot.interdictions.get(m.territoire, ()) if i.indicateur == m.indicateur]
    if dernieres[0] != serie[-1]:
        return f"plus diffusé après {annee_lisible(dernieres[0].annee)}"
    if passages:
        return f"série douteuse de {passages[0].annee_debut} à {passages[0].annee_fin}"
    return "pas d'années qui se comparent"


def _rien(juges: Sequence[str], ecartes: Sequence[tuple[str, str]]) -> str:
    """« Aucune {} significative sur les deux indicateurs jugés : taux de pauvreté et taux d'emploi. Non jugé : … »"""
    suite = f" Non jugé : {' ; '.join(f'{nom} ({raison})' for nom, raison in ecartes)}." if ecartes else ""
    if not juges:
        return f"Aucun indicateur ne peut être jugé.{suite}"
    n = len(juges)
    combien = f"les {en_lettres(n)} indicateurs jugés" if n > 1 else "le seul indicateur jugé"
    return f"Aucune {{}} significative sur {combien} : {enumeration(list(juges))}.{suite}"


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
