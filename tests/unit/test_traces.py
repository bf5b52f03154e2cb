"""What a notebook shows of a fault: one French sentence; the trace folded, and only for faults of ours."""

import subprocess
import sys

from qep_lib.errors import ParameterError
from qep_lib.traces import trace_folded

CELLS = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for source in ("from qep_lib import open_report", "open_report('bilan', 'Cher', '2020')", "1 / 0"):
    shell.run_cell(source)
"""


def test_a_fault_of_ours_is_its_sentence_alone():
    """By the name that IPython asks for."""
    assert ParameterError("site inconnu.", ("« x » : accepté : y.",))._render_traceback_() == [
        "site inconnu.",
        "  - « x » : accepté : y.",
    ]


def test_a_trace_is_text_whatever_it_holds():
    """It may quote a file."""
    try:
        raise ParameterError("<script>alert(1)</script>")
    except ParameterError as error:
        folded = trace_folded(error)
    assert "&lt;script&gt;" in folded and "<script>" not in folded and folded.startswith("<details><summary>")


def test_in_a_kernel_the_site_is_suggested_and_no_traceback_is_seen():
    """Errors that are not ours keep theirs."""
    ran = subprocess.run([sys.executable, "-c", CELLS], capture_output=True, text=True, encoding="utf-8", check=False)
    said = ran.stdout + ran.stderr
    assert "écrire « 18 » (Préfecture du Cher)" in said
    ours, _, others = said.partition("ZeroDivisionError")
    assert "opening.py" not in ours and "open_context" not in ours
    assert "Traceback" in others
