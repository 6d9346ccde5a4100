"""Ce que chaque réponse interdit au navigateur : la politique de contenu et les en-têtes qui l'accompagnent.

Trois politiques, de la plus large à la plus étroite : la page de Streamlit, le cadre de la carte (Leaflet), tout le
reste. Chaque concession vient d'un refus vu dans un navigateur ; `docs/securite.md` dit lequel. Aucune ne nomme un
serveur extérieur.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from streamlit.file_util import get_static_dir

from components.scripts import SCRIPTS

CADRE_DE_LA_CARTE = "/component/streamlit_folium."
MEDIAS = "/media/"
# Les outils qui pilotent un navigateur (essais, photographies des pages) attendent en évaluant une expression dans la
# page : sans cela ils échouent une fois sur deux. Jamais pour qui passe par le réseau, où l'hôte a un autre nom.
CETTE_MACHINE = ("localhost", "127.0.0.1", "::1")
_SCRIPT_EN_LIGNE = re.compile(r"<script>(.*?)</script>", re.DOTALL)

# Les mêmes sur toutes les réponses. HSTS n'y est pas : seul le mandataire qui porte le certificat peut l'annoncer.
COMMUNS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Une page ouverte par une autre lui reste étrangère. Sur une adresse en http, un navigateur l'ignore et s'en plaint.
EN_HTTPS = {"Cross-Origin-Opener-Policy": "same-origin"}
# Ni page, ni cadre : un fichier, un message d'erreur, une réponse de Streamlit. Rien ne s'y exécute.
INERTE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
_SOCLE = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'; worker-src 'none'"


def entetes(chemin: str, html: bool, https: bool = False, hote: str = "") -> dict[str, str]:
    """Les en-têtes d'une réponse : celle de cette adresse, du HTML ou non, en https ou non, demandée à cet hôte."""
    if html:
        ici = hote.rpartition(":")[0].strip("[]") in CETTE_MACHINE or hote in CETTE_MACHINE
        politique = politique_du_cadre() if chemin.startswith(CADRE_DE_LA_CARTE) else politique_de_la_page(ici)
    else:
        politique = INERTE
    posees = {**COMMUNS, **(EN_HTTPS if https else {}), "Content-Security-Policy": politique}
    if chemin.startswith(MEDIAS):
        # Un fichier fabriqué pour une personne n'a pas à rester dans une mémoire partagée.
        posees["Cache-Control"] = "private, no-store"
    return posees


@cache
def politique_de_la_page(sur_cette_machine: bool = False) -> str:
    """Celle de la page : aucun script écrit dans la page, sauf ceux dont l'empreinte est connue.

    sur_cette_machine : la page est demandée à « localhost » par la machine qui la sert.
    """
    evaluer = " 'unsafe-eval'" if sur_cette_machine else ""
    scripts = " ".join(f"'{empreinte}'" for empreinte in empreintes())
    return "; ".join(
        (
            _SOCLE,
            f"script-src 'self' 'wasm-unsafe-eval'{evaluer} {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'",
            "form-action 'none'",
        )
    )


@cache
def politique_du_cadre() -> str:
    """Celle du cadre de la carte : streamlit-folium y exécute un script reçu en texte, c'est sa façon de dessiner."""
    return "; ".join(
        (
            _SOCLE,
            "script-src 'self' 'unsafe-eval' 'unsafe-inline'",
            "style-src 'self' 'unsafe-inline'",
            "connect-src 'none'",
            "frame-src 'none'",
            "form-action 'none'",
        )
    )


@cache
def politique_du_formulaire(style: str) -> str:
    """Celle d'une page de nos mains, sans script : son style, un envoi à elle-même, rien d'autre."""
    return (
        f"default-src 'none'; style-src '{empreinte(style)}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'self'"
    )


@cache
def empreintes() -> tuple[str, ...]:
    """« sha256-… » de chaque script en ligne permis : celui de la page de Streamlit installée, puis les nôtres."""
    page = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    return tuple(empreinte(script) for script in (*_SCRIPT_EN_LIGNE.findall(page), *SCRIPTS))


def empreinte(texte: str) -> str:
    """L'empreinte d'un script ou d'un style en ligne, comme une politique de contenu l'écrit."""
    return "sha256-" + base64.b64encode(hashlib.sha256(texte.encode()).digest()).decode()
