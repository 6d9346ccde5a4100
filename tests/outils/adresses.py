"""Les adresses du tableau de bord, et ce que le titre de chaque page doit contenir."""

# Les noms sont ceux de l'arrêté, tels que dans territoires.csv. Une page ajoutée au registre doit
# l'être ici : un essai compare les deux listes.
TITRES = {
    "": "quartiers",
    "la-conte-ozanam": "La Conte - Ozanam",
    "grazailles": "Grazailles",
    "fleming-la-reille": "Fleming - La Reille",
    "bastide-pont-vieux": "Bastide - Pont-Vieux",
    "le-viguier-saint-jacques": "Le Viguier - Saint-Jacques",
    "comparaisons": "Comparer",
    "credits": "Crédits",
    "piliers": "Les piliers",
    "acteurs": "Qui fait quoi",
    "parole": "La parole",
    "fiabilite": "Fiabilité",
    "presentation": "Présenter",
    "accessibilite": "Accessibilité",
}
SLUGS = tuple(TITRES)
AVEC_CARTE = ("", "credits")
# Les vues de la page Comparaisons ; la première est celle qui s'ouvre.
VUES_COMPAREES = ("tableau", "indicateur", "ecarts", "face-a-face", "profil")
