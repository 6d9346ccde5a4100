"""Les pages Piliers et Acteurs, exécutées comme par une visite : filtres, tables absentes, textes hostiles."""

import re

import pytest

from data.entrepot import charger
from data.vues.piliers import PILIERS
from tests.outils.apptest import executer
from tests.outils.lecture_page import avertissements, choix, fautes, fragments, lisible, scripts_etrangers, texte
from tests.outils.tables import ecrire_tables

DOCUMENTS = (
    "acteurs",
    "interventions",
    "mediation_regie",
    "dispositifs",
    "objectifs",
    "constats_piliers",
    "recommandations",
    "gouvernance",
    "chantiers_tremplin",
    "reperes",
    "chronologie",
)
HOSTILE = "<img src=x onerror=alert(1)>![i](https://exterieur.example/i.png)"


@pytest.mark.parametrize("pilier", PILIERS)
def test_chaque_pilier_s_affiche(pilier):
    essai = executer("piliers", pilier=pilier)
    assert fautes(essai) == []
    assert choix(essai, "pilier") == pilier
    assert [f.count("<h1") for f in fragments(essai) if "<h1" in f] == [1]


def test_le_pilier_et_la_periode_suivent_l_adresse():
    lu = texte(executer("piliers", pilier="emploi", periode="2021"))
    assert "<h2>Développement économique et emploi</h2>" in lu
    assert "Relier aux entreprises et encourager la création d'activité." in lu
    assert "Rendre lisible le réseau" not in lu  # un objectif de tout le contrat
    assert "on ne sait pas à quel quartier se rapporte chacun" in lu


def test_une_periode_d_un_autre_pilier_donne_tout_le_contrat():
    essai = executer("piliers", pilier="emploi", periode="2016-2017")
    assert fautes(essai) == []
    assert choix(essai, "periode") == "2015-2022"
    assert len(avertissements(essai)) == 1


def test_un_chiffre_conteste_se_voit():
    lu = texte(executer("piliers", pilier="cohesion_sociale"))
    assert '<dd>39 enfants <span class="etiquette conteste">contesté</span></dd>' in lu
    assert "<dd>33 parcours </dd>" in lu


def test_le_contrat_montre_ce_que_l_equipe_doit_renseigner():
    lu = texte(executer("piliers", pilier="transversal"))
    assert lu.count("<td>à renseigner par l'équipe</td>") == 12
    assert "Ce qui limite" in lu


def test_les_acteurs_de_grazailles():
    essai = executer("acteurs", quartier="grazailles")
    assert fautes(essai) == []
    lu = texte(essai)
    assert "À Grazailles, quatre structures sont présentes." in lu
    (fiches,) = [f for f in fragments(essai) if "04 68 71 14 32" in lisible(f)]
    assert fiches.count("<h4>") == 4
    assert "04 68 71 03 91" not in lu  # l'espace de vie sociale est à la Bastide
    # La matrice : Max Savy et CAS aux deux bouts ; quatre structures en deux tables.
    assert lu.count('<th scope="row">Centre social Max Savy</th>') == 2


def test_le_quartier_et_le_besoin_se_croisent_dans_l_adresse():
    essai = executer("acteurs", quartier="bastide-pont-vieux", besoin="acces-au-numerique")
    assert (choix(essai, "quartier"), choix(essai, "besoin")) == ("bastide-pont-vieux", "acces-au-numerique")
    lu = texte(essai)
    assert (
        "pour « Accès au numérique », trois structures répondent, dont ABP – Accompagner, Bâtir, Prévenir à confirmer."
        in lu
    )
    assert "présent (à confirmer, C113)" in lu
    # C113 est d'importance « attention » : le registre met les plus graves d'abord, vingt par page.
    (lien,) = {f.partition("C113</a>")[0].rpartition("<a ")[2] for f in fragments(essai) if "C113</a>" in f}
    page = lien.split("page=")[1].rstrip('">')
    assert "C113" in texte(executer("fiabilite", page=page))


def test_un_choix_sans_reponse_le_dit(tmp_path, monkeypatch):
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    # Sans aucune table à elle, la page ne s'afficherait pas : une structure, présente nulle part.
    entete = "acteur,type,porteur,missions,telephone,source,reference,note"
    acteurs = f"{entete}\nAtelier,association,,Accueil,,rapport_2022,p. 1,\n"
    ecrire_tables(tmp_path / "tables", acteurs=acteurs)
    lu = texte(executer("acteurs", quartier="grazailles"))
    assert "À Grazailles, la plaquette ne donne aucune structure." in lu
    assert "D'un coup d'œil" not in lu


def test_aucun_mobile_aucune_messagerie():
    for slug in ("acteurs", "piliers"):
        lu = texte(executer(slug))
        assert re.findall(r"\b0[67](?:[ .]?\d\d){4}\b|\w@\w", lu) == []


@pytest.mark.parametrize(
    ("slug", "cle"), [("piliers", "pilier"), ("piliers", "periode"), ("acteurs", "quartier"), ("acteurs", "besoin")]
)
@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "![x](https://exterieur.example/x.png)", "é" * 5000])
def test_une_adresse_fausse_donne_la_vue_par_defaut(slug, cle, hostile):
    essai = executer(slug, **{cle: hostile})
    assert fautes(essai) == []
    assert len(avertissements(essai)) == 1
    assert scripts_etrangers(essai) == []


@pytest.mark.parametrize("slug", ["piliers", "acteurs"])
@pytest.mark.parametrize("absente", ["territoires", "indicateurs", "piliers", "sources"])
def test_sans_une_table_les_pages_s_affichent(tmp_path, monkeypatch, slug, absente):
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    ecrire_tables(tmp_path / "tables", sans=(absente,))
    assert fautes(executer(slug)) == []


def test_un_texte_hostile_reste_un_texte(tmp_path, monkeypatch):
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    ecrire_tables(
        tmp_path / "tables",
        acteurs="acteur,type,porteur,missions,telephone,source,reference,note\n"
        f"{HOSTILE},association,{HOSTILE},{HOSTILE},,rapport_2022,{HOSTILE},{HOSTILE}\n",
        constats_piliers=f"pilier,rubrique,texte,reference\ncohesion_sociale,succes,{HOSTILE},{HOSTILE}\n",
        objectifs=f"pilier,periode,objectif,reference\ncohesion_sociale,2018,{HOSTILE},{HOSTILE}\n",
        dispositifs=f"dispositif,pilier,annee_debut,portage,objet,reference\n{HOSTILE},,,{HOSTILE},{HOSTILE},{HOSTILE}\n",
    )
    for slug, filtres in (("acteurs", {}), ("piliers", {}), ("piliers", {"pilier": "transversal"})):
        essai = executer(slug, **filtres)
        assert fautes(essai) == []
        assert "onerror=alert(1)" in texte(essai)  # lu tel quel, en toutes lettres
        assert [f for f in fragments(essai) if "<img src=x" in f] == []


@pytest.mark.parametrize("slug", ["piliers", "acteurs"])
def test_toutes_les_tables_de_documents_sont_la(slug):
    # Sans elles, les pages s'affichent mais se taisent : le tableau livré les a toutes.
    assert [nom for nom in DOCUMENTS if not charger().table(nom).lignes] == []
    assert "dans les fichiers de données" not in texte(executer(slug))
