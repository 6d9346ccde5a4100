"""Le message de contestation nomme chaque valeur du quartier : le lecteur garde celle qu'il vise."""

from components.contestation import chiffres_a_contester, message
from data.entrepot import charger
from data.vues.portraits import blocs_de_section
from tests.outils.fabrique import bloc, ligne
from tests.outils.lecture_page import lisible

E = charger()


def test_une_courbe_propose_chaque_annee_de_la_plus_recente():
    courbe = next(b for b in blocs_de_section(E, "QP011005", "demande-emploi") if b.genre == "courbe")
    lignes = lisible(message(courbe, "/fleming")).split("\n")
    # IPRO_2018 : 138 fin 2017 ; IPRO_2017 : 186 fin 2016 ; rien n'est diffusé ensuite.
    assert lignes[0] == (
        "Je conteste un chiffre de « Demandeurs d'emploi (A, B, C), d'année en année » "
        "(garder sa ligne, effacer les autres) :"
    )
    assert lignes[1:3] == [
        "- Fleming - La Reille, 2017 : 138 personnes (2017 ; référence : IPRO_2018.csv, ABC). "
        "[QP011005 ; demandeurs_emploi ; ; 2017]",
        "- Fleming - La Reille, 2016 : 186 personnes (2016 ; référence : IPRO_2017.csv, ABC). "
        "[QP011005 ; demandeurs_emploi ; ; 2016]",
    ]
    assert lignes[3:5] == [
        "Entre crochets, pour l'équipe : territoire ; indicateur ; modalité ; année.",
        "Vue : /fleming",
    ]


def test_une_comparaison_ne_conteste_que_le_quartier():
    deux = bloc(ligne("Ici", 61.0), ligne("Ville", 27.0), accents=("Ici",), titre="Pauvreté")
    assert [x.serie for x in chiffres_a_contester(deux)] == ["Ici"]
    assert lisible(message(deux, "/ici")).startswith(
        "Je conteste le chiffre suivant : Pauvreté, Ici : 61 % (2019 ; référence : p. 1)."
    )


def test_sans_quartier_mis_en_avant_toutes_les_valeurs_sont_proposees():
    assert [x.serie for x in chiffres_a_contester(bloc(ligne("A", 1.0), ligne("B", 2.0)))] == ["A", "B"]


def test_une_absence_se_conteste_aussi():
    seule = bloc(ligne("A", None, "secret"))
    assert "A : secret statistique (2019" in lisible(message(seule, "/"))


def test_un_long_bloc_se_limite_a_vingt_lignes():
    assert len(chiffres_a_contester(bloc(*(ligne(f"n{i}", float(i)) for i in range(40))))) == 20
