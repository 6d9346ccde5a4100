"""Les objets du domaine, figés : territoires, indicateurs, sources, mesures, blocs.

Règle qui façonne ces types : le statut et la source font partie de la valeur. Une
mesure sans statut ni source ne peut pas exister, donc rien de ce qui se montre ou
s'exporte ne peut les perdre en route.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Statut = Literal[
    "publie",
    "calcule",
    "corrige",
    "conteste",
    "secret",
    "non_disponible",
    "non_applicable",
    "demonstration",
]
STATUTS: tuple[str, ...] = get_args(Statut)
STATUTS_SANS_VALEUR: tuple[str, ...] = ("secret", "non_disponible", "non_applicable")

Genre = Literal[
    "barres",
    "courbe",
    "points",
    "quadrant",
    "pyramide",
    "rangs",
    "nuage",
    "flux",
    "carte",
    "tableau",
    "chiffre",
    "texte",
]


@dataclass(frozen=True, slots=True)
class Territoire:
    """Un territoire du référentiel (`territoires.csv`)."""

    code: str
    nom: str
    nom_court: str
    type: str
    parent: str
    slug: str
    geographie: str


@dataclass(frozen=True, slots=True)
class Indicateur:
    """Un indicateur et ses règles d'emploi (`indicateurs.csv`).

    evolution : « libre », « interdite » ou « rupture:AAAA » (pas d'évolution qui
    enjambe le passage à AAAA) ; bruit : écart en dessous duquel on dit « stable »,
    dans l'unité de l'indicateur, None s'il n'est pas connu.
    """

    code: str
    libelle: str
    domaine: str
    pilier: str
    unite: str
    decimales: int
    sens: str
    sommable: bool
    evolution: str
    bruit: float | None
    definition: str
    producteur: str
    ordre: int


@dataclass(frozen=True, slots=True)
class Source:
    """D'où vient une valeur (`sources.csv`)."""

    code: str
    producteur: str
    titre: str
    millesime: str
    licence: str
    adresse: str
    consulte_le: str


@dataclass(frozen=True, slots=True)
class Mesure:
    """Une valeur, inséparable de son année, de son statut, de sa source et de sa référence.

    valeur : None si et seulement si le statut est secret, non_disponible ou
    non_applicable ; valeur_publiee : ce que la source imprime quand le statut est
    « corrige » ou « conteste », None sinon.
    """

    territoire: str
    indicateur: str
    modalite: str
    annee: str
    valeur: float | None
    statut: str
    valeur_publiee: float | None
    source: str
    reference: str
    note: str


@dataclass(frozen=True, slots=True)
class CreditPublie:
    """Un total imprimé par le rapport d'évaluation (`credits_publies.csv`)."""

    annee: str
    pilier: str
    mesure: str
    valeur: float | None
    statut: str
    valeur_publiee: float | None
    source: str
    reference: str
    note: str


@dataclass(frozen=True, slots=True)
class Action:
    """Une ligne du suivi de programmation (`actions.csv`) : une action × un financeur.

    quartiers : codes QPV, dans l'ordre du fichier ; montant en euros.
    """

    id_action: str
    annee: int
    intitule: str
    porteur: str
    pilier: str
    theme: str
    quartiers: tuple[str, ...]
    financeur: str
    enveloppe: str
    nature: str
    montant: float
    statut: str
    source: str


@dataclass(frozen=True, slots=True)
class Controle:
    """Une entrée du registre des contradictions (`controles.csv`)."""

    controle: str
    gravite: str
    territoire: str
    indicateur: str
    constat: str
    calcul: str
    valeur_retenue: str
    certitude: str
    reference: str


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une ligne d'un bloc : une mesure, et la place qu'elle y prend.

    cle : ce qui décide de la couleur et de l'ordre (code de territoire, pilier, année) ;
    serie : le nom de la série dans la légende ; categorie : le nom sur l'axe ou en tête
    de ligne ; unite et decimales : pour écrire la valeur en français.
    """

    cle: str
    serie: str
    categorie: str
    mesure: Mesure
    unite: str
    decimales: int


@dataclass(frozen=True, slots=True)
class Cellule:
    """Une case de table : ce qui se lit, le nombre derrière (None pour un texte), le statut.

    repere : ce qui situe la case, écrit en petit dessous (« ▲ plus haut », « 2019 · Cohésion sociale »).
    """

    texte: str
    valeur: float | None = None
    statut: str = ""
    repere: str = ""


@dataclass(frozen=True, slots=True)
class Tableau:
    """Une table à lire ou à exporter : la première colonne nomme la ligne."""

    titre: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[Cellule, ...], ...]


@dataclass(frozen=True, slots=True)
class Bloc:
    """Tout ce qu'une personne voit est un bloc : à l'écran, sur une diapositive, dans un fichier.

    lignes : les mesures montrées, avec leur statut et leur source ; phrase : ce que l'on
    doit lire, en une phrase ; reserves : ce qu'il faut savoir avant de citer ;
    sources : celles des lignes, dans l'ordre ; alternative : la description pour qui ne
    voit pas le graphique ; accents : les clés mises en avant (le quartier du portrait) ;
    precisions : l'écart et la position nationale, en phrases ; preuves : (intitulé, texte) de ce
    qui permet de vérifier le chiffre principal ; ruptures : les années où la série change de nature ;
    definition : ce que mesure l'indicateur, en clair ; grille : la table toute faite d'un bloc qui
    montre des textes, ou dont les mesures (`lignes`) se lisent mieux résumées ; marge : l'incertitude
    d'une mesure en accent, dans son unité, None si elle n'est pas connue ; diffusion : « public », ou
    « comite » ou « prive » (un fichier déposé) pour un bloc qui ne s'écrit dans aucun fichier.
    """

    identifiant: str
    titre: str
    genre: Genre
    lignes: tuple[Ligne, ...]
    phrase: str
    reserves: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    alternative: str = ""
    accents: tuple[str, ...] = ()
    definition: str = ""
    precisions: tuple[str, ...] = ()
    preuves: tuple[tuple[str, str], ...] = ()
    ruptures: tuple[str, ...] = ()
    grille: Tableau | None = None
    marge: float | None = None
    diffusion: str = "public"

    @property
    def statuts(self) -> tuple[str, ...]:
        """Les statuts présents dans le bloc, dans l'ordre de STATUTS."""
        presents = {ligne.mesure.statut for ligne in self.lignes}
        return tuple(s for s in STATUTS if s in presents)

    @property
    def demonstration(self) -> bool:
        """Vrai si une ligne au moins vient des données de démonstration."""
        return "demonstration" in self.statuts
