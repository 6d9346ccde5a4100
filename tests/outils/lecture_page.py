"""Relire une page exécutée : son HTML, ses graphiques, ses choix, ses fautes."""

import json
import re
from html import unescape
from typing import Any

from streamlit.testing.v1 import AppTest

NOS_SCRIPTS = re.compile(r'<script src="/statique/[a-z]+\.js"></script>')


def fragments(essai: AppTest) -> list[str]:
    """Les fragments de HTML de la page, tels qu'ils partent au navigateur."""
    return [morceau.proto.body for morceau in essai.get("html")]


def scripts_etrangers(essai: AppTest) -> list[str]:
    """Les fragments qui portent une balise de script, nos fichiers servis par le tableau de bord mis à part."""
    return [f for f in fragments(essai) if "<script" in NOS_SCRIPTS.sub("", f)]


def lisible(texte: str) -> str:
    """Les espaces insécables en espaces ordinaires, pour comparer à des phrases écrites à la main."""
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


def texte(essai: AppTest) -> str:
    """Tout le HTML de la page, entités décodées, espaces insécables en espaces ordinaires."""
    return lisible(unescape(" ".join(fragments(essai))))


def figures(essai: AppTest) -> list[dict[str, Any]]:
    """Les graphiques de la page : le dictionnaire que Plotly reçoit, et sa description sous « alt »."""
    return [{**json.loads(g.proto.spec), "alt": g.proto.alt} for g in essai.get("plotly_chart")]


def barres(essai: AppTest) -> dict[str, float]:
    """Nom → valeur de toutes les barres de la page (une barre par nom : la dernière l'emporte)."""
    return {
        nom: valeur
        for f in figures(essai)
        for t in f["data"]
        if t["type"] == "bar"
        for nom, valeur in zip(t["y"], t["x"], strict=True)
    }


def points(essai: AppTest) -> dict[str, float]:
    """Nom → valeur de tous les points de la page, une rangée par quartier."""
    return {
        nom: valeur
        for f in figures(essai)
        for t in f["data"]
        if t.get("mode") == "markers"
        for nom, valeur in zip(t["y"], t["x"], strict=True)
    }


def choix(essai: AppTest, cle: str) -> str | None:
    """La valeur du composant de choix lié à `?cle=`."""
    return essai.session_state[f"choix_{cle}"]


def avertissements(essai: AppTest) -> list[str]:
    """Les phrases qui disent qu'une valeur de l'adresse n'existe pas."""
    return [f for f in fragments(essai) if "qui n'existe pas ici" in f]


def fautes(essai: AppTest) -> list[str]:
    """Les exceptions et les encadrés d'erreur : vide quand la page s'affiche."""
    return [str(e.value) for e in (*essai.exception, *essai.error)]
