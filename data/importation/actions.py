"""Faire entrer le suivi de programmation de l'équipe dans `actions.csv` : examiner, puis appliquer.

`examiner` lit et juge un fichier sans rien écrire ; `compte_rendu` en dit tout en phrases ;
`appliquer` remplace la table d'un seul geste ; `annuler` remet celle d'avant. La commande
(`actions_commande`) et la page n'ont pas d'autre porte.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from data.entrepot import Entrepot
from data.fautes import Faute
from data.formats import compter, enumeration
from data.importation.actions_bilan import actions_apres, comparer, totaux_du_fichier
from data.importation.actions_colonnes import EnteteDouteux, Titres, reconnaitre
from data.importation.actions_compte_rendu import attentions, compte_rendu
from data.importation.actions_correspondance import codes_inconnus
from data.importation.actions_ecriture import annuler, appliquer, versions_gardees
from data.importation.actions_lignes import Moisson, moissonner
from data.importation.actions_modele import Correspondance, Examen, FeuilleLue, Laissee
from data.importation.actions_mots import mots_du_fichier
from data.importation.actions_rejets import classeur_des_rejets
from data.importation.etiquettes import normaliser
from data.importation.lecture_classeur import Classeur, Feuille, lire_contenu
from data.lecture_csv import citer

LIGNES_MAXIMALES = 50_000
_D_AILLEURS = (
    "ligne d'un autre contrat de ville, laissée de côté",
    "lignes d'autres contrats de ville, laissées de côté",
)


def examiner(
    contenu: bytes,
    nom: str,
    entrepot: Entrepot,
    correspondance: Correspondance | None = None,
    feuilles: Sequence[str] = (),
    avancer: Callable[[int], None] | None = None,
) -> Examen:
    """Lit un fichier .xlsx ou .csv d'actions et le juge ; n'écrit rien, ne lève rien.

    nom : le nom du fichier, dont l'extension dit comment le lire ; correspondance : corrige ce qui est
    reconnu tout seul ; feuilles : ne lire que celles-ci ; avancer : appelée toutes les mille lignes
    (d'abord pour les lignes lues du fichier, puis pour les actions comprises). Plus de LIGNES_MAXIMALES
    lignes non vides : le fichier est refusé sans être lu plus loin.
    """
    dite = correspondance or Correspondance()
    mots = mots_du_fichier(entrepot, dite)
    titres = Titres(mots, dite)
    classeur = lire_contenu(nom, contenu, titres.reconnus, LIGNES_MAXIMALES, avancer)
    if isinstance(classeur, Faute):
        return Examen(nom, (classeur,))
    fautes = (*codes_inconnus(dite, entrepot), *_feuilles_demandees(classeur, feuilles, nom))
    if fautes:
        return Examen(nom, fautes)
    laissees = [Laissee(masquee, None, "feuille", "feuille masquée, non lue.") for masquee in classeur.masquees]
    voulues = {f.casefold() for f in feuilles}
    lues: list[FeuilleLue] = []
    douteuses: list[tuple[Feuille, EnteteDouteux]] = []
    moisson = Moisson()
    for feuille in classeur.feuilles:
        if voulues and feuille.nom.casefold() not in voulues:
            laissees.append(Laissee(feuille.nom, None, "feuille", "feuille non demandée, non lue."))
            continue
        lue = reconnaitre(feuille, titres, dite, nom)
        if isinstance(lue, EnteteDouteux):
            douteuses.append((feuille, lue))
        elif lue is None:
            if feuille.lignes:
                laissees.append(Laissee(feuille.nom, None, "feuille", "aucune ligne de titres reconnue, non lue."))
        else:
            lues.append(lue)
            laissees += _colonnes_inconnues(lue)
            for lignes in moissonner(feuille, lue, mots, moisson):
                if avancer is not None:
                    avancer(lignes)
    fautes = tuple(_fautes_du_fichier(nom, classeur, lues, douteuses, moisson, mots.contrats))
    if lues:  # sans aucune feuille lue, c'est déjà la faute du fichier
        laissees += [Laissee(f.nom, d.ligne, "feuille", f"feuille non lue : {_dire_douteux(d)}") for f, d in douteuses]
    laissees += moisson.laissees + _autres_contrats(moisson)
    source = _source(nom, contenu, lues, moisson)
    incompletes = tuple(FeuilleLue(f.nom, d.ligne, d.colonnes) for f, d in douteuses)
    actions = tuple(replace(a, source=source["source"]) for a in moisson.actions)
    examen = Examen(
        nom,
        fautes,
        tuple(lues),
        moisson.lues,
        len(set(moisson.origines)),
        () if fautes else actions,
        tuple(moisson.rejets),
        tuple(laissees),
        (),
        any(lue.rejets for lue in lues),
        _complete(dite, [*lues, *incompletes]),
        source,
        tuple(_absente(feuille, douteux) for feuille, douteux in douteuses if lues),
        incompletes,
    )
    return replace(examen, attentions=tuple(attentions(examen, moisson, classeur)))


def _feuilles_demandees(classeur: Classeur, feuilles: Sequence[str], nom: str):
    connues = [f.nom for f in classeur.feuilles]
    for demandee in feuilles:
        if demandee.casefold() in {c.casefold() for c in connues}:
            continue
        if demandee in classeur.masquees:
            yield Faute(nom, None, "", f"la feuille {citer(demandee)} est masquée.", "une feuille visible.")
        else:
            attendu = "l'une de " + ", ".join(connues) + "." if any(connues) else "un classeur .xlsx."
            yield Faute(nom, None, "", f"la feuille {citer(demandee)} n'existe pas.", attendu)


def _fautes_du_fichier(
    nom: str,
    classeur: Classeur,
    lues: Sequence[FeuilleLue],
    douteuses: Sequence[tuple[Feuille, EnteteDouteux]],
    moisson: Moisson,
    contrats: Iterable[str],
):
    """Ce qui empêche tout le fichier d'entrer : pas d'en-tête, colonnes essentielles absentes, rien d'utilisable."""
    if lues:
        ailleurs = len(moisson.comptes.get("contrat", ()))
        if ailleurs and not moisson.lues:
            constat = f"aucune ligne de notre contrat de ville ({compter(ailleurs, *_D_AILLEURS)})."
            codes = enumeration(sorted(code.upper() for code in contrats))
            yield Faute(nom, None, "", constat, f"un code de contrat de la table ecritures.csv : {codes}.")
        elif not moisson.actions:
            constat = "aucune ligne d'action." if not moisson.lues else "aucune ligne utilisable, toutes sont rejetées."
            yield Faute(nom, None, "", constat, "au moins une ligne qui donne une action, un pilier et un montant.")
        if len({lue.rejets for lue in lues}) > 1:
            constat = "une feuille de lignes rejetées est mêlée à d'autres feuilles."
            yield Faute(nom, None, "", constat, "le classeur des lignes rejetées seul, ou « --feuille ».")
        return
    for feuille, douteux in douteuses:
        attendu = (
            "ces colonnes, sous ces titres ou d'autres que dit la correspondance."
            if douteux.manquantes
            else "une seule façon de lire le montant accordé ; la correspondance dit quelles colonnes le donnent."
        )
        yield Faute(feuille.lieu(nom), douteux.ligne, "", _dire_douteux(douteux), attendu)
    if not douteuses:
        constat = "aucune ligne de titres ne se reconnaît." if classeur.feuilles else "aucune feuille visible."
        if classeur.feuilles and not any(f.lignes for f in classeur.feuilles):
            constat = "le fichier est vide."
        attendu = "une ligne de titres, dans les trente premières : Intitulé, Pilier, Quartiers, Montant, Année…"
        yield Faute(nom, None, "", constat, attendu)


def _dire_douteux(douteux: EnteteDouteux) -> str:
    if douteux.constat:
        return douteux.constat
    noms = ", ".join(douteux.manquantes)
    return f"des colonnes manquent : {noms}." if len(douteux.manquantes) > 1 else f"une colonne manque : {noms}."


def _absente(feuille: Feuille, douteux: EnteteDouteux) -> str:
    """Une feuille qui n'entre pas alors que d'autres entrent : sans cela, ses actions manqueraient sans bruit."""
    ou = f"La feuille {citer(feuille.nom)} n'est pas entrée (titres à la ligne {douteux.ligne})"
    return f"{ou} : {_dire_douteux(douteux)}"


def _colonnes_inconnues(lue: FeuilleLue) -> list[Laissee]:
    """Les colonnes non gardées, par leur lettre : leur titre peut déjà dire quelque chose d'une personne."""
    inconnues = [c.lettre for c in lue.colonnes if not c.role and c.titre]
    if not inconnues:
        return []
    mot = "colonne inconnue" if len(inconnues) == 1 else "colonnes inconnues"
    constat = f"{mot}, ni gardée{'s' * (len(inconnues) > 1)} ni recopiée{'s' * (len(inconnues) > 1)} : "
    return [Laissee(lue.nom, None, "colonne", constat + ", ".join(inconnues) + ".", len(inconnues))]


def _autres_contrats(moisson: Moisson) -> list[Laissee]:
    combien: dict[str, int] = {}
    for feuille, _ in moisson.comptes.get("contrat", ()):
        combien[feuille] = combien.get(feuille, 0) + 1
    return [Laissee(feuille, None, "contrat", f"{compter(n, *_D_AILLEURS)}.", n) for feuille, n in combien.items()]


def _source(nom: str, contenu: bytes, lues: Sequence[FeuilleLue], moisson: Moisson) -> Mapping[str, str]:
    """La fiche du fichier dans sources.csv : un chiffre dit ainsi de quel fichier il vient.

    Son code porte l'empreinte du contenu : « suivi.xlsx » de l'an prochain n'écrase pas la fiche de celui-ci.
    """
    etat = bool(lues) and all(lue.etat for lue in lues)
    base = re.sub(r"(_lignes_rejetees(_[0-9]+)?)+$", "", nom.rpartition(".")[0] or nom)
    code = "_".join(normaliser(base).split())[:60].strip("_") or "fichier"
    annees = sorted({a.annee for a in moisson.actions})
    millesime = "" if not annees else str(annees[0]) if len(annees) == 1 else f"{annees[0]}-{annees[-1]}"
    titre = "Subventions politique de la ville (fichier ouvert)" if etat else "Suivi de programmation de l'équipe"
    return {
        "source": f"{'subventions' if etat else 'suivi'}_{code}_{hashlib.sha256(contenu).hexdigest()[:8]}",
        "producteur": "ANCT" if etat else "Équipe du contrat de ville",
        "titre": f"{titre}, fichier {nom}",
        "millesime": millesime,
        "licence": "Licence Ouverte 2.0" if etat else "Non précisée",
        "adresse": "",
        "consulte_le": "",
    }


def _complete(dite: Correspondance, lues: Sequence[FeuilleLue]) -> Correspondance:
    """La correspondance dite, et ce qui a été reconnu sans elle : prête à être relue et corrigée."""
    colonnes, unites, annees = dict(dite.colonnes), dict(dite.unites), dict(dite.annees)
    for lue in lues:
        for c in lue.colonnes:
            if c.titre and c.role:
                colonnes.setdefault(c.titre, c.role)
                if c.milliers and (c.role in ("montant", "total") or lue.financeurs):
                    unites.setdefault(c.titre, "milliers")
        if lue.annee is not None and lue.colonne("annee") is None and lue.nom:
            annees.setdefault(lue.nom, lue.annee)
    return replace(dite, colonnes=colonnes, unites=unites, annees=annees)


__all__ = [
    "LIGNES_MAXIMALES", "actions_apres", "annuler", "appliquer", "classeur_des_rejets", "comparer",
    "compte_rendu", "examiner", "totaux_du_fichier", "versions_gardees",
]  # fmt: skip
