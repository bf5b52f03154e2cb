"""What an attacker works out of everything printed of a sparse register: a small version of `make leaks`."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import leaks
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue


@pytest.fixture(scope="module")
def found():
    """Sixty registers, attacked with sums of any factors and with whole numbers."""
    return leaks.search(60)


def test_no_rate_and_no_count_of_a_few_comes_back(found):
    """Of any indicator, from all of them together; hidden counts keep two values at least."""
    assert (found.rates, found.counts, found.hidden_counts) == (0, 0, 0)


def test_what_is_not_small_is_still_told(found):
    """Hiding everything would pass the search above."""
    assert found.documents == 60 and found.shown > 0.3


def test_the_search_finds_what_is_not_protected():
    """The same registers with every figure shown: groups of a few come back by hundreds."""
    catalogue = read_catalogue(Workspace(Path(__file__).resolve().parents[2]))
    found = [*leaks.registers(5)]
    conventions = catalogue.conventions
    bare = conventions.disclosure.model_copy(update={"public": 1, "count_minimum": 1})
    open_ = replace(catalogue, conventions=conventions.model_copy(update={"disclosure": bare}))
    for document, register in zip(leaks.documents(open_, found), found, strict=True):
        if register.any():
            rates, counts, _ = leaks.attack(document, register, catalogue, is_long=False)
            assert rates + counts > 0
