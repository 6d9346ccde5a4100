"""Ce qu'une vérification trouve (`Constat`), et le dossier sur lequel elle travaille (`Dossier`).

Une vérification lit ce que la source **imprime** : quand une valeur a été corrigée ou contestée, la
contradiction reste trouvée, et le registre peut dire ce qui en a été fait.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from data.annees import bornes, cle_annee
from data.entrepot import INSEE, Entrepot
from data.formats import arrondir, enumeration, nombre
from data.modele import CreditPublie, Mesure

Profil = Mapping[str, Mesure]
_PAS_ENTIERS = (1000, 100, 10)

NATURES: dict[str, str] = {
    "parts": "Des parts qui ne font pas 100",
    "somme": "Des parties dont la somme n'est pas le total",
    "partie": "Une partie plus grande que le tout",
    "quantiles": "Des quantiles dans le désordre",
    "profil_copie": "La même série de nombres pour deux territoires ou deux années",
    "colonne_decalee": "Une colonne qui est celle d'un autre",
    "evolution_impossible": "Une évolution incompatible avec les deux parts imprimées",
    "population_implicite": "Une évolution qui suppose une autre population",
    "denominateur_implicite": "Une part qui suppose un tout invraisemblable",
    "saut": "Un saut d'une année à l'autre",
    "total_periode": "Des années dont la somme n'est pas le total de la période",
    "ordre_de_grandeur": "Une valeur imprimée mille fois trop petite ou trop grande",
    "total_quartiers": "Des quartiers dont la somme n'est pas le total",
    "perimetre": "Un total qui ne compte pas tous les quartiers",
    "secret": "Un secret qui se recalcule",
    "moyenne_de_taux": "Un taux d'ensemble qui est la moyenne simple des taux",
    "officiel": "Une valeur qui n'est pas celle de l'Insee",
    "autre_annee": "Une valeur qui est celle d'une autre année",
    "autre_indicateur": "Des tranches que l'Insee contredit par un autre chiffre",
    "deux_endroits": "Deux valeurs pour la même chose dans le même document",
    "statut": "Un statut incohérent",
    "atypique": "Une valeur loin de celles des autres quartiers prioritaires",
}


@dataclass(frozen=True, slots=True)
class Constat:
    """Un constat automatique.

    controle : sa nature, une clé de NATURES ; cle : ce qui le reconnaît d'une fois sur l'autre, valeurs
    comprises (si un nombre change, le constat est à relire) ; constat : les deux valeurs qui se
    contredisent, entre guillemets ; calcul : ce qui le montre ; gravite et certitude : celles de
    controles.csv ; mesures : les lignes concernées, telles que les tables les portent.
    """

    cle: str
    controle: str
    territoires: tuple[str, ...]
    indicateur: str
    annees: tuple[str, ...]
    constat: str
    calcul: str
    gravite: str
    certitude: str
    mesures: tuple[Mesure | CreditPublie, ...]


def constater(
    controle: str,
    mesures: Sequence[Mesure],
    valeurs: str,
    constat: str,
    calcul: str,
    gravite: str,
    certitude: str,
    territoires: Sequence[str] = (),
) -> Constat:
    """Un constat sur des mesures d'un même indicateur ; valeurs : ce que la clé garde des nombres."""
    lieux = tuple(territoires) or tuple(dict.fromkeys(m.territoire for m in mesures))
    annees = tuple(sorted({m.annee for m in mesures}, key=lambda a: (cle_annee(a), a)))
    indicateur, modalites = mesures[0].indicateur, {m.modalite for m in mesures}
    quoi = indicateur + (f".{mesures[0].modalite}" if len(modalites) == 1 and mesures[0].modalite else "")
    cle = ":".join((controle, quoi, "+".join(lieux), "+".join(annees), valeurs))
    return Constat(cle, controle, lieux, indicateur, annees, constat, calcul, gravite, certitude, tuple(mesures))


@dataclass(frozen=True)
class Dossier:
    """L'entrepôt et ses mesures rangées par profil : (territoire, indicateur, année, source) → modalités."""

    entrepot: Entrepot

    @cached_property
    def profils(self) -> dict[tuple[str, str, str, str], dict[str, Mesure]]:
        """Toutes les modalités d'un territoire, d'un indicateur, d'une année et d'une source."""
        profils: dict[tuple[str, str, str, str], dict[str, Mesure]] = {}
        for m in self.entrepot.mesures:
            profils.setdefault((m.territoire, m.indicateur, m.annee, m.source), {})[m.modalite] = m
        return profils

    @cached_property
    def par_indicateur(self) -> dict[str, list[Profil]]:
        """Les profils de chaque indicateur, dans l'ordre du fichier."""
        rangs: dict[str, list[Profil]] = {}
        for (_, indicateur, _, _), profil in self.profils.items():
            rangs.setdefault(indicateur, []).append(profil)
        return rangs

    @cached_property
    def par_cle(self) -> dict[tuple[str, str, str, str], list[Mesure]]:
        """(territoire, indicateur, modalité, année) → les mesures de toutes les sources."""
        cles: dict[tuple[str, str, str, str], list[Mesure]] = {}
        for m in self.entrepot.mesures:
            cles.setdefault((m.territoire, m.indicateur, m.modalite, m.annee), []).append(m)
        return cles

    @cached_property
    def documents(self) -> dict[str, str]:
        """Code de source → code du document : « rapport_2022_conclusion » est dans « rapport_2022 »."""
        objets = (*self.entrepot.mesures, *self.entrepot.credits_publies)
        codes = sorted({o.source for o in objets})
        return {c: next(d for d in codes if c == d or c.startswith(f"{d}_")) for c in codes}

    @cached_property
    def precisions(self) -> dict[tuple[str, str], int]:
        """(source, indicateur) → le plus grand nombre de décimales qu'elle écrit : 34.0 y vaut 34,0."""
        precisions: dict[tuple[str, str], int] = {}
        for m in self.entrepot.mesures:
            if m.valeur is not None and m.statut != "calcule":
                cle = (m.source, m.indicateur)
                precisions[cle] = max(precisions.get(cle, 0), decimales(m.valeur))
        return precisions

    def nom(self, territoire: str) -> str:
        """Le nom court d'un territoire, à défaut son code."""
        fiche = self.entrepot.territoires.get(territoire)
        return fiche.nom_court if fiche else territoire

    def noms(self, territoires: Iterable[str]) -> str:
        """« La Conte, Bastide et Grazailles »."""
        return enumeration([self.nom(t) for t in territoires])

    def libelle(self, indicateur: str, modalite: str = "") -> str:
        """« Taux d'emploi (Femmes) »."""
        fiche = self.entrepot.indicateurs.get(indicateur)
        nom = fiche.libelle if fiche else indicateur
        return f"{nom} ({self.entrepot.modalites.get(modalite, modalite)})" if modalite else nom

    def ou(self, mesure: Mesure) -> str:
        """« Taux d'emploi (Femmes), Grazailles, 2017 » : de quoi parle une mesure."""
        quoi = self.libelle(mesure.indicateur, mesure.modalite)
        return f"{quoi}, {self.nom(mesure.territoire)}, {mesure.annee}"

    def titre_source(self, source: str) -> str:
        """« rapport de 2022 » se dit par son titre ; à défaut, le code."""
        return self.entrepot.source(source).titre or source


def imprimee(mesure: Mesure | CreditPublie) -> float | None:
    """Ce que la source imprime : la valeur publiée quand elle est gardée à part, sinon la valeur."""
    return mesure.valeur if mesure.valeur_publiee is None else mesure.valeur_publiee


def est_insee(mesure: Mesure) -> bool:
    """Vrai si la mesure vient d'un fichier de l'Insee."""
    return mesure.source.startswith(INSEE)


def decimales(valeur: float) -> int:
    """Le nombre de décimales écrites : 31.5 en a une, 42.0 aucune (une précision n'est jamais supposée)."""
    return 0 if valeur == int(valeur) else len(f"{valeur:.6f}".rstrip("0").partition(".")[2])


def pas(valeurs: Sequence[float]) -> float:
    """La finesse commune d'un groupe : 0,1 si l'un est au dixième, 1 000 si tous sont des milliers ronds."""
    plus_fines = max((decimales(v) for v in valeurs), default=0)
    if plus_fines:
        return 10.0**-plus_fines
    connus = [v for v in valeurs if v]
    return float(next((p for p in _PAS_ENTIERS if connus and all(v % p == 0 for v in connus)), 1))


def marge(valeur: float) -> float:
    """Ce que l'arrondi d'une valeur imprimée peut cacher : 0,5 pour 42, 0,05 pour 31,5."""
    return 0.5 * 10.0 ** -decimales(valeur) + 1e-9


def ecrire(valeur: float) -> str:
    """Le nombre en français, avec les décimales qu'il porte."""
    return nombre(valeur, decimales(valeur))


def signer(valeur: float, chiffres: int = 1) -> str:
    """« + 22,4 », « − 9,4 » : le signe est toujours dit."""
    signe = "−" if valeur < 0 else "+"
    return f"{signe} {nombre(abs(valeur), chiffres)}"


def code(valeur: float) -> str:
    """Une valeur dans une clé : le plus court possible, point décimal."""
    return f"{float(arrondir(valeur, 4)):g}" if abs(valeur) < 1e5 else f"{valeur:.0f}"


def ecart_d_annees(avant: str, apres: str) -> int:
    """Nombre d'années entre les fins de deux années de données."""
    return bornes(apres)[1] - bornes(avant)[1]
