"""Une page sans script ni donnée, faite ici : adresse introuvable, mot de passe de lecture."""

from starlette.responses import HTMLResponse

from components.html import Html, assembler, balise
from components.politique import COMMUNS, politique_du_formulaire

STYLE = (
    "body{font:18px/1.5 sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color:#1c2426;background:#fff}"
    "a{color:#0b5563}label{display:block;margin:1.5rem 0 .4rem}"
    "input,button{font:inherit;padding:.5rem .7rem;border:1px solid #4c5a5e;border-radius:.4rem;max-width:100%}"
    "input{width:22rem}button{background:#0b5563;border-color:#0b5563;color:#fff;margin:.8rem 0 0;cursor:pointer}"
    ":focus-visible{outline:3px solid #0b5563;outline-offset:2px}"
    ".reserve{border-left:4px solid #a33b00;padding:.3rem .8rem;margin:1.5rem 0}"
)


def page_nue(titre: str, corps: Html, code: int, **entetes: str) -> HTMLResponse:
    """La réponse : un titre de premier niveau, un corps déjà sûr, le code HTTP ; entetes : `Retry_After` s'écrit
    `Retry-After`. Elle n'est gardée par personne."""
    page = assembler(
        Html('<!doctype html><html lang="fr"><head><meta charset="utf-8">'),
        balise("title", titre),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html(f"<style>{STYLE}</style></head><body>"),
        balise("main", balise("h1", titre), corps),
        Html("</body></html>"),
    )
    poses = {nom.replace("_", "-"): valeur for nom, valeur in entetes.items()}
    politique = {"Content-Security-Policy": politique_du_formulaire(STYLE), "Cache-Control": "no-store"}
    return HTMLResponse(page, status_code=code, headers={**COMMUNS, **politique, **poses})


def introuvable() -> HTMLResponse:
    """Pour une adresse qui n'existe pas ici."""
    phrase = "Cette adresse n'existe pas dans ce tableau de bord. Le lien est peut-être incomplet."
    corps = assembler(balise("p", phrase), balise("p", balise("a", "Revenir à l'accueil", href="/")))
    return page_nue("Page introuvable", corps, 404)
