"""Notebooks through nbval: those of the project run as an analyst runs them, one with its committed outputs compared."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def nbval(notebook: Path, workspace: Path, option: str) -> subprocess.CompletedProcess:
    """Run nbval on one notebook in the given workspace, away from this project's own pytest settings."""
    environment = os.environ | {"QEP_WORKSPACE": str(workspace)}
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, "-p", "no:cacheprovider", option, str(notebook)]
    return subprocess.run(command, cwd=workspace, env=environment, capture_output=True, text=True)


NAMES = ("bilan", "exploration")
OTHERS = (
    "satisfaction",
    "complaints",
    "title_delivery",
    "channels",
    "mystery_survey",
    "self_assessment",
    "action_plan",
    "bilan_complet",
    "users_committee",
    "transparency_poster",
)
"""Run by each batch with the kernel of the library; here, once more, with that of an analyst."""


@pytest.mark.parametrize("name", [*NAMES, *(pytest.param(name, marks=pytest.mark.long) for name in OTHERS)])
def test_a_notebook_opened_as_it_is_runs_to_its_end(cher_reports, name):
    """Default parameters, outputs stripped: every cell runs in a fresh kernel without an error."""
    workspace = cher_reports.parent
    done = nbval(workspace / "notebooks" / f"{name}.ipynb", workspace, "--nbval-lax")
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


@pytest.mark.long
def test_the_notebook_of_a_group_opened_as_it_is_runs_to_its_end(tmp_path, new_workspace, qep):
    """Its default site leads the group, whose files one command imports."""
    workspace = new_workspace(tmp_path / "espace")
    code, said = qep(workspace, "run", "--only", "91/2019/interne/survey_sites", "--run", "essonne-2019")
    assert code == 0, said
    done = nbval(workspace / "notebooks" / "survey_sites.ipynb", workspace, "--nbval-lax")
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


@pytest.mark.long
def test_the_notebook_of_a_region_opened_as_it_is_runs_to_its_end(tmp_path, new_workspace, qep):
    """Its default region, whose files one command imports."""
    workspace = new_workspace(tmp_path / "espace")
    code, said = qep(
        workspace, "run", "--only", "region-24/2021/interne/regional_comparison", "--run", "region-24-2021"
    )
    assert code == 0, said
    done = nbval(workspace / "notebooks" / "regional_comparison.ipynb", workspace, "--nbval-lax")
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_the_sentences_of_the_bilan_are_those_committed(cher_reports):
    """Summary, conclusion, requests and milestones in words, compared output by output."""
    done = nbval(HERE / "cher_sentences.ipynb", cher_reports.parent, "--nbval")
    assert done.returncode == 0, done.stdout[-3000:]
