"""Chiffres clés, « En bref » et annexes : réunis sur une diapositive, sans rien perdre de leurs blocs."""

from datetime import date

import pytest

from components.chargement import contours, entrepot
from components.export_pptx import diaporama
from components.exports.diapos_groupees import reunir
from data.vues.dossier_du_comite import dossier_du_comite
from geo.contours import Contours
from tests.outils.fabrique import bloc, ligne
from tests.outils.fichiers import diapositives, dossier, tables, textes

JOUR = date(2026, 11, 22)


@pytest.fixture(scope="module")
def diapos():
    court = dossier_du_comite(entrepot(), ["fleming-la-reille", "credits"])
    return diapositives(diaporama(court, entrepot(), contours(), JOUR))


def fabriquer(*blocs):
    return diapositives(diaporama(dossier(*blocs), entrepot(), Contours(), JOUR))


def test_fleming_et_les_credits_en_treize_diapositives(diapos):
    assert len(diapos) == 13  # la couverture, six étapes du quartier, cinq des crédits, les sources


def test_les_trois_chiffres_leur_source_et_leurs_tables(diapos):
    lu, notes = textes(diapos[1]), diapos[1].notes_slide.notes_text_frame.text
    # valeurs.csv : population 2018 = 1159, revenu médian 2019 = 12320, taux de pauvreté 2019 = 58,6
    for attendu in ("1\u202f159 habitants", "12\u202f320\u00a0€", "59\u202f%", "FILO_2019", "DEMO_2022", "1\u202f159"):
        assert attendu.replace("\u202f", " ").replace("\u00a0", " ") in lu.replace("\u202f", " ").replace("\u00a0", " ")
    assert notes.count("La table") == 3


def test_les_sources_et_les_statuts_ensemble(diapos):
    assert [t[0][0] for t in tables(diapos[-1])] == ["Source", "Statut"]


def test_une_demonstration_a_son_sujet_pour_titre(diapos):
    carte = next(d for d in diapos if "DONNÉES DE DÉMONSTRATION" in textes(d))
    assert carte.shapes.title.text_frame.text == "Montant par quartier\u00a0: Tous les piliers, 2016 à 2022"
    assert "Exemple de présentation sur des lignes fictives" in textes(carte)


def test_une_valeur_contestee_le_reste_dans_un_groupe():
    blocs = [
        bloc(ligne("A", 64.0, statut, note="Deux totaux."), genre="chiffre", identifiant=i, titre=i)
        for i, statut in (("un", "conteste"), ("deux", "publie"))
    ]
    lu = textes(fabriquer(*blocs)[1])
    assert "(contesté)" in lu
    assert lu.count("64") == 2


def test_ce_qui_ne_tient_pas_cote_a_cote_reprend_chacun_sa_diapositive():
    longs = [
        bloc(genre="texte", identifiant=str(i), titre=f"T{i}", precisions=("mot " * 400,), phrase="") for i in range(3)
    ]
    titres = [d.shapes.title.text_frame.text for d in fabriquer(*longs)]
    assert {t.split(" (")[0] for t in titres[1:]} >= {"T0", "T1", "T2"}


def test_une_demonstration_ne_se_mele_pas_au_reste():
    reel, fictif = (bloc(ligne("A", 1.0, s), genre="chiffre") for s in ("publie", "demonstration"))
    assert [len(g) for g in reunir([reel, reel, fictif, reel])] == [2, 1, 1]


def test_un_message_trop_long_se_coupe_a_son_point_virgule():
    phrase = f"{'Un constat assez long pour deux lignes entières ' * 3}; {'puis une suite qui le nuance encore ' * 4}."
    diapo = fabriquer(bloc(ligne("A", 1.0), ligne("B", 2.0), phrase=phrase))[1]
    assert diapo.shapes.title.text_frame.text.endswith("entières.")
    assert "Puis une suite qui le nuance encore" in textes(diapo)
