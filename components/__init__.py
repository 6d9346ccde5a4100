"""Ce qui montre un bloc : à l'écran aujourd'hui, dans un fichier demain."""
