"""Les PDF : deux pages pour une fiche, texte lisible, espaces du français, polices livrées, balises."""

from datetime import date

import pytest
from pypdf import PdfReader

from components.chargement import contours, entrepot
from components.export_pdf import document, fiche
from components.exports.carte_image import dessiner_carte, dessiner_reperage
from components.exports.graphique_dessine import dessiner_graphique
from data.vues.dossiers_prets import dossier_comparaison, dossier_credits, dossier_quartier
from data.vues.recueil import resoudre
from geo.contours import Contours
from tests.outils.fabrique import bloc, ligne
from tests.outils.fichiers import dossier, pages_pdf, texte_pdf

JOUR = date(2026, 11, 22)
QUARTIERS = [t.code for t in entrepot().quartiers()]


def composer(*blocs) -> bytes:
    return document(dossier(*blocs), entrepot(), Contours(), JOUR)


@pytest.mark.parametrize("code", QUARTIERS)
def test_la_fiche_d_un_quartier_tient_en_deux_pages(code):
    octets = fiche(entrepot(), contours(), code, JOUR)
    assert pages_pdf(octets) == 2
    lu = texte_pdf(octets)
    assert entrepot().territoires[code].nom in lu
    for attendu in ("En bref", "Ce qui distingue le quartier", "Produit le 22 novembre 2026", "page 2 sur 2"):
        assert attendu in lu


def test_la_fiche_de_fleming_dit_ses_trois_chiffres_et_leur_source():
    lu = texte_pdf(fiche(entrepot(), contours(), "QP011005", JOUR))
    # valeurs.csv : population 2018 = 1159, revenu médian 2019 = 12320, taux de pauvreté 2019 = 58.6
    for attendu in ("1 159 habitants", "12 320 €", "59 %", "FILO_2019", "DEMO_2022"):
        assert attendu in lu


def test_le_portrait_entier_a_un_sommaire_et_toutes_ses_parties():
    voulu = dossier_quartier(entrepot(), "QP011005")
    lu = texte_pdf(document(voulu, entrepot(), contours(), JOUR))
    assert "Sommaire" in lu
    for partie in voulu.parties:
        assert lu.count(partie.titre) >= 2, partie.titre  # au sommaire et en tête de la partie


@pytest.mark.parametrize("choix", [dossier_comparaison, dossier_credits])
def test_la_comparaison_et_les_credits_ont_leur_titre_et_leurs_sources(choix):
    voulu = choix(entrepot())
    lu = texte_pdf(document(voulu, entrepot(), contours(), JOUR))
    assert voulu.titre in lu
    assert "Sources et statuts" in lu


def test_les_polices_livrees_sont_les_seules_et_sont_dans_le_fichier(tmp_path):
    chemin = tmp_path / "essai.pdf"
    chemin.write_bytes(composer(bloc(ligne("A", 12320.0, unite="€")), bloc(genre="texte", identifiant="b")))
    polices = set()
    for page in PdfReader(chemin).pages:
        for police in page["/Resources"]["/Font"].values():
            descendante = police.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendante["/FontDescriptor"]
            polices.add(descendante["/BaseFont"].split("+")[1])
    assert polices <= {"SourceSansPro-Regular", "SourceSansPro-Semibold", "SourceSansPro-Bold", "SourceSansPro-It"}


def test_le_document_est_balise_en_francais_et_decrit_ses_graphiques(tmp_path):
    chemin = tmp_path / "essai.pdf"
    chemin.write_bytes(composer(bloc(ligne("A", 10.0), alternative="Description du graphique.")))
    racine = PdfReader(chemin).trailer["/Root"]
    assert racine["/Lang"] == "fr"
    assert str(racine["/MarkInfo"]["/Marked"]) == "True"
    assert "pdfuaid" in racine["/Metadata"].get_object().get_data().decode()
    assert "Description du graphique." in alternatives(racine["/StructTreeRoot"])


def alternatives(noeud) -> list[str]:
    """Les descriptions (/Alt) de l'arbre de structure d'un PDF."""
    noeud = noeud.get_object() if hasattr(noeud, "get_object") else noeud
    if isinstance(noeud, list):
        return [a for enfant in noeud for a in alternatives(enfant)]
    if not hasattr(noeud, "get"):
        return []
    return [*([str(noeud["/Alt"])] if "/Alt" in noeud else []), *alternatives(noeud.get("/K", []))]


@pytest.mark.parametrize(
    ("statut", "valeur", "mot"),
    [
        ("secret", None, "secret statistique"),
        ("non_disponible", None, "non disponible"),
        ("conteste", 61.0, "61 % (contesté)"),
        ("corrige", 61.0, "61 % (corrigé)"),
        ("demonstration", 61.0, "DONNÉES DE DÉMONSTRATION"),
    ],
)
def test_chaque_statut_se_lit_dans_le_graphique(statut, valeur, mot):
    assert mot in texte_pdf(composer(bloc(ligne("A", valeur, statut), ligne("B", 40.0))))


def test_un_bloc_du_comite_est_refuse():
    with pytest.raises(ValueError, match="réservé au comité"):
        composer(bloc(ligne("A", 1.0), diffusion="comite"))


def test_une_barre_absente_n_est_pas_une_barre_de_longueur_nulle():
    formes = dessiner_graphique(bloc(ligne("A", None, "secret"), ligne("B", 0.0))).svg()
    assert "secret statistique" in formes
    assert "0\u00a0%" in formes


def test_la_courbe_ne_relie_pas_deux_points_separes_par_un_trou():
    valeurs = (("2015", 1.0, "publie"), ("2016", 2.0, "publie"), ("2017", None, "secret"), ("2018", 3.0, "publie"))
    points = [ligne("A", v, s, categorie=a, annee=a) for a, v, s in valeurs]
    lignes = [e for e in dessiner_graphique(bloc(*points, genre="courbe")).elements if getattr(e, "ouverte", False)]
    # L'axe, puis la seule ligne tracée : de 2015 à 2016.
    assert [len(e.anneaux[0]) for e in lignes] == [2, 2]


def test_la_carte_dit_noms_valeurs_et_legende_et_le_reperage_montre_les_cinq():
    carte = dessiner_carte(resoudre(entrepot(), "accueil-carte"), contours(), entrepot())
    ecrits = [e.texte for e in carte.elements if hasattr(e, "texte")]
    # taux_pauvrete 2019 : 61, 65, 39, 58.6, 51.7
    assert {"61\u00a0%", "65\u00a0%", "39\u00a0%", "59\u00a0%", "52\u00a0%"} <= set(ecrits)
    assert "autour\u00a0: la commune" in ecrits
    reperage = dessiner_reperage(contours(), "QP011005")
    assert [e.fond for e in reperage.elements].count("#0b5563") == 1


def test_sans_contour_il_n_y_a_ni_carte_ni_reperage():
    assert dessiner_carte(resoudre(entrepot(), "accueil-carte"), Contours(), entrepot()) is None
    assert dessiner_reperage(Contours(), "QP011005") is None
    assert pages_pdf(fiche(entrepot(), Contours(), "QP011005", JOUR)) == 2
