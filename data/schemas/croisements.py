"""Les règles qui portent sur plusieurs lignes ou plusieurs tables à la fois.

Les codes connus sont ceux qui se lisent dans la table de référence, même sur une ligne
fautive : une faute dans `indicateurs.csv` ne doit pas en faire naître des milliers
d'autres dans `valeurs.csv`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from data.fautes import Faute
from data.lecture_csv import citer, proche
from data.schemas.regles import NOMBRE
from data.schemas.tables import PAR_NOM

Cadres = Mapping[str, pd.DataFrame]
TOUS = "tous"
ENSEMBLE = "ensemble"


@dataclass(frozen=True, slots=True)
class FauteCroisee:
    """Une faute, et les lignes de la table qu'elle met de côté."""

    table: str
    lignes: tuple[int, ...]
    faute: Faute


@dataclass(frozen=True, slots=True)
class Reference:
    """Une colonne dont les codes viennent d'une autre table.

    vide : la cellule peut être vide ; liste : codes séparés par « ; » ; sauf : codes
    permis en plus ; genres : ne garde que les territoires de ces types.
    """

    table: str
    colonne: str
    cible: str
    vide: bool = False
    liste: bool = False
    sauf: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()


REFERENCES: tuple[Reference, ...] = (
    Reference("territoires", "parent", "territoires", vide=True),
    Reference("valeurs", "territoire", "territoires"),
    Reference("valeurs", "indicateur", "indicateurs"),
    Reference("valeurs", "source", "sources", vide=True),  # le vide est déjà dit par le schéma
    Reference("valeurs", "modalite", "modalites", vide=True),
    Reference("credits_publies", "source", "sources", vide=True),
    Reference("postes_contrat_de_ville", "source", "sources", vide=True),
    Reference("actions", "source", "sources", vide=True),
    Reference("actions", "pilier", "piliers", vide=True),
    Reference("actions", "quartiers", "territoires", vide=True, liste=True, sauf=(TOUS,), genres=("qpv", "qva")),
    Reference("controles", "territoire", "territoires", vide=True, liste=True),
    Reference("controles", "indicateur", "indicateurs", vide=True, liste=True),
    Reference("piliers", "correspondance", "piliers", vide=True),
    Reference("regards", "territoire", "territoires"),
    Reference("regards", "pilier", "piliers", vide=True),
    *(
        Reference(table, colonne, cible)
        for table in ("distribution_qpv", "rangs_qpv", "ecarts_types_qpv", "mouvements_qpv", "qpv_semblables")
        for colonne, cible in (("indicateur", "indicateurs"), ("source", "sources"))
    ),
    Reference("rangs_qpv", "territoire", "territoires"),
    Reference("qpv_semblables", "territoire", "territoires"),
    Reference("lectures", "indicateur", "indicateurs"),
    Reference("precisions_locales", "indicateur", "indicateurs"),
    Reference("seuils", "indicateur", "indicateurs", vide=True),
    Reference("evolutions_interdites", "territoire", "territoires", liste=True),
    Reference("evolutions_interdites", "indicateur", "indicateurs", liste=True),
    Reference("controles_automatiques", "controle", "controles"),
    *(
        Reference(table, "territoire", "territoires", vide=True)
        for table in ("interventions", "chantiers_tremplin", "reperes", "chronologie")
    ),
    *(
        Reference(table, "source", "sources", vide=True)
        for table in ("acteurs", "interventions", "mediation_regie", "chantiers_tremplin", "reperes", "chronologie")
    ),
    Reference("interventions", "acteur", "acteurs"),
    Reference("dispositifs", "pilier", "piliers", vide=True),
    Reference("parole", "modalite", "modalites", vide=True),
    Reference("figures_perdues", "territoire", "territoires", vide=True, liste=True),
    Reference("figures_perdues", "indicateur", "indicateurs", vide=True),
    Reference("figures_perdues", "modalites", "modalites", vide=True, liste=True, sauf=(ENSEMBLE,)),
    Reference("indicateurs_suivis", "indicateur", "indicateurs"),
    Reference("indicateurs_suivis", "modalite", "modalites", vide=True),
    Reference("indicateurs_suivis", "reference", "territoires", vide=True),
    Reference("contestations", "territoire", "territoires"),
    Reference("contestations", "indicateur", "indicateurs"),
    Reference("contestations", "modalite", "modalites", vide=True),
    Reference("variables_insee", "indicateur", "indicateurs"),
    Reference("variables_insee", "modalite", "modalites", vide=True),
)


def separer(cellule: str) -> tuple[str, ...]:
    """Les codes d'une cellule qui en porte plusieurs, séparés par « ; »."""
    return tuple(code for code in (c.strip() for c in cellule.split(";")) if code)


def _reference(regle: Reference, cadres: Cadres) -> Iterator[FauteCroisee]:
    cadre, cible = cadres.get(regle.table), cadres.get(regle.cible)
    if cadre is None or cible is None:
        return  # table absente ou illisible : dit ailleurs, une seule fois
    if regle.genres:
        cible = cible[cible["type"].isin(regle.genres)]
    cle = PAR_NOM[regle.cible].cle[0]
    connus = set(cible[cle]) | set(regle.sauf)
    inconnus = {}
    for lu in cadre[regle.colonne].unique():
        codes = separer(lu) if regle.liste else (lu,)
        mauvais = [c for c in codes if c not in connus and not (regle.vide and not c)]
        if mauvais:
            inconnus[lu] = mauvais[0]
    if not inconnus:
        return
    noms = sorted(connus)
    attendu = (
        f"un code de la colonne « {cle} » de {regle.cible}.csv"
        + (", plusieurs codes étant séparés par « ; »" if regle.liste else "")
        + "."
    )
    phrases = {
        lu: f"{citer(code)} est un code inconnu{proche(code, noms)}." if code else "la cellule est vide."
        for lu, code in inconnus.items()
    }
    fautives = cadre.loc[cadre[regle.colonne].isin(list(inconnus)), regle.colonne]
    for ligne, lu in fautives.items():
        yield FauteCroisee(
            regle.table, (ligne,), Faute(f"{regle.table}.csv", ligne, regle.colonne, phrases[lu], attendu)
        )


def _repetitions(
    cadre: pd.DataFrame, colonnes: list[str], dire: Callable[[int, Mapping[str, str]], Faute]
) -> Iterator[tuple[tuple[int, ...], Faute]]:
    """Pour chaque ligne qui répète une autre : (la ligne et la première de son espèce, la faute)."""
    if cadre.empty:
        return
    doubles = cadre[cadre.duplicated(colonnes, keep=False)]
    premieres: dict[tuple[str, ...], int] = {}
    for ligne, cle in zip(doubles.index, doubles[colonnes].itertuples(index=False, name=None), strict=True):
        premiere = premieres.setdefault(cle, ligne)
        if premiere != ligne:
            lue = dict(zip(colonnes, cle, strict=True))
            faute = dire(premiere, lue)
            yield (premiere, ligne), Faute(faute.fichier, ligne, faute.colonne, faute.constat, faute.attendu)


def _doublons(cadres: Cadres) -> Iterator[FauteCroisee]:
    for nom, cadre in cadres.items():
        table = PAR_NOM[nom]
        cle = list(table.cle) or list(table.colonnes)

        def dire(premiere: int, lue: Mapping[str, str], table=table) -> Faute:
            if not table.cle:
                return Faute(
                    table.fichier,
                    None,
                    "",
                    f"la ligne répète mot pour mot la ligne {premiere}.",
                    "une seule de ces lignes.",
                )
            valeurs = ", ".join(v for v in lue.values() if v)
            return Faute(
                table.fichier,
                None,
                ", ".join(table.cle),
                f"la ligne répète la clé de la ligne {premiere} ({valeurs}).",
                "une seule ligne par clé (aucune des deux n'est montrée).",
            )

        for lignes, faute in _repetitions(cadre, cle, dire):
            yield FauteCroisee(nom, lignes, faute)


def _slugs(cadres: Cadres) -> Iterator[FauteCroisee]:
    cadre = cadres.get("territoires")
    if cadre is None:
        return
    dire = lambda premiere, lue: Faute(  # noqa: E731
        "territoires.csv",
        None,
        "slug",
        f"{citer(lue['slug'])} sert déjà à la ligne {premiere}.",
        "une adresse différente par territoire.",
    )
    for lignes, faute in _repetitions(cadre[cadre["slug"] != ""], ["slug"], dire):
        yield FauteCroisee("territoires", lignes, faute)


def _retenues(cadres: Cadres) -> Iterator[FauteCroisee]:
    """Au plus une ligne « retenue » pour un même territoire, indicateur, modalité et année."""
    cadre = cadres.get("valeurs")
    if cadre is None:
        return
    dire = lambda premiere, _: Faute(  # noqa: E731
        "valeurs.csv",
        None,
        "note",
        f"la ligne {premiere} est déjà retenue pour la même valeur.",
        "une seule note qui commence par « retenue », les autres par « ecartee ».",
    )
    retenues = cadre[cadre["note"].str.startswith("retenue")]
    for lignes, faute in _repetitions(retenues, ["territoire", "indicateur", "modalite", "annee"], dire):
        yield FauteCroisee("valeurs", lignes, faute)


def bornes_valeur(indicateur: str, unite: str) -> tuple[float, float]:
    """Entre quoi une valeur est plausible, selon l'unité.

    Une part (« part_… ») ou un taux (« taux_… ») va de 0 à 100 % ; un autre pourcentage
    (une évolution) de −100 à 1 000 ; un effectif, un montant, un indice sont positifs ou nuls.
    """
    if unite.startswith("%"):
        part = indicateur.startswith(("part_", "taux_"))
        return (0.0, 100.0) if part else (-100.0, 1000.0)
    if unite.startswith("point"):
        return (-1000.0, 1000.0)
    return (0.0, float("inf"))


def _plausibles(cadres: Cadres) -> Iterator[FauteCroisee]:
    cadre, indicateurs = cadres.get("valeurs"), cadres.get("indicateurs")
    if cadre is None or indicateurs is None:
        return
    unites = dict(zip(indicateurs["indicateur"], indicateurs["unite"], strict=True))
    # Seulement la valeur retenue : la valeur publiée peut être une faute d'impression.
    lisible = cadre[cadre["valeur"].str.fullmatch(NOMBRE) & cadre["indicateur"].isin(list(unites))]
    bornes = {i: bornes_valeur(i, unites[i]) for i in lisible["indicateur"].unique()}
    valeurs = lisible["valeur"].astype(float)
    bas, haut = (lisible["indicateur"].map({i: b[k] for i, b in bornes.items()}) for k in (0, 1))
    hors = lisible[(valeurs < bas) | (valeurs > haut)]
    for ligne, lu, indicateur in zip(hors.index, hors["valeur"], hors["indicateur"], strict=True):
        mini, maxi = bornes[indicateur]
        attendu = f"au moins {mini:g}" if maxi == float("inf") else f"entre {mini:g} et {maxi:g}"
        yield FauteCroisee(
            "valeurs",
            (ligne,),
            Faute(
                "valeurs.csv",
                ligne,
                "valeur",
                f"{citer(lu)} n'est pas plausible en {citer(unites[indicateur])}.",
                attendu + ".",
            ),
        )


def _demonstration(cadres: Cadres) -> Iterator[FauteCroisee]:
    """Des lignes de démonstration ne survivent jamais à côté de lignes réelles."""
    cadre = cadres.get("actions")
    if cadre is None or not (cadre["statut"] == "reel").any():
        return
    lignes = tuple(cadre.index[cadre["statut"] == "demonstration"])
    if not lignes:
        return
    combien = "une ligne" if len(lignes) == 1 else f"{len(lignes)} lignes (la première ici)"
    faute = Faute(
        "actions.csv",
        lignes[0],
        "statut",
        f"{combien} de démonstration à côté de lignes réelles.",
        "des lignes réelles seules, ou de démonstration seules (celles-ci sont mises de côté).",
    )
    yield FauteCroisee("actions", lignes, faute)


def _contestees(cadres: Cadres) -> Iterator[FauteCroisee]:
    """Une contestation vise un chiffre qui existe : sinon elle resterait sans effet, sans que personne le sache."""
    cadre, valeurs = cadres.get("contestations"), cadres.get("valeurs")
    if cadre is None or valeurs is None or cadre.empty:
        return
    cle = ["territoire", "indicateur", "modalite", "annee"]
    connues = set(valeurs.loc[valeurs["valeur"] != "", cle].itertuples(index=False, name=None))
    for ligne, visee in zip(cadre.index, cadre[cle].itertuples(index=False, name=None), strict=True):
        if visee not in connues:
            constat = f"aucun chiffre n'est publié pour {citer(', '.join(v for v in visee if v))}."
            attendu = "le territoire, l'indicateur, la modalité et l'année d'une ligne de valeurs.csv qui a une valeur."
            faute = Faute("contestations.csv", ligne, ", ".join(cle), constat, attendu)
            yield FauteCroisee("contestations", (ligne,), faute)


def _blocs_insee(cadres: Cadres) -> Iterator[FauteCroisee]:
    """Une variable ou une année de l'Insee appartient à un bloc décrit : sinon rien ne dit comment lire sa note."""
    blocs = cadres.get("blocs_insee")
    if blocs is None:
        return
    cle = ["base", "bloc"]
    connus = set(blocs[cle].itertuples(index=False, name=None))
    for nom in ("variables_insee", "annees_insee"):
        cadre = cadres.get(nom)
        if cadre is None:
            continue
        for ligne, (base, bloc) in zip(cadre.index, cadre[cle].itertuples(index=False, name=None), strict=True):
            if (base, bloc) not in connus:
                constat = f"le bloc {citer(bloc)} de {base} n'est pas décrit."
                attendu = "une ligne de blocs_insee.csv pour cette base et ce bloc."
                yield FauteCroisee(nom, (ligne,), Faute(f"{nom}.csv", ligne, "bloc", constat, attendu))


def croiser(cadres: Cadres) -> Iterator[FauteCroisee]:
    """Toutes les fautes croisées des tables lisibles ; ne lève rien."""
    for regle in REFERENCES:
        yield from _reference(regle, cadres)
    for controle in CONTROLES_CROISES:
        yield from controle(cadres)


CONTROLES_CROISES = (_doublons, _slugs, _retenues, _plausibles, _demonstration, _contestees, _blocs_insee)


def nombre_croisements(table: str) -> int:
    """Combien de contrôles croisés portent sur cette table (pour le compte rendu)."""
    seules = ("territoires", "actions", "contestations", "variables_insee", "annees_insee")
    propres = dict.fromkeys(seules, 1) | {"valeurs": 2}
    return 1 + propres.get(table, 0) + sum(r.table == table for r in REFERENCES)
