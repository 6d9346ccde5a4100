"""De petits entrepôts écrits à la main, pour voir ce que dit une vérification."""

from types import MappingProxyType

from data.entrepot import INSEE, Entrepot
from data.modele import CreditPublie, Indicateur, Mesure, Source, Territoire
from data.verifications.constat import Dossier

RAPPORT = "rapport_2022"
TRANCHES = ("0-14", "15-24", "25-59", "60-74", "75+")


def territoire(code, genre="qpv", parent="11069"):
    return Territoire(code, code, code, genre, parent, "", "2015")


LIEUX = (
    territoire("A"),
    territoire("B"),
    territoire("C"),
    territoire("TOUS", "ensemble_qpv"),
    territoire("MOY", "moyenne_qpv", ""),
    territoire("11069", "commune", ""),
)


def indicateur(code, unite="%", sommable=False, evolution="libre", bruit=None, producteur="Insee"):
    return Indicateur(code, code, "d", "p", unite, 0, "neutre", sommable, evolution, bruit, "d", producteur, 1)


_TAUX = ("age", "part_moins_25_ans", "taux_pauvrete", "menages", "part_demandeurs_emploi_age")
FICHES = (
    *map(indicateur, _TAUX),
    indicateur("evolution_age", evolution="interdite"),
    indicateur("taux_emploi", bruit=4.0, evolution="rupture:2015"),
    indicateur("part_qpv_allocataires_caf"),
    indicateur("demandeurs_emploi", "personnes", sommable=True),
    indicateur("allocataires_caf", "foyers", sommable=True),
    indicateur("revenu_median", "€ par an"),
    indicateur("revenu_disponible", "€ par an"),
)


def mesure(lieu, quoi, annee, valeur, modalite="", source=RAPPORT, statut="publie", publiee=None, note=""):
    return Mesure(lieu, quoi, modalite, annee, valeur, statut, publiee, source, "ref", note)


def profil(lieu, quoi, annee, valeurs, source=RAPPORT, **autres):
    """Une mesure par modalité : {« 0-14 »: 27, …}."""
    return [mesure(lieu, quoi, annee, float(v), m, source, **autres) for m, v in valeurs.items()]


def credit(annee, valeur, mesure_="montant", pilier="total", publiee=None, source=RAPPORT):
    statut = "publie" if publiee is None else "corrige"
    return CreditPublie(annee, pilier, mesure_, valeur, statut, publiee, source, f"ref {source}", "")


def entrepot(*mesures, credits_publies=()):
    """Un entrepôt avec ces mesures, et les recherches qu'en font les vérifications."""
    retenues, series = {}, {}
    for m in mesures:
        cle = (m.territoire, m.indicateur, m.modalite, m.annee)
        ancienne = retenues.get(cle)
        if ancienne is None or m.source.startswith(INSEE):
            retenues[cle] = m
    for m in sorted(retenues.values(), key=lambda m: m.annee):
        series.setdefault((m.territoire, m.indicateur, m.modalite), []).append(m)
    return Entrepot(
        territoires=MappingProxyType({t.code: t for t in LIEUX}),
        indicateurs=MappingProxyType({i.code: i for i in FICHES}),
        sources=MappingProxyType({RAPPORT: Source(RAPPORT, "", "Rapport", "", "", "", "")}),
        mesures=tuple(mesures),
        credits_publies=tuple(credits_publies),
        _retenues=MappingProxyType(retenues),
        _series=MappingProxyType({c: tuple(s) for c, s in series.items()}),
    )


def dossier(*mesures, credits_publies=()):
    return Dossier(entrepot(*mesures, credits_publies=credits_publies))


def ages(*valeurs):
    """Les cinq parts d'un profil d'âge, dans l'ordre des tranches."""
    return dict(zip(TRANCHES, valeurs, strict=True))


def natures(trouves):
    return [c.controle for c in trouves]
