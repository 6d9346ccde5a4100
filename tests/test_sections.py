"""Les treize sections des cinq portraits : une phrase, aucun texte du comité à l'écran ni dans un fichier.

Les textes du comité sont lus directement dans regards.csv.
"""

import csv

import pytest

import components.blocs
from components import acces, essais
from components.sections import SECTIONS_A_PART
from data.dossiers import dossier_tables
from data.entrepot import charger
from data.vues.portraits import SECTIONS, sections
from tests.outils.apptest import executer
from tests.outils.lecture_page import avertissements, fautes, figures, texte
from tests.outils.secrets import FauxSecrets
from tests.outils.tables import TABLES, ecrire_tables

QUARTIERS = ("la-conte-ozanam", "le-viguier-saint-jacques", "bastide-pont-vieux", "fleming-la-reille", "grazailles")
REGARDS = (
    "territoire,secteur,rubrique,pilier,texte,diffusion,reference\n"
    "QP011002,,enjeu,emploi,<b>Faire</b> plus.,public,ch. 4\n"
)
MOT = "un-mot-de-passe"

with (dossier_tables() / "regards.csv").open(encoding="utf-8", newline="") as _fichier:
    DU_COMITE = [x["texte"] for x in csv.DictReader(_fichier) if x["diffusion"] != "public"]


@pytest.fixture
def sans_secret(monkeypatch):
    monkeypatch.delenv(acces.VARIABLE, raising=False)
    monkeypatch.setattr(acces.st, "secrets", FauxSecrets())


@pytest.fixture
def fichiers(monkeypatch):
    """Chaque fichier que les pages proposent, fabriqué aussitôt : nom → texte."""
    faits: dict[str, str] = {}

    def fabriquer(libelle, data, file_name, **_):
        faits[file_name] = data().decode("utf-8-sig")

    monkeypatch.setattr(components.blocs.st, "download_button", fabriquer)
    return faits


@pytest.mark.parametrize("slug", QUARTIERS)
def test_chaque_section_se_lit_et_ne_dit_rien_du_comite(sans_secret, fichiers, slug):
    essai = executer(slug)
    for section, titre in SECTIONS.items():
        essai.query_params["section"] = section
        essai.run()
        assert fautes(essai) == []
        corps = texte(essai).split(f"<h2>{titre}</h2>")[1]
        assert '<p class="phrase">' in corps
        # Le rapport ne donne l'activité économique que pour Grazailles ; ailleurs, le bloc dit ce qui manque.
        assert ("ne disent rien de ce quartier" in corps) is False
        assert [t for t in DU_COMITE if t in texte(essai)] == []
    tous = " ".join(fichiers.values())
    assert [t for t in DU_COMITE if t in tous] == []
    assert f"{slug_du_fichier(slug)}-regards.csv" in fichiers


def slug_du_fichier(slug: str) -> str:
    return charger().par_slug[slug].code.lower()


def test_l_acces_ouvert_ne_met_rien_dans_les_fichiers(monkeypatch, fichiers):
    monkeypatch.setenv(acces.VARIABLE, MOT)
    monkeypatch.setattr(essais, "COMMUNS", essais.EssaisCommuns())
    essai = executer("fleming-la-reille", section="regards")
    essai.text_input(key=acces.PORTE.saisie).set_value(MOT)
    next(b for b in essai.button if b.label == "Ouvrir").click()
    essai.run()
    vus = set()
    for section in ("regards", "cadre-de-vie"):
        essai.query_params["section"] = section
        essai.run()
        vus |= {t for t in DU_COMITE if t in texte(essai)}
    assert len(vus) == 7  # cinq de Fleming, deux des cinq quartiers ensemble
    tous = " ".join(fichiers.values())
    assert [t for t in DU_COMITE if t in tous] == []
    assert [nom for nom in fichiers if "comite" in nom] == []


def test_les_treize_sections_dans_l_ordre():
    assert list(sections(charger())) == [
        "population",
        "menages",
        "revenus",
        "emploi",
        "demande-emploi",
        "activite",
        "prestations",
        "cadre-de-vie",
        "regards",
        "parole",
        "credits",
        "acteurs",
        "fiabilite",
    ]
    assert set(SECTIONS_A_PART) <= set(SECTIONS)


def test_une_section_disparait_avec_sa_table(tmp_path):
    # Le jeu n'a que deux indicateurs, population et taux_pauvrete : les autres sujets n'ont rien à montrer.
    sujets = {"menages", "emploi", "demande-emploi", "activite", "prestations"}
    sans = charger(ecrire_tables(tmp_path / "a"))
    assert set(SECTIONS) - set(sections(sans)) == sujets | {"cadre-de-vie", "regards", "parole", "acteurs"}
    avec = charger(ecrire_tables(tmp_path / "b", sans=("actions", "controles"), regards=REGARDS))
    assert set(SECTIONS) - set(sections(avec)) == sujets | {"parole", "acteurs", "credits", "fiabilite"}


def test_des_chiffres_font_vivre_le_cadre_de_vie_sans_regard(tmp_path, monkeypatch):
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    ecrire_tables(
        tmp_path / "tables",
        indicateurs=TABLES["indicateurs"]
        + "arbres,Arbres,cadre_de_vie,cadre_de_vie,nombre,0,neutre,oui,libre,,Arbres.,Ville,40\n",
        valeurs=TABLES["valeurs"] + "QP011002,arbres,,2021,120,publie,,rapport_2022,ch. 4,\n",
    )
    essai = executer("la-conte-ozanam", section="cadre-de-vie")
    assert fautes(essai) == []
    assert [f["alt"] for f in figures(essai)] == ["Arbres. La Conte - Ozanam : 120."]


@pytest.mark.parametrize("slug", QUARTIERS)
def test_le_portrait_s_ouvre_sur_en_bref_avant_toute_section(sans_secret, slug):
    """La barre des sections suit les chiffres de tête ; « En bref » est la première, et n'alourdit pas les autres."""
    essai = executer(slug)
    assert next(iter(essai.button_group[0].options)) == "En bref"
    assert "<h2>En bref</h2>" in texte(essai)
    assert figures(essai) == []
    essai.query_params["section"] = "revenus"
    essai.run()
    assert "<h2>En bref</h2>" not in texte(essai)


def test_une_adresse_vers_une_section_absente_le_dit(tmp_path, monkeypatch):
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    ecrire_tables(tmp_path / "tables")
    essai = executer("la-conte-ozanam", section="regards")
    assert fautes(essai) == []
    assert len(avertissements(essai)) == 1
    assert "<h2>En bref</h2>" in texte(essai)


def test_un_texte_hostile_reste_un_texte(tmp_path, monkeypatch):
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    ecrire_tables(tmp_path / "tables", regards=REGARDS)
    essai = executer("la-conte-ozanam", section="regards")
    assert fautes(essai) == []
    corps = "".join(m.proto.body for m in essai.get("html"))
    assert ("<b>Faire</b>" in corps, "&lt;b&gt;Faire&lt;/b&gt;" in corps) == (False, True)


def test_les_credits_d_un_quartier_sont_marques(sans_secret):
    essai = executer("grazailles", section="credits")
    lu = texte(essai)
    assert 'class="bandeau-demonstration"' in lu
    assert lu.count("il n'y a rien à en conclure") == 2
    # Sept années de contrat, 2016 à 2022 (rapport de 2022, chapitre 3).
    par_an = figures(essai)[1]["data"][0]
    assert par_an["y"] == ["2016", "2017", "2018", "2019", "2020", "2021", "2022"]


def test_les_annees_d_un_quartier_font_son_total():
    from data.vues.credits_quartier import blocs_credits

    for t in charger().quartiers():
        piliers, annees = blocs_credits(charger(), t.code)
        # À l'euro près : chaque ligne est arrondie au centime.
        assert round(sum(x.mesure.valeur for x in piliers.lignes)) == round(sum(x.mesure.valeur for x in annees.lignes))


def test_de_vrais_credits_donnent_leurs_montants(tmp_path):
    from data.vues.credits_quartier import blocs_credits

    # A1 : 1 500,50 € pour deux quartiers ; A2 : 800 € pour tous, deux aussi. Soit 750,25 + 400 = 1 150,25 € chacun.
    piliers, annees = blocs_credits(charger(ecrire_tables(tmp_path)), "QP011002")
    assert [x.mesure.valeur for x in annees.lignes] == [1150.25]
    assert annees.phrase.replace("\u202f", " ").replace("\u00a0", " ") == "En 2019, 1 150 €."
    assert (piliers.demonstration, annees.demonstration) == (False, False)
