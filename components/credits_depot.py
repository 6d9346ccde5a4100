"""« Charger nos données » : déposer le suivi de programmation, lire ce qu'il changerait, décider.

Sans le mot de passe de l'équipe, un dépôt n'est qu'un aperçu dans cette session : rien ne s'écrit. L'examen
d'un fichier est gardé en session ; il n'est refait que si le fichier ou la correspondance change.
"""

import hashlib
from functools import partial

import streamlit as st

from components import credits_apercu
from components.blocs import afficher as afficher_bloc
from components.credits_correspondance import corriger
from components.credits_versions import MODE, afficher_equipe
from components.html import assembler, balise, montrer
from components.scripts import NOMMER_LE_DEPOT, en_balise
from components.tableaux import depliant
from data.entrepot import Entrepot
from data.formats import nombre
from data.importation.actions import actions_apres, classeur_des_rejets, compte_rendu, examiner
from data.importation.actions_modele import Correspondance, Examen
from data.vues.credits_depot import (
    bloc_a_verifier,
    bloc_changements,
    bloc_laissees,
    bloc_rejets,
    phrase_de_l_examen,
    phrase_des_demonstrations,
)

FICHIER, EXAMEN = "credits_fichier", "credits_examen"
CORRIGEE = "credits_correspondance"
EXTENSIONS = ["xlsx", "csv"]
MODES = {False: "Remplacer toute la table", True: "Ajouter : ne remplacer que les années du fichier"}
TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def afficher_depot(tables: Entrepot) -> None:
    """Le dépôt, le compte rendu de ce qu'il changerait, puis ce que l'équipe peut décider.

    tables : celles du tableau de bord (et non l'aperçu) : c'est à elles que le fichier se compare.
    """
    with st.container(border=True, key="bloc_depot"):
        montrer(
            assembler(
                balise("h3", "Charger nos données"),
                balise(
                    "p",
                    "Déposer le suivi de programmation, en classeur .xlsx ou en .csv. "
                    "Rien ne change avant que vous ayez lu ce qu'il contient. Ici, 20 Mo au plus ; "
                    "jusqu'à 50 Mo par la commande.",
                    classe="phrase",
                ),
            )
        )
        depose = _deposer()
        examen = _examen(tables, *depose) if depose is not None else None
    if examen is not None:
        _compte_rendu(tables, examen)
    afficher_equipe(tables, examen, st.session_state.get(MODE, False), MODES)


def _deposer() -> tuple[str, bytes] | None:
    """Le nom et le contenu du fichier déposé dans cette session, None tant qu'il n'y en a pas.

    Une fois déposé, le fichier est gardé ici : le composant de Streamlit, qui parle anglais, ne se montre plus.
    """
    garde = st.session_state.get(FICHIER)
    if garde is None:
        depose = st.file_uploader("Fichier du suivi de programmation", type=EXTENSIONS, key="credits_depot")
        st.html(en_balise(NOMMER_LE_DEPOT), unsafe_allow_javascript=True)
        if depose is None:
            return None
        st.session_state[FICHIER] = (depose.name, depose.getvalue())
        st.rerun()
    montrer(balise("p", "Fichier déposé : ", balise("strong", garde[0]), classe="phrase"))
    st.button("Choisir un autre fichier", key="credits_autre_fichier", on_click=_oublier)
    return garde


def _oublier() -> None:
    for cle in (FICHIER, EXAMEN, CORRIGEE, "credits_depot"):
        st.session_state.pop(cle, None)


def _examen(tables: Entrepot, nom: str, contenu: bytes) -> Examen:
    """L'examen du fichier, fait une fois ; la progression se voit sur un long fichier."""
    fichier = hashlib.sha256(contenu).hexdigest()
    corrigee = st.session_state.get(CORRIGEE, {}).get(fichier, Correspondance())
    cle = (fichier, nom, tables.empreinte, repr(corrigee))
    garde = st.session_state.get(EXAMEN)
    if garde is not None and garde[0] == cle:
        return garde[1]
    place = st.empty()

    def avancer(lignes: int) -> None:
        with place:
            montrer(balise("p", f"Lecture en cours : {nombre(lignes)} lignes.", classe="source", role="status"))

    examen = examiner(contenu, nom, tables, corrigee, (), avancer)
    place.empty()
    st.session_state[EXAMEN] = (cle, examen)
    return examen


def _compte_rendu(tables: Entrepot, examen: Examen) -> None:
    """Ce que le fichier contient, ce qui se vérifie, ce qu'il changerait, ce qui ne va pas."""
    with st.container(border=True, key="bloc_depot-compte-rendu"):
        montrer(
            assembler(
                balise("h3", "Ce que contient ce fichier"), balise("p", phrase_de_l_examen(examen), classe="phrase")
            )
        )
        demonstrations = phrase_des_demonstrations(examen, tables)
        if demonstrations:
            montrer(balise("p", demonstrations, classe="phrase"))
        for faute in examen.fautes:
            montrer(balise("p", faute.phrase(), classe="reserve", role="alert"))
        if examen.fautes:
            montrer(balise("p", "Rien ne peut entrer, rien n'a changé.", classe="phrase"))
        ajouter = st.session_state.get(MODE, False)
        texte = "\n".join(compte_rendu(examen, tables, ajouter))
        montrer(depliant("Lire le compte rendu entier", balise("pre", texte, classe="message")))
        st.download_button(
            "Télécharger le compte rendu (texte)",
            data=texte.encode("utf-8-sig"),
            file_name="compte_rendu.txt",
            mime="text/plain",
            key="fichier_compte_rendu",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )
        if examen.actions:
            st.button(
                "Voir ces données en aperçu privé",
                key="credits_apercu_ouvrir",
                on_click=_apercevoir,
                args=(tables, examen, ajouter),
                icon=":material/visibility:",
            )
    a_verifier = bloc_a_verifier(examen)
    if a_verifier:
        afficher_bloc(a_verifier)
    if examen.actions:
        afficher_bloc(bloc_changements(examen, tables, ajouter))
    rejets = bloc_rejets(examen)
    if rejets:
        afficher_bloc(rejets)
        st.download_button(
            "Télécharger les lignes rejetées, à corriger (classeur)",
            data=partial(classeur_des_rejets, examen),
            file_name="lignes_rejetees.xlsx",
            mime=TYPE_XLSX,
            key="fichier_rejets",
            on_click="ignore",
            icon=":material/download:",
        )
    laissees = bloc_laissees(examen)
    if laissees:
        afficher_bloc(laissees, replie=True)
    if examen.feuilles or examen.incompletes:
        cle = st.session_state[EXAMEN][0][0]
        corriger(examen, partial(_garder, cle), cle[:8], cle in st.session_state.get(CORRIGEE, {}))


def _garder(fichier: str, correspondance: Correspondance) -> None:
    """Retient la correspondance corrigée de ce fichier : le prochain affichage refait l'examen."""
    st.session_state[CORRIGEE] = {fichier: correspondance}


def _apercevoir(tables: Entrepot, examen: Examen, ajouter: bool) -> None:
    """Ouvre l'aperçu et montre la carte."""
    credits_apercu.ouvrir(tables, actions_apres(examen, tables.actions, ajouter))
    st.query_params.clear()
