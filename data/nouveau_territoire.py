"""Commande `python -m data.nouveau_territoire` : le dossier de données d'une autre ville.

`python -m data.nouveau_territoire DOSSIER --commune CODE NOM --contours PACK`

Elle crée `DOSSIER/tables` avec la liste des territoires, tirée du paquet officiel des contours, et les tables qui
valent partout ; puis elle dit les commandes à lancer. Un dossier qui a déjà des tables n'est jamais touché.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from data.arguments import Analyseur
from data.console import dire, refuser, tolerer_les_vieilles_consoles
from data.ecriture_csv import remplacer, texte_csv
from data.fautes import raison_systeme
from data.formats import compter, en_lettres, enumeration
from data.importation.etiquettes import normaliser
from data.insee.decoupage import DEPARTEMENTS, REGIONS, departement_de_la_commune
from data.lecture_csv import citer
from data.modele import Territoire
from data.phrases import de, nom_dans_la_phrase
from data.reprise import tables_reprises
from data.schemas.adresse import RESERVEES
from data.schemas.tables import PAR_NOM
from geo.contours import CODES_QUARTIERS
from geo.paquet import ErreurPreparation, lire_paquet
from geo.selection import CODES, NOMS, champ, choisir_quartiers

METROPOLE, FRANCE = "FR-METRO", "FR"
OUTRE_MER = "97"
_SIREN = re.compile("[0-9]{9}")
_COURT = 16  # au-delà, un nom d'axe se coupe ; l'équipe peut choisir le sien dans territoires.csv


class Refus(Exception):
    """Ce qui empêche de créer le dossier : une phrase en français, montrée telle quelle."""


def principal(arguments: Sequence[str] | None = None) -> int:
    """Crée le dossier ; rend 0, ou 1 avec une phrase en français et rien d'écrit."""
    tolerer_les_vieilles_consoles()
    choix = _analyseur().parse_args(arguments)
    try:
        communes = [_commune(code, nom) for code, nom in choix.commune]
        epci = _epci(choix.epci) if choix.epci else None
        dire(creer(choix.dossier, communes, [Path(p) for p in choix.contours], epci))
    except (Refus, ErreurPreparation, ValueError) as refus:
        return refuser([f"Erreur : {refus}", "Rien n'a été écrit."])
    except OSError as erreur:
        return refuser([f"Erreur : le dossier ne s'écrit pas ({raison_systeme(erreur)}).", "Rien n'a été écrit."])
    return 0


def _analyseur() -> Analyseur:
    analyseur = Analyseur(
        prog="python -m data.nouveau_territoire",
        description="Crée le dossier de données d'une autre ville à partir du paquet officiel des contours.",
    )
    analyseur.add_argument("dossier", type=Path, metavar="DOSSIER", help="le dossier à créer, vide ou absent")
    analyseur.add_argument(
        "--commune",
        nargs=2,
        action="append",
        required=True,
        metavar=("CODE", "NOM"),
        help="le code Insee et le nom de la commune ; l'option se répète pour un contrat de plusieurs communes",
    )
    analyseur.add_argument(
        "--contours",
        action="append",
        required=True,
        metavar="PACK",
        help="le paquet officiel des contours ; l'option se répète (géographies 2015 et 2024)",
    )
    analyseur.add_argument(
        "--epci", nargs=2, metavar=("SIREN", "NOM"), help="l'intercommunalité, si le contrat porte son nom"
    )
    return analyseur


def creer(
    dossier: Path, communes: Sequence[tuple[str, str]], paquets: Sequence[Path], epci: tuple[str, str] | None
) -> list[str]:
    """Écrit les tables du dossier neuf ; rend le compte rendu, une phrase par ligne.

    communes et epci : (code, nom). Lève Refus, ErreurPreparation, ValueError ou OSError, et rien n'est alors écrit.
    """
    tables = dossier / "tables"
    if tables.exists() and any(tables.iterdir()):
        raise Refus(f"« {tables} » contient déjà des fichiers. Attendu : un dossier neuf.")
    lus = [q for paquet in paquets for q in _quartiers(paquet, communes)]
    # Un quartier à cheval sur deux des communes est trouvé deux fois : il reste à la première nommée.
    quartiers = list({q.code: q for q in reversed(lus)}.values())[::-1]
    if not any(q.geographie == "2015" for q in quartiers):
        raise Refus(
            "Aucun paquet n'est de la géographie 2015, celle des fichiers de l'Insee que le tableau de bord sait lire. "
            "Attendu : --contours avec le paquet de 2015."
        )
    territoires = referentiel(communes, quartiers, epci)
    textes = {nom: texte_csv(PAR_NOM[nom].colonnes, lignes) for nom, lignes in tables_reprises(territoires).items()}
    colonnes = PAR_NOM["territoires"].colonnes
    champs = ("code", "nom", "nom_court", "type", "parent", "slug", "geographie")
    lignes = [dict(zip(colonnes, (getattr(t, c) for c in champs), strict=True)) for t in territoires]
    textes["territoires"] = texte_csv(colonnes, lignes)
    remplacer({tables / f"{nom}.csv": texte for nom, texte in sorted(textes.items())})
    return _compte_rendu(dossier, territoires, sorted(textes), paquets)


def _commune(code: str, nom: str) -> tuple[str, str]:
    if not departement_de_la_commune(code):
        raise Refus(
            f"{citer(code)} n'est pas le code Insee d'une commune. Attendu : cinq signes, comme 11262 (ce n'est pas le "
            "code postal)."
        )
    if not nom.strip():
        raise Refus(f"Le nom de la commune {code} est vide. Attendu : son nom, entre guillemets s'il a une espace.")
    return code, nom.strip()


def _epci(donne: Sequence[str]) -> tuple[str, str]:
    siren, nom = donne[0].replace(" ", ""), donne[1].strip()
    if not _SIREN.fullmatch(siren) or not nom:
        raise Refus(f"{citer(donne[0])} n'est pas un numéro SIREN. Attendu : neuf chiffres, puis le nom.")
    return siren, nom


def _quartiers(paquet: Path, communes: Sequence[tuple[str, str]]) -> list[Territoire]:
    """Les quartiers de ces communes dans le paquet, sous leur nom officiel, triés par code."""
    couche = lire_paquet(
        paquet,
        lambda c: bool(champ(c, CODES) and champ(c, NOMS)),
        "un code, CODE_QP ou code_qp, et un nom, NOM_QP ou lib_qp",
    ).couche
    lus = {ligne[champ(couche, CODES)] for ligne in couche.lignes}
    geographie = max(CODES_QUARTIERS, key=lambda g: sum(bool(CODES_QUARTIERS[g].fullmatch(c)) for c in lus))
    rendus = []
    for code, nom in communes:
        retenus, _ = choisir_quartiers(couche, None, geographie, nom)
        siens = [r for r in retenus if _du_departement(r.code, code)]
        if not siens:
            raise Refus(
                f"Dans « {paquet.name} », les quartiers de {nom} ({enumeration([r.code for r in retenus])}) ne "
                f"sont pas du département {departement_de_la_commune(code)}. Attendu : le bon code Insee de commune."
            )
        rendus += [Territoire(r.code, r.nom_lu, r.nom_lu, "qpv", code, "", geographie) for r in siens]
    return rendus


def _du_departement(quartier: str, commune: str) -> bool:
    """Le code d'un quartier contient celui de son département : une commune de même nom ailleurs n'y entre pas."""
    return quartier[2:].startswith(departement_de_la_commune(commune).rjust(3, "0"))


def referentiel(
    communes: Sequence[tuple[str, str]], quartiers: Sequence[Territoire], epci: tuple[str, str] | None
) -> list[Territoire]:
    """Les lignes de territoires.csv : quartiers, ensembles, communes, puis ce qui les contient."""
    avec_adresse = _nommer([q for q in quartiers if q.geographie == "2015"], adresses=True)
    suivants = _nommer([q for q in quartiers if q.geographie != "2015"], adresses=False)
    departements = list(dict.fromkeys(departement_de_la_commune(code) for code, _ in communes))
    regions = list(dict.fromkeys(DEPARTEMENTS[d].region for d in departements))
    pays = FRANCE if departements[0].startswith(OUTRE_MER) else METROPOLE
    villes = [
        Territoire(c, nom, nom, "commune", epci[0] if epci else f"D{departement_de_la_commune(c)}", "", "")
        for c, nom in communes
    ]
    contenants = [Territoire(epci[0], epci[1], "Agglomération", "epci", f"D{departements[0]}", "", "")] if epci else []
    for d in departements:
        lieu = DEPARTEMENTS[d]
        contenants.append(Territoire(f"D{d}", lieu.nom, lieu.nom, "departement", f"R{lieu.region}", "", ""))
    contenants += [Territoire(f"R{r}", REGIONS[r].nom, REGIONS[r].nom, "region", pays, "", "") for r in regions]
    contenants += [
        Territoire(METROPOLE, "France métropolitaine", "France métro.", "france", FRANCE, "", ""),
        Territoire(FRANCE, "France entière", "France", "france", "", "", ""),
    ]
    d_ici = [_ensemble_de_la_ville(ville, avec_adresse) for ville in villes]
    lieux = [(f"D{d}", DEPARTEMENTS[d].du) for d in departements] + [(f"R{r}", REGIONS[r].du) for r in regions]
    d_ailleurs = [
        Territoire(f"QPV-{code}", f"Ensemble des QPV {du}", f"QPV {du}", "ensemble_qpv", code, "", "2015")
        for code, du in lieux
    ]
    d_ailleurs += [
        Territoire(
            "QPV-FR-METRO",
            "Ensemble des QPV de France métropolitaine",
            "QPV de métropole",
            "ensemble_qpv",
            METROPOLE,
            "",
            "2015",
        ),
        Territoire("QPV-FR", "Ensemble des QPV de France", "QPV de France", "ensemble_qpv", FRANCE, "", "2015"),
    ]
    return [*avec_adresse, *(e for e in d_ici if e), *suivants, *villes, *contenants, *d_ailleurs]


def _nommer(quartiers: Sequence[Territoire], adresses: bool) -> list[Territoire]:
    """Un nom court et une adresse à chacun, différents de ceux des autres."""
    courts = [q.nom.partition(" - ")[0] if len(q.nom) > _COURT else q.nom for q in quartiers]
    slugs = [normaliser(q.nom).replace(" ", "-") for q in quartiers]
    nommes = []
    for q, court, slug in zip(quartiers, courts, slugs, strict=True):
        pris = slugs.count(slug) > 1 or slug in RESERVEES or not slug
        adresse = f"{slug}-{q.code.lower()}".strip("-") if pris else slug
        nom_court = court if courts.count(court) == 1 else q.nom
        nommes.append(Territoire(q.code, q.nom, nom_court, q.type, q.parent, adresse if adresses else "", q.geographie))
    return nommes


def _ensemble_de_la_ville(ville: Territoire, quartiers: Sequence[Territoire]) -> Territoire | None:
    """L'ensemble des quartiers d'une ville qui en a plusieurs : les fichiers donnent sa population."""
    n = sum(q.parent == ville.code for q in quartiers)
    if n < 2:
        return None
    code = f"QPV-{normaliser(ville.nom).replace(' ', '-').upper()}"
    nom = f"Ensemble des {en_lettres(n)} QPV {de(nom_dans_la_phrase(ville))}"
    return Territoire(code, nom, f"Les {en_lettres(n)} QPV", "ensemble_qpv", ville.code, "", "2015")


def _compte_rendu(
    dossier: Path, territoires: Sequence[Territoire], tables: Sequence[str], paquets: Sequence[Path]
) -> list[str]:
    quartiers = [t for t in territoires if t.type == "qpv"]
    phrases = [f"{compter(len(quartiers), 'quartier')} :"]
    phrases += [f"  {q.code}  {q.nom}" + (f"  (adresse : /{q.slug})" if q.slug else "") for q in quartiers]
    phrases.append(f"{compter(len(tables), 'table')} dans {dossier / 'tables'} : {', '.join(tables)}.")
    phrases.append("Reste à faire, avec la variable QPV_DONNEES posée sur ce dossier :")
    geographies = list(dict.fromkeys(q.geographie for q in quartiers))
    for paquet, geographie in zip(paquets, geographies, strict=False):
        phrases.append(f"  python -m geo.preparer {paquet} --geographie {geographie}")
    return [*phrases, "  python -m data.preparer_insee LE_DOSSIER_DES_FICHIERS_DE_L_INSEE", "  python -m data.verifier"]


if __name__ == "__main__":
    sys.exit(principal())
