"""The accessibility grid: every criterion of the RGAA stands in it once, and what it calls automatic is a test that exists."""

import re

import pytest

CRITERIA = {1: 9, 2: 2, 3: 3, 4: 13, 5: 8, 6: 2, 7: 5, 8: 10, 9: 4, 10: 14, 11: 13, 12: 11, 13: 12}
"""Criteria of each theme of the RGAA 4.1: 106."""
STATES = {"C", "NC", "NA", "NV"}


@pytest.fixture(scope="module")
def grid(project):
    return (project / "docs" / "accessibilite.md").read_text(encoding="utf-8")


def test_every_automatic_claim_names_a_test_that_exists(project, grid):
    """By its file and its name; and each of them has a command of the Makefile."""
    named = re.findall(r"^\| `(tests/[\w/]+\.py)::(test_\w+)` \|.*\| `make ([\w-]+)` \|$", grid, re.M)
    assert len(named) == grid.count("::test_") >= 15
    makefile = (project / "Makefile").read_text(encoding="utf-8")
    for path, name, target in named:
        assert f"\ndef {name}(" in (project / path).read_text(encoding="utf-8"), f"{path}::{name}"
        assert f"\n{target}: " in makefile


def test_every_criterion_has_its_state_once(grid):
    """106 of them, each conform, not conform, not applicable or not verified."""
    found = []
    for criteria, state in re.findall(r"^\| ([0-9][0-9.,à ]*)(?: [^|0-9][^|]*)?\| (\w+) \|", grid, re.M):
        assert state in STATES
        numbers = [tuple(map(int, one.split("."))) for one in re.findall(r"\d+\.\d+", criteria)]
        if "à" in criteria:
            (theme, first), (_, last) = numbers
            numbers = [(theme, number) for number in range(first, last + 1)]
        found += numbers
    assert sorted(found) == [(theme, number) for theme, count in CRITERIA.items() for number in range(1, count + 1)]
