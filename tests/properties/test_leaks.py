"""What an attacker works out of everything printed of a sparse register: a small version of `make leaks`."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import leaks, leaks_periods
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue


@pytest.fixture(scope="module")
def found():
    """Sixty registers, attacked with sums of any factors and with whole numbers."""
    return leaks.search(60)


def test_no_rate_and_no_count_of_a_few_comes_back(found):
    """Of any indicator, from all of them together; hidden counts keep two values at least."""
    assert (found.rates, found.counts, found.hidden_counts) == (0, 0, 0)


def test_nothing_comes_back_of_documents_whose_periods_overlap():
    """A site of each set of public periods, of every indicator and every document together."""
    found = leaks_periods.search(len(leaks_periods.PUBLIC))
    assert (found.rates, found.counts, found.hidden_counts) == (0, 0, 0)
    assert found.shown > 0.2


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


SMALLEST = {
    "received less received: the states of a part tell how many it received": {
        ("information_request", "front_desk", "unpromised_answered"): 1,
        ("complaint", "web_form", "in_time"): 6,
        ("complaint", "web_form", "overdue"): 4,
        ("suggestion", "web_form", "overdue"): 1,
        ("suggestion", "front_desk", "unpromised_answered"): 2,
    },
    "a few who are known in any case, at the desk, and are all the requests for information": {
        ("information_request", "front_desk", "unpromised_answered"): 1,
        ("complaint", "web_form", "in_time"): 6,
        ("complaint", "web_form", "overdue"): 4,
        ("suggestion", "web_form", "overdue"): 1,
    },
    "received less judged: the base of a part is at most what it received": {
        ("information_request", "front_desk", "unpromised_answered"): 1,
        ("suggestion", "hall_form", "in_time"): 17,
    },
    "of a part nobody is due, and one is there": {
        ("information_request", "web_form", "not_due"): 1,
        ("information_request", "post", "in_time"): 8,
        ("information_request", "post", "overdue"): 5,
        ("information_request", "post", "not_due"): 7,
        ("information_request", "hall_form", "in_time"): 7,
        ("information_request", "hall_form", "overdue"): 14,
        ("information_request", "hall_form", "not_due"): 19,
        ("information_request", "front_desk", "unpromised_answered"): 17,
        ("information_request", "front_desk", "unpromised_open"): 3,
    },
    "parts of nobody, beside a whole of which no rate is told": {
        ("information_request", "hall_form", "in_time"): 3,
        ("information_request", "hall_form", "late"): 1,
        ("information_request", "hall_form", "not_due"): 2,
        ("complaint", "email", "in_time"): 3,
        ("complaint", "email", "not_due"): 1,
        ("complaint", "post", "not_due"): 2,
        ("complaint", "hall_form", "in_time"): 2,
    },
}
"""Small registers that each once told of one or two requests, by what told of them."""


@pytest.mark.parametrize("name", SMALLEST)
def test_one_measure_does_not_bound_another(name):
    """A part that has no size of its own, taken from the whole, leaves nobody whose number is hidden."""
    catalogue = read_catalogue(Workspace(Path(__file__).resolve().parents[2]))
    register = np.zeros((len(leaks.KINDS), len(leaks.CHANNELS), len(leaks.STATES)), dtype=int)
    for (kind, channel, state), people in SMALLEST[name].items():
        register[leaks.KINDS.index(kind), leaks.CHANNELS.index(channel), leaks.STATES.index(state)] = people
    (document,) = leaks.documents(catalogue, [register])
    assert leaks.attack(document, register, catalogue) == (0, 0, 0)
    totals = document[document["group"] == ""].set_index("indicator_id")
    judged = register[:, :, :3].sum()
    assert totals.loc["requests_count", "value"] == register.sum()
    assert totals.loc["request_reply_on_time_pct", "denominator"] == judged or judged < 11
