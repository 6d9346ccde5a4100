"""Un bloc graphique en dessin vectoriel, pour le papier : tout s'y lit sans survoler ni cliquer."""

from components.exports.commun import A_DEUX_AXES, MENTION, bloc_trace, doute, paires, propre, une_seule_serie
from components.exports.dessin import Dessin, Forme
from components.exports.mesure import INTERLIGNE, largeur, lignes
from components.exports.natifs import teintes_du_bloc
from components.exports.natifs_commun import unite_au_bout
from components.theme import ALERTE, DEMONSTRATION, ENCRE_DOUCE, TRAIT, couleurs
from data.blocs import valeur_courte, valeur_de_ligne
from data.modele import Bloc, Ligne

BARRE, ECART, CORPS = 11.0, 5.0, 9.0
HAUT_MENTION, HAUT_LEGENDE = 20.0, 14.0
HAUT_NUAGE = 210.0
HAUT_COURBE, HAUT_ETROIT, LARGE_ETROIT = 150.0, 75.0, 350.0


def dessiner_graphique(bloc: Bloc, large: float = 480) -> Dessin:
    """Le dessin du bloc, `large` points de large ; sa hauteur suit le nombre de valeurs.

    Une courbe reste une courbe ; tout autre genre se dessine en barres, une par valeur.
    """
    dessin = Dessin(large, 0)
    y = _mention(dessin) if bloc.demonstration else 2.0
    if bloc.genre in A_DEUX_AXES:
        dessin.hauteur = _nuage(dessin, bloc, y)
    elif bloc.genre == "courbe":
        dessin.hauteur = _courbe(dessin, bloc, y)
    else:
        dessin.hauteur = _barres(dessin, bloc_trace(bloc), y)
    return dessin


def _nuage(dessin: Dessin, bloc: Bloc, y: float) -> float:
    """Un point par territoire, son nom et ses deux valeurs à côté ; les axes passent par zéro."""
    points = paires(bloc)
    (gauche, droite), (bas, haut) = _etendue([x for x, _ in points]), _etendue([y for _, y in points])
    cote, sommet, fond = 12.0, y + 16, y + 16 + HAUT_NUAGE
    place = dessin.largeur - 2 * cote

    def vers(v: float, w: float) -> tuple[float, float]:
        return cote + (v - gauche) / (droite - gauche) * place, fond - (w - bas) / (haut - bas) * (fond - sommet)

    x0, y0 = vers(0.0, 0.0)
    dessin.ligne([(cote, y0), (dessin.largeur - cote, y0)], ENCRE_DOUCE, 0.8)
    dessin.ligne([(x0, sommet), (x0, fond)], ENCRE_DOUCE, 0.8)
    dessin.texte(cote, y + 9, f"En hauteur : {points[0][1].categorie}", CORPS, couleur=ENCRE_DOUCE)
    dessin.texte(
        dessin.largeur - cote,
        fond + 13,
        f"En largeur : {points[0][0].categorie}",
        CORPS,
        couleur=ENCRE_DOUCE,
        ancre="fin",
    )
    precedents: list[tuple[float, float]] = []
    for (a, b), teinte in zip(points, couleurs([x.cle for x, _ in points], bloc.accents).values(), strict=True):
        px, py = vers(a.mesure.valeur, b.mesure.valeur)
        _pastille(dessin, (px, py), teinte, 4)
        texte = propre(f"{a.serie} : {_valeur(a)} ; {_valeur(b)}")
        a_droite = px + 8 + largeur(texte, CORPS) < dessin.largeur
        ligne = py + 3
        while any(
            abs(ligne - autre) < CORPS * 1.1 and abs(px - bx) < largeur(texte, CORPS) for bx, autre in precedents
        ):
            ligne += 3
        precedents.append((px, ligne))
        dessin.texte(px + (8 if a_droite else -8), ligne, texte, CORPS, ancre="debut" if a_droite else "fin")
    return fond + 18


def _etendue(lignes: list[Ligne]) -> tuple[float, float]:
    """Les bornes d'un axe, zéro compris, avec un peu d'air."""
    valeurs = [0.0, *(x.mesure.valeur for x in lignes)]
    air = (max(valeurs) - min(valeurs) or 1.0) * 0.12
    return min(valeurs) - (air if min(valeurs) < 0 else 0.0), max(valeurs) + air


def _mention(dessin: Dessin) -> float:
    large = largeur(MENTION, 10, True) + 14
    dessin.rectangle(
        dessin.largeur - large - 1, 1, large, 15, fond="#ffffff", trait=DEMONSTRATION, epaisseur=1.2, tirets=True
    )
    dessin.texte(dessin.largeur - large / 2 - 1, 12, MENTION, 10, couleur=DEMONSTRATION, gras=True, ancre="milieu")
    return HAUT_MENTION


def _au_bout(x: Ligne) -> str:
    """La valeur d'une barre ; sans son unité quand elle est trop longue pour se répéter."""
    return (valeur_de_ligne(x) if unite_au_bout(x) else valeur_courte(x)) + doute(x)


def _barres(dessin: Dessin, bloc: Bloc, y: float) -> float:
    """Des barres horizontales, groupées par rubrique quand il y a plusieurs séries ; rend le bas du dessin."""
    teintes = teintes_du_bloc(bloc)
    if une_seule_serie(bloc):
        groupes = [(x.categorie, [x]) for x in bloc.lignes]
    else:
        y = _legende(dessin, bloc, teintes, y)
        groupes = [
            (c, [x for x in bloc.lignes if x.categorie == c]) for c in dict.fromkeys(x.categorie for x in bloc.lignes)
        ]
    noms = dessin.largeur * 0.34
    gauche = min(noms, max(largeur(propre(nom), CORPS) for nom, _ in groupes)) + 6
    valeurs = [x.mesure.valeur for x in bloc.lignes if x.mesure.valeur is not None]
    haut, bas = max([0.0, *valeurs]), min([0.0, *valeurs])
    fin = max(largeur(_au_bout(x), CORPS) for x in bloc.lignes) + 6
    echelle = max(10.0, dessin.largeur - gauche - fin) / ((haut - bas) or 1.0)
    zero = gauche - bas * echelle
    debut = y
    for nom, siennes in groupes:
        coupe = lignes(propre(nom), gauche - 5, CORPS)
        boite = max(len(siennes) * (BARRE + 1), len(coupe) * CORPS * INTERLIGNE)
        milieu = y + boite / 2
        for rang, morceau in enumerate(coupe):
            pas = (rang - (len(coupe) - 1) / 2) * CORPS * INTERLIGNE
            dessin.texte(gauche - 5, milieu + pas + CORPS * 0.33, morceau, CORPS, ancre="fin")
        sommet = milieu - len(siennes) * (BARRE + 1) / 2
        for rang, x in enumerate(siennes):
            _barre(dessin, x, teintes[x.cle], zero, sommet + rang * (BARRE + 1), echelle)
        y += boite + ECART
    dessin.ligne([(zero, debut - 1), (zero, y - ECART + 1)], TRAIT)
    return y


def _barre(dessin: Dessin, x: Ligne, couleur: str, zero: float, y: float, echelle: float) -> None:
    """Une barre et sa valeur ; sans valeur, pas de barre : le mot de ce qui manque."""
    v = x.mesure.valeur
    if v is None:
        dessin.texte(zero + 4, y + BARRE * 0.8, valeur_de_ligne(x), CORPS, couleur=ENCRE_DOUCE)
        return
    fictif = x.mesure.statut == "demonstration"
    long = abs(v) * echelle
    dessin.rectangle(
        zero if v >= 0 else zero - long, y, long, BARRE, fond=couleur,
        hachure="#ffffff" if fictif else "", trait=couleur if fictif else "",
    )  # fmt: skip
    dessin.texte(zero + (long if v >= 0 else 0) + 4, y + BARRE * 0.8, _au_bout(x), CORPS)


def _legende(dessin: Dessin, bloc: Bloc, teintes: dict[str, str], y: float) -> float:
    x = 0.0
    for serie, cle in dict.fromkeys((x.serie, x.cle) for x in bloc.lignes):
        large = 13 + largeur(propre(serie), CORPS) + 12
        if x + large > dessin.largeur and x:
            x, y = 0.0, y + HAUT_LEGENDE
        dessin.rectangle(x, y, 9, 9, fond=teintes[cle])
        dessin.texte(x + 13, y + 8, serie, CORPS)
        x += large
    return y + HAUT_LEGENDE + 3


def _courbe(dessin: Dessin, bloc: Bloc, y: float) -> float:
    """Une ligne par série, coupée aux ruptures et aux années sans valeur ; son nom au bout."""
    teintes = teintes_du_bloc(bloc)
    annees = sorted({x.categorie for x in bloc.lignes})
    cles = list(dict.fromkeys(x.cle for x in bloc.lignes))
    bouts = {c: k[-1] for c in cles if (k := [x for x in bloc.lignes if x.cle == c and x.mesure.valeur is not None])}
    haut = max(x.mesure.valeur for x in bloc.lignes if x.mesure.valeur is not None) or 1.0
    etroit = dessin.largeur < LARGE_ETROIT and len(cles) > 1  # les noms ne tiendraient pas au bout des lignes
    if etroit:
        y = _legende(dessin, bloc, teintes, y)
    dire = _valeur if etroit else _bout
    fin = max((largeur(dire(x), CORPS, True) for x in bouts.values()), default=0) + 10
    gauche, droite = 22.0, max(dessin.largeur * 0.35, dessin.largeur - fin)
    sommet = y + 14
    bas = sommet + (HAUT_ETROIT if dessin.largeur < LARGE_ETROIT else HAUT_COURBE)
    pas = (droite - gauche) / max(1, len(annees) - 1)
    ou = {a: gauche + i * pas for i, a in enumerate(annees)}

    def vers(v: float) -> float:
        return bas - v / haut * (bas - sommet)

    dessin.ligne([(gauche - 12, bas), (droite + 6, bas)], TRAIT)
    un_sur = 1 + int(max(largeur(a, CORPS) for a in annees) + 5 > pas)
    for a in annees[::un_sur]:
        dessin.texte(ou[a], bas + 12, a, CORPS, couleur=ENCRE_DOUCE, ancre="milieu")
    for a in (a for a in bloc.ruptures if a in ou):
        x = ou[a] - pas / 2
        dessin.ligne([(x, sommet - 10), (x, bas)], ALERTE, 1.2, tirets=True)
        dessin.texte(x + 3, sommet - 4, "série rompue", 8, couleur=ALERTE)
    for cle in reversed(cles):
        siennes = {x.categorie: x for x in bloc.lignes if x.cle == cle}
        principal = cle in bloc.accents or len(cles) == 1
        _trace(dessin, [siennes.get(a) for a in annees], bloc.ruptures, teintes[cle], principal, ou, vers)
        dites = [x for x in siennes.values() if principal and x.mesure.valeur is not None and x != bouts.get(cle)]
        if dites and max(largeur(_valeur(x), CORPS) for x in dites) + 6 > pas:
            dites = dites[:1]  # trop serrées pour se lire : la première, et la dernière au bout de la ligne
        for x in dites:
            texte = _valeur(x)
            place = (ou[x.categorie], vers(x.mesure.valeur) - 6)
            dessin.texte(*place, texte, CORPS, couleur=teintes[cle], ancre="milieu", cartouche="#ffffff")
    precedent = bas + 100
    for cle, x in sorted(bouts.items(), key=lambda b: b[1].mesure.valeur):
        pose = min(vers(x.mesure.valeur) + 3, precedent - CORPS * 1.15)
        precedent = pose
        couleur = teintes[cle] if cle in bloc.accents or len(cles) == 1 else ENCRE_DOUCE
        fond = "#ffffff" if x.categorie != annees[-1] else ""  # une rupture peut passer derrière
        style = {"couleur": couleur, "gras": couleur != ENCRE_DOUCE, "cartouche": fond}
        dessin.texte(ou[x.categorie] + 7, pose, dire(x), CORPS, **style)
    return bas + 18


def _valeur(x: Ligne) -> str:
    return propre(valeur_courte(x) + doute(x))


def _bout(x: Ligne) -> str:
    return propre(f"{x.serie} : {_valeur(x)}")


def _trace(dessin, points, ruptures, couleur, principal, ou, vers) -> None:
    """Les morceaux d'une série : rien ne relie deux points séparés par un trou ou une rupture."""
    morceau: list[tuple[float, float]] = []
    precedente = ""
    for x in [*points, None]:
        if x is None or x.mesure.valeur is None:
            coupe = True
        else:
            coupe = any(precedente < r <= x.categorie for r in ruptures) if precedente else False
        if coupe and len(morceau) > 1:
            dessin.ligne(morceau, couleur, 2.4 if principal else 1.2, tirets=not principal)
        if coupe:
            morceau = []
        if x is not None and x.mesure.valeur is not None:
            place = (ou[x.categorie], vers(x.mesure.valeur))
            morceau.append(place)
            _pastille(dessin, place, couleur, 3.2 if principal else 2.2)
            precedente = x.categorie


def _pastille(dessin: Dessin, place: tuple[float, float], couleur: str, rayon: float) -> None:
    x, y = place
    cote = rayon * 0.5
    coins = ((-rayon, -cote), (-cote, -rayon), (cote, -rayon), (rayon, -cote))
    autour = (*coins, *((-a, -b) for a, b in coins))
    dessin.elements.append(
        Forme((tuple((x + a, y + b) for a, b in autour),), fond=couleur, trait="#ffffff", epaisseur=0.5)
    )
