"""Les fiches de source des fichiers de l'Insee, pour un millésime que `sources.csv` ne connaît pas encore."""

import re
from collections.abc import Sequence

_FILOSOFI = "Insee-DGFiP-Cnaf-Cnav-CCMSA, Filosofi"
_TITRES = {
    "demo": ("Insee ; Cnaf", "QPV, géographie 2015 – démographie et Caf, fichier {annee} (DEMO_{annee})"),
    "ipro": (
        "Insee ; Pôle emploi-Dares (STMT)",
        "QPV, géographie 2015 – insertion professionnelle, fichier {annee} (IPRO_{annee})",
    ),
    "revn": (_FILOSOFI, "QPV, géographie 2015 – revenus, fichier {annee} (REVN_{annee})"),
    "filo": (_FILOSOFI, "QPV, géographie 2015 – revenu disponible Filosofi {annee} (FILO_{annee})"),
    "filo_com": (_FILOSOFI, "Revenu disponible Filosofi {annee}, communes (FILO{annee}_DISP_COM)"),
    "filo_epci": (_FILOSOFI, "Revenu disponible Filosofi {annee}, intercommunalités (FILO{annee}_DISP_EPCI)"),
    "filo_dep": (_FILOSOFI, "Revenu disponible Filosofi {annee}, départements (FILO{annee}_DISP_DEP)"),
    "filo_reg": (_FILOSOFI, "Revenu disponible Filosofi {annee}, régions (FILO{annee}_DISP_REG)"),
    "filo_metro": (
        _FILOSOFI,
        "Revenu disponible Filosofi {annee}, France métropolitaine (FILO{annee}_DISP_METROPOLE)",
    ),
}
_CODE = re.compile(r"insee_([a-z_]+)_([0-9]{4})")


def completer_sources(sources: Sequence[dict[str, str]], valeurs: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Les sources déjà décrites, telles quelles, puis une fiche par fichier de l'Insee qui manque.

    La date de consultation reste vide : c'est à la personne qui a téléchargé de la donner.
    """
    connues = {s["source"] for s in sources}
    annees: dict[str, set[str]] = {}
    for valeur in valeurs:
        if valeur["source"] not in connues and _CODE.fullmatch(valeur["source"]):
            annees.setdefault(valeur["source"], set()).add(valeur["annee"])
    neuves = []
    for code, vues in sorted(annees.items()):
        base, annee = _CODE.fullmatch(code).groups()
        producteur, titre = _TITRES.get(base, ("Insee", f"Fichier {code}"))
        neuves.append(
            {
                "source": code,
                "producteur": producteur,
                "titre": titre.format(annee=annee),
                "millesime": f"Données {', '.join(sorted(vues))}",
                "licence": "Licence Ouverte 2.0",
                "adresse": "https://www.insee.fr",
                "consulte_le": "",
            }
        )
    return [*sources, *neuves]
