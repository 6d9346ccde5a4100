"""Les six questions de l'évaluation : ce que les données en disent, ce qu'elles ne disent pas, où regarder.

Les phrases chiffrées se calculent à partir des tables, selon la règle de chaque indicateur. Ce qui
manque est dit en clair dans `questions_evaluation.csv`, que l'équipe peut compléter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from data.blocs import construire
from data.entrepot import Entrepot
from data.modele import Bloc
from data.vues.reponses import Reponse, accompagnement, crise, ecarts, habitants, moyens, transversal


@dataclass(frozen=True, slots=True)
class Lien:
    """Une page qui porte la réponse : son libellé, son adresse sans « / », ses filtres."""

    libelle: str
    adresse: str
    filtres: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Une question de l'évaluation : son bloc porte les phrases, les mesures citées et ce qui manque."""

    code: str
    bloc: Bloc
    liens: tuple[Lien, ...]


def _comparer(indicateur: str, libelle: str) -> Lien:
    return Lien(libelle, "comparaisons", (("indicateur", indicateur),))


# Question -> (ce qui calcule ses phrases, où regarder). Une question sans calcul dit seulement ce qui manque.
PREPAREES: dict[str, tuple[Callable[[Entrepot], Reponse], tuple[Lien, ...]]] = {
    "Q1": (
        ecarts,
        (
            _comparer("taux_pauvrete", "Comparer le taux de pauvreté"),
            _comparer("revenu_median", "Comparer le revenu médian"),
            Lien("Fleming - La Reille, revenus et pauvreté", "fleming-la-reille", (("section", "revenus"),)),
        ),
    ),
    "Q2": (
        accompagnement,
        (
            Lien("Qui aide à quoi", "acteurs"),
            Lien("Les piliers du contrat", "piliers"),
            _comparer("allocataires_rsa", "Comparer le nombre d'allocataires du RSA"),
        ),
    ),
    "Q3": (
        crise,
        (
            _comparer("demandeurs_emploi", "Comparer les demandeurs d'emploi"),
            Lien("Les crédits, année par année", "credits"),
        ),
    ),
    "Q4": (
        moyens,
        (
            Lien("Les crédits du contrat", "credits"),
            Lien("Les piliers et la gouvernance", "piliers"),
            Lien("Ce qui se contredit dans les sources", "fiabilite"),
        ),
    ),
    "Q5": (
        transversal,
        (
            _comparer("taux_emploi:femmes", "Comparer le taux d'emploi des femmes"),
            Lien("Les priorités transversales", "piliers"),
        ),
    ),
    "Q6": (
        habitants,
        (
            Lien("La parole des habitants", "parole"),
            Lien("Ce qui manque à l'enquête", "fiabilite"),
        ),
    ),
}


@lru_cache(maxsize=2)
def questions(entrepot: Entrepot) -> tuple[Question, ...]:
    """Les questions de la table, dans son ordre, chacune avec son bloc et ses liens."""
    return tuple(_question(entrepot, ligne) for ligne in entrepot.table("questions_evaluation").dictionnaires())


def _question(entrepot: Entrepot, ligne: dict[str, str]) -> Question:
    calcul, liens = PREPAREES.get(ligne["question"], (None, ()))
    reponse = calcul(entrepot) if calcul else Reponse()
    dit = ligne["ce_que_les_donnees_disent"]
    rien = () if reponse.phrases else ("Aucun chiffre de nos tables ne répond à cette question.",)
    bloc = construire(
        f"question-{ligne['question'].lower()}",
        ligne["texte"],
        "texte",
        reponse.lignes,
        "",
        entrepot.sources,
        precisions=(*reponse.phrases, *rien),
        reserves=(*reponse.reserves, *((dit,) if dit else ())),
    )
    return Question(ligne["question"], bloc, liens)
