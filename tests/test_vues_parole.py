"""La parole recueillie : des nombres avant tout, aucun pourcentage par quartier.

Références : rapport de 2022, chapitre 4 (cinq portraits : 24, 25, 24, 24 réponses à La Conte - Ozanam…), chapitre 5
(82 réponses à la question sur l'attachement, 23 porteurs sur 38 de leur propre initiative, 28 sur 31 pour une
contribution positive). Les questions et ce qu'elles ont perdu sont comptés à la main dans parole.csv.
"""

import pytest

from data.blocs import tableau, valeur_de_ligne
from data.entrepot import charger
from data.vues.parole import (
    VOIX,
    ce_qui_se_dit,
    chiffres_de_la_parole,
    profil_des_porteurs,
    questions_de_l_enquete,
    reponses_des_porteurs,
    reponses_du_quartier,
    reponses_ensemble,
    reponses_par_quartier,
)
from tests.outils.lecture_page import lisible
from tests.outils.tables import TABLES, ecrire_tables

E = charger()
# Chapitre 4, « L'appréciation de leur quartier » : sentiment, habiter, évolution, bien aujourd'hui.
REPONSES = {
    "QP011002": [24, 25, 24, 24],
    "QP011003": [13, 12, 12, 12],
    "QP011004": [11, 11, 10, 10],
    "QP011005": [13, 12, 13, 12],
    "QP011006": [21, 20, 19, 19],
}


def ecrits(bloc) -> str:
    """Tout ce que le bloc donne à lire, table comprise."""
    cases = [c.texte for ligne in tableau(bloc).lignes for c in ligne]
    return lisible(" ".join((bloc.titre, bloc.phrase, bloc.alternative, *bloc.reserves, *bloc.precisions, *cases)))


def petit_jeu(dossier, reponses: int):
    """Un entrepôt d'un autre territoire, où une seule question a reçu `reponses` réponses."""
    return charger(
        ecrire_tables(
            dossier,
            indicateurs=TABLES["indicateurs"]
            + "enquete_habitants_reponses,Réponses,enquete_habitants,transversal,"
            + "réponses,0,neutre,non,interdite,,N.,C.,30\n",
            valeurs=TABLES["valeurs"]
            + f"QP011002,enquete_habitants_reponses,habiter,2022,{reponses},publie,,rapport_2022,ch. 4,\n",
            modalites="modalite,libelle,ordre\nhabiter,Habiter ici,1\n",
        )
    )


@pytest.mark.parametrize("code", REPONSES)
def test_un_portrait_ne_donne_que_des_nombres(code):
    bloc = reponses_du_quartier(E, code)
    assert [x.mesure.valeur for x in bloc.lignes] == REPONSES[code]
    assert {x.mesure.territoire for x in bloc.lignes} == {code}
    assert "%" not in ecrits(bloc)
    bas, haut = min(REPONSES[code]), max(REPONSES[code])
    assert f"de {bas} à {haut} réponses selon la question : trop peu pour un pourcentage." in lisible(bloc.phrase)
    assert "Sous 30 réponses" in bloc.reserves[0]


def test_sous_trente_et_a_trente(tmp_path):
    peu, assez = petit_jeu(tmp_path / "a", 29), petit_jeu(tmp_path / "b", 30)
    assert reponses_du_quartier(peu, "QP011002").phrase == (
        "À La Conte - Ozanam, 29 réponses selon la question : trop peu pour un pourcentage."
    )
    assert reponses_du_quartier(assez, "QP011002").phrase == "À La Conte - Ozanam, 30 réponses selon la question."
    assert reponses_du_quartier(assez, "QP011002").reserves == ()


def test_la_table_des_quartiers_et_de_leur_ensemble():
    bloc = reponses_par_quartier(E)
    lues = {(x.cle, x.mesure.modalite): valeur_de_ligne(x).replace("\u00a0réponses", "") for x in bloc.lignes}
    assert lues["QP011006", "habiter"] == "20"
    assert (lues["QPV-CARCASSONNE", "sentiment"], lues["QPV-CARCASSONNE", "evolution_quartier"]) == ("82", "78")
    assert lues["QPV-CARCASSONNE", "bien_aujourd_hui"] == "non disponible"  # la somme n'est pas refaite
    assert ("QPV-CARCASSONNE", "habiter") not in lues
    assert bloc.phrase.startswith("Entre 10 et 25 réponses par quartier")
    assert "%" not in ecrits(bloc)


def test_les_nombres_sont_en_tete():
    tete = chiffres_de_la_parole(E)
    assert [b.lignes[0].mesure.valeur for b in tete] == [82, 25, 41]
    assert lisible(tete[0].phrase) == "Au plus, à une même question, pour 10 263 habitants en 2018."
    assert "à La Conte - Ozanam ; 10 au moins, à Bastide - Pont-Vieux" in tete[1].phrase
    assert "31 à la question la moins suivie" in tete[2].phrase


@pytest.mark.parametrize(("voix", "haut", "bas", "questions"), [("habitants", 82, 71, 10), ("porteurs", 41, 31, 13)])
def test_les_reponses_de_la_plus_suivie_a_la_moins_suivie(voix, haut, bas, questions):
    bloc = reponses_ensemble(E, voix)
    connues = [x.mesure.valeur for x in bloc.lignes if x.mesure.valeur is not None]
    assert (connues[0], connues[-1], len(bloc.lignes)) == (haut, bas, questions)
    assert connues == sorted(connues, reverse=True)


def test_les_porteurs_se_disent_sur_combien():
    dites = [lisible(p) for b in reponses_des_porteurs(E) for p in b.precisions]
    assert "23 porteurs sur 38 : première demande de leur propre initiative." in dites
    assert "30 porteurs sur 36 : soutenus pour une action de cohésion sociale." in dites
    assert "28 porteurs sur 31 : contribution positive du contrat à l'évolution." in dites
    assert "21 porteurs, total perdu : ont eu des cofinancements." in dites
    assert len(dites) == 22
    assert [d for d in dites if "%" in d] == []


def test_une_reponse_inconnue_n_est_pas_perdue(tmp_path):
    tables = charger(
        ecrire_tables(
            tmp_path,
            indicateurs=TABLES["indicateurs"]
            + "enquete_porteurs,Porteurs,enquete_porteurs,transversal,porteurs,0,neutre,non,interdite,,N.,C.,30\n",
            valeurs=TABLES["valeurs"] + "11069,enquete_porteurs,nouvelle,2022,7,publie,,rapport_2022,ch. 5,\n",
            modalites="modalite,libelle,ordre\nnouvelle,Une réponse neuve,1\n",
        )
    )
    (bloc,) = reponses_des_porteurs(tables)
    assert bloc.titre == "Autres réponses"
    assert lisible(bloc.precisions[0]) == "7 porteurs, total perdu : une réponse neuve."


def test_la_mediane_se_cite_la_moyenne_non():
    bloc = profil_des_porteurs(E)
    assert "165 507 €" in lisible(bloc.phrase)
    assert "l'équivalent de 3 personnes" in lisible(bloc.phrase)
    assert "3 112 647" not in lisible(bloc.phrase)
    assert "3 112 647 €" in ecrits(bloc)


@pytest.mark.parametrize(
    ("voix", "questions", "perdues", "muettes"), [("habitants", 21, 12, 11), ("porteurs", 17, 4, 2)]
)
def test_chaque_question_dit_ce_qu_elle_a_perdu(voix, questions, perdues, muettes):
    bloc = questions_de_l_enquete(E, voix)
    lignes = [[c.texte for c in ligne] for ligne in bloc.grille.lignes]
    assert len(lignes) == questions
    assert sum(x[1] == "nombre perdu" for x in lignes) == perdues
    assert sum(x[2] == "rien dans le texte" for x in lignes) == muettes
    assert [x[0] for x in lignes if not x[3] or not x[4]] == []
    assert f"est perdu pour {perdues}," in bloc.phrase


def test_le_nombre_de_reponses_vient_avant_le_resultat():
    lignes = {x[0].texte: [c.texte for c in x] for x in questions_de_l_enquete(E, "habitants").grille.lignes}
    assert lignes["Comment vous sentez-vous dans votre quartier ?"][1] == "82"
    assert lignes["Souhaitez-vous rester dans votre quartier ?"][1] == "nombre perdu"
    assert questions_de_l_enquete(E, "habitants").reserves == (
        "Les pourcentages sont ceux que le rapport imprime ; quand le nombre de réponses est perdu, ils ne se "
        "citent pas seuls.",
    )


@pytest.mark.parametrize("voix", VOIX)
def test_ce_que_l_on_peut_dire_et_pas(voix):
    usages = [ligne[0].texte for ligne in ce_qui_se_dit(E, voix).grille.lignes]
    assert list(dict.fromkeys(usages)) == ["On peut dire", "On ne peut pas dire"]
    assert [x[1].texte for x in ce_qui_se_dit(E, voix).grille.lignes if not x[2].texte] == []


def test_sans_enquete_il_n_y_a_rien(tmp_path):
    tables = charger(ecrire_tables(tmp_path))
    assert chiffres_de_la_parole(tables) == ()
    assert reponses_par_quartier(tables) is None
    assert reponses_du_quartier(tables, "QP011002") is None
    assert [reponses_ensemble(tables, v) for v in VOIX] == [None, None]
    assert [questions_de_l_enquete(tables, v) for v in VOIX] == [None, None]
    assert (profil_des_porteurs(tables), reponses_des_porteurs(tables)) == (None, ())
