"""La table qui apprend à l'import les mots de l'équipe."""

from data.schemas.attendue import TableAttendue, table
from data.schemas.regles import parmi, rempli

OBJETS = (
    "colonne",
    "quartier",
    "pilier",
    "financeur",
    "enveloppe",
    "nature",
    "contrat",
    "structure",
    "prenom",
)

IMPORTATION: tuple[TableAttendue, ...] = (
    table(
        "ecritures",
        "objet,ecriture,code",
        "objet,ecriture,code",
        (
            parmi("objet", OBJETS),
            rempli("ecriture", "ce qui peut être écrit dans un fichier"),
            rempli("code", "ce que cela désigne"),
        ),
        obligatoire=False,
        libre=True,
    ),
)
