"""L'outillage des essais : serveur, navigateur, pages exécutées sans navigateur."""
