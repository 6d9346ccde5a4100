"""Les mots d'un fichier d'actions : quartiers, piliers, porteurs, montants, titres, années."""

import pytest

from data.importation.actions_colonnes import Titres, annee_ecrite
from data.importation.actions_correspondance import ecrire_toml, lire_toml
from data.importation.actions_modele import Colonne, Correspondance
from data.importation.actions_montants import lire_montant
from data.importation.saisie import Case
from tests.outils.lecture_page import lisible

CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES = (f"QP01100{n}" for n in range(2, 7))
QVA = ("QVA-AIGUILLE", "QVA-ESPERANCE")


@pytest.mark.parametrize(
    ("ecrit", "codes"),
    [
        ("La Conte Ozanam", (CONTE,)),
        ("LA CONTE - OZANAM (QP011002)", (CONTE,)),
        ("Viguier/St Jacques", (VIGUIER,)),
        ("Fleming", (FLEMING,)),
        ("QPV Bastide / Pont-Vieux et Grazailles", (BASTIDE, GRAZAILLES)),
        ("Fleming, la reille + Grazailles", (FLEMING, GRAZAILLES)),
        ("qp011003;QP011002", (CONTE, VIGUIER)),
        ("Tous QPV", ("tous",)),
        ("L'ensemble des 5 quartiers", ("tous",)),
        ("Tous QPV + QVA", (CONTE, VIGUIER, BASTIDE, FLEMING, GRAZAILLES, *QVA)),
        ("QVA L'Aiguille / L'Espérance", QVA),
        ("QN01106M", ("QN01106M",)),
        ("Non ventilé", ()),
        ("", ()),
    ],
)
def test_les_quartiers(mots, ecrit, codes):
    assert mots.lire_quartiers(ecrit) == (codes, "")


@pytest.mark.parametrize("ecrit", ["Narbonne", "Tous sauf Fleming", "Bastide Saint-Louis", "quartier", "QP011007"])
def test_un_quartier_inconnu_se_dit(mots, ecrit):
    codes, constat = mots.lire_quartiers(ecrit)
    assert (codes, lisible(constat)) == ((), f"« {ecrit} » n'est pas un quartier connu.")


@pytest.mark.parametrize(
    ("ecrit", "annee", "code"),
    [
        ("1", 2022, "cohesion_sociale"),
        ("Pilier 2", 2022, "emploi"),
        ("2.0", 2022, "emploi"),
        ("3 - Cadre de vie et renouvellement urbain", 2023, "cadre_de_vie"),
        ("4", 2023, "pilotage"),
        ("1", 2024, "education"),
        ("6", 2024, "soutien_acteurs"),
        ("Cadre de vie", 2023, "cadre_de_vie"),
        ("CADRE DE VIE", 2024, "cadre_vie_transitions"),
        ("Emploi", 2025, "emploi_developpement"),
        ("Axe 1 : emploi", 2022, "emploi"),  # le nom l'emporte sur le numéro
        ("acces_droits", 2024, "acces_droits"),
        ("4 Jeunesse, accès à la culture, aux sports et aux loisirs", 2024, "jeunesse_culture_sports"),
    ],
)
def test_les_piliers_des_deux_nomenclatures(mots, ecrit, annee, code):
    assert mots.lire_pilier(ecrit, annee) == (code, "")


@pytest.mark.parametrize(
    ("ecrit", "garde"),
    [
        ("M. Dupond", "particulier"),
        ("Madame Léa DUPOND", "particulier"),
        ("DUPOND Léa", "particulier"),
        ("J. Dupond", "particulier"),
        ("Léa Dupond (auto-entrepreneuse)", "particulier"),
        ("Particulier", "particulier"),
        ("Association La Ruche, contact : Mme Dupond", "Association La Ruche"),
        ("Régie de quartiers du Carcassonnais", "Régie de quartiers du Carcassonnais"),
        ("Couleurs Citoyennes", "Couleurs Citoyennes"),
        ("Centre social Jean Montsarrat", "Centre social Jean Montsarrat"),
        ("Max Savy", "Max Savy"),
        ("ABP", "ABP"),
        ("", ""),
    ],
)
def test_une_personne_devient_particulier_une_structure_garde_son_nom(mots, ecrit, garde):
    assert mots.lire_porteur(ecrit)[0] == garde


def test_le_type_de_tiers_tranche(mots):
    assert mots.lire_porteur("ETOILE DU SUD", "Personne physique")[0] == "particulier"
    assert mots.lire_porteur("Rose Martin", "Association")[0] == "Rose Martin"


@pytest.mark.parametrize(
    ("case", "milliers", "centimes"),
    [
        (Case("12\N{NO-BREAK SPACE}500,00\N{NARROW NO-BREAK SPACE}€"), False, 1250000),
        (Case("12500"), False, 1250000),
        (Case("1234.56"), False, 123456),
        (Case("1 500,50 euros"), False, 150050),
        (Case("0"), False, 0),
        (Case("12,5"), True, 1250000),
        (Case("1 108 K€"), True, 110800000),
        (Case("0.1", 0.1), False, 10),
        (Case("33.3333333333333", 33.3333333333333), False, 3333),
        (Case("-"), False, None),
        (Case("10000000"), False, 1000000000),
    ],
)
def test_les_montants(case, milliers, centimes):
    assert lire_montant(case, milliers) == (centimes, "")


@pytest.mark.parametrize(
    ("titre", "role"),
    [
        ("INTITULE DE L'ACTION", "intitule"),
        ("Montant accordé 2022 (en K€)", "montant"),
        ("Subvention Etat accordée", "financeur:État"),
        ("Part Agglo", "financeur:Carcassonne Agglo"),
        ("CAF", "financeur:Caf de l'Aude"),
        ("Montant demandé Etat", "ignorer"),
        ("Financeur : Fondation X", "financeur:Fondation X"),
        ("Mt engagé", "montant"),
        ("QPV concerné(s)", "quartiers"),
        ("E-mail du contact", ""),
        ("Téléphone", ""),
    ],
)
def test_les_titres_de_colonnes(mots, titre, role):
    assert Titres(mots, Correspondance()).role(titre)[0] == role


@pytest.mark.parametrize(
    ("titre", "milliers"),
    [("Montant (K€)", True), ("en milliers d'euros", True), ("Montant en k euros", True), ("Montant (€)", False)],
)
def test_les_milliers_se_declarent_dans_le_titre(mots, titre, milliers):
    assert Titres(mots, Correspondance()).milliers(titre) is milliers


@pytest.mark.parametrize(
    ("texte", "annee"),
    [
        ("Prog 2022", 2022),
        ("Programmation 2022 – réunion du 12/01/2023", 2022),
        ("Contrat de ville 2015-2023 : exercice 2019", 2019),
        ("2021 et 2022", None),
        ("Feuil1", None),
    ],
)
def test_l_annee_d_un_titre(texte, annee):
    assert annee_ecrite(texte) == annee


def test_la_correspondance_se_relit_telle_qu_elle_s_ecrit():
    dite = Correspondance(
        {'Ti"tre \\ é': "montant", "X": "financeur:Fondation « X »"}, {"X": "milliers"}, {"Prog": 2022},
        {"Le plateau": "QP011006"}, {"Axe A": "emploi"}, {"MSA 11": "MSA"}, ("Jean Moulin",),
    )  # fmt: skip
    assert lire_toml(ecrire_toml(dite)) == dite


@pytest.mark.parametrize(("rang", "lettre"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")])
def test_la_lettre_d_une_colonne(rang, lettre):
    assert Colonne(rang, "", "").lettre == lettre
