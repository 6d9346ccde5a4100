"""Les fichiers que l'on apporte, abîmés au hasard : classeurs, CSV, correspondances, modèles, fichiers de l'Insee.

Chaque lecteur rend ce qu'il a compris ou une faute en français ; aucune exception d'une bibliothèque n'en sort.
"""

import io
import zipfile
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import strategies as st
from pptx import Presentation

from components import fichiers
from components.chargement import entrepot
from components.exports.gabarit import Gabarit, GabaritIllisible, ouvrir
from data.entrepot import Entrepot, charger
from data.fautes import Faute
from data.importation.actions import compte_rendu, examiner
from data.importation.actions_correspondance import codes_inconnus, ecrire_toml, lire_toml
from data.importation.actions_modele import Correspondance, Examen
from data.importation.lecture_classeur import Classeur, lire_contenu
from data.importation.valeurs_proposees import comprendre, referentiel, titres_reconnus
from data.insee.dossier import Preparation, preparer
from data.insee.nomenclature import charger as charger_nomenclature
from data.lecture_csv import lire_table
from data.schemas import PAR_NOM
from data.vues.dossier_du_comite import pieces
from data.vues.dossiers_prets import dossier_essentiel
from tests.outils.apptest import executer
from tests.outils.classeurs import ecrire_xlsx
from tests.outils.copie import copier
from tests.outils.hasard import abime, archive_abimee, essais
from tests.outils.lecture_page import fautes, texte
from tests.outils.serveur import RACINE
from tests.outils.suivi import BONNE, TITRES, classeur_d_equipe
from tests.outils.tables import ecrire_tables

LIVREES, EXTRAITS = RACINE / "data" / "tables", RACINE / "tests" / "donnees" / "insee"
VALEURS = ("Territoire", "Indicateur", "Année", "Valeur", "Statut", "Source", "Note")
SAISIE = (
    VALEURS,
    ("Grazailles", "Pauvreté", 2021, 52.5, "publie", "", "à relire"),
    ("Carcassonne", "Population", 2020),
)
TOML = """structures = ["Régie"]
[colonnes]
"Quoi" = "intitule"
"Aide" = "montant"
[unites]
"Aide" = "milliers"
[annees]
"Feuille" = 2022
[quartiers]
"Le centre" = "QP011002;QP011006"
[piliers]
"Axe 1" = "emploi"
"""


@lru_cache(maxsize=1)
def tables() -> Entrepot:
    with TemporaryDirectory() as dossier:
        return charger(ecrire_tables(Path(dossier)))


@lru_cache(maxsize=1)
def suivi() -> bytes:
    with TemporaryDirectory() as dossier:
        return classeur_d_equipe(Path(dossier, "a.xlsx")).read_bytes()


@lru_cache(maxsize=1)
def saisie() -> bytes:
    with TemporaryDirectory() as dossier:
        return ecrire_xlsx(Path(dossier, "v.xlsx"), {"Valeurs": SAISIE}).read_bytes()


@lru_cache(maxsize=1)
def en_lignes() -> dict[str, list[dict[str, str]]]:
    """Les tables du jeu dont l'import de valeurs a besoin, en dictionnaires."""
    lues: dict[str, list[dict[str, str]]] = {"modalites": []}
    with TemporaryDirectory() as dossier:
        ecrire_tables(Path(dossier))
        for nom in ("territoires", "indicateurs", "sources", "valeurs"):
            lues[nom] = lire_table(Path(dossier, f"{nom}.csv"), PAR_NOM[nom].colonnes).cadre.to_dict("records")
    return lues


def en_csv(lignes) -> bytes:
    return "".join(";".join(map(str, ligne)) + "\n" for ligne in lignes).encode()


def archives(faire) -> st.SearchStrategy[bytes]:
    """Une archive fabriquée au premier tirage seulement : réunir les essais ne doit pas en fabriquer."""
    return st.deferred(lambda: archive_abimee(faire()))


@essais(st.one_of(archives(suivi), abime(en_csv((TITRES, BONNE, BONNE)))))
def test_un_suivi_de_programmation_abime_au_hasard(tire: bytes):
    """L'examen des actions, comme la page le fait d'un fichier déposé : sous ses deux extensions."""
    for nom in ("suivi.xlsx", "suivi.csv"):
        examen = examiner(tire, nom, tables())
        assert isinstance(examen, Examen)
        assert examen.fautes or examen.feuilles
        assert all(a.montant >= 0 for a in examen.actions)
        assert all(isinstance(phrase, str) for phrase in compte_rendu(examen, tables(), False))


@essais(st.one_of(archives(saisie), abime(en_csv(SAISIE))))
def test_un_classeur_de_valeurs_abime_au_hasard(tire: bytes):
    for nom in ("saisie.xlsx", "saisie.csv"):
        lu = lire_contenu(nom, tire, titres_reconnus)
        assert isinstance(lu, (Classeur, Faute))
        if isinstance(lu, Classeur):
            for faute in comprendre(lu.feuilles, nom, referentiel(en_lignes())).fautes:
                assert faute.phrase()


@essais(abime(TOML.encode()).map(lambda o: o.decode("utf-8", errors="replace")), court=60)
def test_une_correspondance_abimee_au_hasard(tire: str):
    """Relue, elle donne la même ; appliquée à un fichier, elle ne fait tomber personne."""
    lue = lire_toml(tire)
    assert isinstance(lue, (Correspondance, Faute))
    if isinstance(lue, Correspondance):
        assert lire_toml(ecrire_toml(lue)) == lue
        assert all(isinstance(f, Faute) for f in codes_inconnus(lue, tables()))
        assert isinstance(examiner(en_csv((TITRES, BONNE)), "a.csv", tables(), lue), Examen)


@lru_cache(maxsize=1)
def modele() -> bytes:
    tampon = io.BytesIO()
    Presentation().save(tampon)
    return tampon.getvalue()


@essais(archives(modele))
def test_un_modele_de_presentation_abime_au_hasard(tire: bytes):
    """Il s'ouvre, et l'on peut y poser une diapositive et l'enregistrer ; sinon il est refusé en français."""
    try:
        gabarit = ouvrir(tire)
    except GabaritIllisible:  # toute autre exception fait échouer l'essai
        return
    assert isinstance(gabarit, Gabarit)
    gabarit.nouvelle(gabarit.contenu)
    gabarit.zone_titre()
    gabarit.document.save(io.BytesIO())


@lru_cache(maxsize=1)
def insee() -> tuple:
    nomenclature, fautes = charger_nomenclature(LIVREES)
    assert fautes == ()
    attendue = PAR_NOM["territoires"]
    return nomenclature, lire_table(LIVREES / attendue.fichier, attendue.colonnes).cadre.to_dict("records")


FICHIERS_INSEE = ("DEMO_2022.csv", "REVN_2022.csv", "FILO_2018.csv", "comparateurs_long.csv")


@essais(st.sampled_from(FICHIERS_INSEE).flatmap(lambda n: st.tuples(st.just(n), abime((EXTRAITS / n).read_bytes()))))
def test_un_fichier_de_l_insee_abime_au_hasard(tire: tuple[str, bytes]):
    nom, octets = tire
    with TemporaryDirectory() as dossier:
        Path(dossier, nom).write_bytes(octets)
        prepare = preparer(Path(dossier), *insee())
    assert isinstance(prepare, Preparation)
    assert all(isinstance(f, Faute) and f.phrase() for f in prepare.fautes)


def sans_piece(nom: str) -> bytes:
    """Le modèle dont une pièce manque : l'archive s'ouvre encore, la présentation non."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(modele())) as source, zipfile.ZipFile(tampon, "w") as copie:
        for piece in source.namelist():
            if piece != nom:
                copie.writestr(piece, source.read(piece))
    return tampon.getvalue()


@pytest.mark.parametrize(
    "octets",
    [b"", b"PK\x03\x04", modele()[:500], sans_piece("ppt/_rels/presentation.xml.rels")],
    ids=["vide", "un début d'archive", "coupé", "sans ses liens"],
)
def test_un_modele_qui_n_en_est_pas_un(octets: bytes):
    with pytest.raises(GabaritIllisible, match="il faut"):
        ouvrir(octets)


def test_la_page_dit_que_le_modele_de_l_equipe_ne_sert_pas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Et les diapositives se fabriquent quand même, sur notre modèle."""
    donnees = copier(tmp_path / "donnees")
    monkeypatch.setenv("QPV_DONNEES", str(donnees))
    (donnees / "gabarit.pptx").write_bytes(b"pas une presentation")
    piece = next(iter(pieces(entrepot(), ())))
    page = executer("presentation", contenu=piece)
    assert fautes(page) == []
    assert "gabarit.pptx : Ce modèle ne s'ouvre pas : il faut une présentation PowerPoint .pptx" in texte(page)
    octets = fichiers._powerpoint(dossier_essentiel(entrepot(), "QP011006"))
    assert len(Presentation(io.BytesIO(octets)).slides) > 3
    (donnees / "gabarit.pptx").write_bytes(modele())
    assert "gabarit.pptx" not in texte(executer("presentation", contenu=piece))
