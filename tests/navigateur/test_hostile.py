"""Des tables et des contours piégés : rien n'est exécuté, tout se lit comme du texte, sur toutes les pages."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import geopandas
import pytest
from playwright.sync_api import Page

from tests.outils import carte
from tests.outils.adresses import SLUGS
from tests.outils.copie import copier, modifier
from tests.outils.navigateur import Visite, attendre_fin
from tests.outils.serveur import Serveur, serveur

pytestmark = pytest.mark.navigateur

SCRIPT = "<script>window.pirate=1</script>"
IMAGE = "<img src=x onerror=window.pirate=1>"
SVG = '"><svg onload=window.pirate=1>'
FORMULE = '=HYPERLINK("http://exemple.test","y")'
# Ce que les libellés de Streamlit, qui sont du Markdown, sauraient interpréter : lien, image, formule,
# icône, couleur, émoticône, gras, adresse nue.
MARKDOWN = (
    r"[x](http://exemple.test) ![i](http://exemple.test/i.png) $a^2$ :material/home: :red[r] :smile: **g** `c`"
    " http://exemple.test www.exemple.test a@exemple.test"
)
LIEN = "javascript:window.pirate=1"
GRAZAILLES = SCRIPT + MARKDOWN
# Ce qui n'existerait pas si tout texte restait un texte.
INTRUS = """() => {
    const vus = [...document.querySelectorAll(
        'img[src="x"], img[src*="exemple.test"], [onload], [onerror], a[href^="javascript:"],'
        + 'a[href^="http://exemple.test"], a[href*="//www.exemple.test"], a[href^="mailto:a@"],'
        + ' .katex, [aria-label="home icon"], [data-testid=stMarkdownContainer] code')];
    vus.push(...[...document.scripts].filter(s => s.textContent.trim() === 'window.pirate=1'));
    const lu = vus.map(e => e.outerHTML.slice(0, 200));
    return window.pirate === undefined ? lu : [...lu, 'window.pirate = ' + window.pirate];
}"""


def pieger(dossier: Path) -> Path:
    """Met un piège dans chaque sorte de texte qui arrive à l'écran ; chaque écriture doit toucher des lignes."""
    pauvrete = ("taux_pauvrete", "revenu_median", "population")
    touchees = [
        modifier(dossier, "territoires", lambda x: x["code"] == "QP011006", nom=GRAZAILLES, nom_court=IMAGE),
        modifier(dossier, "territoires", lambda x: x["code"] == "QP011005", nom=FORMULE, nom_court=SVG),
        modifier(dossier, "territoires", lambda x: x["code"] == "11069", nom=SCRIPT),
        modifier(dossier, "indicateurs", lambda x: x["indicateur"] in pauvrete, libelle="+" + IMAGE, definition=SVG),
        modifier(dossier, "sources", lambda x: x["source"] == "rapport_2022", titre=SCRIPT + MARKDOWN, licence=IMAGE),
        modifier(dossier, "sources", lambda x: x["source"] == "insee_filo_2019", producteur=IMAGE, titre=SVG),
        modifier(dossier, "sources", lambda x: x["source"] == "regie_france_active", adresse=LIEN),
        modifier(dossier, "valeurs", lambda x: x["territoire"] == "QP011006", note="+" + SCRIPT, reference=IMAGE),
        modifier(dossier, "valeurs", lambda x: not x["valeur"], note=IMAGE + MARKDOWN),
        modifier(dossier, "actions", lambda x: True, intitule=SCRIPT, porteur=IMAGE, financeur=SVG, theme=FORMULE),
        modifier(dossier, "piliers", lambda x: x["pilier"] == "emploi", libelle=IMAGE, libelle_court=MARKDOWN),
        modifier(dossier, "modalites", lambda x: x["modalite"] in ("0-14", "femmes"), libelle=IMAGE),
        modifier(dossier, "credits_publies", lambda x: True, note=SCRIPT, reference=SVG),
        modifier(
            dossier,
            "controles",
            lambda x: "QP011006" in x["territoire"],
            constat="+" + SCRIPT,
            calcul=IMAGE,
            valeur_retenue=SVG,
            reference=MARKDOWN,
        ),
    ]
    assert min(touchees) > 0, touchees
    quartiers = geopandas.read_file(dossier / "contours" / "qpv_2015.shp")
    quartiers["nom"] = [SCRIPT, IMAGE, SVG, FORMULE, MARKDOWN[:60]]
    quartiers.to_file(dossier / "contours" / "qpv_2015.shp", encoding="utf-8")
    return dossier


@pytest.fixture(scope="module")
def piege(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """Un serveur sur des données piégées, partagé par les essais du fichier."""
    with serveur(donnees=pieger(copier(tmp_path_factory.mktemp("pieges") / "donnees"))) as en_marche:
        yield en_marche


def lu(page: Page) -> str:
    """Le texte de la page, dépliants ouverts ; les espaces et les signes invisibles n'y comptent pas."""
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    return " ".join(page.inner_text("body").replace("\u2060", "").split())


def rien_n_est_execute(visite: Visite) -> None:
    """Aucun élément né d'un texte, aucun code exécuté, dans aucun cadre ; rien demandé au dehors."""
    intrus = [trouve for cadre in visite.page.frames for trouve in cadre.evaluate(INTRUS)]
    assert (intrus, visite.dehors, visite.console) == ([], [], [])
    assert visite.page.locator("[data-testid=stException], [data-testid=stAlert]").all_inner_texts() == []


def test_aucune_page_n_execute_un_texte_piege(visite: Visite, piege: Serveur):
    textes = {}
    for slug in SLUGS:
        page = visite.aller(f"{piege.adresse}/{slug}")
        textes[slug] = lu(page)
        rien_n_est_execute(visite)
        # Le menu, sur toutes les pages, montre le nom tel quel : ni lien, ni icône, ni formule.
        assert GRAZAILLES in textes[slug], slug
        assert FORMULE in textes[slug], slug
        assert "commence par https:// (ou http://)" in textes[slug], slug
    assert IMAGE in textes[""]
    assert SVG in textes["grazailles"]
    assert textes["grazailles"].count(GRAZAILLES) >= 2
    assert SCRIPT in textes["comparaisons"].replace(GRAZAILLES, "")
    assert SCRIPT in textes["fiabilite"].replace(GRAZAILLES, "")
    assert MARKDOWN in textes["credits"].replace(GRAZAILLES, "")
    assert "Traceback" not in piege.lire_journal()


def test_chaque_section_du_portrait_piege(visite: Visite, piege: Serveur):
    page = visite.aller(piege.adresse + "/grazailles")
    sections = page.get_by_role("radio")
    for rang in range(sections.count()):
        sections.nth(rang).click()
        attendre_fin(page)
        assert IMAGE in lu(page), sections.nth(rang).inner_text()
        rien_n_est_execute(visite)
    assert page.url == piege.adresse + "/grazailles?section=fiabilite"


def test_les_bulles_montrent_le_texte_sans_l_interpreter(visite: Visite, piege: Serveur):
    # Sur la carte des crédits, la part de chaque pilier suit ; le nom de celui-là est piégé lui aussi.
    for adresse, valeur in (("/", "52 % (2019, publié)"), ("/credits?pilier=emploi", "(2016 à 2022, démonstration) ")):
        page = visite.aller(piege.adresse + adresse)
        for slug in carte.SLUGS_DES_TRACES:
            bulle = carte.bulle(page, slug)
            rien_n_est_execute(visite)
        assert bulle.startswith(GRAZAILLES)
        assert valeur in bulle
        assert [e.split(" ")[0] for e in carte.etiquettes(page)][3:] == ['"><svg', "<img"]
        carte.cliquer(page, "grazailles")
        page.wait_for_url("**grazailles**")
        attendre_fin(page)
        rien_n_est_execute(visite)
        assert GRAZAILLES in lu(page)


def test_le_graphique_montre_le_texte_sans_l_interpreter(visite: Visite, piege: Serveur):
    page = visite.aller(piege.adresse + "/comparaisons?vue=indicateur")
    point = page.locator(".plotly .scatterlayer .point").nth(4)  # le cinquième quartier, au nom piégé
    point.scroll_into_view_if_needed()
    boite = point.bounding_box()
    page.mouse.move(boite["x"] + boite["width"] / 2, boite["y"] + boite["height"] / 2)
    page.locator(".hoverlayer .hovertext").wait_for(timeout=5_000)
    vu = " ".join(page.locator(".hoverlayer").text_content().split())
    assert SCRIPT in vu or FORMULE in vu
    rien_n_est_execute(visite)


def test_le_fichier_telecharge_ne_contient_aucune_formule(visite: Visite, piege: Serveur):
    page = visite.aller(piege.adresse + "/comparaisons")
    with page.expect_download() as attendu:
        page.locator(".st-key-bloc_tableau-des-cinq").get_by_role("button", name="Télécharger (tableur)").click()
    contenu = Path(attendu.value.path()).read_bytes().decode("utf-8-sig")
    cases = [case for ligne in csv.reader(io.StringIO(contenu), delimiter=";") for case in ligne]
    assert "'" + FORMULE in cases
    assert GRAZAILLES in cases  # le texte est gardé tel quel
    dangereuses = {c for c in cases if c[:1] in "=+@\t\r" and c} | {
        c for c in cases if c.startswith("-") and not c[1:2].isdigit()
    }
    assert dangereuses == set()
