"""Les présentations toutes prêtes : leurs étapes, leur adresse, ce qu'elles montrent."""

import pytest

from components.chargement import entrepot
from components.diaporama import agrandir
from data.vues.presentations import etapes, etapes_du_panier, presentations
from tests.outils.apptest import executer
from tests.outils.lecture_page import fragments, texte

# Ce que demande la commande : le contrat en dix étapes, un quartier en six, les crédits en cinq.
ATTENDUES = {"contrat": (10, False), "quartier": (6, True), "credits": (5, False)}


def test_les_trois_presentations_ont_leur_nombre_d_etapes():
    lues = presentations(entrepot())
    assert {c: (len(p.etapes), p.par_quartier) for c, p in lues.items()} == ATTENDUES


@pytest.mark.parametrize("code", ATTENDUES)
@pytest.mark.parametrize("quartier", ["QP011002", "QP011003", "QP011004", "QP011005", "QP011006"])
def test_chaque_etape_montre_quelque_chose_dans_chaque_quartier(code, quartier):
    """Une étape dont le bloc a changé d'identifiant disparaîtrait en silence."""
    presentation = presentations(entrepot())[code]
    suite = etapes(entrepot(), presentation, quartier)
    assert [e.intitule for e in suite] == [intitule for intitule, _ in presentation.etapes]


def test_la_premiere_etape_d_un_quartier_porte_ses_trois_chiffres():
    """Fleming, Insee : 1 159 habitants (2018), 12 320 € (2019), 59 % (2019)."""
    suite = etapes(entrepot(), presentations(entrepot())["quartier"], "QP011005")
    assert [b.lignes[0].mesure.valeur for b in suite[0].blocs] == [1159, 12320, 58.6]


def test_un_panier_fait_une_etape_par_bloc_et_passe_l_inconnu():
    suite = etapes_du_panier(entrepot(), "credits-publies-actions.inexistant.qp011005-tete-population")
    assert [e.blocs[0].identifiant for e in suite] == ["credits-publies-actions", "qp011005-tete-population"]


def test_l_adresse_ouvre_l_etape():
    page = executer("presentation", presentation="quartier", quartier="fleming-la-reille", etape="1")
    ecrit = texte(page)
    assert "Étape 1 sur 6" in ecrit
    assert "Fleming - La Reille · L'essentiel" in ecrit
    assert "12 320 €" in ecrit


@pytest.mark.parametrize(
    "filtres",
    [
        {"presentation": "inconnue"},
        {"presentation": "contrat", "etape": "99"},
        {"presentation": "contrat", "etape": "<script>"},
        {"presentation": "quartier", "quartier": "nulle-part"},
        {"panier": "rien.du.tout"},
    ],
)
def test_une_adresse_fausse_ne_casse_rien(filtres):
    page = executer("presentation", **filtres)
    assert not page.exception
    assert "<script>" not in " ".join(fragments(page))


def test_les_boutons_menent_d_une_etape_a_l_autre():
    page = executer("presentation", presentation="credits")
    for geste, voulue in (("Right", "2"), ("End", "5"), ("Left", "4"), ("Home", None)):
        page.button(key=f"geste_{geste}").click().run()
        assert page.query_params.get("etape") == voulue, geste
    page.button(key="geste_Esc").click().run()
    assert "presentation" not in page.query_params


def test_agrandir_multiplie_les_tailles_et_laisse_les_valeurs():
    figure = {
        "data": [{"x": [10, 20], "marker": {"size": 10}, "textfont": {"size": 14}}],
        "layout": {"height": 300, "margin": {"l": 8, "r": 24}, "xaxis": {"range": [0, 20]}},
    }
    grande = agrandir(figure, 1.5)
    assert grande["data"][0] == {"x": [10, 20], "marker": {"size": 15}, "textfont": {"size": 21}}
    assert grande["layout"] == {"height": 450, "margin": {"l": 12, "r": 36}, "xaxis": {"range": [0, 20]}}
