"""Les vérifications automatiques : des fonctions pures, du dossier des tables vers des constats."""
