"""Ce qui cloche dans un fichier, dit en français à la personne qui peut le corriger."""

import errno
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Faute:
    """Une faute dans une table ou un contour.

    fichier : nom du fichier (« valeurs.csv ») ; ligne : numéro dans le fichier, en-tête = 1,
    ou None quand la faute concerne tout le fichier ; colonne : nom de colonne ou « » ;
    constat : ce qui ne va pas, avec la valeur lue ; attendu : ce qu'il faudrait écrire.
    """

    fichier: str
    ligne: int | None
    colonne: str
    constat: str
    attendu: str

    def phrase(self) -> str:
        """La faute en une ligne : table, ligne, colonne, constat, attendu."""
        lieu = self.fichier
        if self.ligne is not None:
            lieu += f", ligne {self.ligne}"
        if self.colonne:
            lieu += f", colonne « {self.colonne} »"
        return f"{lieu} : {self.constat} Attendu : {self.attendu}"


_RAISONS = {
    errno.ENOENT: "le dossier ou le fichier n'existe pas",
    errno.ENOTDIR: "un morceau du chemin n'est pas un dossier",
    errno.EISDIR: "c'est un dossier",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EBUSY: "le fichier est ouvert ailleurs",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "la place accordée sur le disque est épuisée",
    errno.EFBIG: "le fichier dépasse la taille permise",
    errno.EIO: "le disque ne répond plus",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENAMETOOLONG: "le nom est trop long",
}


def raison_systeme(erreur: Exception) -> str:
    """Pourquoi le système refuse un fichier, en français ; à défaut le numéro de l'erreur, à chercher."""
    numero = getattr(erreur, "errno", None)
    return _RAISONS.get(numero) or (f"erreur {numero} du système" if numero else "nom de fichier invalide")
