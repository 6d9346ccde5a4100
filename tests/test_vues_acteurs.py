"""Qui fait quoi, où : comptes relevés à la main sur la matrice du dépliant « La médiation ».

Présences (points de la matrice, colonne par colonne) : Bastide 4 (EVS, ABP, Médiation, CAS), Fleming 4 (Max Savy,
Régie, Médiation, CAS), Grazailles 4 (les mêmes), La Conte 5 (La Roseaie, ABP, Régie, Médiation, CAS), Le Viguier 4
(Montsarrat, Régie, Médiation, CAS) : 21 en tout.
"""

import pytest

from data.entrepot import charger
from data.vues.acteurs import (
    acteurs_du_quartier,
    acteurs_retenus,
    besoins,
    bloc_ailleurs,
    bloc_autres,
    bloc_mediation,
    bloc_presence,
    bloc_reponses,
    bloc_services,
    bloc_signaler,
    blocs_chiffres_regie,
    code_de_service,
    code_du_quartier,
    quartiers_au_choix,
)
from tests.outils.tables import ecrire_tables

E = charger()
CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (f"QP01100{n}" for n in range(2, 7))
SAVY, MONTSARRAT, ROSEAIE = "Centre social Max Savy", "Centre social Jean Montsarrat", "Centre social La Roseaie"
EVS, ABP = "Espace de vie sociale Bastide", "ABP – Accompagner, Bâtir, Prévenir"
REGIE, SOIREE = "Régie de quartiers du Carcassonnais", "Médiation (médiation de soirée)"
CAS = "Centre d'action sociale"
NUMERIQUE = "acces-au-numerique"


def noms(bloc) -> list[str]:
    return [ligne[0].texte for ligne in bloc.grille.lignes]


def case(bloc, ligne: str, colonne: str) -> str:
    (trouvee,) = [x for x in bloc.grille.lignes if x[0].texte == ligne]
    return trouvee[bloc.grille.entetes.index(colonne)].texte


@pytest.mark.parametrize(
    ("quartier", "presents"),
    [
        (BASTIDE, (EVS, ABP, SOIREE, CAS)),
        (FLEMING, (SAVY, REGIE, SOIREE, CAS)),
        (GRAZAILLES, (SAVY, REGIE, SOIREE, CAS)),
        (CONTE, (ROSEAIE, ABP, REGIE, SOIREE, CAS)),
        (VIGUIER, (MONTSARRAT, REGIE, SOIREE, CAS)),
    ],
)
def test_les_presents_de_chaque_quartier(quartier, presents):
    assert acteurs_retenus(E, quartier) == presents


@pytest.mark.parametrize(
    ("besoin", "nombre"),
    [
        # Points de chaque colonne de services, de haut en bas.
        ("accueil", 6),
        ("mediation-et-resolution-de-conflits", 7),
        ("acces-aux-droits-et-aux-services", 7),
        ("aide-aux-demarches", 6),
        (NUMERIQUE, 7),
        ("education-et-decrochage-scolaire", 4),
        ("emploi-formation-insertion", 6),
        ("logement-sante-loisirs", 5),
    ],
)
def test_ceux_qui_repondent_a_chaque_besoin(besoin, nombre):
    assert len(acteurs_retenus(E, besoin=besoin)) == nombre


def test_un_quartier_et_un_besoin_se_croisent():
    assert acteurs_retenus(E, GRAZAILLES, NUMERIQUE) == (SAVY, REGIE, CAS)
    assert acteurs_retenus(E, BASTIDE, "education-et-decrochage-scolaire") == (EVS,)
    assert acteurs_retenus(E, GRAZAILLES, "inconnu") == ()


def test_les_phrases_s_accordent():
    assert bloc_reponses(E).phrase == (
        "Huit structures de médiation et d'accompagnement, d'après la plaquette de la gestion urbaine de proximité."
    )
    assert bloc_reponses(E, GRAZAILLES).phrase == "À Grazailles, quatre structures sont présentes."
    assert bloc_reponses(E, VIGUIER, NUMERIQUE).phrase == (
        "Au Viguier - Saint-Jacques, pour « Accès au numérique », trois structures répondent."
    )
    assert bloc_reponses(E, BASTIDE, "education-et-decrochage-scolaire").phrase.endswith("une structure répond.")
    assert bloc_reponses(E, BASTIDE, "inconnu").phrase.endswith("la plaquette ne donne aucune structure.")


def test_la_table_des_presences_ecrit_des_mots():
    bloc = bloc_presence(E)
    assert bloc.phrase == "21 présences pour 8 structures."
    cases = [c.texte for ligne in bloc.grille.lignes for c in ligne[1:]]
    assert len(cases) == 40
    assert sum(c.startswith("présent") for c in cases) == 21
    assert sum(c.startswith("non") for c in cases) == 19
    assert case(bloc, SAVY, "Grazailles") == "présent"
    assert case(bloc, EVS, "Grazailles") == "non"


def test_une_presence_que_le_registre_conteste_le_dit_dans_sa_case():
    # C113 : la matrice coche ABP à la Bastide, le texte de la plaquette dit La Conte et Ozanam seulement.
    # C114 : la Régie dit couvrir tous les quartiers, ses secteurs et la matrice n'ont pas la Bastide.
    bloc = bloc_presence(E)
    assert case(bloc, ABP, "Bastide - Pont-Vieux") == "présent (à confirmer, C113)"
    assert case(bloc, REGIE, "Bastide - Pont-Vieux") == "non (à confirmer, C114)"
    assert case(bloc, ABP, "La Conte - Ozanam") == "présent"  # C122 ne porte que sur ses services
    assert [r.split(" : ")[0] for r in bloc.reserves] == [ABP, REGIE]
    assert bloc_reponses(E, BASTIDE).phrase == (
        f"À Bastide - Pont-Vieux, quatre structures sont présentes, dont {ABP} à confirmer."
    )


def fiche(bloc, nom: str) -> dict[str, str]:
    (ligne,) = [x for x in bloc.grille.lignes if x[0].texte == nom]
    return dict(zip(bloc.grille.entetes, [c.texte for c in ligne], strict=True))


def test_la_fiche_met_a_part_la_presence_que_le_registre_conteste():
    # C113 : « présent sur les quartiers La Conte et Ozanam » dans le texte, cochée aussi à la Bastide dans la matrice.
    bloc = bloc_reponses(E)
    assert fiche(bloc, ABP)["Présente à"] == "La Conte - Ozanam ; à confirmer : Bastide - Pont-Vieux (C113)"
    # C114 : ni les secteurs de la Régie ni la matrice n'ont la Bastide, alors qu'elle dit couvrir tous les quartiers.
    assert fiche(bloc, REGIE)["Présente à"] == (
        "La Conte - Ozanam, Le Viguier - Saint-Jacques, Fleming - La Reille et Grazailles ; "
        "à confirmer : Bastide - Pont-Vieux (C114)"
    )
    assert fiche(bloc, CAS)["Présente à"] == "les cinq quartiers"


def test_la_table_des_services():
    bloc = bloc_services(E)
    assert len(bloc.grille.entetes) == 9
    assert case(bloc, CAS, "Médiation et résolution de conflits") == "non"
    assert case(bloc, REGIE, "Éducation et décrochage scolaire") == "non"
    assert case(bloc, REGIE, "Logement, santé, loisirs") == "proposé"
    # 6 + 7 + 7 + 6 + 7 + 4 + 6 + 5 = 48 points.
    assert sum(c.texte == "proposé" for ligne in bloc.grille.lignes for c in ligne[1:]) == 48
    assert bloc.phrase == "Le moins proposé : « Éducation et décrochage scolaire » (4 sur 8)."
    assert bloc_services(E, GRAZAILLES, NUMERIQUE).phrase == "3 structures proposent « Accès au numérique »."


def test_le_bloc_du_portrait():
    bloc = acteurs_du_quartier(E, GRAZAILLES)
    assert (bloc.identifiant, bloc.genre, bloc.titre) == ("acteurs-qp011006", "tableau", "Acteurs présents")
    assert noms(bloc) == [SAVY, REGIE, SOIREE, CAS]
    assert [ligne[2].texte for ligne in bloc.grille.lignes] == [
        "04 68 71 14 32",
        "04 68 47 22 71",
        "non donné",
        "04 68 77 73 99",
    ]
    assert (
        case(bloc, SOIREE, "Ce qu'elle propose")
        == "Médiation et résolution de conflits ; Accès aux droits et aux services"
    )
    assert [s.code for s in bloc.sources] == ["depliant_gup"]
    assert "parle de 2022 au futur" in bloc.reserves[-1]


def test_les_filtres_ont_des_codes_d_adresse():
    assert code_de_service("Éducation et décrochage scolaire") == "education-et-decrochage-scolaire"
    assert list(besoins(E))[:2] == ["tous", "accueil"]
    assert len(besoins(E)) == 9
    assert list(quartiers_au_choix(E)) == [
        "tous",
        "la-conte-ozanam",
        "le-viguier-saint-jacques",
        "bastide-pont-vieux",
        "fleming-la-reille",
        "grazailles",
    ]
    assert (code_du_quartier(E, "grazailles"), code_du_quartier(E, "tous")) == (GRAZAILLES, "")


def test_signaler_ne_donne_que_des_numeros_d_institution():
    bloc = bloc_signaler(E)
    assert [(ligne[0].texte, ligne[4].texte) for ligne in bloc.grille.lignes] == [
        ("Numéro vert de la Ville de Carcassonne", "0800 66 66 41"),
        ("COVALDEM", ""),
    ]


def test_les_mediateurs_de_la_regie():
    bloc = bloc_mediation(E)
    secteurs = [ligne[1].texte for ligne in bloc.grille.lignes if ligne[0].texte == "Où ils interviennent"]
    # Les quatre secteurs de la page de la Régie, sans la Bastide.
    assert secteurs == [
        "La Conte et Joliot-Curie",
        "Ozanam et Albignac",
        "Le Viguier et Saint-Jacques",
        "Grazailles et Fleming",
    ]
    assert bloc.phrase.startswith("Sept médiateurs")
    assert "(C114 du registre)" in bloc.reserves[0]
    # Fiche France Active, résultats 2016 : 427 personnes, 119 en insertion, « pas loin de 10 000 » demandes.
    assert [[x.mesure.valeur for x in b.lignes] for b in blocs_chiffres_regie(E)] == [[427], [119], [10000]]


def test_l_exemple_de_caen_n_est_pas_local():
    bloc = bloc_ailleurs(E)
    assert noms(bloc) == ["Régie de quartier du Chemin Vert (Caen)"]
    assert bloc.phrase.startswith("Cette action n'est pas menée à Carcassonne")
    autres = noms(bloc_autres(E))
    assert "Régie de quartier du Chemin Vert (Caen)" not in autres
    assert "Programme de réussite éducative (PRE)" in autres


def test_sans_les_tables_rien_ne_casse(tmp_path):
    vide = charger(ecrire_tables(tmp_path))
    assert bloc_reponses(vide, "QP011006").phrase == "À Grazailles, la plaquette ne donne aucune structure."
    assert besoins(vide) == {"tous": "Tous les besoins"}
    assert bloc_services(vide).phrase == "Aucune structure ne répond à ces choix."
    assert [f(vide) for f in (bloc_mediation, bloc_autres, bloc_signaler, bloc_ailleurs)] == [None] * 4
    assert blocs_chiffres_regie(vide) == ()
