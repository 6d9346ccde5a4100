"""L'enveloppe ASGI : ce que Streamlit ne fait pas seul, et rien d'autre.

`streamlit run app.py` trouve `app` et lance `pages/navigation.py`. Le script vit dans
`pages/` pour que Streamlit ne prenne pas ce dossier pour ses anciennes « pages » : la
toute première requête d'un serveur neuf peut alors être un lien profond.
"""

import sys
from pathlib import Path

import streamlit as st
import xstatic.pkg.leaflet
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

RACINE = Path(__file__).resolve().parent
if str(RACINE) not in sys.path:
    sys.path.insert(0, str(RACINE))

from components.adresses import existe  # noqa: E402
from components.depots import Depots  # noqa: E402
from components.enveloppe import EnFrancais, erreur_de_page  # noqa: E402
from components.lecture import Lecture  # noqa: E402
from components.page_francaise import ADRESSE, feuille  # noqa: E402

app = st.App(
    str(RACINE / "pages" / "navigation.py"),
    routes=[
        Mount("/leaflet", app=StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Route(ADRESSE, feuille),
        Mount("/statique", app=StaticFiles(directory=RACINE / "components" / "statique")),
    ],
    # La première voit tout d'abord : sans le mot de passe de lecture, s'il y en a un, rien ne va plus loin.
    middleware=[Middleware(Lecture), Middleware(EnFrancais, existe=existe), Middleware(Depots)],
    on_script_error=erreur_de_page,
)
