"""Les chiffres de l'équipe : lire son classeur, proposer, écrire sans rien perdre."""
