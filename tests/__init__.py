"""Les essais, rangés comme le code qu'ils vérifient."""
