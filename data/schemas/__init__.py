"""Les schémas des tables préparées, et leur validation."""

from data.schemas.tables import PAR_NOM, TABLES, TableAttendue
from data.schemas.validation import Bilan, TablesLues, lire_dossier

__all__ = ["PAR_NOM", "TABLES", "Bilan", "TableAttendue", "TablesLues", "lire_dossier"]
