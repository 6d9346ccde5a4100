"""La commande qui écrit tous les fichiers d'un comité, et ses refus."""

import io
import zipfile

import pytest
from pptx import Presentation

from components.exporter import main

ATTENDUS = {
    "grazailles-fiche.pdf",
    "grazailles-portrait.pdf",
    "grazailles.pptx",
    "grazailles.xlsx",
    "comparaison.pdf",
    "comparaison.pptx",
    "comparaison.xlsx",
    "credits.pdf",
    "credits.pptx",
    "credits.xlsx",
    "donnees.zip",
}


def test_un_quartier_la_comparaison_les_credits_et_les_donnees(tmp_path, capsys):
    assert main([str(tmp_path / "comite"), "--quartier", "grazailles", "--date", "2026-11-22"]) == 0
    ecrits = {f.name: f.read_bytes() for f in (tmp_path / "comite").iterdir()}
    assert ecrits.keys() == ATTENDUS
    debuts = {nom: contenu[:4] for nom, contenu in ecrits.items()}
    assert {d for nom, d in debuts.items() if nom.endswith(".pdf")} == {b"%PDF"}
    assert {d for nom, d in debuts.items() if not nom.endswith(".pdf")} == {b"PK\x03\x04"}
    assert "grazailles-fiche.pdf :" in capsys.readouterr().out


def test_un_panier_fait_trois_fichiers(tmp_path):
    choix = "qp011005-population-2018.credits-publies-montant"
    assert main([str(tmp_path), "--panier", choix, "--titre", "Mon comité", "--date", "2026-11-22"]) == 0
    assert {f.name for f in tmp_path.iterdir()} == {"selection.pdf", "selection.pptx", "selection.xlsx"}
    diapos = Presentation(io.BytesIO((tmp_path / "selection.pptx").read_bytes())).slides
    assert diapos[0].shapes.title.text_frame.text == "Mon comité"
    assert zipfile.is_zipfile(tmp_path / "selection.xlsx")


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        (["--quartier", "inconnu"], "Quartier inconnu : inconnu. Attendu : la-conte-ozanam"),
        (["--panier", "nimporte.quoi"], "Bloc inconnu : nimporte, quoi."),
        (["--gabarit", "absent.pptx"], "« absent.pptx » ne s'ouvre pas"),
    ],
)
def test_un_refus_est_une_phrase_et_rien_n_est_ecrit(tmp_path, capsys, options, phrase):
    assert main([str(tmp_path / "x"), *options]) == 1
    assert phrase in capsys.readouterr().err
    assert list(tmp_path.rglob("*.pdf")) == []


def test_un_gabarit_qui_n_en_est_pas_un_est_refuse(tmp_path, capsys):
    faux = tmp_path / "faux.pptx"
    faux.write_text("pas une présentation", encoding="utf-8")
    panier = ["--panier", "credits-publies-montant"]
    assert main([str(tmp_path / "x"), *panier, "--gabarit", str(faux)]) == 1
    assert "il faut une présentation PowerPoint .pptx" in capsys.readouterr().err
