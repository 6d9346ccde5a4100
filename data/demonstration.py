"""Fabrique les données de démonstration des actions : `python -m data.demonstration`.

Les graphiques de crédits par quartier du rapport de 2022 sont perdus ; la carte des crédits
a pourtant besoin d'une table d'actions pour se montrer, en attendant celle de l'équipe. Cette
table est fabriquée par une règle fixe à partir des totaux publiés (`credits_publies.csv`), sans
aucun tirage au sort : même entrée, mêmes octets. Elle ne dit rien de la réalité des quartiers.
La règle est expliquée dans `docs/donnees-de-demonstration.md`.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from data.console import dire, refuser, tolerer_les_vieilles_consoles
from data.credits import partager
from data.dossiers import dossier_historique, dossier_tables
from data.ecriture_csv import remplacer, texte_csv
from data.fautes import raison_systeme
from data.importation.verrou import ImportEnCours, verrou

COLONNES = (
    "id_action",
    "annee",
    "intitule",
    "porteur",
    "pilier",
    "theme",
    "quartiers",
    "financeur",
    "enveloppe",
    "nature",
    "montant",
    "statut",
    "source",
)
COLONNES_MARGES = ("marge", "publie", "obtenu", "ecart", "unite", "cede", "explication")
SOURCE = "demonstration"

CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (
    "QP011002",
    "QP011003",
    "QP011004",
    "QP011005",
    "QP011006",
)
QUARTIERS = (CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES)
# La Conte - Ozanam domine jusqu'en 2018, puis les quartiers se rapprochent sans qu'elle cesse
# d'être la première : c'est tout ce que dit le rapport (chapitre 3 et portrait de La Conte). Les
# proportions exactes sont les nôtres.
TOUR_AVANT_2019 = (CONTE, VIGUIER, CONTE, GRAZAILLES, CONTE, BASTIDE, CONTE, VIGUIER, FLEMING, CONTE)
TOUR_DEPUIS_2019 = (
    CONTE,
    VIGUIER,
    GRAZAILLES,
    BASTIDE,
    FLEMING,
    CONTE,
    VIGUIER,
    GRAZAILLES,
    BASTIDE,
    FLEMING,
    CONTE,
)
ANNEE_DU_REEQUILIBRAGE = 2019
# « La programmation propose une majorité de reconductions (75 / 25) », chapitre 5, gouvernance.
PART_RECONDUCTIONS = Fraction(75, 100)
UNE_SUR_TOUS, UNE_SUR_PLUSIEURS = 10, 7
POIDS_DES_MONTANTS = (3, 5, 8, 4, 6, 2, 7)
PARTS_DES_FINANCEURS = ((100,), (60, 40), (100,), (50, 30, 20), (60, 40))
FINANCEURS = ("Financeur fictif A", "Financeur fictif B", "Financeur fictif C")
PORTEURS, THEMES = 37, 6
PAS = 10  # les montants sont des multiples de 10 €, pour ne pas imiter une comptabilité


class PasDeDemonstration(Exception):
    """La table ne peut pas être fabriquée ; le message dit pourquoi, en français."""


def lire_publies(dossier: Path) -> tuple[dict[int, int], dict[int, int], dict[str, int]]:
    """Les totaux publiés utiles à la règle, lus dans `credits_publies.csv`.

    Rend (euros par année, actions par année, période) ; la période a les clés « montant »,
    « actions », « cohesion », « hors_cohesion » et « part » (en %). Lève PasDeDemonstration si
    la table manque ou s'il y manque une valeur.
    """
    chemin = dossier / "credits_publies.csv"
    if not chemin.is_file():
        raise PasDeDemonstration(f"{chemin.name} : table absente. Attendu : les totaux publiés par le rapport.")
    with chemin.open(encoding="utf-8", newline="") as flux:
        lignes = [x for x in csv.DictReader(flux) if x["valeur"] and not x["note"].startswith("ecartee")]
    lues = {(x["annee"], x["pilier"], x["mesure"]): int(Decimal(x["valeur"])) for x in lignes}
    annuelles = [(int(a), m, v) for (a, p, m), v in lues.items() if p == "total" and a.isdigit()]
    montants = {a: v for a, m, v in annuelles if m == "montant"}
    nombres = {a: v for a, m, v in annuelles if m == "actions"}
    periode = next((a for a, p, m in lues if not a.isdigit()), "")
    cles = {
        "montant": ("total", "montant"),
        "actions": ("total", "actions"),
        "cohesion": ("cohesion_sociale", "actions"),
        "hors_cohesion": ("hors_cohesion_sociale", "actions"),
        "part": ("cohesion_sociale", "part"),
    }
    manque = [f"{p} / {m}" for p, m in cles.values() if (periode, p, m) not in lues]
    if manque or not montants or montants.keys() != nombres.keys():
        raise PasDeDemonstration(
            f"{chemin.name} : il manque un total publié ({', '.join(manque) or 'une année'}). "
            "Attendu : un montant et un nombre d'actions par année, et les totaux de la période."
        )
    return montants, nombres, {c: lues[periode, p, m] for c, (p, m) in cles.items()}


def effectifs_par_pilier(nombres: dict[int, int], periode: dict[str, int]) -> dict[int, dict[str, int]]:
    """Le nombre d'actions de chaque pilier, année par année.

    La proportion publiée (cohésion sociale / ensemble) est suivie sur le cumul des années, pour
    que l'arrondi ne s'accumule pas ; le reste va pour moitié à l'emploi et au cadre de vie,
    faute de détail publié.
    """
    part = Fraction(periode["cohesion"], periode["cohesion"] + periode["hors_cohesion"])
    cumul, cohesion_faites, emploi_faites = 0, 0, 0
    effectifs = {}
    for annee in sorted(nombres):
        cumul += nombres[annee]
        cohesion = round(part * cumul) - cohesion_faites
        cohesion_faites += cohesion
        emploi = (cumul - cohesion_faites + 1) // 2 - emploi_faites
        emploi_faites += emploi
        effectifs[annee] = {
            "cohesion_sociale": cohesion,
            "emploi": emploi,
            "cadre_de_vie": nombres[annee] - cohesion - emploi,
        }
    return effectifs


def quartiers_de(annee: int, pilier: str, rang: int) -> tuple[str, ...]:
    """Les quartiers de la rang-ième action d'un pilier dans l'année (rang à partir de 0)."""
    if rang % UNE_SUR_TOUS == UNE_SUR_TOUS - 1:
        return ("tous",)
    if pilier == "emploi":
        tour: Sequence[str] = QUARTIERS  # « de manière homogène sur l'ensemble des 5 QPV »
    else:
        tour = TOUR_AVANT_2019 if annee < ANNEE_DU_REEQUILIBRAGE else TOUR_DEPUIS_2019
    # Le tour n'avance que sur les actions situées et repart chaque année d'un cran plus loin :
    # sinon les mêmes quartiers perdraient toujours leur place au profit de « tous ».
    premier = tour[(rang - rang // UNE_SUR_TOUS + annee) % len(tour)]
    if rang % UNE_SUR_PLUSIEURS == UNE_SUR_PLUSIEURS - 1:
        suivant = QUARTIERS[(QUARTIERS.index(premier) + 1) % len(QUARTIERS)]
        return (premier, suivant)
    return (premier,)


def montants_du_pilier(total: int, nombre: int) -> list[int]:
    """Des montants inégaux, multiples de 10 €, dont la somme est exactement `total` (euros)."""
    poids = [POIDS_DES_MONTANTS[i % len(POIDS_DES_MONTANTS)] for i in range(nombre)]
    parts = [PAS * p for p in partager(total // PAS, poids)]
    parts[0] += total % PAS
    return parts


def fabriquer(montants: dict[int, int], nombres: dict[int, int], periode: dict[str, int]) -> Iterator[dict[str, str]]:
    """Les lignes d'`actions.csv`, une par action et par financeur, dans l'ordre du fichier."""
    effectifs = effectifs_par_pilier(nombres, periode)
    numero_general, reconductions = 0, 0
    for annee in sorted(montants):
        cohesion, autres = partager(montants[annee], (periode["part"], 100 - periode["part"]))
        emploi, cadre = partager(autres, (1, 1))
        numero = 0
        for pilier, total in (("cohesion_sociale", cohesion), ("emploi", emploi), ("cadre_de_vie", cadre)):
            for rang, montant in enumerate(montants_du_pilier(total, effectifs[annee][pilier])):
                numero += 1
                numero_general += 1
                reconduite = round(PART_RECONDUCTIONS * numero_general) > reconductions
                reconductions += reconduite
                parts = PARTS_DES_FINANCEURS[numero_general % len(PARTS_DES_FINANCEURS)]
                for financeur, part in zip(FINANCEURS, partager(montant, parts), strict=False):
                    yield {
                        "id_action": f"DEMO-{annee}-{numero:03d}",
                        "annee": str(annee),
                        "intitule": f"Action fictive {annee}-{numero:03d} (démonstration)",
                        "porteur": f"Porteur fictif {1 + numero_general % PORTEURS}",
                        "pilier": pilier,
                        "theme": f"Thème fictif {1 + rang % THEMES}",
                        "quartiers": ";".join(quartiers_de(annee, pilier, rang)),
                        "financeur": financeur,
                        "enveloppe": "specifique",
                        "nature": "reconduction" if reconduite else "nouvelle",
                        "montant": f"{part}.00",
                        "statut": "demonstration",
                        "source": SOURCE,
                    }


def marges(
    lignes: Sequence[dict[str, str]],
    montants: dict[int, int],
    nombres: dict[int, int],
    periode: dict[str, int],
) -> list[dict[str, str]]:
    """Ce que la fabrication tient et ce qui cède, marge par marge (`demonstration_marges.csv`)."""
    actions = {x["id_action"]: x for x in lignes}
    montant = sum(Decimal(x["montant"]) for x in lignes)
    cohesion = sum(Decimal(x["montant"]) for x in lignes if x["pilier"] == "cohesion_sociale")
    nombre = len(actions)
    nombre_cohesion = sum(a["pilier"] == "cohesion_sociale" for a in actions.values())
    reconductions = sum(a["nature"] == "reconduction" for a in actions.values())

    def part_conte(debut: int, fin: int) -> str:
        situees = [a for a in actions.values() if a["quartiers"] != "tous" and debut <= int(a["annee"]) <= fin]
        nommees = sum(CONTE in a["quartiers"].split(";") for a in situees)
        return f"{100 * Decimal(nommees) / len(situees):.1f}"

    def ligne(
        marge: str, publie: object, obtenu: object, unite: str, explication: str, tolerance: str = "0"
    ) -> dict[str, str]:
        ecart = "" if publie == "" else str(Decimal(str(obtenu)) - Decimal(str(publie)))
        cede = "oui" if ecart and abs(Decimal(ecart)) > Decimal(tolerance) else "non"
        cellules = (marge, str(publie), str(obtenu), ecart, unite, cede, explication)
        return dict(zip(COLONNES_MARGES, cellules, strict=True))

    annees = sorted({int(a["annee"]) for a in actions.values()})
    euros = {a: sum(Decimal(x["montant"]) for x in lignes if int(x["annee"]) == a) for a in annees}
    par_an = [
        ligne(
            f"montant {a}",
            montants[a],
            int(euros[a]),
            "euros",
            "Tenu exactement : les montants annuels priment.",
        )
        for a in annees
    ] + [
        ligne(
            f"actions {a}",
            nombres[a],
            sum(int(x["annee"]) == a for x in actions.values()),
            "actions",
            "Tenu exactement : les nombres annuels priment.",
        )
        for a in annees
    ]
    return [
        *par_an,
        ligne(
            "montant 2016-2022",
            periode["montant"],
            int(montant),
            "euros",
            "Cède : les sept montants annuels publiés ne font pas le total publié.",
        ),
        ligne(
            "actions 2016-2022",
            periode["actions"],
            nombre,
            "actions",
            "Cède : les sept nombres annuels publiés ne font pas le total publié.",
        ),
        ligne(
            "actions de cohésion sociale 2016-2022",
            periode["cohesion"],
            nombre_cohesion,
            "actions",
            f"Cède : la proportion publiée ({periode['cohesion']} sur {periode['actions']}) est gardée, "
            "appliquée aux nombres annuels.",
        ),
        ligne(
            "actions des deux autres piliers 2016-2022",
            periode["hors_cohesion"],
            nombre - nombre_cohesion,
            "actions",
            "Cède : même raison ; emploi et cadre de vie se partagent par moitié, faute de détail publié.",
        ),
        ligne(
            "part de la cohésion sociale 2016-2022",
            periode["part"],
            f"{100 * cohesion / montant:.2f}".rstrip("0").rstrip("."),
            "% des montants",
            "Tenue, chaque année et sur la période.",
        ),
        ligne(
            "part des reconductions 2016-2022",
            int(100 * PART_RECONDUCTIONS),
            f"{100 * Decimal(reconductions) / nombre:.2f}",
            "% des actions",
            "Tenue au plus près d'un nombre entier d'actions ; le rapport ne dit pas si 75 / 25 porte sur "
            "des actions ou des montants.",
            tolerance="0.1",
        ),
        ligne(
            "La Conte - Ozanam, part des actions situées 2016-2018",
            "",
            part_conte(2016, 2018),
            "% des actions",
            "Le rapport dit seulement « prédominance » : la part est la nôtre.",
        ),
        ligne(
            "La Conte - Ozanam, part des actions situées 2019-2022",
            "",
            part_conte(2019, 2022),
            "% des actions",
            "Le rapport dit seulement « meilleure répartition » : la part est la nôtre.",
        ),
    ]


def _refuser_si_reel(chemin: Path) -> None:
    if not chemin.is_file():
        return
    with chemin.open(encoding="utf-8-sig", newline="") as flux:
        if any(x.get("statut") != "demonstration" for x in csv.DictReader(flux)):
            raise PasDeDemonstration(
                f"{chemin.name} contient de vraies actions : la démonstration ne les remplace pas. "
                "Attendu : une table absente, ou qui ne contient que des lignes de démonstration."
            )


def main() -> int:
    """Écrit `actions.csv` et `demonstration_marges.csv` ; code 0, ou 1 avec une phrase."""
    tolerer_les_vieilles_consoles()
    dossier = dossier_tables()
    chemin = dossier / "actions.csv"
    try:
        montants, nombres, periode = lire_publies(dossier)
        lignes = list(fabriquer(montants, nombres, periode))
        contenus_marges = texte_csv(COLONNES_MARGES, marges(lignes, montants, nombres, periode))
        # Sous le verrou des imports : de vraies actions entrées après la question ne seraient pas vues.
        with verrou(dossier_historique()):
            _refuser_si_reel(chemin)
            remplacer({chemin: texte_csv(COLONNES, lignes), dossier / "demonstration_marges.csv": contenus_marges})
    except ImportEnCours:
        return refuser([f"{chemin.name} : un import est en cours. Attendu : recommencer dans un instant."])
    except PasDeDemonstration as faute:
        return refuser([str(faute)])
    except OSError as faute:
        return refuser([f"{chemin.name} ne s'écrit pas ({raison_systeme(faute)}). Attendu : un dossier modifiable."])
    euros = f"{sum(montants.values()):,}".replace(",", "\u202f")
    nombre = sum(nombres.values())
    dire([f"{nombre} actions fictives écrites ({len(lignes)} lignes), pour {euros} €."])
    return 0


if __name__ == "__main__":
    sys.exit(main())
