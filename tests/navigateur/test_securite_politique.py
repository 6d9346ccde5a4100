"""La politique de contenu dans un vrai navigateur : rien de ce qui sert n'est bloqué, rien de plus n'est permis."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.outils import carte, chromium
from tests.outils.adresses import SLUGS, VUES_COMPAREES
from tests.outils.navigateur import OPTIONS, Visite, attendre_fin, attendre_traces, visiter
from tests.outils.serveur import RACINE, Serveur

pytestmark = pytest.mark.navigateur

# Ce que la politique bloque, cadres compris, est noté dans la console : c'est de là qu'on le lit.
ECOUTE = """document.addEventListener('securitypolicyviolation', e => console.log(
    'BLOQUÉ ' + e.effectiveDirective + ' ' + e.blockedURI + ' ' + (e.sourceFile || '') + ' ' + (e.sample || '')));"""
VUES_CREDITS = ("annees", "equilibre", "natures", "acteurs", "flux", "besoins", "actions", "enveloppes", "rapport")
ADRESSES = (
    *SLUGS,
    *(f"comparaisons?vue={vue}" for vue in VUES_COMPAREES),
    *(f"credits?vue={vue}" for vue in (*VUES_CREDITS, "charger")),
    "presentation?presentation=contrat",
)
AJOUTER_UN_SCRIPT = """texte => new Promise(fini => {
    const script = document.createElement('script');
    script.textContent = texte;
    document.body.append(script);
    setTimeout(() => fini(window.pirate === 1), 100);
})"""
# Un instant plus tard : ce que l'essai évalue lui-même échappe à la politique, pas ce que la page fait ensuite.
EVALUER = """() => new Promise(fini => setTimeout(() => {
    try { eval('1'); fini('parti'); } catch (e) { fini('bloqué'); }
}, 50))"""
DEMANDER = """adresse => fetch(adresse, {mode: 'no-cors'}).then(() => 'parti', () => 'bloqué')"""
IMAGE = """adresse => new Promise(fini => {
    const image = new Image();
    image.onload = () => fini('parti');
    image.onerror = () => fini('bloqué');
    image.src = adresse;
})"""


@pytest.fixture
def bloques(visite: Visite) -> list[str]:
    """Ce que la politique bloque pendant l'essai."""
    trouves: list[str] = []
    visite.page.add_init_script(ECOUTE)
    visite.page.on("console", lambda mot: trouves.append(mot.text) if mot.text.startswith("BLOQUÉ") else None)
    return trouves


def telecharger(page: Page, bouton: str, cle: str = "") -> bytes:
    """Le contenu du fichier que ce bouton fait descendre."""
    lieu = page.locator(cle) if cle else page
    with page.expect_download(timeout=120_000) as attendu:
        lieu.get_by_role("button", name=bouton).first.click()
    return Path(attendu.value.path()).read_bytes()


def test_aucune_page_n_est_bloquee(visite: Visite, bloques: list[str], tableau_de_bord: Serveur):
    dessinees = 0
    for adresse in ADRESSES:
        page = visite.aller(f"{tableau_de_bord.adresse}/{adresse}")
        if adresse in ("", "credits"):
            assert attendre_traces(page, 5) >= 5, adresse
        dessinees += page.locator(".js-plotly-plot .main-svg").count() > 0
        assert (bloques, visite.dehors, visite.console) == ([], [], []), adresse
    assert dessinees >= 8  # les graphiques aussi ont été vus, et pas seulement des pages de texte


def test_chaque_section_d_un_portrait(visite: Visite, bloques: list[str], tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse + "/grazailles")
    sections = page.get_by_role("radio")
    for rang in range(sections.count()):
        sections.nth(rang).click()
        attendre_fin(page)
        assert (bloques, visite.console) == ([], []), sections.nth(rang).inner_text()


def test_les_cartes_repondent_au_survol_et_au_clic(visite: Visite, bloques: list[str], tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse + "/")
    assert carte.bulle(page, "grazailles").startswith("Grazailles")
    carte.cliquer(page, "grazailles")
    page.wait_for_url("**grazailles**")
    attendre_fin(page)
    assert (bloques, visite.console) == ([], [])


def test_les_quatre_sortes_de_fichiers_descendent(visite: Visite, bloques: list[str], tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse + "/comparaisons")
    assert telecharger(page, "Télécharger (tableur)", ".st-key-bloc_tableau-des-cinq").startswith(b"\xef\xbb\xbf")
    page = visite.aller(tableau_de_bord.adresse + "/presentation?contenu=credits")
    zip_ = b"PK\x03\x04"
    attendus = {"PowerPoint": zip_, "PDF": b"%PDF", "Tableur": zip_, "Toutes les données": zip_}
    assert {nom: telecharger(page, nom)[:4] for nom in attendus} == attendus
    assert (bloques, visite.console) == ([], [])


def test_la_presentation_avance_et_peut_prendre_tout_l_ecran(
    visite: Visite, bloques: list[str], tableau_de_bord: Serveur
):
    page = visite.aller(tableau_de_bord.adresse + "/presentation?presentation=contrat")
    for _ in range(9):
        page.keyboard.press("ArrowRight")
        attendre_fin(page)
        assert page.evaluate("document.fullscreenEnabled")
    assert "10 / 10" in page.inner_text("body")
    assert (bloques, visite.console) == ([], [])


def test_un_fichier_se_depose(visite: Visite, bloques: list[str], tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse + "/credits?vue=charger")
    # Le seul script de nos mains : il donne au bouton un nom français.
    page.locator('[data-testid=stFileUploaderDropzone] button[aria-label="Choisir un fichier"]').wait_for()
    page.locator("input[type=file]").set_input_files(str(RACINE / "data" / "tables" / "actions.csv"))
    page.locator(".st-key-bloc_depot").get_by_text("Fichier déposé :").wait_for()
    attendre_fin(page)
    assert "Ce que contient ce fichier" in page.inner_text("body")
    assert (bloques, visite.console) == ([], [])


def test_un_fichier_trop_lourd_se_dit_en_francais(visite: Visite, tableau_de_bord: Serveur):
    page = visite.aller(tableau_de_bord.adresse + "/credits?vue=charger")
    lourd = {"name": "lourd.csv", "mimeType": "text/csv", "buffer": bytes(21 * 1024 * 1024)}
    page.locator("input[type=file]").set_input_files(lourd)
    page.locator('[data-testid="stFileChip"][aria-invalid="true"]').wait_for(state="attached")
    dit = page.locator('[data-testid="stFileUploader"]').evaluate("e => getComputedStyle(e, '::after').content")
    assert "Ce fichier n'a pas été reçu" in dit
    assert not page.get_by_text("File must be").is_visible()


def test_la_page_refuse_scripts_et_serveurs_etrangers(visite: Visite, bloques: list[str], tableau_de_bord: Serveur):
    # Sous un autre nom que « localhost », comme sur un réseau : un navigateur mène « *.localhost » à sa machine.
    page = visite.aller(tableau_de_bord.adresse.replace("//localhost", "//portraits.localhost") + "/")
    attendre_traces(page, 5)
    assert page.evaluate(AJOUTER_UN_SCRIPT, "window.pirate = 1") is False
    assert page.evaluate(EVALUER) == "bloqué"
    # 192.0.2.0/24 n'est attribué à personne (RFC 5737) : rien ne partirait de toute façon bien loin.
    assert page.evaluate(DEMANDER, "http://192.0.2.1/") == "bloqué"
    assert page.evaluate(IMAGE, "http://192.0.2.1/i.png") == "bloqué"
    dessin = carte.cadre(page)
    assert dessin.evaluate(IMAGE, "http://192.0.2.1/i.png") == "bloqué"
    assert dessin.evaluate(DEMANDER, "http://192.0.2.1/") == "bloqué"
    assert {b.split()[1] for b in bloques} == {"script-src-elem", "script-src", "connect-src", "img-src"}


def test_un_autre_site_ne_met_pas_la_page_dans_un_cadre(chromium_ouvert: Browser, tableau_de_bord: Serveur):
    with visiter(chromium_ouvert) as visite:
        cadre = f'<iframe src="{tableau_de_bord.adresse}/"></iframe>'
        visite.page.route("http://localhost:9/", lambda r: r.fulfill(content_type="text/html", body=cadre))
        visite.page.goto("http://localhost:9/")
        visite.page.wait_for_timeout(1_500)
        assert visite.page.frames[1].url == "chrome-error://chromewebdata/"


def test_tout_marche_sous_un_autre_nom(chromium_ouvert: Browser, tableau_de_bord: Serveur):
    """Derrière un mandataire qui garde le nom demandé, « 'self' » suit ce nom, canal WebSocket compris."""
    nom = "qpv.exemple.test"
    options = [*OPTIONS, f"--host-resolver-rules=MAP {nom} 127.0.0.1"]
    ouvert = chromium_ouvert.browser_type.launch(executable_path=chromium.trouver(), args=options)
    try:
        with visiter(ouvert) as visite:
            page = visite.aller(tableau_de_bord.adresse.replace("localhost", nom) + "/credits?pilier=emploi")
            assert attendre_traces(page, 5) >= 5
            assert page.locator("h1").all_inner_texts() == ["Les crédits du contrat de ville"]
            assert visite.console == []
    finally:
        ouvert.close()
