"""Un analyseur d'arguments dont l'aide et les erreurs sont en français."""

import argparse
import re
import sys
from typing import NoReturn

_TRADUCTIONS = (
    (r"the following arguments are required: (.+)", r"il manque : \1."),
    (r"unrecognized arguments: (.+)", r"arguments inconnus : \1."),
    (r"argument (.+?): expected one argument", r"\1 attend une valeur."),
    (r"argument (.+?): expected 2 arguments", r"\1 attend deux valeurs."),
    (r"argument (.+?): invalid fromisoformat value: (.+)", r"\1 : \2 n'est pas une date. Attendu : AAAA-MM-JJ."),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1 : \2 n'est pas possible. Attendu : \3."),
    (r"ambiguous option: (.+?) could match (.+)", r"\1 peut vouloir dire plusieurs options : \2."),
    (r"argument (.+?): ignored explicit argument (.+)", r"\1 n'attend pas de valeur (\2)."),
)


class Aide(argparse.HelpFormatter):
    """La mise en forme d'argparse, sans son « usage »."""

    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None):
        """Écrit « Utilisation : » là où argparse écrit « usage: »."""
        super().add_usage(usage, actions, groups, prefix or "Utilisation : ")


class Analyseur(argparse.ArgumentParser):
    """ArgumentParser en français ; une mauvaise option arrête la commande avec le code 1."""

    def __init__(self, **options: object) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=Aide, **options)
        self._positionals.title, self._optionals.title = "fichiers", "options"
        self.add_argument("-h", "--aide", "--help", action="help", help="montre cette aide")

    def error(self, message: str) -> NoReturn:
        """Dit la faute en français, puis comment on appelle la commande."""
        for motif, traduction in _TRADUCTIONS:
            if re.fullmatch(motif, message):
                message = re.sub(motif, traduction, message)
                break
        sys.stderr.write(f"Erreur : {message}\n{self.format_usage()}")
        sys.exit(1)
