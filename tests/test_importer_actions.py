"""`python -m data.importer actions` : un vrai classeur d'équipe entre, avec les bons totaux."""

import openpyxl
import pytest

from data.entrepot import charger
from data.importer import main
from tests.outils.classeurs import ecrire_csv, ecrire_xlsx
from tests.outils.suivi import actions, classeur_d_equipe, dit, ligne, preparer, somme, suivi_csv

# ruff: noqa: E501


@pytest.fixture
def donnees(tmp_path, monkeypatch):
    return preparer(tmp_path, monkeypatch)


def resume(lignes):
    return [(r["id_action"], r["annee"], r["quartiers"], r["financeur"], r["montant"]) for r in lignes]


def test_le_classeur_d_une_equipe_entre_avec_les_bons_totaux(donnees, capsys):
    assert main(["actions", str(classeur_d_equipe(donnees / "suivi.xlsx"))]) == 0
    lignes = actions(donnees)
    assert resume(r for r in lignes if r["annee"] == "2021") == [
        ("1", "2021", "QP011002", "État", "12500.00"),
        ("1", "2021", "QP011002", "Ville de Carcassonne", "2000.00"),
        ("2", "2021", "QP011003;QP011005", "État", "3000.00"),
        ("2", "2021", "QP011003;QP011005", "Carcassonne Agglo", "1500.50"),
        ("3", "2021", "tous", "État", "8000.00"),
        ("3", "2021", "tous", "Ville de Carcassonne", "4000.00"),
        ("4", "2021", "QVA-AIGUILLE;QVA-ESPERANCE", "État", "1000.00"),
    ]
    assert [(r["intitule"], r["pilier"], r["quartiers"], r["financeur"], r["montant"]) for r in lignes[7:]] == [
        ("Ateliers du soir", "cohesion_sociale", "QP011002", "État", "12500.00"),
        ("Ateliers du soir", "cohesion_sociale", "QP011002", "Ville de Carcassonne", "2000.00"),
        ("Total respect", "emploi", "tous", "Caf de l'Aude", "750.00"),
    ]
    assert [somme([r for r in lignes if r["annee"] == a]) for a in ("2021", "2022")] == [3200050, 1525000]
    assert {r["statut"] for r in lignes} == {"reel"}
    # L'action de 2022 sans numéro : ses deux financeurs ont le même, qui ne dépend que d'elle.
    assert len({r["id_action"] for r in lignes[7:9]}) == 1
    assert charger().fautes == ()


def test_tout_ce_qui_est_laisse_de_cote_est_dit(donnees, capsys):
    main(["actions", str(classeur_d_equipe(donnees / "suivi.xlsx")), "--essai"])
    dites = dit(capsys)
    debut = dites.index("Laissé de côté, sans être compté :")
    assert dites[:5] == [
        "suivi.xlsx :",
        "8 lignes lues",
        "7 gardées (6 actions)",
        "1 rejetée",
        "suivi.xlsx, feuille « 2021 », ligne 11, colonne « QPV concernés » : « Narbonne » n'est pas un quartier connu. Attendu : le code ou le nom d'un quartier, plusieurs séparés par « ; », ou « tous ».",
    ]
    assert dites[debut + 1 : debut + 7] == [
        "feuille « Brouillon » : feuille masquée, non lue.",
        "feuille « 2021 » : colonne inconnue, ni gardée ni recopiée : K.",
        "feuille « Lisez-moi » : aucune ligne de titres reconnue, non lue.",
        "feuille « 2021 », ligne 12 : ligne de total (« TOTAL »), laissée de côté ; elle dit 32 900,50 €, les lignes gardées au-dessus font 32 000,50 €.",
        "feuille « 2021 », ligne 14 : ligne de texte sans montant, laissée de côté.",
        "feuille « Prog 2022 », ligne 6 : ligne de total (« Total général »), laissée de côté ; elle concorde avec les lignes gardées au-dessus.",
    ]
    for phrase in (
        "1 porteur est une personne : son nom est remplacé par « particulier » (« 2021 », ligne 7).",
        "1 ligne continue l'action de la ligne au-dessus (« Prog 2022 », ligne 4).",
        "feuille « Prog 2022 » : année 2022, d'après le nom de la feuille.",
        "Total du fichier (crédits spécifiques) : 47 250,50 €, 6 actions",
        "Tous les QPV : 12 750 €, 2 actions",
        "État : 37 000 €, 5 actions",
        "545 actions de démonstration ôtées",
        # Le rapport de 2022 imprime 1 108 K€ et 93 actions pour 2022 : 15 250 − 1 108 000.
        "2022 : 15 250 € dans la table, 1 108 000 € publiés (−1 092 750 €) ; 2 actions, 93 publiées",
    ):
        assert dites.count(phrase) == 1, phrase


def test_ni_les_contacts_ni_les_personnes_ne_sont_gardes_ou_dits(donnees, capsys):
    main(["actions", str(classeur_d_equipe(donnees / "suivi.xlsx"))])
    ecrit = " ".join(dit(capsys)) + (donnees / "tables" / "actions.csv").read_text(encoding="utf-8")
    rejets = openpyxl.load_workbook(donnees / "suivi_lignes_rejetees.xlsx").active
    ecrit += " ".join(str(case) for rang in rejets.iter_rows(values_only=True) for case in rang)
    assert [mot for mot in ("06 12", "exemple.fr", "Dupond", "Contact") if mot in ecrit] == []
    assert actions(donnees)[2]["porteur"] == "particulier"
    assert actions(donnees)[0]["porteur"] == "Association Couleurs"


def test_les_lignes_rejetees_se_corrigent_et_completent_la_table(donnees, capsys):
    main(["actions", str(classeur_d_equipe(donnees / "suivi.xlsx"))])
    chemin = donnees / "suivi_lignes_rejetees.xlsx"
    livre = openpyxl.load_workbook(chemin)
    feuille = livre.active
    titres = [case.value for case in feuille[1]]
    assert (feuille.max_row, titres[:3]) == (2, ["Motif du rejet", "Feuille d'origine", "Ligne d'origine"])
    feuille.cell(2, titres.index("Quartiers") + 1).value = "Grazailles"
    livre.save(chemin)
    assert main(["actions", str(chemin)]) == 0
    assert somme(actions(donnees)) == 4725050 + 90000
    assert resume(actions(donnees))[7] == ("5", "2021", "QP011006", "État", "900.00")
    assert charger().fautes == ()


def test_par_defaut_tout_est_remplace_et_ajouter_ne_touche_que_ses_annees(donnees, capsys):
    main(["actions", str(classeur_d_equipe(donnees / "suivi.xlsx"))])
    neuf = suivi_csv(donnees / "neuf.csv", ligne(Montant="400"))
    capsys.readouterr()
    assert main(["actions", str(neuf), "--ajouter"]) == 0
    assert "2022 : 15 250 €, 2 actions → 400 €, 1 action (−14 850 €)" in dit(capsys)
    assert somme(actions(donnees)) == 3200050 + 40000
    assert main(["actions", str(neuf)]) == 0
    assert "2021 disparaîtrait : 32 000,50 €, 4 actions (garder les autres années : --ajouter)" in dit(capsys)
    assert somme(actions(donnees)) == 40000


def test_ajouter_ote_quand_meme_la_demonstration(donnees):
    assert main(["actions", str(suivi_csv(donnees / "a.csv", ligne())), "--ajouter"]) == 0
    assert [r["statut"] for r in actions(donnees)] == ["reel"]


def test_annuler_remet_la_table_d_avant_puis_celle_d_encore_avant(donnees, capsys):
    chemin = donnees / "tables" / "actions.csv"
    versions = [chemin.read_bytes()]
    for montant in ("100", "200"):
        main(["actions", str(suivi_csv(donnees / "a.csv", ligne(Montant=montant)))])
        versions.append(chemin.read_bytes())
    assert main(["actions", "--historique"]) == 0
    assert sum(phrase.endswith("_actions)") for phrase in dit(capsys)) == 2
    assert main(["actions", "--annuler"]) == 0
    assert chemin.read_bytes() == versions[1]
    assert main(["actions", "--annuler"]) == 0
    assert chemin.read_bytes() == versions[0]
    assert main(["actions", "--annuler"]) == 1
    assert dit(capsys)[-1] == "Aucun import à annuler. Rien n'a été changé."


def test_essai_et_strict_n_ecrivent_rien(donnees, capsys):
    avant = (donnees / "tables" / "actions.csv").read_bytes()
    fichier = suivi_csv(donnees / "a.csv", ligne(), ligne(N="8", Montant="-3"))
    assert main(["actions", str(fichier), "--essai"]) == 0
    assert list(donnees.glob("*rejetees*")) == []
    assert main(["actions", str(fichier), "--strict"]) == 1
    assert (donnees / "tables" / "actions.csv").read_bytes() == avant
    assert not list((donnees / "historique").glob("2*"))


def test_rejouer_le_meme_fichier_ne_cree_pas_de_version(donnees, capsys):
    fichier = suivi_csv(donnees / "a.csv", ligne())
    main(["actions", str(fichier)])
    main(["actions", str(fichier)])
    assert dit(capsys)[-1] == "Tout est déjà en place. Rien n'a été changé."
    assert len(list((donnees / "historique").glob("2*"))) == 1


def test_le_texte_dangereux_reste_un_texte(donnees):
    """« =… » écrit comme une formule par un tableur, ou comme un texte dans un CSV."""
    titres = ("Année", "Intitulé", "Porteur", "Pilier", "Quartiers", "Montant")
    rangees = [titres, (2022, '=HYPERLINK("http://x")', "+<b>gras</b>", "Emploi", "tous", 5)]
    assert main(["actions", str(ecrire_xlsx(donnees / "a.xlsx", {"F": rangees}))]) == 0
    assert (actions(donnees)[0]["intitule"], actions(donnees)[0]["porteur"]) == (
        '=HYPERLINK("http://x")',
        "+<b>gras</b>",
    )
    main(["actions", str(suivi_csv(donnees / "a.csv", ligne(Intitulé="@cmd", Quartiers="Lune")))])
    main(
        [
            "actions",
            str(suivi_csv(donnees / "b.csv", ligne(Intitulé="=1+1"), ligne(N="9", Intitulé="=2+2", Montant="x"))),
        ]
    )
    assert actions(donnees)[0]["intitule"] == "=1+1"
    feuille = openpyxl.load_workbook(donnees / "b_lignes_rejetees.xlsx").active
    cases = {str(case.value): case.data_type for case in feuille[2]}
    assert cases["=2+2"] == "s"


@pytest.mark.parametrize(
    ("separateur", "encodage"), [(";", "utf-8"), (",", "utf-8-sig"), ("\t", "cp1252"), (";", "cp1252")]
)
def test_les_csv_des_tableurs(donnees, separateur, encodage):
    cases = ["Évènement", "2022", "Écoles", "Éducation", "La Conte", '"1\N{NO-BREAK SPACE}250,50 €"']
    titres = ["Intitulé", "Année", "Porteur", "Pilier", "QPV", "Montant accordé"]
    texte = "".join(separateur.join(rang) + "\r\n" for rang in (titres, cases))
    assert main(["actions", str(ecrire_csv(donnees / "a.csv", texte, encodage))]) == 0
    une = actions(donnees)[0]
    assert (une["intitule"], une["pilier"], une["montant"], une["financeur"]) == (
        "Évènement",
        "education",
        "1250.50",
        "Non précisé",
    )


ETAT = (
    "Numéro de l'action PRJ;Libellé de l'action;Raison sociale longue;Type de tiers;Code contrat ville;"
    "Libellé contrat ville;Thème;Sous-thèmes;Mt engagé;Région\n"
    "PRJ1;Soutien;COULEURS CITOYENNES;Association;CV037;Carcassonne Agglo;1 Cohésion sociale;1.2 Lien;12 000,00;Occitanie\n"
    "PRJ2;Bourse;DUPOND Léa;Personne physique;CV037;Carcassonne Agglo;3 Cadre de vie et renouvellement urbain;;500;Occitanie\n"
    "PRJ3;Ailleurs;AUTRE;Association;CV001;Autre ville;1 Cohésion sociale;;9 000;Bretagne\n"
)


def test_le_fichier_ouvert_de_l_etat_est_reconnu(donnees, capsys):
    """Pas de quartier, pas d'année : celle du nom du fichier ; les autres contrats restent dehors."""
    assert main(["actions", str(ecrire_csv(donnees / "subventions-2021.csv", ETAT))]) == 0
    assert [
        (r["id_action"], r["porteur"], r["pilier"], r["quartiers"], r["financeur"], r["montant"], r["theme"])
        for r in actions(donnees)
    ] == [
        ("PRJ1", "COULEURS CITOYENNES", "cohesion_sociale", "", "État", "12000.00", "1.2 Lien"),
        ("PRJ2", "particulier", "cadre_de_vie", "", "État", "500.00", ""),
    ]
    dites = dit(capsys)
    assert "1 ligne d'un autre contrat de ville, laissée de côté." in dites
    assert any("« non ventilés par quartier »" in phrase for phrase in dites)
    assert "année 2021, d'après le nom du fichier." in dites
    assert charger().fautes == ()


def test_une_correspondance_dit_ce_que_les_titres_ne_disent_pas(donnees, capsys):
    titres = ("Année", "Quoi", "Axe", "Où", "Fondation X", "Etat")
    fichier = suivi_csv(donnees / "a.csv", ("2022", "Loto", "Axe A", "Le plateau", "1,5", "300"), titres=titres)
    assert main(["actions", str(fichier)]) == 1
    assert dit(capsys)[-2].startswith("a.csv, ligne 1 : des colonnes manquent : Intitulé de l'action, Quartiers.")
    toml = donnees / "c.toml"
    toml.write_text(
        '[colonnes]\n"Quoi" = "intitule"\n"Où" = "quartiers"\n"Fondation X" = "financeur:Fondation X"\n'
        '[unites]\n"Fondation X" = "milliers"\n[quartiers]\n"Le plateau" = "QP011006"\n[piliers]\n"Axe A" = "emploi"\n',
        encoding="utf-8",
    )
    suite = ["--correspondance", str(toml), "--ecrire-correspondance", str(donnees / "d.toml")]
    assert main(["actions", str(fichier), *suite]) == 0
    assert [(r["pilier"], r["quartiers"], r["financeur"], r["montant"]) for r in actions(donnees)] == [
        ("emploi", "QP011006", "Fondation X", "1500.00"),
        ("emploi", "QP011006", "État", "300.00"),
    ]
    premiere = (donnees / "tables" / "actions.csv").read_bytes()
    assert main(["actions", str(fichier), "--correspondance", str(donnees / "d.toml")]) == 0
    assert (donnees / "tables" / "actions.csv").read_bytes() == premiere


def test_la_table_des_actions_se_redonne_telle_quelle(donnees, capsys):
    """Les colonnes d'actions.csv se lisent aussi ; ses lignes de démonstration, elles, n'entrent pas."""
    table = donnees / "tables" / "actions.csv"
    assert main(["actions", str(table)]) == 1
    assert any("« demonstration »" in p or "ligne de démonstration" in p for p in dit(capsys))
    main(["actions", str(classeur_d_equipe(donnees / "suivi.xlsx"))])
    avant = [{**r, "source": ""} for r in actions(donnees)]
    copie = donnees / "copie.csv"
    copie.write_bytes(table.read_bytes())
    assert main(["actions", str(copie)]) == 0
    assert [{**r, "source": ""} for r in actions(donnees)] == avant


def test_deux_tableaux_sous_leur_titre_dans_la_meme_feuille(donnees, capsys):
    """Chaque tableau répète l'en-tête, sous un titre qui donne son année."""
    titres = ("Intitulé", "Pilier", "QPV", "Etat")
    rangees = [("Exercice 2020",), titres, ("Loto", "Emploi", "tous", 100), ("Total", None, None, 100), (),
               ("Exercice 2021",), titres, ("Loto", "Emploi", "tous", 200), (None, None, None, 200)]  # fmt: skip
    assert main(["actions", str(ecrire_xlsx(donnees / "a.xlsx", {"F": rangees}))]) == 0
    assert [(r["annee"], r["montant"]) for r in actions(donnees)] == [("2020", "100.00"), ("2021", "200.00")]
    dites = dit(capsys)
    assert "feuille « F », ligne 7 : en-tête répété, laissé de côté." in dites
    assert any(p.startswith("feuille « F », ligne 9 : ligne de total (sans étiquette)") for p in dites)


def test_feuille_limite_la_lecture(donnees):
    fichier = classeur_d_equipe(donnees / "suivi.xlsx")
    assert main(["actions", str(fichier), "--feuille", "Prog 2022"]) == 0
    assert somme(actions(donnees)) == 1525000
