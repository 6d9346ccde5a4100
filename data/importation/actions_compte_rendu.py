"""Dire, avant toute écriture, ce qu'un fichier d'actions contient et ce qu'il changerait."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from data.credits import ENVELOPPES, INTER_QUARTIERS, NON_LOCALISE, TOUS, centimes, nombre_actions
from data.entrepot import Entrepot
from data.formats import MOINS, compter, enumeration, euros, nombre, pluriel
from data.importation.actions_bilan import (
    REEL,
    Changement,
    actions_apres,
    comparer,
    memes_lignes,
    somme,
    totaux_du_fichier,
)
from data.importation.actions_lignes import Moisson
from data.importation.actions_modele import FINANCEUR, ROLES, Examen, FeuilleLue
from data.importation.compte_rendu import limiter
from data.importation.lecture_classeur import Classeur
from data.importation.saisie import VIDE
from data.lecture_csv import citer
from data.modele import Action

_CITEES = 6
# Un nom ôté à tort se rétablit : il faut savoir où le relire, la ligne seule peut le dire.
_TOUTES_CITEES = {"personne_presumee": 200, "personne_possible": 200}
_NOMS_DE_QUARTIERS = {
    TOUS: "Tous les QPV",
    INTER_QUARTIERS: "Plusieurs quartiers",
    NON_LOCALISE: "Non localisé",
}
# Ce qui s'est passé en lisant → (une ligne, plusieurs lignes) : la phrase se termine par les lignes.
_PHRASES = {
    "suite": ("ligne continue l'action de la ligne au-dessus", "lignes continuent l'action de la ligne au-dessus"),
    "personne": (
        "porteur est une personne : son nom est remplacé par « particulier »",
        "porteurs sont des personnes : leur nom est remplacé par « particulier »",
    ),
    "personne_presumee": (
        "porteur est devenu « particulier » : rien ne dit que c'est une structure (si c'en est une, l'ajouter à la "
        "correspondance, section [porteurs])",
        "porteurs sont devenus « particulier » : rien ne dit que ce sont des structures (si c'en sont, les ajouter à "
        "la correspondance, section [porteurs])",
    ),
    "personne_possible": (
        "porteur d'un seul mot est gardé tel quel : si c'est une personne, écrire « particulier » dans le fichier",
        "porteurs d'un seul mot sont gardés tels quels : si ce sont des personnes, écrire « particulier » dans le "
        "fichier",
    ),
    "contact": (
        "porteur contenait une adresse électronique ou un téléphone, ôté",
        "porteurs contenaient une adresse électronique ou un téléphone, ôtés",
    ),
    "section": (
        "ligne reçoit son pilier du titre de pilier au-dessus d'elle",
        "lignes reçoivent leur pilier du titre de pilier au-dessus d'elles",
    ),
    "fusion": (
        "ligne reçoit une case fusionnée avec celle d'une ligne au-dessus",
        "lignes reçoivent une case fusionnée avec celle d'une ligne au-dessus",
    ),
    "milliers_trop_bas": (
        "ligne parle de milliers d'euros sans être au-dessus des titres : les montants restent lus en euros",
        "lignes parlent de milliers d'euros sans être au-dessus des titres : les montants restent lus en euros",
    ),
    "nature": (
        "ligne a une nature ni nouvelle ni reconduction : laissée vide",
        "lignes ont une nature ni nouvelle ni reconduction : laissée vide",
    ),
    "sans_quartier": (
        "ligne n'a pas de quartier : « non localisé »",
        "lignes n'ont pas de quartier : « non localisé »",
    ),
    "sans_financeur": (
        "ligne n'a pas de financeur : « Non précisé »",
        "lignes n'ont pas de financeur : « Non précisé »",
    ),
    "nomenclature": (
        "ligne a un pilier de l'autre nomenclature que celle de son année",
        "lignes ont un pilier de l'autre nomenclature que celle de leur année",
    ),
    "total_de_ligne": (
        "ligne a un total différent de la somme de ses financeurs : c'est la somme qui est gardée",
        "lignes ont un total différent de la somme de leurs financeurs : c'est la somme qui est gardée",
    ),
    "formule": (
        "ligne a une formule sans résultat dans une case de texte : gardée comme un texte",
        "lignes ont une formule sans résultat dans une case de texte : gardée comme un texte",
    ),
}


def attentions(examen: Examen, moisson: Moisson, classeur: Classeur) -> Iterator[str]:
    """Ce qui entre, mais se vérifie : une phrase chacun."""
    if any(lue.etat for lue in examen.feuilles):
        yield (
            "Fichier ouvert des subventions de l'État : il s'arrête au contrat de ville, ses montants sont "
            "« non ventilés par quartier »."
        )
    for lue in examen.feuilles:
        if lue.annee is not None and lue.colonne("annee") is None:
            ou = f"feuille {citer(lue.nom)} : " if lue.nom else ""
            yield f"{ou}année {lue.annee}, d'après {lue.origine_annee}."
        if lue.origine_unite:
            ou = f"feuille {citer(lue.nom)} : " if lue.nom else ""
            yield f"{ou}montants en milliers d'euros, d'après {lue.origine_unite}."
    yield from moisson.dires
    for quoi, (une, plusieurs) in _PHRASES.items():
        lignes = moisson.comptes.get(quoi, ())
        if lignes:
            yield f"{compter(len(lignes), une, plusieurs)} ({_ou(lignes, _TOUTES_CITEES.get(quoi, _CITEES))})."
    yield from _numeros_partages(examen)
    yield from _montants_inconnus(examen.feuilles, classeur)


def _ou(lignes: Sequence[tuple[str, int]], citees: int) -> str:
    """« « 2022 », lignes 5, 8 ; « 2023 », ligne 4… » : les premières seulement."""
    par_feuille: dict[str, list[int]] = {}
    for feuille, ligne in lignes[:citees]:
        par_feuille.setdefault(feuille, []).append(ligne)
    suite = "…" if len(lignes) > citees else ""
    morceaux = [
        (f"{citer(f)}, " if f else "") + f"{pluriel(len(n), 'ligne')} {', '.join(map(str, n))}"
        for f, n in par_feuille.items()
    ]
    return " ; ".join(morceaux) + suite


def _numeros_partages(examen: Examen) -> Iterator[str]:
    intitules: dict[tuple[int, str], set[str]] = {}
    cles = Counter()
    for a in examen.actions:
        intitules.setdefault((a.annee, a.id_action), set()).add(a.intitule)
        cles[a.annee, a.id_action, a.financeur, a.quartiers] += 1
    partages = [numero for (_, numero), noms in intitules.items() if len(noms) > 1]
    if partages:
        liste = enumeration([citer(n) for n in partages[:_CITEES]]) + ("…" if len(partages) > _CITEES else "")
        yield f"même numéro pour des intitulés différents la même année : {liste} ; comptés comme une seule action."
    doubles = sum(1 for combien in cles.values() if combien > 1)
    if doubles:
        yield (
            f"{compter(doubles, 'action a', 'actions ont')} plusieurs montants du même financeur pour les mêmes "
            "quartiers : tous comptés, à vérifier."
        )


def _montants_inconnus(feuilles: Sequence[FeuilleLue], classeur: Classeur) -> Iterator[str]:
    """Une colonne sans rôle pleine de nombres, à côté de financeurs en colonnes, en est peut-être un autre."""
    par_nom = {f.nom: f for f in classeur.feuilles}
    for lue in feuilles:
        lignes = [cases for numero, cases in par_nom[lue.nom].lignes if numero > lue.entete] if lue.financeurs else []
        for colonne in lue.colonnes:
            cases = [c[colonne.rang] for c in lignes if not colonne.role and len(c) > colonne.rang]
            remplies = [case for case in cases if case is not VIDE]
            chiffrees = [
                c for c in remplies if c.nombre is not None or re.fullmatch(r"[0-9 ]+([.,][0-9]+)? ?€", c.texte)
            ]
            if chiffrees and len(chiffrees) * 2 > len(remplies):
                yield (
                    f"la colonne {colonne.lettre} contient des nombres mais son titre n'est pas un financeur connu : "
                    "si c'en est un, l'ajouter à la correspondance, ses montants ne sont pas comptés."
                )


def compte_rendu(examen: Examen, entrepot: Entrepot, ajouter: bool = False) -> tuple[str, ...]:
    """Les phrases du compte rendu, une par ligne ; ajouter : seules les années du fichier seraient remplacées."""
    return tuple(_phrases(examen, entrepot, ajouter))


def _phrases(examen: Examen, entrepot: Entrepot, ajouter: bool) -> Iterator[str]:
    yield from examen.avertissements
    yield f"{examen.fichier} :"
    if examen.feuilles:
        yield f"  {compter(examen.lues, 'ligne lue', 'lignes lues')}"
        combien = nombre_actions(examen.actions)
        yield f"  {compter(examen.gardees, 'gardée')} ({compter(combien, 'action')})"
        yield f"  {compter(examen.rejetees, 'rejetée')}"
        yield from limiter([f"    {r.faute(examen.fichier).phrase()}" for r in examen.rejets])
    yield from _laissees(examen)
    if examen.attentions:
        yield "À vérifier :"
        yield from limiter([f"  {phrase}" for phrase in examen.attentions])
    if examen.fautes:
        yield from (faute.phrase() for faute in examen.fautes)
        return
    yield "Correspondance des colonnes (la corriger : --correspondance) :"
    for lue in examen.feuilles:
        yield from _colonnes(lue)
    yield from _totaux(examen, entrepot)
    yield from _changements(examen, entrepot, ajouter)


def _laissees(examen: Examen) -> Iterator[str]:
    if not examen.laissees:
        return
    yield "Laissé de côté, sans être compté :"
    phrases = []
    for laissee in examen.laissees:
        lieu = f"feuille {citer(laissee.feuille)}" if laissee.feuille else ""
        if laissee.ligne is not None:
            lieu += f"{', ' if lieu else ''}ligne {laissee.ligne}"
        phrases.append(f"  {lieu}{' : ' if lieu else ''}{laissee.constat}")
    yield from limiter(phrases)


def _colonnes(lue: FeuilleLue) -> Iterator[str]:
    lieu = f"feuille {citer(lue.nom)}, " if lue.nom else ""
    yield f"  {lieu}titres à la ligne {lue.entete} :"
    for colonne in lue.colonnes:
        if colonne.role:
            quoi = ROLES.get(colonne.role) or f"montants du financeur {colonne.role.removeprefix(FINANCEUR)}"
            milliers = ", en milliers d'euros" if colonne.milliers and "montant" in quoi else ""
            yield f"    {colonne.lettre} {citer(colonne.titre)} : {quoi}{milliers}"


def _totaux(examen: Examen, entrepot: Entrepot) -> Iterator[str]:
    noms = {code: p.libelle for code, p in entrepot.piliers.items()}
    portes = Counter(t.nom for t in entrepot.territoires.values())
    # Un quartier a le même nom dans ses deux découpages, pas le même code.
    noms |= {c: f"{t.nom} ({c})" if portes[t.nom] > 1 else t.nom for c, t in entrepot.territoires.items()}
    noms |= _NOMS_DE_QUARTIERS | ENVELOPPES
    total = somme(examen.actions)
    totaux = totaux_du_fichier(examen)
    dit = _enveloppes(t.cle for t in totaux["enveloppe"])
    yield f"Total du fichier ({dit}) : {euros(total)}, {compter(nombre_actions(examen.actions), 'action')}"
    titres = {
        "enveloppe": "enveloppe",
        "annee": "année",
        "pilier": "pilier",
        "quartier": "quartier",
        "financeur": "financeur",
    }
    for axe, lignes in totaux.items():
        yield f"Par {titres[axe]} :"
        codes = noms if axe in ("enveloppe", "pilier", "quartier") else {}
        yield from limiter(
            [f"  {codes.get(t.cle, t.cle)} : {euros(t.montant)}, {compter(t.actions, 'action')}" for t in lignes]
        )


def _changements(examen: Examen, entrepot: Entrepot, ajouter: bool) -> Iterator[str]:
    changements = comparer(examen, entrepot, ajouter)
    if examen.complement:
        yield "Ce fichier est celui de lignes rejetées : ses lignes complètent la table, aucune n'est remplacée."
        pareilles = memes_lignes(examen, entrepot.actions)
        yield from limiter([f"  {_existe_deja(avant, apres)}" for avant, apres in pareilles])
        if pareilles:
            yield "  Les deux sont gardées. Si l'une remplace l'autre : corriger le fichier entier et le redonner."
    yield "Dans actions.csv :"
    fictives = {(a.annee, a.id_action) for a in entrepot.actions if a.statut != REEL}
    if fictives:
        yield f"  {compter(len(fictives), 'action de démonstration ôtée', 'actions de démonstration ôtées')}"
    for c in changements:
        avant = f"{euros(c.montant_avant)}, {compter(c.actions_avant, 'action')}"
        apres = f"{euros(c.montant_apres)}, {compter(c.actions_apres, 'action')}"
        if c.disparait:
            yield f"  {c.annee} disparaîtrait : {avant} (garder les autres années : --ajouter)"
        elif not c.actions_avant:
            yield f"  {c.annee} : nouvelle année, {apres}"
        elif (c.montant_avant, c.actions_avant) == (c.montant_apres, c.actions_apres):
            yield f"  {c.annee} : {apres}, comme avant"
        else:
            yield f"  {c.annee} : {avant} → {apres} ({_signe(c.montant_apres - c.montant_avant)})"
    yield from _publies(changements)
    apres = actions_apres(examen, entrepot.actions, ajouter)
    dit = _enveloppes(a.enveloppe for a in apres)
    yield f"  en tout ({dit}) : {euros(somme(apres))}, {compter(nombre_actions(apres), 'action')}"


def _enveloppes(codes: Iterable[str]) -> str:
    """« crédits spécifiques et postes Fonjep additionnés » : un total dit toujours ce qu'il contient."""
    presentes = set(codes)
    noms = [nom[:1].lower() + nom[1:] for code, nom in ENVELOPPES.items() if code in presentes]
    return enumeration(noms) + (" additionnés" if len(noms) > 1 else "")


def _existe_deja(avant: Action, apres: Action) -> str:
    avant_, apres_ = euros(centimes(avant.montant)), euros(centimes(apres.montant))
    return (
        f"existe déjà : {citer(apres.intitule)}, {apres.annee}, {apres.financeur}, {avant_} ; la nouvelle ligne "
        f"({apres_}) la remplace-t-elle ?"
    )


def _publies(changements: Sequence[Changement]) -> Iterator[str]:
    compares = [c for c in changements if c.montant_publie is not None and c.actions_apres]
    if not compares:
        return
    yield "Face aux totaux publiés par le rapport de 2022 (crédits spécifiques) :"
    for c in compares:
        ecart = c.montant_specifique - (c.montant_publie or 0)
        phrase = f"  {c.annee} : {euros(c.montant_specifique)} dans la table, {euros(c.montant_publie or 0)} publiés"
        phrase += f" ({_signe(ecart)})" if ecart else " (même montant)"
        if c.actions_publiees is not None:
            phrase += f" ; {compter(c.actions_specifiques, 'action')}, {nombre(c.actions_publiees)} publiées"
        yield phrase


def _signe(montant: int) -> str:
    return ("+" if montant > 0 else MOINS if montant < 0 else "") + euros(abs(montant))
