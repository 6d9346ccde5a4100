"""Ce que l'équipe seule peut faire : enregistrer le fichier déposé, revenir à la version d'avant."""

from collections.abc import Mapping

import streamlit as st

from components import connexion, credits_apercu
from components.html import assembler, balise, montrer
from components.porte import LONGUEUR_MINIMALE, Porte
from components.tableaux import depliant
from data.entrepot import Entrepot
from data.formats import enumeration, pluriel
from data.importation.actions import annuler, appliquer, comparer, versions_gardees
from data.importation.actions_modele import Examen, Resultat
from data.vues.credits_depot import annees_perdues

PORTE = Porte("QPV_MOT_DE_PASSE_EQUIPE", "equipe", "Mot de passe de l'équipe")
MODE, MESSAGE = "credits_mode", "credits_message"
VERSIONS_MONTREES = 10


def afficher_equipe(tables: Entrepot, examen: Examen | None, ajouter: bool, modes: Mapping[bool, str]) -> None:
    """Derrière le mot de passe de l'équipe ou un compte permis : remplacer ou ajouter, puis les versions gardées."""
    with st.container(border=True, key="bloc_depot-equipe"):
        montrer(balise("h3", "Enregistrer pour tout le monde"))
        message = st.session_state.pop(MESSAGE, ())
        for phrase in message:
            montrer(balise("p", phrase, classe="phrase", role="status"))
        if not est_ouvert():
            _entree()
            return
        if examen is not None and examen.actions:
            _enregistrer(tables, examen, ajouter, modes)
        else:
            montrer(balise("p", "Déposer un fichier pour pouvoir l'enregistrer.", classe="phrase"))
        _versions()
        if PORTE.est_ouverte():
            st.button("Refermer l'accès de l'équipe", key="equipe_fermer", on_click=PORTE.fermer, type="tertiary")
        connexion.sortir()


def est_ouvert() -> bool:
    """Vrai si cette session peut écrire : le mot de passe de l'équipe, ou un compte permis s'il y en a de réglés."""
    return PORTE.est_ouverte() or connexion.est_permise()


def _entree() -> None:
    """Comment entrer : par un compte, par le mot de passe, ou ce qu'il faut régler pour l'un des deux."""
    if not PORTE.posee() and not connexion.reglee():
        connexion.proposer()
        montrer(_mode_d_emploi())
        return
    sans = " ou ".join(
        ["ce mot de passe"] * PORTE.posee() + ["un compte de l'équipe"] * connexion.reglee(),
    )
    montrer(balise("p", f"Sans {sans}, un dépôt reste un aperçu privé.", classe="phrase"))
    connexion.proposer()
    if PORTE.posee():
        PORTE.formulaire()


def _mode_d_emploi():
    return assembler(
        balise("p", "Ici, un dépôt reste un aperçu privé : rien ne s'enregistre depuis la page.", classe="phrase"),
        depliant(
            "Comment l'équipe peut enregistrer",
            balise(
                "p",
                "Mettre dans la variable ",
                balise("code", PORTE.variable),
                f" un mot de passe d'au moins {LONGUEUR_MINIMALE} caractères (ou l'écrire dans ",
                balise("code", ".streamlit/secrets.toml"),
                " sous ce nom), puis relancer. Ou, sur la machine du tableau de bord : ",
                balise("code", "python -m data.importer actions FICHIER"),
                ".",
                classe="source",
            ),
        ),
    )


def _enregistrer(tables: Entrepot, examen: Examen, ajouter: bool, modes: Mapping[bool, str]) -> None:
    st.radio("Comment enregistrer", list(modes), format_func=modes.__getitem__, key=MODE)
    perdues = annees_perdues(comparer(examen, tables, ajouter))
    if perdues:
        verbe = pluriel(len(perdues), "disparaîtra", "disparaîtront")
        montrer(balise("p", f"{enumeration(perdues)} {verbe} de la table.", classe="reserve", role="alert"))
    st.button(
        "Ajouter" if ajouter else "Remplacer",
        key="credits_enregistrer",
        type="primary",
        on_click=_appliquer,
        args=(examen, ajouter),
    )


def _appliquer(examen: Examen, ajouter: bool) -> None:
    """Écrit, si la porte est toujours ouverte au moment du clic."""
    if not est_ouvert():
        return
    resultat = appliquer(examen, ajouter=ajouter)
    if resultat.fait:
        credits_apercu.fermer()
    _dire(resultat)


def _versions() -> None:
    """Les versions gardées, et le retour à la dernière en un clic."""
    gardees = versions_gardees()
    if not gardees:
        montrer(balise("p", "Aucune version d'avant n'est gardée.", classe="source"))
        return
    liste = (balise("li", f"Version remplacée le {v.quand}") for v in gardees[:VERSIONS_MONTREES])
    montrer(assembler(balise("h4", "Versions gardées"), balise("ul", assembler(*liste), classe="constats")))
    st.button(
        f"Revenir à la version d'avant le {gardees[0].quand}",
        key="credits_annuler",
        on_click=_annuler,
        icon=":material/undo:",
    )


def _annuler() -> None:
    if est_ouvert():
        credits_apercu.fermer()
        _dire(annuler())


def _dire(resultat: Resultat) -> None:
    """Les phrases du résultat, sans celles qui parlent des options de la commande."""
    st.session_state[MESSAGE] = tuple(p for p in resultat.phrases if "--" not in p)
