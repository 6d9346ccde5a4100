"""Les figures : ce qui est dessiné est ce qui est dans la table, et une absence ne passe pas pour un zéro."""

import pytest

from components.graphiques import CONFIG, figure, sans_balise
from components.theme import ACCENT, GRIS_COMPARAISON, TEINTES_PILIERS, couleurs
from data.entrepot import charger
from data.vues.credits import Choix, bloc_annuel, resume_du_quartier
from data.vues.portraits import SECTIONS, blocs_de_section
from tests.outils.fabrique import bloc, courbe, ligne
from tests.outils.lecture_page import lisible

E = charger()
QUARTIERS = tuple(f"QP01100{n}" for n in range(2, 7))
DESSINES = [
    b
    for code in QUARTIERS
    for section in SECTIONS
    for b in blocs_de_section(E, code, section)
    if b.genre in ("barres", "courbe") and any(x.mesure.valeur is not None for x in b.lignes)
]


@pytest.mark.parametrize("b", [pytest.param(b, id=b.identifiant) for b in DESSINES])
def test_chaque_graphique_des_portraits_dessine_sa_table(b):
    rendu = figure(b)
    sens = "x" if b.genre == "barres" else "y"
    noms = "y" if b.genre == "barres" else "x"
    # Les années sont des abscisses : le nombre 2019, quand la table écrit « 2019 ».
    dessine = sorted(
        (str(nom), v) for t in rendu["data"] for nom, v in zip(t[noms], t[sens], strict=True) if v is not None
    )
    absentes = [x for x in b.lignes if x.mesure.valeur is None]
    attendu = [(sans_balise(x.categorie), x.mesure.valeur) for x in b.lignes if x.mesure.valeur is not None]
    if b.genre == "barres":  # une barre absente a une longueur nulle et son mot
        attendu += [(sans_balise(x.categorie), 0) for x in absentes]
        textes = [t for trace in rendu["data"] for t in trace["text"]]
        assert sum(t in ("non disponible", "secret statistique", "sans objet") for t in textes) == len(absentes)
    assert dessine == sorted(attendu)


@pytest.mark.parametrize("b", [pytest.param(b, id=b.identifiant) for b in DESSINES])
def test_l_echelle_part_de_zero_et_montre_tout(b):
    rendu = figure(b)
    bas, haut = rendu["layout"]["xaxis" if b.genre == "barres" else "yaxis"]["range"]
    valeurs = [x.mesure.valeur for x in b.lignes if x.mesure.valeur is not None]
    assert bas <= min(0, *valeurs)
    assert haut >= max(valeurs)


def test_le_revenu_de_la_conte():
    # Rapport, chapitre 4 (2019) : 12 130 € ; Insee, Filosofi 2019 : Carcassonne 18 450 €, agglomération 19 610 €.
    (b,) = [
        x
        for x in DESSINES
        if x.genre == "barres"
        and x.accents == ("QP011002",)
        and (x.lignes[0].mesure.indicateur, x.lignes[0].mesure.annee) == ("revenu_median", "2019")
    ]
    (trace,) = figure(b)["data"]
    barres = {nom: (v, lisible(t)) for nom, v, t in zip(trace["y"], trace["x"], trace["text"], strict=True)}
    assert barres["La Conte - Ozanam"] == (12130, "12 130 €")
    assert (barres["Carcassonne"], barres["Agglomération"]) == ((18450, "18 450 €"), (19610, "19 610 €"))


def test_une_barre_absente_porte_son_mot_et_un_vrai_zero_porte_zero():
    (trace,) = figure(bloc(ligne("A", None, "secret"), ligne("B", 0.0), ligne("C", 12)))["data"]
    assert trace["x"] == [0, 0.0, 12]
    assert [lisible(t) for t in trace["text"]] == ["secret statistique", "0 %", "12 %"]
    assert lisible(trace["hovertext"][0]) == "A : secret statistique (2019, secret statistique)"


@pytest.mark.parametrize(("statut", "marque"), [("conteste", " (contesté)"), ("corrige", " (corrigé)"), ("publie", "")])
def test_une_valeur_fragile_est_marquee_dans_le_graphique(statut, marque):
    (trace,) = figure(bloc(ligne("A", 61, statut, valeur_publiee=61)))["data"]
    assert lisible(trace["text"][0]) == f"61 %{marque}"


def test_le_montant_corrige_de_2022_est_marque():
    (trace,) = figure(bloc_annuel(E, "montant"))["data"]
    assert [lisible(t) for t in trace["text"]][-1] == "1 108 000 € (corrigé)"
    assert trace["x"] == [760000, 1000000, 844000, 969000, 1096000, 1122000, 1108000]


def test_la_demonstration_est_hachuree_et_le_dit_dans_le_graphique():
    rendu = figure(resume_du_quartier(E, Choix("total", "montant", 2016, 2022), "QP011002"))
    (trace,) = rendu["data"]
    assert trace["marker"]["pattern"]["shape"] == ["/", "/", "/"]
    assert [a["text"] for a in rendu["layout"]["annotations"]] == ["DONNÉES DE DÉMONSTRATION"]
    assert [t.endswith("démonstration)") for t in trace["hovertext"]] == [True, True, True]


def test_la_mention_de_demonstration_ne_chasse_pas_les_noms_des_courbes():
    rendu = figure(bloc(*courbe(("2018", 1), ("2019", 2), statut="demonstration"), genre="courbe"))
    assert [a["text"] for a in rendu["layout"]["annotations"]][-1] == "DONNÉES DE DÉMONSTRATION"
    assert len(rendu["layout"]["annotations"]) == 2


def test_le_publie_n_est_ni_hachure_ni_marque():
    rendu = figure(bloc(ligne("A", 61)))
    assert rendu["data"][0]["marker"]["pattern"] == {}
    assert "annotations" not in rendu["layout"]


@pytest.mark.parametrize("genre", ["barres", "courbe"])
def test_le_texte_d_un_fichier_reste_un_texte(genre):
    hostile = "<b>gras</b><a href='x'>&"
    lignes = [
        ligne(hostile, v, serie=hostile, categorie=hostile if genre == "barres" else a, cle=hostile, annee=a)
        for a, v in (("2018", 1), ("2019", 2))
    ]
    rendu = figure(bloc(*lignes, genre=genre))
    textes = []
    for t in rendu["data"]:
        textes += [t["name"], *t["text"], *t["hovertext"], *map(str, t["x" if genre == "courbe" else "y"])]
    textes += [a["text"] for a in rendu["layout"].get("annotations", ())]
    textes += rendu["layout"]["yaxis"].get("categoryarray", [])
    assert [t for t in textes if "<" in t or ">" in t] == []
    assert sans_balise(hostile) == "&lt;b&gt;gras&lt;/b&gt;&lt;a href='x'&gt;&amp;"


def test_plusieurs_series_ont_une_legende_et_une_seule_n_en_a_pas():
    deux = bloc(
        *(ligne("", v, serie=s, categorie=c, cle=s) for s, c, v in (("A", "x", 1), ("A", "y", 2), ("B", "x", 3)))
    )
    rendu = figure(deux)
    assert [(t["name"], t["y"], t["x"]) for t in rendu["data"]] == [("A", ["x", "y"], [1, 2]), ("B", ["x"], [3])]
    assert rendu["layout"]["showlegend"] is True
    assert figure(bloc(ligne("A", 1), ligne("B", 2)))["layout"]["showlegend"] is False


def test_rien_d_anglais_ne_vient_de_plotly():
    assert figure(bloc(ligne("A", 1)))["layout"]["separators"] == ",\u202f"
    assert CONFIG["displayModeBar"] is False


@pytest.mark.parametrize("genre", ["carte", "tableau", "chiffre", "texte"])
def test_un_bloc_qui_n_est_pas_un_graphique_est_refuse_en_francais(genre):
    with pytest.raises(ValueError, match="n'est pas un graphique"):
        figure(bloc(ligne("A", 1), genre=genre))


def test_les_couleurs():
    assert couleurs(["A", "B", "C"], ("B",)) == {"A": GRIS_COMPARAISON[0], "B": ACCENT, "C": GRIS_COMPARAISON[1]}
    assert couleurs(["emploi", "A"], ()) == {"emploi": TEINTES_PILIERS["emploi"], "A": "#0072b2"}
    assert len(set(couleurs([f"k{i}" for i in range(5)], ()).values())) == 5


def test_des_barres_groupees_ont_chacune_leur_motif():
    series = [ligne("", 1.0, serie=s, categorie="x", cle=s) for s in ("Ici", "A", "B", "C", "D")]
    rendu = figure(bloc(*series, *(ligne("", 2.0, serie="Ici", categorie="y", cle="Ici"),), accents=("Ici",)))
    motifs = [t["marker"]["pattern"].get("shape", [""])[0] for t in rendu["data"]]
    # Le quartier (en couleur) et le premier comparateur (en gris) sont pleins ; « / » dit la démonstration.
    assert motifs == ["", "", ".", "x", "-"]
