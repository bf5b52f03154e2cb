"""Under the French sentence of a fault, in a notebook, its trace behind a line to open. Other errors keep their own traceback."""

import html
import sys
import traceback
from typing import Any

from qep_lib.errors import QepError


def keep_traces_at_hand() -> None:
    """From now on in this kernel; nothing outside IPython."""
    # Looked up rather than imported: a command line does not pay for IPython.
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None and _offer_trace not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _offer_trace)


def _offer_trace(result: Any) -> None:
    error = result.error_in_exec
    if isinstance(error, QepError):
        sys.modules["IPython"].display.display({"text/html": trace_folded(error), "text/plain": ""}, raw=True)


def trace_folded(error: BaseException) -> str:
    """The Python trace of an error as HTML, folded under a line."""
    trace = html.escape("".join(traceback.format_exception(error)))
    return f"<details><summary>Détail technique</summary><pre>{trace}</pre></details>"
