"""Le journal des versions : ce que les commandes y inscrivent, et ce qu'on en lit quand il est coupé ou abîmé."""

import csv
import datetime as dt
import multiprocessing
import os
from pathlib import Path

import pytest

from data.changements import comparer, cumuler
from data.ecriture_csv import remplacer
from data.importation import historique as historiques
from data.importation.historique import remplacer_en_gardant
from data.importation.verrou import verrou
from data.importer import main
from data.schemas.versions import CHANGEMENTS, VERSIONS
from data.versions import consigner, lire
from tests.outils.classeurs import ecrire_csv
from tests.outils.suivi import dit, ligne, preparer, suivi_csv
from tests.outils.tables import TABLES, changer

ENTETE = "Quartier;Indicateur;Année;Valeur;Statut;Source;Référence;Note\n"
MARS = dt.datetime(2026, 3, 12, 14, 50, 3, tzinfo=dt.UTC)
UNE_DE_PLUS = "QP011002,taux_pauvrete,,2021,60,publie,,rapport_2022,ch. 4,\n"


def remplacer_les_valeurs(donnees: Path, texte: str, quand: dt.datetime = MARS) -> None:
    remplacer_en_gardant(donnees / "tables", donnees / "historique", "valeurs", {"valeurs.csv": texte}, quand, "a.xlsx")


def journal(donnees: Path):
    return lire(donnees / "historique", donnees / "tables")


def cellules(chemin: Path) -> list[list[str]]:
    with chemin.open(encoding="utf-8", newline="") as flux:
        return list(csv.reader(flux))


def test_un_import_de_chiffres_s_inscrit(donnees, capsys):
    """61 (rapport) corrigé en 60, et une valeur 2021 nouvelle : 1 révisé, 1 ajouté, rien de retiré."""
    fichier = donnees / "dossier de Jean" / "=releve<b>.csv"
    fichier.parent.mkdir()
    corps = "La Conte;Pauvreté;2019;60;corrigé;rapport_2022;ch. 4;faute de frappe\nLa Conte;Pauvreté;2021;58,50;;;;\n"
    assert main(["valeurs", str(ecrire_csv(fichier, ENTETE + corps))]) == 0
    entete, version = cellules(donnees / "historique" / "versions.csv")
    assert tuple(entete) == VERSIONS.colonnes
    assert version[2:10] == ["importer valeurs", "valeurs", "_releve_b_.csv", "1", "1", "0", "0", "0"]
    ecrit = (donnees / "historique" / "versions.csv").read_text(encoding="utf-8")
    assert [mot for mot in ("Jean", str(donnees), "=", "<") if mot in ecrit] == []
    titres, *changements = cellules(donnees / "historique" / "changements.csv")
    assert tuple(titres) == CHANGEMENTS.colonnes
    assert [c[1:] for c in changements] == [
        ["QP011002", "taux_pauvrete", "", "2019", "", "", "", "rapport_2022", "61", "publie", "60", "corrige"],
        ["QP011002", "taux_pauvrete", "", "2021", "", "", "", "equipe", "", "", "58.5", "publie"],
    ]
    assert journal(donnees).fautes == ()


def test_annuler_s_inscrit_et_il_n_en_reste_rien(donnees, capsys):
    fichier = ecrire_csv(donnees / "saisie.csv", ENTETE + "La Conte;Pauvreté;2021;60;;;;\n")
    assert main(["valeurs", str(fichier)]) == 0
    assert main(["valeurs", "--annuler"]) == 0
    lu = journal(donnees)
    assert [(v.commande, v.ajoutes, v.revises, v.retires) for v in lu.versions] == [
        ("importer valeurs", 1, 0, 0),
        ("importer valeurs --annuler", 0, 0, 1),
    ]
    assert cumuler(lu.changements) == ()
    assert lu.a_la_main == ()


def test_les_actions_s_inscrivent_et_la_demonstration_s_en_va(tmp_path, monkeypatch, capsys):
    """Trois actions à la place de la démonstration, puis cinq dont une au montant changé (1 000 → 1 200 €)."""
    donnees = preparer(tmp_path, monkeypatch)
    with (donnees / "tables" / "actions.csv").open(encoding="utf-8", newline="") as flux:
        fictives = len({(r["annee"], r["id_action"]) for r in csv.DictReader(flux)})
    trois = suivi_csv(donnees / "trois.csv", *(ligne(N=str(n)) for n in (1, 2, 3)))
    cinq = suivi_csv(donnees / "cinq.csv", ligne(N="1", Montant="1200"), *(ligne(N=str(n)) for n in (2, 3, 4, 5)))
    assert main(["actions", str(trois)]) == 0
    assert main(["actions", str(cinq)]) == 0
    premiere, seconde = journal(donnees).versions
    assert (premiere.ajoutes, premiere.revises, premiere.retires) == (3, 0, 0)
    assert (premiere.demonstration_avant, premiere.demonstration_apres) == (fictives, 0)
    assert (seconde.ajoutes, seconde.revises, seconde.retires, seconde.demonstration_avant) == (2, 1, 0, 0)
    (revise,) = [c for c in journal(donnees).changements if c.nature == "revise"]
    assert (revise.annee, revise.id_action, revise.avant, revise.apres) == ("2022", "1", "1000", "1200")


def test_une_note_recrite_n_est_pas_un_chiffre_revise(donnees):
    remplacer_les_valeurs(donnees, changer("valeurs", "chiffre manquant", "chiffre oublié"))
    (version,) = journal(donnees).versions
    assert (version.ajoutes, version.revises, version.retires) == (0, 0, 0)


def test_la_meme_valeur_ecrite_autrement_n_a_pas_change():
    colonnes = ("territoire", "indicateur", "modalite", "annee", "valeur", "statut", "source")
    une, autre = (
        dict(zip(colonnes, ("11069", "population", "", "2018", v, "publie", "s"), strict=True))
        for v in ("12.50", "12.5")
    )
    assert comparer("v", "valeurs", [une], [autre]) == ()


def test_remplacer_par_la_meme_table_ne_s_inscrit_pas(donnees):
    remplacer_les_valeurs(donnees, TABLES["valeurs"])
    assert not (donnees / "historique" / "versions.csv").exists()


def test_une_version_coupee_avant_les_tables_est_laissee_de_cote(donnees):
    """Inscrite, puis plus rien : les tables sont restées celles d'avant. L'import suivant compte seul."""
    nouveau = TABLES["valeurs"] + UNE_DE_PLUS
    consigner(donnees / "tables", donnees / "historique", "valeurs", "importer valeurs", {"valeurs.csv": nouveau}, MARS)
    assert (journal(donnees).versions, journal(donnees).changements) == ((), ())
    remplacer_les_valeurs(donnees, changer("valeurs", "2019,27,", "2019,28,"), MARS + dt.timedelta(days=1))
    lu = journal(donnees)
    assert [v.version for v in lu.versions] == ["2026-03-13_14-50-03_valeurs"]
    assert [(c.avant, c.apres) for c in lu.changements] == [("27", "28")]
    assert (lu.fautes, lu.a_la_main) == ((), ())


def test_des_tables_qui_ne_s_ecrivent_pas_ne_laissent_pas_de_version(donnees, monkeypatch):
    def disque_plein(textes):
        raise OSError(28, "plein")

    monkeypatch.setattr(historiques, "remplacer", disque_plein)
    with pytest.raises(OSError, match="plein"):
        remplacer_les_valeurs(donnees, TABLES["valeurs"] + UNE_DE_PLUS)
    assert journal(donnees).versions == ()
    assert (donnees / "tables" / "valeurs.csv").read_text(encoding="utf-8") == TABLES["valeurs"]


def _mourir_au_renommage(donnees: Path, combien: int, nouveau: str) -> None:
    """Le processus meurt, comme tué, au renommage numéro `combien`."""
    original, faits = Path.replace, []

    def replace(self, cible):
        if len(faits) == combien:
            os._exit(9)
        faits.append(cible)
        return original(self, cible)

    Path.replace = replace
    remplacer_les_valeurs(donnees, nouveau)
    os._exit(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="tuer un processus copié demande fork (ni Windows)")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("renommages", "versions"), [(0, 0), (1, 0), (2, 0), (3, 1)])
def test_tue_entre_deux_renommages_le_journal_dit_les_tables(donnees, renommages, versions):
    """changements.csv, versions.csv, valeurs.csv : la version n'existe que si la troisième est en place."""
    nouveau = TABLES["valeurs"] + UNE_DE_PLUS
    processus = multiprocessing.get_context("fork").Process(
        target=_mourir_au_renommage, args=(donnees, renommages, nouveau)
    )
    processus.start()
    processus.join()
    assert processus.exitcode == (9 if renommages < 3 else 0)
    lu = journal(donnees)
    en_place = (donnees / "tables" / "valeurs.csv").read_text(encoding="utf-8")
    assert (len(lu.versions), en_place == nouveau) == (versions, bool(versions))
    assert lu.fautes == ()
    remplacer_les_valeurs(donnees, changer("valeurs", "2019,27,", "2019,28,"), MARS + dt.timedelta(days=1))
    assert [v.version for v in journal(donnees).versions][versions:] == ["2026-03-13_14-50-03_valeurs"]
    assert journal(donnees).fautes == ()


def test_une_table_changee_a_la_main_est_dite(donnees):
    remplacer_les_valeurs(donnees, TABLES["valeurs"] + UNE_DE_PLUS)
    remplacer({donnees / "tables" / "valeurs.csv": TABLES["valeurs"] + UNE_DE_PLUS.replace("60", "59")})
    assert (len(journal(donnees).versions), journal(donnees).a_la_main) == (1, ("valeurs",))


ABIMES = {
    "pas du texte": (b"PK\x03\x04classeur", "c'est un classeur de tableur renommé"),
    "colonne perdue": (b"version,date\n1,2\n", "la colonne manque"),
    "date impossible": (
        b"2026-13-45_14-50-03_valeurs,2026-13-45T99:00:00+00:00,importer valeurs,valeurs,,1,0,0,0,0,," + b"a" * 16,
        "n'est pas une date avec son heure et son fuseau",
    ),
    "commande inconnue": (
        b"2026-03-12_14-50-03_valeurs,2026-03-12T14:50:03+00:00,=cmd|calc,valeurs,,1,0,0,0,0,," + b"a" * 16,
        "n'est pas un code permis",
    ),
}


@pytest.mark.parametrize(("octets", "constat"), ABIMES.values(), ids=ABIMES)
def test_un_journal_abime_se_dit_et_se_garde(donnees, octets, constat):
    chemin = donnees / "historique" / "versions.csv"
    chemin.parent.mkdir()
    if octets.startswith(b"2026"):
        octets = ",".join(VERSIONS.colonnes).encode() + b"\n" + octets + b"\n"
    chemin.write_bytes(octets)
    lu = journal(donnees)
    assert lu.versions == ()
    assert constat in lu.fautes[0].phrase()
    remplacer_les_valeurs(donnees, TABLES["valeurs"] + UNE_DE_PLUS)
    assert (len(journal(donnees).versions), journal(donnees).fautes) == (1, ())
    assert (donnees / "historique" / "versions.abime_2026-03-12_14-50-03.csv").read_bytes() == octets


def test_un_detail_perdu_est_dit(donnees):
    remplacer_les_valeurs(donnees, TABLES["valeurs"] + UNE_DE_PLUS)
    (donnees / "historique" / "changements.csv").unlink()
    (faute,) = journal(donnees).fautes
    assert "0 changements lus pour la version 2026-03-12_14-50-03_valeurs" in faute.phrase()


def test_un_import_de_chiffres_attend_son_tour(donnees, capsys):
    fichier = ecrire_csv(donnees / "saisie.csv", ENTETE + "La Conte;Pauvreté;2021;60;;;;\n")
    with verrou(donnees / "historique"):
        assert main(["valeurs", str(fichier)]) == 1
    assert dit(capsys)[-1] == "Un autre import est en cours ; recommencer dans un instant. Rien n'a été changé."
    assert journal(donnees).versions == ()
