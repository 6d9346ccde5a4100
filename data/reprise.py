"""Ce qu'un nouveau territoire reprend de nos tables : le vocabulaire commun, rien de ce qui est d'ici.

Chaque fonction rend les lignes d'une table du dossier neuf. Ce qui n'est pas repris (les textes de l'évaluation, les
acteurs, les crédits, le registre…) n'est pas écrit : l'équipe l'ajoute si elle en a, table par table.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from data.dossiers import RACINE
from data.formats import en_lettres
from data.importation.etiquettes import normaliser
from data.insee.decoupage import DEPARTEMENTS, REGIONS
from data.lecture_csv import lire_table
from data.modele import Territoire
from data.phrases import de, nom_dans_la_phrase
from data.schemas.tables import PAR_NOM

Ligne = dict[str, str]
MODELE = RACINE / "data" / "tables"
TELLES_QUELLES = ("annees_insee", "blocs_insee", "codes_notes_insee", "variables_insee", "piliers")
# Les contours viennent des paquets officiels, quel que soit le territoire.
SOURCES_GENERALES = re.compile(r"insee_(demo|ipro|revn|filo|filo_(com|epci|dep|reg|metro))_[0-9]{4}|anct_contours_.*")
TOUJOURS_UTILES = ("QPV", "CDV", "EPCI")
OBJETS_COMMUNS = ("colonne", "pilier", "enveloppe", "nature", "prenom")
FINANCEURS_COMMUNS = (
    "État",
    "MSA",
    "Bailleurs sociaux",
    "Fonds européens",
    "Caisse des dépôts",
    "ANRU",
    "FIPD",
    "DILCRAH",
    "Autres financeurs",
    "Non précisé",
)
LOCAUX = ("qpv", "qva", "commune", "epci", "departement", "region")
_LETTRES_SURES = 4  # un mot plus court (« pont », « la ») n'est pas un nom de lieu à lui seul
_NOMBRE_DE_QUARTIERS = "cinq"


def tables_reprises(territoires: Sequence[Territoire], modele: Path = MODELE) -> dict[str, list[Ligne]]:
    """Nom de table -> ses lignes, pour ces territoires. Lève ValueError si une table du modèle ne se lit pas."""

    def lire(nom: str) -> list[Ligne]:
        attendue = PAR_NOM[nom]
        table = lire_table(modele / attendue.fichier, attendue.colonnes, attendue.sans_ligne, attendue.d_equipe)
        if table.cadre is None or table.fautes:
            raise ValueError(" ".join(f.phrase() for f in table.fautes) or f"{attendue.fichier} ne se lit pas.")
        return table.cadre.to_dict("records")

    variables = lire("variables_insee")
    indicateurs = {v["indicateur"] for v in variables}
    modalites = {v["modalite"] for v in variables}
    reprises = {nom: lire(nom) for nom in TELLES_QUELLES}
    reprises["indicateurs"] = [r for r in lire("indicateurs") if r["indicateur"] in indicateurs]
    reprises["modalites"] = [r for r in lire("modalites") if r["modalite"] in modalites]
    reprises["lectures"] = [
        r
        for r in lire("lectures")
        if r["indicateur"] in indicateurs and (not r["modalite"] or r["modalite"] in modalites)
    ]
    reprises["seuils"] = [r for r in lire("seuils") if not r["indicateur"] or r["indicateur"] in indicateurs]
    reprises["sources"] = [r | {"consulte_le": ""} for r in lire("sources") if SOURCES_GENERALES.fullmatch(r["source"])]
    reprises["glossaire"] = _sigles_cites(lire("glossaire"), reprises)
    reprises["ecritures"] = ecritures(lire("ecritures"), lire("territoires"), territoires)
    reprises["contestations"] = []
    return reprises


def _sigles_cites(glossaire: Iterable[Ligne], reprises: Mapping[str, list[Ligne]]) -> list[Ligne]:
    """Les sigles que les tables reprises écrivent : un sigle d'ici n'aurait rien à expliquer là-bas."""
    textes = " ".join(
        c for nom in ("indicateurs", "sources", "modalites", "lectures") for r in reprises[nom] for c in r.values()
    )
    mots = {*re.findall(r"[A-Za-zÀ-ÿ]+", textes), *TOUJOURS_UTILES}
    return [r for r in glossaire if r["sigle"] in mots]


# --- Les mots que comprend l'import des actions


def ecritures(lues: Sequence[Ligne], modele: Sequence[Ligne], territoires: Sequence[Territoire]) -> list[Ligne]:
    """Les écritures communes, celles des financeurs d'ici, et « tous les quartiers » à leur nombre.

    modele : les territoires dont viennent ces écritures ; leurs noms ne sont pas repris.
    """
    d_ailleurs = _mots_locaux(modele)
    connu = _contient(d_ailleurs)
    rendues = [r for r in lues if r["objet"] in OBJETS_COMMUNS]
    rendues += [r for r in lues if r["objet"] == "structure" and r["ecriture"].islower() and not connu(r["ecriture"])]
    rendues += [
        r for r in lues if r["objet"] == "financeur" and r["code"] in FINANCEURS_COMMUNS and not connu(r["ecriture"])
    ]
    rendues += _financeurs(territoires)
    n = sum(t.type == "qpv" and t.geographie == "2015" for t in territoires)
    for r in lues:
        if r["objet"] == "quartier" and r["code"] in ("tous", "non-localise") and not connu(r["ecriture"]):
            ecriture = r["ecriture"].replace(_NOMBRE_DE_QUARTIERS, en_lettres(n)).replace("5", str(n))
            rendues.append(r | {"ecriture": ecriture})
    uniques = {(r["objet"], normaliser(r["ecriture"]), r["code"]): r for r in rendues}
    return list(uniques.values())


def _mots_locaux(modele: Sequence[Ligne]) -> frozenset[str]:
    """Les mots des noms de lieux du modèle, sans ceux qui sont trop courts pour en être à eux seuls."""
    noms = " ".join(f"{t['nom']} {t['nom_court']} {t['parent']}" for t in modele if t["type"] in LOCAUX)
    communs = {"agglo", "agglomeration", "pont", "vieux", "saint"}
    return frozenset(m for m in normaliser(noms).split() if len(m) >= _LETTRES_SURES and m not in communs)


def _contient(mots: frozenset[str]) -> Callable[[str], bool]:
    """« carcassonnais » est un mot de « carcassonne » : les premières lettres suffisent."""
    debuts = tuple(m[: max(_LETTRES_SURES, len(m) - 2)] for m in mots)
    return lambda texte: any(mot.startswith(debuts) for mot in normaliser(texte).split())


def _financeurs(territoires: Sequence[Territoire]) -> list[Ligne]:
    """Les collectivités de ces territoires, sous leurs noms courants ; sans agglomération, « Intercommunalité »."""
    villes = [t for t in territoires if t.type == "commune"]
    formes: dict[str, list[str]] = {}
    for ville in villes:
        d_ici = de(nom_dans_la_phrase(ville))
        seule = ["Ville", "Mairie", "Commune"] if len(villes) == 1 else []
        noms = [f"{mot} {d_ici}" for mot in ("Ville", "Commune", "Mairie")]
        formes[f"Ville {d_ici}"] = [*noms, ville.nom, f"Ville {ville.nom}", *seule]
    agglo = next((t.nom for t in territoires if t.type == "epci"), "Intercommunalité")
    formes[agglo] = [agglo, "Agglo", "Agglomération", "Communauté d'agglomération", "EPCI", "CA", "intercommunalité"]
    departements = [DEPARTEMENTS[t.code[1:]] for t in territoires if t.type == "departement"]
    for d in departements:
        noms = [f"{debut} {d.du}" for debut in ("Département", "Conseil départemental", "Conseil général", "CD")]
        noms += [d.nom, f"CD {d.code}", f"CD{d.code}", f"Département {d.code}"]
        formes[f"Département {d.du}"] = noms
        formes[f"Caf {d.du}"] = [f"Caf {d.du}", f"CAF {d.code}", f"CAF {d.nom}"]
    if len(departements) == 1:
        formes[f"Département {departements[0].du}"] += [
            "Département",
            "Conseil départemental",
            "Conseil général",
            "CD",
            "CG",
        ]
        formes[f"Caf {departements[0].du}"] += ["Caf", "Caisse d'allocations familiales"]
    for region in (REGIONS[t.code[1:]] for t in territoires if t.type == "region"):
        nom = region.nom
        formes[f"Région {nom}"] = [
            f"Région {nom}",
            "Région",
            "Conseil régional",
            "CR",
            nom,
            f"Conseil régional {region.du}",
        ]
        formes[f"ARS {nom}"] = ["ARS", f"ARS {nom}", "Agence régionale de santé"]
        formes[f"DRAC {nom}"] = ["DRAC", f"DRAC {nom}"]
    return [
        {"objet": "financeur", "ecriture": ecriture, "code": code} for code, noms in formes.items() for ecriture in noms
    ]
