"""The project's files: what stands at the top, what never goes into a tracked file, and the locked environment."""

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from qep_lib.indicators.formulas import FORMULAS

TOP_LEVEL = {
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "environment.yml",
    "pyproject.toml",
    "requirements.lock",
    "setup.py",
    "Makefile",
    ".ci",
    ".gitignore",
    "params",
    "notebooks",
    "qep_lib",
    "reports",
    "examples",
    "tests",
    "benchmarks",
    "docs",
}
BINARY = {".xlsx", ".parquet", ".png", ".pdf", ".ods", ".xls", ".ttf", ".woff2"}
REGISTRY = re.compile("--(?:extra-)?index" + r"-url\s+\S|https?://[\w.-]+/simp" + "le\\b|pypi" + r"\.org/simp")
ABSOLUTE = re.compile(r"(?<![\w.~:/>-])/(?:home|root|work|Users|tmp)/[\w.-]+")
LOCKED = re.compile(
    r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\]+))? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M
)


@pytest.fixture(scope="session")
def pyproject(project):
    """The content of pyproject.toml."""
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def locked(project):
    """Package -> versions in requirements.lock (several where they depend on the Python version)."""
    versions = {}
    for name, version, _, _ in LOCKED.findall((project / "requirements.lock").read_text(encoding="utf-8")):
        versions.setdefault(canonicalize_name(name), set()).add(version)
    return versions


def test_the_top_level_holds_what_the_design_names(tracked):
    """Nothing else is added beside them."""
    assert {name.split("/")[0] for name in tracked} <= TOP_LEVEL
    missing = TOP_LEVEL - {name.split("/")[0] for name in tracked} - {"benchmarks", "docs", "CHANGELOG.md"}
    assert missing == set()


def test_nothing_generated_is_tracked(tracked):
    """Reports and data are made again by one command."""
    assert [name for name in tracked if name.startswith(("reports/", "data/")) and name != "reports/.gitkeep"] == []


def test_no_tracked_text_names_a_machine_or_a_registry(project, tracked):
    """Absolute paths and registry addresses work on one machine only."""
    faults = []
    for name in tracked:
        if (project / name).suffix in BINARY:
            continue
        for number, line in enumerate((project / name).read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if REGISTRY.search(line) or ABSOLUTE.search(line):
                faults.append(f"{name}, ligne {number}")
    assert faults == []


def test_the_lock_is_whole_and_every_package_has_hashes(project, locked):
    """Every line of the lock belongs to a package with at least one hash."""
    text = (project / "requirements.lock").read_text(encoding="utf-8")
    assert LOCKED.sub("", text).strip() == ""
    assert len(locked) > 100


def test_the_lock_follows_pyproject(pyproject, locked):
    """Every dependency, of use or of development, is locked at a version that its bound allows."""
    asked = pyproject["project"]["dependencies"] + pyproject["dependency-groups"]["dev"]
    faults = []
    for line in asked:
        asked_for = Requirement(line)
        versions = locked.get(canonicalize_name(asked_for.name), set())
        if not versions or not all(asked_for.specifier.contains(version) for version in versions):
            faults.append(f"{line} : {versions or 'absent'}")
    assert faults == []


def test_conda_users_get_the_same_environment(project, pyproject):
    """environment.yml only chooses a Python that pyproject accepts, and leaves every package to the lock."""
    environment = yaml.safe_load((project / "environment.yml").read_text(encoding="utf-8"))
    *conda, pip = environment["dependencies"]
    assert pip == {"pip": ["--require-hashes", "-r requirements.lock"]}
    (python,) = (line for line in conda if line.startswith("python="))
    assert {line for line in conda if line != python} == {"pip"}
    lowest = pyproject["project"]["requires-python"]
    assert lowest.startswith(">=") and Version(python.removeprefix("python=")) >= Version(lowest[2:])


def test_every_indicator_file_has_its_formula_and_worked_cases(project):
    """The catalogue is read as text here, so that a file the reader would skip is seen too."""
    files = sorted((project / "params" / "indicators").glob("*.yml"))
    assert files
    for path in files:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert declared["id"] == path.stem
        assert declared["formula"] in FORMULAS, path.name
        assert declared["worked_cases"], path.name


def test_yaml_files_point_to_a_schema_that_exists(project):
    """Editors complete and check what people type."""
    first_line = re.compile(r"# yaml-language-server: \$schema=(\S+)")
    for path in sorted((project / "params").rglob("*.yml")):
        match = first_line.match(path.read_text(encoding="utf-8"))
        assert match and (path.parent / match[1]).is_file(), path.relative_to(project)
