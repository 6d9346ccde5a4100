"""Ce qu'il faut de différence pour parler d'évolution, et les passages interdits ; comptes faits à la main."""

import pytest

from data.calculs import (
    Interdiction,
    OperationInterdite,
    bruit,
    direction,
    ecart,
    evolution,
    marge_ecart,
    marge_evolution,
    sens,
)
from data.entrepot import charger
from data.evolutions import evolution_permise, la_plus_longue, mouvement_ordinaire, passages_interdits, ruptures
from data.phrases import mouvement_en_mots, reserves_du_mouvement
from tests.outils.fabrique import indicateur, mesure
from tests.outils.lecture_page import lisible
from tests.outils.tables import ecrire_tables

E = charger()
CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (f"QP01100{n}" for n in range(2, 7))
PAUVRETE = indicateur(bruit=4.4)
FOYERS = indicateur("Foyers", "foyers", sommable=True, code="foyers", sens="neutre")


def foyers(valeur, annee):
    return mesure(float(valeur), annee=annee, indicateur="foyers")


def dire(mouvement, fiche, decimales=0):
    return lisible(mouvement_en_mots(mouvement, fiche, decimales))


# --- l'imprécision d'une différence


def test_la_marge_depend_de_ce_que_l_on_compare():
    quartier, autre = mesure(61.0), mesure(50.0, territoire="QP011006")
    ville, ensemble = mesure(27.0, territoire="11069"), mesure(45.0, territoire="QPV-FR-METRO")
    assert marge_ecart(quartier, ville, PAUVRETE) == 4.4
    assert marge_ecart(quartier, ensemble, PAUVRETE) == 4.4
    # 4,4 × √2 = 6,2225 ; c'est aussi 2 × √2 × 2,2.
    assert round(marge_ecart(quartier, autre, PAUVRETE), 3) == 6.223
    assert round(marge_evolution(mesure(52.2, annee="2015"), mesure(58.6), PAUVRETE), 3) == 6.223


def test_deux_quartiers_demandent_plus_qu_un_quartier_et_sa_ville():
    # 5 points : plus que 4,4, moins que 6,2.
    face_a_la_ville = ecart(mesure(50.0), mesure(45.0, territoire="11069"), PAUVRETE)
    face_a_un_quartier = ecart(mesure(50.0), mesure(45.0, territoire="QP011006"), PAUVRETE)
    assert (sens(face_a_la_ville), sens(face_a_un_quartier)) == ("hausse", "stable")
    assert direction(face_a_un_quartier, PAUVRETE) == "neutre"


def test_un_sous_groupe_n_a_pas_la_marge_de_l_ensemble():
    femmes = mesure(40.0, modalite="femmes")
    assert bruit(femmes, PAUVRETE) is None
    mouvement = evolution(mesure(20.0, annee="2015", modalite="femmes"), femmes, PAUVRETE)
    assert mouvement.marge is None
    assert "L'imprécision de cette mesure n'est pas publiée." in reserves_du_mouvement(mouvement, PAUVRETE)


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        # 2 × √(141 + 146) = 33,88
        (141, 146, " : stable, aux petites variations près (moins de 34 foyers)"),
        # 2 × √(39 + 40) = 17,78
        (39, 40, " : stable, aux petites variations près (moins de 18 foyers)"),
        # 2 × √(41 + 65) = 20,59 ; 24 / 20,59 = 1,17
        (
            41,
            65,
            ", soit une hausse de 24 foyers, à peine au-dessus de ce que les petites variations expliquent "
            "(21 foyers) : une tendance",
        ),
        # 2 × √(295 + 215) = 45,17
        (295, 215, ", soit −80 foyers"),
    ],
)
def test_un_comptage_varie_de_lui_meme(avant, apres, attendu):
    assert dire(evolution(foyers(avant, "2015"), foyers(apres, "2020"), FOYERS), FOYERS) == attendu


@pytest.mark.parametrize(
    ("avant", "apres", "decimales", "attendu"),
    [
        (49.0, 51.7, 0, " : pas d'évolution significative (il faudrait 6,2 points)"),
        # 6,4 / 6,22 = 1,03
        (
            52.2,
            58.6,
            1,
            ", soit une hausse de 6,4 points, à peine au-dessus de ce que l'imprécision explique (6,2 points) : "
            "une tendance",
        ),
        # 7,5 / 6,22 = 1,205 : plus d'un cinquième au-dessus
        (50.0, 57.5, 1, ", soit +7,5 points"),
        (50.0, 50.0, 0, " : pas d'évolution significative (il faudrait 6,2 points)"),
    ],
)
def test_un_taux_face_a_sa_marge(avant, apres, decimales, attendu):
    assert dire(evolution(mesure(avant, annee="2015"), mesure(apres), PAUVRETE), PAUVRETE, decimales) == attendu


def test_sans_marge_connue_le_mouvement_se_dit_sans_se_juger():
    revenu = indicateur("Revenu", "€ par an", code="revenu")
    avant, apres = (mesure(v, annee=a, indicateur="revenu") for v, a in ((10976.0, "2015"), (12130.0, "2019")))
    mouvement = evolution(avant, apres, revenu)
    assert dire(mouvement, revenu) == ", soit +1 154 €"
    assert reserves_du_mouvement(mouvement, revenu).startswith(" L'imprécision de cette mesure n'est pas publiée.")
    assert dire(evolution(avant, mesure(10976.0, indicateur="revenu"), revenu), revenu) == " : pas d'évolution"


# --- les passages interdits


ADRESSES = Interdiction("QP011002", "taux_pauvrete", 2016, 2017, "Les adresses ont changé.")


@pytest.mark.parametrize(("avant", "apres"), [("2016", "2017"), ("2015", "2019")])
def test_un_passage_interdit_ne_s_enjambe_pas(avant, apres):
    with pytest.raises(OperationInterdite, match="Les adresses ont changé"):
        evolution(mesure(50.0, annee=avant), mesure(60.0, annee=apres), PAUVRETE, interdites=[ADRESSES])


@pytest.mark.parametrize(
    ("avant", "apres", "territoire"),
    [("2014", "2016", "QP011002"), ("2017", "2019", "QP011002"), ("2016", "2017", "X")],
)
def test_a_cote_du_passage_ou_ailleurs_rien_n_est_interdit(avant, apres, territoire):
    bornes = (mesure(v, annee=a, territoire=territoire) for v, a in ((50.0, avant), (60.0, apres)))
    assert evolution(*bornes, PAUVRETE, interdites=[ADRESSES]).valeur == 10.0


@pytest.mark.parametrize("indicateur_suivi", ["demandeurs_emploi", "allocataires_caf", "allocataires_rsa"])
def test_fleming_n_a_aucune_evolution_par_dessus_2017(indicateur_suivi):
    """C118 : « aucune évolution tirée de la seule année 2017 » ; après 2017, Fleming n'est plus diffusé."""
    serie = E.mesures_de(FLEMING, indicateur_suivi, "")
    avant, apres = (next(m for m in serie if m.annee == a) for a in ("2016", "2017"))
    with pytest.raises(OperationInterdite, match=r"localisées autrement\.$"):
        evolution_permise(E, avant, apres)
    assert "C118" in passages_interdits(E, apres)[0]  # la preuve du chiffre garde l'entrée du registre


def test_le_taux_d_emploi_de_fleming_n_enjambe_pas_2017():
    # C123 : 29,3 en 2016, 34,0 en 2017 ; de 2017 à 2018, quatre enquêtes sur cinq sont les mêmes.
    serie = [m for m in E.mesures_de(FLEMING, "taux_emploi", "") if m.annee >= "2015"]
    assert [m.valeur for m in serie] == [28.0, 29.3, 34.0, 35.0]
    assert la_plus_longue(E, serie) is None
    assert ruptures(E, FLEMING, "taux_emploi", {"2015", "2016", "2017", "2018"}) == ("2017",)


def evolution_de(code, indicateur_suivi, avant, apres):
    return evolution_permise(E, *(E.mesure(code, indicateur_suivi, a) for a in (avant, apres)))


def test_un_mouvement_doit_depasser_celui_des_quartiers_du_pays():
    # mouvements_qpv.csv : taux d'emploi 2015-2018, écart-type 3,479 ; 2 × 3,479 = 6,958, plus que 4 × √2 = 5,657.
    emploi = evolution_de(VIGUIER, "taux_emploi", "2015", "2018")
    assert (round(emploi.marge, 3), emploi.sens) == (6.958, "stable")
    # Pauvreté 2016-2017 : 2 × 2,315 = 4,63, moins que 4,4 × √2 = 6,223.
    assert round(evolution_de(CONTE, "taux_pauvrete", "2016", "2017").marge, 3) == 6.223
    # 2015-2019 n'a pas de ligne (deux fichiers) ; la plus dispersée des paires encadrées est 2016-2019 : 3,11.
    avant, apres = (E.mesure(CONTE, "taux_pauvrete", a) for a in ("2015", "2019"))
    assert round(mouvement_ordinaire(E, avant, apres), 2) == 6.22
    # Sans marge connue, l'étalon du pays ne suffit pas à juger : les euros de chaque année montent tous.
    assert evolution_de(CONTE, "revenu_median", "2016", "2019").marge is None


def test_une_annee_a_rebours_fait_des_dents_de_scie():
    # 52,2 puis 57,0, 49,8, 56,6 et 58,6 : 2017 est sous 2015 de 2,4, plus du quart de 6,4.
    mouvement = evolution_de(FLEMING, "taux_pauvrete", "2015", "2019")
    assert [m.annee for m in mouvement.dents] == ["2017"]
    fiche = E.indicateurs["taux_pauvrete"]
    assert direction(mouvement, fiche) == "neutre"
    assert dire(mouvement, fiche, 1) == " : en dents de scie (49,8 % en 2017), aucune tendance sûre"
    # Le Viguier, demandeurs d'emploi : 318, 312, 293, 288, 292, 262 ; tout est au-dessous du départ.
    assert evolution_de(VIGUIER, "demandeurs_emploi", "2016", "2021").dents == ()


def test_un_indicateur_qui_ne_se_compare_pas_se_coupe_a_chaque_annee():
    assert ruptures(E, GRAZAILLES, "taux_creation_etablissements", {"2015", "2018", "2020"}) == ("2018", "2020")


def test_bastide_se_lit_a_partir_de_2018():
    # IPRO_2019 et IPRO_2022 : 719 puis 638 ; 2 × √1 357 = 73,7.
    mouvement = la_plus_longue(E, E.mesures_de(BASTIDE, "demandeurs_emploi", ""))
    assert (mouvement.avant.annee, mouvement.apres.annee, mouvement.valeur) == ("2018", "2021", -81)
    assert (round(mouvement.marge, 1), mouvement.a_peine) == (73.7, True)
    annees = {"2016", "2017", "2018", "2021"}
    assert ruptures(E, BASTIDE, "demandeurs_emploi", annees) == ("2017", "2018")
    assert ruptures(E, CONTE, "demandeurs_emploi", annees) == ()


def test_le_total_des_quartiers_ne_passe_pas_2018():
    # C059 : 1 850 à cinq quartiers, 1 609 à quatre ; La Conte, elle, se compare (481 puis 439, IPRO_2021).
    ensemble = [E.mesure("QPV-CARCASSONNE", "demandeurs_emploi", a) for a in ("2016", "2020")]
    with pytest.raises(OperationInterdite, match="n'est plus compté dans l'ensemble"):
        evolution_permise(E, *ensemble)
    conte = [E.mesure(CONTE, "demandeurs_emploi", a) for a in ("2016", "2020")]
    assert evolution_permise(E, *conte).valeur == -42


ENTETE = "territoire,indicateur,annee_debut,annee_fin,raison\n"


@pytest.mark.parametrize(
    ("ligne", "colonne", "constat"),
    [
        ("QP011009,population,2016,2017,r", "territoire", "« QP011009 » est un code inconnu"),
        ("QP011002,inconnu,2016,2017,r", "indicateur", "« inconnu » est un code inconnu"),
        ("QP011002,population,seize,2017,r", "annee_debut", "« seize » n'est pas une année."),
        ("QP011002,population,2017,2016,r", "annee_fin", "« 2016 » ne vient pas après « 2017 »."),
        ("QP011002,population,2016,2017,", "raison", "la cellule est vide."),
    ],
)
def test_une_interdiction_mal_ecrite_est_dite(tmp_path, ligne, colonne, constat):
    tables = charger(ecrire_tables(tmp_path, evolutions_interdites=f"{ENTETE}{ligne}\n"))
    (faute,) = tables.fautes
    assert (faute.fichier, faute.ligne, faute.colonne) == ("evolutions_interdites.csv", 2, colonne)
    assert constat in lisible(faute.constat)
    assert tables.interdictions == {}


def test_une_ligne_vaut_pour_chacun_de_ses_codes(tmp_path):
    ligne = "QP011002;QP011006,population;taux_pauvrete,2016,2017,Raison.\n"
    tables = charger(ecrire_tables(tmp_path, evolutions_interdites=ENTETE + ligne))
    assert tables.fautes == ()
    assert tables.interdictions["QP011006"] == (
        Interdiction("QP011006", "population", 2016, 2017, "Raison."),
        Interdiction("QP011006", "taux_pauvrete", 2016, 2017, "Raison."),
    )
