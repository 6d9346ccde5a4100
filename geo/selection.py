"""Choisir dans un paquet les contours que `territoires.csv` attend, et leur donner nos noms.

Le paquet de 2015 ne connaît une commune que par son nom, celui de 2024 par son code INSEE aussi ;
ni l'un ni l'autre n'écrit les quartiers comme nous. Le code du quartier fait donc foi.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from data.formats import enumeration
from data.lecture_csv import citer
from data.modele import Territoire
from geo.contours import CODES_QUARTIERS
from geo.paquet import ErreurPreparation
from geo.shapefile import LAMBERT_93, Couche

# Les noms que les champs ont pris d'une édition et d'un producteur à l'autre, en minuscules.
CODES = ("code_qp", "code")
NOMS = ("nom_qp", "lib_qp", "nom", "libelle")
NOMS_COMMUNE = ("commune_qp", "lib_com", "nom_com", "commune")
CODES_COMMUNE = ("insee_com", "code_insee")
FOND_CODES = ("insee_com", "code_insee", "codgeo", "code")
FOND_NOMS = ("nom_com", "nom", "libgeo", "libelle")
FOND_EPCI = ("siren_epci", "codes_siren_des_epci", "code_epci")
# La plus grande intercommunalité de France a 158 communes : au-delà, le fond couvre autre chose.
COMMUNES_MAX = 200
_NOMS_PROPOSES = 3


@dataclass(frozen=True, slots=True)
class Retenu:
    """Un contour choisi. nom : le nôtre ; nom_lu : celui du paquet ; geometrie : EPSG:2154 ;
    repare : vrai si le contour du paquet se recoupait.
    """

    code: str
    nom: str
    nom_lu: str
    geometrie: Any
    repare: bool


def champ(couche: Couche, noms: Sequence[str]) -> str | None:
    """Le premier champ de la couche qui porte un de ces noms, sans regarder la casse."""
    lus = {c.casefold(): c for c in couche.champs}
    return next((lus[nom] for nom in noms if nom in lus), None)


def choisir_quartiers(
    couche: Couche, territoires: Sequence[Territoire] | None, geographie: str, nom_commune: str
) -> tuple[list[Retenu], list[str]]:
    """Les quartiers à écrire, triés par code, et les remarques à faire.

    territoires : None s'il n'y a pas de territoires.csv (tous les quartiers de la commune sont pris,
    sous le nom du paquet) ; nom_commune : « » pour les communes de territoires.csv.
    Lève ErreurPreparation.
    """
    code, nom = champ(couche, CODES), champ(couche, NOMS)
    _verifier_edition([ligne[code] for ligne in couche.lignes], geographie)
    communes = _communes(territoires, nom_commune)
    rangs = _rangs_de_la_commune(couche, [c.nom for c in communes], {c.code for c in communes} - {""})
    trouves = {couche.lignes[r][code] for r in rangs}
    if territoires is None:
        nos_noms = {couche.lignes[r][code]: couche.lignes[r][nom] for r in rangs}
    else:
        siens = [t for t in territoires if t.type == "qpv" and t.geographie == geographie]
        nos_noms = {t.code: t.nom for t in siens}
        _verifier_attendus(couche, siens, trouves, communes, geographie)
    remarques = [
        f"{c} est dans le paquet mais pas dans territoires.csv : il n'est pas écrit."
        for c in sorted(trouves - nos_noms.keys())
    ]
    pris: dict[str, list[int]] = {}
    for rang in rangs:
        if couche.lignes[rang][code] in nos_noms:
            pris.setdefault(couche.lignes[rang][code], []).append(rang)
    return [_retenu(couche, c, nos_noms[c], nom, pris[c]) for c in sorted(pris)], remarques


def choisir_fond(
    couche: Couche, territoires: Sequence[Territoire] | None, nom_commune: str
) -> tuple[Retenu, list[Retenu]]:
    """La commune, et les communes de son intercommunalité (liste vide si le fond n'a qu'elle).

    Un fond national ou départemental est réduit à l'intercommunalité par son champ d'EPCI.
    Lève ErreurPreparation.
    """
    code, nom = champ(couche, FOND_CODES), champ(couche, FOND_NOMS)
    communes = _communes(territoires, nom_commune)
    if len(communes) > 1:
        raise ErreurPreparation(
            f"territoires.csv a {len(communes)} communes ({enumeration([c.nom for c in communes])}). "
            "Attendu : --nom-commune pour dire celle du fond."
        )
    commune = communes[0]
    rang = next((r for r, ligne in enumerate(couche.lignes) if ligne[code] == commune.code), None)
    if rang is None:
        memes = (r for r, ligne in enumerate(couche.lignes) if _cle(ligne[nom]) == _cle(commune.nom))
        rang = next(memes, None)
    if rang is None:
        raise ErreurPreparation(_introuvable([commune.nom], (ligne[nom] for ligne in couche.lignes)))
    retenue = _retenu(couche, couche.lignes[rang][code], commune.nom, nom, [rang])
    if len(couche.lignes) == 1:
        return retenue, []
    rangs = _rangs_de_l_epci(couche, commune, rang)
    membres = [_retenu(couche, couche.lignes[r][code], couche.lignes[r][nom], nom, [r]) for r in rangs]
    return retenue, sorted(membres, key=lambda m: m.code)


def _rangs_de_l_epci(couche: Couche, commune: Territoire, rang: int) -> list[int]:
    epci = champ(couche, FOND_EPCI)
    if epci:
        # Admin Express écrit « 200054781/200054807 » pour une commune de deux groupements.
        cherches = {commune.parent} if re.fullmatch(r"\d{9}", commune.parent) else set()
        cherches = cherches or set(re.split(r"[/,;]\s*", couche.lignes[rang][epci]))
        rangs = [r for r, ligne in enumerate(couche.lignes) if cherches & set(re.split(r"[/,;]\s*", ligne[epci]))]
        if rangs:
            return rangs
        raise ErreurPreparation(
            f"Aucune commune du fond n'a l'intercommunalité {enumeration(sorted(cherches))} "
            f"dans son champ {epci}. Attendu : le parent de {commune.nom} dans territoires.csv."
        )
    if len(couche.lignes) > COMMUNES_MAX:
        raise ErreurPreparation(
            f"Le fond a {len(couche.lignes)} communes et aucun champ d'intercommunalité : impossible de "
            "savoir lesquelles prendre. Attendu : un fond limité aux communes de l'agglomération, ou un "
            f"champ {' ou '.join(FOND_EPCI)}."
        )
    return list(range(len(couche.lignes)))


def _communes(territoires: Sequence[Territoire] | None, nom_commune: str) -> list[Territoire]:
    """Les communes voulues ; le code est « » pour une commune connue par son seul nom."""
    connues = [t for t in territoires or () if t.type == "commune"]
    if nom_commune:
        memes = [c for c in connues if _cle(c.nom) == _cle(nom_commune)]
        return memes or [Territoire("", nom_commune, nom_commune, "commune", "", "", "")]
    if not connues:
        raise ErreurPreparation(
            "territoires.csv est absent ou n'a pas de ligne de type « commune » : la commune n'est pas "
            "connue. Attendu : cette ligne, ou l'option --nom-commune."
        )
    return connues


def _rangs_de_la_commune(couche: Couche, noms: list[str], codes: set[str]) -> list[int]:
    """Les lignes des communes voulues. Un quartier à cheval nomme ses communes dans un seul champ."""
    champ_nom, champ_code = champ(couche, NOMS_COMMUNE), champ(couche, CODES_COMMUNE)
    if champ_nom is None and champ_code is None:
        return list(range(len(couche.lignes)))  # rien ne dit la commune : le code du quartier décidera
    cles = {_cle(nom) for nom in noms}
    rangs, lus = [], set()
    for rang, ligne in enumerate(couche.lignes):
        siens = re.split(r"\s*[,;/]\s*", ligne[champ_nom]) if champ_nom else []
        ses_codes = re.split(r"\s*[,;/]\s*", ligne[champ_code]) if champ_code else []
        lus.update(siens or ses_codes)
        if cles & {_cle(nom) for nom in siens} or codes & set(ses_codes):
            rangs.append(rang)
    if not rangs:
        raise ErreurPreparation(_introuvable(noms, lus))
    return rangs


def _introuvable(cherches: list[str], lus: Iterable[str]) -> str:
    par_cle = {_cle(nom): nom for nom in lus if nom}
    proches = []
    for cle in map(_cle, cherches):
        # « Lézignan » est trop court pour ressembler à « Lézignan-Corbières », qui le contient pourtant.
        contiennent = [c for c in sorted(par_cle) if cle and cle in c]
        voisines = difflib.get_close_matches(cle, par_cle, n=_NOMS_PROPOSES, cutoff=0.75)
        proches += [par_cle[c] for c in [*contiennent, *voisines][:_NOMS_PROPOSES]]
    suite = f" Noms proches : {enumeration([citer(n) for n in dict.fromkeys(proches)])}." if proches else ""
    noms = enumeration([citer(n) for n in cherches])
    return f"La commune {noms} n'est pas dans le fichier.{suite} Attendu : le nom tel qu'il y est écrit."


def _cle(nom: str) -> str:
    """« Saint-Étienne » et « ST ETIENNE » se comparent sans accents, tirets ni casse."""
    texte = nom.casefold().replace("œ", "oe").replace("’", "'")
    sans_accents = unicodedata.normalize("NFKD", texte).encode("ascii", "ignore").decode()
    abreges = {"st": "saint", "ste": "sainte"}
    return " ".join(abreges.get(mot, mot) for mot in re.findall(r"[a-z0-9]+", sans_accents))


def _verifier_edition(codes: Sequence[str], geographie: str) -> None:
    """Refuse un paquet dont aucun code n'est de la géographie demandée."""
    if any(CODES_QUARTIERS[geographie].fullmatch(c) for c in codes):
        return
    autre = next((g for g, motif in CODES_QUARTIERS.items() if any(motif.fullmatch(c) for c in codes)), None)
    exemple = citer(next(iter(codes), ""))
    constat = (
        f"Ce paquet est celui de la géographie {autre} (code {exemple})"
        if autre
        else f"Ce paquet n'a aucun code de quartier connu (premier code : {exemple})"
    )
    raise ErreurPreparation(f"{constat}. Attendu : les codes de la géographie {geographie}.")


def _verifier_attendus(
    couche: Couche, siens: Sequence[Territoire], trouves: set[str], communes: Sequence[Territoire], geographie: str
) -> None:
    """Refuse d'écrire un fichier auquel il manquerait un quartier : il remplacerait un fichier entier."""
    noms = enumeration([c.nom for c in communes])
    codes_communes = {c.code for c in communes} - {""}
    if not trouves & {t.code for t in siens}:
        raise ErreurPreparation(
            f"Aucun des quartiers du paquet pour {noms} ({enumeration(sorted(trouves)[:10])}) n'est dans "
            f"territoires.csv. Attendu : leurs codes, de type « qpv » et de géographie {geographie}."
        )
    manquants = [t for t in siens if t.parent in codes_communes and t.code not in trouves]
    if manquants:
        code, commune = champ(couche, CODES), champ(couche, NOMS_COMMUNE)
        ailleurs = {ligne[code]: ligne[commune] for ligne in couche.lignes} if commune else {}
        dits = [
            f"{t.code} ({t.nom}" + (f", donné pour {ailleurs[t.code]})" if t.code in ailleurs else ")")
            for t in manquants
        ]
        raise ErreurPreparation(
            f"Le paquet n'a pas, pour {noms}, {enumeration(dits)}, que territoires.csv annonce. "
            "Attendu : tous les quartiers de la commune."
        )


def _retenu(couche: Couche, code: str, nom: str, champ_nom: str | None, rangs: list[int]) -> Retenu:
    """Réunit les lignes d'un même code, en Lambert-93, réparées s'il le faut."""
    import shapely

    if couche.crs is None:
        raise ErreurPreparation(
            f"Le paquet ne dit pas son système de coordonnées. Attendu : Lambert-93 (EPSG:{LAMBERT_93}) "
            "ou WGS84, écrit dans un fichier .prj."
        )
    formes = [couche.geometries[r] for r in rangs if couche.geometries[r] is not None]
    saine = bool(formes) and all(shapely.is_valid(f) for f in formes)
    forme = shapely.union_all([f if saine else shapely.make_valid(f) for f in formes])
    forme = _en_lambert_93(forme, couche)
    # Une réparation peut laisser des traits et des points à côté de la surface.
    polygones = [p for p in shapely.get_parts(forme) if p.geom_type == "Polygon"]
    polygones += [q for p in shapely.get_parts(forme) if p.geom_type == "MultiPolygon" for q in p.geoms]
    if not polygones:
        raise ErreurPreparation(f"Dans le paquet, {code} n'a pas de contour. Attendu : un polygone.")
    finale = polygones[0] if len(polygones) == 1 else shapely.MultiPolygon(polygones)
    nom_lu = couche.lignes[rangs[0]][champ_nom] if champ_nom else nom
    return Retenu(code, nom, nom_lu, finale, not saine)


def _en_lambert_93(geometrie: Any, couche: Couche) -> Any:
    import pyproj
    import shapely

    geometrie = shapely.force_2d(geometrie)
    if couche.lambert_93:
        return geometrie
    # always_xy : l'EPSG dit latitude puis longitude, les fichiers écrivent longitude puis latitude.
    passage = pyproj.Transformer.from_crs(couche.crs, LAMBERT_93, always_xy=True)
    return shapely.transform(geometrie, passage.transform, interleaved=False)
