"""Les signes que les polices n'ont pas, et ceux qui retournent une phrase : aucun fichier ne s'en casse."""

import io
from datetime import date

import openpyxl
import pytest

import components.exporter as commande
from components.chargement import entrepot
from components.export_classeur import classeur
from components.export_pdf import document
from components.export_pptx import diaporama
from components.exports.carte_image import CORPS_LEGENDE, RANGEE_LEGENDE, dessiner_carte
from components.exports.commun import propre
from components.exports.dessin import Texte
from components.exports.mesure import SANS_DESSIN, imprimable
from data.vues.recueil import resoudre
from geo.contours import Contours
from tests.outils.fabrique import bloc, ligne
from tests.outils.fichiers import diapositives, dossier, texte_pdf, textes

JOUR = date(2026, 11, 22)
EMOJI = "\U0001f642"


@pytest.mark.parametrize(
    ("ecrit", "imprime"),
    [
        ("Été, cœur, 12\u202f130\u00a0€ − ▲ → ≈", "Été, cœur, 12\u202f130\u00a0€ − ▲ → ≈"),
        (f"Fête {EMOJI} ✅", f"Fête {SANS_DESSIN} {SANS_DESSIN}"),
        ("● puce, saint‑jacques", "• puce, saint-jacques"),
        ("漢\u200d\ufe0f", SANS_DESSIN),
    ],
)
def test_ce_que_la_police_ne_dessine_pas_est_remplace(ecrit, imprime):
    assert imprimable(ecrit) == imprime


def test_un_pdf_se_fait_malgre_un_emoji_et_un_ideogramme():
    b = bloc(ligne(f"Fête {EMOJI}", 12.0), titre=f"Titre {EMOJI} 漢", phrase="Phrase ✅.")
    lu = texte_pdf(document(dossier(b), entrepot(), Contours(), JOUR))
    assert f"Titre {SANS_DESSIN} {SANS_DESSIN}" in lu
    assert f"Fête {SANS_DESSIN}" in lu


def test_un_nom_de_feuille_compte_comme_excel():
    b = bloc(ligne("A", 1.0), titre=EMOJI * 40)
    livre = openpyxl.load_workbook(io.BytesIO(classeur(dossier(b), entrepot(), JOUR)))
    # « 01 » et l'espace, puis des signes qui comptent double dans les 31 d'Excel : quatorze.
    assert livre.sheetnames[1] == f"01 {EMOJI * 14}"


def test_rien_ne_retourne_le_sens_d_une_phrase():
    assert propre("de \u202ecarc\u202c\u2066x\u2069 a\u0301") == "de carcx á"
    b = bloc(ligne("A", 1.0), titre="Taux \u202eervuap ed", phrase="Lu \u202eici.")
    diapo = diapositives(diaporama(dossier(b), entrepot(), Contours(), JOUR))[1]
    assert "\u202e" not in textes(diapo) + diapo.notes_slide.notes_text_frame.text


def test_la_legende_d_une_carte_tient_dans_l_image():
    # Les bornes longues (« 1 250 € par habitant ») font trois rangées dans une colonne de PDF.
    from components.chargement import contours

    carte = resoudre(entrepot(), "credits-quartiers-total-par_habitant")
    dessin = dessiner_carte(carte, contours(), entrepot(), 480, 298)
    legende = [e for e in dessin.elements if isinstance(e, Texte) and e.corps == CORPS_LEGENDE]
    assert len(legende) == 6  # cinq classes, et la commune autour
    assert len({e.place[1] for e in legende}) == 3
    assert max(e.place[1] for e in legende) < 298 - RANGEE_LEGENDE / 8


def test_un_fichier_qui_echoue_n_empeche_pas_les_autres(tmp_path, capsys, monkeypatch):
    def echouer(*_):
        raise RuntimeError("signe inconnu")

    monkeypatch.setattr(commande, "document", echouer)
    panier = ["--panier", "credits-publies-montant", "--date", "2026-11-22"]
    assert commande.main([str(tmp_path), *panier]) == 1
    assert {f.name for f in tmp_path.iterdir()} == {"selection.pptx", "selection.xlsx"}
    assert "selection.pdf n'a pas pu se fabriquer (RuntimeError : signe inconnu)." in capsys.readouterr().err
