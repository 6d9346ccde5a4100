"""Le profil national d'un quartier : sa place parmi les QPV de métropole, et ceux qui lui ressemblent."""

import re
from dataclasses import replace
from functools import lru_cache

from data.annees import DEBUT_DU_CONTRAT
from data.blocs import construire
from data.entrepot import Entrepot
from data.formats import LIBELLES_STATUTS, enumeration, nombre, pluriel, quand, valeur_unite
from data.identite import avec_combien
from data.modele import Bloc, Cellule, Ligne, Mesure, Tableau
from data.montage import ligne
from data.phrases import de, lieu, majuscule, minuscule, nom_dans_la_phrase
from data.positions import percentile, phrase_position
from data.rapprochement import marge_mesure
from data.vues.noms_de_mesures import nom_de_mesure_seule
from data.vues.portraits import comparateurs
from data.vues.un_indicateur import CENTILES, repartition_de

INDICATEURS: tuple[tuple[str, str], ...] = (
    ("revenu_median", ""),
    ("taux_pauvrete", ""),
    ("part_bas_revenus", ""),
    ("taux_emploi", ""),
    ("taux_emploi", "femmes"),
    ("part_emplois_precaires", ""),
    ("part_moins_25_ans", ""),
    ("part_60_ans_et_plus", ""),
    ("part_etrangers", ""),
    ("menages", "personne_seule"),
    ("population", ""),
)
# Percentile -> le mot, du plus bas au plus haut ; mêmes seuils que les phrases de position.
MOTS = ((5.0, "▼▼ tout en bas"), (25.0, "▼ bas"), (75.0, "= au milieu"), (95.0, "▲ haut"))
TOUT_EN_HAUT = "▲▲ tout en haut"
EXTREMES, QUART = 5.0, 25.0
ASSEZ = 2  # de rangs extrêmes pour que la phrase s'en contente
NOTABLE = 10.0  # les rangs dits en phrases au-dessus du graphique ; les autres sont dans la table
# Distance -> le mot ; notre convention, dite à côté du tableau.
RESSEMBLANCES = ((0.5, "très proche"), (1.0, "proche"))
LOIN = "assez différent"
_PETITS_MOTS = re.compile(r"(?<=[ -])(?:D['’]|(?:De|Du|Des|Et|Sur|En|Aux|Au)(?=[ -]))")
PERIMETRES = ("departement", "region")
CE_QU_ELLE_DIT = (
    "La distance réunit cinq mesures qui pèsent autant : revenu médian, emploi, emplois précaires, jeunes, personnes "
    "seules. 0 veut dire les mêmes chiffres ; 1, une différence égale, en moyenne, à l'écart habituel d'un quartier "
    "prioritaire à la moyenne. Sous 0,5 nous disons très proche, sous 1 proche."
)
CE_QU_ELLE_NE_DIT_PAS = (
    "Elle ne dit rien du bâti, de la taille, de l'histoire, des services ni de la vie associative : deux quartiers aux "
    "mêmes chiffres peuvent vivre autrement."
)


def mot(place: float) -> str:
    """« ▼▼ tout en bas » sous 5, « ▼ bas » sous 25, « = au milieu », « ▲ haut » dès 75, « ▲▲ tout en haut » dès 95."""
    if place >= MOTS[-1][0]:
        return TOUT_EN_HAUT
    if place >= MOTS[2][0]:
        return MOTS[3][1]
    return next(texte for seuil, texte in MOTS if place <= seuil)


def _mesures(entrepot: Entrepot, code: str) -> list[tuple[Mesure, float]]:
    """La dernière mesure de chaque indicateur principal dont le percentile est connu, et ce percentile."""
    rendu = []
    for indicateur, modalite in INDICATEURS:
        for m in reversed(entrepot.mesures_de(code, indicateur, modalite)):
            place = percentile(entrepot, m) if m.annee >= DEBUT_DU_CONTRAT else None
            if place is not None:
                rendu.append((m, place))
                break
    return rendu


@lru_cache(maxsize=16)
def profil(entrepot: Entrepot, code: str) -> Bloc | None:
    """La place du quartier, de 0 (le plus bas) à 100, sur les indicateurs principaux. None si rien n'est connu."""
    siennes = _mesures(entrepot, code)
    if not siennes:
        return None
    lignes = []
    for t in (entrepot.territoires[code], *(t for t in entrepot.quartiers() if t.code != code)):
        for reference, _ in siennes:
            m = entrepot.mesure(t.code, reference.indicateur, reference.annee, reference.modalite)
            place = percentile(entrepot, m) if m is not None else None
            if m is not None and place is not None:
                lignes.append(_rang(entrepot, m, place))
    territoire = entrepot.territoires[code]
    bloc = construire(
        f"profil-{code}".lower(),
        f"{territoire.nom} parmi les quartiers prioritaires de métropole",
        "rangs",
        lignes,
        _phrase(entrepot, territoire.nom, siennes),
        entrepot.sources,
        reserves=_absents(entrepot, siennes),
        accents=(code,),
        precisions=[_dire(entrepot, m, place) for m, place in siennes if place <= NOTABLE or place >= 100 - NOTABLE],
    )
    # Plus de lignes que la description ordinaire n'en dit : celle-ci dit chaque rang du quartier.
    return replace(bloc, alternative=f"{bloc.titre}. {' '.join(_dire(entrepot, m, p) for m, p in siennes)}")


def _phrase(entrepot: Entrepot, nom: str, siennes: list[tuple[Mesure, float]]) -> str:
    """Où le quartier est tout en haut ou tout en bas, puis, s'il ne l'est presque nulle part, haut ou bas."""
    parties = []
    for seuil, en_haut, en_bas in (
        (EXTREMES, "dans les 5 % les plus hauts", "dans les 5 % les plus bas"),
        (QUART, "dans le quart le plus haut", "dans le quart le plus bas"),
    ):
        restants = [(m, place) for m, place in siennes if seuil == EXTREMES or EXTREMES < place < 100 - EXTREMES]
        for mots, dedans in (
            (en_haut, [m for m, place in restants if place >= 100 - seuil]),
            (en_bas, [m for m, place in restants if place <= seuil]),
        ):
            if dedans:
                parties.append(f"{mots} pour {enumeration([_nom(entrepot, m) for m in dedans])}")
        if sum(place <= EXTREMES or place >= 100 - EXTREMES for _, place in siennes) >= ASSEZ:
            break
    place = " ; ".join(parties) or "au milieu pour toutes les mesures"
    return f"{nom}, parmi les quartiers prioritaires de métropole : {place}."


def _nom(entrepot: Entrepot, m: Mesure) -> str:
    nom = nom_de_mesure_seule(entrepot, m.indicateur, m.modalite)
    return f"« {minuscule(nom)} »"


def _rang(entrepot: Entrepot, m: Mesure, place: float) -> Ligne:
    """Le percentile d'une mesure, en ligne de bloc ; la valeur reste dans la note."""
    brute = ligne(entrepot, m)
    nom = f"{nom_de_mesure_seule(entrepot, m.indicateur, m.modalite)} ({m.annee})"
    valeur = valeur_unite(m.valeur or 0.0, brute.unite, brute.decimales)
    calculee = Mesure(
        m.territoire,
        m.indicateur,
        m.modalite,
        m.annee,
        place,
        "calcule",
        None,
        m.source,
        f"percentile parmi les QPV de métropole, {m.reference}",
        f"Valeur : {valeur} ; {phrase_position(entrepot, m)}",
    )
    return Ligne(m.territoire, brute.serie, nom, calculee, "rang sur 100", 0)


def _dire(entrepot: Entrepot, m: Mesure, place: float) -> str:
    """« Taux de pauvreté, 61 % en 2019 : En France métropolitaine, le quartier est parmi les 5 % de QPV… »"""
    brute = ligne(entrepot, m)
    nom = nom_de_mesure_seule(entrepot, m.indicateur, m.modalite)
    phrase = phrase_position(entrepot, m).removeprefix("En France métropolitaine, ")
    valeur = valeur_unite(m.valeur or 0.0, brute.unite, brute.decimales)
    return f"{nom}, {valeur} {quand(m.annee)}, {_rang_et_marge(entrepot, m, place)} : {phrase}"


def _rang_et_marge(entrepot: Entrepot, m: Mesure, place: float) -> str:
    """« rang 98 sur 100 (entre 75 et 100 compte tenu de la marge) » ; sans marge connue, le rang seul."""
    bornes = bornes_du_rang(entrepot, m)
    suite = f" (entre {bornes[0]} et {bornes[1]} compte tenu de la marge)" if bornes else ""
    return f"rang {nombre(place)} sur 100{suite}"


def bornes_du_rang(entrepot: Entrepot, m: Mesure) -> tuple[int, int] | None:
    """Entre quels rangs le quartier se place sûrement, la valeur étant connue à sa marge près ; None sans marge.

    Nos tables n'ont que cinq rangs du pays (5, 25, 50, 75, 95) : les bornes sont les plus proches qui encadrent
    la valeur moins la marge et la valeur plus la marge, donc plutôt larges.
    """
    marge, repartition = marge_mesure(entrepot, m), repartition_de(entrepot, [m])[0]
    if marge is None or not repartition or m.valeur is None:
        return None
    rangs = [(int(c.removeprefix("p")), float(repartition[c])) for c in CENTILES]
    bas = max((r for r, valeur in rangs if valeur <= m.valeur - marge), default=0)
    haut = min((r for r, valeur in rangs if valeur >= m.valeur + marge), default=100)
    return bas, haut


def _absents(entrepot: Entrepot, siennes: list[tuple[Mesure, float]]) -> tuple[str, ...]:
    connus = {(m.indicateur, m.modalite) for m, _ in siennes}
    noms = [
        nom_de_mesure_seule(entrepot, *cle)
        for cle in INDICATEURS
        if cle not in connus and cle[0] in entrepot.indicateurs
    ]
    if not noms:
        return ()
    return (f"Pas de rang, faute de valeur diffusée : {enumeration([minuscule(n) for n in noms])}.",)


@lru_cache(maxsize=4)
def rangs_des_cinq(entrepot: Entrepot) -> Bloc:
    """Le rang sur 100 de chaque quartier, par indicateur, avec son mot : lisible sans couleur."""
    quartiers = entrepot.quartiers()
    lignes, codes = [], {}
    for indicateur, modalite in INDICATEURS:
        annees = {m.annee for t in quartiers for m in entrepot.mesures_de(t.code, indicateur, modalite)}
        for annee in sorted(annees, reverse=True):
            mesures = [entrepot.mesure(t.code, indicateur, annee, modalite) for t in quartiers]
            if any(m is not None and percentile(entrepot, m) is not None for m in mesures):
                break
        else:
            continue
        codes |= {m.source: None for m in mesures if m is not None}
        nom = nom_de_mesure_seule(entrepot, indicateur, modalite)
        lignes.append((Cellule(nom, repere=annee), *(_case(entrepot, m) for m in mesures)))
    titre = f"Le rang {avec_combien(entrepot)}"
    return Bloc(
        "profil-des-cinq",
        titre,
        "tableau",
        (),
        "Rang sur 100 parmi les quartiers prioritaires de métropole : 0 pour la valeur la plus basse, 100 pour la plus "
        "haute. Un rang haut n'est ni bon ni mauvais en soi : il dépend de la mesure.",
        sources=tuple(entrepot.source(c) for c in codes),
        alternative=f"{titre} : {len(lignes)} {pluriel(len(lignes), 'indicateur')}.",
        grille=Tableau(titre, ("Indicateur", *(t.nom for t in quartiers)), tuple(lignes)),
    )


def _case(entrepot: Entrepot, m: Mesure | None) -> Cellule:
    place = percentile(entrepot, m) if m is not None else None
    if place is not None:
        return Cellule(nombre(place), place, repere=mot(place))
    statut = "non_disponible" if m is None or m.valeur is not None else m.statut
    return Cellule(LIBELLES_STATUTS[statut], statut=statut)


@lru_cache(maxsize=4)
def _proches(entrepot: Entrepot) -> dict[str, dict[tuple[str, str], list[dict[str, str]]]]:
    """Quartier -> (périmètre, rang) -> les lignes de `qpv_semblables.csv`, une par variable."""
    rendu: dict[str, dict[tuple[str, str], list[dict[str, str]]]] = {}
    rangees = [r for r in entrepot.table("qpv_semblables").dictionnaires() if r["indicateur"] in entrepot.indicateurs]
    for r in sorted(rangees, key=lambda r: _ordre(r["indicateur"], r["modalite"])):
        rendu.setdefault(r["territoire"], {}).setdefault((r["perimetre"], r["rang"]), []).append(r)
    return rendu


def _ordre(indicateur: str, modalite: str) -> int:
    cle = (indicateur, modalite)
    return INDICATEURS.index(cle) if cle in INDICATEURS else len(INDICATEURS)


def semblables(entrepot: Entrepot, code: str) -> Bloc | None:
    """Les quartiers du département et de la région qui ressemblent le plus à celui-ci ; None si la table manque."""
    groupes = _proches(entrepot).get(code)
    if not groupes:
        return None
    ordre = sorted(groupes, key=lambda cle: (PERIMETRES.index(cle[0]), int(cle[1])))
    ou = _perimetres(entrepot, code)
    variables = [(r["indicateur"], r["modalite"], r["annee"]) for r in groupes[ordre[0]]]
    entetes = [f"{nom_de_mesure_seule(entrepot, i, mod)} ({annee})" for i, mod, annee in variables]
    siennes = [entrepot.mesure(code, i, annee, mod) for i, mod, annee in variables]
    nom = entrepot.territoires[code].nom
    tete = (Cellule(nom, repere="ce quartier"), Cellule(""), Cellule(""), *(_valeur(entrepot, m) for m in siennes))
    lignes = [tete, *(_ligne(entrepot, groupes[cle], ou[cle[0]][0]) for cle in ordre)]
    titre = f"Les quartiers qui ressemblent le plus {_a(entrepot, code)}"
    codes = dict.fromkeys(r["source"] for cle in ordre for r in groupes[cle])
    return Bloc(
        f"semblables-{code}".lower(),
        titre,
        "tableau",
        (),
        _phrase_proches(entrepot, code, groupes),
        reserves=_compares(groupes, ou),
        sources=tuple(entrepot.source(c) for c in codes),
        alternative=f"{titre} : {len(ordre)} quartiers.",
        precisions=(CE_QU_ELLE_DIT, CE_QU_ELLE_NE_DIT_PAS),
        grille=Tableau(titre, ("Quartier", "Où", "Distance", *entetes), tuple(lignes)),
    )


def _perimetres(entrepot: Entrepot, code: str) -> dict[str, tuple[str, str]]:
    """Périmètre -> (« Aude », « dans l'Aude »), (« Reste de l'Occitanie », « dans le reste de l'Occitanie »)."""
    contenants = {t: entrepot.territoires[c] for t in PERIMETRES for c in comparateurs(entrepot, code, (t,))[:1]}
    departement, region = contenants.get("departement"), contenants.get("region")
    reste = f"reste {de(nom_dans_la_phrase(region))}" if region else "reste de la région"
    return {
        "departement": (departement.nom, lieu(departement)) if departement else ("Département", "dans le département"),
        "region": (majuscule(reste), f"dans le {reste}"),
    }


def _a(entrepot: Entrepot, code: str) -> str:
    """« à Grazailles », « au Viguier - Saint-Jacques »."""
    return lieu(entrepot.territoires[code])


def _nom_du_voisin(entrepot: Entrepot, r: dict[str, str]) -> str:
    territoire = entrepot.territoires.get(r["code"])
    if territoire:
        return territoire.nom
    # Le fichier met une capitale à chaque mot : « Chemin-Bas D'Avignon », « Mas De Mingue ».
    return _PETITS_MOTS.sub(lambda mot: mot[0].lower(), r["nom"])


def _ligne(entrepot: Entrepot, lignes: list[dict[str, str]], ou: str) -> tuple[Cellule, ...]:
    r = lignes[0]
    distance = float(r["distance"])
    mots = next((texte for seuil, texte in RESSEMBLANCES if distance < seuil), LOIN)
    valeurs = []
    for x in lignes:
        fiche = entrepot.indicateurs[x["indicateur"]]
        valeurs.append(Cellule(valeur_unite(float(x["valeur"]), fiche.unite, fiche.decimales), float(x["valeur"])))
    nom = Cellule(_nom_du_voisin(entrepot, r), repere=r["commune"])
    return (nom, Cellule(ou), Cellule(nombre(distance, 2), distance, repere=mots), *valeurs)


def _valeur(entrepot: Entrepot, m: Mesure | None) -> Cellule:
    if m is None or m.valeur is None:
        return Cellule("—")
    fiche = entrepot.indicateurs[m.indicateur]
    return Cellule(valeur_unite(m.valeur, fiche.unite, fiche.decimales), m.valeur)


def _phrase_proches(entrepot: Entrepot, code: str, groupes: dict[tuple[str, str], list[dict[str, str]]]) -> str:
    dits = []
    nom = de(nom_dans_la_phrase(entrepot.territoires[code]))
    for perimetre, (_, ou) in _perimetres(entrepot, code).items():
        lignes = groupes.get((perimetre, "1"))
        if lignes:
            r = lignes[0]
            distance = nombre(float(r["distance"]), 2)
            dits.append(f"{ou}, {_nom_du_voisin(entrepot, r)} ({r['commune']}, distance {distance})")
    return f"Les chiffres les plus proches de ceux {nom} : {' ; '.join(dits)}."


def _compares(
    groupes: dict[tuple[str, str], list[dict[str, str]]], perimetres: dict[str, tuple[str, str]]
) -> tuple[str, ...]:
    rendu = []
    for perimetre, (_, ou) in perimetres.items():
        lignes = groupes.get((perimetre, "1"))
        if lignes:
            n, ecartes = int(lignes[0]["n"]), int(lignes[0]["ecartes"])
            verbe = pluriel(ecartes, "n'a pas été comparé", "n'ont pas été comparés")
            sans = f" ; {ecartes} {verbe}, faute d'une des cinq mesures" if ecartes else ""
            rendu.append(f"{majuscule(ou)} : {n} quartiers comparés{sans}.")
    return tuple(rendu)
