"""The command line: the only place that prints, exits, and imports inside functions (for a quick `--help`)."""

from qep_lib.cli.app import main

__all__ = ["main"]
