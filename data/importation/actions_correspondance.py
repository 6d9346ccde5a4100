"""La correspondance d'un fichier, gardée en TOML : quelle colonne dit quoi, quel mot désigne quel code."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping

from data.annees import est_annee
from data.credits import NON_LOCALISE, TOUS
from data.entrepot import Entrepot
from data.fautes import Faute
from data.importation.actions_modele import FINANCEUR, ROLES, Correspondance
from data.lecture_csv import citer

_UNITES = ("euros", "milliers")
_SECTIONS = {
    "colonnes": "« titre de colonne » = « rôle » ; rôles : " + ", ".join(ROLES) + f", ou {FINANCEUR}NOM",
    "unites": "« titre de colonne » = « euros » ou « milliers »",
    "annees": "« nom de feuille » = 2022",
    "quartiers": "« ce qui est écrit » = « codes séparés par ; », « tous » ou « non-localise »",
    "piliers": "« ce qui est écrit » = « code du pilier »",
    "financeurs": "« ce qui est écrit » = « nom du financeur »",
    "porteurs": "« ce qui est écrit » = « structure », « particulier », ou le nom à garder",
}


def lire_toml(texte: str, nom: str = "correspondance.toml") -> Correspondance | Faute:
    """La correspondance écrite dans ce texte TOML, ou ce qui empêche de la lire. Ne lève rien."""
    try:
        lu = tomllib.loads(texte)
    except tomllib.TOMLDecodeError as erreur:
        ligne = getattr(erreur, "lineno", None)
        return Faute(nom, ligne, "", "le fichier n'est pas du TOML lisible.", 'des lignes « "titre" = "rôle" ».')
    except RecursionError:
        return Faute(nom, None, "", "le fichier n'est pas du TOML lisible.", 'des lignes « "titre" = "rôle" ».')
    inconnues = sorted(set(lu) - set(_SECTIONS) - {"structures"})
    if inconnues:
        attendu = "les sections " + ", ".join([*_SECTIONS, "structures"]) + "."
        return Faute(nom, None, inconnues[0], "section inconnue.", attendu)
    sections: dict[str, Mapping] = {}
    for section, attendu in _SECTIONS.items():
        contenu = lu.get(section, {})
        if not isinstance(contenu, dict):
            return Faute(nom, None, section, "ce n'est pas une section.", attendu + ".")
        for cle, valeur in contenu.items():
            if not _permise(section, valeur):
                return Faute(nom, None, section, f"{citer(cle)} a la valeur {citer(str(valeur))}.", attendu + ".")
        sections[section] = contenu
    structures = lu.get("structures", [])
    if isinstance(structures, dict):
        structures = structures.get("noms", [])
    if not isinstance(structures, list) or not all(isinstance(s, str) for s in structures):
        return Faute(nom, None, "structures", "ce n'est pas une liste de noms.", 'structures = ["Nom", "Nom"].')
    return Correspondance(**sections, structures=tuple(structures))


def _permise(section: str, valeur: object) -> bool:
    if section == "annees":
        return isinstance(valeur, int) and not isinstance(valeur, bool) and est_annee(str(valeur))
    if not isinstance(valeur, str):
        return False
    if section == "colonnes":
        return valeur in ROLES or (valeur.startswith(FINANCEUR) and valeur.removeprefix(FINANCEUR).strip() != "")
    if section == "porteurs":
        return valeur.strip() != ""
    return valeur in _UNITES if section == "unites" else True


def codes_inconnus(correspondance: Correspondance, entrepot: Entrepot) -> Iterator[Faute]:
    """Une faute par pilier ou quartier que la correspondance désigne et que les tables n'ont pas."""
    lieu = "correspondance"
    for ecrit, code in correspondance.piliers.items():
        if code not in entrepot.piliers:
            attendu = "l'un de " + ", ".join(entrepot.piliers) + "."
            yield Faute(
                lieu, None, "piliers", f"{citer(ecrit)} désigne {citer(code)}, qui n'est pas un pilier.", attendu
            )
    permis = {c for c, t in entrepot.territoires.items() if t.type in ("qpv", "qva")} | {TOUS, NON_LOCALISE, "qva"}
    for ecrit, codes in correspondance.quartiers.items():
        inconnus = [code for code in re.split(r"[;\s]+", codes.strip()) if code not in permis]
        if inconnus:
            constat = f"{citer(ecrit)} désigne {citer(inconnus[0])}, qui n'est pas un quartier."
            yield Faute(
                lieu, None, "quartiers", constat, "un code de territoires.csv, « tous », « qva » ou « non-localise »."
            )


def ecrire_toml(correspondance: Correspondance) -> str:
    """Le texte TOML de cette correspondance : relu, il donne la même."""
    lignes = ["# Comment lire ce fichier d'actions : à corriger, puis à redonner avec --correspondance."]
    if correspondance.structures:
        # Avant les sections : en TOML, ce qui suit un titre de section lui appartient.
        lignes += ["", "# Des porteurs qui sont des structures, bien que leur nom ressemble à celui d'une personne."]
        lignes.append("structures = [" + ", ".join(_texte(s) for s in correspondance.structures) + "]")
    for section, attendu in _SECTIONS.items():
        contenu: Mapping = getattr(correspondance, section)
        lignes += ["", f"# {attendu}", f"[{section}]"]
        lignes += [f"{_texte(c)} = {v if isinstance(v, int) else _texte(v)}" for c, v in contenu.items()]
    return "\n".join(lignes) + "\n"


def _texte(valeur: str) -> str:
    # Une chaîne JSON sans caractère de contrôle est une chaîne TOML.
    return json.dumps(valeur, ensure_ascii=False).replace("\x7f", "\\u007f")
