"""Les années telles que les tables les écrivent : « 2019 », « 2021-T3 », « 2016-2022 »."""

import re

PREMIERE, DERNIERE = 1990, 2040
DEBUT_DU_CONTRAT = "2015"  # l'année où le contrat de ville est signé

_FORME = re.compile(r"([0-9]{4})(?:-T([1-4])|-([0-9]{4}))?")


def est_annee(texte: str) -> bool:
    """Vrai pour AAAA, AAAA-T3 ou AAAA-AAAA (dans l'ordre), entre PREMIERE et DERNIERE."""
    forme = _FORME.fullmatch(texte)
    if forme is None:
        return False
    debut, fin = int(forme[1]), int(forme[3] or forme[1])
    return debut >= PREMIERE and fin <= DERNIERE and (forme[3] is None or debut < fin)


def cle_annee(annee: str) -> tuple[int, int]:
    """La place d'une année dans le temps : (dernière année couverte, trimestre).

    Une année pleine vient après ses trimestres : les effectifs annuels sont ceux du
    31 décembre, donc 2020-T1 < 2020-T4 < 2020 < 2021-T1. Une période se range à sa fin.
    Un texte qui n'est pas une année se range avant tout, en (0, 0).
    """
    forme = _FORME.fullmatch(annee)
    if forme is None:
        return (0, 0)
    return (int(forme[3] or forme[1]), int(forme[2]) if forme[2] else 5)


def bornes(annee: str) -> tuple[int, int]:
    """La première et la dernière année civiles couvertes ; (0, 0) si ce n'est pas une année."""
    forme = _FORME.fullmatch(annee)
    if forme is None:
        return (0, 0)
    return (int(forme[1]), int(forme[3] or forme[1]))
