"""The wheel holds everything that an installed `qep` reads, and works in an environment that never saw the repository.

The second part takes minutes and needs a package registry: `make wheel-test`.
"""

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from qep_lib.params.national import CARRIED, LOCAL, is_national

PROJECT = Path(__file__).parents[2]
BUILT_FROM = ("qep_lib", *CARRIED, "setup.py", "pyproject.toml", "requirements.lock", "README.md")
BUILD = "import setuptools.build_meta as backend; print(backend.build_wheel('dist'))"
IS_ASKED = os.environ.get("QEP_WHEEL") == "1"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy: building leaves folders beside what it builds."""
    copy = tmp_path_factory.mktemp("source")
    for name in BUILT_FROM:
        if (PROJECT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.egg-info")
            shutil.copytree(PROJECT / name, copy / name, ignore=ignored)
        else:
            shutil.copy2(PROJECT / name, copy / name)
    (copy / "dist").mkdir()
    subprocess.run([sys.executable, "-W", "ignore", "-c", BUILD], cwd=copy, check=True, capture_output=True)
    (built,) = (copy / "dist").glob("*.whl")
    return built


def files_below(folder):
    paths = (path for path in (PROJECT / folder).rglob("*") if path.is_file())
    names = {path.relative_to(PROJECT).as_posix() for path in paths}
    return {name for name in names if "__pycache__" not in name and "/.ipynb_checkpoints" not in name}


def test_the_wheel_holds_all_that_is_national_and_nothing_local(wheel):
    """Every module and data file, every national parameter and notebook with its bytes, the lock, the kernel."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        carried = {name.removeprefix("qep_lib/national/") for name in names if name.startswith("qep_lib/national/")}
        for name in carried:
            assert archive.read(f"qep_lib/national/{name}") == (PROJECT / name).read_bytes(), name
    given = files_below("params") | files_below("notebooks")
    assert carried == {name for name in given if is_national(name)} | {"requirements.lock"}
    left = given - carried
    assert left and all(any(fnmatchcase(name, pattern) for pattern in LOCAL) for name in left)
    assert {n for n in names if not n.startswith("qep_lib/national/") and ".data/" not in n} == files_below("qep_lib")
    assert [n.partition(".data/")[2] for n in names if ".data/" in n] == ["data/share/jupyter/kernels/qep/kernel.json"]


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """`qep` in a new environment: the locked packages, then the wheel alone."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    with zipfile.ZipFile(wheel) as archive:
        (folder / "requirements.lock").write_bytes(archive.read("qep_lib/national/requirements.lock"))
    pip = [binaries / "python", "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--require-hashes", "-r", folder / "requirements.lock"], check=True)
    subprocess.run([*pip, "--no-deps", wheel], check=True)
    return binaries


@pytest.mark.skipif(not IS_ASKED, reason="make wheel-test")
def test_a_prefecture_goes_from_the_wheel_to_its_bilan(installed, tmp_path, qep, new_workspace):
    """Laid, labelled, imported, published; and each report has the key that the repository gives it."""

    def said(*arguments, code=0, cwd=tmp_path):
        environment = {k: v for k, v in os.environ.items() if k not in ("QEP_WORKSPACE", "PYTHONPATH", "VIRTUAL_ENV")}
        done = subprocess.run(
            [installed / "qep", *arguments], cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    kernels = subprocess.run([installed / "jupyter", "kernelspec", "list"], capture_output=True, text=True, check=True)
    assert "qep" in kernels.stdout
    assert "Préfecture du Cher" in said("init", "espace", "--site", "18")
    workspace = tmp_path / "espace"
    shutil.copytree(PROJECT / "examples" / "cher-2020", workspace / "examples" / "cher-2020")
    for name in ("questionnaires/satisfaction-cher.yml", "sources/satisfaction-survey-cher.yml", "runs/cher-2020.yml"):
        shutil.copy2(PROJECT / "params" / name, workspace / "params" / name)
    shutil.copy2(PROJECT / "params" / "identity.yml", workspace / "params" / "identity.yml")
    for name in ("identite", "textes"):
        shutil.copytree(PROJECT / "params" / name, workspace / "params" / name, dirs_exist_ok=True)
    source = "Bilan qualité 2020, préfecture du Cher"
    label = ("--obtained", "2019-12-18", "--modules", "1,2,3", "--cert", "--surveillance-extension", "2")
    assert "M1, M2, M3" in said("label", "18", *label, "--source", source, cwd=workspace)
    assert "en ordre" in said("check", cwd=workspace)
    assert "Tout est en ordre" in said("doctor", cwd=workspace)
    said("run", "--run", "cher-2020", cwd=workspace)
    whole = new_workspace(tmp_path / "dépôt")
    for name in ("labels", "groups"):
        text = (workspace / "params" / "labels.yml").read_text("utf-8") if name == "labels" else "groups: []\n"
        (whole / "params" / f"{name}.yml").write_text(text, encoding="utf-8")
    for run in (whole / "params" / "runs").glob("*.yml"):
        if run.stem != "cher-2020":
            run.unlink()
    for kind in ("questionnaires", "sources"):
        for path in (whole / "params" / kind).glob("satisfaction-*"):
            if not path.stem.endswith("-cher"):
                path.unlink()
    assert qep(whole, "run", "--run", "cher-2020")[0] == 0
    records = {path.relative_to(whole / "reports"): path for path in (whole / "reports").rglob("provenance.json")}
    assert len(records) > 10
    keys = {name: _report_key(path) for name, path in records.items()}
    assert {name: _report_key(workspace / "reports" / name) for name in keys} == keys


def _report_key(record):
    return json.loads(record.read_text("utf-8"))["provenance"]["key"]
