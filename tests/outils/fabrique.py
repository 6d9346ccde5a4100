"""Des objets du domaine écrits en une ligne, pour les essais qui ne lisent pas de table."""

from data.modele import Bloc, Indicateur, Ligne, Mesure, Source, Territoire

SOURCES = {
    "a_2018": Source("a_2018", "Insee", "Série (A_2018)", "2018", "Licence Ouverte 2.0", "", ""),
    "a_2019": Source("a_2019", "Insee", "Série (A_2019)", "2019", "Licence Ouverte 2.0", "", ""),
    "rapport": Source("rapport", "Cabinet", "Rapport final", "2022", "", "", ""),
}


def mesure(valeur: float | None, statut: str = "publie", annee: str = "2019", **champs: object) -> Mesure:
    """Une mesure de pauvreté à La Conte, sauf ce que disent `champs`."""
    defauts = {
        "territoire": "QP011002",
        "indicateur": "taux_pauvrete",
        "modalite": "",
        "valeur_publiee": None,
        "source": "rapport",
        "reference": "p. 1",
        "note": "",
    }
    return Mesure(valeur=valeur, statut=statut, annee=annee, **{**defauts, **champs})


def ligne(nom: str, valeur: float | None, statut: str = "publie", **champs: object) -> Ligne:
    """Une ligne de bloc, en % sans décimale ; `serie`, `categorie`, `cle`, `unite`, `decimales` à part."""
    propres = {"serie": nom, "categorie": nom, "cle": nom, "unite": "%", "decimales": 0}
    propres |= {c: champs.pop(c) for c in list(champs) if c in propres}
    return Ligne(mesure=mesure(valeur, statut, **champs), **propres)


def courbe(*points: tuple[str, float | None], cle: str = "A", statut: str = "publie") -> list[Ligne]:
    """Les lignes d'une série annuelle : (année, valeur) ; None pour un secret."""
    return [ligne(cle, v, "secret" if v is None else statut, cle=cle, categorie=a, annee=a) for a, v in points]


def bloc(*lignes: Ligne, genre: str = "barres", **champs: object) -> Bloc:
    """Un bloc nu, sans rien de déduit."""
    return Bloc(
        **{"identifiant": "essai", "titre": "Titre", "phrase": "Phrase.", **champs, "genre": genre, "lignes": lignes}
    )


def territoire(nom: str, genre: str = "qpv", code: str = "X", court: str = "") -> Territoire:
    """Un territoire du type donné (« qpv », « epci », « region »…)."""
    return Territoire(code, nom, court or nom, genre, "", "", "2015")


def indicateur(libelle: str = "Taux de pauvreté", unite: str = "%", decimales: int = 0, **champs: object) -> Indicateur:
    """Un indicateur non sommable, d'évolution libre, sans bruit."""
    defauts = {
        "code": "taux_pauvrete",
        "domaine": "revenus",
        "pilier": "cohesion_sociale",
        "sens": "baisse_favorable",
        "sommable": False,
        "evolution": "libre",
        "bruit": None,
        "definition": "",
        "producteur": "Insee",
        "ordre": 1,
    }
    return Indicateur(libelle=libelle, unite=unite, decimales=decimales, **{**defauts, **champs})
