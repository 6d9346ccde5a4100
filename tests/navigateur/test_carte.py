"""La carte dans un vrai navigateur : cliquer un quartier, changer de pilier, revenir en arrière, partager l'adresse."""

import csv
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.outils import carte
from tests.outils.navigateur import Visite, attendre_fin, visiter
from tests.outils.serveur import RACINE, Serveur, serveur

pytestmark = pytest.mark.navigateur

# Rapport de 2022, chapitre 4 : part des habitants sous le seuil de pauvreté en 2019.
PAUVRETE = ["La Conte 61 %", "Le Viguier 65 %", "Bastide 39 %", "Fleming 59 %", "Grazailles 52 %"]
NOMS_COURTS = {
    "QP011002": "La Conte",
    "QP011003": "Le Viguier",
    "QP011004": "Bastide",
    "QP011005": "Fleming",
    "QP011006": "Grazailles",
}
PILIERS = {"cohesion_sociale": "Cohésion sociale", "emploi": "Emploi", "cadre_de_vie": "Cadre de vie"}
PART_ECRITE = 12
ENSEMBLE = ["Ensemble : montant par pilier"]
# La carte attend un quart de seconde avant de dire un clic au serveur ; un rebond viendrait juste après.
TEMPS_D_UN_REBOND = 1_200


def sommes(pilier: str = "", de: int = 2016, a: int = 2022) -> dict[str, Decimal]:
    """Refait à la main, depuis le fichier : chaque action est partagée à parts égales entre ses quartiers."""
    totaux = dict.fromkeys(NOMS_COURTS, Decimal(0))
    with (RACINE / "data" / "tables" / "actions.csv").open(encoding="utf-8", newline="") as fichier:
        for ligne in csv.DictReader(fichier):
            if de <= int(ligne["annee"]) <= a and pilier in ("", ligne["pilier"]):
                codes = list(NOMS_COURTS) if ligne["quartiers"] == "tous" else ligne["quartiers"].split(";")
                for code in filter(None, codes):
                    totaux[code] += Decimal(ligne["montant"]) / len(codes)
    return totaux


def parts(code: str, de: int = 2016, a: int = 2022) -> list[int]:
    """La part de chaque pilier d'un quartier, en % entiers qui font 100 : les plus forts restes d'abord."""
    montants = [sommes(p, de, a)[code] for p in PILIERS]
    exactes = [m * 100 / sum(montants) for m in montants]
    entieres = [int(e) for e in exactes]
    for i in sorted(range(len(PILIERS)), key=lambda i: entieres[i] - exactes[i])[: 100 - sum(entieres)]:
        entieres[i] += 1
    return entieres


def valeurs_attendues(pilier: str = "", de: int = 2016, a: int = 2022) -> list[str]:
    """« La Conte 2 149 893 € », un quartier par entrée."""
    euros = {c: int(s.quantize(Decimal(1), ROUND_HALF_UP)) for c, s in sommes(pilier, de, a).items()}
    return [f"{NOMS_COURTS[c]} {e:,} €".replace(",", " ") for c, e in euros.items()]


def etiquettes_attendues(pilier: str = "", de: int = 2016, a: int = 2022) -> list[str]:
    """La valeur du pilier choisi, puis la part de chaque pilier, écrite dans la barre à partir de 12 %."""
    return [
        " ".join((valeur, *(str(p) for p in parts(code, de, a) if p >= PART_ECRITE)))
        for code, valeur in zip(NOMS_COURTS, valeurs_attendues(pilier, de, a), strict=True)
    ]


def attendre_etiquettes(page: Page, attendues: list[str]) -> None:
    """Attend que la carte porte ces étiquettes ; l'échec montre celles qu'elle porte."""
    motifs = [re.compile(r"\s+".join(map(re.escape, e.split()))) for e in attendues]
    expect(carte.cadre(page).locator(".etiquette-carte")).to_have_text(motifs, use_inner_text=True, timeout=15_000)


def attendre_adresse(page: Page, adresse: str) -> None:
    """Attend l'adresse exacte, puis la fin de l'affichage."""
    page.wait_for_url(adresse, timeout=15_000)
    attendre_fin(page)


def panneau(page: Page) -> list[str]:
    """Le titre du panneau : le quartier choisi, ou l'ensemble (espaces insécables ramenées à des espaces)."""
    titres = [" ".join(t.split()) for t in page.locator("h3").all_inner_texts()]
    return [t for t in titres if t.endswith(" : montant par pilier")]


def coches(page: Page) -> list[str]:
    """Les boutons enfoncés, dans l'ordre de la page."""
    return page.get_by_role("radio", checked=True).all_inner_texts()


def attendre_coches(page: Page, attendues: list[str]) -> None:
    """Attend que les boutons choisis soient ceux-là : la page finit de se redessiner après la carte."""
    for _ in range(50):
        if coches(page) == attendues:
            return
        page.wait_for_timeout(100)
    assert coches(page) == attendues


def test_de_l_accueil_au_portrait_et_retour(visite: Visite, tableau_de_bord: Serveur):
    accueil = tableau_de_bord.adresse + "/"
    page = visite.aller(accueil)
    attendre_etiquettes(page, PAUVRETE)
    assert carte.bulle(page, "grazailles") == "Grazailles 52 % (2019, publié)"
    boutons = carte.cadre(page).locator(".leaflet-control-zoom a")
    assert [b.get_attribute("title") for b in boutons.all()] == ["Zoomer", "Dézoomer"]
    # Deux fois le même quartier : aucun clic n'est perdu, aucun retour n'est annulé.
    for _ in range(2):
        carte.cliquer(page, "grazailles")
        attendre_adresse(page, accueil + "grazailles")
        assert page.locator("h1").all_inner_texts() == ["Grazailles"]
        page.go_back()
        attendre_adresse(page, accueil)
        attendre_etiquettes(page, PAUVRETE)
        page.wait_for_timeout(TEMPS_D_UN_REBOND)
        assert (page.url, page.locator("h1").all_inner_texts()) == (
            accueil,
            ["Les quartiers prioritaires de Carcassonne"],
        )
    assert (visite.dehors, visite.console) == ([], [])


@pytest.mark.parametrize("hauteur", [pytest.param(600, marks=pytest.mark.lent), 768])
def test_le_premier_clic_n_est_pas_perdu_sur_un_petit_ecran(
    chromium_ouvert: Browser, tableau_de_bord: Serveur, hauteur: int
):
    # La carte dépasse du bas de l'écran : prendre le focus ne doit pas la faire glisser sous la souris.
    with visiter(chromium_ouvert, viewport={"width": 1366, "height": hauteur}) as visite:
        page = visite.aller(tableau_de_bord.adresse + "/")
        attendre_etiquettes(page, PAUVRETE)
        carte.cliquer(page, "bastide-pont-vieux")
        attendre_adresse(page, tableau_de_bord.adresse + "/bastide-pont-vieux")
        assert page.locator("h1").all_inner_texts() == ["Bastide - Pont-Vieux"]


def test_le_quartier_clique_sur_la_carte_des_credits(visite: Visite, tableau_de_bord: Serveur):
    credits = tableau_de_bord.adresse + "/credits"
    page = visite.aller(credits)
    attendre_etiquettes(page, etiquettes_attendues())
    assert panneau(page) == ENSEMBLE
    bulle = carte.bulle(page, "grazailles")
    detail = ", ".join(f"{nom} {p} %" for nom, p in zip(PILIERS.values(), parts("QP011006"), strict=True))
    assert bulle == f"{valeurs_attendues()[4]} (2016 à 2022, démonstration) {detail}"
    assert carte.cadre(page).locator(".mention-demonstration").all_inner_texts() == ["DONNÉES DE DÉMONSTRATION"]

    carte.cliquer(page, "grazailles")
    attendre_adresse(page, credits + "?quartier=grazailles")
    assert panneau(page) == ["Grazailles : montant par pilier"]
    carte.cliquer(page, "la-conte-ozanam")
    attendre_adresse(page, credits + "?quartier=la-conte-ozanam")
    assert panneau(page) == ["La Conte - Ozanam : montant par pilier"]

    page.go_back()
    attendre_adresse(page, credits + "?quartier=grazailles")
    assert panneau(page) == ["Grazailles : montant par pilier"]
    page.go_back()
    attendre_adresse(page, credits)
    page.wait_for_timeout(TEMPS_D_UN_REBOND)
    assert (page.url, panneau(page)) == (credits, ENSEMBLE)

    # Le quartier déjà cliqué en dernier se rechoisit, y compris sur une carte retrouvée par le menu.
    carte.cliquer(page, "la-conte-ozanam")
    attendre_adresse(page, credits + "?quartier=la-conte-ozanam")
    page.get_by_role("link", name="Fiabilité", exact=True).click()
    attendre_adresse(page, tableau_de_bord.adresse + "/fiabilite")
    page.get_by_role("link", name="Crédits", exact=True).click()
    attendre_adresse(page, credits)
    attendre_etiquettes(page, etiquettes_attendues())
    carte.cliquer(page, "la-conte-ozanam")
    attendre_adresse(page, credits + "?quartier=la-conte-ozanam")
    assert panneau(page) == ["La Conte - Ozanam : montant par pilier"]
    assert (visite.dehors, visite.console) == ([], [])


def choisir_annee(page: Page, liste: str, annee: str) -> None:
    page.get_by_role("combobox", name=liste, exact=True).click()
    page.get_by_role("option", name=f"{liste.lower()} {annee}", exact=True).click()


def test_les_reglages_changent_la_carte_l_adresse_et_se_partagent(
    visite: Visite, chromium_ouvert: Browser, tableau_de_bord: Serveur
):
    credits = tableau_de_bord.adresse + "/credits"
    page = visite.aller(credits)
    attendre_etiquettes(page, etiquettes_attendues())
    # Une marque dans le cadre : si la carte était refaite (et clignotait), elle serait perdue.
    carte.cadre(page).evaluate("window.qpvTemoin = 'la même carte'")
    place = carte.cadre(page).frame_element().bounding_box()
    page.get_by_role("radio", name="Emploi", exact=True).click()
    attendre_adresse(page, credits + "?pilier=emploi")
    attendre_etiquettes(page, etiquettes_attendues("emploi"))
    # La page ne saute pas : la carte est au même endroit, de la même taille.
    assert carte.cadre(page).frame_element().bounding_box() == place
    choisir_annee(page, "De", "2018")
    attendre_adresse(page, credits + "?pilier=emploi&de=2018")
    choisir_annee(page, "À", "2019")
    attendre_adresse(page, credits + "?pilier=emploi&de=2018&a=2019")
    periode = etiquettes_attendues("emploi", 2018, 2019)
    attendre_etiquettes(page, periode)
    page.locator(".st-key-choix_mesure").get_by_role("radio", name="Actions", exact=True).click()
    complete = "?pilier=emploi&de=2018&a=2019&mesure=actions"
    attendre_adresse(page, credits + complete)
    expect(carte.cadre(page).locator(".etiquette-carte").first).to_contain_text("action")
    comptees = carte.etiquettes(page)
    assert carte.cadre(page).evaluate("window.qpvTemoin") == "la même carte"
    attendre_coches(page, ["Carte", "Emploi", "Actions", "Tous les quartiers"])

    with serveur() as neuf, visiter(chromium_ouvert) as ailleurs:
        partagee = ailleurs.aller(f"{neuf.adresse}/credits{complete}")
        attendre_etiquettes(partagee, comptees)
        attendre_coches(partagee, ["Carte", "Emploi", "Actions", "Tous les quartiers"])
        assert partagee.url == f"{neuf.adresse}/credits{complete}"
        assert (ailleurs.dehors, ailleurs.console) == ([], [])

    page.go_back()
    attendre_adresse(page, credits + "?pilier=emploi&de=2018&a=2019")
    attendre_etiquettes(page, periode)
    attendre_coches(page, ["Carte", "Emploi", "Montant", "Tous les quartiers"])
    for _ in range(3):
        page.go_back()
    attendre_adresse(page, credits)
    attendre_etiquettes(page, etiquettes_attendues())
    attendre_coches(page, ["Carte", "Tous les piliers", "Montant", "Tous les quartiers"])
    assert carte.cadre(page).evaluate("window.qpvTemoin") == "la même carte"
    assert (visite.dehors, visite.console) == ([], [])
