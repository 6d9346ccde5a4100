"""Les avertissements que plusieurs pages partagent."""

from components.html import Html, balise


def bandeau_demonstration() -> Html:
    """Dit, au-dessus de la carte, que la ventilation par quartier est fictive et pourquoi."""
    return balise(
        "div",
        balise("strong", "Données de démonstration. "),
        "Le rapport de 2022 donnait la répartition par quartier dans des graphiques qui ne nous sont pas parvenus. "
        "Les lignes "
        "ci-dessous sont fictives : leurs totaux annuels sont ceux du rapport, mais aucun montant par quartier "
        "n'est réel. Elles disparaîtront dès que l'équipe chargera son suivi de programmation.",
        classe="bandeau-demonstration",
        role="note",
    )
