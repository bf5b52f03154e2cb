"""From one period to the one it is compared with: previous value, change, and whether the change is demonstrated.

The methods are in `stats/changes`; here it is decided what may be compared at all (statistics.md 1.4 and 1.9).
"""

from decimal import Decimal

import numpy as np

from qep_lib.indicators.covered import covered_clause, is_from_the_start, whole
from qep_lib.indicators.formulas import FORMULAS
from qep_lib.indicators.rows import NOTHING, SCALES, Columns, Context, are_in, keys_of
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.stats.changes import adjust_p_values, newcombe, poisson_ratio, score_p_value

OTHER_SERIE = "le questionnaire n'est pas le même"
OTHER_MONTHS = "les deux périodes ne couvrent pas les mêmes mois"
NOT_MEASURABLE = "non mesurable avec les réponses de cette période"


def with_changes(rows: Columns, previous: Columns, now: Context, then: Context) -> Columns:
    """`rows` of the context `now` with the columns of the results table that compare them with `previous`, those of `then`.

    Both hold KEY, numerator, denominator, value, status, serie and covered. Series that differ, and periods of which not the
    same months are known, are not compared at all: `previous_note` says so. The previous value is shown without a change when
    either figure is provisional or the official definition has changed between the two periods.
    """
    catalogue, period, compared = now.catalogue, now.period, then.period
    before = _match(rows, previous)
    is_same = _is_same_serie(rows, before)
    is_alike, note = _covered_alike(rows, before, now, then)
    value = np.where(is_same & is_alike, before["value"], np.nan)
    note[~is_same & ~np.isnan(before["value"])] = OTHER_SERIE
    note[before["status"] == "not_measurable"] = NOT_MEASURABLE
    before = {**before, "value": value}
    is_wanted = ~np.isnan(rows["value"]) & ~np.isnan(value) & _is_steady(rows, before, catalogue, period, compared)
    change = _differences(rows["value"], value, is_wanted)
    low, high, p, excludes_none = (np.full(value.shape, np.nan) for _ in range(4))
    for chosen, *figures in (
        _test_shares(rows, before, change, catalogue),
        _test_counts(rows, before, change, catalogue),
    ):
        for column, found in zip((low, high, p, excludes_none), figures, strict=True):
            column[chosen] = found
    adjusted = _adjust_by_site(rows["site_id"], p)
    is_tested = ~np.isnan(adjusted)
    is_demonstrated = np.full(value.shape, None, dtype=object)
    is_small = adjusted[is_tested] <= catalogue.conventions.change_false_discovery_rate
    is_demonstrated[is_tested] = is_small & (excludes_none[is_tested] == 1)
    return {
        **rows,
        "previous": value,
        "previous_note": note,
        "previous_denominator": np.where(np.isnan(value), np.nan, before["denominator"]),
        "change": change,
        "change_low": low,
        "change_high": high,
        "change_p_adjusted": adjusted,
        "is_change_demonstrated": is_demonstrated,
    }


def _match(rows: Columns, previous: Columns) -> Columns:
    """The figures of `previous` under the keys of `rows`; missing where it has none."""
    place_of = {key: place for place, key in enumerate(keys_of(previous))}
    places = np.array([place_of.get(key, -1) for key in keys_of(rows)], dtype=np.int64)
    figures = {name: np.append(previous[name], np.nan)[places] for name in ("numerator", "denominator", "value")}
    return figures | {name: np.append(previous[name], NOTHING)[places] for name in ("status", "serie", "covered")}


def _covered_alike(rows: Columns, before: Columns, now: Context, then: Context) -> tuple[np.ndarray, np.ndarray]:
    """(the two figures are of the same months of their periods, what is to be said of the previous one).

    A figure that only stops early stands beside that of the whole period, where its last day says so (it is provisional);
    nothing else partial does.
    """
    expected, whole_before = whole(now.period, now.last_day), whole(then.period, then.last_day)
    known: dict[tuple[str | None, str | None, bool], tuple[bool, str | None]] = {}
    is_early = rows["status"] == "provisional"
    pairs = list(zip(rows["covered"].tolist(), before["covered"].tolist(), is_early.tolist(), strict=True))
    for pair in {*pairs}:
        ours, theirs = expected if pair[0] is None else pair[0], whole_before if pair[1] is None else pair[1]
        is_alike = ours == theirs or (pair[2] and theirs == whole_before and is_from_the_start(ours))
        if theirs != whole_before:
            known[pair] = is_alike, covered_clause(then.period, theirs)
        else:
            known[pair] = is_alike, None if is_alike else f"{OTHER_MONTHS} : {covered_clause(now.period, ours)}"
    has_value = ~np.isnan(before["value"])
    note = np.array([known[pair][1] for pair in pairs], dtype=object)
    note[~has_value] = None
    return np.array([known[pair][0] for pair in pairs], dtype=bool), note


def _is_same_serie(rows: Columns, before: Columns) -> np.ndarray:
    """A figure declared under an indicator asserts that indicator's series; two surveys must share theirs."""
    is_unnamed = (rows["serie"] == "") | (before["serie"] == "")
    return is_unnamed | (rows["serie"] == before["serie"])


def _is_steady(rows: Columns, before: Columns, catalogue: Catalogue, period: Period, compared: Period) -> np.ndarray:
    is_complete = (rows["status"] != "provisional") & (before["status"] != "provisional")
    broken = {id_ for id_, indicator in catalogue.measured.items() if indicator.break_between(period, compared)}
    return is_complete & ~are_in(rows["indicator_id"], broken)


def _differences(values: np.ndarray, before: np.ndarray, is_wanted: np.ndarray) -> np.ndarray:
    """Value minus previous value as decimal numbers: 91.96 − 91.46 is 0.5, without binary crumbs."""
    change = np.full(values.shape, np.nan)
    change[is_wanted] = [
        float(Decimal(repr(value)) - Decimal(repr(old)))
        for value, old in zip(values[is_wanted].tolist(), before[is_wanted].tolist(), strict=True)
    ]
    return change


def _test_shares(
    rows: Columns, before: Columns, change: np.ndarray, catalogue: Catalogue
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(places of the rows tested, low, high, p, « the interval excludes zero »): Newcombe's interval of every comparable
    share with its counts; p-value for the totals only.

    Only indicators declared as a `share` (independent units): a `rate`, such as answered calls, has dependent units
    and no such test (statistics.md 1.12); nor have two windows that share most of their cases.
    """
    scales = {
        id_: float(SCALES[indicator.unit])
        for id_, indicator in catalogue.measured.items()
        if indicator.measurement.statistic == "share"
        and indicator.unit in SCALES
        and not FORMULAS[indicator.formula].is_overlapping
    }
    counts = (rows["numerator"], rows["denominator"], before["numerator"], before["denominator"])
    has_counts = ~np.isnan(np.vstack(counts)).any(axis=0) & (rows["denominator"] > 0) & (before["denominator"] > 0)
    chosen = np.flatnonzero(~np.isnan(change) & has_counts & are_in(rows["indicator_id"], scales))
    x1, n1, x2, n2 = (column[chosen] for column in counts)
    low, high = newcombe(x1, n1, x2, n2, catalogue.conventions.confidence)
    scale = np.array([scales[id_] for id_ in rows["indicator_id"][chosen]], dtype=float)
    whole = {id_ for id_, indicator in catalogue.measured.items() if FORMULAS[indicator.formula].is_whole}
    is_tested = (rows["group"][chosen] == "") & ~are_in(rows["indicator_id"][chosen], whole)
    p = np.where(is_tested, score_p_value(x1, n1, x2, n2), np.nan)
    return chosen, low * scale, high * scale, p, (low > 0) | (high < 0)


def _test_counts(
    rows: Columns, before: Columns, change: np.ndarray, catalogue: Catalogue
) -> tuple[np.ndarray, float, float, np.ndarray, np.ndarray]:
    """The same for counts of events (totals only): an exact test, whose interval of the ratio must exclude 1."""
    events = {id_ for id_, indicator in catalogue.measured.items() if FORMULAS[indicator.formula].is_event_count}
    now, old = rows["value"], before["value"]
    with np.errstate(invalid="ignore"):
        is_whole = (now % 1 == 0) & (old % 1 == 0) & (now + old > 0)
    is_total = (rows["group"] == "") & are_in(rows["indicator_id"], events)
    chosen = np.flatnonzero(~np.isnan(change) & is_whole & is_total)
    _, low, high, p = poisson_ratio(now[chosen], old[chosen], catalogue.conventions.confidence)
    return chosen, np.nan, np.nan, p, (low > 1) | (high < 1)


def _adjust_by_site(site_id: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Benjamini-Hochberg adjusted p-values within each site."""
    adjusted = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    places: dict[str, list[int]] = {}
    for place in tested.tolist():
        places.setdefault(site_id[place], []).append(place)
    for of_site in places.values():
        adjusted[of_site] = adjust_p_values(p[of_site])
    return adjusted
