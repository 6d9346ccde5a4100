"""La liste des quartiers abîmée : leur adresse répond, et dit la faute au lieu d'un « page introuvable »."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.responses import HTMLResponse

from components import adresses
from components.enveloppe import EnFrancais
from tests.outils.apptest import executer, slugs
from tests.outils.copie import copier
from tests.outils.lecture_page import fautes, fragments, texte

PERDU = "grazailles"


def une_cellule(texte: str) -> str:
    assert "\nQP011006,Grazailles," in texte
    return texte.replace("\nQP011006,Grazailles,", "\nqp011006,Grazailles,")


def l_entete(texte: str) -> str:
    assert ",slug," in texte
    return texte.replace(",slug,", ",adresse,", 1)


# Ce que l'on fait à territoires.csv (None : il disparaît), et le début de la faute dite.
CAS: dict[str, tuple[Callable[[str], str] | None, str]] = {
    "un code en minuscules": (une_cellule, "territoires.csv, ligne 6, colonne « code » : « qp011006 » n'a pas la"),
    "une colonne renommée": (l_entete, "territoires.csv, ligne 1, colonne « slug » : la colonne manque."),
    "un fichier vide": (lambda _: "", "territoires.csv : le fichier est vide."),
    "plus de fichier": (None, "territoires.csv : le fichier est absent."),
}  # fmt: skip


@pytest.fixture
def donnees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QPV_DONNEES", str(copier(tmp_path / "donnees")))
    return tmp_path / "donnees" / "tables" / "territoires.csv"


def abimer(table: Path, comment: Callable[[str], str] | None) -> None:
    if comment is None:
        table.unlink()
    else:
        table.write_text(comment(table.read_text(encoding="utf-8")), encoding="utf-8")


def reponse(chemin: str) -> tuple[int, str]:
    """Le code et le texte de l'enveloppe, devant une application qui répondrait à tout."""
    recus: list[dict] = []

    async def recevoir() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def envoyer(message: dict) -> None:
        recus.append(message)

    entetes = [(b"accept", b"text/html")]
    portee = {"type": "http", "method": "GET", "path": chemin, "query_string": b"", "headers": entetes}
    enveloppe = EnFrancais(HTMLResponse('<html lang="en">la page</html>'), existe=adresses.existe)
    # Dans un fil à part : un essai de navigateur, avant dans la même série, laisse une boucle ouverte dans celui-ci.
    with ThreadPoolExecutor(1) as fil:
        fil.submit(asyncio.run, enveloppe(portee, recevoir, envoyer)).result()
    return recus[0]["status"], b"".join(m.get("body", b"") for m in recus).decode()


@pytest.mark.parametrize("nom", CAS)
def test_l_adresse_du_quartier_perdu_dit_la_faute(donnees, monkeypatch, nom):
    comment, dite = CAS[nom]
    abimer(donnees, comment)
    assert reponse(f"/{PERDU}") == (200, '<html lang="fr">la page</html>')
    # Hors d'un navigateur, Streamlit ne sait pas quelle adresse est demandée : on la lui dit.
    monkeypatch.setattr(adresses, "demandee", lambda: PERDU)
    page = executer(PERDU)
    assert fautes(page) == []
    lu = " ".join(texte(page).split())
    assert "Ce quartier ne peut pas s'afficher" in lu
    assert sum("<h1" in f for f in fragments(page)) == 1
    assert dite in lu
    assert lu.index(dite) < lu.index("Attendu : ")


def test_la_page_de_secours_n_est_ni_au_menu_ni_chez_les_autres(donnees, monkeypatch):
    abimer(donnees, une_cellule)
    monkeypatch.setattr(adresses, "demandee", lambda: "la-conte-ozanam")
    assert slugs()[-4:] == ["la-conte-ozanam", "le-viguier-saint-jacques", "bastide-pont-vieux", "fleming-la-reille"]
    monkeypatch.setattr(adresses, "demandee", lambda: PERDU)
    assert slugs()[-1] == PERDU
    assert "Quartier indisponible" not in texte(executer(PERDU))


@pytest.mark.parametrize("chemin", ["/grazaille", "/nimporte-quoi"])
def test_sans_faute_une_adresse_inconnue_reste_introuvable(donnees, chemin):
    code, lu = reponse(chemin)
    assert (code, "Page introuvable" in lu) == (404, True)


@pytest.mark.parametrize("chemin", ["/Grazailles", "/grazailles/x", "/<script>", "/a--b", "/_a"])
def test_meme_avec_une_faute_ce_qui_n_est_pas_une_adresse_de_quartier_est_introuvable(donnees, chemin):
    abimer(donnees, une_cellule)
    assert reponse(chemin)[0] == 404


def test_une_faute_ailleurs_ne_change_rien_aux_adresses_inconnues(donnees):
    valeurs = donnees.with_name("valeurs.csv")
    valeurs.write_text(valeurs.read_text(encoding="utf-8").replace(",publie,", ",publié,", 1), encoding="utf-8")
    assert reponse("/nimporte-quoi")[0] == 404
