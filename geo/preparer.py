"""La commande `python -m geo.preparer PACK --geographie 2015` : du paquet officiel à nos contours.

Écrit qpv_2015.shp ou qpv_2024.shp, et avec --fond commune.shp et agglo_communes.shp. Tout est écrit
et relu dans un dossier provisoire avant de remplacer quoi que ce soit : une commande qui échoue
laisse les contours tels qu'ils étaient.
"""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from data.arguments import Analyseur
from data.dossiers import dossier_contours, dossier_tables
from data.formats import FINE, INSECABLE, nombre, pluriel
from data.lecture_csv import lire_table
from data.modele import Territoire
from geo.contours import FICHIERS, METRES_CARRES_PAR_HECTARE, charger_contours
from geo.paquet import FORMATS, ErreurPreparation, lire_paquet
from geo.selection import CODES, FOND_CODES, FOND_NOMS, NOMS, Retenu, champ, choisir_fond, choisir_quartiers
from geo.shapefile import PARTIES_ECRITES, Couche, ecrire_shapefile

_COLONNES = ("code", "nom", "nom_court", "type", "parent", "slug", "geographie")
# Un champ texte de .dbf ne tient pas plus d'octets.
_OCTETS_NOM = 254


@dataclass(frozen=True, slots=True)
class Fichier:
    """Un shapefile à écrire. nom : clé de FICHIERS ; geographie : le contenu du champ `geograph`."""

    nom: str
    geographie: str
    retenus: tuple[Retenu, ...]


def principal(arguments: Sequence[str] | None = None) -> int:
    """Lance la commande ; rend 0 si les contours sont écrits, 1 avec une phrase en français sinon."""
    choix = _analyseur().parse_args(arguments)
    try:
        compte_rendu = preparer(
            paquet=Path(choix.paquet) if choix.paquet else None,
            geographie=choix.geographie or "",
            nom_commune=choix.nom_commune.strip(),
            fonds=[Path(f) for f in choix.fond],
            millesime=choix.millesime,
        )
    except ErreurPreparation as erreur:
        sys.stderr.write(f"Erreur : {erreur}\nRien n'a été modifié.\n")
        return 1
    # L'espace fine manque à bien des terminaux.
    sys.stdout.write("\n".join(compte_rendu).replace(FINE, INSECABLE) + "\n")
    return 0


def _analyseur() -> Analyseur:
    analyseur = Analyseur(
        prog="python -m geo.preparer",
        description="Prépare les contours des quartiers et des fonds de carte à partir des fichiers officiels.",
    )
    analyseur.add_argument(
        "paquet",
        nargs="?",
        metavar="PACK",
        help=f"le fichier officiel des contours de quartiers ({', '.join(FORMATS)})",
    )
    analyseur.add_argument("--geographie", choices=("2015", "2024"), help="la géographie prioritaire du fichier")
    analyseur.add_argument(
        "--nom-commune", default="", metavar="NOM", help="la commune ; sans cette option, celle de territoires.csv"
    )
    analyseur.add_argument(
        "--fond",
        action="append",
        default=[],
        metavar="FICHIER",
        help="un fond : la commune seule, ou les communes de l'agglomération (l'option peut se répéter)",
    )
    analyseur.add_argument("--millesime", default="", metavar="ANNEE", help="l'année des fonds, si elle est connue")
    return analyseur


def preparer(
    *, paquet: Path | None, geographie: str, nom_commune: str = "", fonds: Sequence[Path] = (), millesime: str = ""
) -> list[str]:
    """Choisit, écrit et relit les contours ; rend le compte rendu, une phrase par ligne.

    Lève ErreurPreparation, et alors rien n'a changé dans le dossier des contours.
    """
    if paquet is None and not fonds:
        raise ErreurPreparation("Aucun fichier à préparer. Attendu : un paquet de contours, ou --fond FICHIER.")
    if paquet is not None and not geographie:
        raise ErreurPreparation("La géographie du paquet n'est pas dite. Attendu : --geographie 2015 ou 2024.")
    territoires = _territoires()
    compte_rendu: list[str] = []
    fichiers: list[Fichier] = []
    if paquet is not None:
        lu = lire_paquet(
            paquet,
            lambda c: bool(champ(c, CODES) and champ(c, NOMS)),
            "un code, CODE_QP ou code_qp, et un nom, NOM_QP ou lib_qp",
        )
        retenus, remarques = choisir_quartiers(lu.couche, territoires, geographie, nom_commune)
        total = len(lu.couche.lignes)
        compte_rendu.append(f"{paquet.name}, couche {lu.nom} : {nombre(total)} {pluriel(total, 'contour')}.")
        if territoires is None:
            remarques.append("territoires.csv est absent : les noms écrits sont ceux du paquet.")
        compte_rendu += [f"Remarque : {remarque}" for remarque in remarques]
        fichiers.append(Fichier(f"qpv_{geographie}", geographie, tuple(retenus)))
    fichiers += _fonds(fonds, territoires, nom_commune, millesime)
    codes = frozenset(t.code for t in territoires) if territoires is not None else None
    cible = dossier_contours()
    _ecrire(fichiers, cible, codes)
    for fichier in fichiers:
        compte_rendu += _decrire(fichier)
    return [*compte_rendu, f"Écrit dans {cible}."]


def _territoires() -> list[Territoire] | None:
    """Le référentiel, ou None sans territoires.csv. Lève ErreurPreparation s'il est fautif."""
    chemin = dossier_tables() / "territoires.csv"
    if not chemin.exists():
        return None
    table = lire_table(chemin, _COLONNES)
    if table.cadre is None or table.fautes:
        raise ErreurPreparation("\n".join(faute.phrase() for faute in table.fautes))
    return [Territoire(*ligne) for ligne in table.cadre[list(_COLONNES)].itertuples(index=False)]


def _fonds(
    chemins: Sequence[Path], territoires: list[Territoire] | None, nom_commune: str, millesime: str
) -> list[Fichier]:
    """Un fond d'une seule commune passe avant la même commune prise dans un fond d'agglomération."""

    def utile(couche: Couche) -> bool:
        return bool(couche.lignes and champ(couche, FOND_CODES) and champ(couche, FOND_NOMS))

    seules: list[Retenu] = []
    tirees: list[Retenu] = []
    membres: list[Retenu] = []
    for chemin in chemins:
        couche = lire_paquet(chemin, utile, "un code de commune, code ou INSEE_COM, et un nom").couche
        commune, siens = choisir_fond(couche, territoires, nom_commune)
        (tirees if siens else seules).append(commune)
        membres = siens or membres
    fichiers = [Fichier("commune", millesime, ((seules or tirees)[-1],))] if chemins else []
    if membres:
        fichiers.append(Fichier("agglo_communes", millesime, tuple(membres)))
    return fichiers


def _ecrire(fichiers: Sequence[Fichier], cible: Path, codes: frozenset[str] | None) -> None:
    """Écrit à côté, relit, puis remplace. Le dossier provisoire est voisin de la cible pour que le
    remplacement soit un changement de nom, jamais une copie interrompue à moitié.
    """
    try:
        cible.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".preparation-", dir=cible) as provisoire:
            neuf = Path(provisoire)
            for fichier in fichiers:
                trop_long = [r.code for r in fichier.retenus if len(r.nom.encode()) > _OCTETS_NOM]
                if trop_long:
                    raise ErreurPreparation(
                        f"Le nom de {trop_long[0]} est trop long. Attendu : {_OCTETS_NOM} octets au plus."
                    )
                lignes = [{"code": r.code, "nom": r.nom, "geograph": fichier.geographie} for r in fichier.retenus]
                formes = [r.geometrie for r in fichier.retenus]
                ecrire_shapefile(neuf / FICHIERS[fichier.nom], lignes, formes)
            _relire(fichiers, neuf, codes)
            _remplacer([FICHIERS[f.nom] for f in fichiers], neuf, cible)
    except (OSError, RuntimeError, ValueError) as erreur:
        raise ErreurPreparation(
            f"Les contours ne peuvent pas être écrits dans {cible}. Attendu : un dossier où l'on peut "
            "écrire, de la place sur le disque, et aucun autre logiciel qui tienne ces fichiers ouverts."
        ) from erreur


def _relire(fichiers: Sequence[Fichier], dossier: Path, codes: frozenset[str] | None) -> None:
    """Ce qui vient d'être écrit doit passer les contrôles que l'application fera."""
    bases = tuple(Path(FICHIERS[f.nom]).stem + "." for f in fichiers)
    fautes = [f for f in charger_contours(dossier, codes).fautes if f.fichier.startswith(bases)]
    if fautes:
        raise ErreurPreparation(
            "Les contours préparés ne passent pas les contrôles :\n" + "\n".join(f.phrase() for f in fautes)
        )


def _remplacer(shapefiles: Sequence[str], neuf: Path, cible: Path) -> None:
    """Met les fichiers neufs en place ; si l'un refuse, remet tous les anciens."""
    noms = [Path(shp).with_suffix(partie).name for shp in shapefiles for partie in PARTIES_ECRITES]
    anciens = neuf / "anciens"
    anciens.mkdir()
    presents = [nom for nom in noms if (cible / nom).exists()]
    for nom in presents:
        shutil.copy2(cible / nom, anciens / nom)
    poses: list[str] = []
    try:
        for nom in noms:
            (neuf / nom).replace(cible / nom)
            poses.append(nom)
    except OSError:
        for nom in poses:
            if nom in presents:
                (anciens / nom).replace(cible / nom)
            else:
                (cible / nom).unlink(missing_ok=True)
        raise


def _decrire(fichier: Fichier) -> list[str]:
    """Le nom du fichier, puis un contour par ligne : code, nom, surface en hectares. Les communes
    d'une agglomération tiennent en une ligne : leur liste noierait celle des quartiers.
    """
    if fichier.nom == "agglo_communes":
        total = sum(retenu.geometrie.area for retenu in fichier.retenus) / METRES_CARRES_PAR_HECTARE
        return [f"{FICHIERS[fichier.nom]} : {len(fichier.retenus)} communes, {nombre(total, 2)} ha."]
    lignes = [f"{FICHIERS[fichier.nom]} :"]
    for retenu in fichier.retenus:
        suite = f" (dans le paquet : « {retenu.nom_lu} »)" if retenu.nom_lu != retenu.nom else ""
        suite += " (contour réparé : il se recoupait)" if retenu.repare else ""
        surface = nombre(retenu.geometrie.area / METRES_CARRES_PAR_HECTARE, 2)
        lignes.append(f"  {retenu.code}  {retenu.nom} : {surface} ha{suite}")
    return lignes


if __name__ == "__main__":
    sys.exit(principal())
