"""Comprendre un fichier de valeurs apporté par l'équipe : chaque ligne devient une proposition.

Ce module ne connaît pas les valeurs déjà en place : il traduit les mots en codes, les
nombres français en nombres, et dit ce qui ne se comprend pas, ligne par ligne.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.fautes import Faute
from data.formats import elision, pluriel
from data.importation.etiquettes import (
    Annuaire,
    annuaire_indicateurs,
    annuaire_modalites,
    annuaire_sources,
    annuaire_statuts,
    annuaire_territoires,
    normaliser,
)
from data.importation.lecture_classeur import Feuille
from data.importation.saisie import VIDE, Case, lire_annee, lire_nombre, refus_d_un_compte, se_compte
from data.lecture_csv import citer, proche
from data.modele import STATUTS_SANS_VALEUR
from data.schemas.croisements import ENSEMBLE
from data.schemas.tables import PAR_NOM

Ligne = dict[str, str]

EQUIPE = "equipe"
# Colonne des tables -> ce que l'équipe peut écrire en tête ; le premier est celui du classeur à remplir.
TITRES: Mapping[str, tuple[str, ...]] = {
    "territoire": ("Territoire", "Quartier"),
    "indicateur": ("Indicateur",),
    "modalite": ("Sous-groupe", "Modalité"),
    "annee": ("Année", "Période", "Année de la donnée"),
    "valeur": ("Valeur",),
    "statut": ("Statut",),
    "valeur_publiee": ("Valeur publiée",),
    "source": ("Source",),
    "reference": ("Référence",),
    "note": ("Note", "Remarque", "Commentaire"),
    "source_titre": ("Titre de la source",),
    "source_producteur": ("Producteur de la source", "Producteur"),
    "source_millesime": ("Millésime de la source", "Millésime"),
    "source_licence": ("Licence de la source", "Licence"),
    "source_adresse": ("Adresse de la source",),
    "source_consulte_le": ("Source consultée le",),
}
# Colonnes du classeur à remplir qui renseignent la personne et ne s'importent pas.
POUR_MEMOIRE = ("Figures", "Unité", "Connu aujourd'hui")
OBLIGATOIRES = ("territoire", "indicateur", "annee", "valeur")
_PAR_TITRE = {normaliser(t): c for c, titres in TITRES.items() for t in (c, *titres)}
_MEMOIRE = {normaliser(t) for t in POUR_MEMOIRE}
_RANGS_ENTETE = 30


@dataclass(frozen=True, slots=True)
class Proposition:
    """Une ligne comprise : où elle est, la ligne de valeurs.csv qu'elle propose, la fiche de sa source.

    ligne : les dix colonnes de valeurs.csv, en texte (référence vide si le fichier n'en dit rien) ;
    fiche : la ligne de sources.csv à ajouter si la source est nouvelle, None sinon.
    """

    lieu: str
    numero: int
    ligne: Ligne
    fiche: Ligne | None = None

    def faute(self, colonne: str, constat: str, attendu: str) -> Faute:
        """Une faute de cette ligne, située dans le fichier de l'équipe."""
        return Faute(self.lieu, self.numero, colonne, constat, attendu)


@dataclass(frozen=True, slots=True)
class Lecture:
    """Ce qu'un fichier donne : propositions, fautes de lignes, lignes lues, laissées vides.

    bloquantes : les fautes du fichier entier ; laissees : les feuilles sans les colonnes qu'il
    faut ; ignorees : nombre de colonnes inconnues, ni gardées ni nommées.
    """

    propositions: tuple[Proposition, ...] = ()
    fautes: tuple[Faute, ...] = ()
    bloquantes: tuple[Faute, ...] = ()
    lues: int = 0
    vides: int = 0
    laissees: tuple[str, ...] = ()
    ignorees: int = 0


@dataclass(frozen=True, slots=True)
class Referentiel:
    """Les tables auxquelles une ligne se rapporte, prêtes à chercher."""

    territoires: Annuaire
    indicateurs: Annuaire
    modalites: Annuaire
    sources: Annuaire
    statuts: Annuaire
    unites: Mapping[str, tuple[str, int]]


def referentiel(tables: Mapping[str, Sequence[Ligne]]) -> Referentiel:
    """Le référentiel tiré des lignes de territoires, indicateurs, modalites et sources."""
    unites = {
        r["indicateur"]: (r["unite"], int(r["decimales"]) if r["decimales"].isdecimal() else 0)
        for r in tables["indicateurs"]
    }
    return Referentiel(
        annuaire_territoires(tables["territoires"]),
        annuaire_indicateurs(tables["indicateurs"]),
        annuaire_modalites(tables["modalites"]),
        annuaire_sources(tables["sources"]),
        annuaire_statuts(),
        unites,
    )


def titres_reconnus(titres: Sequence[str]) -> int:
    """Combien de ces titres sont des colonnes de valeurs."""
    return len({_PAR_TITRE[normaliser(t)] for t in titres if normaliser(t) in _PAR_TITRE})


def comprendre(feuilles: Sequence[Feuille], fichier: str, ref: Referentiel) -> Lecture:
    """Toutes les propositions d'un fichier. Ne lève rien : ce qui gêne est dans les fautes."""
    propositions: list[Proposition] = []
    fautes: list[Faute] = []
    laissees: list[str] = []
    meilleure: tuple[int, Faute] | None = None
    lues = vides = ignorees = 0
    for feuille in feuilles:
        lieu = feuille.lieu(fichier)
        place, colonnes, faute = _entete(feuille, lieu)
        if faute is not None:
            laissees.append(feuille.nom or fichier)
            if meilleure is None or len(colonnes) > meilleure[0]:
                meilleure = (len(colonnes), faute)
            continue
        ignorees += _inconnues(feuille.lignes[place][1])
        for numero, cases in feuille.lignes[place + 1 :]:
            lues += 1
            lue = {c: cases[i] if i < len(cases) else VIDE for c, i in colonnes.items()}
            if _laissee_vide(lue, ref):
                vides += 1
                continue
            compris = _comprendre_ligne(lue, lieu, numero, ref)
            largeur = len(feuille.lignes[place][1])
            if any(case is not VIDE for case in cases[largeur:]):
                # Une virgule décimale non protégée dans un CSV à virgules décale tout : rien n'est sûr.
                compris = [Faute(lieu, numero, "", "la ligne a plus de cases que l'en-tête.", f"{largeur} cases.")]
            if isinstance(compris, Proposition):
                propositions.append(compris)
            else:
                fautes += compris
    bloquantes: tuple[Faute, ...] = ()
    if len(laissees) == len(feuilles):
        vide = Faute(fichier, None, "", "le fichier est vide.", "une ligne d'en-tête, puis les valeurs.")
        bloquantes = (meilleure[1] if meilleure else vide,)
    elif not propositions and not fautes:
        combien = "aucune ligne." if not lues else f"aucune valeur remplie, sur {lues} {pluriel(lues, 'ligne')}."
        bloquantes = (Faute(fichier, None, "valeur", combien, "au moins une valeur."),)
    return Lecture(tuple(propositions), tuple(fautes), bloquantes, lues, vides, tuple(laissees), ignorees)


def _entete(feuille: Feuille, lieu: str) -> tuple[int, dict[str, int], Faute | None]:
    """Le rang de la ligne d'en-tête, la place de chaque colonne, ou la faute qui la rend inutilisable."""
    meilleur: tuple[int, dict[str, int], list[str]] = (0, {}, [])
    for rang, (_, cases) in enumerate(feuille.lignes[:_RANGS_ENTETE]):
        places: dict[str, int] = {}
        doubles = []
        for place, case in enumerate(cases):
            colonne = _PAR_TITRE.get(normaliser(case.texte))
            if colonne in places:
                doubles.append(colonne)
            elif colonne:
                places[colonne] = place
        if len(places) > len(meilleur[1]):
            meilleur = (rang, places, doubles)
    rang, places, doubles = meilleur
    manquantes = [c for c in OBLIGATOIRES if c not in places]
    if manquantes:
        noms = ", ".join(TITRES[c][0] for c in manquantes)
        attendu = "les colonnes " + ", ".join(TITRES[c][0] for c in OBLIGATOIRES) + " dans la ligne d'en-tête."
        quoi = "la colonne manque" if len(manquantes) == 1 else "des colonnes manquent"
        return rang, places, Faute(lieu, None, "", f"{quoi} : {noms}.", attendu)
    if doubles:
        constat = "la colonne est deux fois dans l'en-tête."
        return (
            rang,
            places,
            Faute(lieu, feuille.lignes[rang][0], TITRES[doubles[0]][0], constat, "une seule colonne de ce nom."),
        )
    return rang, places, None


def _inconnues(titres: Sequence[Case]) -> int:
    connus = [normaliser(case.texte) for case in titres]
    return sum(1 for t in connus if t and t not in _PAR_TITRE and t not in _MEMOIRE)


def _laissee_vide(lue: Mapping[str, Case], ref: Referentiel) -> bool:
    """Une ligne préremplie à laquelle personne n'a touché : ni valeur, ni statut qui explique le vide."""
    if lue["valeur"] is not VIDE:
        return False
    statut = lue.get("statut", VIDE)
    return statut is VIDE or ref.statuts.code(statut.texte) == "publie"


def _comprendre_ligne(lue: Mapping[str, Case], lieu: str, numero: int, ref: Referentiel) -> Proposition | list[Faute]:
    fautes: list[Faute] = []

    def dire(colonne: str, constat: str, attendu: str) -> None:
        fautes.append(Faute(lieu, numero, TITRES[colonne][0], constat, attendu))

    def texte(colonne: str) -> str:
        case = lue.get(colonne, VIDE)
        if case.probleme:
            dire(colonne, case.probleme, "du texte ordinaire.")
        return case.texte

    def code(colonne: str, annuaire: Annuaire, attendu: str, vide: str | None = None) -> str:
        mot = texte(colonne)
        if not mot and vide is not None:
            return vide
        trouve = annuaire.code(mot)
        if trouve is None and not lue.get(colonne, VIDE).probleme:
            constat = f"{citer(mot)} est inconnu{proche(mot, annuaire.mots)}." if mot else "la cellule est vide."
            dire(colonne, constat, attendu)
        return trouve or ""

    def nombre(colonne: str, unite: tuple[str, int]) -> str:
        lu, constat = lire_nombre(lue.get(colonne, VIDE), *unite)
        if constat:
            exemple = "entier, comme 61 ou 12 130" if se_compte(*unite) else "comme 61, 12,5 ou 12 130"
            dire(colonne, constat, f"un nombre {exemple}, en valeur et non en formule.")
        return lu

    ligne = dict.fromkeys(PAR_NOM["valeurs"].colonnes, "")
    ligne["territoire"] = code("territoire", ref.territoires, "un code ou un nom de territoires.csv.")
    ligne["indicateur"] = code("indicateur", ref.indicateurs, "un code ou un libellé d'indicateurs.csv.")
    modalite = code("modalite", ref.modalites, "un code ou un libellé de modalites.csv, ou rien.", ENSEMBLE)
    ligne["modalite"] = "" if modalite == ENSEMBLE else modalite
    ligne["annee"], constat = lire_annee(lue["annee"])
    if constat:
        dire("annee", constat, "une année 2019, un trimestre 2021-T3 ou une période 2016-2022.")
    ligne["statut"] = code("statut", ref.statuts, "un statut : publié, calculé, corrigé, contesté…", "")
    unite = ref.unites.get(ligne["indicateur"], ("%" if "%" in lue["valeur"].texte else "", 0))
    # « secret » écrit à la place du nombre dit à la fois qu'il n'y en a pas, et pourquoi.
    mot = ref.statuts.code(lue["valeur"].texte) if lue["valeur"].nombre is None else None
    if mot in STATUTS_SANS_VALEUR and ligne["statut"] in ("", mot):
        ligne["statut"] = mot
    else:
        ligne["valeur"] = nombre("valeur", unite)
        # La valeur publiée, elle, peut être une faute d'impression : elle se garde telle quelle.
        refus = refus_d_un_compte(ligne["valeur"], *unite)
        if refus:
            dire("valeur", refus, f"un nombre entier {elision('de', unite[0])}, sans décimale, comme 12 130.")
        ligne["statut"] = ligne["statut"] or ("publie" if lue["valeur"] is not VIDE else "")
    ligne["valeur_publiee"] = nombre("valeur_publiee", unite)
    ligne["reference"] = texte("reference")
    ligne["note"] = texte("note")
    ligne["source"], fiche = _source(lue, ref, texte, dire)
    return fautes or Proposition(lieu, numero, ligne, fiche)


def _source(lue: Mapping[str, Case], ref: Referentiel, texte, dire) -> tuple[str, Ligne | None]:
    """Le code de la source, et sa fiche si elle est nouvelle ; sans rien d'écrit, l'équipe."""
    mot, titre = texte("source"), texte("source_titre")
    if not mot and not titre:
        return EQUIPE, None
    connue = ref.sources.code(mot or titre)
    if connue:
        return connue, None
    if normaliser(mot) == EQUIPE and not titre:
        return EQUIPE, None
    if not titre:
        constat = f"{citer(mot)} est une source inconnue{proche(mot, ref.sources.mots)}."
        dire(
            "source",
            constat,
            "un code ou un titre de sources.csv, ou la colonne « Titre de la source » remplie.",
        )
        return "", None
    source = "_".join(normaliser(mot or titre).split())[:60].strip("_") or EQUIPE
    if source.startswith(("insee_", "rapport_")):
        dire("source", f"{citer(source)} est un code réservé.", "un autre code, ou rien.")
    consulte, jour = lue.get("source_consulte_le", VIDE), ""
    if consulte is not VIDE:
        # Ici une date est la bonne réponse : le tableur la donne « 2026-11-22 00:00:00 ».
        jour = consulte.texte.split(" ")[0]
    return source, {
        "source": source,
        "producteur": texte("source_producteur") or "Équipe du contrat de ville",
        "titre": titre,
        "millesime": texte("source_millesime"),
        "licence": texte("source_licence") or "Non précisée",
        "adresse": texte("source_adresse"),
        "consulte_le": jour,
    }


def fautes_par_ligne(fautes: Sequence[Faute]) -> Iterator[tuple[str, int | None]]:
    """Les lignes rejetées, chacune une fois : (feuille, numéro)."""
    yield from dict.fromkeys((f.fichier, f.ligne) for f in fautes)
