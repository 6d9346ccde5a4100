"""Exécute une page sans navigateur, comme si son adresse avait été demandée."""

from streamlit.testing.v1 import AppTest

from tests.outils.serveur import RACINE

SCRIPT = RACINE / "pages" / "navigation.py"


def executer(slug: str = "", delai: float = 30.0, **filtres: str | list[str]) -> AppTest:
    """Exécute la page d'adresse `/slug` avec les filtres de l'adresse, et rend l'AppTest.

    slug : « » pour l'accueil, sinon comme dans l'adresse (« grazailles ») ; filtres : la partie
    « ?section=revenus » ; delai : en secondes. Lève KeyError si aucune page n'a cette adresse.
    """
    essai = AppTest.from_file(str(SCRIPT), default_timeout=delai)
    essai.run()
    if slug:
        # AppTest.switch_page refuse les pages définies par une fonction : on pose nous-mêmes
        # l'empreinte de la page. C'est privé à Streamlit, donc écrit ici et nulle part ailleurs.
        empreintes = {page["url_pathname"]: empreinte for empreinte, page in essai._registered_pages.items()}
        essai._page_hash = empreintes[slug]
    for nom, valeur in filtres.items():
        essai.query_params[nom] = valeur
    if slug or filtres:
        essai.run()
    return essai


def slugs() -> list[str]:
    """Les adresses de toutes les pages du registre, l'accueil (« ») compris, dans l'ordre du menu."""
    essai = AppTest.from_file(str(SCRIPT), default_timeout=30.0)
    essai.run()
    return [page["url_pathname"] for page in essai._registered_pages.values()]
