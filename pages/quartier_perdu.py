"""L'adresse d'un quartier que `territoires.csv`, abîmé, ne donne plus : la faute, au lieu d'un refus."""

from components.cadre import titre


def afficher() -> None:
    """La page d'une adresse inconnue, tant que la liste des quartiers a une faute."""
    titre(
        "Ce quartier ne peut pas s'afficher",
        "Le fichier qui donne la liste des quartiers, territoires.csv, a une faute : la corriger rend sa page à cette "
        "adresse, si elle est bien écrite. Les autres pages restent ouvertes.",
        fautes_deployees=True,
    )
