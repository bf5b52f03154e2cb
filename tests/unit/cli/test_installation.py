"""A package that is missing or too old: one French sentence, with what to type, whatever loads it."""

import subprocess
import sys

import pytest

from qep_lib.cli import doctor, installation
from qep_lib.cli.exits import exit_code, tell_error
from qep_lib.model.workspace import Workspace
from qep_lib.params import national


def test_a_missing_package_is_named_with_what_to_type():
    """The version is the lock's, the word that of the environment."""
    sentence = installation.lacking_sentence(ModuleNotFoundError("No module named 'zorglub'", name="zorglub.core"))
    assert sentence.startswith("le paquet « zorglub » n'est pas installé")
    assert sentence.endswith("À faire : make setup.")


def test_a_package_that_lacks_a_name_is_of_another_version():
    """« cannot import name »: it is there, and not the one of the lock."""
    error = ImportError("cannot import name 'x' from 'rapidfuzz'", name="rapidfuzz")
    (version,) = installation.locked_versions()["rapidfuzz"]
    sentence = installation.lacking_sentence(error)
    assert (
        "« rapidfuzz » installé n'a pas" in sentence and f"requirements.lock demande la version {version}" in sentence
    )


def test_the_package_installed_from_its_wheel_is_upgraded(monkeypatch, tmp_path):
    """Nothing that its user does needs make."""
    monkeypatch.setattr(national, "CARRIED_ROOT", tmp_path)
    assert installation.how_to_install() == "python -m pip install --upgrade qep-lib"


@pytest.mark.parametrize("name", ["qep_lib.reports", None])
def test_a_fault_of_the_library_is_not_one_of_the_environment(name):
    """It goes to the log as any other."""
    assert installation.lacking_sentence(ImportError("x", name=name)) is None


def test_a_command_that_meets_it_ends_as_for_any_parameter(capsys):
    """No trace, no log."""
    error = ModuleNotFoundError("No module named 'zorglub'", name="zorglub")
    tell_error(error)
    said = capsys.readouterr().err
    assert said.startswith("Erreur : le paquet « zorglub »") and "joindre ce fichier" not in said
    assert exit_code(error) == 2


def test_the_command_itself_starts_without_what_it_needs():
    """Even `--help` needs Typer."""
    script = "import sys; sys.modules['typer'] = None; from qep_lib.cli import main; main(['--help'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "« typer »" in done.stderr and "À faire : " in done.stderr


def test_the_doctor_says_which_versions_the_lock_asks(monkeypatch, tmp_path):
    """And never complains of an extra."""
    monkeypatch.setattr(doctor, "locked_versions", lambda: {"pandas": {"0.1"}})
    point = doctor._packages(Workspace(tmp_path))
    assert not point.is_good and "pandas" in point.found and "au lieu de 0.1" in point.found
    assert point.remedy == "make setup" and not any("spacy" in line for line in doctor._needed())
