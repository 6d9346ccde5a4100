"""Tables préparées, calculs et blocs : tout ce que l'on sait, sans rien afficher."""
