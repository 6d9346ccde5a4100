"""Les dossiers tout prêts : quels blocs, dans quel ordre, pour un quartier, la comparaison, les crédits, une sélection.

Un dossier devient une présentation, un PDF ou un classeur : les blocs sont ceux de l'écran, dans
leurs réglages par défaut. Un bloc réservé au comité n'y entre jamais.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from data.credits import TOTAL
from data.entrepot import Entrepot
from data.identite import de_la_ville, ensemble
from data.modele import Bloc
from data.vues import acteurs, comparaisons, credits, ecarts_reduits, fiabilite, parole
from data.vues.accueil import bloc_carte
from data.vues.cadre_de_vie import PILIER as CADRE_DE_VIE
from data.vues.cadre_de_vie import blocs_cadre_de_vie
from data.vues.credits_base import Choix, annees_des_actions, enveloppe_par_defaut, piliers_des_actions
from data.vues.credits_besoins import bloc_besoins
from data.vues.credits_evolution import bloc_natures, bloc_par_annee, bloc_reequilibrage
from data.vues.credits_financeurs import bloc_financeurs, bloc_porteurs
from data.vues.credits_publies import bloc_annuel, chiffres_du_contrat
from data.vues.credits_quartier import blocs_credits as credits_du_quartier
from data.vues.en_bref import blocs_en_bref
from data.vues.portraits import SECTIONS, blocs_de_section, chiffres_de_tete, sections, sous_titre
from data.vues.profil_national import profil, rangs_des_cinq
from data.vues.regards import bloc_regards
from data.vues.tableau_des_cinq import tableau_des_cinq
from data.vues.un_indicateur import un_indicateur


@dataclass(frozen=True, slots=True)
class Partie:
    """Un chapitre d'un dossier : son titre et ses blocs, dans l'ordre."""

    titre: str
    blocs: tuple[Bloc, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Ce qui devient un fichier : un nom (bon pour un fichier), un titre, des parties.

    code : le quartier dont parle le dossier, vide s'il n'y en a pas un seul.
    """

    nom: str
    titre: str
    sous_titre: str
    parties: tuple[Partie, ...]
    code: str = ""

    @property
    def blocs(self) -> tuple[Bloc, ...]:
        """Tous les blocs, une fois chacun, dans l'ordre."""
        return tuple({b.identifiant: b for partie in self.parties for b in partie.blocs}.values())


def montrables(blocs: Iterable[Bloc | None]) -> tuple[Bloc, ...]:
    """Les blocs publics qui ont quelque chose à montrer, une fois chacun."""
    gardes = (b for b in blocs if b is not None and b.diffusion == "public")
    return tuple({b.identifiant: b for b in gardes if b.lignes or b.grille or b.precisions or b.phrase}.values())


# --- Un quartier


def blocs_de_partie(entrepot: Entrepot, code: str, section: str) -> tuple[Bloc, ...]:
    """Les blocs publics d'une section du portrait, réglages par défaut ; () pour une section inconnue."""
    a_part = _SECTIONS_A_PART.get(section)
    return montrables(a_part(entrepot, code) if a_part else blocs_de_section(entrepot, code, section))


def _cadre_de_vie(entrepot: Entrepot, code: str) -> Iterator[Bloc | None]:
    yield from blocs_cadre_de_vie(entrepot, code)
    yield bloc_regards(entrepot, code, CADRE_DE_VIE)


def _regards(entrepot: Entrepot, code: str) -> Iterator[Bloc | None]:
    yield bloc_regards(entrepot, code)
    if ensemble(entrepot):
        yield bloc_regards(entrepot, ensemble(entrepot))


def _parole(entrepot: Entrepot, code: str) -> Iterator[Bloc | None]:
    if (bloc := parole.reponses_du_quartier(entrepot, code)) is not None:
        yield bloc
        yield parole.ce_qui_se_dit(entrepot, next(iter(parole.VOIX)))


_SECTIONS_A_PART: Mapping[str, Callable[[Entrepot, str], Iterable[Bloc | None]]] = {
    "cadre-de-vie": _cadre_de_vie,
    "regards": _regards,
    "parole": _parole,
    "credits": credits_du_quartier,
    "acteurs": lambda entrepot, code: [acteurs.acteurs_du_quartier(entrepot, code)],
    "fiabilite": lambda entrepot, code: [fiabilite.registre(entrepot, territoire=code)],
}


def blocs_d_un_quartier(entrepot: Entrepot, code: str) -> tuple[Bloc, ...]:
    """Tout le portrait : chiffres de tête, « En bref », puis chaque section. () pour un code inconnu."""
    if code not in {t.code for t in entrepot.quartiers()}:
        return ()
    return dossier_quartier(entrepot, code).blocs


@lru_cache(maxsize=16)
def dossier_quartier(entrepot: Entrepot, code: str) -> Dossier:
    """Le portrait entier d'un quartier, une partie par section. Lève KeyError pour un code inconnu."""
    quartier = entrepot.territoires[code]
    tete = montrables((*chiffres_de_tete(entrepot, code), *blocs_en_bref(entrepot, code), profil(entrepot, code)))
    parties = (
        Partie("En bref", tete),
        *(Partie(SECTIONS[s], blocs_de_partie(entrepot, code, s)) for s in sections(entrepot)),
    )
    return Dossier(
        quartier.slug or code.lower(), quartier.nom, sous_titre(entrepot, code), _remplies(parties), code=code
    )


# Ce qui se projette d'un quartier en une quinzaine de diapositives : le début des identifiants, qui finissent par
# une année ; une année de plus dans les données ne change pas la liste.
ESSENTIEL = (
    "{code}-en-bref-",
    "profil-{code}",
    "{code}-population-",
    "{code}-age-",
    "{code}-part_familles_monoparentales-",
    "{code}-taux_pauvrete-",
    "{code}-revenu_median-",
    "{code}-taux_emploi-",
    "{code}-demandeurs_emploi-annees",
    "{code}-allocataires_caf-annees",
    "credits-{code}-",
)


def dossier_essentiel(entrepot: Entrepot, code: str) -> Dossier:
    """Le quartier en une quinzaine de blocs, pour une réunion. Lève KeyError pour un code inconnu."""
    entier = dossier_quartier(entrepot, code)
    parties = (Partie(p.titre, choisir(p.blocs, ESSENTIEL, code)) for p in entier.parties)
    return Dossier(entier.nom, entier.titre, entier.sous_titre, _remplies(parties), code=code)


def choisir(blocs: Iterable[Bloc], debuts: Sequence[str], code: str) -> tuple[Bloc, ...]:
    """Les blocs dont l'identifiant commence par l'un de ces débuts, dans leur ordre ; « {code} » : le quartier."""
    presents = tuple(blocs)
    voulus = [d.format(code=code.lower()) for d in debuts]
    return tuple({b.identifiant: b for d in voulus for b in presents if b.identifiant.startswith(d)}.values())


def _remplies(parties: Iterable[Partie]) -> tuple[Partie, ...]:
    return tuple(p for p in parties if p.blocs)


# --- La comparaison et les crédits


def blocs_comparaison(entrepot: Entrepot) -> tuple[Bloc, ...]:
    """Le tableau des cinq, puis chacun de ses indicateurs, à la dernière année comparable, puis les écarts."""
    blocs: list[Bloc | None] = [tableau_des_cinq(entrepot)]
    for choix in comparaisons.TABLEAU:
        annees = comparaisons.annees_de(entrepot, choix)
        blocs.append(un_indicateur(entrepot, choix, annees[0]) if annees else None)
    blocs += [ecarts_reduits.reponse(entrepot, r) for r in ecarts_reduits.references(entrepot)]
    return montrables((*blocs, rangs_des_cinq(entrepot)))


def dossier_comparaison(entrepot: Entrepot) -> Dossier:
    """Les cinq quartiers côte à côte."""
    tableau, *indicateurs = blocs_comparaison(entrepot)
    carte = montrables([bloc_carte(entrepot)])
    parties = (Partie("D'un coup d'œil", (*carte, tableau)), Partie("Un indicateur à la fois", tuple(indicateurs)))
    titre = f"Comparer les quartiers prioritaires {de_la_ville(entrepot)}".strip()
    return Dossier("comparaison", titre, "Les mêmes indicateurs, la même année.", _remplies(parties))


def choix_des_credits(entrepot: Entrepot, pilier: str = TOTAL, mesure: str = "montant") -> Choix | None:
    """Le réglage par défaut de la page des crédits : toutes les années ; None sans fichier d'actions."""
    annees = annees_des_actions(entrepot)
    if not annees:
        return None
    return Choix(pilier, mesure, annees[0], annees[-1], enveloppe=enveloppe_par_defaut(entrepot))


def dossier_credits(entrepot: Entrepot) -> Dossier:
    """Les crédits du contrat de ville : publiés, puis répartis par pilier et par quartier."""
    parties = [Partie("Ce que le rapport d'évaluation publie", montrables(_publies(entrepot)))]
    tous = choix_des_credits(entrepot)
    sous_titre = ""
    if tous is not None:
        sous_titre = f"Suivi de programmation de {tous.de} à {tous.a}."
        cartes = [credits.bloc_quartiers(entrepot, replace(tous, pilier=p)) for p in piliers_des_actions(entrepot)]
        cartes.append(credits.bloc_quartiers(entrepot, replace(tous, mesure="par_habitant")))
        details = [credits.resume_du_quartier(entrepot, tous, t.code) for t in entrepot.quartiers()]
        acteurs_ = [bloc_financeurs(entrepot, tous), bloc_porteurs(entrepot, tous)]
        temps = [bloc_par_annee(entrepot, tous), bloc_reequilibrage(entrepot, tous), bloc_natures(entrepot, tous)]
        parties += [
            Partie("Par pilier et par quartier", montrables((*cartes, credits.bloc_croise(entrepot, tous)))),
            Partie("Quartier par quartier", montrables(details)),
            Partie("Année par année", montrables(temps)),
            Partie("Qui paie, qui agit", montrables(acteurs_)),
            Partie("Les crédits face aux besoins", montrables([bloc_besoins(entrepot, tous)])),
        ]
    return Dossier("credits", "Les crédits du contrat de ville", sous_titre, _remplies(parties))


def _publies(entrepot: Entrepot) -> Iterator[Bloc | None]:
    yield from chiffres_du_contrat(entrepot)
    yield from (bloc_annuel(entrepot, mesure) for mesure in ("montant", "actions"))


def dossier_choisi(blocs: Sequence[Bloc], titre: str = "Comité du contrat de ville", sous_titre: str = "") -> Dossier:
    """Les blocs que le lecteur a choisis, dans son ordre, en une seule partie."""
    return Dossier("selection", titre, sous_titre, _remplies([Partie("Sélection", montrables(blocs))]))
