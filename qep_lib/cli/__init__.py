"""The command line: the only place that prints, exits, and imports inside functions (for a quick `--help`)."""

import gc
import sys
from typing import NoReturn

from qep_lib.cli.installation import lacking_sentence

_NEW_OBJECTS = 50_000
"""How many before garbage is looked for, 700 by default."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command and exit with its code, even where a package that it needs to start is missing."""
    # What is imported and declared stays: going through it time and again was a quarter of a start.
    gc.set_threshold(_NEW_OBJECTS)
    try:
        from qep_lib.cli.app import main as run
    except ImportError as error:
        sentence = lacking_sentence(error)
        if sentence is None:
            raise
        print(f"Erreur : {sentence}", file=sys.stderr)
        sys.exit(2)
    try:
        run(arguments)
    finally:
        # Nor is it gone through three more times as Python ends.
        gc.freeze()


__all__ = ["main"]
