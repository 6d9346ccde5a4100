"""La page HTML que Streamlit sert, mise en français, avec notre feuille de style.

La feuille est un fichier que le navigateur garde : renvoyée par le script, elle repartait à chaque clic. Elle est
appelée à la fin du corps, après les styles que Streamlit ajoute à la tête : à force égale, les nôtres l'emportent.
"""

import re
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from streamlit.file_util import get_static_dir

from components.theme import CSS

ADRESSE = "/statique/apparence.css"
UN_AN = 365 * 24 * 3600
_FEUILLE = CSS.encode()
_EMPREINTE = sha256(_FEUILLE).hexdigest()[:12]
_LIEN = f'<link rel="stylesheet" href="{ADRESSE}?{_EMPREINTE}">'.encode()
# Les morceaux de Streamlit que toutes nos pages emploient. Il ne les demande qu'une fois le script exécuté, l'un après
# l'autre : annoncés ici, ils arrivent pendant que le reste se prépare.
_MORCEAUX = (
    "Html",
    "purify.es",
    "PageLink",
    "ButtonGroup",
    "WidgetLabel",
    "styled-components",
    "WidgetLabelHelpIconInline",
    "useBasicWidgetState",
    "ComponentInstance",
    "IFrameUtil",
    "urls",
    "withCalculatedWidth",
    "DownloadButton",
    "createDownloadLinkElement",
    "Button",
)
# Plotly, près de cinq millions d'octets : pris à temps perdu, il est déjà là quand une page a un graphique.
_PLUS_TARD = ("PlotlyChart",)
_SANS_SCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
_NOTRE_SANS_SCRIPT = (
    "<noscript><p>Ce tableau de bord a besoin de JavaScript : il est désactivé dans ce navigateur.</p></noscript>"
).encode()


def _annonces() -> bytes:
    """Les balises qui annoncent ces morceaux ; celui qu'une autre version de Streamlit nomme autrement est omis."""
    dossier = Path(get_static_dir()) / "static" / "js"
    return "".join(
        f'<link rel="{genre}" crossorigin fetchpriority="low" href="/static/js/{fichier.name}">'
        for genre, noms in (("modulepreload", _MORCEAUX), ("prefetch", _PLUS_TARD))
        for nom in noms
        for fichier in sorted(dossier.glob(f"{nom}.*.js"))[:1]
    ).encode()


_ANNONCES = _annonces()


def franciser(corps: bytes) -> bytes:
    """La page de Streamlit : langue, avis sans JavaScript, feuille de style ; tout autre contenu revient tel quel."""
    corps = corps.replace(b'<html lang="en"', b'<html lang="fr"', 1)
    corps = _SANS_SCRIPT.sub(lambda _: _NOTRE_SANS_SCRIPT, corps, count=1)
    corps = corps.replace(b"</head>", _ANNONCES + b"</head>", 1)
    return corps.replace(b"</body>", _LIEN + b"</body>", 1)


async def feuille(requete: Request) -> Response:
    """La feuille de style ; gardée un an par le navigateur sous l'adresse qui porte son empreinte."""
    duree = f"max-age={UN_AN}, immutable" if requete.url.query == _EMPREINTE else "no-cache"
    return Response(_FEUILLE, media_type="text/css", headers={"Cache-Control": duree})
