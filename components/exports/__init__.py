"""Ce que les fichiers partagent : mesurer un texte, dessiner, poser une diapositive."""
