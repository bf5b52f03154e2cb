"""Asking before something is taken away. What goes, and taking it away, are the command's."""

import sys
from collections.abc import Sequence

from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError

SHOWN = 20
"""Lines of what will go that are listed; the rest is counted."""
_YES = ("o", "oui")


def confirmed(screen: Screen, question: str, going: Sequence[str], is_agreed: bool) -> bool:
    """List what will go, then ask; True when the person says yes, or when `is_agreed` (`--yes`) said it beforehand.

    `question` is French and ends with a question mark. Without a terminal nobody can be asked, and nobody is waited for:
    raises `ParameterError` naming `--yes`, and nothing goes.
    """
    for line in going[:SHOWN]:
        screen.line(f"  - {line}")
    if len(going) > SHOWN:
        screen.line(f"  - et {len(going) - SHOWN} autres")
    if is_agreed:
        return True
    if not (screen.is_terminal and sys.stdin.isatty()):
        raise ParameterError(
            f"{question} Personne ne peut répondre ici : rien n'a été retiré. "
            "À faire : relire la liste, puis ajouter --yes, ou relancer la commande dans un terminal."
        )
    return screen.ask(f"{question} [o/N] ").strip().lower() in _YES
