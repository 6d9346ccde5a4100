"""Le tableau de bord resserré : peu d'indicateurs, choisis par l'équipe, face à une référence écrite.

C'est la première recommandation de l'évaluation. La liste est `indicateurs_suivis.csv` : ajouter
une ligne à la table ajoute une ligne à l'écran.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from data.annees import cle_annee
from data.blocs import construire, valeur_courte
from data.calculs import Ecart, OperationInterdite, direction, sens
from data.credits import Pilier
from data.entrepot import Entrepot
from data.formats import (
    LIBELLES_STATUTS,
    annee_lisible,
    arrondir,
    en_lettres,
    enumeration,
    nombre,
    pluriel,
    unite_en_toutes_lettres,
)
from data.modele import Bloc, Cellule, Indicateur, Ligne, Mesure, Tableau
from data.montage import libelle_modalite, ligne, nom_de_mesure
from data.phrases import majuscule, minuscule
from data.rapprochement import ecart_juge, marge_mesure

MARQUES = {"hausse": "▲ plus haut", "baisse": "▼ plus bas", "stable": "= proche"}
VOEUX = {"hausse_favorable": "plus haut, c'est mieux", "baisse_favorable": "plus bas, c'est mieux", "neutre": ""}
LEGENDE = (
    "▲ et ▼ disent si le quartier est au-dessus ou au-dessous de la référence de la ligne, la même année. "
    "« = proche » : l'écart est sous la marge d'incertitude, ou nul une fois arrondi. Un nombre de personnes ne se "
    "compare pas : il n'a pas de repère."
)
TITRE_GRILLE = "Les quartiers face à leur référence"
TRANSVERSAL = "Tous les piliers"
A_PLUSIEURS = 2


@dataclass(frozen=True, slots=True)
class Suivi:
    """Une ligne du tableau : l'indicateur, son année, les lignes des quartiers puis celle de la référence.

    marques : code de territoire -> « ▲ plus haut »… ; cible et suivi_par : ce que l'équipe a écrit, ou « ».
    """

    fiche: Indicateur
    nom: str
    pilier: str
    annee: str
    quartiers: tuple[Ligne, ...]
    reference: Ligne | None
    marques: dict[str, str]
    cible: str
    suivi_par: str


@lru_cache(maxsize=2)
def tableau_resserre(entrepot: Entrepot) -> Bloc | None:
    """Le bloc du tableau : ses lignes sont les mesures, sa grille ce qui se lit à l'écran. None si rien n'est suivi."""
    tous = suivis(entrepot)
    if not tous:
        return None
    lignes = [x for s in tous for x in (*s.quartiers, *((s.reference,) if s.reference else ()))]
    n = len(tous)
    titre = majuscule(f"{en_lettres(n)} {pluriel(n, 'indicateur suivi', 'indicateurs suivis')} ensemble")
    bloc = construire(
        "tableau-resserre",
        titre,
        "tableau",
        lignes,
        _phrase(entrepot, tous),
        entrepot.sources,
        reserves=_reserves(entrepot, tous),
        definition=LEGENDE,
        preuves=[(f"{s.nom}, {annee_lisible(s.annee)}", origine(entrepot, s)) for s in tous],
    )
    return replace(bloc, grille=_grille(entrepot, tous))


def suivis(entrepot: Entrepot) -> tuple[Suivi, ...]:
    """Les lignes de `indicateurs_suivis.csv`, dans leur ordre, quand un quartier au moins y a une mesure."""
    table = sorted(entrepot.table("indicateurs_suivis").dictionnaires(), key=lambda choix: int(choix["ordre"]))
    return tuple(s for choix in table if (s := suivi(entrepot, choix)) is not None)


def suivi(entrepot: Entrepot, choix: Mapping[str, str]) -> Suivi | None:
    """Une ligne du tableau, d'après une ligne de `indicateurs_suivis.csv`. None si aucun quartier n'a de mesure."""
    fiche, modalite = entrepot.indicateurs.get(choix["indicateur"]), choix["modalite"]
    if fiche is None:
        return None
    codes = [t.code for t in entrepot.quartiers()]
    annee = _annee(entrepot, fiche.code, modalite, codes, choix["reference"])
    mesures = [m for c in codes if (m := entrepot.mesure(c, fiche.code, annee, modalite))]
    if not mesures:
        return None
    nom = f"{fiche.libelle} : {libelle_modalite(entrepot, modalite).lower()}" if modalite else fiche.libelle
    en_face = entrepot.mesure(choix["reference"], fiche.code, annee, modalite)
    rubrique = f"{nom}, {annee_lisible(annee)}"
    return Suivi(
        fiche,
        nom,
        choix["pilier"],
        annee,
        tuple(ligne(entrepot, m, categorie=rubrique) for m in mesures),
        ligne(entrepot, en_face, categorie=rubrique) if en_face else None,
        {m.territoire: marque(entrepot, m, en_face) for m in mesures},
        choix["cible"],
        choix["suivi_par"],
    )


def _annee(entrepot: Entrepot, indicateur: str, modalite: str, codes: Sequence[str], reference: str) -> str:
    """Une seule année par ligne : la plus récente que plus de la moitié des quartiers ont.

    La référence doit avoir une valeur cette année-là, si elle en a une.
    """

    def connus(annee: str, territoires: Sequence[str]) -> int:
        mesures = (entrepot.mesure(c, indicateur, annee, modalite) for c in territoires)
        return sum(m is not None and m.valeur is not None for m in mesures)

    annees = entrepot.annees(indicateur, modalite)
    en_face = [a for a in annees if connus(a, (reference,)) and connus(a, codes)] if reference else []

    def merite(annee: str) -> tuple:
        n = connus(annee, codes)
        return 2 * n > len(codes), n > 0, cle_annee(annee)

    return max(en_face or annees, key=merite, default="")


def marque(entrepot: Entrepot, mesure: Mesure, reference: Mesure | None) -> str:
    """« ▲ plus haut », « ▼ plus bas » ou « = proche » que la référence ; vide quand l'écart ne se calcule pas."""
    fiche = entrepot.indicateurs[mesure.indicateur]
    if reference is None or fiche.sommable:
        return ""
    try:
        return marque_d_ecart(ecart_juge(entrepot, mesure, reference), fiche)
    except OperationInterdite:
        return ""


def marque_d_ecart(difference: Ecart, fiche: Indicateur) -> str:
    """La marque d'un écart déjà jugé : « = proche » aussi quand les deux valeurs s'écrivent pareil."""
    ecrits = {arrondir(x.valeur or 0.0, fiche.decimales) for x in (difference.mesure, difference.reference)}
    return MARQUES["stable" if len(ecrits) == 1 else sens(difference)]


def _grille(entrepot: Entrepot, tous: Sequence[Suivi]) -> Tableau:
    """Un indicateur par ligne, un quartier par colonne, la référence à droite."""
    quartiers = entrepot.quartiers()
    lignes = []
    for s in tous:
        siennes = {x.mesure.territoire: x for x in s.quartiers}
        lignes.append(
            (
                _tete(s, _pilier(entrepot, s.pilier)),
                *(_case(siennes.get(t.code), s.marques.get(t.code, "")) for t in quartiers),
                _face(entrepot, s),
            )
        )
    return Tableau(TITRE_GRILLE, ("Indicateur", *(t.nom_court for t in quartiers), "Référence"), tuple(lignes))


def _tete(s: Suivi, pilier: str) -> Cellule:
    """« Taux de pauvreté », et dessous « 2019 · Cohésion sociale · plus bas, c'est mieux »."""
    unite = s.fiche.unite if unite_en_toutes_lettres(s.fiche.unite) and "par an" not in s.fiche.unite else ""
    suivi = f"suivi par {s.suivi_par}" if s.suivi_par else ""
    dits = (annee_lisible(s.annee), unite, pilier, VOEUX.get(s.fiche.sens, ""), suivi)
    return Cellule(s.nom, repere=" · ".join(d for d in dits if d))


def _pilier(entrepot: Entrepot, code: str) -> str:
    pilier: Pilier | None = entrepot.piliers.get(code)
    return pilier.libelle_court if pilier else TRANSVERSAL


def _case(x: Ligne | None, repere: str) -> Cellule:
    if x is None:
        return Cellule("—", statut="non_disponible")
    return Cellule(valeur_courte(x), x.mesure.valeur, x.mesure.statut, repere)


def _face(entrepot: Entrepot, s: Suivi) -> Cellule:
    """La valeur de la référence, son nom, et la cible si l'équipe en a écrit une."""
    cible = f"cible : {_cible(s)}" if s.cible else ""
    if s.reference is None:
        return Cellule("—", statut="non_applicable", repere=cible)
    m = s.reference.mesure
    repere = " · ".join(d for d in (nom_de_mesure(entrepot, m), cible) if d)
    return Cellule(valeur_courte(s.reference), m.valeur, m.statut, repere)


def _cible(s: Suivi) -> str:
    modele = s.quartiers[0]
    return valeur_courte(replace(modele, mesure=replace(modele.mesure, valeur=float(s.cible), statut="publie")))


def _phrase(entrepot: Entrepot, tous: Sequence[Suivi]) -> str:
    """Ce qui est défavorable partout où la valeur est connue ; sinon, combien de lignes se comparent."""
    comparables = [s for s in tous if s.fiche.sens != "neutre" and any(s.marques.values())]
    contestes = [minuscule(s.nom) for s in comparables if des_contestees(s)]
    sans_jugement = f" Une valeur y est contestée, rien n'est jugé : {enumeration(contestes)}." if contestes else ""
    partout = [minuscule(s.nom) for s in comparables if partout_moins_bon(entrepot, s)]
    if not partout:
        n = len(comparables)
        verbe = pluriel(n, "indicateur se lit", "indicateurs se lisent")
        return majuscule(f"{en_lettres(n)} {verbe} face à une référence.{sans_jugement}")
    noms = enumeration(partout)
    dit = f"Dans tous les quartiers à la fois, la valeur est moins favorable que la référence pour : {noms}."
    return f"{dit}{sans_jugement}"


def des_contestees(s: Suivi) -> bool:
    """Vrai quand une valeur de la ligne, d'un quartier ou de la référence, est contestée."""
    return any(x.mesure.statut == "conteste" for x in (*s.quartiers, *((s.reference,) if s.reference else ())))


def partout_moins_bon(entrepot: Entrepot, s: Suivi) -> bool:
    """Vrai quand tous les quartiers connus (deux au moins) sont nettement moins favorables que la référence."""
    connues = [x.mesure for x in s.quartiers if x.mesure.valeur is not None and s.marques.get(x.mesure.territoire)]
    incertain = des_contestees(s) or MARQUES["stable"] in s.marques.values()
    if s.reference is None or len(connues) < A_PLUSIEURS or incertain:
        return False
    ecarts = (ecart_juge(entrepot, m, s.reference.mesure) for m in connues)
    return all(direction(e, s.fiche) == "defavorable" for e in ecarts)


# Ce qui fait dire « proche » : la marge publiée se passe de mots ; les deux autres cas se disent.
_ORIGINES_DE_MARGE = {
    "nationale": "Sans marge publiée, « proche » veut dire moins que ce qu'un QPV bouge d'ordinaire pour",
    "aucune": "Sans marge connue, un petit écart peut ne rien vouloir dire pour",
}


def _reserves(entrepot: Entrepot, tous: Sequence[Suivi]) -> tuple[str, ...]:
    """D'où vient la marge de chaque ligne, et les piliers dont rien n'est suivi."""
    dites: list[str] = []
    origines: dict[str, list[str]] = {}
    for s in tous:
        if any(s.marques.values()):
            connue = "nationale" if marge_connue(entrepot, s) else "aucune"
            origines.setdefault("publiee" if s.fiche.bruit is not None else connue, []).append(minuscule(s.nom))
    dites += [
        f"{debut} : {enumeration(origines[code])}." for code, debut in _ORIGINES_DE_MARGE.items() if code in origines
    ]
    sans_chiffre = _piliers_sans_chiffre(entrepot) - {s.pilier for s in tous}
    for code, pilier in entrepot.piliers.items():
        if code in sans_chiffre:
            nom = pilier.libelle
            dites.append(f"Rien n'est suivi pour « {nom} » : nos tables n'en ont aucun chiffre par quartier.")
    return tuple(dites)


def marge_connue(entrepot: Entrepot, s: Suivi) -> bool:
    """Vrai quand l'écart d'un quartier à la référence a une marge, publiée ou tirée des fichiers nationaux."""
    return any(marge_mesure(entrepot, x.mesure) is not None for x in s.quartiers if x.mesure.valeur is not None)


def _piliers_sans_chiffre(entrepot: Entrepot) -> set[str]:
    """Les piliers auxquels un indicateur se rattache, mais dont aucun quartier n'a de valeur."""
    codes = {t.code for t in entrepot.quartiers()}
    connus = {m.indicateur for m in entrepot.mesures if m.territoire in codes and m.valeur is not None}
    avec = {entrepot.indicateurs[i].pilier for i in connus}
    return {i.pilier for i in entrepot.indicateurs.values()} - avec


def origine(entrepot: Entrepot, s: Suivi) -> str:
    """« Insee, … : FILO_2019.csv, DISP_TP60 (publié). Carcassonne : … »."""
    siennes = dict.fromkeys(_lieu(entrepot, x.mesure) for x in s.quartiers if x.mesure.valeur is not None)
    dites = [" ; ".join(siennes)]
    if s.reference is not None:
        lieu = _lieu(entrepot, s.reference.mesure)
        # La médiane des QPV se calcule sur la même colonne du même fichier : l'endroit ne se redit pas.
        endroit, parenthese, statut = lieu.rpartition(" (")
        if any(dite.startswith(f"{endroit} (") for dite in siennes):
            lieu = f"même endroit{parenthese}{statut}"
        dites.append(f"{nom_de_mesure(entrepot, s.reference.mesure)} : {lieu}")
    bruit = f"Marge : {nombre(s.fiche.bruit, 1)}." if s.fiche.bruit is not None else ""
    return f"{'. '.join(dites)}. {bruit}".strip()


def _lieu(entrepot: Entrepot, m: Mesure) -> str:
    """La source et l'endroit où lire la valeur ; de plusieurs endroits du rapport, le premier."""
    endroit, *autres = m.reference.split(" ; ")
    suite = f" et {len(autres)} {pluriel(len(autres), 'autre page', 'autres pages')}" if autres else ""
    fichier = endroit.partition(".csv")[0]
    titre = entrepot.source(m.source).titre.removesuffix(f" ({fichier})")  # le fichier est dit juste après
    return f"{titre}, {endroit}{suite} ({LIBELLES_STATUTS.get(m.statut, m.statut)})"
