"""Les six questions de l'évaluation : ce que les données en disent, ce qu'elles ne disent pas, où regarder.

Les phrases chiffrées se calculent à partir des tables, selon la règle de chaque indicateur. Ce qui
manque est dit en clair dans `questions_evaluation.csv`, que l'équipe peut compléter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from data.blocs import construire
from data.entrepot import Entrepot
from data.formats import annee_lisible, enumeration
from data.modele import Bloc, Ligne
from data.montage import libelle_modalite
from data.vues.reponses import Reponse, accompagnement, crise, ecarts, habitants, moyens, transversal

# Ce que compte une ligne qui ne vient pas d'un indicateur.
AUTRES_SUJETS = {
    "ecart_de_revenu": "Écart du revenu médian avec l'agglomération",
    "interventions": "Acteurs du dépliant de la gestion urbaine de proximité",
    "credits_montant": "Crédits spécifiques du contrat",
    "credits_actions": "Actions soutenues",
    "reperes": "Repères du rapport",
    "actions": "Actions réelles de nos tables",
    "parole": "Questions de l'enquête",
}


@dataclass(frozen=True, slots=True)
class Lien:
    """Une page qui porte la réponse : son libellé, son adresse sans « / », ses filtres."""

    libelle: str
    adresse: str
    filtres: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Une question de l'évaluation : son bloc porte les phrases, les mesures citées et ce qui manque.

    appuis : les mêmes mesures, un bloc par grandeur, pour que chaque chiffre ait sa table et son origine.
    """

    code: str
    bloc: Bloc
    liens: tuple[Lien, ...]
    appuis: tuple[Bloc, ...] = ()


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
    return Question(ligne["question"], bloc, liens, _appuis(entrepot, bloc))


def _appuis(entrepot: Entrepot, bloc: Bloc) -> tuple[Bloc, ...]:
    """Un bloc par grandeur citée : les quartiers en lignes, les années (ou les rubriques) en colonnes."""
    groupes: dict[str, list[Ligne]] = {}
    for ligne in bloc.lignes:
        groupes.setdefault(ligne.mesure.indicateur, []).append(ligne)
    return tuple(
        construire(
            f"{bloc.identifiant}-{sujet}".replace("_", "-"),
            titre_de_l_appui(entrepot, sujet),
            "tableau",
            [_en_colonne(entrepot, x, lignes) for x in lignes],
            "",
            entrepot.sources,
            preuves=_origine(entrepot, sujet, lignes),
        )
        for sujet, lignes in groupes.items()
    )


def titre_de_l_appui(entrepot: Entrepot, sujet: str) -> str:
    """Le libellé de l'indicateur, ou ce que compte un sujet qui n'est pas un indicateur."""
    fiche = entrepot.indicateurs.get(sujet)
    return fiche.libelle if fiche else AUTRES_SUJETS.get(sujet, sujet)


def _en_colonne(entrepot: Entrepot, x: Ligne, voisines: Sequence[Ligne]) -> Ligne:
    """La ligne sous le nom de sa colonne : l'année, précédée de la rubrique quand il y en a plusieurs."""
    if x.mesure.indicateur not in entrepot.indicateurs:
        return x
    annee = annee_lisible(x.mesure.annee)
    if len({v.mesure.modalite for v in voisines}) < 2:
        return replace(x, categorie=annee)
    return replace(x, categorie=f"{libelle_modalite(entrepot, x.mesure.modalite) or 'Ensemble'}, {annee}")


def _origine(entrepot: Entrepot, sujet: str, lignes: Sequence[Ligne]) -> tuple[tuple[str, str], ...]:
    """Où lire chaque valeur, et les entrées du registre à connaître avant de citer."""
    lieux = dict.fromkeys(x.mesure.reference for x in lignes if x.mesure.reference)
    codes = {x.mesure.territoire for x in lignes} | {""}
    entrees = dict.fromkeys(
        c.controle for c in entrepot.controles_de("", sujet) if sujet in entrepot.indicateurs and c.territoire in codes
    )
    registre = (("Au registre (page Fiabilité)", enumeration(list(entrees))),) if entrees else ()
    return (("Fichier et variable", " ; ".join(lieux)), *registre)
