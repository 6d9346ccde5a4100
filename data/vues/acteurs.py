"""Les blocs de la page Acteurs : qui fait quoi, où, d'après la plaquette de la gestion urbaine de proximité.

La plaquette dit où chaque structure est présente et ce qu'elle propose, sans croiser les deux. Une
présence que le registre met en doute le dit dans sa case.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from data.blocs import bloc_de_textes
from data.entrepot import Entrepot
from data.formats import en_lettres, enumeration, pluriel
from data.identite import communes, les_quartiers
from data.modele import Bloc, Controle, Source
from data.phrases import lieu, majuscule, minuscule
from data.textes import bloc_groupe
from data.vues.chiffres_cles import bloc_de_chiffres
from data.vues.renvois import entrees_citees

TOUS = "tous"
PRESENCE, OUI = "Présence dans le quartier", "oui"
PRESENT, NON, PROPOSE = "présent", "non", "proposé"
SIGNALER, AILLEURS, REGIE = "signalement", "exemple_exterieur", "regie_de_quartiers"
NATURES = {
    "centre_social": "Centre social",
    "espace_vie_sociale": "Espace de vie sociale",
    "association": "Association",
    REGIE: "Régie de quartiers",
    "societe": "Médiation de soirée",
    "service_municipal": "Service de la Ville",
    "mediateurs": "Médiateurs",
    "dispositif": "Dispositif",
    "bailleur": "Bailleur social",
    SIGNALER: "Signaler",
    AILLEURS: "Exemple d'ailleurs",
}
FICHE = ("Structure", "Nature", "Portée par", "Ce qu'elle fait", "Téléphone", "Présente à", "À savoir", "Où le lire")
RUBRIQUES_MEDIATION = {
    "secteur": "Où ils interviennent",
    "mission": "Ce qu'ils font",
    "aller_vers": "« Aller vers » : à la rencontre des habitants",
}
CHIFFRES_REGIE = ("regie_accompagnement_emploi", "regie_insertion", "regie_demandes")
LIMITE = (
    "« Non » veut dire que la plaquette ne coche pas la case : elle peut ne pas tout dire. Elle ne précise pas "
    "non plus si chaque service est proposé dans chaque quartier."
)


def code_de_service(service: str) -> str:
    """« Accès aux droits et aux services » -> « acces-aux-droits-et-aux-services » : bon pour une adresse."""
    sans_accent = unicodedata.normalize("NFKD", service).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", sans_accent.lower()))


def besoins(entrepot: Entrepot) -> dict[str, str]:
    """« tous » puis les services de la plaquette, dans son ordre : code d'adresse -> libellé."""
    services = dict.fromkeys(i["service"] for i in _interventions(entrepot) if i["service"] != PRESENCE)
    return {TOUS: "Tous les besoins"} | {code_de_service(s): s for s in services}


def _nom_du_besoin(entrepot: Entrepot, besoin: str) -> str:
    return besoins(entrepot).get(besoin, besoin)


def quartiers_au_choix(entrepot: Entrepot) -> dict[str, str]:
    """« tous » puis les quartiers : adresse du portrait -> nom."""
    return {TOUS: majuscule(les_quartiers(entrepot))} | {t.slug: t.nom for t in entrepot.quartiers() if t.slug}


def code_du_quartier(entrepot: Entrepot, slug: str) -> str:
    """Le code du quartier de cette adresse ; vide pour « tous »."""
    return entrepot.par_slug[slug].code if slug in entrepot.par_slug else ""


def acteurs_retenus(entrepot: Entrepot, code: str = "", besoin: str = TOUS) -> tuple[str, ...]:
    """Les structures de la plaquette présentes dans le quartier (`code`, vide : partout) et répondant au besoin."""
    lignes = _interventions(entrepot)
    presents = {
        i["acteur"] for i in lignes if i["territoire"] == code and i["service"] == PRESENCE and i["valeur"] == OUI
    }
    aidants = {i["acteur"] for i in lignes if code_de_service(i["service"]) == besoin and i["valeur"] == OUI}
    return tuple(
        nom
        for nom in dict.fromkeys(i["acteur"] for i in lignes)
        if (not code or nom in presents) and (besoin == TOUS or nom in aidants)
    )


def bloc_reponses(entrepot: Entrepot, code: str = "", besoin: str = TOUS) -> Bloc:
    """Les fiches des structures qui répondent au quartier et au besoin choisis."""
    noms = acteurs_retenus(entrepot, code, besoin)
    bloc = _fiches(entrepot, "acteurs", "Qui peut aider", _phrase(entrepot, noms, code, besoin), noms)
    doutes = _doutes(entrepot, noms, code) if code else ()  # sans quartier choisi, la table des présences les dit
    return replace(bloc, reserves=(*doutes, _date(bloc.sources)))


def bloc_presence(entrepot: Entrepot, code: str = "", besoin: str = TOUS) -> Bloc:
    """La table structures × quartiers : « présent » ou « non », avec le numéro du registre quand c'est contesté."""
    noms = acteurs_retenus(entrepot, code, besoin)
    quartiers = entrepot.quartiers()
    oui = {
        (i["acteur"], i["territoire"])
        for i in _interventions(entrepot)
        if i["service"] == PRESENCE and i["valeur"] == OUI
    }
    lignes = [
        (
            nom,
            *(
                _case(PRESENT if (nom, t.code) in oui else NON, _contestations(entrepot, nom, t.code))
                for t in quartiers
            ),
        )
        for nom in noms
    ]
    n = sum((nom, t.code) in oui for nom in noms for t in quartiers)
    bloc = bloc_de_textes(
        "acteurs-quartiers",
        "Qui est présent dans quel quartier",
        f"{n} {pluriel(n, 'présence')} pour {len(noms)} {pluriel(len(noms), 'structure')}.",
        ("Structure", *(t.nom for t in quartiers)),
        lignes,
    )
    return replace(bloc, reserves=_doutes(entrepot, noms, ""), sources=_sources(entrepot))


def bloc_services(entrepot: Entrepot, code: str = "", besoin: str = TOUS) -> Bloc:
    """La table structures × services : « proposé » ou « non »."""
    noms = acteurs_retenus(entrepot, code, besoin)
    services = [s for c, s in besoins(entrepot).items() if c != TOUS]
    oui = {(i["acteur"], i["service"]) for i in _interventions(entrepot) if i["valeur"] == OUI}
    lignes = [(nom, *(PROPOSE if (nom, s) in oui else NON for s in services)) for nom in noms]
    comptes = {s: sum((nom, s) in oui for nom in noms) for s in services}
    rares = [s for s in services if comptes[s] == min(comptes.values())] if comptes else []
    phrase = "Aucune structure ne répond à ces choix."
    if noms and besoin != TOUS:
        n = len(noms)
        proposent = pluriel(n, "structure propose", "structures proposent")
        phrase = f"{n} {proposent} « {_nom_du_besoin(entrepot, besoin)} »."
    elif noms and rares:
        phrase = f"Le moins proposé : {enumeration([f'« {s} »' for s in rares])} ({comptes[rares[0]]} sur {len(noms)})."
    bloc = bloc_de_textes("acteurs-services", "Qui propose quoi", phrase, ("Structure", *services), lignes)
    return replace(bloc, reserves=(LIMITE,), sources=_sources(entrepot))


def acteurs_du_quartier(entrepot: Entrepot, code: str) -> Bloc:
    """Les structures présentes dans un quartier, une par ligne (genre « tableau »), pour son portrait."""
    noms = acteurs_retenus(entrepot, code)
    fiches = _par_nom(entrepot)
    services = {
        nom: " ; ".join(
            i["service"]
            for i in _interventions(entrepot)
            if i["acteur"] == nom and i["valeur"] == OUI and i["service"] != PRESENCE
        )
        for nom in noms
    }
    bloc = bloc_de_textes(
        f"acteurs-{code}".lower(),
        "Acteurs présents",
        _phrase(entrepot, noms, code, TOUS),
        ("Structure", "Ce qu'elle propose", "Téléphone", "Où le lire"),
        [
            (
                nom,
                services[nom],
                fiches.get(nom, {}).get("telephone", "") or "non donné",
                fiches.get(nom, {}).get("reference", ""),
            )
            for nom in noms
        ],
    )
    sources = _sources(entrepot)
    return replace(bloc, reserves=(*_doutes(entrepot, noms, code), _date(sources)), sources=sources)


def bloc_mediation(entrepot: Entrepot) -> Bloc | None:
    """Les médiateurs de la Régie : secteurs, missions, « aller vers » (`mediation_regie.csv`)."""
    lignes = [
        (RUBRIQUES_MEDIATION.get(r["rubrique"], r["rubrique"]), r["texte"], r["reference"])
        for r in entrepot.table("mediation_regie").dictionnaires()
    ]
    regie = [a for a in _acteurs(entrepot) if a["type"] == REGIE]
    if not lignes:
        return None
    bloc = bloc_groupe(
        "mediation-regie",
        "Les médiateurs de la Régie de quartiers",
        regie[0]["missions"] if regie else "",
        lignes,
        ("Rubrique", "Texte", "Où le lire"),
    )
    return replace(
        bloc,
        reserves=tuple(_dire(regie[0]["acteur"], c) for c in entrees_citees(entrepot, regie[0]["note"]))
        if regie
        else (),
    )


def blocs_chiffres_regie(entrepot: Entrepot) -> tuple[Bloc, ...]:
    """Les trois comptes que la Régie a publiés pour 2016."""
    return tuple(b for i in CHIFFRES_REGIE if (b := bloc_de_chiffres(entrepot, i)))


def bloc_autres(entrepot: Entrepot) -> Bloc | None:
    """Les médiateurs, dispositifs et bailleurs que la table ne croise pas avec les quartiers."""
    tables = {i["acteur"] for i in _interventions(entrepot)}
    noms = [
        a["acteur"] for a in _acteurs(entrepot) if a["acteur"] not in tables and a["type"] not in (SIGNALER, AILLEURS)
    ]
    phrase = "Ils interviennent dans les quartiers ; la plaquette ne les place pas dans sa table."
    return _fiches(entrepot, "acteurs-autres", "Les autres acteurs et dispositifs", phrase, noms) if noms else None


def bloc_signaler(entrepot: Entrepot) -> Bloc | None:
    """Où signaler un problème de propreté : les numéros institutionnels de la plaquette, rien de personnel."""
    noms = [a["acteur"] for a in _acteurs(entrepot) if a["type"] == SIGNALER]
    phrase = "Pour un problème de propreté dans le quartier ; ces numéros sont ceux de la plaquette."
    return _fiches(entrepot, "acteurs-signaler", "Je signale un problème", phrase, noms) if noms else None


def bloc_ailleurs(entrepot: Entrepot) -> Bloc | None:
    """Ce que fait une régie d'une autre ville : un exemple, pas une action menée ici."""
    noms = [a["acteur"] for a in _acteurs(entrepot) if a["type"] == AILLEURS]
    ici = enumeration([lieu(t) for t in communes(entrepot)]) or "ici"
    phrase = f"Cette action n'est pas menée {ici} : c'est un exemple, pour donner des idées."
    return (
        _fiches(entrepot, "acteurs-ailleurs", "Ce que fait une régie d'une autre ville", phrase, noms) if noms else None
    )


def _interventions(entrepot: Entrepot) -> tuple[dict[str, str], ...]:
    return entrepot.table("interventions").dictionnaires()


def _acteurs(entrepot: Entrepot) -> tuple[dict[str, str], ...]:
    return entrepot.table("acteurs").dictionnaires()


def _par_nom(entrepot: Entrepot) -> Mapping[str, dict[str, str]]:
    return {a["acteur"]: a for a in _acteurs(entrepot)}


def _fiches(entrepot: Entrepot, identifiant: str, titre: str, phrase: str, noms: Iterable[str]) -> Bloc:
    """Un bloc de fiches : une structure par ligne, les colonnes de FICHE. Une structure sans fiche garde son nom."""
    connus = _par_nom(entrepot)
    presences: dict[str, set[str]] = {}
    for i in _interventions(entrepot):
        if i["service"] == PRESENCE and i["valeur"] == OUI:
            presences.setdefault(i["acteur"], set()).add(i["territoire"])
    lignes, codes = [], {}
    for nom in noms:
        a = connus.get(nom, {})
        codes[a.get("source", "")] = None
        lignes.append(
            (
                nom,
                NATURES.get(a.get("type", ""), ""),
                a.get("porteur", ""),
                a.get("missions", ""),
                a.get("telephone", ""),
                _ou(entrepot, nom, presences.get(nom, set())),
                a.get("note", ""),
                a.get("reference", ""),
            )
        )
    bloc = bloc_de_textes(identifiant, titre, phrase, FICHE, lignes)
    return replace(bloc, genre="texte", sources=tuple(entrepot.source(c) for c in codes if c))


def _ou(entrepot: Entrepot, acteur: str, presences: Set[str]) -> str:
    """« La Conte - Ozanam ; à confirmer : Bastide - Pont-Vieux (C113) » : ce que le registre conteste est à part."""
    quartiers = entrepot.quartiers()
    douteux = {t.code: numeros for t in quartiers if (numeros := _numeros(_contestations(entrepot, acteur, t.code)))}
    surs = [t.nom for t in quartiers if t.code in presences and t.code not in douteux]
    partout = len(surs) == len(quartiers) > 1
    certain = f"les {en_lettres(len(surs))} quartiers" if partout else enumeration(surs)
    a_confirmer = enumeration([f"{t.nom} ({douteux[t.code]})" for t in quartiers if t.code in douteux])
    return " ; ".join(filter(None, (certain, f"à confirmer : {a_confirmer}" if a_confirmer else "")))


def _numeros(contestations: Sequence[Controle]) -> str:
    return enumeration([c.controle for c in contestations])


def _contestations(entrepot: Entrepot, acteur: str, code: str) -> tuple[Controle, ...]:
    """Les entrées du registre, citées par la fiche de la structure, qui mettent en doute sa présence dans ce quartier.

    Une simple information n'en est pas une : elle porte sur les services, non sur la présence.
    """
    note = _par_nom(entrepot).get(acteur, {}).get("note", "")
    return tuple(
        c for c in entrees_citees(entrepot, note) if c.gravite != "information" and code in c.territoire.split(";")
    )


def _case(mot: str, contestations: Sequence[Controle]) -> str:
    """« présent », ou « présent (à confirmer, C113) »."""
    numeros = _numeros(contestations)
    return f"{mot} (à confirmer, {numeros})" if numeros else mot


def _doutes(entrepot: Entrepot, noms: Sequence[str], code: str) -> tuple[str, ...]:
    """Une phrase par entrée du registre qui touche ces structures ; `code` vide : dans tous les quartiers."""
    codes = (code,) if code else tuple(t.code for t in entrepot.quartiers())
    trouves = {c.controle: (nom, c) for nom in noms for q in codes for c in _contestations(entrepot, nom, q)}
    return tuple(_dire(nom, c) for nom, c in trouves.values())


def _dire(acteur: str, controle: Controle) -> str:
    return f"{acteur} : {controle.constat} Nous retenons : {controle.valeur_retenue} ({controle.controle} du registre)."


def _phrase(entrepot: Entrepot, noms: Sequence[str], code: str, besoin: str) -> str:
    """« À Grazailles, quatre structures sont présentes. » ; un besoin choisi est cité, un doute aussi."""
    ou = f"{lieu(entrepot.territoires[code])}, " if code in entrepot.territoires else ""
    pour = f"pour « {_nom_du_besoin(entrepot, besoin)} », " if besoin != TOUS else ""
    n = len(noms)
    if not n:
        return majuscule(f"{ou}{pour}la plaquette ne donne aucune structure.")
    combien = "une structure" if n == 1 else f"{en_lettres(n)} structures"
    verbe = "est présente" if n == 1 else "sont présentes"
    if pour:
        verbe = "répond" if n == 1 else "répondent"
    if not ou and not pour:
        ou = "d'après la plaquette de la gestion urbaine de proximité"
        return f"{majuscule(combien)} de médiation et d'accompagnement, {ou}."
    doutes = [nom for nom in noms if code and _contestations(entrepot, nom, code)]
    suite = f", dont {enumeration(doutes)} à confirmer" if doutes else ""
    return majuscule(f"{ou}{pour}{combien} {verbe}{suite}.")


def _sources(entrepot: Entrepot) -> tuple[Source, ...]:
    return tuple(entrepot.source(c) for c in dict.fromkeys(i["source"] for i in _interventions(entrepot)))


def _date(sources: Sequence[Source]) -> str:
    """Ce que vaut le document : son titre et sa date, pour qui voudrait appeler ou citer."""
    dites = enumeration([f"{s.titre}, {minuscule(s.millesime)}" for s in sources])
    return f"Numéros et présences à vérifier avant de les diffuser ({dites})." if dites else "Source non précisée."
