"""Ce que l'examen d'un fichier d'actions donne : des objets figés, sans un mot d'affichage."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.dossiers import dossier_historique, dossier_tables
from data.fautes import Faute
from data.importation.saisie import Case
from data.modele import Action

FINANCEUR = "financeur:"
MOTIF = "Motif du rejet"
FEUILLE_DES_REJETS = "Lignes rejetées"


@dataclass(frozen=True, slots=True)
class Dossiers:
    """Où s'écrit un import : les tables, et l'historique des versions remplacées."""

    tables: Path
    historique: Path


def dossiers_en_place() -> Dossiers:
    """Ceux que désigne QPV_DONNEES, ou ceux du projet."""
    return Dossiers(dossier_tables(), dossier_historique())


@dataclass(frozen=True, slots=True)
class Correspondance:
    """Comment lire un fichier, quand ses mots ne suffisent pas ; se garde en TOML.

    colonnes : titre de colonne → rôle (« intitule », « montant », « financeur:État », « ignorer »…,
    voir ROLES) ; unites : titre → « euros » ou « milliers » ; annees : nom de feuille → année ;
    quartiers, piliers, financeurs : ce qui est écrit dans une case → code (ou nom de financeur) ;
    structures : noms de porteurs qui sont des structures, bien qu'ils ressemblent à des personnes ; porteurs :
    ce qui est écrit → « structure », « particulier », ou le nom à garder.
    """

    colonnes: Mapping[str, str] = field(default_factory=dict)
    unites: Mapping[str, str] = field(default_factory=dict)
    annees: Mapping[str, int] = field(default_factory=dict)
    quartiers: Mapping[str, str] = field(default_factory=dict)
    piliers: Mapping[str, str] = field(default_factory=dict)
    financeurs: Mapping[str, str] = field(default_factory=dict)
    structures: tuple[str, ...] = ()
    porteurs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Colonne:
    """Une colonne d'une feuille : son rang (0 = A), son titre, son rôle proposé (« » : inconnue).

    milliers : ses montants sont en milliers d'euros (déclaré par le titre ou la correspondance).
    """

    rang: int
    titre: str
    role: str
    milliers: bool = False

    @property
    def lettre(self) -> str:
        """« A », « B »… « AA », comme dans un tableur."""
        reste, lettres = self.rang + 1, ""
        while reste:
            reste, chiffre = divmod(reste - 1, 26)
            lettres = chr(65 + chiffre) + lettres
        return lettres


@dataclass(frozen=True, slots=True)
class FeuilleLue:
    """Une feuille dont les colonnes sont reconnues.

    entete : numéro de la ligne de titres (la dernière, s'il y en a deux) ; annee : celle du nom, du
    titre ou du fichier, None si une colonne la donne ou si elle manque ; origine_annee : d'où elle vient ;
    etat : vrai pour le fichier ouvert des subventions de l'État ; rejets : vrai pour un classeur de
    lignes rejetées, corrigé et rapporté ; origine_unite : d'où vient que ses montants sont en milliers d'euros,
    quand ce n'est pas du titre de leur colonne ; sections : le pilier est donné par des lignes de titre.
    """

    nom: str
    entete: int
    colonnes: tuple[Colonne, ...]
    annee: int | None = None
    origine_annee: str = ""
    etat: bool = False
    rejets: bool = False
    origine_unite: str = ""
    sections: bool = False

    def colonne(self, role: str) -> Colonne | None:
        """La colonne qui tient ce rôle."""
        return next((c for c in self.colonnes if c.role == role), None)

    @property
    def financeurs(self) -> tuple[Colonne, ...]:
        """Les colonnes qui portent chacune les montants d'un financeur."""
        return tuple(c for c in self.colonnes if c.role.startswith(FINANCEUR))


@dataclass(frozen=True, slots=True)
class Rejet:
    """Une ligne qui n'entre pas : où, pourquoi, ce qui est attendu, et ce qu'elle contient.

    colonne : titre de la colonne en cause, « » pour la ligne entière ; cellules : titre → case, les
    seules colonnes connues (le porteur est « particulier » quand c'est une personne).
    """

    feuille: str
    ligne: int
    colonne: str
    constat: str
    attendu: str
    cellules: Mapping[str, Case] = field(default_factory=dict)

    def faute(self, fichier: str) -> Faute:
        """La même chose, en faute d'un fichier."""
        lieu = f"{fichier}, feuille «\N{NO-BREAK SPACE}{self.feuille}\N{NO-BREAK SPACE}»" if self.feuille else fichier
        return Faute(lieu, self.ligne, self.colonne, self.constat, self.attendu)


@dataclass(frozen=True, slots=True)
class Laissee:
    """Ce qui est laissé de côté sans être une faute : ligne de total, note, feuille masquée…

    genre : « total », « note », « entete », « feuille », « contrat », « colonne » ; ligne : None
    quand il s'agit d'une feuille ou de colonnes ; combien : lignes (ou colonnes) concernées.
    """

    feuille: str
    ligne: int | None
    genre: str
    constat: str
    combien: int = 1


@dataclass(frozen=True, slots=True)
class Total:
    """Un total du fichier : centimes, et actions distinctes. cle : année, code de pilier, de quartier, financeur."""

    cle: str
    montant: int
    actions: int


@dataclass(frozen=True, slots=True)
class Examen:
    """Tout ce qu'un fichier d'actions dit, sans que rien n'ait changé.

    fautes : celles du fichier (illisible, colonnes manquantes…) : s'il y en a, rien ne peut entrer ;
    lues : lignes d'actions lues (retenues et rejetées, sans les totaux ni les notes) ; gardees :
    lignes du fichier retenues ; actions : leurs lignes de table, une par financeur ;
    attentions : phrases sur ce qui entre mais se vérifie ; complement : le fichier est un classeur
    de lignes rejetées, ses lignes s'ajoutent à la table au lieu de la remplacer ; correspondance :
    celle qui a servi, complète, prête à être corrigée ; source : la fiche (colonnes de sources.csv) ;
    avertissements : les feuilles qui n'entrent pas alors que d'autres entrent, à dire avant tout le reste ;
    incompletes : ces feuilles-là, avec ce que leurs titres ont laissé comprendre, pour le corriger.
    """

    fichier: str
    fautes: tuple[Faute, ...] = ()
    feuilles: tuple[FeuilleLue, ...] = ()
    lues: int = 0
    gardees: int = 0
    actions: tuple[Action, ...] = ()
    rejets: tuple[Rejet, ...] = ()
    laissees: tuple[Laissee, ...] = ()
    attentions: tuple[str, ...] = ()
    complement: bool = False
    correspondance: Correspondance = field(default_factory=Correspondance)
    source: Mapping[str, str] = field(default_factory=dict)
    avertissements: tuple[str, ...] = ()
    incompletes: tuple[FeuilleLue, ...] = ()

    @property
    def rejetees(self) -> int:
        """Combien de lignes du fichier sont rejetées : une ligne qui a deux fautes n'en est qu'une."""
        return len({(r.feuille, r.ligne) for r in self.rejets})

    @property
    def annees(self) -> tuple[int, ...]:
        """Les années du fichier, dans l'ordre."""
        return tuple(sorted({a.annee for a in self.actions}))


@dataclass(frozen=True, slots=True)
class Resultat:
    """Ce qu'a fait une écriture. fait : les tables ont changé (ou étaient déjà ainsi) ; phrases : à dire
    à la personne ; garde : le dossier de l'historique où est la version d'avant, None s'il n'y en a pas.
    """

    fait: bool
    phrases: tuple[str, ...]
    garde: Path | None = None


# Les rôles qu'une colonne peut tenir, et comment on les dit ; s'y ajoute « financeur:NOM ».
ROLES: dict[str, str] = {
    "numero": "numéro de l'action",
    "annee": "année",
    "intitule": "intitulé de l'action",
    "porteur": "porteur",
    "type_tiers": "type de porteur (personne ou structure)",
    "pilier": "pilier",
    "theme": "thème",
    "sous_theme": "sous-thème",
    "quartiers": "quartiers",
    "financeur": "financeur",
    "enveloppe": "enveloppe",
    "nature": "nouvelle ou reconduction",
    "montant": "montant accordé",
    "total": "total (vérifié, non compté)",
    "code_contrat": "code du contrat de ville",
    "contrat": "nom du contrat de ville",
    "statut": "statut (une ligne de démonstration est rejetée)",
    "ignorer": "connue, non utilisée",
}

__all__ = [
    "FEUILLE_DES_REJETS",
    "FINANCEUR",
    "MOTIF",
    "ROLES",
    "Colonne",
    "Correspondance",
    "Dossiers",
    "Examen",
    "FeuilleLue",
    "Laissee",
    "Rejet",
    "Resultat",
    "Total",
    "dossiers_en_place",
]
