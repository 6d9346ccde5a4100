"""Le tableau des cinq : un indicateur par ligne, un territoire par colonne, l'écart à une référence choisie.

Une ligne porte une seule année, dite en tête de ligne ; les écarts ne se calculent qu'entre deux
valeurs de la même année, du même indicateur et de la même rubrique.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase

from data.annees import cle_annee
from data.blocs import construire, motif, valeur_courte
from data.calculs import ECART_NET, direction
from data.entrepot import Entrepot
from data.formats import (
    INSECABLE,
    LIBELLES_STATUTS,
    annee_lisible,
    en_lettres,
    enumeration,
    nombre,
    pluriel,
    suffixe,
    unite_en_toutes_lettres,
)
from data.modele import Bloc, Cellule, Indicateur, Ligne, Mesure, Tableau
from data.montage import decimales_justes, ligne, nom_affiche
from data.phrases import (
    est_mediane_de_qpv,
    face_a,
    majuscule,
    minuscule,
    nom_avec_article,
    nom_dans_la_phrase,
    qpv_median,
)
from data.rapprochement import ecart_juge
from data.vues.comparaisons import (
    ESSENTIEL,
    TYPES_COMPARATEURS,
    annees_de,
    choix_du_theme,
    nom_du_theme,
    territoires_compares,
    theme_du_choix,
)
from data.vues.tableau_resserre import MARQUES, VOEUX, Suivi, marge_connue, marque, origine, partout_moins_bon, suivi

JUGEMENTS = {"favorable": "plus favorable", "defavorable": "moins favorable", "neutre": ""}
SANS_VALEUR = "pas de valeur"
CONTESTE = "pas d'écart"  # l'étiquette « contesté » est à côté de la valeur
LEGENDE_DE_TABLE = "Un indicateur par ligne, un territoire par colonne"
EGAL = "stable"
INDICATEURS_DITS, LIGNES_SANS_ECART = 4, 8


@dataclass(frozen=True, slots=True)
class Rangee:
    """Une ligne du tableau : le choix, son suivi, les mesures par territoire, l'année plus récente laissée de côté."""

    choix: str
    suivi: Suivi
    mesures: dict[str, Mesure]
    plus_recente: str


def tableau_des_cinq(
    entrepot: Entrepot,
    theme: str = "essentiel",
    reference: str = "",
    types: tuple[str, ...] = TYPES_COMPARATEURS,
    tri: str = "",
) -> Bloc:
    """Le bloc du tableau ; ses lignes sont les mesures, sa grille ce qui se lit à l'écran.

    theme : une clé de `themes` ; reference : code du territoire auquel mesurer les écarts, « » pour aucun ;
    types : les comparateurs en colonnes (la référence s'y ajoute) ; tri : le choix d'indicateur qui range les
    quartiers, « » pour l'ordre habituel.
    """
    codes = territoires_compares(entrepot, types)
    if reference and reference not in codes:
        codes = (*codes, reference)
    toutes = rangees(entrepot, theme, reference, codes)
    ordre = _ranger(entrepot, codes, toutes, tri)
    lignes = [
        ligne(entrepot, r.mesures[c], categorie=f"{r.suivi.nom}, {annee_lisible(r.suivi.annee)}")
        for r in toutes
        for c in ordre
        if c in r.mesures
    ]
    bloc = construire(
        "tableau-des-cinq",
        _titre(entrepot, toutes, theme, reference),
        "tableau",
        lignes,
        _phrase(entrepot, toutes, reference),
        entrepot.sources,
        definition=_legende(entrepot, toutes, reference, tri),
        preuves=[(f"{r.suivi.nom}, {annee_lisible(r.suivi.annee)}", origine(entrepot, r.suivi)) for r in toutes],
    )
    notes = _notes(lignes)
    return replace(
        bloc,
        reserves=(*_reserves(entrepot, toutes, reference), *(f"Note {n} : {texte}" for texte, n in notes.items())),
        grille=_grille(entrepot, toutes, ordre, reference, notes),
    )


def rangees(entrepot: Entrepot, theme: str, reference: str, codes: Sequence[str]) -> tuple[Rangee, ...]:
    """Les lignes d'un thème, chacune à la dernière année où la plupart des quartiers et la référence ont une valeur."""
    rendues = []
    for choix, nom in choix_du_theme(entrepot, theme).items():
        indicateur, _, modalite = choix.partition(":")
        suivie = suivi(
            entrepot,
            {
                "indicateur": indicateur,
                "modalite": modalite,
                "pilier": "",
                # Un effectif ne se mesure pas à celui d'une ville : la référence ne choisit pas son année.
                "reference": "" if entrepot.indicateurs[indicateur].sommable else reference,
                "cible": "",
                "suivi_par": "",
            },
        )
        if suivie is None:
            continue
        suivie = replace(suivie, nom=nom)
        mesures = {c: m for c in codes if (m := entrepot.mesure(c, indicateur, suivie.annee, modalite))}
        derniere = annees_de(entrepot, choix)[0]
        passee = derniere if cle_annee(derniere) > cle_annee(suivie.annee) else ""
        rendues.append(Rangee(choix, suivie, mesures, passee))
    return tuple(rendues)


def _ranger(entrepot: Entrepot, codes: Sequence[str], toutes: Sequence[Rangee], tri: str) -> tuple[str, ...]:
    """Les colonnes : les quartiers du moins favorable au plus favorable du choix `tri`, les autres ensuite.

    Sans sens favorable, de la valeur la plus haute à la plus basse ; un quartier sans valeur vient après les autres.
    """
    trouvee = next((r for r in toutes if r.choix == tri), None)
    if trouvee is None:
        return tuple(codes)
    quartiers = [t.code for t in entrepot.quartiers()]
    signe = 1 if trouvee.suivi.fiche.sens == "hausse_favorable" else -1

    def place(code: str) -> tuple[bool, float]:
        m = trouvee.mesures.get(code)
        inconnue = m is None or m.valeur is None
        return inconnue, 0.0 if inconnue else signe * m.valeur

    return (*sorted(quartiers, key=place), *(c for c in codes if c not in quartiers))


def ecart_en_clair(entrepot: Entrepot, mesure: Mesure, reference: Mesure | None, fiche: Indicateur) -> str:
    """« ▲ plus haut de 34 points » puis, à la ligne, « moins favorable » ; vide quand l'écart ne se calcule pas."""
    if reference is None or fiche.sommable or mesure.valeur is None or reference.valeur is None:
        return ""
    if "conteste" in (mesure.statut, reference.statut):
        return CONTESTE
    mesure, reference = _en_grandeur(mesure, reference)
    repere = marque(entrepot, mesure, reference)
    if not repere:
        return ""
    if repere == MARQUES[EGAL]:
        return repere
    difference = ecart_juge(entrepot, mesure, reference)
    decimales = decimales_justes(reference.valeur or 0.0, mesure.valeur or 0.0, fiche.decimales)
    taille = abs(difference.valeur)
    mot = pluriel(taille, "point", "points") if difference.unite == "points" else difference.unite
    quantite = nombre(taille, decimales) + suffixe(mot)
    return "\n".join(t for t in (f"{repere} de {quantite}", JUGEMENTS[direction(difference, fiche)]) if t)


def _en_grandeur(mesure: Mesure, reference: Mesure) -> tuple[Mesure, Mesure]:
    """Deux valeurs comptées en moins (les impôts) se comparent par leur taille : −9 pèse plus que −7."""
    valeurs = mesure.valeur or 0.0, reference.valeur or 0.0
    if max(valeurs) >= 0:
        return mesure, reference
    return replace(mesure, valeur=-valeurs[0]), replace(reference, valeur=-valeurs[1])


def _grille(
    entrepot: Entrepot, toutes: Sequence[Rangee], ordre: Sequence[str], reference: str, notes: dict[str, str]
) -> Tableau:
    """Une ligne d'une seule case ouvre chaque thème ; l'année et le sens souhaité sont en tête de ligne."""
    lignes: list[tuple[Cellule, ...]] = []
    theme = ""
    for r in toutes:
        if (sien := theme_du_choix(entrepot, r.choix)) != theme:
            theme = sien
            lignes.append((Cellule(nom_du_theme(theme)),))
        en_face = r.suivi.reference.mesure if r.suivi.reference else None
        lignes.append((_tete(r), *(_case(entrepot, r, c, en_face, c == reference, notes) for c in ordre)))
    noms = [_colonne(entrepot, c, toutes) + (" (référence)" if c == reference else "") for c in ordre]
    return Tableau(LEGENDE_DE_TABLE, ("Indicateur", *noms), tuple(lignes))


def _colonne(entrepot: Entrepot, code: str, toutes: Sequence[Rangee]) -> str:
    """Le nom d'une colonne ; « QPV médian » quand ses valeurs sont des médianes de quartiers."""
    t = entrepot.territoires[code]
    mesures = [r.mesures[code] for r in toutes if code in r.mesures]
    nom = qpv_median(t) if any(est_mediane_de_qpv(m, t) for m in mesures) else nom_affiche(entrepot, code)
    return nom.replace(" - ", f"{INSECABLE}- ")  # dans une colonne étroite, le tiret reste avec le premier mot


def _tete(r: Rangee) -> Cellule:
    fiche, annee = r.suivi.fiche, annee_lisible(r.suivi.annee)
    if r.plus_recente:
        annee += f" ({annee_lisible(r.plus_recente)} existe, sans la référence ou pour moins de quartiers)"
    unite = fiche.unite if unite_en_toutes_lettres(fiche.unite) else ""
    voeu = "" if fiche.sommable else VOEUX.get(fiche.sens, "")
    return Cellule(r.suivi.nom, repere=" · ".join(d for d in (annee, unite, voeu) if d))


def _case(
    entrepot: Entrepot, r: Rangee, code: str, en_face: Mesure | None, est_reference: bool, notes: dict[str, str]
) -> Cellule:
    m = r.mesures.get(code)
    if m is None:
        return Cellule(SANS_VALEUR, statut="non_disponible")
    x = ligne(entrepot, m)
    note = notes.get(_texte_de_note(x), "")
    renvoi = f"note {note}" if note else ""
    if m.valeur is None:
        return Cellule(LIBELLES_STATUTS[m.statut], statut=m.statut, repere=renvoi)
    clair = "" if est_reference else ecart_en_clair(entrepot, m, en_face, r.suivi.fiche)
    return Cellule(valeur_courte(x), m.valeur, m.statut, "\n".join(t for t in (clair, renvoi) if t))


def _texte_de_note(x: Ligne) -> str:
    """Pourquoi une valeur manque, est contestée ou corrigée ; vide pour une valeur ordinaire."""
    m = x.mesure
    if m.valeur is not None and m.statut not in ("conteste", "corrige"):
        return ""
    raison = motif(m.note) or "le motif n'est pas dans nos tables."
    return f"{LIBELLES_STATUTS[m.statut]}. {raison}"


def _notes(lignes: Sequence[Ligne]) -> dict[str, str]:
    """Texte -> lettre : « a », « b »… « z », « aa »…, dans l'ordre de lecture."""
    textes = dict.fromkeys(t for x in lignes if (t := _texte_de_note(x)))
    return {texte: _lettre(rang) for rang, texte in enumerate(textes)}


def _lettre(rang: int) -> str:
    tour, reste = divmod(rang, len(ascii_lowercase))
    return ascii_lowercase[reste] * (tour + 1)


def _comparees(toutes: Sequence[Rangee]) -> list[Rangee]:
    return [r for r in toutes if any(r.suivi.marques.values())]


def _nom_de_reference(entrepot: Entrepot, toutes: Sequence[Rangee], reference: str) -> str:
    """« l'agglomération » ou « le QPV médian de métropole »."""
    mesure = next((r.suivi.reference.mesure for r in toutes if r.suivi.reference), None)
    t = entrepot.territoires[reference]
    return nom_avec_article(mesure, t) if mesure else nom_dans_la_phrase(t)


def _titre(entrepot: Entrepot, toutes: Sequence[Rangee], theme: str, reference: str) -> str:
    """« L'essentiel : les cinq quartiers face à l'agglomération »."""
    nom = "L'essentiel" if theme == ESSENTIEL else nom_du_theme(theme)
    qui = f"les {en_lettres(len(entrepot.quartiers()))} quartiers"
    return f"{nom} : {qui} {face_a(_nom_de_reference(entrepot, toutes, reference))}" if reference else f"{nom} : {qui}"


def _phrase(entrepot: Entrepot, toutes: Sequence[Rangee], reference: str) -> str:
    """Ce qui est moins favorable que la référence dans tous les quartiers à la fois, avec l'année."""
    comparees = _comparees(toutes)
    if not comparees:
        return "Ici, aucun écart ne se calcule : les valeurs se lisent côte à côte, une année par ligne."
    partout = [r for r in comparees if r.suivi.fiche.sens != "neutre" and partout_moins_bon(entrepot, r.suivi)]
    face = face_a(_nom_de_reference(entrepot, toutes, reference))
    if not partout:
        n = len(comparees)
        mot = pluriel(n, "indicateur se lit", "indicateurs se lisent")
        suite = "aucun n'est nettement moins favorable dans tous les quartiers"
        return majuscule(f"{en_lettres(n)} {mot} {face} ; {suite}.")
    sans = [
        nom_dans_la_phrase(t)
        for t in entrepot.quartiers()
        if any((m := r.mesures.get(t.code)) is None or m.valeur is None or m.statut == "conteste" for r in partout)
    ]
    qui = "tous les quartiers à la fois" if not sans else (
        f"tous les quartiers dont la valeur est connue (manque, pour au moins une ligne, {enumeration(sans)})"
    )  # fmt: skip
    # Une rubrique (« premier décile ») détaille un indicateur : elle ne se nomme que si rien d'autre ne se dit.
    entiers = [r for r in partout if ":" not in r.choix] or partout
    dits = [f"{minuscule(r.suivi.nom)} ({annee_lisible(r.suivi.annee)})" for r in entiers[:INDICATEURS_DITS]]
    noms = _liste(dits, len(dits), len(partout))
    return majuscule(f"{face}, la situation est moins favorable dans {qui} pour : {noms}.")


def _liste(noms: Sequence[str], dits: int, total: int | None = None) -> str:
    """Les premiers noms, puis « et dix autres lignes » ; total : le nombre de lignes s'il y en a plus que de noms."""
    reste = (len(noms) if total is None else total) - len(noms[:dits])
    suite = [f"{en_lettres(reste)} {pluriel(reste, 'autre ligne', 'autres lignes')}"] if reste else []
    return enumeration([*noms[:dits], *suite])


def _legende(entrepot: Entrepot, toutes: Sequence[Rangee], reference: str, tri: str) -> str:
    """Comment lire les repères, l'ordre des colonnes et les cases vides."""
    rangee = next((r for r in toutes if r.choix == tri), None)
    ordre = ""
    if rangee is not None:
        sens_ = (
            "de la valeur la plus haute à la plus basse"
            if rangee.suivi.fiche.sens == "neutre"
            else ("du moins favorable au plus favorable")
        )
        nom = f"{minuscule(rangee.suivi.nom)} ({annee_lisible(rangee.suivi.annee)})"
        ordre = f"Les quartiers sont rangés {sens_} pour : {nom}. "
    if not _comparees(toutes):
        return f"{ordre}« {SANS_VALEUR} » : nos tables n'ont pas cette valeur cette année-là."
    return (
        f"{ordre}▲ et ▼ disent si le territoire est au-dessus ou au-dessous de la référence "
        f"({_nom_de_reference(entrepot, toutes, reference)}), la même année, et de combien. « = proche » : l'écart est "
        "sous la marge d'incertitude, ou nul une fois arrondi. Quand cette marge n'est pas publiée, nous prenons ce "
        "qu'un quartier prioritaire de métropole bouge d'ordinaire. Une valeur contestée n'a pas d'écart. Un nombre de "
        "personnes ou de foyers ne se mesure pas à celui d'une ville : il n'a pas de repère. "
        f"« {SANS_VALEUR} » : nos tables ne l'ont pas, cette année-là."
    )


def _reserves(entrepot: Entrepot, toutes: Sequence[Rangee], reference: str) -> tuple[str, ...]:
    """Les années mêlées, ce qui n'a pas de référence, les sources différentes, les marges inconnues."""
    dites = []
    annees = sorted({r.suivi.annee for r in toutes}, key=cle_annee)
    if len(annees) > 1:
        dites.append(
            f"Chaque ligne porte une seule année, de {annee_lisible(annees[0])} à {annee_lisible(annees[-1])} "
            "selon la ligne : deux lignes ne décrivent pas le même moment."
        )
    sans = [r for r in toutes if reference and not r.suivi.fiche.sommable and not any(r.suivi.marques.values())]
    if sans:
        noms = _liste([minuscule(r.suivi.nom) for r in sans], LIGNES_SANS_ECART)
        qui = majuscule(_nom_de_reference(entrepot, toutes, reference))
        dites.append(f"{qui} n'a pas de valeur la même année, donc pas d'écart, pour : {noms}.")
    mixtes = [r.suivi.nom for r in toutes if _deux_producteurs(entrepot, r.suivi)]
    if mixtes:
        dites.append(
            "Les quartiers et la référence ne viennent pas de la même source (voir « D'où vient chaque chiffre ? ») : "
            f"{enumeration([minuscule(n) for n in mixtes])}."
        )
    compares = _comparees(toutes)
    inconnue = [minuscule(r.suivi.nom) for r in compares if not marge_connue(entrepot, r.suivi)]
    if inconnue:
        noms = _liste(inconnue, LIGNES_SANS_ECART)
        seuil = f"{nombre(100 * ECART_NET)}{INSECABLE}%"
        dites.append(f"Sans marge d'incertitude connue, un écart de moins de {seuil} n'est pas jugé : {noms}.")
    return tuple(dites)


def _deux_producteurs(entrepot: Entrepot, s: Suivi) -> bool:
    """Vrai quand la référence comparée et les quartiers ont des producteurs différents."""
    if s.reference is None or not any(s.marques.values()):
        return False
    siens = {entrepot.source(x.mesure.source).producteur for x in s.quartiers if x.mesure.valeur is not None}
    return siens != {entrepot.source(s.reference.mesure.source).producteur}
