"""Écrire les nombres, les unités, les années et les listes en français.

Ces écritures servent aux phrases comme aux écrans et aux fichiers : elles sont dans
`data`, que tout le monde peut importer. Aucune ne dépend de la langue du système.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

FINE = "\u202f"
INSECABLE = "\u00a0"
MOINS = "\u2212"

LIBELLES_STATUTS = {
    "publie": "publié",
    "calcule": "calculé",
    "corrige": "corrigé",
    "conteste": "contesté",
    "secret": "secret statistique",
    "non_disponible": "non disponible",
    "non_applicable": "sans objet",
    "demonstration": "démonstration",
}

# Accordés avec « valeur » : « 7 valeurs publiées, 1 contestée ».
STATUTS_ACCORDES = {
    "publie": ("publiée", "publiées"),
    "calcule": ("calculée", "calculées"),
    "corrige": ("corrigée", "corrigées"),
    "conteste": ("contestée", "contestées"),
    "secret": ("secrète", "secrètes"),
    "non_disponible": ("non disponible", "non disponibles"),
    "non_applicable": ("sans objet", "sans objet"),
    "demonstration": ("de démonstration", "de démonstration"),
}

DEFINITIONS_STATUTS = {
    "publie": "La valeur est celle que la source imprime.",
    "calcule": "La valeur est calculée à partir de valeurs publiées ; la formule est donnée.",
    "corrige": "La source imprime une valeur manifestement fautive ; la valeur publiée reste affichée à côté.",
    "conteste": "La source se contredit, ou une autre source la contredit : à ne pas citer sans la réserve.",
    "secret": "La valeur existe mais le producteur ne la diffuse pas (trop peu de personnes concernées).",
    "non_disponible": "La valeur n'est pas dans les sources dont nous disposons.",
    "non_applicable": "La question ne se pose pas pour ce territoire.",
    "demonstration": "Valeur fictive qui tient la place des données de l'équipe : elle ne décrit rien de réel.",
}

# Unité de la table -> ce qui s'écrit après le nombre, quand ce n'est pas l'unité elle-même.
_SUFFIXES = {
    "€ par an": "€",
    "€/habitant": "€ par habitant",
    "nombre": "",
    "ratio": "",
    "rapport": "",
    "indice": "",
    "jeunes pour 1 senior": "",
}

# En français le pluriel commence à deux : « 1 action », « 0 personne ».
_SINGULIERS = {
    "habitants": "habitant",
    "personnes": "personne",
    "foyers": "foyer",
    "enfants": "enfant",
    "actions": "action",
    "postes": "poste",
    "points": "point",
}


def arrondir(valeur: float, decimales: int) -> Decimal:
    """Arrondi au plus proche, 5 vers le haut en valeur absolue, comme on l'apprend en France.

    Passe par l'écriture décimale : 0,125 à deux décimales donne 0,13, pas 0,12.
    """
    pas = Decimal(1).scaleb(-decimales)
    return Decimal(str(valeur)).quantize(pas, rounding=ROUND_HALF_UP)


def nombre(valeur: float, decimales: int = 0) -> str:
    """12130.0 -> « 12 130 » (espace fine insécable), 38.46 -> « 38,5 » avec une décimale."""
    arrondi = arrondir(valeur, decimales)
    signe = MOINS if arrondi < 0 else ""
    entier, _, fraction = f"{abs(arrondi):f}".partition(".")
    groupes = [entier[max(0, i - 3) : i] for i in range(len(entier), 0, -3)][::-1]
    texte = signe + FINE.join(groupes)
    return f"{texte},{fraction}" if fraction else texte


def suffixe(unite: str) -> str:
    """Ce qui suit le nombre, après une espace insécable : « % », « € », « habitants » ; rien pour un indice."""
    mot = _SUFFIXES.get(unite, unite)
    return f"{INSECABLE}{mot}" if mot else ""


def valeur_unite(valeur: float, unite: str, decimales: int = 0) -> str:
    """61.0, « % », 0 -> « 61 % » ; 1.9, « ratio », 1 -> « 1,9 » ; 1, « actions » -> « 1 action »."""
    accordee = pluriel(float(arrondir(valeur, decimales)), _SINGULIERS.get(unite, unite), unite)
    return nombre(valeur, decimales) + suffixe(accordee)


def unite_en_toutes_lettres(unite: str) -> bool:
    """Vrai pour « habitants », « personnes »… ; faux pour « % », « € » ou un indice sans unité."""
    mot = _SUFFIXES.get(unite, unite)
    return len(mot) > 1


def valeur_ou_statut(valeur: float | None, statut: str, unite: str, decimales: int) -> str:
    """La valeur écrite en français, ou le nom de ce qui la remplace : jamais un zéro, jamais un vide."""
    if valeur is None:
        return LIBELLES_STATUTS.get(statut, "non disponible")
    return valeur_unite(valeur, unite, decimales)


def ecart_points(ecart: float, decimales: int = 0) -> str:
    """+34.0 -> « +34 points », -1.0 -> « −1 point »."""
    arrondi = arrondir(ecart, decimales)
    signe = "+" if arrondi > 0 else ""
    mot = "point" if abs(arrondi) < 2 else "points"
    return f"{signe}{nombre(float(arrondi), decimales)}{INSECABLE}{mot}"


def annee_lisible(annee: str) -> str:
    """« 2021-T3 » -> « 3e trimestre 2021 », « 2016-2022 » -> « 2016 à 2022 », « 2019 » inchangé."""
    debut, tiret, fin = annee.partition("-")
    if not tiret:
        return annee
    if fin.startswith("T"):
        rang = "1er" if fin[1:] == "1" else f"{fin[1:]}e"
        return f"{rang}{INSECABLE}trimestre {debut}"
    return f"{debut} à {fin}"


def quand(annee: str) -> str:
    """« 2019 » -> « en 2019 », « 2021-T3 » -> « au 3e trimestre 2021 », « 2016-2022 » -> « de 2016 à 2022 »."""
    _, tiret, fin = annee.partition("-")
    preposition = "en" if not tiret else "au" if fin.startswith("T") else "de"
    return f"{preposition} {annee_lisible(annee)}"


def enumeration(mots: Sequence[str]) -> str:
    """[« a », « b », « c »] -> « a, b et c »."""
    mots = list(mots)
    if len(mots) < 2:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} et {mots[-1]}"


def pluriel(quantite: float, singulier: str, au_pluriel: str | None = None) -> str:
    """2, « quartier » -> « quartiers » ; en français le pluriel commence à deux."""
    return singulier if abs(quantite) < 2 else (au_pluriel or f"{singulier}s")


def compter(combien: int, un: str, plusieurs: str | None = None) -> str:
    """« 3 lignes », « 1 ligne » : le nombre en français et son mot accordé."""
    return f"{nombre(combien)} {pluriel(combien, un, plusieurs)}"


def euros(centimes: int) -> str:
    """1250050 -> « 12 500,50 € » ; les centimes ne s'écrivent que s'il y en a : 1250000 -> « 12 500 € »."""
    return valeur_unite(centimes / 100, "€", 2 if centimes % 100 else 0)


def elision(preposition: str, mot: str) -> str:
    """« de », « agglomération » -> « d'agglomération » ; inchangé devant une consonne."""
    if preposition.endswith("e") and mot[:1].lower() in "aeiouyàâäéèêëîïôöùûüœh":
        return f"{preposition[:-1]}'{mot}"
    return f"{preposition} {mot}"


_TYPOGRAPHIE = (
    (re.compile(r" (?=[;?!])"), FINE),
    (re.compile(r" (?=[:»%€])"), INSECABLE),
    (re.compile(r"(?<=«) "), INSECABLE),
)


_TELEPHONE = re.compile(r"\b0\d{1,3}(?: \d\d){3,4}\b")


def typographier(texte: str) -> str:
    """Rend insécables les espaces que le français met avant « : ; ? ! % € », dans les guillemets, un téléphone."""
    for motif, espace in _TYPOGRAPHIE:
        texte = motif.sub(espace, texte)
    return _TELEPHONE.sub(lambda numero: numero[0].replace(" ", INSECABLE), texte)


_EN_LETTRES = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


def en_lettres(quantite: int) -> str:
    """5 -> « cinq » ; au-delà de dix, en chiffres."""
    return _EN_LETTRES[quantite] if 0 <= quantite < len(_EN_LETTRES) else nombre(quantite)
