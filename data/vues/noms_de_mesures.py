"""Le nom d'une mesure tel que le lecteur le lit : « Taux d'emploi des femmes », sans jargon, et dans quel ordre."""

from data.entrepot import Entrepot
from data.montage import libelle_modalite
from data.phrases import minuscule

_ORDRE_DES_SEUILS = ("d1", "d2", "q1", "d3", "d4", "d6", "d7", "q3", "d8", "d9")
_DIXIEMES = {"d2": "20 %", "d3": "30 %", "d4": "40 %", "d6": "60 %", "d7": "70 %", "d8": "80 %"}
# Un seuil est le plus haut niveau de vie de ceux qui sont dessous, et le plus bas de ceux qui sont dessus.
_SEUILS = {
    "d1": "maximal des 10 % les plus modestes",
    "q1": "maximal du quart le plus modeste",
    "q3": "minimal du quart le plus aisé",
    "d9": "minimal des 10 % les plus aisés",
} | {d: f"maximal des {part} les plus modestes" for d, part in _DIXIEMES.items()}
NOMS = {
    ("rapport_interdecile", ""): "Écart entre les plus aisés et les plus modestes",
    ("rapport_s80_s20", ""): "Revenus des 20 % les plus aisés, divisés par ceux des 20 % les plus pauvres",
    ("composition_revenus", "activite"): "Part du travail et du chômage indemnisé dans le revenu",
    ("composition_revenus", "chomage"): "Part des indemnités de chômage dans le revenu",
    ("composition_revenus", "pensions"): "Part des pensions et retraites dans le revenu",
    ("composition_revenus", "patrimoine"): "Part des revenus du patrimoine dans le revenu",
    ("composition_revenus", "prestations"): "Part des prestations sociales dans le revenu",
    ("composition_revenus", "prestations_familiales"): "Part des prestations familiales dans le revenu",
    ("composition_revenus", "prestations_logement"): "Part des aides au logement dans le revenu",
    ("composition_revenus", "minima_sociaux"): "Part des minima sociaux dans le revenu",
    ("composition_revenus", "impots"): "Part des impôts, retirés du revenu",
    ("menages", "personne_seule"): "Ménages d'une seule personne",
    ("menages", "couple_avec_enfants"): "Couples avec enfants",
    ("menages", "six_personnes_et_plus"): "Ménages de six personnes et plus",
    ("taux_emploi", "femmes"): "Taux d'emploi des femmes",
    ("taux_emploi", "etrangers"): "Taux d'emploi des étrangers",
    ("part_emplois_precaires", "femmes"): "Part des emplois précaires des femmes",
    ("part_emplois_precaires", "etrangers"): "Part des emplois précaires des étrangers",
    ("part_moins_25_ans", "femmes"): "Part des moins de 25 ans parmi les femmes",
    ("part_60_ans_et_plus", "femmes"): "Part des 60 ans et plus parmi les femmes",
    ("part_etrangers", "femmes"): "Part des étrangères parmi les femmes",
    ("categorie_socioprofessionnelle", "ouvriers"): "Part des ouvriers",
}
NOMS |= {("revenu_disponible", s): f"Niveau de vie {dit}" for s, dit in _SEUILS.items()}
NOMS |= {("revenu_declare", s): f"Revenu déclaré {dit}" for s, dit in _SEUILS.items()}
# Du plus jeune au plus âgé, du plus court au plus long, du plus modeste au plus aisé ; le reste garde l'ordre lu.
_ORDRE = (
    "",
    *_ORDRE_DES_SEUILS,
    "femmes",
    "hommes",
    "moins_3_ans",
    "3_5_ans",
    "6_10_ans",
    "11_14_ans",
    "15_17_ans",
    "18_24_ans",
    "0-14",
    "15-24",
    "25-59",
    "60-74",
    "75+",
    "moins_26_ans",
    "26_49_ans",
    "26_50_ans",
    "50_ans_et_plus",
    "plus_50_ans",
    "moins_6_mois",
    "6_mois_a_1_an",
    "1_a_2_ans",
    "2_ans_et_plus",
    "niveau_inferieur_cap_bep",
    "niveau_cap_bep",
    "niveau_bac",
    "niveau_superieur_bac",
)


def nom_de_mesure_seule(entrepot: Entrepot, indicateur: str, modalite: str) -> str:
    """« Taux d'emploi des femmes » ; à défaut de nom choisi, « Allocataires de la Caf (personne seule) »."""
    if (indicateur, modalite) in NOMS:
        return NOMS[(indicateur, modalite)]
    libelle = entrepot.indicateurs[indicateur].libelle.partition(" : ")[0]
    groupe = libelle_modalite(entrepot, modalite)
    return f"{libelle} ({minuscule(groupe)})" if modalite else libelle


def rang_de_modalite(modalite: str) -> tuple[int, str]:
    """La clé de tri d'une rubrique : sa place naturelle, après elles celles qui n'en ont pas."""
    base = modalite.removesuffix("_femmes").removesuffix("_hommes")
    return (_ORDRE.index(base) if base in _ORDRE else len(_ORDRE)), modalite
