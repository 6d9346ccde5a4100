"""Après une coupure, la page se redemande d'elle-même au serveur retrouvé, sans attendre un clic."""

import streamlit as st

JOUR = 24 * 3600  # secondes


@st.fragment(run_every=JOUR)
def se_refaire_au_retour() -> None:
    """Ne montre rien : sa présence fait refaire la page dès que le canal revient.

    Sans elle, le navigateur qui retrouve un autre serveur (le sien a redémarré, ou s'est arrêté) garde l'ancienne page
    sans la redemander, et le premier téléchargement échoue en silence : le nouveau serveur ne connaît pas sa session.
    Streamlit ne redemande au retour que les pages qui ont un morceau à rafraîchir ; celui-ci l'est une fois par jour.
    """
