"""La maison tient debout : sens des imports, taille des fichiers, rien d'écrit en dur, rien du dehors."""

import ast
import re
from pathlib import Path

import pytest

from tests.outils.serveur import RACINE

TAILLE_MAXIMALE = 400
PIECES = ("data", "geo", "components", "pages", "tests")

# Ce que chaque pièce n'a pas le droit d'importer.
INTERDITS = {
    "data": {"streamlit", "streamlit_folium", "plotly", "folium", "branca", "components", "pages"},
    "geo": {"streamlit", "streamlit_folium", "plotly", "folium", "branca", "components", "pages"},
    "components": {"pages"},
    "pages": {"pandas", "geopandas", "numpy", "plotly", "folium", "shapely", "pandera"},
}

# Les adresses d'où une page pourrait charger du code, des polices ou des fonds sans qu'on le veuille.
DEHORS = re.compile(
    r"unpkg|jsdelivr|cdnjs|\bcdn\b|cloudflare|googleapis|gstatic|bootstrapcdn|openstreetmap\.org|cartodb|mapbox",
    re.IGNORECASE,
)
# Les espaces de noms XML ne sont jamais téléchargés.
ESPACES_DE_NOMS = re.compile(r"http://www\.w3\.org/\S+")

IMPORTS_CACHES = ("__import__", "importlib.import_module")

# Un chiffre qui a sa place dans une page : une proportion de colonnes, un rang, un niveau de titre.
PLUS_GRAND_NOMBRE_DE_MISE_EN_PAGE = 12
ANNEE = re.compile(r"\b(?:19|20)\d\d\b")


def fichiers_python(*pieces: str) -> list[Path]:
    """Les fichiers Python des pièces données et, sans précision, de tout le projet."""
    dossiers = pieces or PIECES
    trouves = [chemin for nom in dossiers for chemin in (RACINE / nom).rglob("*.py")]
    return sorted(trouves if pieces else [*trouves, *RACINE.glob("*.py")])


def nom(chemin: Path) -> str:
    return chemin.relative_to(RACINE).as_posix()


def arbre(chemin: Path) -> ast.Module:
    return ast.parse(chemin.read_text(encoding="utf-8"), filename=str(chemin))


def modules_importes(code: ast.AST) -> set[str]:
    """Les premiers noms (« pandas » pour pandas.api) importés n'importe où, fonctions comprises."""
    noms: set[str] = set()
    for noeud in ast.walk(code):
        if isinstance(noeud, ast.Import):
            noms |= {alias.name.split(".")[0] for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and noeud.module and not noeud.level:
            noms.add(noeud.module.split(".")[0])
        elif isinstance(noeud, ast.Call) and ast.unparse(noeud.func) in IMPORTS_CACHES:
            noms |= {arg.value.split(".")[0] for arg in noeud.args if isinstance(arg, ast.Constant)}
    return noms


def docstrings(code: ast.AST) -> set[int]:
    """Les identités des nœuds qui sont des docstrings."""
    porteurs = (ast.Module, ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    return {
        id(noeud.body[0].value)
        for noeud in ast.walk(code)
        if isinstance(noeud, porteurs) and noeud.body and isinstance(noeud.body[0], ast.Expr)
    }


def chiffres_en_dur(code: ast.AST) -> list[str]:
    """Les nombres et les textes chiffrés qui ne devraient pas être dans une page, « ligne : valeur ».

    Admis : les petits entiers de mise en page, les booléens, et les années dans un texte.
    """
    fautes = []
    a_part = docstrings(code)
    for noeud in ast.walk(code):
        if not isinstance(noeud, ast.Constant) or isinstance(noeud.value, bool) or id(noeud) in a_part:
            continue
        if isinstance(noeud.value, (int, float)):
            if abs(noeud.value) > PLUS_GRAND_NOMBRE_DE_MISE_EN_PAGE:
                fautes.append(f"ligne {noeud.lineno} : {noeud.value}")
        elif isinstance(noeud.value, str):
            sans_annees = ANNEE.sub("", noeud.value)
            if re.search(r"\d{2,}|\d[.,]\d|\d\s*(?:%|€|habitants|ans\b)", sans_annees):
                fautes.append(f"ligne {noeud.lineno} : « {noeud.value} »")
    return fautes


def controle_faible(condition: ast.expr) -> bool:
    """Vrai pour un contrôle qui ne vérifie aucune valeur : `x is not None`, `len(x) > 0`, « or True »."""
    if isinstance(condition, ast.Constant):
        return bool(condition.value)
    if isinstance(condition, ast.BoolOp) and isinstance(condition.op, ast.Or):
        return any(controle_faible(partie) for partie in condition.values)
    if isinstance(condition, ast.Call):
        return ast.unparse(condition.func) == "len"
    if not isinstance(condition, ast.Compare) or len(condition.ops) != 1:
        return False
    gauche, operateur, droite = condition.left, condition.ops[0], condition.comparators[0]
    if isinstance(operateur, ast.IsNot):
        return isinstance(droite, ast.Constant) and droite.value is None
    est_longueur = isinstance(gauche, ast.Call) and ast.unparse(gauche.func) == "len"
    borne = droite.value if isinstance(droite, ast.Constant) else None
    non_vide = {(ast.Gt, 0), (ast.GtE, 0), (ast.GtE, 1), (ast.NotEq, 0)}
    return est_longueur and (type(operateur), borne) in non_vide


def ne_controle_rien(fonction: ast.FunctionDef) -> bool:
    """Vrai pour un essai sans aucune façon d'échouer : ni assert, ni pytest.raises, ni aide qui vérifie."""
    for noeud in ast.walk(fonction):
        if isinstance(noeud, ast.Assert):
            return False
        if isinstance(noeud, ast.Call):
            appel = ast.unparse(noeud.func)
            if re.search(r"raises$|\bfail$|(?:^|[._])(?:verifier|attendre|refuser|expect)", appel):
                return False
    return True


@pytest.mark.parametrize("piece", INTERDITS)
def test_les_imports_vont_dans_un_seul_sens(piece):
    fautes = {
        nom(chemin): sorted(fautifs)
        for chemin in fichiers_python(piece)
        if (fautifs := modules_importes(arbre(chemin)) & INTERDITS[piece])
    }
    assert fautes == {}


def test_aucun_fichier_ne_depasse_400_lignes():
    longueurs = {nom(c): len(c.read_text(encoding="utf-8").splitlines()) for c in fichiers_python()}
    assert {n: longueur for n, longueur in longueurs.items() if longueur > TAILLE_MAXIMALE} == {}


def test_aucune_adresse_exterieure_dans_ce_qui_s_affiche():
    fautes = []
    for chemin in [*fichiers_python("components", "pages", "data", "geo"), RACINE / "app.py"]:
        for numero, ligne in enumerate(chemin.read_text(encoding="utf-8").splitlines(), 1):
            if DEHORS.search(ESPACES_DE_NOMS.sub("", ligne)):
                fautes.append(f"{nom(chemin)}, ligne {numero} : {ligne.strip()}")
    assert fautes == []


def test_les_pages_et_les_composants_n_ont_pas_d_adresse_en_dur():
    # Les adresses des sources sont dans sources.csv ; une page n'en écrit aucune.
    fautes = []
    for chemin in fichiers_python("components", "pages"):
        for numero, ligne in enumerate(chemin.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r"https?://\w", ESPACES_DE_NOMS.sub("", ligne)):
                fautes.append(f"{nom(chemin)}, ligne {numero} : {ligne.strip()}")
    assert fautes == []


def test_les_pages_n_ecrivent_aucun_chiffre():
    fautes = {nom(c): trouves for c in fichiers_python("pages") if (trouves := chiffres_en_dur(arbre(c)))}
    assert fautes == {}


def test_les_essais_verifient_des_valeurs():
    fautes = []
    for chemin in fichiers_python("tests"):
        for noeud in ast.walk(arbre(chemin)):
            if isinstance(noeud, ast.Assert) and controle_faible(noeud.test):
                fautes.append(f"{nom(chemin)}, ligne {noeud.lineno} : {ast.unparse(noeud)}")
            essai = isinstance(noeud, ast.FunctionDef) and noeud.name.startswith("test_")
            if essai and ne_controle_rien(noeud):
                fautes.append(f"{nom(chemin)}, ligne {noeud.lineno} : {noeud.name} ne peut pas échouer")
    assert fautes == []


# --- Les règles ci-dessus savent-elles voir une faute ?


@pytest.mark.parametrize(
    ("source", "attendu"),
    [
        ("import pandas as pd", {"pandas"}),
        ("def f():\n    from folium.plugins import Draw", {"folium"}),
        ("import importlib\nimportlib.import_module('plotly.express')", {"importlib", "plotly"}),
    ],
)
def test_les_imports_caches_sont_vus(source, attendu):
    assert modules_importes(ast.parse(source)) == attendu


@pytest.mark.parametrize(
    ("source", "fautes"),
    [
        ('st.write("2 525 habitants")', ["ligne 1 : « 2 525 habitants »"]),
        ('st.metric("Pauvreté", "61 %")', ["ligne 1 : « 61 % »"]),
        ('st.metric("Revenu", 12130)', ["ligne 1 : 12130"]),
        ('st.caption(f"{x} soit 27 % de plus")', ["ligne 1 : «  soit 27 % de plus »"]),
        ('"""Docstring avec 2525 habitants."""\nst.columns([3, 2, 1])\nst.write("Évaluation de 2022")', []),
    ],
)
def test_un_chiffre_en_dur_dans_une_page_est_vu(source, fautes):
    assert chiffres_en_dur(ast.parse(source)) == fautes


@pytest.mark.parametrize(
    ("condition", "faible"),
    [
        ("x is not None", True),
        ("len(x) > 0", True),
        ("len(x) >= 1", True),
        ("len(x)", True),
        ("True", True),
        ("x == 3 or True", True),
        ("len(x) == 5", False),
        ("x is None", False),
        ("x.total == 6899", False),
    ],
)
def test_un_controle_qui_ne_verifie_rien_est_vu(condition, faible):
    assert controle_faible(ast.parse(condition, mode="eval").body) is faible
