"""Les cases d'une ligne du fichier, rangées par rôle, et ce qui s'y est trouvé de fautif."""

from collections.abc import Sequence

from data.importation.actions_modele import Colonne, FeuilleLue
from data.importation.saisie import VIDE, Case

# Ce qui décrit une action : une ligne de suite (cases fusionnées) les laisse toutes vides.
DE_L_ACTION = ("numero", "intitule", "porteur", "pilier", "quartiers")


class Plan:
    """Les colonnes d'une feuille, rangées une fois pour toutes ses lignes."""

    def __init__(self, lue: FeuilleLue):
        connues = [c for c in lue.colonnes if c.role]
        self.lue = lue
        self.places = {c.role: c for c in reversed(connues)}
        self.rangs = tuple(c.rang for c in connues)
        self.comptees = lue.financeurs or tuple(c for c in connues if c.role == "montant")
        self.chiffres = frozenset(
            c.rang for c in connues if c in self.comptees or c.role in ("montant", "total") or c in lue.financeurs
        )
        self.parlantes = tuple(c.rang for c in connues if c.rang not in self.chiffres and c.role != "statut")


class Ligne:
    """Une ligne du fichier : ses cases par rôle, et ce qui s'y est trouvé de fautif."""

    def __init__(self, plan: Plan, numero: int, cases: Sequence[Case]):
        self.plan, self.lue, self.places, self.numero = plan, plan.lue, plan.places, numero
        self.cases = {rang: cases[rang] if rang < len(cases) else VIDE for rang in plan.rangs}
        self.fautes: list[tuple[str, str, str]] = []
        # Ce qu'une autre ligne donne à celle-ci sans qu'une colonne ne le porte : le pilier d'un titre.
        self.donnes: dict[str, Case] = {}

    def case(self, role: str) -> Case:
        """La case de ce rôle ; VIDE si aucune colonne ne le tient."""
        colonne = self.places.get(role)
        return self.donnes.get(role, VIDE) if colonne is None else self.cases[colonne.rang]

    def texte(self, role: str) -> str:
        """Le texte d'une case ; celui d'une formule sans résultat est gardé tel quel, comme un texte."""
        return self.case(role).texte

    def titre(self, role: str) -> str:
        """Le titre de la colonne qui tient ce rôle, « » s'il n'y en a pas."""
        colonne = self.places.get(role)
        return "" if colonne is None else colonne.titre

    def donner(self, role: str, case: Case) -> None:
        """Remplit la case de ce rôle d'après une autre ligne (cases fusionnées, suite d'une action)."""
        if role in self.places:
            self.cases[self.places[role].rang] = case
        else:
            self.donnes[role] = case

    def fauter(self, role: str, constat: str, attendu: str) -> None:
        """Retient une faute de la case de ce rôle : ce qui s'y lit, ce qui est attendu."""
        self.fautes.append((self.titre(role), constat, attendu))

    def montants(self) -> list[tuple[Colonne, Case]]:
        """Les cases de montants qui comptent : une par financeur, ou la seule."""
        return [(c, self.cases[c.rang]) for c in self.plan.comptees]

    def chiffrees(self) -> list[Case]:
        """Les cases de montants remplies, total compris."""
        toutes = [case for _, case in self.montants()] + [self.case("total")]
        return [case for case in toutes if case is not VIDE]

    def textes(self) -> list[str]:
        """Les textes connus et non vides, montants exceptés, dans l'ordre des colonnes."""
        return [texte for rang in self.plan.parlantes if (texte := self.cases[rang].texte)]

    def decrite(self, sauf: str = "") -> int:
        """Combien de cases décrivent l'action, celles qui répètent ce texte exceptées."""
        return sum(bool(self.texte(role)) and self.texte(role) != sauf for role in DE_L_ACTION)
