"""Les regards qualitatifs : ce qui est réservé au comité n'entre dans aucun bloc public, ni dans aucun fichier.

Les nombres d'observations sont comptés à la main dans regards.csv (relevé des chapitres 4 et 6 du rapport de 2022).
"""

import csv
from dataclasses import replace
from itertools import product

import pytest

from components.export_tableur import csv_du_bloc
from data.blocs import tableau
from data.dossiers import dossier_tables
from data.entrepot import TableLibre, charger
from data.textes import groupes
from data.vues.regards import RUBRIQUES, bloc_comite, bloc_regards, des_reservees
from tests.outils.tables import TABLES, ecrire_tables

E = charger()
# territoire -> (observations publiques, observations réservées)
COMPTES = {
    "QP011002": (15, 4),
    "QP011003": (17, 0),
    "QP011004": (17, 0),
    "QP011005": (10, 5),
    "QP011006": (15, 1),
    "QPV-CARCASSONNE": (3, 2),
}
PILIERS = ("", "cadre_de_vie", "cohesion_sociale", "emploi")
REGARDS = "territoire,secteur,rubrique,pilier,texte,diffusion,reference\n"


def lignes_du_fichier() -> list[dict[str, str]]:
    with (dossier_tables() / "regards.csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


RESERVES = [x["texte"] for x in lignes_du_fichier() if x["diffusion"] != "public"]


def textes(bloc) -> str:
    cases = [c.texte for ligne in tableau(bloc).lignes for c in ligne]
    return " ".join((bloc.titre, bloc.phrase, bloc.alternative, *bloc.reserves, *bloc.precisions, *cases))


@pytest.mark.parametrize("code", COMPTES)
def test_ce_qui_est_reserve_se_dit_pareil_partout(code):
    """Ni nombre ni lieu : Le Viguier, où rien n'est réservé, dit la même phrase que Fleming, où cinq le sont."""
    publiques, reservees = COMPTES[code]
    bloc = bloc_regards(E, code)
    assert len(bloc.grille.lignes) == publiques
    assert len(getattr(getattr(bloc_comite(E, code), "grille", None), "lignes", ())) == reservees
    assert bloc.phrase.startswith("Selon l'évaluation de 2022, ")
    assert bloc.reserves[1:] == (
        "Des observations de l'évaluation, tous quartiers réunis, sont réservées au comité ; elles ne sont pas ici.",
    )


def test_aucun_texte_reserve_dans_un_bloc_public():
    assert len(RESERVES) == 12
    publics = " ".join(textes(b) for t, p in product(E.territoires, PILIERS) if (b := bloc_regards(E, t, p)))
    assert [t for t in RESERVES if t in publics] == []


def test_tous_les_textes_reserves_sont_dans_un_bloc_du_comite():
    comite = " ".join(textes(b) for t in E.territoires if (b := bloc_comite(E, t)))
    assert [t for t in RESERVES if t not in comite] == []


@pytest.mark.parametrize("code", [c for c, (_, n) in COMPTES.items() if n])
def test_un_bloc_du_comite_ne_s_exporte_pas(code):
    bloc = bloc_comite(E, code)
    assert bloc.diffusion == "comite"
    with pytest.raises(ValueError, match="réservé au comité"):
        csv_du_bloc(bloc)


@pytest.mark.parametrize("diffusion", ["", "Public", "publique", "comité", "interne"])
def test_une_diffusion_mal_ecrite_reste_reservee(diffusion):
    # La lecture des tables refuse déjà ces lignes ; si l'une passait, elle ne serait pas publique.
    lignes = (
        ("QP011002", "", "enjeu", "emploi", "Texte sûr.", "public", "ch. 4"),
        ("QP011002", "", "enjeu", "emploi", "Texte douteux.", diffusion, "ch. 4"),
    )
    libre = TableLibre("regards", tuple(REGARDS.strip().split(",")), lignes)
    tables = replace(E, libres={"regards": libre})
    assert [x[1].texte for x in bloc_regards(tables, "QP011002").grille.lignes] == ["Emploi : Texte sûr."]
    assert [x[1].texte for x in bloc_comite(tables, "QP011002").grille.lignes] == ["Emploi : Texte douteux."]


def test_les_rubriques_sont_dans_l_ordre():
    for code in COMPTES:
        noms = [nom for nom, _ in groupes(bloc_regards(E, code))]
        assert noms == [n for n in RUBRIQUES.values() if n in noms]


def test_le_pilier_et_le_secteur_sont_nommes():
    lus = [x[1].texte for x in bloc_regards(E, "QP011002").grille.lignes]
    assert any(t.startswith("Cadre de vie · La Conte : De nombreuses réhabilitations") for t in lus)
    assert any(t.startswith("Emploi : Rapprocher les jeunes") for t in lus)
    # Sous un seul pilier, son nom n'est pas répété ; le secteur reste.
    seul = bloc_regards(E, "QP011002", "cadre_de_vie")
    assert [x[2].texte for x in seul.grille.lignes] == ["Cadre de vie"] * 7
    assert any(x[1].texte.startswith("La Conte : De nombreuses") for x in seul.grille.lignes)
    assert len(bloc_comite(E, "QP011002", "cadre_de_vie").grille.lignes) == 3


def test_la_phrase_compte_par_rubrique():
    # Grazailles : 2, 4, 2 et 7 lignes publiques dans la table.
    assert bloc_regards(E, "QP011006").phrase == (
        "Selon l'évaluation de 2022, à Grazailles : 2 observations sur ce qui est particulier, 4 sur ce qui va mieux, "
        "2 sur ce qui va moins bien et 7 sur ce qu'il reste à faire."
    )


def test_tout_reserve_le_dit_sans_rien_montrer(tmp_path):
    tables = charger(ecrire_tables(tmp_path, regards=REGARDS + "QP011002,,enjeu,emploi,Caché.,comite,ch. 4\n"))
    bloc = bloc_regards(tables, "QP011002")
    assert bloc.phrase == "Selon l'évaluation de 2022, à La Conte - Ozanam : aucune observation publique."
    assert "Caché" not in textes(bloc)


def test_sans_regard_il_n_y_a_rien(tmp_path):
    tables = charger(ecrire_tables(tmp_path, valeurs=TABLES["valeurs"]))
    assert (bloc_regards(tables, "QP011002"), bloc_comite(tables, "QP011002")) == (None, None)
    assert des_reservees(tables) is False
