"""Chaque page et chaque section, exécutées comme par une visite : les chiffres relus à l'écran sont ceux des tables.

Références : rapport de 2022, chapitre 4 ; DEMO_2022, FILO_2019, REVN_2019 pour l'Insee.
"""

import pytest

from data.entrepot import charger
from data.vues.comparaisons import annees_de, choix_d_indicateurs
from data.vues.portraits import SECTIONS
from tests.outils.adresses import SLUGS, TITRES
from tests.outils.apptest import executer
from tests.outils.lecture_page import (
    avertissements,
    choix,
    fautes,
    figures,
    fragments,
    points,
    scripts_etrangers,
    texte,
)
from tests.outils.tables import TABLES, changer, ecrire_tables

QUARTIERS = ("la-conte-ozanam", "le-viguier-saint-jacques", "bastide-pont-vieux", "fleming-la-reille", "grazailles")
HOSTILES = (
    "<script>alert(1)</script>",
    "![x](https://exterieur.example/x.png)",
    "[clic](https://exterieur.example)",
    "' OR 1=1 --",
    "../../etc/passwd",
    "é" * 5000,
    "\u202e\u0000\n",
    "%00",
    "None",
    "",
)


@pytest.mark.parametrize("slug", SLUGS)
def test_chaque_page_s_affiche_avec_un_seul_titre(slug):
    essai = executer(slug)
    assert fautes(essai) == []
    titres = [f for f in fragments(essai) if "<h1" in f]
    assert len(titres) == 1
    assert TITRES[slug] in texte(essai)
    assert avertissements(essai) == []


@pytest.mark.parametrize("slug", QUARTIERS)
@pytest.mark.parametrize("section", SECTIONS)
def test_chaque_section_de_chaque_portrait_s_affiche(slug, section):
    essai = executer(slug, section=section)
    assert fautes(essai) == []
    assert choix(essai, "section") == section
    assert f"<h2>{SECTIONS[section]}</h2>" in texte(essai)
    assert [f["alt"] for f in figures(essai) if not f["alt"].endswith(".")] == []
    assert avertissements(essai) == []


def test_la_conte_telle_qu_on_la_lit():
    essai = executer("la-conte-ozanam", section="revenus")
    lu = texte(essai)
    assert "2 525 habitants" in lu
    assert "12 130 €" in lu
    assert (
        "61 % des habitants vivent sous le seuil de pauvreté en 2019, contre 27 % à Carcassonne et 21 % dans "
        "l'agglomération." in lu
    )
    assert "10 976 € en 2015 et 12 130 € en 2019, soit +1 154 €." in lu
    # La dernière barre de chaque nom est celle du dernier graphique ; on relit donc celui du revenu médian (FILO_2019).
    revenu = next(f for f in figures(essai) if f["alt"].startswith("Revenu médian."))
    (trace,) = revenu["data"]
    vues = {nom: round(v) for nom, v in zip(trace["y"], trace["x"], strict=True)}
    assert (vues["La Conte - Ozanam"], vues["Carcassonne"], vues["Agglomération"]) == (12130, 18450, 19610)


def test_la_population_des_cinq_dans_le_graphique_de_grazailles():
    population = figures(executer("grazailles", section="population"))
    barre = next(f for f in population if "949" in f["alt"])["data"][0]
    assert dict(zip(barre["y"], barre["x"], strict=True)) == {
        "Grazailles": 949,
        "La Conte - Ozanam": 2525,
        "Le Viguier - Saint-Jacques": 1757,
        "Bastide - Pont-Vieux": 3873,
        "Fleming - La Reille": 1159,
    }


def test_fleming_dit_ce_qui_manque_et_pourquoi():
    assert "part des familles monoparentales : non disponible pour 2020." in texte(
        executer("fleming-la-reille", section="menages")
    )
    lu = texte(executer("fleming-la-reille", section="demande-emploi"))
    assert "Après 2017, la valeur n'est plus diffusée." in lu
    assert "Bloc non diffusé par la source pour ce quartier" in lu


def test_grazailles_dit_que_le_rapport_a_perdu_sa_population():
    lu = texte(executer("grazailles", section="fiabilite"))
    assert "La population de Grazailles manque" in lu
    assert "949 habitants (2018, publié par l'INSEE)" in lu


def test_l_accueil_donne_les_cinq_quartiers():
    lu = texte(executer())
    assert "10 263 personnes vivent dans les cinq quartiers" in lu
    for chiffre in (
        "2 525 habitants",
        "1 757 habitants",
        "3 873 habitants",
        "1 159 habitants",
        "949 habitants",
        "61 %",
        "65 %",
    ):
        assert chiffre in lu
    assert "6 904 173 €" in lu


def test_les_comparaisons_suivent_l_adresse():
    essai = executer("comparaisons", indicateur="revenu_median", annee="2015")
    assert (choix(essai, "indicateur"), choix(essai, "annee")) == ("revenu_median", "2015")
    vues = points(essai)
    # Rapport, portraits (2/2) : revenus médians de 2015 ; Fleming : REVN_2019.
    assert [
        vues[q]
        for q in (
            "La Conte - Ozanam",
            "Grazailles",
            "Bastide - Pont-Vieux",
            "Le Viguier - Saint-Jacques",
            "Fleming - La Reille",
        )
    ] == [10976, 12442, 13656, 10624, 11998]


def test_les_comparaisons_par_defaut():
    lu = texte(executer("comparaisons"))
    # Rapport, portraits (2/2) : 61 % à La Conte et 21 % dans l'agglomération en 2019, soit 40 points.
    assert "L'essentiel : les cinq quartiers face à l'agglomération" in lu
    assert "▲ plus haut de 40 points\nmoins favorable" in lu


def test_les_comparaisons_d_un_indicateur_par_defaut():
    essai = executer("comparaisons", vue="indicateur")
    assert {nom: round(v) for nom, v in points(essai).items()}["La Conte - Ozanam"] == 61
    assert [a["text"] for a in figures(essai)[0]["layout"]["annotations"]][:3] == [
        "QPV médian de métropole : 42\u00a0%",
        "Carcassonne : 27\u00a0%",
        "Agglomération : 21\u00a0%",
    ]


def test_chaque_indicateur_propose_a_une_annee():
    tables = charger()
    assert [c for c in choix_d_indicateurs(tables) if not annees_de(tables, c)] == []


@pytest.mark.parametrize("indicateur", ["age:75+", "demandeurs_emploi:2_ans_et_plus", "composition_revenus:impots"])
def test_une_modalite_s_affiche(indicateur):
    essai = executer("comparaisons", indicateur=indicateur)
    assert fautes(essai) == []
    assert choix(essai, "indicateur") == indicateur


def test_les_credits_suivent_l_adresse():
    essai = executer("credits", pilier="emploi", mesure="montant", de="2019", a="2021", quartier="grazailles")
    assert fautes(essai) == []
    assert [choix(essai, c) for c in ("pilier", "mesure", "de", "a")] == ["emploi", "montant", "2019", "2021"]
    assert "Grazailles : montant par pilier" in texte(essai)
    assert "Montant par quartier : Développement économique et emploi" in texte(essai)


def test_les_credits_publies_et_la_demonstration():
    essai = executer("credits", vue="rapport")
    publiees = [f for f in figures(essai) if f["alt"].startswith("Crédits spécifiques, par an")]
    assert [f["data"][0]["x"] for f in publiees] == [[760000, 1000000, 844000, 969000, 1096000, 1122000, 1108000]]
    mentions = [
        [[a["text"] for a in f["layout"].get("annotations", [])] for f in figures(e)]
        for e in (essai, executer("credits", quartier="grazailles"))
    ]
    assert mentions == [[[], []], [["DONNÉES DE DÉMONSTRATION"]]]
    essai = executer("credits")
    assert "Données de démonstration. " in texte(essai)


def test_des_annees_a_l_envers_se_remettent_dans_l_ordre():
    a_l_envers, a_l_endroit = (executer("credits", de=de, a=a) for de, a in (("2021", "2019"), ("2019", "2021")))
    assert fautes(a_l_envers) == []
    # Le message de contestation, lui, porte l'adresse telle que le lecteur l'a ouverte.
    tables = [
        [f.split("<summary>Contester")[0] for f in fragments(e) if "par quartier et par pilier" in f]
        for e in (a_l_envers, a_l_endroit)
    ]
    assert tables[0] == tables[1] != []


@pytest.mark.parametrize(
    ("slug", "cle", "defaut"),
    [
        ("grazailles", "section", "en-bref"),
        ("comparaisons", "indicateur", "taux_pauvrete"),
        ("comparaisons", "vue", "tableau"),
        ("comparaisons", "theme", "essentiel"),
        ("comparaisons", "reference", "200035715"),
        ("comparaisons", "tri", "ordre"),
        ("credits", "pilier", "total"),
        ("credits", "mesure", "montant"),
        ("credits", "de", "2016"),
        ("credits", "a", "2022"),
        ("fiabilite", "certitude", "toutes"),
        ("fiabilite", "gravite", "toutes"),
        ("fiabilite", "territoire", "toutes"),
    ],
)
@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "![x](https://exterieur.example/x.png)", "é" * 5000])
def test_une_adresse_fausse_donne_la_vue_par_defaut_et_le_dit(slug, cle, defaut, hostile):
    essai = executer(slug, **{cle: hostile})
    assert fautes(essai) == []
    assert choix(essai, cle) == defaut
    assert len(avertissements(essai)) == 1
    assert scripts_etrangers(essai) == []
    # Aucun encadré de Streamlit ne reçoit ce texte : il le lirait comme du Markdown.
    assert [len(list(getattr(essai, genre))) for genre in ("info", "warning", "markdown")] == [0, 0, 0]
    assert len(avertissements(essai)[0]) < 700


@pytest.mark.parametrize("hostile", HOSTILES)
def test_une_section_fausse_donne_l_ouverture_du_portrait(hostile):
    essai = executer("grazailles", section=hostile)
    assert fautes(essai) == []
    assert choix(essai, "section") == "en-bref"
    assert len(avertissements(essai)) == 1


@pytest.mark.parametrize("hostile", HOSTILES[:3])
def test_un_quartier_inconnu_dans_l_adresse_des_credits(hostile):
    essai = executer("credits", quartier=hostile)
    assert fautes(essai) == []
    assert "Choisir un quartier, ou cliquer dessus sur la carte" in texte(essai)
    assert len(avertissements(essai)) == 1


def test_une_page_inconnue_du_registre_ne_plante_pas():
    essai = executer("fiabilite", page="999")
    assert fautes(essai) == []
    assert len(avertissements(essai)) == 1


def test_le_registre_se_lit_par_pages():
    premiere, seconde = executer("fiabilite"), executer("fiabilite", page="2")
    listes = [next(f for f in fragments(e) if 'class="registre"' in f) for e in (premiere, seconde)]
    assert [liste.count("<li>") for liste in listes] == [20, 20]
    assert listes[0] != listes[1]


# --- Des tables abîmées ou hostiles : la page s'affiche quand même


@pytest.fixture
def donnees(tmp_path, monkeypatch):
    """Un dossier de données à soi ; rend une fonction qui écrit ses tables (contours absents)."""
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))

    def ecrire(sans: tuple[str, ...] = (), **remplacements: str | bytes) -> None:
        ecrire_tables(tmp_path / "tables", sans, **remplacements)

    return ecrire


PAGES_DU_JEU = ("", "la-conte-ozanam", "grazailles", "comparaisons", "credits", "fiabilite")


@pytest.mark.parametrize("slug", PAGES_DU_JEU)
@pytest.mark.parametrize(
    "absente", ["indicateurs", "valeurs", "sources", "piliers", "actions", "credits_publies", "controles"]
)
def test_sans_une_table_le_reste_s_affiche(donnees, slug, absente):
    donnees(sans=(absente,))
    essai = executer(slug)
    assert fautes(essai) == []
    assert "dans les fichiers de données" in texte(essai)


@pytest.mark.parametrize("slug", ["", "comparaisons", "credits", "fiabilite"])
def test_sans_territoires_les_pages_d_ensemble_s_affichent(donnees, slug):
    donnees(sans=("territoires",))
    assert fautes(executer(slug)) == []


def test_une_lettre_dans_un_nombre_se_dit_sans_jargon(donnees):
    donnees(valeurs=changer("valeurs", ",2019,61,publie", ",2019,6l,publie"))
    lu = texte(executer())
    assert "valeurs.csv, ligne 2, colonne « valeur »" in lu
    assert "Traceback" not in lu


def test_un_texte_hostile_d_une_table_reste_un_texte(donnees):
    hostile = "<img src=x onerror=alert(1)>![i](https://exterieur.example/i.png)"
    donnees(
        territoires=changer("territoires", "QP011002,La Conte - Ozanam,La Conte", f"QP011002,{hostile},{hostile}"),
        controles=changer("controles", "2 525 ici et 2 060 là", hostile),
        indicateurs=changer("indicateurs", "Part pauvre.", hostile),
        piliers=changer("piliers", "emploi,Emploi,Emploi", f"emploi,{hostile},{hostile}"),
    )
    for slug in PAGES_DU_JEU:
        essai = executer(slug)
        assert fautes(essai) == []
        assert [f for f in fragments(essai) if "<img src=x" in f] == []
        textes_de_graphiques = [t for f in figures(essai) for trace in f["data"] for t in (*trace["y"], *trace["text"])]
        assert [t for t in textes_de_graphiques if isinstance(t, str) and "<" in t] == []
        assert [p.proto.label for p in essai.get("page_link") if "![" in p.proto.label] == []
        boutons = [o.content for b in essai.get("button_group") for o in b.proto.options]
        assert [b for b in boutons if "![" in b] == []


def test_un_vrai_fichier_d_actions_n_est_pas_marque_demonstration(donnees):
    donnees()
    essai = executer("credits", quartier="grazailles", de="2019", a="2019")
    assert fautes(essai) == []
    assert "démonstration" not in texte(essai).lower().split("montant par quartier")[1]


def test_une_seule_annee_une_seule_valeur(donnees):
    donnees(
        valeurs=TABLES["valeurs"].splitlines()[0] + "\nQP011002,taux_pauvrete,,2019,61,publie,,rapport_2022,ch. 4,\n"
    )
    for slug in ("", "la-conte-ozanam", "comparaisons"):
        assert fautes(executer(slug)) == []
    assert "Aucun indicateur n'a de valeur dans deux quartiers au moins." in texte(executer("comparaisons"))
