"""Les sections d'un portrait qui ne sont pas une suite de graphiques : ce qui affiche chacune."""

from collections.abc import Callable

import streamlit as st

from components.acces import afficher_reserve
from components.blocs import afficher as afficher_bloc
from components.blocs import afficher_en_grille
from components.html import balise, montrer
from components.mentions import bandeau_demonstration
from components.registre import afficher_registre
from components.textes import afficher_textes
from data.entrepot import Entrepot
from data.identite import ensemble
from data.vues.acteurs import acteurs_du_quartier
from data.vues.cadre_de_vie import PILIER, blocs_cadre_de_vie
from data.vues.credits import en_demonstration
from data.vues.credits_quartier import blocs_credits
from data.vues.fiabilite import registre
from data.vues.parole import VOIX, ce_qui_se_dit, reponses_du_quartier
from data.vues.regards import bloc_comite, bloc_regards, des_reservees

RIEN = "Aucune donnée pour ce quartier dans les tables chargées."


def _rien() -> None:
    montrer(balise("p", RIEN, classe="reserve"))


def _cadre_de_vie(tables: Entrepot, code: str) -> None:
    chiffres = blocs_cadre_de_vie(tables, code)
    if not chiffres:
        montrer(balise("p", "Aucun chiffre du cadre de vie n'est connu pour ce seul quartier.", classe="reserve"))
    afficher_en_grille(chiffres)
    _regards(tables, ((code, PILIER),))


def _regards_du_quartier(tables: Entrepot, code: str) -> None:
    _regards(tables, ((code, ""), (ensemble(tables), "")))


def _regards(tables: Entrepot, choix: tuple[tuple[str, str], ...]) -> None:
    """Les observations publiques de chaque (territoire, pilier), puis, à part, celles du comité."""
    choix = tuple((code, pilier) for code, pilier in choix if code in tables.territoires)
    publics = [b for code, pilier in choix if (b := bloc_regards(tables, code, pilier))]
    if not publics:
        _rien()
        return
    premier, cote = st.columns([3, 2])
    with premier:
        afficher_textes(publics[0])
    with cote:
        for bloc in publics[1:]:
            afficher_textes(bloc)
        if des_reservees(tables):
            afficher_reserve(lambda: [b for code, pilier in choix if (b := bloc_comite(tables, code, pilier))])


def _parole(tables: Entrepot, code: str) -> None:
    bloc = reponses_du_quartier(tables, code)
    if bloc is None:
        _rien()
        return
    with st.container(key="grille_parole"):
        nombres, usage = st.columns([3, 2])
    with nombres:
        afficher_bloc(bloc)
    with usage:
        afficher_textes(ce_qui_se_dit(tables, next(iter(VOIX))))
        page = st.session_state["pages"].get("parole")
        if page is not None:
            st.page_link(page, label="Les réponses, tous quartiers réunis", icon=":material/arrow_forward:")


def _credits(tables: Entrepot, code: str) -> None:
    blocs = blocs_credits(tables, code)
    if blocs and en_demonstration(tables):
        montrer(bandeau_demonstration())
    afficher_en_grille(blocs)
    if not blocs:
        _rien()


def _acteurs(tables: Entrepot, code: str) -> None:
    afficher_bloc(acteurs_du_quartier(tables, code))


def _fiabilite(tables: Entrepot, code: str) -> None:
    afficher_registre(registre(tables, territoire=code))


SECTIONS_A_PART: dict[str, Callable[[Entrepot, str], None]] = {
    "cadre-de-vie": _cadre_de_vie,
    "regards": _regards_du_quartier,
    "parole": _parole,
    "credits": _credits,
    "acteurs": _acteurs,
    "fiabilite": _fiabilite,
}
