"""Contours des quartiers et fonds de carte, sans rien afficher."""
