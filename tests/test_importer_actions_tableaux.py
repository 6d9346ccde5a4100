"""Les tableaux comme une équipe les fait : années empilées, unités dites au-dessus, piliers en titre, totaux partout."""

import pytest
from openpyxl import Workbook

from data.importer import main
from tests.outils.classeurs import ecrire_csv, ecrire_xlsx
from tests.outils.suivi import TITRES, actions, dit, ligne, preparer, somme, suivi_csv

# ruff: noqa: E501
COURTS = ("Intitulé", "Porteur", "Pilier", "QPV", "Montant")


@pytest.fixture
def donnees(tmp_path, monkeypatch):
    return preparer(tmp_path, monkeypatch)


def entrer(donnees, feuilles, *options):
    return main(["actions", str(ecrire_xlsx(donnees / "a.xlsx", feuilles)), *options])


def action(intitule, montant, quartier="Fleming", pilier="1", porteur="Association A"):
    return (intitule, porteur, pilier, quartier, montant)


def test_les_signes_d_un_traitement_de_texte_separent_les_mots(donnees):
    """Apostrophe courbe, tirets longs, tiret et espace insécables : Windows-1252 ou UTF-8."""
    lignes = (
        ligne(N="1", Quartiers="QVA L’Aiguille", Financeur="Département de l’Aude"),
        ligne(N="2", Quartiers="La Conte–Ozanam", Financeur="le département de l'Aude"),
        ligne(N="3", Quartiers="Viguier\N{NON-BREAKING HYPHEN}Saint\N{NON-BREAKING HYPHEN}Jacques", Financeur="CD 11 – Aude"),
        ligne(N="4", Quartiers="Bastide—Pont\N{NO-BREAK SPACE}Vieux", Pilier="Développement économique – emploi"),
    )  # fmt: skip
    assert main(["actions", str(suivi_csv(donnees / "a.csv", *lignes))]) == 0
    assert [(r["quartiers"], r["pilier"], r["financeur"]) for r in actions(donnees)] == [
        ("QVA-AIGUILLE", "cohesion_sociale", "Département de l'Aude"),
        ("QP011002", "cohesion_sociale", "Département de l'Aude"),
        ("QP011003", "cohesion_sociale", "Département de l'Aude"),
        ("QP011004", "emploi", "État"),
    ]


def test_une_feuille_qui_n_entre_pas_se_dit_avant_tout(donnees, capsys):
    feuilles = {
        "2020": [COURTS, action("Loto", 100)],
        "2021": [tuple(t for t in COURTS if t != "Pilier"), ("Loto", "Association A", "Fleming", 200)],
    }
    assert entrer(donnees, feuilles, "--essai") == 0
    phrase = "La feuille « 2021 » n'est pas entrée (titres à la ligne 1) : une colonne manque : Pilier."
    assert dit(capsys)[:2] == [phrase, "a.xlsx :"]
    for options in (("--strict", "--essai"), ("--strict",)):
        assert entrer(donnees, feuilles, *options) == 1
        assert dit(capsys)[-1] == "Une feuille n'entrerait pas (--strict). Rien n'a été changé."
    assert entrer(donnees, feuilles) == 0
    assert somme(actions(donnees)) == 10000


def test_deux_annees_l_une_sous_l_autre_sans_repeter_les_titres(donnees, capsys):
    rangees = [
        ("Programmation 2021",), COURTS, action("Loto", 100), action("Fête", 50), ("Total 2021", None, None, None, 150),
        (), ("Programmation 2022",), action("Loto", 200), ("Total 2022", None, None, None, 200),
        ("Total général", None, None, None, 350), ("* bilan attendu en 2023",),
    ]  # fmt: skip
    assert entrer(donnees, {"F": rangees}) == 0
    assert [(r["annee"], r["montant"]) for r in actions(donnees)] == [
        ("2021", "100.00"), ("2021", "50.00"), ("2022", "200.00"),
    ]  # fmt: skip
    dites = dit(capsys)
    assert "feuille « F », à partir de la ligne 7 : année 2022, que cette ligne annonce." in dites
    totaux = [p for p in dites if "ligne de total" in p]
    assert len(totaux) == 3
    assert [p for p in totaux if not p.endswith("elle concorde avec les lignes gardées au-dessus.")] == []


def test_le_nom_de_la_feuille_et_son_titre_qui_se_contredisent_sont_dits(donnees, capsys):
    entrer(donnees, {"2021": [("Programmation 2022",), COURTS, action("Loto", 100)]}, "--essai")
    assert "feuille « 2021 » : année 2021, d'après le nom de la feuille (la ligne de titre dit 2022)." in dit(capsys)


@pytest.mark.parametrize("declaration", ["Montants en K€", "Programmation 2022 (K€)", "en milliers d’euros"])
def test_les_milliers_declares_au_dessus_des_titres(donnees, capsys, declaration):
    rangees = [(declaration,), COURTS, action("Loto", 12.5), action("Fête", 4), ("Total", None, None, None, 16.5)]
    assert entrer(donnees, {"2022": rangees}) == 0
    assert [r["montant"] for r in actions(donnees)] == ["12500.00", "4000.00"]
    dites = dit(capsys)
    assert "feuille « 2022 » : montants en milliers d'euros, d'après la ligne 1." in dites
    assert "E « Montant » : montant accordé, en milliers d'euros" in dites


def test_le_titre_de_la_colonne_dement_la_declaration_et_une_note_plus_bas_ne_declare_rien(donnees, capsys):
    titres = (*COURTS[:-1], "Montant (€)")
    feuille = [("Montants en K€",), titres, action("Loto", 100), ("Montants en K€",)]
    assert entrer(donnees, {"2022": feuille}) == 0
    assert [r["montant"] for r in actions(donnees)] == ["100.00"]
    assert (
        "1 ligne parle de milliers d'euros sans être au-dessus des titres : les montants restent lus en euros "
        "(« 2022 », ligne 4)." in dit(capsys)
    )


def test_une_ligne_corrigee_ne_remplace_jamais_une_bonne_ligne(donnees, capsys):
    """Deux lignes État pour la même action : 100 entre, « abc » est rejetée puis corrigée en 250 : 350 en tout."""
    titres = tuple(t for t in TITRES if t != "N°")
    lignes = [ligne(Montant=m)[1:] for m in ("100", "abc")]
    main(["actions", str(suivi_csv(donnees / "a.csv", *lignes, titres=titres))])
    assert somme(actions(donnees)) == 10000
    capsys.readouterr()
    corrige = suivi_csv(donnees / "r.csv", ("x", *ligne(Montant="250")[1:]), titres=("Motif du rejet", *titres))
    assert main(["actions", str(corrige)]) == 0
    assert somme(actions(donnees)) == 35000
    assert (
        "existe déjà : « Ateliers du soir », 2022, État, 100 € ; la nouvelle ligne (250 €) la remplace-t-elle ?"
        in dit(capsys)
    )
    # Redonné une seconde fois, il n'ajoute rien.
    assert main(["actions", str(corrige)]) == 0
    assert somme(actions(donnees)) == 35000


def test_un_guillemet_oublie_n_avale_pas_les_lignes(donnees, capsys):
    """Dix lignes de 1 à 10 € ; le guillemet de la ligne 5 ne se referme qu'à la ligne 9 : restent 1, 2, 3, 9 et 10."""
    lignes = [list(ligne(N=str(n), Montant=str(n))) for n in range(1, 11)]
    lignes[3][2] = '"Ateliers'
    lignes[7][3] = 'P "asso'
    assert main(["actions", str(suivi_csv(donnees / "a.csv", *lignes))]) == 0
    dites = dit(capsys)
    assert dites[1:4] == ["10 lignes lues", "5 gardées (5 actions)", "5 rejetées"]
    assert sum("guillemet non fermé, lignes 5 à 9." in p for p in dites) == 5
    assert somme(actions(donnees)) == (1 + 2 + 3 + 9 + 10) * 100


def test_un_guillemet_jamais_ferme_ne_coute_que_sa_ligne(donnees, capsys):
    lignes = [list(ligne(N=str(n))) for n in range(3)]
    lignes[0][2] = '"Ateliers'
    assert main(["actions", str(suivi_csv(donnees / "a.csv", *lignes))]) == 0
    assert any(p.startswith("a.csv, ligne 2 : guillemet non fermé, ligne 2.") for p in dit(capsys))
    assert [r["id_action"] for r in actions(donnees)] == ["1", "2"]


def test_un_retour_a_la_ligne_dans_une_case_reste_permis(donnees):
    main(["actions", str(suivi_csv(donnees / "a.csv", ligne(Intitulé='"Ateliers\ndu soir ; jeudi"'), ligne(N="8")))])
    assert [r["intitule"] for r in actions(donnees)] == ["Ateliers du soir ; jeudi", "Ateliers du soir"]


def test_un_total_rempli_comme_une_action_est_laisse_de_cote(donnees, capsys):
    lignes = [
        ligne(N="1", Montant="100"),
        ligne(N="2", Pilier="2", Montant="50", Financeur="Ville"),
        *(ligne(N="", Porteur="", **{"Intitulé": i, "Pilier": p, "Quartiers": "Tous", "Financeur": "", "Montant": m})
          for i, p, m in (("Total pilier 1", "1", "100"), ("Sous-total Ville", "", "60"), ("Ensemble des piliers", "1", "150"))),
        ligne(N="3", Intitulé="Ensemble, lisons", Montant="7"),
    ]  # fmt: skip
    assert main(["actions", str(suivi_csv(donnees / "a.csv", *lignes))]) == 0
    assert [r["intitule"] for r in actions(donnees)][2:] == ["Ensemble, lisons"]
    assert [p for p in dit(capsys) if "ligne de total" in p] == [
        "ligne 4 : ligne de total (« Total pilier 1 »), laissée de côté ; elle concorde avec les lignes gardées au-dessus.",
        "ligne 5 : ligne de total (« Sous-total Ville »), laissée de côté ; elle dit 60 €, les lignes gardées au-dessus font 50 €.",
        "ligne 6 : ligne de total (« Ensemble des piliers »), laissée de côté ; elle concorde avec les lignes gardées au-dessus.",
    ]


def test_un_total_dont_la_formule_n_a_pas_de_resultat_ne_dit_rien_de_faux(donnees, capsys):
    titres = (*COURTS[:-1], "Etat", "Ville")
    rangees = [titres, (*action("Loto", 100), 50), ("Total", None, None, None, "=SUM(E2:E2)", 50)]
    assert entrer(donnees, {"2022": rangees}) == 0
    assert "feuille « 2022 », ligne 3 : ligne de total (« Total »), laissée de côté." in dit(capsys)


def test_deux_fichiers_de_meme_nom_ont_chacun_leur_fiche(donnees):
    for montant in ("100", "200"):
        main(["actions", str(suivi_csv(donnees / "Suivi.csv", ligne(Montant=montant)))])
    fiches = (donnees / "tables" / "sources.csv").read_text(encoding="utf-8").splitlines()
    codes = [fiche.split(",")[0] for fiche in fiches if fiche.startswith("suivi_suivi_")]
    assert (len(codes), len(set(codes))) == (2, 2)
    assert {r["source"] for r in actions(donnees)} == {codes[1]}


def test_le_pilier_en_titre_vaut_pour_les_lignes_qui_suivent(donnees, capsys):
    titres = tuple(t for t in COURTS if t != "Pilier")
    rangees = [
        titres, ("Avant tout titre", "Association A", "Fleming", 5), ("Pilier 1 : Cohésion sociale",),
        ("Loto", "Association A", "Fleming", 100), ("Fête", "Association A", "Fleming", 20),
        ("2 - Emploi", None, None, 300), ("Forum", "Association A", "Fleming", 300), ("Total", None, None, 420),
    ]  # fmt: skip
    assert entrer(donnees, {"2022": rangees}) == 0
    assert [(r["intitule"], r["pilier"], r["montant"]) for r in actions(donnees)] == [
        ("Loto", "cohesion_sociale", "100.00"), ("Fête", "cohesion_sociale", "20.00"), ("Forum", "emploi", "300.00"),
    ]  # fmt: skip
    dites = dit(capsys)
    assert "3 lignes reçoivent leur pilier du titre de pilier au-dessus d'elles (« 2022 », lignes 4, 5, 7)." in dites
    assert any("ligne 2 : aucun titre de pilier au-dessus de cette ligne." in p for p in dites)
    assert any("(« 2 - Emploi »)" in p and p.endswith("Son montant est un total : il n'est pas compté.") for p in dites)


def test_le_pilier_d_une_case_fusionnee_vaut_pour_ses_lignes_seulement(donnees, capsys):
    """A2:A4 fusionnées ; la ligne 5, vide sans être fusionnée, reste à corriger. Un montant fusionné ne se répète pas."""
    livre = Workbook()
    feuille = livre.active
    feuille.title = "2022"
    for rangee in (("Pilier", "Intitulé", "Porteur", "QPV", "Montant"), ("Emploi", "A", "Association A", "Fleming", 100),
                   (None, "B", "Association A", "Fleming", 10), (None, "C", "Association A", "Fleming", None),
                   (None, "D", "Association A", "Fleming", 1)):  # fmt: skip
        feuille.append(rangee)
    feuille.merge_cells("A2:A4")
    feuille.merge_cells("E3:E4")
    livre.save(donnees / "a.xlsx")
    assert main(["actions", str(donnees / "a.xlsx")]) == 0
    assert [(r["intitule"], r["pilier"], r["montant"]) for r in actions(donnees)] == [
        ("A", "emploi", "100.00"), ("B", "emploi", "10.00"),
    ]  # fmt: skip
    dites = dit(capsys)
    assert "2 lignes reçoivent une case fusionnée avec celle d'une ligne au-dessus (« 2022 », lignes 3, 4)." in dites
    assert any("ligne 5, colonne « Pilier » : la cellule est vide." in p for p in dites)


@pytest.mark.parametrize("montant", ["1,200", "12.500", "1,200 €"])
def test_un_montant_ambigu_est_rejete(donnees, capsys, montant):
    main(["actions", str(suivi_csv(donnees / "a.csv", ligne(), ligne(N="8", Montant=montant)))])
    assert any(f"« {montant} » peut se lire de deux façons (milliers ou décimales)." in p for p in dit(capsys))
    assert [r["id_action"] for r in actions(donnees)] == ["7"]


@pytest.mark.parametrize(
    ("montant", "lu"), [("12 500", "12500.00"), ("12 500,00", "12500.00"), ("12500.50", "12500.50"), ("0,750", "0.75")]
)
def test_un_montant_qui_ne_se_lit_que_d_une_facon_entre(donnees, montant, lu):
    assert main(["actions", str(suivi_csv(donnees / "a.csv", ligne(Montant=montant)))]) == 0
    assert [r["montant"] for r in actions(donnees)] == [lu]


@pytest.mark.parametrize(
    ("toml", "phrase"),
    [
        ('[piliers]\n"Axe A" = "lune"\n', "correspondance, colonne « piliers » : « Axe A » désigne « lune », qui n'est pas un pilier."),
        ('[quartiers]\n"Ici" = "QP999"\n', "correspondance, colonne « quartiers » : « Ici » désigne « QP999 », qui n'est pas un quartier."),
    ],
)  # fmt: skip
def test_une_correspondance_vers_un_code_inconnu_est_refusee_meme_a_l_essai(donnees, capsys, toml, phrase):
    ecrire_csv(donnees / "c.toml", toml)
    fichier = suivi_csv(donnees / "a.csv", ligne())
    for options in ((), ("--essai",)):
        assert main(["actions", str(fichier), "--correspondance", str(donnees / "c.toml"), *options]) == 1
        dites = dit(capsys)
        assert any(p.startswith(phrase) for p in dites)
        assert dites[-1] == "Rien n'a été changé."


def test_un_fichier_sans_extension_le_dit(donnees, capsys):
    ecrire_csv(donnees / "suivi", "x")
    assert main(["actions", str(donnees / "suivi")]) == 1
    assert any(
        p.startswith("suivi : le nom du fichier n'a pas d'extension. Attendu : un classeur") for p in dit(capsys)
    )


def test_deux_quartiers_de_meme_nom_se_distinguent(donnees, capsys):
    """La Conte - Ozanam existe dans le découpage de 2015 et dans celui de 2024."""
    lignes = (ligne(N="1", Quartiers="QP011002", Montant="1"), ligne(N="2", Quartiers="QN01102I", Montant="2"))
    main(["actions", str(suivi_csv(donnees / "a.csv", *lignes)), "--essai"])
    assert [p for p in dit(capsys) if p.startswith("La Conte - Ozanam (")] == [
        "La Conte - Ozanam (QN01102I) : 2 €, 1 action", "La Conte - Ozanam (QP011002) : 1 €, 1 action",
    ]  # fmt: skip
