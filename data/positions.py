"""La place d'un quartier parmi les QPV de France métropolitaine, en mots.

Les percentiles sont calculés une fois depuis les fichiers nationaux (`rangs_qpv.csv`) :
0 pour la valeur la plus basse, 100 pour la plus haute.
"""

from functools import lru_cache

from data.entrepot import Entrepot
from data.formats import nombre
from data.modele import Mesure

SEUILS = ((5, "parmi les 5 % de QPV"), (10, "parmi les 10 % de QPV"), (25, "dans le quart de QPV"))
# Indicateur -> ce que l'on dit des QPV du haut, puis du bas de la liste.
SUPERLATIFS = {
    "taux_pauvrete": ("les plus pauvres", "les moins pauvres"),
    "revenu_median": ("aux revenus les plus élevés", "aux revenus les plus bas"),
    "taux_emploi": ("où l'emploi est le plus fréquent", "où l'emploi est le plus rare"),
    "taux_emploi:femmes": ("où l'emploi des femmes est le plus fréquent", "où l'emploi des femmes est le plus rare"),
    "part_emplois_precaires:femmes": (
        "où l'emploi précaire des femmes est le plus fréquent",
        "où l'emploi précaire des femmes est le plus rare",
    ),
    "menages:personne_seule": ("où l'on vit le plus souvent seul", "où l'on vit le moins souvent seul"),
    "part_emplois_precaires": ("où l'emploi précaire est le plus fréquent", "où l'emploi précaire est le plus rare"),
    "indice_jeunesse": ("les plus jeunes", "les plus âgés"),
    "part_60_ans_et_plus": ("où les 60 ans et plus pèsent le plus", "où les 60 ans et plus pèsent le moins"),
    "part_moins_25_ans": ("où les moins de 25 ans pèsent le plus", "où les moins de 25 ans pèsent le moins"),
    "part_femmes": ("où les femmes sont les plus nombreuses", "où les femmes sont les moins nombreuses"),
    "part_bas_revenus": ("où les bas revenus sont les plus fréquents", "où les bas revenus sont les moins fréquents"),
    "population": ("les plus peuplés", "les moins peuplés"),
}
# Ce que l'on dit des QPV dont la valeur est plus basse, quand « une valeur plus basse » ne parle à personne.
PLUS_BAS = {
    "population": "sont moins peuplés",
    "taux_pauvrete": "sont moins pauvres",
    "revenu_median": "ont des revenus plus bas",
    "taux_emploi": "ont un emploi plus rare",
}
PAR_DEFAUT = ("où cette valeur est la plus haute", "où cette valeur est la plus basse")


@lru_cache(maxsize=4)
def _rangs(entrepot: Entrepot) -> dict[tuple[str, str, str, str], tuple[float, int]]:
    """(territoire, indicateur, modalité, année) -> (percentile, nombre de QPV)."""
    return {
        (r["territoire"], r["indicateur"], r["modalite"], r["annee"]): (float(r["percentile"]), int(r["n"]))
        for r in entrepot.table("rangs_qpv").dictionnaires()
    }


def percentile(entrepot: Entrepot, mesure: Mesure) -> float | None:
    """Le percentile de la mesure parmi les QPV de métropole (0 = la plus basse), None s'il n'est pas connu."""
    rang = _rangs(entrepot).get((mesure.territoire, mesure.indicateur, mesure.modalite, mesure.annee))
    return rang[0] if rang and mesure.valeur is not None else None


def phrase_position(entrepot: Entrepot, mesure: Mesure) -> str:
    """« En France métropolitaine, le quartier est parmi les 5 % de QPV les plus pauvres. » ; vide si inconnu."""
    place = percentile(entrepot, mesure)
    if place is None:
        return ""
    cle = f"{mesure.indicateur}:{mesure.modalite}" if mesure.modalite else mesure.indicateur
    haut, bas = SUPERLATIFS.get(cle, PAR_DEFAUT)
    reserve = _petite_population(entrepot, mesure)
    for seuil, groupe in SEUILS:
        if place >= 100 - seuil:
            return f"En France métropolitaine, le quartier est {groupe} {haut}.{reserve}"
        if place <= seuil:
            return f"En France métropolitaine, le quartier est {groupe} {bas}.{reserve}"
    dit = PLUS_BAS.get(cle, "ont une valeur plus basse")
    return f"En France métropolitaine, {nombre(place)} QPV sur 100 {dit}.{reserve}"


def _petite_population(entrepot: Entrepot, mesure: Mesure) -> str:
    """Une mise en garde quand le quartier est sous le seuil de population de l'indicateur."""
    seuil, habitants = entrepot.seuil(mesure.indicateur, "evolution"), entrepot.habitants(mesure.territoire)
    if seuil is None or habitants is None or habitants >= seuil.effectif_minimal:
        return ""
    return f" À lire avec prudence : il compte moins de {nombre(seuil.effectif_minimal)} habitants."
