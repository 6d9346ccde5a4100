"""Corriger ce que le tableau de bord a compris des colonnes d'un fichier, et garder cette correction."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from components.html import balise, montrer, sans_markdown
from data.importation.actions_correspondance import ecrire_toml
from data.importation.actions_modele import FINANCEUR, ROLES, Colonne, Correspondance, Examen

COLONNES_MONTREES = 40
INCONNUE = ""
PAR_RANGEE = 4


def corriger(examen: Examen, garder: Callable[[Correspondance], None]) -> None:
    """Une liste par colonne reconnue ou non ; garder : reçoit la correspondance corrigée."""
    colonnes = _colonnes(examen)
    with st.expander("Corriger le sens des colonnes"):
        montrer(
            balise(
                "p",
                "Chaque colonne du fichier, et ce que nous en avons compris. Le changer refait la lecture.",
                classe="phrase",
            )
        )
        places = st.columns(PAR_RANGEE)
        for rang, colonne in enumerate(colonnes[:COLONNES_MONTREES]):
            with places[rang % PAR_RANGEE]:
                _une(colonne, examen, garder)
        st.download_button(
            "Garder cette correspondance (fichier TOML)",
            data=ecrire_toml(examen.correspondance),
            file_name="correspondance.toml",
            mime="application/toml",
            key="fichier_correspondance",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )


def _colonnes(examen: Examen) -> list[Colonne]:
    """Les colonnes titrées, une par titre, toutes feuilles réunies."""
    par_titre: dict[str, Colonne] = {}
    for feuille in examen.feuilles:
        for colonne in feuille.colonnes:
            if colonne.titre:
                par_titre.setdefault(colonne.titre, colonne)
    return list(par_titre.values())


def _une(colonne: Colonne, examen: Examen, garder: Callable[[Correspondance], None]) -> None:
    noms = {INCONNUE: "Ne pas lire"} | {role: nom[:1].upper() + nom[1:] for role, nom in ROLES.items()}
    propre = f"{FINANCEUR}{colonne.titre}"
    noms.setdefault(propre, f"Montants de « {colonne.titre} »")
    if colonne.role and colonne.role not in noms:
        noms[colonne.role] = f"Montants de « {colonne.role.removeprefix(FINANCEUR)} »"
    cle = f"role_{colonne.titre}"

    def reporter() -> None:
        choisi = st.session_state[cle] or "ignorer"
        roles = {**examen.correspondance.colonnes, colonne.titre: choisi}
        garder(replace(examen.correspondance, colonnes=roles))

    codes = list(noms)
    st.selectbox(
        sans_markdown(f"{colonne.lettre} : {colonne.titre}"),
        codes,
        index=codes.index(colonne.role if colonne.role in noms else INCONNUE),
        key=cle,
        format_func=noms.__getitem__,
        on_change=reporter,
        placeholder="Choisir",
    )
