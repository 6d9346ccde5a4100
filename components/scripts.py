"""Les scripts que nos pages ajoutent, en toutes lettres : la politique de contenu n'admet que ceux-là."""

# Le style remplace les mots anglais du bouton, mais un nom écrit par le style n'en est pas un pour tous les lecteurs
# d'écran : ce texte fixe le lui donne pour de bon. Le composant arrive après la page : on l'attend cinq secondes.
# Dans une fonction : la page le rejoue, et un nom ne se déclare pas deux fois.
NOMMER_LE_DEPOT = """
(() => {
    const attente = setInterval(() => {
        const zone = document.querySelector('[data-testid="stFileUploaderDropzone"]');
        const bouton = zone?.querySelector("button");
        if (!bouton) return;
        bouton.setAttribute("aria-label", "Choisir un fichier");
        zone.setAttribute("role", "group");
        clearInterval(attente);
    }, 100);
    setTimeout(() => clearInterval(attente), 5000);
})();
"""
SCRIPTS = (NOMMER_LE_DEPOT,)


def en_balise(script: str) -> str:
    """Le script dans sa balise. Lève ValueError pour un script qui n'est pas dans SCRIPTS : il ne s'exécuterait pas."""
    if script not in SCRIPTS:
        raise ValueError("Ce script n'est pas dans SCRIPTS (components/scripts.py) : le navigateur le refuserait.")
    return f"<script>{script}</script>"
