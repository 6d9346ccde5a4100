"""Face à face : deux territoires, leurs âges, et ce qui les distingue le plus.

Un écart est frappant quand il est grand devant les différences ordinaires entre quartiers : on le
divise par l'écart-type des QPV de métropole (l'écart habituel d'un quartier à la moyenne), la même année.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.annees import DEBUT_DU_CONTRAT
from data.blocs import construire, valeur_de_ligne
from data.calculs import OperationInterdite
from data.entrepot import Entrepot
from data.formats import LIBELLES_STATUTS, enumeration, nombre, pluriel, quand, valeur_unite
from data.modele import Bloc, Ligne, Mesure
from data.montage import decimales_justes, libelle_modalite, ligne, nom_de_mesure
from data.phrases import lieu_de_mesure, majuscule, minuscule
from data.rapprochement import ecart_juge
from data.vues.ecarts_bilan import nom_de_la_reference, references_de
from data.vues.noms_de_mesures import nom_de_mesure_seule
from data.vues.portraits import TRANCHES

COMBIEN = 10
# Un sujet ne compte qu'une fois : sans cela, on aurait dix façons de dire le revenu. La mesure de tous d'abord ; celle
# d'un groupe (femmes, étrangers), moins nombreux, seulement quand celle de tous n'existe pas pour les deux.
SUJETS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("revenu_median", ""), ("revenu_declare_median", "")),
    (("revenu_disponible", "d1"), ("revenu_disponible", "q1")),
    (("revenu_disponible", "d9"), ("revenu_disponible", "q3")),
    (("taux_pauvrete", ""), ("part_bas_revenus", "")),
    (("rapport_interdecile", ""),),
    (("part_menages_imposes", ""),),
    (("composition_revenus", "activite"),),
    (("composition_revenus", "pensions"),),
    (("composition_revenus", "prestations"), ("composition_revenus", "minima_sociaux")),
    (("taux_emploi", ""), ("taux_emploi", "femmes"), ("taux_emploi", "etrangers")),
    (("part_emplois_precaires", ""), ("part_emplois_precaires", "femmes")),
    (("part_moins_25_ans", ""), ("indice_jeunesse", "")),
    (("part_60_ans_et_plus", ""),),
    (("part_femmes", ""),),
    (("part_etrangers", ""),),
    (("menages", "personne_seule"),),
    (("menages", "six_personnes_et_plus"),),
)
FORCE_MINIMALE = 0.5  # notre convention : sous la moitié de l'écart habituel à la moyenne, un écart ne distingue pas
REGLE = (
    f"Règle : nous regardons {len(SUJETS)} sujets choisis d'avance et gardons les {COMBIEN} plus grands écarts. Un "
    "sujet est dit par une seule mesure, celle de tous les habitants ; celle d'un groupe (femmes, étrangers) ne "
    f"la remplace que si elle manque. L'année est la plus récente que les deux ont, {DEBUT_DU_CONTRAT} ou après. "
    "Chaque écart est divisé par l'écart habituel d'un quartier prioritaire de métropole à la moyenne, la même année. "
    "Sont laissés de côté les valeurs contestées, les écarts sous la marge d'incertitude et ceux qui font moins de la "
    "moitié de cet écart habituel."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Deux mesures de la même année, et leur écart en nombre d'écarts-types entre QPV de métropole.

    L'écart-type est l'écart habituel d'un quartier à la moyenne ; deux quartiers pris au hasard diffèrent
    d'ordinaire de √2 fois plus : on ne parle donc pas de « différence ordinaire entre quartiers ».
    marge : sous laquelle l'écart ne se distingue pas, dans l'unité, None si elle n'est pas connue.
    """

    gauche: Mesure
    droite: Mesure
    valeur: float
    ecart_type: float
    marge: float | None

    @property
    def force(self) -> float:
        """|écart| / écart-type : sans unité, 1 pour l'écart habituel d'un quartier à la moyenne."""
        return abs(self.valeur) / self.ecart_type

    @property
    def nette(self) -> bool:
        """Faux sous la marge d'incertitude, ou sous la moitié de l'écart habituel à la moyenne."""
        return self.force >= FORCE_MINIMALE and (self.marge is None or abs(self.valeur) >= self.marge)


def choix_de_gauche(entrepot: Entrepot) -> dict[str, str]:
    """Code -> nom des quartiers."""
    return {t.code: t.nom for t in entrepot.quartiers()}


def choix_de_droite(entrepot: Entrepot, gauche: str) -> dict[str, str]:
    """Code -> nom des autres quartiers, puis de l'agglomération, de la ville, du QPV médian de métropole."""
    noms = {c: n for c, n in choix_de_gauche(entrepot).items() if c != gauche}
    return noms | references_de(entrepot, gauche)


@lru_cache(maxsize=4)
def ecarts_types(entrepot: Entrepot) -> dict[tuple[str, str, str], float]:
    """(indicateur, modalité, année) -> écart-type entre QPV de métropole, dans l'unité de l'indicateur."""
    return {
        (r["indicateur"], r["modalite"], r["annee"]): float(r["ecart_type"])
        for r in entrepot.table("ecarts_types_qpv").dictionnaires()
    }


def differences(entrepot: Entrepot, gauche: str, droite: str) -> tuple[Difference, ...]:
    """Une différence par sujet (la première mesure du sujet que les deux ont), de la plus forte à la plus faible."""
    siennes = (
        next((d for cle in sujet if (d := _difference(entrepot, gauche, droite, *cle))), None) for sujet in SUJETS
    )
    return tuple(sorted((d for d in siennes if d), key=lambda d: -d.force))


def _difference(entrepot: Entrepot, gauche: str, droite: str, indicateur: str, modalite: str) -> Difference | None:
    """Celle de la dernière année où les deux ont une valeur et où la dispersion est connue."""
    if indicateur not in entrepot.indicateurs:
        return None
    types = ecarts_types(entrepot)
    for ici in reversed(entrepot.mesures_de(gauche, indicateur, modalite)):
        la_bas = entrepot.mesure(droite, indicateur, ici.annee, modalite)
        etalon = types.get((indicateur, modalite, ici.annee))
        # Plus ancien que le contrat, le chiffre ne dit plus le quartier d'aujourd'hui.
        if ici.annee < DEBUT_DU_CONTRAT or la_bas is None or not etalon:
            continue
        try:
            trouve = ecart_juge(entrepot, ici, la_bas)
        except OperationInterdite:  # une des deux valeurs n'est pas diffusée, ou est contestée
            continue
        return Difference(ici, la_bas, trouve.valeur, etalon, trouve.marge)
    return None


def ce_qui_distingue(entrepot: Entrepot, gauche: str, droite: str) -> Bloc:
    """Les dix différences les plus frappantes, en phrases, et les valeurs en table."""
    toutes = differences(entrepot, gauche, droite)
    nettes = [d for d in toutes if d.nette][:COMBIEN]
    lignes = [x for d in nettes for x in _lignes(entrepot, d)]
    noms = [nom_de_la_reference(entrepot, code) for code in (gauche, droite)]
    return construire(
        f"face-a-face-{gauche}-{droite}".lower(),
        f"Ce qui distingue le plus {noms[0]} et {noms[1]}",
        "texte",
        lignes,
        _phrase(entrepot, nettes),
        entrepot.sources,
        reserves=(
            *_peu_peuples(entrepot, nettes, (gauche, droite)),
            *_laisses_de_cote(entrepot, gauche, droite, toutes),
            REGLE,
        ),
        accents=(gauche,),
        precisions=[_dire(entrepot, d) for d in nettes],
    )


def _lignes(entrepot: Entrepot, d: Difference) -> list[Ligne]:
    nom = f"{nom_de_mesure_seule(entrepot, d.gauche.indicateur, d.gauche.modalite)} ({d.gauche.annee})"
    return [ligne(entrepot, m, serie=nom, categorie=nom_de_mesure(entrepot, m)) for m in (d.gauche, d.droite)]


def _phrase(entrepot: Entrepot, nettes: Sequence[Difference]) -> str:
    if not nettes:
        return "Aucune mesure commune ne montre d'écart net entre les deux, ou ils n'ont pas de mesure en commun."
    premiere = nettes[0]
    sujet = nom_de_mesure_seule(entrepot, premiere.gauche.indicateur, premiere.gauche.modalite)
    combien = f"{len(nettes)} {pluriel(len(nettes), 'écart net', 'écarts nets')}"
    return (
        f"Le plus frappant : « {minuscule(sujet)} », {_valeurs(entrepot, premiere)}. "
        f"{combien} en tout, du plus grand au plus petit."
    )


def _valeurs(entrepot: Entrepot, d: Difference) -> str:
    """« 61 % à La Conte - Ozanam et 39 % à Bastide - Pont-Vieux, en 2019 »."""
    dites = [
        f"{valeur_de_ligne(ligne(entrepot, m))} {lieu_de_mesure(m, entrepot.territoires[m.territoire])}"
        for m in (d.gauche, d.droite)
    ]
    return f"{dites[0]} et {dites[1]}, {quand(d.gauche.annee)}"


def _dire(entrepot: Entrepot, d: Difference) -> str:
    """« Taux de pauvreté : 61 % à … et 39 % à …, en 2019. C'est 22 points de plus, soit 2,7 fois l'écart… »"""
    fiche = entrepot.indicateurs[d.gauche.indicateur]
    decimales = decimales_justes(d.droite.valeur or 0.0, d.gauche.valeur or 0.0, fiche.decimales)
    if fiche.unite.startswith("%"):
        taille = f"{nombre(abs(d.valeur), decimales)} {pluriel(d.valeur, 'point')}"
    else:
        taille = valeur_unite(abs(d.valeur), fiche.unite, decimales)
    nom = nom_de_mesure_seule(entrepot, d.gauche.indicateur, d.gauche.modalite)
    return majuscule(
        f"{nom} : {_valeurs(entrepot, d)}. C'est {taille} de {'plus' if d.valeur > 0 else 'moins'}, soit "
        f"{nombre(d.force, 1)} fois l'écart habituel d'un quartier à la moyenne."
    )


def _peu_peuples(entrepot: Entrepot, nettes: Sequence[Difference], codes: Sequence[str]) -> tuple[str, ...]:
    """La prudence à garder quand un quartier est sous la population minimale d'une mesure citée."""
    dites = []
    for code in codes:
        habitants = entrepot.habitants(code)
        seuils = [s for d in nettes if (s := entrepot.seuil(d.gauche.indicateur, "evolution")) is not None]
        plafond = max((s.effectif_minimal for s in seuils), default=0)
        if entrepot.territoires[code].type == "qpv" and habitants is not None and habitants < plafond:
            dites.append(
                f"{nom_de_la_reference(entrepot, code)} compte {nombre(habitants)} habitants, moins de "
                f"{nombre(plafond)} : ses chiffres du recensement sont à lire avec prudence."
            )
    return tuple(dites)


def _laisses_de_cote(entrepot: Entrepot, gauche: str, droite: str, trouvees: Sequence[Difference]) -> tuple[str, ...]:
    """Combien d'écarts sont sous la marge, et quelles mesures ne sont pas diffusées ou manquent."""
    rendu = []
    sous_la_marge = sum(not d.nette for d in trouvees)
    if sous_la_marge:
        rendu.append(f"{sous_la_marge} {pluriel(sous_la_marge, 'sujet')} : écart trop faible pour les distinguer.")
    absents: dict[tuple[str, str], list[str]] = {}
    mesures = {(d.gauche.indicateur, d.gauche.modalite) for d in trouvees}
    for sujet in SUJETS:
        if mesures & set(sujet):
            continue
        nom = nom_de_mesure_seule(entrepot, *sujet[0]) if sujet[0][0] in entrepot.indicateurs else ""
        for code in (gauche, droite):
            derniere = entrepot.derniere(code, *sujet[0])
            if nom and (derniere is None or derniere.valeur is None):
                statut = "absent de nos tables" if derniere is None else LIBELLES_STATUTS[derniere.statut]
                absents.setdefault((nom_de_la_reference(entrepot, code), statut), []).append(minuscule(nom))
    rendu += [majuscule(f"{qui}, {statut} : {enumeration(noms)}.") for (qui, statut), noms in absents.items()]
    return tuple(rendu)


def ages(entrepot: Entrepot, gauche: str, droite: str) -> Bloc | None:
    """Les deux profils d'âge en miroir, la dernière année que les deux ont en entier ; None s'il n'y en a pas."""
    communes = [
        a
        for a in entrepot.annees("age", TRANCHES[0])
        if all(
            (m := entrepot.mesure(code, "age", a, tranche)) is not None and m.valeur is not None
            for code in (gauche, droite)
            for tranche in TRANCHES
        )
    ]
    if not communes:
        return None
    annee = communes[-1]
    lignes = [
        ligne(entrepot, m, categorie=libelle_modalite(entrepot, tranche))
        for code in (gauche, droite)
        for tranche in TRANCHES
        if (m := entrepot.mesure(code, "age", annee, tranche))
    ]
    moitie = len(TRANCHES)
    paires = list(zip(lignes[:moitie], lignes[moitie:], strict=True))
    ici, la_bas = max(paires, key=lambda p: abs(p[0].mesure.valeur - p[1].mesure.valeur))
    return construire(
        f"ages-{gauche}-{droite}".lower(),
        f"Les âges, {quand(annee)}",
        "pyramide",
        lignes,
        f"La différence la plus grande est chez les {ici.categorie} : {valeur_de_ligne(ici)} des habitants "
        f"{lieu_de_mesure(ici.mesure, entrepot.territoires[gauche])}, {valeur_de_ligne(la_bas)} "
        f"{lieu_de_mesure(la_bas.mesure, entrepot.territoires[droite])}.",
        entrepot.sources,
        accents=(gauche,),
        definition=entrepot.indicateurs["age"].definition,
    )


def raison_sans_ages(entrepot: Entrepot, gauche: str, droite: str) -> str:
    """Qui n'a pas de profil d'âge, quand `ages` ne rend rien."""
    manquants = [
        nom_de_la_reference(entrepot, c)
        for c in (gauche, droite)
        if not any(m.valeur is not None for m in entrepot.mesures_de(c, "age"))
    ]
    if manquants:
        return f"Le profil par âge manque dans nos tables pour {enumeration(manquants)}."
    return "Les deux profils par âge n'ont pas d'année commune : ils ne se comparent pas."
