"""La déclaration d'accessibilité : ce qui a été essayé, quand et comment, ce qui ne va pas encore, à qui le dire.

Elle suit le plan de la déclaration que la loi demande (article 47 de la loi du 11 février 2005, RGAA 4.1). Ses phrases
changent avec le logiciel et non avec les chiffres : elles sont ici, et non dans une table. À relire, avec la date, à
chaque nouvelle série d'essais.
"""

from dataclasses import dataclass

from data.entrepot import Entrepot
from data.identite import marque, titre_du_site

DATE_DES_ESSAIS = "22 novembre 2026"
CRITERES = 106  # ceux du RGAA 4.1
ETAT = "non conforme"
MENTION = f"Accessibilité : {ETAT}"


@dataclass(frozen=True, slots=True)
class Rubrique:
    """Une partie de la déclaration : son titre, ses paragraphes, puis une liste."""

    titre: str
    paragraphes: tuple[str, ...]
    points: tuple[str, ...] = ()


ESSAIS = (
    "Règles automatiques d'axe-core sur chaque page, textes repliés ouverts, cadre de la carte compris.",
    "Clavier seul : ordre des arrêts, focus visible, lien d'évitement, menus, listes, réglages, présentation.",
    "Contrastes calculés sur la palette, les tables teintées et les couleurs de tous les graphiques.",
    "Écran agrandi deux puis quatre fois, texte espacé par le lecteur, sans texte coupé ni défilement de côté.",
    "Animations réduites, couleurs imposées par le système, lecture sans couleur.",
    "Ordre de lecture : titres, zones, tables, descriptions des graphiques, annonces après un changement.",
)
LIMITES = (
    "Aucun essai avec un vrai lecteur d'écran (NVDA, JAWS, VoiceOver), ni avec des personnes handicapées.",
    "Un seul navigateur (Chromium sous Linux).",
    "Les fichiers produits (PDF, PowerPoint, classeur) n'ont pas été évalués.",
)
NOS_ECARTS = (
    "Sur un écran agrandi quatre fois, un graphique garde sa largeur et défile dans son cadre.",
    "Sur les cartes, l'infobulle demande la souris ; les mêmes valeurs sont dans l'étiquette et dans la table.",
    "Plusieurs liens dépliants portent le même nom (« Voir les chiffres ») : le titre du bloc les distingue.",
    "Le message d'un mot de passe refusé suit son champ et s'annonce, sans être rattaché au champ.",
)
# Ce que le cadre logiciel impose : trouvé en l'essayant, et non recopié de sa documentation.
ECARTS_DE_STREAMLIT = (
    "Tout est dans la zone principale de la page, menus et pied compris ; l'en-tête est vide.",
    "Dans un groupe de boutons à choix unique, les flèches déplacent le focus sans choisir : il faut Espace ou Entrée.",
    "Les listes de choix annoncent leurs options en anglais ; nous les traduisons, parfois après coup.",
    "La bulle « Réglages » est placée en fin de document ; nous y menons le focus, et le ramenons au bouton.",
    "Sans JavaScript, rien ne s'affiche qu'une phrase qui le dit.",
    "Entre un choix et son résultat, l'attente n'est pas annoncée ; seul le résultat l'est.",
    "Les noms des menus, de la page ouverte et du cadre de la carte sont posés après l'affichage, par un script.",
)
RECOURS = (
    "Écrire un message au Défenseur des droits, par le formulaire de son site.",
    "Contacter le délégué du Défenseur des droits de votre département.",
    "Envoyer un courrier, gratuit et sans timbre : Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07.",
)


def declaration(entrepot: Entrepot, courriel: str = "") -> tuple[Rubrique, ...]:
    """Les rubriques, dans l'ordre ; courriel : celui de l'équipe, s'il est connu."""
    site = titre_du_site(entrepot)
    ecrire = f"écrire à {courriel}" if courriel else "écrire à l'équipe de la politique de la ville"
    return (
        Rubrique(
            "État de conformité",
            (
                f"Le tableau de bord « {site} » est {ETAT} au référentiel général d'amélioration de "
                "l'accessibilité (RGAA), version 4.1.",
                f"Aucun audit de ses {CRITERES} critères n'a été fait. La loi veut alors que l'état soit "
                f"« {ETAT} », même là où les essais ci-dessous ne trouvent rien à redire.",
            ),
        ),
        Rubrique(
            "Ce qui a été essayé",
            (
                f"Toutes les pages, avec les données livrées, le {DATE_DES_ESSAIS}, par des essais que l'on peut "
                "relancer.",
            ),
            ESSAIS,
        ),
        Rubrique("Ce qui n'a pas été essayé", (), LIMITES),
        Rubrique("Ce qui n'est pas accessible de notre fait", (), NOS_ECARTS),
        Rubrique(
            "Ce que laisse Streamlit",
            ("Le tableau de bord est bâti sur ce logiciel ; ce qui suit en vient.",),
            ECARTS_DE_STREAMLIT,
        ),
        Rubrique(
            "Établissement de cette déclaration",
            (
                f"Elle a été établie le {DATE_DES_ESSAIS}, d'après nos propres essais.",
                "Technologies : HTML, CSS, JavaScript, WAI-ARIA, SVG.",
            ),
        ),
        Rubrique(
            "Signaler une difficulté",
            (
                f"Si un contenu ou un service vous reste fermé, {ecrire} ({marque(entrepot)}) : il vous sera donné "
                "autrement.",
            ),
        ),
        Rubrique(
            "Voies de recours",
            ("Si vous avez signalé un défaut qui vous ferme un contenu, et que personne ne vous a répondu :",),
            RECOURS,
        ),
    )
