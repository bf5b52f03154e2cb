"""What is printed of a figure in which everybody, or nobody, of a small sample agrees."""

import pytest

from qep_lib.disclosure.printed import (
    UNANIMOUS_BELOW,
    decimals_for,
    is_small_unanimous,
    previous_number,
    printed_change,
    printed_number,
    was_small_unanimous,
)
from qep_lib.model.measured import Measured


@pytest.fixture
def share(catalogue):
    """A share of a sample of people."""
    return catalogue.indicators["satisfaction_clear_language_pct"]


def row(numerator, base, previous=50.0, previous_base=400.0):
    """A share with last year's."""
    fields = dict.fromkeys(Measured.__dataclass_fields__)
    value = 100 * numerator / base
    known = {
        "numerator": numerator,
        "denominator": base,
        "value": value,
        "low": 0.0,
        "high": 100.0,
        "change": value - previous,
    }
    known |= {"previous": previous, "previous_denominator": previous_base, "origin": "computed", "status": "ok"}
    return Measured(**{**fields, **known})


@pytest.mark.parametrize(
    ("base", "previous_base", "audience", "is_fine"),
    [
        (1000, 1000, "public", True),
        (999, 1000, "public", False),
        (1000, 999, "public", False),
        (1001, None, "public", True),
        (20, 20, "internal", True),
    ],
)
def test_a_public_percentage_has_decimals_from_a_thousand_units_on(base, previous_base, audience, is_fine, catalogue):
    """The thousandth unit included, of this year and of the last."""
    indicator = catalogue.indicators["call_answer_pct"]
    printed = decimals_for(row(500, base, previous_base=previous_base), indicator, audience)
    assert indicator.decimals > 0
    assert printed == (indicator.decimals if is_fine else 0)


@pytest.mark.parametrize(
    ("numerator", "base", "is_unanimous"),
    [
        (0, 20, True),
        (20, 20, True),
        (1, 20, False),
        (19, 20, False),
        (0, UNANIMOUS_BELOW - 1, True),
        (0, UNANIMOUS_BELOW, False),
        (UNANIMOUS_BELOW, UNANIMOUS_BELOW, False),
    ],
)
def test_nobody_agrees_is_as_unanimous_as_everybody(numerator, base, is_unanimous, share):
    """« 0 % » of twenty people points at each of them."""
    told = row(numerator, base)
    assert is_small_unanimous(told, share) == is_unanimous
    assert (printed_number(told, share, "public") is None) == is_unanimous
    assert (printed_change(told, share, "public") is None) == is_unanimous
    assert printed_number(told, share, "internal") == told.value


@pytest.mark.parametrize(
    ("previous", "base", "was_unanimous"),
    [
        (0.0, 20, True),
        (100.0, 20, True),
        (5.0, 20, False),
        (0.0, UNANIMOUS_BELOW - 1, True),
        (0.0, UNANIMOUS_BELOW, False),
        (100.0, UNANIMOUS_BELOW, False),
    ],
)
def test_last_year_alike(previous, base, was_unanimous, share):
    """Of it only the value and the base are known."""
    told = row(200, 400, previous, base)
    assert was_small_unanimous(told, share) == was_unanimous
    assert (previous_number(told, share, "public") is None) == was_unanimous
    assert (printed_change(told, share, "public") is None) == was_unanimous
