"""The tracked files, the library's modules parsed, and the notebooks, for every convention to look at."""

import ast
import json
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def project():
    """The project's folder."""
    return PROJECT


@pytest.fixture(scope="session")
def tracked():
    """Relative paths of the files under version control (or about to be); skipped, loudly, outside a repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if listed.returncode:
        pytest.skip("pas un dépôt git : la liste des fichiers suivis n'est pas connue")
    return [name for name in listed.stdout.split("\0") if name and (PROJECT / name).is_file()]


@pytest.fixture(scope="session")
def modules():
    """Dotted name -> (path, parsed source) of every module of the library."""
    parsed = {}
    for path in sorted((PROJECT / "qep_lib").rglob("*.py")):
        parts = list(path.relative_to(PROJECT).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        parsed[".".join(parts)] = (path, ast.parse(path.read_text(encoding="utf-8")))
    return parsed


@pytest.fixture(scope="session")
def notebooks():
    """File name -> content of every notebook."""
    return {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((PROJECT / "notebooks").glob("*.ipynb"))
    }
