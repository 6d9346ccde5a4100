"""Les mesures : elles s'impriment, elles ne sont pas des essais."""
