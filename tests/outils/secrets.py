"""Un fichier de secrets factice : l'essai ne dépend pas de celui de la machine."""


class FauxSecrets(dict):
    """Ce que `st.secrets` montre d'un fichier de secrets : son contenu, ou la faute de sa lecture."""

    def __init__(self, contenu: dict | None = None, faute: Exception | None = None) -> None:
        super().__init__(contenu or {})
        self.faute = faute

    def load_if_toml_exists(self) -> bool:
        """Vrai si le fichier existe ; lève la faute demandée."""
        if self.faute:
            raise self.faute
        return bool(self)
