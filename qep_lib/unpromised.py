"""What is used of other software without its having promised it: each with its reason, and what it was tried on.

`tests/unit/test_unpromised.py` says which of them broke. Tried with CPython 3.11 to 3.13, nbformat 5.11, jsonschema 4.26.
"""

import atexit
import sys


def skip_grammar_of_web_addresses() -> None:
    """Make the optional import of `rfc3987_syntax` fail, as on a machine without that package.

    nbformat imports jsonschema, which with it compiles the whole grammar of internationalised web addresses for two formats
    that no schema of a notebook uses: a second of processor in every process that runs a report. The package itself cannot be
    left out of the lock: jupyter_events asks for it.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None is what stops an import


def forget_exit_functions() -> None:
    """Forget what was to be done at the end of this process: a forked child must not end what is its parent's."""
    atexit._clear()


def run_exit_functions() -> None:
    """Do now what was to be done at the end of this process. A forked child ends by `os._exit`, which does none of it: were it
    to return through its parent's calls instead, it would do their work too."""
    atexit._run_exitfuncs()
