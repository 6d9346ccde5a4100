"""Le mot de passe qui garde tout le tableau de bord, s'il y en a un : rien ne sort avant qu'il soit donné.

La porte est dans l'enveloppe, devant Streamlit : ni page, ni fichier, ni canal ne s'ouvre sans elle. Un témoin signé
(« cookie »), illisible par les scripts, la garde ouverte jusqu'à la fermeture du navigateur, douze heures au plus ; il
vaut sur tous les serveurs qui ont le même secret. L'adresse demandée s'ouvre après le mot de passe.
"""

import hmac
import time
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from components import essais
from components.html import Html, assembler, balise
from components.origine import refuser_le_canal
from components.page_nue import page_nue
from components.politique import COMMUNS, INERTE
from components.porte import LONGUEUR_MAXIMALE, LONGUEUR_MINIMALE, Porte, empreinte, propre, trop_d_essais, utilisable

PORTE = Porte("QPV_MOT_DE_PASSE_LECTURE", "lecture", "Mot de passe")
TEMOIN, CHAMP = "qpv_lecture", "mot_de_passe"
DUREE = 12 * 3600
ENVOI_MAXIMAL = 4096  # octets d'un formulaire d'un seul champ
SANTE = "/_stcore/health"  # les surveillances n'ont pas de mot de passe ; la réponse est « ok »
TITRE = "Accès réservé"


class Lecture:
    """Ferme tout, sauf la réponse de santé, à qui n'a pas donné le mot de passe de lecture ; sans lui, ouvre tout."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Laisse passer, ou répond à la place de l'application."""
        if scope["type"] not in ("http", "websocket") or self._passe(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await refuser_le_canal(receive, send)
        else:
            await (await self._repondre(scope, receive))(scope, receive, send)

    def _passe(self, scope: Scope) -> bool:
        if scope["path"] == SANTE or not PORTE.demandee():
            return True
        mot = PORTE.mot_de_passe()
        return utilisable(mot) and temoin_valable(Headers(scope=scope).get("cookie", ""), mot, time.time())

    async def _repondre(self, scope: Scope, receive: Receive) -> Response:
        """Le formulaire à qui demande une page, l'examen du mot de passe à qui l'envoie, un refus au reste."""
        entetes = Headers(scope=scope)
        if not PORTE.posee():
            return page_nue(TITRE, _mal_pose(), 503)
        if scope["method"] == "POST" and entetes.get("sec-fetch-site", "") != "cross-site":
            return await self._essayer(scope, receive)
        if scope["method"] in ("GET", "HEAD") and "text/html" in entetes.get("accept", ""):
            return page_nue(TITRE, _formulaire(""), 403)
        refus = {**COMMUNS, "Content-Security-Policy": INERTE, "Cache-Control": "no-store"}
        return PlainTextResponse("Le mot de passe de lecture n'a pas été donné.", status_code=403, headers=refus)

    async def _essayer(self, scope: Scope, receive: Receive) -> Response:
        saisi = propre(await _mot_envoye(receive))
        if not saisi:
            return page_nue(TITRE, _formulaire(""), 403)
        poste = (scope.get("client") or ("", 0))[0]
        juste, delai = PORTE.juger(saisi, essais.horloge(), poste)
        if juste:
            # « #… » n'arrive jamais au serveur ; le navigateur le garde de lui-même.
            reponse = RedirectResponse(_adresse_demandee(scope), status_code=303, headers=COMMUNS)
            reponse.headers["Cache-Control"] = "no-store"
            reponse.set_cookie(
                TEMOIN,
                temoin(PORTE.mot_de_passe(), time.time()),
                httponly=True,
                samesite="lax",
                secure=scope.get("scheme") == "https",
            )
            return reponse
        if delai:
            return page_nue(TITRE, _formulaire(trop_d_essais(delai)), 429, Retry_After=str(int(delai) + 1))
        return page_nue(TITRE, _formulaire("Ce n'est pas le bon mot de passe."), 403)


def temoin(mot: str, maintenant: float) -> str:
    """La valeur du témoin : sa fin, en secondes depuis 1970, et une signature que le mot de passe rend inimitable."""
    fin = str(int(maintenant) + DUREE)
    return f"{fin}.{_signature(fin, mot)}"


def temoin_valable(recu: str, mot: str, maintenant: float) -> bool:
    """Vrai si l'en-tête `Cookie` reçu porte un témoin signé avec ce mot de passe, et qui court encore."""
    try:
        trouve = SimpleCookie(recu).get(TEMOIN)
    except CookieError:
        return False
    fin, _, signature = (trouve.value if trouve else "").partition(".")
    if not (fin.isascii() and fin.isdigit() and len(fin) < 12 and signature.isascii()):
        return False
    return hmac.compare_digest(signature, _signature(fin, mot)) and maintenant < int(fin) <= maintenant + DUREE


def _signature(fin: str, mot: str) -> str:
    return empreinte(f"{TEMOIN}.{fin}.{mot}")


async def _mot_envoye(receive: Receive) -> str:
    """Le mot de passe du formulaire, « » si l'envoi est trop long, coupé ou illisible."""
    octets, suite = b"", True
    while suite:
        message = await receive()
        if message["type"] != "http.request":
            return ""
        octets += message.get("body", b"")
        suite = message.get("more_body", False)
        if len(octets) > ENVOI_MAXIMAL:
            return ""
    try:
        champs = parse_qs(octets.decode("utf-8"), max_num_fields=4)
    except (UnicodeDecodeError, ValueError):
        return ""
    return champs.get(CHAMP, [""])[0][:LONGUEUR_MAXIMALE]


def _adresse_demandee(scope: Scope) -> str:
    """L'adresse où l'on voulait aller, filtres compris ; toujours sur ce serveur, jamais « //ailleurs »."""
    chemin = "/" + scope.get("raw_path", scope["path"].encode()).decode("latin-1").lstrip("/\\")
    filtres = scope.get("query_string", b"").decode("latin-1")
    return f"{chemin}?{filtres}" if filtres else chemin


def _formulaire(message: str) -> Html:
    """Le champ, son bouton, ce que le dernier essai a donné ; aucun mot sur ce que le tableau de bord contient."""
    return assembler(
        balise("p", "Ce tableau de bord s'ouvre avec un mot de passe. Le demander à la personne qui l'a partagé."),
        balise("p", message, classe="reserve", role="alert") if message else "",
        balise(
            "form",
            balise("label", PORTE.libelle, pour=CHAMP),
            Html(
                f'<input id="{CHAMP}" name="{CHAMP}" type="password" maxlength="{LONGUEUR_MAXIMALE}" required'
                ' autofocus autocomplete="current-password">'
            ),
            balise("div", balise("button", "Ouvrir", type="submit")),
            method="post",
        ),
        balise("p", "Il n'est redemandé qu'une fois le navigateur fermé, ou après douze heures."),
    )


def _mal_pose() -> Html:
    """Pour qui l'a posé : trop court ou trop long, tout reste fermé plutôt qu'ouvert."""
    return balise(
        "p",
        "Tout est fermé : le mot de passe posé dans ",
        balise("code", PORTE.variable),
        f" (variable ou fichier des secrets) doit se lire, et avoir de {LONGUEUR_MINIMALE} à {LONGUEUR_MAXIMALE} "
        "caractères. Le corriger, puis relancer.",
    )
