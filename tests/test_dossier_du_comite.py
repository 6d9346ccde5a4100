"""Le dossier que l'équipe emporte : ce qu'il réunit, et la sélection du lecteur."""

import pytest

from components.chargement import entrepot
from data.vues.dossier_du_comite import annonce, dossier_du_comite, pieces
from tests.outils.apptest import executer
from tests.outils.lecture_page import texte


def test_les_pieces_proposees():
    attendues = [
        "la-conte-ozanam",
        "le-viguier-saint-jacques",
        "bastide-pont-vieux",
        "fleming-la-reille",
        "grazailles",
        "comparaison",
        "credits",
    ]
    assert list(pieces(entrepot())) == attendues
    assert list(pieces(entrepot(), ("registre",))) == [*attendues, "selection"]


def test_fleming_et_les_credits_en_onze_parties():
    """Un quartier en six étapes, les crédits en cinq : onze parties, dans cet ordre."""
    dossier = dossier_du_comite(entrepot(), ("fleming-la-reille", "credits"))
    assert (dossier.nom, dossier.titre) == ("comite", "Comité du contrat de ville")
    assert dossier.sous_titre == "Fleming - La Reille et Les crédits du contrat de ville."
    titres = [p.titre.partition(" : ") for p in dossier.parties]
    assert [t[0] for t in titres] == ["Fleming - La Reille"] * 6 + ["Les crédits du contrat de ville"] * 5
    assert [t[2] for t in titres][:2] == ["L'essentiel", "En bref"]


def test_une_seule_piece_garde_son_nom():
    dossier = dossier_du_comite(entrepot(), ("grazailles",), ampleur="complet")
    assert (dossier.nom, dossier.titre, dossier.code) == ("grazailles", "Grazailles", "QP011006")


def test_la_selection_du_lecteur_dans_son_ordre():
    dossier = dossier_du_comite(entrepot(), ("selection",), "credits-publies-actions.qp011005-tete-population")
    assert [b.identifiant for b in dossier.blocs] == ["credits-publies-actions", "qp011005-tete-population"]
    assert annonce(dossier) == "Ma sélection : 2 éléments, chacun avec sa phrase, sa source et son statut."


@pytest.mark.parametrize("codes", [(), ("inconnu",), ("selection",)])
def test_rien_a_montrer_ne_fait_pas_de_fichier(codes):
    assert dossier_du_comite(entrepot(), codes) is None


def test_mettre_un_bloc_de_cote_puis_le_retirer():
    page = executer("fleming-la-reille", section="emploi")
    bouton = next(b for b in page.button if b.key.startswith("choisir_qp011005-taux_emploi-2"))
    assert bouton.label == "Ajouter à ma sélection"
    bouton.click().run()
    assert page.session_state["panier"] == (bouton.key.removeprefix("choisir_"),)
    assert page.button(key=bouton.key).label == "Retirer de ma sélection"
    page.button(key=bouton.key).click().run()
    assert page.session_state["panier"] == ()


def test_l_adresse_porte_la_selection_et_la_projette():
    page = executer("presentation", panier="qp011005-tete-population.credits-publies-actions", etape="2")
    assert "Étape 2 sur 2" in " ".join(m.proto.body for m in page.get("html"))
    assert "Ma sélection · Actions soutenues, par an" in texte(page)
