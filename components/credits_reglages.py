"""Les réglages de la page des crédits : chacun vit dans l'adresse, et seuls ceux de la vue se montrent."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components import etat_url
from data.credits import TOTAL
from data.entrepot import Entrepot
from data.vues.credits_base import (
    MESURES,
    NOMS_REGLES,
    REGLE_PAR_DEFAUT,
    Choix,
    annees_des_actions,
    codes_des_financeurs,
    enveloppe_par_defaut,
    enveloppes_des_actions,
    natures_des_actions,
    piliers_des_actions,
)
from data.vues.credits_nomenclature import annees_par_defaut, piliers_de_la_periode

TOUTES, TOUS = "toutes", "tous"
NOMS_COURTS = {"montant": "Montant", "par_habitant": "Par habitant", "actions": "Actions", "part": "Part"}
TEINTES, RONDS = "teintes", "ronds"
FORMES = {TEINTES: "Teintes", RONDS: "Ronds proportionnels"}


@dataclass(frozen=True, slots=True)
class Reglages:
    """Quels réglages une vue propose ; ce qu'elle ne propose pas garde sa valeur d'ensemble."""

    mesures: tuple[str, ...] = ()
    pilier: bool = True
    quartier: bool = False
    financeur: bool = True
    nature: bool = True
    repartition: bool = True
    forme: bool = False
    # Une vue du temps montre toutes les années ; les autres, celles d'une seule nomenclature de piliers.
    toutes_annees: bool = False


def regler(tables: Entrepot, voulus: Reglages) -> tuple[Choix, str]:
    """Les réglages de la vue, et la forme de la carte (« teintes » ou « ronds »)."""
    with st.container(horizontal=True, key="reglages_credits", vertical_alignment="center", gap="xsmall"):
        par_defaut = _annees_par_defaut(tables, voulus)
        pilier = _pilier(tables, par_defaut) if voulus.pilier else TOTAL
        mesure = _mesure(voulus.mesures)
        # Les deux années se suivent sur la même ligne, où que la rangée se coupe.
        with st.container(horizontal=True, width=196, gap="xsmall", key="reglages_annees"):
            de, a = _annees(tables, par_defaut)
        with st.popover("Réglages"):
            enveloppe = _enveloppe(tables)
            financeur = _financeur(tables) if voulus.financeur else ""
            nature = _nature(tables) if voulus.nature else ""
            regle = _repartition() if voulus.repartition else REGLE_PAR_DEFAUT
            forme = _forme() if voulus.forme else TEINTES
    return Choix(pilier, mesure, *sorted((de, a)), regle, financeur, enveloppe, nature), forme


def _annees_par_defaut(tables: Entrepot, voulus: Reglages) -> tuple[int, int]:
    """Toutes les années, ou celles d'une seule nomenclature : celle du pilier de l'adresse, sinon la dernière."""
    if voulus.toutes_annees:
        annees = annees_des_actions(tables)
        return annees[0], annees[-1]
    return annees_par_defaut(tables, st.query_params.get("pilier", TOTAL) if voulus.pilier else TOTAL)


def _pilier(tables: Entrepot, par_defaut: tuple[int, int]) -> str:
    """Les piliers qui ont cours dans la période, et celui de l'adresse : neuf boutons ne se liraient pas."""
    piliers = piliers_des_actions(tables, courts=True)
    demande = {cle: st.query_params.get(cle, "") for cle in ("de", "a")}
    permis = annees_des_actions(tables)
    de, a = (
        int(lu) if lu.isdecimal() and int(lu) in permis else defaut
        for lu, defaut in zip(demande.values(), par_defaut, strict=True)
    )
    periode = Choix(TOTAL, "montant", min(de, a), max(de, a))
    piliers = piliers_de_la_periode(tables, periode, piliers, st.query_params.get("pilier", TOTAL))
    return etat_url.selecteur(
        st.segmented_control, "Pilier", "pilier", piliers, TOTAL, label_visibility="collapsed", width="content"
    )


def quartier_choisi(tables: Entrepot) -> str:
    """Le même choix que le clic sur la carte, pour qui se sert du clavier : l'adresse du quartier, ou « »."""
    noms = {"": "Tous les quartiers"} | {t.slug: t.nom_court for t in tables.quartiers()}
    return etat_url.selecteur(st.segmented_control, "Quartier", "quartier", noms, "", label_visibility="collapsed")


def _mesure(permises: Sequence[str]) -> str:
    if not permises:
        return next(iter(MESURES))
    noms = {code: NOMS_COURTS[code] for code in permises}
    return etat_url.selecteur(
        st.segmented_control, "Mesure", "mesure", noms, permises[0], label_visibility="collapsed", width="content"
    )


def _annees(tables: Entrepot, par_defaut: tuple[int, int]) -> tuple[int, int]:
    """Les deux bornes, dans n'importe quel ordre ; le mot est dans l'option, l'étiquette reste pour l'oreille."""
    annees = [str(a) for a in annees_des_actions(tables)]
    bornes = (
        etat_url.selecteur(
            st.selectbox,
            nom,
            cle,
            {a: f"{nom.lower()} {a}" for a in annees},
            str(defaut),
            label_visibility="collapsed",
            width=92,
        )
        for nom, cle, defaut in zip(("De", "À"), ("de", "a"), par_defaut, strict=True)
    )
    de, a = bornes
    return int(de), int(a)


def _enveloppe(tables: Entrepot) -> str:
    noms = {code or TOUTES: nom for code, nom in enveloppes_des_actions(tables).items()}
    code = etat_url.selecteur(st.selectbox, "Enveloppe", "enveloppe", noms, enveloppe_par_defaut(tables))
    return "" if code == TOUTES else code


def _financeur(tables: Entrepot) -> str:
    codes = codes_des_financeurs(tables)
    code = etat_url.selecteur(st.selectbox, "Financeur", "financeur", {TOUS: "Tous les financeurs"} | codes, TOUS)
    return codes.get(code, "")


def _nature(tables: Entrepot) -> str:
    noms = {code or TOUTES: nom for code, nom in natures_des_actions(tables).items()}
    code = etat_url.selecteur(st.selectbox, "Nouvelles ou reconduites", "nature", noms, TOUTES)
    return "" if code == TOUTES else code


def _repartition() -> str:
    return etat_url.selecteur(
        st.selectbox, "Action de plusieurs quartiers", "repartition", NOMS_REGLES, REGLE_PAR_DEFAUT
    )


def _forme() -> str:
    return etat_url.selecteur(st.selectbox, "Carte en", "forme", FORMES, TEINTES)
