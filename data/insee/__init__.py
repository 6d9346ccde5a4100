"""Des fichiers officiels de l'Insee aux lignes de `valeurs.csv`."""
