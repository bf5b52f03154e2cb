"""Published reference values (tests/data/reference_cases.json), each run through the project's own function."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom, chi2

from benchmarks.xmr import LIMIT_FACTOR, ends_shift, ends_trend, two_of_three, xmr_chart
from qep_lib.calendars import deadline_dates, holiday_dates, working_days_between
from qep_lib.stats.attainability import attainable_counts
from qep_lib.stats.changes import adjust_p_values, newcombe, poisson_ratio
from qep_lib.stats.delays import kaplan_meier, quantile_ranks
from qep_lib.stats.funnel import read_shares, share_limits
from qep_lib.stats.intervals import clopper_pearson, wilson
from qep_lib.stats.rounding import round_half_up
from qep_lib.stats.tallies import Tally, quantile_intervals, tally

CASES = json.loads((Path(__file__).parents[2] / "data" / "reference_cases.json").read_text(encoding="utf-8"))
Inputs = Mapping[str, Any]

NOT_OURS = {
    "proportion_jeffreys_modified": "statistics.md 0 keeps Wilson; Jeffreys is not offered",
    "proportion_hypergeometric_exact": "statistics.md 1.2 keeps the corrected Wilson interval",
    "four_colour_rating": "tested with the indicators, where the rule lives",
}


def close(actual: float | None, case: Inputs, key: str) -> None:
    """`actual` equals the case's expected value within the case's own tolerance; null expects NaN."""
    expected, tolerance = case["expected"][key], case["tolerance"]
    if isinstance(tolerance, dict):
        tolerance = tolerance[key]
    if expected is None:
        assert np.isnan(actual)
    else:
        assert actual == pytest.approx(expected, abs=tolerance or 1e-12, rel=0)


def bounds(case: Inputs, interval: tuple[float, float]) -> None:
    close(interval[0], case, "low")
    close(interval[1], case, "high")


def check_wilson(case: Inputs, i: Inputs) -> None:
    bounds(case, wilson(i["x"], i["n"], i["conf"]))


def check_not_continuity_corrected(case: Inputs, i: Inputs) -> None:
    """Guard cases: the default interval must not be the corrected one, which is wider."""
    low, high = wilson(i["x"], i["n"], i["conf"])
    assert high - low < case["expected"]["high"] - case["expected"]["low"] - 0.003
    assert abs(high - case["expected"]["high"]) > 10 * case["tolerance"]


def check_design_effect(case: Inputs, i: Inputs) -> None:
    """The interval accepts an effective sample size: n and x divided by the design effect."""
    close(i["x"] / i["n"], case, "estimate")
    bounds(case, wilson(i["x"] / i["deff"], i["n"] / i["deff"], i["conf"]))


def check_clopper_pearson(case: Inputs, i: Inputs) -> None:
    bounds(case, clopper_pearson(i["x"], i["n"], i["conf"]))


def check_newcombe(case: Inputs, i: Inputs) -> None:
    bounds(case, newcombe(i["x1"], i["n1"], i["x2"], i["n2"], i["conf"]))


def check_benjamini_hochberg(case: Inputs, i: Inputs) -> None:
    np.testing.assert_allclose(adjust_p_values(i["p"]), case["expected"]["adjusted"], atol=case["tolerance"], rtol=0)


def check_stricter_than_bonferroni(case: Inputs, i: Inputs) -> None:
    """Guard case: Bonferroni keeps 3 where ours keeps the 4 of Benjamini and Hochberg (1995), the same 3 among them."""
    kept = np.flatnonzero(adjust_p_values(i["p"]) <= i["alpha"])
    bonferroni = np.flatnonzero(np.array(i["p"]) * len(i["p"]) <= i["alpha"])
    assert (len(kept), len(bonferroni)) == (4, case["expected"]["n_reject"])
    assert set(bonferroni) < set(kept)


def check_homogeneity(case: Inputs, i: Inputs) -> None:
    """The funnel's z about the pooled share are the terms of this chi-square."""
    found = (read_shares(i["x"], i["n"], sum(i["x"]) / sum(i["n"])).z ** 2).sum()
    close(found, case, "chisq")
    close(chi2.sf(found, case["expected"]["df"]), case, "p")


def check_funnel_of_shares(case: Inputs, i: Inputs) -> None:
    for confidence, name in ((0.95, "95"), (0.998, "998")):
        low, high = share_limits(i["n"], i["target"], confidence)
        close(100 * low, case, f"low{name}")
        close(100 * high, case, f"high{name}")


def check_control_chart(case: Inputs, i: Inputs) -> None:
    """NIST's factor is not rounded to 2.66: its limits are read on our mean moving range."""
    chart = xmr_chart(i["x"], screen=i.get("screen_outlying_mr", False))
    factor = LIMIT_FACTOR if i["factor"] == LIMIT_FACTOR else 3 / 1.128
    close(chart.centre, case, "mean")
    close(chart.centre + (chart.high - chart.centre) * factor / LIMIT_FACTOR, case, "upper")
    close(chart.centre + (chart.low - chart.centre) * factor / LIMIT_FACTOR, case, "lower")
    if "mr_bar" in case["expected"]:
        close(chart.mean_range, case, "mr_bar")


def check_shift(case: Inputs, i: Inputs) -> None:
    assert ends_shift(i["sign"]).astype(int).tolist() == case["expected"]["flag"]


def check_trend_of_seven(case: Inputs, i: Inputs) -> None:
    assert ends_trend(i["x"]).tolist() == case["expected"]["flag"]


def check_two_of_three(case: Inputs, i: Inputs) -> None:
    assert two_of_three(i["close"], i["sign"]).astype(int).tolist() == case["expected"]["flag"]


def check_poisson_ratio(case: Inputs, i: Inputs) -> None:
    for key, value in zip(("ratio", "low", "high", "p"), poisson_ratio(i["x1"], i["x2"], i["conf"]), strict=True):
        close(value, case, key)


def check_kaplan_meier(case: Inputs, i: Inputs) -> None:
    curve = kaplan_meier(i["time"], i["event"])
    expected, tolerance = case["expected"], case["tolerance"]
    assert curve.times.tolist() == expected["at"]
    np.testing.assert_allclose(curve.survival, expected["surv"], atol=tolerance["surv"], rtol=0)
    se = np.array([np.nan if value is None else value for value in expected["se"]])
    np.testing.assert_allclose(curve.se, se, atol=tolerance["se"], rtol=0)
    assert curve.median == expected["median"]


def check_kaplan_meier_interval(case: Inputs, i: Inputs) -> None:
    """Ours is log-log; R's default (log) is a guard case, whose bounds must not come out."""
    curve = kaplan_meier(i["time"], i["event"])
    expected, tolerance = case["expected"], case["tolerance"]
    assert curve.times.tolist() == expected["at"]
    if i["conf_type"] == "log-log":
        np.testing.assert_allclose(curve.low, expected["low"], atol=tolerance, rtol=0)
        np.testing.assert_allclose(curve.high, expected["high"], atol=tolerance, rtol=0)
        close(curve.median_low, case, "median_low")
    else:
        assert (np.abs(curve.low - expected["low"]) > tolerance).all()
        assert curve.median_low < expected["median_low"]
    close(curve.median_high, case, "median_high")


def counted_tenths(x: list[float]) -> Tally:
    """One group of values with one decimal, counted in tenths: a tally holds whole values."""
    tenths = np.rint(np.array(x) * 10)
    np.testing.assert_allclose(tenths / 10, x)
    return tally(np.zeros(tenths.size), tenths, 1)


def check_quantile_interval(case: Inputs, i: Inputs) -> None:
    low, high = quantile_intervals(counted_tenths(i["x"]), i["p"], i["conf"])
    bounds(case, (low[0] / 10, high[0] / 10))


def check_median_ranks(case: Inputs, i: Inputs) -> None:
    """The coverage is that of the ranks found, by scipy's binomial law."""
    low, high = quantile_ranks(i["n"], 0.5, i["conf"])
    assert (low, high) == (case["expected"]["rank_low"], case["expected"]["rank_high"])
    close(binom.cdf(high - 1, i["n"], 0.5) - binom.cdf(low - 1, i["n"], 0.5), case, "coverage")


def check_attainable(case: Inputs, i: Inputs) -> None:
    assert bool(attainable_counts(i["percent"], i["decimals"], i["n"])) is case["expected"]["attainable"]


def check_percent(case: Inputs, i: Inputs) -> None:
    total = sum(i["counts"])
    assert total == case["expected"]["total"]
    decimals = 1 if case["method"].endswith("_1") else 0
    printed = [float(round_half_up(Fraction(100 * count, total), decimals)) for count in i["counts"]]
    assert printed == case["expected"]["percent"]


def check_busday_count(case: Inputs, i: Inputs) -> None:
    """Working days of [begin, end) are those after the day before `begin`, up to the day before `end`."""
    calendar = np.busdaycalendar(weekmask=i["weekmask"], holidays=i["holidays"])
    day_before = [np.datetime64(i[key]) - 1 for key in ("begin", "end_exclusive")]
    assert working_days_between(*day_before, calendar) == case["expected"]["n"]


def check_busday_offset(case: Inputs, i: Inputs) -> None:
    """numpy's rule, on which the deadlines stand; ours wherever a deadline (0 days or more) is asked."""
    calendar = np.busdaycalendar(weekmask=i["weekmask"])
    expected = np.datetime64(case["expected"]["date"])
    assert np.busday_offset(i["date"], i["offset"], roll=i["roll"], busdaycal=calendar) == expected
    if i["offset"] >= 0:
        convention = {"forward": "roll_forward", "backward": "strict"}[i["roll"]]
        assert deadline_dates(i["date"], i["offset"], calendar, convention) == expected


def check_deadline(case: Inputs, i: Inputs) -> None:
    """The case counts calendar days: a calendar on which every day is worked."""
    assert i["calendar"] is True
    due = deadline_dates(i["event"], i["days"], np.busdaycalendar(weekmask="1111111"))
    assert due == np.datetime64(case["expected"]["last_day"])


def check_holidays(case: Inputs, i: Inputs) -> None:
    """Published lists against the library's fallback (no official list given)."""
    expected = tuple(date.fromisoformat(day) for day in case["expected"]["dates"])
    assert holiday_dates(i["zone"], i["year"], {}) == expected


CHECKS: dict[str, Callable[[Inputs, Inputs], None]] = {
    "proportion_wilson": check_wilson,
    "proportion_wilson_cc": check_not_continuity_corrected,
    "proportion_wilson_deff": check_design_effect,
    "proportion_clopper_pearson": check_clopper_pearson,
    "difference_newcombe_hybrid_score": check_newcombe,
    "benjamini_hochberg": check_benjamini_hochberg,
    "bonferroni": check_stricter_than_bonferroni,
    "poisson_exact_rate_ratio": check_poisson_ratio,
    "homogeneity_of_proportions_chisq": check_homogeneity,
    "funnel_limits_proportion_score": check_funnel_of_shares,
    "xmr_limits": check_control_chart,
    "spc_rule_seven_one_side": check_shift,
    "spc_rule_seven_trend": check_trend_of_seven,
    "spc_rule_two_of_three": check_two_of_three,
    "kaplan_meier": check_kaplan_meier,
    "kaplan_meier_ci": check_kaplan_meier_interval,
    "quantile_ci_order_statistics": check_quantile_interval,
    "median_ci_ranks": check_median_ranks,
    "percentage_attainable": check_attainable,
    "percent_rounding": check_percent,
    "percent_rounding_1": check_percent,
    "busday_count": check_busday_count,
    "busday_offset": check_busday_offset,
    "deadline_event_day_excluded": check_deadline,
    "holiday_list": check_holidays,
}


@pytest.mark.parametrize("case", [case for case in CASES if case["method"] in CHECKS], ids=lambda case: case["id"])
def test_reference_value_is_reproduced(case):
    """Each published or independently computed value comes out of our function within its own tolerance."""
    CHECKS[case["method"]](case, case["inputs"])


def test_no_method_of_the_file_is_forgotten():
    """Every method of the file is either checked here or named as not ours with its reason, never both."""
    methods = {case["method"] for case in CASES}
    assert set(CHECKS) | set(NOT_OURS) == methods
    assert not set(CHECKS) & set(NOT_OURS)
