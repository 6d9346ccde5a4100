"""Un vrai navigateur, et ce qu'une visite laisse voir : requêtes vers l'extérieur, erreurs de console."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from playwright.sync_api import Browser, Error, Page, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.outils import chromium

# Un navigateur ordinaire appelle de lui-même ses serveurs (mises à jour, synchronisation) ; tout
# cela est éteint pour qu'une requête vers l'extérieur soit forcément de notre fait.
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-domain-reliability",
)
DELAI = 30_000
MACHINE = ("localhost", "127.0.0.1", "::1", None)

# Les mots de Streamlit, de Plotly et de Leaflet : aucun n'est français, aucun ne doit se voir ni être lu
# à voix haute (les étiquettes des boutons comptent autant que le texte).
ANGLAIS = re.compile(
    r"\b(?:Skip to main content|Link to heading|Deploy|Search|Download|Upload|Browse files?|Drag and drop"
    r"|Choose (?:an? )?options?|Add options?|Press Enter|Select all|Clear(?: all| value)?|No results"
    r"|No options|Show/hide columns|(?:Close )?[Ff]ullscreen|Close|Open|Remove|Running|Loading|Stop|Rerun"
    r"|Settings|Print|Page not found|Connecting|Connection error|Please wait|Limit \d+ ?[MG]B|About"
    r"|Record a screencast|Made with|Manage app|(?:View|Show) (?:fewer|more|less)|Main menu|[Ss]idebar"
    r"|Zoom(?: in| out)?|Pan|Autoscale|Reset axes|Marker|A JavaScript library|Invalid|Error|Warning"
    r"|Traceback|undefined|NaN|None|null|[Tt]rue|[Ff]alse)\b|— (?:start|end)\b"
)
TEXTES_LUS = """() => {
    const lus = [document.title, document.body.innerText];
    for (const element of document.querySelectorAll('[aria-label],[placeholder],[title],[alt]')) {
        if (!element.checkVisibility()) continue;
        for (const nom of ['aria-label', 'placeholder', 'title', 'alt'])
            lus.push(element.getAttribute(nom) ?? '');
    }
    return lus.join('\\n');
}"""


# Sur un lien profond, Streamlit cherche où est sa racine : il essaie « /credits/_stcore/health » (404),
# puis « /_stcore/health ». Ces deux sondes ne sont pas de notre fait.
SONDES = re.compile(r"//[^/]+/.+/_stcore/(?:health|host-config)$")


@dataclass(slots=True)
class Visite:
    """Une page ouverte, et ce qu'elle a demandé ou dit pendant ce temps."""

    page: Page
    dehors: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    octets_recus: list[int] = field(default_factory=list)
    executions: list[int] = field(default_factory=lambda: [0])

    def noter(self) -> None:
        """Se met à l'écoute de la page."""
        self.page.on("request", lambda requete: self._noter_requete(requete.url))
        self.page.on("console", lambda mot: self._noter_console(mot.type, mot.text, mot.location["url"]))
        self.page.on("pageerror", lambda erreur: self._noter_console("error", str(erreur), ""))
        self.page.on("websocket", lambda canal: self._noter_websocket(canal))

    def _noter_requete(self, adresse: str) -> None:
        parties = urlsplit(adresse)
        if parties.scheme in ("http", "https", "ws", "wss") and parties.hostname not in MACHINE:
            self.dehors.append(adresse)

    def _noter_console(self, genre: str, texte: str, origine: str) -> None:
        if genre == "error" and not SONDES.search(origine):
            self.console.append(f"{texte} {origine}".strip())

    def _noter_websocket(self, canal) -> None:
        self._noter_requete(canal.url)
        canal.on("framereceived", lambda trame: self._noter_trame(trame))

    def _noter_trame(self, trame: bytes) -> None:
        """Compte les octets, et les sépare par exécution du script : une carte qui s'installe en relance une."""
        self.octets_recus.append(len(trame))
        self.executions[-1] += len(trame)
        message = ForwardMsg()
        try:
            message.ParseFromString(trame)
        except DecodeError:
            return
        if message.WhichOneof("type") == "script_finished":
            self.executions.append(0)

    def aller(self, adresse: str) -> Page:
        """Ouvre l'adresse et attend la fin de l'exécution du script."""
        self.page.goto(adresse)
        attendre_fin(self.page)
        return self.page


def attendre_fin(page: Page, delai: int = DELAI) -> None:
    """Attend que la page soit finie : script exécuté, et plus rien qui apparaisse (30 s au plus).

    Streamlit charge chaque sorte de composant à part, après la fin du script ; et après un clic la
    nouvelle exécution ne commence qu'un instant plus tard. Il faut donc, pendant 0,4 s d'affilée,
    l'état « notRunning », au moins un élément, aucun emplacement en attente, un nombre stable
    d'éléments.
    """
    page.evaluate("window.qpvDepuis = undefined")
    page.wait_for_function(
        """() => {
            const appli = document.querySelector('[data-testid=stApp]');
            const finie = appli?.getAttribute('data-test-script-state') === 'notRunning'
                && appli.querySelector('[data-testid=stElementContainer]')
                && !appli.querySelector('[data-testid=stSkeleton]');
            const nombre = document.querySelectorAll('*').length;
            if (!finie || nombre !== window.qpvNombre || window.qpvDepuis === undefined) {
                window.qpvNombre = nombre;
                window.qpvDepuis = performance.now();
                return false;
            }
            return performance.now() - window.qpvDepuis > 400;
        }""",
        timeout=delai,
    )


def traces_leaflet(page: Page) -> int:
    """Le nombre de contours cliquables dessinés par Leaflet, cadres compris."""
    return sum(cadre.locator("path.leaflet-interactive").count() for cadre in page.frames)


def attendre_traces(page: Page, attendus: int, delai: float = 15.0) -> int:
    """Attend au moins `attendus` contours cliquables ; rend le nombre vu au bout du délai (secondes)."""
    fin = time.monotonic() + delai
    vus = 0
    while time.monotonic() < fin:
        try:
            vus = traces_leaflet(page)
        except Error:  # un cadre peut disparaître pendant qu'on le regarde
            vus = 0
        if vus >= attendus:
            break
        page.wait_for_timeout(100)
    return vus


def mots_anglais(page: Page) -> list[str]:
    """Les mots d'interface anglais que l'on voit ou entend dans la page et ses cadres, triés."""
    textes = [cadre.evaluate(TEXTES_LUS) for cadre in page.frames]
    return sorted({mot for texte in textes for mot in ANGLAIS.findall(texte)})


@contextmanager
def navigateur() -> Iterator[Browser]:
    """Le navigateur trouvé sur cette machine, sans fenêtre. Lève AssertionError s'il n'y en a pas."""
    chemin = chromium.trouver()
    assert chemin, (
        "Aucun Chromium, Chrome ou Edge sur cette machine : lancez « python lancer.py tests », qui "
        "l'installe si possible, ou indiquez son chemin dans QPV_CHROMIUM."
    )
    with sync_playwright() as playwright:
        ouvert = playwright.chromium.launch(executable_path=chemin, args=list(OPTIONS))
        try:
            yield ouvert
        finally:
            ouvert.close()


@contextmanager
def visiter(ouvert: Browser, **options) -> Iterator[Visite]:
    """Une fenêtre neuve, sans mémoire des précédentes ; `options` : celles de playwright (viewport…)."""
    reglages = {"viewport": {"width": 1366, "height": 900}, "locale": "fr-FR", **options}
    contexte = ouvert.new_context(**reglages)
    visite = Visite(contexte.new_page())
    visite.noter()
    try:
        yield visite
    finally:
        contexte.close()
