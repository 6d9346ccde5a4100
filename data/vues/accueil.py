"""Les blocs de l'accueil : une phrase, les quartiers, leur carte."""

from collections import Counter
from dataclasses import dataclass, replace

from data.annees import cle_annee
from data.blocs import construire
from data.entrepot import Entrepot
from data.formats import annee_lisible, en_lettres, nombre, pluriel, quand, valeur_ou_statut
from data.identite import avec_combien, de_la_ville, ensemble, les_quartiers
from data.modele import Bloc, Territoire
from data.montage import ligne
from data.phrases import majuscule
from data.vues.reperes_de_comparaison import reference_principale
from data.vues.reponses import Reponse, pauvrete_en_face

FICHE = ("population", "revenu_median", "taux_pauvrete")


@dataclass(frozen=True, slots=True)
class FicheQuartier:
    """Une ligne de l'accueil : le quartier et ses trois chiffres (nom avec l'année, valeur écrite, statut)."""

    territoire: Territoire
    chiffres: tuple[tuple[str, str, str], ...]


def chapeau(entrepot: Entrepot) -> str:
    """Combien d'habitants, et la pauvreté face à l'agglomération : ce qu'un élu retient en dix secondes.

    Sans chiffres de l'agglomération : face à la ville, à défaut face aux quartiers prioritaires du pays.
    """
    return " ".join((_population(entrepot), *_pauvrete(entrepot).phrases))


def _pauvrete(entrepot: Entrepot) -> Reponse:
    reference = reference_principale(entrepot)
    return pauvrete_en_face(entrepot, reference) if reference else Reponse()


def _population(entrepot: Entrepot) -> str:
    """« 10 263 personnes vivent dans les cinq quartiers prioritaires de Carcassonne en 2018. »"""
    quartiers = entrepot.quartiers()
    # Un seul quartier est à lui seul l'ensemble ; plusieurs villes n'en ont pas.
    code = ensemble(entrepot) or (quartiers[0].code if len(quartiers) == 1 else "")
    mesure = entrepot.derniere(code, "population")
    if mesure is None or mesure.valeur is None:
        n = len(quartiers)
        combien = f"{en_lettres(n)} {pluriel(n, 'quartier prioritaire', 'quartiers prioritaires')}"
        return f"{majuscule(combien)} de la politique de la ville."
    ou = f"{les_quartiers(entrepot, 'prioritaire')} {de_la_ville(entrepot)}".strip()
    return f"{nombre(mesure.valeur)} personnes vivent dans {ou} {quand(mesure.annee)}."


def fiches(entrepot: Entrepot) -> tuple[FicheQuartier, ...]:
    """Les quartiers et leurs trois chiffres."""
    rendues = []
    for t in entrepot.quartiers():
        chiffres = []
        for code in FICHE:
            m, fiche = entrepot.derniere(t.code, code), entrepot.indicateurs.get(code)
            if m and fiche:
                texte = valeur_ou_statut(m.valeur, m.statut, fiche.unite, fiche.decimales)
                chiffres.append(
                    (f"{fiche.libelle} {annee_lisible(m.annee)}", texte, m.statut if m.valeur is not None else "")
                )
        rendues.append(FicheQuartier(t, tuple(chiffres)))
    return tuple(rendues)


def bloc_fiches(entrepot: Entrepot) -> Bloc:
    """Les chiffres des cartes de l'accueil, en un bloc : leur source, leur table, de quoi les contester."""
    lignes = [
        ligne(entrepot, m, categorie=entrepot.indicateurs[code].libelle)
        for t in entrepot.quartiers()
        for code in FICHE
        if code in entrepot.indicateurs and (m := entrepot.derniere(t.code, code))
    ]
    # Le chapeau de la page cite aussi l'ensemble et l'agglomération : leurs chiffres sont dans la même table.
    tous = entrepot.derniere(ensemble(entrepot), "population")
    lignes += [ligne(entrepot, tous, categorie=entrepot.indicateurs["population"].libelle)] if tous else []
    lignes += [
        replace(x, categorie=entrepot.indicateurs[x.mesure.indicateur].libelle)
        for x in _pauvrete(entrepot).lignes
        if x.mesure.territoire not in {t.code for t in entrepot.quartiers()}
    ]
    titre = f"Les chiffres {avec_combien(entrepot)}"
    return construire("accueil-fiches", titre, "tableau", lignes, "", entrepot.sources)


def bloc_carte(entrepot: Entrepot, indicateur: str = "taux_pauvrete") -> Bloc | None:
    """Le bloc de la carte d'accueil : l'indicateur dans chaque quartier, la même année partout."""
    codes = [t.code for t in entrepot.quartiers()]
    annees = Counter(m.annee for code in codes for m in entrepot.mesures_de(code, indicateur))
    if not annees:
        return None
    # Une seule année sur une carte : celle que le plus de quartiers ont, la plus récente à égalité.
    annee = max(annees, key=lambda a: (annees[a], cle_annee(a)))
    mesures = [m for code in codes if (m := entrepot.mesure(code, indicateur, annee))]
    fiche = entrepot.indicateurs[indicateur]
    return construire(
        "accueil-carte",
        f"{fiche.libelle} dans {les_quartiers(entrepot)}, {annee_lisible(annee)}",
        "carte",
        [ligne(entrepot, m) for m in mesures],
        "Plus la teinte est foncée, plus la pauvreté est fréquente. Cliquer sur un quartier ouvre son portrait.",
        entrepot.sources,
    )
