"""Un autre territoire, Narbonne : les commandes telles que docs/autre-territoire.md les donne, puis toutes les pages.

Les fichiers sont des extraits (tests/donnees/narbonne) ; les valeurs attendues y ont été lues à la main.
"""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from components.adresses import ENSEMBLE, HORS_MENU, existe
from components.enveloppe import DOSSIERS
from data.dossiers import RACINE
from data.entrepot import charger
from data.identite import ensemble, marque, nom_du_site, titre_du_site
from data.importer import main as importer
from data.insee.decoupage import DEPARTEMENTS, REGIONS, departement_du_quartier, region_du_quartier
from data.insee.extraction import extraire_quartiers
from data.insee.lecture import lire_fichier, reconnaitre
from data.insee.nomenclature import charger as charger_nomenclature
from data.modele import Territoire
from data.nouveau_territoire import principal as nouveau_territoire
from data.nouveau_territoire import referentiel
from data.pages_alimentees import PAGES, cachees
from data.preparer_insee import principal as preparer_insee
from data.schemas.adresse import RESERVEES
from data.verifier import main as verifier
from data.vues.dossier_du_comite import pieces
from data.vues.dossiers_prets import dossier_comparaison, dossier_quartier
from data.vues.recueil import tous_les_blocs
from geo.contours import charger_contours
from pages.comparaisons import VUES
from tests.outils.apptest import executer, slugs
from tests.outils.lecture_page import avertissements, choix, fautes, figures, fragments, lisible, texte
from tests.outils.narbonne import EXTRAITS, NARBONNE, PAQUET, preparer

OUEST, CENTRE, EST = "QP011007", "QP011008", "QP011009"
SECTIONS = ("population", "menages", "revenus", "emploi", "demande-emploi", "prestations")
# Les noms de Carcassonne, et ce que ses documents sont seuls à dire : rien de cela ne doit paraître.
LIEUX = re.compile(r"(?i)carcasson|grazailles|ozanam|fleming|viguier|bastide|trèbes|berriac|alog[ée]a|marcou")
D_AILLEURS = re.compile(rf"{LIEUX.pattern}|\bagglo\b|cinq (?:quartiers|QPV)|évaluation|rapport de 2022|régie|dépliant")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    """Le dossier de Narbonne, préparé une fois."""
    racine = tmp_path_factory.mktemp("narbonne")
    with pytest.MonkeyPatch.context() as correctif:
        correctif.setenv("QPV_DONNEES", str(racine))
        preparer(racine)
    return racine


@pytest.fixture
def narbonne(dossier, monkeypatch):
    """Le tableau de bord sur ce dossier ; rend son entrepôt."""
    monkeypatch.setenv("QPV_DONNEES", str(dossier))
    return charger()


def table(dossier: Path, nom: str) -> list[dict[str, str]]:
    with (dossier / "tables" / f"{nom}.csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


# --- Les commandes


def test_le_referentiel_vient_du_paquet(dossier):
    """Codes et noms : champs CODE_QP et NOM_QP du paquet ; le reste, du code officiel géographique."""
    lus = [tuple(r.values()) for r in table(dossier, "territoires")]
    assert lus[:5] == [
        (OUEST, "Narbonne Ouest", "Narbonne Ouest", "qpv", "11262", "narbonne-ouest", "2015"),
        (CENTRE, "Narbonne Centre", "Narbonne Centre", "qpv", "11262", "narbonne-centre", "2015"),
        (EST, "Narbonne Est", "Narbonne Est", "qpv", "11262", "narbonne-est", "2015"),
        ("QPV-NARBONNE", "Ensemble des trois QPV de Narbonne", "Les trois QPV", "ensemble_qpv", "11262", "", "2015"),
        ("11262", "Narbonne", "Narbonne", "commune", "D11", "", ""),
    ]
    # Même département, même région qu'à Carcassonne : les lignes générales sont celles de la table du projet.
    du_projet = table(RACINE / "data", "territoires")
    generales = ("departement", "region", "france", "ensemble_qpv")
    assert lus[5:] == [
        tuple(r.values()) for r in du_projet if r["type"] in generales and r["code"] != "QPV-CARCASSONNE"
    ]


def test_l_agglomeration_et_plusieurs_communes():
    """Une commune à un seul quartier n'a pas d'ensemble ; l'agglomération est le parent des communes."""
    quartiers = [Territoire(c, n, n, "qpv", m, "", "2015") for c, n, m in (
        ("QP011007", "Narbonne Ouest", "11262"), ("QP011008", "Narbonne Centre", "11262"),
        ("QP011010", "Centre Ville", "11203"), ("QP011001", "Centre Ville", "11206"),
    )]  # fmt: skip
    communes = [("11262", "Narbonne"), ("11203", "Lézignan-Corbières"), ("11206", "Limoux")]
    lignes = {t.code: t for t in referentiel(communes, quartiers, ("123456789", "Agglo d'essai"))}
    assert [c for c, t in lignes.items() if t.type == "ensemble_qpv"] == [
        "QPV-NARBONNE", "QPV-D11", "QPV-R76", "QPV-FR-METRO", "QPV-FR",
    ]  # fmt: skip
    assert {t.parent for t in lignes.values() if t.type == "commune"} == {"123456789"}
    assert (lignes["123456789"].type, lignes["123456789"].parent) == ("epci", "D11")
    # Deux quartiers de même nom ont des adresses différentes.
    assert (lignes["QP011010"].slug, lignes["QP011001"].slug) == ("centre-ville-qp011010", "centre-ville-qp011001")


def test_les_tables_reprises_ne_disent_rien_d_ailleurs(dossier):
    # qpv_semblables cite, et c'est son objet, les autres quartiers de l'Aude.
    trouves = {c.stem: LIEUX.findall(c.read_text(encoding="utf-8")) for c in (dossier / "tables").glob("*.csv")}
    assert "carcasson" in {lieu.lower() for lieu in trouves.pop("qpv_semblables")}
    assert {nom: lieux for nom, lieux in trouves.items() if lieux} == {}


def test_les_valeurs_lues_a_la_main(narbonne):
    """Colonnes de DEMO_2022 (POP_MUN, POP_COM_QP, POP_COM), FILO_2019 (DISP_TP60_A19, DISP_MED_A19), IPRO_2022."""
    attendues = {
        (OUEST, "population", "", "2018"): 3434,
        (ensemble(narbonne), "population", "", "2018"): 10411,
        ("11262", "population", "", "2018"): 55375,
        (EST, "taux_pauvrete", "", "2019"): 57.3,
        (CENTRE, "taux_pauvrete", "", "2019"): 45.4,
        (EST, "revenu_median", "", "2019"): 12350,
        (OUEST, "demandeurs_emploi", "", "2021"): 549,
        (CENTRE, "taux_emploi", "femmes", "2018"): 39.3,
        # Médianes simples des dix quartiers de l'Aude : (51,7 + 52,1) / 2, et (2 001 + 2 525) / 2.
        ("QPV-D11", "taux_pauvrete", "", "2019"): 51.9,
        ("QPV-D11", "population", "", "2018"): 2263,
        # Ligne « Ensemble » de FILO_2019.
        ("QPV-FR", "taux_pauvrete", "", "2019"): 43.6,
    }
    lues = {(t, i, mod, an): narbonne.mesure(t, i, an, mod) for t, i, mod, an in attendues}
    assert {cle: m and m.valeur for cle, m in lues.items()} == attendues
    assert lues[(EST, "taux_pauvrete", "", "2019")].reference == "FILO_2019.csv, DISP_TP60_A19"
    # DEMO_2022, QP011009, TX_TOT_60ETPLUS : la case est vide.
    vide = narbonne.mesure(EST, "part_60_ans_et_plus", "2018")
    assert (vide.valeur, vide.statut) == (None, "non_disponible")


def test_un_quartier_a_cheval_ne_donne_pas_la_population_de_la_ville():
    """DEMO_2022 : QP093040 (Saint-Denis, Stains) additionne deux villes, 150 757 ; QP093041 en a une, 112 091."""
    tableau = lire_fichier(reconnaitre(EXTRAITS / "narbonne" / "DEMO_2022.csv"))
    quartiers = {"QP093040": "93066", "QP093041": "93066"}
    nomenclature, _ = charger_nomenclature(RACINE / "data" / "tables")
    lignes, fautes_lues = extraire_quartiers(tableau, nomenclature, quartiers, {"93066": "QPV-SAINT-DENIS"})
    populations = {x["territoire"]: x["valeur"] for x in lignes if x["indicateur"] == "population"}
    assert (populations["93066"], populations["QPV-SAINT-DENIS"], fautes_lues) == ("112091", "79761", [])


def test_les_contours(dossier, narbonne):
    """Surfaces du fichier officiel, en hectares : 38,71, 37,27 et 10,85. Les fonds absents ne sont pas des fautes."""
    contours = charger_contours(dossier / "contours", frozenset(narbonne.territoires))
    assert {c.code: round(c.surface_ha, 2) for c in contours.quartiers_2015} == {
        OUEST: 38.71,
        CENTRE: 37.27,
        EST: 10.85,
    }
    assert (contours.commune, contours.agglomeration, contours.fautes) == (None, None, ())


def test_le_dossier_se_verifie_et_dit_les_pages_cachees(narbonne, capsys):
    assert verifier([]) == 0
    dites = lisible(capsys.readouterr().out)
    assert "acteurs.csv : absente (facultative)." in dites
    assert "Page Parole cachée ; cette table suffit à la montrer : parole.csv." in dites
    assert "Page Acteurs cachée ; une de ces tables suffit à la montrer : acteurs.csv, interventions.csv" in dites
    assert "commune : aucun contour (facultatif)." in dites


def test_refaire_la_preparation_donne_les_memes_octets(dossier, narbonne):
    avant = {c.name: c.read_bytes() for c in (dossier / "tables").glob("*.csv")}
    assert preparer_insee([str(EXTRAITS / "narbonne")]) == 0
    assert {c.name: c.read_bytes() for c in (dossier / "tables").glob("*.csv")} == avant


def test_la_commande_se_lance_comme_dans_la_documentation(tmp_path):
    demande = [sys.executable, "-m", "data.nouveau_territoire", str(tmp_path / "neuf"), *NARBONNE]
    rendu = subprocess.run(demande, cwd=RACINE, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (rendu.returncode, rendu.stderr) == (0, "")
    assert "QP011009  Narbonne Est  (adresse : /narbonne-est)" in rendu.stdout
    assert "python -m geo.preparer" in rendu.stdout


FAUTES = [
    (("--commune", "11", "Narbonne", "--contours", PAQUET), "« 11 » n'est pas le code Insee d'une commune."),
    (("--commune", "11262", "Narbone", "--contours", PAQUET), "Noms proches : « Narbonne »."),
    (("--commune", "34262", "Narbonne", "--contours", PAQUET), "ne sont pas du département 34."),
    (("--commune", "11262", "Narbonne", "--contours", "absent.zip"), "Le fichier « absent.zip » n'existe pas."),
    (("--commune", "11262", "--contours", PAQUET), "--commune attend deux valeurs."),
    ((*NARBONNE, "--epci", "12", "Agglo"), "« 12 » n'est pas un numéro SIREN."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "phrase"), FAUTES)
def test_une_demande_fautive_n_ecrit_rien(tmp_path, capsys, arguments, phrase):
    neuf = tmp_path / "neuf"
    try:
        code = nouveau_territoire([str(neuf), *arguments])
    except SystemExit as arret:  # une option mal écrite arrête l'analyse des arguments
        code = arret.code
    assert code == 1
    assert phrase in lisible(capsys.readouterr().err)
    assert not neuf.exists()


def test_un_dossier_deja_rempli_n_est_pas_touche(dossier, capsys):
    avant = (dossier / "tables" / "territoires.csv").read_bytes()
    assert nouveau_territoire([str(dossier), *NARBONNE]) == 1
    assert "contient déjà des fichiers" in capsys.readouterr().err
    assert (dossier / "tables" / "territoires.csv").read_bytes() == avant


def test_un_quartier_ne_prend_pas_l_adresse_d_une_page():
    """Un quartier nommé « Acteurs » garde la page Acteurs à sa place."""
    assert {a for a in (*ENSEMBLE, *HORS_MENU) if a} | set(DOSSIERS) <= RESERVEES
    lignes = referentiel([("11262", "Narbonne")], [Territoire(EST, "Acteurs", "", "qpv", "11262", "", "2015")], None)
    assert lignes[0].slug == "acteurs-qp011009"


def test_un_quartier_a_cheval_sur_deux_communes_n_est_nomme_qu_une_fois(tmp_path, monkeypatch):
    """QP093040 est à Saint-Denis et à Stains : il reste à la première commune donnée, et la table est saine."""
    a_cheval = [Territoire("QP093040", "Un", "Un", "qpv", c, "", "2015") for c in ("93066", "93072")]
    monkeypatch.setattr("data.nouveau_territoire._quartiers", lambda paquet, communes: a_cheval)
    communes = ("--commune", "93066", "Saint-Denis", "--commune", "93072", "Stains")
    assert nouveau_territoire([str(tmp_path / "neuf"), *communes, "--contours", "pack.zip"]) == 0
    lignes = (tmp_path / "neuf" / "tables" / "territoires.csv").read_text(encoding="utf-8").splitlines()
    assert [ligne.split(",")[4] for ligne in lignes if ligne.startswith("QP093040")] == ["93066"]


def test_le_decoupage_du_pays():
    """Code officiel géographique : 18 régions, 101 départements ; l'Occitanie en a treize."""
    assert (len(REGIONS), len(DEPARTEMENTS)) == (18, 101)
    occitanie = {"09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82"}
    assert {c for c, d in DEPARTEMENTS.items() if d.region == "76"} == occitanie
    assert [departement_du_quartier(c) for c in ("QP011007", "QP02A001", "QP974001", "QPV-FR")] == [
        "11",
        "2A",
        "974",
        "",
    ]
    assert [region_du_quartier(c) for c in ("QP034001", "QP069001", "QP977001")] == ["76", "84", ""]
    assert [DEPARTEMENTS[c].nom for c in ("11", "2A", "35", "974")] == [
        "Aude", "Corse-du-Sud", "Ille-et-Vilaine", "La Réunion",
    ]  # fmt: skip


# --- Les pages


def test_le_nom_vient_des_tables(narbonne):
    assert titre_du_site(narbonne) == "Les quartiers prioritaires de Narbonne"
    assert (marque(narbonne), nom_du_site(narbonne)) == (
        "Contrat de ville · Narbonne",
        "quartiers-prioritaires-narbonne",
    )


def test_le_menu_n_a_que_les_pages_qui_ont_des_donnees(narbonne):
    assert cachees(narbonne) == set(PAGES)
    labels = [p.proto.label for p in executer().get("page_link")]
    assert [x for x in labels if x in ("Crédits", "Piliers", "Acteurs", "Parole")] == []
    assert [x for x in labels if "Narbonne" in x and "*" not in x] == [
        "Narbonne Ouest",
        "Narbonne Centre",
        "Narbonne Est",
    ]
    assert {"Accueil", "Comparer", "Fiabilité", "Présenter"} <= set(labels)


@pytest.mark.parametrize("slug", PAGES)
def test_l_adresse_d_une_page_sans_donnees_le_dit(narbonne, slug):
    essai = executer(slug)
    assert fautes(essai) == []
    assert "Cette page n'a pas de données ici." in texte(essai)
    assert D_AILLEURS.findall(texte(essai)) == []
    assert existe(slug)


def montre(essai) -> str:
    """Ce que la page donne à lire : son HTML sans les styles, ses graphiques, ses choix."""
    html = " ".join(f for f in fragments(essai) if not f.startswith("<style"))
    boutons = [o.content for g in essai.get("button_group") for o in g.proto.options]
    listes = [o for liste in essai.selectbox for o in liste.options]
    return lisible(" ".join([html, *(str(f) for f in figures(essai)), *boutons, *listes]))


VISITES = [
    ("", {}),
    ("comparaisons", {}),
    ("fiabilite", {}),
    ("presentation", {}),
    *((slug, {}) for slug in ("narbonne-ouest", "narbonne-centre", "narbonne-est")),
    *(("narbonne-est", {"section": s}) for s in SECTIONS),
    *(("comparaisons", {"vue": v}) for v in VUES if v != "profil"),
    ("comparaisons", {"face": "commune.epci"}),
]


@pytest.mark.parametrize(
    ("slug", "filtres"), VISITES, ids=[f"{s or 'accueil'}-{'-'.join(q.values())}" for s, q in VISITES]
)
def test_chaque_page_s_affiche_et_ne_parle_pas_d_un_autre_territoire(narbonne, slug, filtres):
    essai = executer(slug, **filtres)
    assert fautes(essai) == []
    assert len([f for f in fragments(essai) if "<h1" in f]) == 1
    assert D_AILLEURS.findall(montre(essai)) == []
    assert avertissements(essai) == []


def test_le_profil_cite_les_quartiers_voisins(narbonne):
    """Les dix quartiers de l'Aude sont dans les fichiers : ceux de Carcassonne y sont des voisins comme les autres."""
    essai = executer("comparaisons", vue="profil")
    assert fautes(essai) == []
    lu = texte(essai)
    assert "Le rang des trois quartiers" in lu
    assert "dans l'Aude, " in lu
    assert "cinq quartiers" not in lu


def test_les_adresses_sont_celles_du_territoire(narbonne):
    assert set(slugs()) == {*ENSEMBLE, *HORS_MENU, "narbonne-ouest", "narbonne-centre", "narbonne-est"}


def test_ce_qui_n_est_vrai_que_d_un_territoire_ne_suit_pas(narbonne, monkeypatch):
    """`precisions_locales.csv` suit la définition ; le nouveau territoire n'a que la définition."""
    generale = "Foyers qui reçoivent au moins une prestation de la Caf au 31 décembre."
    assert narbonne.indicateurs["allocataires_caf"].definition == generale
    monkeypatch.delenv("QPV_DONNEES")
    assert charger().indicateurs["allocataires_caf"].definition == (
        f"{generale} Fleming - La Reille n'y figure plus à partir de 2018 : le total des quartiers change alors de "
        "périmètre."
    )


def test_l_accueil_dit_narbonne(narbonne):
    """POP_COM_QP : 10 411 ; 45,4 % au Centre et 57,3 % à l'Est ; médiane des quartiers de métropole de l'extrait."""
    lu = texte(executer())
    assert "10 411 personnes vivent dans les trois quartiers prioritaires de Narbonne en 2018." in lu
    assert "le taux de pauvreté va de 45 % à Narbonne Centre à 57 % à Narbonne Est, contre " in lu
    assert "dans le QPV médian de métropole." in lu
    assert "Taux de pauvreté dans les trois quartiers, 2019" in lu
    assert "autour : la commune" not in lu
    titres = re.findall(r"<h2[^>]*>(.*?)</h2>", lu)
    assert titres == ["Taux de pauvreté dans les trois quartiers, 2019", "Ouvrir un portrait"]


def test_on_ne_se_compare_qu_a_d_autres_quartiers_et_c_est_dit(narbonne):
    essai = executer("comparaisons")
    lu = texte(essai)
    assert (
        "Ici, les quartiers ne se comparent qu'à d'autres quartiers prioritaires : le QPV médian de l'Aude, le QPV "
        "médian d'Occitanie et le QPV médian de métropole. Nos tables n'ont pas ces chiffres pour la ville." in lu
    )
    assert choix(essai, "reference") == "QPV-FR-METRO"
    assert choix(essai, "face") == ["ensemble_qpv"]
    assert "Le tableau des trois" in lu


def test_les_fichiers_a_emporter(narbonne):
    assert list(pieces(narbonne)) == ["narbonne-ouest", "narbonne-centre", "narbonne-est", "comparaison"]
    assert dossier_comparaison(narbonne).titre == "Comparer les quartiers prioritaires de Narbonne"
    parties = [p.titre for p in dossier_quartier(narbonne, EST).parties]
    assert parties == [
        "En bref",
        "Population",
        "Ménages et familles",
        "Revenus et pauvreté",
        "Emploi",
        "Demande d'emploi",
        "Prestations",
    ]
    cites = {
        i: D_AILLEURS.findall(" ".join((b.titre, b.phrase, b.definition, *b.precisions, *b.reserves)))
        for i, b in tous_les_blocs(narbonne).items()
        if not i.startswith("semblables-")
    }
    assert {i: trouves for i, trouves in cites.items() if trouves} == {}
    # Une page cachée n'a pas de blocs non plus.
    assert [i for i in cites if i.startswith(("credits", "acteurs", "parole", "registre", "contrat", "question"))] == []


def test_un_fichier_d_actions_fait_paraitre_la_page_des_credits(tmp_path, monkeypatch):
    monkeypatch.setenv("QPV_DONNEES", str(tmp_path))
    preparer(tmp_path)
    actions = tmp_path / "suivi.csv"
    actions.write_text(
        "Année;Intitulé;Porteur;Pilier;Quartiers;Financeur;Montant\n"
        "2022;Atelier d'essai;Association d'essai;Emploi;Narbonne Est;Ville;1500\n"
        "2022;Forum d'essai;Association d'essai;Cohésion sociale;tous;État;3000\n",
        encoding="utf-8",
    )
    assert importer(["actions", str(actions)]) == 0
    assert [(a["quartiers"], a["financeur"], float(a["montant"])) for a in table(tmp_path, "actions")] == [
        (EST, "Ville de Narbonne", 1500.0),
        ("tous", "État", 3000.0),
    ]
    essai = executer("credits")
    assert fautes(essai) == []
    assert "Crédits" in [p.proto.label for p in essai.get("page_link")]
    assert LIEUX.findall(montre(essai)) == []
