"""Quels blocs font une page, une section, un tableau. Pur : rien ne s'affiche ici."""
