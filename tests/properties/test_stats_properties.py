"""Promises of the statistics that hold for any input."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qep_lib.disclosure.suppression import suppress, suppress_months
from qep_lib.model.indicator import Indicator
from qep_lib.model.results import RESULTS
from qep_lib.stats.attainability import attainable_counts
from qep_lib.stats.changes import adjust_p_values, newcombe, score_p_value
from qep_lib.stats.delays import judge_cases, kaplan_meier
from qep_lib.stats.intervals import wilson
from qep_lib.stats.pooling import pooled_share
from qep_lib.stats.rounding import round_half_up

fast = settings(max_examples=60, deadline=None)
AS_OF = date(2020, 12, 31)


@st.composite
def shares(draw, most: int = 400) -> tuple[int, int]:
    """(successes, base), base at least 1."""
    base = draw(st.integers(1, most))
    return draw(st.integers(0, base)), base


@fast
@given(shares(), st.sampled_from([0.9, 0.95, 0.998]))
def test_wilson_stays_inside_and_holds_the_share(share, confidence):
    """0 <= low <= p <= high <= 1, whatever the counts."""
    (x, n), (low, high) = share, wilson(*share, confidence)
    assert 0 <= low <= x / n <= high <= 1
    assert high > low


@st.composite
def weighed_sites(draw) -> list[tuple[int, int, int]]:
    """(successes, base, visits) of one to six sites."""
    sites = draw(st.lists(shares(), min_size=1, max_size=6))
    return [(x, n, draw(st.integers(1, 100_000))) for x, n in sites]


@fast
@given(weighed_sites(), st.integers(1, 9))
def test_visits_in_proportion_to_answers_give_the_plain_share(sites, factor):
    """Every answer then weighs the same: the share and the base are those of all answers together."""
    successes, bases, _ = zip(*sites, strict=True)
    pooled = pooled_share(successes, bases, [n * factor for n in bases])
    assert pooled.share == pytest.approx(sum(successes) / sum(bases), abs=1e-12)
    assert pooled.effective_base == pytest.approx(sum(bases))


@fast
@given(weighed_sites(), st.randoms(use_true_random=False))
def test_the_order_of_sites_does_not_change_a_pooled_share(sites, random):
    """To the bit, so that the order in a file changes no printed byte."""
    other = random.sample(sites, len(sites))
    assert pooled_share(*zip(*other, strict=True)) == pooled_share(*zip(*sites, strict=True))


@fast
@given(weighed_sites())
def test_a_pooled_share_lies_between_those_of_its_sites_and_weighting_never_adds_answers(sites):
    """Its effective base is at most the number of answers, its interval holds it."""
    pooled = pooled_share(*zip(*sites, strict=True))
    own = [x / n for x, n, _ in sites]
    assert min(own) - 1e-12 <= pooled.share <= max(own) + 1e-12
    assert 0 <= pooled.low <= pooled.share <= pooled.high <= 1
    assert pooled.effective_base <= sum(n for _, n, _ in sites) * (1 + 1e-12)


@fast
@given(shares())
def test_wilson_is_symmetric(share):
    """Counting the dissatisfied instead mirrors the interval."""
    x, n = share
    low, high = wilson(x, n)
    assert wilson(n - x, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@fast
@given(shares(), st.integers(2, 50))
def test_wilson_narrows_with_the_base(share, factor):
    """The same share of more answers is known better."""
    x, n = share
    narrow, wide = wilson(x * factor, n * factor), wilson(x, n)
    assert narrow[1] - narrow[0] < wide[1] - wide[0]


@fast
@given(shares(), shares())
def test_newcombe_is_antisymmetric(now, before):
    """Reading the change backwards only changes its sign; it holds the difference and stays within [-1, 1]."""
    low, high = newcombe(*now, *before)
    assert newcombe(*before, *now) == pytest.approx((-high, -low), abs=1e-12)
    difference = now[0] / now[1] - before[0] / before[1]
    assert -1 - 1e-12 <= low <= difference <= high <= 1 + 1e-12
    assert score_p_value(*now, *before) == pytest.approx(score_p_value(*before, *now))


@fast
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_adjusted_p_values_keep_their_order(p):
    """Never under the raw value, never over 1, and in the same order."""
    adjusted = adjust_p_values(p)
    assert (adjusted >= np.array(p) - 1e-15).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()


@fast
@given(st.decimals(-10_000, 10_000, places=3), st.integers(0, 2))
def test_rounding_is_decimals_half_up(value, decimals):
    """A number written with three decimals rounds alike as Decimal, as exact fraction and as float."""
    expected = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    for kind in (value, Fraction(value), float(value)):
        assert round_half_up(kind, decimals) == expected


@fast
@given(shares(), st.integers(0, 2))
def test_printed_share_is_attainable_from_its_base(share, decimals):
    """The check never accuses a percentage that our own rounding printed, and finds its count."""
    x, n = share
    assert x in attainable_counts(float(round_half_up(Fraction(100 * x, n), decimals)), decimals, n)


@st.composite
def registers(draw) -> list[tuple[date, date | None, date]]:
    """Cases (received, answered or open, deadline) around the cut-off."""
    day = AS_OF.toordinal()
    cases = []
    for _ in range(draw(st.integers(0, 25))):
        received = day - draw(st.integers(-10, 40))
        delay = draw(st.none() | st.integers(0, 30))
        answered = None if delay is None else date.fromordinal(received + delay)
        cases.append((date.fromordinal(received), answered, date.fromordinal(received + draw(st.integers(1, 15)))))
    return cases


def columns(cases):
    return [np.array([case[i] for case in cases], dtype="datetime64[D]") for i in range(3)]


@fast
@given(registers())
def test_every_judged_case_is_in_exactly_one_state(cases):
    """Due: on time, answered late or overdue. Not due: answered in time or still running."""
    told = judge_cases(*columns(cases), AS_OF)
    late, overdue = told.is_answered & ~told.is_in_time, told.is_due & ~told.is_answered
    running = told.is_judged & ~told.is_due & ~told.is_answered
    assert (told.is_in_time.astype(int) + late + overdue + running == told.is_judged).all()
    assert not (told.is_in_time & ~told.is_answered).any()


@fast
@given(registers(), registers())
def test_cohort_ignores_cases_not_yet_due(cases, others):
    """Adding cases whose deadline still runs, answered or not, changes neither the cohort nor what is said of it."""
    running = [case for case in others if case[2] >= AS_OF]
    before, after = (judge_cases(*columns(rows), AS_OF) for rows in (cases, cases + running))
    assert not after.is_due[len(cases) :].any()
    for name in ("is_due", "is_in_time", "is_answered"):
        assert (getattr(after, name)[: len(cases)] == getattr(before, name)).all()


@fast
@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40))
def test_survival_falls_inside_its_bounds(cases):
    """S never rises, its bounds hold it, and without open cases it is the plain share still waiting."""
    time, observed = np.array([c[0] for c in cases]), np.array([c[1] for c in cases])
    curve = kaplan_meier(time, observed)
    assert (np.diff(curve.survival) < 0).all()
    known = curve.survival > 0
    assert (curve.low[known] <= curve.survival[known]).all()
    assert (curve.survival[known] <= curve.high[known]).all()
    closed = kaplan_meier(time, np.ones(len(time)))
    np.testing.assert_allclose(closed.survival, [(time > t).mean() for t in closed.times], atol=1e-12)


@st.composite
def partitions(draw) -> pd.DataFrame:
    """A results table of one indicator: totals and parts of two dimensions, this year and last year."""
    rows = []
    for site in ("18", "41"):
        totals = []
        for dimension in ("mode", "channel"):
            parts = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
            rows += [(site, f"{dimension}={rank}", now, before) for rank, (now, before) in enumerate(parts)]
            totals.append(np.array(parts).sum(axis=0) if parts else np.zeros(2))
        rows.append((site, "", *np.max(totals, axis=0)))
    frame = pd.DataFrame(rows, columns=["site_id", "group", "denominator", "previous_denominator"])
    frame = frame.astype({"site_id": "str", "group": "str", "denominator": float, "previous_denominator": float})
    frame = frame.assign(indicator_id="x_pct", period="2020", origin="computed", status="ok", n=pd.NA)
    frame["n"] = frame["n"].astype("Int64")
    for column in RESULTS:
        if column.name not in frame:
            frame[column.name] = 1.0 if column.type == "float" else None
    return frame[[column.name for column in RESULTS]]


INDICATORS = {"x_pct": Indicator.model_construct(id="x_pct", unit="pct", table="requests", formula="share")}


@fast
@given(partitions(), st.integers(1, 20))
def test_no_subtraction_gives_a_hidden_part_back(frame, threshold):
    """Total minus the shown parts of a dimension never isolates a group under the threshold, nor did last year's."""
    shown = suppress(frame, INDICATORS, threshold)
    frame, shown = frame.reset_index(drop=True), shown.reset_index(drop=True)
    for base in ("denominator", "previous_denominator"):
        assert not ((shown[base] > 0) & (shown[base] < threshold)).any()
        for site in ("18", "41"):
            here = frame["site_id"] == site
            if shown.loc[here & (frame["group"] == ""), base].isna().all():
                continue
            for dimension in ("mode", "channel"):
                parts = here & frame["group"].str.startswith(dimension) & (frame[base] > 0)
                hidden = parts & shown[base].isna()
                rest = frame.loc[hidden, base]
                assert rest.empty or rest.sum() >= threshold or hidden.sum() == parts.sum()


@st.composite
def months(draw) -> pd.DataFrame:
    """A share a month for up to two years and two sites, from the month that chance gives."""
    first = draw(st.integers(0, 11))
    rows = []
    for site in ("18", "41"):
        for place, base in enumerate(draw(st.lists(st.integers(0, 30), min_size=1, max_size=24))):
            year, month = divmod(first + place, 12)
            share = {"value": 50.0, "numerator": base / 2} if base else {"value": None, "numerator": None}
            known = {"site_id": site, "period": f"{2019 + year}-{month + 1:02}", "denominator": float(base), "n": base}
            rows.append({"indicator_id": "x_pct", "group": "", "origin": "computed", "status": "ok", **known, **share})
    frame = pd.DataFrame(rows).reindex(columns=[column.name for column in RESULTS])
    return frame.astype(
        {"denominator": float, "value": float, "numerator": float, "n": "Int64", "previous_denominator": float}
    )


@fast
@given(months(), st.integers(1, 20))
def test_no_published_total_gives_a_hidden_month_back(frame, threshold):
    """Quarter, half-year, year, and any difference of two of them: minus the shown months, what is left is nobody, or
    `threshold` people, or the whole total."""
    shown = suppress_months(frame, INDICATORS, threshold)
    pd.testing.assert_frame_equal(suppress_months(shown, INDICATORS, threshold), shown)
    assert not ((shown["denominator"] > 0) & (shown["denominator"] < threshold)).any()
    month = pd.PeriodIndex(frame["period"], freq="M")
    for length in (3, 6, 12):
        block = [
            f"{site}{year}/{(number - 1) // length}"
            for site, year, number in zip(frame["site_id"], month.year, month.month, strict=True)
        ]
        for _, rows in frame.groupby(block):
            hidden = rows[shown.loc[rows.index, "status"] == "suppressed"]
            is_whole = hidden["denominator"].sum() == rows["denominator"].sum()
            assert hidden.empty or hidden["denominator"].sum() >= threshold or is_whole


@fast
@given(partitions(), st.integers(1, 20))
def test_suppression_is_idempotent_and_keeps_every_row(frame, threshold):
    """A second pass changes nothing; what is not hidden is as it was."""
    once = suppress(frame, INDICATORS, threshold)
    pd.testing.assert_frame_equal(suppress(once, INDICATORS, threshold), once)
    kept = once["status"] == "ok"
    pd.testing.assert_series_equal(once.loc[kept, "denominator"], frame.loc[kept, "denominator"])


REPLIES = {
    "all_pct": ("information_request complaint suggestion", "", None),
    "complaint_pct": ("complaint suggestion", "", "all_pct"),
    "email_pct": ("information_request", "email web_form", "all_pct"),
    "post_pct": ("information_request", "post", "all_pct"),
}
"""Kinds and channels (all where none is named) that each indicator of replies counts, and the one that it is a part of."""
KINDS, CHANNELS = ("information_request", "complaint", "suggestion"), ("email", "web_form", "post", "phone")
FAMILY = {
    id_: Indicator.model_construct(
        id=id_,
        unit="pct",
        table="requests",
        formula="share",
        part_of=whole,
        arguments={"kinds": tuple(kinds.split())} | ({"channels": tuple(channels.split())} if channels else {}),
    )
    for id_, (kinds, channels, whole) in REPLIES.items()
}
few = st.sampled_from([0, 0, 1, 2, 3, 5, 8, 12, 20, 30])
registers_by_kind = st.lists(few, min_size=12, max_size=12).map(lambda bases: np.array(bases).reshape(3, 4))


def rows_of_replies(now: np.ndarray, before: np.ndarray) -> tuple[pd.DataFrame, dict[tuple[str, str], np.ndarray]]:
    """The results rows of two registers, given by kind and channel, and which cells each row counts."""
    cells = {}
    for id_, (kinds, channels, _) in REPLIES.items():
        is_kind = np.isin(KINDS, kinds.split())
        is_channel = np.isin(CHANNELS, channels.split()) if channels else np.ones(4, dtype=bool)
        cells[id_, ""] = np.outer(is_kind, is_channel)
    cells |= {("all_pct", f"kind={kind}"): np.outer(np.isin(KINDS, [kind]), np.ones(4, dtype=bool)) for kind in KINDS}
    cells |= {
        ("all_pct", f"channel={channel}"): np.outer(np.ones(3, dtype=bool), np.isin(CHANNELS, [channel]))
        for channel in CHANNELS
    }
    frame = pd.DataFrame(cells.keys(), columns=["indicator_id", "group"])
    frame["denominator"] = [float(now[chosen].sum()) for chosen in cells.values()]
    frame["previous_denominator"] = [float(before[chosen].sum()) for chosen in cells.values()]
    frame = frame.assign(site_id="28", period="2020", origin="computed", status="ok", n=pd.array([pd.NA] * 11, "Int64"))
    for column in RESULTS:
        if column.name not in frame:
            frame[column.name] = 1.0 if column.type == "float" else None
    return frame[[column.name for column in RESULTS]], cells


@fast
@given(registers_by_kind, registers_by_kind, st.integers(2, 15))
def test_no_difference_between_indicators_describes_a_few(now, before, threshold):
    """A shown whole less its shown parts, or any two or three figures that leave a group of cells, is 0 or large enough."""
    frame, cells = rows_of_replies(now, before)
    shown = suppress(frame, FAMILY, threshold)
    for base, counts in (("denominator", now), ("previous_denominator", before)):
        known = [chosen for chosen, is_shown in zip(cells.values(), shown[base].notna(), strict=True) if is_shown]
        single = [chosen.astype(int) for chosen in known]
        double = [x + sign * y for x in single for y in single for sign in (1, -1)]
        for group in [*single, *double, *(x - y for x in double for y in single)]:
            if group.min() >= 0 and group.max() <= 1:
                assert not 0 < (counts * group).sum() < threshold
        whole = cells["all_pct", ""]
        parts = [cells[id_, ""] for id_ in list(REPLIES)[1:] if any(cells[id_, ""] is chosen for chosen in known)]
        if any(whole is chosen for chosen in known):
            assert not 0 < counts[whole].sum() - sum(counts[part].sum() for part in parts) < threshold


@fast
@given(registers_by_kind, registers_by_kind, st.integers(2, 15), st.randoms(use_true_random=False))
def test_nested_suppression_is_idempotent_and_ignores_the_order(now, before, threshold, random):
    """A second pass changes nothing, nor does the order of the rows as far as totals go."""
    frame, _ = rows_of_replies(now, before)
    once = suppress(frame, FAMILY, threshold)
    pd.testing.assert_frame_equal(suppress(once, FAMILY, threshold), once)
    order = random.sample(range(len(frame)), len(frame))
    mixed = suppress(frame.iloc[order], FAMILY, threshold).sort_index()
    is_total = frame["group"] == ""
    pd.testing.assert_frame_equal(mixed[is_total], once[is_total])
