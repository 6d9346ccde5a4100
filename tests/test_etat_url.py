"""L'état d'une page est dans son adresse : lue, écrite, et plus forte que la mémoire de la session."""

import pytest

from data.vues.portraits import FACE_A, FACE_A_DEFAUT
from tests.outils.apptest import executer
from tests.outils.lecture_page import avertissements, barres, choix, fautes, points, texte


def adresse(essai) -> dict[str, str]:
    """Les filtres écrits dans l'adresse, une valeur par clé."""
    return {cle: valeurs[-1] if isinstance(valeurs, list) else valeurs for cle, valeurs in essai.query_params.items()}


def liste(essai, cle: str):
    """La liste déroulante liée à `?cle=`."""
    return essai.selectbox(key=f"choix_{cle}")


def test_un_choix_s_ecrit_dans_l_adresse():
    essai = executer("comparaisons", vue="indicateur")
    assert adresse(essai) == {"vue": "indicateur"}
    liste(essai, "indicateur").set_value("revenu_median").run()
    assert adresse(essai) == {"vue": "indicateur", "indicateur": "revenu_median"}
    liste(essai, "annee").set_value("2015").run()
    assert adresse(essai) == {"vue": "indicateur", "indicateur": "revenu_median", "annee": "2015"}
    # Rapport, portraits (2/2) : 10 976 € à La Conte en 2015.
    assert points(essai)["La Conte - Ozanam"] == 10976


def test_la_valeur_par_defaut_n_est_pas_dans_l_adresse():
    essai = executer("comparaisons", indicateur="revenu_median", annee="2015")
    liste(essai, "annee").set_value("2019").run()
    assert adresse(essai) == {"indicateur": "revenu_median"}


def test_un_indicateur_choisi_reste_nomme_meme_par_defaut():
    # Sans lui, une adresse qui ne nomme que l'indicateur perdrait sa vue.
    essai = executer("comparaisons", indicateur="revenu_median")
    liste(essai, "indicateur").set_value("taux_pauvrete").run()
    assert adresse(essai) == {"indicateur": "taux_pauvrete"}
    assert points(essai)["La Conte - Ozanam"] == 61


def test_l_adresse_l_emporte_sur_la_memoire():
    """Un retour en arrière du navigateur change l'adresse sans toucher au composant."""
    essai = executer("comparaisons", indicateur="revenu_median")
    essai.query_params["indicateur"] = "population"
    essai.run()
    assert choix(essai, "indicateur") == "population"
    assert points(essai)["Grazailles"] == 949


def test_une_annee_qui_n_a_plus_cours_s_efface_sans_reproche():
    # Le revenu médian est connu en 2013, les familles monoparentales seulement en 2020.
    essai = executer("comparaisons", indicateur="revenu_median", annee="2013")
    liste(essai, "indicateur").set_value("part_familles_monoparentales").run()
    assert fautes(essai) == []
    assert (choix(essai, "annee"), avertissements(essai)) == ("2020", [])
    assert adresse(essai) == {"indicateur": "part_familles_monoparentales"}


def test_une_page_du_registre_qui_n_existe_plus_s_efface_sans_reproche():
    essai = executer("fiabilite", page="4")
    liste(essai, "gravite").set_value("grave").run()
    assert (fautes(essai), avertissements(essai)) == ([], [])


def test_une_adresse_fausse_se_dit_et_disparait_au_premier_choix():
    essai = executer("comparaisons", indicateur="n_existe_pas")
    assert "L'adresse demande « n_existe_pas », qui n'existe pas ici : la vue par défaut est affichée." in texte(essai)
    liste(essai, "indicateur").set_value("population").run()
    assert avertissements(essai) == []
    assert adresse(essai) == {"indicateur": "population"}


def test_le_message_est_tronque_et_sans_caractere_invisible():
    lu = texte(executer("comparaisons", indicateur="x\u202e\u0007" + "y" * 5000))
    assert f"« x{'y' * 57} »" in lu


@pytest.mark.parametrize(
    ("face", "attendu"),
    [
        ("commune", ("commune",)),
        ("epci.commune", ("epci", "commune")),
        ("aucun", ()),
    ],
)
def test_plusieurs_choix_tiennent_dans_une_adresse(face, attendu):
    essai = executer("grazailles", section="revenus", face=face)
    assert fautes(essai) == []
    assert sorted(choix(essai, "face")) == sorted(attendu)
    assert avertissements(essai) == []
    assert ("Carcassonne" in barres(essai)) is ("commune" in attendu)


@pytest.mark.parametrize("face", ["<script>", "", "commune.inconnu", "![x](https://exterieur.example/x.png)"])
def test_plusieurs_choix_dont_un_faux_donnent_la_vue_par_defaut(face):
    essai = executer("grazailles", section="revenus", face=face)
    assert fautes(essai) == []
    assert choix(essai, "face") == [c for c in FACE_A if c in FACE_A_DEFAUT]
    assert len(avertissements(essai)) == 1


def test_une_section_suit_le_lecteur_d_un_quartier_a_l_autre():
    essai = executer("grazailles", section="emploi")
    liens = {p.proto.label: p.proto.query_string for p in essai.get("page_link") if p.proto.query_string}
    assert set(liens.values()) == {"section=emploi"}
    assert "La Conte - Ozanam" in liens
