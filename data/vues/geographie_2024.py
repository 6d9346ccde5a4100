"""Les quartiers de 2024 à côté de ceux de 2015 : ce qui a changé, et ce qui ne se calcule pas.

Rien ici ne rapproche deux nombres : les deux découpages se montrent l'un sur l'autre, sans plus.
"""

from data.blocs import construire, motif, valeur_de_ligne
from data.entrepot import Entrepot
from data.formats import en_lettres, enumeration, pluriel, quand
from data.modele import Bloc, Ligne, Territoire
from data.montage import ligne
from data.phrases import majuscule

# Valeur de ?geographie= -> libellé. La carte porte toujours les données de 2015.
GEOGRAPHIES = {"2015": "Quartiers de 2015", "2024": "Avec les contours de 2024 par-dessus"}
PAR_DEFAUT, AUTRE = "2015", "2024"
LEGENDE = "tireté : contour de 2024"
# La dernière lettre d'un code de 2024 dit ce que le décret a fait du contour de 2015.
SENS_DES_CODES = {"I": "même contour en droit", "M": "contour modifié par le décret", "N": "quartier nouveau"}
# Ce que disent les contours préparés, et qu'un code ne peut pas dire (geo/contours/LISEZMOI.md, registre C117).
PARTICULARITES = {
    "QN01104I": "notre fichier de 2024 en diffère par un morceau ajouté que le code n'annonce pas : à vérifier sur "
    "les plans annexés aux décrets",
}
SANS_CALCUL = (
    "Aucun calcul ne se fait d'une géographie à l'autre : une population de 2024 ne se soustrait pas à celle de 2015 "
    "et ne la prolonge pas, même là où le contour est le même en droit."
)
DESSIN = (
    "Les contours de 2024 sont simplifiés : ils situent un quartier, ils ne disent pas de quel côté d'une rue passe "
    "la limite."
)


def bloc_geographie(entrepot: Entrepot) -> Bloc | None:
    """Ce qui a changé en 2024, quartier par quartier, avec sa population de référence. None sans quartier de 2024."""
    quartiers = entrepot.quartiers(AUTRE)
    if not quartiers:
        return None
    lignes = {t.code: ligne(entrepot, m) for t in quartiers if (m := entrepot.derniere(t.code, "population"))}
    notes = dict.fromkeys(motif(x.mesure.note) for x in lignes.values() if x.mesure.note)
    return construire(
        "geographie-2024",
        "Ce qui a changé en 2024",
        "texte",
        lignes.values(),
        _phrase(quartiers),
        entrepot.sources,
        precisions=[_precision(t, lignes.get(t.code)) for t in quartiers],
        reserves=(SANS_CALCUL, DESSIN, *notes),
    )


def _phrase(quartiers: tuple[Territoire, ...]) -> str:
    """« La géographie prioritaire de 2024 change un contour sur cinq : Grazailles. »"""
    modifies = [t.nom for t in quartiers if not t.code.endswith("I")]
    if not modifies:
        return "La géographie prioritaire de 2024 garde en droit tous les contours de 2015."
    return (
        f"La géographie prioritaire de 2024 change {en_lettres(len(modifies))} {pluriel(len(modifies), 'contour')} sur "
        f"{en_lettres(len(quartiers))} : {enumeration(modifies)}. Les chiffres de ces pages restent ceux de 2015."
    )


def _precision(t: Territoire, population: Ligne | None) -> str:
    """« Grazailles (QN01106M) : contour modifié par le décret ; 941 habitants en 2020. »"""
    dits = [SENS_DES_CODES.get(t.code[-1:], "sens du code inconnu")]
    if t.code in PARTICULARITES:
        dits[0] = f"{dits[0]}, mais {PARTICULARITES[t.code]}"
    if population is not None:
        dits.append(f"{valeur_de_ligne(population)} {quand(population.mesure.annee)}")
    return majuscule(f"{t.nom} ({t.code}) : {' ; '.join(dits)}.")
