"""A workspace copied aside and its finished Cher 2020 run, shared by the golden, notebook and end-to-end tests."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from qep_lib.intake.importer import import_file
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

# `bad_inputs` and `limits`, which tests of every folder share, are beside this file.
sys.path.insert(0, str(Path(__file__).parent))
PROJECT = Path(__file__).parents[1]
QEP = Path(sys.executable).parent / "qep"
settings.register_profile("same draws", derandomize=True, deadline=None)
settings.register_profile("new draws", deadline=None)
settings.load_profile("new draws" if os.environ.get("QEP_NEW_DRAWS") else "same draws")
COPIED = ("params", "notebooks", "examples", "requirements.lock")


ODD_REGION = Path(__file__).parent / "data" / "odd-region"
OWN_REGION = "centre-val-de-loire"


def copy_workspace(target: Path) -> Path:
    """A fresh workspace with the project's params, notebooks and examples, and nothing generated."""
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    return target


def environment_of(workspace: Path) -> dict[str, str]:
    """That of a user who works there."""
    return {name: value for name, value in os.environ.items() if name != "QEP_DEBUG"} | {
        "QEP_WORKSPACE": str(workspace)
    }


@pytest.fixture(scope="session", autouse=True)
def _unplugged_by_nobody():
    """Nothing waits until the disk has written: no test cuts the current, and thousands of small files would be waited for one
    by one. That what is kept is synced, and in which order, is tested where they are counted (`test_store`)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture(scope="session")
def start():
    """Start the command without waiting for it."""

    def start_qep(workspace, *arguments):
        return subprocess.Popen(
            [QEP, *arguments],
            cwd=workspace,
            env=environment_of(workspace),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    return start_qep


@pytest.fixture(scope="session")
def qep(tmp_path_factory):
    """Run the command to its end; gives its exit code and everything it said (`warm_commands`: a process of its own)."""
    said = tmp_path_factory.mktemp("dit")
    server = subprocess.Popen(
        [sys.executable, Path(__file__).parent / "warm_commands.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def run_qep(workspace, *arguments):
        request = {
            "folder": str(workspace),
            "environment": environment_of(workspace),
            "arguments": [str(each) for each in arguments],
        }
        out, err = said / "out", said / "err"
        server.stdin.write(json.dumps(request | {"out": str(out), "err": str(err)}) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        return code, out.read_text(encoding="utf-8") + err.read_text(encoding="utf-8")

    with server:
        yield run_qep
        server.stdin.close()


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """`made_once(name, make)`: a folder that `make(folder)` fills, once for all the processes that run these tests, which may
    read it and not change it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def folder(name, make):
        made, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(made, ignore_errors=True)
                make(made)
                done.touch()
        return made

    return folder


@pytest.fixture(scope="session")
def cher_reports(made_once, qep):
    """`reports/` of a workspace where `qep run --site 18 --period 2020` has just succeeded."""

    def make(folder):
        code, said = qep(copy_workspace(folder), "run", "--site", "18", "--period", "2020")
        assert code == 0, said

    return made_once("espace-du-cher", make) / "reports"


@pytest.fixture(scope="session")
def new_workspace():
    """The function that copies the project's params, notebooks and examples to a folder."""
    return copy_workspace


@pytest.fixture(scope="session")
def imported_workspace():
    """The function that copies the workspace to a folder, changes it with `change`, and imports, whole, the files of some
    declared runs."""

    def imported(target, runs, change=lambda root: root):
        workspace = Workspace(change(copy_workspace(target)))
        catalogue = read_catalogue(workspace)
        for run_id in runs:
            for request in catalogue.runs[run_id].imports:
                import_file(workspace, catalogue, request)
        return workspace

    return imported


@pytest.fixture(scope="session")
def odd_region():
    """The function that puts the odd departments (`data/odd-region`) in the place of the invented ones of a workspace."""

    def placed(root):
        examples, runs = root / "examples", root / "params" / "runs"
        shutil.rmtree(examples / OWN_REGION)
        shutil.copytree(ODD_REGION, examples / OWN_REGION)
        (examples / OWN_REGION / "run.yml").replace(runs / f"{OWN_REGION}-2021.yml")
        for run in runs.glob("indre-et-loire-2021*.yml"):
            run.unlink()
        return root

    return placed


@pytest.fixture
def copied_workspace(tmp_path):
    """A fresh workspace of its own for a test that changes something."""
    return copy_workspace(tmp_path / "espace")
