"""La carte d'un bloc : une teinte par quartier, sa valeur écrite dessus, une légende en mots."""

from collections.abc import Iterable, Sequence

from components.cartes import Clic, Zone, afficher_carte
from components.html import Html, assembler, balise, montrer
from components.theme import ALERTE, DEMONSTRATION, FOND_DOUX, RAMPE
from data.blocs import valeur_de_ligne
from data.entrepot import Entrepot
from data.formats import LIBELLES_STATUTS, annee_lisible, valeur_unite
from data.modele import Bloc, Ligne
from geo.contours import Contour, Contours

SANS_VALEUR = "#ffffff"


def _classes(lignes: Iterable[Ligne]) -> tuple[float, float]:
    valeurs = [x.mesure.valeur for x in lignes if x.mesure.valeur is not None]
    return (min(valeurs), max(valeurs)) if valeurs else (0.0, 0.0)


def teinte(valeur: float | None, bas: float, haut: float) -> str:
    """La teinte d'une valeur entre le plus bas et le plus haut ; blanc quand il n'y a pas de valeur."""
    if valeur is None:
        return SANS_VALEUR
    part = (valeur - bas) / (haut - bas) if haut > bas else 0.5
    return RAMPE[min(int(part * len(RAMPE)), len(RAMPE) - 1)]


def _etiquette(nom: str, ligne: Ligne) -> Html:
    """Le nom et la valeur, sur un fond clair : lisibles quelle que soit la teinte dessous."""
    return balise(
        "div",
        balise("b", nom),
        balise("br"),
        valeur_de_ligne(ligne),
        style="font:15px/1.2 sans-serif;text-align:center;background:rgba(255,255,255,.88);border-radius:6px;"
        "padding:2px 4px;width:fit-content;margin:auto;white-space:nowrap;color:#1c2426",
    )


def _infobulle(ligne: Ligne) -> Html:
    m = ligne.mesure
    return assembler(
        balise("b", ligne.serie),
        balise("br"),
        f"{valeur_de_ligne(ligne)} ({annee_lisible(m.annee)}, {LIBELLES_STATUTS.get(m.statut, m.statut)})",
    )


def carte_indicateur(
    bloc: Bloc,
    contours: Contours,
    entrepot: Entrepot,
    *,
    choisi: str = "",
    hauteur: int = 600,
    surimpression: Sequence[Contour] = (),
    legende: str = "",
) -> Clic:
    """Dessine le bloc sur les contours de 2015 et rend le dernier clic sur un quartier.

    surimpression : d'autres contours, tiretés par-dessus ; legende : ce qu'ils sont.
    """
    lignes = {x.mesure.territoire: x for x in bloc.lignes}
    # Ce qui n'a pas de contour (« Sans quartier précisé ») ne doit pas étirer la gamme des teintes.
    bas, haut = _classes(lignes[c.code] for c in contours.quartiers_2015 if c.code in lignes)
    zones = [
        Zone(
            contour=c,
            couleur=teinte(lignes[c.code].mesure.valeur, bas, haut),
            etiquette=_etiquette(entrepot.territoires[c.code].nom_court, lignes[c.code]),
            infobulle=_infobulle(lignes[c.code]),
            hachure=lignes[c.code].mesure.statut == "demonstration",
        )
        for c in contours.quartiers_2015
        if c.code in lignes
    ]
    if not zones:
        montrer(
            balise(
                "p",
                "Les contours des quartiers ne sont pas disponibles : la carte ne peut pas être dessinée. "
                "Les valeurs restent lisibles dans la table.",
                classe="reserve",
            )
        )
        return Clic("", 0)
    mention = "DONNÉES DE DÉMONSTRATION" if bloc.demonstration else ""
    clique = afficher_carte(
        contours,
        zones,
        f"carte_{bloc.genre}_{'demo' if mention else 'reel'}",
        hauteur=hauteur,
        choisi=choisi,
        mention=mention,
        surimpression=surimpression,
    )
    montrer(_legende(bloc, bas, haut, legende if surimpression else ""))
    return clique


def _legende(bloc: Bloc, bas: float, haut: float, surimpression: str) -> Html:
    """Les classes de la carte, bornes écrites en français ; ce que sont les contours par-dessus, s'il y en a."""
    ligne = bloc.lignes[0]
    pas = (haut - bas) / len(RAMPE)

    def borne(rang: int) -> str:
        return valeur_unite(bas + pas * rang, ligne.unite, ligne.decimales)

    if haut == bas:
        morceaux = [(RAMPE[len(RAMPE) // 2], borne(0))]
    else:
        morceaux = [(t, f"de {borne(i)} à {borne(i + 1)}") for i, t in enumerate(RAMPE)]
    if any(x.mesure.valeur is None for x in bloc.lignes):
        morceaux.append((SANS_VALEUR, "pas de valeur"))
    morceaux.append((FOND_DOUX, "autour : la commune"))
    if bloc.demonstration:
        morceaux.append((DEMONSTRATION, "trait tireté : données de démonstration"))
    tirete = balise("li", balise("span", classe="pastille", style=f"border:2px dashed {ALERTE}"), surimpression)
    return balise(
        "ul",
        assembler(
            *(balise("li", balise("span", classe="pastille", style=f"background:{t}"), texte) for t, texte in morceaux),
            tirete if surimpression else "",
        ),
        classe="legende",
        aria_label="Légende de la carte",
    )
