"""As far as Linux can play Windows: no fork, no Unix module for the library, a cp1252 console, and a folder to its report."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SITECUSTOMIZE = """\
import builtins, os, signal, sys

for name in ("fork", "forkpty", "register_at_fork", "O_DIRECTORY", "sched_getaffinity"):
    if hasattr(os, name):
        delattr(os, name)
del signal.pthread_sigmask
ordinary = builtins.__import__


def without_unix(name, globals=None, *rest, **more):
    if (globals or {}).get("__name__", "").startswith("qep_lib"):
        if name in ("fcntl", "resource", "pwd", "grp", "termios"):
            raise ImportError(name)
        if name == "msvcrt":
            return ordinary("played_msvcrt")
    return ordinary(name, globals, *rest, **more)


builtins.__import__ = without_unix
"""
MSVCRT = """\
import fcntl

LK_NBLCK, LK_UNLCK = 2, 0


def locking(number, mode, count):
    fcntl.lockf(number, fcntl.LOCK_EX | fcntl.LOCK_NB if mode else fcntl.LOCK_UN, count)
"""


@pytest.fixture
def without_unix(tmp_path):
    """Runs the command in such a place; gives its exit code and what it said."""
    plays = tmp_path / "joue"
    plays.mkdir()
    (plays / "sitecustomize.py").write_text(SITECUSTOMIZE, encoding="utf-8")
    (plays / "played_msvcrt.py").write_text(MSVCRT, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "QEP_WORKSPACE"}
    environment |= {"PYTHONPATH": str(plays), "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "NO_COLOR": "1"}

    def run(folder, *arguments):
        command = [Path(sys.executable).parent / "qep", *arguments]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True)
        return done.returncode, (done.stdout + done.stderr).decode("cp1252")

    return run


@pytest.mark.long
def test_a_folder_goes_to_its_report_without_what_only_unix_has(without_unix, tmp_path):
    """Laid, labelled, a file imported, a report run by an ordinary kernel and published; what cannot be done is said."""
    assert without_unix(tmp_path, "init", "espace", "--site", "18")[0] == 0
    workspace = tmp_path / "espace"
    shutil.copy(PROJECT / "examples" / "cher-2020" / "jalons_2020.csv", workspace / "depots" / "jalons.csv")
    steps = (
        ("label", "18", "--obtained", "2019-12-18", "--modules", "1,2,3"),
        (
            *("import", "depots/jalons.csv", "--source", "milestones", "--site", "18", "--period", "2020"),
            *("--extracted-on", "2021-01-13", "--nature", "real"),
        ),
        ("run", "--site", "18", "--period", "2020", "--report", "bilan"),
    )
    for step in steps:
        code, said = without_unix(workspace, *step)
        assert code == 0, (step, said)
    page = (workspace / "reports" / "18" / "2020" / "interne" / "bilan" / "bilan.html").read_text("utf-8")
    assert "Préfecture du Cher" in page
    assert (workspace / "reports" / "index.html").is_file()
    code, said = without_unix(
        workspace, "run", "--site", "18", "--period", "2020", "--engine", "fork", "--memory", "3000"
    )
    assert code == 2 and "ce système ne sait pas limiter la mémoire" in said
