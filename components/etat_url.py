"""L'état d'une page et son adresse : tout choix se lit dans l'URL et s'y écrit, à un seul endroit.

Les composants de Streamlit savent se lier à l'URL, mais ils y écrivent leurs libellés
(« Revenus+et+pauvreté ») ; nos adresses portent des codes courts et stables.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from components.html import balise, montrer, sans_markdown

SEPARATEUR, AUCUN = ".", "aucun"


def lire(cle: str, permis: Sequence[str], defaut: str) -> str:
    """La valeur de `?cle=` si elle est permise, sinon `defaut` (et l'écran le dit)."""
    lu = st.query_params.get(cle)
    if lu is None or lu in permis:
        return lu if lu is not None else defaut
    _dire_inconnu(lu)
    return defaut


def _dire_inconnu(lu: str) -> None:
    # Un encadré de Streamlit lirait ce texte comme du Markdown : une adresse pourrait y glisser un lien ou une image.
    demande = "".join(c for c in lu[:60] if c.isprintable())
    _dire(f"L'adresse demande « {demande} », qui n'existe pas ici : la vue par défaut est affichée.")


def _dire(phrase: str) -> None:
    montrer(balise("p", phrase, classe="reserve", role="status"))


def ecrire(cle: str, valeur: str, defaut: str) -> None:
    """Met le choix dans l'URL ; la valeur par défaut n'y figure pas, l'adresse reste courte."""
    if valeur == defaut:
        st.query_params.pop(cle, None)
    else:
        st.query_params[cle] = valeur


def remplacer(choix: Mapping[str, str]) -> None:
    """Met ces choix, et eux seuls, dans l'URL : un seul pas dans l'historique du navigateur."""
    st.query_params.from_dict(choix)


def selecteur(
    composant: Callable[..., Any],
    libelle: str,
    cle: str,
    options: Mapping[str, str],
    defaut: str,
    *,
    toujours: bool = False,
    ailleurs: Mapping[str, str] | None = None,
    **reglages: Any,
) -> str:
    """Un composant de choix (liste, boutons) dont la valeur vit dans l'URL.

    options : code -> libellé, dans l'ordre ; rend le code choisi. Le retour en arrière du
    navigateur change l'URL sans passer par le composant : l'URL l'emporte alors. toujours : un
    choix fait s'écrit dans l'URL même s'il est le choix par défaut. ailleurs : les codes que la même clé
    admet dans d'autres vues, et la phrase à dire ici à la place ; l'URL les garde, la vue montre `defaut`.
    """
    codes = list(options)
    etat, vu = f"choix_{cle}", f"url_{cle}"
    demande = st.query_params.get(cle)
    if ailleurs and demande in ailleurs and demande not in options:
        _dire(ailleurs[demande])
        dans_url = st.session_state[etat] = st.session_state[vu] = defaut
    else:
        dans_url = _choix_de_l_url(cle, codes, defaut)

    def reporter() -> None:
        choisi = st.session_state[etat]
        if choisi is None:  # un bouton déjà choisi, recliqué
            st.session_state[etat] = choisi = dans_url
        st.session_state[vu] = choisi
        ecrire(cle, choisi, "" if toujours else defaut)

    if composant is st.segmented_control:
        reglages.setdefault("wrap", True)  # sur une tablette, les boutons passent à la ligne au lieu d'être coupés
    if composant is st.selectbox:
        reglages.setdefault("placeholder", "Choisir")  # le mot de Streamlit est en anglais
    # Les boutons lisent le Markdown, la liste non.
    libelles = options if composant is st.selectbox else {c: sans_markdown(o) for c, o in options.items()}
    composant(libelle, codes, key=etat, format_func=libelles.__getitem__, on_change=reporter, **reglages)
    return st.session_state[etat] or dans_url


def _choix_de_l_url(cle: str, codes: Sequence[str], defaut: str) -> str:
    """Le choix que l'URL demande, mis dans l'état du composant."""
    etat, vu = f"choix_{cle}", f"url_{cle}"
    if st.query_params.get(cle) not in (None, *codes) and st.session_state.get(vu) == st.query_params[cle]:
        # Un choix d'avant qui n'a plus cours (une année, après un changement d'indicateur) s'efface sans reproche.
        del st.query_params[cle]
    dans_url = lire(cle, codes, defaut)
    # Redit à chaque fois : d'un quartier à l'autre le composant est neuf, et s'afficherait sans choix marqué.
    st.session_state[etat] = st.session_state[vu] = dans_url
    return dans_url


def selecteur_multiple(
    composant: Callable[..., Any],
    libelle: str,
    cle: str,
    options: Mapping[str, str],
    defaut: Sequence[str],
    *,
    ailleurs: Sequence[str] = (),
    **reglages: Any,
) -> tuple[str, ...]:
    """Comme `selecteur`, pour plusieurs choix : `?face=commune.epci` ; rend les codes dans l'ordre des options.

    ailleurs : les codes que la même clé admet sur d'autres pages ; ils ne se proposent pas ici, et l'URL les garde.
    """
    codes, par_defaut = list(options), SEPARATEUR.join(defaut)
    lu = st.query_params.get(cle, par_defaut)
    if lu not in (AUCUN, par_defaut) and not set(lu.split(SEPARATEUR)) <= {*codes, *ailleurs}:
        _dire_inconnu(lu)
        lu = par_defaut
    dans_url = [c for c in codes if c in lu.split(SEPARATEUR)]
    etat, vu = f"choix_{cle}", f"url_{cle}"
    st.session_state[etat] = dans_url  # redit à chaque fois, pour la même raison que ci-dessus
    st.session_state[vu] = lu

    def reporter() -> None:
        gardes = [c for c in ailleurs if c in lu.split(SEPARATEUR)]
        choisis = SEPARATEUR.join([*(c for c in codes if c in st.session_state[etat]), *gardes]) or AUCUN
        st.session_state[vu] = choisis
        ecrire(cle, choisis, par_defaut)

    libelles = {c: sans_markdown(o) for c, o in options.items()}
    composant(
        libelle,
        codes,
        key=etat,
        format_func=libelles.__getitem__,
        on_change=reporter,
        selection_mode="multi",
        wrap=True,  # sur une tablette, les boutons passent à la ligne au lieu d'être coupés
        **reglages,
    )
    return tuple(c for c in codes if c in st.session_state[etat])


def texte_libre(libelle: str, cle: str, longueur: int, **reglages: Any) -> str:
    """Un champ de texte dont le contenu vit dans l'URL (`?q=lecture`), coupé à `longueur` caractères.

    Les caractères qui ne s'impriment pas sont retirés : une adresse est une entrée comme une autre.
    """
    lu = "".join(c for c in st.query_params.get(cle, "")[:longueur] if c.isprintable())
    etat = f"choix_{cle}"
    st.session_state[etat] = lu

    def reporter() -> None:
        ecrire(cle, st.session_state[etat].strip()[:longueur], "")

    st.text_input(sans_markdown(libelle), key=etat, max_chars=longueur, on_change=reporter, **reglages)
    return st.session_state[etat].strip()


@contextmanager
def pli(libelle: str, cle: str) -> Iterator[bool]:
    """Un pli fermé au départ, ouvert si l'adresse le dit (`?cle=true`) ; rend vrai quand il est ouvert.

    Son contenu n'est envoyé que s'il est ouvert : un pli fermé ne pèse rien.
    """
    boite = st.expander(sans_markdown(libelle), key=cle, bind="query-params")
    with boite:
        yield bool(boite.open)


def suivre_clic(cle: str, clique: str, courant: str, rang: int) -> str:
    """Reporte dans l'URL un clic sur la carte, une seule fois, et rend le choix à jour.

    La carte garde en mémoire son dernier clic : seul un clic nouveau change l'adresse, sinon un
    retour en arrière serait aussitôt annulé. rang : le compte des clics, 0 pour une carte neuve.
    """
    vu = f"clic_{cle}"
    if not clique:  # carte neuve : son premier clic compte, même s'il porte le rang d'un clic d'avant
        st.session_state.pop(vu, None)
    elif st.session_state.get(vu) != rang:
        st.session_state[vu] = rang
        if clique != courant:
            st.query_params[cle] = clique
            st.rerun()
    return courant
