"""Toutes les combinaisons que les sélecteurs proposent : rien ne se compare d'une année, d'un découpage, d'une
définition ou d'une rubrique à l'autre sans que cela se dise."""

import pytest

from components.graphiques import figure
from data.calculs import serie
from data.entrepot import charger
from data.rapprochement import ecart_juge
from data.vues.comparaisons import (
    COLONNES,
    annees_de,
    choix_d_indicateurs,
    references,
    territoires_compares,
    theme_du_choix,
    themes,
)
from data.vues.tableau_des_cinq import rangees, tableau_des_cinq
from data.vues.un_indicateur import un_indicateur

E = charger()
QUARTIERS = {t.code for t in E.quartiers()}
REFERENCES = tuple(references(E))
TOUTES = tuple(COLONNES)
CENTILES = {"p5", "p25", "p50", "p75", "p95"}


def producteurs(mesures) -> set[str]:
    return {E.source(m.source).producteur for m in mesures if m.valeur is not None}


def decoupages(codes) -> set[str]:
    """Les découpages des territoires qui en ont un (les quartiers et leurs ensembles)."""
    return {E.territoires[c].geographie for c in codes} - {""}


def fautes_du_bloc(bloc, choix: str, annee: str, reference: str) -> list[str]:
    """Ce qu'une vue d'un indicateur rapprocherait sans le dire."""
    fiche = E.indicateurs[choix.partition(":")[0]]
    dit = " ".join(bloc.reserves)
    mesures = [x.mesure for x in bloc.lignes]
    trouvees = []
    if {(m.indicateur, m.modalite, m.annee) for m in mesures} != {(fiche.code, choix.partition(":")[2], annee)}:
        trouvees.append("deux années, deux rubriques ou deux indicateurs")
    if decoupages(m.territoire for m in mesures) != {"2015"}:
        trouvees.append("deux découpages")
    if len(producteurs(mesures)) > 1 and "ne viennent pas toutes de la même source" not in dit:
        trouvees.append("deux sources tues")
    repartition = {serie(x.mesure.source) for x in bloc.lignes if x.cle in CENTILES}
    quartiers = {serie(x.mesure.source) for x in bloc.lignes if x.cle in QUARTIERS and x.mesure.valeur is not None}
    if repartition and repartition != quartiers:
        trouvees.append("une répartition d'une autre série")
    if not repartition and "épartition nationale" not in dit:
        trouvees.append("l'absence de répartition tue")
    annees = annees_de(E, choix)
    if fiche.evolution == "interdite" and len(annees) > 1 and "ne se comparent pas" not in dit:
        trouvees.append("des années qui ne se comparent pas")
    rupture = fiche.evolution.removeprefix("rupture:")
    if rupture != fiche.evolution and min(annees) < rupture <= max(annees) and f"change en {rupture}" not in dit:
        trouvees.append("une rupture tue")
    recensement = "recensement" in fiche.producteur and fiche.evolution != "interdite"
    if recensement and len(annees) > 1 and "cinq enquêtes" not in dit:
        trouvees.append("un recouvrement tu")
    face = [p for p in bloc.precisions if p.startswith("Face")]
    en_face = E.mesure(reference, fiche.code, annee, choix.partition(":")[2])
    if bool(face) != (en_face is not None and en_face.valeur is not None and not fiche.sommable):
        trouvees.append("un écart de trop ou de moins")
    return trouvees


@pytest.mark.parametrize("choix", choix_d_indicateurs(E))
def test_un_indicateur_ne_rapproche_que_ce_qui_se_compare(choix):
    fautes = {
        (annee, reference): trouvees
        for annee in annees_de(E, choix)
        for reference in REFERENCES
        if (trouvees := fautes_du_bloc(un_indicateur(E, choix, annee, TOUTES, reference), choix, annee, reference))
    }
    assert fautes == {}


@pytest.mark.parametrize("choix", choix_d_indicateurs(E))
def test_la_figure_montre_chaque_valeur_du_bloc(choix):
    for annee in annees_de(E, choix):
        bloc = un_indicateur(E, choix, annee, TOUTES, REFERENCES[-1])
        rendu = figure(bloc)
        connues = [x.mesure.valeur for x in bloc.lignes if x.cle in QUARTIERS and x.mesure.valeur is not None]
        en_trait = [
            x.mesure.valeur for x in bloc.lignes if x.cle not in QUARTIERS | CENTILES and x.mesure.valeur is not None
        ]
        formes = rendu["layout"]["shapes"]
        assert rendu["data"][0]["x"] == connues
        assert sorted(f["x0"] for f in formes if f["type"] == "line") == sorted(en_trait)
        repartie = any(x.cle in CENTILES for x in bloc.lignes)
        assert sum(f["type"] == "rect" for f in formes) == (2 if repartie else 0)
        bas, haut = rendu["layout"]["xaxis"]["range"]
        assert bas <= min(x.mesure.valeur for x in bloc.lignes if x.mesure.valeur is not None)
        assert haut >= max(x.mesure.valeur for x in bloc.lignes if x.mesure.valeur is not None)


def fautes_de_rangee(r, reference: str, reserves: str) -> list[str]:
    """Ce qu'une ligne du tableau rapprocherait sans le dire."""
    s, trouvees = r.suivi, []
    mesures = list(r.mesures.values())
    if len({(m.indicateur, m.modalite, m.annee) for m in mesures}) != 1:
        trouvees.append("deux années ou deux rubriques")
    if decoupages(r.mesures) != {"2015"}:
        trouvees.append("deux découpages")
    reperes = {c: t for c, t in s.marques.items() if t}
    if reperes and s.fiche.sommable:
        trouvees.append("un effectif mesuré à un autre")
    en_face = r.mesures.get(reference)
    if reperes and (en_face is None or en_face.valeur is None):
        trouvees.append("un repère sans référence")
    if reperes and en_face and len(producteurs([en_face, *(r.mesures[c] for c in reperes)])) > 1:
        nom = s.nom[:1].lower() + s.nom[1:]
        if "ne viennent pas de la même source" not in reserves or nom not in reserves:
            trouvees.append("deux sources tues")
    for code, repere in reperes.items():
        marge = ecart_juge(E, r.mesures[code], en_face).marge
        ecart = abs(r.mesures[code].valeur - en_face.valeur)
        if marge is not None and (round(ecart, 9) < marge) != (repere == "= proche"):
            trouvees.append(f"{code} : {ecart} et la marge {marge}")
    return trouvees


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("theme", themes(E))
def test_le_tableau_ne_rapproche_que_ce_qui_se_compare(theme, reference):
    codes = tuple(dict.fromkeys((*territoires_compares(E, TOUTES), reference)))
    bloc = tableau_des_cinq(E, theme, reference, TOUTES)
    dit = " ".join(bloc.reserves)
    toutes = rangees(E, theme, reference, codes)
    assert {r.choix: f for r in toutes if (f := fautes_de_rangee(r, reference, dit))} == {}
    annees = {r.suivi.annee for r in toutes}
    assert ("une seule année" in dit) is (len(annees) > 1)
    assert {theme_du_choix(E, r.choix) for r in toutes} <= ({theme} if theme != "essentiel" else set(themes(E)))
