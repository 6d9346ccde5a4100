"""Les présentations : graphiques natifs, classeurs égaux aux tables, trous, statuts, modèle de l'équipe."""

import io
from datetime import date

import pytest
from pptx import Presentation
from pptx.util import Emu, Inches, Pt

from components.chargement import contours, entrepot
from components.export_pptx import GabaritIllisible, diaporama
from components.exports.commun import A_DEUX_AXES, bloc_trace, graphique_possible, message, paires
from components.exports.mesure import FACTEUR_DIAPOSITIVE, hauteur
from data.vues.dossiers_prets import dossier_comparaison, dossier_credits, dossier_essentiel
from geo.contours import Contours
from tests.outils.fabrique import bloc, ligne
from tests.outils.fichiers import classeur_du_graphique, diapositives, dossier, graphiques, tables, textes

JOUR = date(2026, 11, 22)
FLEMING = "QP011005"


def fabriquer(*blocs, **options):
    return diapositives(diaporama(dossier(*blocs), entrepot(), Contours(), JOUR, **options))


@pytest.fixture(scope="module")
def fleming():
    return dossier_essentiel(entrepot(), FLEMING)


@pytest.fixture(scope="module")
def diapos_de_fleming(fleming):
    return diapositives(diaporama(fleming, entrepot(), contours(), JOUR))


def test_un_graphique_natif_par_bloc_graphique(fleming, diapos_de_fleming):
    attendus = [b.identifiant for b in fleming.blocs if graphique_possible(b)]
    assert sum(len(graphiques(d)) for d in diapos_de_fleming) == len(attendus) == 13


def test_le_classeur_d_un_graphique_porte_les_nombres_de_la_table():
    b = bloc(
        ligne("La Conte", 61.0),
        ligne("Grazailles", None, "secret"),
        ligne("Bastide", 38.5),
    )
    chart = graphiques(fabriquer(b)[1])[0]
    assert classeur_du_graphique(chart) == [
        [None, "Titre"],
        ["La Conte", 61.0],
        ["Grazailles (secret statistique)", None],
        ["Bastide", 38.5],
    ]
    assert list(chart.plots[0].series[0].values) == [61.0, None, 38.5]


@pytest.mark.parametrize(
    "choix",
    [lambda e: dossier_essentiel(e, FLEMING), dossier_comparaison, dossier_credits],
    ids=["quartier", "comparaison", "credits"],
)
def test_toutes_les_valeurs_des_graphiques_sont_dans_les_tables(choix):
    voulu = choix(entrepot())
    traces = [b for b in voulu.blocs if graphique_possible(b)]
    charts = [c for d in diapositives(diaporama(voulu, entrepot(), contours(), JOUR)) for c in graphiques(d)]
    assert len(charts) == len(traces)
    for b, chart in zip(traces, charts, strict=True):
        ecrites = [v for rang in classeur_du_graphique(chart)[1:] for v in rang if isinstance(v, (int, float))]
        lignes = [x for paire in paires(b) for x in paire] if b.genre in A_DEUX_AXES else bloc_trace(b).lignes
        connues = [x.mesure.valeur for x in lignes if x.mesure.valeur is not None]
        # Un classeur garde quinze chiffres.
        assert sorted(ecrites) == pytest.approx(sorted(connues), rel=1e-14), b.identifiant


def test_une_courbe_a_un_trou_la_ou_la_valeur_manque_et_se_coupe_a_la_rupture():
    lignes = [
        ligne("Fleming", v, s, categorie=a, annee=a)
        for a, v, s in (("2016", 50.0, "publie"), ("2017", None, "secret"), ("2018", 52.0, "publie"))
    ]
    chart = graphiques(fabriquer(bloc(*lignes, genre="courbe", ruptures=("2018",)))[1])[0]
    assert [(s.name, list(s.values)) for s in chart.plots[0].series] == [
        ("Fleming (avant 2018)", [50.0, None, None]),
        ("Fleming (depuis 2018)", [None, None, 52.0]),
    ]
    assert "gap" in chart._chartSpace.xml.partition("dispBlanksAs")[2][:20]


def test_le_titre_est_la_phrase_et_la_source_est_sur_la_diapositive(fleming, diapos_de_fleming):
    titres = [d.shapes.title.text_frame.text for d in diapos_de_fleming]
    pauvrete = next(b for b in fleming.blocs if b.genre == "barres" and "revenu_median" in b.identifiant)
    diapo = diapos_de_fleming[titres.index(message(pauvrete)[0])]
    lu = textes(diapo)
    assert "Filosofi" in lu
    assert "Données 2019" in lu
    assert "Produit le 22 novembre 2026" in lu
    assert [f.name for f in diapo.shapes if 'type="slidenum"' in f._element.xml] == ["Numéro de page"]
    notes = diapo.notes_slide.notes_text_frame.text
    assert "12\u202f320\u00a0€" in notes
    assert "Territoire ou série | Rubrique | Valeur" in notes


@pytest.mark.parametrize(("statut", "mot"), [("conteste", "61\u00a0% (contesté)"), ("corrige", "61\u00a0% (corrigé)")])
def test_une_valeur_fragile_le_dit_dans_son_etiquette(statut, mot):
    chart = graphiques(fabriquer(bloc(ligne("A", 61.0, statut), ligne("B", 50.0)))[1])[0]
    assert mot in chart._chartSpace.xml


def test_la_demonstration_est_hachuree_et_dite_sur_la_diapositive():
    diapo = fabriquer(bloc(ligne("A", 10.0, "demonstration")))[1]
    assert "DONNÉES DE DÉMONSTRATION" in textes(diapo)
    assert "wdUpDiag" in graphiques(diapo)[0]._chartSpace.xml
    couverture = fabriquer(bloc(ligne("A", 10.0, "demonstration")))[0]
    assert "elles ne décrivent rien de réel" in textes(couverture)


def test_la_carte_est_une_image_nette_avec_ses_valeurs_en_table():
    credits_ = dossier_credits(entrepot())
    rang = next(i for i, b in enumerate(credits_.blocs) if b.genre == "carte")
    octets = diaporama(dossier(credits_.blocs[rang]), entrepot(), contours(), JOUR)
    diapo = diapositives(octets)[1]
    images = [f for f in diapo.shapes if hasattr(f, "image")]
    assert [f.image.content_type for f in images] == ["image/png"]
    pixels, _ = images[0].image.size
    assert pixels / Emu(images[0].width).inches >= 150  # points par pouce
    assert tables(diapo)[0][0] == ["Territoire", "Valeur"]
    assert "(démonstration)" in tables(diapo)[0][1][1]


def test_sans_contour_la_carte_devient_une_table():
    b = bloc(ligne("A", 10.0), ligne("B", None, "secret"), genre="carte")
    assert tables(fabriquer(b)[1]) == [[["Territoire", "Valeur"], ["A", "10\u00a0%"], ["B", "secret statistique"]]]


def test_une_table_longue_prend_plusieurs_diapositives_sans_perdre_de_ligne():
    lignes = [ligne(f"Territoire {i}", float(i), categorie="2019", annee="2019") for i in range(60)]
    diapos = [d for d in fabriquer(bloc(*lignes, genre="tableau"))[1:] if tables(d) and "Phrase" in textes(d)]
    noms = [rang[0] for d in diapos for rang in tables(d)[0][1:]]
    assert noms == [f"Territoire {i}" for i in range(60)]
    assert [d.shapes.title.text_frame.text for d in diapos] == [
        f"Phrase ({i}/{len(diapos)})" for i in range(1, len(diapos) + 1)
    ]


def modele(largeur: float, hauteur: float) -> bytes:
    """Un modèle d'équipe : une autre taille, le titre ailleurs, un pied de page, une diapositive d'exemple."""
    document = Presentation()
    document.slide_width, document.slide_height = Inches(largeur), Inches(hauteur)
    for disposition in document.slide_layouts:
        for p in disposition.placeholders:
            if p.placeholder_format.type in (1, 3):  # titre, titre centré
                p.left, p.top, p.width, p.height = Inches(1), Inches(0.2), Inches(largeur - 2), Inches(1)
    document.slides.add_slide(document.slide_layouts[5]).shapes.title.text = "EXEMPLE À RETIRER"
    tampon = io.BytesIO()
    document.save(tampon)
    return tampon.getvalue()


@pytest.mark.parametrize(("largeur", "hauteur"), [(10, 7.5), (16, 9)])
def test_le_modele_de_l_equipe_est_suivi_et_rien_ne_deborde(fleming, largeur, hauteur):
    octets = diaporama(fleming, entrepot(), contours(), JOUR, gabarit=modele(largeur, hauteur))
    document = Presentation(io.BytesIO(octets))
    assert (document.slide_width, document.slide_height) == (Inches(largeur), Inches(hauteur))
    assert all("EXEMPLE" not in textes(d) for d in document.slides)
    assert [debordements(d, document) for d in document.slides] == [[] for _ in document.slides]


def test_rien_ne_deborde_de_notre_modele(fleming):
    octets = diaporama(fleming, entrepot(), contours(), JOUR)
    document = Presentation(io.BytesIO(octets))
    assert [debordements(d, document) for d in document.slides] == [[] for _ in document.slides]


def debordements(diapo, document) -> list[str]:
    """Les formes qui sortent de la diapositive, à un point près."""
    return [
        f.name
        for f in diapo.shapes
        if f.left < 0
        or f.top < 0
        or f.left + f.width > document.slide_width + Pt(1)
        or f.top + f.height > document.slide_height + Pt(1)
    ]


@pytest.mark.parametrize("octets", [b"", b"PK\x03\x04 abime", b"%PDF-1.7"], ids=["vide", "abime", "pdf"])
def test_un_modele_illisible_est_refuse_en_francais(octets):
    with pytest.raises(GabaritIllisible, match=r"il faut une présentation PowerPoint \.pptx"):
        fabriquer(bloc(ligne("A", 1.0)), gabarit=octets)


def test_un_bloc_du_comite_est_refuse():
    with pytest.raises(ValueError, match="réservé au comité"):
        fabriquer(bloc(ligne("A", 1.0), diffusion="comite"))


@pytest.mark.parametrize("fois", [1, 8, 14])
def test_un_titre_long_retrecit_et_tient_dans_sa_place(fois):
    phrase = "Dans ce quartier, la part des habitants " + "dont le niveau de vie est bas " * fois + "recule."
    titre = fabriquer(bloc(ligne("A", 1.0), phrase=phrase))[1].shapes.title
    assert titre.text_frame.text == phrase
    corps = titre.text_frame.paragraphs[0].font.size.pt
    place = titre.width.pt, corps, True, FACTEUR_DIAPOSITIVE
    assert hauteur(phrase, *place) <= titre.height.pt
    assert 12 <= corps <= 28
