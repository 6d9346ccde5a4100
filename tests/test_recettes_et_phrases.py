"""Les recettes des portraits nomment des rubriques qui existent, et leurs phrases ne disent que ce qui est montré."""

import pytest

from data.blocs import valeur_inchangee
from data.calculs import ecart
from data.entrepot import charger
from data.montage import comparer_modalites
from data.phrases import comparaison, doute, ecart_en_mots
from data.positions import phrase_position
from data.vues.piliers import blocs_comite, blocs_constats, des_constats_reserves
from data.vues.portraits import RECETTES, SECTIONS, blocs_de_section
from tests.outils.fabrique import indicateur, mesure, territoire
from tests.outils.lecture_page import lisible

E = charger()
CONTE, GRAZAILLES = "QP011002", "QP011006"
VILLE, AGGLO = territoire("Carcassonne", "commune"), territoire("Carcassonne Agglo", "epci", "200035715")
QUARTIERS = [t.code for t in E.quartiers()]


@pytest.mark.parametrize(
    ("indicateur_nomme", "modalite"), [(r.indicateur, m) for r in RECETTES for m in r.modalites], ids="-".join
)
def test_une_rubrique_d_une_recette_a_une_valeur_dans_un_quartier(indicateur_nomme, modalite):
    assert any(m.valeur is not None for c in QUARTIERS for m in E.mesures_de(c, indicateur_nomme, modalite))


def test_les_foyers_allocataires_montrent_les_personnes_seules():
    # DEMO_2022, La Conte : 353 personnes seules, 161 familles monoparentales, 71 et 242 couples ; 827 foyers en tout.
    blocs = blocs_de_section(E, CONTE, "prestations")
    bloc = next(b for b in blocs if b.titre == "Les foyers allocataires, par composition")
    assert sorted(x.mesure.valeur for x in bloc.lignes) == [71, 161, 242, 353]
    assert lisible(bloc.phrase) == (
        "À La Conte - Ozanam, en 2020, la rubrique la plus nombreuse est « Personnes seules » : 353 foyers."
    )


def test_sans_toutes_les_rubriques_aucune_n_est_dite_la_plus_nombreuse():
    # 827 − 161 − 242 = 424 foyers ne sont pas montrés : une rubrique absente peut en compter plus de 242.
    deux = comparer_modalites(E, CONTE, "allocataires_caf", ("famille_monoparentale", "couple_avec_enfants"))
    assert "la plus élevée des rubriques montrées est « Couples avec enfants » : 242" in lisible(deux.phrase)
    # Trois des quatre, sans la plus petite : il reste 71 foyers, aucun ne peut dépasser 353.
    trois = comparer_modalites(
        E, CONTE, "allocataires_caf", ("personne_seule", "famille_monoparentale", "couple_avec_enfants")
    )
    assert "la rubrique la plus nombreuse est « Personnes seules »" in trois.phrase


def test_des_tranches_d_age_inegales_se_disent():
    blocs = blocs_de_section(E, CONTE, "prestations")
    enfants = next(b for b in blocs if b.titre == "Enfants couverts par la Caf")
    assert lisible(enfants.phrase).endswith(
        "« 6 à 10 ans » : 268 enfants (les tranches d'âge n'ont pas toutes la même largeur)."
    )


@pytest.mark.parametrize("code", QUARTIERS)
def test_deux_blocs_d_une_section_n_ont_pas_le_meme_titre(code):
    for section in SECTIONS:
        titres = [b.titre for b in blocs_de_section(E, code, section)]
        assert len(set(titres)) == len(titres)


def test_une_meme_valeur_se_dit_comme_et_non_contre():
    ici = (mesure(52.0), indicateur(), territoire("Grazailles"))
    deux = [(mesure(52.2, territoire="11069"), VILLE), (mesure(27.0, territoire="200035715"), AGGLO)]
    dite = lisible(comparaison(*ici, deux, "{valeur} des habitants sont pauvres"))
    assert dite.endswith(
        "52 % des habitants sont pauvres en 2019, comme à Carcassonne, contre 27 % dans l'agglomération."
    )
    seule = lisible(comparaison(*ici, deux[:1], "{valeur} des habitants sont pauvres"))
    assert seule.endswith("en 2019, comme à Carcassonne.")


def test_un_petit_ecart_sans_marge_connue_dit_qu_elle_manque():
    sans_marge = indicateur(decimales=1)

    def dit(valeur, reference):
        difference = ecart(mesure(valeur), mesure(reference, territoire="11069"), sans_marge)
        return ecart_en_mots(difference, sans_marge, VILLE, 1)

    petit = dit(26.8, 26.3)
    assert lisible(petit) == (
        "C'est 0,5 point de plus qu'à Carcassonne, un petit écart dont l'imprécision n'est pas publiée."
    )
    # 61 face à 27 : plus de 15 % de la référence, la marge ne peut pas l'expliquer.
    grand = dit(61.0, 27.0)
    assert grand.endswith(": une situation moins favorable.")


def test_la_population_ne_se_dit_pas_une_valeur_plus_basse():
    assert lisible(phrase_position(E, E.mesure(CONTE, "population", "2018"))).endswith(
        "QPV sur 100 sont moins peuplés."
    )


def test_une_annee_corrigee_ne_dit_pas_la_valeur_corrigee():
    # Le rapport imprime 60 % ; c'est l'année de la colonne qui était fausse.
    m = E.mesure(CONTE, "part_demandeurs_emploi_age", "2020", "26_50_ans")
    assert (valeur_inchangee(m), doute(m)) == (True, ", année corrigée")
    bloc = next(b for b in blocs_de_section(E, CONTE, "demande-emploi") if b.titre.startswith("Part de chaque âge"))
    corrigees = [r for r in bloc.reserves if "nnée corrigée" in r]
    assert len(corrigees) == 1
    assert "la source imprime" not in corrigees[0]


def test_ce_qui_touche_a_la_securite_est_reserve_au_comite():
    publics = [c.texte for b in blocs_constats(E, "cadre_de_vie") for ligne in b.grille.lignes for c in ligne]
    assert [t for t in publics if "délinquance" in t or "tranquillité" in t] == []
    assert des_constats_reserves(E)
    (bloc,) = blocs_comite(E, "cadre_de_vie")
    assert (bloc.diffusion, bloc.titre) == ("comite", "Réservé au comité : les difficultés")
    textes = [ligne[1].texte for ligne in bloc.grille.lignes]
    assert [t for t in textes if "délinquance perturbe" in t] != []
    assert len(textes) == 2
    assert blocs_comite(E, "emploi") == ()
