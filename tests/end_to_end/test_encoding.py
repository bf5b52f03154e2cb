"""The command says French wherever it is started, and finds files by their French names."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

QEP = Path(sys.executable).parent / "qep"


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_a_system_of_ascii_words_is_no_obstacle(copied_workspace, variables):
    """No internal error: French where the screen has its characters, marks in their place elsewhere."""
    done = subprocess.run(
        [QEP, "list", "sites"],
        env=os.environ | {"QEP_WORKSPACE": str(copied_workspace)} | variables,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    spoken = done.stdout.decode({"latin-1": "latin-1"}.get(variables.get("PYTHONIOENCODING"), "utf-8"))
    assert ("Pr?fecture du Cher" if variables.get("PYTHONIOENCODING") == "ascii" else "Préfecture du Cher") in spoken
