"""Les documents PDF : la fiche de deux pages d'un quartier, et les dossiers entiers, composés par typst.

Les données partent en JSON dans la feuille de style `exports/feuille.typ` : aucun texte n'est écrit
dans du code typst, donc aucun ne peut en devenir. Le PDF est balisé (PDF/UA-1) : titres, listes,
tables et descriptions des graphiques s'entendent.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import typst

from components.exports.carte_image import dessiner_carte, dessiner_reperage
from components.exports.commun import (
    MENTION,
    POLICES,
    RAPPEL_MENTION,
    donnees_de,
    exiger_public,
    graphique_possible,
    marque,
    message,
    phrases_de_rupture,
    produit_le,
    propre,
)
from components.exports.diapositives import table_a_lire
from components.exports.graphique_dessine import dessiner_graphique
from components.exports.mesure import imprimable
from components.exports.tables_natives import largeurs_des_colonnes, texte_de_cellule
from data.blocs import croisement, ligne_source, valeur_de_ligne
from data.entrepot import Entrepot
from data.formats import en_lettres
from data.modele import Bloc, Ligne, Tableau
from data.vues.annexes import annexes
from data.vues.dossiers_prets import Dossier, Partie, blocs_d_un_quartier, choisir
from data.vues.en_bref import blocs_en_bref
from data.vues.portraits import chiffres_de_tete
from data.vues.un_indicateur import CENTILES
from geo.contours import Contours

MIME = "application/pdf"
FEUILLE = Path(__file__).resolve().parent / "exports" / "feuille.typ"
NORME = "ua-1"
LARGE_DOSSIER, LARGE_FICHE = 480.0, 250.0  # en points : la largeur d'un graphique dans sa colonne
PAGES_FICHE = 2
# Les graphiques de la fiche, du plus utile au premier que l'on retire : le début de leur identifiant.
GRAPHIQUES_FICHE = (
    "{code}-taux_pauvrete-annees",
    "{code}-revenu_median-annees",
    "{code}-age-",
    "credits-{code}-montant",
    "{code}-taux_emploi-2",
    "{code}-taux_emploi-femmes-",
    "{code}-menages-personne_seule-",
    "{code}-population-",
    "{code}-demandeurs_emploi-annees",
    "{code}-allocataires_caf-annees",
)
LARGE_PAGE = 480.0  # entre les marges de la feuille de style, en points
CORPS_DES_TABLES, CORPS_DES_GRANDES, COLONNES_A_L_AISE, MARGE_DE_MESURE = 9.0, 7.5, 6, 1.03


def document(dossier: Dossier, entrepot: Entrepot, contours: Contours, jour: date) -> bytes:
    """Le PDF d'un dossier : couverture, sommaire, une partie par chapitre, les sources en annexe.

    Lève ValueError si un bloc est réservé au comité.
    """
    exiger_public(dossier.blocs)
    parties = [*dossier.parties, Partie("Sources et statuts", annexes(dossier.blocs))]
    return _composer(
        {
            "genre": "dossier",
            **_entete(dossier.titre, dossier.sous_titre, dossier.blocs, jour, entrepot),
            "titre_sommaire": "Sommaire",
            "parties": [
                {"titre": propre(p.titre), "blocs": [_bloc(b, entrepot, contours) for b in p.blocs]}
                for p in parties
                if p.blocs
            ],
        }
    )[0]


def fiche(entrepot: Entrepot, contours: Contours, code: str, jour: date) -> bytes:
    """La fiche de deux pages d'un quartier, à distribuer. Lève KeyError pour un code inconnu.

    Les graphiques sont retirés un à un, du moins utile au plus utile, tant qu'elle dépasse deux pages.
    """
    quartier = entrepot.territoires[code]
    tete, en_bref = chiffres_de_tete(entrepot, code), blocs_en_bref(entrepot, code)
    tous = blocs_d_un_quartier(entrepot, code)
    graphiques = [b for b in choisir(tous, GRAPHIQUES_FICHE, code) if graphique_possible(b)]
    blocs = (*tete, *en_bref, *graphiques)
    exiger_public(blocs)
    parent = entrepot.territoires.get(quartier.parent)
    plan = dessiner_reperage(contours, code)
    donnees = {
        "genre": "fiche",
        **_entete(quartier.nom, f"Quartier prioritaire de {parent.nom}" if parent else "", blocs, jour, entrepot),
        "plan": {
            "svg": plan.svg() if plan else "",
            "alt": f"Plan : {quartier.nom} parmi les {en_lettres(len(contours.quartiers_2015))} quartiers.",
        },
        "chiffres": [_tete(b) for b in tete],
        "titre_en_bref": "En bref",
        "en_bref": [_bloc(b, entrepot, contours) for b in en_bref],
        "titre_graphiques": "En graphiques",
    }
    dessines = [_bloc(b, entrepot, contours, LARGE_FICHE) for b in graphiques]
    for combien in range(len(dessines), -1, -1):
        pdf, pages = _composer({**donnees, "graphiques": dessines[:combien]})
        if pages <= PAGES_FICHE:
            break
    return pdf


def _composer(donnees: Mapping[str, Any]) -> tuple[bytes, int]:
    """(le PDF, son nombre de pages). Les polices livrées suffisent : celles du poste ne servent pas."""
    atelier = typst.Compiler(
        str(FEUILLE),
        root=str(FEUILLE.parent),
        font_paths=[str(POLICES)],
        ignore_system_fonts=True,
        sys_inputs={"donnees": imprimable(json.dumps(donnees, ensure_ascii=False))},
    )
    pages = json.loads(atelier.query("<pages>", field="value", one=True))
    return atelier.compile(format="pdf", pdf_standards=NORME), int(pages)


def _entete(titre: str, sous_titre: str, blocs: Sequence[Bloc], jour: date, entrepot: Entrepot) -> dict[str, Any]:
    pied = " · ".join(t for t in (titre, donnees_de(blocs), produit_le(jour)) if t)
    return {
        "titre": propre(titre) or "Document",  # un document balisé a un titre
        "sous_titre": propre(sous_titre),
        "pied": propre(pied),
        "version": entrepot.empreinte,
        "fictif": any(b.demonstration for b in blocs),
        "mention": MENTION,
        "rappel": RAPPEL_MENTION,
    }


def _tete(bloc: Bloc) -> dict[str, Any]:
    """Un chiffre de tête : sa première ligne, comme à l'écran."""
    x = bloc.lignes[0]
    return {"titre": propre(bloc.titre), **_chiffre(bloc, x), "phrase": propre(bloc.phrase), "source": _source(bloc)}


def _chiffre(bloc: Bloc, x: Ligne) -> dict[str, Any]:
    return {
        "nom": propre(x.categorie or x.serie),
        "valeur": propre(valeur_de_ligne(x)),
        "absent": x.mesure.valeur is None,
        "marque": marque(x),
        "accent": not bloc.accents or x.cle in bloc.accents,
    }


def _source(bloc: Bloc) -> str:
    return propre(ligne_source(bloc))


def _bloc(bloc: Bloc, entrepot: Entrepot, contours: Contours, large: float = LARGE_DOSSIER) -> dict[str, Any]:
    """Tout ce que la feuille de style montre d'un bloc, en textes et en dessins."""
    svg, table = "", None
    if graphique_possible(bloc):
        svg = dessiner_graphique(bloc, large).svg()
        complement = _complement(bloc) if large == LARGE_DOSSIER else None
        table = _table(complement) if complement else None
    elif bloc.genre == "carte" and (dessin := dessiner_carte(bloc, contours, entrepot, large, large * 0.62)):
        svg, table = dessin.svg(), _table(table_a_lire(bloc))
    elif bloc.lignes and bloc.genre == "chiffre":
        table = None
    elif bloc.grille is not None or (bloc.lignes and bloc.genre != "texte"):
        table = _table(table_a_lire(bloc))
    premiere, reste = message(bloc) if bloc.phrase else ("", "")
    return {
        "titre": propre(bloc.titre),
        "phrase": f"{premiere} {reste}".strip(),
        "precisions": [propre(p) for p in bloc.precisions],
        "svg": svg,
        "alt": propre(bloc.alternative or bloc.titre) or "Graphique",
        "chiffres": [_chiffre(bloc, x) for x in bloc.lignes] if bloc.genre == "chiffre" else [],
        "table": table,
        "reserves": [propre(r) for r in (*phrases_de_rupture(bloc), *bloc.reserves)],
        "definition": propre(bloc.definition) if large == LARGE_DOSSIER else "",
        "source": _source(bloc),
        "fictif": bloc.demonstration,
    }


def _complement(bloc: Bloc) -> Tableau | None:
    """Ce que le dessin n'écrit pas : toutes les années d'une courbe, la répartition derrière des points."""
    plusieurs_courbes = bloc.genre == "courbe" and len({x.cle for x in bloc.lignes}) > 1
    if plusieurs_courbes or bloc.genre == "quadrant":
        return croisement(bloc)
    if bloc.genre == "points":
        centiles = tuple(x for x in bloc.lignes if x.cle in CENTILES)
        return croisement(replace(bloc, lignes=centiles)) if centiles else None
    if bloc.genre == "rangs":  # une rubrique par ligne, un quartier par colonne
        return croisement(
            replace(bloc, lignes=tuple(replace(x, serie=x.categorie, categorie=x.serie) for x in bloc.lignes))
        )
    return None


def _table(t: Tableau) -> dict[str, Any]:
    """Une table : ses cases, ses colonnes de nombres, la largeur de chacune en points."""
    lignes = [
        [{"t": texte_de_cellule(c), "s": c.statut, "n": c.valeur is not None, "r": propre(c.repere)} for c in ligne]
        for ligne in t.lignes
    ]
    corps = CORPS_DES_TABLES if len(t.entetes) <= COLONNES_A_L_AISE else CORPS_DES_GRANDES
    larges = largeurs_des_colonnes(t, LARGE_PAGE, corps, MARGE_DE_MESURE)
    return {
        "entetes": [propre(e) for e in t.entetes],
        "lignes": lignes,
        "colonnes": [round(x * LARGE_PAGE / sum(larges), 1) for x in larges],
        "corps": corps,
        "nombres": sorted({i for ligne in t.lignes for i, c in enumerate(ligne) if c.valeur is not None}),
    }
