"""Départements et régions de France : leurs codes, leurs noms, et le département d'un quartier prioritaire.

Code officiel géographique, régions depuis 2016. Chaque nom est écrit avec ce qui le suit dans « les quartiers de » :
« de l'Aude », « du Rhône », « d'Occitanie ».
"""

import re
from dataclasses import dataclass

# Région, code et nom ; puis ses départements.
_DECOUPAGE = """
84 d'Auvergne-Rhône-Alpes : 01 de l'Ain, 03 de l'Allier, 07 de l'Ardèche, 15 du Cantal, 26 de la Drôme, 38 de l'Isère,
  42 de la Loire, 43 de la Haute-Loire, 63 du Puy-de-Dôme, 69 du Rhône, 73 de la Savoie, 74 de la Haute-Savoie
27 de Bourgogne-Franche-Comté : 21 de la Côte-d'Or, 25 du Doubs, 39 du Jura, 58 de la Nièvre, 70 de la Haute-Saône,
  71 de la Saône-et-Loire, 89 de l'Yonne, 90 du Territoire de Belfort
53 de Bretagne : 22 des Côtes-d'Armor, 29 du Finistère, 35 d'Ille-et-Vilaine, 56 du Morbihan
24 du Centre-Val de Loire : 18 du Cher, 28 d'Eure-et-Loir, 36 de l'Indre, 37 d'Indre-et-Loire, 41 du Loir-et-Cher,
  45 du Loiret
94 de Corse : 2A de la Corse-du-Sud, 2B de la Haute-Corse
44 du Grand Est : 08 des Ardennes, 10 de l'Aube, 51 de la Marne, 52 de la Haute-Marne, 54 de la Meurthe-et-Moselle,
  55 de la Meuse, 57 de la Moselle, 67 du Bas-Rhin, 68 du Haut-Rhin, 88 des Vosges
32 des Hauts-de-France : 02 de l'Aisne, 59 du Nord, 60 de l'Oise, 62 du Pas-de-Calais, 80 de la Somme
11 d'Île-de-France : 75 de Paris, 77 de la Seine-et-Marne, 78 des Yvelines, 91 de l'Essonne, 92 des Hauts-de-Seine,
  93 de la Seine-Saint-Denis, 94 du Val-de-Marne, 95 du Val-d'Oise
28 de Normandie : 14 du Calvados, 27 de l'Eure, 50 de la Manche, 61 de l'Orne, 76 de la Seine-Maritime
75 de Nouvelle-Aquitaine : 16 de la Charente, 17 de la Charente-Maritime, 19 de la Corrèze, 23 de la Creuse,
  24 de la Dordogne, 33 de la Gironde, 40 des Landes, 47 du Lot-et-Garonne, 64 des Pyrénées-Atlantiques,
  79 des Deux-Sèvres, 86 de la Vienne, 87 de la Haute-Vienne
76 d'Occitanie : 09 de l'Ariège, 11 de l'Aude, 12 de l'Aveyron, 30 du Gard, 31 de la Haute-Garonne, 32 du Gers,
  34 de l'Hérault, 46 du Lot, 48 de la Lozère, 65 des Hautes-Pyrénées, 66 des Pyrénées-Orientales, 81 du Tarn,
  82 du Tarn-et-Garonne
52 des Pays de la Loire : 44 de la Loire-Atlantique, 49 du Maine-et-Loire, 53 de la Mayenne, 72 de la Sarthe,
  85 de la Vendée
93 de Provence-Alpes-Côte d'Azur : 04 des Alpes-de-Haute-Provence, 05 des Hautes-Alpes, 06 des Alpes-Maritimes,
  13 des Bouches-du-Rhône, 83 du Var, 84 du Vaucluse
01 de Guadeloupe : 971 de la Guadeloupe
02 de Martinique : 972 de la Martinique
03 de Guyane : 973 de la Guyane
04 de La Réunion : 974 de La Réunion
06 de Mayotte : 976 de Mayotte
"""
_ARTICLE = re.compile(r"de l'|de la |des |du |d'|de ")
_LIGNE = re.compile(r"(?P<code>\S+) (?P<du>.+)")


@dataclass(frozen=True, slots=True)
class Lieu:
    """Un département ou une région. du : « de l'Aude » ; nom : « Aude » ; region : celle d'un département."""

    code: str
    du: str
    region: str = ""

    @property
    def nom(self) -> str:
        """Le nom seul, sans article : « Aude », « La Réunion »."""
        return _ARTICLE.sub("", self.du, count=1)


def _lire() -> tuple[dict[str, Lieu], dict[str, Lieu]]:
    regions, departements = {}, {}
    for ligne in re.sub(r"\n {2,}", " ", _DECOUPAGE).strip().splitlines():
        tete, _, siens = ligne.partition(" : ")
        region = _LIGNE.fullmatch(tete)
        regions[region["code"]] = Lieu(region["code"], region["du"])
        for texte in siens.split(", "):
            lu = _LIGNE.fullmatch(texte.strip())
            departements[lu["code"]] = Lieu(lu["code"], lu["du"], region["code"])
    return regions, departements


REGIONS, DEPARTEMENTS = _lire()


def departement_du_quartier(code: str) -> str:
    """« QP011007 » -> « 11 », « QP02A001 » -> « 2A », « QP974001 » -> « 974 » ; « » pour un autre code."""
    if not re.fullmatch(r"Q[PN][0-9]{2}[0-9AB][0-9A-Z]{2,4}", code):
        return ""
    return code[3:5] if code[2] == "0" else code[2:5]


def departement_de_la_commune(code: str) -> str:
    """« 11262 » -> « 11 », « 97411 » -> « 974 » ; « » si ce n'est pas un code de commune d'un département connu."""
    if not re.fullmatch(r"[0-9][0-9AB][0-9]{3}", code):
        return ""
    trouve = code[:3] if code.startswith(("97", "98")) else code[:2]
    return trouve if trouve in DEPARTEMENTS else ""


def region_du_quartier(code: str) -> str:
    """Le code de région d'un quartier, « » s'il n'en a pas (collectivités d'outre-mer)."""
    lieu = DEPARTEMENTS.get(departement_du_quartier(code))
    return lieu.region if lieu else ""
