"""Les pages : elles lisent l'adresse, demandent des blocs et les disposent. Aucun calcul."""
