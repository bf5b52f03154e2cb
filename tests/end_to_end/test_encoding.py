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


def test_a_file_with_a_french_name_is_imported_in_ascii(copied_workspace):
    """B12: LC_ALL=C and no UTF-8 mode; the name comes back as it is, on the screen and in the store."""
    path = copied_workspace / "données_été.csv"
    path.write_text("Code indicateur;Période;Valeur;Source;Arrêté au\ncompliments_count;2020;1;S;\n", encoding="utf-8")
    described = ("--source", "declared-figures", "--site", "18", "--period", "2020")
    done = subprocess.run(
        [QEP, "import", path.name, *described, "--extracted-on", "2021-01-11", "--nature", "real"],
        cwd=copied_workspace,
        env=os.environ | {"QEP_WORKSPACE": str(copied_workspace), "LC_ALL": "C", "PYTHONUTF8": "0"},
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert "1 ligne sur 1" in done.stdout.decode() and "données_été.csv" in done.stdout.decode()
