"""What is used of other software without its having promised it still does what it is used for, and is still needed."""

import subprocess
import sys

import pytest

from qep_lib.unpromised import skip_grammar_of_web_addresses


def said_by(program):
    """What a Python program of its own writes."""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_a_forked_child_does_its_own_last_things_and_not_those_of_its_parent():
    """Both functions of `atexit` that the interpreter documents nowhere."""
    program = """
import atexit, os
from qep_lib.unpromised import forget_exit_functions, run_exit_functions
atexit.register(print, "parent")
if os.fork() == 0:
    forget_exit_functions()
    atexit.register(print, "child", flush=True)
    run_exit_functions()
    os._exit(0)
os.wait()
print("end", flush=True)
"""
    assert said_by(program).split() == ["child", "end", "parent"]


@pytest.mark.parametrize(("skips", "compiled"), [(True, "False"), (False, "True")])
def test_no_notebook_costs_the_grammar_of_web_addresses(skips, compiled):
    """Without the first line nbformat still compiles it; on the day it does not, the function has no use any more."""
    first = "from qep_lib.unpromised import skip_grammar_of_web_addresses as skip; skip()" if skips else "pass"
    program = (
        f"{first}\nimport sys, nbformat\nnbformat.validate(nbformat.v4.new_notebook())\nprint('lark' in sys.modules)"
    )
    assert said_by(program).strip() == compiled


def test_a_grammar_that_was_compiled_already_stays(monkeypatch):
    """Whoever imported it before goes on using it."""
    theirs = object()
    monkeypatch.setitem(sys.modules, "rfc3987_syntax", theirs)
    skip_grammar_of_web_addresses()
    assert sys.modules["rfc3987_syntax"] is theirs
