"""The French of what the command-line library itself writes: headings of the help and usage errors; commands that speak it."""

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_HELP = (
    ("Usage:", "Utilisation :"),
    ("\nArguments:", "\nArguments :"),
    ("\nOptions:", "\nOptions :"),
    ("\nCommands:", "\nCommandes :"),
    ("COMMAND [ARGS]...", "COMMANDE [ARGUMENTS]…"),
    ("[required]", "[obligatoire]"),
)
_DEFAULT = re.compile(r"\[default:(\s)")
"""The library may end the line after the colon."""
_ERRORS = (
    (r"No such option: (\S+)(?: Did you mean (.+)\?)?", r"option inconnue : \1", r" ; vouliez-vous dire \2 ?"),
    (r"No such option: (\S+) \(Possible options: (.+)\)", r"option inconnue : \1", r" ; options proches : \2"),
    (r"No such command '(.+?)'\.(?: Did you mean (.+)\?)?", r"commande inconnue : \1", r" ; vouliez-vous dire \2 ?"),
    (r"Missing command\.", r"il manque une commande", ""),
    (r"Missing (?:argument|option|parameter) '(.+?)'\.?.*", r"il manque : \1", ""),
    (r"Invalid value for '(.+?)': (.*)", r"valeur refusée pour \1 : ", r"\2"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", r"argument en trop : \1", ""),
    (r"Option '(.+?)' requires (?:an argument|\d+ arguments)\.", r"l'option \1 demande une valeur", ""),
)
_VALUES = (
    (re.compile(r"Input should be a valid integer.*"), r"un nombre entier est attendu"),
    (re.compile(r"Input should be a valid number.*"), r"un nombre est attendu"),
    (re.compile(r"Input should be greater than or equal to (\S+)"), r"\1 au moins est attendu"),
)


def translate_help(text: str) -> str:
    """The help page with its headings in French."""
    for english, french in _HELP:
        text = text.replace(english, french)
    return _DEFAULT.sub(r"[par défaut :\1", text).replace(" <str>", "")


def translate_error(message: str) -> str:
    """A usage error in French; a sentence this table does not know is given as it is rather than lost."""
    for pattern, french, rest in _ERRORS:
        match = re.fullmatch(pattern, message.strip(), flags=re.DOTALL)
        if match is None:
            continue
        groups = match.groups()
        has_rest = rest and groups[-1] is not None
        return match.expand(french) + (_translate_value(match.expand(rest)) if has_rest else "")
    return message


def _translate_value(text: str) -> str:
    for pattern, french in _VALUES:
        if pattern.fullmatch(text):
            return pattern.sub(french, text)
    return text


class _InFrench:
    """What a command and a group of them say by themselves; it stands before one of them, whose parent has no public name."""

    def get_help(self, ctx: Any) -> str:
        """The translated help page."""
        return translate_help(super().get_help(ctx))  # type: ignore[misc]  # That of the command, or of the group.

    def get_help_option(self, ctx: Any) -> Any:
        """`--help`, whose own help shells show too."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # As above.
        option.help = "Affiche cette aide."
        return option


class FrenchCommand(_InFrench, TyperCommand):
    """A command whose help page is in French."""


class FrenchGroup(_InFrench, TyperGroup):
    """The list of commands, in French."""
