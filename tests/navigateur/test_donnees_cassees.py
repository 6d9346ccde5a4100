"""Des données abîmées une à une : le tableau de bord démarre, dit la faute en français, montre tout le reste."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from data.verifier import main
from tests.outils.adresses import TITRES
from tests.outils.apptest import executer, slugs
from tests.outils.copie import copier, modifier
from tests.outils.lecture_page import fautes, fragments, texte
from tests.outils.navigateur import Visite, attendre_fin, mots_anglais
from tests.outils.serveur import Serveur, serveur

COMMUNES = ("", "comparaisons", "credits", "fiabilite")
# Des chiffres du rapport de 2022 : revenu médian 2019 de La Conte - Ozanam (chapitre 4), crédits de 2022 (chapitre 3).
REVENU, CREDITS = "12 130 €", "1 108 000 €"
PAUVRETE_DE_GRAZAILLES = "52 %"
RIEN = "0 valeur"


def octets(fichier: str, changer: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Un dégât : récrit les octets d'un fichier du dossier de données."""

    def faire(dossier: Path) -> None:
        chemin = dossier / fichier
        avant = chemin.read_bytes()
        apres = changer(avant)
        assert apres != avant, f"{fichier} n'a pas été abîmé"
        chemin.write_bytes(apres)

    return faire


def sans(*fichiers: str) -> Callable[[Path], None]:
    """Un dégât : des fichiers ou des dossiers disparaissent."""

    def faire(dossier: Path) -> None:
        for nom in fichiers:
            chemin = dossier / nom
            if chemin.is_dir():
                shutil.rmtree(chemin)
            else:
                chemin.unlink()

    return faire


def une_lettre(dossier: Path) -> None:
    """6l au lieu de 61 : la faute de frappe la plus courante."""
    assert modifier(dossier, "valeurs", la_pauvrete_de_la_conte, valeur="6l") == 1


def code_inconnu(dossier: Path) -> None:
    assert modifier(dossier, "valeurs", la_pauvrete_de_la_conte, territoire="QP011009") == 1


def la_pauvrete_de_la_conte(ligne: dict[str, str]) -> bool:
    cle = ("territoire", "indicateur", "annee", "source")
    return tuple(ligne[c] for c in cle) == ("QP011002", "taux_pauvrete", "2019", "rapport_2022")


@dataclass(frozen=True, slots=True)
class Cas:
    """Un dégât ; ce que la faute doit dire ; une page et un chiffre qui n'en dépendent pas."""

    abimer: Callable[[Path], None]
    dit: tuple[str, ...]
    page: str = "credits"
    chiffre: str = CREDITS
    pages: tuple[str, ...] = tuple(TITRES)


VALEURS = "tables/valeurs.csv"
CAS = {
    "une lettre": Cas(
        une_lettre,
        ("valeurs.csv, ligne ", "colonne « valeur »", "« 6l » contient une lettre", "Attendu : un nombre"),
        "la-conte-ozanam",
        REVENU,
    ),
    "un code inconnu": Cas(
        code_inconnu,
        ("valeurs.csv, ligne ", "« QP011009 » est un code inconnu", "Attendu : un code"),
        "la-conte-ozanam",
        REVENU,
    ),
    "une ligne répétée": Cas(
        octets(VALEURS, lambda o: o + o.rstrip(b"\n").rsplit(b"\n", 1)[1] + b"\n"),
        ("valeurs.csv, ligne ", "Attendu : "),
        "la-conte-ozanam",
        REVENU,
    ),
    "une colonne manque": Cas(
        octets(VALEURS, lambda o: o.replace(b",statut,", b",etat,", 1)),
        ("valeurs.csv, ligne 1, colonne « statut »", "la colonne manque", "Attendu : l'en-tête"),
    ),
    "un fichier vide": Cas(octets(VALEURS, lambda _: b""), ("valeurs.csv", "Attendu : ")),
    "valeurs.csv absent": Cas(sans(VALEURS), ("valeurs.csv", "Attendu : ")),
    "indicateurs.csv absent": Cas(sans("tables/indicateurs.csv"), ("indicateurs.csv", "Attendu : ")),
    "un .shp absent": Cas(
        sans("contours/qpv_2015.shp"), ("qpv_2015.shp", "Attendu : "), "grazailles", PAUVRETE_DE_GRAZAILLES
    ),
    "un .shp tronqué": Cas(
        octets("contours/qpv_2015.shp", lambda o: o[: len(o) // 3]),
        ("qpv_2015.shp", "Attendu : "),
        "grazailles",
        PAUVRETE_DE_GRAZAILLES,
    ),
    "le dossier des tables absent": Cas(sans("tables"), ("Attendu : ",), "fiabilite", RIEN, COMMUNES),
}
# Facultatives : leur absence n'est pas une faute, mais rien ne doit tomber avec elles.
FACULTATIVES = {
    "credits_publies.csv absent": Cas(sans("tables/credits_publies.csv"), (), "la-conte-ozanam", REVENU),
    "actions.csv absent": Cas(sans("tables/actions.csv"), (), "credits", CREDITS),
}
TOUS = {**CAS, **FACULTATIVES}


@pytest.fixture
def donnees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Une copie saine, désignée par QPV_DONNEES."""
    dossier = copier(tmp_path / "donnees")
    monkeypatch.setenv("QPV_DONNEES", str(dossier))
    return dossier


def lignes_de_verifier(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [" ".join(ligne.split()) for ligne in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("nom", TOUS)
def test_chaque_page_s_affiche_avec_des_donnees_abimees(donnees: Path, nom: str):
    cas = TOUS[nom]
    cas.abimer(donnees)
    assert set(slugs()) >= set(cas.pages)
    for slug in cas.pages:
        essai = executer(slug)
        assert fautes(essai) == [], slug
        lu = " ".join(texte(essai).split())
        assert sum("<h1" in f for f in fragments(essai)) == 1, slug
        assert [d for d in cas.dit if d not in lu] == [], slug
        if slug == cas.page:
            assert cas.chiffre in lu


@pytest.mark.parametrize("nom", CAS)
def test_verifier_dit_la_meme_faute_et_sort_en_1(donnees: Path, nom: str, capsys: pytest.CaptureFixture[str]):
    CAS[nom].abimer(donnees)
    assert main([]) == 1
    phrases = [x for x in lignes_de_verifier(capsys) if " Attendu : " in x]
    assert [d for d in CAS[nom].dit if not any(d in p for p in phrases)] == []


# --- Dans un vrai navigateur, sur un serveur qui ne redémarre pas.


@pytest.fixture(scope="module")
def atelier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serveur, Path]]:
    """Un serveur parti sans aucune donnée, et son dossier que l'on remplit, abîme et répare."""
    dossier = tmp_path_factory.mktemp("cassees") / "donnees"
    with serveur(donnees=dossier) as en_marche:
        yield en_marche, dossier


def reparer(dossier: Path) -> None:
    shutil.rmtree(dossier, ignore_errors=True)
    copier(dossier)


def lu(page: Page) -> str:
    """Le texte de la page, dépliants ouverts, espaces simplifiées."""
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    return " ".join(page.inner_text("body").split())


def bandeau(page: Page) -> list[str]:
    """Les phrases de fautes du bandeau, [] quand les données sont saines."""
    return [" ".join(t.split()) for t in page.locator("[role=status] li").all_text_contents()]


def sans_erreur(visite: Visite) -> None:
    page = visite.page
    assert page.locator("h1").count() == 1
    assert page.locator("[data-testid=stException], [data-testid=stAlert], [role=dialog]").all_inner_texts() == []
    assert (visite.dehors, visite.console) == ([], [])


@pytest.mark.navigateur
def test_sans_donnees_puis_retablies_sans_redemarrer(visite: Visite, atelier: tuple[Serveur, Path]):
    en_marche, dossier = atelier
    for slug in COMMUNES:
        page = visite.aller(f"{en_marche.adresse}/{slug}")
        sans_erreur(visite)
        assert any("Attendu : " in p for p in bandeau(page)), slug
    reparer(dossier)
    page = visite.aller(en_marche.adresse + "/")
    assert "La Conte - Ozanam" in lu(page)
    assert bandeau(page) == []
    assert "Traceback" not in en_marche.lire_journal()


@pytest.mark.navigateur
@pytest.mark.parametrize("nom", ["une lettre", "valeurs.csv absent", "un .shp tronqué"])
def test_la_faute_se_voit_puis_disparait(visite: Visite, atelier: tuple[Serveur, Path], nom: str):
    verifier_la_faute_puis_la_reparation(visite, *atelier, CAS[nom])


@pytest.mark.navigateur
def test_la_liste_des_quartiers_abimee_se_dit_a_l_adresse_du_quartier(visite: Visite, atelier: tuple[Serveur, Path]):
    """Pendant une visite, puis pour qui arrive ensuite : la page garde ses chiffres et dit le refus, en français."""
    en_marche, dossier = atelier
    reparer(dossier)
    page = visite.aller(f"{en_marche.adresse}/grazailles")
    octets("tables/territoires.csv", lambda o: o.replace(b"\nQP011006,", b"\nqp011006,"))(dossier)
    page.get_by_role("radio", name="Revenus et pauvreté").click()
    page.get_by_text("Une modification des tables a été refusée le").wait_for()
    attendre_fin(page)
    for _ in range(2):
        sans_erreur(visite)
        assert page.locator("h1").all_inner_texts() == ["Grazailles"]
        assert PAUVRETE_DE_GRAZAILLES in lu(page)
        assert bandeau(page)[0].startswith("territoires.csv, ligne 6, colonne « code » : « qp011006 »")
        assert mots_anglais(page) == []
        page = visite.aller(f"{en_marche.adresse}/grazailles")
    reparer(dossier)
    page = visite.aller(f"{en_marche.adresse}/grazailles")
    assert page.locator("h1").all_inner_texts() == ["Grazailles"]
    assert bandeau(page) == []


@pytest.mark.lent
@pytest.mark.navigateur
@pytest.mark.parametrize("nom", [n for n in TOUS if n not in ("une lettre", "valeurs.csv absent", "un .shp tronqué")])
def test_la_faute_se_voit_puis_disparait_tous_les_cas(visite: Visite, atelier: tuple[Serveur, Path], nom: str):
    verifier_la_faute_puis_la_reparation(visite, *atelier, TOUS[nom])


def verifier_la_faute_puis_la_reparation(visite: Visite, en_marche: Serveur, dossier: Path, cas: Cas) -> None:
    """Abîme, lit la faute et un chiffre qui n'en dépend pas, répare : la page suivante n'a plus de faute."""
    reparer(dossier)
    cas.abimer(dossier)
    # Le serveur tenait des tables saines : il les garde, et la page montre même ce qui dépend du fichier abîmé.
    slug, chiffre = (cas.page, cas.chiffre) if cas.chiffre != RIEN else ("credits", CREDITS)
    page = visite.aller(f"{en_marche.adresse}/{slug}")
    contenu = lu(page)
    sans_erreur(visite)
    assert [d for d in cas.dit if not any(d in p for p in bandeau(page))] == []
    assert chiffre in contenu
    reparer(dossier)
    page = visite.aller(f"{en_marche.adresse}/{slug}")
    assert bandeau(page) == []
    sans_erreur(visite)
