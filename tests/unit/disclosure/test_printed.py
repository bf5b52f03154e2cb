"""What is printed of a figure in which everybody, or nobody, of a small sample agrees."""

from dataclasses import replace

import pytest
from limits import BLANK, LIMITS

from qep_lib.disclosure.printed import (
    change_number,
    decimals_for,
    is_small_unanimous,
    previous_number,
    printed_change,
    printed_end,
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
    return Measured(**BLANK | known)


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
        (0, LIMITS.unanimous_below - 1, True),
        (0, LIMITS.unanimous_below, False),
        (LIMITS.unanimous_below, LIMITS.unanimous_below, False),
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
        (0.0, LIMITS.unanimous_below - 1, True),
        (0.0, LIMITS.unanimous_below, False),
        (100.0, LIMITS.unanimous_below, False),
    ],
)
def test_last_year_alike(previous, base, was_unanimous, share):
    """Of it only the value and the base are known."""
    told = row(200, 400, previous, base)
    assert was_small_unanimous(told, share) == was_unanimous
    assert (previous_number(told, share, "public") is None) == was_unanimous
    assert (printed_change(told, share, "public") is None) == was_unanimous


def test_last_years_unanimity_is_in_the_unit_of_the_indicator(catalogue):
    """1,000 per thousand, not 100; 100 per cent, not 1,000. Of what is no sample it is nobody's secret."""
    share = catalogue.indicators["satisfaction_clear_language_pct"]
    permille = share.model_copy(update={"unit": "permille"})
    calls = catalogue.indicators["call_answer_pct"]
    assert [was_small_unanimous(row(200, 400, 1000.0, 20), unit) for unit in (permille, share)] == [True, False]
    assert [was_small_unanimous(row(200, 400, 100.0, 20), unit) for unit in (permille, share)] == [False, True]
    assert not was_small_unanimous(row(200, 400, 100.0, 20), calls)
    assert not was_small_unanimous(row(200, 400, 100.0, None), share)


def test_only_an_estimate_of_a_sample_is_unanimous(share, catalogue):
    """All of 20 calls are counted, not sampled; a share without an interval says nothing of others; one without a base is not
    small."""
    assert not is_small_unanimous(row(20, 20), catalogue.indicators["call_answer_pct"])
    assert not is_small_unanimous(replace(row(20, 20), low=None), share)
    assert not is_small_unanimous(replace(row(20, 20), denominator=None), share)


@pytest.mark.parametrize(
    ("low", "high", "base", "is_unanimous"), [(4, 4, 20, True), (4, 5, 20, False), (4, 4, 30, False)]
)
def test_a_score_is_unanimous_where_its_interval_is_a_point(low, high, base, is_unanimous, catalogue):
    """Its numerator is a sum of notes: 4 each from 20 people, or none, says nothing by itself."""
    score = catalogue.indicators["online_effort_score"].model_copy(update={"is_sample": True})
    assert score.unit == "score"
    assert is_small_unanimous(replace(row(0, base), low=float(low), high=float(high)), score) == is_unanimous


def test_quantiles_are_numbers_of_days(catalogue):
    """Whole, for every audience and whatever the base; a mean delay has its decimals."""
    for name in ("median_", "p90_"):
        quantile = catalogue.indicators[f"request_reply_delay_{name}working_days"].model_copy(update={"decimals": 1})
        assert [decimals_for(row(5, 2000), quantile, audience) for audience in ("public", "internal")] == [0, 0]
    mean = catalogue.indicators["email_reply_mean_delay_days"]
    assert decimals_for(row(5, 20), mean, "public") == mean.decimals == 1
    calls_by_quantile = catalogue.indicators["call_answer_pct"]
    calls_by_quantile = calls_by_quantile.model_copy(
        update={"measurement": calls_by_quantile.measurement.model_copy(update={"statistic": "median"})}
    )
    assert decimals_for(row(500, 2000, previous_base=None), calls_by_quantile, "public") == calls_by_quantile.decimals


def test_numbers_are_as_measured_inside_and_as_printed_outside(catalogue):
    """91 of 1,216 is 7,4836…; last year's 7,4251; their printed difference 7,48 less 7,43. None where there is none."""
    calls = catalogue.indicators["call_answer_pct"]
    told = row(91, 1216, 7.4251, 1500.0)
    inside = [of(told, calls, "internal") for of in (printed_number, previous_number, change_number)]
    assert inside == [told.value, 7.4251, told.change]
    outside = [of(told, calls, "public") for of in (printed_number, previous_number, change_number)]
    assert outside == [7.48, 7.43, 0.05]
    bare = replace(told, value=None, previous=None, change=None)
    for audience in ("internal", "public"):
        assert [of(bare, calls, audience) for of in (printed_number, previous_number, change_number)] == [None] * 3


def test_a_computed_percentage_is_rounded_from_its_counts(catalogue):
    """1 of 16 is 6,25 %, printed 6,3; a float under it must not make 6,2 of it. A declared one has no counts to trust."""
    calls = catalogue.indicators["call_answer_pct"]
    told = replace(row(1, 16), value=6.2499999)
    assert [float(printed_end(told, calls, decimals)) for decimals in (0, 1, 2)] == [6.0, 6.3, 6.25]
    assert float(printed_end(replace(told, origin="declared"), calls, 1)) == 6.2
    assert float(printed_end(replace(told, denominator=None), calls, 1)) == 6.2
    assert float(printed_end(told, calls.model_copy(update={"unit": "permille"}), 1)) == 6.2
