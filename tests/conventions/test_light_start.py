"""What starts fast stays fast: the modules that a command loads before it knows that it has work to do."""

import os
import subprocess
import sys

import pytest

from qep_lib.cli import main

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
    "nbformat",
    "papermill",
    "jupyter_client",
    "jinja2",
    "markdown_it",
    "PIL",
    "typst",
    "docx",
    "openpyxl",
)
SAID = (
    "import sys; from qep_lib.cli import main\n"
    "try: main({words!r})\n"
    "except SystemExit as end: print([end.code, *(name for name in {names!r} if name in sys.modules)])"
)


def started(words, names, **environment):
    """The last line of a command: its exit code, then those of `names` that it has loaded."""
    said = SAID.format(words=words, names=names)
    done = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, check=True, env=os.environ | environment
    )
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["run", "--help"], ["texts", "--help"], ["schedule", "--help"]]
)
def test_help_loads_nothing(words):
    """A tenth of a second."""
    assert started(words, (*HEAVY, "yaml")) == "[0]"


@pytest.mark.parametrize("words", [["list"], ["list", "indicators"], ["list", "datasets"], ["status"], ["plan"]])
def test_a_command_that_measures_nothing_loads_no_heavy_library(words, tmp_path):
    """A third of a second, once the parameters have been read."""
    with pytest.raises(SystemExit, match="0"):
        main(["init", str(tmp_path / "18"), "--site", "18"])
    space = str(tmp_path / "18")
    (tmp_path / "18" / "data").mkdir(exist_ok=True)
    started(words, (), QEP_WORKSPACE=space)
    assert started(words, HEAVY, QEP_WORKSPACE=space) == "[0]"
