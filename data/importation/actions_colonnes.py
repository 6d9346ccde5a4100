"""Reconnaître les colonnes d'une feuille d'actions : où est l'en-tête, ce que dit chaque colonne.

L'en-tête est, parmi les premières lignes, celle (ou les deux qui se suivent) dont le plus de titres
se reconnaissent. Accents, majuscules et ordre ne comptent pas ; une unité (« en K€ ») ou une année
écrites dans le titre sont mises de côté, et gardées en mémoire.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from data.importation.actions_modele import FINANCEUR, Colonne, Correspondance, FeuilleLue
from data.importation.actions_montants import lire_montant
from data.importation.actions_mots import Mots
from data.importation.actions_sections import annee_de_tableau, annee_ecrite, milliers_dits, pilier_de_titre
from data.importation.etiquettes import normaliser
from data.importation.lecture_classeur import Feuille
from data.importation.saisie import VIDE, Case
from data.lecture_csv import citer

LIGNES_D_ENTETE = 30
_LONGUEUR_D_UN_TITRE = 150
_SONDEES = 60
_MILLIERS = re.compile(r"\bk\s?(€|euros?\b|eur\b)|\bkeur|\bmilliers?\b|€\s?k\b", re.IGNORECASE)
_EUROS = re.compile(r"€|\beuros?\b|\beur\b", re.IGNORECASE)
_ANNEE = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_VIDES_DE_SENS = re.compile("en|k|keuros|keur|euros?|eur|milliers?|de|d|du|des|la|les?|l|par|au")
_COMME_UN_MONTANT = re.compile("[0-9]|^[-–—/]$|n[ée]ant|^nan$", re.IGNORECASE)
_ACCORD = re.compile(r"\((?:e|s|es|x)\)")  # « QPV concerné(s) »
_DEMANDE = re.compile(r"\b(demande|demandes|demandee|demandees|sollicite|sollicitee|sollicites|prevu|previsionnel)\b")
_AUTOUR_D_UN_FINANCEUR = re.compile(
    r"\b(montants?|subventions?|parts?|financements?|finances?|credits?|accordee?s?|attribuee?s?|obtenue?s?|votee?s?"
    r"|notifiee?s?|alloue(?:es|e|s)?|aide|participation|contribution|financeur|engages?)\b"
)
ESSENTIELLES = {
    "intitule": "Intitulé de l'action",
    "pilier": "Pilier",
    "quartiers": "Quartiers",
    "montant": "Montant accordé (ou une colonne par financeur)",
}


@dataclass(frozen=True, slots=True)
class EnteteDouteux:
    """Une feuille dont l'en-tête ne suffit pas : la ligne, ce qui manque, ou ce qui est en double.

    colonnes : ce qui en a été compris, à corriger.
    """

    ligne: int
    colonnes: tuple[Colonne, ...]
    manquantes: tuple[str, ...] = ()
    constat: str = ""


def nettoyer(titre: str) -> str:
    """« Montant accordé 2022 (en K€) » → « montant accorde » : sans unité, ni année, ni petit mot."""
    mots = normaliser(_ANNEE.sub(" ", titre)).split()
    return " ".join(m for m in mots if not _VIDES_DE_SENS.fullmatch(m)) or normaliser(titre)


class Titres:
    """Les titres connus : de la correspondance d'abord, puis des écritures."""

    def __init__(self, mots: Mots, correspondance: Correspondance):
        self.mots = mots
        self._choisis: Mapping[str, str] = {
            normaliser(_ACCORD.sub("", t)): role for t, role in correspondance.colonnes.items()
        }
        self._unites: Mapping[str, str] = {normaliser(t): unite for t, unite in correspondance.unites.items()}
        self._roles: dict[str, tuple[str, int]] = {}
        for rang, (titre, role) in enumerate(mots.colonnes.items()):
            self._roles.setdefault(nettoyer(titre), (role, rang))
            self._roles.setdefault(titre, (role, rang))
        self._financeurs = {nettoyer(nom): code for nom, code in mots.financeurs.items()}

    def choisi(self, titre: str) -> bool:
        """Vrai si une personne a dit le rôle de ce titre."""
        return normaliser(_ACCORD.sub("", titre)) in self._choisis

    def milliers(self, titre: str, au_dessus: bool = False) -> bool:
        """Vrai si les montants de cette colonne sont déclarés en milliers d'euros.

        au_dessus : une ligne au-dessus des titres le déclare, ce que le titre ou la correspondance peut démentir.
        """
        dite = self._unites.get(normaliser(titre))
        if dite:
            return dite == "milliers"
        return bool(_MILLIERS.search(titre)) or (au_dessus and not _EUROS.search(titre))

    def role(self, titre: str) -> tuple[str, int]:
        """(le rôle de ce titre, son rang de préférence) ; (« », 0) s'il est inconnu."""
        if not titre or len(titre) > _LONGUEUR_D_UN_TITRE:
            return "", 0
        titre = _ACCORD.sub("", titre)
        exact = normaliser(titre)
        if exact in self._choisis:
            return self._choisis[exact], -1
        nu = nettoyer(titre)
        for forme in (exact, nu):
            if forme in self._roles:
                return self._roles[forme]
        if _DEMANDE.search(exact):
            return "ignorer", 0
        reste = " ".join(_AUTOUR_D_UN_FINANCEUR.sub(" ", nu).split())
        connu = self._financeurs.get(nu) or self._financeurs.get(reste)
        if connu:
            return FINANCEUR + connu, 0
        dit = re.match(r"financeur\s*[:–-]\s*(\S.*)", titre, re.IGNORECASE)
        return (FINANCEUR + dit[1].strip(), 0) if dit else ("", 0)

    def reconnus(self, titres: Sequence[str]) -> int:
        """Combien de ces titres ont un rôle ; sert à deviner le séparateur d'un CSV."""
        return sum(1 for titre in titres if self.role(" ".join(titre.split()))[0])


def reconnaitre(
    feuille: Feuille, titres: Titres, correspondance: Correspondance, fichier: str
) -> FeuilleLue | EnteteDouteux | None:
    """Les colonnes de cette feuille ; ce qui manque à son en-tête ; None si elle n'en a pas."""
    trouve = _entete(feuille, titres)
    if trouve is None:
        return None
    place, entete, textes = trouve
    donnees = [cases for _, cases in feuille.lignes[place + 1 :]]
    origine_unite = _origine_des_milliers(feuille, entete)
    rangs: dict[int, int] = {}
    colonnes: list[Colonne] = []
    for i, titre in enumerate(textes):
        role, rangs[i] = titres.role(titre)
        milliers = titres.milliers(titre, bool(origine_unite))
        if role.startswith(FINANCEUR) and not titres.choisi(titre) and not _des_montants(donnees, i):
            role = ""  # « Ville » d'une adresse, « État » d'avancement
        colonnes.append(Colonne(i, titre, role, milliers))
    annee, origine = _annee_de_la_feuille(feuille, place, colonnes, correspondance, fichier)
    colonnes = [_selon_l_annee(c, annee) for c in colonnes]
    colonnes = _suppleer([_departager(c, colonnes, rangs) for c in colonnes])
    lue = FeuilleLue(feuille.nom, entete, tuple(colonnes))
    doubles = [c for c in colonnes if c.role == "montant"]
    if len(doubles) > 1 and not lue.financeurs:
        noms = " et ".join(citer(c.titre) for c in doubles)
        return EnteteDouteux(entete, lue.colonnes, constat=f"plusieurs colonnes donnent le montant : {noms}.")
    if lue.financeurs and doubles and not _font_le_montant(donnees, lue.financeurs, doubles[0]):
        noms = ", ".join(citer(c.titre) for c in lue.financeurs)
        constat = f"les colonnes {noms} ne font pas {citer(doubles[0].titre)}."
        return EnteteDouteux(entete, lue.colonnes, constat=constat)
    if lue.financeurs:
        # Avec une colonne par financeur, un « montant » est leur total : il se vérifie, il ne se compte pas.
        colonnes = [replace(c, role="total") if c.role == "montant" else c for c in colonnes]
        lue = FeuilleLue(feuille.nom, entete, tuple(colonnes))
    etat = _fichier_de_l_etat(lue)
    montants = [c.rang for c in colonnes if _montants(c)]
    sections = lue.colonne("pilier") is None and any(
        pilier_de_titre(cases, montants, titres.mots, annee) for cases in donnees
    )
    manquantes = [
        nom
        for role, nom in ESSENTIELLES.items()
        if lue.colonne(role) is None
        and not (role == "montant" and lue.financeurs)
        and not (role == "quartiers" and etat)
        and not (role == "pilier" and sections)
    ]
    if lue.colonne("annee") is None and annee is None:
        manquantes.append("Année (colonne, nom de la feuille ou ligne de titre)")
    if manquantes:
        return EnteteDouteux(entete, lue.colonnes, tuple(manquantes))
    rejets = any(normaliser(c.titre) == "motif du rejet" for c in colonnes)
    dites = any(c.milliers and _montants(c) and not titres.milliers(c.titre) for c in lue.colonnes)
    return FeuilleLue(
        feuille.nom, entete, lue.colonnes, annee, origine, etat, rejets, origine_unite if dites else "", sections
    )


def _origine_des_milliers(feuille: Feuille, entete: int) -> str:
    """Où les montants sont déclarés en milliers d'euros hors de leur titre ; « » s'ils ne le sont pas."""
    if milliers_dits([feuille.nom]):
        return "le nom de la feuille"
    lignes = [numero for numero, cases in feuille.lignes if numero < entete and milliers_dits(c.texte for c in cases)]
    return f"la ligne {lignes[0]}" if lignes else ""


def _entete(feuille: Feuille, titres: Titres) -> tuple[int, int, list[str]] | None:
    """(place de la dernière ligne de l'en-tête, son numéro, les titres) ; None s'il n'y a pas d'en-tête."""
    meilleur: tuple[int, int, int, list[str]] | None = None
    lignes = feuille.lignes[:LIGNES_D_ENTETE]
    for place, (numero, cases) in enumerate(lignes):
        textes = [_titre(case) for case in cases]
        note = _note(textes, titres)
        if note >= 2 and (meilleur is None or note > meilleur[0]):
            meilleur = (note, place, numero, textes)
        suivante = lignes[place + 1] if place + 1 < len(lignes) else None
        if note < 1 or suivante is None or suivante[0] != numero + 1 or any(c.nombre is not None for c in suivante[1]):
            continue
        # Un en-tête sur deux lignes : « Financements » au-dessus de « État », « Ville »…
        dessous = [_titre(case) for case in suivante[1]]
        largeur = max(len(textes), len(dessous))
        textes += [""] * (largeur - len(textes))
        dessous += [""] * (largeur - len(dessous))
        ensemble = [bas or haut for haut, bas in zip(textes, dessous, strict=True)]
        if _note(ensemble, titres) > max(note, meilleur[0] if meilleur else 1):
            meilleur = (_note(ensemble, titres), place + 1, suivante[0], ensemble)
    return meilleur[1:] if meilleur else None


def _note(textes: Sequence[str], titres: Titres) -> int:
    return len({role for texte in textes if (role := titres.role(texte)[0]) and role != "ignorer"})


def _titre(case: Case) -> str:
    return "" if case.nombre is not None else case.texte


def _des_montants(donnees: Sequence[Sequence[Case]], place: int) -> bool:
    """Faux si la colonne contient surtout des textes : ce n'est pas la colonne d'un financeur."""
    vus = montants = 0
    for cases in donnees[:_SONDEES]:
        case = cases[place] if place < len(cases) else VIDE
        if case is VIDE:
            continue
        vus += 1
        montants += bool(case.probleme or _COMME_UN_MONTANT.search(case.texte))
    return montants * 2 >= vus


def _font_le_montant(donnees: Sequence[Sequence[Case]], financeurs: Sequence[Colonne], montant: Colonne) -> bool:
    """Faux si, le plus souvent, la somme des colonnes n'est pas le montant : un code postal n'est pas un financeur."""

    def lu(cases: Sequence[Case], colonne: Colonne) -> int | None:
        return lire_montant(cases[colonne.rang] if colonne.rang < len(cases) else VIDE, colonne.milliers)[0]

    sondees = [cases for cases in donnees[:_SONDEES] if lu(cases, montant) is not None]
    justes = sum(sum(lu(cases, c) or 0 for c in financeurs) == lu(cases, montant) for cases in sondees)
    return justes * 2 >= len(sondees)


def _annee_de_la_feuille(
    feuille: Feuille, place: int, colonnes: Sequence[Colonne], correspondance: Correspondance, fichier: str
) -> tuple[int | None, str]:
    """L'année quand aucune colonne ne la donne : correspondance, nom, titres, en-tête, puis nom du fichier.

    place : celle de l'en-tête parmi les lignes de la feuille.
    """
    dessus, dessous = feuille.lignes[:place], feuille.lignes[place + 1 : place + 2]
    choisie = correspondance.annees.get(feuille.nom)
    if choisie is not None:
        return choisie, "la correspondance"
    candidats = [
        ("le nom de la feuille", [feuille.nom]),
        ("la ligne de titre", [" ".join(case.texte for case in cases) for _, cases in reversed(dessus)]),
        ("la ligne sous les titres", [str(annee_de_tableau(cases) or "") for _, cases in dessous if _seule(cases)]),
        ("le titre d'une colonne de montants", [c.titre for c in colonnes if _montants(c)]),
        ("le nom du fichier", [fichier.rpartition(".")[0].replace("_", " ")]),
    ]
    lues = [(origine, {a for a in map(annee_ecrite, textes) if a is not None}) for origine, textes in candidats]
    sures = [(origine, dites.pop()) for origine, dites in lues if len(dites) == 1]
    if not sures:
        return None, ""
    origine, annee = sures[0]
    # Un nom de feuille recopié de l'année d'avant se voit à son titre : les deux sont dits.
    autres = [f"{o} dit {a}" for o, a in sures[1:] if o == "la ligne de titre" and a != annee]
    return annee, origine + (f" ({autres[0]})" if autres else "")


def _seule(cases: Sequence[Case]) -> bool:
    return sum(case is not VIDE for case in cases) == 1


def _montants(colonne: Colonne) -> bool:
    return colonne.role in ("montant", "total") or colonne.role.startswith(FINANCEUR)


def _selon_l_annee(colonne: Colonne, annee: int | None) -> Colonne:
    """« Montant 2021 » dans la feuille de 2022 est un rappel : il ne se compte pas."""
    dite = annee_ecrite(colonne.titre)
    if _montants(colonne) and dite is not None and annee is not None and dite != annee:
        return replace(colonne, role="ignorer")
    return colonne


def _departager(colonne: Colonne, colonnes: Sequence[Colonne], rangs: Mapping[int, int]) -> Colonne:
    """De deux colonnes au même rôle, garde celle dont le titre est le plus sûr ; deux montants restent."""
    if not colonne.role or colonne.role in ("ignorer", "montant") or colonne.role.startswith(FINANCEUR):
        return colonne
    premiere = min((c for c in colonnes if c.role == colonne.role), key=lambda c: (rangs[c.rang], c.rang))
    return colonne if premiere is colonne else replace(colonne, role="ignorer")


def _suppleer(colonnes: list[Colonne]) -> list[Colonne]:
    """Sans colonne « pilier », le thème en tient lieu ; le sous-thème devient alors le thème."""
    roles = {c.role for c in colonnes}
    if "pilier" in roles or "theme" not in roles:
        return colonnes
    nouveaux = {"theme": "pilier", "sous_theme": "theme"}
    return [replace(c, role=nouveaux.get(c.role, c.role)) for c in colonnes]


def _fichier_de_l_etat(lue: FeuilleLue) -> bool:
    """Le fichier ouvert des subventions : un contrat de ville, un montant engagé, pas de quartier."""
    return lue.colonne("quartiers") is None and all(
        lue.colonne(role) is not None for role in ("code_contrat", "numero", "montant")
    )
