"""Ce que le rapport de 2022 imprime des crédits : ses totaux, tels quels, avec ce qui les contredit."""

from data.blocs import construire
from data.credits import TOTAL
from data.entrepot import Entrepot
from data.formats import quand, valeur_ou_statut, valeur_unite
from data.modele import Bloc, CreditPublie, Ligne, Mesure
from data.phrases import majuscule


def mesure_publiee(credit: CreditPublie) -> Mesure:
    """Un total publié sous la forme commune : statut, source et référence le suivent."""
    return Mesure(
        "",
        f"credits_{credit.mesure}",
        credit.pilier,
        credit.annee,
        credit.valeur,
        credit.statut,
        credit.valeur_publiee,
        credit.source,
        credit.reference,
        credit.note,
    )


def _unite(mesure: str) -> str:
    return {"montant": "€", "actions": "actions", "part": "%"}[mesure]


def publies(entrepot: Entrepot, mesure: str, pilier: str = TOTAL) -> tuple[CreditPublie, ...]:
    """Les totaux publiés d'une mesure, année par année (sans les cumuls de période)."""
    return tuple(c for c in entrepot.credits_publies if c.mesure == mesure and c.pilier == pilier and c.annee.isdigit())


def bloc_annuel(entrepot: Entrepot, mesure: str) -> Bloc | None:
    """Les montants ou les nombres d'actions publiés, une barre par année."""
    connus = publies(entrepot, mesure)
    if not connus:
        return None
    lignes = [Ligne(TOTAL, c.annee, c.annee, mesure_publiee(c), _unite(mesure), 0) for c in connus]
    titre = "Crédits spécifiques, par an" if mesure == "montant" else "Actions soutenues, par an"
    quoi = "les crédits spécifiques sont de" if mesure == "montant" else "le contrat soutient"
    debut, fin = connus[0], connus[-1]
    phrase = (
        (
            f"En {debut.annee}, {quoi} {valeur_unite(debut.valeur, _unite(mesure))} ; "
            f"en {fin.annee}, {valeur_unite(fin.valeur, _unite(mesure))}."
        )
        if debut.valeur is not None and fin.valeur is not None
        else "Une partie des années n'a pas de total publié."
    )
    return construire(f"credits-publies-{mesure}", titre, "barres", lignes, phrase, entrepot.sources, accents=(TOTAL,))


def phrase_du_rapport(entrepot: Entrepot) -> str:
    """La dernière année publiée, en une phrase : « En 2022, 1 108 000 € de crédits spécifiques pour 93 actions… »."""
    montants = [c for c in publies(entrepot, "montant") if c.valeur is not None]
    if not montants:
        return ""
    dernier = montants[-1]
    nombre = next((c.valeur for c in publies(entrepot, "actions") if c.annee == dernier.annee), None)
    actions = f" pour {valeur_unite(nombre, 'actions')}" if nombre is not None else ""
    reserve = " (montant corrigé)" if dernier.statut == "corrige" else ""
    return majuscule(
        f"{quand(dernier.annee)}, {valeur_unite(dernier.valeur, '€')} de crédits spécifiques{actions}, "
        f"selon l'évaluation de 2022{reserve}."
    )


def chiffres_du_contrat(entrepot: Entrepot) -> tuple[Bloc, ...]:
    """Les trois chiffres que le rapport met en avant, avec ce qui les contredit."""
    voulus = (
        ("montant", TOTAL, "Crédits spécifiques", "de crédits spécifiques, selon le rapport d'évaluation"),
        ("actions", TOTAL, "Actions soutenues", "soutenues, selon le rapport d'évaluation"),
        ("part", "cohesion_sociale", "Part de la cohésion sociale", "des montants vont au pilier Cohésion sociale"),
    )
    blocs = []
    for mesure, pilier, titre, suite in voulus:
        credit = next(
            (
                c
                for c in entrepot.credits_publies
                if (c.mesure, c.pilier) == (mesure, pilier)
                and not c.annee.isdigit()
                and not c.note.startswith("ecartee")
            ),
            None,
        )
        if credit is None:
            continue
        ligne = Ligne(pilier, titre, titre, mesure_publiee(credit), _unite(mesure), 0)
        valeur = valeur_ou_statut(credit.valeur, credit.statut, _unite(mesure), 0)
        phrase = majuscule(f"{quand(credit.annee)}, {valeur} {suite}.")
        if credit.valeur is None:
            phrase = majuscule(f"{quand(credit.annee)} : {valeur}.")
        annuelles = [c.valeur for c in publies(entrepot, mesure, pilier)]
        # Une année sans total ne compte pas pour zéro : la somme ne se dit que si toutes y sont.
        if credit.statut == "conteste" and annuelles and None not in annuelles:
            somme = valeur_unite(sum(annuelles), _unite(mesure))
            phrase = f"Le rapport écrit {valeur} ; ses années additionnées font {somme}."
        blocs.append(construire(f"contrat-{mesure}", titre, "chiffre", [ligne], phrase, entrepot.sources))
    return tuple(blocs)
