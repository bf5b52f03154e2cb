"""The command line: the only place that prints, exits, and imports inside functions (for a quick `--help`)."""

import sys
from typing import NoReturn

from qep_lib.cli.installation import lacking_sentence


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command and exit with its code, even where a package that it needs to start is missing."""
    try:
        from qep_lib.cli.app import main as run
    except ImportError as error:
        sentence = lacking_sentence(error)
        if sentence is None:
            raise
        print(f"Erreur : {sentence}", file=sys.stderr)
        sys.exit(2)
    run(arguments)


__all__ = ["main"]
