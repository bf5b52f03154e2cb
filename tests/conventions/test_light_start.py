"""What starts fast stays fast: the modules that a command loads before it knows that it has work to do."""

import subprocess
import sys

import pytest

HEAVY = (
    "pandas",
    "pyarrow",
    "numpy",
    "scipy",
    "pandera",
    "matplotlib",
    "ipywidgets",
    "shapely",
    "nbconvert",
    "papermill",
    "jupyter_client",
)


@pytest.mark.parametrize("module", ["qep_lib", "qep_lib.cli.app", "qep_lib.cli.running", "qep_lib.cli.status"])
def test_a_command_with_nothing_to_do_loads_no_heavy_library(module):
    """`qep run` where all is up to date, `qep plan`, `qep status`: half a second instead of three."""
    said = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
