"""Corriger ce que le tableau de bord a compris des colonnes d'un fichier, et garder cette correction."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from components.html import balise, montrer, sans_markdown
from components.scripts import NOMMER_LE_DEPOT, en_balise
from data.fautes import Faute
from data.importation.actions_correspondance import ecrire_toml, lire_toml
from data.importation.actions_modele import FINANCEUR, ROLES, Colonne, Correspondance, Examen

COLONNES_MONTREES = 40
PAR_RANGEE = 4
NE_PAS_LIRE = "ignorer"
DEPOT, MESSAGE = "credits_correspondance_depot", "credits_correspondance_message"
STATUT = "statut"  # ne vient que de nos propres fichiers : une personne n'a pas à le choisir
_MONTANTS = ("montant", "total")
# Un rôle, et si ses montants sont en milliers d'euros.
Sens = tuple[str, bool]


def corriger(examen: Examen, garder: Callable[[Correspondance], None], suffixe: str, ouvert: bool) -> None:
    """Une liste par colonne reconnue ou non, puis la correspondance à emporter ou à reprendre.

    garder : reçoit la correspondance corrigée ; suffixe : ce qui distingue les clés de ce fichier-ci ; ouvert : le
    cadre reste ouvert, on y travaille. Il s'ouvre de lui-même si des titres manquent.
    """
    with st.expander("Corriger le sens des colonnes", expanded=ouvert or bool(examen.incompletes)):
        montrer(
            balise(
                "p",
                "Chaque colonne du fichier, et ce que nous en avons compris. Le changer refait la lecture.",
                classe="phrase",
            )
        )
        # Une rangée à la fois : au clavier, on va ainsi de A à B puis à C.
        colonnes = _colonnes(examen)[:COLONNES_MONTREES]
        for debut in range(0, len(colonnes), PAR_RANGEE):
            rangee = colonnes[debut : debut + PAR_RANGEE]
            for place, colonne in zip(st.columns(PAR_RANGEE), rangee, strict=False):
                with place:
                    _une(colonne, examen, garder, suffixe)
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
        _reprendre(garder)


def _reprendre(garder: Callable[[Correspondance], None]) -> None:
    """Déposer une correspondance gardée : elle remplace celle-ci, et le fichier est relu."""

    def lire() -> None:
        depose = st.session_state.get(DEPOT)
        if depose is None:
            return
        try:
            lue = lire_toml(depose.getvalue().decode("utf-8-sig"), depose.name)
        except UnicodeDecodeError:
            lue = Faute(depose.name, None, "", "le fichier n'est pas en UTF-8.", "la correspondance gardée ici.")
        if isinstance(lue, Faute):
            st.session_state[MESSAGE] = (lue.phrase(), "alert")
            return
        garder(lue)
        st.session_state[MESSAGE] = (f"Fichier relu avec la correspondance {depose.name}.", "status")

    st.file_uploader("Reprendre une correspondance gardée (fichier .toml)", type=["toml"], key=DEPOT, on_change=lire)
    st.html(en_balise(NOMMER_LE_DEPOT), unsafe_allow_javascript=True)
    message, role = st.session_state.pop(MESSAGE, ("", ""))
    if message:
        montrer(balise("p", message, classe="reserve" if role == "alert" else "phrase", role=role))


def _colonnes(examen: Examen) -> list[Colonne]:
    """Les colonnes titrées, une par titre, toutes feuilles réunies ; celles qui n'entrent pas d'abord."""
    par_titre: dict[str, Colonne] = {}
    for feuille in (*examen.incompletes, *examen.feuilles):
        for colonne in feuille.colonnes:
            if colonne.titre:
                par_titre.setdefault(colonne.titre, colonne)
    return list(par_titre.values())


def sens_possibles(colonne: Colonne) -> dict[Sens, str]:
    """Ce qu'une colonne peut vouloir dire → comment on le dit ; un montant se choisit en euros ou en milliers."""
    noms: dict[Sens, str] = {(NE_PAS_LIRE, False): "Ne pas lire"}
    financeurs = {f"{FINANCEUR}{colonne.titre}": f"montants de « {colonne.titre} »"}
    if colonne.role.startswith(FINANCEUR):
        financeurs[colonne.role] = f"montants de « {colonne.role.removeprefix(FINANCEUR)} »"
    for role, nom in (ROLES | financeurs).items():
        if role == NE_PAS_LIRE or (role == STATUT and colonne.role != STATUT):
            continue
        dit = nom[:1].upper() + nom[1:]
        noms[role, False] = dit
        if role in _MONTANTS or role.startswith(FINANCEUR):
            noms[role, True] = f"{dit}, en milliers d'euros"
    return noms


def _une(colonne: Colonne, examen: Examen, garder: Callable[[Correspondance], None], suffixe: str) -> None:
    noms = sens_possibles(colonne)
    actuel: Sens = (colonne.role or NE_PAS_LIRE, colonne.milliers)
    if actuel not in noms:  # une unité écrite au-dessus d'une colonne qui n'est pas un montant
        actuel = (actuel[0], False)
    cle = f"role_{suffixe}_{colonne.titre}"

    def reporter() -> None:
        role, milliers = st.session_state[cle] or (NE_PAS_LIRE, False)
        dite = examen.correspondance
        unites = {**dite.unites}
        if role in _MONTANTS or role.startswith(FINANCEUR):
            unites[colonne.titre] = "milliers" if milliers else "euros"
        else:
            unites.pop(colonne.titre, None)
        garder(replace(dite, colonnes={**dite.colonnes, colonne.titre: role}, unites=unites))

    # Ce qui se montre est ce qui a été lu : un choix que la lecture n'a pas pu suivre ne fait pas semblant.
    if st.session_state.get(cle) != actuel:
        st.session_state[cle] = actuel
    st.selectbox(
        # Le nom donné aux lecteurs d'écran est ce libellé tel quel : les deux-points y seraient précédés d'une barre.
        f"{colonne.lettre} – {sans_markdown(colonne.titre)}",
        list(noms),
        key=cle,
        format_func=noms.__getitem__,
        on_change=reporter,
        placeholder="Choisir",
    )
